"""A small town on a real server, with people who go on asking and deciding whatever happens to it."""

import http.client
import json
import os
import random
import re
import resource
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from palui.bench.services.cases import a_photo
from tests.peers.palui import PaluiServer
from tests.peers.smtp import SmtpSink

ROOT = Path(__file__).resolve().parents[2]
API = "/api/v1"
ACTIONS = {"endorse": "endorse", "verify": "verify", "countersign": "countersign", "sign": "sign"}
_MESSAGE = re.compile(r"<(\d+)\.")


class Refused(Exception):
    """An answer that trying again does not change."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status} {body}")
        self.status = status


@dataclass
class Town:
    """The server, its post office, and the sessions of its people."""

    server: PaluiServer
    post: SmtpSink
    residents: list[str] = field(default_factory=list)
    deciders: dict[str, str] = field(default_factory=dict)
    passphrase: str = ""
    kelurahan: str = ""

    def settle(self) -> None:
        """Make tables, offices, services and people."""
        made = self.server.run("prepare")
        assert made.returncode == 0, made.stderr
        for name, value in self.inside("settle").items():
            setattr(self, name, value)

    def inside(self, *what: str) -> dict[str, Any]:
        """Run `from_within.py` with the settings of the server; what it printed."""
        done = subprocess.run(
            [
                sys.executable,
                "-c",
                "import django; django.setup(); from tests.baddays.from_within import main; main()",
                *what,
            ],
            env=self.server.environment | {"DJANGO_SETTINGS_MODULE": "palui.config.settings"},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout.splitlines()[-1]))

    def later(self, **time: float) -> None:
        """A worker comes by that much later, and works until nothing is left to do."""
        seconds = time.get("hours", 0) * 3600 + time.get("seconds", 0)
        self.inside("drain", str(seconds))

    def arrivals(self) -> Counter[int]:
        """How often each message (by its number) came to the post office."""
        found = (_MESSAGE.match(str(letter["Message-ID"])) for letter in list(self.post.messages))
        return Counter(int(match[1]) for match in found if match)

    # Processes

    def processes(self) -> dict[str, list[int]]:
        """The server's processes by what they do."""
        assert self.server.process is not None
        top = self.server.process.pid
        found: dict[str, list[int]] = {"serve": [top], "web": [], "worker": []}
        for child in children_of(top):
            # One that was forked this moment has no name yet.
            found.setdefault(name_of(child).removeprefix("palui-"), []).extend([child, *children_of(child)])
        return found

    def kill_something(self, chance: random.Random) -> str:
        """End one process as the power does; start the server again if that ended it. Says what it was."""
        assert self.server.process is not None
        what = chance.choice(["web", "worker", "serve", "web", "worker"])
        # A worker comes a little later than the web server, and again only after a pause.
        until = time.monotonic() + 10
        while not (alive := self.processes()[what]):
            if time.monotonic() > until:
                return "nothing"
            time.sleep(0.1)
        victims = (
            [chance.choice(alive)] if what != "serve" else [pid for pids in self.processes().values() for pid in pids]
        )
        for pid in victims:
            kill(pid)
        self.be_up()
        return what

    def be_up(self) -> None:
        """Start the server if it has ended, as systemd does."""
        server = self.server
        deadline = time.monotonic() + 2
        while time.monotonic() < deadline and server.process and server.process.poll() is None:
            time.sleep(0.1)
        while server.process is None or server.process.poll() is not None:
            # The port is free only once the last of its processes is gone.
            try:
                server.start()
            except RuntimeError:
                time.sleep(0.5)

    def full_disk(self, *, is_full: bool) -> None:
        """No file of the server grows any more (or all may again), which needs no disk of our own.

        The limit leaves room for what is smaller than a page of a database.
        """
        for pid in (pid for pids in self.processes().values() for pid in pids):
            with suppress(ProcessLookupError):
                _, most = resource.prlimit(pid, resource.RLIMIT_FSIZE)
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (2000 if is_full else most, most))


class Visitor:
    """Somebody at the API who asks again until there is an answer. `patience` in seconds."""

    def __init__(self, port: int, *, patience: float = 90) -> None:
        self.port, self.patience = port, patience
        self.given_up = threading.Event()

    def call(self, method: str, path: str, data: Any = None, *, token: str) -> Any:
        """Ask until it is answered. A POST bears the same key each time. Raises Refused for a 4xx."""
        key = str(uuid.uuid4())
        until = time.monotonic() + self.patience
        last = ""
        while time.monotonic() < until and not self.given_up.is_set():
            try:
                status, body = self._once(method, path, data, token, key)
            except (OSError, http.client.HTTPException) as trouble:
                status, body = 0, repr(trouble)
            if 200 <= status < 300:
                return json.loads(body) if body else None
            last = f"{status} {body[:300]}"
            if 400 <= status < 500 and status not in (409, 429):
                raise Refused(status, body[:300])
            time.sleep(0.1)
        raise TimeoutError(f"{method} {path}: {last}")

    def _once(self, method: str, path: str, data: Any, token: str, key: str) -> tuple[int, str]:
        content = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
        kind = "image/jpeg" if isinstance(data, bytes) else "application/json"
        headers = {"Content-Type": kind, "Accept": "application/json", "X-Session-Token": token, "Idempotency-Key": key}
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body=content or None, headers=headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()


