"""What visitors type to find their request again."""

from django import forms
from django.utils.translation import gettext_lazy as _


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
