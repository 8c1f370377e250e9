"""Reading messages, and who will be told before it happens."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.template.loader import render_to_string

from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting
from palui.accounts.selectors import PersonRecord
from palui.cases import selectors as cases
from palui.cases.domain import ROLE_OF, Action, StepState
from palui.cases.selectors import AskedPerson, CaseRecord
from palui.catalogue.domain import PARTIES
from palui.delivery import access
from palui.delivery.domain import (
    CHANNEL_WORDS,
    STATE_WORDS,
    Channel,
    Kind,
    State,
    Told,
    Way,
    subject_of,
)
from palui.delivery.models import Message
from palui.delivery.ports import mailer, texter
from palui.intake import selectors as intake
from palui.intake.selectors import Applicant
from palui.kernel.identifiers import Phone, mask_email
from palui.kernel.language import say
from palui.statements.selectors import Given, Statement

PAGE = 20

#: Those of an office find their work on the desk; only RT and RW heads are also written to.
WRITTEN_TO = frozenset({"rt", "rw"})

#: What the key of a recipient begins with who is asked to confirm; the confirmation's id follows.
PARTY = "party"


@dataclass(frozen=True, kw_only=True)
class InboxMessage:
    """A message as its owner reads it. `paragraphs` is its text; `is_for_applicant` says which page it leads to."""

    id: int
    kind: Kind
    subject: str
    paragraphs: tuple[str, ...]
    case_code: str
    is_for_applicant: bool
    created_at: datetime
    is_read: bool
    confirmation_id: int | None = None  # which confirmation it asks for


@dataclass(frozen=True, kw_only=True)
class InboxPage:
    """Messages, newest first; `after` is the id with which the next page begins, None at the end."""

    messages: tuple[InboxMessage, ...]
    after: int | None


@dataclass(frozen=True, kw_only=True)
class SentMessage:
    """A message as the office sees it: to whom, how, and how it stands. Never its text."""

    id: int
    recipient: str
    way: str
    subject: str
    state: State
    state_words: str
    state_kind: str
    reason: str
    attempts: int
    at: datetime
    is_read: bool
    can_retry: bool


_UNREAD = Statement(
    lambda: (
        Message.objects.filter(recipient_id=Given("user_id"), channel=Channel.INBOX.value, read_at__isnull=True)
        .values("recipient_id")
        .annotate(number=Count("pk"))
        .values_list("number", flat=True)
    )
)


def unread_count(user_id: int) -> int:
    """How many messages in the inbox are not read yet."""
    return _UNREAD.first(user_id=user_id) or 0


def inbox(user_id: int, *, after: int | None = None, limit: int = PAGE) -> InboxPage:
    """A page of a person's inbox; `after` is the id at which the page before ended."""
    rows = Message.objects.filter(recipient_id=user_id, channel=Channel.INBOX.value)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: limit + 1])
    shown = found[:limit]
    return InboxPage(messages=tuple(map(inbox_message, shown)), after=shown[-1].pk if len(found) > limit else None)


def inbox_message(row: Message) -> InboxMessage:
    """The record of a row of this room."""
    kind = Kind(row.kind)
    return InboxMessage(
        id=row.pk,
        kind=kind,
        subject=subject_of(kind, row.params),
        paragraphs=paragraphs_of(kind, row.params),
        case_code=row.case_code,
        is_for_applicant=row.is_for_applicant,
        created_at=row.created_at,
        is_read=row.read_at is not None,
        confirmation_id=confirmation_of(row),
    )


def confirmation_of(row: Message) -> int | None:
    """Which confirmation a message asks for, or None."""
    prefix, _, number = row.recipient_key.partition(":")
    return int(number) if prefix == PARTY else None


def paragraphs_of(kind: Kind, params: dict[str, object]) -> tuple[str, ...]:
    """The text of a message, as every channel carries it."""
    words = {name: say(str(params[name])) for name in ("service", "step", "role") if name in params}
    text = render_to_string(f"delivery/messages/{kind.value}.txt", params | words)
    return tuple(" ".join(part.split()) for part in text.split("\n\n") if part.strip())


def messages_of_case(acting: Acting, code: str) -> tuple[SentMessage, ...]:
    """All that was told about a case, newest first. Raises NotFound for who is not of the office."""
    view = access.case_with_messages(acting, code)
    return tuple(_sent(row) for row in Message.objects.filter(case_code=view.case.code).order_by("-pk"))


def _sent(row: Message) -> SentMessage:
    state = State(row.state)
    words, kind = STATE_WORDS[state]
    channel = Channel(row.channel)
    return SentMessage(
        id=row.pk,
        recipient=row.recipient_name,
        way=masked(row.address) if row.address else CHANNEL_WORDS[channel],
        subject=subject_of(Kind(row.kind), row.params),
        state=state,
        state_words=words,
        state_kind=kind,
        reason=row.last_error,
        attempts=row.attempts,
        at=row.sent_at or row.created_at,
        is_read=state is State.SENT and row.read_at is not None,
        can_retry=state is State.FAILED,
    )


