"""Union calendars against brute force, minute by minute."""

from __future__ import annotations

import numpy as np
import pytest
from analysis import worlds

from gridsim.analysis.columns import Columns
from gridsim.analysis.shifts import union, workers_shifts
from gridsim.model.calendar import WEEK_MIN, calendar, elapsed_many, open_at


@pytest.mark.parametrize("seed", range(4))
def test_a_union_is_open_whenever_one_of_its_calendars_is(seed):
    rng = np.random.default_rng(seed)
    parts = []
    for weeks in (1, 2):
        edges = np.sort(rng.choice(int(WEEK_MIN * weeks), 12, replace=False)).astype(float).reshape(-1, 2)
        parts.append(calendar([(a, b) for a, b in edges], WEEK_MIN * weeks))
    until = 3.3 * WEEK_MIN
    times = np.arange(0.0, until, 7.0)
    whole = union(parts, until)
    expected = [any(open_at(part, t) for part in parts) for t in times]
    assert [open_at(whole, t) for t in times] == expected
    minutes = np.arange(0.0, until)
    assert elapsed_many(whole, np.array([0.0, np.floor(until)])).tolist()[1] == sum(
        any(open_at(part, t) for part in parts) for t in minutes
    )


def test_the_union_of_none_is_never_open():
    assert elapsed_many(union([], 5000.0), np.array([0.0, 5000.0])).tolist() == [0.0, 0.0]


def test_an_absent_worker_is_not_open_not_paid_and_what_he_finishes_is_overtime():
    """Walker 0 is on a round 10 to 12 each day; Tuesday (day 1) he is absent and works 30 minutes all the same."""
    plan = worlds.plan()
    issues = [worlds.issue(1500, channel="resident", attended_min=2040, closed_min=2070, status="closed")]
    work = [worlds.piece(0, 1500, actor_id=0, started_min=2040, finished_min=2070, outcome="solved")]
    there, away = (workers_shifts(Columns(plan, worlds.records(issues, work, absent))) for absent in ([], [(0, 1)]))
    assert (there.open_min[0], there.busy_open_min[0], there.overtime_min[0]) == (240, 30, 0)
    assert (away.open_min[0], away.busy_open_min[0], away.overtime_min[0]) == (120, 0, 30)
    assert away.open_min[1:].tolist() == there.open_min[1:].tolist()
    assert (there.grids_walked[0], away.grids_walked[0]) == (3.5, 2.0)
