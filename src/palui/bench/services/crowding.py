"""Many people at the same moment, and how long the slowest of them waits."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from palui.bench.services.client import Client


def slowest_at_once(port: int, works: Sequence[Callable[[Client], object]]) -> float:
    """Seconds that the slowest of one hundred waits (p99) when all begin together, each on a connection of its own.

    With fewer than a hundred that is the very slowest. Raises CannotMeasure if one of them fails.
    """
    begin = threading.Barrier(len(works))

    def wait(work: Callable[[Client], object]) -> float:
        with closing(Client(port)) as client:
            begin.wait()
            started = time.monotonic()
            work(client)
            return time.monotonic() - started

    with ThreadPoolExecutor(len(works)) as pool:
        return share(list(pool.map(wait, works)), 0.99)


def p95(port: int, paths: Sequence[str], headers: dict[str, str]) -> float:
    """Seconds within which 95 of 100 of these pages came, one after the other, after a first round to warm up."""
    with closing(Client(port)) as client:
        for path in paths[:10]:
            client.ask("GET", path, headers=headers)
        return share([_seconds(client, path, headers) for path in paths], 0.95)


def share(times: Sequence[float], part: float) -> float:
    """The time within which that part of them came."""
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def _seconds(client: Client, path: str, headers: dict[str, str]) -> float:
    started = time.monotonic()
    client.ask("GET", path, headers=headers)
    return time.monotonic() - started
