"""Programs that speak for the cast: JSON, a session token, and nothing else."""

import json
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

LOGIN = "/_allauth/app/v1/auth/login"


@dataclass(frozen=True)
class Program:
    """Calls the API with one token; without one, it is a visitor."""

    token: str = ""

    def get(self, path: str, **query: Any) -> HttpResponse:
        return self._send("GET", path, **({"QUERY_STRING": _query(query)} if query else {}))

    def post(
        self, path: str, data: Any = None, *, raw: bytes | None = None, kind: str = "application/json"
    ) -> HttpResponse:
        return self._send("POST", path, data=_body(data) if raw is None else raw, content_type=kind)

    def put(
        self, path: str, data: Any = None, *, raw: bytes | None = None, kind: str = "application/json"
    ) -> HttpResponse:
        return self._send("PUT", path, data=_body(data) if raw is None else raw, content_type=kind)

    def post_file(self, path: str, content: bytes, name: str) -> HttpResponse:
        form = {"file": SimpleUploadedFile(name, content)}
        return self._send("POST", path, data=encode_multipart(BOUNDARY, form), content_type=MULTIPART_CONTENT)

    def send(self, method: str, path: str, data: Any = None) -> HttpResponse:
        more = {} if data is None else {"data": _body(data), "content_type": "application/json"}
        return self._send(method, path, **more)

    def _send(self, method: str, path: str, **more: Any) -> HttpResponse:
        headers = {"X-Session-Token": self.token} if self.token else {}
        # A server answers 500 where the test client would raise; here both count as the failure they are.
        return Client().generic(method, f"/api/v1{path}", headers=headers, **more)


def _body(data: Any) -> bytes:
    return b"" if data is None else json.dumps(data).encode()


def _query(values: dict[str, Any]) -> str:
    return urlencode(values)


def problem(answer: HttpResponse, status: HTTPStatus, code: str) -> dict[str, Any]:
    """The problem document (RFC 9457) in an answer, after checking that it is one."""
    told = f"{answer.status_code} {answer.headers.get('Content-Type')} {answer.content[:500]!r}"
    assert answer.status_code == status, told
    assert answer.headers["Content-Type"] == "application/problem+json", told
    body: dict[str, Any] = json.loads(answer.content)
    assert body["type"] == "about:blank"
    assert body["status"] == status
    assert body["code"] == code, told
    assert body["title"]
    assert body["detail"]
    return body


def good(answer: HttpResponse, status: HTTPStatus = HTTPStatus.OK) -> Any:
    """The JSON of a successful answer; None when it has no body."""
    assert answer.status_code == status, f"{answer.status_code} {answer.content[:800]!r}"
    return json.loads(answer.content) if answer.content else None
