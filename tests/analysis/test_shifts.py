"""Union calendars against brute force, minute by minute."""

from __future__ import annotations

import numpy as np
import pytest

from gridsim.analysis.shifts import union
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
