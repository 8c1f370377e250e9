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
from palui.intake.selectors import Belonging, BundlePart
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
    person_name: str
    drafts: int  # not sent yet
    asked: tuple[Asked, ...] = ()

    @property
    def open_count(self) -> int:
        """How many cases are still on their way."""
        return sum(leg.case.is_open for leg in self.legs)


def joint_journey_for(acting: Acting, code: str) -> JointJourney | None:
    """The journey of a bundle for its signed-in applicant; None for everybody else, and before anything was sent."""
    try:
        bundle = intake.own_bundle(acting, code)
    except NotFound:
        return None
    if not bundle.sent:
        return None
    belonging = Belonging(
        code=bundle.code,
        event=bundle.event,
        parts=tuple(BundlePart(code=one.code, service_title=one.service.definition.title) for one in bundle.sent),
    )
    journey = _joint(belonging, is_applicant=True)
    asked = tuple(one for one in cases.asked_of(acting) if one.code in {leg.case.code for leg in journey.legs})
    name = bundle.person.name if bundle.person is not None else ""
    return replace(journey, drafts=len(bundle.drafts), asked=asked, person_name=name)


def joint_journey_of_code(code: str) -> JointJourney | None:
    """The same for a visitor who has shown code and digits; None where nothing was sent under it."""
    belonging = intake.find_bundle(code)
    return _joint(belonging, is_applicant=False) if belonging is not None and belonging.parts else None


def _joint(belonging: Belonging, *, is_applicant: bool) -> JointJourney:
    codes = [part.code for part in belonging.parts]
    signed = letters.letters_of_cases(codes)
    return JointJourney(
        belonging=belonging,
        legs=tuple(Leg(case=case, letter=signed.get(case.code)) for case in cases.cases_by_code(codes)),
        is_applicant=is_applicant,
        person_name="",
        drafts=0,
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
    if belonging is None or not belonging.parts or cases.track(belonging.parts[0].code, last_four) is None:
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
