"""Times, amounts and names, as people here say them."""

from datetime import date, datetime, timedelta
from typing import Literal

from palui.kernel.clock import local

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]


def day_in_words(day: date) -> str:
    """ "24 November 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def moment_in_words(moment: datetime) -> str:
    """ "Senin 23 Nov, 08.14", on the city's clock (WITA)."""
    here = local(moment)
    return f"{DAYS[here.weekday()]} {here.day} {MONTHS[here.month - 1][:3]}, {clock_in_words(moment)}"


def clock_in_words(moment: datetime) -> str:
    """ "08.14", on the city's clock (WITA)."""
    here = local(moment)
    return f"{here.hour:02d}.{here.minute:02d}"


def month_in_words(day: date) -> str:
    """ "November 2026"."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def length_in_words(length: timedelta) -> str:
    """The biggest unit that fits, rounded down: "50 menit", "4 jam", "3 hari"."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return f"{max(minutes, 1)} menit"
    if minutes < 24 * 60:
        return f"{minutes // 60} jam"
    return f"{minutes // (24 * 60)} hari"


def time_left(due: datetime, *, at: datetime) -> str:
    """ "4 jam lagi", or "lewat 1 jam" when the moment has passed."""
    words = length_in_words(due - at)
    return f"lewat {words}" if at > due else f"{words} lagi"


def urgency(due: datetime, *, at: datetime) -> Literal["good", "warn", "bad"]:
    """Bad when past, warn in the last two hours, else good."""
    if at > due:
        return "bad"
    return "warn" if due - at <= timedelta(hours=2) else "good"


def rupiah(amount: int) -> str:
    """Whole rupiah with dots: "Rp1.200.000"; a minus stands in front."""
    return f"{'-' if amount < 0 else ''}Rp{abs(amount):,}".replace(",", ".")


def initials(name: str) -> str:
    """At most two letters for a round picture: "H. Masrani" → "HM", "Siti" → "S"."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
