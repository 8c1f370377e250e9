"""The parts of a service: what comes out, what to bring, who acts in which order, on what law."""

from dataclasses import dataclass
from enum import StrEnum

from palui.catalogue.domain.wording import Wording
from palui.formspec import FormSpec, Kind
from palui.kernel.language import say

WORKING_HOURS_A_DAY = 8
#: One, and several.
_HOUR_WORDS = ("1 jam kerja", "%(n)s jam kerja")
_DAY_WORDS = ("1 hari kerja", "%(n)s hari kerja")


class ServiceKind(StrEnum):
    """What comes out: a letter, a way to another agency, a registered statement, or good advice only."""

    LETTER = "letter"
    REFERRAL = "referral"
    REGISTRATION = "registration"
    GUIDANCE = "guidance"


class SubjectKind(StrEnum):
    """Whom a letter may be about."""

    APPLICANT = "applicant"
    HOUSEHOLD_MEMBER = "household_member"
    DECEASED = "deceased"


class StepKind(StrEnum):
    """What happens in a step of the route."""

    ENDORSE = "endorse"
    VERIFY = "verify"
    INSPECT = "inspect"
    CONFIRM = "confirm"
    COUNTERSIGN = "countersign"
    SIGN = "sign"


class EvidenceKind(StrEnum):
    """What may be handed in: a photo only, or a photo or PDF."""

    PHOTO = "photo"
    FILE = "file"


#: Who acts in a confirm step: the people whom the applicant named.
PARTIES = "parties"
#: What a person who confirms is asked for, and its kind: the questions inside the repeated one. `surel` may be there too.
PARTY_QUESTIONS = {"nama": Kind.TEXT, "nik": Kind.NIK, "telepon": Kind.PHONE}
PARTY_EMAIL = "surel"


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceItem:
    """A document to bring. It need not be brought when a register in `satisfied_by` knows the person."""

    key: str
    title: str
    hint: str
    kind: EvidenceKind
    required: bool
    missing: str
    satisfied_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteStep:
    """One dock of the river. `hours` are working hours of the office; `shows` the answers an endorser or party may see.

    `form` is what a field check asks; `only_if` names the condition under which the step exists ("office_uses_rw").
    In a confirm step `of` is the repeated question whose items are the people who confirm, and `statement` is
    what each of them says yes or no to.
    """

    key: str
    kind: StepKind
    who: str
    title: str
    hours: float
    form: FormSpec | None
    only_if: str
    shows: tuple[str, ...]
    of: str = ""
    statement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalBasis:
    """A rule and what it says here."""

    title: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSpec:
    """How the answer looks: what it says, title on paper, register book.

    What it says stands in `wording`, or is drawn by a template of `letters/typst` where it is a form of its own.
    `purpose` names the answers that say what the letter is for; the first one given counts.
    """

    template: str
    wording: Wording | None
    title: str
    book: str
    purpose: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guidance:
    """Why there is no letter, and what to do instead."""

    reason: str
    steps: tuple[str, ...]
    bring: tuple[str, ...]
    where: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One of the 14 components of a service standard (Law 25/2009 art. 21; PermenPANRB 15/2014).

    The six public ones concern delivery and must be published.
    """

    key: str
    title: str
    lines: tuple[str, ...]
    is_public: bool


def time_in_words(hours: float) -> str:
    """Working hours as people say them: "4 jam kerja", "2 hari kerja"; a day has eight."""
    words, number = working_time(hours)
    return say(words, n=number)


def working_time(hours: float) -> tuple[str, str]:
    """The words for working hours, and the number for their gap `n`."""
    if hours < WORKING_HOURS_A_DAY:
        return _HOUR_WORDS[hours != 1], _plain(hours)
    days, rest = divmod(hours, WORKING_HOURS_A_DAY)
    days += 1 if rest else 0
    return _DAY_WORDS[days != 1], _plain(days)


def _plain(number: float) -> str:
    return f"{number:g}".replace(".", ",")
