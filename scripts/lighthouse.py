"""Looks at the pages that most people see as a slow phone does: performance, accessibility, best practice.

    python scripts/lighthouse.py http://127.0.0.1:8000 FOLDER

The address is that of a served practice city of at least 3,000 residents; FOLDER takes the full reports. Prints a table, writes the dated one to
docs/reference/lighthouse.md, and ends with 1 when a score is below 95. Run by `make audit`; needs npm and Chromium.
"""

import http.cookiejar
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from palui.kernel import clock

ROOT = Path(__file__).resolve().parent.parent
LIGHTHOUSE = ROOT / "node_modules" / "lighthouse"
REPORT = ROOT / "docs" / "reference" / "lighthouse.md"
LEAST = 95
#: A machine that does something else at the moment makes one run slow; the best of so many counts.
RUNS = 3
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = {
    "first-contentful-paint": "first paint",
    "largest-contentful-paint": "main part",
    "total-blocking-time": "blocked",
}
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
APPLICANT, OFFICER, PASSWORD = "warga-sj-01", "petugas", "palui-practice"


@dataclass(frozen=True)
class Look:
    """What one page got: category → 0 to 100, and times as Lighthouse writes them."""

    scores: dict[str, int]
    times: dict[str, str]
    bytes: int

    @property
    def is_good(self) -> bool:
        """Whether nothing is below the least."""
        return min(self.scores.values()) >= LEAST


def main() -> None:
    """Look at every page, print and keep the table, judge."""
    url, folder = sys.argv[1].rstrip("/"), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    install()
    visitor = Visitor(url, APPLICANT)
    looks = {name: look(url + path, visitor.cookies, folder / name) for name, path in visitor.pages().items()}
    table = as_table(looks)
    print(table)
    REPORT.write_text(as_page(table))
    if not all(one.is_good for one in looks.values()):
        sys.exit(1)


def install() -> None:
    """Lighthouse, as package-lock.json pins it."""
    if not LIGHTHOUSE.exists():
        print("installing Lighthouse", file=sys.stderr, flush=True)
        command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
        subprocess.run(command, cwd=ROOT, check=True, stdout=sys.stderr)


class Visitor:
    """Somebody who is signed in: some pages are only for who asked."""

    def __init__(self, url: str, account: str) -> None:
        self._url, jar = url, http.cookiejar.CookieJar()
        self._browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        self._send("/masuk/", login=account, password=PASSWORD)
        self._jar = jar

    @property
    def cookies(self) -> str:
        """As one header."""
        return "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)

    def pages(self) -> dict[str, str]:
        """Name → path: one page of each kind."""
        code = first(r'href="/lacak/([A-Z0-9-]+)/"', self.open("/permohonan/"))
        register = Visitor(self._url, OFFICER).open("/surat/")
        form = self._send("/ajukan/domisili/")
        return {
            "home": "/",
            "service": "/layanan/domisili/",
            "form": urllib.parse.urlsplit(form).path,
            "tracking": f"/lacak/{code}/",
            "verification": first(r'href="(/s/[^"./]+)', register) + "/",
        }

    def open(self, path: str) -> str:
        """A page."""
        with self._browser.open(self._url + path) as page:
            text: str = page.read().decode()
            return text

    def _send(self, path: str, **typed: str) -> str:
        """Send the form of a page with what it holds already; gives the address that it leads to."""
        page = self.open(path)
        ticked = re.search(r'type="radio" name="(\w+)" value="(\w+)"', page)
        values = {"csrfmiddlewaretoken": first(r'name="csrfmiddlewaretoken" value="([^"]+)"', page), **typed}
        if ticked and not typed:
            values[ticked[1]] = ticked[2]
        with self._browser.open(self._url + path, urllib.parse.urlencode(values).encode()) as answer:
            address: str = answer.url
            return address


def first(pattern: str, page: str) -> str:
    """What a pattern finds; ends the program where it finds nothing."""
    found = re.search(pattern, page)
    if found is None:
        sys.exit(f"a page of the practice city lacks {pattern!r}")
    return found[1]


def look(address: str, cookies: str, out: Path) -> Look:
    """The best of some runs on one page."""
    runs: list[Look] = []
    while len(runs) < RUNS and not any(one.is_good for one in runs):
        runs.append(run(address, cookies, out))
    return max(runs, key=lambda one: sum(one.scores.values()))


def run(address: str, cookies: str, out: Path) -> Look:
    """One run of Lighthouse, with its own throttling of a slow phone on slow 4G."""
    report = out.with_suffix(".json")
    command = [
        "node", str(LIGHTHOUSE / "cli" / "index.js"), address, "--output=json", f"--output-path={report}", "--quiet",
        "--form-factor=mobile", "--throttling-method=simulate", f"--only-categories={','.join(CATEGORIES)}",
        f"--chrome-flags={FLAGS}", "--no-enable-error-reporting", f"--extra-headers={json.dumps({'Cookie': cookies})}",
    ]  # fmt: skip
    environment = {**os.environ, "CHROME_PATH": os.environ.get("CHROME_PATH") or shutil.which("chromium") or "chromium"}
    for patience in (True, True, False):
        # A browser that starts while the machine is busy may miss the beginning of its own page.
        done = subprocess.run(command, env=environment, check=False, stdout=sys.stderr, timeout=300)
        if done.returncode == 0:
            break
        if not patience:
            sys.exit(f"Lighthouse could not look at {address}")
    found: dict[str, Any] = json.loads(report.read_text())
    if found.get("runtimeError"):
        sys.exit(f"Lighthouse could not look at {address}: {found['runtimeError']['message']}")
    return Look(
        scores={name: round(found["categories"][name]["score"] * 100) for name in CATEGORIES},
        times={name: found["audits"][name]["displayValue"] for name in TIMES},
        bytes=sum(item["transferSize"] for item in found["audits"]["network-requests"]["details"]["items"]),
    )


def as_table(looks: dict[str, Look]) -> str:
    """Markdown: a row a page."""
    heads = ["page", *CATEGORIES, *TIMES.values(), "kB"]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for name, one in looks.items():
        cells = [name, *map(str, one.scores.values()), *one.times.values(), f"{one.bytes / 1000:.0f}"]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def as_page(table: str) -> str:
    """The page of the reference."""
    version = json.loads((ROOT / "package.json").read_text())["devDependencies"]["lighthouse"]
    return f"""# Pages on a slow phone

Made by `make audit` on {clock.now():%d %B %Y} with Lighthouse {version} ({platform.machine()}, {os.cpu_count()} cores).

Lighthouse's own slow phone on slow 4G: 1.6 Mbit/s, 150 ms a round trip, a quarter of the processor. Scores are out of
100; none may be below {LEAST}. Form and tracking are pages of somebody who is signed in.

{table}
"""


if __name__ == "__main__":
    main()
