"""What a person sees of all steps at once."""

from dataclasses import dataclass, replace

from palui.accounts.domain import Acting
from palui.audit import selectors as audit
from palui.audit.domain import Entry
from palui.cases import selectors as cases
from palui.cases.access import Relation
from palui.cases.domain import Status
from palui.cases.selectors import Asked, CaseRecord
from palui.delivery import selectors as delivery
from palui.kernel.errors import NotFound
from palui.letters import selectors as letters
from palui.letters.selectors import LetterRecord
from palui.regions import selectors as regions


@dataclass(frozen=True, kw_only=True)
class Journey:
    """A case from asking to letter, as its applicant or a holder of its code sees it."""

    case: CaseRecord
    office_name: str
    letter: LetterRecord | None
    happened: tuple[Entry, ...]
    looks: tuple[Entry, ...]
    is_applicant: bool
    asked: tuple[Asked, ...] = ()  # what the applicant is to confirm too, as an heir

    @property
    def waits_for_applicant(self) -> bool:
        """Whether the applicant has to do something now."""
        return self.case.status is Status.CORRECTION


def journey_for(acting: Acting, code: str) -> Journey | None:
    """The journey for the signed-in applicant; None for everybody else."""
    try:
        view = cases.view(acting, code)
    except NotFound:
        return None
    if view.relation is not Relation.APPLICANT:
        return None
    journey = _journey(view.case, is_applicant=True)
    if view.case.status is not Status.CONFIRMATION:
        return journey
    return replace(journey, asked=tuple(one for one in cases.asked_of(acting) if one.code == view.case.code))


def journey_of_code(code: str) -> Journey:
    """The journey for a visitor who has shown code and digits."""
    return _journey(cases.case(code), is_applicant=False)


def waiting(acting: Acting) -> int:
    """The number beside "Meja kerja"."""
    return cases.waiting_for(acting)


def unread(acting: Acting) -> int:
    """The number beside "Kotak masuk"."""
    return delivery.unread_count(acting.user_id) if acting.user_id is not None else 0


def _journey(case: CaseRecord, *, is_applicant: bool) -> Journey:
    entries = audit.entries_of_case(case.code)
    return Journey(
        case=case,
        office_name=regions.office(case.office_id).name,
        letter=letters.letter_of_case(case.code),
        happened=tuple(entry for entry in entries if not entry.is_look),
        looks=tuple(entry for entry in entries if entry.is_look),
        is_applicant=is_applicant,
    )
