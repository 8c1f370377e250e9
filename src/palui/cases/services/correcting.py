"""Asking the applicant to correct something, place by place, and taking the answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.cases.access import Door, open_door, where_of
from palui.cases.domain import (
    STATUS_DURING,
    Action,
    Status,
    StepState,
    confirmed_before,
    effect_of,
    mandate_for,
)
from palui.cases.events import CorrectionAnswered, CorrectionAsked
from palui.cases.models import Case, CaseStep, Correction
from palui.cases.selectors import may_answer
from palui.cases.services import moving, parties
from palui.cases.services.opening import place_again
from palui.catalogue.domain import StepKind
from palui.intake import selectors as intake
from palui.intake import services as intake_services
from palui.intake.selectors import SubmissionRecord
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import DomainError, InvalidInput
from palui.outbox import services as outbox
from palui.outbox.services import unit_of_work
from palui.regions import selectors as regions
from palui.regions.domain import add_working_time, working_time_between


@unit_of_work()
def ask_correction(*, acting: Acting, code: str, items: Sequence[tuple[str, str]], revision: int | None = None) -> None:
    """Ask for a correction: `items` are (place, note), a place being a field's or an evidence's key.

    The clock stops until the answer. Raises InvalidInput when nothing is asked or a note is missing.
    """
    door = open_door(acting, code, lock=True)
    case = door.case
    moving.check_revision(case, revision)
    effect_of(Status(case.status), Action.ASK_CORRECTION)
    mandate = mandate_for(acting, case.who, where_of(case))
    if mandate is None:
        raise DomainError("not_your_turn")
    labels = correctable_places(intake.submission(case.code))
    errors = {place: "Tulis apa yang perlu diperbaiki." for place, note in items if not note.strip()}
    errors |= {place: "Bagian ini tidak ada dalam permohonan." for place, _ in items if place not in labels}
    if not items:
        errors["items"] = "Pilih bagian yang perlu diperbaiki."
    if errors:
        raise InvalidInput(errors)
    ask(case, items, labels=labels, by=acting.actor(mandate))


def ask(case: Case, items: Sequence[tuple[str, str]], *, labels: Mapping[str, str], by: Actor) -> None:
    """Stop the clock of a locked case and ask the applicant; `labels` name the places."""
    now = clock.now()
    step = moving.current_step(case)
    hours = regions.working_hours(case.office_id)
    case.time_left = working_time_between(now, case.due_at or now, hours)
    case.status, case.who, case.due_at = Status.CORRECTION, "applicant", None
    step.due_at = None
    step.save(update_fields=["due_at"])
    correction = Correction.objects.create(
        case=case,
        items=[{"place": place, "label": labels[place], "note": note.strip()} for place, note in items],
        asked_by=str(by),
        asked_at=now,
    )
    moving.save(case, by=by)
    audit.record(
        by=by, action="case.ask_correction", case_code=case.code, fields=", ".join(labels[place] for place, _ in items)
    )
    outbox.emit(CorrectionAsked(code=case.code, correction_id=correction.pk))


def answer_correction(
    *, acting: Acting, code: str, raw: Mapping[str, Any], files: Mapping[str, tuple[str, bytes]] | None = None
) -> None:
    """Take the corrected answers and files; the same step goes on with the time it had left.

    Only places that were asked for change. Who confirmed something that has changed is asked anew: the case goes back to
    that step. Raises InvalidInput with a sentence per place.
    """
    case = _opened_to_answer(acting, code, lock=False).case
    fit = intake_services.fit_files(code=case.code, files=files or {})
    with unit_of_work():
        _answer(acting, code, raw, fit)


def _answer(acting: Acting, code: str, raw: Mapping[str, Any], files: intake_services.FitFiles) -> None:
    door = _opened_to_answer(acting, code, lock=True)
    case = door.case
    correction = Correction.objects.get(case=case, answered_at__isnull=True)
    places = [item["place"] for item in correction.items]
    intake_services.amend(acting=acting, code=case.code, places=places, raw=raw, files=files)
    place_again(case)
    now, by = clock.now(), acting.actor(door.mandate)
    correction.answered_at = now
    correction.save(update_fields=["answered_at"])
    outdated = _outdated(case, places)
    if outdated is not None:
        moving.go_back(case, outdated, now=now)
    else:
        _resume(case, now=now)
    moving.save(case, by=by)
    audit.record(by=by, action="case.answer_correction", case_code=case.code)


def _opened_to_answer(acting: Acting, code: str, *, lock: bool) -> Door:
    door = open_door(acting, code, lock=lock)
    effect_of(Status(door.case.status), Action.ANSWER_CORRECTION)
    if not may_answer(acting, door):
        raise DomainError("only_applicant")
    return door


def _resume(case: Case, *, now: datetime) -> None:
    """Put the case back to the step at which the applicant was asked, with the time that was left."""
    step = moving.current_step(case)
    if step.kind == StepKind.CONFIRM:
        # Whoever was asked saw the answers as they were.
        parties.ask(case, step, now=now)
    hours = regions.working_hours(case.office_id)
    step.due_at = add_working_time(now, case.time_left, hours) if case.time_left is not None else now
    step.save(update_fields=["due_at"])
    case.status = STATUS_DURING[StepKind(step.kind)]
    case.who, case.due_at, case.time_left = step.who, step.due_at, None
    moving.watch(case, step)
    outbox.emit(CorrectionAnswered(code=case.code, step=step.key, who=step.who))


def _outdated(case: Case, places: Sequence[str]) -> CaseStep | None:
    """The first step at which people confirmed what has now changed, or signed what it was before, or None."""
    done = case.steps.filter(kind=StepKind.CONFIRM.value, state=StepState.DONE.value).values_list("key", flat=True)
    route = intake.submission(case.code).service.definition.route
    key = confirmed_before(route, changed=places, done=list(done))
    if key:
        return case.steps.get(key=key)
    # Whoever signs first after this signs a letter with the corrected answers.
    return case.steps.filter(kind=StepKind.SIGN.value, state=StepState.DONE.value).first()


def correctable_places(submission: SubmissionRecord) -> dict[str, str]:
    """What can be asked for: key → label, the form's fields first, then the evidence."""
    definition = submission.service.definition
    places = {field.key: field.label for group in definition.form.groups for field in group.fields}
    return places | {item.key: item.title for item in definition.evidence}
