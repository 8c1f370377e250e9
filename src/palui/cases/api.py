"""The API of cases: the desk and every action but signing, which is the letters' own."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from palui.accounts.access import count_try
from palui.accounts.domain import ONE_TIME_LINK, Acting
from palui.cases import selectors, services
from palui.kernel.errors import InvalidInput

router = Router()


class DeskRow(Schema):
    """One case on the desk. Times are ISO 8601 with a time zone."""

    code: str
    service: str
    applicant_name: str
    subject_name: str
    neighbourhood: str
    channel: str
    status: str
    due_at: datetime | None
    claimed_by: str
    opened_at: datetime


class Desk(Schema):
    """A page of the desk; `next` is the `after` of the following page, empty at the end."""

    items: list[DeskRow]
    next: str
    waiting: int
    late: int


class Decision(Schema):
    """A note, and the revision last seen; with it, a change made meanwhile is refused (409)."""

    note: Annotated[str, Field(max_length=1000)] = ""
    revision: int | None = None


class Rejection(Schema):
    """Why the case ends without a letter. An officer names the rule too."""

    reason: Annotated[str, Field(max_length=1000)]
    legal_basis: Annotated[str, Field(max_length=300)] = ""
    revision: int | None = None


class CorrectionItem(Schema):
    """A place (a field's or an evidence's key) and what is wrong with it."""

    place: Annotated[str, Field(max_length=60)]
    note: Annotated[str, Field(max_length=500)]


class CorrectionRequest(Schema):
    """What the applicant is asked to correct."""

    items: list[CorrectionItem]
    revision: int | None = None


class Inspection(Schema):
    """Answers of the field check's form; photos are sent before, each to its own address."""

    answers: dict[str, Any]
    note: Annotated[str, Field(max_length=1000)] = ""
    revision: int | None = None


class CorrectionAnswer(Schema):
    """The corrected answers; files are sent before, to the submission's evidence."""

    answers: dict[str, Any]


class CaseStatus(Schema):
    """Where the case stands after the action."""

    code: str
    status: str
    step: str
    due_at: datetime | None
    revision: int


