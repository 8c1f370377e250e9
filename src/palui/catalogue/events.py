"""What this room announces."""

from dataclasses import dataclass

from palui.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ServiceDue(Event):
    """The moment has come from which a planned version of a service is to be offered."""

    code: str
    number: int