# --- who will be told --------------------------------------------------------------------------


def recipients_of(acting: Acting, code: str, action: Action) -> tuple[Told, ...]:
    """Who will be told, and how, once `action` is done with the case. Raises NotFound for strangers."""
    case = cases.view(acting, code).case
    if action in (Action.CLAIM, Action.HAND_BACK):
        return ()
    if action is Action.WITHDRAW:
        return (*applicant_of(case), *holders_told(case, case.who))
    if action in (Action.ASK_CORRECTION, Action.REJECT, Action.SIGN):
        return applicant_of(case)
    if action is Action.ANSWER_CORRECTION:
        return holders_told(case, case.who)
    if action in (Action.SEND_BACK, Action.DECLINE):
        return holders_told(case, "officer")
    return _after_this_step(case)


def _after_this_step(case: CaseRecord) -> tuple[Told, ...]:
    following = next((step for step in case.steps if step.state is StepState.AHEAD), None)
    if following is None:
        return applicant_of(case)
    if following.who == PARTIES:
        return _parties_told(case, following.key)
    return holders_told(case, following.who)


def _parties_told(case: CaseRecord, step_key: str) -> tuple[Told, ...]:
    return tuple(
        Told(
            name=party.name,
            ways=(Way(channel=written[0], shown=masked(written[1])),)
            if is_reachable and (written := written_way(email=party.email, phone=party.phone)) is not None
            else (),
        )
        for party, is_reachable in cases.parties_ahead(case, step_key)
    )


def ways_to_party(asked: AskedPerson) -> tuple[tuple[Channel, int | None, str], ...]:
    """How somebody hears that they are asked to confirm: channel, account and address, each as they are now.

    The inbox is theirs by the register. A link goes only where it does not reach the applicant.
    """
    account = accounts.account_of_resident(asked.resident_id) if asked.resident_id is not None else None
    user_id = account.id if account is not None else None
    ways: list[tuple[Channel, int | None, str]] = []
    if user_id is not None:
        ways.append((Channel.INBOX, user_id, ""))
    written = written_way(email=asked.email, phone=asked.phone) if asked.is_reachable else None
    if written is not None:
        ways.append((written[0], user_id, written[1]))
    return tuple(ways)


def written_way(*, email: str, phone: str) -> tuple[Channel, str] | None:
    """How somebody is written to: by e-mail where they have it, else by a text to their telephone; None when neither goes."""
    if email and mailer().is_ready:
        return Channel.EMAIL, email
    if phone and texter().is_ready:
        return Channel.SMS, phone
    return None


def applicant_of(case: CaseRecord) -> tuple[Told, ...]:
    """The applicant and the ways to them."""
    person, written = ways_to_applicant(intake.without_files(case.code).applicant)
    ways = []
    if person is not None:
        ways.append(Way(channel=Channel.INBOX))
    if written is not None:
        ways.append(Way(channel=written[0], shown=masked(written[1])))
    return (Told(name=case.applicant_name, ways=tuple(ways)),)


def ways_to_applicant(applicant: Applicant) -> tuple[PersonRecord | None, tuple[Channel, str] | None]:
    """The applicant's account (None without one), and how they are written to, as it is now."""
    if applicant.user_id is None:
        return None, written_way(email=applicant.email, phone=applicant.phone)
    person = accounts.person(applicant.user_id)
    return person, written_way(email=person.email, phone=person.phone or applicant.phone)


def masked(address: str) -> str:
    """What the office may see of an e-mail address or a telephone number."""
    return mask_email(address) if "@" in address else Phone(address).masked


def holders_told(case: CaseRecord, who: str) -> tuple[Told, ...]:
    """Those whose turn a step of `who` is, and the ways to them."""
    return tuple(
        Told(
            name=person.name,
            ways=tuple(
                Way(channel=channel, shown=masked(address) if address else "")
                for channel, address in ways_to(person, who)
            ),
        )
        for person in holders(case, who)
    )


def ways_to(person: PersonRecord, who: str) -> tuple[tuple[Channel, str], ...]:
    """How somebody is told that it is their turn: channel and address."""
    written = written_way(email=person.email, phone=person.phone) if who in WRITTEN_TO else None
    return ((Channel.INBOX, ""), *((written,) if written is not None else ()))


def holders(case: CaseRecord, who: str) -> tuple[PersonRecord, ...]:
    """The people who may do a step of `who` for this case now."""
    role = ROLE_OF.get(who)
    office_id = case.district_office_id if who == "camat" else case.office_id
    if role is None or office_id is None:
        return ()
    return accounts.holders_of(
        role,
        office_id=office_id,
        rt_id=case.rt_id if who == "rt" else None,
        rw_id=case.rw_id if who == "rw" else None,
    )
