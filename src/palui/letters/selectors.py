"""Reading letters: of a case, by the word in their QR, and in an office's register."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from palui.accounts.domain import Acting
from palui.kernel import clock
from palui.kernel.clock import WITA
from palui.kernel.errors import NotFound
from palui.kernel.identifiers import mask_name
from palui.letters.access import register_mandate
from palui.letters.domain import LetterStatus, status_on
from palui.letters.models import Letter, SigningCredential
from palui.letters.ports import CertificateFacts, signer
from palui.regions import selectors as regions

PAGE = 25


@dataclass(frozen=True, kw_only=True)
class LetterRecord:
    """A signed letter. `status` is today's, `expired` included; sizes are bytes, `sha256` is of the signed file."""

    id: int
    code: str
    office_id: int
    service_code: str
    title: str
    number: str
    token: str
    subject_name: str
    signed_at: datetime
    signer_name: str
    signer_title: str
    valid_until: date | None
    status: LetterStatus
    ended_at: datetime | None
    ended_by: str
    ended_reason: str
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True)
class PublicLetter:
    """What anybody with the link or the file may know: no NIK, no address, the name masked."""

    token: str
    title: str
    number: str
    office_name: str
    city_name: str
    masked_name: str
    signed_at: datetime
    signer_name: str
    signer_title: str
    valid_until: date | None
    status: LetterStatus
    ended_at: datetime | None
    ended_reason: str
    replaced_by: str  # token of the letter that took its place
    replaced_by_number: str
    sha256: str

    @property
    def holds(self) -> bool:
        """Whether it is in force today."""
        return self.status is LetterStatus.SIGNED


@dataclass(frozen=True, kw_only=True)
class RegisterFilter:
    """What a register shows: text (number, name or code), service, status, first and last day of signing."""

    text: str = ""
    service: str = ""
    status: LetterStatus | None = None
    since: date | None = None
    until: date | None = None

    @property
    def is_narrow(self) -> bool:
        """Whether anything is left out."""
        return bool(self.text or self.service or self.status or self.since or self.until)


@dataclass(frozen=True, kw_only=True)
class RegisterPage:
    """A page of the register, newest first; `after` opens the next one, empty when there is none."""

    rows: tuple[LetterRecord, ...]
    after: str
    services: tuple[tuple[str, str], ...]  # code, title: what can be filtered by
    office_name: str


@dataclass(frozen=True, kw_only=True)
class CredentialRecord:
    """A person's certificate in use."""

    facts: CertificateFacts
    issued_at: datetime
    locked_until: datetime | None

    @property
    def is_expired(self) -> bool:
        """Whether it signs no more."""
        return self.facts.valid_to <= clock.now()


def letter(letter_id: int) -> LetterRecord:
    """A letter by its id, without asking who looks: for later steps. Raises NotFound."""
    row = Letter.objects.filter(pk=letter_id).first()
    if row is None:
        raise NotFound("letter", letter_id)
    return record_of(row)


def letter_of_case(code: str) -> LetterRecord | None:
    """The newest letter of a case, in force or not."""
    row = Letter.objects.filter(code=code).order_by("-id").first()
    return record_of(row) if row is not None else None


def letters_of_case(code: str) -> tuple[LetterRecord, ...]:
    """All letters of a case, newest first: more than one when a letter was replaced."""
    return tuple(record_of(row) for row in Letter.objects.filter(code=code).order_by("-id"))


def by_token(token: str) -> PublicLetter | None:
    """The letter behind the word in its QR."""
    return _public(Letter.objects.filter(token=token))


def by_sha256(digest: str) -> PublicLetter | None:
    """The letter whose signed file has this SHA-256 (hex)."""
    return _public(Letter.objects.filter(sha256=digest))


