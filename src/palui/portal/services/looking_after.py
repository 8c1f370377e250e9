"""Reading the record of what everybody did and saw, and looking after the queue; both are recorded too."""

import csv
from collections.abc import Iterator
from io import StringIO

from django.db import transaction

from palui.accounts.domain import Acting
from palui.audit import selectors
from palui.audit import services as audit
from palui.audit.domain import BrokenLink
from palui.audit.selectors import FoundEntry, FoundPage, Narrow
from palui.kernel import clock
from palui.kernel.errors import InvalidInput, NotFound
from palui.kernel.spreadsheets import plain_cell
from palui.outbox import selectors as outbox_read
from palui.outbox import services as outbox
from palui.portal import access

#: The chain of the record that tells who looked after the queue.
_QUEUE = "antrean"
_HEAD = ("Waktu (WITA)", "Rantai", "Mata rantai", "Pelaku", "Tindakan", "Kalimat", "Hanya melihat")


@transaction.atomic
def read_record(*, acting: Acting, narrow: Narrow, before: int | None = None, limit: int = selectors.PAGE) -> FoundPage:
    """Entries of the whole record, newest first. Raises NotFound for who is no auditor."""
    mandate = access.auditor(acting)
    page = selectors.find(narrow, before=before, limit=limit)
    if before is None:
        audit.record(by=acting.actor(mandate), action="record.search", subject="record", about=about(narrow))
    return page


@transaction.atomic
def export_record(*, acting: Acting, narrow: Narrow) -> Iterator[str]:
    """The same as lines of CSV, oldest first. Raises NotFound for who is no auditor."""
    mandate = access.auditor(acting)
    rows = selectors.count(narrow)
    audit.record(by=acting.actor(mandate), action="record.export", subject="record", about=about(narrow), rows=rows)
    return _lines(narrow)


def prove_record(*, acting: Acting) -> BrokenLink | None:
    """The first entry that does not fit; None when the record is whole. Raises NotFound for who is no auditor."""
    access.auditor(acting)
    return selectors.first_broken_link()


@transaction.atomic
def retry_entry(*, acting: Acting, entry_id: int) -> None:
    """Try one entry of the queue again now. Raises NotFound for who is no administrator, and for what is not there."""
    mandate = access.administrator(acting)
    entry = outbox_read.entry(entry_id)
    count = outbox.retry(entry_ids=[entry_id])
    audit.record(by=acting.actor(mandate), action="event.retry", subject=_QUEUE, reaction=entry.reaction, count=count)


@transaction.atomic
def retry_stuck(*, acting: Acting, reaction: str) -> int:
    """Try all stuck entries of a reaction again now; returns how many. Raises NotFound for who is no administrator."""
    mandate = access.administrator(acting)
    count = outbox.retry_stuck(reaction=reaction)
    if count:
        audit.record(by=acting.actor(mandate), action="event.retry", subject=_QUEUE, reaction=reaction, count=count)
    return count


@transaction.atomic
def discard_entry(*, acting: Acting, entry_id: int, reason: str) -> None:
    """Set a stuck entry aside for good. Raises NotFound, and InvalidInput without a reason."""
    mandate = access.administrator(acting)
    entry = outbox_read.entry(entry_id)
    if not reason.strip():
        raise InvalidInput({"reason": "Tulis mengapa pekerjaan ini tidak perlu dijalankan."})
    if not outbox.discard(entry_id=entry_id, reason=reason.strip()):
        raise NotFound("outbox entry", entry_id)
    audit.record(
        by=acting.actor(mandate),
        action="event.discard",
        subject=_QUEUE,
        reaction=entry.reaction,
        reason=reason.strip()[:200],
    )


def about(narrow: Narrow) -> str:
    """What was searched for, in a few words."""
    parts = (
        narrow.chain,
        f"pelaku {narrow.actor}" if narrow.actor else "",
        f"tindakan {narrow.action}" if narrow.action else "",
        f"sejak {narrow.since:%d-%m-%Y}" if narrow.since else "",
        f"sampai {narrow.until:%d-%m-%Y}" if narrow.until else "",
        "hanya yang melihat" if narrow.looks_only else "",
    )
    return ", ".join(filter(None, parts)) or "semua"


def _lines(narrow: Narrow) -> Iterator[str]:
    yield _line(_HEAD)
    for row in selectors.each(narrow):
        yield _line(_cells(row))


def _cells(row: FoundEntry) -> tuple[str, ...]:
    entry = row.entry
    at = clock.local(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    look = "ya" if entry.is_look else "tidak"
    return (at, row.chain, str(row.place), entry.actor, entry.action, entry.sentence, look)


def _line(cells: tuple[str, ...]) -> str:
    out = StringIO()
    csv.writer(out).writerow(map(plain_cell, cells))
    return out.getvalue()
