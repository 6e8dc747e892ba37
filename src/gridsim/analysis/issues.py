"""What each measure counts of each issue: one number per issue, NaN where the issue does not count.

A measure is such a column and a statistic over the issues of a group. So a measure by community type, by
migrant band or by group is one definition, and open cases are kept as censored in all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from gridsim.analysis import survival
from gridsim.analysis.backlog import time_in_backlog_min
from gridsim.analysis.binding import waiting_h
from gridsim.analysis.catalogue import RESTRICTION_DAYS
from gridsim.analysis.columns import HOUR_MIN, Bools, Columns, Floats, Ints, hours
from gridsim.analysis.groups import Groups
from gridsim.model.calendar import DAY_MIN
from gridsim.vocabulary import ENDED_STATUSES, OPEN_STATUSES, Channel, Outcome, Status, Tier, WorkKind

Statistic = tuple[float, int]  # and the number of issues it rests on


@dataclass(frozen=True)
class Share:
    """A measure that counts issues: numbers by cell as a share of others, or as they are where there are no others."""

    of: Ints  # (cells,)
    among: Ints | None = None

    def by_group(self, groups: Groups) -> list[Statistic]:
        """The share, NaN of nothing, or the number of each group."""
        hits = groups.sum_up(self.of).tolist()
        if self.among is None:
            return [(float(n), n) for n in hits]
        return [
            (h / n if n else float("nan"), n) for h, n in zip(hits, groups.sum_up(self.among).tolist(), strict=True)
        ]


@dataclass(frozen=True)
class Amount:
    """A measure that sums or averages a column (issues,), NaN where an issue does not count."""

    values: Floats
    statistic: Literal["mean", "sum"]

    def by_group(self, groups: Groups) -> list[Statistic]:
        """The statistic of each group: sums of nothing are 0, means NaN."""
        return [(self._of(values), len(values)) for values in groups.split(self.values, ~np.isnan(self.values))]

    def _of(self, values: Floats) -> float:
        if self.statistic == "sum":
            return float(values.sum())
        return float(values.mean()) if len(values) else float("nan")


@dataclass(frozen=True)
class Incidence:
    """The chance that a time (issues,) ends by `cause` 1 and not by another; NaN where an issue does not count."""

    values: Floats
    cause: Ints

    def by_group(self, groups: Groups) -> list[Statistic]:
        """The chance in each group, NaN of nothing."""
        counts = ~np.isnan(self.values)
        parts = zip(groups.split(self.values, counts), groups.split(self.cause, counts), strict=True)
        return [
            (float(survival.incidence(values, cause, of=1)[-1]) if len(values) else float("nan"), len(values))
            for values, cause in parts
        ]


@dataclass(frozen=True)
class Waits:
    """Times (issues,) that have `ended` or are censored; NaN where an issue does not count.

    `weights` (issues,) say how many issues each stands for, where they are not alike.
    """

    values: Floats
    ended: Bools
    weights: Floats | None = None

    @cached_property
    def in_order(self) -> Ints:
        """Rows that count, sorted once for all groups: by time, ends before censorings."""
        rows = np.flatnonzero(~np.isnan(self.values))
        return rows[survival.in_order(self.values[rows], self.ended[rows])]

    def curves(self, groups: Groups) -> list[survival.Curve]:
        """The Kaplan-Meier curve of each group; kept, since several measures may read it."""
        if groups not in self._curves:
            self._curves[groups] = [self._curve(rows) for rows in groups.deal(self.in_order)]
        return self._curves[groups]

    def _curve(self, rows: Ints) -> survival.Curve:
        weights = None if self.weights is None else self.weights[rows]
        return survival.curve(self.values[rows], self.ended[rows], weights)

    @cached_property
    def _curves(self) -> dict[Groups, list[survival.Curve]]:
        return {}


@dataclass(frozen=True)
class Quantile:
    """The time by which a share of some waits have ended."""

    waits: Waits
    share: float

    def by_group(self, groups: Groups) -> list[Statistic]:
        """The quantile of each group, NaN where it is not reached."""
        return [(survival.quantile(one, self.share), len(one.times)) for one in self.waits.curves(groups)]


@dataclass(frozen=True)
class Mean:
    """The mean of some waits, each counted up to a limit in their unit."""

    waits: Waits
    limit: float

    def by_group(self, groups: Groups) -> list[Statistic]:
        """The restricted mean of each group, NaN of nothing."""
        return [(survival.restricted_mean(one, self.limit), len(one.times)) for one in self.waits.curves(groups)]


Counted = Share | Amount | Incidence | Quantile | Mean


def restriction_h(columns: Columns) -> float:
    """Up to where a mean of censored times counts: 30 days, but at most half of the observed time.

    So at least half of the cohort is watched for as long, and the longest waits do not hang on a few issues.
    """
    return min(RESTRICTION_DAYS * DAY_MIN, (columns.horizon_min - columns.warm_up_min) / 2) / HOUR_MIN


Family = Callable[[Columns], dict[str, Counted]]


def _where(chosen: Bools, values: Floats | float) -> Floats:
    """The values of the chosen issues, NaN for all others."""
    return np.where(chosen, values, np.nan)


def _share(columns: Columns, of: Bools, among: Bools) -> Share:
    """The share of `of` among the issues `among`."""
    return Share(columns.count(of & among), columns.count(among))


def _number(columns: Columns, of: Bools) -> Share:
    """The number of issues `of`."""
    return Share(columns.count(of))


def _lasting(columns: Columns, since_min: Floats, until_min: Floats, among: Bools) -> tuple[Floats, Bools]:
    """Hours from `since_min` to `until_min`, to the horizon where that is NaN, and whether they ended."""
    ended = ~np.isnan(until_min)
    lasting_h = hours(np.where(ended, until_min, columns.horizon_min) - since_min)
    return _where(among, lasting_h), ended


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
        "exposure_mean_h": Mean(Waits(exposure_h, ended, weights), restriction_h(columns)),
        "hidden_issue_hours": Amount(hidden_h, "sum"),
        "hidden_mean_h": Amount(hidden_h, "mean"),
    }


def reports(columns: Columns) -> Bools:
    """Residents' reports of the cohort that were not refused: whom response is about."""
    by_resident = np.equal(columns.channel, Channel.RESIDENT)
    return columns.cohort & by_resident & np.not_equal(columns.status, Status.REJECTED)


