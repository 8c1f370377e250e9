"""`palui prepare`: folder, tables, city and static files as they must be before Palui serves."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from palui.config.cli import WRONG_USE
from palui.config.preparation import CannotPrepare, prepare


class Command(BaseCommand):
    help = "Menyiapkan folder data, tabel, kota, dan berkas tampilan; `palui serve` melakukannya sendiri."
    requires_system_checks = ()

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Prepare, and say what takes time."""
        try:
            prepare(self._say)
        except CannotPrepare as problem:
            self.stderr.write(str(problem))
            sys.exit(WRONG_USE)

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
