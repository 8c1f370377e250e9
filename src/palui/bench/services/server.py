"""The server under measurement: `palui serve` in processes of its own."""

import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from os import sysconf
from pathlib import Path

from palui.bench.domain import CannotMeasure

_UP_WITHIN = 120.0
_DOWN_WITHIN = 40.0
_ASKED_TO_LEAVE = (signal.SIGTERM,)


@dataclass(frozen=True)
class Server:
    """A running server on loopback; `pid` is the process that watches over the others."""

    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """Processor time, own and system, that all its processes have used so far."""
        parents: dict[int, int] = {}
        ticks: dict[int, int] = {}
        for entry in _processes():
            if fields := _stat(entry):
                parents[int(entry.name)] = int(fields[1])
                ticks[int(entry.name)] = int(fields[11]) + int(fields[12])
        return sum(used for pid, used in ticks.items() if self._is_ours(pid, parents)) / sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes of memory that its processes take, shared pages counted by their share (PSS)."""
        parents = {int(entry.name): int(fields[1]) for entry in _processes() if (fields := _stat(entry))}
        return sum(memory_of(pid) for pid in parents if self._is_ours(pid, parents))

    def _is_ours(self, pid: int, parents: dict[int, int]) -> bool:
        while pid in parents and pid != self.pid:
            pid = parents[pid]
        return pid == self.pid


@contextmanager
def running(*, port: int, log: Path) -> Iterator[Server]:
    """Start `palui serve` with this process's settings, wait until it answers, and end it afterwards.

    Raises CannotMeasure with its last words when it does not come up.
    """
    with log.open("wb") as output:
        # Asked to leave while it starts, we would leave it behind.
        signal.pthread_sigmask(signal.SIG_BLOCK, _ASKED_TO_LEAVE)
        process = subprocess.Popen(
            [sys.executable, "-m", "palui.config.cli", "serve"],
            stdout=output,
            stderr=subprocess.STDOUT,
            # A Ctrl-C in the terminal reaches us alone; we end it in order.
            start_new_session=True,
            preexec_fn=_listen,  # noqa: PLW1509 - one system call, and no other thread
        )
    try:
        _listen()
        _wait(process, port, log)
        yield Server(port=port, pid=process.pid)
    finally:
        process.terminate()
        try:
            process.wait(_DOWN_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listen() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKED_TO_LEAVE)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    give_up_at = time.monotonic() + _UP_WITHIN
    while not _answers(port):
        if process.poll() is not None or time.monotonic() > give_up_at:
            raise CannotMeasure(f"palui serve did not come up: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.1)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def memory_of(pid: int) -> int:
    """Bytes of memory of one process (PSS); 0 when it has just ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def _processes() -> list[Path]:
    return [entry for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(entry: Path) -> list[str]:
    """The fields of /proc/<pid>/stat behind the command's name; none when the process has just ended."""
    try:
        return (entry / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
