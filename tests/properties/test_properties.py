"""What must be true of every city: generated ones, each in both engines, their identities checked after every run.

A case that fails says its scenarios. Examples are the same each time; the slow set has more of them.
"""

from __future__ import annotations

from math import ceil
from pathlib import Path

import numpy as np
import pytest
from engines.scenarios import Case, prepare
from engines.traces import prepare as prepare_files
from hypothesis import given
from hypothesis import strategies as st
from properties.changes import CHANGES, before_and_after
from properties.cities import (
    as_it_stood,
    examples,
    histories,
    moments_of,
    replayable,
    runs,
    same,
    with_absences_before,
)
from properties.clocks import round_the_clock, slowed, stretched, trace
from properties.idlers import WAYS, with_idlers, without_idlers

import gridsim as gs
from gridsim.engines import simulate
from gridsim.errors import ScenarioError
from gridsim.experiment.replications import Job, replicate
from gridsim.model.compile import compile_plan
from gridsim.model.records import Records
from gridsim.scenario.loader import dump

SEEDS = st.integers(0, 2**31)
SHARES = st.floats(0.05, 1.0, exclude_max=True)
FEW, MANY = 12, 60

numbers = pytest.mark.parametrize("number", [FEW, pytest.param(MANY, marks=pytest.mark.slow)])


def test_every_run_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs: a command, or a person in Python."""
    checked: list[Records] = []
    check = Records.check
    monkeypatch.setattr(Records, "check", lambda records, plan: (checked.append(records), check(records, plan))[1])
    street = gs.load("urumqi-street", set={"time.horizon": "2 days", "time.warm_up": "0 min"})
    gs.simulate(street, seed=1, replication=0)
    assert len(checked) == 1
    replicate(Job("street", compile_plan(street), 1, 0))
    assert len(checked) == 2


@numbers
def test_a_longer_horizon_changes_nothing_earlier(number: int) -> None:
    """The shorter run ends at the horizon, or when something happens in the longer one, or just after it."""
    number, issues, settled = max(number, 20), 0, 0

    @examples(number)
    @given(SEEDS, SHARES, st.integers(1, 300), st.booleans())
    def holds(seed: int, share: float, more_h: int, just_after: bool) -> None:
        nonlocal issues, settled
        data = Case(seed).data
        plan, workload = prepare(data)
        longer = data | {"time": data["time"] | {"horizon": f"{plan.horizon_min / 60 + more_h:g} h"}}
        days = ceil(plan.horizon_min / 1440)
        with replayable(data=data, longer=longer):
            _, long = histories(longer)
            moments = moments_of(long["compiled"], plan.horizon_min - plan.tick_min)
            until_min = moments[int(share * len(moments))] + just_after * plan.tick_min
            for engine, then in runs(plan, workload, until_min).items():
                seen, whole = as_it_stood(long[engine], then)
                same(with_absences_before(then, days), with_absences_before(seen, days))
                issues, settled = issues + len(then.issues), settled + whole

    holds()
    assert issues > 30 * number
    assert settled > 0.7 * issues, "too few issues of which everything is compared"


@pytest.mark.parametrize("change", CHANGES)
@numbers
def test_nothing_differs_before_the_first_difference_can_act(number: int, change: str) -> None:
    acted = 0

    @examples(number // 2)
    @given(SEEDS, st.floats(0.1, 0.8))
    def holds(seed: int, share: float) -> None:
        nonlocal acted
        data, other, day = before_and_after(change, seed, share)
        try:
            usual, changed = prepare(data), prepare(other)
        except ScenarioError:  # nobody is left who may ever attend
            return
        with replayable(data=data, other=other):
            before, after = runs(*usual, until_min=day * 1440.0), runs(*changed, until_min=day * 1440.0)
            for engine, records in before.items():
                same(with_absences_before(records, day), with_absences_before(after[engine], day))
        acted += simulate(*usual).hashes != simulate(*changed).hashes

    holds()
    assert acted > number // 20, "too few changes that make a difference later"


@numbers
def test_idle_workers_change_nothing(number: int) -> None:
    issues = 0

    @examples(number)
    @given(SEEDS, st.sampled_from(WAYS), st.integers(0, 4))
    def holds(seed: int, way: str, place: int) -> None:
        nonlocal issues
        data = Case(seed).data
        more = with_idlers(data, way, place)
        with replayable(data=data, more=more):
            _, usual = histories(data)
            plan, others = histories(more)
            for engine, records in others.items():
                same(usual[engine], without_idlers(plan, records))
                issues += len(records.issues)

    holds()
    assert issues > 50 * number


@numbers
def test_twice_as_slow_is_the_same_twice_as_late(number: int, tmp_path: Path) -> None:
    pieces = 0

    @examples(number)
    @given(SEEDS, st.sampled_from((2, 2, 4, 8)))
    def holds(seed: int, times: int) -> None:
        nonlocal pieces
        usual = round_the_clock(Case(seed).data, np.random.default_rng(seed))
        slow = slowed(usual, times)
        made = []
        with replayable(usual=usual, slow=slow):
            for data, factor in ((usual, 1), (slow, times)):
                text = trace(data, np.random.default_rng(seed), factor)
                made.append(runs(*prepare_files(tmp_path, dump(data), text)))
            for engine, records in made[0].items():
                same(stretched(records, times), made[1][engine])
                pieces += len(records.work)

    holds()
    assert pieces > 20 * number
