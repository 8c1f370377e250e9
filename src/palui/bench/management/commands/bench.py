"""`palui bench`: measure this machine with Palui on it, one line of JSON a measure."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from palui.bench import services
from palui.bench.domain import CannotMeasure


class Command(BaseCommand):
    help = "Mengukur Palui di komputer ini dengan kota kecil yang sesudahnya dibuang; satu baris JSON tiap ukuran."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`--seconds` for each measure; `--here` is the second half of a run, on the folder that the first made."""
        parser.add_argument("--seconds", type=float, default=10, metavar="N", help="detik untuk tiap ukuran (10)")
        parser.add_argument(
            "--million", action="store_true", help="juga dengan sejuta berkas dan penduduk (belasan menit)"
        )
        parser.add_argument("--database", default="", metavar="URL", help="basis data kosong lain; tanpa ini SQLite")
        parser.add_argument("--here", action="store_true", help="di folder data ini, yang harus kosong")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Measure in a folder, with a port and with settings of its own; yours are not touched."""
        signal.signal(signal.SIGTERM, _leave)
        if options["here"]:
            self._measure(options["seconds"], long_past=options["million"])
        else:
            sys.exit(_in_a_folder_of_its_own(options))

    def _measure(self, seconds: float, *, long_past: bool) -> None:
        try:
            for measure in services.measure_here(
                port=settings.PALUI_PORT, folder=settings.PALUI_DATA_DIR, seconds=seconds, long_past=long_past
            ):
                self.stdout.write(measure.line)
                self.stdout.flush()
        except CannotMeasure as problem:
            raise CommandError(str(problem)) from problem


def _in_a_folder_of_its_own(options: Mapping[str, Any]) -> int:
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PALUI_")}
    with tempfile.TemporaryDirectory(prefix="palui-bench-") as folder:
        environment = mine | {
            "PALUI_DATA_DIR": folder,
            "PALUI_PORT": str(_free_port()),
            "PALUI_WORKERS": "2",
            "PALUI_LOG_LEVEL": "WARNING",
            # The same few people do everything; nobody is to be told to wait.
            "PALUI_API_PER_MINUTE": "10000000",
        }
        if options["database"]:
            environment["PALUI_DATABASE_URL"] = options["database"]
        command = [sys.executable, "-m", "palui.config.cli", "bench", "--here", f"--seconds={options['seconds']}"]
        process = subprocess.Popen(
            [*command, *(["--million"] if options["million"] else [])],
            env=environment,
            # A Ctrl-C in the terminal reaches us alone; the other half is asked to end in order.
            start_new_session=True,
        )
        try:
            return process.wait()
        finally:
            if process.poll() is None:
                process.terminate()
                process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _leave(_number: int, _frame: object) -> None:
    sys.exit(128 + signal.SIGTERM)
