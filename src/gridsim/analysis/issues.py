"""What each measure counts of each issue: the issues that count, told by their cells, and a number of each.

A measure is a statistic over such columns within a group. So a measure by community type, by migrant band or by
group is one definition, and open cases are kept as censored in all of them. Measures of the same issues stand
together: they are dealt to groups once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gridsim.analysis import survival
from gridsim.analysis.backlog import time_in_backlog_min
from gridsim.analysis.binding import waiting_h
from gridsim.analysis.catalogue import RESTRICTION_DAYS
from gridsim.analysis.columns import HOUR_MIN, Bools, Codes, Columns, Floats, Ints, rows_of
from gridsim.analysis.groups import Groups
from gridsim.model.calendar import DAY_MIN
from gridsim.vocabulary import ENDED_STATUSES, OPEN_STATUSES, Channel, Outcome, Status, Tier, WorkKind

Statistic = tuple[float, int]  # and the number of issues it rests on
ByGroup = Iterator[tuple[str, list[Statistic]]]  # by measure


@dataclass(frozen=True)
class Shares:
    """Measures that count issues: numbers by cell as shares of others, or as they are where there are no others."""

    of: Mapping[str, Ints]  # (cells,)
    among: Ints | None = None

    def by_group(self, groups: Groups) -> ByGroup:
        """The shares, NaN of nothing, or the numbers of each group."""
        among = None if self.among is None else groups.sum_up(self.among).tolist()
        for name in groups.wanted(self.of):
            hits = groups.sum_up(self.of[name]).tolist()
            if among is None:
                yield name, [(float(n), n) for n in hits]
            else:
                yield name, [(h / n if n else float("nan"), n) for h, n in zip(hits, among, strict=True)]


@dataclass(frozen=True)
class Amounts:
    """Measures that sum or average columns (rows,) of the issues in `cell` (rows,)."""

    cell: Ints
    of: Sequence[tuple[Floats, Mapping[str, Literal["mean", "sum"]]]]

    def by_group(self, groups: Groups) -> ByGroup:
        """The statistics of each group: sums of nothing are 0, means NaN."""
        wanted = [(values, names) for values, of in self.of if (names := {n: of[n] for n in groups.wanted(of)})]
        parts = groups.deal(self.cell) if wanted else []
        for values, names in wanted:
            dealt = [values[part] for part in parts]
            for name, statistic in names.items():
                yield name, [self._of(statistic, one) for one in dealt]

    @staticmethod
    def _of(statistic: Literal["mean", "sum"], values: Floats) -> Statistic:
        if statistic == "sum":
            return float(values.sum()), len(values)
        return float(values.mean()) if len(values) else float("nan"), len(values)


@dataclass(frozen=True)
class Incidence:
    """The chance that a time ends by `cause` 1 and not by another; issues (rows,) in order of their times."""

    name: str
    cell: Ints
    cause: Codes

    def by_group(self, groups: Groups) -> ByGroup:
        """The chance in each group, NaN of nothing."""
        if groups.wanted([self.name]):
            yield self.name, [self._of(self.cause[part]) for part in groups.deal(self.cell)]

    @staticmethod
    def _of(cause: Codes) -> Statistic:
        return float(survival.ended_by(cause, of=1)[-1]) if len(cause) else float("nan"), len(cause)


@dataclass(frozen=True)
class Waits:
    """Measures of times that have `ended` or are censored; issues (rows,) in order of their times, ends first.

    `weights` (rows,) say how many issues each stands for, where they are not alike.
    """

    cell: Ints
    times: Floats
    ended: Bools
    weights: Floats | None
    of: Mapping[str, Callable[[survival.Curve], float]]

    def by_group(self, groups: Groups) -> ByGroup:
        """What is read off the Kaplan-Meier curve of each group."""
        if not (wanted := groups.wanted(self.of)):
            return
        found: dict[str, list[Statistic]] = {name: [] for name in wanted}
        for part in groups.deal(self.cell):
            weights = None if self.weights is None else self.weights[part]
            curve = survival.curve(self.times[part], self.ended[part], weights)
            for name in wanted:
                found[name].append((self.of[name](curve), len(curve.times)))
        yield from found.items()


Counted = Shares | Amounts | Incidence | Waits


def restriction_h(columns: Columns) -> float:
    """Up to where a mean of censored times counts: 30 days, but at most half of the observed time.

    So at least half of the cohort is watched for as long, and the longest waits do not hang on a few issues.
    """
    return min(RESTRICTION_DAYS * DAY_MIN, (columns.horizon_min - columns.warm_up_min) / 2) / HOUR_MIN


Family = Callable[[Columns], Iterator[Counted]]


def _shares(columns: Columns, among: Bools, of: Mapping[str, Bools]) -> Shares:
    """The shares of those in `of` among some issues."""
    return Shares({name: columns.count(hits & among) for name, hits in of.items()}, columns.count(among))


def _numbers(columns: Columns, of: Mapping[str, Bools]) -> Shares:
    """The numbers of issues in `of`."""
    return Shares({name: columns.count(hits) for name, hits in of.items()})


def _lasting(columns: Columns, rows: Ints, since_min: Floats, until_min: Floats) -> tuple[Floats, Bools]:
    """Hours of some issues from `since_min` to `until_min`, the horizon where that is NaN, and whether they ended."""
    ends_min = until_min.take(rows)
    ended = ~np.isnan(ends_min)
    ends_min[~ended] = columns.horizon_min
    ends_min -= since_min.take(rows)
    ends_min /= HOUR_MIN
    return ends_min, ended


def _waits(
    columns: Columns,
    rows: Ints,
    since_min: Floats,
    until_min: Floats,
    of: Mapping[str, Callable[[survival.Curve], float]],
    weights: Floats | None = None,
) -> Waits:
    """Waits of some issues; `weights` stand beside the rows."""
    times, ended = _lasting(columns, rows, since_min, until_min)
    order, times = survival.in_order(times, ended)
    weights = None if weights is None else weights.take(order)
    return Waits(columns.cell.take(rows).take(order), times, ended.take(order), weights, of)


def _restricted_mean(columns: Columns) -> Callable[[survival.Curve], float]:
    limit_h = restriction_h(columns)
    return lambda curve: survival.restricted_mean(curve, limit_h)


def _quantile(share: float) -> Callable[[survival.Curve], float]:
    return lambda curve: survival.quantile(curve, share)


def _hidden(columns: Columns) -> Iterator[Counted]:
    known_min = np.fmin(columns.issue("discovered_min"), columns.issue("cleared_min"))
    rows = rows_of(columns.cohort)
    hidden_h, _ = _lasting(columns, rows, columns.occurred_min, known_min)
    yield Amounts(columns.cell.take(rows), [(hidden_h, {"hidden_issue_hours": "sum", "hidden_mean_h": "mean"})])


def _exposure(columns: Columns) -> Iterator[Counted]:
    """Exposure leaves out visitors' categories: one who leaves would count as exposed for ever and drown the rest.

    Nobody knows how long a refused problem lasts. Refusals are an independent draw at filing, so the other filed
    reports stand for them: each counts 1 / (1 - refused share).
    """
    visitors = np.array([category.counter for category in columns.plan.categories], dtype=np.bool_)[columns.category]
    rows = rows_of(columns.cohort & ~visitors & (columns.status != Status.REJECTED))
    stand_for_refused = np.equal(columns.channel, Channel.RESIDENT) & columns.filed
    weight = 1.0 / max(1.0 - columns.plan.command.rejected_share, 1e-9)
    end_min = np.fmin(columns.issue("closed_min"), columns.issue("cleared_min"))
    yield _waits(
        columns, rows, columns.occurred_min, end_min, {"exposure_mean_h": _restricted_mean(columns)},
        np.where(stand_for_refused.take(rows), weight, 1.0),
    )  # fmt: skip


def reports(columns: Columns) -> Bools:
    """Residents' reports of the cohort that were not refused: whom response is about."""
    by_resident = np.equal(columns.channel, Channel.RESIDENT)
    return columns.cohort & by_resident & np.not_equal(columns.status, Status.REJECTED)


