"""A resident's consent that somebody fills in for them: spoken, written, or by digits sent to them."""

import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.catalogue import selectors as catalogue
from palui.intake.access import draft_for, mandate_for
from palui.intake.domain import CONSENT_FILE, CONSENT_TITLE, NO_ROOM, Consent, ConsentKind, SubmissionState
from palui.intake.domain.assisting import CODE_DIGITS, CODE_LIFE, CODE_TRIES, CODES_AT_ONCE
from palui.intake.events import ConsentCodeAsked
from palui.intake.models import ConsentCode, Submission
from palui.intake.selectors import EvidenceRecord, SubmissionRecord
from palui.intake.services.evidence import FOLDER, keep_file, prepared_file
from palui.intake.services.helping import consent_facts, facts_of_resident
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput, NotFound, TemporaryFailure
from palui.kernel.identifiers import Phone
from palui.outbox import services as outbox
from palui.residents import selectors as residents
from palui.vault import services as vault
from palui.vault.ports import sealer

SENTENCES = (
    "Catat dulu persetujuan warga: yang dikatakannya, surat yang dipindai, atau kode yang diterimanya",
    "Tulis singkat apa yang dikatakan warga",
    "Pindai atau foto surat persetujuannya",
    "Tulis enam angka yang diterima warga",
    "Kode ini tidak cocok atau sudah lewat waktunya. Periksa lagi, atau kirim kode baru",
)
NO_CONSENT, NO_WORDS, NO_PAPER, NO_CODE, WRONG_CODE = SENTENCES


@dataclass(frozen=True, kw_only=True)
class CodeToSend:
    """A code just made, for the message to the resident. Phone is E.164; either way may be empty."""

    code: str
    phone: str
    email: str
    name: str
    helper: str
    service_code: str
    service_title: str


def give_consent(*, acting: Acting, code: str, consent: Consent) -> None:
    """Record in a draft how the resident agreed. Spoken and written hold at once, a code when it is the right one.

    Raises NotFound; DomainError `already_submitted`; InvalidInput at "persetujuan" for what is missing or wrong. A wrong
    code counts as a try, and after five, or ten minutes, a new one is needed.
    """
    if consent.kind is ConsentKind.CODE and consent.code:
        _tell_back(acting, code, consent.code)
        return
    with transaction.atomic():
        row = _assisted_draft(acting, code)
        _keep_consent(row, consent_facts(consent))
    if consent.kind is ConsentKind.SPOKEN and not consent.words.strip():
        raise InvalidInput({"persetujuan": NO_WORDS})


def attach_consent(*, acting: Acting, code: str, content: bytes, filename: str) -> EvidenceRecord:
    """Keep the page on which the resident agreed, photo or PDF. Raises NotFound, InvalidInput at "persetujuan"."""
    draft = draft_for(acting, code)
    if mandate_for(acting, draft) is None:
        raise NotFound("submission", code)
    prepared = prepared_file(content, key=CONSENT_FILE, photo_only=False)
    try:
        stored = vault.store_file(content=prepared.content, folder=FOLDER)
    except TemporaryFailure as full:
        raise InvalidInput({CONSENT_FILE: NO_ROOM}) from full
    try:
        with transaction.atomic():
            row = _assisted_draft(acting, code)
            by = acting.actor(mandate_for(acting, row))
            record = keep_file(
                row, CONSENT_FILE, prepared, stored=stored, filename=filename, title=CONSENT_TITLE, by=by
            )
            _keep_consent(row, consent_facts(Consent(kind=ConsentKind.WRITTEN)))
    except BaseException:
        vault.discard_file(stored)
        raise
    return record


@transaction.atomic
def note_phone(*, acting: Acting, code: str, phone: str) -> None:
    """Where a resident without an account wants to be told; empty for nowhere. A code is never sent there.

    Raises NotFound; InvalidInput at "telepon".
    """
    row = _assisted_draft(acting, code)
    if row.applicant_id is not None:
        return
    try:
        number = Phone.parse(phone).e164 if phone.strip() else ""
    except DomainError as wrong:
        raise InvalidInput({"telepon": "Nomor ini belum lengkap. Tulis misalnya 0812-3456-7781"}) from wrong
    if number != row.applicant_facts.get("phone"):
        row.applicant_facts = row.applicant_facts | {"phone": number}
        row.save(update_fields=["applicant_facts"])


