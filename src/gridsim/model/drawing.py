"""From uniforms to marks: the issues of a replication and every number each will ever need (MODEL.md 4).

Uniforms are read and turned into marks some layers at a time, and each mark goes straight to the row of its
issue: so little is held beside the workload itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.model.distributions import Law, constant
from gridsim.model.plan import Category, Plan
from gridsim.model.points import History, points_of, seeds_for
from gridsim.model.ticks import tick_all
from gridsim.model.uniforms import rows_of
from gridsim.model.workload import (
    ATTEMPTS,
    HOP_COLUMNS,
    HOPS,
    LARGEST_NARROW,
    NARROW,
    HopMarks,
    Workload,
    hop_rows,
)
from gridsim.vocabulary import First, Group

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.signedinteger[Any]]
Columns = dict[str, NDArray[Any]]

ISSUE_MARKS = (
    "grid", "street_position", "household_position", "group", "reports", "report", "clears", "street_meetings",
    "household_meetings", "filing", "rejected", "patience",
)  # fmt: skip
HOP_MARKS = (
    "dispatch", "wrong", "back", "walk", "work", "solved", "false", "checked", "verify", "repeat", "repeat_delay",
)  # fmt: skip
ISSUE_WIDTH, HOP_WIDTH = len(ISSUE_MARKS), len(HOP_MARKS)
SOLVED, FALSE = HOP_MARKS.index("solved"), HOP_MARKS.index("false")
AT_ONCE = 1 << 13  # issues whose uniforms are held together: enough to make calls cheap, few enough to stay in cache


class Drawing:
    """A workload being drawn."""

    def __init__(self, plan: Plan, history: History) -> None:
        self.plan = plan
        self.history = history
        self.points = points_of(plan, history)
        order = self.points.order()
        community, category, _ = self.points.layers.T
        self.issues: Columns = {
            "community": self.points.of_each_layer(community.astype(NARROW["community"]))[order],
            "category": self.points.of_each_layer(category.astype(NARROW["category"]))[order],
            "occurred_min": self.points.occurred_min[order],
        }
        self.issue_id = np.empty(len(order), np.int32)  # of each point
        self.issue_id[order] = np.arange(len(order), dtype=np.int32)
        self.issues["first_mark"] = np.empty(len(order), _row_type(len(order)))
        self.issues["later_mark"] = np.full_like(self.issues["first_mark"], -1)
        self.rows = np.empty((self._room(), len(HOP_COLUMNS) + len(plan.walks or NO_WALK)))
        self.filled = 0  # rows

    def workload(self, presence: Floats) -> Workload:
        """The whole workload."""
        for k in range(len(self.plan.categories)):
            self._draw_category(k)
        self.rows.resize((self.filled, self.rows.shape[1]), refcheck=False)  # in place
        return Workload(**self.issues, hops=HopMarks(self.rows), presence=presence)

    def _draw_category(self, category: int) -> None:
        """Draw the issues of a category, some layers at a time."""
        layers = np.flatnonzero(self.points.layers[:, 1] == category)
        counted = np.cumsum(np.diff(self.points.edges)[layers])
        for some in np.split(layers, np.flatnonzero(np.diff(counted // AT_ONCE)) + 1):
            self._draw_layers(some, category)

    def _draw_layers(self, layers: Ints, number: int) -> None:
        """Draw the issues of some layers of a category with this number."""
        category = self.plan.categories[number]
        width = 1 + len(category.route)
        points = [slice(*self.points.edges[layer : layer + 2].tolist()) for layer in layers]
        issue_id = np.concatenate([self.issue_id[:0], *(self.issue_id[some] for some in points)])
        numbers = [self.points.number[some] for some in points]
        columns = np.arange(ISSUE_WIDTH + width * HOP_WIDTH)
        uniforms = self._uniforms(layers, numbers, "marks", ISSUE_WIDTH + HOPS * HOP_WIDTH, columns)
        homes = np.repeat(self.points.layers[layers, 0], [len(some) for some in numbers])
        once = dict(zip(ISSUE_MARKS, uniforms[:ISSUE_WIDTH], strict=True))
        self._fill(issue_id, _issue_marks(self.plan, category, homes, once))
        hops = uniforms[ISSUE_WIDTH:].reshape(width, HOP_WIDTH, -1)
        goes_up = self._may_go_up(number, hops[0, SOLVED])
        self._fill_first(category, issue_id, hops, goes_up)
        may_be_false = self._may_be_false(hops[:1]) | (goes_up & self._may_be_false(hops[1:]))
        ends = np.cumsum([len(some) for some in numbers])
        chosen = [some[here] for some, here in zip(numbers, np.split(may_be_false, ends), strict=False)]
        self._draw_later(layers, category, chosen, issue_id[may_be_false])

    def _may_go_up(self, category: int, solved: Floats) -> Bools:
        """Whether issues with these uniforms may come to a department in their first attempt, whoever attends."""
        one, roles = self.plan.categories[category], self.plan.roles
        if one.first is First.DEPARTMENT or self.plan.policy.referral_slope != 0.0:
            return np.ones(len(solved), np.bool_)
        least = min((role.solves for role in roles if role.handles[category]), default=0.0)
        return solved >= one.solved_on_site * least

    def _fill_first(self, category: Category, issue_id: Ints, hops: Floats, goes_up: Bools) -> None:
        """The rows of first attempts: of the grid, and behind it of the departments where the issue may go up."""
        departments = len(hops) - 1
        width = 1 + departments * goes_up
        ends = self.filled + np.cumsum(width)
        first = ends - width
        self.issues["first_mark"][issue_id] = first
        self.rows[first] = _hop_rows(self.plan, [category.work], hops[:1])[0]
        if departments:
            above = first[goes_up] + 1 + np.arange(departments)[:, None]
            self.rows[above] = _hop_rows(self.plan, _department_work(self.plan, category), hops[1:, :, goes_up])
        self.filled = int(ends[-1]) if len(ends) else self.filled

    def _fill(self, issue_id: Ints, marks: Columns) -> None:
        """Put the marks of some issues into their rows of columns, made when first filled."""
        for name, values in marks.items():
            if name not in self.issues:
                self.issues[name] = np.empty((len(self.issue_id), *values.shape[1:]), values.dtype)
            self.issues[name][issue_id] = values

    def _draw_later(self, layers: Ints, category: Category, numbers: Sequence[Ints], issue_id: Ints) -> None:
        """The later attempts that issues of some layers, with these numbers in them, can come to."""
        attempts = np.arange(ATTEMPTS - 1)[:, None] * HOPS * HOP_WIDTH
        width = 1 + len(category.route)
        columns = attempts + np.arange(width * HOP_WIDTH)
        hops = self._uniforms(layers, numbers, "later", (ATTEMPTS - 1) * HOPS * HOP_WIDTH, columns.ravel())
        hops = hops.reshape(ATTEMPTS - 1, width, HOP_WIDTH, -1)
        comes = np.ones((ATTEMPTS - 1, hops.shape[3]), np.bool_)
        for attempt in range(1, ATTEMPTS - 1):
            comes[attempt] = comes[attempt - 1] & self._may_be_false(hops[attempt - 1])
        work = [category.work, *_department_work(self.plan, category)]
        rows = _hop_rows(self.plan, work, hops.transpose(1, 2, 3, 0)[:, :, comes.T])
        ends = np.cumsum(comes.sum(axis=0) * len(rows))
        self.issues["later_mark"][issue_id] = self.filled + np.concatenate(([0], ends[:-1]))[: len(issue_id)]
        end = self.filled + rows.shape[0] * rows.shape[1]
        self.rows[self.filled : end] = rows.transpose(1, 0, 2).reshape(-1, rows.shape[2])
        self.filled = end

    def _uniforms(self, layers: Ints, numbers: Sequence[Ints], what: str, width: int, columns: Ints) -> Floats:
        """Some columns (columns, rows) of the rows of the layers' streams with these numbers, layer by layer."""
        ends = np.cumsum([len(some) for some in numbers])
        seeds = seeds_for(self.plan, self.history, self.points.layers[layers], what)
        return rows_of(seeds, ends, np.concatenate([self.points.number[:0], *numbers]), width, columns)

    def _may_be_false(self, hops: Floats) -> Bools:
        """Of attempts with the uniforms (hops, marks, attempts): whether the fix of some hop may be false."""
        return np.asarray((hops[:, FALSE] < self.plan.verification.false_share).any(axis=0))

    def _room(self) -> int:
        """Rows for the first attempts and, nearly always, the later ones: what stays free is never touched."""
        width = np.array([1 + len(one.route) for one in self.plan.categories])
        issues = np.bincount(self.issues["category"], minlength=len(width))
        false_share = 1.0 - (1.0 - self.plan.verification.false_share) ** width
        expected = issues * width * (1.0 + false_share + false_share**2 + false_share**3)
        return int(expected.sum() + 6.0 * HOPS * ATTEMPTS * np.sqrt(issues.sum()))


