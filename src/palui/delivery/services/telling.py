"""Reactions to what happened: who is told what. Each may run twice and tells once.

None has a savepoint of its own: it stands or falls with the tick of its event.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from palui.accounts import selectors as accounts
from palui.accounts.domain import Role
from palui.accounts.selectors import PersonRecord
from palui.cases import selectors as cases
from palui.cases.domain import ESCALATES_TO, StepState
from palui.cases.events import (
    CaseRefused,
    CaseWithdrawn,
    ConfirmationAsked,
    CorrectionAnswered,
    CorrectionAsked,
    StepOverdue,
    StepReached,
)
from palui.cases.selectors import CaseRecord
from palui.catalogue.domain import PARTIES
from palui.delivery.domain import ASKS_TO_ACT, Channel, Kind, State, first_name
from palui.delivery.events import MessageQueued
from palui.delivery.models import Message
from palui.delivery.selectors import PARTY, holders, ways_to, ways_to_applicant, ways_to_party
from palui.intake import selectors as intake
from palui.intake.events import SubmissionReceived
from palui.intake.selectors import Applicant
from palui.kernel import clock
from palui.letters.events import LetterReplaced, LetterRevoked, LetterSigned
from palui.outbox import services as outbox
from palui.statements.selectors import Given, Statement
from palui.statements.services import add_unless_there, change

_UNREAD_TURNS = Statement(
    lambda: Message.objects.filter(
        case_code=Given("case_code"),
        kind__in=[kind.value for kind in ASKS_TO_ACT],
        channel=Channel.INBOX.value,
        read_at__isnull=True,
    ).values_list("pk", "occasion")
)


@transaction.atomic(savepoint=False)
def confirm_receipt(event: SubmissionReceived) -> None:
    """The applicant hears that the request has arrived."""
    submission = intake.without_files(event.code)
    title = submission.service.definition.titles["id"]
    _tell_applicant(event.code, Kind.RECEIVED, service=title, applicant=submission.applicant)


@transaction.atomic(savepoint=False)
def tell_whose_turn_it_is(event: StepReached | CorrectionAnswered) -> None:
    """Those who may do the step hear that it is their turn; when nobody may, the next one up hears that.

    Says nothing when the step is over already.
    """
    case = cases.case(event.code)
    _earlier_turn_is_over(case)
    step = case.current_step
    if step is None or step.key != event.step:
        return
    if step.who == PARTIES:
        return  # each of them is asked on their own
    occasion = _occasion(case, step.key)
    facts = {"service": case.service_title, "code": case.code, "step": step.title}
    people = holders(case, step.who)
    for person in people:
        for channel, address in ways_to(person, step.who):
            _tell_person(case.code, Kind.TURN, person, channel, address=address, occasion=occasion, params=facts)
    if not people:
        _tell_office(case, ESCALATES_TO[step.who], Kind.VACANT, occasion=occasion, params=facts)


@transaction.atomic(savepoint=False)
def ask_for_confirmation(event: ConfirmationAsked) -> None:
    """A person whom the applicant named hears that they are asked to confirm. Says nothing when they are not any more."""
    asked = cases.asked_person(event.code, event.confirmation_id)
    if asked is None:
        return
    case = cases.case(event.code)
    params = {
        "service": case.service_title,
        "code": case.code,
        "role": asked.role,
        "applicant": first_name(case.applicant_name),
        "first_name": first_name(asked.name),
    }
    for channel, user_id, address in ways_to_party(asked):
        _tell(
            case.code,
            Kind.CONFIRM,
            channel,
            key=f"{PARTY}:{asked.confirmation_id}",
            name=asked.name,
            user_id=user_id,
            address=address,
            occasion=_occasion(case, case.step),
            params=params,
            is_for_applicant=False,
        )


@transaction.atomic(savepoint=False)
def tell_of_delay(event: StepOverdue) -> None:
    """The next one up hears that a step is late."""
    case = cases.case(event.code)
    step = case.current_step
    if step is None or step.key != event.step:
        return
    facts = {"service": case.service_title, "code": case.code, "step": step.title}
    _tell_office(case, Role(event.tell), Kind.DELAY, occasion=_occasion(case, step.key), params=facts)


@transaction.atomic(savepoint=False)
def tell_of_correction(event: CorrectionAsked) -> None:
    """The applicant hears that something must be corrected, and that the clock stands."""
    case = cases.case(event.code)
    _earlier_turn_is_over(case)
    _tell_applicant(case.code, Kind.CORRECTION, service=case.service_title, occasion=str(event.correction_id))


@transaction.atomic(savepoint=False)
def tell_of_refusal(event: CaseRefused) -> None:
    """The applicant hears that there will be no letter; why stands on the page, not in the message."""
    case = cases.case(event.code)
    _earlier_turn_is_over(case)
    _tell_applicant(case.code, Kind.REFUSED, service=case.service_title)


@transaction.atomic(savepoint=False)
def tell_of_withdrawal(event: CaseWithdrawn) -> None:
    """The applicant gets it confirmed; whoever was about to work on it need not any more."""
    case = cases.case(event.code)
    _earlier_turn_is_over(case)
    _tell_applicant(case.code, Kind.WITHDRAWN, service=case.service_title)
    stopped = next((step for step in case.steps if step.state is StepState.STOPPED), None)
    if stopped is None:
        return
    facts = {"service": case.service_title, "code": case.code, "step": stopped.title}
    for person in holders(case, stopped.who):
        _tell_person(case.code, Kind.TAKEN_BACK, person, Channel.INBOX, params=facts)


@transaction.atomic(savepoint=False)
def hand_over_letter(event: LetterSigned) -> None:
    """The applicant hears that the letter is out, and where it is."""
    case = cases.case(event.code)
    _earlier_turn_is_over(case)
    _tell_applicant(case.code, Kind.ISSUED, service=case.service_title, occasion=str(event.letter_id))


@transaction.atomic(savepoint=False)
def tell_of_revocation(event: LetterRevoked) -> None:
    """The applicant hears that the letter no longer holds."""
    case = cases.case(event.code)
    _tell_applicant(case.code, Kind.REVOKED, service=case.service_title, occasion=str(event.letter_id))


@transaction.atomic(savepoint=False)
def hand_over_replacement(event: LetterReplaced) -> None:
    """The applicant hears that a corrected letter took the place of the old one."""
    case = cases.case(event.code)
    _tell_applicant(case.code, Kind.REPLACED, service=case.service_title, occasion=str(event.new_letter_id))


# --- inside ------------------------------------------------------------------------------------


def _occasion(case: CaseRecord, step_key: str) -> str:
    """Tells one turn of a step from the next: after each it began at another time, or is due at another."""
    step = next((one for one in case.steps if one.key == step_key), None)
    moments = (step.started_at if step is not None else None, case.due_at)
    return f"{step_key}@{'/'.join(f'{moment:%y%m%d%H%M%S%f}' if moment is not None else '' for moment in moments)}"


def _earlier_turn_is_over(case: CaseRecord) -> None:
    """Nobody needs to read any more that it was their turn."""
    step = case.current_step
    this_turn = _occasion(case, step.key) if step is not None and case.correction is None else None
    now = clock.now()
    for message_id, occasion in _UNREAD_TURNS(case_code=case.code):
        if occasion != this_turn:
            # It leaves the count of what is new, but nobody is said to have read it.
            change(Message(pk=message_id, read_at=now, state=State.OVERTAKEN.value), "read_at", "state")


def _tell_applicant(
    code: str, kind: Kind, *, service: str, occasion: str = "", applicant: Applicant | None = None
) -> None:
    applicant = applicant if applicant is not None else intake.without_files(code).applicant
    person, written = ways_to_applicant(applicant)
    name = person.name if person is not None else applicant.name
    params = {"service": service, "code": code, "first_name": first_name(name)}
    if person is not None:
        _tell(
            code,
            kind,
            Channel.INBOX,
            key=f"account:{person.id}",
            name=name,
            user_id=person.id,
            occasion=occasion,
            params=params,
        )
    if written is not None:
        key = f"account:{person.id}" if person is not None else "applicant"
        user_id = person.id if person is not None else None
        _tell(
            code,
            kind,
            written[0],
            key=key,
            name=name,
            user_id=user_id,
            address=written[1],
            occasion=occasion,
            params=params,
        )


def _tell_office(case: CaseRecord, role: Role, kind: Kind, *, occasion: str, params: dict[str, Any]) -> None:
    people: Iterable[PersonRecord] = accounts.holders_of(role, office_id=case.office_id)
    for person in people:
        _tell_person(case.code, kind, person, Channel.INBOX, occasion=occasion, params=params)


def _tell_person(
    code: str,
    kind: Kind,
    person: PersonRecord,
    channel: Channel,
    *,
    params: dict[str, Any],
    address: str = "",
    occasion: str = "",
) -> None:
    _tell(
        code,
        kind,
        channel,
        key=f"account:{person.id}",
        name=person.name,
        user_id=person.id,
        address=address,
        occasion=occasion,
        params={**params, "first_name": first_name(person.name)},
        is_for_applicant=False,
    )


def _tell(
    code: str,
    kind: Kind,
    channel: Channel,
    *,
    key: str,
    name: str,
    user_id: int | None,
    params: dict[str, Any],
    address: str = "",
    occasion: str = "",
    is_for_applicant: bool = True,
) -> None:
    """Write one message, once. In the inbox it has arrived; what goes out is queued for the worker."""
    now = clock.now()
    is_inbox = channel is Channel.INBOX
    message = Message(
        case_code=code,
        kind=kind.value,
        occasion=occasion,
        recipient_key=key,
        channel=channel.value,
        recipient_id=user_id,
        recipient_name=name,
        address=address or None,
        params=params,
        is_for_applicant=is_for_applicant,
        state=State.SENT.value if is_inbox else State.QUEUED.value,
        created_at=now,
        sent_at=now if is_inbox else None,
    )
    # The table knows what was told already, also by somebody else at this moment.
    if not add_unless_there(message):
        return
    if not is_inbox:
        outbox.emit(MessageQueued(message_id=message.pk))
