"""`palui restore`: an empty installation becomes what a backup holds."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from palui.config import safekeeping


class Command(BaseCommand):
    help = "Memulihkan cadangan ke basis data dan folder berkas yang masih kosong."
    requires_system_checks = ()
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """From where."""
        parser.add_argument("file", type=Path, help="berkas yang dibuat oleh `palui backup`")

    def handle(self, *args: Any, **options: Any) -> None:
        """Restore, and say what came back."""
        try:
            contents = safekeeping.restore(options["file"], say=self.stdout.write)
        except safekeeping.CannotKeep as problem:
            raise CommandError(str(problem)) from None
        except DatabaseError as problem:
            raise CommandError(f"Basis data menolak: {' '.join(str(problem).split())}") from None
        self.stdout.write(
            f"Pulih: {sum(contents.rows.values())} baris dan {contents.files} berkas, keadaan {contents.manifest.taken_at}. "
            "Jalankan `palui serve`; semua orang masuk lagi dengan sandinya."
        )
