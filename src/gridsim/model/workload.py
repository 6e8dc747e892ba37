"""The workload: every issue of one replication with all its random numbers, before the clock starts.

Engines draw nothing. Scenarios that differ only in staffing meet the same issues row by row, and a
decision that may come again compares its stored uniform with the scenario's probability.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from gridsim.model.distributions import Law
from gridsim.model.plan import Category, Demand, Plan
from gridsim.model.streams import Stream
from gridsim.model.ticks import tick_all
from gridsim.vocabulary import Group

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ATTEMPTS = 4
HOPS = 6  # the grid and at most five departments
LAYER_PER_DAY = 1.0  # height of a layer of the Poisson field, issues per day
ISSUE_MARKS = (
    "grid", "street_position", "household_position", "group", "reports", "report", "clears", "street_meetings",
    "household_meetings", "filing", "rejected", "patience",
)  # fmt: skip
HOP_MARKS = (
    "dispatch", "wrong", "back", "walk", "work", "solved", "false", "checked", "verify", "repeat", "repeat_delay",
)  # fmt: skip


@dataclass(frozen=True)
class HopMarks:
    """Marks by (issue, attempt, hop): one row each, flat; hop 0 is the grid, hop h the h-th department.

    `walk_min` has a column for each distinct law of walking: of hop 0 the attend's walk, of hop h the walk of
    the check of that department's fix. Columns without unit are uniforms that decide.
    """

    dispatch_min: Floats
    wrong: Floats
    back_min: Floats
    walk_min: Floats
    work_min: Floats
    solved: Floats
    false: Floats
    checked: Floats
    verify_min: Floats
    repeat: Floats
    repeat_min: Floats


@dataclass(frozen=True)
class Workload:
    """One row per issue, sorted by onset; the row number is the issue_id."""

    community: Ints
    category: Ints
    grid: Ints
    group: Ints
    occurred_min: Floats
    position: Floats  # (issues, kinds of round) share of its grid, in [0, 1)
    meetings: Ints  # (issues, kinds of round) the meeting that notices it; 0: none ever
    report_min: Floats  # after onset; inf: never reported
    clears_min: Floats  # after onset; inf: never
    filing_min: Floats
    rejected: Floats
    patience_min: Floats  # inf: waits until the counter closes
    first_mark: Ints  # row of (attempt 1, hop 0) in `hops`
    later_mark: Ints  # row of (attempt 2, hop 0); -1 where no fix can be false
    hops: HopMarks
    presence: Floats  # (workers, days) uniform below the share of days on which he is there; no rows: all are

    def __len__(self) -> int:
        return len(self.occurred_min)

    @property
    def hash(self) -> str:
        """A digest of every mark."""
        digest = blake2b(digest_size=16)
        for table in (self, self.hops):
            for f in fields(table):
                value = getattr(table, f.name)
                if isinstance(value, np.ndarray):
                    digest.update(np.ascontiguousarray(value).tobytes())
        return digest.hexdigest()


def draw(plan: Plan, seed: int, replication: int) -> Workload:
    """Draw the workload of one replication, or read it where the plan names a trace."""
    if plan.trace:
        from gridsim.model.trace import read_trace

        return read_trace(plan, plan.trace)
    points = [_draw_category(plan, k, seed, replication) for k in range(len(plan.categories))]
    return _assemble(plan, points, _draw_presence(plan, seed, replication))


@dataclass(frozen=True)
class _Points:
    """The points of one category: where and when, with their uniforms."""

    category: int
    community: Ints
    layer: Ints
    index: Ints
    occurred_min: Floats
    marks: Floats  # (points, ISSUE_MARKS + HOPS * HOP_MARKS)
    later: Floats  # (points with later attempts, ATTEMPTS - 1, HOPS * HOP_MARKS)
    has_later: NDArray[np.bool_]


ISSUE_WIDTH = len(ISSUE_MARKS)
HOPS_WIDTH = HOPS * len(HOP_MARKS)
FALSE_COLUMNS = ISSUE_WIDTH + HOP_MARKS.index("false") + len(HOP_MARKS) * np.arange(HOPS)


def _draw_category(plan: Plan, category: int, seed: int, replication: int) -> _Points:
    """All points of a category in all communities."""
    name = plan.categories[category].name
    rate = _Rate(plan, category, _day_factors(plan, category, seed, replication))
    found: list[tuple[Ints, Floats, Floats, Floats]] = []
    for c, community in enumerate(plan.communities):
        for layer in range(rate.layers(c)):
            key = (seed, replication, community.name, name, layer)
            index, occurred = _points_under(rate, c, layer, Stream(2, *key, "points"), plan)
            marks = Stream(ISSUE_WIDTH + HOPS_WIDTH, *key, "marks").rows(index)
            may_be_false = (marks[:, FALSE_COLUMNS] < plan.verification.false_share).any(axis=1)
            later = Stream((ATTEMPTS - 1) * HOPS_WIDTH, *key, "later").rows(index[may_be_false])
            place = np.column_stack([np.full(len(index), c), np.full(len(index), layer), index, may_be_false])
            found.append((place, occurred, marks, later))
    if not found:
        found = [(np.empty((0, 4), np.int64), np.empty(0), np.empty((0, ISSUE_WIDTH + HOPS_WIDTH)),
                  np.empty((0, (ATTEMPTS - 1) * HOPS_WIDTH)))]  # fmt: skip
    place, occurred, marks, later = (np.concatenate(column) for column in zip(*found, strict=True))
    return _Points(
        category, place[:, 0], place[:, 1], place[:, 2], occurred, marks,
        later.reshape(-1, ATTEMPTS - 1, HOPS_WIDTH), place[:, 3].astype(bool),
    )  # fmt: skip


def _points_under(rate: _Rate, community: int, layer: int, stream: Stream, plan: Plan) -> tuple[Ints, Floats]:
    """Numbers and instants of a layer's points that lie under the rate curve, in the order of time.

    A layer holds LAYER_PER_DAY points a day whatever the scenario: a higher rate takes more of them, a longer
    horizon reads on; neither changes any.
    """
    days = plan.horizon_min / 1440.0
    uniforms = np.empty((0, 2))
    while not len(uniforms) or _days(uniforms)[-1] < days:
        uniforms = np.concatenate([uniforms, stream.next(int(days * LAYER_PER_DAY) + 16)])
    occurred = tick_all(_days(uniforms) * 1440.0, plan.ticks_per_min)
    height = (layer + uniforms[:, 1]) * LAYER_PER_DAY
    inside = np.flatnonzero(occurred < plan.horizon_min)
    kept = inside[height[inside] < rate.at(community, occurred[inside])]
    return kept, occurred[kept]


def _days(uniforms: Floats) -> Floats:
    """Instants of a layer's points in days: exponential gaps, added up in order."""
    return np.asarray(np.cumsum(-np.log1p(-uniforms[:, 0]) / LAYER_PER_DAY))


