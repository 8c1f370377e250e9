"""The real city: codes, offices, neighbourhoods, days off."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.kernel.errors import DomainError, NotFound
from palui.regions import selectors, services
from palui.regions.domain import HolidayKind, OfficeKind, check_number_pattern, neighbourhood_number
from palui.regions.models import Office, Region

SUNGAI_JINGAH = "63.71.04.1004"


@pytest.fixture
def banjarmasin(db):
    services.load_city(city_code="63.71")


def test_banjarmasin_has_five_kecamatan_and_52_kelurahan(banjarmasin):
    assert len(selectors.offices(kind=OfficeKind.DISTRICT)) == 5
    kelurahan = selectors.kelurahan_list()
    assert len(kelurahan) == 52
    assert all(one.postal_code.startswith("70") and one.code.startswith(one.kecamatan_code) for one in kelurahan)


def test_each_kelurahan_answers_to_its_kecamatan(banjarmasin):
    office = selectors.office_of_kelurahan(SUNGAI_JINGAH)
    assert (office.code, office.name, office.kecamatan_name) == ("SJ", "Kelurahan Sungai Jingah", "Banjarmasin Utara")
    assert (office.city_name, office.place) == ("Kota Banjarmasin", "Banjarmasin")
    assert office.parent_id is not None
    assert selectors.office(office.parent_id).name == "Kecamatan Banjarmasin Utara"
    assert office.letterhead.lines == (
        "PEMERINTAH KOTA BANJARMASIN",
        "KECAMATAN BANJARMASIN UTARA",
        "KELURAHAN SUNGAI JINGAH",
    )


def test_short_codes_are_one_of_a_kind_in_the_city(banjarmasin):
    codes = [office.code for office in selectors.offices()]
    assert len(codes) == len(set(codes)) == 74


def test_loading_again_changes_nothing_that_an_office_has_edited(banjarmasin):
    Office.objects.filter(code="SJ").update(address="Jl. Sungai Jingah No. 1")
    assert services.load_city(city_code="63.71") == 0
    assert selectors.office_by_code("sj").letterhead.address == "Jl. Sungai Jingah No. 1"
    assert Region.objects.count() == 59


def test_a_city_without_seeds_is_refused(db):
    with pytest.raises(NotFound):
        services.load_city(city_code="31.71")


def test_an_rt_is_found_however_its_number_is_written(banjarmasin):
    office = selectors.office_of_kelurahan(SUNGAI_JINGAH)
    assert services.add_neighbourhoods(office_id=office.id, pairs=[("12", "02"), ("012", "2"), ("1", "")]) == 2
    rt = selectors.rt(SUNGAI_JINGAH, "RT. 012", "2")
    assert rt is not None
    assert (rt.label, rt.office_id) == ("RT 12 RW 02", office.id)
    assert selectors.rt(SUNGAI_JINGAH, "12") == rt
    assert selectors.rt_by_id(rt.id) == rt
    assert selectors.rt(SUNGAI_JINGAH, "12", "03") is None
    assert selectors.rt(SUNGAI_JINGAH, "dua belas") is None
    without_rw = selectors.rt(SUNGAI_JINGAH, "1")
    assert without_rw is not None
    assert without_rw.label == "RT 01"


def test_an_rt_number_that_stands_in_two_rw_needs_the_rw(banjarmasin):
    office = selectors.office_of_kelurahan(SUNGAI_JINGAH)
    services.add_neighbourhoods(office_id=office.id, pairs=[("1", "1"), ("1", "2")])
    assert selectors.rt(SUNGAI_JINGAH, "1") is None
    assert selectors.rt(SUNGAI_JINGAH, "1", "2") is not None


def test_the_years_days_off_come_from_the_library_once(banjarmasin):
    assert services.load_holidays(years=[2026]) > 20
    office = selectors.office_of_kelurahan(SUNGAI_JINGAH)
    days = {day.date: day for day in selectors.holidays(office.id, since=date(2026, 1, 1), until=date(2026, 12, 31))}
    assert days[date(2026, 8, 17)].kind is HolidayKind.NATIONAL
    assert days[date(2026, 12, 24)].kind is HolidayKind.JOINT_LEAVE
    assert services.load_holidays(years=[2026]) == 0
    assert services.load_holidays(years=[2026, 2027]) > 20


def test_days_off_close_the_office(banjarmasin, frozen_clock):
    services.load_holidays(years=[2026])
    hours = selectors.working_hours(selectors.office_of_kelurahan(SUNGAI_JINGAH).id)
    assert hours.on(date(2026, 12, 24)) == ()
    assert hours.on(date(2026, 12, 23)) != ()


@given(st.integers(1, 999), st.sampled_from(["{}", "0{}", "RT {}", "rt. {}", " {} ", "RW{}"]))
def test_a_neighbourhood_number_is_read_and_kept_in_one_form(number, spelling):
    assert neighbourhood_number(spelling.format(number)) == f"{number:02d}"


@pytest.mark.parametrize("text", ["", "0", "dua", "1a", "-1", "1234", "¹"])
def test_what_is_no_number_is_refused(text):
    with pytest.raises(DomainError, match="neighbourhood_number"):
        neighbourhood_number(text)


@pytest.mark.parametrize(
    "pattern", ["{classification}/{sequence}/{office}/{roman_month}/{year}", "B/{sequence:03}/{office}/{year}"]
)
def test_a_pattern_that_numbers_a_year_of_letters_is_taken(pattern):
    check_number_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["", "{sequence}", "{year}", "{sequence}/{year}/{rahasia}", "{sequence}/{year}/{", "{sequence}/{year}#"]
)
def test_a_pattern_that_could_repeat_a_number_is_refused(pattern):
    with pytest.raises(DomainError, match="number_pattern"):
        check_number_pattern(pattern)
