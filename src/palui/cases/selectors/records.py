"""What other rooms and pages read of a case, as records."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from palui.cases.domain import MOST_TRIES, OPEN, AnswerState, How, Status, StepState, Urgency, urgency
from palui.cases.models import Case, CaseStep, Confirmation, Correction
from palui.catalogue.domain import StepKind
from palui.kernel import clock
from palui.kernel.identifiers import Nik


@dataclass(frozen=True, kw_only=True)
class StepRecord:
    """One step of the river."""

    key: str
    kind: StepKind
    who: str
    title: str
    state: StepState
    started_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    actor: str
    note: str
    was_late: bool
    report: Mapping[str, Any] | None


@dataclass(frozen=True, kw_only=True)
class ConfirmationRecord:
    """A person whom a confirm step asked, and what they said. `step` is its key; `role` "Saksi 1".

    `words` is the statement they confirmed, or why they did not; `answered_by` themselves or the officer who wrote it
    down. Who is not `is_reachable` gets no link by message; who `is_locked` typed wrong digits too often; who `is_double`
    is named twice, for example as heir and as witness.
    """

    id: int
    step: str
    position: int
    role: str
    name: str
    nik_masked: str
    state: AnswerState
    how: How | None
    answered_at: datetime | None
    answered_by: str
    words: str
    is_reachable: bool
    is_locked: bool
    is_double: bool = False

    @property
    def confirmed_at(self) -> datetime | None:
        """When they said yes; None while they have not."""
        return self.answered_at if self.state is AnswerState.CONFIRMED else None

    @property
    def is_waiting(self) -> bool:
        """Whether they have not answered yet."""
        return self.state is AnswerState.WAITING


@dataclass(frozen=True, kw_only=True)
class CorrectionItem:
    """One place to correct."""

    place: str
    label: str
    note: str


@dataclass(frozen=True, kw_only=True)
class CorrectionRecord:
    """What the applicant is asked to correct."""

    id: int
    items: tuple[CorrectionItem, ...]
    asked_by: str
    asked_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class CaseRecord:
    """A case as other rooms and pages read it. `steps` holds the whole river.

    `confirmations` holds who was asked when the confirm steps were last reached.
    """

    id: int
    code: str
    submission_id: int
    status: Status
    service_code: str
    service_title: str
    office_id: int
    district_office_id: int | None
    rt_id: int | None
    rw_id: int | None
    neighbourhood: str
    applicant_user_id: int | None
    applicant_name: str
    subject_name: str
    phone_last_four: str
    channel: str
    step: str
    who: str
    due_at: datetime | None
    is_late: bool
    claimed_by: int | None
    claimed_by_name: str
    revision: int
    last_actor: str
    opened_at: datetime
    closed_at: datetime | None
    closing_reason: str
    closing_basis: str
    is_imported: bool
    steps: tuple[StepRecord, ...]
    correction: CorrectionRecord | None
    confirmations: tuple[ConfirmationRecord, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status in OPEN

    @property
    def current_step(self) -> StepRecord | None:
        """The step under way, also while the applicant is asked."""
        return next((step for step in self.steps if step.state is StepState.CURRENT), None)


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """One line of a desk or a list."""

    id: int
    code: str
    service_code: str
    service_title: str
    applicant_name: str
    subject_name: str
    neighbourhood: str
    channel: str
    status: Status
    who: str
    due_at: datetime | None
    urgency: Urgency | None
    claimed_by: int | None
    claimed_by_name: str
    opened_at: datetime
    closed_at: datetime | None


def record_of(row: Case, steps: Sequence[CaseStep] | None = None) -> CaseRecord:
    """The record of a row of this room, with its steps (read unless given), open correction and who confirms, where there are any (1 to 3 queries)."""
    steps = tuple(row.steps.all() if steps is None else steps)
    is_asked = row.status == Status.CORRECTION
    correction = row.corrections.filter(answered_at__isnull=True).first() if is_asked else None
    confirming = [step.pk for step in steps if step.kind == StepKind.CONFIRM and step.state != StepState.AHEAD]
    answers = Confirmation.objects.filter(step__in=confirming).exclude(state=AnswerState.OVER.value)
    return _record(row, steps, correction, list(answers) if confirming else [])


def _record(
    row: Case, steps: tuple[CaseStep, ...], correction: Correction | None, answers: Sequence[Confirmation]
) -> CaseRecord:
    return CaseRecord(
        id=row.pk,
        code=row.code,
        submission_id=row.submission_id,
        status=Status(row.status),
        service_code=row.service_code,
        service_title=row.service_title,
        office_id=row.office_id,
        district_office_id=row.district_office_id,
        rt_id=row.rt_id,
        rw_id=row.rw_id,
        neighbourhood=row.neighbourhood,
        applicant_user_id=row.applicant_id,
        applicant_name=row.applicant_name,
        subject_name=row.subject_name,
        phone_last_four=row.phone_last_four,
        channel=row.channel,
        step=row.step,
        who=row.who,
        due_at=row.due_at,
        is_late=row.is_late,
        claimed_by=row.claimed_by_id,
        claimed_by_name=row.claimed_by_name,
        revision=row.revision,
        last_actor=row.last_actor,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        closing_reason=row.closing_reason,
        closing_basis=row.closing_basis,
        is_imported=row.is_imported,
        steps=tuple(_step(step) for step in steps),
        correction=_correction(correction) if correction is not None else None,
        confirmations=_confirmations(steps, answers),
    )


def records_of(rows: Sequence[Case], steps: Mapping[int, Sequence[CaseStep]]) -> tuple[CaseRecord, ...]:
    """The records of several rows with their steps, without who confirms (1 query, where somebody is asked to correct)."""
    asked = [row.pk for row in rows if row.status == Status.CORRECTION]
    open_ones = Correction.objects.filter(case__in=asked, answered_at__isnull=True)
    corrections = {item.case_id: item for item in open_ones} if asked else {}
    return tuple(_record(row, tuple(steps[row.pk]), corrections.get(row.pk), ()) for row in rows)


def _step(row: CaseStep) -> StepRecord:
    return StepRecord(
        key=row.key,
        kind=StepKind(row.kind),
        who=row.who,
        title=row.title,
        state=StepState(row.state),
        started_at=row.started_at,
        due_at=row.due_at,
        done_at=row.done_at,
        actor=f"{row.actor_title} {row.actor_name}".strip(),
        note=row.note,
        was_late=row.was_late,
        report=row.report,
    )


def _confirmations(steps: tuple[CaseStep, ...], rows: Sequence[Confirmation]) -> tuple[ConfirmationRecord, ...]:
    confirming = {step.pk: step for step in steps}
    found = sorted(rows, key=lambda row: (confirming[row.step_id].position, row.position))
    named = Counter(row.nik_index for row in found)
    return tuple(_confirmation(row, confirming[row.step_id].key, is_double=named[row.nik_index] > 1) for row in found)


def _confirmation(row: Confirmation, step_key: str, *, is_double: bool) -> ConfirmationRecord:
    return ConfirmationRecord(
        id=row.pk,
        step=step_key,
        position=row.position,
        role=row.role,
        name=row.name,
        nik_masked=Nik(row.nik).masked,
        state=AnswerState(row.state),
        how=How(row.how) if row.how else None,
        answered_at=row.answered_at,
        answered_by=row.answered_by,
        words=row.words,
        is_reachable=row.is_reachable,
        is_locked=row.wrong_tries >= MOST_TRIES,
        is_double=is_double,
    )


def _correction(row: Correction) -> CorrectionRecord:
    return CorrectionRecord(
        id=row.pk,
        items=tuple(CorrectionItem(place=item["place"], label=item["label"], note=item["note"]) for item in row.items),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )


def row_of(row: Case) -> CaseRow:
    """The line of a row of this room."""
    return CaseRow(
        id=row.pk,
        code=row.code,
        service_code=row.service_code,
        service_title=row.service_title,
        applicant_name=row.applicant_name,
        subject_name=row.subject_name,
        neighbourhood=row.neighbourhood,
        channel=row.channel,
        status=Status(row.status),
        who=row.who,
        due_at=row.due_at,
        urgency=urgency(row.due_at, clock.now()) if row.due_at is not None and row.status in OPEN else None,
        claimed_by=row.claimed_by_id,
        claimed_by_name=row.claimed_by_name,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
    )
