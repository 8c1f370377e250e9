"""The rules of a case: which action is allowed when, what it leads to, and which steps lie ahead.

The state machine is the table TRANSITIONS; a pair that is not in it is refused. Where a case goes next is
data too: the route of its service version, planned for the office that decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from palui.accounts.domain import Acting, MandateRecord, Role
from palui.catalogue.domain import PARTIES, PARTY_EMAIL, RouteStep, StepKind
from palui.kernel.errors import DomainError


class Status(StrEnum):
    """Where a case stands. All but the last three are open."""

    ENDORSEMENT = "endorsement"
    VERIFICATION = "verification"
    INSPECTION = "inspection"
    CONFIRMATION = "confirmation"
    COUNTERSIGNING = "countersigning"
    SIGNING = "signing"
    CORRECTION = "correction"
    ISSUED = "issued"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What somebody can do with a case."""

    ENDORSE = "endorse"
    VERIFY = "verify"
    INSPECT = "inspect"
    CONFIRM = "confirm"
    DECLINE = "decline"
    COUNTERSIGN = "countersign"
    SIGN = "sign"
    CLAIM = "claim"
    HAND_BACK = "hand-back"
    SEND_BACK = "send-back"
    ASK_CORRECTION = "ask-correction"
    ANSWER_CORRECTION = "answer-correction"
    REJECT = "reject"
    WITHDRAW = "withdraw"


class Effect(StrEnum):
    """What an allowed action does to the case."""

    ADVANCE = "advance"  # the step is done; the next begins, or the letter is issued
    STAY = "stay"  # who works on it changes, not where it stands
    BACK = "back"  # the officer looks again; where no officer has looked, the applicant corrects
    PAUSE = "pause"  # the applicant is asked; the clock stops
    RESUME = "resume"  # the applicant answered; the same step goes on
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class StepState(StrEnum):
    """Where one step of the route stands."""

    AHEAD = "ahead"
    CURRENT = "current"
    DONE = "done"
    STOPPED = "stopped"  # the case ended here


OPEN = frozenset(status for status in Status if status not in {Status.ISSUED, Status.REFUSED, Status.WITHDRAWN})

STATUS_DURING: dict[StepKind, Status] = {
    StepKind.ENDORSE: Status.ENDORSEMENT,
    StepKind.VERIFY: Status.VERIFICATION,
    StepKind.INSPECT: Status.INSPECTION,
    StepKind.CONFIRM: Status.CONFIRMATION,
    StepKind.COUNTERSIGN: Status.COUNTERSIGNING,
    StepKind.SIGN: Status.SIGNING,
}

#: The action that finishes a step of each kind.
ACTION_OF: dict[StepKind, Action] = {
    StepKind.ENDORSE: Action.ENDORSE,
    StepKind.VERIFY: Action.VERIFY,
    StepKind.INSPECT: Action.INSPECT,
    StepKind.CONFIRM: Action.CONFIRM,
    StepKind.COUNTERSIGN: Action.COUNTERSIGN,
    StepKind.SIGN: Action.SIGN,
}

