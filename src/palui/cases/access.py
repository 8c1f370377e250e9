"""The one door to a case. A stranger gets the same answer as for a case that does not exist."""

from dataclasses import dataclass
from enum import StrEnum

from palui.accounts.domain import Acting, MandateRecord, Role
from palui.cases.domain import Where, mandate_for, office_mandate
from palui.cases.models import Case
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import PublicCode


class Relation(StrEnum):
    """Why somebody may see a case, and so how much of it."""

    APPLICANT = "applicant"
    OFFICE = "office"
    ENDORSER = "endorser"  # RT or RW head: name, address and purpose only
    DISTRICT = "district"


@dataclass(frozen=True)
class Door:
    """An opened case, and in what relation the person stands to it."""

    case: Case
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
    cases = Case.objects.select_for_update(of=("self",)) if lock else Case.objects.all()
    case = cases.filter(code=text).first()
    if case is None:
        raise NotFound("case", code)
    door = _door(acting, case)
    if door is None:
        raise NotFound("case", code)
    return door


def _door(acting: Acting, case: Case) -> Door | None:
    where = where_of(case)
    mandate = office_mandate(acting, where)
    if mandate is not None:
        return Door(case, Relation.OFFICE, mandate)
    if acting.user_id is not None and case.applicant_id == acting.user_id:
        return Door(case, Relation.APPLICANT, None)
    if case.district_office_id is not None:
        mandate = acting.holds(Role.CAMAT, office_id=case.district_office_id)
        # The camat sees what comes up to the district, not every case of every kelurahan.
        if mandate is not None and case.steps.filter(who="camat").exists():
            return Door(case, Relation.DISTRICT, mandate)
    for who in ("rt", "rw"):
        mandate = mandate_for(acting, who, where)
        if mandate is not None and case.steps.filter(who=who).exclude(state="ahead").exists():
            return Door(case, Relation.ENDORSER, mandate)
    return None
