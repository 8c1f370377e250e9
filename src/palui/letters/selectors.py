"""Reading letters: of a case, by the word in their QR, and in an office's register."""

import heapq
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from operator import attrgetter, itemgetter
from typing import Any

from django.db.models import Q, QuerySet, prefetch_related_objects

from palui.accounts.domain import Acting
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import ServiceKind
from palui.kernel import clock
from palui.kernel.clock import WITA
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import PublicCode, mask_name
from palui.kernel.memory import remembered
from palui.letters.access import register_mandate
from palui.letters.domain import UNFINISHED, LetterStatus, status_on
from palui.letters.models import Emblem, FurtherSignature, Letter, RegisterWords, SigningAuthority, SigningCredential
from palui.letters.ports import CertificateFacts, signer
from palui.regions import selectors as regions
from palui.residents.domain import search_words
from palui.residents.selectors import says
from palui.statements.selectors import Given, Statement

PAGE = 25

_UNFINISHED = sorted(status.value for status in UNFINISHED)


@dataclass(frozen=True, kw_only=True)
class SignatureRecord:
    """One signature on a letter. `number` is that of another office's register, else empty."""

    name: str
    title: str
    signed_at: datetime
    number: str = ""


@dataclass(frozen=True, kw_only=True)
class LetterRecord:
    """A signed letter. `status` is today's, `expired` included; sizes are bytes, `sha256` is of the signed file.

    In the register of an office that signed after another one, number, moment and signer are of its own entry, and
    `first_number` is the letter's.
    """

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
    signatures: tuple[SignatureRecord, ...] = ()  # all of them, the first one first; only where one letter is looked at
    missing: tuple[str, ...] = ()  # whose signatures it waits for
    first_number: str = ""

    @property
    def is_finished(self) -> bool:
        """Whether everybody signed, so that there is a document to show."""
        return self.status not in UNFINISHED


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
    signatures: tuple[SignatureRecord, ...] = ()  # the first one first
    missing: tuple[str, ...] = ()  # positions whose signatures it waits for

    @property
    def is_finished(self) -> bool:
        """Whether everybody signed, so that there is a document to show."""
        return self.status not in UNFINISHED

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
    row = _whole().filter(pk=letter_id).first()
    if row is None:
        raise NotFound("letter", letter_id)
    return _whole_record(row)


_NEWEST = Statement(
    lambda: Letter.objects.filter(code=Given("code")).exclude(status__in=_UNFINISHED).order_by("-id")[:1]
)


def letter_of_case(code: str) -> LetterRecord | None:
    """The newest letter of a case that everybody signed, in force or not."""
    row = _NEWEST.first(code=code)
    if row is None:
        return None
    if row.signatories > 1:
        prefetch_related_objects((row,), "further")
    return _whole_record(row)


def letters_of_cases(codes: Collection[str]) -> dict[str, LetterRecord]:
    """The newest letter of each of these cases that everybody signed, by the code of the case."""
    rows = _whole().filter(code__in=codes).exclude(status__in=_UNFINISHED).order_by("id")
    return {row.code: _whole_record(row) for row in rows}


def letters_of_case(code: str) -> tuple[LetterRecord, ...]:
    """All letters of a case, newest first: more than one when a letter was replaced, or void before it was finished."""
    return tuple(_whole_record(row) for row in _whole().filter(code=code).order_by("-id"))


def by_token(token: str) -> PublicLetter | None:
    """The letter behind the word in its QR."""
    return _public(Letter.objects.filter(token=token))


def by_sha256(digest: str) -> PublicLetter | None:
    """The letter whose signed file has this SHA-256 (hex)."""
    return _public(Letter.objects.filter(sha256=digest))


