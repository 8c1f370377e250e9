"""Witnesses, heirs and others whom the applicant named say yes or no: by link, signed in, or at the counter."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.cases.access import Relation, open_door, where_of
from palui.cases.domain import MOST_TRIES, Action, AnswerState, How, Status, effect_of, ends_of, mandate_for
from palui.cases.models import Case, Confirmation, OneTimeLink
from palui.cases.selectors.parties import confirm_step, nik_index_of, theirs, waiting_rows
from palui.cases.services import correcting, linking, moving
from palui.intake import selectors as intake
from palui.intake.selectors import SubmissionRecord
from palui.kernel import clock
from palui.kernel.actors import SYSTEM, Actor
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.language import say
from palui.outbox.services import unit_of_work

WHY_NOT = "Tulis alasannya, supaya petugas tahu apa yang harus diperiksa."
SEEN_FIRST = "Lihat dulu KTP aslinya, lalu beri tanda di sini."


@dataclass(frozen=True, kw_only=True)
class AskedTask:
    """What a person who confirms may see: who asks and what for, the statement, and the answers that `shows` names."""

    code: str
    service_title: str
    applicant_name: str
    subject_name: str
    office_id: int
    submission: SubmissionRecord
    confirmation_id: int
    name: str
    role: str
    statement: str
    shows: tuple[str, ...]
    expires_at: datetime | None
    needs_digits: bool


@transaction.atomic
def confirmation_behind_link(*, token: str) -> AskedTask:
    """What the link of a party opens, the look recorded. Raises NotFound, `link_expired`, `link_used`."""
    link, row = _usable(token)
    audit.record(by=_party(row), action="case.view", case_code=row.step.case.code)
    return _task(row, expires_at=link.expires_at, needs_digits=True)


@transaction.atomic
def confirmation_of(*, acting: Acting, code: str, confirmation_id: int) -> AskedTask:
    """The same for who is signed in, the look recorded. Raises NotFound unless it is theirs and waits."""
    row, is_known = _own(acting, code, confirmation_id)
    audit.record(by=_party(row, acting), action="case.view", case_code=code)
    return _task(row, expires_at=None, needs_digits=not is_known)


def confirm_by_link(*, token: str, digits: str) -> str:
    """The holder of the link says yes and shows by the last four digits of their NIK that it is theirs; the case's code.

    Raises NotFound, `link_expired`, `link_used`; InvalidInput at "digits"; `confirmation_locked` after too many tries.
    Call it outside a transaction, so that a wrong try is remembered.
    """
    _link, row = _usable(token)
    _check_digits(row, digits)
    return _answer_by_link(token, AnswerState.CONFIRMED)


def decline_by_link(*, token: str, digits: str, reason: str) -> str:
    """The holder of the link says no, and why; the case's code. Raises as `confirm_by_link`, and InvalidInput at "reason"."""
    _link, row = _usable(token)
    if not reason.strip():
        raise InvalidInput({"reason": say(WHY_NOT)})
    _check_digits(row, digits)
    return _answer_by_link(token, AnswerState.DECLINED, reason=reason)


def confirm(*, acting: Acting, code: str, confirmation_id: int, digits: str = "") -> None:
    """A signed-in person says yes. Who is known by phone only shows the digits of their NIK too.

    Raises NotFound unless it is theirs and waits; InvalidInput at "digits"; `confirmation_locked`.
    """
    row, is_known = _own(acting, code, confirmation_id)
    if not is_known:
        _check_digits(row, digits)
    with unit_of_work():
        _answer(code, confirmation_id, AnswerState.CONFIRMED, how=How.ACCOUNT, by=_party(row, acting))


def decline(*, acting: Acting, code: str, confirmation_id: int, reason: str, digits: str = "") -> None:
    """A signed-in person says no, and why. Raises as `confirm`, and InvalidInput at "reason"."""
    row, is_known = _own(acting, code, confirmation_id)
    if not reason.strip():
        raise InvalidInput({"reason": say(WHY_NOT)})
    if not is_known:
        _check_digits(row, digits)
    with unit_of_work():
        _answer(
            code, confirmation_id, AnswerState.DECLINED, how=How.ACCOUNT, by=_party(row, acting), reason=reason.strip()
        )


