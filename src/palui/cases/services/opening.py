"""A submission becomes a case; and cases of an earlier system are taken over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from palui.audit import services as audit
from palui.cases.domain import Status, StepState, planned_route
from palui.cases.models import Case, CaseName, CaseStep
from palui.cases.services import moving
from palui.catalogue import selectors as catalogue
from palui.intake import selectors as intake
from palui.intake.events import SubmissionReceived
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import NotFound
from palui.regions import selectors as regions
from palui.residents.domain import name_key, turned
from palui.statements.selectors import Given, Statement
from palui.statements.services import add, add_all

_OPENED = Statement(lambda: Case.objects.filter(code=Given("code")).values_list("pk", flat=True))


@transaction.atomic(savepoint=False)
def open_case(event: SubmissionReceived) -> None:
    """Reaction: open the case of a submission. Safe to run twice: one submission has one case."""
    if _OPENED(code=event.code):
        return
    submission = intake.without_files(event.code)
    if submission.office_id is None or submission.submitted_at is None:
        raise NotFound("submission", event.code)
    definition = submission.service.definition
    office = regions.office(submission.office_id)
    case = Case(
        code=submission.code,
        submission_id=submission.id,
        service_code=definition.code,
        service_title=definition.titles["id"],
        office_id=office.id,
        district_office_id=office.parent_id,
        rt_id=submission.rt_id,
        rw_id=submission.rw_id,
        neighbourhood=_neighbourhood(submission.rt_id),
        applicant_id=submission.applicant.user_id,
        applicant_name=submission.applicant.name,
        subject_name=submission.subject.name or submission.applicant.name,
        phone_last_four=submission.applicant.last_four,
        channel=submission.channel.value,
        opened_at=submission.submitted_at,
        last_actor=str(SYSTEM),
    )
    route = planned_route(
        definition.route,
        office_uses_rw=office.uses_rw,
        has_rt=submission.rt_id is not None,
        has_rw=submission.rw_id is not None,
    )
    terms = catalogue.terms(office.id, definition.code)
    steps = [
        CaseStep(
            position=position,
            key=step.key,
            kind=step.kind.value,
            who=step.who,
            title=step.title,
            hours=terms.hours_of(step),
        )
        for position, step in enumerate(route)
    ]
    moving.start(case, steps[0], now=submission.submitted_at)
    add(case)
    for one in steps:
        one.case = case
    add_all(steps)
    add_all(_names(case))
    moving.announce(case, steps[0], now=submission.submitted_at)
    audit.record(by=SYSTEM, action="case.open", case_code=case.code)


def _names(case: Case) -> list[CaseName]:
    turns = dict.fromkeys(turn for name in (case.applicant_name, case.subject_name) for turn in turned(name_key(name)))
    return [CaseName(case_id=case.pk, office_id=case.office_id, words=words) for words in turns]


def place_again(case: Case) -> None:
    """After a correction: the RT and RW that the submission names now. The caller saves the case."""
    submission = intake.without_files(case.code)
    case.rt_id, case.rw_id = submission.rt_id, submission.rw_id
    case.neighbourhood = _neighbourhood(submission.rt_id)


def _neighbourhood(rt_id: int | None) -> str:
    """ "RT 12/02", as the desk shows it."""
    if rt_id is None:
        return ""
    rt = regions.rt_by_id(rt_id)
    return f"RT {rt.number}/{rt.rw}" if rt.rw else f"RT {rt.number}"


@dataclass(frozen=True, kw_only=True)
class HistoryStep:
    """A step that was done before Palui kept the book."""

    key: str
    kind: str
    who: str
    title: str
    hours: float
    started_at: datetime
    due_at: datetime
    done_at: datetime
    actor_name: str
    actor_title: str


@dataclass(frozen=True, kw_only=True)
class History:
    """A closed case of an earlier system. `submission_id` comes from `intake.services.import_history`."""

    code: str
    submission_id: int
    service_code: str
    service_title: str
    office_id: int
    district_office_id: int | None
    rt_id: int | None
    rw_id: int | None
    neighbourhood: str
    applicant_name: str
    subject_name: str
    channel: str
    status: Status
    opened_at: datetime
    closed_at: datetime
    closing_reason: str = ""
    steps: Sequence[HistoryStep] = ()


@transaction.atomic
def import_history(rows: Sequence[History]) -> int:
    """Take over closed cases, marked as imported; returns how many. No event, no message, no letter."""
    cases = Case.objects.bulk_create(
        [
            Case(
                code=row.code,
                submission_id=row.submission_id,
                service_code=row.service_code,
                service_title=row.service_title,
                office_id=row.office_id,
                district_office_id=row.district_office_id,
                rt_id=row.rt_id,
                rw_id=row.rw_id,
                neighbourhood=row.neighbourhood,
                applicant_name=row.applicant_name,
                subject_name=row.subject_name,
                channel=row.channel,
                status=row.status,
                opened_at=row.opened_at,
                closed_at=row.closed_at,
                closing_reason=row.closing_reason,
                is_imported=True,
                last_actor=str(SYSTEM),
            )
            for row in rows
        ],
        batch_size=500,
    )
    CaseName.objects.bulk_create(name for case in cases for name in _names(case))
    CaseStep.objects.bulk_create(
        [
            CaseStep(
                case=case,
                position=position,
                key=step.key,
                kind=step.kind,
                who=step.who,
                title=step.title,
                hours=step.hours,
                state=StepState.DONE,
                started_at=step.started_at,
                due_at=step.due_at,
                done_at=step.done_at,
                actor_name=step.actor_name,
                actor_title=step.actor_title,
                was_late=step.done_at > step.due_at,
            )
            for case, row in zip(cases, rows, strict=True)
            for position, step in enumerate(row.steps)
        ],
        batch_size=1000,
    )
    return len(cases)
