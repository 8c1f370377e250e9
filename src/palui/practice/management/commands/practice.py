"""`palui practice`: fill an empty database with a city of invented people."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from palui.kernel.errors import DomainError
from palui.practice import selectors, services
from palui.practice.domain import cast

SENTENCES = {
    "real_data": "Basis data ini berisi data sungguhan, jadi tidak diisi dengan kota latihan. "
    "Pakai folder data lain (PALUI_DATA_DIR) atau basis data lain (PALUI_DATABASE_URL).",
    "practice_size": "--residents harus antara 1 dan %(most)s.",
    "practice_other_size": "Kota latihan ini sudah berisi %(residents)s penduduk. "
    "Untuk jumlah lain, pakai folder data lain (PALUI_DATA_DIR) atau basis data lain (PALUI_DATABASE_URL).",
}
_BAR_WIDTH = 30
#: Seconds between two lines where there is no terminal to draw on.
_PATIENCE = 2.0


class Command(BaseCommand):
    help = (
        "Mengisi basis data kosong dengan kota latihan: penduduk rekaan, kantor, akun, dan berkas enam bulan terakhir."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--residents N`, up to a million."""
        parser.add_argument(
            "--residents", type=int, metavar="N", help=f"jumlah penduduk, paling banyak {services.MOST_RESIDENTS}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill what is not filled yet; say what is being done."""
        self._make_tables()
        city = selectors.practice_city()
        people = options["residents"]
        if people is None:
            people = city.residents if city is not None else services.DEFAULT_RESIDENTS
        is_full = city is not None and city.is_complete
        bar = _Bar(self)
        try:
            services.fill(people=people, progress=bar.show)
            services.import_past(progress=bar.show)
            services.sign_past_letters(progress=bar.show)
            services.open_present(progress=bar.show)
        except DomainError as refused:
            sentence = SENTENCES.get(refused.code)
            if sentence is None:
                raise
            raise CommandError(sentence % refused.params, returncode=2) from refused
        finally:
            bar.end()
        if options["verbosity"] and (not is_full or options["residents"]):
            self._introduce()

    def _make_tables(self) -> None:
        """On a fresh database; where `serve` has prepared everything there is nothing to do."""
        if selectors.has_tables():
            return
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _introduce(self) -> None:
        self.stdout.write(f"\nAkun latihan, kata sandi dan frasa sandi: {cast.PASSWORD}\n")
        for account in cast.ACCOUNTS:
            self.stdout.write(f"  {account.username:<11} {account.name:<15} {account.does}")
        if not settings.PALUI_PRACTICE:
            self.stdout.write(
                "\nJalankan Palui dengan PALUI_PRACTICE=1, agar setiap halaman berkata bahwa ini latihan."
            )


class _Bar:
    """A bar that fills on a terminal; elsewhere a line now and then."""

    def __init__(self, command: BaseCommand) -> None:
        self._out = command.stdout
        self._is_terminal = sys.stdout.isatty()
        self._label, self._told_at = "", 0.0

    def show(self, label: str, done: int, total: int) -> None:
        """How far it is."""
        if self._is_terminal:
            if label != self._label and self._label:
                self._out.write("")
            filled = _BAR_WIDTH * done // max(total, 1)
            bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
            self._out.write(f"\r{label:<18} {bar} {done:>9,} / {total:,}".replace(",", "."), ending="")
            self._out.flush()
        elif label != self._label or done == total or time.monotonic() - self._told_at > _PATIENCE:
            self._out.write(f"{label}: {done:,} dari {total:,}".replace(",", "."))
            self._told_at = time.monotonic()
        self._label = label

    def end(self) -> None:
        """Leave the line of the bar."""
        if self._is_terminal and self._label:
            self._out.write("")