@unit_of_work()
def confirm_at_counter(*, acting: Acting, code: str, confirmation_id: int, identity_seen: bool) -> None:
    """An officer writes down that the person said yes in front of them and showed their identity card.

    Raises NotFound for who is not of the office; `not_your_turn`; InvalidInput at "identity_seen".
    """
    by = _officer(acting, code, Action.CONFIRM)
    if not identity_seen:
        raise InvalidInput({"identity_seen": say(SEEN_FIRST)})
    _answer(code, confirmation_id, AnswerState.CONFIRMED, how=How.COUNTER, by=by)


@unit_of_work()
def decline_at_counter(*, acting: Acting, code: str, confirmation_id: int, identity_seen: bool, reason: str) -> None:
    """An officer writes down that the person said no in front of them, and why. Raises as `confirm_at_counter`."""
    by = _officer(acting, code, Action.DECLINE)
    errors = {} if reason.strip() else {"reason": say(WHY_NOT)}
    if not identity_seen:
        errors["identity_seen"] = say(SEEN_FIRST)
    if errors:
        raise InvalidInput(errors)
    _answer(code, confirmation_id, AnswerState.DECLINED, how=How.COUNTER, by=by, reason=reason.strip())


@transaction.atomic
def issue_confirmation_link(*, code: str, confirmation_id: int) -> str:
    """Make a link for a party and give its secret word, for a message to them.

    Raises NotFound when they are not asked any more, or when it would reach the applicant.
    """
    row = waiting_rows().filter(pk=confirmation_id, step__case__code=code, is_reachable=True).first()
    if row is None:
        raise NotFound("confirmation", confirmation_id)
    return linking.issue_to_party(row, by=SYSTEM)


@transaction.atomic
def issue_confirmation_link_for_officer(*, acting: Acting, code: str, confirmation_id: int) -> tuple[str, str]:
    """An officer makes the link anew, to hand it on; gives the word and whom it is for. Wrong tries are forgiven."""
    by = _officer(acting, code, Action.CONFIRM)
    row = waiting_rows().filter(pk=confirmation_id, step__case__code=code).first()
    if row is None:
        raise NotFound("confirmation", confirmation_id)
    Confirmation.objects.filter(pk=row.pk).update(wrong_tries=0)
    return linking.issue_to_party(row, by=by), row.name


# --- inside ------------------------------------------------------------------------------------


def _usable(token: str) -> tuple[OneTimeLink, Confirmation]:
    """The link of a party who may still answer."""
    link = linking.party_link(token)
    row = waiting_rows().filter(links=link).first()
    if row is None or link.used_at is not None:
        raise DomainError("link_used")
    return link, row


def _own(acting: Acting, code: str, confirmation_id: int) -> tuple[Confirmation, bool]:
    """The person's own confirmation; and whether the register says so, for a phone in a profile alone proves less."""
    own = nik_index_of(acting)
    mine = theirs(acting, own)
    row = waiting_rows().filter(mine, pk=confirmation_id, step__case__code=code).first() if mine else None
    if row is None:
        raise NotFound("confirmation", confirmation_id)
    return row, row.nik_index == own


def _officer(acting: Acting, code: str, action: Action) -> Actor:
    """The officer who looks after the step under way; the case is held until the transaction ends."""
    door = open_door(acting, code, lock=True)
    if door.relation is not Relation.OFFICE:
        raise NotFound("case", code)
    effect_of(Status(door.case.status), action)
    mandate = mandate_for(acting, door.case.who, where_of(door.case))
    if mandate is None:
        raise DomainError("not_your_turn")
    return acting.actor(mandate)


def _check_digits(row: Confirmation, digits: str) -> None:
    """Raises InvalidInput at "digits", or `confirmation_locked`. A try is spent first, so that two at once count twice."""
    typed = "".join(sign for sign in digits if sign.isdigit())
    if len(typed) != len(ends_of(row.nik)):
        raise InvalidInput({"digits": say("Tulis empat angka terakhir NIK Anda.")})
    tries = Confirmation.objects.filter(pk=row.pk)
    if not tries.filter(wrong_tries__lt=MOST_TRIES).update(wrong_tries=F("wrong_tries") + 1):
        raise DomainError("confirmation_locked")
    if typed == ends_of(row.nik):
        tries.update(wrong_tries=F("wrong_tries") - 1)
        return
    left = MOST_TRIES - row.wrong_tries - 1
    if left <= 0:
        raise DomainError("confirmation_locked")
    raise InvalidInput(
        {"digits": say("Empat angka itu tidak cocok dengan NIK Anda. Sisa percobaan: %(left)s.", left=left)}
    )


