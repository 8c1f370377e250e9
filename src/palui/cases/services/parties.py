"""Whom a confirm step asks: planned from the answers when the step begins."""

from datetime import datetime

from palui.cases.domain import AnswerState
from palui.cases.events import ConfirmationAsked
from palui.cases.models import Case, CaseStep, Confirmation
from palui.cases.selectors.parties import fillers_of, is_reachable, parties_of, phone_index
from palui.intake import selectors as intake
from palui.kernel.identifiers import Nik
from palui.outbox import services as outbox
from palui.residents import selectors as residents


def ask(case: Case, step: CaseStep, *, now: datetime) -> None:
    """Ask every person of the step, anew: what was said before counts no more."""
    submission = intake.submission(case.code)
    Confirmation.objects.filter(step=step).exclude(state=AnswerState.OVER.value).update(state=AnswerState.OVER.value)
    fillers = fillers_of(submission)
    for position, party in enumerate(parties_of(submission, step.key), start=1):
        row = Confirmation.objects.create(
            step=step,
            position=position,
            role=party.role,
            name=party.name,
            nik=party.nik,
            nik_index=residents.nik_index(Nik(party.nik)),
            phone=party.phone,
            phone_index=phone_index(party.phone),
            email=party.email,
            is_reachable=is_reachable(party, fillers),
            asked_at=now,
        )
        outbox.emit(ConfirmationAsked(code=case.code, confirmation_id=row.pk))
