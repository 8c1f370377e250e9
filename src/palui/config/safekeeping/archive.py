"""The file of a backup: a tar whose parts are checked by a last part that lists their digests.

    manifest.json               what it is, from when, which tables and columns
    tables/<table>/0001.jsonl   rows as JSON arrays in the order of the columns, gzipped
    files/<name>                files as they lie in the store, sealed
    checksums.json              SHA-256 of every part before, and the number of rows of each table

The list comes last, so that a backup cut short is noticed.
"""

import gzip
import hashlib
import io
import json
import tarfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FORMAT = 1
MANIFEST, CHECKSUMS, TABLES, FILES = "manifest.json", "checksums.json", "tables/", "files/"


class CannotKeep(Exception):
    """The backup or restore cannot be done; the text is one sentence that says what to do."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of the backup. `columns` are (name, kind), a kind being Django's internal type of the field."""

    name: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """What the backup is. `migrations` are (app, name); `proof` is a sealed word that only the right keys open."""

    format: int
    taken_at: str
    engine: str
    city: str
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]
    proof: str

    @property
    def as_json(self) -> bytes:
        """How it stands in the file."""
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def read(cls, content: bytes) -> "Manifest":
        """The manifest again. Raises CannotKeep for what is no backup, or one of a later form."""
        try:
            data = json.loads(content)
            if data["format"] != FORMAT:
                raise CannotKeep("Cadangan ini dibuat oleh Palui yang lebih baru. Pasang versi itu, lalu coba lagi.")
            tables = tuple(Table(name=item["name"], columns=_pairs(item["columns"])) for item in data["tables"])
            return cls(**{**data, "tables": tables, "migrations": _pairs(data["migrations"])})
        except (ValueError, KeyError, TypeError):
            raise CannotKeep(NOT_A_BACKUP) from None


NOT_A_BACKUP = "Berkas ini bukan cadangan Palui. Pilih berkas yang dibuat oleh `palui backup`."
CUT_SHORT = "Cadangan ini tidak utuh (terpotong atau berubah). Pakai cadangan lain."


def _pairs(items: list[list[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((first, second) for first, second in items)


class Writer:
    """Adds parts to a backup and remembers their digests."""

    def __init__(self, file: io.BufferedWriter) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 - `finish` ends it
        self._digests: dict[str, str] = {}
        self.rows: dict[str, int] = {}

    def add(self, name: str, content: bytes) -> None:
        """One part."""
        self._digests[name] = hashlib.sha256(content).hexdigest()
        info = tarfile.TarInfo(name)
        info.size, info.mode, info.mtime = len(content), 0o600, int(time.time())
        self._tar.addfile(info, io.BytesIO(content))

    def add_rows(self, table: str, number: int, rows: list[list[Any]]) -> None:
        """The next rows of a table; `number` counts its parts from 1."""
        lines = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
        self.rows[table] = self.rows.get(table, 0) + len(rows)
        self.add(f"{TABLES}{table}/{number:04}.jsonl", gzip.compress(lines.encode(), compresslevel=1, mtime=0))

    def finish(self) -> None:
        """Write the list of digests, and the end."""
        content = json.dumps({"digests": self._digests, "rows": self.rows}).encode()
        info = tarfile.TarInfo(CHECKSUMS)
        info.size, info.mode = len(content), 0o600
        self._tar.addfile(info, io.BytesIO(content))
        self._tar.close()


@dataclass(frozen=True)
class Contents:
    """What a backup was found to hold when it was read through once."""

    manifest: Manifest
    rows: dict[str, int]
    files: int


def examine(path: Path) -> Contents:
    """Read a backup through and compare every digest. Raises CannotKeep before anything is changed anywhere."""
    digests: dict[str, str] = {}
    manifest, listed = None, None
    for name, content in parts(path):
        if name == CHECKSUMS:
            listed = json.loads(content)
            continue
        digests[name] = hashlib.sha256(content).hexdigest()
        if name == MANIFEST:
            manifest = Manifest.read(content)
    if manifest is None:
        raise CannotKeep(NOT_A_BACKUP)
    if listed is None or listed["digests"] != digests:
        raise CannotKeep(CUT_SHORT)
    return Contents(manifest, listed["rows"], sum(name.startswith(FILES) for name in digests))


def parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """Every part in its order. Raises CannotKeep."""
    complaint = NOT_A_BACKUP
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r|") as tar:
            for info in tar:
                complaint = CUT_SHORT
                part = tar.extractfile(info)
                if part is None:
                    raise CannotKeep(NOT_A_BACKUP)
                yield info.name, part.read()
    except tarfile.ReadError:
        raise CannotKeep(complaint) from None
    except OSError as problem:
        raise CannotKeep(f"Berkas {path} tidak dapat dibaca ({problem.strerror}).") from None


def rows_of(content: bytes) -> Iterator[list[Any]]:
    """The rows in one part of a table."""
    for line in gzip.decompress(content).decode().splitlines():
        yield json.loads(line)
