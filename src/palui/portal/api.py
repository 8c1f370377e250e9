"""The API of a case seen whole: where it stands, what happened, and its letter."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from palui.accounts.domain import Acting
from palui.audit import selectors as audit
from palui.audit.selectors import Narrow
from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.cases.selectors import CaseRecord, StepRecord
from palui.kernel.errors import NotFound
from palui.letters import selectors as letters
from palui.outbox import selectors as outbox
from palui.outbox.domain import State
from palui.portal import access, selectors, services

router = Router()


class Happening(Schema):
    """One line of the timeline, in Indonesian for people."""

    at: datetime
    actor: str
    action: str
    text: str


class StepStatus(Schema):
    """One step of the route: ahead, current, done or stopped."""

    key: str
    kind: str
    who: str
    title: str
    state: str
    due_at: datetime | None
    done_at: datetime | None


class LetterLink(Schema):
    """The signed letter: its number, and the token of its public page."""

    number: str
    token: str
    status: str


class CorrectionAsked(Schema):
    """A place to correct."""

    place: str
    label: str
    note: str


class WholeCase(Schema):
    """A case. `step` is the key of the step under way, empty once closed."""

    code: str
    service: str
    title: str
    status: str
    step: str
    due_at: datetime | None
    revision: int
    opened_at: datetime
    closed_at: datetime | None
    reason: str
    steps: list[StepStatus]
    corrections: list[CorrectionAsked]
    actions: list[str]
    timeline: list[Happening]
    letter: LetterLink | None


@router.get("/cases/{code}", response=WholeCase, summary="A case from asking to letter")
def whole_case(request: HttpRequest, code: str) -> WholeCase:
    """For its applicant and for who decides about it; a stranger gets 404. A look by others is recorded."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    view = cases.look_at(acting=acting, code=code)
    case = view.case
    letter = letters.letter_of_case(case.code)
    return WholeCase(
        code=case.code,
        service=case.service_code,
        title=case.service_title,
        status=case.status,
        step=case.step,
        due_at=case.due_at,
        revision=case.revision,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        reason=case.closing_reason,
        steps=[_step(step) for step in case.steps],
        corrections=[
            CorrectionAsked(place=item.place, label=item.label, note=item.note)
            for item in (case.correction.items if case.correction else ())
        ],
        actions=[action.value for action in view.actions],
        timeline=[
            Happening(at=entry.at, actor=entry.actor, action=entry.action, text=entry.sentence)
            for entry in audit.entries_of_case(case.code)
        ],
        letter=LetterLink(number=letter.number, token=letter.token, status=letter.status) if letter else None,
    )


class OwnCase(Schema):
    """One of one's own cases."""

    code: str
    service: str
    title: str
    subject_name: str
    status: str
    opened_at: datetime


class OwnCases(Schema):
    """A page; `next` is the `after` of the following one, empty at the end."""

    items: list[OwnCase]
    next: str


class Tracking(Schema):
    """A case for whoever has its code and the last four digits of the applicant's phone."""

    code: Annotated[str, Field(max_length=20)]
    digits: Annotated[str, Field(max_length=10)]


class Tracked(Schema):
    """Where it stands; no names."""

    code: str
    title: str
    status: str
    due_at: datetime | None
    steps: list[StepStatus]


class RecordEntry(Schema):
    """An entry of the record: who did or saw what, as a sentence in Indonesian."""

    id: int
    chain: str
    place: int
    at: datetime
    actor: str
    action: str
    text: str
    is_look: bool


class RecordFilter(Schema):
    """Which entries: of a case or other subject, of a person, of an action, of days (both included)."""

    chain: Annotated[str, Field(max_length=80)] = ""
    actor: Annotated[str, Field(max_length=80)] = ""
    action: Annotated[str, Field(max_length=60)] = ""
    since: date | None = None
    until: date | None = None
    looks_only: bool = False


class RecordPage(Schema):
    """Newest first; `next` is the `after` of the following page, empty at the end."""

    items: list[RecordEntry]
    next: str


class Proof(Schema):
    """Whether the record is whole, and if not, the first entry that does not fit."""

    is_whole: bool
    chain: str
    place: int


class Seal(Schema):
    """The seal of a day."""

    day: date
    entries: int
    root: str


class QueueEntry(Schema):
    """A reaction that has still to happen, or was set aside. Never what it is about in clear: codes and ids only."""

    id: int
    event: str
    reaction: str
    state: str
    attempts: int
    created_at: datetime
    due_at: datetime
    last_error: str
    discarded_because: str


class Queue(Schema):
    """A page, newest first, and how the queue stands."""

    items: list[QueueEntry]
    next: str
    waiting: int
    stuck: int
    discarded: int
    worker_seen_at: datetime | None


class Reaction(Schema):
    """All stuck entries of this reaction."""

    reaction: Annotated[str, Field(max_length=120)]


class Count(Schema):
    """How many."""

    count: int


class Why(Schema):
    """Why it is set aside."""

    reason: Annotated[str, Field(max_length=500)]


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    return acting


