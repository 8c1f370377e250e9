"""Processor time that the server spends on a page, and bytes of a first visit."""

import re
import time
from collections.abc import Iterable, Mapping
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import brotli  # type: ignore[import-untyped]  # published without types

from palui.bench.domain import CannotMeasure
from palui.bench.services.client import Answer, Client
from palui.bench.services.server import Server

_FEWEST = 20
#: Between two looks at the clock, so that looking costs nothing.
_BATCH = 10
_IN_CSS = re.compile(r"url\(\s*['\"]?([^'\")]+)")


def cpu_of_pages(server: Server, pages: Mapping[str, Mapping[str, str]], *, seconds: float) -> dict[str, float]:
    """Processor milliseconds of the server for one request of each page.

    `pages` maps a path to the headers that open it. One path after the other, `seconds` for each, after warming up.
    """
    client = Client(server.port)
    return {path: _cpu_of_page(server, client, path, headers, seconds) for path, headers in pages.items()}


def _cpu_of_page(server: Server, client: Client, path: str, headers: Mapping[str, str], seconds: float) -> float:
    for _ in range(_FEWEST):
        client.ask("GET", path, headers=headers)
    before, done = server.cpu_seconds(), 0
    end_at = time.monotonic() + seconds
    while done < _FEWEST or time.monotonic() < end_at:
        for _ in range(_BATCH):
            client.ask("GET", path, headers=headers)
        done += _BATCH
    return max(server.cpu_seconds() - before, 0.01) * 1000 / done


def first_visit(port: int) -> tuple[int, int]:
    """Bytes that a browser loads for the home page the first time, and the least that brotli could make of them.

    Counts the page and every file that it or its style sheets name.
    """
    client = Client(port)
    seen: dict[str, Answer] = {}
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = client.ask("GET", path, headers={"Accept-Encoding": "br", "Accept": "*/*"})
        seen[path] = answer
        waiting.extend(_named_in(path, answer))
    sent = sum(len(answer.body) for answer in seen.values())
    least = sum(min(len(answer.body), len(brotli.compress(_plain(answer)))) for answer in seen.values())
    return sent, least


def _plain(answer: Answer) -> bytes:
    is_packed = answer.headers.get("Content-Encoding") == "br"
    return brotli.decompress(answer.body) if is_packed else answer.body


def _named_in(path: str, answer: Answer) -> Iterable[str]:
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    text = _plain(answer).decode(errors="replace") if kind in {"text/html", "text/css"} else ""
    if kind == "text/html":
        reader = _Files()
        reader.feed(text)
        found = reader.found
    elif kind == "text/css":
        found = _IN_CSS.findall(text)
    else:
        found = []
    for name in found:
        address = urlsplit(urljoin(path, name))
        if address.scheme or address.netloc:
            raise CannotMeasure(f"{path} names a file of another server: {name}")
        if address.path != path and not name.startswith(("data:", "#")):
            yield address.path


class _Files(HTMLParser):
    """Collects the files that a browser loads for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "link" and {"stylesheet", "icon", "preload", "manifest"} & set((given.get("rel") or "").split()):
            self._keep(given.get("href"))
        elif tag in {"script", "img"}:
            self._keep(given.get("src"))
        elif tag == "use":
            self._keep(given.get("href"))

    def _keep(self, name: str | None) -> None:
        if name and not name.startswith(("data:", "#")):
            self.found.append(name)
