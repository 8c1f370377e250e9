"""The people who confirm: who they are, and what waits for one of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting
from palui.cases.domain import AnswerState, Party, Status, parties_in
from palui.cases.models import Confirmation
from palui.cases.selectors.records import CaseRecord
from palui.catalogue.domain import RouteStep, StepKind
from palui.intake import selectors as intake
from palui.intake.selectors import SubmissionRecord
from palui.kernel.errors import NotFound
from palui.kernel.identifiers import Nik
from palui.residents import selectors as residents
from palui.vault.ports import sealer


@dataclass(frozen=True, kw_only=True)
class AskedPerson:
    """A person who is to confirm, and where they can be written to; for telling them, never for a page.

    Nothing may be sent to who is not `is_reachable`: it would arrive at who wrote the answers.
    """

    confirmation_id: int
    name: str
    role: str
    phone: str
    email: str
    is_reachable: bool
    resident_id: int | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A confirmation that waits for the person who is signed in."""

    confirmation_id: int
    code: str
    service_title: str
    subject_name: str
    role: str
    asked_at: datetime


def confirm_step(submission: SubmissionRecord, step_key: str) -> RouteStep:
    """The confirm step of this key in the service's route. Raises NotFound."""
    for step in submission.service.definition.route:
        if step.key == step_key and step.kind is StepKind.CONFIRM:
            return step
    raise NotFound("step", step_key)


def parties_of(submission: SubmissionRecord, step_key: str) -> tuple[Party, ...]:
    """Whom a confirm step asks, or would ask, by the answers as they stand. Raises NotFound."""
    step = confirm_step(submission, step_key)
    question = submission.service.definition.form.by_key[step.of]
    return parties_in(submission.answers, step.of, role=question.item_label)


def parties_ahead(case: CaseRecord, step_key: str) -> tuple[tuple[Party, bool], ...]:
    """Whom the confirm step of a case will ask when it is reached, and whether a link may be sent to them."""
    submission = intake.submission(case.code)
    fillers = fillers_of(submission)
    return tuple((party, is_reachable(party, fillers)) for party in parties_of(submission, step_key))


@dataclass(frozen=True, kw_only=True)
class Filler:
    """Somebody who wrote the answers, and so could have written their own phone beside another's name."""

    nik: str
    phone: str
    email: str


def fillers_of(submission: SubmissionRecord) -> tuple[Filler, ...]:
    """The applicant, and who filled in for them."""
    applicant = submission.applicant
    fillers = [Filler(nik=_nik_of(applicant.resident_id), phone=applicant.phone, email=applicant.email)]
    if submission.assistance is not None:
        helper = accounts.person(submission.assistance.user_id)
        fillers.append(Filler(nik=_nik_of(helper.resident_id), phone=helper.phone, email=helper.email))
    return tuple(fillers)


def is_reachable(party: Party, fillers: Collection[Filler]) -> bool:
    """Whether a link may be sent: not where it reaches somebody else who wrote the answers."""
    return not any(
        party.is_reached_through(phone=filler.phone, email=filler.email) and party.nik != filler.nik
        for filler in fillers
    )


def _nik_of(resident_id: int | None) -> str:
    record = residents.facts_of(resident_id) if resident_id is not None else None
    return record.nik.digits if record is not None else ""


def asked_person(code: str, confirmation_id: int) -> AskedPerson | None:
    """The person behind a confirmation that still waits; None when it does not wait any more."""
    row = waiting_rows().filter(pk=confirmation_id, step__case__code=code).first()
    if row is None:
        return None
    nik = Nik(row.nik)
    return AskedPerson(
        confirmation_id=row.pk,
        name=row.name,
        role=row.role,
        phone=row.phone,
        email=row.email,
        is_reachable=row.is_reachable,
        resident_id=residents.ids_by_nik([nik]).get(nik),
    )


def asked_of(acting: Acting, *, limit: int = 20) -> tuple[Asked, ...]:
    """What waits for this person's confirmation, the oldest first."""
    mine = theirs(acting, nik_index_of(acting))
    rows = waiting_rows().filter(mine).order_by("asked_at")[:limit] if mine else ()
    return tuple(
        Asked(
            confirmation_id=row.pk,
            code=row.step.case.code,
            service_title=row.step.case.service_title,
            subject_name=row.step.case.subject_name,
            role=row.role,
            asked_at=row.asked_at,
        )
        for row in rows
    )


def theirs(acting: Acting, own: str) -> Q:
    """Confirmations of this person: by the index of their NIK (`nik_index_of`), or by the phone of their account.

    A phone of who wrote the answers says nothing about whose the confirmation is.
    """
    mine = Q()
    if own:
        mine |= Q(nik_index=own)
    if acting.user_id is not None and acting.phone:
        mine |= Q(phone_index=phone_index(acting.phone), is_reachable=True)
    return mine


def nik_index_of(acting: Acting) -> str:
    """Under what confirmations of the resident who is signed in are found; empty for who is no resident."""
    digits = _nik_of(acting.resident_id)
    return residents.nik_index(Nik(digits)) if digits else ""


def waiting_rows() -> QuerySet[Confirmation]:
    """Confirmations that can be given now: asked, and the case stands at their step."""
    rows = Confirmation.objects.filter(state=AnswerState.WAITING.value, step__case__status=Status.CONFIRMATION.value)
    return rows.filter(step__state="current").select_related("step__case")


def phone_index(e164: str) -> str:
    """Under what a confirmation finds a phone."""
    return sealer().index("phone", e164)
