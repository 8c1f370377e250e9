"""Numbers of letters, as offices write them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.kernel.errors import DomainError
from palui.letters.domain import number_from_pattern

ON = date(2026, 11, 24)
TOKENS = st.sampled_from(["{classification}", "{office}", "{month}", "{roman_month}", "/", "-", ".", "B", "400"])
PATTERNS = st.tuples(st.lists(TOKENS, max_size=6), st.lists(TOKENS, max_size=6), st.integers(0, 6)).map(
    lambda parts: (
        "".join(parts[0]) + (f"{{sequence:0{parts[2]}}}" if parts[2] else "{sequence}") + "/".join(parts[1]) + "/{year}"
    )
)


def number(pattern: str, sequence: int = 118, on: date = ON) -> str:
    return number_from_pattern(pattern, sequence=sequence, classification="400.12.2.1", office_code="SJ", on=on)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("{classification}/{sequence}/{office}/{roman_month}/{year}", "400.12.2.1/118/SJ/XI/2026"),
        ("B/{sequence:03}/{classification}/{roman_month}/{year}", "B/118/400.12.2.1/XI/2026"),
        ("{classification}/{sequence:05}/{year}", "400.12.2.1/00118/2026"),
        ("{sequence:02}/{month}/{year}", "118/11/2026"),
    ],
)
def test_patterns_in_use_give_the_numbers_offices_know(pattern, expected):
    assert number(pattern) == expected


@given(PATTERNS, st.integers(1, 10**7), st.integers(1, 10**7))
def test_two_sequences_never_share_a_number(pattern, first, second):
    assert (number(pattern, first) == number(pattern, second)) == (first == second)


@given(PATTERNS, st.integers(1, 10**7), st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_no_brace_is_left_and_padding_cuts_nothing(pattern, sequence, on):
    text = number(pattern, sequence, on)
    assert not set("{}") & set(text)
    assert str(sequence) in text
    assert text.endswith(str(on.year))


@given(st.text(max_size=40))
def test_any_other_pattern_is_refused_or_has_sequence_and_year(pattern):
    with suppress(DomainError):
        text = number(pattern, 987654)
        assert "987654" in text
        assert "2026" in text


@pytest.mark.parametrize(
    "pattern",
    [
        "{classification}/{year}",
        "{sequence}/{classification}",
        "{sequence}/{year}/{nama}",
        "{sequence:3}/{year}",
        "{year:02}/{sequence}",
        "{sequence}/{year}{",
        "{sequence}/{year}\n",
    ],
)
def test_patterns_that_could_not_number_a_year_are_refused(pattern):
    with pytest.raises(DomainError, match="number_pattern"):
        number(pattern)
