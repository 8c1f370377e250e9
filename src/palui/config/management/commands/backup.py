"""`palui backup`: everything into one file, while people go on working."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from palui.config import safekeeping
from palui.kernel import clock


class Command(BaseCommand):
    help = "Menyimpan semua data dan berkas ke satu cadangan, tanpa menghentikan Palui."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file", nargs="?", type=Path, help="nama berkas; tanpa ini palui-<tanggal>.tar di sini")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it, and say what must be kept beside it."""
        path: Path = options["file"] or Path(f"palui-{clock.local(clock.now()):%Y%m%d-%H%M%S}.tar")
        try:
            safekeeping.take(path, say=self._say if options["verbosity"] > 1 else lambda _: None)
        except safekeeping.CannotKeep as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Cadangan tersimpan: {path} ({path.stat().st_size / 1_000_000:.1f} MB)")
        self.stdout.write(
            f"Simpan juga kunci datanya, di tempat lain: {settings.PALUI_DATA_DIR / 'data-keys'} "
            "(atau isi PALUI_DATA_KEYS). Tanpa kunci itu cadangan tidak dapat dibaca."
        )

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
