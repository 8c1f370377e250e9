"""Opens a stranger's file in a process of its own, with little memory and little time.

A file of 25 MB can unpack to more than the machine has, or break the library that reads it. Here only this one
process ends. One at a time for each server process, so that many such files at once do not add up.
"""

import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import BinaryIO

from palui.intake.domain.refusals import FileRefused

#: Bytes of address space, of which libraries take about a quarter.
_MEMORY = 1024 * 1024 * 1024
#: Seconds of processor, and of clock.
_PROCESSOR, _CLOCK = 8, 40
_DONE, _REFUSED = b"=", b"!"
_turn = threading.Lock()


class CannotRead(Exception):
    """It took too much memory or time, or broke the reader."""


def read_confined(module: str, content: bytes) -> bytes:
    """What the module's `__main__` makes of the file. Raises FileRefused with its sentence, or CannotRead."""
    with _turn:
        try:
            ended = subprocess.run(
                [sys.executable, "-P", "-m", module],
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_CLOCK,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CannotRead("too long") from error
    if ended.returncode != 0 or ended.stdout[:1] not in (_DONE, _REFUSED):
        raise CannotRead(f"ended with {ended.returncode}")
    if ended.stdout.startswith(_REFUSED):
        raise FileRefused(ended.stdout[1:].decode())
    return ended.stdout[1:]


def answer(read: Callable[[bytes], bytes], given: BinaryIO, taken: BinaryIO) -> None:
    """The other side: bounds this process for good, reads the file, answers."""
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR, _PROCESSOR))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        made = _DONE + read(given.read())
    except FileRefused as refused:
        made = _REFUSED + str(refused).encode()
    taken.write(made)
    taken.flush()
