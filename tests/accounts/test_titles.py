"""How letters and records name whoever acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.accounts.domain import NOBODY, Acting, Capacity, MandateRecord, Role, capacities_of, may_grant, title_of


@pytest.mark.parametrize(
    ("role", "capacity", "office", "title"),
    [
        (Role.LURAH, Capacity.DEFINITIVE, "Kelurahan Sungai Jingah", "Lurah Sungai Jingah"),
        (Role.LURAH, Capacity.PLT, "Kelurahan Sungai Jingah", "Plt. Lurah Sungai Jingah"),
        (Role.LURAH, Capacity.PLH, "Kelurahan Sungai Jingah", "Plh. Lurah Sungai Jingah"),
        (Role.LURAH, Capacity.AN, "Kelurahan Sungai Jingah", "a.n. Lurah Sungai Jingah, Sekretaris"),
        (Role.CAMAT, Capacity.DEFINITIVE, "Kecamatan Banjarmasin Utara", "Camat Banjarmasin Utara"),
        (Role.SECRETARY, Capacity.DEFINITIVE, "Kelurahan Sungai Jingah", "Sekretaris Kelurahan Sungai Jingah"),
        (Role.OFFICER, Capacity.DEFINITIVE, "Kelurahan Sungai Jingah", "Petugas Kelurahan Sungai Jingah"),
    ],
)
def test_a_title_says_role_standing_and_place(role: Role, capacity: Capacity, office: str, title: str) -> None:
    assert title_of(role=role, capacity=capacity, office_name=office) == title


def test_a_neighbourhood_head_is_named_with_numbers() -> None:
    title = title_of(
        role=Role.RT_HEAD, capacity=Capacity.DEFINITIVE, office_name="Kelurahan Sungai Jingah", rt="12", rw="02"
    )
    assert title == "Ketua RT 12 RW 02 Sungai Jingah"


def test_where_a_kelurahan_has_no_rw_the_title_names_none() -> None:
    title = title_of(role=Role.RT_HEAD, capacity=Capacity.DEFINITIVE, office_name="Kelurahan Gadang", rt="03")
    assert title == "Ketua RT 03 Gadang"


def test_only_signatories_can_be_signed_for() -> None:
    assert {role for role in Role if Capacity.AN in capacities_of(role)} == {Role.LURAH, Role.CAMAT}


@given(role=st.sampled_from(Role), office_id=st.integers(1, 9))
def test_a_visitor_holds_nothing_and_grants_nothing(role: Role, office_id: int) -> None:
    assert NOBODY.holds(role) is None
    assert may_grant(NOBODY, role=role, office_id=office_id) is None


roles = st.sampled_from(Role)
offices = st.integers(1, 3)


@st.composite
def mandates(draw: st.DrawFn) -> MandateRecord:
    role = draw(roles)
    return MandateRecord(
        id=draw(st.integers(1, 99)),
        user_id=1,
        role=role,
        capacity=Capacity.DEFINITIVE,
        office_id=draw(offices),
        rt_id=draw(offices) if role is Role.RT_HEAD else None,
        rw_id=draw(offices) if role is Role.RW_HEAD else None,
        title="",
        valid_from=None,  # type: ignore[arg-type]  # dates play no part here
        valid_to=None,
    )


@given(held=st.lists(mandates(), max_size=5), role=roles, office_id=offices)
def test_who_holds_a_role_holds_it_at_that_office_only(held: list[MandateRecord], role: Role, office_id: int) -> None:
    acting = Acting(user_id=1, name="", phone="", resident_id=None, mandates=tuple(held))
    found = acting.holds(role, office_id=office_id)
    assert (found is not None) == any(one.role is role and one.office_id == office_id for one in held)


@given(held=st.lists(mandates(), max_size=5), role=roles, office_id=offices)
def test_nobody_grants_beyond_their_own_office_but_an_administrator(
    held: list[MandateRecord], role: Role, office_id: int
) -> None:
    acting = Acting(user_id=1, name="", phone="", resident_id=None, mandates=tuple(held))
    granted_by = may_grant(acting, role=role, office_id=office_id)
    if granted_by is not None and granted_by.role is not Role.ADMIN:
        assert role in {Role.RT_HEAD, Role.RW_HEAD}
        assert granted_by.office_id == office_id
        assert granted_by.role in {Role.LURAH, Role.SECRETARY}
