"""The backlog: attempts filed and not closed, from the two tables only.

An issue is in the backlog from its filing to its last closing (or leaving), less the gaps between the
closing of an attempt and the filing of the next, which are the times of repeat complaints to come. A
repeat still on its way up when nobody was given work for it yet has no row: its gap then goes uncounted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from gridsim.analysis.columns import Bools, Columns, Floats, Ints, totals
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.vocabulary import CommunityType, Status

SAMPLES = 5  # of every stretch, averaged: a batch of MSER-5


class Stays(NamedTuple):
    """Times in and out of the backlog (stays,), of issue `row`; `sign` is -1 for gaps. `out_min` may be inf."""

    row: Ints
    in_min: Floats
    out_min: Floats
    sign: Ints


def stays(columns: Columns) -> Stays:
    """All stays in the backlog and the gaps in them."""
    closed_min = columns.issue("closed_min")
    ended_min = np.where(np.isnan(closed_min), columns.left_min, closed_min)
    filed = np.flatnonzero(~np.isnan(columns.filed_min) & (columns.status != Status.REJECTED))
    out_min = np.where(np.isnan(ended_min), np.inf, ended_min)[filed]
    gap = _gaps(columns)
    return Stays(
        np.concatenate((filed, gap.row)),
        np.concatenate((columns.filed_min[filed], gap.in_min)),
        np.concatenate((out_min, gap.out_min)),
        np.concatenate((np.ones(len(filed), dtype=np.int64), gap.sign)),
    )


def _gaps(columns: Columns) -> Stays:
    """Between the last piece of work of an attempt and the filing of the next: empty for returns, which keep theirs."""
    row, attempt = columns.row, columns.work("attempt")
    later = np.flatnonzero((row[1:] == row[:-1]) & (attempt[1:] > attempt[:-1])) + 1
    closed_min, filed_min = columns.work("finished_min")[later - 1], columns.work("filed_min")[later]
    return Stays(row[later], closed_min, np.fmax(closed_min, filed_min), np.full(len(later), -1, dtype=np.int64))


def time_in_backlog_min(columns: Columns) -> Floats:
    """Minutes each issue (issues,) spent in the backlog within [warm-up, horizon)."""
    stay = stays(columns)
    length_min = columns.clipped(stay.out_min) - columns.clipped(stay.in_min)
    return totals(stay.row, stay.sign * length_min, columns.issues)


def backlog_over_time(plan: Plan, records: Records, every_min: float = 1440.0) -> pd.DataFrame:
    """The backlog just after 0, every_min, 2 every_min ... up to the horizon, for `all` and every type of community.

    Columns time_min, community_type, backlog (issues), backlog_batch: the mean of five samples of the stretch that
    ends then, evenly spaced (NaN at 0). What happens at an instant is applied.
    """
    columns = Columns(plan, records)
    stay = stays(columns)
    types = np.array([c.type for c in plan.communities], dtype=np.int64)[columns.community][stay.row]
    times_min = np.arange(0.0, records.until_min + every_min / 2, every_min)
    times_min = times_min[times_min <= records.until_min]
    present = sorted({c.type for c in plan.communities})
    tables = [_sampled(stay, np.ones(len(types), dtype=np.bool_), times_min, "all")]
    tables += [_sampled(stay, types == kind, times_min, CommunityType(kind).word) for kind in present]
    return pd.concat(tables, ignore_index=True)


def _sampled(stay: Stays, chosen: Bools, times_min: Floats, name: str) -> pd.DataFrame:
    """The number of chosen stays that last at each of `times_min` and in the stretches before, gaps taken off."""
    before = np.diff(times_min)[:, None] * np.arange(SAMPLES - 1, -1, -1) / SAMPLES
    samples_min = np.concatenate((times_min[:1], (times_min[1:, None] - before).ravel()))
    backlog = np.zeros(len(samples_min), dtype=np.int64)
    for sign in (1, -1):
        rows = chosen & (stay.sign == sign)
        came = np.searchsorted(np.sort(stay.in_min[rows]), samples_min, side="right")
        went = np.searchsorted(np.sort(stay.out_min[rows]), samples_min, side="right")
        backlog += sign * (came - went)
    batches = np.concatenate(([np.nan], backlog[1:].reshape(-1, SAMPLES).mean(axis=1)))
    ends = {"backlog": backlog[::SAMPLES], "backlog_batch": batches}
    return pd.DataFrame({"time_min": times_min, "community_type": name, **ends})
