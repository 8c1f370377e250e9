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


class AddForm(forms.Form):
    """Somebody who is in no list yet. What is wrong is for the service to say."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(label=say(label), required=False, widget=self._widget(name))
            self.fields[name].may_be_empty = name in MAY_BE_EMPTY  # type: ignore[attr-defined]  # for the page
        self.fields["nationality"].initial = "Indonesia"
        self.fields["reason"] = forms.CharField(
            label=_("Dokumen yang dilihat"),
            required=False,
            max_length=300,
            help_text=_("Misalnya: KTP dan kartu keluarga asli."),
        )

    @staticmethod
    def _widget(name: str) -> forms.Widget:
        if name not in CHOICES:
            return _WIDGETS.get(name, forms.TextInput())
        labels = {Sex.MALE.value: Sex.MALE.label, Sex.FEMALE.value: Sex.FEMALE.label} if name == "sex" else {}
        options = [("", "–"), *((option, say(labels.get(option, option))) for option in CHOICES[name] if option)]
        return forms.Select(choices=options)


class ImportFileForm(forms.Form):
    """A file of the register, and for which kelurahan ("" is the whole city)."""

    file = forms.FileField(
        label=_("Berkas penduduk"), error_messages={"required": _("Pilih berkasnya dulu.")}, allow_empty_file=True
    )
    office = forms.IntegerField(required=False)


class ImportStartForm(forms.Form):
    """What each column is, where the data comes from, and whether anything is to be changed yet."""

    register = forms.CharField(label=_("Asal data"), max_length=40, required=False)
    makes_rts = forms.BooleanField(label=_("Buat RT dan RW yang belum ada"), required=False)
    action = forms.ChoiceField(choices=[("check", ""), ("import", "")])