def _row_type(issues: int) -> type[np.signedinteger[Any]]:
    """Whole numbers wide enough for the rows of `hops` of so many issues."""
    return np.int32 if issues * ATTEMPTS * HOPS <= LARGEST_NARROW else np.int64


def _issue_marks(plan: Plan, category: Category, homes: Ints, u: Mapping[str, Floats]) -> Columns:
    """The marks that an issue has once, from its uniforms; `homes` are the communities."""
    grids = np.array([community.grids for community in plan.communities])[homes]
    migrant = np.array([community.migrant_share for community in plan.communities])[homes]
    group = np.where(u["group"] < migrant, int(Group.MIGRANT), int(Group.LOCAL)).astype(NARROW["group"])
    reports = u["reports"] < np.array(category.reported_share)[group]
    return {
        "grid": np.floor(u["grid"] * grids).astype(NARROW["grid"]),
        "group": group,
        "position": np.stack([u["street_position"], u["household_position"]], axis=1),
        "meetings": np.stack([
            _meetings(u["street_meetings"], category.noticed_share[0]),
            _meetings(u["household_meetings"], category.noticed_share[1]),
        ], axis=1),
        "report_min": np.where(reports, _ticked(plan, category.report, u["report"]), np.inf),
        "clears_min": _or_never(plan, category.clears, u["clears"]),
        "filing_min": _ticked(plan, plan.command.filing.law, u["filing"]),
        "rejected": u["rejected"],
        "patience_min": _or_never(plan, category.patience, u["patience"]),
    }  # fmt: skip