def _response(columns: Columns) -> dict[str, Counted]:
    attended_min, due_min, among = columns.issue("attended_min"), columns.issue("response_due_min"), reports(columns)
    response_h, ended = _lasting(columns, columns.issue("discovered_min"), attended_min, among)
    queue_h, _ = _lasting(columns, columns.filed_min, attended_min, among & ~np.isnan(columns.filed_min))
    response = Waits(response_h, ended)
    return {
        "resident_response_median_h": Quantile(response, 0.5),
        "resident_response_p90_h": Quantile(response, 0.9),
        "on_time_share": _share(columns, attended_min <= due_min, among & (due_min < columns.horizon_min)),
        "queue_mean_h": Mean(Waits(queue_h, ended), restriction_h(columns)),
    }


def _resolution(columns: Columns) -> dict[str, Counted]:
    closed_min, due_min = columns.issue("closed_min"), columns.issue("resolution_due_min")
    among = columns.cohort & ~np.isnan(columns.filed_min) & (columns.channel != Channel.COUNTER)
    among &= columns.status != Status.REJECTED
    fixed_min = np.where(np.isnan(closed_min), np.nan, np.fmin(columns.issue("resolved_min"), closed_min))
    resolution_h, ended = _lasting(columns, columns.filed_min, fixed_min, among)
    return {
        "resolution_median_h": Quantile(Waits(resolution_h, ended), 0.5),
        "resolution_on_time_share": _share(columns, fixed_min <= due_min, among & (due_min < columns.horizon_min)),
    }


