"""What the catalogue needs from others."""

from typing import Protocol

from palui.kernel.ports import Port


class CountDrafts(Protocol):
    """How many people of an office are filling in a service now."""

    def __call__(self, *, office_id: int, service_code: str) -> int: ...


open_drafts: Port[CountDrafts] = Port("open_drafts")
