"""Times, amounts and names, as people here say them."""

from datetime import date, datetime, timedelta
from typing import Literal

from palui.kernel.clock import local
from palui.kernel.language import say

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


#: One, and several: the same in Indonesian, so the catalogue tells them apart by the sign of the number.
COUNTED_WORDS: dict[str, tuple[str, str]] = {
    "menit": ("1 menit", "%(n)s menit"),
    "jam": ("1 jam", "%(n)s jam"),
    "hari": ("1 hari", "%(n)s hari"),
}


def day_in_words(day: date) -> str:
    """ "24 November 2026"."""
    return f"{day.day} {say(MONTHS[day.month - 1])} {day.year}"


def moment_in_words(moment: datetime) -> str:
    """ "Senin 23 Nov, 08.14", on the city's clock (WITA)."""
    here = local(moment)
    return f"{say(DAYS[here.weekday()])} {here.day} {say(MONTHS[here.month - 1])[:3]}, {clock_in_words(moment)}"


def clock_in_words(moment: datetime) -> str:
    """ "08.14", on the city's clock (WITA)."""
    here = local(moment)
    return say("%(hour)s.%(minute)s", hour=f"{here.hour:02d}", minute=f"{here.minute:02d}")


def month_in_words(day: date) -> str:
    """ "November 2026"."""
    return f"{say(MONTHS[day.month - 1])} {day.year}"


def length_in_words(length: timedelta) -> str:
    """The biggest unit that fits, rounded down: "50 menit", "4 jam", "3 hari"."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return counted(max(minutes, 1), "menit")
    if minutes < 24 * 60:
        return counted(minutes // 60, "jam")
    return counted(minutes // (24 * 60), "hari")


def time_left(due: datetime, *, at: datetime) -> str:
    """ "4 jam lagi", or "lewat 1 jam" when the moment has passed."""
    words = length_in_words(due - at)
    return say("lewat %(time)s", time=words) if at > due else say("%(time)s lagi", time=words)


def urgency(due: datetime, *, at: datetime) -> Literal["good", "warn", "bad"]:
    """Bad when past, warn in the last two hours, else good."""
    if at > due:
        return "bad"
    return "warn" if due - at <= timedelta(hours=2) else "good"


def rupiah(amount: int) -> str:
    """Whole rupiah with dots: "Rp1.200.000"; a minus stands in front."""
    return f"{'-' if amount < 0 else ''}Rp{number_in_words(abs(amount))}"


def number_in_words(number: float) -> str:
    """With marks between the thousands: 4812 is "4.812", 97.4 is "97,4"."""
    text = f"{int(number):,}" if float(number).is_integer() else f"{number:,}"
    # The sign that parts the thousands, then the sign before the decimals.
    marks = say(".,")
    return text.replace(",", " ").replace(".", marks[1]).replace(" ", marks[0])


def counted(number: int, unit: str) -> str:
    """ "1 jam", "4 jam": a unit of time and how many; some languages say one differently from several."""
    one, several = COUNTED_WORDS[unit]
    return say(one if number == 1 else several, n=number)


def initials(name: str) -> str:
    """At most two letters for a round picture: "H. Masrani" → "HM", "Siti" → "S"."""
    words = [word for word in name.replace(".", " ").split() if word[0].isalpha()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
