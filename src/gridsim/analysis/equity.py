"""Who bears it: the gap between the worst and the best group, and a Gini index over communities.

A gap over reporting groups, or over migrant bands, may come from the reporting shares that a scenario
assumes: a report that shows one must say so (MODEL.md 10).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from gridsim.analysis.columns import Floats

GAPS = ("community_type", "migrant_band", "group")  # over these groups
FAIRNESS = ("exposure_mean_h", "hidden_mean_h", "resident_response_median_h", "on_time_share")  # of these measures


def gap(values: Floats) -> float:
    """The distance between the worst and the best group, in the measure's unit; NaN of fewer than two."""
    known = values[~np.isnan(values)]
    return float(known.max() - known.min()) if len(known) > 1 else float("nan")


def gini(values: Floats, weights: Floats | NDArray[np.int64]) -> float:
    """The Gini index of values >= 0 (places,), each for `weights` households: 0 equal, 1 all on one.

    Twice the area between the Lorenz curve and the diagonal. 0 where all values are 0; NaN of nothing.
    """
    counts = ~np.isnan(values) & (weights > 0)
    if not counts.any():
        return float("nan")
    order = np.argsort(values[counts], kind="stable")
    share = weights[counts][order] / weights[counts].sum()
    part = np.concatenate(([0.0], np.cumsum(share * values[counts][order])))
    if part[-1] == 0.0 or np.ptp(values[counts]) == 0.0:
        return 0.0
    return float(1.0 - np.sum(share * (part[1:] + part[:-1])) / part[-1])
