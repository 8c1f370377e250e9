"""The audit: a practice city of its own, attacked by Wapiti and looked at by Lighthouse. Run by `make audit`.

Ends with 1 when Wapiti finds anything of medium weight or above, or a page scores too low. The summary, dated, goes to
docs/reference/audit.md. Takes about ten minutes; nothing outside this machine is asked once the tools are installed.
"""

import hashlib
import http.cookiejar
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
import venv
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from palui.kernel import clock

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
#: Wapiti has an environment of its own: its packages are not ours.
TOOLS = ROOT / ".venv-audit"
REQUIREMENTS = ROOT / "requirements" / "audit.txt"
LIGHTHOUSE = ROOT / "scripts" / "lighthouse.py"
REPORT = ROOT / "docs" / "reference" / "audit.md"
PASSWORD = "palui-practice"  # noqa: S105 - of invented people, public
RESIDENTS = "3000"
#: Seconds for looking around, and for each kind of attack.
CRAWL, ATTACK = 60, 25
#: Kinds of attack that need nothing outside this machine.
ATTACKS = (
    "backup",
    "cookieflags",
    "crlf",
    "csp",
    "csrf",
    "exec",
    "file",
    "htaccess",
    "http_headers",
    "ldap",
    "methods",
    "permanentxss",
    "redirect",
    "shellshock",
    "spring4shell",
    "sql",
    "timesql",
    "upload",
    "xss",
)
#: Wapiti's weights.
MEDIUM, WEIGHTS = 2, ("info", "low", "medium", "high", "critical")
#: Findings that are meant to be so: kind and address (any, when empty).
AS_MEANT = {
    # The trial speaks plain HTTP on loopback; behind https Palui sets both (tests/config/test_settings.py).
    ("Secure Flag cookie", ""),
    ("HTTP Strict Transport Security (HSTS)", ""),
    # Compares a file with a letter, changes nothing, and is the same page for everybody.
    ("Cross Site Request Forgery", "/periksa/"),
}


@dataclass
class Walk:
    """What one attack found. `role` is the account, empty for a visitor."""

    role: str
    pages: int = 0
    seconds: float = 0
    findings: Counter[tuple[str, int]] = field(default_factory=Counter)
    serious: list[str] = field(default_factory=list)


def main() -> None:
    """Build, attack, look, write, judge."""
    wapiti = install_wapiti()
    with tempfile.TemporaryDirectory(prefix="palui-audit-") as folder, City(Path(folder)) as city:
        # First of all: after an attack, signing in from this address is limited for a while.
        cookies = {"": "", "warga": city.signed_in("warga"), "petugas": city.signed_in("petugas")}
        scores, is_fast = lighthouse(city.url, Path(folder))
        walks = [attack(wapiti, city, role, cookie, Path(folder)) for role, cookie in cookies.items()]
    REPORT.write_text(report(walks, scores))
    print(f"written: {REPORT.relative_to(ROOT)}")
    for walk in walks:
        for line in walk.serious:
            print(f"{walk.role or 'visitor'}: {line}")
    if any(walk.serious for walk in walks) or not is_fast:
        sys.exit(1)


def install_wapiti() -> Path:
    """Wapiti's program, installed anew only when the pinned packages have changed."""
    stamp, wanted = TOOLS / ".palui", hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if not stamp.exists() or stamp.read_text() != wanted:
        print("installing wapiti", flush=True)
        shutil.rmtree(TOOLS, ignore_errors=True)
        venv.create(TOOLS, with_pip=True)
        command: list[str | Path] = [
            TOOLS / "bin" / "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            REQUIREMENTS,
        ]
        subprocess.run(command, check=True)
        stamp.write_text(wanted)
    return TOOLS / "bin" / "wapiti"


