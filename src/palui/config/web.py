"""The web server process: `python -m palui.config.web`. Started by `palui serve`."""

from importlib import import_module

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from palui.config import environment, logs

#: Seconds that requests in flight get to finish when the server is asked to end.
FINISH_WITHIN = 20
#: Per process. More only wait for each other (see docs/decisions on the server).
THREADS = 4


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    env = environment.read()
    # Loaded once, before the server forks its processes: half the time to start, and less memory.
    import_module("palui.config.wsgi")
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


if __name__ == "__main__":
    main()
