"""A gateway to practise with: `python -m palui.integrations.sms_gateway.simulator <port> [token]`.

It takes messages as a real one does and shows them on a page, a telephone each, instead of sending them. It fails on
demand: POST /faults with a JSON list says what happens to the next messages, one each: "500", "429", "400", "slow" (no
answer for long), "lost" (accepted, but the answer never comes), "twice" (shown twice, as some networks deliver).
"""

import json
import re
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from palui.kernel import clock

_NUMBER = re.compile(r"\+62\d{8,13}")
_LINK = re.compile(r"https?://\S+")
_MOST = 2000
_LONGEST_REQUEST = 20_000
#: Seconds that "slow" takes; longer than anybody waits.
SLOW = 20.0


@dataclass(frozen=True)
class Received:
    """A message as a telephone shows it."""

    to: str
    body: str
    reference: str
    at: datetime


@dataclass
class Gateway:
    """What the simulator knows: messages, references accepted, faults to come."""

    token: str = ""
    slow: float = SLOW
    received: list[Received] = field(default_factory=list)
    references: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class GatewayServer(ThreadingHTTPServer):
    """The server; `gateway` is its state, for tests in the same process."""

    daemon_threads = True

    def __init__(self, port: int, *, token: str = "", slow: float = SLOW) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.gateway = Gateway(token=token, slow=slow)

    @property
    def url(self) -> str:
        """Where to hand messages in."""
        return f"http://127.0.0.1:{self.server_address[1]}/messages"


class _Handler(BaseHTTPRequestHandler):
    server: GatewayServer
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        with self.server.gateway.lock:
            received = list(self.server.gateway.received)
        if self.path == "/messages":
            listed = [{"to": one.to, "body": one.body, "reference": one.reference} for one in received]
            self._answer(HTTPStatus.OK, json.dumps(listed).encode(), "application/json")
        elif self.path == "/":
            self._answer(HTTPStatus.OK, _page(received).encode(), "text/html; charset=utf-8")
        else:
            self._answer(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        data = self._read()
        gateway = self.server.gateway
        if self.path == "/faults" and isinstance(data, list):
            gateway.faults = [str(one) for one in data]
            self._answer(HTTPStatus.NO_CONTENT)
        elif self.path == "/messages":
            self._take(gateway, data)
        else:
            self._answer(HTTPStatus.NOT_FOUND)

    def _take(self, gateway: Gateway, data: Any) -> None:
        if gateway.token and self.headers.get("Authorization") != f"Bearer {gateway.token}":
            self._answer(HTTPStatus.UNAUTHORIZED)
            return
        with gateway.lock:
            fault = gateway.faults.pop(0) if gateway.faults else ""
            if fault.isdigit():
                self._answer(HTTPStatus(int(fault)))
                return
            if not _is_message(data):
                self._answer(HTTPStatus.UNPROCESSABLE_ENTITY)
                return
            if data["reference"] in gateway.references:
                self._answer(HTTPStatus.CONFLICT)
                return
            gateway.references.add(data["reference"])
            one = Received(data["to"], data["body"], data["reference"], clock.now())
            gateway.received.extend([one] * (2 if fault == "twice" else 1))
            del gateway.received[:-_MOST]
        if fault == "slow":
            time.sleep(gateway.slow)
        if fault in {"lost", "slow"}:
            self.close_connection = True
            return
        self._answer(HTTPStatus.ACCEPTED, b"{}", "application/json")

    def _read(self) -> Any:
        length = min(int(self.headers.get("Content-Length") or 0), _LONGEST_REQUEST)
        try:
            return json.loads(self.rfile.read(length))
        except ValueError:
            return None

    def _answer(self, status: HTTPStatus, content: bytes = b"", kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Numbers of people stay out of logs."""


def _is_message(data: Any) -> bool:
    return (
        isinstance(data, dict)
        and all(isinstance(data.get(name), str) and data[name] for name in ("to", "body", "reference"))
        and bool(_NUMBER.fullmatch(data["to"]))
    )


def _page(received: list[Received]) -> str:
    phones: dict[str, list[Received]] = {}
    for one in reversed(received):
        phones.setdefault(one.to, []).append(one)
    shown = "".join(
        f"<section><h2>{escape(number)}</h2>"
        + "".join(f"<p>{_with_links(one.body)}<br><small>{one.at:%H:%M} UTC</small></p>" for one in texts)
        + "</section>"
        for number, texts in phones.items()
    )
    return (
        "<!doctype html><html lang=id><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        "<meta http-equiv=refresh content=5><title>Telepon latihan</title>"
        "<style>body{font:16px/1.5 system-ui;margin:1rem auto;max-width:60rem;padding:0 1rem;background:#eef4f4;color:#12262c}"
        "section{background:#fff;border:1px solid #c7d9da;border-radius:12px;padding:1rem;margin:1rem 0}"
        "h2{font-size:1rem;margin:0 0 .5rem}p{background:#e3f2e6;border-radius:12px;padding:.6rem .8rem;margin:.5rem 0}"
        "small{color:#46606a}</style><h1>Telepon latihan</h1>"
        f"<p>Pesan singkat (SMS) yang dikirim kota latihan. Tidak ada yang benar-benar terkirim.</p>{shown or 'Belum ada pesan.'}"
    )


def _with_links(text: str) -> str:
    safe = escape(text)
    return _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', safe)


def main() -> None:
    """Serve until ended."""
    port = int(sys.argv[1])
    token = sys.argv[2] if len(sys.argv) > 2 else ""
    with GatewayServer(port, token=token) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
