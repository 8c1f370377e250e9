"""A town for each bad day, on the engine of the run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import settings as test_settings
from tests.baddays.town import Town
from tests.peers.palui import PaluiServer
from tests.peers.postgresql import ThrowAwayCluster
from tests.peers.smtp import SmtpSink

#: `make baddays` sets it: a hundred kills and long waits instead of a few.
LONG = bool(os.environ.get("PALUI_TEST_LONG"))


@pytest.fixture
def post() -> Iterator[SmtpSink]:
    """The post office, which outlives the server."""
    sink = SmtpSink()
    sink.start()
    yield sink
    sink.stop()


@pytest.fixture
def cluster() -> Iterator[ThrowAwayCluster | None]:
    """A PostgreSQL server of this test alone, which keeps what it confirmed; None on SQLite."""
    if test_settings.ENGINE == "sqlite":
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="palui-pg-"))
    cluster = ThrowAwayCluster(folder, keeps=True)
    cluster.start()
    yield cluster
    cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def town(tmp_path: Path, post: SmtpSink, cluster: ThrowAwayCluster | None) -> Iterator[Town]:
    """People are settled; the server does not run yet."""
    database = {"DATABASE_URL": cluster.url} if cluster else {}
    server = PaluiServer(tmp_path / "var", EMAIL_URL=post.url, LOG_LEVEL="WARNING", **database)
    town = Town(server, post)
    town.settle()
    yield town
    if server.process and server.process.poll() is None:
        server.stop()
