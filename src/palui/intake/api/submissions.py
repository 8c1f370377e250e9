"""Asking over the API: a draft, its evidence, submitting. The case keeps the code."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema
from ninja import Status as Answer
from pydantic import BaseModel

from palui.accounts.domain import Acting
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import SubjectKind
from palui.intake import selectors, services
from palui.intake.domain import Channel, Consent, ConsentKind, FileRefused, SubmissionState, check_size
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


class ConsentIn(Schema):
    """How a resident agreed: spoken (then `words`), written (a scan, see `attach_consent`), or by the `code` sent to them."""

    kind: ConsentKind
    words: Annotated[str, Field(max_length=300)] = ""
    code: Annotated[str, Field(max_length=20)] = ""


class SubmissionIn(Schema):
    """A new draft. `answers` follow the service's `form_schema`; what is left out is filled from the register."""

    service: str
    answers: dict[str, Any] = Field(default_factory=dict)
    subject: SubjectIn | None = None
    on_behalf: Annotated[str, Field(max_length=40)] | None = None
    consent: ConsentIn | None = None


class DraftOut(Schema):
    """A draft in a list."""

    code: str
    service_code: str
    service_title: str
    subject_name: str
    updated_at: datetime


class DraftPage(Schema):
    """A page; `next` is the `after` of the following one, empty at the end."""

    items: list[DraftOut]
    next: str


class RowAt(Schema):
    """Where: the key of a repeated question to add an item, with its number ("anak.0") to take one out."""

    at: Annotated[str, Field(max_length=80)]


class PhoneIn(Schema):
    """Where a resident without an account wants to be told; empty for nowhere."""

    phone: Annotated[str, Field(max_length=30)]


class HelpedSearch(Schema):
    """Beginnings of words of a name, or a whole NIK or KK."""

    text: Annotated[str, Field(max_length=80)]


class HelpedRow(Schema):
    """Somebody for whom one may fill in."""

    public_id: str
    name: str
    nik: str
    rt: str
    rw: str


class ServedOut(Schema):
    """Somebody for whom a request was filled in; `minutes` from beginning to sending, 0 for a draft."""

    code: str
    name: str
    service_title: str
    is_draft: bool
    at: datetime
    minutes: float


class ServedToday(Schema):
    """Whom one has served today, and what is not sent yet."""

    items: list[ServedOut]
    drafts: list[ServedOut]


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
    code = services.start_draft(
        acting=acting, service_code=body.service, subject=subject, channel=Channel.API, **_helping(body)
    )
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
                for kind in ("image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf")
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
        headers={
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'attachment; filename="{item.key.partition(".")[0]}{item.extension}"',
        },
    )


@router.post("/submissions/{code}/submit", response=SubmissionOut, summary="Submit")
def submit(request: HttpRequest, code: str) -> dict[str, Any]:
    """Check everything once more and hand it to the office. Twice is once."""
    acting = _acting(request)
    services.submit(acting=acting, code=code)
    return _out(acting, code)


@router.get("/submissions", response=DraftPage, summary="My drafts")
def drafts(
    request: HttpRequest,
    after: Annotated[str, Query(max_length=20)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """The last touched first; what was sent is a case."""
    found = selectors.drafts_of(_acting(request).user_id or 0, after=after, limit=limit + 1)
    return {"items": list(found[:limit]), "next": found[limit - 1].code if len(found) > limit else ""}


@router.delete("/submissions/{code}/evidence/{key}", response={204: None}, summary="Take a file out")
def remove_evidence(request: HttpRequest, code: str, key: str) -> Answer[None]:
    """Of a draft; it is deleted."""
    services.remove_evidence(acting=_acting(request), code=code, key=key)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.post("/submissions/{code}/rows", response=SubmissionOut, summary="One more item in a repeated question")
def add_row(request: HttpRequest, code: str, body: RowAt) -> dict[str, Any]:
    """Empty."""
    services.add_row(acting=_acting(request), code=code, at=body.at)
    return _out(_acting(request), code)


@router.post("/submissions/{code}/rows/remove", response=SubmissionOut, summary="One item less")
def remove_row(request: HttpRequest, code: str, body: RowAt) -> dict[str, Any]:
    """With what was answered in it."""
    services.remove_row(acting=_acting(request), code=code, at=body.at)
    return _out(_acting(request), code)


@router.post("/helping/residents", response=list[HelpedRow], summary="Find whom I may fill in for")
def find_residents(request: HttpRequest, body: HelpedSearch, channel: Channel = Channel.COUNTER) -> Any:
    """At the counter people of one's kelurahan, with `channel=rt` those of one's RT. That somebody looked is recorded."""
    return services.find_residents(acting=_acting(request), channel=channel, text=body.text)


@router.get("/helping/served", response=ServedToday, summary="Whom I have served today")
def served(request: HttpRequest) -> dict[str, Any]:
    """The last first."""
    found = selectors.served_by(_acting(request).user_id or 0)
    return {"items": list(found.rows), "drafts": list(found.drafts)}


@router.put("/submissions/{code}/consent", response={204: None}, summary="Record a resident's consent")
def give_consent(request: HttpRequest, code: str, body: ConsentIn) -> Answer[None]:
    """Spoken and written hold at once, a code when it is the right one."""
    services.give_consent(acting=_acting(request), code=code, consent=Consent(**body.model_dump()))
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.put(
    "/submissions/{code}/consent/file",
    response=EvidenceStored,
    summary="The page on which the resident agreed",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}} for kind in ("image/jpeg", "application/pdf")
            },
        }
    },
)
def attach_consent(request: HttpRequest, code: str) -> EvidenceRecord:
    """The body is the photo or PDF."""
    return services.attach_consent(acting=_acting(request), code=code, content=request.body, filename="persetujuan")


@router.post("/submissions/{code}/consent/ask-code", response={204: None}, summary="Send the resident a code")
def ask_consent_code(request: HttpRequest, code: str) -> Answer[None]:
    """Six digits to their own number or e-mail, as the city knows it."""
    services.ask_consent_code(acting=_acting(request), code=code)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.put("/submissions/{code}/phone", response={204: None}, summary="Where the resident is told")
def note_phone(request: HttpRequest, code: str, body: PhoneIn) -> Answer[None]:
    """For a resident without an account."""
    services.note_phone(acting=_acting(request), code=code, phone=body.phone)
    return Answer(HTTPStatus.NO_CONTENT, None)


def _helping(body: SubmissionIn) -> dict[str, Any]:
    """For whom it is filled in, if for somebody else."""
    if body.on_behalf is None:
        return {}
    return {"on_behalf": body.on_behalf, "consent": Consent(**body.consent.model_dump()) if body.consent else None}


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