def register(acting: Acting, narrow: RegisterFilter, *, after: str = "", limit: int = PAGE) -> RegisterPage:
    """The letters of the office where this person works. Raises NotFound for who works in none."""
    office_id = _register_office(acting)
    place = _place(after)
    # Two books in one: what the office numbered first, and what it registered after another office.
    found: list[tuple[tuple[datetime, int, int], LetterRecord]] = []
    for kind, rows, read in _books(office_id, narrow):
        if place is not None:
            moment, last_kind, last_id = place
            earlier = Q(signed_at__lt=moment)
            if kind <= last_kind:
                earlier |= Q(signed_at=moment) & (Q(id__lt=last_id) if kind == last_kind else Q())
            rows = rows.filter(earlier)  # noqa: PLW2901 - the same rows, fewer of them
        found += [((row.signed_at, kind, row.pk), read(row)) for row in rows.order_by("-signed_at", "-id")[: limit + 1]]
    found.sort(key=itemgetter(0), reverse=True)
    last = found[limit - 1][0] if len(found) > limit else None
    # What is offered now rather than what was ever signed, which would mean reading the whole book.
    offered = (card for card in catalogue.services() if card.kind is not ServiceKind.GUIDANCE)
    return RegisterPage(
        rows=tuple(record for _, record in found[:limit]),
        after=f"{last[0].isoformat()}_{last[1]}_{last[2]}" if last is not None else "",
        services=tuple((card.code, card.title) for card in offered),
        office_name=regions.office(office_id).name,
    )


def register_rows(acting: Acting, narrow: RegisterFilter) -> Iterator[LetterRecord]:
    """All letters of the office that fit, oldest first, read little by little. Raises NotFound at once."""
    books = [
        map(read, rows.order_by("signed_at", "id").iterator(chunk_size=500))
        for _, rows, read in _books(_register_office(acting), narrow)
    ]
    return heapq.merge(*books, key=attrgetter("signed_at"))


def credential_of(user_id: int) -> CredentialRecord | None:
    """The certificate with which a person signs now."""
    row = SigningCredential.objects.filter(user_id=user_id, revoked_at__isnull=True).first()
    if row is None:
        return None
    return CredentialRecord(
        facts=signer().describe(bytes(row.certificate)), issued_at=row.issued_at, locked_until=row.locked_until
    )


@dataclass(frozen=True, kw_only=True)
class RootRecord:
    """A root of trust as anybody may have it: what it says, and itself (DER)."""

    facts: CertificateFacts
    certificate: bytes


def root_certificates() -> tuple[RootRecord, ...]:
    """The certificates that the signatures of all letters lead to."""
    found = SigningAuthority.objects.order_by("created_at").values_list("certificate", flat=True)
    return tuple(RootRecord(facts=signer().describe(bytes(root)), certificate=bytes(root)) for root in found)


@remembered(seconds=60)
def emblem(name: str) -> str:
    """The emblem of that name as SVG, or empty: then letters bear the one that comes along."""
    return Emblem.objects.filter(name=name).values_list("svg", flat=True).first() or ""


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


def _place(after: str) -> tuple[datetime, int, int] | None:
    """Where a page ended: moment, book, id. A mangled address shows the first page."""
    moment, *rest = after.split("_")
    try:
        kind, last_id = map(int, rest)
        return datetime.fromisoformat(moment), kind, last_id
    except ValueError:
        return None


def _books(
    office_id: int, narrow: RegisterFilter
) -> Iterator[tuple[int, QuerySet[Any], Callable[[Any], LetterRecord]]]:
    """The office's letters, and its signatures on those of other offices, as the filter asks."""
    wanted = _written(office_id, narrow.text)
    yield 1, _narrowed(Letter.objects.filter(office_id=office_id), narrow, wanted, letter=""), record_of
    others = FurtherSignature.objects.filter(office_id=office_id, sequence__isnull=False).select_related("letter")
    yield 0, _narrowed(others, narrow, wanted, letter="letter__"), _record_of_further


