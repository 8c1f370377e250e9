"""Dates and hours as people in Indonesia write and read them."""

import re
from datetime import date, timedelta

from palui.kernel.language import say

MONTHS = (
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
)
_OTHER_SPELLINGS = {
    "pebruari": 2,
    "peb": 2,
    "mrt": 3,
    "march": 3,
    "may": 5,
    "june": 6,
    "july": 7,
    "agt": 8,
    "agst": 8,
    "agus": 8,
    "aug": 8,
    "august": 8,
    "sept": 9,
    "oct": 10,
    "october": 10,
    "nopember": 11,
    "nop": 11,
    "dec": 12,
    "december": 12,
    "january": 1,
    "february": 2,
}
_MONTH_NUMBERS = (
    {name.lower(): number for number, name in enumerate(MONTHS, start=1)}
    | {name[:3].lower(): number for number, name in enumerate(MONTHS, start=1)}
    | _OTHER_SPELLINGS
)
_DAY_WORDS = {"hari ini": 0, "kemarin": -1, "besok": 1, "lusa": 2}
_WEEKDAY = re.compile(r"^(senin|selasa|rabu|kamis|jum'?at|sabtu|minggu|ahad)\b[\s,]*")
_SEPARATORS = re.compile(r"[\s,./\-]+")
_LETTERS_TOUCH_DIGITS = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
_CLOCK = re.compile(r"(?:pukul|jam)?\s*(\d{1,2})(?:[.:](\d{2})(?::(\d{2}))?)?\s*(?:wita|wib|wit)?", re.ASCII)
_ISO_CLOCK_TAIL = re.compile(r"t\d{2}:\d{2}.*$", re.ASCII)


class NotADate(ValueError):
    """The text names no day. `reason` is one of: unreadable, no_year, short_year, no_month, no_day, impossible."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def read_day(text: str, today: date) -> str:
    """The day a person wrote ("24/11/2026", "24 Nop 2026", "kemarin") as "2026-11-24". Raises NotADate."""
    cleaned = text.strip().lower()
    if cleaned in _DAY_WORDS:
        return (today + timedelta(days=_DAY_WORDS[cleaned])).isoformat()
    pieces = _pieces(cleaned)
    if len(pieces) == 2:
        raise NotADate("no_day" if _is_year(pieces[0]) or _is_year(pieces[1]) else "no_year")
    if len(pieces) != 3:
        raise NotADate("unreadable")
    day, month, year = reversed(pieces) if _is_year(pieces[0]) else pieces
    return _day(day, month, year).isoformat()


def read_month(text: str, today: date) -> str:
    """The month a person wrote ("Maret 2021", "03/2021", also a whole date) as "2021-03". Raises NotADate."""
    cleaned = text.strip().lower()
    if cleaned == "bulan ini":
        return today.isoformat()[:7]
    pieces = _pieces(cleaned)
    if len(pieces) == 1:
        raise NotADate(
            "no_month" if _is_year(pieces[0]) else "no_year" if pieces[0] in _MONTH_NUMBERS else "unreadable"
        )
    if len(pieces) != 2:
        return read_day(text, today)[:7]
    month, year = reversed(pieces) if _is_year(pieces[0]) else pieces
    return _day("1", month, year).isoformat()[:7]


def read_clock(text: str) -> str | None:
    """The hour a person wrote ("8.30", "pukul 08:30 WITA") as "08:30"; None when it is none."""
    match = _CLOCK.fullmatch(text.strip().lower())
    if match is None:
        return None
    hour, minute = int(match[1]), int(match[2] or 0)
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 and int(match[3] or 0) < 60 else None


def say_date(iso: str) -> str:
    """ "2026-11-24" as "24 November 2026", "2021-03" as "Maret 2021"."""
    year, month, *day = iso.split("-")
    words = f"{say(MONTHS[int(month) - 1])} {year}"
    return f"{int(day[0])} {words}" if day else words


def say_clock(clock: str) -> str:
    """ "08:30" as "08.30 WITA"."""
    return f"{clock.replace(':', '.')} WITA"


def _pieces(cleaned: str) -> list[str]:
    bare = _ISO_CLOCK_TAIL.sub("", _WEEKDAY.sub("", cleaned[:60]))
    apart = _LETTERS_TOUCH_DIGITS.sub(" ", bare)
    return [piece for piece in _SEPARATORS.split(apart) if piece]


def _is_year(piece: str) -> bool:
    return len(piece) == 4 and piece.isascii() and piece.isdigit()


def _day(day: str, month: str, year: str) -> date:
    if not year.isascii() or not year.isdigit():
        raise NotADate("unreadable")
    if len(year) != 4:
        raise NotADate("short_year")
    number = _MONTH_NUMBERS.get(month) or _small_number(month)
    try:
        found = date(int(year), number, _small_number(day))
    except ValueError:
        raise NotADate("impossible") from None
    if not 1850 <= found.year <= 2200:
        raise NotADate("impossible")
    return found


def _small_number(piece: str) -> int:
    if not (piece.isascii() and piece.isdigit() and len(piece) <= 2):
        raise NotADate("unreadable")
    return int(piece)
