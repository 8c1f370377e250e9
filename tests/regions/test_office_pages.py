"""The pages under /kantor/."""

from datetime import date
from http import HTTPStatus

import pytest

from palui.regions import selectors

pytestmark = pytest.mark.django_db
PAGES = ["/kantor/SJ/", "/kantor/SJ/jam/", "/kantor/SJ/libur/", "/kantor/SJ/rt/"]
LETTERHEAD = {
    "lines": "PEMERINTAH KOTA BANJARMASIN\n\nKELURAHAN SUNGAI JINGAH",
    "address": "Jl. Sungai Jingah No. 1",
    "postal_code": "70121",
    "phone": "",
    "email": "",
    "website": "",
    "number_pattern": "{classification}/{sequence:03}/{office}/{roman_month}/{year}",
    "uses_rw": "on",
}


def office():
    return selectors.office_by_code("SJ")


@pytest.mark.parametrize("address", ["/kantor/", *PAGES])
@pytest.mark.parametrize("who", ["siti", "fauzi", "norhayati"])
def test_a_stranger_gets_the_page_of_what_does_not_exist(who, address, request):
    person = request.getfixturevalue(who)
    assert person.client.get(address).status_code == HTTPStatus.NOT_FOUND
    assert person.client.get("/kantor/XX/").status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("address", ["/kantor/", *PAGES])
def test_a_visitor_is_asked_to_sign_in(city, anonymous, address):
    assert anonymous.get(address)["Location"].startswith("/masuk/")


@pytest.mark.parametrize("address", PAGES)
def test_the_lurah_opens_the_pages_of_her_office_with_few_queries(ratna, address, django_assert_max_num_queries):
    ratna.client.get(address)  # signs in, and keeps the name of the city
    with django_assert_max_num_queries(10):
        answer = ratna.client.get(address)
    assert answer.status_code == HTTPStatus.OK
    assert "Kelurahan Sungai Jingah" in answer.content.decode()


def test_with_one_office_its_page_opens_at_once(ratna):
    assert ratna.client.get("/kantor/")["Location"] == "/kantor/SJ/"


def test_the_administrator_sees_all_offices(administrator, django_assert_max_num_queries):
    administrator.client.get("/kantor/")
    with django_assert_max_num_queries(10):
        page = administrator.client.get("/kantor/").content.decode()
    assert all(name in page for name in ("Kelurahan Sungai Jingah", "Kecamatan Banjarmasin Utara", "Dinas Sosial"))


def test_the_letterhead_is_saved_line_by_line(ratna):
    answer = ratna.client.post("/kantor/SJ/", LETTERHEAD, follow=True)
    assert "Data kantor tersimpan." in answer.content.decode()
    assert office().letterhead.lines == ("PEMERINTAH KOTA BANJARMASIN", "KELURAHAN SUNGAI JINGAH")
    assert office().number_pattern == LETTERHEAD["number_pattern"]
    assert office().uses_rw


def test_a_wrong_pattern_is_said_beside_it_and_nothing_typed_is_lost(ratna):
    answer = ratna.client.post("/kantor/SJ/", LETTERHEAD | {"number_pattern": "{year}", "address": "Jl. Baru"})
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Pola nomor harus memuat" in page
    assert "Jl. Baru" in page


def test_hours_without_a_pause_are_one_stretch(ratna):
    times = {f"d{day}_{part}": "" for day in range(7) for part in range(4)} | {"d0_0": "08:00", "d0_3": "14:00"}
    ratna.client.post("/kantor/SJ/jam/", times)
    week = selectors.working_hours(office().id).week
    assert [(opens.hour, closes.hour) for opens, closes in week[0]] == [(8, 14)]
    assert week[1:] == ((),) * 6


@pytest.mark.parametrize(
    "times", [{"d0_0": "08:00"}, {"d0_0": "14:00", "d0_3": "08:00"}, {}], ids=["no end", "backward", "never"]
)
def test_hours_that_cannot_be_are_refused_on_the_page(ratna, times):
    answer = ratna.client.post(
        "/kantor/SJ/jam/", {f"d{day}_{part}": "" for day in range(7) for part in range(4)} | times
    )
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Jam buka harus sebelum jam tutup" in answer.content.decode()


def test_a_day_off_is_added_refused_twice_and_removed(ratna, frozen_clock):
    day = {"day": "2026-11-26", "name": "Haul kelurahan"}
    ratna.client.post("/kantor/SJ/libur/", day)
    assert "26 November 2026" in ratna.client.get("/kantor/SJ/libur/").content.decode()
    assert "sudah tercatat" in ratna.client.post("/kantor/SJ/libur/", day).content.decode()
    (stored,) = selectors.holidays(office().id, since=frozen_day(), until=frozen_day())
    ratna.client.post(f"/kantor/SJ/libur/{stored.id}/hapus/")
    assert selectors.holidays(office().id, since=frozen_day(), until=frozen_day()) == ()


def frozen_day():
    return date(2026, 11, 26)


def test_an_rt_is_added_on_the_page_and_stands_in_its_rw(ratna):
    ratna.client.post("/kantor/SJ/rt/", {"number": "14", "rw": "2"})
    assert "12, 14" in ratna.client.get("/kantor/SJ/rt/").content.decode()
    assert "RT ini sudah ada" in ratna.client.post("/kantor/SJ/rt/", {"number": "14", "rw": "2"}).content.decode()
