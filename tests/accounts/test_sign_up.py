"""A resident makes an account: the register decides, and answers tell nothing about anybody."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client

from palui.accounts import selectors
from palui.accounts.models import User
from palui.audit import selectors as audit
from palui.kernel.identifiers import Nik
from palui.residents import selectors as residents
from palui.ui.domain import sentence_for
from tests.cast import City, Person

NIK, KK = "6371991507850003", "6371990101100013"
GOOD = {"nik": NIK, "kk": KK, "phone": "0812-9999-0001", "email": "", "password": "perahu klotok pagi"}
NO_MATCH = sentence_for("sign_up_no_match")


@pytest.fixture
def unregistered_budi(budi: Person) -> int:
    """Budi is in the register but has no account yet; gives his resident id."""
    User.objects.filter(pk=budi.user_id).update(resident_id=None)
    resident = residents.find_by_nik(Nik.parse(NIK))
    assert resident
    return resident.id


def sign_up(client: Client, **changed: str) -> Any:
    return client.post("/daftar/", GOOD | changed)


def test_budi_makes_an_account_and_is_signed_in(unregistered_budi: int, anonymous: Client) -> None:
    answer = sign_up(anonymous)
    assert answer.status_code == 302
    person = selectors.account_of_resident(unregistered_budi)
    assert person is not None
    assert (person.name, person.phone) == ("Budi Santoso", "+6281299990001")
    assert "Budi Santoso" in anonymous.get("/akun/").content.decode()
    assert [entry.action for entry in audit.entries_of_subject(f"account:{person.id}")] == ["account.sign_up"]


def test_afterwards_he_signs_in_by_phone(unregistered_budi: int, anonymous: Client) -> None:
    sign_up(anonymous)
    assert Client().post("/masuk/", {"login": "+62 812 9999 0001", "password": GOOD["password"]}).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"kk": "6371990101100099"},
        {"nik": "6371991507850009"},
        {"nik": "6371991507850009", "kk": "6371990101100099"},
        {"phone": "0812-3456-7781"},  # Siti's
    ],
    ids=["another card", "nobody's number", "both", "a number that has an account"],
)
def test_a_refusal_never_says_which_fact_is_wrong(
    siti: Person, unregistered_budi: int, anonymous: Client, wrong: dict[str, str]
) -> None:
    answer = sign_up(anonymous, **wrong)
    assert answer.status_code == 422
    assert NO_MATCH in answer.content.decode()
    assert selectors.account_of_resident(unregistered_budi) is None


def test_nor_that_somebody_has_an_account_already(budi: Person, anonymous: Client) -> None:
    answer = sign_up(anonymous)
    assert answer.status_code == 422
    assert NO_MATCH in answer.content.decode()


def test_what_anybody_can_see_is_said_beside_the_field(city: City, anonymous: Client) -> None:
    page = sign_up(anonymous, nik="123", phone="12", password="pendek", email="bukan-surel").content.decode()
    for sentence in (
        "NIK terdiri dari 16 angka",
        "Nomor telepon ini tidak dikenal",
        "surel ini tidak lengkap",
        "Kata sandi",
    ):
        assert sentence in page
    assert NO_MATCH not in page


def test_guessing_family_cards_ends_soon(unregistered_budi: int, anonymous: Client) -> None:
    for serial in range(5):
        sign_up(anonymous, kk=f"637199010110002{serial}")
    answer = sign_up(anonymous)
    assert answer.status_code == 422
    assert selectors.account_of_resident(unregistered_budi) is None


def test_numbers_are_not_kept_where_attempts_are_counted(unregistered_budi: int, anonymous: Client) -> None:
    sign_up(anonymous, kk="6371990101100099")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM shared_cache")
        kept = str(cursor.fetchall())
    assert NIK not in kept
