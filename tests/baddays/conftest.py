"""A town for each bad day, on the engine of the run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests import settings as test_settings
from tests.baddays.town import Town
from tests.peers.palui import PaluiServer
from tests.peers.postgresql import ThrowAwayCluster
from tests.peers.smtp import SmtpSink

#: `make long` sets it: a hundred kills and long waits instead of a few.
LONG = bool(os.environ.get("PALUI_TEST_LONG"))


@pytest.fixture
def post() -> Iterator[SmtpSink]:
    """The post office, which outlives the server."""
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture(scope="session")
def cluster() -> Iterator[ThrowAwayCluster | None]:
    """A PostgreSQL server of these tests alone, which keeps what it confirmed; None on SQLite."""
    if test_settings.ENGINE == "sqlite":
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="palui-pg-"))
    cluster = ThrowAwayCluster(folder, keeps=True)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory, cluster: ThrowAwayCluster | None) -> Iterator[Town]:
    """A town in which people are settled, once; every bad day happens to a copy of it."""
    sink = SmtpSink()
    sink.start()
    server = PaluiServer(tmp_path_factory.mktemp("settled") / "var", **_database(cluster, "palui"))
    town = Town(server, sink)
    town.settle()
    yield town
    sink.stop()


@pytest.fixture
def town(tmp_path: Path, post: SmtpSink, cluster: ThrowAwayCluster | None, settled: Town) -> Iterator[Town]:
    """People are settled; the server does not run yet."""
    shutil.copytree(settled.server.folder, tmp_path / "var")
    if cluster:
        cluster.copy_database("palui", "town")
    server = PaluiServer(tmp_path / "var", EMAIL_URL=post.url, LOG_LEVEL="WARNING", **_database(cluster, "town"))
    yield replace(settled, server=server, post=post)
    if server.process and server.process.poll() is None:
        server.stop()
    if cluster:
        cluster.drop_database("town")


def _database(cluster: ThrowAwayCluster | None, name: str) -> dict[str, str]:
    return {"DATABASE_URL": cluster.url(name)} if cluster else {}
