"""What has left, noted in a file beside the database: who dies before the database knows of it sends nothing twice.

The database takes a note only when it is its writer's turn, which may be a tenth of a second away; a line at the end of a
file is there at once. It belongs to the worker of one machine and matters only for the minutes until somebody tries again.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from palui.delivery.models import Message

_FILE = "keluar.log"
#: Bytes of the file from which on its older half is let go.
_LONGEST = 64 * 1024


def note(message: Message) -> None:
    """It has left. A disk without room is no reason to fail: the database is told next."""
    with suppress(OSError):
        file = os.open(_path(), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(file, f"{_mark_of(message)}\n".encode())
            is_long = os.fstat(file).st_size > _LONGEST
        finally:
            os.close(file)
        if is_long:
            _keep_the_newer_half()


def has_left(message: Message) -> bool:
    """Whether this machine sent it, as far as is noted."""
    try:
        return _mark_of(message) in _path().read_text().split()
    except OSError:
        return False


def _keep_the_newer_half() -> None:
    lines = _path().read_text().splitlines()
    shorter = _path().with_suffix(".baru")
    shorter.write_text("\n".join(lines[len(lines) // 2 :]) + "\n")
    shorter.replace(_path())


def _mark_of(message: Message) -> str:
    # Not its number alone: a database that was restored gives numbers a second time.
    return f"{message.case_code}/{message.pk}/{message.created_at.timestamp():.6f}"


def _path() -> Path:
    folder: Path = settings.PALUI_DATA_DIR
    return folder / _FILE