@dataclass
class Crowd:
    """Residents who ask again and again, each with deciders at hand; what the server has promised them."""

    town: Town
    ports: tuple[int, ...] = ()
    accepted: list[str] = field(default_factory=list)
    signed: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    _end: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, *, residents: int = 4) -> None:
        self.photo = a_photo()
        ports = self.ports or (self.town.server.port,)
        for number, token in enumerate(self.town.residents[:residents]):
            visitor = Visitor(ports[number % len(ports)])
            self._threads.append(threading.Thread(target=self._live, args=(visitor, token), daemon=True))
        for thread in self._threads:
            thread.start()

    def end(self, *, within: float = 60) -> None:
        """No new requests; what is under way may finish."""
        self._end.set()
        until = time.monotonic() + within
        for thread in self._threads:
            thread.join(max(until - time.monotonic(), 0.1))

    def finish(self) -> None:
        """Decide what was accepted and is not signed yet."""
        visitor = Visitor(self.town.server.port)
        for code in [code for code in self.accepted if code not in self.signed]:
            self._decide(visitor, code, until=time.monotonic() + 60)

    def _live(self, visitor: Visitor, token: str) -> None:
        while not self._end.is_set():
            try:
                code = ask(visitor, self.town, token, self.photo)
                self.accepted.append(code)
                self._decide(visitor, code, until=time.monotonic() + 30)
            except TimeoutError as trouble:
                self.troubles.append(str(trouble))
            except Refused as trouble:
                self.troubles.append(str(trouble))

    def _decide(self, visitor: Visitor, code: str, *, until: float) -> None:
        token = self.town.deciders["officer"]
        while time.monotonic() < until:
            try:
                case = visitor.call("GET", f"{API}/cases/{code}", token=token)
            except Refused:  # its reactions still wait for whoever takes over from a process that died
                time.sleep(0.3)
                continue
            if case["letter"]:
                self.signed.append(code)
                return
            step = next((step for step in case["steps"] if step["state"] == "current"), None)
            if step is None:
                time.sleep(0.3)
                continue
            body = {"passphrase": self.town.passphrase} if step["kind"] == "sign" else {}
            path = f"{API}/cases/{code}/actions/{ACTIONS[step['kind']]}"
            try:
                visitor.call("POST", path, body, token=self.town.deciders[step["who"]])
            except Refused:
                time.sleep(0.2)


def ask(visitor: Visitor, town: Town, token: str, photo: bytes) -> str:
    """Ask for a letter of domicile; the code that the server has promised to keep."""
    answers = {
        "alamat": {"street": "Jl. Sungai Jingah No. 8", "kelurahan": town.kelurahan, "rt": "12", "rw": "02"},
        "status_tinggal": "milik",
        "sejak": "2021-03",
        "keperluan": "kerja",
    }
    draft = {"service": "domisili", "answers": answers}
    code = str(visitor.call("POST", f"{API}/submissions", draft, token=token)["code"])
    visitor.call("PUT", f"{API}/submissions/{code}/evidence/foto_rumah", photo, token=token)
    visitor.call("POST", f"{API}/submissions/{code}/submit", {}, token=token)
    return code


def nothing_is_lost(town: Town, crowd: Crowd) -> dict[str, Any]:
    """Every promise is kept: cases, letters, numbers, messages. Gives the counts."""
    counts = town.inside("count")
    cases, letters = counts["cases"], counts["letters"]
    assert set(crowd.accepted) <= set(cases), "an accepted submission is lost"
    assert {code for code, status in cases.items() if status != "issued"} <= set(cases) - set(crowd.signed)
    assert [code for code, times in Counter(code for code, _ in letters).items() if times > 1] == []
    assert [number for _, number in letters] == list(range(1, len(letters) + 1)), "a gap in the numbers"
    assert set(crowd.signed) <= {code for code, _ in letters}
    assert set(counts["outbox"]) <= {"done", "waiting"}, counts["errors"]

    told = Counter((code, kind) for code, kind in counts["inbox"] if kind in {"received", "issued"})
    assert all(told[code, "received"] == 1 for code in crowd.accepted)
    assert all(told[code, "issued"] == 1 for code in crowd.signed)
    states = {number: state for number, _, _, state in counts["mails"]}
    assert set(states.values()) <= {"sent", "overtaken"}, Counter(states.values())
    arrivals = town.arrivals()
    assert {number for number, state in states.items() if state == "sent"} <= set(arrivals), "a message is lost"
    assert max(arrivals.values(), default=0) <= 2
    return counts | {"twice": [number for number, times in arrivals.items() if times == 2]}


def children_of(pid: int) -> list[int]:
    """Processes that it started and that still live."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def name_of(pid: int) -> str:
    """What it calls itself; nothing when it has just ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text().strip()
    except OSError:
        return ""


def kill(pid: int) -> None:
    """As the power does it."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
