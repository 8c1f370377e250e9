"""Every answer says how much is left; beyond the limit one is told when to come again."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from palui.accounts.access import network_of
from palui.gate.services import counting
from tests.api.program import Program, good, problem
from tests.cast import Person


@pytest.fixture(autouse=True)
def small_limits(settings: Any) -> None:
    settings.PALUI_API_LIMITS = {"person": 3, "network": 5}
    counting._blocks.clear()


def test_a_visitor_is_counted_by_network(visitor: Program, frozen_clock: Any) -> None:
    answers = [visitor.get("/services") for _ in range(6)]

    assert [answer.status_code for answer in answers] == [HTTPStatus.OK] * 5 + [HTTPStatus.TOO_MANY_REQUESTS]
    assert answers[0].headers["RateLimit-Policy"] == '"network";q=5;w=60'
    assert answers[0].headers["RateLimit"] == '"network";r=4;t=60'
    problem(answers[-1], HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests")
    assert answers[-1].headers["Retry-After"] == "60"
    frozen_clock.shift(60)
    good(visitor.get("/services"))


def test_who_is_signed_in_is_counted_as_a_person_too(
    siti: Person, budi: Person, sign_in: Callable[..., Program], settings: Any, frozen_clock: Any
) -> None:
    settings.PALUI_API_LIMITS = {"person": 3, "network": 50}
    hers = sign_in(siti)

    answers = [hers.get("/me") for _ in range(4)]

    assert answers[0].headers["RateLimit-Policy"] == '"network";q=50;w=60, "person";q=3;w=60'
    assert answers[0].headers["RateLimit"] == '"network";r=49;t=60, "person";r=2;t=60'
    problem(answers[-1], HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests")
    good(sign_in(budi).get("/me"))


def test_refusals_are_counted_and_say_so(visitor: Program, frozen_clock: Any) -> None:
    answer = visitor.get("/nothing")

    problem(answer, HTTPStatus.NOT_FOUND, "not_found")
    assert answer.headers["RateLimit"] == '"network";r=4;t=60'


@pytest.mark.parametrize(
    ("address", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8::1:2", "2001:db8::/64"), ("2001:db8::9", "2001:db8::/64"), ("", "")],
)
def test_a_line_is_one_network(address: str, network: str) -> None:
    assert network_of(address) == network
