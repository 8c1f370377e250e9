"""What every test may use: the database that the run chose, a still clock, a mail server, a browser.

The people (Siti, Budi, Pak Masrani, Fauzi, Ibu Ratna) stand in `cast.py`.
"""

import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from palui.audit.models import AuditEntry
from palui.catalogue import services as catalogue
from palui.config.environment import MailServer
from palui.gate.services import counting
from palui.kernel import memory
from palui.kernel.clock import WITA
from tests import settings as test_settings
from tests.peers.postgresql import MissingPostgreSQL, ThrowAwayCluster
from tests.peers.smtp import SmtpSink
from tests.record import the_database_itself_opened

pytest_plugins = [name for name in ("tests.cast", "tests.browser") if find_spec(name)]

# A busy machine is no failure.
hypothesis.settings.register_profile("palui", deadline=None)
hypothesis.settings.load_profile("palui")

#: Extending a chain of the record waits for its turn with a statement of its own on PostgreSQL.
LOCK_OF_THE_RECORD = int(test_settings.ENGINE == "postgresql")

#: A Tuesday morning in office hours, on no holiday.
TUESDAY_MORNING = datetime(2026, 11, 24, 9, 0, tzinfo=WITA)

_cluster: ThrowAwayCluster | None = None


def pytest_configure(config: pytest.Config) -> None:
    global _cluster  # noqa: PLW0603 - pytest gives its start and its end to two functions
    # A run that is ended from outside still ends its cluster and removes its folder.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if test_settings.ENGINE == "postgresql" and not _is_xdist_worker():
        try:
            _cluster = ThrowAwayCluster(test_settings.FOLDER)
            _cluster.start()
        except (MissingPostgreSQL, RuntimeError) as problem:
            pytest.exit(str(problem), returncode=2)


def pytest_unconfigure(config: pytest.Config) -> None:
    if _is_xdist_worker():
        return
    if _cluster:
        _cluster.stop()
    shutil.rmtree(test_settings.FOLDER, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What keeps no data is the same on every engine: PostgreSQL is asked for the rest."""
    if test_settings.ENGINE != "postgresql":
        return
    chosen = [item for item in items if _keeps_data(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(chosen)])
    items[:] = chosen


def _keeps_data(item: pytest.Item) -> bool:
    # `cluster`: a server of its own, on the engine of the run.
    fixtures = {"db", "transactional_db", "cluster"}.intersection(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures)


def pytest_report_header(config: pytest.Config) -> str:
    return f"palui on {test_settings.ENGINE}"


def _is_xdist_worker() -> bool:
    return "PYTEST_XDIST_WORKER" in os.environ


@pytest.fixture
def frozen_clock() -> Iterator[time_machine.Traveller]:
    """The clock stands still at TUESDAY_MORNING; `shift` and `move_to` set it."""
    with time_machine.travel(TUESDAY_MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def smtp_sink(settings: pytest.FixtureRequest) -> Iterator[SmtpSink]:
    """A real mail server; Palui is set to send through it."""
    sink = SmtpSink()
    sink.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = sink.host, sink.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.PALUI_MAIL_SERVER = MailServer(host=sink.host, port=sink.port, user="", password="", tls="none")
    try:
        yield sink
    finally:
        sink.stop()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Services are offered from the start; tables are emptied between tests, also the record, which refuses that to others."""
    operations = type(connection.ops)
    execute = operations.execute_sql_flush

    def flush(ops: Any, sql_list: list[str]) -> None:
        with the_database_itself_opened(ops.connection):
            execute(ops, sql_list)

    operations.execute_sql_flush = flush
    # Before anybody's still clock, whatever day it is today.
    with django_db_blocker.unblock(), time_machine.travel(TUESDAY_MORNING - timedelta(days=1)):
        # Once a run instead of once a test; a test that empties all tables offers them again.
        catalogue.publish_seeds()
        with the_database_itself_opened(connection):
            AuditEntry.objects.all().delete()


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Every test has a database of its own, so what the last one knew is not true any more."""
    memory.forget_all()
    counting.give_up_blocks()


@pytest.fixture(autouse=True)
def files_of_one_test(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Every test has an empty folder for files."""
    settings.MEDIA_ROOT = tmp_path / "files"
