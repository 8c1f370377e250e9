"""What the pages of the register may send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palui.kernel.language import say
from palui.residents.domain import CHOICES, LABELS, MAY_BE_EMPTY, ResidentRecord, Sex

_WIDGETS: dict[str, forms.Widget] = {
    "birth_date": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    "nik": forms.TextInput(attrs={"inputmode": "numeric", "class": "digits", "autocomplete": "off"}),
    "kk": forms.TextInput(attrs={"inputmode": "numeric", "class": "digits", "autocomplete": "off"}),
    "rt": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    "rw": forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    "phone": forms.TextInput(attrs={"inputmode": "tel", "class": "medium"}),
}


class SearchForm(forms.Form):
    """A name or a whole number. Sent in the body, so that a NIK stays out of addresses and logs."""

    text = forms.CharField(required=False, max_length=80)
    office = forms.IntegerField(required=False)


class CorrectionForm(forms.Form):
    """Every field that may be corrected, and why. What is wrong is for the service to say."""

    reason = forms.CharField(
        label=_("Alasan perbaikan"),
        required=False,
        max_length=300,
        help_text=_("Misalnya: sesuai KTP asli yang diperlihatkan."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, record: ResidentRecord, data: Any = None) -> None:
        super().__init__(data)
        values = record.as_context() | record.as_context()["address"] | {"sex": record.sex.value}
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(
                label=say(label), required=False, initial=values[name], widget=self._widget(name, values[name])
            )
            self.fields[name].may_be_empty = name in MAY_BE_EMPTY  # type: ignore[attr-defined]  # for the page
        self.order_fields([*LABELS, "reason"])

    @staticmethod
    def _widget(name: str, value: str) -> forms.Widget:
        if name in CHOICES:
            options = dict.fromkeys([*CHOICES[name], value])  # an odd value from an old register stays choosable
            labels = {Sex.MALE.value: Sex.MALE.label, Sex.FEMALE.value: Sex.FEMALE.label} if name == "sex" else {}
            return forms.Select(choices=[(option, say(labels.get(option, option)) or "–") for option in options])
        return _WIDGETS.get(name, forms.TextInput())

    def changes(self) -> dict[str, str]:
        """What was sent for each field of the register."""
        return {name: self.cleaned_data[name] for name in LABELS if name in self.data}
