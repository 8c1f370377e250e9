"""Palui's SQLite engine: the log, and writers that take turns."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import DEFAULT_DB_ALIAS, OperationalError, transaction
from django.db.utils import ConnectionHandler

from palui.config.sqlite.base import DatabaseWrapper


@pytest.fixture
def city(tmp_path: Path, django_db_blocker: Any) -> Iterator[Callable[[], DatabaseWrapper]]:
    """Opens connections to one SQLite file, whatever engine the run is on. It has one table, `ledger`."""
    opened: list[DatabaseWrapper] = []

    def connect() -> DatabaseWrapper:
        options = {"ENGINE": "palui.config.sqlite", "NAME": str(tmp_path / "city.sqlite3"), "OPTIONS": {"timeout": 5}}
        wrapper = ConnectionHandler({DEFAULT_DB_ALIAS: options})[DEFAULT_DB_ALIAS]
        assert isinstance(wrapper, DatabaseWrapper)
        wrapper.inc_thread_sharing()
        opened.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():
        with connect().cursor() as cursor:
            cursor.execute("CREATE TABLE ledger (number INTEGER PRIMARY KEY)")
        yield connect
        for wrapper in opened:
            wrapper.close()


@contextmanager
def writing(connection: DatabaseWrapper) -> Iterator[None]:
    """What `transaction.atomic` does on the connection that Django knows by name."""
    connection.ensure_connection()
    connection._start_transaction_under_autocommit()
    connection.in_atomic_block = True
    try:
        yield
    finally:
        connection.in_atomic_block = False
        connection._commit()


def test_the_log_is_on_and_foreign_keys_are_kept(city: Callable[[], DatabaseWrapper]) -> None:
    with city().cursor() as cursor:
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (1,)
        assert cursor.execute("PRAGMA foreign_keys").fetchone() == (1,)


@pytest.mark.parametrize("pages", [0, 1000])
def test_a_web_process_leaves_the_log_to_the_worker(
    pages: int, city: Callable[[], DatabaseWrapper], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(DatabaseWrapper, "pages_before_checkpoint", pages)

    with city().cursor() as cursor:
        assert cursor.execute("PRAGMA wal_autocheckpoint").fetchone() == (pages,)


def test_numbers_read_and_written_by_many_at_once_have_no_gap_and_no_double(
    city: Callable[[], DatabaseWrapper],
) -> None:
    def take_number(_: int) -> int:
        connection = city()
        with writing(connection), connection.cursor() as cursor:
            (last,) = cursor.execute("SELECT COALESCE(MAX(number), 0) FROM ledger").fetchone()
            time.sleep(0.001)
            cursor.execute("INSERT INTO ledger VALUES (%s)", [last + 1])
        return int(last) + 1

    with ThreadPoolExecutor(16) as pool:
        numbers = list(pool.map(take_number, range(60)))

    assert sorted(numbers) == list(range(1, 61))


def test_a_single_write_waits_for_a_transaction_and_then_goes_through(city: Callable[[], DatabaseWrapper]) -> None:
    first, second = city(), city()
    written = threading.Event()

    def write() -> None:
        with second.cursor() as cursor:
            cursor.execute("INSERT INTO ledger VALUES (7)")
        written.set()

    with writing(first):
        thread = threading.Thread(target=write)
        thread.start()
        assert not written.wait(0.2)
    assert written.wait(5)
    thread.join()


def test_reading_never_waits_for_a_writer(city: Callable[[], DatabaseWrapper]) -> None:
    with writing(city()), city().cursor() as cursor:
        assert cursor.execute("SELECT COUNT(*) FROM ledger").fetchone() == (0,)


def test_a_writer_that_waits_too_long_is_told_that_the_database_is_locked(
    city: Callable[[], DatabaseWrapper],
) -> None:
    hasty = city()
    hasty.settings_dict["OPTIONS"]["timeout"] = 0.1
    with writing(city()), pytest.raises(OperationalError, match="locked"), writing(hasty):
        pass


def test_a_connection_that_is_closed_in_the_middle_gives_its_turn_back(city: Callable[[], DatabaseWrapper]) -> None:
    left = city()
    left.ensure_connection()
    left._start_transaction_under_autocommit()
    left.close()

    with writing(city()):
        pass


@pytest.mark.django_db(transaction=True)
def test_an_error_inside_atomic_gives_the_turn_back() -> None:
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            raise ZeroDivisionError
