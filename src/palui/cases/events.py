"""What a case announces."""

from dataclasses import dataclass

from palui.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class StepReached(Event):
    """A step began: it is `who`'s turn ("rt", "officer", "lurah" …)."""

    code: str
    step: str
    who: str


@dataclass(frozen=True, kw_only=True)
class ConfirmationAsked(Event):
    """A person whom the applicant named is asked to confirm."""

    code: str
    confirmation_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAsked(Event):
    """The applicant was asked to correct something; the clock stands."""

    code: str
    correction_id: int


@dataclass(frozen=True, kw_only=True)
class CorrectionAnswered(Event):
    """The applicant answered; the same step goes on."""

    code: str
    step: str
    who: str


@dataclass(frozen=True, kw_only=True)
class CaseTurnedBack(Event):
    """A case whose letter somebody had signed already went back to an earlier step."""

    code: str


@dataclass(frozen=True, kw_only=True)
class CaseRefused(Event):
    """The case ended without a letter; reason and legal basis stand in the case."""

    code: str


@dataclass(frozen=True, kw_only=True)
class CaseWithdrawn(Event):
    """The applicant took the request back."""

    code: str


@dataclass(frozen=True, kw_only=True)
class StepTimeIsUp(Event):
    """A timer set when a step began: whether the step is late is decided when it rings."""

    code: str
    step: str
    started_at: str


@dataclass(frozen=True, kw_only=True)
class StepOverdue(Event):
    """A step is late; `tell` is the role that should hear of it."""

    code: str
    step: str
    who: str
    tell: str


@dataclass(frozen=True, kw_only=True)
class CaseIssued(Event):
    """The last step is done: the letter is out."""

    code: str
