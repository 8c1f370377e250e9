"""What asking announces."""

from dataclasses import dataclass

from palui.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SubmissionReceived(Event):
    """A submission is complete and frozen; the case keeps its code."""

    code: str


@dataclass(frozen=True, kw_only=True)
class ConsentCodeAsked(Event):
    """A resident is to get digits, with which they agree that somebody fills in for them."""

    request_id: int
