"""Control variates: what was drawn has known means, and its luck is taken out of an estimate.

A history with more issues or longer work than its law's mean has longer waits. Over replications the regression of a
measure on how far the drawn numbers are from their means says what it is where they are at their means: the same
expected value, a narrower interval. Source: Lavenberg & Welch, Management Science 27(3), 1981; Law, Simulation
Modeling and Analysis, sec. 11.4.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from gridsim.model.plan import Plan
from gridsim.model.workload import Workload

Floats = NDArray[np.float64]


def controls(plan: Plan, workload: Workload) -> Floats:
    """How far issues, their mean work and mean patience are from what is expected: three numbers a category."""
    found = []
    for k, (category, expected) in enumerate(zip(plan.categories, _expected_issues(plan), strict=True)):
        here = np.flatnonzero(workload.category == k)
        found.append(len(here) - expected)
        for law, minutes in (
            (category.work, workload.hops.work_min[workload.first_mark[here]]),
            (category.patience, workload.patience_min[here]),
        ):
            found.append(minutes.mean() - law.mean if law is not None and len(here) else 0.0)
    return np.array(found)


def adjusted(values: Floats, apart: Floats, level: float) -> tuple[float, float]:
    """The mean of values (replications,) and half of its interval, `apart` (replications, controls) taken out.

    The interval holds with 1 - `level` where values and controls are jointly normal. Controls that do not vary are
    left out.
    """
    varying = apart[:, np.ptp(apart, axis=0) > 1e-9 * (1.0 + np.abs(apart).max(axis=0))]
    design = np.column_stack([np.ones(len(values)), varying])
    fitted, *_ = np.linalg.lstsq(design, values)
    free = len(values) - design.shape[1]
    variance = ((values - design @ fitted) ** 2).sum() / free * np.linalg.inv(design.T @ design)[0, 0]
    return float(fitted[0]), float(stats.t.ppf(1.0 - level / 2.0, free) * np.sqrt(variance))


def _expected_issues(plan: Plan) -> Floats:
    """The mean number of issues of each category; shocks and the day effect are left out."""
    demand = plan.demand
    hours = np.arange(np.ceil(plan.horizon_min / 60.0), dtype=np.int64)
    share = np.clip(plan.horizon_min / 60.0 - hours, 0.0, 1.0)
    of_week = (hours - int(demand.week_starts_min // 60)) % 168
    curve = (demand.profile[:, of_week] * demand.season[:, hours // 24] * share).sum(axis=1) / 24.0
    return np.asarray(demand.per_day.sum(axis=0) * curve)
