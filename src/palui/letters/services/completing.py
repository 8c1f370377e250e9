"""Letters of several signatories: the signatures after the first, and what happens when they do not come."""

import hashlib
from datetime import datetime
from typing import Protocol

from django.db import transaction
from django.utils import translation

from palui.accounts.domain import MandateRecord
from palui.audit import services as audit
from palui.cases.domain import Status
from palui.cases.selectors import CaseRecord, SigningTask, case
from palui.catalogue import selectors as catalogue
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import DomainError
from palui.letters.domain import FurtherSignature, LetterStatus, reason_of_void
from palui.letters.models import FurtherSignature as SignatureRow
from palui.letters.models import Letter
from palui.letters.services import composing, keeping, numbering, rendering
from palui.letters.services.credentials import OpenedKey
from palui.regions import selectors as regions
from palui.ui.domain import day_in_words
from palui.vault import services as vault


class CaseFact(Protocol):
    """Something that happened to a case."""

    @property
    def code(self) -> str:
        """The case's code."""


def add_signature(
    task: SigningTask, *, mandate: MandateRecord, key: OpenedKey, at: datetime, orphans: list[str]
) -> tuple[Letter, str]:
    """One more signature on the letter of a case, inside `all_or_nothing`; the letter, and the number it was registered by.

    The letter is signed with the last one. Raises `first_signature_missing` when it was voided meanwhile.
    """
    letter = Letter.objects.select_for_update(of=("self",)).filter(case_id=task.case.id, status=_PARTIAL).first()
    if letter is None or not is_alive(letter, task.case):
        raise DomainError("first_signature_missing")
    order = composing.order_of(task.case)
    if SignatureRow.objects.filter(letter=letter).count() != order - 2 or order > letter.signatories:
        raise DomainError("first_signature_missing")
    office, on = regions.office(mandate.office_id), clock.local(at).date()
    definition, number = task.submission.service.definition, None
    if office.id != letter.office_id:
        number = numbering.next_number(
            office=office,
            book=letter.book,
            classification=catalogue.terms(office.id, definition.code).classification_of(definition),
            on=on,
        )
    block = composing.signature_block(mandate)
    with translation.override(composing.LANGUAGE):
        date = day_in_words(on)
    shown = FurtherSignature(
        signatory=block, place=office.place, date=date, number=number.text if number is not None else ""
    )
    pdf = key.session.sign_further(
        vault.read_file(letter.file),
        order=order,
        shown=rendering.further_signature(shown, at=at),
        at=at,
        reason=letter.title,
        location=office.place,
    )
    outdated = letter.file
    letter.file, letter.sha256, letter.size = (
        keeping.keep(pdf, key=key, orphans=orphans),
        hashlib.sha256(pdf).hexdigest(),
        len(pdf),
    )
    if order == letter.signatories:
        letter.status, letter.content = LetterStatus.SIGNED.value, None
    letter.save(update_fields=["file", "sha256", "size", "status", "content"])
    transaction.on_commit(lambda: keeping.remove(outdated))
    SignatureRow.objects.create(
        letter=letter,
        order=order,
        office_id=office.id,
        book=number.book if number is not None else "",
        year=number.year if number is not None else None,
        sequence=number.sequence if number is not None else None,
        number=shown.number,
        signed_at=at,
        signer_id=mandate.user_id,
        signer_name=block.name,
        signer_title=mandate.title,
        credential_id=key.credential_id,
    )
    if number is not None:
        first = (letter.number, letter.sequence)
        numbering.enter(letter, office_id=office.id, numbers=[(number.text, number.sequence), first])
    return letter, shown.number or letter.number


@transaction.atomic
def void_partial(event: CaseFact) -> None:
    """Reaction to a case that turned back or ended: a letter that lacked signatures is void, its number stays.

    Safe to run twice and late: what counts is where the case stands now.
    """
    letter = Letter.objects.select_for_update(of=("self",)).filter(code=event.code, status=_PARTIAL).first()
    if letter is None:
        return
    record = case(event.code)
    if not is_alive(letter, record):
        void(letter, record)


def void(letter: Letter, record: CaseRecord) -> None:
    """The letter will get no more signatures. Its row, its number and the reason stay in the book."""
    letter.status = LetterStatus.VOID.value
    letter.ended_at = clock.now()
    letter.ended_by = record.last_actor
    letter.ended_reason = reason_of_void(
        status=record.status,
        closing_reason=record.closing_reason,
        notes=[step.note for step in record.steps if step.note],
    )
    letter.content = None
    letter.save(update_fields=["status", "ended_at", "ended_by", "ended_reason", "content"])
    audit.record(
        by=SYSTEM, action="letter.void", case_code=letter.code, number=letter.number, reason=letter.ended_reason
    )


def is_alive(letter: Letter, record: CaseRecord) -> bool:
    """Whether the next signature may still be put on a partial letter: nothing was asked or sent back since the first."""
    if record.status is not Status.SIGNING or composing.order_of(record) == 1:
        return False
    asked = record.correction
    return asked is None or asked.asked_at <= letter.signed_at


_PARTIAL = LetterStatus.PARTIAL.value
