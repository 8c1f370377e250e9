"""Filling the register from a file: sent, read, mapped by a person, gone through in small transactions.

What a run has reached is kept in the transaction that reached it, so a killed process loses nothing and does nothing
twice. The worker does a few seconds at a time, so that messages are not kept waiting.
"""

import csv
import errno
import hashlib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Q

from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.kernel.identifiers import mask_digits, new_token
from palui.kernel.language import say
from palui.outbox.services import emit
from palui.residents import access
from palui.residents.domain.imports import BUSY_STATES, OPEN_STATES, PIECE, ImportState
from palui.residents.domain.layouts import (
    COLUMNS,
    doubled_columns,
    find_header,
    guess,
    header_key,
    missing_columns,
)
from palui.residents.domain.rows import AMOUNT
from palui.residents.events import ImportReceived, ImportStarted
from palui.residents.models import ImportedPerson, RegisterImport
from palui.residents.ports import Acting
from palui.residents.services import filling
from palui.residents.services.reading import EMPTY, Unreadable, kind_of, rows_of
from palui.vault import services as vault
from palui.vault.domain import CannotUnseal
from palui.vault.ports import sealer

log = structlog.get_logger(__name__)

FOLDER = "impor"
#: How long one delivery works before it lets others have their turn; well under a lease of the outbox.
_A_TURN = timedelta(seconds=10)
#: Files that nobody came back for are deleted after so long.
_KEPT_FOR = timedelta(days=14)
_SAMPLES = 3
#: Ten digits and more: a number of a person or a telephone, but not a date.
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){9,}")
_DISK_FULL = "Penyimpanan server penuh. Impor berhenti sementara dan diteruskan sendiri setelah ada tempat."
_FILE_GONE = "Berkas yang dikirim tidak bisa dibaca lagi. Kirim ulang."


# --- what a person does --------------------------------------------------------------------------


def receive(*, acting: Acting, office_id: int | None, filename: str, content: bytes) -> str:
    """Take a file for a kelurahan, or (None) for the whole city; the worker reads it. Returns its public id.

    Raises NotFound for whoever may not, InvalidInput `file` with the sentence when it cannot be a register.
    """
    mandate = access.import_mandate(acting, office_id)
    if mandate is None:
        raise NotFound("office", office_id)
    return keep_file(by=acting.actor(mandate), office_id=office_id, filename=filename, content=content).public_id


def keep_file(
    *, by: Actor, office_id: int | None, filename: str, content: bytes, announce: bool = True
) -> RegisterImport:
    """Seal a file and leave it to be read, by the worker if it is announced. Raises InvalidInput `file`."""
    kind = kind_of(content)
    try:
        stored = vault.store_file(content=content, folder=FOLDER)
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        raise InvalidInput(
            {"file": "Penyimpanan server penuh, jadi berkas belum tersimpan. Beri tahu admin."}
        ) from error
    with transaction.atomic():
        run = RegisterImport.objects.create(
            public_id=new_token(),
            office_id=office_id,
            filename=_clean_name(filename),
            file=stored,
            file_key=_file_key(content),
            kind=kind,
            by_name=by.name,
            by_title=by.title,
            by_user_id=by.user_id,
        )
        audit.record(by=by, action="register.receive", subject=_subject(office_id), filename=run.filename)
        if announce:
            emit(ImportReceived(import_id=run.pk))
    return run


@transaction.atomic
def start(
    *, acting: Acting, public_id: str, fields: Sequence[str], register: str, dry_run: bool, makes_rts: bool
) -> None:
    """Go through the rows with these columns; a dry run changes nothing and tells what would change.

    Raises NotFound, Conflict `import_busy` or `import_beside`, InvalidInput `fields` or `register`.
    """
    waiting, _ = access.import_for(acting, public_id)
    wait_for_turn(waiting)
    run, mandate = access.import_for(acting, public_id, lock=True)
    begin(run, by=acting.actor(mandate), fields=fields, register=register, dry_run=dry_run, makes_rts=makes_rts)
    emit(ImportStarted(import_id=run.pk))


