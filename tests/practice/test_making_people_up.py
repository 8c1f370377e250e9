"""Invented people are plausible, belong to no one, and are the same every time."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.kernel.clock import WITA
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import PRACTICE_DISTRICT, Kk, Nik
from palui.practice.domain import cast
from palui.practice.domain.numbers import Numbers
from palui.practice.domain.past import PlannedStep, course
from palui.practice.domain.people import AS_OF, FEMALE, MALE, Society
from palui.practice.domain.places import neighbourhoods, shares
from palui.practice.services.seeding import seeds
from palui.regions.domain import DEFAULT_WEEK, WorkingHours

HOURS = WorkingHours(week=DEFAULT_WEEK)
ROUTE = (
    PlannedStep(key="rt", who="rt", hours=4),
    PlannedStep(key="verify", who="officer", hours=4),
    PlannedStep(key="sign", who="lurah", hours=4),
)
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=WITA)


SOCIETY = Society(seeds())


def dice(seed):
    return random.Random(seed)  # noqa: S311 - made-up people, the same every time


def people_of(seed, count=60):
    numbers = Numbers("63.71")
    luck = dice(seed)
    households = SOCIETY.neighbourhood(luck, kelurahan="Sungai Jingah", rt="12", people=count, numbers=numbers)
    return list(households)


@given(st.integers(0, 10_000))
def test_everybody_has_valid_numbers_of_a_district_that_does_not_exist(seed):
    people = [person for household in people_of(seed) for person in household]
    assert len(people) == 60
    assert len({person.nik for person in people}) == 60
    for person in people:
        nik = Nik.parse(person.nik.digits)
        assert nik.digits[4:6] == PRACTICE_DISTRICT == Kk.parse(person.kk.digits).digits[4:6]
        assert nik.fits_birth_date(person.birth_date)
        assert nik.is_female == (person.sex == FEMALE)


@given(st.integers(0, 10_000))
def test_households_make_sense(seed):
    for household in people_of(seed):
        assert household[0].relation == "Kepala Keluarga"
        assert Counter(person.relation for person in household)["Kepala Keluarga"] == 1
        assert len({person.kk for person in household}) == len({person.street for person in household}) == 1
        age = {person: (AS_OF - person.birth_date).days // 365 for person in household}
        mother = next((person for person in household if person.relation == "Istri"), household[0])
        for person in household:
            assert 0 <= age[person] < 120
            if person.relation == "Anak":
                assert age[person] <= age[mother] - 18
                assert person.marital_status == "Belum Kawin"
            if age[person] < 15:
                assert person.occupation in {"Pelajar/Mahasiswa", "Belum/Tidak Bekerja"}


def test_the_city_is_the_same_every_time():
    assert people_of(7) == people_of(7)
    assert people_of(7) != people_of(8)


@given(st.integers(0, 1_000_000), st.lists(st.floats(0.1, 10), min_size=1, max_size=60))
def test_shares_add_up_to_the_whole(total, weights):
    parts = shares(total, weights)
    assert sum(parts) == total
    assert all(part >= 0 for part in parts)


def test_the_cast_s_kelurahan_has_rt_12_in_rw_02():
    places = neighbourhoods(["63.71.04.1003", cast.KELURAHAN], cast_code=cast.KELURAHAN)
    assert (cast.RT, cast.RW) in places[1].pairs


def test_serial_numbers_of_a_day_run_out_with_a_word():
    numbers = Numbers("63.71")
    for _ in range(9999):
        numbers.nik(date(1990, 1, 1), is_female=False)
    with pytest.raises(OverflowError):
        numbers.nik(date(1990, 1, 1), is_female=False)
    assert numbers.nik(date(1990, 1, 1), is_female=True).is_female


def test_names_fit_the_sex_and_the_age():
    luck = dice(1)
    names = [SOCIETY._muslim.pick(luck, MALE, 70) for _ in range(300)]
    assert any(name.startswith("H. ") for name in names)
    assert not any(name.startswith("Hj. ") for name in names)


@given(st.integers(0, 100_000), st.sampled_from(["phone", "counter", "rt"]))
def test_the_past_is_over_in_order_and_offices_act_in_their_hours(seed, way):
    result = course(dice(seed), route=ROUTE, hours=HOURS, way=way, until=NOW)
    assert NOW - timedelta(days=400) < result.submitted_at <= result.closed_at <= NOW
    if way == "counter":
        assert HOURS.is_open(result.submitted_at)
    moment = result.submitted_at
    for step, planned in zip(result.steps, ROUTE, strict=False):
        assert step.key == planned.key
        assert step.started_at == moment
        assert moment <= step.done_at
        if planned.who in {"officer", "lurah"}:
            assert HOURS.is_open(step.done_at)
        moment = step.done_at


@pytest.mark.parametrize("account", cast.ACCOUNTS, ids=lambda account: account.username)
def test_civil_servants_have_numbers_of_18_digits(account):
    number = cast.nip(account.born, since=date(2010, 4, 1), is_female=account.is_female, serial=7)
    assert len(number) == 18
    assert number.isdigit()


def test_a_practice_nik_typed_wrong_is_still_refused():
    with pytest.raises(DomainError, match="nik_date"):
        Nik.parse("6371999902900001")
