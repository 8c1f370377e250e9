"""The register as a spreadsheet, for whoever keeps it on paper or counts it elsewhere."""

from datetime import datetime
from io import BytesIO

from django.db import transaction
from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.spreadsheets import plain_cell
from palui.letters.access import register_mandate
from palui.letters.domain import STATUS_WORDS
from palui.letters.selectors import LetterRecord, RegisterFilter, register_rows

COLUMNS = (
    ("Nomor surat", 34),
    ("Tanggal", 18),
    ("Jenis surat", 34),
    ("Atas nama", 30),
    ("Kode berkas", 16),
    ("Penanda tangan", 30),
    ("Jabatan", 34),
    ("Berlaku sampai", 16),
    ("Status", 14),
    ("Alasan", 40),
    ("Atas surat nomor", 34),
)


@transaction.atomic
def export_register(*, acting: Acting, narrow: RegisterFilter) -> bytes:
    """The register of this person's office as XLSX, oldest first. Raises NotFound for who works in no office."""
    # Before the book is begun: one that is left half written complains.
    letters = list(register_rows(acting, narrow))
    book = Workbook(write_only=True)
    sheet: Worksheet = book.create_sheet("Buku register")
    for place, (_title, width) in enumerate(COLUMNS):
        sheet.column_dimensions[chr(ord("A") + place)].width = width
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, title) for title, _width in COLUMNS])
    for letter in letters:
        sheet.append(_row(letter))
    out = BytesIO()
    book.save(out)
    audit.record(by=acting.actor(register_mandate(acting)), action="letter.export", rows=len(letters))
    return out.getvalue()


def _row(letter: LetterRecord) -> list[object]:
    return [
        _text(letter.number),
        _here(letter.signed_at),
        _text(letter.title),
        _text(letter.subject_name),
        letter.code,
        _text(letter.signer_name),
        _text(letter.signer_title),
        letter.valid_until,
        STATUS_WORDS[letter.status],
        _text(letter.ended_reason),
        _text(letter.first_number),
    ]


def _heading(sheet: Worksheet, title: str) -> Cell:
    cell = WriteOnlyCell(sheet, value=title)
    cell.font = Font(bold=True)
    return cell


def _text(words: str) -> str:
    return plain_cell(ILLEGAL_CHARACTERS_RE.sub("", words))


def _here(moment: datetime) -> datetime:
    """The city's clock; a spreadsheet knows no time zones."""
    return clock.local(moment).replace(tzinfo=None)