def wait_for_turn(run: RegisterImport) -> None:
    """See to it that no other import of the same people runs, nor begins before this transaction ends.

    Raises Conflict `import_beside`: two at once would each take the other's people for new.
    """
    rows = RegisterImport.objects.filter(state__in=[state.value for state in OPEN_STATES | {ImportState.RUNNING}])
    if run.office_id is not None:
        rows = rows.filter(Q(office_id=run.office_id) | Q(office__isnull=True))
    # Always in one order, its own among them, so that two that begin together do not wait for each other.
    for pk, state in rows.select_for_update().order_by("pk").values_list("pk", "state"):
        if pk != run.pk and state == ImportState.RUNNING.value:
            raise Conflict("import_beside")


def begin(
    run: RegisterImport, *, by: Actor, fields: Sequence[str], register: str, dry_run: bool, makes_rts: bool
) -> None:
    """Set a locked row going from its first line. Raises Conflict, InvalidInput."""
    if ImportState(run.state) not in OPEN_STATES:
        raise Conflict("import_busy")
    _check_columns(run, fields, register)
    run.notes.all().delete()
    ImportedPerson.objects.filter(run=run).delete()
    run.fields, run.register = list(fields), " ".join(register.split())
    run.dry_run, run.makes_rts = dry_run, makes_rts
    run.state, run.place, run.problem, run.finished_at = ImportState.RUNNING.value, 0, "", None
    run.added = run.changed = run.same = run.wrong = run.kept = run.missing = run.new_rts = 0
    run.save()
    audit.record(
        by=by,
        action="register.check" if dry_run else "register.import",
        subject=_subject(run.office_id),
        filename=run.filename,
        rows=run.total,
    )


def _check_columns(run: RegisterImport, fields: Sequence[str], register: str) -> None:
    errors = {}
    if len(fields) != len(run.header) or not set(fields) <= {*COLUMNS, ""}:
        errors["fields"] = "Pilihan kolom tidak cocok dengan berkas. Muat ulang halaman ini."
    elif doubled := doubled_columns(fields):
        errors["fields"] = say("Dipilih lebih dari sekali: %(columns)s.", columns=", ".join(map(say, doubled)))
    elif missing := missing_columns(fields, knows_kelurahan=run.office_id is not None):
        errors["fields"] = say("Belum ada kolom untuk: %(columns)s.", columns=", ".join(map(say, missing)))
    if not register.strip() or len(register) > 40:
        errors["register"] = "Tulis asal datanya, misalnya Disdukcapil (paling panjang 40 huruf)."
    if errors:
        raise InvalidInput(errors)


@transaction.atomic
def cancel(*, acting: Acting, public_id: str) -> None:
    """Give up: nothing more is changed and the file is deleted; what was imported stays. Raises NotFound."""
    run, mandate = access.import_for(acting, public_id, lock=True)
    if ImportState(run.state) not in OPEN_STATES | BUSY_STATES:
        return
    run.state, run.finished_at = ImportState.CANCELLED.value, clock.now()
    forget_file(run)
    run.save()
    ImportedPerson.objects.filter(run=run).delete()
    audit.record(
        by=acting.actor(mandate),
        action="register.cancel",
        subject=_subject(run.office_id),
        filename=run.filename,
        rows=run.place,
    )


# --- what the worker does ------------------------------------------------------------------------


def read_import(event: ImportReceived) -> None:
    """Read a file into sealed pieces, find its header, guess its columns. Leaves off files nobody came back for."""
    read_file(event.import_id)
    _forget_old()


def read_file(import_id: int) -> None:
    """The reading itself, once: a second call for the same file changes nothing."""
    run = RegisterImport.objects.filter(pk=import_id, state=ImportState.READING.value).first()
    if run is None:
        return
    pieces: list[list[Any]] = []
    try:
        content = vault.read_file(run.file)
        header, samples, whole = _read_pieces(rows_of(content, run.kind), pieces)
    except Unreadable as refused:
        _fail(run, refused.sentence, pieces)
    except (NotFound, CannotUnseal):
        _fail(run, _FILE_GONE, pieces)
    except OSError as error:
        _drop(pieces)
        _tell_of_full_disk(run, error)
        raise
    else:
        _keep_reading(run, header=header, samples=samples, whole=whole, pieces=pieces)


