"""`palui worker`: delivers what is due, keeps the database tidy, and stops when asked."""

import signal
import threading
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

import structlog
from django.core.management.base import BaseCommand
from django.db import close_old_connections, connection
from django.db.utils import DatabaseError, InterfaceError

from palui.outbox import services

log = structlog.get_logger(__name__)

#: Seconds between looks when nothing was due.
PAUSE = 0.5
#: Seconds between house-keeping rounds.
ROUND = 60.0


class Command(BaseCommand):
    """Deliver events until SIGTERM or Ctrl-C; what is in flight is finished first."""

    help = "Menjalankan pekerjaan di belakang layar: mengirim pesan, mengingatkan, merapikan."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--once` delivers what is due now and ends (used by tests and cron-like set-ups)."""
        parser.add_argument("--once", action="store_true", help="kerjakan yang sudah waktunya, lalu berhenti")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run."""
        if options["once"]:
            while services.deliver_due():
                pass
            return
        stop = threading.Event()

        def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, ask_to_stop)
        signal.signal(signal.SIGINT, ask_to_stop)
        log.info("worker.started")
        next_round = time.monotonic()
        while not stop.is_set():
            try:
                close_old_connections()
                tried = services.deliver_due()
                if time.monotonic() >= next_round:
                    _keep_house()
                    next_round = time.monotonic() + ROUND
            except (DatabaseError, InterfaceError):
                # The database is away or locked: nothing is lost, look again shortly.
                log.warning("worker.database_away", exc_info=True)
                connection.close()
                tried = 0
                stop.wait(2.0)
            if not tried:
                stop.wait(PAUSE)
        log.info("worker.stopped")


def _keep_house() -> None:
    services.sign_of_life()
    services.forget_delivered()
    if connection.vendor == "sqlite":
        # Web processes never checkpoint; the worker alone does (see docs/decisions on SQLite).
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
