"""What visitors type to find their request again, and an auditor to find an entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from palui.audit.selectors import Narrow
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import PublicCode


class TrackForm(forms.Form):
    """The code on the receipt, and the last four digits of the phone number given."""

    kode = forms.CharField(
        max_length=30,
        label=_("Kode permohonan"),
        error_messages={"required": _("Tulis kode pada tanda terima, misalnya PLI-7F3K-92QX.")},
    )
    angka = forms.RegexField(
        regex=r"^\s*\d{4}\s*$",
        label=_("Empat angka terakhir nomor HP pemohon"),
        error_messages={
            "required": _("Tulis empat angka terakhir nomor HP yang dipakai saat mengajukan."),
            "invalid": _("Tulis empat angka saja, misalnya 7781."),
        },
    )


class RecordForm(forms.Form):
    """Filters of the record; anything odd is left out rather than refused."""

    berkas = forms.CharField(required=False, max_length=80)
    pelaku = forms.CharField(required=False, max_length=80)
    tindakan = forms.CharField(required=False, max_length=40)
    dari = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    sampai = forms.DateField(required=False, input_formats=["%Y-%m-%d"])
    melihat = forms.BooleanField(required=False)
    sebelum = forms.IntegerField(required=False, min_value=1, max_value=2**62)

    def narrow(self) -> Narrow:
        """What to show."""
        self.is_valid()
        data = self.cleaned_data
        return Narrow(
            chain=_chain(data.get("berkas") or ""),
            actor=data.get("pelaku") or "",
            action=data.get("tindakan") or "",
            since=data.get("dari"),
            until=data.get("sampai"),
            looks_only=bool(data.get("melihat")),
        )


def _chain(text: str) -> str:
    """A case code, however it is written; or the name of another chain, as the record shows it."""
    try:
        return PublicCode.parse(text).text
    except DomainError:
        return text.strip()
