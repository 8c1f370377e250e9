"""What the register needs to know about who acts; `accounts.domain.Acting` fits."""

from typing import Protocol

from palui.regions.ports import Acting as OfficeActing


class Acting(OfficeActing, Protocol):
    """A person with mandates, who may stand in the register too."""

    @property
    def resident_id(self) -> int | None:
        """The person's own row, where it is known."""
