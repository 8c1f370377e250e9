"""The pages under /penduduk/."""

from http import HTTPStatus

import pytest

from palui.audit import selectors as audit
from palui.kernel.identifiers import Nik
from palui.residents import selectors, services
from tests.cast import SITI_KK, SITI_NIK

pytestmark = pytest.mark.django_db


@pytest.fixture
def siti_page(siti):
    record = selectors.find_by_nik(Nik.parse(SITI_NIK))
    assert record is not None
    return f"/penduduk/{record.public_id}/"


def text_of(answer):
    return answer.content.decode()


@pytest.mark.parametrize("who", ["budi", "masrani", "administrator", "camat"])
def test_a_stranger_gets_the_page_of_what_does_not_exist(siti_page, who, request):
    client = request.getfixturevalue(who).client
    for address in ("/penduduk/", siti_page, f"{siti_page}perbaiki/", "/penduduk/tidak-ada/"):
        assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_an_officer_of_another_kelurahan_cannot_open_her(siti_page, norhayati):
    assert norhayati.client.get(siti_page).status_code == HTTPStatus.NOT_FOUND
    assert "Siti" not in text_of(norhayati.client.get("/penduduk/"))
    assert norhayati.client.get("/penduduk/?kantor=1").status_code == HTTPStatus.NOT_FOUND


def test_a_visitor_is_asked_to_sign_in(siti_page, anonymous):
    assert anonymous.get(siti_page)["Location"].startswith("/masuk/")


def test_a_name_becomes_part_of_the_address_a_number_never(siti_page, fauzi):
    assert fauzi.client.post("/penduduk/", {"cari": "siti rah"})["Location"] == "/penduduk/?cari=siti+rah"
    by_number = fauzi.client.post("/penduduk/", {"cari": SITI_NIK})
    assert by_number.status_code == HTTPStatus.OK
    assert "Siti Rahmah" in text_of(by_number)
    assert SITI_NIK not in text_of(by_number)


def test_the_list_masks_numbers(siti_page, fauzi, django_assert_max_num_queries):
    fauzi.client.get("/penduduk/")  # signs in, and keeps the name of the city
    with django_assert_max_num_queries(10):
        page = text_of(fauzi.client.get("/penduduk/"))
    assert "6371••••••••0001" in page
    assert SITI_NIK not in page


def test_an_incomplete_number_is_explained(siti_page, fauzi):
    assert "16 angka" in text_of(fauzi.client.post("/penduduk/", {"cari": "6371"}))


def test_opening_a_person_is_recorded_and_shows_household_and_who_looked(siti_page, fauzi):
    page = text_of(fauzi.client.get(siti_page))
    assert all(
        words in page
        for words in ("Siti Rahmah", "Rahmat Hidayat", "Aisyah Putri", "Disdukcapil", "melihat data penduduk")
    )
    assert SITI_NIK not in page
    assert SITI_KK not in page
    (look,) = audit.entries_of_subject(services.subject_of(siti_page.split("/")[2]))
    assert look.actor.endswith("Ahmad Fauzi")


def test_a_person_s_page_takes_few_queries(siti_page, fauzi, django_assert_max_num_queries):
    fauzi.client.get(siti_page)
    with django_assert_max_num_queries(15):  # five of them keep the record of the look, five are of every page
        fauzi.client.get(siti_page)


def test_pages_of_people_are_kept_by_no_cache(siti_page, fauzi):
    assert "no-store" in fauzi.client.get(siti_page)["Cache-Control"]


def test_a_correction_is_saved_and_told(siti_page, fauzi):
    answer = fauzi.client.post(f"{siti_page}perbaiki/", {"occupation": "Guru", "reason": "Sesuai KTP"}, follow=True)
    assert "Tersimpan: pekerjaan." in text_of(answer)
    record = selectors.find_by_nik(Nik.parse(SITI_NIK))
    assert record is not None
    assert record.occupation == "Guru"
    assert record.religion == "Islam"


def test_a_wrong_correction_is_said_beside_the_field_and_nothing_typed_is_lost(siti_page, fauzi):
    answer = fauzi.client.post(f"{siti_page}perbaiki/", {"occupation": "Guru", "phone": "12", "reason": ""})
    page = text_of(answer)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert all(
        words in page
        for words in ("Nomor telepon ini tidak dikenal", "Tulis alasan perbaikan", 'value="Guru"', 'value="12"')
    )


def test_the_form_shows_the_numbers_to_whoever_may_correct_them(siti_page, fauzi):
    assert SITI_NIK in text_of(fauzi.client.get(f"{siti_page}perbaiki/"))
