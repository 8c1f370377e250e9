"""kill -9 at any moment, while people ask, decide and sign: nothing that was promised is lost or done twice."""

import random
import time

import pytest

from tests.baddays.conftest import LONG
from tests.baddays.town import Crowd, Town, nothing_is_lost

KILLS = 100 if LONG else 6


@pytest.mark.long
def test_whatever_is_killed_nothing_is_lost_and_nothing_is_done_twice(town: Town) -> None:
    seed = random.randrange(1_000_000)  # noqa: S311 - chance, not secrecy
    chance = random.Random(seed)  # noqa: S311 - as above
    town.server.start()
    crowd = Crowd(town)
    crowd.start()
    killed = []
    for _ in range(KILLS):
        time.sleep(chance.uniform(0.2, 2.5))
        killed.append(town.kill_something(chance))
    crowd.end()
    town.be_up()
    town.server.stop()
    town.later(hours=1)
    town.server.start()
    crowd.finish()
    town.server.stop()
    town.later(hours=2)

    counts = nothing_is_lost(town, crowd)
    story = f"seed {seed}, killed {killed}, twice {counts['twice']}, troubles {crowd.troubles}"
    assert crowd.accepted, story
    assert set(crowd.signed) == set(crowd.accepted), story
    # Whoever dies between handing a letter to the post office and noting it makes it go out once more: one, at most.
    assert len(counts["twice"]) <= 1, story
    record = town.server.run("check", "audit")
    assert record.returncode == 0, record.stdout
