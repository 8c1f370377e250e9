"""What the room of letters asks of a case: hold it while signing, and end it when the letter is out."""

from collections.abc import Sequence

from django.db import transaction

from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting, MandateRecord
from palui.audit import services as audit
from palui.cases.access import Door, held, open_door, where_of
from palui.cases.domain import Action, Status, StepState, effect_of, mandate_for
from palui.cases.models import Case, CaseStep
from palui.cases.ports import LetterFact
from palui.cases.selectors import SigningTask, task_of
from palui.cases.services import moving
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import DomainError, NotFound


def task_to_sign(*, acting: Acting, code: str, revision: int | None = None) -> tuple[SigningTask, MandateRecord]:
    """What is to be signed as it stands now, and with which mandate. Nothing is held: `lock_for_signing` has the last word.

    Raises as `lock_for_signing`.
    """
    door, mandate = _opened(acting, code, revision, lock=False)
    return task_of(door.case, door.steps), mandate


def lock_for_signing(
    *, acting: Acting, code: str, revision: int | None = None, seen: SigningTask | None = None
) -> tuple[SigningTask, MandateRecord]:
    """Hold the case for the caller's transaction and say with which mandate this person signs.

    Which of several signatures it is, the task's case says: `case.step` is the key of the sign step under way.
    The task is `seen` itself when nothing has moved since: what a letter says follows from the case, and every change
    of it is a new revision. Raises NotFound for strangers, `action_not_allowed` unless the letter waits for a signature,
    `not_your_turn` without a mandate in force, `case_changed` when the page was older.
    """
    door, mandate = _opened(acting, code, revision, lock=True)
    if seen is not None and (seen.case.revision, seen.case.step) == (door.case.revision, door.case.step):
        return seen, mandate
    return task_of(door.case, door.steps), mandate


def _opened(acting: Acting, code: str, revision: int | None, *, lock: bool) -> tuple[Door, MandateRecord]:
    door = open_door(acting, code, lock=lock)
    moving.check_revision(door.case, revision)
    effect_of(Status(door.case.status), Action.SIGN)
    mandate = mandate_for(acting, door.case.who, where_of(door.case))
    if mandate is None:
        raise DomainError("not_your_turn")
    return door, mandate


@transaction.atomic
def signed_in_part(*, code: str, signer_id: int, signer_title: str) -> None:
    """One of several signatures was given, and not the last: its step is done, the next signatory's begins.

    For the room of letters, which holds the case by `lock_for_signing`. Raises DomainError `action_not_allowed` when no
    signature is awaited, or no other comes after it.
    """
    case, steps = _held(code)
    effect_of(Status(case.status), Action.SIGN)
    if not _is_followed(steps):
        raise DomainError("action_not_allowed", action=Action.SIGN.value, status=case.status)
    by = _signer(signer_id, signer_title)
    moving.finish(case, Action.SIGN, by=by, now=clock.now(), steps=steps)
    moving.save(case, by=by)


@transaction.atomic(savepoint=False)
def close_as_issued(event: LetterFact) -> None:
    """Reaction to a letter with all its signatures: the last step is done. Safe to run twice."""
    case, steps = _held(event.code)
    if case.status != Status.SIGNING:
        return
    if _is_followed(steps):
        return
    by = _signer(event.signer_id, event.signer_title)
    moving.finish(case, Action.SIGN, by=by, now=clock.now(), steps=steps)
    moving.save(case, by=by)
    if case.status == Status.ISSUED:
        audit.record(by=by, action="case.close", case_code=case.code)


def _held(code: str) -> tuple[Case, tuple[CaseStep, ...]]:
    case, steps = held(code)
    if case is None:
        raise NotFound("case", code)
    return case, steps


def _is_followed(steps: Sequence[CaseStep]) -> bool:
    """Whether another step comes after the current one."""
    return steps[-1].state != StepState.CURRENT


def _signer(user_id: int, title: str) -> Actor:
    return Actor(name=accounts.person(user_id).name, title=title, user_id=user_id)