def _response(columns: Columns) -> Iterator[Counted]:
    attended_min, due_min, among = columns.issue("attended_min"), columns.issue("response_due_min"), reports(columns)
    quantiles = {"resident_response_median_h": _quantile(0.5), "resident_response_p90_h": _quantile(0.9)}
    yield _waits(columns, rows_of(among), columns.issue("discovered_min"), attended_min, quantiles)
    queued = {"queue_mean_h": _restricted_mean(columns)}
    yield _waits(columns, rows_of(among & columns.filed), columns.filed_min, attended_min, queued)
    yield _shares(columns, among & (due_min < columns.horizon_min), {"on_time_share": attended_min <= due_min})


def _resolution(columns: Columns) -> Iterator[Counted]:
    closed_min, due_min = columns.issue("closed_min"), columns.issue("resolution_due_min")
    among = columns.cohort & columns.filed & (columns.channel != Channel.COUNTER) & (columns.status != Status.REJECTED)
    fixed_min = np.where(np.isnan(closed_min), np.nan, np.fmin(columns.issue("resolved_min"), closed_min))
    yield _waits(columns, rows_of(among), columns.filed_min, fixed_min, {"resolution_median_h": _quantile(0.5)})
    among &= due_min < columns.horizon_min
    yield _shares(columns, among, {"resolution_on_time_share": fixed_min <= due_min})


