"""Small rules: days of validity, statuses, names of acting heads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.accounts.domain import Capacity
from palui.letters.domain import LetterStatus, last_day, name_without_titles, signatory, status_on


@pytest.mark.parametrize(
    ("signed_on", "months", "until"),
    [
        (date(2026, 11, 24), 6, date(2027, 5, 24)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 3, date(2027, 3, 1)),
        (date(2026, 11, 24), None, None),
    ],
)
def test_a_letter_is_valid_through_the_same_day_months_later(signed_on, months, until):
    assert last_day(signed_on, months) == until


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 120))
def test_the_last_day_lies_in_the_month_that_was_meant(signed_on, months):
    until = last_day(signed_on, months)
    assert until is not None
    assert (until.year * 12 + until.month) - (signed_on.year * 12 + signed_on.month) == months
    assert until.day <= signed_on.day


def test_a_letter_expires_the_day_after_its_last():
    until = date(2027, 5, 24)
    assert status_on("signed", until, date(2027, 5, 24)) is LetterStatus.SIGNED
    assert status_on("signed", until, date(2027, 5, 25)) is LetterStatus.EXPIRED
    assert status_on("revoked", until, date(2027, 5, 25)) is LetterStatus.REVOKED
    assert status_on("signed", None, date(2099, 1, 1)) is LetterStatus.SIGNED


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Hj. Ratna Dewi, S.Sos., M.AP.", "Ratna Dewi"),
        ("H. Masrani", "Masrani"),
        ("Dr. Ir. H. Ahmad Fauzi, M.T.", "Ahmad Fauzi"),
        ("M. Noor", "M. Noor"),
        ("Gusti Perdana", "Gusti Perdana"),
        ("H.", "H."),
    ],
)
def test_titles_are_left_off_and_names_stay(name, bare):
    assert name_without_titles(name) == bare


def block(title, capacity):
    return signatory(title=title, capacity=capacity, name="Hj. Ratna Dewi, S.Sos.", rank="Penata", nip="1975")


def test_a_holder_is_shown_with_titles_rank_and_nip():
    shown = block("Lurah Sungai Jingah", Capacity.DEFINITIVE)
    assert (shown.position, shown.name, shown.rank, shown.nip) == (
        ("Lurah Sungai Jingah",),
        "Hj. Ratna Dewi, S.Sos.",
        "Penata",
        "1975",
    )


@pytest.mark.parametrize("capacity", [Capacity.PLT, Capacity.PLH])
def test_an_acting_head_is_shown_without_titles_rank_and_nip(capacity):
    shown = block("Plt. Lurah Sungai Jingah", capacity)
    assert (shown.name, shown.rank, shown.nip) == ("Ratna Dewi", "", "")


def test_who_signs_on_behalf_has_two_lines():
    assert block("a.n. Lurah Sungai Jingah, Sekretaris", Capacity.AN).position == (
        "a.n. Lurah Sungai Jingah",
        "Sekretaris",
    )
