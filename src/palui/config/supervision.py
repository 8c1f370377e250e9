"""Web server and worker side by side: started together, watched, ended in order."""

import ctypes
import math
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from types import FrameType

import structlog

#: What the web process waits for on its standard input: database and files are ready.
GO = b"go"
#: Seconds that one process gets to finish what is in flight before it is killed.
END_WITHIN = 25.0
#: Seconds before a worker that died is started again; doubled each time, up to the limit. Who lived longer than the
#: limit begins anew.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_PR_SET_PDEATHSIG = 1

log = structlog.stdlib.get_logger("palui.serve")
_libc = ctypes.CDLL(None)


class Supervisor:
    """Keeps the processes of one `palui serve` running until a signal says to end.

    The web process is the service: when it dies, everything ends. The worker is the safety net: when it
    dies, it is started again. SIGTERM and SIGINT end web first, then the worker, so that what the last
    request left to do is still done.
    """

    def __init__(self, *, with_worker: bool) -> None:
        self._with_worker = with_worker
        self._asked_to_end = threading.Event()
        self._web: subprocess.Popen[bytes] | None = None
        self._worker: subprocess.Popen[bytes] | None = None

    def run(self, *, is_up: Callable[[], bool], when_up: Callable[[], None]) -> int:
        """Start, watch, end. Gives 0 after a signal, 1 if the web process ended by itself.

        `when_up` is called once, when `is_up` is first true.
        """
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_end)
        self._web = web_process()
        _say_go(self._web)
        try:
            self._watch(self._web, is_up, when_up)
            return 0 if self._asked_to_end.is_set() else 1
        finally:
            for process in (self._web, self._worker):
                if process:
                    _end(process)

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_end.set()

    def _watch(self, web: subprocess.Popen[bytes], is_up: Callable[[], bool], when_up: Callable[[], None]) -> None:
        told, pause, start_worker_at, started_at = False, _FIRST_PAUSE, math.inf, math.inf
        while not self._asked_to_end.wait(0.5 if told else 0.1):
            if web.poll() is not None:
                log.error("web_ended", exit_code=web.returncode)
                return
            if not told and is_up():
                told = True
                when_up()
                # Not earlier: on two cores it would slow down what people wait for.
                start_worker_at = time.monotonic()
            if self._worker and self._worker.poll() is not None:
                if time.monotonic() - started_at > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                log.error("worker_ended", exit_code=self._worker.returncode, again_in_seconds=pause)
                self._worker, start_worker_at = None, time.monotonic() + pause
                pause = min(pause * 2, _LONGEST_PAUSE)
            if self._with_worker and not self._worker and time.monotonic() >= start_worker_at:
                self._worker, started_at = _start_worker(), time.monotonic()


@cache
def web_process() -> subprocess.Popen[bytes]:
    """The web process, started at the first call. It loads Palui while the caller prepares, and waits."""
    return _start("palui.config.web", stdin=subprocess.PIPE)


def prepare_process() -> subprocess.Popen[bytes]:
    """`palui prepare`, on the same terminal."""
    return _start("palui.config.cli", "prepare")


def simulator_process(port: int, token: str) -> subprocess.Popen[bytes]:
    """The practice city's SMS gateway; it ends with us."""
    return _start("palui.integrations.sms_gateway.simulator", str(port), token)


def _say_go(web: subprocess.Popen[bytes]) -> None:
    # A web process that has died meanwhile is noticed, with its exit code, by whoever watches it.
    with suppress(BrokenPipeError):
        if web.stdin:
            web.stdin.write(GO)
            web.stdin.close()


def _start_worker() -> subprocess.Popen[bytes]:
    return _start("palui.config.cli", "worker")


def _start(module: str, *arguments: str, stdin: int | None = None) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdin=stdin,
        # A Ctrl-C in the terminal reaches us alone; we pass it on in order.
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock, safe beside threads
    )


def end_with_parent() -> None:
    """Let this process be ended when the one that started it dies: no server must stay behind on the port."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(END_WITHIN)
        except subprocess.TimeoutExpired:
            log.warning("killed", command=process.args)
            process.kill()
            process.wait()
