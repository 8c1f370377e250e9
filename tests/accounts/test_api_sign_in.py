"""The app's sign-in, and the token that the API takes."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.cast import Person

LOGIN = "/_allauth/app/v1/auth/login"


def post(client: Client, url: str, body: dict[str, Any], **headers: str) -> Any:
    return client.post(url, json.dumps(body), content_type="application/json", headers=headers)


def token_of(client: Client, login: str, password: str = "palui-practice") -> str:
    answer = post(client, LOGIN, {"username": login, "password": password})
    assert answer.status_code == 200, answer.content
    return str(answer.json()["meta"]["session_token"])


@pytest.mark.parametrize("login", ["fauzi", "FAUZI"])
def test_an_app_signs_in_by_name(fauzi: Person, anonymous: Client, login: str) -> None:
    token = token_of(anonymous, login)
    me = Client().get("/api/v1/me", headers={"X-Session-Token": token}).json()
    assert me["name"] == "Ahmad Fauzi"
    assert [mandate["role"] for mandate in me["mandates"]] == ["officer"]


def test_an_app_signs_in_by_phone(siti: Person, anonymous: Client) -> None:
    token = token_of(anonymous, "0812-3456-7781")
    me = Client().get("/api/v1/me", headers={"X-Session-Token": token}).json()
    assert (me["id"], me["mandates"]) == (siti.user_id, [])


def test_a_wrong_password_gives_no_token(siti: Person, anonymous: Client) -> None:
    answer = post(anonymous, LOGIN, {"username": "siti", "password": "bukan-ini-sandinya"})
    assert answer.status_code == 400
    assert "session_token" not in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, {"X-Session-Token": "bukan-token"}, {"X-Session-Token": ""}])
def test_without_a_good_token_the_api_is_closed(siti: Person, headers: dict[str, str]) -> None:
    answer = Client().get("/api/v1/me", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_browsers_cookie_does_not_open_the_api(siti: Person) -> None:
    assert siti.client.get("/api/v1/me").status_code == 401


def test_signing_out_ends_the_token(siti: Person, anonymous: Client) -> None:
    token = token_of(anonymous, "siti")
    anonymous.delete("/_allauth/app/v1/auth/session", headers={"X-Session-Token": token})
    assert Client().get("/api/v1/me", headers={"X-Session-Token": token}).status_code == 401


def test_a_closed_account_has_no_token_any_more(siti: Person, anonymous: Client, django_user_model: type) -> None:
    token = token_of(anonymous, "siti")
    django_user_model.objects.filter(pk=siti.user_id).update(is_active=False)
    assert Client().get("/api/v1/me", headers={"X-Session-Token": token}).status_code == 401


def test_nobody_signs_up_past_the_register(anonymous: Client, db: None, django_user_model: type) -> None:
    body = {"username": "orangasing", "password": "kata-sandi-panjang", "email": "asing@contoh.id"}
    answer = post(anonymous, "/_allauth/app/v1/auth/signup", body)
    assert answer.status_code in {403, 404}
    assert not django_user_model.objects.filter(username="orangasing").exists()
