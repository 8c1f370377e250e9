"""Mandates: from when to when, who holds what, and what can never be."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from palui.accounts import selectors, services
from palui.accounts.domain import Acting, Capacity, Role
from palui.accounts.models import Mandate
from palui.audit import selectors as audit
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from tests.cast import City, Person


@pytest.fixture(autouse=True)
def on_a_tuesday(frozen_clock: time_machine.Traveller) -> time_machine.Traveller:
    """24 November 2026."""
    return frozen_clock


def test_a_mandate_holds_from_its_first_day_through_its_last(
    city: City, fauzi: Person, frozen_clock: time_machine.Traveller
) -> None:
    services.grant_mandate(
        by=SYSTEM,
        user_id=fauzi.user_id,
        role=Role.SECTION_HEAD,
        office_id=city.office_id,
        valid_from=date(2026, 12, 1),
        valid_to=date(2026, 12, 31),
    )

    def holds_at(moment: datetime) -> bool:
        frozen_clock.move_to(moment)
        return fauzi.acting.holds(Role.SECTION_HEAD, office_id=city.office_id) is not None

    assert not holds_at(datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    assert holds_at(datetime(2026, 11, 30, 16, 0, tzinfo=UTC))  # midnight in the city
    assert holds_at(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    assert not holds_at(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))


def test_a_deputy_signs_while_the_lurah_is_away(city: City, ratna: Person, rizani: Person) -> None:
    services.grant_mandate(
        by=SYSTEM,
        user_id=rizani.user_id,
        role=Role.LURAH,
        capacity=Capacity.PLH,
        office_id=city.office_id,
        valid_to=date(2026, 11, 30),
    )
    mandate = rizani.acting.holds(Role.LURAH, office_id=city.office_id)
    assert mandate is not None
    assert mandate.title == "Plh. Lurah Sungai Jingah"
    holders = selectors.holders_of(Role.LURAH, office_id=city.office_id)
    assert [person.id for person in holders] == [ratna.user_id, rizani.user_id]


def test_the_secretary_signs_in_the_name_of_the_lurah(city: City, ratna: Person, rizani: Person) -> None:
    services.grant_mandate(
        by=SYSTEM,
        user_id=rizani.user_id,
        role=Role.LURAH,
        capacity=Capacity.AN,
        office_id=city.office_id,
        valid_to=date(2027, 1, 31),
    )
    mandate = selectors.mandate_of(rizani.user_id, Role.LURAH, office_id=city.office_id)
    assert mandate is not None
    assert mandate.title == "a.n. Lurah Sungai Jingah, Sekretaris"


def test_a_deputy_needs_a_last_day(city: City, rizani: Person) -> None:
    with pytest.raises(InvalidInput) as wrong:
        services.grant_mandate(
            by=SYSTEM, user_id=rizani.user_id, role=Role.LURAH, capacity=Capacity.PLT, office_id=city.office_id
        )
    assert set(wrong.value.errors) == {"valid_to"}


def test_there_is_one_lurah_at_a_time(city: City, ratna: Person, rizani: Person) -> None:
    with pytest.raises(Conflict) as conflict:
        services.grant_mandate(by=SYSTEM, user_id=rizani.user_id, role=Role.LURAH, office_id=city.office_id)
    assert conflict.value.code == "mandate_overlaps"
    assert conflict.value.params["name"] == ratna.name


def test_a_successor_can_be_named_ahead(city: City, ratna: Person, rizani: Person) -> None:
    (held,) = (one for one in selectors.mandates_of(ratna.user_id) if one.mandate.role is Role.LURAH)
    services.end_mandate(by=SYSTEM, mandate_id=held.mandate.id, last_day=date(2026, 12, 31))
    services.grant_mandate(
        by=SYSTEM, user_id=rizani.user_id, role=Role.LURAH, office_id=city.office_id, valid_from=date(2027, 1, 1)
    )
    assert ratna.acting.holds(Role.LURAH)
    assert not rizani.acting.holds(Role.LURAH)
    january = datetime(2027, 1, 1, 1, tzinfo=UTC)
    assert [one.id for one in selectors.holders_of(Role.LURAH, office_id=city.office_id, at=january)] == [
        rizani.user_id
    ]


def test_ending_at_once_ends_at_once(city: City, fauzi: Person, frozen_clock: time_machine.Traveller) -> None:
    (held,) = selectors.mandates_of(fauzi.user_id)
    frozen_clock.shift(timedelta(minutes=1))
    services.end_mandate(by=SYSTEM, mandate_id=held.mandate.id)
    assert fauzi.acting.mandates == ()
    assert selectors.holders_of(Role.OFFICER, office_id=city.office_id) == ()
    assert selectors.mandates_of(fauzi.user_id)[0].state == "over"
    with pytest.raises(DomainError) as refused:
        services.end_mandate(by=SYSTEM, mandate_id=held.mandate.id)
    assert refused.value.code == "mandate_over"


def test_grants_and_ends_are_in_the_record(city: City, administrator: Person, fauzi: Person) -> None:
    mandate_id = services.grant_mandate(
        by=administrator.acting, user_id=fauzi.user_id, role=Role.SECRETARY, office_id=city.office_id
    )
    services.end_mandate(by=administrator.acting, mandate_id=mandate_id)
    ended, granted = audit.entries_of_subject(f"office:{city.office_id}")[:2]
    assert granted.sentence == "memberi mandat Sekretaris Kelurahan Sungai Jingah kepada Ahmad Fauzi"
    assert ended.action == "mandate.end"
    assert "Administrator" in ended.actor


def test_the_lurah_names_rt_heads_of_her_own_kelurahan(city: City, ratna: Person, budi: Person) -> None:
    services.grant_mandate(
        by=ratna.acting, user_id=budi.user_id, role=Role.RT_HEAD, office_id=city.office_id, rt_id=city.rt_id
    )
    assert budi.acting.holds(Role.RT_HEAD, rt_id=city.rt_id)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECRETARY, Role.LURAH, Role.ADMIN])
def test_but_nobody_of_an_office(city: City, ratna: Person, budi: Person, role: Role) -> None:
    with pytest.raises(NotFound):
        services.grant_mandate(by=ratna.acting, user_id=budi.user_id, role=role, office_id=city.office_id)


def test_and_nobody_of_another_kelurahan(city: City, ratna: Person, budi: Person) -> None:
    with pytest.raises(NotFound):
        services.grant_mandate(
            by=ratna.acting,
            user_id=budi.user_id,
            role=Role.RT_HEAD,
            office_id=city.other_office_id,
            rt_id=city.elsewhere_rt_id,
        )


def test_an_rt_of_another_kelurahan_is_refused(city: City, budi: Person) -> None:
    with pytest.raises(InvalidInput) as wrong:
        services.grant_mandate(
            by=SYSTEM, user_id=budi.user_id, role=Role.RT_HEAD, office_id=city.office_id, rt_id=city.elsewhere_rt_id
        )
    assert set(wrong.value.errors) == {"rt"}


@pytest.mark.parametrize("who", ["siti", "fauzi", "norhayati", "masrani"])
def test_a_stranger_can_grant_nothing(city: City, who: str, request: pytest.FixtureRequest, budi: Person) -> None:
    acting: Acting = request.getfixturevalue(who).acting
    for role in Role:
        with pytest.raises(NotFound):
            services.grant_mandate(by=acting, user_id=budi.user_id, role=role, office_id=city.office_id)


def test_without_a_place_nobody_is_its_head(city: City, masrani: Person) -> None:
    assert selectors.holders_of(Role.RT_HEAD, office_id=city.office_id) == ()
    assert [one.id for one in selectors.holders_of(Role.RT_HEAD, office_id=city.office_id, rt_id=city.rt_id)] == [
        masrani.user_id
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "rt_head"},
        {"role": "officer", "rt": True},
        {"role": "officer", "valid_to": date(2024, 12, 31)},
        {"role": "officer", "capacity": "an"},
        {"role": "raja"},
        {"role": "lurah"},
    ],
    ids=[
        "RT head without RT",
        "officer with RT",
        "ends before it begins",
        "a.n. an officer",
        "unknown role",
        "two lurah",
    ],
)
def test_the_database_itself_refuses_what_cannot_be(
    city: City, ratna: Person, budi: Person, wrong: dict[str, object]
) -> None:
    facts = {"capacity": "definitive", "valid_to": None} | wrong
    rt_id = city.rt_id if facts.pop("rt", False) else None
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(
            user_id=budi.user_id, office_id=city.office_id, valid_from=date(2025, 1, 1), rt_id=rt_id, **facts
        )


def test_many_people_and_mandates_come_at_once(city: City) -> None:
    ids = services.create_people(
        by=SYSTEM,
        password="palui-practice",
        people=[services.NewPerson(username=f"ketua{number}", name=f"Ketua {number}") for number in (1, 2)],
    )
    services.grant_mandates(
        by=SYSTEM,
        mandates=[
            services.NewMandate(user_id=ids["ketua1"], role=Role.RT_HEAD, office_id=city.office_id, rt_id=city.rt_id),
            services.NewMandate(user_id=ids["ketua2"], role=Role.RW_HEAD, office_id=city.office_id, rw_id=city.rw_id),
        ],
    )
    titles = [one.mandate.title for one in selectors.mandates_of_office(city.office_id)]
    assert "Ketua RT 12 RW 02 Sungai Jingah" in titles
    assert "Ketua RW 02 Sungai Jingah" in titles
