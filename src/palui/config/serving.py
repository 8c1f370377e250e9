"""`palui serve`: prepare, start web server and worker, say so, and stay until told to end.

This process reads all code once; web server and worker are forked from it and share its memory. So it opens no database
and starts no thread: what has to be prepared is done by a process of its own (`palui prepare`).
"""

import gc
import os
import secrets
import signal
import socket
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from collections.abc import Sequence
from contextlib import closing
from functools import partial
from importlib import import_module
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command

from palui.config import environment, logs
from palui.config.supervision import Supervisor, prepare_process, simulator_process
from palui.config.web import serve_pages
from palui.practice.domain import cast

WRONG_USE = 2


def serve(arguments: Sequence[str]) -> int:
    """Run until SIGTERM or Ctrl-C; the exit code. Raises environment.WrongSettings."""
    parser = ArgumentParser(prog="palui serve", description=_HELP)
    parser.add_argument("--no-worker", action="store_true", help="tanpa pekerja di belakang layar")
    options = parser.parse_args(arguments)
    env = environment.read()
    logs.set_up(logs.configuration(env[environment.LOG_LEVEL]))
    host, port = env[environment.HOST], env[environment.PORT]
    problem = _problem_of_port(host, port)
    if problem:
        print(problem, file=sys.stderr)  # noqa: T201 - the operator's terminal
        return WRONG_USE
    telephones = _practice_telephones(env)
    code = _get_ready()
    if code:
        return code
    _say("Menjalankan peladen …")
    supervisor = Supervisor(web=partial(serve_pages, env), worker=None if options.no_worker else _work)
    return supervisor.run(is_up=lambda: _answers(host, port), when_up=lambda: _announce(env, telephones))


def _get_ready() -> int:
    """Load and prepare; 0, or the exit code of a start that failed, whose reason has been said."""
    signal.signal(signal.SIGTERM, _leave)
    # Both take seconds; they do so at the same time.
    preparing = prepare_process()
    try:
        _load()
        return preparing.wait()
    except environment.WrongSettings:
        # `palui prepare` reads the same settings and has said what is wrong with them, once.
        return preparing.wait() or WRONG_USE
    finally:
        preparing.terminate()
        preparing.wait()


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


def _load() -> None:
    django.setup()
    import_module(settings.ROOT_URLCONF)
    # The collector writes to all it looks at, and what is written to is shared no longer: it passes over what is loaded.
    gc.collect()
    gc.freeze()


def _work() -> None:
    call_command("worker")


_HELP = "Menyiapkan data bila perlu, lalu menjalankan peladen web dan pekerja sampai dihentikan."


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 - the operator's terminal


def _practice_telephones(env: environment.Environment) -> str:
    """In a practice city without a gateway, one to practise with: the address where its texts are read."""
    if not env[environment.PRACTICE] or env[environment.SMS_URL]:
        return ""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_urlsafe(16)
    simulator_process(port, token)
    # The other processes find it in their settings, as they would find a real one.
    os.environ[environment.SMS_URL.name] = f"http://127.0.0.1:{port}/messages"
    os.environ[environment.SMS_TOKEN.name] = token
    return f"http://127.0.0.1:{port}/"


def _announce(env: environment.Environment, telephones: str) -> None:
    _say(f"\nPalui melayani di {env[environment.PUBLIC_URL]}")
    if env[environment.PRACTICE]:
        _say(f"\nKota latihan: semua penduduk dan berkasnya rekaan. Kata sandi dan frasa sandi: {cast.PASSWORD}")
        for account in cast.ACCOUNTS:
            _say(f"  {account.username:<11} {account.name:<15} {account.does}")
        if telephones:
            _say(f"SMS kota latihan terbaca di {telephones}")
    _say("Hentikan dengan Ctrl-C.\n")


def _problem_of_port(host: str, port: int) -> str:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        # As the server itself does it: a port that only lingers after the last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            return (
                f"Porta {port} di {host} tidak dapat dipakai ({problem.strerror}); "
                "hentikan program yang memakainya atau pilih porta lain dengan PALUI_PORT."
            )
    return ""


def _answers(host: str, port: int) -> bool:
    address = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{address}:{port}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
