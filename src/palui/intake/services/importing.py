"""Taking over submissions of an earlier system, many at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import datetime
from typing import Any

from django.db import transaction

from palui.catalogue.domain import SubjectKind
from palui.intake.domain import Channel, SubmissionState
from palui.intake.models import Submission

_BATCH = 500


@dataclass(frozen=True, kw_only=True)
class HistoryRow:
    """A submission as an earlier system kept it. `answers` are clean answers in their normal form."""

    code: str
    service_version_id: int
    applicant_name: str
    applicant_resident_id: int | None = None
    subject_kind: SubjectKind = SubjectKind.APPLICANT
    subject_name: str
    subject_resident_id: int | None = None
    subject_relation: str = ""
    office_id: int
    rt_id: int | None
    rw_id: int | None
    channel: Channel
    answers: Mapping[str, Any] = dataclass_field(default_factory=dict)
    submitted_at: datetime


@transaction.atomic
def import_history(rows: Sequence[HistoryRow]) -> tuple[int, ...]:
    """Store submitted submissions, marked as imported; returns their ids in order. No event, no check, no case."""
    stored = Submission.objects.bulk_create([_row(row) for row in rows], batch_size=_BATCH)
    return tuple(row.pk for row in stored)


def _row(row: HistoryRow) -> Submission:
    return Submission(
        code=row.code,
        state=SubmissionState.SUBMITTED.value,
        service_version_id=row.service_version_id,
        applicant_facts={
            "name": row.applicant_name,
            "phone": "",
            "email": "",
            "resident_id": row.applicant_resident_id,
        },
        subject={
            "kind": row.subject_kind.value,
            "resident_id": row.subject_resident_id,
            "name": row.subject_name,
            "relation": row.subject_relation,
        },
        answers=dict(row.answers),
        office_id=row.office_id,
        rt_id=row.rt_id,
        rw_id=row.rw_id,
        channel=row.channel.value,
        is_imported=True,
        created_at=row.submitted_at,
        updated_at=row.submitted_at,
        submitted_at=row.submitted_at,
    )
