"""The API of letters: sign, check, download."""

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Query, Router, Schema, UploadedFile
from ninja import Status as Answer

from palui.accounts.access import count_try
from palui.accounts.api import check_password
from palui.accounts.domain import CHECKING_LETTERS, Acting
from palui.kernel.actors import Actor
from palui.kernel.errors import InvalidInput, NotFound
from palui.letters import selectors, services
from palui.letters.access import emblem_mandate, signing_mandate
from palui.letters.domain import MAX_CHECKED_SIZE, FileVerdict, LetterStatus
from palui.letters.selectors import LetterRecord, PublicLetter, RegisterFilter
from palui.letters.services import FileCheck

router = Router()

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BINARY = {"type": "string", "format": "binary"}


class Signing(Schema):
    """The signatory's passphrase, and the revision last seen; with it, a change made meanwhile is refused (409)."""

    passphrase: Annotated[str, Field(max_length=200)]
    revision: int | None = None


class SignedLetter(Schema):
    """The letter that was just signed."""

    code: str
    number: str
    token: str
    status: str
    signed_at: datetime
    sha256: str


class LetterStatusOut(Schema):
    """What anybody with the link may know. `status`: signed, revoked, replaced or expired."""

    token: str
    status: str
    title: str
    number: str
    office: str
    name: str
    signed_at: datetime
    signer: str
    valid_until: date | None
    ended_at: datetime | None
    ended_reason: str
    replaced_by: str
    sha256: str


class FileCheckOut(Schema):
    """What a file turned out to be: unchanged, changed, not_ours, not_pdf or too_large."""

    verdict: str
    letter: LetterStatusOut | None
    signer: str
    signed_at: datetime | None


@router.post("/cases/{code}/actions/sign", response=SignedLetter, summary="Sign the letter of a case")
def sign(request: HttpRequest, code: str, signing: Signing) -> SignedLetter:
    """The letter gets its number and is signed, stored and checked; or nothing happens."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    letter = services.sign(acting=acting, code=code, passphrase=signing.passphrase, revision=signing.revision)
    return _signed(letter)


class SigningMany(Schema):
    """The cases whose letters are signed with one passphrase, at most 50."""

    codes: Annotated[list[Annotated[str, Field(max_length=20)]], Field(min_length=1, max_length=50)]
    passphrase: Annotated[str, Field(max_length=200)]


class SignedOne(Schema):
    """How it went with one of several: the letter, or the sentence that says why not."""

    code: str
    letter: SignedLetter | None
    problem: str


class RegisterRow(Schema):
    """A letter in the register. `status`: signed, partial, revoked, replaced, expired or void."""

    id: int
    code: str
    service_code: str
    title: str
    number: str
    token: str
    subject_name: str
    signed_at: datetime
    signer_name: str
    signer_title: str
    valid_until: date | None
    status: str
    ended_at: datetime | None
    ended_by: str
    ended_reason: str
    sha256: str


class RegisterOut(Schema):
    """A page, newest first; `next` is the `after` of the following one, empty at the end."""

    items: list[RegisterRow]
    next: str


class Revocation(Schema):
    """Why the letter no longer holds; its reader is told."""

    reason: Annotated[str, Field(max_length=500)]


class Replacement(Schema):
    """Why, with which passphrase, and the corrected answers."""

    reason: Annotated[str, Field(max_length=500)]
    passphrase: Annotated[str, Field(max_length=200)]
    answers: dict[str, Any] = Field(default_factory=dict)


class CredentialOut(Schema):
    """One's certificate for signing."""

    name: str
    issuer: str
    serial: str
    fingerprint: str
    valid_to: datetime
    is_expired: bool


class CredentialIn(Schema):
    """A new certificate: the account's password, and a passphrase of one's own."""

    password: Annotated[str, Field(max_length=200)]
    passphrase: Annotated[str, Field(max_length=200)]


class PassphraseIn(Schema):
    """The passphrase until now, and the new one."""

    old: Annotated[str, Field(max_length=200)]
    new: Annotated[str, Field(max_length=200)]


class RootOut(Schema):
    """A root of trust: what the signatures of all letters lead to."""

    name: str
    fingerprint: str
    valid_from: datetime
    valid_to: datetime


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    return acting


