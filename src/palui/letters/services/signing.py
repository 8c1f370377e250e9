"""Signing: number, render, sign, store, check what was stored, and only then mark as signed. One transaction a letter."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction

from palui.accounts.domain import Acting, MandateRecord
from palui.audit import services as audit
from palui.cases import services as cases
from palui.cases.selectors import CaseRecord, SigningTask, case, view
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import LetterSpec
from palui.intake import selectors as intake
from palui.kernel import clock
from palui.kernel.errors import Conflict, DomainError
from palui.kernel.identifiers import new_token
from palui.letters.domain import LetterContent, LetterStatus
from palui.letters.events import LetterSigned
from palui.letters.models import Letter
from palui.letters.ports import Place
from palui.letters.selectors import LetterRecord, record_of
from palui.letters.services import completing, composing, credentials, keeping, numbering, rendering
from palui.letters.services.credentials import OpenedKey
from palui.outbox import services as outbox
from palui.outbox.services import unit_of_work
from palui.regions import selectors as regions
from palui.regions.selectors import OfficeRecord
from palui.statements.selectors import Given, Statement
from palui.statements.services import add
from palui.ui.domain import day_in_words, sentence

log = structlog.stdlib.get_logger(__name__)

_STILL_ALIVE = Statement(
    lambda: Letter.objects.select_for_update(of=("self",)).filter(
        case_id=Given("case_id"), status__in=(LetterStatus.PARTIAL.value, LetterStatus.SIGNED.value)
    )
)


@dataclass(frozen=True, kw_only=True)
class SignResult:
    """How it went with one of several letters: the letter, or the sentence that says why not."""

    code: str
    letter: LetterRecord | None
    problem: str = ""


def sign(*, acting: Acting, code: str, passphrase: str, revision: int | None = None) -> LetterRecord:
    """Sign the letter of a case. If anything fails, nothing remains: no number is used, no file is kept.

    Raises NotFound for strangers, `not_your_turn`, `action_not_allowed`, `case_changed`; what `credentials.open_key`
    raises; TemporaryFailure or PermanentFailure when the letter could not be made or kept.
    """
    refuse_who_may_not_sign(acting, code)
    key = credentials.open_key(acting=acting, passphrase=passphrase)
    return _sign(acting, code, key, revision)


def sign_many(*, acting: Acting, codes: Iterable[str], passphrase: str) -> Iterator[SignResult]:
    """Sign one letter after the other with a key that is opened once; one failure does not stop the rest.

    Raises at once what `credentials.open_key` raises; the iterator itself never raises.
    """
    key = credentials.open_key(acting=acting, passphrase=passphrase)
    return (_result(acting, code, key) for code in codes)


def sign_past(*, code: str, mandate: MandateRecord, key: OpenedKey, at: datetime) -> LetterRecord:
    """The letter of a case that an earlier system closed, made now and dated then; for taking over history.

    No event and no message. Letters of a book must come in the order of their dates. Raises `letter_of_several` for one
    that others have to sign too.
    """
    if composing.further_places(case(code)):
        raise DomainError("letter_of_several")
    with keeping.all_or_nothing() as orphans:
        return record_of(write(past_task(code), mandate=mandate, key=key, at=at, orphans=orphans, token=new_token()))


def refuse_who_may_not_sign(acting: Acting, code: str) -> None:
    """Raises NotFound for strangers and `not_your_turn` for who sees the case but does not sign its letter."""
    if composing.mandate_to_sign(acting, view(acting, code).case) is None:
        raise DomainError("not_your_turn")


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """A letter as it was drawn, signed and stored: what for, what it says, and the file."""

    task: SigningTask
    mandate: MandateRecord
    content: LetterContent
    places: tuple[Place, ...]
    pdf: bytes
    file: str


def write(
    task: SigningTask,
    *,
    mandate: MandateRecord,
    key: OpenedKey,
    at: datetime,
    orphans: list[str],
    token: str,
    replaces_id: int | None = None,
    answers: Mapping[str, Any] | None = None,
    drawn: Drawn | None = None,
) -> Letter:
    """Number, render, sign, store, check and keep one letter, inside `all_or_nothing`.

    `token` is the word of its public page. With further signatories it is partial. `answers` are the office's own, in place of those of the submission.
    `drawn` is the same letter made before the book was held; it counts if the number it bears is the one given now.
    """
    if answers is not None:
        task = replace(task, submission=replace(task.submission, answers=dict(answers)))
    spec = _spec(task)
    office = regions.office(mandate.office_id)
    on = clock.local(at).date()
    number = numbering.next_number(office=office, book=spec.book, classification=_classification(task, office), on=on)
    if drawn is None or not _still_holds(drawn, task, mandate, number.text, at):
        if drawn is not None:
            keeping.remove(drawn.file)
            orphans.remove(drawn.file)
        drawn = _draw(task, mandate=mandate, key=key, number=number.text, token=token, at=at, orphans=orphans)
    content = drawn.content
    letter = add(
        Letter(
            case_id=task.case.id,
            code=task.case.code,
            office_id=office.id,
            service_code=task.submission.service.definition.code,
            title=spec.title,
            subject_name=content.facts["subject"],
            book=number.book,
            year=number.year,
            sequence=number.sequence,
            number=number.text,
            token=token,
            file=drawn.file,
            sha256=hashlib.sha256(drawn.pdf).hexdigest(),
            size=len(drawn.pdf),
            signed_at=at,
            signer_id=mandate.user_id,
            signer_name=content.signatory.name,
            signer_title=mandate.title,
            credential_id=key.credential_id,
            valid_until=composing.valid_until(task, on),
            signatories=1 + len(drawn.places),
            status=(LetterStatus.PARTIAL if drawn.places else LetterStatus.SIGNED).value,
            content=dict(rendering.as_data(content)) if drawn.places else None,
            replaces_id=replaces_id,
            answers=dict(answers) if answers is not None else None,
        )
    )
    numbering.enter(letter, office_id=office.id, numbers=[(number.text, number.sequence)])
    return letter


def past_task(code: str) -> SigningTask:
    """What a letter needs to know of a case, whatever its status and whoever asks."""
    record = case(code)
    reports = {step.key: step.report for step in record.steps if step.report is not None}
    return SigningTask(case=record, submission=intake.without_files(code), reports=reports)


def public_link(token: str) -> str:
    """The address of a letter's public verification page, as printed and in the QR."""
    return f"{settings.PALUI_PUBLIC_URL.rstrip('/')}/s/{token}/"


