"""The one door to a case. A stranger gets the same answer as for a case that does not exist."""

from dataclasses import dataclass
from enum import StrEnum

from palui.accounts.domain import Acting, MandateRecord, Role
from palui.cases.domain import StepState, Where, mandate_for, office_mandate
from palui.cases.models import Case, CaseStep
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import PublicCode
from palui.statements.selectors import Given, Statement


class Relation(StrEnum):
    """Why somebody may see a case, and so how much of it."""

    APPLICANT = "applicant"
    OFFICE = "office"
    ENDORSER = "endorser"  # RT or RW head: name, address and purpose only
    DISTRICT = "district"


@dataclass(frozen=True)
class Door:
    """An opened case with its steps, and in what relation the person stands to it."""

    case: Case
    steps: tuple[CaseStep, ...]
    relation: Relation
    mandate: MandateRecord | None

    @property
    def sees_everything(self) -> bool:
        """Answers, evidence and register data; RT and RW heads see only what they must confirm."""
        return self.relation is not Relation.ENDORSER


def where_of(case: Case) -> Where:
    """The office, neighbourhood and district that decide about the case."""
    return Where(
        office_id=case.office_id, rt_id=case.rt_id, rw_id=case.rw_id, district_office_id=case.district_office_id
    )


def open_door(acting: Acting, code: str, *, lock: bool = False) -> Door:
    """The case for this person. Raises NotFound for a stranger, a wrong code and a missing case alike.

    With `lock`, the row is held until the caller's transaction ends.
    """
    try:
        text = PublicCode.parse(code).text
    except DomainError as error:
        raise NotFound("case", code) from error
    case, steps = held(text) if lock else with_steps(text)
    opened = _relation(acting, case, steps) if case is not None else None
    if case is None or opened is None:
        raise NotFound("case", code)
    return Door(case, steps, *opened)


def may_see(acting: Acting, case: Case, steps: tuple[CaseStep, ...]) -> bool:
    """Whether the door of this case would open."""
    return _relation(acting, case, steps) is not None


def with_steps(code: str) -> tuple[Case | None, tuple[CaseStep, ...]]:
    """The case of this code and its steps in order, in one reading: nearly every case has steps. Asks nobody's leave."""
    steps = tuple(_STEPS(code=code))
    return (steps[0].case if steps else Case.objects.filter(code=code).first()), steps


def held(code: str) -> tuple[Case | None, tuple[CaseStep, ...]]:
    """The same, as they are once the row is held until the caller's transaction ends."""
    return with_steps(code) if _LOCK(code=code) else (None, ())


_STEPS = Statement(
    lambda: CaseStep.objects.filter(case__code=Given("code")).select_related("case").order_by("position")
)
_LOCK = Statement(
    lambda: Case.objects.select_for_update(of=("self",)).filter(code=Given("code")).values_list("pk", flat=True)
)


def _relation(acting: Acting, case: Case, steps: tuple[CaseStep, ...]) -> tuple[Relation, MandateRecord | None] | None:
    where = where_of(case)
    mandate = office_mandate(acting, where)
    if mandate is not None:
        return Relation.OFFICE, mandate
    if acting.user_id is not None and case.applicant_id == acting.user_id:
        return Relation.APPLICANT, None
    if case.district_office_id is not None:
        mandate = acting.holds(Role.CAMAT, office_id=case.district_office_id)
        # The camat sees what comes up to the district, not every case of every kelurahan.
        if mandate is not None and any(step.who == "camat" for step in steps):
            return Relation.DISTRICT, mandate
    for who in ("rt", "rw"):
        mandate = mandate_for(acting, who, where)
        if mandate is not None and any(step.who == who and step.state != StepState.AHEAD for step in steps):
            return Relation.ENDORSER, mandate
    return None
