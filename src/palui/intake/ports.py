"""What asking needs from outside: somebody who looks for viruses in what people send."""

from typing import Protocol

from palui.kernel.ports import Port


class Scanner(Protocol):
    """Looks into a file before anything else reads it."""

    def infection(self, content: bytes) -> str:
        """The name of what was found, empty for none.

        Raises TemporaryFailure when it could not look: then the file is not taken.
        """


scanner: Port[Scanner] = Port("scanner")
