"""Has the backlog settled: MSER-5 against the stated warm-up, and whether it still grows at the end.

A run starts with nobody waiting, so its first days are no ordinary days. MSER-5 (White, Cobb and Spratt 2000,
after White 1997) takes means of five observations and leaves out as many of the first as make the standard error
of the mean of the others smallest, at most half. Where the best is to leave out half, there is no steady state
to be seen. Here five observations are a day, so that neither the time of day nor, as with batches of five days,
a beat against the week can pass for a start.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from gridsim.analysis.columns import Floats
from gridsim.model.calendar import DAY_MIN

ENOUGH_DAYS = 10  # fewer batches say nothing
CONFIDENCE = 0.99  # that a start differs, or a backlog grows: a false warning costs trust
WEEK_DAYS = 7

Word = Literal["settled", "unsure", "short", "grows", "unsettled", "unknown"]
WARNINGS: tuple[Word, ...] = ("short", "grows")  # what an answer must say


@dataclass(frozen=True)
class Settling:
    """How the backlog of a scenario settles.

    `word`: settled before the warm-up ended; short (it settled after, and what it did until then surely differs);
    unsure (after, but that may be chance); grows (to the end, surely: no steady state); unsettled (not in the first
    half, and nothing is sure); unknown (too few days). `settled_days` from the start is NaN where it did not settle,
    `growth_per_week` (issues) where it did.
    """

    word: Word
    warm_up_days: float
    settled_days: float = float("nan")
    growth_per_week: float = float("nan")


def mser(batches: Floats) -> int | None:
    """How many of the first `batches` (k,) to leave out, at most half; None where half is best.

    The least of sum((x - mean)^2) / m^2 over the m batches kept; the first of equals.
    """
    half = len(batches) // 2
    if half == 0:
        return None
    kept = [batches[cut:] for cut in range(half + 1)]
    errors = [float(np.sum((rest - rest.mean()) ** 2)) / len(rest) ** 2 for rest in kept]
    best = int(np.argmin(errors))
    return best if best < half else None


def settling(backlog: pd.DataFrame, warm_up_days: float) -> Settling:
    """What the backlog of one scenario says of its warm-up.

    `backlog` is `backlog_over_time` of every replication, with the column replication.
    """
    days = _days(backlog)
    if days.shape[1] < ENOUGH_DAYS:
        return Settling("unknown", warm_up_days)
    cut = mser(days.mean(axis=0))
    start = int(np.ceil(warm_up_days))
    if cut is None:
        growth = _growth_per_week(days[:, min(start, days.shape[1] - 3) :])
        word: Word = "grows" if _surely_positive(growth) else "unsettled"
        return Settling(word, warm_up_days, growth_per_week=float(growth.mean()))
    if cut <= start:
        return Settling("settled", warm_up_days, float(cut))
    short = _start_differs(days[:, start:], cut - start)
    return Settling("short" if short else "unsure", warm_up_days, float(cut))


def _days(backlog: pd.DataFrame) -> Floats:
    """Batch means of the whole city's backlog (replications, days)."""
    rows = backlog[(backlog["community_type"] == "all") & backlog["backlog_batch"].notna()]
    rows = rows[rows["time_min"] % DAY_MIN == 0]
    return rows.pivot(index="replication", columns="time_min", values="backlog_batch").to_numpy(dtype=np.float64)


def _start_differs(days: Floats, cut: int) -> bool:
    """Whether the first `cut` days (or the whole weeks that hold them) surely differ from the later ones."""
    weeks = -(-cut // WEEK_DAYS) * WEEK_DAYS
    first = weeks if 2 * weeks <= days.shape[1] else cut
    difference = days[:, first:].mean(axis=1) - days[:, :first].mean(axis=1)
    return _surely_positive(difference) or _surely_positive(-difference)


def _growth_per_week(days: Floats) -> Floats:
    """Issues a week by which the backlog grew between the last two thirds of the time, in whole weeks if it can be."""
    third = days.shape[1] // 3
    length = third // WEEK_DAYS * WEEK_DAYS or max(third, 1)
    last, before = days[:, -length:], days[:, -2 * length : -length]
    return np.asarray((last.mean(axis=1) - before.mean(axis=1)) * WEEK_DAYS / length)


def _surely_positive(values: Floats) -> bool:
    """Whether the mean of independent values (replications,) lies above 0 by a two-sided t interval."""
    if len(values) < 2:
        return False
    half = stats.t.ppf((1 + CONFIDENCE) / 2, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))
    return bool(values.mean() > half)
