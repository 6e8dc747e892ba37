"""Limits of rounds (MODEL.md 12) that no case of `gridsim selftest` asks for: textbook answers, narrow intervals.

Both intervals over independent replications hold together with 99 % if the code is correct, and their half-widths are
at most 5 % of the textbook value; the seeds are fixed, so a pass is a pass for good.
"""

from __future__ import annotations

from dataclasses import replace
from math import exp

import numpy as np
from scipy import stats

from gridsim.engines import simulate
from gridsim.model.compile import compile_plan
from gridsim.model.records import Records
from gridsim.model.workload import draw
from gridsim.scenario.loader import loads
from gridsim.scenario.schema import Scenario

ERROR = 0.01 / 2  # of each interval


def holds(estimates: list[float], theory: float) -> bool:
    """Theory inside the interval over replications, and the interval narrow enough to matter."""
    half_width = stats.t.ppf(1 - ERROR / 2, len(estimates) - 1) * np.std(estimates, ddof=1) / np.sqrt(len(estimates))
    assert half_width <= 0.05 * theory, f"too wide to prove anything: {half_width:.3g} around {theory:.3g}"
    return bool(abs(np.mean(estimates) - theory) <= half_width)


def replications(scenario: Scenario, count: int) -> list[Records]:
    """Records after the warm-up."""
    plan = compile_plan(scenario)
    kept = []
    for replication in range(count):
        records = simulate(plan, draw(plan, seed=20, replication=replication))
        after = records.issues["occurred_min"] >= plan.warm_up_min
        kept.append(replace(records, issues=records.issues[after]))
    return kept


ONE_WALKER = """\
schema: gridsim/scenario/1
name: round
time: {start: 2013-01-07, horizon: 40 days, warm_up: 1 day}
places: {list: [{name: c1, type: residential, households: 100, persons_per_household: 2.5, grids: 2}]}
timetables:
  rounds: {mon-sun: {"00:00-24:00": street_round}}
  standby: {mon-sun: {"00:00-24:00": standby}}
roles:
  - {name: walker, headcount: WALKERS in total, handles: [other], timetables: [rounds], beat: all grids,
     round: {street: 60 min per grid}}
  - {name: attender, headcount: 50 in total, handles: all, timetables: [standby]}
issues:
  - {name: litter, rate: 4 per community per hour, work: 1 min, seen_on: {street: 100%}, clears: exponential(mean 2 h)}
  - {name: other, rate: 0 per community per hour, work: 1 min}
"""


def found_share(lap_over_lifetime: float) -> float:
    """Found before it clears, with an exponential lifetime and a delay uniform on the lap."""
    return (1 - exp(-lap_over_lifetime)) / lap_over_lifetime


def test_round_against_clearing() -> None:
    runs = replications(loads(ONE_WALKER.replace("WALKERS", "1")), 6)
    ended = [run.issues[run.issues["status"] != "hidden"] for run in runs]
    found = [float((issues["channel"] == "street_round").mean()) for issues in ended]
    assert holds(found, found_share(1.0))


def test_two_walkers_evenly_spaced_halve_the_delay() -> None:
    runs = replications(loads(ONE_WALKER.replace("WALKERS", "2").replace("exponential(mean 2 h)", "10 days")), 6)
    delays = [(run.issues["discovered_min"] - run.issues["occurred_min"]).dropna() for run in runs]
    assert holds([float(delay.mean()) for delay in delays], 30.0)  # half of 120 min / 2
    assert max(float(delay.max()) for delay in delays) <= 60.0
    assert min(float(delay.max()) for delay in delays) > 59.0
