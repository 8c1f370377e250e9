"""`palui reseal`: after a new key was put in front, seal everything with it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from palui.vault import services
from palui.vault.domain import CannotUnseal


class Command(BaseCommand):
    help = (
        "Menyegel ulang semua data dan berkas dengan kunci terbaru (PALUI_DATA_KEYS). Aman selagi Palui melayani; "
        "bila terputus, jalankan lagi."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seal anew, telling how far it is; ends with 1 when something was sealed by a key that is gone."""
        try:
            done = services.reseal(progress=self._say)
        except CannotUnseal as problem:
            raise CommandError(
                f"Ada data yang disegel dengan kunci yang tidak ada lagi di PALUI_DATA_KEYS ({problem})."
            ) from problem
        self.stdout.write(f"Selesai: {done.values} nilai dan {done.files} berkas disegel dengan kunci terbaru.")
        self.stdout.write("Kunci tertua tetap diperlukan: indeks pencarian NIK dibuat darinya.")

    def _say(self, what: str, seen: int, done: int) -> None:
        self.stdout.write(f"{what}: {seen} diperiksa, {done} disegel ulang")
