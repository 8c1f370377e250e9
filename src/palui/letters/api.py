"""The API of letters: sign, check, download."""

from datetime import date, datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Field, File, Router, Schema, UploadedFile

from palui.accounts.domain import Acting
from palui.kernel.actors import Actor
from palui.kernel.errors import NotFound
from palui.letters import selectors, services
from palui.letters.domain import MAX_CHECKED_SIZE, FileVerdict
from palui.letters.selectors import PublicLetter
from palui.letters.services import FileCheck

router = Router()


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
    return SignedLetter(
        code=letter.code,
        number=letter.number,
        token=letter.token,
        status=letter.status,
        signed_at=letter.signed_at,
        sha256=letter.sha256,
    )


# Before the address with a token, which would take the word "verify" for one.
@router.post("/letters/verify", response=FileCheckOut, auth=None, summary="Is a file what was signed?")
def verify(request: HttpRequest, file: Annotated[UploadedFile | None, File()] = None) -> FileCheckOut:
    """The PDF as the multipart field `file`, or as the whole body. It is compared byte for byte and not kept."""
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


@router.get("/letters/{token}/pdf", auth=None, summary="The signed file")
def letter_file(request: HttpRequest, token: str) -> HttpResponse:
    """Public, for whoever has the word from the letter's QR."""
    name, content = services.signed_file(token=token, by=Actor(name="Pemegang tautan surat"))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


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
