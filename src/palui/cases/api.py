"""The API of cases: the desk and every action but signing, which is the letters' own."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer

from palui.accounts.domain import Acting
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
    after: str = "",
) -> Desk:
    """Cases by time left. `tab`: menunggu (mine), berjalan (the office's open ones), selesai (closed)."""
    page = selectors.desk(acting_of(request), tab=tab, service=service, text=search, late_only=late, after=after)
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