def _sign(acting: Acting, code: str, key: OpenedKey, revision: int | None) -> LetterRecord:
    token = new_token()
    with keeping.taken_back_on_failure() as orphans:
        task, mandate = cases.task_to_sign(acting=acting, code=code, revision=revision)
        is_first = composing.order_of(task.case) == 1
        drawn = _drawn_ahead(task, mandate=mandate, key=key, token=token, orphans=orphans) if is_first else None
        with unit_of_work():
            # First of all callbacks: what runs after the commit may fail without taking the letter's file along.
            transaction.on_commit(orphans.clear)
            task, mandate = cases.lock_for_signing(acting=acting, code=code, revision=revision, seen=task)
            now = clock.now()
            if composing.order_of(task.case) == 1:
                _end_unfinished(task.case)
                letter = write(task, mandate=mandate, key=key, at=now, orphans=orphans, token=token, drawn=drawn)
                number = letter.number
            else:
                letter, number = completing.add_signature(task, mandate=mandate, key=key, at=now, orphans=orphans)
            audit.record(by=acting.actor(mandate), action="letter.sign", case_code=letter.code, number=number)
            if letter.status == LetterStatus.SIGNED:
                outbox.emit(
                    LetterSigned(
                        code=letter.code, letter_id=letter.pk, signer_id=mandate.user_id, signer_title=mandate.title
                    )
                )
            else:
                cases.signed_in_part(code=letter.code, signer_id=mandate.user_id, signer_title=mandate.title)
            return record_of(letter)


def _drawn_ahead(task: SigningTask, *, mandate: MandateRecord, key: OpenedKey, token: str, orphans: list[str]) -> Drawn:
    """The letter with the number that is probably next, before the book is held.

    Drawing and signing take longer than all the rest, and whoever holds the book or the turn to write makes others wait.
    """
    now = clock.now()
    office = regions.office(mandate.office_id)
    number = numbering.probably_next(
        office=office,
        book=_spec(task).book,
        classification=_classification(task, office),
        on=clock.local(now).date(),
    )
    return _draw(task, mandate=mandate, key=key, number=number, token=token, at=now, orphans=orphans)


def _draw(
    task: SigningTask,
    *,
    mandate: MandateRecord,
    key: OpenedKey,
    number: str,
    token: str,
    at: datetime,
    orphans: list[str],
) -> Drawn:
    content = composing.signed_content(task, mandate=mandate, number=number, link=public_link(token), at=at)
    pdf, places = rendering.render_with_places(content, at=at)
    # A letter of history bears its old date; its signature says honestly when it was made.
    pdf = key.session.sign(pdf, at=clock.now(), reason=content.title, location=content.place, open_places=places)
    file = keeping.keep(pdf, key=key, orphans=orphans)
    return Drawn(task=task, mandate=mandate, content=content, places=places, pdf=pdf, file=file)


def _still_holds(drawn: Drawn, task: SigningTask, mandate: MandateRecord, number: str, at: datetime) -> bool:
    same_letter = drawn.task is task and drawn.mandate == mandate and drawn.content.number == number
    return same_letter and drawn.content.date == day_in_words(clock.local(at).date())


def _spec(task: SigningTask) -> LetterSpec:
    spec = task.submission.service.definition.letter
    if spec is None:
        raise DomainError("service_has_no_letter")
    return spec


def _classification(task: SigningTask, office: OfficeRecord) -> str:
    definition = task.submission.service.definition
    return catalogue.terms(office.id, definition.code).classification_of(definition)


def _end_unfinished(record: CaseRecord) -> None:
    """Before a first signature: a letter that an earlier one began is void; one that is in force stops this.

    Between a signature and the closing of its case, somebody else may try to sign too.
    """
    alive = _STILL_ALIVE.first(case_id=record.id)
    if alive is None:
        return
    if alive.status == LetterStatus.SIGNED:
        raise Conflict("case_changed", by=f"{alive.signer_title} {alive.signer_name}")
    completing.void(alive, record)


def _result(acting: Acting, code: str, key: OpenedKey) -> SignResult:
    try:
        return SignResult(code=code, letter=_sign(acting, code, key, None))
    except DomainError as refused:
        return SignResult(code=code, letter=None, problem=sentence(refused))
    except Exception:
        log.exception("letter.sign_failed", case=code)
        return SignResult(code=code, letter=None, problem=sentence(DomainError("letter_not_made")))
