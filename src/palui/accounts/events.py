"""What this room announces."""

from dataclasses import dataclass

from palui.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class EmailToConfirm(Event):
    """A person gave a new e-mail address, which counts once they have followed the link sent to it."""

    user_id: int