def acting_of(request: HttpRequest) -> Acting:
    """Who calls; set by the sign-in of the API."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by accounts' middleware on every request
    return acting


def _status(acting: Acting, code: str) -> CaseStatus:
    case = selectors.view(acting, code).case
    return CaseStatus(code=case.code, status=case.status, step=case.step, due_at=case.due_at, revision=case.revision)


@router.get("/desk", response=Desk, summary="What waits for me")
def desk(
    request: HttpRequest,
    tab: str = "menunggu",
    service: str = "",
    search: Annotated[str, Query(max_length=80)] = "",
    late: bool = False,
    after: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = selectors.PAGE,
) -> Desk:
    """Cases by time left. `tab`: menunggu (mine), berjalan (the office's open ones), selesai (closed)."""
    page = selectors.desk(
        acting_of(request), tab=tab, service=service, text=search, late_only=late, after=after, limit=limit
    )
    rows = [
        DeskRow(
            code=row.code,
            service=row.service_code,
            applicant_name=row.applicant_name,
            subject_name=row.subject_name,
            neighbourhood=row.neighbourhood,
            channel=row.channel,
            status=row.status,
            due_at=row.due_at,
            claimed_by=row.claimed_by_name,
            opened_at=row.opened_at,
        )
        for row in page.rows
    ]
    return Desk(items=rows, next=page.after, waiting=page.waiting, late=page.late)


@router.post("/cases/{code}/actions/claim", response=CaseStatus, summary="Take a case in hand")
def claim(request: HttpRequest, code: str, decision: Decision) -> CaseStatus:
    """Colleagues see who works on it."""
    services.claim(acting=acting_of(request), code=code, revision=decision.revision)
    return _status(acting_of(request), code)


@router.post("/cases/{code}/actions/hand-back", response=CaseStatus, summary="Put a case back")
def hand_back(request: HttpRequest, code: str, decision: Decision) -> CaseStatus:
    """The case waits for anybody again."""
    services.hand_back(acting=acting_of(request), code=code, revision=decision.revision)
    return _status(acting_of(request), code)


@router.post("/cases/{code}/actions/endorse", response=CaseStatus, summary="RT or RW head confirms")
def endorse(request: HttpRequest, code: str, decision: Decision) -> CaseStatus:
    """An officer may stand in for a late head, with a note."""
    acting = acting_of(request)
    services.endorse(acting=acting, code=code, note=decision.note, revision=decision.revision)
    return _status(acting, code)


@router.post("/cases/{code}/actions/verify", response=CaseStatus, summary="The file is complete and right")
def verify(request: HttpRequest, code: str, decision: Decision) -> CaseStatus:
    """The officer passes it on."""
    acting = acting_of(request)
    services.verify(acting=acting, code=code, note=decision.note, revision=decision.revision)
    return _status(acting, code)


@router.post("/cases/{code}/actions/countersign", response=CaseStatus, summary="Put an initial on the file")
def countersign(request: HttpRequest, code: str, decision: Decision) -> CaseStatus:
    """Section head or secretary."""
    acting = acting_of(request)
    services.countersign(acting=acting, code=code, note=decision.note, revision=decision.revision)
    return _status(acting, code)


@router.post("/cases/{code}/actions/send-back", response=CaseStatus, summary="Ask the officer to look again")
def send_back(request: HttpRequest, code: str, decision: Decision) -> CaseStatus:
    """The note says at what."""
    acting = acting_of(request)
    services.send_back(acting=acting, code=code, note=decision.note, revision=decision.revision)
    return _status(acting, code)


@router.put("/cases/{code}/inspection/{key}", response={204: None}, summary="Add a photo of the field check")
def put_inspection_photo(
    request: HttpRequest, code: str, key: str, filename: Annotated[str, Query(max_length=200)] = "foto.jpg"
) -> Answer[None]:
    """The photo is the body."""
    services.attach_inspection_photo(
        acting=acting_of(request), code=code, key=key, content=request.body, filename=filename
    )
    return Answer(204, None)


@router.post("/cases/{code}/actions/inspect", response=CaseStatus, summary="Store the field check")
def inspect(request: HttpRequest, code: str, inspection: Inspection) -> CaseStatus:
    """Its photos must be there already."""
    acting = acting_of(request)
    services.inspect(
        acting=acting, code=code, raw=inspection.answers, note=inspection.note, revision=inspection.revision
    )
    return _status(acting, code)


@router.post(
    "/cases/{code}/actions/ask-correction", response=CaseStatus, summary="Ask the applicant to correct something"
)
def ask_correction(request: HttpRequest, code: str, correction: CorrectionRequest) -> CaseStatus:
    """The clock stops until the answer."""
    acting = acting_of(request)
    if not correction.items:
        raise InvalidInput({"items": "Pilih bagian yang perlu diperbaiki."})
    items = [(item.place, item.note) for item in correction.items]
    services.ask_correction(acting=acting, code=code, items=items, revision=correction.revision)
    return _status(acting, code)


@router.post("/cases/{code}/actions/answer-correction", response=CaseStatus, summary="The applicant answers")
def answer_correction(request: HttpRequest, code: str, answer: CorrectionAnswer) -> CaseStatus:
    """Only places that were asked for change."""
    acting = acting_of(request)
    services.answer_correction(acting=acting, code=code, raw=answer.answers)
    return _status(acting, code)


@router.post("/cases/{code}/actions/reject", response=CaseStatus, summary="End the case without a letter")
def reject(request: HttpRequest, code: str, rejection: Rejection) -> CaseStatus:
    """With the reason and, from the office, the legal basis."""
    acting = acting_of(request)
    services.reject(
        acting=acting,
        code=code,
        reason=rejection.reason,
        legal_basis=rejection.legal_basis,
        revision=rejection.revision,
    )
    return _status(acting, code)


@router.post("/cases/{code}/actions/withdraw", response=CaseStatus, summary="The applicant takes it back")
def withdraw(request: HttpRequest, code: str) -> CaseStatus:
    """Possible while the case is open."""
    acting = acting_of(request)
    services.withdraw(acting=acting, code=code)
    return _status(acting, code)


class AnswerOfParty(Schema):
    """The last four digits of one's NIK where they are asked for; and, saying no, why."""

    digits: Annotated[str, Field(max_length=20)] = ""
    reason: Annotated[str, Field(max_length=1000)] = ""


class CounterAnswer(Schema):
    """What a person said at the counter; `identity_seen` when their identity card was."""

    identity_seen: bool
    reason: Annotated[str, Field(max_length=1000)] = ""


class LinkOut(Schema):
    """The word of a one-time link, and whom it is for."""

    token: str
    holder: str


class LinkedCase(Schema):
    """What the holder of a link may see."""

    code: str
    service_title: str
    applicant_name: str
    holder: str
    expires_at: datetime
    is_used: bool


class AskedOut(Schema):
    """A confirmation that waits for the person who is signed in."""

    confirmation_id: int
    code: str
    service_title: str
    subject_name: str
    role: str
    asked_at: datetime


class Statement(Schema):
    """What a person is asked to confirm."""

    code: str
    confirmation_id: int
    service_title: str
    applicant_name: str
    subject_name: str
    name: str
    role: str
    statement: str
    needs_digits: bool
    expires_at: datetime | None


class Note(Schema):
    """A note, or the reason."""

    note: Annotated[str, Field(max_length=1000)] = ""


class Code(Schema):
    """The case."""

    code: str


@router.get(
    "/cases/{code}/evidence/{int:evidence_id}",
    summary="A file of a case",
    openapi_extra={"responses": {200: {"content": {"*/*": {"schema": {"type": "string", "format": "binary"}}}}}},
)
def evidence(request: HttpRequest, code: str, evidence_id: int) -> HttpResponse:
    """For its applicant and who decides about it; a look by others is recorded."""
    content, record = services.look_at_evidence(acting=acting_of(request), code=code, evidence_id=evidence_id)
    return HttpResponse(content, content_type=record.content_type, headers={"Cache-Control": "private, no-store"})


@router.post("/cases/{code}/link", response=LinkOut, summary="Make a one-time link for the RT or RW head")
def make_link(request: HttpRequest, code: str) -> LinkOut:
    """To hand it on by hand. It works once, for three days."""
    token, holder = services.issue_link_for_officer(acting=acting_of(request), code=code)
    return LinkOut(token=token, holder=holder)


@router.get("/links/{token}", response=LinkedCase, auth=None, summary="What a one-time link opens")
def link(request: HttpRequest, token: str) -> LinkedCase:
    """For the RT or RW head who holds it."""
    count_try(request, ONE_TIME_LINK)
    task = services.task_behind_link(token=token)
    return LinkedCase(
        code=task.case.code,
        service_title=task.case.service_title,
        applicant_name=task.case.applicant_name,
        holder=f"{task.holder_title} {task.holder_name}",
        expires_at=task.expires_at,
        is_used=task.is_used,
    )


@router.post("/links/{token}/endorse", response=Code, auth=None, summary="Confirm by link")
def endorse_by_link(request: HttpRequest, token: str, body: Note) -> Code:
    """Once."""
    count_try(request, ONE_TIME_LINK)
    return Code(code=services.endorse_by_link(token=token, note=body.note))


@router.post("/links/{token}/reject", response=Code, auth=None, summary="Refuse by link")
def reject_by_link(request: HttpRequest, token: str, body: Note) -> Code:
    """The note says why."""
    count_try(request, ONE_TIME_LINK)
    return Code(code=services.reject_by_link(token=token, reason=body.note))


@router.get("/confirmations", response=list[AskedOut], summary="What waits for my confirmation")
def confirmations(request: HttpRequest) -> list[selectors.Asked]:
    """As a witness, an heir, or whoever was named; the oldest first."""
    return list(selectors.asked_of(acting_of(request)))


@router.get("/cases/{code}/confirmations/{int:confirmation_id}", response=Statement, summary="What I am to confirm")
def confirmation(request: HttpRequest, code: str, confirmation_id: int) -> services.AskedTask:
    """For the person who was named; the look is recorded."""
    return services.confirmation_of(acting=acting_of(request), code=code, confirmation_id=confirmation_id)


@router.post("/cases/{code}/confirmations/{int:confirmation_id}/confirm", response={204: None}, summary="Say yes")
def confirm(request: HttpRequest, code: str, confirmation_id: int, body: AnswerOfParty) -> Answer[None]:
    """As the person who was named."""
    services.confirm(acting=acting_of(request), code=code, confirmation_id=confirmation_id, digits=body.digits)
    return Answer(204, None)


@router.post("/cases/{code}/confirmations/{int:confirmation_id}/decline", response={204: None}, summary="Say no")
def decline(request: HttpRequest, code: str, confirmation_id: int, body: AnswerOfParty) -> Answer[None]:
    """And why."""
    services.decline(
        acting=acting_of(request),
        code=code,
        confirmation_id=confirmation_id,
        reason=body.reason,
        digits=body.digits,
    )
    return Answer(204, None)


@router.post(
    "/cases/{code}/confirmations/{int:confirmation_id}/confirm-at-counter",
    response={204: None},
    summary="Write down a yes said at the counter",
)
def confirm_at_counter(request: HttpRequest, code: str, confirmation_id: int, body: CounterAnswer) -> Answer[None]:
    """By an officer who saw the identity card."""
    services.confirm_at_counter(
        acting=acting_of(request), code=code, confirmation_id=confirmation_id, identity_seen=body.identity_seen
    )
    return Answer(204, None)


@router.post(
    "/cases/{code}/confirmations/{int:confirmation_id}/decline-at-counter",
    response={204: None},
    summary="Write down a no said at the counter",
)
def decline_at_counter(request: HttpRequest, code: str, confirmation_id: int, body: CounterAnswer) -> Answer[None]:
    """By an officer who saw the identity card, with the reason."""
    services.decline_at_counter(
        acting=acting_of(request),
        code=code,
        confirmation_id=confirmation_id,
        identity_seen=body.identity_seen,
        reason=body.reason,
    )
    return Answer(204, None)


@router.post(
    "/cases/{code}/confirmations/{int:confirmation_id}/link",
    response=LinkOut,
    summary="Make the link of a person who confirms",
)
def make_confirmation_link(request: HttpRequest, code: str, confirmation_id: int) -> LinkOut:
    """Anew, to hand it on by hand."""
    token, holder = services.issue_confirmation_link_for_officer(
        acting=acting_of(request), code=code, confirmation_id=confirmation_id
    )
    return LinkOut(token=token, holder=holder)


@router.get("/confirmations/{token}", response=Statement, auth=None, summary="What a link asks to confirm")
def confirmation_behind_link(request: HttpRequest, token: str) -> services.AskedTask:
    """For the person who was named."""
    count_try(request, ONE_TIME_LINK)
    return services.confirmation_behind_link(token=token)


@router.post("/confirmations/{token}/confirm", response=Code, auth=None, summary="Say yes by link")
def confirm_by_link(request: HttpRequest, token: str, body: AnswerOfParty) -> Code:
    """With the last four digits of one's NIK."""
    count_try(request, ONE_TIME_LINK)
    return Code(code=services.confirm_by_link(token=token, digits=body.digits))


@router.post("/confirmations/{token}/decline", response=Code, auth=None, summary="Say no by link")
def decline_by_link(request: HttpRequest, token: str, body: AnswerOfParty) -> Code:
    """And why."""
    count_try(request, ONE_TIME_LINK)
    return Code(code=services.decline_by_link(token=token, digits=body.digits, reason=body.reason))
