"""What each measure counts of each issue: one number per issue, NaN where the issue does not count.

A measure is such a column and a statistic over the issues of a group. So a measure by community type, by
migrant band or by group is one definition, and open cases are kept as censored in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gridsim.analysis import survival
from gridsim.analysis.backlog import time_in_backlog_min
from gridsim.analysis.binding import waiting_h
from gridsim.analysis.catalogue import RESTRICTION_DAYS
from gridsim.analysis.columns import HOUR_MIN, Bools, Columns, Floats, Ints, hours
from gridsim.model.calendar import DAY_MIN
from gridsim.vocabulary import ENDED_STATUSES, OPEN_STATUSES, Channel, Outcome, Status, Tier, WorkKind


@dataclass(frozen=True)
class Counted:
    """A measure's column (issues,), NaN where not counted, and the statistic taken over a group.

    `ended` says what has ended (0: censored) where the statistic is of survival: 1 the end in question, 2 one
    that competes. `argument` is the quantile, or the restriction in the column's unit. `weights` (issues,) say
    how many issues each stands for in a restricted mean, where they are not alike.
    """

    values: Floats
    statistic: Literal["mean", "sum", "quantile", "restricted", "incidence"]
    ended: Ints | None = None
    argument: float = float("nan")
    weights: Floats | None = None

    def of(self, rows: Ints) -> tuple[float, int]:
        """The statistic over the issues at `rows` and the number it rests on; sums of nothing are 0, else NaN."""
        rows = rows[~np.isnan(self.values[rows])]
        values = self.values[rows]
        if self.statistic == "sum":
            return float(values.sum()), len(rows)
        if not len(rows):
            return float("nan"), 0
        if self.statistic == "mean" or self.ended is None:
            return float(values.mean()), len(rows)
        if self.statistic == "incidence":
            return float(survival.incidence(values, self.ended[rows], of=1)[-1]), len(rows)
        weights = None if self.weights is None else self.weights[rows]
        curve = survival.kaplan_meier(values, self.ended[rows] == 1, weights)
        if self.statistic == "quantile":
            return survival.quantile(curve, self.argument), len(rows)
        return survival.restricted_mean(curve, self.argument), len(rows)


def restriction_h(columns: Columns) -> float:
    """Up to where a mean of censored times counts: 30 days, but at most half of the observed time.

    So at least half of the cohort is watched for as long, and the longest waits do not hang on a few issues.
    """
    return min(RESTRICTION_DAYS * DAY_MIN, (columns.horizon_min - columns.warm_up_min) / 2) / HOUR_MIN


def counted(columns: Columns) -> Mapping[str, Counted]:
    """Every measure of issues by its name."""
    made = {**_exposure(columns), **_response(columns), **_resolution(columns), **_backlog(columns)}
    made |= {**_visitors(columns), **_found(columns), **_outcomes(columns)}
    for part, values in waiting_h(columns).items():
        made[f"waiting_{part}_h"] = Counted(_where(columns.cohort, values), "mean")
    return made


def _where(chosen: Bools, values: Floats | float) -> Floats:
    """The values of the chosen issues, NaN for all others."""
    return np.where(chosen, values, np.nan)


def _share(of: Bools, among: Bools) -> Counted:
    """The share of `of` among the issues `among`."""
    return Counted(_where(among, of.astype(np.float64)), "mean")


def _lasting(columns: Columns, since_min: Floats, until_min: Floats, among: Bools) -> tuple[Floats, Ints]:
    """Hours from `since_min` to `until_min`, to the horizon where that is NaN, and whether they ended."""
    ended = ~np.isnan(until_min)
    lasting_h = hours(np.where(ended, until_min, columns.horizon_min) - since_min)
    return _where(among, lasting_h), ended.astype(np.int64)


def _exposure(columns: Columns) -> dict[str, Counted]:
    """Exposure leaves out visitors' categories: one who leaves would count as exposed for ever and drown the rest.

    Nobody knows how long a refused problem lasts. Refusals are an independent draw at filing, so the other filed
    reports stand for them: each counts 1 / (1 - refused share).
    """
    cleared_min = columns.issue("cleared_min")
    refused = np.equal(columns.status, Status.REJECTED)
    visitors = np.array([category.counter for category in columns.plan.categories], dtype=np.bool_)[columns.category]
    end_min = np.fmin(columns.issue("closed_min"), cleared_min)
    exposure_h, ended = _lasting(columns, columns.occurred_min, end_min, columns.cohort & ~visitors & ~refused)
    stand_for_refused = np.equal(columns.channel, Channel.RESIDENT) & ~np.isnan(columns.filed_min)
    weights = np.where(stand_for_refused, 1.0 / max(1.0 - columns.plan.command.rejected_share, 1e-9), 1.0)
    known_min = np.fmin(np.fmin(columns.issue("discovered_min"), cleared_min), columns.horizon_min)
    hidden_h = _where(columns.cohort, hours(known_min - columns.occurred_min))
    return {
        "exposure_mean_h": Counted(exposure_h, "restricted", ended, restriction_h(columns), weights),
        "hidden_issue_hours": Counted(hidden_h, "sum"),
        "hidden_mean_h": Counted(hidden_h, "mean"),
    }


def reports(columns: Columns) -> Bools:
    """Residents' reports of the cohort that were not refused: whom response is about."""
    by_resident = np.equal(columns.channel, Channel.RESIDENT)
    return columns.cohort & by_resident & np.not_equal(columns.status, Status.REJECTED)