def _written(office_id: int, text: str) -> QuerySet[Any] | None:
    """Ids of the letters that a text means: a case's code, a number, or beginnings of words of a name; None for all."""
    try:
        of_case = Letter.objects.filter(code=PublicCode.parse(text).text).values("pk")
    except DomainError:
        pass
    else:
        if of_case.exists():
            return of_case
    words = search_words(text)
    if not words:
        return None
    # Of a number the sequence alone tells much, and it stands in front; which of its parts that is, nobody says.
    numbers = [word for word in words if word.strip().isdigit()]
    fits = says(words, lead=max(words, key=len)) if not numbers else Q()
    for number in numbers:
        others = [word for word in words if word != number]
        fits |= says(others, lead=f" {int(number)}")
    return RegisterWords.objects.filter(fits, office_id=office_id).values("letter_id")


def _narrowed(
    rows: QuerySet[Any], narrow: RegisterFilter, wanted: QuerySet[Any] | None, *, letter: str
) -> QuerySet[Any]:
    """The rows that fit; `letter` leads from a row to its letter."""
    if wanted is not None:
        rows = rows.filter((f"{letter}id__in", wanted))
    if narrow.service:
        rows = rows.filter((f"{letter}service_code", narrow.service))
    if narrow.since is not None:
        rows = rows.filter(signed_at__gte=_midnight(narrow.since))
    if narrow.until is not None:
        rows = rows.filter(signed_at__lt=_midnight(narrow.until + timedelta(days=1)))
    return rows.filter(_has_status(narrow.status, letter=letter)) if narrow.status is not None else rows


def _has_status(status: LetterStatus, *, letter: str) -> Q:
    is_over = Q((f"{letter}valid_until__lt", clock.today()))
    stored = Q((f"{letter}status", status.value))
    if status is LetterStatus.EXPIRED:
        return is_over & Q((f"{letter}status", LetterStatus.SIGNED.value))
    if status is LetterStatus.SIGNED:
        return stored & (Q((f"{letter}valid_until__isnull", True)) | ~is_over)
    return stored


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=WITA)


def _whole() -> QuerySet[Letter]:
    return Letter.objects.prefetch_related("further")


def _whole_record(row: Letter) -> LetterRecord:
    return replace(record_of(row), signatures=_signatures(row), missing=_missing(row))


def _record_of_further(row: FurtherSignature) -> LetterRecord:
    return replace(
        record_of(row.letter),
        office_id=row.office_id,
        number=row.number,
        first_number=row.letter.number,
        signed_at=row.signed_at,
        signer_name=row.signer_name,
        signer_title=row.signer_title,
    )


def _signatures(row: Letter) -> tuple[SignatureRecord, ...]:
    first = SignatureRecord(name=row.signer_name, title=row.signer_title, signed_at=row.signed_at)
    return (
        first,
        *(
            SignatureRecord(
                name=item.signer_name, title=item.signer_title, signed_at=item.signed_at, number=item.number
            )
            for item in _further(row)
        ),
    )


def _missing(row: Letter) -> tuple[str, ...]:
    places = row.content["further"] if row.content is not None else []
    return tuple(place["label"] for place in places[len(_further(row)) :])


def _further(row: Letter) -> tuple[FurtherSignature, ...]:
    """Later signatures in their order; most letters have one signature, and are not asked about."""
    return tuple(sorted(row.further.all(), key=lambda item: item.order)) if row.signatories > 1 else ()


def _public(rows: QuerySet[Letter]) -> PublicLetter | None:
    try:
        row = rows.get()
    except Letter.DoesNotExist:
        return None
    office = regions.office(row.office_id)
    replacement = getattr(row, "replacement", None) if row.status == LetterStatus.REPLACED else None
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
        # What was noted when it was sent back was not written for everybody.
        ended_reason="" if row.status == LetterStatus.VOID else row.ended_reason,
        replaced_by=replacement.token if replacement is not None else "",
        replaced_by_number=replacement.number if replacement is not None else "",
        sha256=row.sha256,
        signatures=_signatures(row),
        missing=_missing(row),
    )
