"""What whoever serves people at a counter looks at: the people of today, and which services are asked for most."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from palui.catalogue import selectors as catalogue
from palui.catalogue.selectors import ServiceCard
from palui.intake.domain import SubmissionState
from palui.intake.domain.assisting import CODE_LIFE, CODE_TRIES
from palui.intake.models import ConsentCode, Submission
from palui.kernel import clock

_RECENT = 200


@dataclass(frozen=True, kw_only=True)
class ServedRow:
    """Somebody for whom a request was filled in. `minutes` is from the first page to sending; 0 while it is a draft."""

    code: str
    name: str
    service_title: str
    is_draft: bool
    at: datetime
    minutes: float

    @property
    def url(self) -> str:
        """Where it goes on: filling in, or its receipt."""
        return reverse("intake:resume" if self.is_draft else "intake:receipt", args=[self.code])


@dataclass(frozen=True, kw_only=True)
class Served:
    """The people of one day, the last first, and how long one took on average (minutes; 0 without anybody)."""

    rows: tuple[ServedRow, ...]
    drafts: tuple[ServedRow, ...]
    minutes_each: float

    @property
    def count(self) -> int:
        """How many were served."""
        return len(self.rows)


@dataclass(frozen=True, kw_only=True)
class CodeSent:
    """How it stands with the digits that a resident is to tell: when they were asked for, and whether they are out."""

    asked_at: datetime
    is_sent: bool
    failure: str


def served_by(user_id: int) -> Served:
    """Whom this person filled in for today, and what they began and have not sent yet."""
    midnight = clock.local(clock.now()).replace(hour=0, minute=0, second=0, microsecond=0)
    found = (
        Submission.objects.filter(assisted_by_id=user_id)
        .defer("raw", "answers", "applicant_facts", "assistance")
        .order_by("-updated_at")
    )
    sent = list(found.filter(submitted_at__gte=midnight, state=SubmissionState.SUBMITTED.value)[:_RECENT])
    drafts = list(found.filter(state=SubmissionState.DRAFT.value)[:20])
    versions = catalogue.versions({row.service_version_id for row in (*sent, *drafts)})

    def told(row: Submission) -> ServedRow:
        seconds = (row.submitted_at - row.created_at).total_seconds() if row.submitted_at is not None else 0
        return ServedRow(
            code=row.code,
            name=str(row.subject.get("name", "")),
            service_title=versions[row.service_version_id].definition.title,
            is_draft=row.state == SubmissionState.DRAFT.value,
            at=row.submitted_at or row.updated_at,
            minutes=seconds / 60,
        )

    rows = tuple(told(row) for row in sent)
    each = sum(row.minutes for row in rows) / len(rows) if rows else 0
    return Served(rows=rows, drafts=tuple(told(row) for row in drafts), minutes_each=each)


def services_for_counter(user_id: int) -> tuple[ServiceCard, ...]:
    """What can be asked for, what this person asked for most of late first, then by title."""
    recent = Submission.objects.filter(assisted_by_id=user_id).order_by("-updated_at")
    used = Counter(recent.values_list("service_version_id", flat=True)[:_RECENT])
    counts: Counter[str] = Counter()
    for version_id, times in used.items():
        counts[catalogue.version(version_id).code] += times  # remembered for good
    offered = [record.code for record in catalogue.offered() if record.definition.is_asked_for]
    cards = [card for card in catalogue.services() if card.code in offered]
    return tuple(sorted(cards, key=lambda card: -counts[card.code]))


def consent_code_of(code: str) -> CodeSent | None:
    """The digits that hold now for a draft; None when none were asked for, or they are over."""
    row = ConsentCode.objects.filter(
        submission__code=code, used_at__isnull=True, asked_at__gt=clock.now() - CODE_LIFE, tries__lt=CODE_TRIES
    ).last()
    if row is None:
        return None
    return CodeSent(asked_at=row.asked_at, is_sent=row.sent_at is not None, failure=row.failure)
