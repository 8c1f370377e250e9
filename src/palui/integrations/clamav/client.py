"""clamd's protocol over TCP or a local socket: PING and INSTREAM."""

import socket
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from palui.kernel.errors import TemporaryFailure

#: Seconds until there is a line, and until clamd must have said something.
_CONNECT_WITHIN, _ANSWER_WITHIN = 5, 60
#: Bytes sent at a time.
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


class Clamd:
    """A clamd at `host`:`port`, or at the socket file `path`."""

    def __init__(self, *, host: str = "", port: int = 0, path: str = "") -> None:
        self._host, self._port, self._path = host, port, path

    def __str__(self) -> str:
        return self._path or f"{self._host}:{self._port}"

    def ping(self) -> None:
        """Raises TemporaryFailure unless it answers."""
        with self._line() as line:
            line.sendall(b"zPING\0")
            answer = _answer(line)
        if answer != "PONG":
            raise TemporaryFailure(f"clamd at {self} answered {answer!r}")

    def scan(self, content: bytes) -> str:
        """The name of what was found, empty when nothing was. Raises TemporaryFailure when clamd could not look."""
        with self._line() as line:
            # When it has had enough, clamd closes its ear and still says why.
            with suppress(BrokenPipeError, ConnectionResetError):
                line.sendall(b"zINSTREAM\0")
                view = memoryview(content)
                for start in range(0, len(view), _PIECE):
                    piece = view[start : start + _PIECE]
                    line.sendall(struct.pack(">I", len(piece)))
                    line.sendall(piece)
                line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
        said = answer.removeprefix("stream: ")
        if said == "OK":
            return ""
        if said.endswith(" FOUND"):
            return said.removesuffix(" FOUND")
        raise TemporaryFailure(f"clamd at {self} answered {answer!r}")

    @contextmanager
    def _line(self) -> Iterator[socket.socket]:
        try:
            with closing(self._connected()) as line:
                line.settimeout(_ANSWER_WITHIN)
                yield line
        except OSError as problem:
            raise TemporaryFailure(f"clamd at {self}: {problem}") from problem

    def _connected(self) -> socket.socket:
        if not self._path:
            return socket.create_connection((self._host, self._port), timeout=_CONNECT_WITHIN)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(_CONNECT_WITHIN)
        try:
            line.connect(self._path)
        except OSError:
            line.close()
            raise
        return line


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        more = line.recv(1024)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode(errors="replace")