TRANSITIONS: dict[tuple[Status, Action], Effect] = {
    (Status.ENDORSEMENT, Action.ENDORSE): Effect.ADVANCE,
    (Status.ENDORSEMENT, Action.ASK_CORRECTION): Effect.PAUSE,
    (Status.ENDORSEMENT, Action.REJECT): Effect.REFUSE,
    (Status.ENDORSEMENT, Action.WITHDRAW): Effect.WITHDRAW,
    (Status.VERIFICATION, Action.VERIFY): Effect.ADVANCE,
    (Status.VERIFICATION, Action.CLAIM): Effect.STAY,
    (Status.VERIFICATION, Action.HAND_BACK): Effect.STAY,
    (Status.VERIFICATION, Action.ASK_CORRECTION): Effect.PAUSE,
    (Status.VERIFICATION, Action.REJECT): Effect.REFUSE,
    (Status.VERIFICATION, Action.WITHDRAW): Effect.WITHDRAW,
    (Status.INSPECTION, Action.INSPECT): Effect.ADVANCE,
    (Status.INSPECTION, Action.CLAIM): Effect.STAY,
    (Status.INSPECTION, Action.HAND_BACK): Effect.STAY,
    (Status.INSPECTION, Action.SEND_BACK): Effect.BACK,
    (Status.INSPECTION, Action.ASK_CORRECTION): Effect.PAUSE,
    (Status.INSPECTION, Action.REJECT): Effect.REFUSE,
    (Status.INSPECTION, Action.WITHDRAW): Effect.WITHDRAW,
    (Status.CONFIRMATION, Action.CONFIRM): Effect.ADVANCE,
    (Status.CONFIRMATION, Action.DECLINE): Effect.BACK,
    (Status.CONFIRMATION, Action.SEND_BACK): Effect.BACK,
    (Status.CONFIRMATION, Action.ASK_CORRECTION): Effect.PAUSE,
    (Status.CONFIRMATION, Action.REJECT): Effect.REFUSE,
    (Status.CONFIRMATION, Action.WITHDRAW): Effect.WITHDRAW,
    (Status.COUNTERSIGNING, Action.COUNTERSIGN): Effect.ADVANCE,
    (Status.COUNTERSIGNING, Action.SEND_BACK): Effect.BACK,
    (Status.COUNTERSIGNING, Action.ASK_CORRECTION): Effect.PAUSE,
    (Status.COUNTERSIGNING, Action.REJECT): Effect.REFUSE,
    (Status.COUNTERSIGNING, Action.WITHDRAW): Effect.WITHDRAW,
    (Status.SIGNING, Action.SIGN): Effect.ADVANCE,
    (Status.SIGNING, Action.SEND_BACK): Effect.BACK,
    (Status.SIGNING, Action.ASK_CORRECTION): Effect.PAUSE,
    (Status.SIGNING, Action.REJECT): Effect.REFUSE,
    (Status.SIGNING, Action.WITHDRAW): Effect.WITHDRAW,
    (Status.CORRECTION, Action.ANSWER_CORRECTION): Effect.RESUME,
    (Status.CORRECTION, Action.REJECT): Effect.REFUSE,
    (Status.CORRECTION, Action.WITHDRAW): Effect.WITHDRAW,
}


def effect_of(status: Status, action: Action) -> Effect:
    """What the action does now. Raises DomainError `action_not_allowed` for a pair not in the table."""
    effect = TRANSITIONS.get((status, action))
    if effect is None:
        raise DomainError("action_not_allowed", action=action.value, status=status.value)
    return effect


#: The role that a route's word for "who" asks for.
ROLE_OF: dict[str, Role] = {
    "rt": Role.RT_HEAD,
    "rw": Role.RW_HEAD,
    "officer": Role.OFFICER,
    "section_head": Role.SECTION_HEAD,
    "secretary": Role.SECRETARY,
    "lurah": Role.LURAH,
    "camat": Role.CAMAT,
}

#: Who hears of a step that is late: the next one up in the office.
ESCALATES_TO: dict[str, Role] = {
    "rt": Role.OFFICER,
    "rw": Role.OFFICER,
    "officer": Role.SECTION_HEAD,
    "section_head": Role.SECRETARY,
    "secretary": Role.LURAH,
    "lurah": Role.SECRETARY,
    "camat": Role.LURAH,
    PARTIES: Role.OFFICER,
}

#: Roles that see every case of their office.
OFFICE_ROLES = (Role.OFFICER, Role.SECTION_HEAD, Role.SECRETARY, Role.LURAH)


@dataclass(frozen=True, kw_only=True)
class Where:
    """Which office, neighbourhood and district a case belongs to (ids)."""

    office_id: int
    rt_id: int | None
    rw_id: int | None
    district_office_id: int | None


