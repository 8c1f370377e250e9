"""Reading the record."""

from palui.audit.domain import LOOKS, Entry, digest_of, sentence_of
from palui.audit.models import AuditEntry
from palui.kernel.language import say


def entries_of_case(code: str) -> tuple[Entry, ...]:
    """All that happened to a case, newest first, looks included."""
    return tuple(_entry(row) for row in AuditEntry.objects.filter(chain=code).order_by("-place"))


def entries_of_subject(subject: str, *, limit: int = 50) -> tuple[Entry, ...]:
    """The newest entries about what has no case."""
    return tuple(_entry(row) for row in AuditEntry.objects.filter(chain=subject).order_by("-place")[:limit])


def first_broken_link(chain: str) -> int | None:
    """The place of the first entry that does not fit its chain; None when all is whole."""
    previous = ""
    for expected, row in enumerate(AuditEntry.objects.filter(chain=chain).order_by("place"), start=1):
        actor = f"{say(row.actor_title)} {row.actor_name}".strip()
        digest = digest_of(
            previous=previous,
            at=row.at,
            actor=actor,
            action=row.action,
            params=row.params,
            chain=row.chain,
            place=row.place,
        )
        if (row.place, row.previous, row.digest) != (expected, previous, digest):
            return expected
        previous = row.digest
    return None


def _entry(row: AuditEntry) -> Entry:
    return Entry(
        at=row.at,
        actor=f"{say(row.actor_title)} {row.actor_name}".strip(),
        action=row.action,
        sentence=sentence_of(row.action, row.params),
        is_look=row.action in LOOKS,
    )
