"""The workload: every issue of one replication with all its random numbers, before the clock starts.

Engines draw nothing. Scenarios that differ only in staffing meet the same issues row by row, and a
decision that may come again compares its stored uniform with the scenario's probability.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.model.plan import Plan
from gridsim.model.streams import names_of, seeds_of, words_of

Floats = NDArray[np.float64]
Ints = NDArray[np.signedinteger[Any]]  # as NARROW says

ATTEMPTS = 4
HOPS = 6  # the grid and at most five departments
NARROW: dict[str, type[np.signedinteger[Any]]] = {  # a city has millions of issues
    "community": np.int32, "category": np.int16, "grid": np.int32, "group": np.int8, "meetings": np.int32,
    "first_mark": np.int32, "later_mark": np.int32,
}  # fmt: skip
HOP_COLUMNS = (  # then `walk_min`
    "dispatch_min", "wrong", "back_min", "work_min", "solved", "false", "checked", "verify_min", "repeat", "repeat_min",
)  # fmt: skip
LARGEST_NARROW = int(np.iinfo(np.int32).max)


@dataclass(frozen=True)
class HopMarks:
    """Marks by (issue, attempt, hop): one row each, flat; hop 0 is the grid, hop h the h-th department.

    The rows of an attempt follow one another. There are rows only for what an issue can come to: departments in a
    first attempt only where whoever attends may send it up, later attempts where some fix before may be false. In
    what order issues have their rows means nothing.

    `walk_min` has a column for each distinct law of walking: of hop 0 the attend's walk, of hop h the walk of
    the check of that department's fix. Columns without unit are uniforms that decide. All are views of `rows`, in
    which the marks of a row lie side by side: what is read together is fetched together.
    """

    rows: Floats = field(repr=False)
    dispatch_min: Floats = field(init=False)
    wrong: Floats = field(init=False)
    back_min: Floats = field(init=False)
    walk_min: Floats = field(init=False)
    work_min: Floats = field(init=False)
    solved: Floats = field(init=False)
    false: Floats = field(init=False)
    checked: Floats = field(init=False)
    verify_min: Floats = field(init=False)
    repeat: Floats = field(init=False)
    repeat_min: Floats = field(init=False)

    def __post_init__(self) -> None:
        for i, name in enumerate(HOP_COLUMNS):
            object.__setattr__(self, name, self.rows[:, i])
        object.__setattr__(self, "walk_min", self.rows[:, len(HOP_COLUMNS) :])


def hop_rows(columns: Mapping[str, Floats]) -> Floats:
    """The rows of `HopMarks` from its columns, which may have more dimensions than one; `walk_min` has one more."""
    walk_min = columns["walk_min"]
    rows = np.empty((*walk_min.shape[:-1], len(HOP_COLUMNS) + walk_min.shape[-1]))
    for i, name in enumerate(HOP_COLUMNS):
        rows[..., i] = columns[name]
    rows[..., len(HOP_COLUMNS) :] = walk_min
    return rows


@dataclass(frozen=True)
class Workload:
    """One row per issue, sorted by onset; the row number is the issue_id.

    Whole numbers are as narrow as NARROW says, whoever makes the table; rows of `hops` are 64 bits wide if they
    must be.
    """

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

    def __post_init__(self) -> None:
        for name, narrow in NARROW.items():
            wide = name.endswith("_mark") and len(self.hops.rows) > LARGEST_NARROW
            column: NDArray[Any] = getattr(self, name)
            if column.dtype != (np.int64 if wide else narrow):
                column = column if wide else np.minimum(column, np.iinfo(narrow).max)
                object.__setattr__(self, name, column.astype(np.int64 if wide else narrow))

    def __len__(self) -> int:
        return len(self.occurred_min)

    @property
    def hash(self) -> str:
        """A digest of every mark."""
        digest = blake2b(digest_size=16)
        for table in (self, self.hops):
            for f in fields(table):
                value = getattr(table, f.name)
                if isinstance(value, np.ndarray) and f.name != "rows":
                    digest.update(np.ascontiguousarray(value).tobytes())
        return digest.hexdigest()


def draw(plan: Plan, seed: int, replication: int) -> Workload:
    """Draw the workload of one replication, or read it where the plan names a trace."""
    if plan.trace:
        from gridsim.model.trace import read_trace

        return read_trace(plan, plan.trace)
    from gridsim.model.drawing import Drawing

    return Drawing(plan, (seed, replication)).workload(_draw_presence(plan, seed, replication))


def _draw_presence(plan: Plan, seed: int, replication: int) -> Floats:
    """A uniform per worker and day, by community, role and index; nothing is drawn for those who are always there."""
    if all(role.present_share == 1.0 for role in plan.roles):
        return np.empty((0, 0))
    from gridsim.model.uniforms import rows_of

    days = int(np.ceil(plan.horizon_min / 1440.0))
    uniforms = np.zeros((len(plan.workers), days))
    drawn = [w for w, worker in enumerate(plan.workers) if plan.roles[worker.role].present_share < 1.0]
    posts = [plan.workers[w] for w in drawn]
    communities = words_of(tuple(plan.communities[post.community].name for post in posts))
    roles = words_of(tuple(plan.roles[post.role].name for post in posts))
    indices = words_of(tuple(post.index for post in posts))
    seeds = seeds_of(names_of(seed, replication, communities, roles, indices, "presence"))
    ends, numbers = days * np.arange(1, len(drawn) + 1), np.tile(np.arange(days), len(drawn))
    uniforms[drawn] = rows_of(seeds, ends, numbers, 1, np.arange(1)).reshape(len(drawn), days)
    return uniforms


def expected_issues(plan: Plan) -> float:
    """About how many issues a replication has; those of a trace are not counted."""
    days = plan.demand.season.shape[1]
    season = plan.demand.season.sum(axis=1) / days if days else np.zeros(len(plan.categories))
    return 0.0 if plan.trace else float((plan.demand.per_day * season).sum() * plan.horizon_min / 1440.0)
