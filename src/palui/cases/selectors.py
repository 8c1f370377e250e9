"""Reading cases: for the desk, for tracking, and for the steps that come after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from palui.accounts.domain import Acting, Role
from palui.cases.access import Door, Relation, open_door, where_of
from palui.cases.domain import (
    OFFICE_ROLES,
    OPEN,
    ROLE_OF,
    TRANSITIONS,
    Action,
    Effect,
    Status,
    StepState,
    Urgency,
    mandate_for,
    urgency,
)
from palui.cases.models import Case, CaseStep, Correction
from palui.catalogue.domain import StepKind
from palui.intake import selectors as intake
from palui.intake.selectors import SubmissionRecord
from palui.kernel import clock
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import PublicCode

PAGE = 25


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
    """A case as other rooms and pages read it. `steps` holds the whole river."""

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

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to act."""
        return self.status in OPEN

    @property
    def current_step(self) -> StepRecord | None:
        """The step under way, also while the applicant is asked."""
        return next((step for step in self.steps if step.state is StepState.CURRENT), None)


@dataclass(frozen=True, kw_only=True)
class CaseView:
    """A case as one person sees it: what it holds for them and what they may do."""

    case: CaseRecord
    relation: Relation
    actions: tuple[Action, ...]
    title: str  # in what role this person looks: "Petugas Kelurahan …"


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


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """A page of rows; `after` opens the next one, empty when there is none."""

    rows: tuple[CaseRow, ...]
    after: str
    services: tuple[tuple[str, str], ...]  # code, title: what can be filtered by
    waiting: int
    late: int


@dataclass(frozen=True, kw_only=True)
class SigningTask:
    """What a signatory, or whoever previews the letter, needs to know of a case."""

    case: CaseRecord
    submission: SubmissionRecord
    reports: Mapping[str, Mapping[str, Any]]  # step key → answers of the field check


def case(code: str) -> CaseRecord:
    """The case by its code, without asking who looks: for reactions and later steps only."""
    return record_of(Case.objects.get(code=code))


def view(acting: Acting, code: str) -> CaseView:
    """The case as this person may see it. Raises NotFound for strangers."""
    return view_through(acting, open_door(acting, code))


def view_through(acting: Acting, door: Door) -> CaseView:
    """The same, for a door that is already open."""
    return CaseView(
        case=record_of(door.case),
        relation=door.relation,
        actions=allowed_actions(acting, door),
        title=door.mandate.title if door.mandate is not None else "Pemohon",
    )


def allowed_actions(acting: Acting, door: Door) -> tuple[Action, ...]:
    """What this person may do with the case now, in the order of the table."""
    case = door.case
    status = Status(case.status)
    is_turn = bool(case.who) and case.who in ROLE_OF and mandate_for(acting, case.who, where_of(case)) is not None
    stands_in = may_stand_in(acting, case)
    allowed = []
    for (at, action), effect in TRANSITIONS.items():
        if at is not status:
            continue
        if effect is Effect.WITHDRAW or effect is Effect.RESUME:
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
    return task_of(door.case)