class City:
    """A practice city in a folder of its own, served on a free port."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._opener = urllib.request.build_opener()
        self._log = folder / "serve.log"
        own = {name: text for name, text in os.environ.items() if not name.startswith(("PALUI_", "DJANGO_"))}
        self._environment = own | {
            "PALUI_DATA_DIR": str(folder / "var"),
            "PALUI_PORT": str(port),
            "PALUI_PRACTICE": "1",
        }

    def __enter__(self) -> Self:
        print("preparing a practice city", flush=True)
        with self._log.open("wb") as log:
            fill: list[str | Path] = [BIN / "palui", "practice", "--residents", RESIDENTS]
            subprocess.run(fill, env=self._environment, stdout=log, stderr=log, check=True)
            self._process = subprocess.Popen([BIN / "palui", "serve"], env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 300
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"palui serve did not come up:\n{self._log.read_text()}")
            time.sleep(0.5)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait(60)

    def _answers(self) -> bool:
        try:
            with self._opener.open(f"{self.url}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def signed_in(self, account: str) -> str:
        """The cookies of somebody who has signed in, as one header."""
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        with browser.open(f"{self.url}/masuk/") as page:
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.read().decode())
        if found is None:
            sys.exit("the sign-in page has no form")
        typed = {"login": account, "password": PASSWORD, "csrfmiddlewaretoken": found[1]}
        with browser.open(f"{self.url}/masuk/", urllib.parse.urlencode(typed).encode()):
            pass
        cookies = {cookie.name: cookie.value for cookie in jar}
        if "sessionid" not in cookies:
            sys.exit(f"{account} could not sign in")
        return "; ".join(f"{name}={value}" for name, value in cookies.items())


def attack(wapiti: Path, city: City, role: str, cookie: str, folder: Path) -> Walk:
    """Let Wapiti look around as somebody and attack what it has found."""
    walk, out = Walk(role), folder / f"wapiti-{role or 'visitor'}.json"
    print(f"attacking as {role or 'a visitor'}", flush=True)
    command: list[str | Path] = [
        wapiti, "--url", f"{city.url}/", "--module", ",".join(ATTACKS), "--format", "json", "--output", out,
        "--max-scan-time", str(CRAWL), "--max-attack-time", str(ATTACK), "--max-files-per-dir", "30",
        "--max-links-per-page", "60", "--exclude", f"{city.url}/keluar/", "--exclude", f"{city.url}/static/*",
        "--scope", "domain", "--tasks", "4", "--store-session", folder / f"session-{role}", "--store-config", folder / "wapiti",
        "--skip", "csrfmiddlewaretoken", "--no-bugreport", "--verbose", "0", "--flush-session",
    ]  # fmt: skip
    if cookie:
        command += ["--cookie-value", cookie]
    started = time.monotonic()
    # Wapiti keeps a few things in the home folder, whatever it is told.
    done = subprocess.run(
        command, env={**os.environ, "HOME": str(folder)}, capture_output=True, text=True, timeout=1200, check=False
    )
    walk.seconds = time.monotonic() - started
    if not out.exists():
        sys.exit(f"wapiti failed:\n{done.stdout}\n{done.stderr}")
    found = json.loads(out.read_text())
    walk.pages = int(found["infos"].get("crawled_pages_nbr", 0))
    for kind in ("vulnerabilities", "anomalies"):
        for title, findings in found[kind].items():
            for finding in findings:
                take(walk, title, finding)
    return walk


def take(walk: Walk, title: str, finding: dict[str, object]) -> None:
    """Count a finding, and keep what is serious."""
    weight, info = int(str(finding["level"])), str(finding["info"])
    walk.findings[title, weight] += 1
    if weight >= MEDIUM and AS_MEANT.isdisjoint({(title, ""), (title, str(finding["path"]))}):
        walk.serious.append(f"{WEIGHTS[weight]}: {title}: {finding['method']} {finding['path']}: {info}")


def lighthouse(url: str, folder: Path) -> tuple[str, bool]:
    """The scores of the pages as a table, and whether all are high enough."""
    if not LIGHTHOUSE.exists():
        return "Not looked at.\n", True
    print("looking at pages with Lighthouse", flush=True)
    done = subprocess.run(
        [sys.executable, LIGHTHOUSE, url, folder / "lighthouse"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    return done.stdout, done.returncode == 0


def report(walks: list[Walk], scores: str) -> str:
    """The page of the reference."""
    version = next(line for line in REQUIREMENTS.read_text().splitlines() if line.startswith("wapiti3==")).split()[0]
    lines = [
        "# Audit",
        "",
        f"Made by `make audit` on {clock.now():%d %B %Y}, {platform.machine()}, {os.cpu_count()} cores.",
        "",
        f"## Attacks ({version.replace('==', ' ')})",
        "",
        f"Each walk looks around for at most {CRAWL} s and lets each kind of attack run for at most {ATTACK} s.",
        f"Kinds: {', '.join(ATTACKS)}.",
        "",
        "| as | pages | seconds | info | low | medium | high | critical |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for walk in walks:
        counts = [sum(n for (_, weight), n in walk.findings.items() if weight == each) for each in range(len(WEIGHTS))]
        row = [walk.role or "visitor", walk.pages, round(walk.seconds), *counts]
        lines.append("| " + " | ".join(map(str, row)) + " |")
    named = Counter[tuple[str, int]]()
    for walk in walks:
        named.update(walk.findings)
    lines += ["", "What was found, by kind:" if named else "Nothing was found.", ""]
    lines += [f"- {title} ({WEIGHTS[weight]}): {count}" for (title, weight), count in sorted(named.items())]
    return "\n".join([*lines, "", "## Pages (Lighthouse)", "", scores.strip(), ""])


if __name__ == "__main__":
    main()