def _day_factors(plan: Plan, category: int, seed: int, replication: int) -> Floats:
    """The city-wide gamma factor of each day: mean 1, coefficient of variation as stated."""
    cv = float(plan.demand.day_cv[category])
    days = plan.demand.season.shape[1]
    if cv == 0.0:
        return np.ones(days)
    uniforms = Stream(1, seed, replication, "day effect", plan.categories[category].name).next(days)[:, 0]
    return Law("gamma", (cv**-2, cv**2)).values(uniforms)


class _Rate:
    """The rate curve of one category: issues per day of a community at an instant."""

    def __init__(self, plan: Plan, category: int, day_factors: Floats) -> None:
        self.demand: Demand = plan.demand
        self.per_day = plan.demand.per_day[:, category]
        self.profile = plan.demand.profile[category]
        self.by_day = plan.demand.season[category] * day_factors
        self.shocks = [shock for shock in plan.demand.shocks if shock.category == category]

    def layers(self, community: int) -> int:
        """How many layers reach up to the highest rate there can be."""
        highest = self.per_day[community] * self.profile.max() * self.by_day.max()
        for shock in self.shocks:
            highest *= max(1.0, shock.factor) if community in shock.communities else 1.0
        return int(np.ceil(highest / LAYER_PER_DAY))

    def at(self, community: int, t_min: Floats) -> Floats:
        """Issues per day at instants `t_min`."""
        hour = (np.floor((t_min - self.demand.week_starts_min) / 60.0) % 168).astype(np.int64)
        day = (t_min // 1440.0).astype(np.int64)
        rate = self.per_day[community] * self.profile[hour] * self.by_day[day]
        for shock in self.shocks:
            if community in shock.communities:
                rate = np.where((shock.from_min <= t_min) & (t_min < shock.to_min), rate * shock.factor, rate)
        return np.asarray(rate)


def _assemble(plan: Plan, drawn: list[_Points], presence: Floats) -> Workload:
    """Turn uniforms into marks, category by category, and put the issues in the order of their onset."""
    blocks = list(_blocks(plan, drawn))
    order = np.lexsort([
        np.concatenate([p.index for p in drawn]),
        np.concatenate([p.layer for p in drawn]),
        np.concatenate([np.full(len(p.index), p.category) for p in drawn]),
        np.concatenate([p.community for p in drawn]),
        np.concatenate([p.occurred_min for p in drawn]),
    ])  # fmt: skip
    columns = {key: np.concatenate([block[key] for block, _ in blocks])[order] for key in blocks[0][0]}
    hops = {f.name: np.concatenate([marks[f.name] for _, marks in blocks]) for f in fields(HopMarks)}
    return Workload(**columns, hops=HopMarks(**hops), presence=presence)


def _blocks(plan: Plan, drawn: list[_Points]) -> Iterator[tuple[dict[str, NDArray], dict[str, Floats]]]:  # type: ignore[type-arg]
    """Per category: the columns of its issues, and its rows of hop marks."""
    row = 0
    for points in drawn:
        category = plan.categories[points.category]
        width = 1 + len(category.route)
        first = points.marks[:, ISSUE_WIDTH:].reshape(-1, HOPS, len(HOP_MARKS))[:, :width]
        later = points.later.reshape(-1, ATTEMPTS - 1, HOPS, len(HOP_MARKS))[:, :, :width]
        marks = np.concatenate([_hop_rows(first), _hop_rows(later)])
        n = len(points.occurred_min)
        later_mark = np.full(n, -1, np.int64)
        later_mark[points.has_later] = row + n * width + (ATTEMPTS - 1) * width * np.arange(len(points.later))
        columns = _issue_columns(plan, points, category)
        columns["first_mark"] = row + width * np.arange(n)
        columns["later_mark"] = later_mark
        row += len(marks)
        yield columns, _hop_columns(plan, category, marks, np.tile(np.arange(width), len(marks) // width))


def _hop_rows(marks: Floats) -> Floats:
    """Any array of hop marks as flat rows."""
    return np.asarray(marks.reshape(-1, len(HOP_MARKS)))


def _issue_columns(plan: Plan, points: _Points, category: Category) -> dict[str, NDArray]:  # type: ignore[type-arg]
    """The marks that an issue has once."""
    u = dict(zip(ISSUE_MARKS, points.marks.T, strict=False))
    grids = np.array([community.grids for community in plan.communities])[points.community]
    migrant = np.array([community.migrant_share for community in plan.communities])[points.community]
    group = np.where(u["group"] < migrant, int(Group.MIGRANT), int(Group.LOCAL))
    reports = u["reports"] < np.array(category.reported_share)[group]
    return {
        "community": points.community,
        "category": np.full(len(group), points.category),
        "grid": np.floor(u["grid"] * grids).astype(np.int64),
        "group": group,
        "occurred_min": points.occurred_min,
        "position": np.column_stack([u["street_position"], u["household_position"]]),
        "meetings": np.column_stack([
            _meetings(u["street_meetings"], category.noticed_share[0]),
            _meetings(u["household_meetings"], category.noticed_share[1]),
        ]),
        "report_min": np.where(reports, _ticked(plan, category.report, u["report"]), np.inf),
        "clears_min": _or_never(plan, category.clears, u["clears"]),
        "filing_min": _ticked(plan, plan.command.filing.law, u["filing"]),
        "rejected": u["rejected"],
        "patience_min": _or_never(plan, category.patience, u["patience"]),
    }  # fmt: skip


def _hop_columns(plan: Plan, category: Category, marks: Floats, hop: Ints) -> dict[str, Floats]:
    """The marks of flat hop rows, `hop` telling which hop each row is of."""
    u = dict(zip(HOP_MARKS, marks.T, strict=True))
    work = np.empty(len(hop))
    for h, law in enumerate([category.work, *(plan.department_kinds[step.department].work for step in category.route)]):
        work[hop == h] = _ticked(plan, law, u["work"][hop == h])
    return {
        "dispatch_min": _ticked(plan, plan.command.dispatch.law, u["dispatch"]),
        "wrong": u["wrong"],
        "back_min": _ticked(plan, plan.command.back_after.law, u["back"]),
        "walk_min": np.column_stack([_ticked(plan, law, u["walk"]) for law in plan.walks] or [np.zeros(len(hop))]),
        "work_min": work,
        "solved": u["solved"],
        "false": u["false"],
        "checked": u["checked"],
        "verify_min": _ticked(plan, plan.verification.work, u["verify"]),
        "repeat": u["repeat"],
        "repeat_min": _ticked(plan, plan.verification.repeat.law, u["repeat_delay"]),
    }


def _ticked(plan: Plan, law: Law, u: Floats) -> Floats:
    """A law's values at uniforms `u`, in whole ticks."""
    return tick_all(law.values(u), plan.ticks_per_min)


def _or_never(plan: Plan, law: Law | None, u: Floats) -> Floats:
    """The same, or inf where there is no law."""
    return np.full(len(u), np.inf) if law is None else _ticked(plan, law, u)


def _meetings(u: Floats, noticed_share: float) -> Ints:
    """Number of the meeting that notices an issue: geometric; 0 where none ever does."""
    if noticed_share <= 0.0:
        return np.zeros(len(u), np.int64)
    if noticed_share >= 1.0:
        return np.ones(len(u), np.int64)
    misses: Ints = np.floor(np.log1p(-u) / np.log1p(-noticed_share)).astype(np.int64)
    return 1 + misses


def _draw_presence(plan: Plan, seed: int, replication: int) -> Floats:
    """A uniform per worker and day, by community, role and index; nothing is drawn for those who are always there."""
    if all(role.present_share == 1.0 for role in plan.roles):
        return np.empty((0, 0))
    uniforms = np.zeros((len(plan.workers), int(np.ceil(plan.horizon_min / 1440.0))))
    for w, worker in enumerate(plan.workers):
        role = plan.roles[worker.role]
        if role.present_share < 1.0:
            name = (plan.communities[worker.community].name, role.name, worker.index)
            uniforms[w] = Stream(1, seed, replication, *name, "presence").next(uniforms.shape[1])[:, 0]
    return uniforms
