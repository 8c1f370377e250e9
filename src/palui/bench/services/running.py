"""All measures, one after the other, on an empty database that is thrown away afterwards."""

import os
import platform
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from palui.bench.domain import Measure
from palui.bench.services import cases, letters, pages, people
from palui.bench.services.client import Client
from palui.bench.services.server import Server, running

_EMPTY_VIEW = "/healthz"


def measure_here(*, port: int, folder: Path, seconds: float) -> Iterator[Measure]:
    """Start the server in the data folder that the settings name, fill it with a few people, and measure.

    `folder` gets the server's log; `seconds` is for each measure. Raises CannotMeasure.
    """
    with running(port=port, log=folder / "serve.log") as server:
        run = _Run(server, people.settle(), seconds)
        yield run.cases()
        yield run.letter_cpu()
        yield from run.page_cpu()
        yield run.first_visit()


class _Run:
    def __init__(self, server: Server, players: people.People, seconds: float) -> None:
        self._server, self._people, self._seconds = server, players, seconds
        self._client = Client(server.port)
        self._tokens = cases.sign_in(self._client, players)
        self._photo = cases.a_photo()
        self._signed = cases.whole_case(self._client, self._tokens[0], players, self._photo)

    def cases(self) -> Measure:
        """Whole cases a second, beside requests a second that do nothing."""

        def whole(client: Client, number: int) -> object:
            return cases.whole_case(client, self._tokens[number], self._people, self._photo)

        value = cases.per_second(self._server.port, whole, seconds=self._seconds)
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

    def _measure(self, name: str, value: float, unit: str, limit: float) -> Measure:
        return Measure(measure=name, value=value, unit=unit, limit=limit, machine=machine())


def machine() -> str:
    """Cores, system, versions and how busy it is: "2 cores, Linux 6.1 x86_64, Python 3.11.2, SQLite 3.40.1, load 1.3"."""
    return (
        f"{len(os.sched_getaffinity(0))} cores, {platform.system()} {platform.release()} {platform.machine()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, load {os.getloadavg()[0]:.1f}"
    )


def _signed_in(session: str) -> dict[str, str]:
    # The token of the API is the session itself, so it opens pages too.
    return {"Cookie": f"sessionid={session}"}