def _backlog(columns: Columns) -> dict[str, Counted]:
    in_backlog_min, observed_min = time_in_backlog_min(columns), columns.horizon_min - columns.warm_up_min
    ended = columns.stands(*ENDED_STATUSES)
    return {
        "backlog_mean": Amount(_where(in_backlog_min > 0, in_backlog_min / observed_min), "sum"),
        "backlog_end": _number(columns, columns.stands(*OPEN_STATUSES)),
        "occurred": _number(columns, columns.cohort),
        "open_at_end": _number(columns, columns.cohort & ~ended),
    }


def _visitors(columns: Columns) -> dict[str, Counted]:
    among = columns.cohort & (columns.channel == Channel.COUNTER) & ~np.isnan(columns.filed_min)
    end_min = np.fmin(columns.issue("attended_min"), columns.left_min)
    wait_h, ended = _lasting(columns, columns.filed_min, end_min, among)
    cause = np.where(np.isnan(columns.left_min), np.where(ended, 2, 0), 1)
    return {
        "visitor_wait_mean_min": Amount(wait_h * HOUR_MIN, "mean"),
        "left_share": Incidence(wait_h, cause),
    }


def _found(columns: Columns) -> dict[str, Counted]:
    shares = {f"found_by_{one.word}_share": _share(columns, columns.channel == one, columns.cohort) for one in Channel}
    return {**shares, "cleared_hidden_share": _share(columns, columns.status == Status.CLEARED, columns.cohort)}


def _outcomes(columns: Columns) -> dict[str, Counted]:
    decided = ~columns.stands(Status.HIDDEN, Status.CLEARED, Status.KNOWN)
    filed = columns.cohort & decided & (columns.status != Status.REJECTED)
    above = columns.tier > Tier.COMMUNITY
    closed, on_site = columns.cohort & (columns.status == Status.CLOSED), _on_site(columns)
    return {
        "solved_on_site_share": _share(columns, on_site == 1.0, columns.cohort & ~np.isnan(on_site)),
        "escalated_share": _share(columns, above, filed),
        "returned_share": _share(columns, columns.issue("returns") > 0, filed),
        "repeated_share": _share(columns, columns.issue("repeats") > 0, filed),
        "pending_count": _number(columns, columns.cohort & (columns.status == Status.PENDING)),
        "false_closed_share": _share(columns, columns.issue("sound") == 0, closed),
        "rejected_share": _share(
            columns, columns.status == Status.REJECTED, columns.cohort & decided & (columns.channel == Channel.RESIDENT)
        ),
    }


def _on_site(columns: Columns) -> Floats:
    """1 for issues whose first attempt a grid worker solved, 0 where he sent it up, else NaN (issues,)."""
    first = (columns.work("attempt") == 1) & np.isin(columns.kind, (WorkKind.SERVE, WorkKind.ATTEND))
    solved = np.full(columns.issues, np.nan)
    for outcome, value in ((Outcome.SOLVED, 1.0), (Outcome.ESCALATED, 0.0)):
        solved[columns.row[first & (columns.outcome == outcome)]] = value
    return solved


def _waiting(columns: Columns) -> dict[str, Counted]:
    parts = waiting_h(columns).items()
    return {f"waiting_{part}_h": Amount(_where(columns.cohort, values), "mean") for part, values in parts}


OF_COMMUNITIES: tuple[Family, ...] = (_exposure, _response, _backlog)
FAMILIES: tuple[Family, ...] = (*OF_COMMUNITIES, _resolution, _visitors, _found, _outcomes, _waiting)


def counted(columns: Columns, families: Iterable[Family] = FAMILIES) -> Iterator[tuple[str, Counted]]:
    """Measures of issues by name; a family's columns are dropped before those of the next are made."""
    for family in families:
        yield from family(columns).items()
