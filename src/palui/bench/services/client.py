"""A plain HTTP client of the server under measurement: each person on a connection of their own, kept open."""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from palui.bench.domain import CannotMeasure

#: The header that says who asks.
_WHO = "X-Session-Token"


@dataclass(frozen=True)
class Answer:
    """What came back, as sent: `body` may be compressed."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


class Client:
    """Visitors who come one after the other. Loopback only.

    Two persons share no connection, as they share no phone: the server's processes take turns at connections, so
    with one for everybody all the work could fall to one of them.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._connections: dict[str, http.client.HTTPConnection] = {}

    def close(self) -> None:
        """Hang up; whoever asks next is connected anew."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def ask(self, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """Send a request and read the answer whole. Raises CannotMeasure for anything but success."""
        headers = dict(headers or {})
        connection = self._connection_of(headers.get(_WHO, ""))
        try:
            connection.request(method, path, body=body or None, headers=headers)
            response = connection.getresponse()
            answer = Answer(response.status, response.headers, response.read())
        except (OSError, http.client.HTTPException) as problem:
            raise CannotMeasure(f"{method} {path}: {type(problem).__name__} {problem}") from problem
        if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
            raise CannotMeasure(f"{method} {path}: {answer.status} {answer.body[:400].decode(errors='replace')}")
        return answer

    def call(self, method: str, path: str, data: Any = None, *, token: str = "") -> Any:
        """JSON in, JSON out; None where the answer has no body."""
        body = b"" if data is None else json.dumps(data).encode()
        answer = self.ask(method, path, body=body, headers=_headers(token, "application/json"))
        return json.loads(answer.body) if answer.body else None

    def put_file(self, path: str, content: bytes, *, token: str) -> None:
        """A photo as the body."""
        self.ask("PUT", path, body=content, headers=_headers(token, "image/jpeg"))

    def sign_in(self, username: str, password: str) -> str:
        """The session token of an account."""
        answer = self.call("POST", "/_allauth/app/v1/auth/login", {"username": username, "password": password})
        return str(answer["meta"]["session_token"])

    def _connection_of(self, person: str) -> http.client.HTTPConnection:
        if person not in self._connections:
            self._connections[person] = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        return self._connections[person]


def _headers(token: str, content_type: str) -> dict[str, str]:
    return {"Content-Type": content_type, "Accept": "application/json", **({_WHO: token} if token else {})}
