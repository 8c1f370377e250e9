"""Fills intake's scanner with a clamd."""

from palui.integrations.clamav.client import Clamd


class ClamavScanner:
    """Asks clamd about every file. Without one (`server` None) nothing is asked, and nothing found."""

    def __init__(self, server: Clamd | None) -> None:
        self._server = server

    def infection(self, content: bytes) -> str:
        """The name of the virus in a file, empty for none. Raises TemporaryFailure when clamd could not look."""
        return self._server.scan(content) if self._server is not None else ""
