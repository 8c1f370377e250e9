"""The disk is full, the database is locked or gone, and two servers share one: people wait, and nothing is lost."""

import sqlite3
import time
from contextlib import closing

import pytest

from tests.baddays.conftest import LONG
from tests.baddays.town import Crowd, Town, nothing_is_lost
from tests.peers.palui import PaluiServer
from tests.peers.postgresql import ThrowAwayCluster

#: Seconds in which people are at it before and after the trouble.
CALM = 20.0 if LONG else 3.0


@pytest.fixture
def crowd(town: Town) -> Crowd:
    """People who ask and decide; the server runs."""
    town.server.start()
    return Crowd(town)


@pytest.mark.long
def test_a_full_disk_refuses_and_loses_nothing_that_was_promised(town: Town, crowd: Crowd) -> None:
    crowd.start(residents=2)
    time.sleep(CALM)
    town.full_disk(is_full=True)
    time.sleep(CALM)
    during = len(crowd.accepted)
    time.sleep(CALM)
    assert len(crowd.accepted) <= during + 2, "something was promised that could not be stored"
    town.full_disk(is_full=False)
    time.sleep(CALM)

    # Who had just sent one when the disk was full could not note it.
    _all_is_well_afterwards(town, crowd, twice=1)


@pytest.mark.long
def test_a_database_that_goes_and_comes_back(town: Town, crowd: Crowd, cluster: ThrowAwayCluster | None) -> None:
    crowd.start(residents=2)
    time.sleep(CALM)
    if cluster:
        cluster.stop()
        time.sleep(2 * CALM)
        cluster.come_back()
    else:
        # Longer than any writer waits for its turn.
        with closing(sqlite3.connect(town.server.folder / "palui.sqlite3", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(22)
            other.execute("ROLLBACK")
    time.sleep(CALM)

    # Who had just sent one when the database was gone, or locked for too long, could not note it.
    _all_is_well_afterwards(town, crowd, twice=1)


@pytest.mark.long
def test_two_servers_on_one_database(town: Town) -> None:
    second = PaluiServer(town.server.folder, **_settings_of(town.server))
    town.server.start()
    second.start()
    try:
        crowd = Crowd(town, ports=(town.server.port, second.port))
        crowd.start()
        time.sleep(3 * CALM)
        crowd.end()
    finally:
        assert second.stop() == 0

    _all_is_well_afterwards(town, crowd)
    assert len(crowd.signed) > 1


def _all_is_well_afterwards(town: Town, crowd: Crowd, *, twice: int = 0) -> None:
    crowd.end()
    town.be_up()
    crowd.finish()
    town.server.stop()
    town.later(hours=1)
    counts = nothing_is_lost(town, crowd)
    assert crowd.accepted
    assert set(crowd.signed) == set(crowd.accepted), crowd.troubles
    assert len(counts["twice"]) <= twice
    record = town.server.run("check", "audit")
    assert record.returncode == 0, record.stdout


def _settings_of(server: PaluiServer) -> dict[str, str]:
    own = {"PALUI_DATA_DIR", "PALUI_PORT"}
    return {
        name.removeprefix("PALUI_"): value
        for name, value in server.environment.items()
        if name.startswith("PALUI_") and name not in own
    }
