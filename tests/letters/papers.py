"""Reading the paper that comes out."""

import subprocess
from pathlib import Path

from palui.letters.models import Letter
from palui.letters.selectors import LetterRecord
from palui.vault import services as vault


def file_of(letter: LetterRecord) -> bytes:
    """The signed file as it lies in the store."""
    return vault.read_file(Letter.objects.get(pk=letter.id).file)


def text_of(pdf: bytes, folder: Path) -> str:
    """What a reader reads, each run of blanks as one."""
    path = folder / "surat.pdf"
    path.write_bytes(pdf)
    out = subprocess.run(["pdftotext", "-layout", path, "-"], check=True, capture_output=True, text=True).stdout
    return " ".join(out.split())
