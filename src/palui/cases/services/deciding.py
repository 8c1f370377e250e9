"""What officers, heads of neighbourhoods and the applicant decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from palui.accounts.domain import Acting, MandateRecord
from palui.audit import services as audit
from palui.cases.access import Door, Relation, open_door, where_of
from palui.cases.domain import Action, Status, effect_of, mandate_for
from palui.cases.events import CaseRefused, CaseWithdrawn
from palui.cases.models import Case, CaseStep
from palui.cases.selectors import CaseView, may_stand_in, view_through
from palui.cases.services import moving
from palui.formspec import FILES, FormSpec, validate
from palui.intake import selectors as intake
from palui.intake import services as intake_services
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.outbox import services as outbox
from palui.outbox.services import unit_of_work


@transaction.atomic
def look_at(*, acting: Acting, code: str) -> CaseView:
    """Open a case to read it. The look is recorded, except the applicant's own."""
    door = open_door(acting, code)
    if door.relation is not Relation.APPLICANT:
        audit.record(by=acting.actor(door.mandate), action="case.view", case_code=door.case.code)
    return view_through(acting, door)


@transaction.atomic
def look_at_evidence(*, acting: Acting, code: str, evidence_id: int) -> tuple[bytes, intake.EvidenceRecord]:
    """One file of the case, and the look at it recorded. Raises NotFound for who may not see files."""
    door = open_door(acting, code)
    record = next((item for item in intake.submission(door.case.code).evidence if item.id == evidence_id), None)
    if record is None or not door.sees_everything:
        raise NotFound("evidence", evidence_id)
    if door.relation is not Relation.APPLICANT:
        audit.record(
            by=acting.actor(door.mandate),
            action="evidence.view",
            case_code=door.case.code,
            title=_title_of(door.case, record),
        )
    return intake.evidence_content(record.id), record


def _title_of(case: Case, record: intake.EvidenceRecord) -> str:
    titles = {item.key: item.title for item in intake.without_files(case.code).service.definition.evidence}
    return titles.get(record.key, "foto lapangan")


@unit_of_work()
def endorse(*, acting: Acting, code: str, note: str = "", revision: int | None = None) -> None:
    """RT or RW head confirms. A late one may be stood in for by an officer, who must say why."""
    door = open_door(acting, code, lock=True)
    case = door.case
    moving.check_revision(case, revision)
    effect_of(Status(case.status), Action.ENDORSE)
    mandate = mandate_for(acting, case.who, where_of(case))
    if mandate is None:
        if not may_stand_in(acting, case):
            raise DomainError("not_your_turn")
        if not note.strip():
            raise InvalidInput({"note": "Tulis alasan Anda menggantikan, misalnya nomor surat pengantar RT."})
        mandate = door.mandate
    _finish(case, Action.ENDORSE, by=acting.actor(mandate), note=note, steps=door.steps)


@unit_of_work()
def verify(*, acting: Acting, code: str, note: str = "", revision: int | None = None) -> None:
    """The officer found the file complete and right, and passes it on."""
    door, mandate = _my_door(acting, code, Action.VERIFY, revision)
    _finish(door.case, Action.VERIFY, by=acting.actor(mandate), note=note, steps=door.steps)


@unit_of_work()
def countersign(*, acting: Acting, code: str, note: str = "", revision: int | None = None) -> None:
    """Section head or secretary puts an initial (paraf) on the file."""
    door, mandate = _my_door(acting, code, Action.COUNTERSIGN, revision)
    _finish(door.case, Action.COUNTERSIGN, by=acting.actor(mandate), note=note, steps=door.steps)


def attach_inspection_photo(*, acting: Acting, code: str, key: str, content: bytes, filename: str) -> None:
    """Keep a photo for the field check under way, before the check itself is sent.

    Raises NotFound for a key that is no photo of the form; InvalidInput for a file that is none.
    """
    case, _ = _my_turn(acting, code, Action.INSPECT, None, lock=False)
    field = inspection_form(case).by_key.get(key)
    if field is None or field.kind not in FILES:
        raise NotFound("field", key)
    fit = _fit_photos(case, {key: (filename, content)})
    if fit.errors:
        raise InvalidInput(fit.errors)
    with transaction.atomic():
        case, mandate = _my_turn(acting, code, Action.INSPECT, None)
        _attach(case, fit, by=acting.actor(mandate))