@transaction.atomic
def ask_consent_code(*, acting: Acting, code: str) -> None:
    """Have six digits sent to the resident's own number or e-mail, as the account or the register knows it.

    Raises NotFound; InvalidInput at "persetujuan" where none is known; DomainError `too_many_tries`.
    """
    row = _assisted_draft(acting, code)
    phone, email = _own_ways(row)
    if not phone and not email:
        raise InvalidInput(
            {"persetujuan": "Nomor ponsel warga ini belum ada di data kota. Catat persetujuan lisan atau tertulis"}
        )
    since = clock.now() - CODE_LIFE
    if row.consent_codes.filter(asked_at__gt=since).count() >= CODES_AT_ONCE:
        raise DomainError("too_many_tries")
    asked = ConsentCode.objects.create(submission=row)
    _keep_consent(row, {"kind": ConsentKind.CODE.value, "words": "", "given_at": ""})
    audit.record(by=acting.actor(mandate_for(acting, row)), action="submission.ask_code", case_code=row.code)
    outbox.emit(ConsentCodeAsked(request_id=asked.pk))


@transaction.atomic
def make_consent_code(request_id: int) -> CodeToSend | None:
    """Make the digits for a message about to leave, the same however often it is tried.

    None when nothing is to be sent any more: sent already, too late, or the draft is gone.
    """
    row = ConsentCode.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if row is None or row.sent_at is not None or row.asked_at <= clock.now() - CODE_LIFE:
        return None
    draft = Submission.objects.get(pk=row.submission_id)
    if draft.state != SubmissionState.DRAFT:
        return None
    digits = _digits(row)
    row.code_index = _index(row, digits)
    row.save(update_fields=["code_index"])
    phone, email = _own_ways(draft)
    service = catalogue.version(draft.service_version_id)
    return CodeToSend(
        code=digits,
        phone=phone,
        email=email,
        name=str(draft.applicant_facts.get("name", "")),
        helper=f"{draft.assistance['name']} ({draft.assistance['title']})",
        service_code=service.code,
        service_title=service.definition.title,
    )


@transaction.atomic
def note_consent_code_sent(request_id: int, *, failure: str = "") -> None:
    """The message left, or (with `failure`) could not."""
    sent_at = None if failure else clock.now()
    ConsentCode.objects.filter(pk=request_id).update(sent_at=sent_at, failure=failure[:200])


def problem_with_consent(record: SubmissionRecord) -> str:
    """What is missing in the consent of a submission filled in for somebody; empty when it holds."""
    assistance = record.assistance
    if assistance is None:
        return ""
    if assistance.consent is None:
        return NO_CONSENT
    if assistance.consent.kind is ConsentKind.SPOKEN:
        return "" if assistance.consent.words else NO_WORDS
    if assistance.consent.kind is ConsentKind.WRITTEN:
        return "" if CONSENT_FILE in record.files() else NO_PAPER
    return "" if assistance.is_given else NO_CODE


def new_pin() -> str:
    """Four digits for the receipt of somebody without a phone."""
    return f"{secrets.randbelow(10_000):04}"


def _tell_back(acting: Acting, code: str, digits: str) -> None:
    """Compare what the resident told; the try is counted whatever comes of it."""
    with transaction.atomic():
        row = _assisted_draft(acting, code)
        asked = (
            row.consent_codes.select_for_update()
            .filter(used_at__isnull=True, asked_at__gt=clock.now() - CODE_LIFE, tries__lt=CODE_TRIES)
            .last()
        )
        is_right = False
        if asked is not None:
            asked.tries += 1
            given = _index(asked, "".join(sign for sign in digits if sign.isdigit()))
            is_right = bool(asked.code_index) and secrets.compare_digest(asked.code_index, given)
            if is_right:
                asked.used_at = clock.now()
            asked.save(update_fields=["tries", "used_at"])
        if is_right:
            _keep_consent(row, consent_facts(Consent(kind=ConsentKind.CODE)) | {"given_at": clock.now().isoformat()})
    if not is_right:
        raise InvalidInput({"persetujuan": WRONG_CODE})


def _assisted_draft(acting: Acting, code: str) -> Submission:
    row = draft_for(acting, code, lock=True)
    if mandate_for(acting, row) is None:
        raise NotFound("submission", code)
    return row


def _keep_consent(row: Submission, facts: dict[str, Any]) -> None:
    row.assistance = {**row.assistance, **facts}
    row.version += 1
    row.updated_at = clock.now()
    row.save(update_fields=["assistance", "version", "updated_at"])


def _own_ways(row: Submission) -> tuple[str, str]:
    """The resident's own phone and e-mail, as the account or the register knows them: nothing typed at the counter."""
    record = residents.facts_of(row.applicant_facts["resident_id"])
    if record is None:
        return "", ""
    facts, _ = facts_of_resident(record)
    return facts["phone"], facts["email"]


def _digits(row: ConsentCode) -> str:
    """Digits that only this installation's key can make, so that nothing from which they follow is stored."""
    secret = sealer().index("consent-digits", f"{row.pk}:{row.asked_at.isoformat()}")
    return f"{int.from_bytes(hashlib.sha256(secret.encode()).digest()) % 10**CODE_DIGITS:0{CODE_DIGITS}}"


def _index(row: ConsentCode, digits: str) -> str:
    return sealer().index("consent", f"{row.pk}:{digits}")
