"""Files of a register, CSV and XLSX, as rows of text; what cannot be read is refused in a sentence.

Spreadsheets are read from their XML as they stream, cell by cell: 200,000 rows take seconds and little memory, and a
number keeps the digits that the file holds.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import IO, Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from palui.kernel.errors import InvalidInput
from palui.residents.domain.imports import LARGEST_CONTENT, LARGEST_FILE
from palui.residents.domain.layouts import find_header
from palui.residents.domain.rows import AMOUNT

Row = tuple[int, list[str]]

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_NOT_TEXT = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf")
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
#: Formats of dates that a spreadsheet knows by number alone (ECMA-376, part 1, 18.8.30).
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_READ = 1 << 18
_FEW = 40
_MOST_COLUMNS = 200
_LONGEST_CELL = 2_000

TOO_LARGE = "Berkas ini lebih dari 60 MB. Bagi per kelurahan, lalu kirim satu per satu."
TOO_MUCH = "Isi berkas ini terlalu besar setelah dibuka. Simpan hanya lembar data penduduk, atau kirim sebagai CSV."
LOCKED = "Berkas ini terkunci kata sandi. Buka di Excel, hapus kata sandinya, simpan, lalu kirim lagi."
MACRO = "Berkas ini berisi makro. Simpan sebagai “Buku Kerja Excel (.xlsx)” tanpa makro, lalu kirim lagi."
OLD = "Ini format Excel lama (.xls). Buka di Excel, simpan sebagai .xlsx atau CSV, lalu kirim lagi."
DAMAGED = "Berkas ini rusak atau terpotong, jadi tidak bisa dibaca. Simpan ulang dari programnya, lalu kirim lagi."
OTHER = "Ini bukan berkas CSV atau Excel (.xlsx)."
EMPTY = "Berkas ini tidak berisi baris data."


class Unreadable(InvalidInput):
    """A file that cannot be read, and why."""

    def __init__(self, sentence: str) -> None:
        super().__init__({"file": sentence}, code="file_unreadable")
        self.sentence = sentence


def kind_of(content: bytes) -> str:
    """ "csv" or "xlsx", told by the content, never by the name. Raises Unreadable for everything else."""
    if not content.strip():
        raise Unreadable(EMPTY)
    if len(content) > LARGEST_FILE:
        raise Unreadable(TOO_LARGE)
    if content.startswith(_OLD_OFFICE):
        raise Unreadable(LOCKED if _ENCRYPTED in content else OLD)
    if content.startswith(b"PK"):
        _check_package(content)
        return "xlsx"
    if content.startswith(_NOT_TEXT) or (
        b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff"))
    ):
        raise Unreadable(OTHER)
    return "csv"


def rows_of(content: bytes, kind: str) -> Iterator[Row]:
    """Every row that is not blank with its number, from 1, as the program that made the file counts.

    Of a spreadsheet, the first sheet whose header is known, otherwise the first. Raises Unreadable.
    """
    try:
        yield from _text_rows(content) if kind == "csv" else _sheet_rows(content)
    except (zipfile.BadZipFile, expat.ExpatError, ET.ParseError, KeyError, EOFError, csv.Error) as error:
        raise Unreadable(DAMAGED) from error
    except (ValueError, OverflowError, IndexError, NotImplementedError, RuntimeError) as error:
        raise Unreadable(DAMAGED) from error


# --- CSV ---------------------------------------------------------------------------------------


def _text_rows(content: bytes) -> Iterator[Row]:
    encoding = _encoding(content)
    delimiter = _delimiter(content[: 64 * 1024].decode(encoding, "replace"))
    csv.field_size_limit(1 << 20)
    text = io.TextIOWrapper(io.BytesIO(content), encoding=encoding, errors="replace", newline="")
    reader = csv.reader(text, delimiter=delimiter)
    for row in reader:
        if len(row) > _MOST_COLUMNS:
            raise Unreadable(OTHER)
        if any(cell.strip() for cell in row):
            yield reader.line_num, [cell[:_LONGEST_CELL] for cell in row]


def _encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "cp1252"  # what Excel writes on Windows
    return "utf-8-sig"


def _delimiter(sample: str) -> str:
    """The sign that divides the header, which is the first line with the most of one."""
    lines = [line for line in sample.splitlines() if line.strip()][:15]
    counts = {sign: max((line.count(sign) for line in lines), default=0) for sign in ";\t,|"}
    return max(counts, key=lambda sign: counts[sign])


# --- XLSX --------------------------------------------------------------------------------------


def _check_package(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    names = {entry.filename for entry in entries}
    if any(entry.flag_bits & 1 for entry in entries):
        raise Unreadable(LOCKED)
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable(MACRO)
    if "xl/workbook.xml" not in names:
        raise Unreadable(OTHER)
    if sum(entry.file_size for entry in entries) > LARGEST_CONTENT or len(entries) > 2000:
        raise Unreadable(TOO_MUCH)


def _sheet_rows(content: bytes) -> Iterator[Row]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        strings = _shared_strings(package)
        styles = _date_styles(package)
        counts_from_1904 = _counts_from_1904(package)
        sheets = _sheets(package)
        for name in sheets:
            first = list(islice(_cells(package, name, strings, styles, counts_from_1904), _FEW))
            rows = [row for _, row in first]
            if rows and _has_header(rows):
                break
        else:
            name = sheets[0]
        yield from _cells(package, name, strings, styles, counts_from_1904)


def _has_header(rows: Sequence[Sequence[str]]) -> bool:
    place = find_header(rows)
    return place > 0 or find_header([["nik"], *rows]) == 1


def _xml(package: zipfile.ZipFile, name: str) -> ET.Element:
    with package.open(name) as file:
        content = file.read(LARGEST_FILE)
    if b"<!DOCTYPE" in content:
        raise Unreadable(DAMAGED)
    return ET.fromstring(content)  # noqa: S314 - no document type, so no entities; size is limited


def _sheets(package: zipfile.ZipFile) -> list[str]:
    targets = {
        relation.get("Id"): relation.get("Target", "") for relation in _xml(package, "xl/_rels/workbook.xml.rels")
    }
    found = []
    for sheet in _xml(package, "xl/workbook.xml").iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if "worksheets/" in name and sheet.get("state", "visible") == "visible":
            found.append(name)
    if not found:
        raise Unreadable(EMPTY)
    return found


def _counts_from_1904(package: zipfile.ZipFile) -> bool:
    properties = _xml(package, "xl/workbook.xml").find(f"{_MAIN}workbookPr")
    return properties is not None and properties.get("date1904") in ("1", "true")


def _date_styles(package: zipfile.ZipFile) -> frozenset[str]:
    """The style numbers under which an amount is shown as a date."""
    if "xl/styles.xml" not in package.namelist():
        return frozenset()
    styles = _xml(package, "xl/styles.xml")
    own = {
        form.get("numFmtId", ""): re.sub(r'"[^"]*"|\[[^\]]*\]|\\.', "", form.get("formatCode", "")).lower()
        for form in styles.iter(f"{_MAIN}numFmt")
    }
    used = styles.find(f"{_MAIN}cellXfs")
    if used is None:
        return frozenset()

    def is_date(number: str) -> bool:
        return int(number) in _DATE_FORMATS or ("y" in own.get(number, "") and "d" in own.get(number, ""))

    return frozenset(str(place) for place, style in enumerate(used) if is_date(style.get("numFmtId", "0")))


def _shared_strings(package: zipfile.ZipFile) -> list[str]:
    if "xl/sharedStrings.xml" not in package.namelist():
        return []
    strings = _Strings()
    with package.open("xl/sharedStrings.xml") as file:
        for _ in _parsed(file, strings.start, strings.end, strings.text):
            pass
    return strings.found


class _Strings:
    """Collects the texts that cells refer to, without the reading aids of East Asian scripts."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = self._in_aid = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A string, or a part of one, begins."""
        local = tag.rpartition("}")[2]
        if local == "si":
            self._parts.clear()
        self._in_text = self._in_text or local == "t"
        self._in_aid = self._in_aid or local == "rPh"

    def end(self, tag: str) -> None:
        """It ends."""
        local = tag.rpartition("}")[2]
        if local == "si":
            self.found.append("".join(self._parts)[:_LONGEST_CELL])
        self._in_text = self._in_text and local != "t"
        self._in_aid = self._in_aid and local != "rPh"

    def text(self, data: str) -> None:
        """Letters of a string."""
        if self._in_text and not self._in_aid:
            self._parts.append(data)


