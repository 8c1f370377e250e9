"""When to try again, and when a person must look."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

#: How long one delivery may take before another worker may believe that its holder died.
LEASE = timedelta(seconds=60)

#: After so many tries (about two days) an entry is stuck and waits for a person.
MAX_ATTEMPTS = 16


class State(StrEnum):
    """What an entry is doing."""

    WAITING = "waiting"
    DONE = "done"
    STUCK = "stuck"
    DISCARDED = "discarded"


#: What is due and lies longer than this is late: no worker is at work, or it cannot keep up.
LATE_AFTER = timedelta(minutes=10)


class Why(StrEnum):
    """Why an entry has not gone through, as far as its last error tells."""

    NOT_TRIED = "not_tried"
    OUTSIDE = "outside"  # another system is away or refuses
    DATABASE = "database"
    UNKNOWN_HERE = "unknown_here"  # stored by another version of Palui
    FAULT = "fault"


#: The beginning of an error's name, as it stands in the last error → why.
_BEGINNINGS: Mapping[str, Why] = {
    "palui.kernel.errors.TemporaryFailure": Why.OUTSIDE,
    "palui.kernel.errors.PermanentFailure": Why.OUTSIDE,
    "TimeoutError": Why.OUTSIDE,
    "ConnectionError": Why.OUTSIDE,
    "ConnectionRefusedError": Why.OUTSIDE,
    "django.db.utils.": Why.DATABASE,
    "no reaction of this name": Why.UNKNOWN_HERE,
}


def why_of(last_error: str) -> Why:
    """What the text of an error means for whoever looks after the queue."""
    if not last_error:
        return Why.NOT_TRIED
    return next((why for beginning, why in _BEGINNINGS.items() if last_error.startswith(beginning)), Why.FAULT)


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One reaction that has still to happen, or was set aside."""

    id: int
    event: str
    reaction: str
    payload: Mapping[str, Any]
    state: State
    attempts: int
    created_at: datetime
    due_at: datetime
    last_error: str
    discarded_because: str

    @property
    def why(self) -> Why:
        """Why it has not gone through."""
        return why_of(self.last_error)

    @property
    def case_code(self) -> str:
        """The case that it is about, where it is about one."""
        return str(self.payload.get("code", ""))


@dataclass(frozen=True, kw_only=True)
class Overview:
    """How the queue stands. `oldest_due` is the time since when the oldest entry that is due has been due."""

    waiting: int
    stuck: int
    discarded: int
    oldest_due: datetime | None
    worker_seen_at: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Whether what is due does not get done."""
        return self.oldest_due is not None and now - self.oldest_due > LATE_AFTER


def wait_before(attempt: int) -> timedelta:
    """How long to wait after the given failed attempt (1, 2, …): 5 s, doubling, at most 6 hours."""
    seconds: int = 5 * 2 ** (attempt - 1)
    return min(timedelta(seconds=seconds), timedelta(hours=6))
