"""A query that Django builds and compiles once.

Django writes the SQL of a query anew each time, which takes the processor several times as long as the database takes
to answer. For the few reads that stand in every request and every step of a case, that is most of the work.
"""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime
from importlib import import_module
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import QuerySet, Value

Row = TypeVar("Row")


class Given(Value):
    """A place in a statement that is filled at each call: `filter(code=Given("code"))`.

    Wherever a query takes one plain value: not a list, not a limit.
    """

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The place itself; what stands in it is known only at the call."""
        return "%s", [self]


class Statement(Generic[Row]):
    """A read with places to fill, as `Statement(lambda: Case.objects.filter(code=Given("code")))`.

    Called with a value for each place, it gives the rows as the query set would. `build` is called once for each kind
    of database, so nothing in it may depend on the moment: pass the time, too, by a Given. No prefetching; a
    row lock needs the caller's transaction, which is not checked.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, **values: Any) -> list[Row]:
        """The rows. None is no value: nothing equals it in SQL. Raises KeyError for a place without a value."""
        compiled = self._compiled.get(connection.vendor)
        if compiled is None:
            compiled = self._compiled[connection.vendor] = _compile(self._build())
        asked = _Asked(compiled, [_value(values, part) for part in compiled.params])
        return list(compiled.queryset._iterable_class(asked))  # noqa: SLF001 - what makes objects of rows has no other name

    def first(self, **values: Any) -> Row | None:
        """The first row, or None. The statement itself says how few it needs (`[:1]`)."""
        rows = self(**values)
        return rows[0] if rows else None


@dataclass(frozen=True)
class _Compiled:
    queryset: Any
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]


def _compile(queryset: Any) -> _Compiled:
    compiler = queryset.query.get_compiler(connection=connection)
    sql, params = compiler.as_sql()
    columns = [column[0] for column in compiler.select[0 : compiler.col_count]]
    return _Compiled(queryset, compiler, sql, tuple(params), compiler.get_converters(columns))


def _value(values: dict[str, Any], part: Any) -> Any:
    if not isinstance(part, Given):
        return part
    value = values[part.value]
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


class _Asked:
    """The query set as Django's makers of rows see it, with the values of one call."""

    db = DEFAULT_DB_ALIAS

    def __init__(self, compiled: _Compiled, params: list[Any]) -> None:
        self._compiled = compiled
        self.query = _Query(compiled, params)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled.queryset, name)


class _Query:
    """Its query, which need not be compiled any more."""

    def __init__(self, compiled: _Compiled, params: list[Any]) -> None:
        self._compiled, self._params = compiled, params

    def __getattr__(self, name: str) -> Any:
        return getattr(self._compiled.queryset.query, name)

    def get_compiler(self, using: str) -> Any:
        """The compiler that has done its work, on this thread's connection."""
        compiled = self._compiled
        compiler = copy(compiled.compiler)
        compiler.connection = _Line()
        compiler.as_sql = lambda: (compiled.sql, self._params)
        compiler.get_converters = lambda _expressions: compiled.converters
        return compiler


class _Line:
    """This thread's connection, with a cursor for statements that come again and again."""

    def __getattr__(self, name: str) -> Any:
        return getattr(connection, name)

    def cursor(self) -> Any:
        """As the connection's own."""
        return cursor()


def cursor() -> Any:
    """A cursor whose values travel beside the SQL.

    So PostgreSQL plans a statement that comes again once a connection, which takes it longer than running it. Django's
    own cursor writes the values into the SQL; for SQLite both are one.
    """
    if connection.vendor != "postgresql" or connection.queries_logged:
        # A log of queries is to say them as they were, which only Django's own cursor can.
        return connection.cursor()
    connection.ensure_connection()
    # The same class that Django takes with its option `server_side_binding`, which would change every query.
    bound = import_module("django.db.backends.postgresql.base").ServerBindingCursor(connection.connection)
    # Adds what Django's cursors do: errors by kind.
    return connection._prepare_cursor(bound)  # type: ignore[attr-defined]  # noqa: SLF001 - the name is private, so not in the stubs
