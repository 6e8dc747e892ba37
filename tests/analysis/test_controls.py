"""Control variates: the luck of the draw is taken out, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from gridsim.analysis.controls import adjusted, controls
from gridsim.model.compile import compile_plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

LEVEL, EXPERIMENTS, REPLICATIONS, TRUTH = 0.05, 1000, 30, 7.0


def test_intervals_hold_as_often_as_they_say_and_are_narrower() -> None:
    random = np.random.default_rng(1)
    hold, halves = 0, []
    for _ in range(EXPERIMENTS):
        luck = random.normal(size=(REPLICATIONS, 2))
        values = TRUTH + luck @ [2.0, -1.0] + random.normal(size=REPLICATIONS)
        mean, half = adjusted(values, luck, LEVEL)
        hold += abs(mean - TRUTH) <= half
        halves.append(half / stats.t.ppf(1 - LEVEL / 2, REPLICATIONS - 1) * np.sqrt(REPLICATIONS) / values.std(ddof=1))
    low, high = stats.binom.interval(0.999, EXPERIMENTS, 1 - LEVEL)
    assert low <= hold <= high
    assert np.mean(halves) == pytest.approx(np.sqrt(1 / 6), rel=0.1)  # a sixth of the variance is not luck


def test_without_luck_it_is_the_usual_interval() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    mean, half = adjusted(values, np.full((4, 3), 0.1), LEVEL)
    assert mean == pytest.approx(4.0)
    assert half == pytest.approx(stats.t.ppf(0.975, 3) * values.std(ddof=1) / 2)


@pytest.mark.parametrize("horizon", ["20 days", "469 h"])
def test_on_average_nothing_is_apart_from_its_mean(horizon: str) -> None:
    """Seasons, hours of the week and communities of every kind; a day effect has mean 1 and is off here."""
    off = {f"issues.{name}.day_effect": "0%" for name in ("sanitation", "facility", "enquiry")}
    plan = compile_plan(load("urumqi-street", {"time.horizon": horizon, "time.warm_up": "1 day", **off}))
    apart = np.array([controls(plan, draw(plan, 1, replication)) for replication in range(20)])
    varies = apart.std(axis=0) > 1e-9
    t = apart.mean(axis=0)[varies] / apart.std(axis=0, ddof=1)[varies] * np.sqrt(len(apart))
    assert varies.sum() >= 20
    assert np.abs(t).max() <= stats.t.ppf(1 - 0.001 / 2 / len(t), len(apart) - 1)
