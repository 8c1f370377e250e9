"""The worker's care for SQLite's write-ahead log, which the web processes leave to it."""

import threading
from pathlib import Path

import structlog
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections

from palui.config.sqlite.base import DatabaseWrapper

#: Seconds between two looks at the log.
_PAUSE = 5.0
#: Bytes from which the log is moved into the main file, and from which it is cut back as well.
_MOVE_FROM = 4 * 1024 * 1024
_CUT_FROM = 64 * 1024 * 1024

log = structlog.stdlib.get_logger("palui.sqlite")


def keep_log_short() -> None:
    """Start a thread that checkpoints the SQLite log for as long as this process lives."""
    if isinstance(connections[DEFAULT_DB_ALIAS], DatabaseWrapper):
        threading.Thread(target=_watch, name="sqlite-log", daemon=True).start()


def checkpoint() -> None:
    """Move the log into the main file if it has grown. Writers wait; readers go on."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not isinstance(connection, DatabaseWrapper):
        return
    wal = Path(f"{connection.settings_dict['NAME']}-wal")
    size = wal.stat().st_size if wal.exists() else 0
    if size < _MOVE_FROM:
        return
    mode = "TRUNCATE" if size >= _CUT_FROM else "PASSIVE"
    with connection.writing_alone(), connection.cursor() as cursor:
        cursor.execute(f"PRAGMA wal_checkpoint({mode})")


def _watch() -> None:
    pause = threading.Event()
    while not pause.wait(_PAUSE):
        try:
            checkpoint()
        except DatabaseError:
            log.warning("checkpoint_put_off", exc_info=True)
        finally:
            connections[DEFAULT_DB_ALIAS].close()
