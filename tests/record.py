"""Going behind the record's back, as only somebody with the database in hand can."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_triggers = import_module("palui.audit.migrations.0002_append_only")


@contextmanager
def the_database_itself_opened(to: BaseDatabaseWrapper | None = None) -> Iterator[None]:
    """The triggers that refuse changes are away for a moment."""
    database = to or connection
    with database.cursor() as cursor:
        for statement in _triggers.statements(database.vendor, make=False):
            cursor.execute(statement)
    try:
        yield
    finally:
        with database.cursor() as cursor:
            for statement in _triggers.statements(database.vendor, make=True):
                cursor.execute(statement)