def inspect(
    *,
    acting: Acting,
    code: str,
    raw: Mapping[str, Any],
    files: Mapping[str, tuple[str, bytes]] | None = None,
    note: str = "",
    revision: int | None = None,
) -> None:
    """Store the field check: the answers of the step's own form and its photos (name, content).

    Raises InvalidInput with a sentence per place.
    """
    case, _ = _my_turn(acting, code, Action.INSPECT, revision, lock=False)
    fit = _fit_photos(case, files or {})
    if fit.errors:
        raise InvalidInput(fit.errors)
    with unit_of_work():
        case, mandate = _my_turn(acting, code, Action.INSPECT, revision)
        by = acting.actor(mandate)
        _attach(case, fit, by=by)
        outcome = validate(inspection_form(case), raw, files=step_files(case), today=clock.today())
        if outcome.errors:
            raise InvalidInput(outcome.errors)
        _finish(case, Action.INSPECT, by=by, note=note, report=dict(outcome.answers))


def _fit_photos(case: Case, files: Mapping[str, tuple[str, bytes]]) -> intake_services.FitFiles:
    """Made ready before the database is asked to wait."""
    named = {step_evidence_key(case.step, key): file for key, file in files.items()}
    return intake_services.fit_files(code=case.code, files=named)


def _attach(case: Case, fit: intake_services.FitFiles, *, by: Actor) -> None:
    for key, file in fit.kept.items():
        intake_services.attach_step_evidence(code=case.code, key=key, file=file, by=by)


@transaction.atomic
def claim(*, acting: Acting, code: str, revision: int | None = None) -> None:
    """Take a waiting case in hand, so that colleagues see who works on it."""
    case, mandate = _my_turn(acting, code, Action.CLAIM, None)
    moving.check_revision(case, revision)
    if revision is None and case.claimed_by_id not in (None, acting.user_id):
        # Taking over from a colleague needs a page that showed whose it is.
        raise Conflict("case_claimed", by=case.claimed_by_name)
    case.claimed_by_id, case.claimed_by_name = acting.user_id, acting.name
    moving.save(case, by=acting.actor(mandate))
    audit.record(by=acting.actor(mandate), action="case.claim", case_code=case.code)


@transaction.atomic
def hand_back(*, acting: Acting, code: str, revision: int | None = None) -> None:
    """Put the case back into the queue."""
    case, mandate = _my_turn(acting, code, Action.HAND_BACK, revision)
    case.claimed_by_id, case.claimed_by_name = None, ""
    moving.save(case, by=acting.actor(mandate))
    audit.record(by=acting.actor(mandate), action="case.hand_back", case_code=case.code)


@unit_of_work()
def send_back(*, acting: Acting, code: str, note: str, revision: int | None = None) -> None:
    """Ask the officer to look again, saying at what. The steps since then are open once more."""
    case, mandate = _my_turn(acting, code, Action.SEND_BACK, revision)
    if not note.strip():
        raise InvalidInput({"note": "Tulis apa yang perlu diperiksa lagi."})
    by = acting.actor(mandate)
    target = moving.verifying_before(case)
    if target is None:
        raise DomainError("action_not_allowed", action=Action.SEND_BACK.value, status=case.status)
    moving.go_back(case, target, now=clock.now(), note=f"Dikembalikan {by}: {note.strip()}")
    moving.save(case, by=by)
    audit.record(by=by, action="case.send_back", case_code=case.code)


