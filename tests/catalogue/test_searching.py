"""People find a service in their own words."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.catalogue import selectors
from palui.catalogue.domain import Index, Searchable

SERVICES = (
    Searchable(code="domisili", texts=((3.0, "Surat Keterangan Domisili"), (2.0, "wadah badiam"), (1.0, "sekolah"))),
    Searchable(code="sktm", texts=((3.0, "Surat Keterangan Tidak Mampu"), (2.0, "miskin"), (1.0, "sekolah"))),
)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("surat miskin untuk sekolah", "sktm"),
        ("domisili", "domisili"),
        ("domislii", "domisili"),
        ("DOMISLI!!", "domisili"),
        ("handak maulah surat wadah badiam", "domisili"),
        ("kada mampu", "sktm"),
        ("keringanan rumah sakit", "sktm"),
        ("sktm", "sktm"),
        ("mau pindah rumah", "pindah"),
        ("bapindah", "pindah"),
        ("f-1.03", "pindah"),
    ],
)
def test_a_need_finds_its_service(city, typed, first):
    assert next(card.code for card in selectors.search(typed)) == first


@pytest.mark.parametrize("typed", ["", "   ", "!!!", "zzzzqqqq", "🙂"])
def test_what_says_nothing_finds_nothing(city, typed):
    assert selectors.search(typed) == ()


@given(st.text(max_size=300))
def test_any_text_is_searched_without_trouble(typed):
    assert set(Index(SERVICES).rank(typed)) <= {"domisili", "sktm"}


@given(place=st.integers(0, 7), sign=st.sampled_from(string.ascii_lowercase))
def test_one_slip_of_the_finger_is_forgiven(place, sign):
    word = "domisili"
    typed = word[:place] + sign + word[place + 1 :]
    assert Index(SERVICES).rank(typed)[0] == "domisili"