def _response(columns: Columns) -> dict[str, Counted]:
    attended_min, due_min, among = columns.issue("attended_min"), columns.issue("response_due_min"), reports(columns)
    response_h, ended = _lasting(columns, columns.issue("discovered_min"), attended_min, among)
    queue_h, _ = _lasting(columns, columns.filed_min, attended_min, among & ~np.isnan(columns.filed_min))
    return {
        "resident_response_median_h": Counted(response_h, "quantile", ended, 0.5),
        "resident_response_p90_h": Counted(response_h, "quantile", ended, 0.9),
        "on_time_share": _share(attended_min <= due_min, among & (due_min < columns.horizon_min)),
        "queue_mean_h": Counted(queue_h, "restricted", ended, restriction_h(columns)),
    }


def _resolution(columns: Columns) -> dict[str, Counted]:
    closed_min, due_min = columns.issue("closed_min"), columns.issue("resolution_due_min")
    among = columns.cohort & ~np.isnan(columns.filed_min) & (columns.channel != Channel.COUNTER)
    among &= columns.status != Status.REJECTED
    fixed_min = np.where(np.isnan(closed_min), np.nan, np.fmin(columns.issue("resolved_min"), closed_min))
    resolution_h, ended = _lasting(columns, columns.filed_min, fixed_min, among)
    return {
        "resolution_median_h": Counted(resolution_h, "quantile", ended, 0.5),
        "resolution_on_time_share": _share(fixed_min <= due_min, among & (due_min < columns.horizon_min)),
    }


def _backlog(columns: Columns) -> dict[str, Counted]:
    in_backlog_min, observed_min = time_in_backlog_min(columns), columns.horizon_min - columns.warm_up_min
    ended = np.isin(columns.status, ENDED_STATUSES)
    return {
        "backlog_mean": Counted(_where(in_backlog_min > 0, in_backlog_min / observed_min), "sum"),
        "backlog_end": Counted(_where(np.isin(columns.status, OPEN_STATUSES), 1.0), "sum"),
        "occurred": Counted(_where(columns.cohort, 1.0), "sum"),
        "open_at_end": Counted(_where(columns.cohort & ~ended, 1.0), "sum"),
    }


def _visitors(columns: Columns) -> dict[str, Counted]:
    among = columns.cohort & (columns.channel == Channel.COUNTER) & ~np.isnan(columns.filed_min)
    end_min = np.fmin(columns.issue("attended_min"), columns.left_min)
    wait_h, ended = _lasting(columns, columns.filed_min, end_min, among)
    cause = np.where(np.isnan(columns.left_min), 2 * ended, 1)
    return {
        "visitor_wait_mean_min": Counted(wait_h * HOUR_MIN, "mean"),
        "left_share": Counted(wait_h, "incidence", cause),
    }


def _found(columns: Columns) -> dict[str, Counted]:
    shares = {f"found_by_{one.word}_share": _share(columns.channel == one, columns.cohort) for one in Channel}
    return {**shares, "cleared_hidden_share": _share(columns.status == Status.CLEARED, columns.cohort)}


def _outcomes(columns: Columns) -> dict[str, Counted]:
    decided = np.isin(columns.status, (Status.HIDDEN, Status.CLEARED, Status.KNOWN), invert=True)
    filed = columns.cohort & decided & (columns.status != Status.REJECTED)
    tier = np.isin(columns.records.issues["tier"].astype(str), (Tier.COMMUNITY.word, "nan"), invert=True)
    closed, on_site = columns.cohort & (columns.status == Status.CLOSED), _on_site(columns)
    return {
        "solved_on_site_share": Counted(_where(columns.cohort, on_site), "mean"),
        "escalated_share": _share(tier, filed),
        "returned_share": _share(columns.issue("returns") > 0, filed),
        "repeated_share": _share(columns.issue("repeats") > 0, filed),
        "pending_count": Counted(_where(columns.cohort & (columns.status == Status.PENDING), 1.0), "sum"),
        "false_closed_share": _share(columns.issue("sound") == 0, closed),
        "rejected_share": _share(
            columns.status == Status.REJECTED, columns.cohort & decided & (columns.channel == Channel.RESIDENT)
        ),
    }


def _on_site(columns: Columns) -> Floats:
    """1 for issues whose first attempt a grid worker solved, 0 where he sent it up, else NaN (issues,)."""
    first = (columns.work("attempt") == 1) & np.isin(columns.kind, (WorkKind.SERVE, WorkKind.ATTEND))
    solved = np.full(columns.issues, np.nan)
    for outcome, value in ((Outcome.SOLVED, 1.0), (Outcome.ESCALATED, 0.0)):
        solved[columns.row[first & (columns.outcome == outcome)]] = value
    return solved