def _read_pieces(rows: Iterator[tuple[int, list[str]]], pieces: list[list[Any]]) -> tuple[list[str], Any, list[int]]:
    """Write rows into sealed pieces; gives header, masked samples, and columns whose amounts are whole."""
    head = [row for _, row in zip(range(40), rows, strict=False)]
    place = find_header([cells for _, cells in head])
    if len(head) <= place + 1:
        raise Unreadable(EMPTY)
    header = [" ".join(cell.split())[:80] for cell in head[place][1]]
    while header and not header[-1]:
        header.pop()
    data = head[place + 1 :]
    samples = [[_without_numbers(cell) for cell in cells[: len(header)]] for _, cells in data[:_SAMPLES]]
    whole: set[int] = set()
    batch = data
    while batch:
        batch += [row for _, row in zip(range(PIECE - len(batch)), rows, strict=False)]
        _note_whole_amounts(batch, whole)
        pieces.append([vault.store_file(content=_packed(batch), folder=FOLDER), len(batch)])
        batch = [row for _, row in zip(range(PIECE), rows, strict=False)] if len(batch) == PIECE else []
    return header, samples, sorted(whole)


def _note_whole_amounts(rows: Sequence[tuple[int, list[str]]], whole: set[int]) -> None:
    """A spreadsheet that loses the last digit of amounts loses all of them: one that does not end in 0 clears a column."""
    for _, cells in rows:
        for column, cell in enumerate(cells):
            if cell.endswith(AMOUNT) and cell[-2:-1] not in ("0", "") and cell[:-1].isdigit():
                whole.add(column)


def _keep_reading(run: RegisterImport, *, header: list[str], samples: Any, whole: list[int], pieces: Any) -> None:
    guessed = guess(header)
    key = hashlib.sha256("\n".join(map(header_key, header)).encode()).hexdigest()
    remembered = (
        RegisterImport.objects.filter(_of_office(run.office_id), header_key=key, finished_at__isnull=False)
        .exclude(pk=run.pk)
        .order_by("-pk")
        .values_list("fields", "register")
        .first()
    )
    fields, register = remembered or (list(guessed.fields), guessed.layout.source)
    with transaction.atomic():
        kept = RegisterImport.objects.filter(pk=run.pk, state=ImportState.READING.value).update(
            state=ImportState.READY.value,
            header=header,
            header_key=key,
            samples=samples,
            fields=fields,
            register=register,
            layout=guessed.layout.value,
            whole_amounts=whole,
            pieces=pieces,
            total=sum(rows for _, rows in pieces),
            file="",
            problem="",
        )
        if kept:
            vault.delete_file(run.file)
    if not kept:
        _drop(pieces)


def run_import(event: ImportStarted) -> None:
    """Go through rows for a few seconds, from the place reached; what is left is left to the next delivery."""
    end = clock.now() + _A_TURN
    if go_through(event.import_id, until=lambda: clock.now() >= end) == "more":
        with transaction.atomic():
            emit(event)


