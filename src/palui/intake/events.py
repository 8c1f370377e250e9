"""What asking announces."""

from dataclasses import dataclass

from palui.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class SubmissionReceived(Event):
    """A submission is complete and frozen; the case keeps its code."""

    code: str
