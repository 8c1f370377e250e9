"""Pure rules of place and office time: region codes, neighbourhood numbers, working hours."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import pairwise
from zoneinfo import ZoneInfo

from palui.kernel.clock import WITA
from palui.kernel.errors import DomainError

#: Opening and closing on one day, in order, not touching.
Day = tuple[tuple[time, time], ...]

_NOON = ((time(8), time(12)), (time(13), time(16)))
_FRIDAY = ((time(8), time(11, 30)), (time(13, 30), time(16)))
#: Monday to Sunday as an office opens until it says otherwise: five days, a longer pause on Friday.
DEFAULT_WEEK: tuple[Day, ...] = (_NOON, _NOON, _NOON, _NOON, _FRIDAY, (), ())

DEFAULT_NUMBER_PATTERN = "{classification}/{sequence}/{office}/{roman_month}/{year}"
#: What a number pattern may hold; without `sequence` and `year` two letters would share a number.
NUMBER_TOKENS = frozenset({"classification", "sequence", "office", "month", "roman_month", "year"})
_TOKEN = re.compile(r"{([^{}]*)}")
_PADDED = re.compile(r"^sequence:0[1-6]$")
_PATTERN_TEXT = re.compile(r"[A-Za-z0-9 ./,-]*")


class Level(StrEnum):
    """How big a region is."""

    PROVINCE = "provinsi"
    CITY = "kota"
    DISTRICT = "kecamatan"
    KELURAHAN = "kelurahan"


class OfficeKind(StrEnum):
    """What an office serves."""

    CITY = "city"
    AGENCY = "agency"
    DISTRICT = "district"
    KELURAHAN = "kelurahan"


class HolidayKind(StrEnum):
    """Why offices stay closed: a national day, a joint leave of civil servants, a day of one office or the city."""

    NATIONAL = "national"
    JOINT_LEAVE = "joint_leave"
    LOCAL = "local"


@dataclass(frozen=True, kw_only=True)
class Letterhead:
    """The head of a letter: centred lines from the city down, then how to reach the office.

    `logo` names a picture that the letters know ("kota").
    """

    lines: tuple[str, ...]
    address: str
    postal_code: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""
    logo: str = "kota"


@dataclass(frozen=True, kw_only=True)
class WorkingHours:
    """When an office works. Raises ValueError for a week that never opens or a day out of order."""

    week: tuple[Day, ...]
    holidays: frozenset[date] = frozenset()
    zone: ZoneInfo = WITA

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise ValueError("a week has seven days, and an office opens on one of them at least")
        for day in self.week:
            moments = [moment for interval in day for moment in interval]
            if any(earlier >= later for earlier, later in pairwise(moments)):
                raise ValueError(f"opening hours are out of order: {day}")

    def on(self, day: date) -> Day:
        """The hours of one day; none on a holiday."""
        return () if day in self.holidays else self.week[day.weekday()]

    def is_open(self, moment: datetime) -> bool:
        """Whether the office works at this moment; the moment of closing still counts."""
        here = moment.astimezone(self.zone)
        return any(opens <= here.time() <= closes for opens, closes in self.on(here.date()))

    def intervals_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Working time from `start` on, without end; the first interval is cut to begin at `start`."""
        day = start.astimezone(self.zone).date()
        while True:
            for opens, closes in self.on(day):
                first = datetime.combine(day, opens, tzinfo=self.zone)
                last = datetime.combine(day, closes, tzinfo=self.zone)
                if last > start:
                    yield max(first, start), last
            day += timedelta(days=1)


def add_working_time(start: datetime, duration: timedelta, hours: WorkingHours) -> datetime:
    """The moment when `duration` of working time has passed since `start`.

    It never lies outside working hours: with nothing to add, it is `start` or the next opening.
    Raises ValueError for a negative duration.
    """
    if duration < timedelta(0):
        raise ValueError("working time only runs forward")
    left = duration
    for first, last in hours.intervals_from(start):
        if left <= last - first:
            return (first + left).astimezone(start.tzinfo)
        left -= last - first
    raise AssertionError("working time has no end")  # pragma: no cover


def working_time_between(start: datetime, end: datetime, hours: WorkingHours) -> timedelta:
    """How much working time lies between; nothing when `end` is not after `start`."""
    total = timedelta(0)
    for first, last in hours.intervals_from(start):
        if first >= end:
            return total
        total += min(last, end) - first
    raise AssertionError("working time has no end")  # pragma: no cover


def week_from_json(days: Sequence[Sequence[Sequence[str]]]) -> tuple[Day, ...]:
    """A week as it is stored: `[[["08:00", "12:00"], …], …]`. Raises ValueError."""
    return tuple(
        tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in day) for day in days
    )


def week_as_json(week: Sequence[Day]) -> list[list[list[str]]]:
    """A week as it is stored."""
    return [[[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in day] for day in week]


def neighbourhood_number(text: str) -> str:
    """An RT or RW number as it is written on letters: "12", "02" from "012", "RT. 12", "2".

    Raises DomainError `neighbourhood_number`.
    """
    digits = re.sub(r"(?i)^\s*r[tw]\.?\s*", "", text.strip()).lstrip("0")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 3:
        raise DomainError("neighbourhood_number")
    return digits.zfill(2)


def check_number_pattern(pattern: str) -> None:
    """Raise DomainError `number_pattern` unless the pattern could number a year of letters.

    It needs `sequence` (padded to n digits as "sequence:0n") and `year`, and nothing unknown in braces.
    """
    tokens = {_PADDED.sub("sequence", token) for token in _TOKEN.findall(pattern)}
    rest = _TOKEN.sub("", pattern)
    if not {"sequence", "year"} <= tokens <= NUMBER_TOKENS or not _PATTERN_TEXT.fullmatch(rest):
        raise DomainError("number_pattern", tokens=", ".join(sorted(f"{{{token}}}" for token in NUMBER_TOKENS)))


def letterhead_lines(*, kind: OfficeKind, name: str, city: str, district: str = "") -> tuple[str, ...]:
    """The centred capitals of a letterhead, from the city down to the office."""
    lines: Mapping[OfficeKind, tuple[str, ...]] = {
        OfficeKind.CITY: (f"Pemerintah {city}",),
        OfficeKind.AGENCY: (f"Pemerintah {city}", name),
        OfficeKind.DISTRICT: (f"Pemerintah {city}", name),
        OfficeKind.KELURAHAN: (f"Pemerintah {city}", f"Kecamatan {district}", name),
    }
    return tuple(line.upper() for line in lines[kind])
