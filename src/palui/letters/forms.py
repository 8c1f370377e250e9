"""What pages of letters may send."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily

from palui.letters.domain import STATUS_WORDS, LetterStatus
from palui.letters.selectors import RegisterFilter

#: As many letters as one sitting signs.
MOST_AT_ONCE = 50


class SignForm(forms.Form):
    """The passphrase, and the revision of the case that was read."""

    revision = forms.IntegerField(required=False)
    passphrase = forms.CharField(
        strip=False, max_length=200, error_messages={"required": lazily("Tulis frasa sandi Anda.")}
    )


class SignManyForm(forms.Form):
    """Which cases to sign, and the passphrase."""

    passphrase = forms.CharField(
        strip=False, max_length=200, error_messages={"required": lazily("Tulis frasa sandi Anda.")}
    )

    def __init__(self, *args: Any, codes: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = list(dict.fromkeys(codes))

    def clean(self) -> None:
        """Refuse nothing chosen, and more than one sitting signs."""
        if not self.codes:
            self.add_error(None, _("Pilih surat yang mau ditandatangani."))
        elif len(self.codes) > MOST_AT_ONCE:
            text = _("Paling banyak %(most)s surat sekali jalan. Tandatangani sisanya sesudahnya.")
            self.add_error(None, text % {"most": MOST_AT_ONCE})


class RegisterForm(forms.Form):
    """Filters of the register; anything odd is left out rather than refused."""

    cari = forms.CharField(required=False, max_length=80)
    layanan = forms.SlugField(required=False, max_length=60)
    status = forms.ChoiceField(
        required=False, choices=[(status.value, STATUS_WORDS[status]) for status in LetterStatus]
    )
    dari = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}), input_formats=["%Y-%m-%d"])
    sampai = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}), input_formats=["%Y-%m-%d"])
    setelah = forms.CharField(required=False, max_length=80)

    def narrow(self) -> RegisterFilter:
        """What to show."""
        self.is_valid()
        data = self.cleaned_data
        return RegisterFilter(
            text=data.get("cari") or "",
            service=data.get("layanan") or "",
            status=LetterStatus(data["status"]) if data.get("status") else None,
            since=data.get("dari"),
            until=data.get("sampai"),
        )


class EndForm(forms.Form):
    """Why a letter no longer holds."""

    reason = forms.CharField(required=False, max_length=500)
    passphrase = forms.CharField(required=False, strip=False, max_length=200)


class CheckForm(forms.Form):
    """A file to compare, or the code from a letter."""

    berkas = forms.FileField(required=False, allow_empty_file=True)
    kode = forms.CharField(required=False, max_length=300)


class NewPassphraseForm(forms.Form):
    """A certificate with a passphrase of one's own; the account's password shows that it is really the person."""

    password = forms.CharField(
        strip=False, max_length=200, error_messages={"required": lazily("Tulis kata sandi akun Anda.")}
    )
    passphrase = forms.CharField(
        strip=False, max_length=200, error_messages={"required": lazily("Tulis frasa sandi yang baru.")}
    )
    again = forms.CharField(strip=False, max_length=200, error_messages={"required": lazily("Tulis sekali lagi.")})

    def clean(self) -> None:
        """Both must be the same."""
        _refuse_different(self)


class ChangePassphraseForm(forms.Form):
    """The passphrase until now, and the new one twice."""

    old = forms.CharField(
        strip=False, max_length=200, error_messages={"required": lazily("Tulis frasa sandi yang sekarang.")}
    )
    passphrase = forms.CharField(
        strip=False, max_length=200, error_messages={"required": lazily("Tulis frasa sandi yang baru.")}
    )
    again = forms.CharField(strip=False, max_length=200, error_messages={"required": lazily("Tulis sekali lagi.")})

    def clean(self) -> None:
        """Both must be the same."""
        _refuse_different(self)


def _refuse_different(form: forms.Form) -> None:
    first, second = form.cleaned_data.get("passphrase"), form.cleaned_data.get("again")
    if first and second and first != second:
        form.add_error("again", _("Keduanya belum sama. Ketik sekali lagi."))
