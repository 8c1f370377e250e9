"""Where an import of the register stands, and what it notes of a row."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

#: Bytes of a file that can be sent, and of what may come out of a spreadsheet (which is a packed folder).
LARGEST_FILE = 60 * 1024 * 1024
LARGEST_CONTENT = 1024 * 1024 * 1024
#: Rows of one sealed piece of a file that was read, and rows of one transaction.
PIECE = 20_000
CHUNK = 1_000


class ImportState(StrEnum):
    """What an import is doing or waits for."""

    READING = "reading"
    READY = "ready"
    RUNNING = "running"
    CHECKED = "checked"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: States in which the file is still there and a person may go on or give up.
OPEN_STATES = frozenset({ImportState.READY, ImportState.CHECKED})
#: States in which the worker is busy.
BUSY_STATES = frozenset({ImportState.READING, ImportState.RUNNING})


class NoteKind(StrEnum):
    """Why a row is in the report."""

    WRONG = "wrong"
    KEPT = "kept"
    DROPPED = "dropped"
    MISSING = "missing"

    @property
    def label(self) -> str:
        """As the report says it."""
        return {
            "wrong": "Tidak dimasukkan",
            "kept": "Berbeda, data petugas dipertahankan",
            "dropped": "Isian dilewati",
            "missing": "Tidak ada di berkas",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """How many rows came to what end; `missing` are people of this source who are not in the file."""

    added: int
    changed: int
    same: int
    wrong: int
    kept: int
    missing: int
    new_rts: int


@dataclass(frozen=True, kw_only=True)
class ImportRecord:
    """An import as people see it. `office_id` None is a file for the whole city."""

    public_id: str
    office_id: int | None
    office_name: str
    filename: str
    register: str
    layout: str
    state: ImportState
    problem: str
    dry_run: bool
    makes_rts: bool
    header: tuple[str, ...]
    fields: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]
    total: int
    place: int
    tally: Tally
    by: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_busy(self) -> bool:
        """Whether the worker is at it."""
        return self.state in BUSY_STATES

    @property
    def is_open(self) -> bool:
        """Whether it waits for a person to go on."""
        return self.state in OPEN_STATES

    @property
    def percent(self) -> int:
        """How far it has got."""
        return self.place * 100 // self.total if self.total else 0


@dataclass(frozen=True, kw_only=True)
class Note:
    """One line of the report. `row` is the row of the file, 0 for somebody who is not in it; the NIK is masked."""

    id: int
    row: int
    kind: NoteKind
    column: str
    reason: str
    nik: str
    name: str
    public_id: str
