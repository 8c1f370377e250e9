"""Signing in: by name or by phone, with sentences that tell nothing to strangers."""

import re
import time
from typing import Any

import pytest
from django.test import Client

from palui.accounts.models import User
from tests.cast import City, Person

PASSWORD = "palui-practice"
MISMATCH = "tidak cocok"


def sign_in(client: Client, login: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/masuk/", {"login": login, "password": password, **more})


@pytest.mark.parametrize(
    "login", ["siti", "SITI", " siti ", "081234567781", "0812-3456-7781", "+62 812 3456 7781", "6281234567781"]
)
def test_siti_signs_in_however_she_writes_it(siti: Person, anonymous: Client, login: str) -> None:
    answer = sign_in(anonymous, login)
    assert answer.status_code == 302
    assert anonymous.get("/akun/").status_code == 200


@pytest.mark.parametrize("login", ["siti", "081234567781", "siapa", "081299998888", "' OR 1=1 --", "+"])
def test_a_wrong_password_and_an_unknown_name_are_told_the_same(siti: Person, anonymous: Client, login: str) -> None:
    answer = sign_in(anonymous, login, "bukan-ini-sandinya")
    assert answer.status_code == 422
    assert MISMATCH in answer.content.decode()


def test_a_name_no_keyboard_can_type_is_refused_too(siti: Person, anonymous: Client) -> None:
    assert sign_in(anonymous, "siti\x00").status_code == 422


def test_an_unknown_name_costs_as_much_work_as_a_known_one(siti: Person, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]  # at its real cost
    user = User.objects.get(pk=siti.user_id)
    user.set_password(PASSWORD)
    user.save()

    def work(login: str) -> float:
        began = time.process_time()
        sign_in(Client(), login, "salah-salah-salah")
        return time.process_time() - began

    work("siti")  # the first request also loads the pages
    assert work("tidakada") > work("siti") / 2


def test_what_was_typed_stays_but_never_the_password(siti: Person, anonymous: Client) -> None:
    page = sign_in(anonymous, "siti", "bukan-ini-sandinya").content.decode()
    assert 'value="siti"' in page
    assert "bukan-ini-sandinya" not in page


def test_after_signing_in_one_gets_where_one_wanted(siti: Person, anonymous: Client) -> None:
    assert sign_in(anonymous, "siti", next="/permohonan/").headers["Location"] == "/permohonan/"


@pytest.mark.parametrize(
    "elsewhere", ["https://jahat.example/", "//jahat.example/", "javascript:alert(1)", "\\\\jahat.example"]
)
def test_no_link_leads_out_of_the_house(siti: Person, anonymous: Client, elsewhere: str) -> None:
    assert sign_in(anonymous, "siti", next=elsewhere).headers["Location"] == "/"


def test_a_closed_account_looks_like_an_unknown_one(siti: Person, anonymous: Client, django_user_model: type) -> None:
    django_user_model.objects.filter(pk=siti.user_id).update(is_active=False)
    answer = sign_in(anonymous, "siti")
    assert answer.status_code == 422
    assert MISMATCH in answer.content.decode()


def test_closing_an_account_ends_its_sessions(siti: Person, anonymous: Client, django_user_model: type) -> None:
    sign_in(anonymous, "siti")
    django_user_model.objects.filter(pk=siti.user_id).update(is_active=False)
    assert anonymous.get("/akun/").status_code == 302


def test_guessing_ends_after_five_tries_however_the_number_is_written(siti: Person, anonymous: Client) -> None:
    spellings = ["081234567781", "0812 3456 7781", "+6281234567781", "62812-3456-7781", "0812.3456.7781"]
    for spelling in spellings:
        sign_in(anonymous, spelling, "salah-salah-salah")
    answer = sign_in(anonymous, "081234567781")
    assert answer.status_code == 422
    assert "Terlalu banyak percobaan" in answer.content.decode()


def test_signing_out_needs_a_button(siti: Person) -> None:
    assert "Keluar" in siti.client.get("/keluar/").content.decode()
    assert siti.client.get("/akun/").status_code == 200
    assert siti.client.post("/keluar/").status_code == 302
    assert siti.client.get("/akun/").status_code == 302


def test_who_is_signed_in_needs_no_sign_in_page(siti: Person) -> None:
    assert siti.client.get("/masuk/?next=/akun/").headers["Location"] == "/akun/"


def test_the_page_has_no_inline_code(city: City, anonymous: Client) -> None:
    page = anonymous.get("/masuk/").content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=", page)
