"""The API of a case seen whole: where it stands, what happened, and its letter."""

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema

from palui.accounts.domain import Acting
from palui.audit import selectors as audit
from palui.cases import services as cases
from palui.letters import selectors as letters

router = Router()


class Happening(Schema):
    """One line of the timeline, in Indonesian for people."""

    at: datetime
    actor: str
    action: str
    text: str


class StepStatus(Schema):
    """One step of the route: ahead, current, done or stopped."""

    key: str
    kind: str
    who: str
    title: str
    state: str
    due_at: datetime | None
    done_at: datetime | None


class LetterLink(Schema):
    """The signed letter: its number, and the token of its public page."""

    number: str
    token: str
    status: str


class CorrectionAsked(Schema):
    """A place to correct."""

    place: str
    label: str
    note: str


class WholeCase(Schema):
    """A case. `step` is the key of the step under way, empty once closed."""

    code: str
    service: str
    title: str
    status: str
    step: str
    due_at: datetime | None
    revision: int
    opened_at: datetime
    closed_at: datetime | None
    reason: str
    steps: list[StepStatus]
    corrections: list[CorrectionAsked]
    actions: list[str]
    timeline: list[Happening]
    letter: LetterLink | None


@router.get("/cases/{code}", response=WholeCase, summary="A case from asking to letter")
def whole_case(request: HttpRequest, code: str) -> WholeCase:
    """For its applicant and for who decides about it; a stranger gets 404. A look by others is recorded."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    view = cases.look_at(acting=acting, code=code)
    case = view.case
    letter = letters.letter_of_case(case.code)
    return WholeCase(
        code=case.code,
        service=case.service_code,
        title=case.service_title,
        status=case.status,
        step=case.step,
        due_at=case.due_at,
        revision=case.revision,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        reason=case.closing_reason,
        steps=[
            StepStatus(
                key=step.key,
                kind=step.kind,
                who=step.who,
                title=step.title,
                state=step.state,
                due_at=step.due_at,
                done_at=step.done_at,
            )
            for step in case.steps
        ],
        corrections=[
            CorrectionAsked(place=item.place, label=item.label, note=item.note)
            for item in (case.correction.items if case.correction else ())
        ],
        actions=[action.value for action in view.actions],
        timeline=[
            Happening(at=entry.at, actor=entry.actor, action=entry.action, text=entry.sentence)
            for entry in audit.entries_of_case(case.code)
        ],
        letter=LetterLink(number=letter.number, token=letter.token, status=letter.status) if letter else None,
    )
