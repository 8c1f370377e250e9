"""Web server and worker side by side: started together, watched, ended in order."""

import ctypes
import math
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.context import ForkProcess
from types import FrameType

import structlog

#: Seconds that one process gets to finish what is in flight before it is killed.
END_WITHIN = 25.0
#: Seconds before a worker that died is started again; doubled each time, up to the limit. Who lived longer than the
#: limit begins anew.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15
_ASKING_TO_END = (signal.SIGTERM, signal.SIGINT)

log = structlog.stdlib.get_logger("palui.serve")
_libc = ctypes.CDLL(None)
_fork = multiprocessing.get_context("fork")


class Supervisor:
    """Keeps the processes of one `palui serve` running until a signal says to end.

    The web process is the service: when it dies, everything ends. The worker is the safety net: when it
    dies, it is started again. SIGTERM and SIGINT end web first, then the worker, so that what the last
    request left to do is still done.
    """

    def __init__(self, *, web: Callable[[], None], worker: Callable[[], None] | None) -> None:
        self._do_web, self._do_worker = web, worker
        self._asked_to_end = threading.Event()
        self._web: ForkProcess | None = None
        self._worker: ForkProcess | None = None

    def run(self, *, is_up: Callable[[], bool], when_up: Callable[[], None]) -> int:
        """Start, watch, end. Gives 0 after a signal, 1 if the web process ended by itself.

        Processes are forked: whoever calls this has loaded what they need, and has no other thread and no connection.
        `when_up` is called once, when `is_up` is first true.
        """
        for number in _ASKING_TO_END:
            signal.signal(number, self._ask_to_end)
        self._web = _forked("palui-web", self._do_web)
        try:
            self._watch(self._web, is_up, when_up)
            return 0 if self._asked_to_end.is_set() else 1
        finally:
            for process in (self._web, self._worker):
                if process:
                    _end(process)

    def _ask_to_end(self, _number: int, _frame: FrameType | None) -> None:
        self._asked_to_end.set()

    def _watch(self, web: ForkProcess, is_up: Callable[[], bool], when_up: Callable[[], None]) -> None:
        told, pause, start_worker_at, started_at = False, _FIRST_PAUSE, math.inf, math.inf
        while not self._asked_to_end.wait(0.5 if told else 0.1):
            if not web.is_alive():
                log.error("web_ended", exit_code=web.exitcode)
                return
            if not told and is_up():
                told = True
                when_up()
                # Not earlier: on two cores it would slow down what people wait for.
                start_worker_at = time.monotonic()
            if self._worker and not self._worker.is_alive():
                if time.monotonic() - started_at > _LONGEST_PAUSE:
                    pause = _FIRST_PAUSE
                log.error("worker_ended", exit_code=self._worker.exitcode, again_in_seconds=pause)
                self._worker, start_worker_at = None, time.monotonic() + pause
                pause = min(pause * 2, _LONGEST_PAUSE)
            if self._do_worker and not self._worker and time.monotonic() >= start_worker_at:
                self._worker, started_at = _forked("palui-worker", self._do_worker), time.monotonic()


def prepare_process() -> subprocess.Popen[bytes]:
    """`palui prepare`, on the same terminal."""
    return _start("palui.config.cli", "prepare")


def simulator_process(port: int, token: str) -> subprocess.Popen[bytes]:
    """The practice city's SMS gateway; it ends with us."""
    return _start("palui.integrations.sms_gateway.simulator", str(port), token)


def _start(module: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        # A Ctrl-C in the terminal reaches us alone; we pass it on in order.
        start_new_session=True,
        preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call, no lock, safe beside threads
    )


def _forked(name: str, do: Callable[[], None]) -> ForkProcess:
    process = _fork.Process(name=name, target=_be, args=(name, os.getpid(), do))
    # Asked to end before it can hear it as itself, the child would take it for a word to its parent.
    signal.pthread_sigmask(signal.SIG_BLOCK, _ASKING_TO_END)
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKING_TO_END)
    return process


def _be(name: str, parent: int, do: Callable[[], None]) -> None:
    end_with_parent()
    if os.getppid() != parent:
        return
    # A Ctrl-C in the terminal reaches the parent alone; it passes it on in order.
    os.setsid()
    # `ps` and `top` show it, and the command line is the parent's.
    _libc.prctl(_PR_SET_NAME, name.encode())
    for number in _ASKING_TO_END:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ASKING_TO_END)
    do()


def end_with_parent() -> None:
    """Let this process be ended when the one that started it dies: no server must stay behind on the port."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _end(process: ForkProcess) -> None:
    if process.is_alive():
        process.terminate()
        process.join(END_WITHIN)
        if process.is_alive():
            log.warning("killed", process=process.name)
            process.kill()
            process.join()
