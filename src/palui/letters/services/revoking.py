"""A letter that no longer holds: revoked, or replaced by a corrected one. The file stays and says what it was."""

from collections.abc import Mapping
from typing import Any

from palui.accounts.domain import Acting, MandateRecord
from palui.audit import services as audit
from palui.cases.selectors import case as case_record
from palui.formspec import merge, validate
from palui.intake import selectors as intake
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.identifiers import new_token
from palui.letters.access import letter_for
from palui.letters.domain import LetterStatus
from palui.letters.events import LetterReplaced, LetterRevoked
from palui.letters.models import Letter
from palui.letters.selectors import LetterRecord, record_of
from palui.letters.services import composing, credentials, keeping, signing
from palui.outbox import services as outbox
from palui.outbox.services import unit_of_work

MIN_REASON = 10


@unit_of_work()
def revoke(*, acting: Acting, letter_id: int, reason: str) -> LetterRecord:
    """The letter no longer holds. Only who signs for the office; the reason is shown to whoever checks the letter.

    Raises NotFound, `not_your_turn`, `letter_ended`, InvalidInput (`reason`).
    """
    check_reason(reason)
    letter, mandate = _may_end(acting, letter_id, lock=True)
    by = acting.actor(mandate)
    _end(letter, LetterStatus.REVOKED, reason=reason, by=str(by))
    audit.record(by=by, action="letter.revoke", case_code=letter.code, number=letter.number, reason=reason.strip())
    outbox.emit(LetterRevoked(code=letter.code, letter_id=letter.pk))
    return record_of(letter)


def replace(
    *, acting: Acting, letter_id: int, reason: str, passphrase: str, raw: Mapping[str, Any] | None = None
) -> LetterRecord:
    """A new letter with its own number takes the place of one in force, made from the data as they are now.

    `raw` corrects answers for the new letter, as typed; what the applicant submitted stays as it was. Corrections of
    the register are made there before. Raises as `revoke` and `signing.sign`, InvalidInput for answers that need
    correcting, and `letter_of_several` for a letter that others signed too. All or nothing.
    """
    check_reason(reason)
    old, _ = _may_end(acting, letter_id)
    if old.signatories > 1:
        raise DomainError("letter_of_several")
    answers = corrected_answers(old.code, raw) if raw is not None else answers_of(letter_id)
    key = credentials.open_key(acting=acting, passphrase=passphrase)
    with keeping.all_or_nothing() as orphans:
        old, mandate = _may_end(acting, letter_id, lock=True)
        by = acting.actor(mandate)
        _end(old, LetterStatus.REPLACED, reason=reason, by=str(by))
        new = signing.write(
            signing.past_task(old.code),
            mandate=mandate,
            key=key,
            at=clock.now(),
            orphans=orphans,
            token=new_token(),
            replaces_id=old.pk,
            answers=answers,
        )
        audit.record(
            by=by,
            action="letter.replace",
            case_code=old.code,
            number=old.number,
            new_number=new.number,
            reason=reason.strip(),
        )
        outbox.emit(LetterReplaced(code=old.code, letter_id=old.pk, new_letter_id=new.pk))
        return record_of(new)


def answers_of(letter_id: int) -> dict[str, Any]:
    """The answers a letter was made from: the office's own where it corrected them."""
    letter = Letter.objects.get(pk=letter_id)
    return letter.answers if letter.answers is not None else intake.submission(letter.code).answers


def corrected_answers(code: str, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as typed, read by the form of the service. Raises InvalidInput with a sentence a place."""
    submission = intake.submission(code)
    form = submission.service.definition.form
    merged = merge(submission.answers, raw)
    outcome = validate(form, merged, files=submission.files(), choices=intake.choices())
    if outcome.errors:
        raise InvalidInput(outcome.errors)
    return dict(outcome.answers)


def check_reason(reason: str) -> None:
    """Raises InvalidInput when it would not tell a person why."""
    if len(reason.strip()) < MIN_REASON:
        raise InvalidInput({"reason": "Tulis alasannya, supaya penerima surat mengerti."})


def may_end(acting: Acting, letter_id: int) -> bool:
    """Whether this person may revoke or replace the letter now."""
    try:
        check_may_end(acting, letter_id)
    except DomainError:
        return False
    return True


def check_may_end(acting: Acting, letter_id: int) -> None:
    """Raises NotFound, `not_your_turn` or `letter_ended`."""
    _may_end(acting, letter_id)


def _may_end(acting: Acting, letter_id: int, *, lock: bool = False) -> tuple[Letter, MandateRecord]:
    letter, _ = letter_for(acting, letter_id, lock=lock)
    mandate = composing.mandate_to_number(acting, case_record(letter.code))
    if mandate is None or mandate.office_id != letter.office_id:
        raise DomainError("not_your_turn")
    if letter.status != LetterStatus.SIGNED:
        raise DomainError("letter_ended", number=letter.number)
    return letter, mandate


def _end(letter: Letter, status: LetterStatus, *, reason: str, by: str) -> None:
    letter.status = status.value
    letter.ended_at = clock.now()
    letter.ended_by = by
    letter.ended_reason = reason.strip()
    letter.save(update_fields=["status", "ended_at", "ended_by", "ended_reason"])
