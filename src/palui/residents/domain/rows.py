"""One row of a file, read as a person of the register, or the reasons why it cannot be."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from palui.kernel.errors import DomainError
from palui.kernel.identifiers import Kk, Nik, Phone
from palui.residents.domain.codes import gone, word_for
from palui.residents.domain.layouts import COLUMNS, REQUIRED
from palui.residents.domain.person import MAY_BE_EMPTY

#: Stands behind a number of 16 digits that a spreadsheet kept as an amount: its last digit may be lost.
AMOUNT = "E"

_LONGEST = {"name": 120, "birth_place": 80, "occupation": 80, "nationality": 60, "street": 160}
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
_ISO = re.compile(r"^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$")
_DAY_FIRST = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})$")
_WORDED = re.compile(r"^(\d{1,2})[-/. ]+([A-Za-z]+)[-/. ]+(\d{4})$")
_SERIAL = re.compile(r"^\d{4,5}(?:\.0)?$")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "januari jan january",
            "februari feb pebruari peb february",
            "maret mar march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu ags agt aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nopember nop",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
#: Day 0 of a spreadsheet's calendar (its 1900 is a leap year by mistake, so that counting starts two days early).
_SPREADSHEET_EPOCH = date(1899, 12, 30)
_OLDEST = date(1900, 1, 1)
_NOTHING = frozenset({"", "-", "--", "#n/a", "null", "none", "nihil"})

_NUMBER_PROBLEMS = {
    "length": "%(label)s harus 16 angka, di berkas ada %(digits)s.",
    "digits": "%(label)s hanya boleh berisi angka.",
    "region": "Enam angka pertama %(label)s tidak dikenal.",
    "date": "Tanggal lahir di dalam NIK tidak masuk akal.",
}
LOST_DIGITS = (
    "Angka terakhir %(label)s hilang karena kolomnya berformat angka. Ubah format kolom menjadi Teks, isi lagi dari "
    "sumbernya, lalu simpan."
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """Why a cell, or a whole row (no column), cannot be used: an Indonesian sentence without numbers of people."""

    column: str
    reason: str


@dataclass(kw_only=True, slots=True)
class ReadRow:
    """What a row says. `values` has only fields that the file fills; numbers are digits, the date a date.

    With `problems` nobody can be registered from it; `dropped` are cells that are left out.
    """

    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    dropped: list[Problem] = field(default_factory=list)

    def refuse(self, column: str, reason: str) -> None:
        """Note why this row, or a cell that may as well be empty, cannot be used."""
        problem = Problem(column=COLUMNS.get(column, column), reason=reason)
        (self.dropped if column in MAY_BE_EMPTY - {"rw"} else self.problems).append(problem)


def read_row(cells: Mapping[str, str], *, today: date, whole_amounts: frozenset[str] = frozenset()) -> ReadRow:
    """A person from the cells of a row, by field.

    `whole_amounts` names the columns ("nik", "kk") whose amounts are known to have kept all their digits.
    Empty cells of fields that may be empty are left out, so that they erase nothing.
    """
    row = ReadRow()
    texts = {name: text for name, cell in cells.items() if (text := tidy(cell)).lower() not in _NOTHING}
    told = gone(texts.get("status", ""))
    if told:
        row.refuse("status", f"Menurut berkas orang ini sudah {told}, jadi tidak dimasukkan.")
        return row
    for name in REQUIRED:
        if name not in texts:
            row.refuse(name, f"{COLUMNS[name]} kosong.")
    for name, text in texts.items():
        if name in whole_amounts:
            text = text.removesuffix(AMOUNT)  # noqa: PLW2901 - the same cell, known to be whole
        try:
            _READERS.get(name, _read_text)(row, name, text, today)
        except DomainError as error:
            kind = error.code.rpartition("_")[2]
            sentence = _NUMBER_PROBLEMS.get(kind, "%(label)s tidak bisa dibaca.")
            row.refuse(name, sentence % {"label": COLUMNS[name], "digits": error.params.get("digits", "")})
    return row


def _read_number(row: ReadRow, name: str, text: str, today: date) -> None:
    if _SCIENTIFIC.match(text) or text.endswith(AMOUNT):
        row.refuse(name, LOST_DIGITS % {"label": COLUMNS[name]})
        return
    digits = text.lstrip("'")
    row.values[name] = Nik.parse(digits).digits if name == "nik" else Kk.parse(digits).digits


def _read_birth_date(row: ReadRow, name: str, text: str, today: date) -> None:
    day = read_date(text)
    if day is None:
        row.refuse(name, "Tanggal lahir tidak bisa dibaca. Tulis misalnya 1990-02-28 atau 28-02-1990.")
    elif not _OLDEST <= day <= today:
        row.refuse(name, "Tanggal lahir harus antara 1 Januari 1900 dan hari ini.")
    else:
        row.values[name] = day


def _read_choice(row: ReadRow, name: str, text: str, today: date) -> None:
    word = word_for(name, text)
    if word is None:
        row.refuse(name, f"{COLUMNS[name]} “{_shown(text)}” tidak dikenal.")
    elif word:
        _read_text(row, name, word, today)


def _read_phone(row: ReadRow, name: str, text: str, today: date) -> None:
    row.values[name] = _phone(text)


def _read_neighbourhood(row: ReadRow, name: str, text: str, today: date) -> None:
    number = read_neighbourhood(text)
    if number is None:
        row.refuse(name, f"{COLUMNS[name]} harus angka, misalnya 12.")
    elif number:
        row.values[name] = number
    elif name == "rt":
        row.refuse(name, "RT kosong (000). Isi nomor RT-nya.")


def _read_text(row: ReadRow, name: str, text: str, today: date) -> None:
    longest = _LONGEST.get(name, 200)
    if len(text) > longest:
        row.refuse(name, f"{COLUMNS[name]} paling panjang {longest} huruf.")
    else:
        row.values[name] = text


_READERS: Mapping[str, Callable[[ReadRow, str, str, date], None]] = {
    "nik": _read_number,
    "kk": _read_number,
    "birth_date": _read_birth_date,
    "phone": _read_phone,
    "rt": _read_neighbourhood,
    "rw": _read_neighbourhood,
    **dict.fromkeys(
        ("sex", "religion", "marital_status", "relation", "education", "blood_type", "occupation", "nationality"),
        _read_choice,
    ),
}


@lru_cache(maxsize=4096)
def read_neighbourhood(text: str) -> str | None:
    """ "12", "02" from "012", "RT. 2", "2.0"; nothing for "000"; None when it is no number of an RT or RW."""
    digits = re.sub(r"(?i)^\s*r[tw]\.?\s*", "", text.strip().lstrip("'")).removesuffix(".0")
    if not (digits.isascii() and digits.isdigit()) or len(digits.lstrip("0")) > 3:
        return None
    number = digits.lstrip("0")
    return number.zfill(2) if number else ""


@lru_cache(maxsize=65536)
def read_date(text: str) -> date | None:
    """A date as registers write it: year first, day first, month in words, or a spreadsheet's day number."""
    found = text.lstrip("'")
    try:
        if match := _ISO.match(found):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DAY_FIRST.match(found):
            return date(int(match[3]), int(match[2]), int(match[1]))
        if match := _WORDED.match(found):
            return date(int(match[3]), _MONTHS[match[2].lower()], int(match[1]))
        if _SERIAL.match(found):
            return _SPREADSHEET_EPOCH + timedelta(days=int(float(found)))
    except (ValueError, KeyError):
        return None
    return None


def tidy(text: str) -> str:
    """Blanks trimmed and single, signs that nobody sees taken away."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    visible = "".join(" " if sign.isspace() else sign for sign in text if sign.isprintable() or sign.isspace())
    return " ".join(visible.split())


@lru_cache(maxsize=8192)
def _phone(text: str) -> str:
    cleaned = text.lstrip("'").removesuffix(".0")
    if cleaned.startswith("8"):  # a spreadsheet takes the leading zero away
        cleaned = f"0{cleaned}"
    return Phone.parse(cleaned).e164


def _shown(text: str) -> str:
    """A value in a sentence: short, and never a long number."""
    return re.sub(r"\d{6,}", "…", text)[:40]
