"""What the pages of an office's services may send."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palui.catalogue.domain import OfficeTerms, ServiceDefinition, time_in_words
from palui.catalogue.domain.offices import LONGEST_CLASSIFICATION, LONGEST_REASON
from palui.kernel.language import say


class OfficeTermsForm(forms.Form):
    """Whether an office offers a service, in what time, under which code. `before` is what it says now."""

    revisi = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    dilayani = forms.BooleanField(label=_("Dilayani di kelurahan ini"), required=False)
    alasan = forms.CharField(
        label=_("Mengapa tidak, dan ke mana warga sebaiknya pergi?"),
        help_text=_(
            "Warga membaca kalimat ini. Misalnya: Loket sedang direnovasi. Datang ke Kecamatan Banjarmasin Utara."
        ),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    klasifikasi = forms.CharField(label=_("Kode klasifikasi"), max_length=LONGEST_CLASSIFICATION, required=False)

    def __init__(self, before: OfficeTerms, definition: ServiceDefinition, data: Any = None) -> None:
        initial = {
            "revisi": before.revision,
            "dilayani": before.is_offered,
            "alasan": before.reason,
            "klasifikasi": before.classification,
        }
        super().__init__(data, initial=initial)
        self._steps = definition.route
        self.fields["klasifikasi"].help_text = _("Kosongkan untuk memakai kode kota: %(code)s.") % {
            "code": definition.classification
        }
        for step in definition.route:
            self.fields[f"jam_{step.key}"] = forms.FloatField(
                label=say(step.title),
                help_text=_("Batas kota %(time)s. Kosongkan untuk memakai batas itu.")
                % {"time": time_in_words(step.hours)},
                required=False,
                initial=before.hours.get(step.key),
                localize=True,
                error_messages={"invalid": _("Tulis jumlah jam kerja, misalnya 2 atau 1,5.")},
            )

    def times(self) -> list[forms.BoundField]:
        """The fields of the steps, for the page."""
        return [self[f"jam_{step.key}"] for step in self._steps]

    def terms(self) -> OfficeTerms:
        """What was sent."""
        hours = {step.key: self.cleaned_data[f"jam_{step.key}"] for step in self._steps}
        return OfficeTerms(
            is_offered=self.cleaned_data["dilayani"],
            reason=self.cleaned_data["alasan"],
            hours={key: value for key, value in hours.items() if value is not None},
            classification=self.cleaned_data["klasifikasi"],
            revision=self.cleaned_data["revisi"],
        )

    def show(self, place: str, text: str) -> None:
        """Put what a rule says beside the field it is about."""
        kind, _dot, key = place.partition(".")
        names = {"reason": "alasan", "classification": "klasifikasi", "hours": f"jam_{key}"}
        name = names.get(kind, "")
        self.add_error(name if name in self.fields else None, text)
