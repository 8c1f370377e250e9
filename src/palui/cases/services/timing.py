"""Steps that are late."""

from datetime import datetime

from django.db import transaction

from palui.audit import services as audit
from palui.cases.domain import ESCALATES_TO, Status, StepState
from palui.cases.events import StepOverdue, StepTimeIsUp
from palui.cases.models import Case
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.outbox import services as outbox


@transaction.atomic
def escalate_if_late(event: StepTimeIsUp) -> None:
    """Reaction to a step's timer: mark the case late and tell the next one up.

    Does nothing when the step is done, the clock stands, or the step got a new time meanwhile: then
    another timer was set.
    """
    case = Case.objects.select_for_update(of=("self",)).filter(code=event.code).first()
    if case is None or case.step != event.step or case.status == Status.CORRECTION or case.is_late:
        return
    step = case.steps.get(state=StepState.CURRENT)
    if step.started_at != datetime.fromisoformat(event.started_at) or case.due_at is None or case.due_at > clock.now():
        return
    case.is_late = True
    case.save(update_fields=["is_late"])
    audit.record(by=SYSTEM, action="case.overdue", case_code=case.code, step=step.title)
    outbox.emit(StepOverdue(code=case.code, step=step.key, who=step.who, tell=ESCALATES_TO[step.who].value))
