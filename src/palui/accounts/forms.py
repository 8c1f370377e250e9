"""What pages of accounts and mandates may send. Rules stand in the services; here is only what HTTP carries."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palui.accounts.domain import CAPACITY_NAMES, ROLE_NAMES, Capacity, Role
from palui.accounts.services import NewMandate


class SignInForm(forms.Form):
    """User name or phone, and password."""

    login = forms.CharField(
        max_length=80,
        label=_("Nomor ponsel atau nama pengguna"),
        error_messages={"required": _("Tulis nomor ponsel atau nama pengguna Anda.")},
    )
    password = forms.CharField(
        max_length=200,
        strip=False,
        label=_("Kata sandi"),
        error_messages={"required": _("Tulis kata sandi Anda.")},
    )


class SignUpForm(forms.Form):
    """What a resident shows to get an account."""

    nik = forms.CharField(
        max_length=30, label=_("NIK"), error_messages={"required": _("Tulis 16 angka NIK seperti di KTP.")}
    )
    kk = forms.CharField(
        max_length=30, label=_("Nomor KK"), error_messages={"required": _("Tulis 16 angka nomor kartu keluarga.")}
    )
    phone = forms.CharField(
        max_length=30,
        label=_("Nomor ponsel"),
        error_messages={"required": _("Tulis nomor ponsel Anda, misalnya 0812-3456-7781.")},
    )
    email = forms.CharField(max_length=254, required=False, label=_("Surel"))
    password = forms.CharField(
        max_length=200,
        strip=False,
        label=_("Kata sandi baru"),
        error_messages={"required": _("Buat kata sandi, sedikitnya 10 huruf atau angka.")},
    )


class ProfileForm(forms.Form):
    """Name, phone and e-mail of one's own account; the password proves that it is oneself."""

    name = forms.CharField(required=False, max_length=120, label=_("Nama"))
    phone = forms.CharField(required=False, max_length=30, label=_("Nomor ponsel"))
    email = forms.CharField(required=False, max_length=254, label=_("Surel"))
    password = forms.CharField(
        max_length=200,
        strip=False,
        label=_("Kata sandi Anda"),
        error_messages={"required": _("Tulis kata sandi Anda, supaya kami tahu ini benar Anda.")},
    )


class PasswordForm(forms.Form):
    """The old password and a new one."""

    old = forms.CharField(
        max_length=200,
        strip=False,
        label=_("Kata sandi sekarang"),
        error_messages={"required": _("Tulis kata sandi Anda sekarang.")},
    )
    new = forms.CharField(
        max_length=200,
        strip=False,
        label=_("Kata sandi baru"),
        error_messages={"required": _("Buat kata sandi baru, sedikitnya 10 huruf atau angka.")},
    )


class HelpForm(forms.Form):
    """Whom to help, and the password they get at the counter."""

    who = forms.CharField(
        max_length=40, label=_("NIK"), error_messages={"required": _("Tulis 16 angka NIK dari KTP yang diperlihatkan.")}
    )
    new = forms.CharField(
        max_length=200,
        strip=False,
        label=_("Kata sandi baru"),
        error_messages={"required": _("Buat kata sandi baru, sedikitnya 10 huruf atau angka.")},
    )


class PersonForm(forms.Form):
    """A new account for somebody in an office or a neighbourhood."""

    name = forms.CharField(
        max_length=120, label=_("Nama lengkap"), error_messages={"required": _("Tulis nama lengkap.")}
    )
    username = forms.CharField(
        max_length=40,
        label=_("Nama pengguna"),
        error_messages={"required": _("Tulis nama pengguna, misalnya masrani.rt12.")},
    )
    phone = forms.CharField(required=False, max_length=30, label=_("Nomor ponsel"))
    email = forms.CharField(required=False, max_length=254, label=_("Surel"))
    nip = forms.CharField(required=False, max_length=30, label=_("NIP"))
    rank = forms.CharField(required=False, max_length=80, label=_("Pangkat, golongan"))
    password = forms.CharField(
        max_length=200,
        strip=False,
        label=_("Kata sandi pertama"),
        error_messages={"required": _("Buat kata sandi pertama; orangnya menggantinya sendiri nanti.")},
    )


class MandateForm(forms.Form):
    """A mandate for a person at an office. RT or RW are given by their id, where the role has one."""

    orang = forms.IntegerField(error_messages={"required": _("Pilih orangnya lebih dulu.")})
    role = forms.ChoiceField(
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        label=_("Jabatan"),
        error_messages={"required": _("Pilih jabatan."), "invalid_choice": _("Pilih jabatan dari daftar.")},
    )
    capacity = forms.ChoiceField(
        choices=[(capacity.value, name) for capacity, name in CAPACITY_NAMES.items()],
        label=_("Dipegang sebagai"),
        error_messages={"required": _("Pilih cara jabatan dipegang.")},
    )
    rt = forms.IntegerField(required=False, label=_("RT"))
    rw = forms.IntegerField(required=False, label=_("RW"))
    valid_from = forms.DateField(
        label=_("Hari pertama"),
        error_messages={
            "required": _("Tulis hari pertama mandat."),
            "invalid": _("Tulis tanggal, misalnya 24/11/2026."),
        },
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )
    valid_to = forms.DateField(
        required=False,
        label=_("Hari terakhir"),
        error_messages={"invalid": _("Tulis tanggal, misalnya 31/12/2026.")},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )
    note = forms.CharField(required=False, max_length=200, label=_("Nomor SK atau surat perintah"))
    yakin = forms.BooleanField(required=False)

    def mandate(self, office_id: int) -> NewMandate:
        """What was asked for, once the form is valid. RT and RW count only for the roles that have one."""
        data: dict[str, Any] = self.cleaned_data
        role = Role(data["role"])
        valid_from: date = data["valid_from"]
        return NewMandate(
            user_id=data["orang"],
            role=role,
            office_id=office_id,
            capacity=Capacity(data["capacity"]),
            rt_id=data["rt"] if role is Role.RT_HEAD else None,
            rw_id=data["rw"] if role is Role.RW_HEAD else None,
            valid_from=valid_from,
            valid_to=data["valid_to"],
            note=data["note"],
        )


class EndForm(forms.Form):
    """The last day of a mandate; empty is at once."""

    last_day = forms.DateField(
        required=False,
        label=_("Hari terakhir"),
        error_messages={"invalid": _("Tulis tanggal, misalnya 31/12/2026, atau kosongkan.")},
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
    )
