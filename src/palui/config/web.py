"""The web server process: `python -m palui.config.web`. Started by `palui serve`."""

import gc
import os
import sys
from functools import partial
from importlib import import_module

import django
from django.conf import settings
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from palui.config import environment, logs
from palui.config.supervision import GO, end_with_parent

#: Seconds that requests in flight get to finish when the server is asked to end.
FINISH_WITHIN = 20
WRONG_USE = 2
#: Per process. More only wait for each other (see docs/decisions on the server).
THREADS = 4


def main() -> None:
    """Get ready, wait for the word of `palui serve` on standard input, then serve until SIGTERM or SIGINT."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palui.config.settings")
    try:
        env = environment.read()
        # All code is read while `palui serve` prepares, and once, before the server forks its processes.
        django.setup()
    except environment.WrongSettings:
        # `palui serve` reads the same settings and says what is wrong with them, once.
        sys.exit(WRONG_USE)
    import_module(settings.ROOT_URLCONF)
    if sys.stdin.buffer.read(len(GO)) != GO:
        return
    # Only now: it looks at the static files, which may have been made just now.
    import_module("palui.config.wsgi")
    # What was loaded stays shared by the forked processes: the collector no longer touches it.
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


if __name__ == "__main__":
    main()
