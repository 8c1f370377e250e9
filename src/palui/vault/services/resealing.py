"""Sealing with the newest key what older keys have sealed. Goes on where it stopped: what is done is seen to be done."""

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import connection, models, transaction

from palui.vault.domain import KEY_MARK_BYTES
from palui.vault.models import sealed_fields
from palui.vault.ports import sealer
from palui.vault.services.files import context_of

#: Rows of one transaction: others wait no longer than it takes.
_ROWS = 200

#: Told how far it is: what, and how many of it have been looked at and sealed anew.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, kw_only=True)
class Resealed:
    """How many values and files got the newest key."""

    values: int
    files: int


def reseal(*, progress: Progress) -> Resealed:
    """Seal every column and file with the newest key. Safe while Palui runs; again changes nothing.

    Raises CannotUnseal when the key of something is not in the ring: nothing of that batch is changed.
    """
    values = sum(_reseal_table(model, progress) for model in apps.get_models() if sealed_fields(model))
    return Resealed(values=values, files=_reseal_files(progress))


def _reseal_table(model: type[models.Model], progress: Progress) -> int:
    table, done, seen, last = model._meta.db_table, 0, 0, None  # noqa: SLF001 - _meta is Django's public name
    while True:
        with transaction.atomic():
            rows = _rows_after(model, last)
            if not rows:
                return done
            for key, *values in rows:
                done += _reseal_row(model, key, values)
        last, seen = rows[-1][0], seen + len(rows)
        progress(table, seen, done)


def _rows_after(model: type[models.Model], last: Any) -> list[tuple[Any, ...]]:
    """The next rows as they lie in the table, held until the transaction ends."""
    quote, options = connection.ops.quote_name, model._meta  # noqa: SLF001 - Django's public name
    key = quote(str(options.pk.column))
    columns = ", ".join([key, *(quote(str(field.column)) for field in sealed_fields(model))])
    after = "" if last is None else f"WHERE {key} > %s"
    hold = "FOR UPDATE" if connection.features.has_select_for_update else ""
    sql = f"SELECT {columns} FROM {quote(options.db_table)} {after} ORDER BY {key} LIMIT {_ROWS} {hold}"  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(sql, [] if last is None else [last])
        return list(cursor.fetchall())


def _reseal_row(model: type[models.Model], key: Any, values: list[Any]) -> int:
    quote, options = connection.ops.quote_name, model._meta  # noqa: SLF001 - Django's public name
    changed: dict[str, bytes] = {}
    for field, value in zip(sealed_fields(model), values, strict=True):
        if value is None or sealer().is_current(bytes(value)):
            continue
        content = sealer().unseal(bytes(value), context=field.sealing_context)
        changed[str(field.column)] = sealer().seal(content, context=field.sealing_context)
    if changed:
        columns = ", ".join(f"{quote(column)} = %s" for column in changed)
        sql = f"UPDATE {quote(options.db_table)} SET {columns} WHERE {quote(str(options.pk.column))} = %s"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            cursor.execute(sql, [*changed.values(), key])
    return len(changed)


def _reseal_files(progress: Progress) -> int:
    done = 0
    for seen, name in enumerate(_names(""), start=1):
        try:
            done += _reseal_file(name)
        except FileNotFoundError:
            continue  # removed meanwhile, by its owner
        if seen % _ROWS == 0:
            progress("berkas", seen, done)
    return done


def _reseal_file(name: str) -> bool:
    with default_storage.open(name, "rb") as file:
        head = file.read(KEY_MARK_BYTES)
        if sealer().is_current(head):
            return False
        sealed = head + file.read()
    content = sealer().unseal(sealed, context=context_of(name))
    _replace(name, sealer().seal(content, context=context_of(name)))
    return True


def _replace(name: str, sealed: bytes) -> None:
    """Whole or not at all: on a disk by renaming; other storages put a file whole by themselves."""
    try:
        path = Path(default_storage.path(name))
    except NotImplementedError:
        with default_storage.open(name, "wb") as file:
            file.write(sealed)
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(sealed)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def _names(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in sorted(files):
        if not name.startswith("."):
            yield f"{folder}/{name}" if folder else name
    for inner in sorted(folders):
        yield from _names(f"{folder}/{inner}" if folder else inner)
