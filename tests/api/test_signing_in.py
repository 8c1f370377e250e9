"""Who may call: by name or phone and password; then a token, until it is given back."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from tests.api.program import LOGIN, Program, good, problem
from tests.cast import PASSPHRASE, Person

SESSION = "/_allauth/app/v1/auth/session"


@pytest.mark.parametrize("spelled", ["siti", "SITI", "081234567781", "+62 812-3456-7781"])
def test_a_user_name_or_a_phone_opens_a_session(siti: Person, sign_in: Callable[..., Program], spelled: str) -> None:
    me = good(sign_in(spelled).get("/me"))

    assert (me["id"], me["name"], me["mandates"]) == (siti.user_id, "Siti Rahmah", [])


def test_an_officer_sees_in_what_role(fauzi: Person, sign_in: Callable[..., Program]) -> None:
    mandates = good(sign_in(fauzi).get("/me"))["mandates"]

    assert [mandate["role"] for mandate in mandates] == ["officer"]


def test_a_wrong_password_opens_nothing(siti: Person) -> None:
    answer = Client().post(LOGIN, {"username": "siti", "password": "salah-sekali"}, content_type="application/json")

    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert "session_token" not in answer.json().get("meta", {})


@pytest.mark.parametrize("token", ["", "tidak-ada", "0" * 32, "é", "x" * 5000, "'; --"])
def test_an_unknown_token_is_401(db: None, token: str) -> None:
    problem(Program(token).get("/me"), HTTPStatus.UNAUTHORIZED, "not_signed_in")
    problem(Program(token).get("/desk"), HTTPStatus.UNAUTHORIZED, "not_signed_in")
    problem(Program(token).post("/submissions", {"service": "domisili"}), HTTPStatus.UNAUTHORIZED, "not_signed_in")


def test_a_token_that_was_given_back_opens_nothing(siti: Person, sign_in: Callable[..., Program]) -> None:
    program = sign_in(siti)
    Client().delete(SESSION, headers={"X-Session-Token": program.token})

    problem(program.get("/me"), HTTPStatus.UNAUTHORIZED, "not_signed_in")


def test_a_cookie_alone_does_not_open_the_api(siti: Person) -> None:
    answer = siti.client.get("/api/v1/me")

    problem(answer, HTTPStatus.UNAUTHORIZED, "not_signed_in")


def test_passwords_are_not_in_the_answer(siti: Person) -> None:
    answer = Client().post(LOGIN, {"username": "siti", "password": PASSPHRASE}, content_type="application/json")

    assert PASSPHRASE not in answer.content.decode()
