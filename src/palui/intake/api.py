"""Asking over the API: a draft, its evidence, submitting. The case keeps the code."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema
from ninja import Status as Answer
from pydantic import BaseModel

from palui.accounts.domain import Acting
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import SubjectKind
from palui.intake import selectors, services
from palui.intake.domain import Channel, FileRefused, SubmissionState, check_size
from palui.intake.selectors import EvidenceRecord, Subject, SubmissionRecord
from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.identifiers import Nik
from palui.residents import selectors as residents

router = Router()


class ErrorOut(Schema):
    """What needs correcting: the place ("alamat.rt") and an Indonesian sentence for people."""

    at: str
    message: str


class SubjectIn(BaseModel):  # not a ninja Schema, which would read attributes of anything
    """Whom it is about: a member of the household, by the id that `GET /services/{code}/subjects` gives, or by NIK."""

    resident_id: Annotated[int, Field(ge=1, lt=2**63)] | None = None
    nik: str | None = None


class SubjectOut(Schema):
    """Whom a letter may be about."""

    kind: SubjectKind
    resident_id: int | None
    name: str
    relation: str


class SubmissionIn(Schema):
    """A new draft. `answers` follow the service's `form_schema`; what is left out is filled from the register."""

    service: str
    answers: dict[str, Any] = Field(default_factory=dict)
    subject: SubjectIn | None = None


class AnswersIn(Schema):
    """Answers to lay over those of the draft."""

    answers: dict[str, Any]


class EvidenceStored(Schema):
    """A file that was handed in. Width and height are pixels of a photo, 0 for a PDF."""

    id: int
    key: str
    name: str
    content_type: str
    size: int
    width: int
    height: int
    sha256: str


class SubmissionOut(Schema):
    """A draft or a submission. `errors`: what submitting would refuse now."""

    code: str
    state: SubmissionState
    service: str
    service_version: int
    subject: SubjectOut
    answers: dict[str, Any]
    evidence: list[EvidenceStored]
    errors: list[ErrorOut]
    created_at: datetime
    submitted_at: datetime | None


@router.get("/services/{code}/subjects", response=list[SubjectOut], summary="Whom I may ask for")
def subjects(request: HttpRequest, code: str) -> list[dict[str, Any]]:
    """Oneself and, where the service allows it, the others on the family card."""
    return [
        _subject(subject) for subject in selectors.subjects_for(_acting(request), catalogue.current(code).definition)
    ]


@router.post("/submissions", response={201: SubmissionOut}, summary="Begin a draft")
def create(request: HttpRequest, body: SubmissionIn) -> Answer[dict[str, Any]]:
    """Begin a draft; the answers are kept even where they need correcting, which `errors` says."""
    acting = _acting(request)
    subject = _resident_id(body.subject) if body.subject is not None else None
    code = services.start_draft(acting=acting, service_code=body.service, subject=subject, channel=Channel.API)
    if body.answers:
        services.save_answers(acting=acting, code=code, raw=body.answers)
    return Answer(HTTPStatus.CREATED, _out(acting, code))


@router.get("/submissions/{code}", response=SubmissionOut, summary="One's own draft or submission")
def read(request: HttpRequest, code: str) -> dict[str, Any]:
    """Answers and evidence so far."""
    return _out(_acting(request), code)


@router.put("/submissions/{code}", response=SubmissionOut, summary="Change the answers of a draft")
def change(request: HttpRequest, code: str, body: AnswersIn) -> dict[str, Any]:
    """Lay answers over those of the draft; whatever is sent is kept, and `errors` says what needs correcting."""
    acting = _acting(request)
    services.save_answers(acting=acting, code=code, raw=body.answers)
    return _out(acting, code)


@router.delete("/submissions/{code}", response={204: None}, summary="Delete a draft")
def delete(request: HttpRequest, code: str) -> Answer[None]:
    """Delete a draft with its files."""
    services.discard_draft(acting=_acting(request), code=code)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.put(
    "/submissions/{code}/evidence/{key}",
    response=EvidenceStored,
    summary="Hand in a file",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("image/jpeg", "image/png", "image/webp", "application/pdf")
            },
        }
    },
)
def attach(request: HttpRequest, code: str, key: str) -> EvidenceRecord:
    """The body is the file. What it is shows its content; photos are made small and lose their metadata."""
    try:
        check_size(int(request.headers.get("Content-Length") or 0))
    except FileRefused as refused:
        raise InvalidInput({key: str(refused)}) from refused
    return services.attach_evidence(acting=_acting(request), code=code, key=key, content=request.body, filename=key)


@router.get("/submissions/{code}/evidence/{key}", summary="A file handed in", include_in_schema=True)
def evidence(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """The file as it is kept."""
    item = selectors.own_submission(_acting(request), code).files().get(key)
    if item is None:
        raise DomainError("not_found", kind="evidence", key=key)
    return HttpResponse(
        selectors.evidence_content(item.id),
        content_type=item.content_type,
        headers={"Cache-Control": "private, no-store"},
    )


@router.post("/submissions/{code}/submit", response=SubmissionOut, summary="Submit")
def submit(request: HttpRequest, code: str) -> dict[str, Any]:
    """Check everything once more and hand it to the office. Twice is once."""
    acting = _acting(request)
    services.submit(acting=acting, code=code)
    return _out(acting, code)


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    return acting


def _resident_id(subject: SubjectIn) -> int | None:
    """The resident a subject names; somebody outside the household is refused later, and known no more than anybody."""
    if subject.nik is None:
        return subject.resident_id
    found = residents.find_by_nik(Nik.parse(subject.nik))
    return found.id if found is not None else 0


def _out(acting: Acting, code: str) -> dict[str, Any]:
    record = selectors.own_submission(acting, code)
    problems = services.check(acting=acting, record=record).errors if record.is_draft else {}
    return _submission(record) | {"errors": [{"at": place, "message": text} for place, text in problems.items()]}


def _submission(record: SubmissionRecord) -> dict[str, Any]:
    return {
        "code": record.code,
        "state": record.state,
        "service": record.service.code,
        "service_version": record.service.number,
        "subject": _subject(record.subject),
        "answers": record.answers,
        "evidence": list(record.evidence),
        "created_at": record.created_at,
        "submitted_at": record.submitted_at,
    }


def _subject(subject: Subject) -> dict[str, Any]:
    return {
        "kind": subject.kind,
        "resident_id": subject.resident_id,
        "name": subject.name,
        "relation": subject.relation,
    }
