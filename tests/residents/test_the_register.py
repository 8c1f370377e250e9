"""Finding people, and what the register says about them."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from palui.kernel.identifiers import Kk, Nik
from palui.regions import services as region_services
from palui.residents import selectors, services
from palui.residents.domain import Sex, Verdict, beyond, name_key, search_words, turned
from palui.residents.services import NewResident
from tests.cast import SITI_KK, SITI_NIK

IMPORTED_AT = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
NAMES = ["Hj. Ratna Dewi", "Dewi Lestari", "Norhayati", "Nur'aini", "Ahmad Fauzi", "Ahmad Fauzan", "José Ramos"]


@pytest.fixture
def neighbours(city):
    """Seven people of RT 12, each on a card of their own."""
    people = [
        NewResident(
            nik=Nik(f"63719901019000{number:02d}"),
            kk=Kk(f"63719901012000{number:02d}"),
            name=name,
            birth_place="Banjarmasin",
            birth_date=date(1990, 1, 1),
            sex=Sex.MALE,
            religion="Islam",
            marital_status="Kawin",
            relation="Kepala Keluarga",
            street="Jl. Sungai Jingah",
            office_id=city.office_id,
            rt_id=city.rt_id,
        )
        for number, name in enumerate(NAMES, start=1)
    ]
    assert services.register_many(people=iter(people), register="Disdukcapil", at=IMPORTED_AT) == len(NAMES)
    return people


def names(city, text, **page):
    return [row.name for row in selectors.search(office_id=city.office_id, text=text, **page).rows]


@pytest.mark.django_db
def test_siti_is_found_by_her_nik_with_address_household_and_sources(siti):
    record = selectors.find_by_nik(Nik.parse(SITI_NIK))
    assert record is not None
    assert record.address.one_line == (
        "Jl. Sungai Jingah Gg. Keluarga No. 8, RT 12 RW 02, Kelurahan Sungai Jingah, Kecamatan Banjarmasin Utara"
    )
    assert record.sources["name"].source == "Disdukcapil"
    assert [member.name for member in selectors.household_of(record.id)] == [
        "Rahmat Hidayat",
        "Siti Rahmah",
        "Aisyah Putri",
    ]
    assert selectors.facts_of(record.id) == record


@pytest.mark.django_db
def test_numbers_print_masked(siti):
    record = selectors.find_by_nik(Nik.parse(SITI_NIK))
    assert SITI_NIK not in f"{record} {record!r} {record.nik if record else ''}"
    assert SITI_KK not in f"{record} {record!r} {record.kk if record else ''}"


@pytest.mark.django_db
def test_a_form_is_filled_in_from_the_register_in_plain_values(siti):
    record = selectors.find_by_nik(Nik.parse(SITI_NIK))
    assert record is not None
    context = record.as_context()
    assert (context["nik"], context["birth_date"], context["sex"]) == (SITI_NIK, "1991-03-02", "Perempuan")
    assert context["address"]["kelurahan"] == "63.71.04.1004"
    assert record.age(date(2026, 3, 1)) == 34
    assert record.age(date(2026, 3, 2)) == 35


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dewi", ["Dewi Lestari", "Hj. Ratna Dewi"]),
        ("ratna de", ["Hj. Ratna Dewi"]),
        ("DE RATNA", ["Hj. Ratna Dewi"]),
        ("hj ratna", ["Hj. Ratna Dewi"]),
        ("atna", []),
        ("nuraini", ["Nur'aini"]),
        ("jose", ["José Ramos"]),
        ("ahmad fauz", ["Ahmad Fauzan", "Ahmad Fauzi"]),
        ("%", NAMES),
        ("6371990101900003", ["Norhayati"]),
        ("6371 9901 0120 0003", ["Norhayati"]),
        ("637199010190", []),
    ],
)
def test_people_are_found_by_the_beginnings_of_words_or_a_whole_number(neighbours, city, text, found):
    assert sorted(names(city, text)) == sorted(found)


@pytest.mark.django_db
def test_whoever_has_two_words_alike_stands_once_and_pages_of_a_search_follow_one_another(neighbours, city):
    twice = [
        replace(neighbours[0], nik=Nik(f"63719901019001{number:02d}"), name=name)
        for number, name in enumerate(["Ahmad Ahmadi", "Ahmad Ahmad", "Budi Ahmad", "Zz Ahz", "Ahmad Fauzi"])
    ]
    services.register_many(people=twice, register="Disdukcapil")
    seen, after = [], ""
    for _ in range(9):
        page = selectors.search(office_id=city.office_id, text="ahm", after=after, limit=1)
        seen += [row.name for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == ["Ahmad Ahmad", "Ahmad Ahmadi", "Budi Ahmad", "Ahmad Fauzan", "Ahmad Fauzi", "Ahmad Fauzi"]
    assert names(city, "zz") == names(city, "zz ahz") == names(city, "ah z") == ["Zz Ahz"]


@pytest.mark.django_db
def test_a_search_stays_inside_the_kelurahan(neighbours, city):
    page = selectors.search(office_id=city.other_office_id, text="dewi")
    assert page.rows == ()
    assert selectors.search(office_id=city.other_office_id, text="6371990101900003").rows == ()


@pytest.mark.django_db
def test_pages_follow_one_another_without_gap_or_double(neighbours, city):
    seen, after = [], ""
    while True:
        page = selectors.search(office_id=city.office_id, text="", after=after, limit=2)
        seen += [row.name for row in page.rows]
        after = page.after
        if not after:
            break
    assert seen == sorted(NAMES, key=name_key)


@pytest.mark.django_db
def test_a_page_of_the_list_takes_two_queries(neighbours, city, django_assert_num_queries):
    with django_assert_num_queries(2):
        page = selectors.search(office_id=city.office_id, text="")
    assert page.rows[0].nik == "6371••••••••0006"


@pytest.mark.django_db
def test_a_nik_is_registered_once(neighbours):
    with pytest.raises(IntegrityError):
        services.register_many(people=neighbours[:1], register="Disdukcapil")


@pytest.mark.django_db
def test_many_people_are_found_by_their_numbers_at_once(neighbours, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = selectors.ids_by_nik([person.nik for person in neighbours] + [Nik.parse(SITI_NIK)])
    assert set(found) == {person.nik for person in neighbours}


@pytest.mark.django_db
def test_where_a_kelurahan_has_no_rw_the_address_has_none(neighbours, city):
    region_services.add_neighbourhoods(office_id=city.office_id, pairs=[("44", "")])
    rt = selectors.Resident.objects.model._meta.get_field("rt").related_model.objects.get(number="44")
    selectors.Resident.objects.filter(name="Norhayati").update(rt_id=rt.pk)
    record = selectors.find_by_nik(Nik("6371990101900003"))
    assert record is not None
    assert record.address.neighbourhood == "RT 44"
    assert record.rw_id is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given_name", "born", "kk", "verdicts"),
    [
        ("SITI RAHMAH", date(1991, 3, 2), SITI_KK, ["agrees", "agrees", "agrees"]),
        ("Siti Aminah", date(1991, 3, 3), "6371990101100099", ["differs", "differs", "differs"]),
        ("", None, "", ["unknown", "unknown", "unknown"]),
        ("Siti Rahmah", None, "bukan angka", ["agrees", "unknown", "differs"]),
    ],
)
def test_the_officer_sees_field_by_field_what_agrees(siti, given_name, born, kk, verdicts):
    match = selectors.match(nik=Nik.parse(SITI_NIK), name=given_name, birth_date=born, kk=kk)
    assert match.found
    assert [match.fields[field].value for field in ("name", "birth_date", "kk")] == verdicts
    assert match.agrees == ("differs" not in verdicts)


@pytest.mark.django_db
def test_an_unknown_nik_matches_nobody(siti):
    match = selectors.match(nik=Nik.parse("6371990502900003"), name="Siti Rahmah")
    assert not match.found
    assert not match.agrees
    assert set(match.fields.values()) == {Verdict.UNKNOWN}


@given(st.text(max_size=30))
def test_every_name_is_found_by_each_of_its_own_words(name):
    key = name_key(name)
    assert all(word in key for word in search_words(name))
    assert name_key(key) == key
    assert all(any(turn.startswith(word) for turn in turned(key)) for word in search_words(name))


@given(
    beginning=st.text("abyz0189", min_size=1, max_size=3),
    text=st.text("abyz0189 ", max_size=5).filter(lambda text: not text.startswith(" ")),
)
def test_a_range_holds_what_begins_so_and_nothing_else(beginning, text):
    beginning, text = f" {beginning}", f" {text}"
    end = beyond(beginning)
    assert text.startswith(beginning) == (beginning <= text and (not end or text < end))
