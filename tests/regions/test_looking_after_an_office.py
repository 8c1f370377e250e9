"""Who may change an office, what is checked, and what the record says afterwards."""

from datetime import date, time

import pytest

from palui.audit import selectors as audit
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.regions import selectors, services
from palui.regions.domain import DEFAULT_WEEK, HolidayKind

pytestmark = pytest.mark.django_db
SATURDAY = 5


def sungai_jingah():
    return selectors.office_by_code("SJ")


def test_the_secretary_changes_the_letterhead_and_the_record_says_who(rizani):
    services.update_office(acting=rizani.acting, code="SJ", changes={"address": "Jl. Sungai Jingah No. 1", "phone": ""})
    assert sungai_jingah().letterhead.address == "Jl. Sungai Jingah No. 1"
    entry = audit.entries_of_subject("office:SJ")[0]
    assert entry.actor == "Sekretaris Kelurahan Sungai Jingah Akhmad Rizani, S.IP."
    assert entry.sentence == "mengubah data kantor: address"


def test_what_does_not_differ_is_neither_written_nor_recorded(ratna):
    services.update_office(acting=ratna.acting, code="SJ", changes={"address": sungai_jingah().letterhead.address})
    assert audit.entries_of_subject("office:SJ") == ()


def test_the_administrator_changes_any_office(administrator):
    services.update_office(acting=administrator.acting, code="DINSOS", changes={"phone": "0511-1"})
    assert selectors.office_by_code("DINSOS").letterhead.phone == "0511-1"


@pytest.mark.parametrize("who", ["siti", "fauzi", "masrani", "norhayati", "camat"])
def test_nobody_else_changes_the_office(who, request):
    acting = request.getfixturevalue(who).acting
    with pytest.raises(NotFound):
        services.update_office(acting=acting, code="SJ", changes={"phone": "0511-1"})


def test_the_lurah_changes_her_own_office_only(ratna):
    with pytest.raises(NotFound):
        services.update_office(acting=ratna.acting, code="KU", changes={"phone": "0511-1"})
    with pytest.raises(NotFound):
        services.update_office(acting=ratna.acting, code="XX", changes={"phone": "0511-1"})


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"number_pattern": "{year}"}, "number_pattern"),
        ({"email": "kelurahan"}, "email"),
        ({"lines": []}, "lines"),
        ({"name": " "}, "name"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_changes(ratna, changes, place):
    before = sungai_jingah()
    with pytest.raises(InvalidInput) as refused:
        services.update_office(acting=ratna.acting, code="SJ", changes={"phone": "0511-1", **changes})
    assert list(refused.value.errors) == [place]
    assert sungai_jingah() == before


def test_what_is_no_field_of_an_office_cannot_be_set(ratna):
    with pytest.raises(DomainError, match="office_field_unknown"):
        services.update_office(acting=ratna.acting, code="SJ", changes={"code": "ZZ"})


def test_new_hours_count_at_once(ratna):
    week = [*DEFAULT_WEEK]
    week[SATURDAY] = ((time(8), time(12)),)
    services.update_office(acting=ratna.acting, code="SJ", changes={}, week=week)
    assert selectors.working_hours(sungai_jingah().id).on(date(2026, 11, 28)) == ((time(8), time(12)),)


def test_hours_that_cannot_be_are_refused(ratna):
    with pytest.raises(InvalidInput, match="week"):
        services.update_office(acting=ratna.acting, code="SJ", changes={}, week=[()] * 7)


def test_an_office_closes_for_a_day_of_its_own_and_others_stay_open(ratna):
    services.add_holiday(acting=ratna.acting, code="SJ", day=date(2026, 11, 26), name="Haul kelurahan")
    other = selectors.office_by_code("KU")
    assert selectors.working_hours(sungai_jingah().id).on(date(2026, 11, 26)) == ()
    assert selectors.working_hours(other.id).on(date(2026, 11, 26)) != ()
    with pytest.raises(Conflict):
        services.add_holiday(acting=ratna.acting, code="SJ", day=date(2026, 11, 26), name="Lagi")


def test_a_day_of_the_city_closes_every_office(administrator):
    services.add_holiday(acting=administrator.acting, code="PEMKO", day=date(2026, 9, 24), name="Hari jadi kota")
    day = selectors.holidays(sungai_jingah().id, since=date(2026, 9, 24), until=date(2026, 9, 24))[0]
    assert (day.kind, day.office_id) == (HolidayKind.LOCAL, None)


def test_a_lurah_takes_back_her_own_day_but_not_the_nation_s(ratna):
    services.load_holidays(years=[2026])
    services.add_holiday(acting=ratna.acting, code="SJ", day=date(2026, 11, 26), name="Haul kelurahan")
    days = {
        day.name: day
        for day in selectors.holidays(sungai_jingah().id, since=date(2026, 11, 1), until=date(2026, 12, 31))
    }
    services.remove_holiday(acting=ratna.acting, code="SJ", holiday_id=days["Haul kelurahan"].id)
    assert selectors.working_hours(sungai_jingah().id).on(date(2026, 11, 26)) != ()
    with pytest.raises(NotFound):
        services.remove_holiday(acting=ratna.acting, code="SJ", holiday_id=days["Hari Raya Natal"].id)
    sentences = [entry.sentence for entry in audit.entries_of_subject("office:SJ")]
    assert sentences == [
        "menghapus hari libur Haul kelurahan (2026-11-26)",
        "menambah hari libur Haul kelurahan (2026-11-26)",
    ]


def test_a_new_rt_can_be_chosen_at_once(ratna):
    services.add_rt(acting=ratna.acting, code="SJ", number="30", rw="3")
    assert selectors.rt("63.71.04.1004", "30", "03") is not None
    with pytest.raises(Conflict):
        services.add_rt(acting=ratna.acting, code="SJ", number="030", rw="03")
    with pytest.raises(InvalidInput, match="angka"):
        services.add_rt(acting=ratna.acting, code="SJ", number="dua", rw="tiga")


def test_a_kecamatan_has_no_rt(camat):
    with pytest.raises(NotFound):
        services.add_rt(acting=camat.acting, code="BJU", number="1")
