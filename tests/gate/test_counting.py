"""A limit is one for all processes: never exceeded, exact when small, begun anew when its time is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from palui.gate.domain import Allowance, block_of
from palui.gate.models import Counter
from palui.gate.services import consume, counting, forget_counts


@pytest.fixture(autouse=True)
def a_process_just_started() -> None:
    counting._blocks.clear()


def _sign_in(address: str = "203.0.113.7") -> Allowance:
    return consume(policy="sign_in", key=address, limit=5, seconds=60)


@pytest.mark.django_db
def test_a_small_limit_is_exact(frozen_clock: time_machine.Traveller) -> None:
    told = [_sign_in() for _ in range(7)]

    assert [one.allowed for one in told] == [True] * 5 + [False] * 2
    assert [one.remaining for one in told] == [4, 3, 2, 1, 0, 0, 0]
    assert told[0].policy_header == '"sign_in";q=5;w=60'
    assert told[0].state_header == '"sign_in";r=4;t=60'


@pytest.mark.django_db
def test_another_address_has_its_own_count(frozen_clock: time_machine.Traveller) -> None:
    for _ in range(6):
        _sign_in()

    assert _sign_in("203.0.113.8").allowed


@pytest.mark.django_db
def test_counting_begins_anew_when_the_window_is_over(frozen_clock: time_machine.Traveller) -> None:
    for _ in range(6):
        refused = _sign_in()
    assert not refused.allowed
    frozen_clock.shift(refused.reset_seconds)

    assert _sign_in().remaining == 4


@pytest.mark.django_db
def test_a_clock_that_is_set_back_locks_nobody_out(frozen_clock: time_machine.Traveller) -> None:
    for _ in range(6):
        _sign_in()
    frozen_clock.shift(-3600)

    assert _sign_in().allowed


@pytest.mark.django_db
def test_a_restart_forgives_nothing(frozen_clock: time_machine.Traveller) -> None:
    for _ in range(5):
        _sign_in()
    counting._blocks.clear()

    assert not _sign_in().allowed


@pytest.mark.django_db
def test_no_address_can_be_read_from_what_is_stored() -> None:
    _sign_in()

    assert "203.0.113" not in Counter.objects.get().key


@pytest.mark.django_db
def test_counts_of_the_past_are_deleted(frozen_clock: time_machine.Traveller) -> None:
    _sign_in()
    assert forget_counts() == 0
    frozen_clock.shift(timedelta(seconds=61))

    assert forget_counts() == 1


@pytest.mark.django_db
def test_a_large_limit_is_taken_in_blocks_and_never_exceeded(frozen_clock: time_machine.Traveller) -> None:
    told = [consume(policy="calls", key="siti", limit=1000, seconds=60) for _ in range(1003)]

    assert block_of(1000) == 10
    assert sum(one.allowed for one in told) == 1000
    assert [one.remaining for one in told[:3]] == [999, 998, 997]
    assert not told[-1].allowed


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_than_the_limit() -> None:
    def one(_: int) -> bool:
        try:
            return consume(policy="calls", key="siti", limit=20, seconds=60).allowed
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(one, range(60)))

    assert sum(allowed) == 20
