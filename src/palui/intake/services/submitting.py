"""Submitting: everything is checked once more, then frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from palui import formspec
from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.intake.access import actor_for, submission_for
from palui.intake.domain import Channel, SubmissionState
from palui.intake.events import SubmissionReceived
from palui.intake.models import Submission
from palui.intake.selectors import Applicant, SubmissionRecord, assistance_of, choices, known_to, record_of
from palui.intake.services.consenting import new_pin, problem_with_consent
from palui.intake.services.placing import Placement, closed, place
from palui.kernel import clock
from palui.kernel.errors import InvalidInput
from palui.kernel.language import say
from palui.outbox import services as outbox
from palui.outbox.services import unit_of_work
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord
from palui.statements.services import change_all

NO_PHONE = "Tambahkan nomor ponsel di akun Anda, supaya kami bisa mengabari"


@dataclass(frozen=True, kw_only=True)
class Check:
    """A draft as it would be submitted: clean answers, who decides, and what needs correcting, by place."""

    answers: Mapping[str, Any]
    placement: Placement
    errors: Mapping[str, str]


@unit_of_work()
def submit(*, acting: Acting, code: str) -> None:
    """Freeze a draft and hand it on. Submitting what was submitted already changes nothing.

    Raises NotFound; InvalidInput with a sentence for every place that needs correcting: keys of answers and of
    evidence, "phone" when the account has none, "subject", "persetujuan" for the consent of whom it is filled in for.
    """
    row = submission_for(acting, code, lock=True)
    if row.state == SubmissionState.SUBMITTED:
        return
    record = record_of(row)
    found = check(acting=acting, record=record)
    if found.errors:
        raise InvalidInput(found.errors)
    placement = found.placement
    now = clock.now()
    row.state = SubmissionState.SUBMITTED.value
    row.answers = dict(found.answers)
    row.applicant_facts = _applicant_facts(record.applicant) if row.assisted_by_id is None else _facts_of_assisted(row)
    row.office_id, row.rt_id, row.rw_id = placement.office_id, placement.rt_id, placement.rw_id
    row.submitted_at = row.updated_at = now
    row.version += 1
    change_all(row)
    facts: dict[str, Any] = {"channel": Channel(row.channel).label, "evidence": len(record.evidence)}
    assistance = assistance_of(row)
    if assistance is not None and assistance.consent is not None:
        facts["consent"] = assistance.consent.kind.label
    audit.record(
        by=actor_for(acting, row),
        action="submission.submit" if assistance is None else "submission.submit_for",
        case_code=row.code,
        **facts,
    )
    outbox.emit(SubmissionReceived(code=row.code))


def check(*, acting: Acting, record: SubmissionRecord, known: Mapping[int, ResidentRecord] | None = None) -> Check:
    """What `submit` would find in this draft now. `errors` is empty when it is ready.

    `known` is what the register says of people, where it was read for several drafts.
    """
    definition, files = record.service.definition, record.files()
    outcome = formspec.validate(definition.form, record.answers, files=files, choices=choices())
    evidence = formspec.validate(definition.evidence_form(known_to=known_to(record.subject)), {}, files=files)
    errors = {**outcome.errors, **evidence.errors}
    placement = place(definition, outcome.answers, subject_resident_id=record.subject.resident_id, known=known)
    if not any(where.partition(".")[0] == definition.jurisdiction for where in outcome.errors):
        errors.update({**closed(definition, placement, begun_at=record.created_at), **placement.errors})
    if record.assistance is not None:
        problem = problem_with_consent(record)
        if problem:
            errors["persetujuan"] = say(problem)
    elif not acting.phone:
        errors["phone"] = NO_PHONE
    return Check(answers=outcome.answers, placement=placement, errors=errors)


def check_all(*, acting: Acting, records: Sequence[SubmissionRecord]) -> tuple[Check, ...]:
    """The same for several drafts, with each person looked up once."""
    people = {record.subject.resident_id for record in records}
    known = {one.id: one for who in people if who is not None and (one := residents.facts_of(who)) is not None}
    return tuple(check(acting=acting, record=record, known=known) for record in records)


def _applicant_facts(applicant: Applicant) -> dict[str, object]:
    """The applicant as they stand today: later changes of the account do not reach what was submitted."""
    return {
        "name": applicant.name,
        "phone": applicant.phone,
        "email": applicant.email,
        "resident_id": applicant.resident_id,
    }


def _facts_of_assisted(row: Submission) -> dict[str, object]:
    """The applicant for whom somebody filled in; without a phone they get four digits on paper."""
    facts = dict(row.applicant_facts)
    return facts if facts.get("phone") else facts | {"pin": new_pin()}
