"""The report of an import as CSV, and an import run at once from the command line."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from palui.audit import services as audit
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import Conflict
from palui.kernel.spreadsheets import plain_cell
from palui.residents import access, selectors
from palui.residents.domain.imports import OPEN_STATES, ImportRecord, ImportState
from palui.residents.models import ImportedPerson, RegisterImport
from palui.residents.ports import Acting
from palui.residents.services import importing

_HEAD = ("Baris", "Hasil", "Kolom", "Keterangan", "NIK", "Nama")
_PAGE = 2_000


@dataclass(frozen=True, kw_only=True)
class ImportedNow:
    """What an import at once came to; `report` gives the lines of its CSV."""

    record: ImportRecord
    report: Iterator[str]


class _Line:
    """Something to write to that gives back each line."""

    def write(self, line: str) -> str:
        return line


def report_of(*, acting: Acting, public_id: str) -> tuple[str, Iterator[str]]:
    """A file name and the lines of the report; that it was fetched is recorded. Raises NotFound."""
    run, mandate = access.import_for(acting, public_id)
    audit.record(
        by=acting.actor(mandate),
        action="register.report",
        subject=f"register:{run.office_id or 'kota'}",
        filename=run.filename,
    )
    return f"laporan-impor-{run.created_at:%Y%m%d-%H%M}.csv", _lines(run.public_id)


def _lines(public_id: str) -> Iterator[str]:
    write = csv.writer(_Line(), delimiter=";").writerow
    yield write(_HEAD)
    after = 0
    while notes := selectors.notes_of_import(public_id, after=after, limit=_PAGE):
        for note in notes:
            cells: tuple[Any, ...] = (note.row or "", note.kind.label, note.column, note.reason, note.nik, note.name)
            yield write([plain_cell(str(cell)) for cell in cells])
        after = notes[-1].id


def imported_now(
    *,
    content: bytes,
    filename: str,
    office_id: int | None,
    source: str,
    dry_run: bool,
    makes_rts: bool,
    told: Callable[[int, int], None],
) -> ImportedNow:
    """Import a file from the command line, with the columns that its header says; ended half-way, it goes on there.

    Raises InvalidInput (the file, its columns, its source) and Conflict `import_busy` or `import_beside`.
    """
    run = importing.same_file(content, office_id=office_id)
    if run is None or (run.state == ImportState.RUNNING.value and run.dry_run != dry_run):
        run = importing.keep_file(by=SYSTEM, office_id=office_id, filename=filename, content=content, announce=False)
    importing.read_file(run.pk)
    with transaction.atomic():
        importing.wait_for_turn(run)
        run = RegisterImport.objects.select_for_update().get(pk=run.pk)
        if ImportState(run.state) in OPEN_STATES:
            importing.begin(
                run,
                by=SYSTEM,
                fields=run.fields,
                register=source or run.register,
                dry_run=dry_run,
                makes_rts=makes_rts,
            )
    if importing.go_through(run.pk, until=lambda: False, told=told) == "another":
        raise Conflict("import_busy")
    run = RegisterImport.objects.select_related("office__region").get(pk=run.pk)
    if run.state == ImportState.CHECKED.value:
        with transaction.atomic():
            importing.forget_file(run)
            run.state = ImportState.DONE.value  # nobody comes back for it
            run.save()
    ImportedPerson.objects.filter(run=run).delete()
    return ImportedNow(record=selectors.import_record_of(run), report=_lines(run.public_id))
