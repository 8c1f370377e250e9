"""All measures, one after the other, on an empty database that is thrown away afterwards."""

import os
import platform
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from django.db import connection

from palui.bench.domain import OF_A_LONG_PAST, SIGNED_AT_ONCE, Measure
from palui.bench.services import cases, growing, letters, pages, people
from palui.bench.services.client import Client
from palui.bench.services.crowding import p95, share, slowest_at_once
from palui.bench.services.server import Server, memory_of, running
from palui.residents import selectors as residents

_EMPTY_VIEW = "/healthz"
#: Seconds without a request, after which the server counts as at rest.
_AT_REST = 3
#: Cases, and as many residents.
_FEW, _MANY = 10_000, 1_000_000


def measure_here(*, port: int, folder: Path, seconds: float, long_past: bool) -> Iterator[Measure]:
    """Start the server in the data folder that the settings name, fill it with a few people, and measure.

    `folder` gets the server's log; `seconds` is for each measure; with `long_past` a million cases and as many
    residents are added in the end. Raises CannotMeasure.
    """
    with running(port=port, log=folder / "serve.log") as server:
        run = _Run(server, people.settle(), seconds)
        yield run.memory()
        yield run.submit_p99()
        yield run.cases()
        yield run.letter_cpu()
        yield run.letter_worded_cpu()
        yield run.letter_preview()
        yield from run.page_cpu()
        yield run.first_visit()
        if long_past:
            yield from run.long_past()


class _Run:
    def __init__(self, server: Server, players: people.People, seconds: float) -> None:
        self._server, self._people, self._seconds = server, players, seconds
        self._client = Client(server.port)
        self._tokens = cases.sessions(players)
        self._photo = cases.a_photo()
        self._signed = cases.whole_cases(self._client, self._tokens[0], players, self._photo, count=1)[0]

    def memory(self) -> Measure:
        """Web and worker together once they have worked a little, beside an interpreter that has done nothing."""
        with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as empty:
            time.sleep(_AT_REST)
            value, limit = self._server.memory(), memory_of(empty.pid)
            empty.communicate(b"\n")
        return self._measure("memory", value / 1_000_000, "MB", limit / 1_000_000)

    def submit_p99(self) -> Measure:
        """Sixty-four people press the button together, beside as many who ask the view that does nothing."""
        codes = [cases.prepared(self._client, tokens, self._people, self._photo) for tokens in self._tokens]
        value = slowest_at_once(
            self._server.port,
            [partial(cases.submit, tokens=tokens, code=code) for tokens, code in zip(self._tokens, codes, strict=True)],
        )
        limit = slowest_at_once(self._server.port, [lambda client: client.ask("GET", _EMPTY_VIEW)] * len(codes))
        return self._measure("submit_p99", value * 1000, "ms", limit * 1000)

    def cases(self) -> Measure:
        """Whole cases a second, signed a few at a time as a lurah does, beside requests a second that do nothing."""

        def whole(client: Client, number: int) -> object:
            return cases.whole_cases(client, self._tokens[number], self._people, self._photo, count=SIGNED_AT_ONCE)

        value = SIGNED_AT_ONCE * cases.per_second(self._server.port, whole, seconds=self._seconds)
        limit = cases.per_second(
            self._server.port, lambda client, _: client.ask("GET", _EMPTY_VIEW), seconds=min(self._seconds, 5)
        )
        return self._measure("cases", value, "1/s", limit)

    def letter_cpu(self) -> Measure:
        """From a letter's data to the signed file, beside the Typst compile."""
        value, limit = letters.cpu_of_letter(
            lurah=self._people.lurah_acting, passphrase=self._people.password, seconds=self._seconds
        )
        return self._measure("letter_cpu", value, "ms", limit)

    def letter_worded_cpu(self) -> Measure:
        """The same for a letter whose text stands in its definition, beside one that a template draws."""
        value, limit = letters.cpu_of_worded_letter(
            lurah=self._people.lurah_acting, passphrase=self._people.password, seconds=self._seconds
        )
        return self._measure("letter_worded_cpu", value, "ms", limit)

    def letter_preview(self) -> Measure:
        """From a draft of a service to the picture of its letter, beside the Typst compile; on the clock, for somebody waits."""
        value, limit = letters.wait_for_preview(seconds=self._seconds)
        return self._measure("letter_preview", value, "ms", limit)

    def page_cpu(self) -> Iterator[Measure]:
        """Verification, tracking and desk, beside a view that does nothing."""
        signed, officer = self._signed, self._tokens[0].officer
        costs = pages.cpu_of_pages(
            self._server,
            {
                _EMPTY_VIEW: {},
                f"/s/{signed.token}/": {},
                f"/lacak/{signed.code}/": _signed_in(signed.resident),
                "/meja/": _signed_in(officer),
            },
            seconds=self._seconds,
        )
        limit, *values = costs.values()
        for name, value in zip(("verification_cpu", "tracking_cpu", "desk_cpu"), values, strict=True):
            yield self._measure(name, value, "ms", limit)

    def first_visit(self) -> Measure:
        """Bytes of the home page and its files, beside the least that the same compression can make of them."""
        sent, least = pages.first_visit(self._server.port)
        return self._measure("first_visit", sent, "byte", least)

    def long_past(self) -> Iterator[Measure]:
        """The slowest of a hundred among a million, beside the same among ten thousand."""
        words = list(growing.words_to_look_for())
        office_id = self._people.lurah_acting.mandates[0].office_id
        growing.add_residents(_FEW, begin=0)
        growing.add_past_cases(_FEW, like=self._signed.code, begin=0)
        limits = self._waits(words, office_id)
        growing.add_residents(_MANY - _FEW, begin=_FEW)
        growing.add_past_cases(_MANY - _FEW, like=self._signed.code, begin=2 * _FEW)
        for name, value, limit in zip(OF_A_LONG_PAST, self._waits(words, office_id), limits, strict=True):
            yield self._measure(name, value * 1000, "ms", limit * 1000)

    def _waits(self, words: Sequence[str], office_id: int) -> tuple[float, float, float]:
        officer = _signed_in(self._tokens[0].officer)
        queries = [urlencode({"cari": text}) for text in words]
        return (
            p95(self._server.port, ["/meja/", *(f"/meja/?tab=selesai&{query}" for query in queries)], officer),
            p95(self._server.port, [f"/surat/?{query}" for query in queries], officer),
            share([_seconds_of_search(office_id, text) for text in (*words[:10], *words)][10:], 0.95),
        )

    def _measure(self, name: str, value: float, unit: str, limit: float) -> Measure:
        return Measure(measure=name, value=value, unit=unit, limit=limit, machine=machine())


def machine() -> str:
    """Cores, system, versions and how busy it is: "2 cores, Linux 6.1 x86_64, Python 3.11.2, sqlite 3.40.1, load 1.3"."""
    version = ".".join(map(str, connection.get_database_version()))
    return (
        f"{len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.release()} {platform.machine()}, "
        f"Python {platform.python_version()}, {connection.vendor} {version}, load {os.getloadavg()[0]:.1f}"
    )


def _seconds_of_search(office_id: int, text: str) -> float:
    started = time.monotonic()
    residents.search(office_id=office_id, text=text)
    return time.monotonic() - started


def _signed_in(session: str) -> dict[str, str]:
    # The token of the API is the session itself, so it opens pages too.
    return {"Cookie": f"sessionid={session}"}
