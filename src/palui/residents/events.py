"""What happens to a file from which the register is filled."""

from dataclasses import dataclass

from palui.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ImportReceived(Event):
    """A file was sent and waits to be read."""

    import_id: int


@dataclass(frozen=True, kw_only=True)
class ImportStarted(Event):
    """Somebody said which column is what; rows wait to be gone through, from the place that was reached."""

    import_id: int
