"""From uniforms to marks: the issues of a replication and every number each will ever need (MODEL.md 4).

Uniforms are read and turned into marks some layers at a time, and each mark goes straight to the row of its
issue: so little is held beside the workload itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.model.distributions import Law, constant
from gridsim.model.plan import Category, Plan
from gridsim.model.points import History, Streams, points_of
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
WIDTH = {"marks": ISSUE_WIDTH + HOPS * HOP_WIDTH, "later": (ATTEMPTS - 1) * HOPS * HOP_WIDTH}  # of streams' rows
SOLVED, FALSE = HOP_MARKS.index("solved"), HOP_MARKS.index("false")
AT_ONCE = 1 << 13  # issues whose uniforms are held together: enough to make calls cheap, few enough to stay in cache


class Drawing:
    """A workload being drawn: all in the order of the points, categories one after the other, until it is done."""

    def __init__(self, plan: Plan, history: History) -> None:
        self.plan = plan
        streams = Streams(plan, history)
        self.points = points_of(plan, streams)
        self.seeds = {what: streams.seeds(self.points.layers, what) for what in WIDTH}
        category, community, _ = self.points.layers.T
        self.issues: Columns = {
            "category": self.points.of_each_layer(category.astype(NARROW["category"])),
            "community": self.points.of_each_layer(community.astype(NARROW["community"])),
            "occurred_min": self.points.occurred_min,
        }
        self.issues["first_mark"] = np.empty(len(self.points), _row_type(len(self.points)))
        self.issues["later_mark"] = np.full_like(self.issues["first_mark"], -1)
        self.rows = np.empty((self._room(), len(HOP_COLUMNS) + len(plan.walks or NO_WALK)))
        self.filled = 0  # rows

    def workload(self, presence: Floats) -> Workload:
        """The whole workload, issues in the order of their onset."""
        ends = np.searchsorted(self.points.layers[:, 0], np.arange(len(self.plan.categories) + 1))
        for category, (first, end) in zip(self.plan.categories, pairwise(ends.tolist()), strict=True):
            breaks = first + 1 + np.flatnonzero(np.diff(self.points.edges[first + 1 : end + 1] // AT_ONCE))
            for some in pairwise([first, *breaks.tolist(), end]):
                self._draw_layers(category, slice(*some))
        self.rows.resize((self.filled, self.rows.shape[1]), refcheck=False)  # in place
        order = self.points.order()
        issues = {name: self.issues.pop(name).take(order, axis=0) for name in list(self.issues)}
        return Workload(**issues, hops=HopMarks(self.rows), presence=presence)

    def _draw_layers(self, category: Category, layers: slice) -> None:
        """Draw the issues of some layers of a category, neighbours."""
        points = slice(*self.points.edges[[layers.start, layers.stop]].tolist())
        all_of_them = np.ones(points.stop - points.start, np.bool_)
        uniforms = self._uniforms("marks", layers, all_of_them, np.arange(ISSUE_WIDTH + HOP_WIDTH))
        once, grid = dict(zip(ISSUE_MARKS, uniforms, strict=False)), uniforms[None, ISSUE_WIDTH:]
        self._put(points, _issue_marks(self.plan, category, self.issues["community"][points], once))
        goes_up = self._may_go_up(category, grid[0, SOLVED])
        departments = self._hops("marks", layers, goes_up, range(1, 1 + len(category.route)), ISSUE_WIDTH)
        self._fill_first(category, points, grid, goes_up, departments)
        may_be_false = self._may_be_false(grid)
        may_be_false[goes_up] |= self._may_be_false(departments)
        self._draw_later(category, layers, points, may_be_false)

    def _put(self, points: slice, marks: Columns) -> None:
        """Put the marks of some points into their columns, made when first filled."""
        for name, values in marks.items():
            if name not in self.issues:
                self.issues[name] = np.empty((len(self.points), *values.shape[1:]), values.dtype)
            self.issues[name][points] = values

    def _may_go_up(self, category: Category, solved: Floats) -> Bools:
        """Whether issues with these uniforms may come to a department in their first attempt, whoever attends."""
        if category.first is First.DEPARTMENT or self.plan.policy.referral_slope != 0.0:
            return np.ones(len(solved), np.bool_)
        number = self.plan.categories.index(category)
        least = min((role.solves for role in self.plan.roles if role.handles[number]), default=0.0)
        return solved >= category.solved_on_site * least

    def _fill_first(self, category: Category, points: slice, grid: Floats, goes_up: Bools, departments: Floats) -> None:
        """The rows of first attempts: of the grid, and behind it of the departments where the issue may go up."""
        width = 1 + len(departments) * goes_up
        begin = self._more_rows(width)
        self.issues["first_mark"][points] = begin
        self.rows[begin] = _hop_rows(self.plan, [category.work], grid)[0]
        if category.route:
            above = begin[goes_up] + np.arange(1, 1 + len(departments))[:, None]
            self.rows[above] = _hop_rows(self.plan, _department_work(self.plan, category), departments)

    def _draw_later(self, category: Category, layers: slice, points: slice, may_be_false: Bools) -> None:
        """The later attempts that issues of some layers can come to."""
        width = 1 + len(category.route)
        hops = [HOPS * attempt + hop for attempt in range(ATTEMPTS - 1) for hop in range(width)]
        drawn = self._hops("later", layers, may_be_false, hops, 0).reshape(ATTEMPTS - 1, width, HOP_WIDTH, -1)
        comes = np.ones((ATTEMPTS - 1, drawn.shape[3]), np.bool_)
        for attempt in range(1, ATTEMPTS - 1):
            comes[attempt] = comes[attempt - 1] & self._may_be_false(drawn[attempt - 1])
        begin = self._more_rows(comes.sum(axis=0) * width)
        self.issues["later_mark"][points][may_be_false] = begin
        attempts, issues = np.nonzero(comes)
        rows = begin[issues] + attempts * width + np.arange(width)[:, None]
        work = [category.work, *_department_work(self.plan, category)]
        self.rows[rows] = _hop_rows(self.plan, work, drawn.transpose(1, 2, 0, 3)[:, :, comes])

    def _more_rows(self, width: Ints) -> Ints:
        """Where the next rows begin, so many for each of some issues."""
        ends = self.filled + np.cumsum(width)
        self.filled += int(width.sum())
        return np.asarray(ends - width)

    def _hops(self, what: str, layers: slice, chosen: Bools, hops: Sequence[int], before: int) -> Floats:
        """Uniforms (hops, marks, chosen) of some hops; the rows of the streams have so many columns before them."""
        columns = before + (np.array(hops, np.int64)[:, None] * HOP_WIDTH + np.arange(HOP_WIDTH)).ravel()
        return self._uniforms(what, layers, chosen, columns).reshape(len(hops), HOP_WIDTH, chosen.sum())

    def _uniforms(self, what: str, layers: slice, chosen: Bools, columns: Ints) -> Floats:
        """Uniforms (columns, chosen) of the chosen ones among the points of some layers."""
        edges = self.points.edges[layers.start : layers.stop + 1]
        ends = np.append(0, np.cumsum(chosen))[edges[1:] - edges[0]]
        numbers = self.points.number[edges[0] : edges[-1]][chosen]
        return rows_of(self.seeds[what][layers], ends, numbers, WIDTH[what], columns)

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
