"""One case: for whoever looks at it, for tracking, and for the steps that come after."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from palui.accounts.domain import Acting, Role
from palui.cases.access import Door, Relation, may_see, open_door, where_of, with_steps
from palui.cases.domain import ROLE_OF, TRANSITIONS, Action, Effect, Status, mandate_for
from palui.cases.models import Case, CaseStep
from palui.cases.selectors.records import (
    CaseRecord,
    CaseRow,
    ConfirmationRecord,
    record_of,
    records_of,
    row_of,
)
from palui.catalogue.domain import PARTIES
from palui.intake import selectors as intake
from palui.intake.domain import Channel
from palui.intake.selectors import SubmissionRecord
from palui.kernel import clock
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import PublicCode


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as one person sees it: what it holds for them and what they may do."""

    case: CaseRecord
    relation: Relation
    actions: tuple[Action, ...]
    title: str  # in what role this person looks: "Petugas Kelurahan …"


@dataclass(frozen=True, kw_only=True)
class SigningTask:
    """What a signatory, or whoever previews the letter, needs to know of a case."""

    case: CaseRecord
    submission: SubmissionRecord
    reports: Mapping[str, Mapping[str, Any]]  # step key → answers of the field check

    @property
    def confirmations(self) -> tuple[ConfirmationRecord, ...]:
        """Who confirmed, in the order of the route and the form."""
        return tuple(item for item in self.case.confirmations if item.confirmed_at is not None)


def case(code: str) -> CaseRecord:
    """The case by its code, without asking who looks: for reactions and later steps only."""
    row, steps = with_steps(code)
    if row is None:
        raise NotFound("case", code)
    return record_of(row, steps)


def cases_by_code(codes: Collection[str]) -> tuple[CaseRecord, ...]:
    """Several cases with their steps, in the order of the codes, without asking who looks and without who confirms.

    Codes of no case are left out.
    """
    order = {code: place for place, code in enumerate(codes)}
    found = _with_all_steps(order)
    rows = sorted((case for case, _ in found), key=lambda row: order[row.code])
    return records_of(rows, {case.pk: steps for case, steps in found})


def seen_beside(acting: Acting, codes: Collection[str]) -> tuple[CaseRow, ...]:
    """Of these cases those that this person may see, as lines. Says nothing of what is in them, and is no look."""
    return tuple(row_of(case) for case, steps in _with_all_steps(codes) if may_see(acting, case, steps))


def _with_all_steps(codes: Collection[str]) -> tuple[tuple[Case, tuple[CaseStep, ...]], ...]:
    """Cases with their steps, in one reading: what was asked for has steps."""
    found: dict[int, tuple[Case, list[CaseStep]]] = {}
    steps = CaseStep.objects.filter(case__code__in=codes).select_related("case").order_by("case_id", "position")
    for step in steps if codes else ():
        found.setdefault(step.case_id, (step.case, []))[1].append(step)
    return tuple((case, tuple(those)) for case, those in found.values())


def view(acting: Acting, code: str) -> CaseView:
    """The case as this person may see it. Raises NotFound for strangers."""
    return view_through(acting, open_door(acting, code))


def view_through(acting: Acting, door: Door) -> CaseView:
    """The same, for a door that is already open."""
    return CaseView(
        case=record_of(door.case, door.steps),
        relation=door.relation,
        actions=allowed_actions(acting, door),
        title=door.mandate.title if door.mandate is not None else "Pemohon",
    )


def allowed_actions(acting: Acting, door: Door) -> tuple[Action, ...]:
    """What this person may do with the case now, in the order of the table."""
    case = door.case
    status = Status(case.status)
    is_known = case.who in ROLE_OF or case.who == PARTIES
    is_turn = is_known and mandate_for(acting, case.who, where_of(case)) is not None
    stands_in = may_stand_in(acting, case)
    allowed = []
    for (at, action), effect in TRANSITIONS.items():
        if at is not status:
            continue
        if effect is Effect.RESUME:
            fits = may_answer(acting, door)
        elif effect is Effect.WITHDRAW:
            fits = door.relation is Relation.APPLICANT
        elif effect is Effect.STAY:
            fits = is_turn and (case.claimed_by_id == acting.user_id) == (action is Action.HAND_BACK)
        elif status is Status.CORRECTION:
            fits = door.relation is Relation.OFFICE
        else:
            fits = is_turn or (stands_in and action is Action.ENDORSE)
        if fits:
            allowed.append(action)
    return tuple(allowed)


def may_answer(acting: Acting, door: Door) -> bool:
    """The applicant answers what they are asked; where somebody filled in for them, whoever helps there may too."""
    if door.relation is Relation.APPLICANT:
        return True
    is_assisted = door.case.channel in (Channel.COUNTER, Channel.RT)
    return is_assisted and intake.answers_for(acting, door.case.code)


def may_stand_in(acting: Acting, case: Case) -> bool:
    """An officer may endorse for an RT or RW head who is late, saying why (a paper letter, a call)."""
    is_endorsement = case.status == Status.ENDORSEMENT
    is_over = case.due_at is not None and case.due_at <= clock.now()
    return is_endorsement and is_over and acting.holds(Role.OFFICER, office_id=case.office_id) is not None


def signing_task(acting: Acting, code: str) -> SigningTask:
    """What a preview of the letter needs. Only the office and the district see one. Raises NotFound."""
    door = open_door(acting, code)
    if door.relation not in (Relation.OFFICE, Relation.DISTRICT):
        raise DomainError("not_found", kind="letter", key=code)
    return task_of(door.case, door.steps)


def task_of(case_row: Case, steps: Sequence[CaseStep] | None = None) -> SigningTask:
    """The task of an opened case; `steps` where they are known already."""
    record = record_of(case_row, steps)
    return SigningTask(
        case=record,
        submission=intake.without_files(record.code),
        reports={step.key: step.report for step in record.steps if step.report is not None},
    )


def track(code: str, last_four: str) -> CaseRecord | None:
    """The case for whoever has its code and the last four digits of the applicant's phone."""
    try:
        text = PublicCode.parse(code).text
    except DomainError:
        return None
    digits = "".join(sign for sign in last_four if sign.isdigit())
    found = Case.objects.filter(code=text).exclude(phone_last_four="").first() if len(digits) == 4 else None
    return record_of(found) if found is not None and found.phone_last_four == digits else None
