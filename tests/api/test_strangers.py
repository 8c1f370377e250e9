"""Whoever has no business with a case gets the same answer as for one that does not exist."""

from collections.abc import Callable
from http import HTTPStatus

import pytest

from tests.api.program import Program, good, problem
from tests.cast import PASSPHRASE, Person

NOWHERE = "PLI-7F3K-92QX"
ACTIONS = ["endorse", "verify", "countersign", "claim", "hand-back", "send-back", "inspect", "ask-correction", "reject"]
BODIES = {
    "inspect": {"answers": {}},
    "ask-correction": {"items": [{"place": "sejak", "note": "?"}]},
    "reject": {"reason": "?"},
    "sign": {"passphrase": PASSPHRASE},
}


@pytest.mark.parametrize("stranger", ["budi", "norhayati", "other_rt_head"])
def test_a_stranger_is_told_what_is_told_of_a_case_that_does_not_exist(
    siti_asks: Callable[..., str], sign_in: Callable[..., Program], stranger: str, request: pytest.FixtureRequest
) -> None:
    code = siti_asks()
    program = sign_in(request.getfixturevalue(stranger))

    theirs = problem(program.get(f"/cases/{code}"), HTTPStatus.NOT_FOUND, "not_found")
    nobodys = problem(program.get(f"/cases/{NOWHERE}"), HTTPStatus.NOT_FOUND, "not_found")

    assert _without(theirs, code) == _without(nobodys, NOWHERE)


@pytest.mark.parametrize("action", [*ACTIONS, "withdraw", "sign"])
def test_a_stranger_can_do_nothing(
    siti_asks: Callable[..., str], norhayati: Person, siti: Person, sign_in: Callable[..., Program], action: str
) -> None:
    code, program = siti_asks(), sign_in(norhayati)

    refused = program.post(f"/cases/{code}/actions/{action}", BODIES.get(action, {}))

    problem(refused, HTTPStatus.NOT_FOUND, "not_found")
    assert good(sign_in(siti).get(f"/cases/{code}"))["status"] == "endorsement"


def test_a_stranger_does_not_reach_a_draft(siti: Person, budi: Person, sign_in: Callable[..., Program]) -> None:
    code = good(sign_in(siti).post("/submissions", {"service": "domisili", "answers": {}}), HTTPStatus.CREATED)["code"]
    neighbour = sign_in(budi)

    for refused in (
        neighbour.put(f"/submissions/{code}", {"answers": {}}),
        neighbour.put(f"/submissions/{code}/evidence/foto_rumah", raw=b"x", kind="image/jpeg"),
        neighbour.post(f"/submissions/{code}/submit"),
    ):
        problem(refused, HTTPStatus.NOT_FOUND, "not_found")


def test_the_desk_of_another_kelurahan_is_empty(
    siti_asks: Callable[..., str], norhayati: Person, sign_in: Callable[..., Program]
) -> None:
    siti_asks()

    desk = good(sign_in(norhayati).get("/desk"))

    assert (desk["items"], desk["waiting"]) == ([], 0)


def test_who_sees_a_case_may_not_do_what_is_another_role_s(
    siti_asks: Callable[..., str], siti: Person, fauzi: Person, sign_in: Callable[..., Program]
) -> None:
    code = siti_asks()

    problem(sign_in(siti).post(f"/cases/{code}/actions/endorse", {}), HTTPStatus.FORBIDDEN, "not_your_turn")
    problem(sign_in(fauzi).post(f"/cases/{code}/actions/withdraw"), HTTPStatus.FORBIDDEN, "only_applicant")


def _without(body: dict[str, object], code: str) -> dict[str, object]:
    return {name: str(value).replace(code, "…") for name, value in body.items()}
