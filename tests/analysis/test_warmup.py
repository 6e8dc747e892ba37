"""Warm-up: MSER-5 by hand, on backlogs that settle, grow or fall, and on queues whose answer is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from gridsim.analysis.backlog import backlog_over_time
from gridsim.analysis.warmup import Settling, mser, settling
from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import loads


@pytest.mark.parametrize(
    ("batches", "cut"),
    [
        # sum of squares / m^2 by number cut: 15.5/64 = 0.242, 6.857/49 = 0.140, 6/36 = 0.167, 4.8/25, 4/16
        ([4, 0, 2, 0, 2, 0, 2, 0], 1),
        ([9, 5, 1, 1, 1, 1, 1, 1], 2),
        ([3, 3, 3, 3], 0),
        ([0, 1, 2, 3, 4, 5, 6, 7], None),  # the standard error falls with every one cut
        ([9, 9, 9, 9, 1, 1, 1, 1], None),  # only the half
        ([5], None),
        ([], None),
    ],
)
def test_mser_by_hand(batches, cut):
    assert mser(np.array(batches, dtype=np.float64)) == cut


def backlog(days):
    """A table as `backlog_over_time` makes it, from batches (replications, days)."""
    rows = [
        (r, 1440.0 * day, kind, value if kind == "all" else -1.0)
        for r, values in enumerate(days)
        for day, value in enumerate([np.nan, *values])
        for kind in ("all", "fringe")
    ]
    return pd.DataFrame(rows, columns=["replication", "time_min", "community_type", "backlog_batch"])


WIGGLE = np.array([[1, -1, 2, 0, -2], [0, 2, -1, 1, -2], [2, 1, 0, -1, -2]]) / 10


def late(settles: int, length: int = 90, replications: int = 3) -> np.ndarray:
    """Nothing for `settles` days, then 10, with wiggles that differ between replications."""
    days = np.where(np.arange(length) < settles, 0.0, 10.0)
    return (days + np.tile(WIGGLE, length // 5))[:replications]


def test_a_backlog_that_settles_within_the_warm_up():
    assert settling(backlog(late(6)), 14.0) == Settling("settled", 14.0, 6.0)


def test_a_warm_up_that_is_too_short():
    assert settling(backlog(late(20)), 14.0) == Settling("short", 14.0, 20.0)
    assert settling(backlog(late(20)), 20.0).word == "settled"


def test_one_replication_cannot_be_sure():
    assert settling(backlog(late(20, replications=1)), 14.0) == Settling("unsure", 14.0, 20.0)


def test_a_start_that_differs_by_chance_is_no_short_warm_up():
    days = late(0)
    days[0, 14:20] += 9.0
    days[1, 14:20] -= 9.0
    days[2, 14:20] += 0.2
    assert settling(backlog(days), 14.0).word in ("settled", "unsure")


def test_a_backlog_that_grows_has_no_steady_state():
    slopes = np.array([[0.9], [1.0], [1.2]])
    found = settling(backlog(slopes * np.arange(90)), 14.0)
    assert (found.word, np.isnan(found.settled_days)) == ("grows", True)
    assert found.growth_per_week == pytest.approx(7 * (0.9 + 1.0 + 1.2) / 3)
    assert settling(backlog(slopes[:1] * np.arange(90)), 14.0).word == "unsettled", "one replication is not sure"


def test_a_backlog_that_falls_to_the_end_does_not_grow():
    found = settling(backlog(np.array([[1.0], [1.1], [1.2]]) * np.arange(90, 0, -1)), 14.0)
    assert found.word == "unsettled"
    assert found.growth_per_week < 0


def test_a_week_that_repeats_is_no_start():
    week = np.tile([10.0, 14, 16, 15, 14, 6, 4], 13)
    found = settling(backlog(week + np.tile(WIGGLE, 19)[:, :91]), 7.0)
    assert found.word == "settled"
    assert found.settled_days < 7


def test_few_days_say_nothing():
    assert settling(backlog(late(2, length=10)[:, :9]), 2.0).word == "unknown"


TOWN = """\
schema: gridsim/scenario/1
name: town
time: {{start: 2013-01-07, horizon: 60 days}}
places: {{list: [{{name: c1, type: residential, households: 100, persons_per_household: 2.5}}]}}
timetables: {{round_the_clock: {{mon-sun: {{"00:00-24:00": standby}}}}}}
roles: [{{name: worker, headcount: {workers} in total, handles: all, timetables: [round_the_clock]}}]
issues: [{{name: call, rate: {rate} per community per hour, work: exponential(mean {work})}}]
"""


def run(replications: int, **said: str) -> pd.DataFrame:
    plan = compile_plan(loads(TOWN.format(**said)))
    tables = [backlog_over_time(plan, simulate(plan, draw(plan, 3, r))) for r in range(replications)]
    return pd.concat([table.assign(replication=r) for r, table in enumerate(tables)])


def test_an_empty_start_is_noticed_until_it_is_over():
    """With a worker for everyone the mean backlog is 120 (1 - exp(-t / 5 days)): within 5 % of 120 after 15 days."""
    table = run(8, workers="300", rate="1", work="5 days")
    short = settling(table, 2.0)
    assert short.word == "short"
    assert 8 <= short.settled_days <= 22
    assert settling(table, 25.0).word == "settled"


def test_overload_is_noticed():
    """One worker at 120 %: the backlog grows by 0.2 an hour, 33.6 a week."""
    found = settling(run(6, workers="1", rate="1.2", work="1 h"), 5.0)
    assert found.word == "grows"
    assert found.growth_per_week == pytest.approx(33.6, rel=0.25)


def test_a_queue_at_half_load_settles_at_once():
    assert settling(run(6, workers="1", rate="0.5", work="1 h"), 5.0).word == "settled"
