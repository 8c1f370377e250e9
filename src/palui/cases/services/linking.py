"""One-time links: RT and RW heads, and parties who confirm, act without signing in. They expire, work once, and show little."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.cases.access import Relation, open_door
from palui.cases.domain import ROLE_OF, Action, Status, StepState, effect_of
from palui.cases.models import Case, CaseStep, Confirmation, OneTimeLink
from palui.cases.selectors import CaseRecord, record_of
from palui.cases.services import moving
from palui.cases.services.deciding import refuse
from palui.kernel import clock
from palui.kernel.actors import SYSTEM, Actor
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.identifiers import new_token
from palui.outbox.services import unit_of_work

#: How long a link may be used.
LIFETIME = timedelta(days=3)


@dataclass(frozen=True, kw_only=True)
class LinkedTask:
    """What the page behind a link may show."""

    case: CaseRecord
    holder_name: str
    holder_title: str
    expires_at: datetime
    is_used: bool


@transaction.atomic
def issue_link(*, code: str, step_key: str, holder_id: int) -> str:
    """Make a link for the person `holder_id` and give its secret word, which is kept nowhere.

    Raises NotFound when that step is not under way, or the person does not hold the role now.
    """
    case = Case.objects.get(code=code)
    return _issue(case, step_key=step_key, holder_id=holder_id, by=SYSTEM)


@transaction.atomic
def issue_link_for_officer(*, acting: Acting, code: str) -> tuple[str, str]:
    """An officer makes the link, to hand it on by hand; gives the word and whom it is for."""
    door = open_door(acting, code, lock=True)
    if door.relation is not Relation.OFFICE:
        raise NotFound("case", code)
    effect_of(Status(door.case.status), Action.ENDORSE)
    holders = _holders(door.case)
    if not holders:
        raise DomainError("nobody_holds_role", who=door.case.who)
    token = _issue(door.case, step_key=door.case.step, holder_id=holders[0].id, by=acting.actor(door.mandate))
    return token, holders[0].name


def task_behind_link(*, token: str) -> LinkedTask:
    """What the link opens. Raises NotFound for an unknown word and DomainError `link_expired`.

    A used link still shows that it was used, so that its holder is not left in doubt.
    """
    link = _head_link(token)
    return LinkedTask(
        case=record_of(link.step.case),
        holder_name=link.holder_name,
        holder_title=link.holder_title,
        expires_at=link.expires_at,
        is_used=link.used_at is not None or link.step.state != StepState.CURRENT,
    )


@unit_of_work()
def endorse_by_link(*, token: str, note: str = "") -> str:
    """The holder of the link confirms; gives the case's code."""
    case, by = _use(token)
    moving.finish(case, Action.ENDORSE, by=by, now=clock.now(), note=note.strip())
    moving.save(case, by=by)
    audit.record(by=by, action="case.endorse", case_code=case.code, title=by.title)
    return case.code


@unit_of_work()
def reject_by_link(*, token: str, reason: str) -> str:
    """The holder of the link does not confirm, saying why; gives the case's code."""
    if not reason.strip():
        raise InvalidInput({"reason": "Tulis alasannya, supaya pemohon tahu apa yang harus dilakukan."})
    case, by = _use(token)
    effect_of(Status(case.status), Action.REJECT)
    refuse(case, by=by, reason=reason.strip(), legal_basis="")
    return case.code


def _issue(case: Case, *, step_key: str, holder_id: int, by: Actor) -> str:
    step = case.steps.filter(key=step_key, state=StepState.CURRENT).first()
    holder = next((person for person in _holders(case) if person.id == holder_id), None)
    mandate = accounts.mandate_of(holder_id, ROLE_OF[case.who], office_id=case.office_id) if holder else None
    if step is None or holder is None or mandate is None:
        raise NotFound("step", step_key)
    audit.record(by=by, action="case.issue_link", case_code=case.code, who=step.title)
    return _make(step, holder_id=holder.id, holder_name=holder.name, holder_title=mandate.title)


def issue_to_party(row: Confirmation, *, by: Actor) -> str:
    """A link for somebody who is asked to confirm; the room's own `confirming` says who may have one."""
    audit.record(by=by, action="case.issue_link", case_code=row.step.case.code, who=row.role)
    return _make(row.step, confirmation=row, holder_name=row.name, holder_title=row.role)


def party_link(token: str) -> OneTimeLink:
    """The link of a party. Raises NotFound for any other word and DomainError `link_expired`."""
    link = _link(token)
    if link.confirmation_id is None:
        raise NotFound("link")
    return link


def _make(step: CaseStep, *, holder_name: str, holder_title: str, **whose: Any) -> str:
    token, now = new_token(), clock.now()
    OneTimeLink.objects.create(
        step=step,
        digest=_digest(token),
        holder_name=holder_name,
        holder_title=holder_title,
        created_at=now,
        expires_at=now + LIFETIME,
        **whose,
    )
    return token


def _holders(case: Case) -> tuple[accounts.PersonRecord, ...]:
    if case.who not in ("rt", "rw"):
        return ()
    return accounts.holders_of(
        ROLE_OF[case.who],
        office_id=case.office_id,
        rt_id=case.rt_id if case.who == "rt" else None,
        rw_id=case.rw_id if case.who == "rw" else None,
    )


def _head_link(token: str) -> OneTimeLink:
    """The link of an RT or RW head; a party's word opens nothing here."""
    link = _link(token)
    if link.holder_id is None:
        raise NotFound("link")
    return link


def _link(token: str) -> OneTimeLink:
    link = OneTimeLink.objects.select_related("step__case").filter(digest=_digest(token)).first()
    if link is None:
        raise NotFound("link")
    if link.used_at is None and link.expires_at <= clock.now():
        raise DomainError("link_expired")
    return link


def _use(token: str) -> tuple[Case, Actor]:
    """Spend the link: exactly one request wins. Gives the locked case and who acts."""
    link = _head_link(token)
    case = Case.objects.select_for_update(of=("self",)).get(pk=link.step.case_id)
    spent = OneTimeLink.objects.filter(pk=link.pk, used_at__isnull=True).update(used_at=clock.now())
    is_current = case.step == link.step.key and case.status == Status.ENDORSEMENT
    still_holds = any(person.id == link.holder_id for person in _holders(case))
    if not spent or not is_current:
        raise DomainError("link_used")
    if not still_holds:
        raise DomainError("link_expired")
    return case, Actor(name=link.holder_name, title=link.holder_title, user_id=link.holder_id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
