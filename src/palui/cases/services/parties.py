"""Whom a confirm step asks: planned from the answers when the step begins."""

from datetime import datetime

from palui.cases.domain import AnswerState, Party
from palui.cases.events import ConfirmationAsked
from palui.cases.models import Case, CaseStep, Confirmation
from palui.cases.selectors.parties import parties_of, phone_index
from palui.intake import selectors as intake
from palui.intake.selectors import Applicant
from palui.kernel.identifiers import Nik
from palui.outbox import services as outbox
from palui.residents import selectors as residents


def ask(case: Case, step: CaseStep, *, now: datetime) -> None:
    """Ask every person of the step, anew: what was said before counts no more."""
    submission = intake.submission(case.code)
    Confirmation.objects.filter(step=step).exclude(state=AnswerState.OVER.value).update(state=AnswerState.OVER.value)
    own_index = _nik_index_of(submission.applicant)
    for position, party in enumerate(parties_of(submission, step.key), start=1):
        index = residents.nik_index(Nik(party.nik))
        row = Confirmation.objects.create(
            step=step,
            position=position,
            role=party.role,
            name=party.name,
            nik=party.nik,
            nik_index=index,
            phone=party.phone,
            phone_index=phone_index(party.phone),
            email=party.email,
            is_reachable=index == own_index or not _leads_to_applicant(party, submission.applicant),
            asked_at=now,
        )
        outbox.emit(ConfirmationAsked(code=case.code, confirmation_id=row.pk))


def _leads_to_applicant(party: Party, applicant: Applicant) -> bool:
    """Whether a link for this person would reach the applicant, who then could answer in their place."""
    return party.is_reached_through(phone=applicant.phone, email=applicant.email)


def _nik_index_of(applicant: Applicant) -> str:
    record = residents.facts_of(applicant.resident_id) if applicant.resident_id is not None else None
    return residents.nik_index(record.nik) if record is not None else ""
