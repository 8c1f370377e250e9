"""Whose turn it is to write: first come, first served, among the threads and processes of one machine."""

import fcntl
import os
import threading
import time
from collections import deque
from functools import cache
from pathlib import Path

#: Seconds between two looks at a lock that another process holds.
_LOOK_AGAIN = 0.0002
#: Seconds for which whoever has written lets the next thread run.
_STEP_ASIDE = 0.00005
_WRITING, _NEXT = 0, 1


class TurnTimeout(Exception):
    """The turn did not come within the time that the caller would wait."""


class Turns:
    """The turns of one database file, as seen by one process.

    Threads queue in memory. Processes hold byte 0 of a lock file while they write; whoever comes next
    holds byte 1 while it waits for byte 0, so a process that has just written cannot overtake it. The
    kernel drops both when a process dies.
    """

    def __init__(self, lock_file: Path) -> None:
        self._file = os.open(lock_file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._is_taken = False

    def take(self, *, timeout: float) -> None:
        """Wait for this thread's turn, at most `timeout` seconds. Raises TurnTimeout."""
        deadline = time.monotonic() + timeout
        self._take_among_threads(timeout)
        try:
            self._lock_byte(_NEXT, deadline)
            try:
                self._lock_byte(_WRITING, deadline)
            finally:
                fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _NEXT)
        except BaseException:
            self._pass_on()
            raise

    def give_back(self) -> None:
        """End the turn; the next in line begins."""
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _WRITING)
        self._pass_on()

    def _take_among_threads(self, timeout: float) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        if mine.acquire(timeout=timeout):
            return
        with self._guard:
            # Between giving up and this line the turn may have come after all; then it is not in the queue.
            if mine in self._waiting:
                self._waiting.remove(mine)
                raise TurnTimeout

    def _pass_on(self) -> None:
        with self._guard:
            following = self._waiting.popleft() if self._waiting else None
            if following is None:
                self._is_taken = False
        if following is not None:
            following.release()
            # The interpreter runs one thread at a time: whoever comes next must not wait until this one pauses by itself.
            time.sleep(_STEP_ASIDE)

    def _lock_byte(self, place: int, deadline: float) -> None:
        while True:
            try:
                fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, place)
            except (BlockingIOError, PermissionError):
                if time.monotonic() > deadline:
                    raise TurnTimeout from None
                time.sleep(_LOOK_AGAIN)
            else:
                return


def turns_for(database: str) -> Turns:
    """The turns of this database file; the same object for all threads of a process."""
    return _turns_of_process(os.getpid(), database)


@cache
def _turns_of_process(_pid: int, database: str) -> Turns:
    # Keyed by process: a fork copies this table, but not the locks behind it.
    return Turns(Path(database + ".lock"))
