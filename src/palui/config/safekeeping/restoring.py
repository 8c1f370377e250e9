"""Filling an empty installation from a backup, on either engine."""

import base64
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from palui.config.safekeeping.archive import (
    FILES,
    TABLES,
    CannotKeep,
    Contents,
    Manifest,
    Table,
    examine,
    parts,
    rows_of,
)
from palui.config.safekeeping.taking import PROOF, PROOF_CONTEXT
from palui.config.safekeeping.values import to_driver
from palui.vault.domain import CannotUnseal
from palui.vault.ports import sealer

Say = Callable[[str], None]


def restore(path: Path, *, say: Say) -> Contents:
    """Put a backup into an empty database and an empty store of files.

    The backup is read through and checked first; rows come in as one transaction, files after them. The tables
    are made as they were when it was taken, filled, and then brought up to date. Raises CannotKeep.
    """
    say("Memeriksa cadangan …")
    contents = examine(path)
    manifest = contents.manifest
    _refuse_wrong_keys(manifest)
    _refuse_newer(manifest)
    _refuse_occupied()
    say("Menyiapkan tabel …")
    _migrate_to(manifest)
    with transaction.atomic():
        _empty(manifest.tables)
        _fill(path, manifest, say)
        _refuse_wrong_numbers(contents)
    _continue_numbers()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    say(f"Menyalin {contents.files} berkas …")
    for name, content in parts(path):
        if name.startswith(FILES):
            default_storage.save(name.removeprefix(FILES), File(BytesIO(content)))
    return contents


def _refuse_wrong_keys(manifest: Manifest) -> None:
    try:
        word = sealer().unseal(base64.b64decode(manifest.proof), context=PROOF_CONTEXT)
    except CannotUnseal:
        word = b""
    if word != PROOF:
        raise CannotKeep(
            "Kunci data di sini bukan kunci cadangan ini. Salin berkas `data-keys` yang lama ke folder data, "
            "atau isi PALUI_DATA_KEYS."
        )


def _refuse_newer(manifest: Manifest) -> None:
    known = set(MigrationLoader(None).disk_migrations)
    ours = {app for app, _ in known}
    if any(step not in known for step in manifest.migrations if step[0] in ours):
        raise CannotKeep("Cadangan ini dibuat oleh Palui yang lebih baru. Pasang versi itu, lalu coba lagi.")


def _refuse_occupied() -> None:
    # Before anything was migrated there are no tables at all, and that is as empty.
    tables = set(connection.introspection.table_names())
    people = apps.get_model("accounts", "User")._meta.db_table  # noqa: SLF001 - Django's public name
    residents = apps.get_model("residents", "Resident")._meta.db_table  # noqa: SLF001 - as above
    for table in {people, residents} & tables:
        if _count(table):
            raise CannotKeep(
                "Basis data ini sudah berisi. Pulihkan ke basis data kosong: pakai folder data (PALUI_DATA_DIR) "
                "atau basis data (PALUI_DATABASE_URL) yang baru."
            )
    folders, files = default_storage.listdir("") if default_storage.exists("") else ([], [])
    if folders or files:
        raise CannotKeep("Folder berkas di sini sudah berisi. Pulihkan ke folder data yang baru.")


def _migrate_to(manifest: Manifest) -> None:
    """Make the tables as they were when the backup was taken."""
    executor = MigrationExecutor(connection)
    done = set(manifest.migrations) & set(executor.loader.graph.nodes)
    graph = executor.loader.graph
    leaves = [
        step
        for step in sorted(done)
        if not any(child.key in done and child.key[0] == step[0] for child in graph.node_map[step].children)
    ]
    for app, name in leaves:
        call_command("migrate", app, name, interactive=False, verbosity=0)


def _empty(tables: Iterable[Table]) -> None:
    """What the migrations themselves put in comes again from the backup."""
    with connection.cursor() as cursor:
        for table in tables:
            if _count(table.name):
                cursor.execute(f"DELETE FROM {connection.ops.quote_name(table.name)}")  # noqa: S608 - our own names


def _fill(path: Path, manifest: Manifest, say: Say) -> None:
    by_name = {table.name: table for table in manifest.tables}
    told = ""
    for part, content in parts(path):
        if not part.startswith(TABLES):
            continue
        name = part.removeprefix(TABLES).rpartition("/")[0]
        if name != told:
            say(name)
            told = name
        _insert(by_name[name], rows_of(content))


def _insert(table: Table, rows: Iterator[list[Any]]) -> None:
    quote = connection.ops.quote_name
    kinds = [kind for _, kind in table.columns]
    columns = ", ".join(quote(name) for name, _ in table.columns)
    values = ([to_driver(value, kind, connection) for value, kind in zip(row, kinds, strict=True)] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.cursor.copy(f"COPY {quote(table.name)} ({columns}) FROM STDIN") as copy:
                for row in values:
                    copy.write_row(row)
        else:
            gaps = ", ".join(["%s"] * len(kinds))
            cursor.executemany(f"INSERT INTO {quote(table.name)} ({columns}) VALUES ({gaps})", list(values))  # noqa: S608 - our own names


def _refuse_wrong_numbers(contents: Contents) -> None:
    for table in contents.manifest.tables:
        if _count(table.name) != contents.rows.get(table.name, 0):
            raise CannotKeep(f"Tabel {table.name} tidak terisi lengkap. Basis data dibiarkan kosong; coba lagi.")


def _continue_numbers() -> None:
    """New rows get numbers above the restored ones (SQLite does so by itself)."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]  # noqa: SLF001 - Django's public name
    tables = set(connection.introspection.table_names())
    models = [model for model in models if model._meta.db_table in tables]  # noqa: SLF001 - as above
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own names
        return int(cursor.fetchone()[0])
