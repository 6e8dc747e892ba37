"""The backlog: attempts filed and not closed, from the two tables only.

An issue is in the backlog from its filing to its last closing (or leaving), less the gaps between the
closing of an attempt and the filing of the next, which are the times of repeat complaints to come. A
repeat still on its way up when nobody was given work for it yet has no row: its gap then goes uncounted.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from gridsim.analysis.columns import Columns, Floats, Ints, rows_of
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.vocabulary import CommunityType, Status

SAMPLES = 5  # of every stretch, averaged: a batch of MSER-5


class Stays(NamedTuple):
    """Times in and out of the backlog (stays,), of issue `row`. `out_min` may be inf."""

    row: Ints
    in_min: Floats
    out_min: Floats


def stays(columns: Columns) -> tuple[Stays, Stays]:
    """All stays in the backlog, at most one for each issue, and the gaps in them."""
    filed = rows_of(columns.filed & (columns.status != Status.REJECTED))
    ended_min = np.fmin(columns.issue("closed_min"), columns.left_min).take(filed)
    ended_min[np.isnan(ended_min)] = np.inf
    return Stays(filed, columns.filed_min.take(filed), ended_min), _gaps(columns)


def _gaps(columns: Columns) -> Stays:
    """Between the last piece of work of an attempt and the filing of the next: empty for returns, which keep theirs."""
    row, attempt = columns.row, columns.whole("work", "attempt")
    later = rows_of((attempt[1:] > attempt[:-1]) & (row[1:] == row[:-1])) + 1
    closed_min, filed_min = columns.work("finished_min").take(later - 1), columns.work("filed_min").take(later)
    return Stays(row.take(later), closed_min, np.fmax(closed_min, filed_min))


def time_in_backlog_min(columns: Columns) -> Floats:
    """Minutes each issue (issues,) spent in the backlog within [warm-up, horizon)."""
    (filed, *times_min), gap = stays(columns)
    spent_min = np.zeros(columns.issues)
    spent_min[filed] = _observed_min(columns, *times_min)
    np.subtract.at(spent_min, gap.row, _observed_min(columns, gap.in_min, gap.out_min))
    return spent_min


def _observed_min(columns: Columns, in_min: Floats, out_min: Floats) -> Floats:
    return columns.clipped(out_min) - columns.clipped(in_min)


def backlog_over_time(plan: Plan, records: Records, every_min: float = 1440.0) -> pd.DataFrame:
    """The backlog just after 0, every_min, 2 every_min ... up to the horizon, for `all` and every type of community.

    Columns time_min, community_type, backlog (issues), backlog_batch: the mean of five samples of the stretch that
    ends then, evenly spaced (NaN at 0). What happens at an instant is applied.
    """
    columns = Columns(plan, records)
    times_min = np.arange(0.0, records.until_min + every_min / 2, every_min)
    times_min = times_min[times_min <= records.until_min]
    before = np.diff(times_min)[:, None] * np.arange(SAMPLES - 1, -1, -1) / SAMPLES
    samples_min = np.concatenate((times_min[:1], (times_min[1:, None] - before).ravel()))
    backlog = _sampled(columns, samples_min)
    tables = [_table(times_min, backlog.sum(axis=0), "all")]
    tables += [_table(times_min, backlog[k], CommunityType(k).word) for k in sorted({c.type for c in plan.communities})]
    return pd.concat(tables, ignore_index=True)


def _sampled(columns: Columns, samples_min: Floats) -> Ints:
    """The number of stays that last at each of some instants, gaps taken off, by type (types, samples)."""
    types = np.array([c.type for c in columns.plan.communities], dtype=np.int64)[columns.community]
    after = len(samples_min) + 1
    changes = np.zeros(len(CommunityType) * after, dtype=np.int64)
    for stay, sign in zip(stays(columns), (1, -1), strict=True):
        of_type = types.take(stay.row) * after
        for t_min, change in ((stay.in_min, sign), (stay.out_min, -sign)):
            first = np.searchsorted(samples_min, t_min)
            changes += change * np.bincount(of_type + first, minlength=len(changes))
    return changes.reshape(len(CommunityType), after).cumsum(axis=1)[:, :-1]


def _table(times_min: Floats, backlog: Ints, name: str) -> pd.DataFrame:
    """The backlog of one type at each of `times_min` and in the stretches before."""
    batches = np.concatenate(([np.nan], backlog[1:].reshape(-1, SAMPLES).mean(axis=1)))
    ends = {"backlog": backlog[::SAMPLES], "backlog_batch": batches}
    return pd.DataFrame({"time_min": times_min, "community_type": name, **ends})
