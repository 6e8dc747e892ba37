"""Calendars against brute force: every question asked minute by minute."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridsim.model.calendar import (
    ALWAYS,
    NO_DAYS_OFF,
    WEEK_MIN,
    Calendar,
    DaysOff,
    calendar,
    closing_after,
    days_off,
    elapsed,
    elapsed_many,
    finish_at,
    next_boundary,
    open_at,
    resume_at,
    union,
    windows_of,
)

WEEKS_LISTED = 3
REPEATS = 14
SPAN = int(WEEK_MIN) * (WEEKS_LISTED + REPEATS)
ASKED = int(WEEK_MIN) * (WEEKS_LISTED + 1)  # questions are asked in the listed weeks and the first repeat


def brute(windows: list[tuple[int, int]]) -> np.ndarray:
    """Whether each minute of the span is open: the last listed week is repeated."""
    minutes = np.zeros(SPAN, dtype=bool)
    listed = int(WEEK_MIN) * WEEKS_LISTED
    for opened, closed in windows:
        minutes[opened : min(closed, listed)] = True
    for week in range(WEEKS_LISTED, WEEKS_LISTED + REPEATS):
        start = week * int(WEEK_MIN)
        minutes[start : start + int(WEEK_MIN)] = minutes[listed - int(WEEK_MIN) : listed]
    return minutes


def built(windows: list[tuple[int, int]]) -> Calendar:
    return calendar([(float(o), float(c)) for o, c in windows], WEEK_MIN * WEEKS_LISTED)


def weekly(*windows: tuple[int, int], without: tuple[int, ...] = ()) -> list[tuple[int, int]]:
    """Windows of a week, repeated over the listed weeks; `without` are days left out."""
    listed = []
    for week in range(-1, WEEKS_LISTED):
        for opened, closed in windows:
            if (week * 7 + opened // 1440) not in without:
                listed.append((week * 10080 + opened, week * 10080 + closed))
    return [(max(o, 0), c) for o, c in listed if c > 0]


WORKDAYS = [(day * 1440 + o, day * 1440 + c) for day in range(5) for o, c in ((600, 840), (930, 1170))]
OFFICE = weekly(*WORKDAYS, without=(8,))
NIGHT = weekly(*[(day * 1440 + 1320, day * 1440 + 1800) for day in range(7)])  # 22:00 to 06:00, also over Sunday
HANDS_OVER = weekly((600, 720), (720, 840))
SHAPES = {"office": OFFICE, "night": NIGHT, "hands over": HANDS_OVER}


@pytest.mark.parametrize("windows", SHAPES.values(), ids=SHAPES.keys())
def test_every_minute_agrees_with_brute_force(windows: list[tuple[int, int]]) -> None:
    minutes, cal = brute(windows), built(windows)
    counted = np.concatenate([[0], np.cumsum(minutes)])
    opens = np.flatnonzero(minutes)
    changes = np.flatnonzero(minutes[1:] != minutes[:-1]) + 1
    for t in range(0, ASKED, 7):
        assert open_at(cal, float(t)) == minutes[t]
        assert elapsed(cal, float(t)) == counted[t]
        assert next_boundary(cal, float(t)) == changes[np.searchsorted(changes, t, side="right")]
    for w in range(0, int(counted[ASKED]), 11):
        assert resume_at(cal, float(w)) == opens[w]


@pytest.mark.parametrize("windows", SHAPES.values(), ids=SHAPES.keys())
@pytest.mark.parametrize("d", [0, 1, 60, 240, 241, 480, 2400, 2401])
def test_finish_is_the_earliest_instant_by_which_it_is_done(windows: list[tuple[int, int]], d: int) -> None:
    minutes, cal = brute(windows), built(windows)
    opens = np.flatnonzero(minutes)
    for t in range(0, ASKED, 61):
        ahead = opens[opens >= t]
        expected = ahead[0] if d == 0 else ahead[d - 1] + 1  # done when the d-th open minute is over
        assert finish_at(cal, float(t), float(d)) == expected


def test_work_may_end_at_the_closing_instant_but_a_round_goes_on_at_the_next_opening() -> None:
    cal = built(weekly((600, 840), (930, 1170)))
    assert finish_at(cal, 600.0, 240.0) == 840.0
    assert resume_at(cal, 240.0) == 930.0
    assert finish_at(cal, 840.0, 0.0) == 930.0  # what begins while closed begins at the next opening


def test_a_single_listed_week_repeats_too() -> None:
    cal = calendar([(600.0, 840.0)], WEEK_MIN)
    assert elapsed(cal, WEEK_MIN + 480.0) == 240.0
    assert finish_at(cal, WEEK_MIN + 480.0, 30.0) == WEEK_MIN + 630.0


def test_round_the_clock_has_no_boundary() -> None:
    assert next_boundary(ALWAYS, 5.0) == inf
    assert closing_after(ALWAYS, 20000.0) == inf
    assert finish_at(ALWAYS, 12345.5, 100000.25) == 112345.75
    assert elapsed(ALWAYS, 123456.0) == 123456.0


def test_never_open() -> None:
    never = calendar([], WEEK_MIN)
    assert not open_at(never, 3.0)
    assert elapsed(never, 1e6) == 0.0
    assert resume_at(never, 0.0) == finish_at(never, 0.0, 0.0) == finish_at(never, 5.0, 1.0) == inf
    assert next_boundary(never, 0.0) == inf


def test_a_window_through_midnight_on_sunday_is_one_stretch() -> None:
    cal = built(NIGHT)
    sunday_night = 6 * 1440.0 + 1320.0
    for week in range(4):  # listed weeks and repeated ones
        assert closing_after(cal, week * WEEK_MIN + sunday_night) == week * WEEK_MIN + sunday_night + 480.0
        assert next_boundary(cal, week * WEEK_MIN + sunday_night + 120.0) == week * WEEK_MIN + sunday_night + 480.0


lattice = st.integers(0, 3 * 10080).map(float)


@given(t=lattice, d=st.integers(1, 4 * 2400).map(float), fraction=st.sampled_from([0.0, 0.5, 2.0**-20]))
def test_round_trips_are_exact_on_ticks(t: float, d: float, fraction: float) -> None:
    cal = built(OFFICE)
    begin, work = t + fraction, d + fraction
    end = finish_at(cal, begin, work)
    assert elapsed(cal, end) - elapsed(cal, begin) == work
    assert end > begin
    w = elapsed(cal, begin) + work
    assert elapsed(cal, resume_at(cal, w)) == w
    assert open_at(cal, resume_at(cal, w))


def test_a_column_is_answered_like_its_scalars() -> None:
    times = np.arange(-50.0, SPAN, 37.5)
    for windows in SHAPES.values():
        cal = built(windows)
        assert elapsed_many(cal, times).tolist() == [elapsed(cal, t) for t in times]
    assert np.isnan(elapsed_many(built(OFFICE), np.array([np.nan]))).all()
    never = elapsed_many(calendar([], WEEK_MIN), np.array([np.nan, 5.0]))
    assert never.dtype == np.float64
    assert never.tolist() == pytest.approx([np.nan, 0.0], nan_ok=True)


def test_a_window_of_no_length_is_none() -> None:
    assert calendar([(600.0, 600.0)], WEEK_MIN).opens_min == ()


def test_a_minute_a_week_is_enough_to_go_on() -> None:
    cal = calendar([(600.0, 601.0)], WEEK_MIN)
    assert resume_at(cal, 2.5) == 2 * WEEK_MIN + 600.5
    assert finish_at(cal, 0.0, 2.5) == 2 * WEEK_MIN + 600.5


def test_what_is_done_as_an_office_closes_for_good_is_done() -> None:
    cal = calendar([(600.0, 840.0)], 2 * WEEK_MIN)  # the week that repeats has no window
    assert finish_at(cal, 600.0, 240.0) == 840.0
    assert finish_at(cal, 600.0, 240.5) == inf


def test_where_nothing_is_open_no_stretch_goes_on() -> None:
    cal = calendar([(600.0, 840.0)], WEEK_MIN)
    assert [closing_after(cal, t) for t in (5.0, 600.0, 840.0, 900.0)] == [5.0, 840.0, 840.0, 900.0]


# -- days off and unions ------------------------------------------------------------------------------------

MORNING, NOON = calendar([(600.0, 720.0)], WEEK_MIN), calendar([(690.0, 780.0)], WEEK_MIN)
WHOLE, PARTS = calendar([(600.0, 840.0)], WEEK_MIN), calendar([(600.0, 660.0), (720.0, 840.0)], WEEK_MIN)


def windows(cal: Calendar) -> list[tuple[float, float]]:
    return list(zip(cal.opens_min, cal.closes_min, strict=True))


def test_what_days_off_take_out() -> None:
    assert days_off(PARTS, [(600.0, 660.0), (690.0, 840.0)]) == DaysOff(
        from_min=(600.0, 690.0), to_min=(660.0, 840.0), worked_min=(0.0, 0.0), missed_min=(0.0, 60.0, 180.0)
    )


def test_windows_go_on_week_after_week_and_no_further_than_asked() -> None:
    assert list(windows_of(MORNING, WEEK_MIN)) == [(600.0, 720.0)]
    assert list(windows_of(MORNING, WEEK_MIN + 1.0)) == [(600.0, 720.0), (WEEK_MIN + 600.0, WEEK_MIN + 720.0)]


def test_a_union_is_open_whenever_one_is() -> None:
    first = union([(MORNING, NO_DAYS_OFF), (NOON, NO_DAYS_OFF)], 1000.0)
    assert first == calendar([(600.0, 780.0)], WEEK_MIN)
    around = union([(WHOLE, NO_DAYS_OFF), (NOON, NO_DAYS_OFF)], WEEK_MIN)
    assert around == calendar([(600.0, 840.0), (WEEK_MIN + 600.0, WEEK_MIN + 840.0)], 2 * WEEK_MIN)
    apart = union([(PARTS, NO_DAYS_OFF), (MORNING, NO_DAYS_OFF), (NOON, NO_DAYS_OFF)], 1000.0)
    assert windows(apart) == [(600.0, 840.0)]
    assert windows(union([(PARTS, NO_DAYS_OFF)], 1000.0)) == windows(PARTS)


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ([(0.0, 500.0)], [(600.0, 840.0)]),
        ([(900.0, 1000.0)], [(600.0, 840.0)]),
        ([(600.0, 840.0)], []),
        ([(500.0, 700.0)], [(700.0, 840.0)]),
        ([(700.0, 900.0)], [(600.0, 700.0)]),
        ([(640.0, 660.0), (700.0, 710.0)], [(600.0, 640.0), (660.0, 700.0), (710.0, 840.0)]),
        ([(600.0, 610.0), (830.0, 840.0)], [(610.0, 830.0)]),
        ([(500.0, 600.0), (840.0, 900.0)], [(600.0, 840.0)]),
    ],
)
def test_a_union_leaves_days_off_out(gone: list[tuple[float, float]], left: list[tuple[float, float]]) -> None:
    assert windows(union([(WHOLE, days_off(WHOLE, gone))], 1000.0)) == left