@router.get("/cases", response=OwnCases, summary="My cases")
def own_cases(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """As their applicant, newest first."""
    found = cases_read.cases_of(_acting(request).user_id or 0, after=after, limit=limit + 1)
    items = [
        {
            "code": row.code,
            "service": row.service_code,
            "title": row.service_title,
            "subject_name": row.subject_name,
            "status": row.status,
            "opened_at": row.opened_at,
        }
        for row in found[:limit]
    ]
    return {"items": items, "next": found[limit - 1].code if len(found) > limit else ""}


@router.post("/track", response=Tracked, auth=None, summary="Where a case stands, by its code")
def track(request: HttpRequest, body: Tracking) -> Any:
    """With the last four digits of the applicant's phone. Tries are limited."""
    access.count_try(request, body.code)
    case = cases_read.track(body.code, body.digits)
    if case is None:
        raise NotFound("case")
    return _tracked(case)


def _tracked(case: CaseRecord) -> dict[str, Any]:
    return {
        "code": case.code,
        "title": case.service_title,
        "status": case.status,
        "due_at": case.due_at,
        "steps": [_step(step) for step in case.steps],
    }


@router.post("/track/together", response=list[Tracked], auth=None, summary="Where all that was begun together stands")
def track_together(request: HttpRequest, body: Tracking) -> list[dict[str, Any]]:
    """By the code of all of it, with the last four digits of the applicant's phone. Tries are limited."""
    access.count_try(request, body.code)
    journey = selectors.joint_journey_of_code(body.code) if selectors.tracked(body.code, body.digits) else None
    if journey is None:
        raise NotFound("bundle")
    return [_tracked(leg.case) for leg in journey.legs]


@router.get("/record", response=RecordPage, summary="The record of what everybody did and saw")
def record(
    request: HttpRequest,
    narrow: Query[RecordFilter],
    after: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = audit.PAGE,
) -> dict[str, Any]:
    """For the auditor; that it was read is recorded too."""
    page = services.read_record(acting=_acting(request), narrow=_narrow(narrow), before=after, limit=limit)
    items = [
        {
            "id": row.id,
            "chain": row.chain,
            "place": row.place,
            "at": row.entry.at,
            "actor": row.entry.actor,
            "action": row.entry.action,
            "text": row.entry.sentence,
            "is_look": row.entry.is_look,
        }
        for row in page.rows
    ]
    return {"items": items, "next": "" if page.older is None else str(page.older)}


@router.get(
    "/record.csv",
    summary="The record as CSV",
    openapi_extra={"responses": {200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}},
)
def export_record(request: HttpRequest, narrow: Query[RecordFilter]) -> HttpResponse:
    """Oldest first. For the auditor."""
    lines = services.export_record(acting=_acting(request), narrow=_narrow(narrow))
    return HttpResponse("".join(lines), content_type="text/csv; charset=utf-8")


@router.post("/record/prove", response=Proof, summary="Is the record whole?")
def prove_record(request: HttpRequest) -> Proof:
    """Goes through every chain and seal. For the auditor."""
    broken = services.prove_record(acting=_acting(request))
    if broken is None:
        return Proof(is_whole=True, chain="", place=0)
    return Proof(is_whole=False, chain=broken.chain, place=broken.place)


@router.get("/record/seals", response=list[Seal], auth=None, summary="The seals of all days")
def seals(request: HttpRequest) -> Any:
    """Public, so that whoever keeps a copy can tell later that nothing was changed."""
    return audit.roots()


@router.get("/queue", response=Queue, summary="What waits, and what is stuck")
def queue(
    request: HttpRequest,
    state: State = State.STUCK,
    after: Annotated[int | None, Query(ge=1, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = outbox.PAGE,
) -> dict[str, Any]:
    """For administrators."""
    access.administrator(_acting(request))
    page, overview = outbox.entries(state, before=after, limit=limit), outbox.overview()
    return {
        "items": list(page.entries),
        "next": "" if page.older is None else str(page.older),
        "waiting": overview.waiting,
        "stuck": overview.stuck,
        "discarded": overview.discarded,
        "worker_seen_at": overview.worker_seen_at,
    }


@router.post("/queue/retry", response=Count, summary="Try all stuck entries of a reaction again")
def retry_stuck(request: HttpRequest, body: Reaction) -> Count:
    """Now."""
    return Count(count=services.retry_stuck(acting=_acting(request), reaction=body.reaction))


@router.post("/queue/{int:entry_id}/retry", response={204: None}, summary="Try an entry again")
def retry_entry(request: HttpRequest, entry_id: int) -> Answer[None]:
    """Now."""
    services.retry_entry(acting=_acting(request), entry_id=entry_id)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.post("/queue/{int:entry_id}/discard", response={204: None}, summary="Set an entry aside")
def discard_entry(request: HttpRequest, entry_id: int, body: Why) -> Answer[None]:
    """With a reason."""
    services.discard_entry(acting=_acting(request), entry_id=entry_id, reason=body.reason)
    return Answer(HTTPStatus.NO_CONTENT, None)


def _narrow(given: RecordFilter) -> Narrow:
    return Narrow(**given.model_dump())


def _step(step: StepRecord) -> StepStatus:
    return StepStatus(
        key=step.key,
        kind=step.kind,
        who=step.who,
        title=step.title,
        state=step.state,
        due_at=step.due_at,
        done_at=step.done_at,
    )
