"""Writing single rows with SQL that is written once: what each step of a case does a dozen times.

Like `save()` of Django, without what it looks into each time: no signals, no inheritance, no values that the database
is to work out.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.models import Model

from palui.statements.selectors import cursor

Row = TypeVar("Row", bound=Model)


def add(row: Row) -> Row:
    """Insert a new row, which gets its key; the same row. Raises IntegrityError."""
    add_all([row])
    return row


def add_all(rows: Sequence[Model]) -> None:
    """Insert a few new rows of one table at once; each gets its key. Raises IntegrityError."""
    if not rows:
        return
    sql, fields = _insertion(type(rows[0]), len(rows), connection.vendor)
    # No savepoint: a row that cannot be kept ends the caller's transaction, as with `save()`.
    with transaction.mark_for_rollback_on_error(), cursor() as writer:
        writer.execute(sql, [_stored(field, field.pre_save(row, add=True)) for row in rows for field in fields])
        # Both engines give the keys in the order of the rows, as Django's bulk_create takes them.
        keys = writer.fetchall()
    for row, (key,) in zip(rows, keys, strict=True):
        _is_kept(row, key)


def add_unless_there(row: Model) -> bool:
    """Insert a new row, which gets its key, unless one is there that its unique constraints do not suffer beside it.

    Whether it was inserted.
    """
    sql, fields = _insertion(type(row), 1, connection.vendor)
    with transaction.mark_for_rollback_on_error(), cursor() as writer:
        writer.execute(
            sql.replace(" RETURNING ", " ON CONFLICT DO NOTHING RETURNING "),
            [_stored(field, field.pre_save(row, add=True)) for field in fields],
        )
        kept = writer.fetchone()
    if kept is not None:
        _is_kept(row, kept[0])
    return kept is not None


def _is_kept(row: Model, key: Any) -> None:
    row.pk = key
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS  # noqa: SLF001 - Django's public mark of a kept row


def change(row: Model, *names: str) -> None:
    """Store these fields of a kept row. Raises IntegrityError."""
    sql, fields = _change(type(row), names, connection.vendor)
    with transaction.mark_for_rollback_on_error(), cursor() as writer:
        writer.execute(sql, [*(_stored(field, field.pre_save(row, add=False)) for field in fields), row.pk])


def change_all(row: Model) -> None:
    """Store every field of a kept row. Raises IntegrityError."""
    change(row, *(field.name for field in _all_but_the_key(type(row))))


@cache
def _insertion(model: type[Model], rows: int, _vendor: str) -> tuple[str, tuple[Any, ...]]:
    fields = _all_but_the_key(model)
    columns = ", ".join(map(_column, fields))
    places = ", ".join([f"({', '.join('%s' for _ in fields)})"] * rows)
    table, key = _quoted(_facts(model).db_table), _column(_facts(model).pk)
    return f"INSERT INTO {table} ({columns}) VALUES {places} RETURNING {key}", fields  # noqa: S608 - names of our tables


@cache
def _change(model: type[Model], names: tuple[str, ...], _vendor: str) -> tuple[str, tuple[Any, ...]]:
    fields = tuple(_facts(model).get_field(name) for name in names)
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    table, key = _quoted(_facts(model).db_table), _column(_facts(model).pk)
    return f"UPDATE {table} SET {changes} WHERE {key} = %s", fields  # noqa: S608 - names of our tables


@cache
def _all_but_the_key(model: type[Model]) -> tuple[Any, ...]:
    return tuple(field for field in _facts(model).concrete_fields if not field.primary_key)


def _facts(model: type[Model]) -> Any:
    return model._meta  # noqa: SLF001 - Django's documented name for what a model knows of itself


def _stored(field: Any, value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


def _column(field: Any) -> str:
    return _quoted(field.column)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