def mandate_for(acting: Acting, who: str, where: Where) -> MandateRecord | None:
    """The mandate with which this person may do a step of `who`, or None.

    What parties have to do, an officer looks after: writes down what they say at the counter, sends back, asks.
    """
    role = Role.OFFICER if who == PARTIES else ROLE_OF[who]
    if role is Role.RT_HEAD:
        return acting.holds(role, rt_id=where.rt_id) if where.rt_id is not None else None
    if role is Role.RW_HEAD:
        return acting.holds(role, rw_id=where.rw_id) if where.rw_id is not None else None
    if role is Role.CAMAT:
        return acting.holds(role, office_id=where.district_office_id) if where.district_office_id is not None else None
    return acting.holds(role, office_id=where.office_id)


def office_mandate(acting: Acting, where: Where) -> MandateRecord | None:
    """The mandate with which this person sees all cases of the office, or None."""
    for role in OFFICE_ROLES:
        mandate = acting.holds(role, office_id=where.office_id)
        if mandate is not None:
            return mandate
    return None


def planned_route(
    route: Sequence[RouteStep], *, office_uses_rw: bool, has_rt: bool, has_rw: bool
) -> tuple[RouteStep, ...]:
    """The steps this case will take: RW only where the office uses it; RT and RW only where known."""
    kept = []
    for step in route:
        if step.only_if == "office_uses_rw" and not office_uses_rw:
            continue
        if (step.who == "rt" and not has_rt) or (step.who == "rw" and not has_rw):
            continue
        kept.append(step)
    return tuple(kept)


class Urgency(StrEnum):
    """How a waiting case is marked on the desk."""

    CALM = "good"
    SOON = "warn"
    LATE = "bad"


def urgency(due_at: datetime, now: datetime) -> Urgency:
    """Late once the time is over; soon within the last hour."""
    if now >= due_at:
        return Urgency.LATE
    return Urgency.SOON if due_at - now <= timedelta(hours=1) else Urgency.CALM


class AnswerState(StrEnum):
    """What a party has said. One who is not asked any more was asked before the case turned back."""

    WAITING = "waiting"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    OVER = "over"


class How(StrEnum):
    """Which way a party answered."""

    LINK = "link"
    ACCOUNT = "account"
    COUNTER = "counter"

    @property
    def words(self) -> str:
        """As records and letters say it."""
        return _HOW[self]


_HOW = {
    How.LINK: "lewat tautan sekali pakai",
    How.ACCOUNT: "lewat akunnya",
    How.COUNTER: "di loket, dengan menunjukkan KTP",
}

#: After so many wrong tries at the digits, only an officer can let the person try again.
MOST_TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Party:
    """Somebody whom the applicant named and who has to confirm. NIK is 16 digits, phone E.164, email may be empty."""

    name: str
    role: str  # "Saksi 1"; "Ahli waris" where there is only one
    nik: str
    phone: str
    email: str

    def is_reached_through(self, *, phone: str, email: str) -> bool:
        """Whether what is sent to this person would arrive at that phone or e-mail address."""
        return (bool(phone) and self.phone == phone) or (bool(email) and self.email.lower() == email.lower())


def parties_in(answers: Mapping[str, Any], of: str, *, role: str) -> tuple[Party, ...]:
    """The people in the clean answers of the repeated question `of`, in their order; `role` is what one is called."""
    items = [item for item in answers.get(of) or () if isinstance(item, Mapping)]
    return tuple(
        Party(
            name=str(item.get("nama") or ""),
            role=f"{role} {place}" if len(items) > 1 else role,
            nik=str(item.get("nik") or ""),
            phone=str(item.get("telepon") or ""),
            email=str(item.get(PARTY_EMAIL) or ""),
        )
        for place, item in enumerate(items, start=1)
    )


def ends_of(nik: str) -> str:
    """The four digits by which a person shows that the link is theirs."""
    return nik[-4:]


def confirmed_before(route: Sequence[RouteStep], *, changed: Sequence[str], done: Sequence[str]) -> str:
    """The first done confirm step (its key) whose people or facts were changed since; empty when there is none."""
    for step in route:
        seen = {step.of, *(key.partition(".")[0] for key in step.shows)}
        if step.kind is StepKind.CONFIRM and step.key in done and seen & set(changed):
            return step.key
    return ""
