"""When to try again, and when a person must look."""

from datetime import timedelta
from enum import StrEnum

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


def wait_before(attempt: int) -> timedelta:
    """How long to wait after the given failed attempt (1, 2, …): 5 s, doubling, at most 6 hours."""
    seconds: int = 5 * 2 ** (attempt - 1)
    return min(timedelta(seconds=seconds), timedelta(hours=6))
