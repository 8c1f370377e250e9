"""Times, amounts and names, as people here say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.kernel.clock import WITA
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.ui import domain

NINE = datetime(2026, 11, 24, 9, 0, tzinfo=WITA)


def test_a_day_is_said_in_full():
    assert domain.day_in_words(date(2026, 11, 24)) == "24 November 2026"


def test_a_moment_is_said_on_the_citys_clock():
    assert domain.moment_in_words(datetime(2026, 11, 23, 0, 14, tzinfo=UTC)) == "Senin 23 Nov, 08.14"


def test_a_moment_before_midnight_in_greenwich_is_the_next_day_here():
    assert domain.moment_in_words(datetime(2026, 11, 23, 17, 30, tzinfo=UTC)).startswith("Selasa 24 Nov, 01.30")


@pytest.mark.parametrize(
    ("away", "words"),
    [
        (timedelta(hours=4, minutes=5), "4 jam lagi"),
        (timedelta(minutes=50), "50 menit lagi"),
        (timedelta(seconds=20), "1 menit lagi"),
        (timedelta(days=3, hours=2), "3 hari lagi"),
        (timedelta(hours=-1, minutes=-5), "lewat 1 jam"),
        (timedelta(days=-2), "lewat 2 hari"),
    ],
)
def test_time_left_is_said_in_one_unit(away, words):
    assert domain.time_left(NINE + away, at=NINE) == words


def test_the_last_two_hours_warn_and_what_is_late_is_bad():
    hours = (5, 2, 1, -1)
    assert [domain.urgency(NINE + timedelta(hours=away), at=NINE) for away in hours] == ["good", "warn", "warn", "bad"]


@given(st.integers(min_value=-(10**12), max_value=10**12))
def test_rupiah_loses_no_digit(amount):
    words = domain.rupiah(amount)
    assert int(words.replace("Rp", "").replace(".", "")) == amount
    assert all(len(group) == 3 for group in words.split(".")[1:])


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Siti Rahmah", "SR"), ("H. Masrani", "HM"), ("Norhayati", "N"), ("", ""), ("A. Fauzi S.Sos", "AS")],
)
def test_initials_are_at_most_two(name, letters):
    assert domain.initials(name) == letters


def test_a_refusal_is_said_with_its_numbers():
    assert "15 angka" in domain.sentence(DomainError("nik_length", digits=15))


def test_a_missing_number_leaves_a_gap_and_no_second_error():
    assert "…" in domain.sentence(DomainError("nik_length"))


def test_wrong_input_is_said_place_by_place():
    assert (
        domain.sentence(InvalidInput({"rt": "Tulis RT Anda", "rw": "Tulis RW Anda"})) == "Tulis RT Anda Tulis RW Anda"
    )


def test_a_code_without_sentence_still_says_that_nothing_changed():
    assert domain.sentence(Conflict("nobody_wrote_this")) == domain.FALLBACK


def test_what_is_missing_is_not_named():
    assert "PLI" not in domain.sentence(NotFound("case", "PLI-7F3K-92QX"))


@given(st.lists(st.builds(domain.Measure, label=st.just("x"), value=st.floats(0, 1e6)), max_size=60))
def test_every_chart_stays_on_its_paper(rows):
    for plot in (domain.column_plot(rows), domain.line_plot(rows)):
        assert len(plot.marks) == len(rows)
        assert sum(mark.labelled for mark in plot.marks) <= domain.MOST_LABELS
        for mark in plot.marks:
            assert 0 <= mark.x <= mark.x + mark.width <= domain.PLOT_WIDTH + 0.1
            assert domain.PLOT_TOP - 0.1 <= mark.y <= domain.PLOT_FLOOR
