"""Django's SQLite engine with turns for writers. Its place and class name are Django's convention."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from sqlite3 import Connection
from typing import Any, ClassVar

from django.db import OperationalError
from django.db.backends.sqlite3 import base

from palui.config.sqlite.turns import Turns, TurnTimeout, turns_for

#: Statements that need a turn of their own when no transaction has one.
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "PRAGMA WAL_CHECKPOINT")


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection whose transactions wait their turn, in order, before they begin."""

    #: Pages of the log after which a writer moves them into the main file; 0 leaves that to the worker.
    #: Only one process may do it: SQLite before 3.51.3 can damage a file when two do at the same moment.
    pages_before_checkpoint: ClassVar[int] = 1000

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: Turns | None = None

    def get_connection_params(self) -> dict[str, Any]:
        """Connection options of Palui: the log, its safety level, and transactions that write at once."""
        params: dict[str, Any] = super().get_connection_params()
        self.transaction_mode = "IMMEDIATE"
        self.init_commands = [
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            f"PRAGMA wal_autocheckpoint = {self.pages_before_checkpoint}",
        ]
        return params

    @contextmanager
    def writing_alone(self) -> Iterator[None]:
        """A turn for what runs outside a transaction. Raises OperationalError if it does not come."""
        turns = self._take_turn()
        try:
            yield
        finally:
            if turns:
                turns.give_back()

    def create_cursor(self, name: object = None) -> "TurnCursor":
        """A cursor that takes a turn for each single write."""
        cursor: TurnCursor = self.connection.cursor(factory=lambda connection: TurnCursor(connection, self))
        return cursor

    def _take_turn(self) -> Turns | None:
        if self.is_in_memory_db():
            return None
        turns = turns_for(str(self.settings_dict["NAME"]))
        try:
            turns.take(timeout=float(self.settings_dict["OPTIONS"].get("timeout", 5)))
        except TurnTimeout:
            raise OperationalError("database is locked") from None
        return turns

    def _start_transaction_under_autocommit(self) -> None:
        self._turn = self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # private, so not in the stubs
        except BaseException:
            self._end_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]  # private, so not in the stubs
        self._end_turn()

    def _rollback(self) -> None:
        super()._rollback()  # type: ignore[misc]  # private, so not in the stubs
        self._end_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # private, so not in the stubs
        finally:
            self._end_turn()

    def _end_turn(self) -> None:
        if self._turn:
            self._turn.give_back()
            self._turn = None


class TurnCursor(base.SQLiteCursorWrapper):
    """Django's cursor; a write outside a transaction takes a turn of its own."""

    def __init__(self, connection: Connection, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: str, params: Any = None) -> "TurnCursor":
        """Run one statement."""
        with self._turn_for(query):
            return super().execute(query, params)  # type: ignore[return-value]  # the same object: self

    def executemany(self, query: str, param_list: Iterable[Any]) -> "TurnCursor":
        """Run one statement for many rows."""
        with self._turn_for(query):
            return super().executemany(query, param_list)  # type: ignore[return-value]  # as above

    def _turn_for(self, query: str) -> AbstractContextManager[None]:
        if self.connection.in_transaction or not query.lstrip().upper().startswith(_WRITES):
            return nullcontext()
        return self._wrapper.writing_alone()
