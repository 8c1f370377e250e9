"""What happened in the past months: when people asked, how long each step took, how it ended."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from palui.kernel.clock import WITA
from palui.regions.domain import WorkingHours, add_working_time

DAYS_BACK = 183
_A_WEEK = timedelta(days=7)
#: Nothing of the past ended later than this before now: what is younger is still under way.
_SETTLED = timedelta(hours=2)


class End(StrEnum):
    """How a case ended."""

    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


#: Of a hundred cases.
_ENDS = {End.ISSUED: 89, End.REFUSED: 7, End.WITHDRAWN: 4}
_SERVICES = {"domisili": 58, "sktm": 42}
_CHANNELS = {"phone": 61, "counter": 24, "rt": 15}
#: Of a hundred cases, so many waited for the applicant to correct something.
_CORRECTED = 9

REFUSALS = {
    "domisili": (
        "Pemohon tidak tinggal di alamat yang ditulis.",
        "Alamat ada di kelurahan lain. Silakan ajukan ke kelurahan tempat tinggal.",
        "Foto rumah tidak sesuai dengan alamat, dan perbaikan tidak dikirim.",
    ),
    "sktm": (
        "Keadaan di rumah tidak sesuai dengan pernyataan.",
        "Keluarga tercatat pada desil 8. Silakan ajukan keringanan langsung ke sekolah.",
        "Surat pernyataan belum ditandatangani, dan perbaikan tidak dikirim.",
    ),
}
WITHDRAWAL = "Ditarik pemohon: surat tidak diperlukan lagi."


@dataclass(frozen=True, kw_only=True)
class PlannedStep:
    """A step of the route: who does it and how many working hours it has."""

    key: str
    who: str
    hours: float


@dataclass(frozen=True, kw_only=True)
class PastStep:
    """When a step began, should have ended, and ended."""

    key: str
    started_at: datetime
    due_at: datetime
    done_at: datetime


@dataclass(frozen=True, kw_only=True)
class Course:
    """One case from asking to its end."""

    submitted_at: datetime
    closed_at: datetime
    end: End
    steps: tuple[PastStep, ...]


def picked(luck: random.Random, weights: Mapping[Any, int]) -> Any:
    """One key by its weight."""
    return luck.choices(tuple(weights), weights=tuple(weights.values()))[0]


def service(luck: random.Random) -> str:
    """What somebody asked for."""
    return str(picked(luck, _SERVICES))


def channel(luck: random.Random) -> str:
    """By which way."""
    return str(picked(luck, _CHANNELS))


def course(
    luck: random.Random, *, route: Sequence[PlannedStep], hours: WorkingHours, way: str, until: datetime
) -> Course:
    """A plausible course that ended before `until`, in the last half year; more of them lately than at first."""
    age = DAYS_BACK - round(DAYS_BACK * luck.random() ** 0.7)
    submitted_at = _asked_at(luck, day=until.astimezone(WITA).date() - timedelta(days=age), way=way, hours=hours)
    end = End(picked(luck, _ENDS))
    while True:
        result = _run(luck, route=route, hours=hours, submitted_at=submitted_at, end=end)
        if result.closed_at <= until - _SETTLED:
            return result
        submitted_at -= _A_WEEK


def _run(
    luck: random.Random, *, route: Sequence[PlannedStep], hours: WorkingHours, submitted_at: datetime, end: End
) -> Course:
    steps: list[PastStep] = []
    moment = submitted_at
    for step in route:
        if end is End.WITHDRAWN and steps and luck.random() < 0.5:
            break
        due = add_working_time(moment, timedelta(hours=step.hours), hours)
        if step.who in ("rt", "rw"):
            done = _awake(moment + _taken(luck, step.hours * 0.9))
        else:
            pause = (
                timedelta(hours=luck.uniform(3, 40))
                if luck.randint(1, 100) <= _CORRECTED and step.key == "verify"
                else timedelta(0)
            )
            due = add_working_time(due + pause, timedelta(0), hours)
            done = add_working_time(moment + pause, _taken(luck, step.hours * 0.45), hours)
        if end is End.REFUSED and step.key == "verify":
            return Course(submitted_at=submitted_at, closed_at=done, end=end, steps=tuple(steps))
        steps.append(PastStep(key=step.key, started_at=moment, due_at=due, done_at=done))
        moment = done
    if end is End.WITHDRAWN:
        moment = _awake(moment + timedelta(minutes=luck.randint(20, 600)))
    return Course(submitted_at=submitted_at, closed_at=moment, end=end, steps=tuple(steps))


def _taken(luck: random.Random, usual_hours: float) -> timedelta:
    """Mostly less than usual, now and then several times as much."""
    return timedelta(minutes=max(3, round(60 * usual_hours * luck.lognormvariate(-0.35, 0.75))))


def _asked_at(luck: random.Random, *, day: date, way: str, hours: WorkingHours) -> datetime:
    """People at home ask from morning to night, mostly in the evening; at the counter while it is open."""
    if way == "counter":
        opening = add_working_time(datetime.combine(day, time(0), tzinfo=WITA), timedelta(0), hours)
        return add_working_time(opening, timedelta(minutes=luck.randint(5, 380)), hours)
    minute = luck.triangular(6 * 60, 22.5 * 60, 19.5 * 60 if luck.random() < 0.6 else 10 * 60)
    return datetime.combine(day, time(0), tzinfo=WITA) + timedelta(seconds=round(minute * 60))


def _awake(moment: datetime) -> datetime:
    """Nobody answers between ten at night and six in the morning."""
    here = moment.astimezone(WITA)
    if here.hour >= 22:
        here = (here + timedelta(days=1)).replace(hour=6, minute=here.minute)
    return here.replace(hour=6) if here.hour < 6 else here