def _parsed(file: IO[bytes], start: Any, end: Any, text: Any) -> Iterator[None]:
    """Feed a file to a parser, stopping after each block so that the caller may take what was found."""
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    read = 0
    while block := file.read(_READ):
        read += len(block)
        if read > LARGEST_CONTENT:
            raise Unreadable(TOO_MUCH)
        parser.Parse(block)
        yield
    parser.Parse(b"", True)
    yield


def _refuse_doctype(*_: object) -> None:
    raise Unreadable(DAMAGED)


class _Sheet:
    """Collects the rows of a sheet while its XML streams by."""

    def __init__(self, strings: Sequence[str], styles: frozenset[str], epoch: date) -> None:
        self.rows: list[Row] = []
        self._strings, self._styles, self._epoch = strings, styles, epoch
        self._number, self._row = 0, [""]
        self._column, self._kind, self._style = 0, "", ""
        self._text: list[str] | None = None
        self._value = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """A row, a cell, or what a cell holds begins."""
        local = tag.rpartition("}")[2]
        if local == "c":
            place = attributes.get("r", "")
            self._column = _column_of(place) if place else self._column + 1
            self._kind, self._style, self._value = attributes.get("t", "n"), attributes.get("s", ""), ""
        elif local in ("v", "t"):
            self._text = []
        elif local == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._row, self._column = [], -1

    def end(self, tag: str) -> None:
        """It ends: a cell's value is known, a row is whole."""
        local = tag.rpartition("}")[2]
        if local in ("v", "t"):
            self._value += "".join(self._text or ())
            self._text = None
        elif local == "c" and self._value and self._column < _MOST_COLUMNS:
            missing = self._column - len(self._row)
            self._row.extend([""] * missing)
            self._row.append(self._plain()[:_LONGEST_CELL])
        elif local == "row" and any(cell.strip() for cell in self._row):
            self.rows.append((self._number, self._row))

    def text(self, data: str) -> None:
        """Letters of a value."""
        if self._text is not None:
            self._text.append(data)

    def _plain(self) -> str:
        if self._kind == "s":
            return self._strings[int(self._value)]
        if self._kind != "n":
            return self._value
        if self._style in self._styles:
            return _day(self._value, self._epoch)
        return _amount(self._value)


def _cells(
    package: zipfile.ZipFile, name: str, strings: Sequence[str], styles: frozenset[str], from_1904: bool
) -> Iterator[Row]:
    sheet = _Sheet(strings, styles, date(1904, 1, 1) if from_1904 else date(1899, 12, 30))
    with package.open(name) as file:
        for _ in _parsed(file, sheet.start, sheet.end, sheet.text):
            yield from sheet.rows
            sheet.rows.clear()


def _column_of(place: str) -> int:
    """The column of "AB12", from 0."""
    column = 0
    for sign in place:
        if not sign.isalpha():
            break
        column = column * 26 + ord(sign.upper()) - 64
    return column - 1


def _day(value: str, epoch: date) -> str:
    moment = datetime.combine(epoch, datetime.min.time()) + timedelta(days=float(value))
    return moment.date().isoformat()


def _amount(value: str) -> str:
    """A number without exponent; one of 16 digits is marked, since its last digit may be lost."""
    if "e" in value.lower() or "." in value:
        number = float(value)
        if not number.is_integer() or abs(number) >= 1e17:
            return value
        value = str(int(number))
    if len(value) >= 16 and value.isdigit():
        return value + AMOUNT
    return value
