"""docs/reference/settings.md, made from the table of settings: `python -m palui.config.reference`."""

import sys
from typing import Any

from palui.config.environment import SETTINGS, Setting


def reference() -> str:
    """The page, whole, in Indonesian."""
    return "\n".join([_HEAD, *map(_part, SETTINGS)])


_HEAD = """\
# Setelan

<!-- Dibuat dari src/palui/config/environment.py oleh `make docs`; jangan disunting di sini. -->

Setiap setelan adalah variabel lingkungan. Semuanya boleh kosong: Palui berjalan tanpa satu pun. Nilai yang tidak
dapat dipakai, dan nama berawalan `PALUI_` yang tidak ada di sini, disebut satu per satu saat mulai, lalu program
berhenti dengan kode 2. Periksa keadaan pemasangan dengan `palui check`.
"""


def _part(setting: Setting[Any]) -> str:
    default = f"`{setting.default}`" if setting.default else "kosong"
    lines = [f"## `{setting.name}`", "", setting.meaning, "", f"Bawaan: {default}."]
    if setting.example:
        lines.append(f"Contoh: `{setting.example}`.")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    sys.stdout.write(reference())