def register(acting: Acting, narrow: RegisterFilter, *, after: str = "", limit: int = PAGE) -> RegisterPage:
    """The letters of the office where this person works. Raises NotFound for who works in none."""
    office_id = _register_office(acting)
    rows = _narrowed(office_id, narrow)
    moment, _, last_id = after.partition("_")
    try:
        place = (datetime.fromisoformat(moment), int(last_id)) if after else None
    except ValueError:
        place = None  # a mangled address shows the first page
    if place is not None:
        rows = rows.filter(Q(signed_at__lt=place[0]) | Q(signed_at=place[0], id__lt=place[1]))
    found = list(rows.order_by("-signed_at", "-id")[: limit + 1])
    last = found[limit - 1] if len(found) > limit else None
    services = (
        Letter.objects.filter(office_id=office_id).order_by("title").values_list("service_code", "title").distinct()
    )
    return RegisterPage(
        rows=tuple(record_of(row) for row in found[:limit]),
        after=f"{last.signed_at.isoformat()}_{last.pk}" if last is not None else "",
        services=tuple(dict(services).items()),
        office_name=regions.office(office_id).name,
    )


def register_rows(acting: Acting, narrow: RegisterFilter) -> Iterator[LetterRecord]:
    """All letters of the office that fit, oldest first, read little by little. Raises NotFound at once."""
    rows = _narrowed(_register_office(acting), narrow).order_by("signed_at", "id")
    return (record_of(row) for row in rows.iterator(chunk_size=500))


def credential_of(user_id: int) -> CredentialRecord | None:
    """The certificate with which a person signs now."""
    row = SigningCredential.objects.filter(user_id=user_id, revoked_at__isnull=True).first()
    if row is None:
        return None
    return CredentialRecord(
        facts=signer().describe(bytes(row.certificate)), issued_at=row.issued_at, locked_until=row.locked_until
    )


def record_of(row: Letter) -> LetterRecord:
    """The record of a row of this room."""
    return LetterRecord(
        id=row.pk,
        code=row.code,
        office_id=row.office_id,
        service_code=row.service_code,
        title=row.title,
        number=row.number,
        token=row.token,
        subject_name=row.subject_name,
        signed_at=row.signed_at,
        signer_name=row.signer_name,
        signer_title=row.signer_title,
        valid_until=row.valid_until,
        status=status_on(row.status, row.valid_until, clock.today()),
        ended_at=row.ended_at,
        ended_by=row.ended_by,
        ended_reason=row.ended_reason,
        sha256=row.sha256,
        size=row.size,
    )


def _register_office(acting: Acting) -> int:
    mandate = register_mandate(acting)
    if mandate is None:
        raise NotFound("register")
    return mandate.office_id


def _narrowed(office_id: int, narrow: RegisterFilter) -> QuerySet[Letter]:
    rows = Letter.objects.filter(office_id=office_id)
    if narrow.text:
        text = narrow.text.strip()
        rows = rows.filter(Q(number__icontains=text) | Q(subject_name__icontains=text) | Q(code__iexact=text))
    if narrow.service:
        rows = rows.filter(service_code=narrow.service)
    if narrow.since is not None:
        rows = rows.filter(signed_at__gte=_midnight(narrow.since))
    if narrow.until is not None:
        rows = rows.filter(signed_at__lt=_midnight(narrow.until + timedelta(days=1)))
    return rows.filter(_has_status(narrow.status)) if narrow.status is not None else rows


def _has_status(status: LetterStatus) -> Q:
    is_over = Q(valid_until__lt=clock.today())
    if status is LetterStatus.EXPIRED:
        return is_over & Q(status=LetterStatus.SIGNED.value)
    if status is LetterStatus.SIGNED:
        return Q(status=status.value) & (Q(valid_until__isnull=True) | ~is_over)
    return Q(status=status.value)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=WITA)


def _public(rows: QuerySet[Letter]) -> PublicLetter | None:
    row = rows.select_related("replacement").first()
    if row is None:
        return None
    office = regions.office(row.office_id)
    replacement: Letter | None = getattr(row, "replacement", None)
    return PublicLetter(
        token=row.token,
        title=row.title,
        number=row.number,
        office_name=office.name,
        city_name=office.city_name,
        masked_name=mask_name(row.subject_name),
        signed_at=row.signed_at,
        signer_name=row.signer_name,
        signer_title=row.signer_title,
        valid_until=row.valid_until,
        status=status_on(row.status, row.valid_until, clock.today()),
        ended_at=row.ended_at,
        ended_reason=row.ended_reason,
        replaced_by=replacement.token if replacement is not None else "",
        replaced_by_number=replacement.number if replacement is not None else "",
        sha256=row.sha256,
    )
