"""One count for all processes and machines; a restart forgives nothing."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from django.db import connection

from palui.gate.domain import Allowance, allowance, block_of, counter_key
from palui.gate.models import Counter
from palui.gate.services.replying import forget_expired
from palui.kernel import clock

#: One statement, so that no two processes count the same call. A window that ended, or that ends further away than one can
#: (the clock was set back), begins anew.
_COUNT = """
INSERT INTO gate_counter (key, used, resets_at) VALUES (%s, %s, %s)
ON CONFLICT (key) DO UPDATE SET
    used = CASE WHEN gate_counter.resets_at <= %s OR gate_counter.resets_at > %s
        THEN excluded.used ELSE gate_counter.used + excluded.used END,
    resets_at = CASE WHEN gate_counter.resets_at <= %s OR gate_counter.resets_at > %s
        THEN excluded.resets_at ELSE gate_counter.resets_at END
RETURNING used, resets_at
"""
_SWEEP_EVERY = timedelta(minutes=5)
#: By how much the clocks of two processes may differ.
_ASTRAY = timedelta(seconds=5)
#: Blocks that a process remembers; past that, all are given up, which loses some calls of some people and no limit.
_MOST_BLOCKS = 20_000


@dataclass
class _Block:
    """Calls that this process took from the shared count and has not used yet."""

    left: int
    used: int
    resets_at: datetime


_blocks: dict[tuple[str, int, int], _Block] = {}
_swept: list[datetime] = []
_guard = Lock()


def consume(*, policy: str, key: str, limit: int, seconds: int) -> Allowance:
    """Count one call of `key` (a person, an address) under `policy`: at most `limit` in `seconds`.

    Never allows more than `limit` over all processes. From 100 on, processes take calls in blocks of a hundredth, so one
    may be refused some calls early. Call it outside a transaction: what is rolled back was not counted.
    """
    now = clock.now()
    name = counter_key(policy, key)
    place = (name, limit, seconds)
    with _guard:
        block = _blocks.get(place)
        is_open = (
            block is not None and block.left > 0 and now < block.resets_at <= now + timedelta(seconds=seconds) + _ASTRAY
        )
        if block is not None and is_open:
            block.left -= 1
            return _told(policy, limit, seconds, block.used - block.left, block.resets_at, now)
    _sweep(now)
    size = block_of(limit)
    used, resets_at = _count(name, size, now, now + timedelta(seconds=seconds))
    granted = max(0, min(size, limit - (used - size)))
    if granted > 1:
        with _guard:
            if len(_blocks) >= _MOST_BLOCKS:
                _blocks.clear()
            _blocks[place] = _Block(left=granted - 1, used=used, resets_at=resets_at)
    mine = used - size + 1 if granted else used
    return _told(policy, limit, seconds, mine, resets_at, now, allowed=granted > 0)


def forget_counts() -> int:
    """Delete counts whose window has ended. Returns how many."""
    deleted, _ = Counter.objects.filter(resets_at__lt=clock.now()).delete()
    return deleted


def give_up_blocks() -> None:
    """What this process has taken of shared counts is not used up; for tests, whose databases come and go."""
    with _guard:
        _blocks.clear()


def _sweep(now: datetime) -> None:
    """What is over goes, so that both tables stay small; each process looks once in a while."""
    with _guard:
        if _swept and timedelta() <= now - _swept[0] < _SWEEP_EVERY:
            return
        _swept[:] = [now]
    forget_counts()
    forget_expired()


def _count(name: str, size: int, now: datetime, end: datetime) -> tuple[int, datetime]:
    adapt = connection.ops.adapt_datetimefield_value
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [name, size, adapt(end), *(adapt(now), adapt(end + _ASTRAY)) * 2])
        used, resets_at = cursor.fetchone()
    return used, _moment(resets_at)


def _moment(stored: datetime | str) -> datetime:
    """SQLite keeps moments without a zone, in UTC; a raw statement gives them back so."""
    moment = datetime.fromisoformat(stored) if isinstance(stored, str) else stored
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _told(
    policy: str, limit: int, seconds: int, used: int, resets_at: datetime, now: datetime, *, allowed: bool = True
) -> Allowance:
    return allowance(
        policy=policy, limit=limit, seconds=seconds, used=used, resets_at=resets_at, now=now, allowed=allowed
    )
