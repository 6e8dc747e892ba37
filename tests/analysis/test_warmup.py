"""Warm-up: MSER-5 by hand, on backlogs that settle, grow or fall, and on queues whose answer is known."""

from __future__ import annotations

from collections.abc import Sequence

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
        ([9, 2, 3, 2], 1),  # 36.67/16, 0.667/9 = 0.074, 0.5/4; the last alone, which would have none, is not tried
        ([0, 1, 1, 1, 2, 3], 1),  # 5.333/36 = 0.148, 3.2/25 = 0.128, 2.75/16, 2/9
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
    assert settling(backlog(late(2, length=10)[:, :9]), 2.0) == Settling("unknown", 2.0)
    assert settling(backlog(late(2, length=10)), 2.0) == Settling("settled", 2.0, 2.0)


def in_turn(*stretches: tuple[int, Sequence[float]]) -> np.ndarray:
    """Days (replications, days) of stretches: how long, and the backlog of each replication."""
    return np.concatenate([np.tile(np.array(levels, dtype=float)[:, None], days) for days, levels in stretches], axis=1)


NOBODY, ALIKE, APART = [0.0, 0.0, 0.0], [12.5, 12.5, 12.5], [12.5, 15.0, 10.0]


def test_a_start_is_compared_by_whole_weeks():
    """MSER leaves out 9 of 20 days, 3 after the warm-up. The week that holds these is no surer than its other days."""
    days = in_turn((9, NOBODY), (4, APART), (7, ALIKE))
    assert settling(backlog(days), 6.0) == Settling("unsure", 6.0, 9.0)


def test_without_two_weeks_a_start_is_compared_by_days():
    days = in_turn((8, NOBODY), (5, APART), (6, ALIKE))
    assert settling(backlog(days), 6.0) == Settling("short", 6.0, 8.0)


def test_a_long_warm_up_is_not_counted_again():
    """20 days are left out, 6 of them after the warm-up; the 34 days after it would differ less surely."""
    days = in_turn((20, NOBODY), (29, APART), (41, ALIKE))
    assert settling(backlog(days), 14.0) == Settling("short", 14.0, 20.0)


def test_histories_may_stand_apart_if_each_of_them_starts_low():
    days = late(20) + np.array([[0.0], [500.0], [1000.0]])
    assert settling(backlog(days), 14.0).word == "short"


def test_a_start_too_high_is_a_start_too():
    assert settling(backlog(30.0 - late(20)), 14.0) == Settling("short", 14.0, 20.0)


def test_two_replications_can_be_sure():
    assert settling(backlog(late(20, replications=2)), 14.0).word == "short"


FASTER = np.array([[1.0], [1.1], [1.2]]) * (100 * np.arange(90.0) + np.arange(90.0) ** 2)


def test_growth_is_between_whole_weeks_of_the_last_two_thirds():
    """76 days after the warm-up: thirds of 25 days, so 3 weeks against the 3 before."""
    found = settling(backlog(FASTER), 14.0)
    last, before = (sum(100 * day + day**2 for day in days) / 21 for days in (range(69, 90), range(48, 69)))
    assert found.warm_up_days == 14.0
    assert found.growth_per_week == pytest.approx(1.1 * (last - before) / 3)


def test_growth_after_a_warm_up_that_leaves_few_days():
    """9 days: three against three; a warm-up beyond the end leaves the last day against the one before."""
    assert settling(backlog(FASTER), 81.0).growth_per_week == pytest.approx(1.1 * 7 * (300 + 519) / 3)
    assert settling(backlog(FASTER), 200.0).growth_per_week == pytest.approx(1.1 * 7 * (100 + 177))


def test_what_stands_still_does_not_grow():
    days = in_turn((45, ALIKE), (45, NOBODY))
    assert settling(backlog(days), 50.0).word == "unsettled"


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
