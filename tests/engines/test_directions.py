"""Which way things go: a change made worse or better on the same workloads, replication by replication.

Each claim is one of paired means: the 99 % interval of the differences lies wholly on its side of 0. The compiled
engine runs them; the reference engine has the same tables (test_parity.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from scipy import stats

from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.records import Records
from gridsim.model.workload import draw
from gridsim.scenario.loader import loads

TOWN = """\
schema: gridsim/scenario/1
name: town
time: {start: 2013-01-07, horizon: 14 days}
places:
  list:
    - {name: c1, type: residential, households: 500, persons_per_household: 2.5, grids: 5}
    - {name: c2, type: fringe, households: 500, persons_per_household: 2.5, grids: 5}
timetables: {field: {mon-sun: {"08:00-14:00": office, "14:00-20:00": street_round}}}
roles:
  - {name: walker, headcount: 2 per community, handles: all, timetables: [field], round: {street: 60 min per grid},
     walk: {within_grid: lognormal(mean 6 min; sd 3 min), per_step: 3 min}}
issues:
  - {name: litter, service: sanitation, rate: 8 per community per day, seen_on: {street: 50%},
     reported: {local: 40%, migrant: 30%, after: exponential(mean 10 h)}, clears: exponential(mean 4 days),
     work: lognormal(mean 15 min; sd 10 min), solved_on_site: 40%, route: [team]}
departments: [{name: team, tier: subdistrict, crews: 2, work: lognormal(mean 40 min; sd 30 min)}]
verification: {checked: 100%, work: 10 min, false_fix: 20%, repeat: {share: 60%, after: exponential(mean 1 day)}}
"""
REPLICATIONS = 10


def repeats(records: Records) -> float:
    """Repeat complaints per issue filed."""
    filed = records.issues["filed_min"].notna()
    return float(records.issues["repeats"][filed].mean())


def resolution_h(records: Records) -> float:
    """From filing to the last fix, so far where there is none; of issues filed in the first ten days."""
    issues = records.issues[records.issues["filed_min"] < 10 * 1440.0]
    return float((issues["resolved_min"].fillna(records.until_min) - issues["filed_min"]).mean()) / 60.0


def filed(records: Records) -> float:
    """Issues filed."""
    return float(records.issues["filed_min"].notna().sum())


def work_per_piece_min(records: Records) -> float:
    """Minutes on site or at the department, of what was solved or sent up."""
    work = records.work[records.work["outcome"].isin(["solved", "escalated"])]
    return float((work["finished_min"] - work["arrived_min"]).mean())


def hidden_h(records: Records) -> float:
    """Hidden time of an issue, up to the horizon."""
    issues = records.issues
    ends = issues["discovered_min"].fillna(issues["cleared_min"]).fillna(records.until_min)
    return float((ends - issues["occurred_min"]).mean()) / 60.0


@cache
def town(*said: tuple[str, str]) -> list[Records]:
    """The town's replications with some values set."""
    plan = compile_plan(loads(TOWN, set=dict(said)))
    return [simulate(plan, draw(plan, seed=7, replication=r), engine="compiled") for r in range(REPLICATIONS)]


WRONG = "{share: 50%, back_after: exponential(mean 1 day)}"
RAISES = {  # what is done: path, value, what it raises (-1: lowers)
    "verification off raises repeats": ("verification.checked", "0%", repeats, 1),
    "wrong departments lengthen resolution": ("command.wrong_department", WRONG, resolution_h, 1),
    "slower dispatch lengthens resolution": ("command.dispatch", "exponential(mean 6 h)", resolution_h, 1),
    "rejection lowers what is filed": ("command.rejected", "20%", filed, -1),
    "growth raises work": ("issues.litter.growth", "50% per day up to 3x", work_per_piece_min, 1),
    "fewer walkers lengthen hidden time": ("roles.walker.headcount", "1 per community", hidden_h, 1),
}


@pytest.mark.parametrize("claim", RAISES)
def test_direction(claim: str) -> None:
    path, value, measure, sign = RAISES[claim]
    low, high = paired_interval(measure, town(), town((path, value)))
    assert low > 0 if sign > 0 else high < 0


def paired_interval(
    measure: Callable[[Records], float], base: list[Records], changed: list[Records]
) -> tuple[float, float]:
    """The 99 % interval of the mean difference, changed less base."""
    differences = np.array([measure(there) - measure(here) for here, there in zip(base, changed, strict=True)])
    half_width = stats.t.ppf(0.995, len(differences) - 1) * differences.std(ddof=1) / np.sqrt(len(differences))
    return differences.mean() - half_width, differences.mean() + half_width
