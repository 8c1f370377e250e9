"""Somebody at the counter who is in no list yet."""

from http import HTTPStatus

import pytest

from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.kernel.identifiers import Nik
from palui.residents import selectors, services
from tests.cast import SITI_NIK

pytestmark = pytest.mark.django_db

NIK = "6371991204800005"
HASAN = {
    "name": "Hasan Basri",
    "nik": NIK,
    "kk": "6371990101100055",
    "birth_place": "Banjarmasin",
    "birth_date": "1980-04-12",
    "sex": "L",
    "religion": "Islam",
    "marital_status": "Kawin",
    "relation": "Kepala Keluarga",
    "street": "Jl. Sungai Jingah No. 3",
    "rt": "12",
    "rw": "2",
}


def add(person, city, **changed):
    more = {name: changed.pop(name) for name in ("even_if_alike", "reason") if name in changed}
    given = {"reason": "KTP asli"} | more
    return services.add_by_hand(acting=person.acting, office_id=city.office_id, fields=HASAN | changed, **given)


def test_an_officer_adds_somebody_and_the_register_says_so(fauzi, city):
    public_id = add(fauzi, city)
    found = selectors.find_by_nik(Nik.parse(NIK))
    assert found
    assert (found.public_id, found.address.neighbourhood, found.nationality) == (public_id, "RT 12 RW 02", "Indonesia")
    assert found.sources["name"].source == "Ditambah petugas"


def test_a_number_or_a_person_that_is_there_is_not_added_again(fauzi, city, siti):
    with pytest.raises(Conflict, match="nik_taken"):
        add(fauzi, city, nik=SITI_NIK)
    with pytest.raises(Conflict, match="person_alike"):
        add(fauzi, city, name="SITI  RAHMAH", birth_date="1991-03-02")
    assert add(fauzi, city, name="Siti Rahmah", birth_date="1991-03-02", even_if_alike=True)


def test_what_is_missing_is_said_beside_it(fauzi, city):
    with pytest.raises(InvalidInput) as refused:
        add(fauzi, city, name="", nik="12", rt="77", reason="")
    assert set(refused.value.errors) == {"name", "nik", "rt", "reason"}


@pytest.mark.parametrize("who", ["norhayati", "budi", "masrani", "administrator"])
def test_a_stranger_cannot_add_anybody(who, request, city):
    person = request.getfixturevalue(who)
    with pytest.raises(NotFound):
        add(person, city)


def test_the_page_adds_and_asks_about_somebody_alike(fauzi, city, siti):
    assert fauzi.client.get("/penduduk/tambah/").status_code == HTTPStatus.OK
    sent = HASAN | {"reason": "KTP", "name": "Siti Rahmah", "birth_date": "1991-03-02"}
    answer = fauzi.client.post("/penduduk/tambah/", sent)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "ini orang lain" in answer.content.decode()
    answer = fauzi.client.post("/penduduk/tambah/", sent | {"orang-lain": "on"}, follow=True)
    assert "Penduduk ditambahkan" in answer.content.decode()
    assert NIK not in answer.request["PATH_INFO"]
