"""How the queue stands: what waits, what is stuck, and whether a worker is at work."""

from dataclasses import dataclass

from django.db.models import Count, Min, Q

from palui.kernel import clock
from palui.kernel.errors import NotFound
from palui.outbox.domain import Entry, Overview, State
from palui.outbox.models import OutboxEntry, WorkerSign

PAGE = 50


@dataclass(frozen=True, kw_only=True)
class EntryPage:
    """Entries, the newest first; `older` is the `before` of the next page, None at the end."""

    entries: tuple[Entry, ...]
    older: int | None


def overview() -> Overview:
    """Numbers for whoever looks after the queue; two queries over what is open, however much was done before."""
    undone = OutboxEntry.objects.exclude(state=State.DONE)
    found = undone.aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        stuck=Count("pk", filter=Q(state=State.STUCK)),
        discarded=Count("pk", filter=Q(state=State.DISCARDED)),
        oldest=Min("due_at", filter=Q(state=State.WAITING, due_at__lte=clock.now())),
    )
    sign = WorkerSign.objects.order_by("-seen_at").first()
    return Overview(
        waiting=found["waiting"],
        stuck=found["stuck"],
        discarded=found["discarded"],
        oldest_due=found["oldest"],
        worker_seen_at=sign.seen_at if sign is not None else None,
    )


def stuck_count() -> int:
    """How many wait for a person."""
    return OutboxEntry.objects.filter(state=State.STUCK).count()


def entries(state: State, *, before: int | None = None, limit: int = PAGE) -> EntryPage:
    """Entries in that state."""
    rows = OutboxEntry.objects.filter(state=state)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [_entry(row) for row in rows.order_by("-pk")[: limit + 1]]
    return EntryPage(entries=tuple(found[:limit]), older=found[limit - 1].id if len(found) > limit else None)


def entry(entry_id: int) -> Entry:
    """One entry that is not done. Raises NotFound."""
    row = OutboxEntry.objects.exclude(state=State.DONE).filter(pk=entry_id).first()
    if row is None:
        raise NotFound("outbox entry", entry_id)
    return _entry(row)


def _entry(row: OutboxEntry) -> Entry:
    return Entry(
        id=row.pk,
        event=row.event,
        reaction=row.reaction,
        payload=row.payload,
        state=State(row.state),
        attempts=row.attempts,
        created_at=row.created_at,
        due_at=row.due_at,
        last_error=row.last_error,
        discarded_because=row.discarded_because,
    )
