"""What the web process of `palui serve` does."""

import gc
import os
from functools import partial
from importlib import import_module

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from palui.config import environment, logs
from palui.config.supervision import end_with_parent

#: Seconds that requests in flight get to finish when the server is asked to end.
FINISH_WITHIN = 20
#: Per process. More only wait for each other (see docs/decisions on the server).
THREADS = 4


def serve_pages(env: environment.Environment) -> None:
    """Serve until SIGTERM or SIGINT."""
    # Only here: it looks at the static files, which may have been made just now, and leaves SQLite's log to the worker.
    import_module("palui.config.wsgi")
    gc.collect()
    gc.freeze()
    os.register_at_fork(after_in_child=partial(_end_with_server, os.getpid()))
    Server(
        "palui.config.wsgi:application",
        address=env[environment.HOST],
        port=env[environment.PORT],
        interface=Interfaces.WSGI,
        workers=env[environment.WORKERS],
        blocking_threads=THREADS,
        # Seconds. An idle thread keeps its database connection, so it is not ended soon.
        blocking_threads_idle_timeout=600,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=FINISH_WITHIN,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration(env[environment.LOG_LEVEL]),
    ).serve()


def _end_with_server(server: int) -> None:
    # What a serving process forks in its turn is that one's business.
    if os.getppid() == server:
        end_with_parent()
