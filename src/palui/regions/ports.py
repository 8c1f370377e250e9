"""What regions need to know about who acts; `accounts.domain.Acting` fits."""

from collections.abc import Sequence
from typing import Any, Protocol

from palui.kernel.actors import Actor


class Mandate(Protocol):
    """A role in an office that somebody holds today."""

    @property
    def role(self) -> str:
        """ "lurah", "secretary", "admin" …"""

    @property
    def office_id(self) -> int | None:
        """The office it is for."""


class Acting(Protocol):
    """A person, and the mandates in force today."""

    @property
    def user_id(self) -> int | None:
        """None for a visitor."""

    @property
    def mandates(self) -> Sequence[Mandate]:
        """What the person may act as."""

    def actor(self, mandate: Any = None) -> Actor:
        """As the audit record keeps the person, with the title of the mandate that lets them act."""
