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
from palui.intake import selectors as intake
from palui.intake.selectors import Belonging
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


@dataclass(frozen=True, kw_only=True)
class Leg:
    """A case of a joint journey, with its letter where there is one."""

    case: CaseRecord
    letter: LetterRecord | None

    @property
    def waits_for_applicant(self) -> bool:
        """Whether the applicant has to do something now."""
        return self.case.status is Status.CORRECTION


@dataclass(frozen=True, kw_only=True)
class JointJourney:
    """What a life event opened, from asking to letters, as its applicant or a holder of its code sees it."""

    belonging: Belonging
    legs: tuple[Leg, ...]
    is_applicant: bool
    asked: tuple[Asked, ...] = ()  # what the applicant is to confirm too, as an heir

    @property
    def person_name(self) -> str:
        """Whom it is about, for the applicant's eyes."""
        return self.belonging.person_name if self.is_applicant else ""

    @property
    def drafts(self) -> int:
        """How many are not sent yet, for the applicant."""
        return self.belonging.drafts if self.is_applicant else 0

    @property
    def open_count(self) -> int:
        """How many cases are still on their way."""
        return sum(leg.case.is_open for leg in self.legs)


def joint_journey_for(acting: Acting, code: str) -> JointJourney | None:
    """The journey of a bundle for its signed-in applicant; None for everybody else, and before anything was sent."""
    if acting.user_id is None:
        return None
    belonging = intake.find_bundle(code, user_id=acting.user_id)
    if belonging is None or not belonging.codes:
        return None
    journey = _joint(belonging, is_applicant=True)
    if not any(leg.case.status is Status.CONFIRMATION for leg in journey.legs):
        return journey
    return replace(journey, asked=tuple(one for one in cases.asked_of(acting) if one.code in belonging.codes))


def joint_journey_of_code(code: str) -> JointJourney | None:
    """The same for a visitor who has shown code and digits; None where nothing was sent under it."""
    belonging = intake.find_bundle(code)
    return _joint(belonging, is_applicant=False) if belonging is not None and belonging.codes else None


def _joint(belonging: Belonging, *, is_applicant: bool) -> JointJourney:
    found = cases.cases_by_code(belonging.codes)
    issued = [case.code for case in found if case.status is Status.ISSUED]
    signed = letters.letters_of_cases(issued) if issued else {}
    return JointJourney(
        belonging=belonging,
        legs=tuple(Leg(case=case, letter=signed.get(case.code)) for case in found),
        is_applicant=is_applicant,
    )


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


def tracked(code: str, last_four: str) -> str:
    """The code under which this visitor may look: of a case, or of what was begun together; empty when the digits do not fit."""
    found = cases.track(code, last_four)
    if found is not None:
        return found.code
    belonging = intake.find_bundle(code)
    if belonging is None or not belonging.codes or cases.track(belonging.codes[0], last_four) is None:
        return ""
    return belonging.code


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