@router.post("/letters/sign", response=list[SignedOne], summary="Sign many letters")
def sign_many(request: HttpRequest, signing: SigningMany) -> list[SignedOne]:
    """One passphrase, one letter after the other; one failure does not stop the rest."""
    codes = list(dict.fromkeys(signing.codes))
    results = services.sign_many(acting=_acting(request), codes=codes, passphrase=signing.passphrase)
    return [
        SignedOne(code=one.code, letter=_signed(one.letter) if one.letter else None, problem=one.problem)
        for one in results
    ]


@router.get("/letters", response=RegisterOut, summary="The register of letters")
def register(
    request: HttpRequest,
    text: Annotated[str, Query(max_length=80)] = "",
    service: Annotated[str, Query(max_length=60)] = "",
    status: LetterStatus | None = None,
    since: date | None = None,
    until: date | None = None,
    after: Annotated[str, Query(max_length=80)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = selectors.PAGE,
) -> dict[str, Any]:
    """All letters of one's office, newest first; `since` and `until` are days of signing."""
    narrow = RegisterFilter(text=text, service=service, status=status, since=since, until=until)
    page = selectors.register(_acting(request), narrow, after=after, limit=limit)
    return {"items": list(page.rows), "next": page.after}


@router.get(
    "/letters/register.xlsx",
    summary="The register as a spreadsheet",
    openapi_extra={"responses": {200: {"content": {_SHEET: {"schema": {"type": "string", "format": "binary"}}}}}},
)
def export(
    request: HttpRequest,
    text: Annotated[str, Query(max_length=80)] = "",
    service: Annotated[str, Query(max_length=60)] = "",
    status: LetterStatus | None = None,
    since: date | None = None,
    until: date | None = None,
) -> HttpResponse:
    """The same, whole."""
    narrow = RegisterFilter(text=text, service=service, status=status, since=since, until=until)
    content = services.export_register(acting=_acting(request), narrow=narrow)
    headers = {"Content-Disposition": 'attachment; filename="buku-register.xlsx"'}
    return HttpResponse(content, content_type=_SHEET, headers=headers)


@router.post("/letters/{int:letter_id}/revoke", response=RegisterRow, summary="Revoke a letter")
def revoke(request: HttpRequest, letter_id: int, body: Revocation) -> LetterRecord:
    """It no longer holds, and its public page says so."""
    return services.revoke(acting=_acting(request), letter_id=letter_id, reason=body.reason)


@router.post("/letters/{int:letter_id}/replace", response=RegisterRow, summary="Replace a letter")
def replace(request: HttpRequest, letter_id: int, body: Replacement) -> LetterRecord:
    """A corrected letter in its place."""
    return services.replace(
        acting=_acting(request), letter_id=letter_id, reason=body.reason, passphrase=body.passphrase, raw=body.answers
    )


@router.get("/letters/{int:letter_id}/answers", response=dict[str, Any], summary="The answers a letter was made of")
def answers(request: HttpRequest, letter_id: int) -> dict[str, Any]:
    """For who may replace it."""
    services.check_may_end(_acting(request), letter_id)
    return services.answers_of(letter_id)


@router.get(
    "/cases/{code}/preview",
    summary="The letter as it will be",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": _BINARY}}}}},
)
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """Before it is signed, for who sees the whole case."""
    content = services.preview(acting=_acting(request), code=code)
    return HttpResponse(content, content_type="application/pdf", headers={"Cache-Control": "private, no-store"})


@router.get("/me/credential", response=CredentialOut, summary="My certificate")
def credential(request: HttpRequest) -> CredentialOut:
    """With which one signs letters."""
    acting = _acting(request)
    current = selectors.credential_of(acting.user_id or 0)
    if signing_mandate(acting) is None or current is None:
        raise NotFound("credential")
    facts = current.facts
    return CredentialOut(
        name=facts.name,
        issuer=facts.issuer,
        serial=facts.serial,
        fingerprint=facts.fingerprint,
        valid_to=facts.valid_to,
        is_expired=current.is_expired,
    )


@router.post("/me/credential", response=CredentialOut, summary="Make my certificate")
def issue_credential(request: HttpRequest, body: CredentialIn) -> CredentialOut:
    """A new one takes the place of the old one."""
    if signing_mandate(_acting(request)) is None:
        raise NotFound("credential")
    check_password(request, body.password, place="password")
    services.issue(acting=_acting(request), passphrase=body.passphrase)
    return credential(request)


@router.post("/me/credential/passphrase", response={204: None}, summary="Change my passphrase")
def change_passphrase(request: HttpRequest, body: PassphraseIn) -> Answer[None]:
    """Nobody can read it for you."""
    services.change_passphrase(acting=_acting(request), old=body.old, new=body.new)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.put("/emblem", response={204: None}, summary="Give letters the city's emblem")
def set_emblem(request: HttpRequest) -> Answer[None]:
    """The body is an SVG. For administrators."""
    services.set_emblem(acting=_acting(request), content=request.body)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.delete("/emblem", response={204: None}, summary="Take the emblem away")
def remove_emblem(request: HttpRequest) -> Answer[None]:
    """Letters bear the one that comes along."""
    services.remove_emblem(acting=_acting(request))
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.get(
    "/emblem/preview",
    summary="The head of letters",
    openapi_extra={"responses": {200: {"content": {"image/png": {"schema": _BINARY}}}}},
)
def letterhead_picture(request: HttpRequest) -> HttpResponse:
    """As a picture."""
    emblem_mandate(_acting(request))
    return HttpResponse(services.letterhead_picture(acting=_acting(request)), content_type="image/png")


@router.get("/certificates", response=list[RootOut], auth=None, summary="Roots of trust")
def certificates(request: HttpRequest) -> list[RootOut]:
    """What the signatures of all letters lead to."""
    return [
        RootOut(
            name=root.facts.name,
            fingerprint=root.facts.fingerprint,
            valid_from=root.facts.valid_from,
            valid_to=root.facts.valid_to,
        )
        for root in selectors.root_certificates()
    ]


@router.get(
    "/certificates/{fingerprint}",
    auth=None,
    summary="One root certificate",
    openapi_extra={"responses": {200: {"content": {"application/pkix-cert": {"schema": _BINARY}}}}},
)
def certificate_file(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """Itself (DER)."""
    for root in selectors.root_certificates():
        if root.facts.fingerprint == fingerprint:
            return HttpResponse(root.certificate, content_type="application/pkix-cert")
    raise NotFound("certificate", fingerprint)


# Before the address with a token, which would take the word "verify" for one.
@router.post("/letters/verify", response=FileCheckOut, auth=None, summary="Is a file what was signed?")
def verify(request: HttpRequest, file: Annotated[UploadedFile | None, File()] = None) -> FileCheckOut:
    """The PDF as the multipart field `file`, or as the whole body. It is compared byte for byte and not kept."""
    count_try(request, CHECKING_LETTERS)
    if file is None and request.content_type == "multipart/form-data":
        raise InvalidInput({"file": "Pilih berkas PDF."})
    size = file.size if file is not None else len(request.body)
    if (size or 0) > MAX_CHECKED_SIZE:
        return _checked(FileCheck(verdict=FileVerdict.TOO_LARGE))
    return _checked(services.check_file(file.read() if file is not None else request.body))


@router.get("/letters/{token}", response=LetterStatusOut, auth=None, summary="Does a letter hold?")
def letter_status(request: HttpRequest, token: str) -> LetterStatusOut:
    """Public, for whoever has the word from the letter's QR."""
    letter = selectors.by_token(token)
    if letter is None:
        raise NotFound("letter")
    return _public(letter)


@router.get(
    "/letters/{token}/pdf",
    auth=None,
    summary="The signed file",
    openapi_extra={"responses": {200: {"content": {"application/pdf": {"schema": _BINARY}}}}},
)
def letter_file(request: HttpRequest, token: str) -> HttpResponse:
    """Public, for whoever has the word from the letter's QR."""
    name, content = services.signed_file(token=token, by=Actor(name="Pemegang tautan surat"))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def _signed(letter: LetterRecord) -> SignedLetter:
    return SignedLetter(
        code=letter.code,
        number=letter.number,
        token=letter.token,
        status=letter.status,
        signed_at=letter.signed_at,
        sha256=letter.sha256,
    )


def _checked(check: FileCheck) -> FileCheckOut:
    return FileCheckOut(
        verdict=check.verdict,
        letter=_public(check.letter) if check.letter is not None else None,
        signer=check.signature.signer if check.signature is not None else "",
        signed_at=check.signature.signed_at if check.signature is not None else None,
    )


def _public(letter: PublicLetter) -> LetterStatusOut:
    return LetterStatusOut(
        token=letter.token,
        status=letter.status,
        title=letter.title,
        number=letter.number,
        office=letter.office_name,
        name=letter.masked_name,
        signed_at=letter.signed_at,
        signer=f"{letter.signer_name}, {letter.signer_title}",
        valid_until=letter.valid_until,
        ended_at=letter.ended_at,
        ended_reason=letter.ended_reason,
        replaced_by=letter.replaced_by,
        sha256=letter.sha256,
    )
