"""Days of absence, minute by minute against brute force, and what they leave of a counter."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridsim.model.calendar import days_off, off_at, open_at, resume_work_at, union, worked
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.presence import Presence, Stretches, absent_days, counters
from gridsim.model.timetable import stretch_of
from gridsim.model.workload import draw
from gridsim.scenario.loader import loads
from gridsim.vocabulary import Activity

DAYS = 17
TOWN = """\
schema: gridsim/scenario/1
name: town
time: {start: 2013-01-07, horizon: 17 days}
places: {list: [{name: c1, type: residential, households: 900, persons_per_household: 2.5, grids: 9}]}
timetables:
  desk: {mon-fri: {"10:00-12:00": counter, "13:00-15:00": counter}, except: {"2013-01-09": closed}}
  round_the_clock: {mon-sun: {"00:00-24:00": street_round}}
  night: {fri-sun: {"20:00-06:00": standby}, mon: {"08:00-09:00": office}}
roles:
  - {name: clerk, headcount: 2 per community, handles: [enquiry], timetables: [desk], present: 60%}
  - {name: walker, headcount: 1 per community, handles: all, timetables: [round_the_clock], present: 60%,
     round: {street: 60 min per grid}}
  - {name: guard, headcount: 1 per community, handles: [lamp], timetables: [night]}
issues:
  - {name: enquiry, counter: true, rate: 3 per community per day, work: 20 min}
  - {name: lamp, rate: 2 per community per day, work: 1 h, seen_on: {street: 100%}}
"""


@pytest.fixture(scope="module")
def town() -> Plan:
    return compile_plan(loads(TOWN))


@given(
    table=st.integers(0, 2),
    absent=st.frozensets(st.integers(0, DAYS - 1), max_size=8),
    activity=st.sampled_from(Activity),
)
def test_days_off_against_brute_force(town: Plan, table: int, absent: frozenset[int], activity: Activity) -> None:
    timetable = town.timetables[table]
    cal = timetable.of[activity]
    gone = [(a, b) for a, b in (stretch_of(timetable, day) for day in sorted(absent)) if a < b]
    days = days_off(cal, gone)
    times = np.arange(0.0, DAYS * 1440.0, 30.0)
    there = [open_at(cal, t) and not any(a <= t < b for a, b in gone) for t in times]
    assert [open_at(cal, t) and not off_at(days, t) for t in times] == there
    done = np.concatenate([[0.0], np.cumsum(np.array(there) * 30.0)])
    start = worked(cal, days, 0.0)
    assert [worked(cal, days, t) - start for t in times] == done[:-1].tolist()
    for t, minutes, here in zip(times, done, there, strict=False):
        if here:  # the first instant at which he is there with that many minutes worked
            assert resume_work_at(cal, days, start + minutes) == t


def test_an_absence_takes_the_windows_that_begin_that_day(town: Plan) -> None:
    night = town.timetables[2]
    friday, saturday = 4, 5
    assert stretch_of(night, friday) == (friday * 1440 + 1200, saturday * 1440 + 360)
    assert stretch_of(night, 0) == (480, 540)
    assert stretch_of(night, 1) == (0, 0)
    assert stretch_of(town.timetables[0], 2) == (0, 0), "closed by an exception"
    assert stretch_of(town.timetables[0], 9) == (9 * 1440 + 600, 9 * 1440 + 900)


def test_only_days_with_windows_count_as_absences(town: Plan) -> None:
    absent = absent_days(town, draw(town, 1, 0))
    assert set(absent[:, 0]) == {0, 1, 2}, "the guard is always there"
    clerk = absent[absent[:, 0] == 0, 1]
    assert set(clerk) <= {day for day in range(DAYS) if day % 7 < 5 and day != 2}
    assert 2 <= len(clerk) <= 9


def test_a_counter_is_open_while_somebody_is_there(town: Plan) -> None:
    both_on_monday_one_on_tuesday = np.array([[0, 0], [0, 1], [1, 0], [2, 0]])
    held = counters(town, Presence(town, both_on_monday_one_on_tuesday))[0][0]
    assert not open_at(held, 630.0)
    assert open_at(held, 1440 + 630.0)
    assert counters(town, Presence(town, np.empty((0, 2), np.int64)))[0][0] == union(
        [(town.timetables[0].may_serve, days_off(town.timetables[0].may_serve, ()))], town.horizon_min
    )


def test_columns_of_absence_agree_with_each_worker(town: Plan) -> None:
    absent = absent_days(town, draw(town, 3, 0))
    stretches, presence = Stretches.of(town, absent), Presence(town, absent)
    times = np.array([0.0, 630.5, 5000.0, 5 * 1440.0 + 12.25, DAYS * 1440.0])
    for w, worker in enumerate(town.workers):
        cal = town.timetables[worker.timetable].scheduled
        days = presence.days_off(w, cal)
        column = stretches.worked(cal, np.full(len(times), w), times)
        single = np.array([worked(cal, days, t) for t in times])
        assert np.diff(column).tolist() == np.diff(single).tolist()


def test_who_is_never_there_works_nothing(town: Plan) -> None:
    cal = town.timetables[0].scheduled
    days = days_off(cal, [(-1e5, 1e5)])
    assert off_at(days, 630.0)
    assert worked(cal, days, 1440.0) == worked(cal, days, 0.0)


def test_absence_beyond_the_marks_is_presence(town: Plan) -> None:
    short = replace(draw(town, 1, 0), presence=np.empty((0, 0)))
    assert absent_days(town, short).shape == (0, 2)
    assert inf > len(absent_days(town, draw(town, 1, 0))) > 0
