"""Store events with the change they tell of; deliver each to its reactions at least once.

Inside a `unit_of_work` the reactions run before it commits: the change, the event and what follows from it
are there together, or not at all. Elsewhere a request drains what it emitted right after commit; such an
entry is born leased to its emitter: when that process dies, the lease runs out and a worker takes over.
Either way a reaction that fails fails alone: its entry waits, and a worker tries again.
"""

import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import F, Q
from django.utils import translation

from palui.kernel import clock
from palui.kernel.errors import PermanentFailure
from palui.kernel.events import Event
from palui.outbox.domain import LEASE, MAX_ATTEMPTS, State, wait_before
from palui.outbox.models import OutboxEntry, WorkerSign
from palui.statements.services import add_all, change

log = structlog.get_logger(__name__)

Reaction = Callable[[Any], None]


@dataclass(frozen=True)
class Later:
    """A reaction that talks to the outside: only the worker runs it, outside any transaction."""

    reaction: Reaction


def later(reaction: Reaction) -> Later:
    """Leave this reaction to the worker. It must be idempotent and handle its own transactions."""
    return Later(reaction)


Flow = Mapping[type[Event], tuple[Reaction | Later, ...]]


@dataclass
class _Installed:
    by_event: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_name: dict[str, Reaction | Later] = field(default_factory=dict)


_installed = _Installed()


def install(flow: Flow) -> None:
    """Take the table of reactions; done once at start by the wiring."""
    _installed.by_event.clear()
    _installed.by_name.clear()
    for event, reactions in flow.items():
        names = []
        for reaction in reactions:
            name = reaction_name(reaction)
            names.append(name)
            _installed.by_name[name] = reaction
        _installed.by_event[event.__name__] = tuple(names)


def reaction_name(reaction: Reaction | Later) -> str:
    """The stable name of a reaction: its room and its function ("cases.open_case")."""
    function = reaction.reaction if isinstance(reaction, Later) else reaction
    room = function.__module__.removeprefix("palui.").split(".", maxsplit=1)[0]
    return f"{room}.{function.__name__}"


@dataclass(eq=False)
class _Unit:
    """A unit of work, and the entries to be stored at its end, when it is known how they went."""

    entries: list[OutboxEntry] = field(default_factory=list)


#: The unit of work that runs now, if any.
_unit: ContextVar[_Unit | None] = ContextVar("unit_of_work", default=None)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """A transaction at whose end the reactions to what it emitted run, and to what these emit, before it commits.

    Inside another unit it is a part of that one. Also a decorator, like `transaction.atomic`.
    """
    if _unit.get() is not None:
        with transaction.atomic():
            yield
        return
    with transaction.atomic():
        unit = _Unit()
        begun = _unit.set(unit)
        try:
            yield
            while announced := _announced_in(unit):
                for announcement in announced:
                    announcement.deliver()
            add_all(unit.entries)
        finally:
            _unit.reset(begun)


def emit(event: Event, *, not_before: datetime | None = None) -> None:
    """Store the event in the caller's transaction: the change and the event happen, or neither.

    `not_before` makes it a timer: the worker delivers it at that time.
    """
    now = clock.now()
    unit = _unit.get()
    timed = not_before is not None and not_before > now
    entries = []
    for name in _installed.by_event.get(event.name, ()):
        at_once = not timed and not isinstance(_installed.by_name[name], Later)
        entries.append(
            OutboxEntry(
                event=event.name,
                payload=event.as_json(),
                reaction=name,
                due_at=not_before if not_before is not None and timed else now,
                leased_until=now + LEASE if at_once else None,
                attempts=1 if at_once else 0,
                created_at=now,
            )
        )
    if unit is not None:
        ours = entries
    else:
        add_all(entries)
        # Leased to us from birth, so that nobody else touches them before we do.
        ours = [entry for entry in entries if entry.leased_until is not None]
    if ours:
        transaction.on_commit(_Announcement(ours, unit))


def deliver_due(*, limit: int = 50) -> int:
    """Deliver what is due and held by nobody; returns how many were tried. The worker's whole job."""
    now = clock.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    waiting = OutboxEntry.objects.filter(free, state=State.WAITING, due_at__lte=now).order_by("due_at", "id")
    tried = 0
    for entry in waiting[:limit]:
        claimed = OutboxEntry.objects.filter(free, pk=entry.pk, state=State.WAITING).update(
            leased_until=clock.now() + LEASE, attempts=F("attempts") + 1
        )
        if claimed:
            entry.refresh_from_db()
            _deliver(entry)
            tried += 1
    return tried