def task_of(case_row: Case) -> SigningTask:
    """The task of an opened case."""
    record = record_of(case_row)
    return SigningTask(
        case=record,
        submission=intake.submission(record.code),
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


def cases_of(user_id: int, *, limit: int = 100) -> tuple[CaseRow, ...]:
    """A resident's own cases, newest first."""
    return tuple(_row(row) for row in Case.objects.filter(applicant_id=user_id).order_by("-opened_at")[:limit])


def waiting_for(acting: Acting) -> int:
    """How many cases wait for this person now (the number beside "Meja kerja")."""
    mine = _waiting(acting)
    return Case.objects.filter(mine).count() if mine else 0


def desk(
    acting: Acting,
    *,
    tab: str = "menunggu",
    service: str = "",
    text: str = "",
    late_only: bool = False,
    who: str = "",
    after: str = "",
    limit: int = PAGE,
) -> DeskPage:
    """What waits for this person ("menunggu"), runs in the office ("berjalan") or is done ("selesai").

    Paged by keyset: `after` is the page's own word for where it ended. Raises NotFound for who has no desk.
    """
    mine = _waiting(acting)
    reach = _reach(acting)
    if not mine or not reach:
        raise DomainError("not_found", kind="desk", key="")
    if tab == "selesai":
        rows = Case.objects.filter(reach).exclude(status__in=[status.value for status in OPEN])
    elif tab == "berjalan":
        rows = Case.objects.filter(reach, status__in=[status.value for status in OPEN])
    else:
        rows = Case.objects.filter(mine)
    rows = _narrowed(rows, service=service, text=text, late_only=late_only, who=who)
    rows, cursor_of = _ordered(rows, tab=tab, after=after)
    found = list(rows[: limit + 1])
    waiting = Case.objects.filter(mine)
    now = clock.now()
    return DeskPage(
        rows=tuple(_row(row) for row in found[:limit]),
        after=cursor_of(found[limit - 1]) if len(found) > limit else "",
        services=tuple(waiting.order_by("service_title").values_list("service_code", "service_title").distinct()),
        waiting=waiting.count(),
        late=waiting.filter(due_at__lte=now).count(),
    )


def waiting_for_signature(acting: Acting, *, limit: int = 200) -> tuple[CaseRow, ...]:
    """Cases that this person may sign now, the most urgent first."""
    mine = _waiting(acting)
    if not mine:
        return ()
    rows = Case.objects.filter(mine, status=Status.SIGNING).order_by("due_at", "id")
    return tuple(_row(row) for row in rows[:limit])


def _waiting(acting: Acting) -> Q:
    """Cases whose current step this person may do."""
    wanted = Q()
    for mandate in acting.mandates:
        for who, role in ROLE_OF.items():
            if mandate.role is not role:
                continue
            if role is Role.RT_HEAD:
                wanted |= Q(rt_id=mandate.rt_id, who=who, status__in=_open_values())
            elif role is Role.RW_HEAD:
                wanted |= Q(rw_id=mandate.rw_id, who=who, status__in=_open_values())
            elif role is Role.CAMAT:
                wanted |= Q(district_office_id=mandate.office_id, who=who, status__in=_open_values())
            else:
                wanted |= Q(office_id=mandate.office_id, who=who, status__in=_open_values())
    return wanted


def _reach(acting: Acting) -> Q:
    """Cases this person may look at from the desk."""
    wanted = Q()
    for mandate in acting.mandates:
        if mandate.role in OFFICE_ROLES:
            wanted |= Q(office_id=mandate.office_id)
        elif mandate.role is Role.CAMAT:
            wanted |= Q(district_office_id=mandate.office_id, steps__who="camat")
        elif mandate.role is Role.RT_HEAD:
            wanted |= Q(rt_id=mandate.rt_id, steps__who="rt", steps__state__in=["current", "done", "stopped"])
        elif mandate.role is Role.RW_HEAD:
            wanted |= Q(rw_id=mandate.rw_id, steps__who="rw", steps__state__in=["current", "done", "stopped"])
    return wanted


def _open_values() -> list[str]:
    return sorted(status.value for status in OPEN)


def _narrowed(rows: QuerySet[Case], *, service: str, text: str, late_only: bool, who: str) -> QuerySet[Case]:
    if service:
        rows = rows.filter(service_code=service)
    if who:
        rows = rows.filter(who=who)
    if late_only:
        rows = rows.filter(due_at__lte=clock.now())
    if text:
        try:
            return rows.filter(code=PublicCode.parse(text).text)
        except DomainError:
            return rows.filter(Q(applicant_name__icontains=text) | Q(subject_name__icontains=text))
    return rows


def _ordered(rows: QuerySet[Case], *, tab: str, after: str) -> tuple[QuerySet[Case], Any]:
    """Rows in the desk's order, from behind the cursor; and how a row is written as a cursor."""
    column = "closed_at" if tab == "selesai" else "opened_at" if tab == "berjalan" else "due_at"
    newest_first = tab == "selesai"
    moment, _, last_id = after.partition("_")
    try:
        place = (datetime.fromisoformat(moment), int(last_id)) if after else None
    except ValueError:
        place = None  # a mangled address shows the first page
    if place is not None:
        beyond = "lt" if newest_first else "gt"
        rows = rows.filter(Q(**{f"{column}__{beyond}": place[0]}) | Q(**{column: place[0], f"id__{beyond}": place[1]}))
    sign = "-" if newest_first else ""
    return rows.order_by(
        f"{sign}{column}", f"{sign}id"
    ).distinct(), lambda row: f"{getattr(row, column).isoformat()}_{row.pk}"


def _row(row: Case) -> CaseRow:
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


def record_of(row: Case) -> CaseRecord:
    """The record of a row of this room, with its steps and open correction (two queries)."""
    correction = row.corrections.filter(answered_at__isnull=True).first()
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
        steps=tuple(_step(step) for step in row.steps.all()),
        correction=_correction(correction) if correction is not None else None,
    )


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


def _correction(row: Correction) -> CorrectionRecord:
    return CorrectionRecord(
        id=row.pk,
        items=tuple(CorrectionItem(place=item["place"], label=item["label"], note=item["note"]) for item in row.items),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
    )