@unit_of_work()
def reject(*, acting: Acting, code: str, reason: str, legal_basis: str = "", revision: int | None = None) -> None:
    """End the case without a letter. An officer names the reason and the rule; an RT or RW head the reason."""
    door = open_door(acting, code, lock=True)
    case = door.case
    moving.check_revision(case, revision)
    effect_of(Status(case.status), Action.REJECT)
    mandate = (
        door.mandate
        if case.status == Status.CORRECTION and door.relation is Relation.OFFICE
        else _mandate_now(acting, case)
    )
    if mandate is None:
        raise DomainError("not_your_turn")
    errors = {}
    if not reason.strip():
        errors["reason"] = "Tulis alasan penolakan dengan kata yang mudah dimengerti pemohon."
    if not legal_basis.strip() and case.status != Status.ENDORSEMENT:
        errors["legal_basis"] = "Sebutkan dasar hukumnya, misalnya Perwali 59/2013."
    if errors:
        raise InvalidInput(errors)
    refuse(case, by=acting.actor(mandate), reason=reason.strip(), legal_basis=legal_basis.strip())


@unit_of_work()
def withdraw(*, acting: Acting, code: str, revision: int | None = None) -> None:
    """The applicant takes the request back."""
    door = open_door(acting, code, lock=True)
    case = door.case
    effect_of(Status(case.status), Action.WITHDRAW)
    if door.relation is not Relation.APPLICANT:
        raise DomainError("only_applicant")
    moving.check_revision(case, revision)
    by = acting.actor(None)
    moving.close(case, Status.WITHDRAWN, now=clock.now())
    moving.save(case, by=by)
    audit.record(by=by, action="case.withdraw", case_code=case.code)
    outbox.emit(CaseWithdrawn(code=case.code))


def refuse(case: Case, *, by: Actor, reason: str, legal_basis: str) -> None:
    """End a locked case as refused; shared by the desk and the one-time link."""
    case.closing_reason, case.closing_basis = reason, legal_basis
    moving.close(case, Status.REFUSED, now=clock.now())
    moving.save(case, by=by)
    audit.record(by=by, action="case.reject", case_code=case.code, reason=reason)
    outbox.emit(CaseRefused(code=case.code))


def inspection_form(case: Case) -> FormSpec:
    """The form of the step under way. Raises DomainError when this step has none."""
    definition = intake.without_files(case.code).service.definition
    form = next((step.form for step in definition.route if step.key == case.step), None)
    if form is None:
        raise DomainError("action_not_allowed", action=Action.INSPECT.value, status=case.status)
    return form


def step_files(case: Case) -> dict[str, intake.EvidenceRecord]:
    """Photos already taken for the step under way, by field key."""
    prefix = step_evidence_key(case.step, "")
    return {
        item.key.removeprefix(prefix): item
        for item in intake.submission(case.code).evidence
        if item.key.startswith(prefix)
    }


def step_evidence_key(step: str, field: str) -> str:
    """Under which key a step's photo is kept among the submission's evidence."""
    return f"{step}__{field}"


def _my_turn(
    acting: Acting, code: str, action: Action, revision: int | None, *, lock: bool = True
) -> tuple[Case, MandateRecord]:
    """The case, held unless told otherwise, and the mandate with which this person may do the current step."""
    door, mandate = _my_door(acting, code, action, revision, lock=lock)
    return door.case, mandate


def _my_door(
    acting: Acting, code: str, action: Action, revision: int | None, *, lock: bool = True
) -> tuple[Door, MandateRecord]:
    """The same with the case's steps."""
    door: Door = open_door(acting, code, lock=lock)
    moving.check_revision(door.case, revision)
    effect_of(Status(door.case.status), action)
    mandate = _mandate_now(acting, door.case)
    if mandate is None:
        raise DomainError("not_your_turn")
    return door, mandate


def _mandate_now(acting: Acting, case: Case) -> MandateRecord | None:
    known = case.status != Status.CORRECTION and bool(case.who)
    return mandate_for(acting, case.who, where_of(case)) if known else None


def _finish(
    case: Case,
    action: Action,
    *,
    by: Actor,
    note: str,
    report: dict[str, Any] | None = None,
    steps: Sequence[CaseStep] | None = None,
) -> None:
    moving.finish(case, action, by=by, now=clock.now(), note=note.strip(), report=report, steps=steps)
    moving.save(case, by=by)
    params = {
        "endorse": {"title": by.title},
        "countersign": {"title": by.title},
        "inspect": {"finding": note.strip() or "hasil tersimpan"},
    }
    audit.record(by=by, action=f"case.{action.value}", case_code=case.code, **params.get(action.value, {}))
