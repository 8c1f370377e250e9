"""What the pages of an office may send."""

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from palui.kernel.language import say
from palui.regions.domain import Day
from palui.regions.selectors import OfficeRecord
from palui.ui.domain import DAYS


class LetterheadForm(forms.Form):
    """The head of letters, their numbers, and whether the RW is asked."""

    lines = forms.CharField(
        label=_("Baris kop surat"),
        help_text=_("Satu baris tiap larik, dari pemerintah kota sampai kantor ini."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Tulis sedikitnya satu baris kop surat.")},
    )
    address = forms.CharField(label=_("Alamat"), max_length=200, required=False)
    postal_code = forms.CharField(label=_("Kode pos"), max_length=5, required=False)
    phone = forms.CharField(label=_("Telepon"), max_length=30, required=False)
    email = forms.CharField(label=_("Surel"), max_length=254, required=False)
    website = forms.CharField(label=_("Situs"), max_length=100, required=False)
    number_pattern = forms.CharField(
        label=_("Pola nomor surat"),
        max_length=120,
        help_text=_("Yang di dalam kurung kurawal diisi sendiri: klasifikasi, nomor urut, kode kantor, bulan, tahun."),
        error_messages={"required": _("Tulis pola nomor surat.")},
    )
    uses_rw = forms.BooleanField(label=_("Ketua RW ikut menyetujui permohonan"), required=False)

    @classmethod
    def of(cls, office: OfficeRecord, data: Any = None) -> "LetterheadForm":
        """The form as the office stands, or as it was sent."""
        head = office.letterhead
        return cls(
            data,
            initial={
                "lines": "\n".join(head.lines),
                "address": head.address,
                "postal_code": head.postal_code,
                "phone": head.phone,
                "email": head.email,
                "website": head.website,
                "number_pattern": office.number_pattern,
                "uses_rw": office.uses_rw,
            },
        )

    def clean_lines(self) -> list[str]:
        """One entry a line, empty lines dropped."""
        return [line.strip() for line in self.cleaned_data["lines"].splitlines() if line.strip()]


class HoursForm(forms.Form):
    """Four times a day: opening, start and end of the pause, closing. A day without times is closed."""

    def __init__(self, week: tuple[Day, ...], data: Any = None) -> None:
        super().__init__(data)
        for number, name in enumerate(DAYS):
            times: list[time | None] = [moment for interval in week[number] for moment in interval]
            if len(times) == 2:
                times[1:1] = [None, None]
            for part, label in enumerate((_("Buka"), _("Istirahat"), _("Mulai lagi"), _("Tutup"))):
                self.fields[f"d{number}_{part}"] = forms.TimeField(
                    label=f"{say(name)}: {label}",
                    required=False,
                    initial=times[part] if times else None,
                    widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
                    error_messages={"invalid": _("Tulis jam seperti 08:00.")},
                )

    def days(self) -> list[tuple[str, list[Any]]]:
        """The fields of each day, for the page."""
        return [(say(name), [self[f"d{number}_{part}"] for part in range(4)]) for number, name in enumerate(DAYS)]

    def week(self) -> list[Day]:
        """What was sent: with a pause two intervals a day, without one."""
        return [self._day([self.cleaned_data.get(f"d{number}_{part}") for part in range(4)]) for number in range(7)]

    @staticmethod
    def _day(times: list[time | None]) -> Day:
        given = [moment for moment in times if moment is not None]
        if len(given) % 2:
            return ((time(1), time(0)),)  # out of order on purpose: the service says what is wrong
        return tuple((given[place], given[place + 1]) for place in range(0, len(given), 2))


class HolidayForm(forms.Form):
    """A day on which the office stays closed."""

    day = forms.DateField(
        label=_("Tanggal"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Pilih tanggalnya."), "invalid": _("Tanggal ini tidak masuk akal.")},
    )
    name = forms.CharField(
        label=_("Mengapa tutup?"), max_length=120, error_messages={"required": _("Tulis mengapa kantor tutup.")}
    )


class NeighbourhoodForm(forms.Form):
    """A new RT."""

    number = forms.CharField(label=_("RT"), max_length=6, error_messages={"required": _("Tulis nomor RT.")})
    rw = forms.CharField(label=_("RW"), max_length=6, required=False)