@unit_of_work()
def _answer_by_link(token: str, state: AnswerState, *, reason: str = "") -> str:
    """Spend the link: exactly one request wins."""
    link, row = _usable(token)
    if not OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now()):
        raise DomainError("link_used")
    code = row.step.case.code
    _answer(code, row.pk, state, how=How.LINK, by=_party(row), reason=reason.strip())
    return code


def _answer(code: str, confirmation_id: int, state: AnswerState, *, how: How, by: Actor, reason: str = "") -> None:
    """Write down what a party said. The last yes ends the step; a no turns the case back.

    The case is held, so that of two answers at once exactly one is the last. Raises NotFound when nobody asks any more.
    """
    case = Case.objects.select_for_update(of=("self",)).get(code=code)
    row = waiting_rows().filter(pk=confirmation_id, step__case=case).first()
    if row is None:
        raise NotFound("confirmation", confirmation_id)
    row.state, row.how, row.answered_at, row.answered_by = state.value, how.value, clock.now(), str(by)
    step = confirm_step(intake.submission(code), row.step.key)
    row.words = reason or step.statement
    row.save(update_fields=["state", "how", "answered_at", "answered_by", "words"])
    _record(code, row, by=by)
    if state is AnswerState.DECLINED:
        _turn_back(case, row, of=step.of, by=by)
        return
    asked = Confirmation.objects.filter(step_id=row.step_id).exclude(state=AnswerState.OVER.value)
    if not asked.filter(state=AnswerState.WAITING.value).exists():
        moving.finish(case, Action.CONFIRM, by=Actor(name=f"{asked.count()} orang"), now=clock.now())
        moving.save(case, by=by)


def _record(code: str, row: Confirmation, *, by: Actor) -> None:
    """Say in the record who answered; at the counter an officer did it for them."""
    is_yes, at_counter = row.state == AnswerState.CONFIRMED, row.how == How.COUNTER
    params = {"how": How(row.how).words} if is_yes else {"reason": row.words}
    if at_counter:
        action = "case.confirm_at_counter" if is_yes else "case.decline_at_counter"
        audit.record(by=by, action=action, case_code=code, who=row.role, **params)
    else:
        audit.record(by=by, action="case.confirm" if is_yes else "case.decline", case_code=code, **params)


def _turn_back(case: Case, row: Confirmation, *, of: str, by: Actor) -> None:
    """Who declines sends the case to the officer; where no officer has looked yet, the applicant corrects."""
    effect_of(Status(case.status), Action.DECLINE)
    target = moving.verifying_before(case)
    if target is not None:
        moving.go_back(case, target, now=clock.now(), note=f"{row.role} {row.name} tidak mengonfirmasi: {row.words}")
        moving.save(case, by=by)
        return
    labels = correcting.correctable_places(intake.submission(case.code))
    note = f"{row.role} {row.name} tidak mengonfirmasi: {row.words}"
    correcting.ask(case, [(of, note)], labels=labels, by=by)


def _party(row: Confirmation, acting: Acting | None = None) -> Actor:
    return Actor(name=row.name, title=row.role, user_id=acting.user_id if acting is not None else None)


def _task(row: Confirmation, *, expires_at: datetime | None, needs_digits: bool) -> AskedTask:
    case = row.step.case
    submission = intake.submission(case.code)
    step = confirm_step(submission, row.step.key)
    return AskedTask(
        code=case.code,
        service_title=case.service_title,
        applicant_name=case.applicant_name,
        subject_name=case.subject_name,
        office_id=case.office_id,
        submission=submission,
        confirmation_id=row.pk,
        name=row.name,
        role=row.role,
        statement=step.statement,
        shows=step.shows,
        expires_at=expires_at,
        needs_digits=needs_digits,
    )