@contextmanager
def _room_for_indexes() -> Iterator[None]:
    """Let SQLite keep the pages that a chunk changes in memory, and move them to the main file less often.

    Numbers of people lie scattered over several indexes: with its usual 2 MB of pages it writes each of them
    many times over (6 GB for 200,000 rows).
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = [
            (name, cursor.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("cache_size", "wal_autocheckpoint")
        ]
        cursor.execute("PRAGMA cache_size = -98304")
        if before[1][1]:
            cursor.execute("PRAGMA wal_autocheckpoint = 16000")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in before:
                cursor.execute(f"PRAGMA {name} = {int(value)}")
            cursor.execute("PRAGMA shrink_memory")


def go_through(import_id: int, *, until: Callable[[], bool], told: Callable[[int, int], None] | None = None) -> str:
    """Go through the rows until told to stop: "more" is left, it is "over", or "another" process is at it."""
    with _room_for_indexes():
        return _all_pieces(import_id, until=until, told=told)


def _all_pieces(import_id: int, *, until: Callable[[], bool], told: Callable[[int, int], None] | None) -> str:
    while True:
        run = RegisterImport.objects.filter(pk=import_id, state=ImportState.RUNNING.value).first()
        if run is None:
            return "over"
        if run.place >= run.total:
            filling.finish(run.pk)
            return "over"
        try:
            outcome = _go_through_piece(run, until=until, told=told)
        except (NotFound, CannotUnseal):
            _fail(run, _FILE_GONE, [])
            return "over"
        except OSError as error:
            _tell_of_full_disk(run, error)
            raise
        if outcome:
            return outcome


def _go_through_piece(
    run: RegisterImport, *, until: Callable[[], bool], told: Callable[[int, int], None] | None
) -> str:
    rows = _piece_at(run, run.place)
    filler = filling.Filler(run)
    place = run.place
    for chunk in filling.chunks(rows):
        if not filler.fill(chunk, place=place):
            return "another"
        place += len(chunk)
        if told:
            told(place, run.total)
        if until():
            return "more"
    return ""


def _piece_at(run: RegisterImport, place: int) -> list[tuple[int, list[str]]]:
    first = 0
    for name, count in run.pieces:
        if place < first + count:
            return _unpacked(vault.read_file(name))[place - first :]
        first += count
    raise NotFound("piece", place)


def forget_file(run: RegisterImport) -> None:
    """Delete what was sent, once this transaction has committed. The caller saves the row."""
    for name in [run.file, *(name for name, _ in run.pieces)]:
        if name:
            vault.delete_file(name)
    run.file, run.pieces, run.samples = "", [], []


def _drop(pieces: Sequence[Sequence[Any]]) -> None:
    for name, _ in pieces:
        vault.delete_file(name)


def _fail(run: RegisterImport, sentence: str, pieces: Sequence[Sequence[Any]]) -> None:
    with transaction.atomic():
        _drop(pieces)
        run.state, run.problem, run.finished_at = ImportState.FAILED.value, sentence, clock.now()
        forget_file(run)
        run.save()


def _tell_of_full_disk(run: RegisterImport, error: OSError) -> None:
    if error.errno == errno.ENOSPC:
        RegisterImport.objects.filter(pk=run.pk).update(problem=_DISK_FULL)
    log.warning("register.import_stopped", import_id=run.pk, place=run.place, error=str(error))


def _forget_old() -> None:
    old = RegisterImport.objects.filter(
        state__in=[state.value for state in OPEN_STATES], created_at__lt=clock.now() - _KEPT_FOR
    )
    for run in old[:20]:
        _fail(run, "Tidak diteruskan selama 14 hari, jadi berkasnya dihapus.", [])


def _packed(rows: Sequence[tuple[int, list[str]]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([number, *cells] for number, cells in rows)
    return text.getvalue().encode()


def _unpacked(content: bytes) -> list[tuple[int, list[str]]]:
    return [(int(row[0]), row[1:]) for row in csv.reader(io.StringIO(content.decode(), newline=""))]


def _file_key(content: bytes) -> str:
    return sealer().index("import", hashlib.sha256(content).hexdigest())


def same_file(content: bytes, *, office_id: int | None) -> RegisterImport | None:
    """An import of the very same file that stopped on its way."""
    states = [state.value for state in BUSY_STATES | OPEN_STATES]
    return (
        RegisterImport.objects.filter(_of_office(office_id), file_key=_file_key(content), state__in=states)
        .order_by("-pk")
        .first()
    )


def _clean_name(filename: str) -> str:
    name = filename.replace("\\", "/").rpartition("/")[2]
    visible = "".join(sign for sign in name if sign.isprintable() and sign not in '<>"')
    return _without_numbers(visible)[-120:].strip() or "berkas"


def _without_numbers(text: str) -> str:
    return _LONG_NUMBER.sub(lambda found: mask_digits(re.sub(r"\D", "", found[0])), " ".join(text.split()))[:80]


def _subject(office_id: int | None) -> str:
    return f"register:{office_id}" if office_id is not None else "register:kota"


def _of_office(office_id: int | None) -> Q:
    return Q(office__isnull=True) if office_id is None else Q(office_id=office_id)