def _backlog(columns: Columns) -> Iterator[Counted]:
    in_backlog_min, observed_min = time_in_backlog_min(columns), columns.horizon_min - columns.warm_up_min
    rows = rows_of(in_backlog_min > 0)
    yield Amounts(columns.cell.take(rows), [(in_backlog_min.take(rows) / observed_min, {"backlog_mean": "sum"})])
    yield _numbers(
        columns,
        {
            "backlog_end": columns.stands(*OPEN_STATUSES),
            "occurred": columns.cohort,
            "open_at_end": columns.cohort & ~columns.stands(*ENDED_STATUSES),
        },
    )


def _visitors(columns: Columns) -> Iterator[Counted]:
    rows = rows_of(columns.cohort & (columns.channel == Channel.COUNTER) & columns.filed)
    end_min, cell = np.fmin(columns.issue("attended_min"), columns.left_min), columns.cell.take(rows)
    wait_h, ended = _lasting(columns, rows, columns.filed_min, end_min)
    yield Amounts(cell, [(wait_h * HOUR_MIN, {"visitor_wait_mean_min": "mean"})])
    cause = np.where(np.isnan(columns.left_min.take(rows)), np.where(ended, 2, 0), 1)
    order, _ = survival.in_order(wait_h, ended)
    yield Incidence("left_share", cell.take(order), cause.take(order))


def _found(columns: Columns) -> Iterator[Counted]:
    shares = {f"found_by_{one.word}_share": np.equal(columns.channel, one) for one in Channel}
    shares["cleared_hidden_share"] = np.equal(columns.status, Status.CLEARED)
    yield _shares(columns, columns.cohort, shares)


def _outcomes(columns: Columns) -> Iterator[Counted]:
    decided = columns.cohort & ~columns.stands(Status.HIDDEN, Status.CLEARED, Status.KNOWN)
    rejected, on_site = np.equal(columns.status, Status.REJECTED), _on_site(columns)
    yield _shares(columns, columns.cohort & (on_site >= 0), {"solved_on_site_share": on_site == 1})
    yield _shares(
        columns,
        decided & ~rejected,
        {
            "escalated_share": columns.tier > Tier.COMMUNITY,
            "returned_share": columns.whole("issues", "returns") > 0,
            "repeated_share": columns.whole("issues", "repeats") > 0,
        },
    )
    yield _numbers(columns, {"pending_count": columns.cohort & (columns.status == Status.PENDING)})
    closed = columns.cohort & (columns.status == Status.CLOSED)
    yield _shares(columns, closed, {"false_closed_share": columns.whole("issues", "sound") == 0})
    yield _shares(columns, decided & (columns.channel == Channel.RESIDENT), {"rejected_share": rejected})


def _on_site(columns: Columns) -> Codes:
    """1 for issues whose first attempt a grid worker solved, 0 where he sent it up, else -1 (issues,)."""
    on_site = (columns.kind == WorkKind.SERVE) | (columns.kind == WorkKind.ATTEND)
    first = on_site & (columns.whole("work", "attempt") == 1)
    solved = np.full(columns.issues, -1, dtype=np.int8)
    for outcome, value in ((Outcome.SOLVED, 1), (Outcome.ESCALATED, 0)):
        solved[columns.row.take(rows_of(first & (columns.outcome == outcome)))] = value
    return solved


def _waiting(columns: Columns) -> Iterator[Counted]:
    rows = rows_of(columns.cohort & columns.filed)
    parts = waiting_h(columns).items()
    yield Amounts(
        columns.cell.take(rows), [(spent_h.take(rows), {f"waiting_{part}_h": "mean"}) for part, spent_h in parts]
    )


FAMILIES: tuple[Family, ...] = (
    _hidden, _exposure, _response, _backlog, _resolution, _visitors, _found, _outcomes, _waiting,
)  # fmt: skip


def counted(columns: Columns) -> Iterator[Counted]:
    """All measures of issues; what a family needs is dropped before the next is made."""
    for family in FAMILIES:
        yield from family(columns)
