"""Whether somebody may do what they ask of this room."""

from collections.abc import Callable

from palui.accounts.domain import Acting, MandateRecord
from palui.kernel.actors import Actor
from palui.kernel.errors import NotFound


def checked_actor(by: Acting | Actor, *, may: Callable[[Acting], MandateRecord | None]) -> Actor:
    """Who acts, as the record keeps it. An Actor is the system or an import and may; NotFound for others."""
    if isinstance(by, Actor):
        return by
    mandate = may(by)
    if mandate is None:
        raise NotFound("mandate")
    return by.actor(mandate)