def _department_work(plan: Plan, category: Category) -> list[Law]:
    """The work of the departments on a category's route."""
    return [plan.department_kinds[step.department].work for step in category.route]


def _hop_rows(plan: Plan, work: Sequence[Law], hops: Floats) -> Floats:
    """The marks (hops, attempts, marks) of some hops with this work, from their uniforms (hops, marks, attempts)."""
    u = dict(zip(HOP_MARKS, hops.transpose(1, 0, 2), strict=True))
    return hop_rows({
        "dispatch_min": _ticked(plan, plan.command.dispatch.law, u["dispatch"]),
        "wrong": u["wrong"],
        "back_min": _ticked(plan, plan.command.back_after.law, u["back"]),
        "walk_min": np.stack([_ticked(plan, law, u["walk"]) for law in plan.walks or NO_WALK], axis=-1),
        "work_min": np.stack([_ticked(plan, law, one) for law, one in zip(work, u["work"], strict=True)]),
        "solved": u["solved"],
        "false": u["false"],
        "checked": u["checked"],
        "verify_min": _ticked(plan, plan.verification.work, u["verify"]),
        "repeat": u["repeat"],
        "repeat_min": _ticked(plan, plan.verification.repeat.law, u["repeat_delay"]),
    })  # fmt: skip


NO_WALK = (constant(0.0),)


def _ticked(plan: Plan, law: Law, u: Floats) -> Floats:
    """A law's values at uniforms `u`, in whole ticks."""
    return tick_all(law.values(u), plan.ticks_per_min)


def _or_never(plan: Plan, law: Law | None, u: Floats) -> Floats:
    """The same, or inf where there is no law."""
    return np.full(len(u), np.inf) if law is None else _ticked(plan, law, u)


def _meetings(u: Floats, noticed_share: float) -> Ints:
    """Number of the meeting that notices an issue: geometric; 0 where none ever does."""
    if noticed_share <= 0.0 or noticed_share >= 1.0:
        return np.full(len(u), int(noticed_share > 0.0), NARROW["meetings"])
    misses = np.floor(np.log1p(-u) / np.log1p(-noticed_share))
    return np.asarray(1 + np.minimum(misses, LARGEST_NARROW - 1), NARROW["meetings"])
