"""Reading the record, and proving that it is whole."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet
from django.db.models.functions import TruncDate

from palui.audit.domain import LOOKS, BrokenLink, Entry, Root, digest_of, root_of, sentence_of
from palui.audit.models import AuditEntry, DailyRoot
from palui.kernel import clock
from palui.kernel.language import say
from palui.statements.selectors import Given, Statement

PAGE = 50
_CHUNK = 2000


@dataclass(frozen=True, kw_only=True)
class Narrow:
    """Which entries: of a case or other subject, of a person (name or title), of an action, of days (both included)."""

    chain: str = ""
    actor: str = ""
    action: str = ""
    since: date | None = None
    until: date | None = None
    looks_only: bool = False


@dataclass(frozen=True, kw_only=True)
class FoundEntry:
    """An entry with where it stands. `id` orders entries by when they were written."""

    id: int
    chain: str
    place: int
    entry: Entry


@dataclass(frozen=True, kw_only=True)
class FoundPage:
    """Entries, newest first; `older` is the `before` of the next page, None at the end."""

    rows: tuple[FoundEntry, ...]
    older: int | None


_CHAIN = Statement(lambda: AuditEntry.objects.filter(chain=Given("chain")).order_by("-place"))


def entries_of_case(code: str) -> tuple[Entry, ...]:
    """All that happened to a case, newest first, looks included."""
    return tuple(map(_entry, _CHAIN(chain=code)))


def entries_of_subject(subject: str, *, limit: int = 50) -> tuple[Entry, ...]:
    """The newest entries about what has no case."""
    return tuple(_entry(row) for row in AuditEntry.objects.filter(chain=subject).order_by("-place")[:limit])


def find(narrow: Narrow, *, before: int | None = None, limit: int = PAGE) -> FoundPage:
    """Entries of the whole record, newest first."""
    rows = _narrowed(narrow)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = [_found(row) for row in rows.order_by("-pk")[: limit + 1]]
    return FoundPage(rows=tuple(found[:limit]), older=found[limit - 1].id if len(found) > limit else None)


def count(narrow: Narrow) -> int:
    """How many there are."""
    return _narrowed(narrow).count()


def each(narrow: Narrow) -> Iterator[FoundEntry]:
    """All of them, oldest first, without holding them in memory."""
    return map(_found, _narrowed(narrow).order_by("pk").iterator(chunk_size=_CHUNK))


def roots(*, limit: int = 400) -> tuple[Root, ...]:
    """The sealed days, newest first."""
    return tuple(
        Root(day=row.day, entries=row.entries, root=row.root) for row in DailyRoot.objects.order_by("-day")[:limit]
    )


def first_broken_link(chain: str = "") -> BrokenLink | None:
    """The first entry that does not fit its chain; None when all is whole. Without `chain`, every chain and every sealed day.

    Reads the record once, a few thousand entries at a time, however long it is.
    """
    rows = AuditEntry.objects.filter(chain=chain) if chain else AuditEntry.objects.all()
    for name, links in groupby(rows.order_by("chain", "place").iterator(chunk_size=_CHUNK), key=lambda row: row.chain):
        place = _broken_place(links)
        if place is not None:
            return BrokenLink(chain=name, place=place)
    return None if chain else _broken_day()


def _broken_place(links: Iterable[AuditEntry]) -> int | None:
    previous = ""
    for expected, row in enumerate(links, start=1):
        digest = digest_of(
            previous=previous,
            at=row.at,
            # As it was written, whatever language the reader has.
            actor=f"{row.actor_title} {row.actor_name}".strip(),
            action=row.action,
            params=row.params,
            chain=row.chain,
            place=row.place,
        )
        if (row.place, row.previous, row.digest) != (expected, previous, digest):
            return expected
        previous = row.digest
    return None


def _broken_day() -> BrokenLink | None:
    """The first sealed day whose entries are not those that were sealed; also one whose last entries were taken out."""
    previous, begin = "", None
    for sealed in DailyRoot.objects.order_by("day"):
        end = begin_of(sealed.day + timedelta(days=1))
        before = AuditEntry.objects.filter(at__lt=begin_of(sealed.day))
        if begin is not None:
            before = before.filter(at__gte=begin)
        strange = before.order_by("at").values_list("at", flat=True).first()
        if strange is not None:
            return BrokenLink(chain="", place=0, day=clock.local(strange).date())
        entries, previous = sum_of_day(sealed.day, previous)
        if (entries, previous) != (sealed.entries, sealed.root):
            return BrokenLink(chain="", place=entries, day=sealed.day)
        begin = end
    return None


def sum_of_day(day: date, previous: str) -> tuple[int, str]:
    """How many entries a day of the city has, and its root after the root before."""
    rows = AuditEntry.objects.filter(at__gte=begin_of(day), at__lt=begin_of(day + timedelta(days=1)))
    counted = 0

    def digests() -> Iterator[str]:
        nonlocal counted
        for digest in rows.order_by("pk").values_list("digest", flat=True).iterator(chunk_size=_CHUNK):
            counted += 1
            yield digest

    root = root_of(previous, digests())
    return counted, root


def days_with_entries(*, since: date | None, before: date) -> tuple[date, ...]:
    """The days of the city from `since` until before `before` on which something was recorded."""
    rows = AuditEntry.objects.filter(at__lt=begin_of(before))
    if since is not None:
        rows = rows.filter(at__gte=begin_of(since))
    days = rows.annotate(day=TruncDate("at", tzinfo=clock.WITA)).values_list("day", flat=True).distinct()
    return tuple(sorted(days))


def begin_of(day: date) -> datetime:
    """Midnight in the city."""
    return datetime.combine(day, time(), tzinfo=clock.WITA)


def _narrowed(narrow: Narrow) -> QuerySet[AuditEntry]:
    rows = AuditEntry.objects.all()
    if narrow.chain:
        rows = rows.filter(chain=narrow.chain)
    if narrow.actor:
        rows = rows.filter(Q(actor_name__icontains=narrow.actor) | Q(actor_title__icontains=narrow.actor))
    if narrow.action:
        rows = rows.filter(action=narrow.action)
    if narrow.looks_only:
        rows = rows.filter(action__in=sorted(LOOKS))
    if narrow.since is not None:
        rows = rows.filter(at__gte=begin_of(narrow.since))
    if narrow.until is not None:
        rows = rows.filter(at__lt=begin_of(narrow.until + timedelta(days=1)))
    return rows


def _found(row: AuditEntry) -> FoundEntry:
    return FoundEntry(id=row.pk, chain=row.chain, place=row.place, entry=_entry(row))


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        at=row.at,
        actor=f"{say(row.actor_title)} {row.actor_name}".strip(),
        action=row.action,
        sentence=sentence_of(row.action, row.params),
        is_look=row.action in LOOKS,
    )
