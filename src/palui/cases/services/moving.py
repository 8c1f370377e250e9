"""How a case moves along its route; used by every decision, never called from outside the room."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from palui.cases.domain import STATUS_DURING, Action, Effect, Status, StepState, effect_of
from palui.cases.events import CaseIssued, CaseTurnedBack, StepReached, StepTimeIsUp
from palui.cases.models import Case, CaseStep
from palui.cases.services import parties
from palui.catalogue.domain import StepKind
from palui.kernel.actors import Actor
from palui.kernel.errors import Conflict, DomainError
from palui.outbox import services as outbox
from palui.regions import selectors as regions
from palui.regions.domain import add_working_time
from palui.statements.services import change, change_all


def check_revision(case: Case, revision: int | None) -> None:
    """Raise Conflict `case_changed` when somebody acted since the page was opened."""
    if revision is not None and revision != case.revision:
        raise Conflict("case_changed", by=case.last_actor)


def begin(case: Case, step: CaseStep, *, now: datetime, time_left: timedelta | None = None) -> None:
    """Make `step` the current one; its clock runs in the office's working hours. The caller saves the case."""
    start(case, step, now=now, time_left=time_left)
    change(step, "state", "started_at", "due_at", "done_at")
    announce(case, step, now=now)


def start(case: Case, step: CaseStep, *, now: datetime, time_left: timedelta | None = None) -> None:
    """The same as far as case and step know it; the caller stores both, and announces."""
    hours = regions.working_hours(case.office_id)
    step.state = StepState.CURRENT
    step.started_at = now
    step.due_at = add_working_time(now, timedelta(hours=step.hours) if time_left is None else time_left, hours)
    step.done_at = None
    if case.who != step.who:
        case.claimed_by_id, case.claimed_by_name = None, ""
    case.status = STATUS_DURING[StepKind(step.kind)]
    case.step, case.who, case.due_at, case.time_left, case.is_late = step.key, step.who, step.due_at, None, False


def announce(case: Case, step: CaseStep, *, now: datetime) -> None:
    """Tell that a stored step has begun."""
    if step.kind == StepKind.CONFIRM:
        parties.ask(case, step, now=now)
    outbox.emit(StepReached(code=case.code, step=step.key, who=step.who))
    watch(case, step)


def watch(case: Case, step: CaseStep) -> None:
    """Set the timer that finds out whether the step is late."""
    started = step.started_at.isoformat() if step.started_at is not None else ""
    outbox.emit(StepTimeIsUp(code=case.code, step=step.key, started_at=started), not_before=step.due_at)


def finish(
    case: Case,
    action: Action,
    *,
    by: Actor,
    now: datetime,
    note: str = "",
    report: dict[str, Any] | None = None,
    steps: Sequence[CaseStep] | None = None,
) -> CaseStep:
    """Carry out an action that ends the current step, and begin the next one or issue.

    `steps` where they were read already, since the case is held.
    Raises DomainError `action_not_allowed` when the table has no such move. The caller saves the case.
    """
    if effect_of(Status(case.status), action) is not Effect.ADVANCE:
        raise DomainError("action_not_allowed", action=action.value, status=case.status)
    river = tuple(case.steps.all() if steps is None else steps)
    step = next(one for one in river if one.state == StepState.CURRENT)
    step.state, step.done_at, step.note = StepState.DONE, now, note
    step.actor_name, step.actor_title = by.name, by.title
    step.was_late = step.due_at is not None and now > step.due_at
    changed = ["state", "done_at", "note", "actor_name", "actor_title", "was_late"]
    if report is not None:
        step.report = report
        changed.append("report")
    change(step, *changed)
    following = next((one for one in river if one.position > step.position and one.state == StepState.AHEAD), None)
    if following is not None:
        begin(case, following, now=now)
    else:
        _end(case, Status.ISSUED, now=now)
        outbox.emit(CaseIssued(code=case.code))
    return step


def go_back(case: Case, target: CaseStep, *, now: datetime, note: str = "") -> None:
    """Begin an earlier step anew; the steps since then are open once more. The caller saves the case."""
    since = case.steps.filter(position__gte=target.position)
    if since.filter(kind=StepKind.SIGN.value, state=StepState.DONE).exists():
        outbox.emit(CaseTurnedBack(code=case.code))
    since.update(state=StepState.AHEAD, started_at=None, due_at=None, done_at=None)
    target.refresh_from_db()
    if note:
        target.note = note
        target.save(update_fields=["note"])
    begin(case, target, now=now)


def close(case: Case, status: Status, *, now: datetime) -> None:
    """End the case. A step under way stops where it is."""
    case.steps.filter(state=StepState.CURRENT).update(state=StepState.STOPPED, done_at=now)
    _end(case, status, now=now)


def _end(case: Case, status: Status, *, now: datetime) -> None:
    case.status, case.closed_at = status, now
    case.step, case.who, case.due_at, case.time_left = "", "", None, None


def current_step(case: Case) -> CaseStep:
    """The step under way."""
    return case.steps.get(state=StepState.CURRENT)


def verifying_before(case: Case) -> CaseStep | None:
    """The officer's own step that lies nearest before the current one, or None."""
    step = current_step(case)
    return case.steps.filter(kind=StepKind.VERIFY.value, position__lt=step.position).last()


def save(case: Case, *, by: Actor) -> None:
    """Store the case with a new revision, so that pages opened before are told."""
    case.revision += 1
    case.last_actor = str(by)
    change_all(case)
