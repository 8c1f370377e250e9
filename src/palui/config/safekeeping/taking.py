"""Taking a backup while people go on working."""

import base64
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from palui.config.safekeeping.archive import FILES, FORMAT, MANIFEST, CannotKeep, Manifest, Table, Writer
from palui.config.safekeeping.values import to_json
from palui.kernel import clock
from palui.vault.ports import sealer

Say = Callable[[str], None]
#: Gives the rows of a SELECT, all from one moment.
Read = Callable[[str], Iterator[Sequence[Any]]]

#: Context of the sealed word by which a restore knows the right keys.
PROOF, PROOF_CONTEXT = b"palui", "backup"
_ROWS_A_PART = 5000


def take(path: Path, *, say: Say) -> Path:
    """Write everything into the new file `path`: all tables as they were at one moment, and all files.

    Files that came before that moment are taken before it, those that came meanwhile after it, so that every row
    finds its file. Sessions are left out: after a restore people sign in again. Raises CannotKeep.
    """
    if path.exists():
        raise CannotKeep(f"{path} sudah ada. Pilih nama lain; cadangan lama tidak ditimpa.")
    draft = path.with_name(f".{path.name}.part")
    try:
        with draft.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            _write(Writer(file), say)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    except OSError as problem:
        raise CannotKeep(f"{path} tidak dapat ditulis ({problem.strerror}).") from None
    finally:
        draft.unlink(missing_ok=True)
    return path


def _write(writer: Writer, say: Say) -> None:
    tables = tables_kept()
    with _moment() as read:
        # The moment begins with the first question; until then files are taken that nobody can remove any more.
        taken = _add_files(writer, frozenset(), say)
        migrations = tuple(
            (str(app), str(name)) for app, name in read(_select(MigrationRecorder.Migration, "app", "name"))
        )
        writer.add(MANIFEST, _manifest(tables, migrations).as_json)
        for table in tables:
            _add_table(writer, table, read)
            say(f"{table.name}: {writer.rows.get(table.name, 0)} baris")
    _add_files(writer, taken, say)
    writer.finish()


def tables_kept() -> tuple[Table, ...]:
    """Every table of the program but the sessions, with its columns."""
    models: list[type[Model]] = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model is not Session  # noqa: SLF001 - Django's public name
    ]
    return tuple(
        Table(
            name=model._meta.db_table,  # noqa: SLF001 - as above
            columns=tuple((str(field.column), _kind(field)) for field in model._meta.concrete_fields),  # noqa: SLF001
        )
        for model in models
    )


def _kind(field: Any) -> str:
    target = field.target_field if field.remote_field else field
    return str(target.get_internal_type())


def _manifest(tables: tuple[Table, ...], migrations: tuple[tuple[str, str], ...]) -> Manifest:
    return Manifest(
        format=FORMAT,
        taken_at=clock.now().isoformat(),
        engine=connection.vendor,
        city=settings.PALUI_CITY,
        migrations=migrations,
        tables=tables,
        proof=base64.b64encode(sealer().seal(PROOF, context=PROOF_CONTEXT)).decode(),
    )


def _add_table(writer: Writer, table: Table, read: Read) -> None:
    kinds = [kind for _, kind in table.columns]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(name) for name, _ in table.columns)
    rows = read(f"SELECT {columns} FROM {quote(table.name)} ORDER BY 1")  # noqa: S608 - names of our own tables
    number = 0
    while part := list(islice(rows, _ROWS_A_PART)):
        number += 1
        writer.add_rows(table.name, number, [[to_json(*pair) for pair in zip(row, kinds, strict=True)] for row in part])


def _select(model: type[Model], *columns: str) -> str:
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    return f"SELECT {names} FROM {quote(model._meta.db_table)} ORDER BY {quote('id')}"  # noqa: S608, SLF001 - our own names


def _add_files(writer: Writer, taken: frozenset[str], say: Say) -> frozenset[str]:
    found = [name for name in _files("") if name not in taken]
    for name in found:
        try:
            with default_storage.open(name, "rb") as file:
                writer.add(f"{FILES}{name}", file.read())
        except FileNotFoundError:
            continue  # removed meanwhile, by its owner
    if found:
        say(f"{len(found)} berkas")
    return taken | frozenset(found)


def _files(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.startswith("."):
            yield f"{folder}/{name}" if folder else name
    for name in sorted(folders):
        yield from _files(f"{folder}/{name}" if folder else name)


@contextmanager
def _moment() -> Iterator[Read]:
    """Reads that all see the database as it is at the first of them, and hold up nobody."""
    if connection.vendor == "sqlite":
        # A connection of its own: Palui's transactions take the turn to write, and this one only looks.
        address = f"{Path(str(connection.settings_dict['NAME'])).resolve().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, isolation_level=None)) as snapshot:
            snapshot.execute("BEGIN")
            yield lambda sql: iter(snapshot.execute(sql))
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield _in_chunks


def _in_chunks(sql: str) -> Iterator[Sequence[Any]]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        yield from cursor