def retry(*, entry_ids: Sequence[int]) -> int:
    """Try entries again now that are stuck, or wait for their next try; returns how many."""
    undone = [State.STUCK, State.WAITING]
    return OutboxEntry.objects.filter(pk__in=entry_ids, state__in=undone).update(
        state=State.WAITING, attempts=0, due_at=clock.now(), leased_until=None
    )


def retry_stuck(*, reaction: str) -> int:
    """Try all stuck entries of one reaction again now; returns how many."""
    return OutboxEntry.objects.filter(state=State.STUCK, reaction=reaction).update(
        state=State.WAITING, attempts=0, due_at=clock.now(), leased_until=None
    )


def discard(*, entry_id: int, reason: str) -> bool:
    """Set a stuck entry aside for good; it stays in the table with the reason. Whether there was one."""
    return bool(
        OutboxEntry.objects.filter(pk=entry_id, state=State.STUCK).update(
            state=State.DISCARDED, discarded_because=reason, done_at=clock.now(), leased_until=None
        )
    )


def sign_of_life() -> None:
    """A worker is at work."""
    WorkerSign.objects.update_or_create(pk=1, defaults={"seen_at": clock.now()})


def forget_delivered(*, older_than: timedelta = timedelta(days=30)) -> int:
    """Delete what was delivered long ago, so that the table stays small."""
    deleted, _ = OutboxEntry.objects.filter(state=State.DONE, done_at__lt=clock.now() - older_than).delete()
    return deleted


@dataclass(frozen=True)
class _Announcement:
    """Entries of one event, and the unit of work that emitted it; without one they are all to be delivered at once."""

    entries: Sequence[OutboxEntry]
    unit: _Unit | None

    def __call__(self) -> None:
        """After a commit: in a transaction of their own."""
        try:
            with unit_of_work():
                self.deliver()
        except DatabaseError:
            # Nothing of it is kept. The leases run out, and a worker delivers.
            log.warning("outbox.not_delivered", reactions=[entry.reaction for entry in self.entries], exc_info=True)

    def deliver(self) -> None:
        """Each with its own savepoint, so that none spoils another. What is for later only waits to be stored."""
        for entry in self.entries:
            if entry.leased_until is not None:
                _deliver(entry)
        if self.unit is not None:
            self.unit.entries.extend(self.entries)


def _announced_in(unit: _Unit) -> list[_Announcement]:
    """What this unit of work announced and has not delivered, taken from what waits for the commit.

    That list is Django's, because a savepoint that is rolled back takes its own callbacks along.
    """
    ours, others = [], []
    for item in connection.run_on_commit:
        callback = item[1]
        if isinstance(callback, _Announcement) and callback.unit is unit:
            ours.append(callback)
        else:
            others.append(item)
    connection.run_on_commit = others
    return ours


def _deliver(entry: OutboxEntry) -> None:
    """Run the reaction; success and the tick on the entry are one transaction."""
    known = Event.known.get(entry.event)
    reaction = _installed.by_name.get(entry.reaction)
    if known is None or reaction is None:
        # A newer or older version of Palui stored it: keep it for that version, do not lose it.
        _postpone(entry, "no reaction of this name in this version", stuck=entry.attempts >= MAX_ATTEMPTS)
        return
    event = known.from_json(entry.payload)
    try:
        # What others are told is in Indonesian, whatever language the one reads whose request brought it about.
        with translation.override(settings.LANGUAGE_CODE):
            if isinstance(reaction, Later):
                reaction.reaction(event)
                _tick(entry)
            else:
                with unit_of_work():
                    reaction(event)
                    _tick(entry)
    except Exception as error:  # whatever a reaction raises, the entry stays and says why
        log.warning(
            "outbox.reaction_failed",
            event_name=entry.event,
            reaction=entry.reaction,
            attempt=entry.attempts,
            exc_info=True,
        )
        reason = "".join(traceback.format_exception_only(error)).strip()
        _postpone(entry, reason, stuck=isinstance(error, PermanentFailure) or entry.attempts >= MAX_ATTEMPTS)


def _tick(entry: OutboxEntry) -> None:
    entry.state, entry.done_at, entry.leased_until, entry.last_error = State.DONE, clock.now(), None, ""
    _keep(entry, "state", "done_at", "leased_until", "last_error")


def _postpone(entry: OutboxEntry, reason: str, *, stuck: bool) -> None:
    entry.state = State.STUCK if stuck else State.WAITING
    entry.due_at = clock.now() + wait_before(max(entry.attempts, 1))
    entry.leased_until, entry.last_error = None, reason[:2000]
    _keep(entry, "state", "due_at", "leased_until", "last_error")


def _keep(entry: OutboxEntry, *changed: str) -> None:
    if entry.pk is not None:
        change(entry, *changed)
    # Of a unit of work: stored at its end.
