"""Palui itself as people run it: `palui serve` in a process of its own, on a folder of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path


class PaluiServer:
    """A started program. `settings` are given as environment variables without the prefix PALUI_."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder.with_name(folder.name + ".log")
        self.environment = clean_environment() | {
            "PALUI_DATA_DIR": str(folder),
            "PALUI_PORT": str(self.port),
            "PALUI_WORKERS": "1",
            **{f"PALUI_{name}": value for name, value in settings.items()},
        }
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run one `palui` command on the same folder and wait for it."""
        return run_palui(*arguments, environment=self.environment)

    def start(self, *arguments: str, within: float = 120) -> None:
        """Start `palui serve` and wait until /healthz answers, at most `within` seconds."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*PALUI, "serve", *arguments], env=self.environment, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + within
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"palui serve did not come up:\n{self.output()}")
            time.sleep(0.1)

    def stop(self, *, by: signal.Signals = signal.SIGTERM, within: float = 30) -> int:
        """Ask it to end and give its exit code. A program that does not end in time is killed and is a failure."""
        assert self.process is not None
        self.process.send_signal(by)
        try:
            return self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise RuntimeError(f"palui serve did not end:\n{self.output()}") from None

    def wait_for(self, words: str, *, times: int = 1, within: float = 60) -> None:
        """Wait until the program has said these words so often."""
        deadline = time.monotonic() + within
        while self.output().count(words) < times:
            if time.monotonic() > deadline:
                raise RuntimeError(f"palui serve did not say {words!r}:\n{self.output()}")
            time.sleep(0.1)

    def output(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


PALUI = [sys.executable, "-c", "from palui.config.cli import main; main()"]


def run_palui(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PALUI, *arguments], env=environment, capture_output=True, text=True, check=False, timeout=300
    )


def clean_environment() -> dict[str, str]:
    """This process's environment without any setting of Palui or of the tests."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PALUI_", "DJANGO_"))}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
