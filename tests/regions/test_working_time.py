"""Office clocks: time runs only while the office is open."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.kernel.clock import WITA
from palui.regions.domain import (
    DEFAULT_WEEK,
    WorkingHours,
    add_working_time,
    week_as_json,
    week_from_json,
    working_time_between,
)

HOURS = WorkingHours(week=DEFAULT_WEEK, holidays=frozenset({date(2026, 12, 24), date(2026, 12, 25)}))
DAY_LENGTH = timedelta(hours=7)  # Monday to Thursday


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=WITA)


@st.composite
def weeks(draw: st.DrawFn) -> WorkingHours:
    """Any week that opens sometimes, with a few holidays."""
    days = []
    for _ in range(7):
        minutes = sorted(draw(st.sets(st.integers(0, 24 * 60 - 1), max_size=4)))
        minutes = minutes[: len(minutes) // 2 * 2]
        times = [time(minute // 60, minute % 60) for minute in minutes]
        days.append(tuple(zip(times[::2], times[1::2], strict=True)))
    if not any(days):
        days[draw(st.integers(0, 6))] = ((time(8), time(12)),)
    holidays = draw(st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=8))
    return WorkingHours(week=tuple(days), holidays=holidays)


moments = st.integers(0, 400 * 24 * 60 * 60).map(lambda seconds: at(1, 0, month=1) + timedelta(seconds=seconds))
durations = st.integers(0, 60 * 60 * 80).map(lambda seconds: timedelta(seconds=seconds))


@given(moments, durations, weeks())
def test_adding_and_measuring_are_each_other_s_inverse(start, duration, hours):
    assert working_time_between(start, add_working_time(start, duration, hours), hours) == duration


@given(moments, durations, weeks())
def test_a_deadline_never_lies_outside_working_hours(start, duration, hours):
    due = add_working_time(start, duration, hours)
    assert due >= start
    assert hours.is_open(due)


@given(moments, durations, durations, weeks())
def test_a_clock_that_was_stopped_runs_on_with_what_was_left(start, before_stop, after_stop, hours):
    stopped_at = add_working_time(start, before_stop, hours)
    due = add_working_time(start, before_stop + after_stop, hours)
    assert working_time_between(stopped_at, due, hours) == after_stop


@given(moments, moments, moments, weeks())
def test_working_time_adds_up_over_a_moment_between(one, two, three, hours):
    first, middle, last = sorted((one, two, three))
    whole = working_time_between(first, last, hours)
    assert whole == working_time_between(first, middle, hours) + working_time_between(middle, last, hours)


def test_lunch_is_not_working_time():
    assert add_working_time(at(24, 11), timedelta(hours=2), HOURS) == at(24, 14)


def test_friday_has_a_longer_pause_and_the_weekend_has_no_hours():
    assert add_working_time(at(27, 11), timedelta(hours=1), HOURS) == at(27, 14)
    assert add_working_time(at(27, 15), timedelta(hours=2), HOURS) == at(30, 9)


def test_what_comes_in_at_night_starts_in_the_morning():
    assert add_working_time(at(24, 22), timedelta(0), HOURS) == at(25, 8)


def test_holidays_stop_the_clock():
    assert add_working_time(at(23, 15, month=12), timedelta(hours=2), HOURS) == at(28, 9, month=12)


def test_the_answer_is_in_the_zone_of_the_question_and_measured_in_the_office_s():
    utc_start = datetime.fromisoformat("2026-11-24T01:00:00+00:00")  # nine o'clock in the city
    due = add_working_time(utc_start, timedelta(hours=1), HOURS)
    assert due.utcoffset() == timedelta(0)
    assert due == at(24, 10)


def test_nothing_lies_between_a_moment_and_an_earlier_one():
    assert working_time_between(at(25, 9), at(24, 9), HOURS) == timedelta(0)


def test_a_year_of_office_time_is_counted_quickly_and_right():
    start = at(23, 8)
    assert working_time_between(start, add_working_time(start, DAY_LENGTH * 200, HOURS), HOURS) == DAY_LENGTH * 200


def test_time_does_not_run_backward():
    with pytest.raises(ValueError, match="forward"):
        add_working_time(at(24, 9), timedelta(hours=-1), HOURS)


@pytest.mark.parametrize(
    "week",
    [
        ((),) * 7,
        ((),) * 6,
        (((time(12), time(8)),), *((),) * 6),
        (((time(8), time(12)), (time(11), time(16))), *((),) * 6),
    ],
    ids=["never open", "six days", "closes before it opens", "overlaps"],
)
def test_a_week_that_cannot_be_is_refused(week):
    with pytest.raises(ValueError, match=r"week|order"):
        WorkingHours(week=week)


@given(weeks())
def test_a_week_is_stored_and_read_again(hours):
    assert week_from_json(week_as_json(hours.week)) == hours.week
