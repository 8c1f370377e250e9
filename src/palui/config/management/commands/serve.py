"""`palui serve`: web server and worker together, in the foreground."""

import socket
import sys
import urllib.error
import urllib.request
from argparse import ArgumentParser
from contextlib import closing
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from palui.config.cli import WRONG_USE
from palui.config.preparation import CannotPrepare, prepare
from palui.config.supervision import Supervisor
from palui.practice.domain import cast


class Command(BaseCommand):
    help = "Menyiapkan data bila perlu, lalu menjalankan peladen web dan pekerja sampai dihentikan."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--no-worker` leaves the background work to `palui worker` elsewhere."""
        parser.add_argument("--no-worker", action="store_true", help="tanpa pekerja di belakang layar")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Prepare, start, announce, and stay until SIGTERM or Ctrl-C."""
        try:
            _refuse_used_port(settings.PALUI_HOST, settings.PALUI_PORT)
            prepare(self._say)
        except CannotPrepare as problem:
            self.stderr.write(str(problem))
            sys.exit(WRONG_USE)
        self._say("Menjalankan peladen …")
        supervisor = Supervisor(with_worker=not options["no_worker"])
        sys.exit(supervisor.run(is_up=_answers, when_up=self._announce))

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()

    def _announce(self) -> None:
        self._say(f"\nPalui melayani di {settings.PALUI_PUBLIC_URL}")
        if settings.PALUI_PRACTICE:
            self._say(
                f"\nKota latihan: semua penduduk dan berkasnya rekaan. Kata sandi dan frasa sandi: {cast.PASSWORD}"
            )
            for account in cast.ACCOUNTS:
                self._say(f"  {account.username:<11} {account.name:<15} {account.does}")
        self._say("Hentikan dengan Ctrl-C.\n")


def _refuse_used_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        # As the server itself does it: a port that only lingers after the last run is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise CannotPrepare(
                f"Porta {port} di {host} tidak dapat dipakai ({problem.strerror}); "
                "hentikan program yang memakainya atau pilih porta lain dengan PALUI_PORT."
            ) from None


def _answers() -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.PALUI_HOST, settings.PALUI_HOST)  # noqa: S104
    try:
        with urllib.request.urlopen(f"http://{host}:{settings.PALUI_PORT}/healthz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False
