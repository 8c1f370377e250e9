"""`palui describe`: the pages of the docs that are made from the code."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from palui.config import described


class Command(BaseCommand):
    help = "Menulis halaman acuan (layanan, peristiwa, peran, API) dari kode program; dipakai `make docs`."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The folder of the pages."""
        parser.add_argument("folder", type=Path, help="folder untuk halamannya, misalnya docs")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write them."""
        described.write(options["folder"])
