"""Records as plain arrays: read once per replication, then every measure is arithmetic on columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridsim.model.plan import Plan
from gridsim.model.presence import Stretches
from gridsim.model.records import Records, place_names
from gridsim.vocabulary import Channel, Group, Outcome, Status, Tier, WorkKind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

HOUR_MIN = 60.0


@dataclass(frozen=True)
class Columns:
    """One replication's issues and work; codes are positions in the plan and in the vocabulary, -1 for none."""

    plan: Plan
    records: Records

    @property
    def horizon_min(self) -> float:
        """The end of the observed time."""
        return self.records.until_min

    @property
    def warm_up_min(self) -> float:
        """The beginning of the observed time."""
        return self.plan.warm_up_min

    def issue(self, column: str) -> Floats:
        """A number of every issue (issues,)."""
        return self.records.issues[column].to_numpy(dtype=np.float64)

    def work(self, column: str) -> Floats:
        """A number of every piece of work (pieces,)."""
        return self.records.work[column].to_numpy(dtype=np.float64)

    @cached_property
    def occurred_min(self) -> Floats:
        """Onset (issues,)."""
        return self.issue("occurred_min")

    @cached_property
    def filed_min(self) -> Floats:
        """First filing (issues,), NaN for none."""
        return self.issue("filed_min")

    @cached_property
    def absences(self) -> Stretches:
        """When which workers were absent."""
        return Stretches.of(self.plan, self.records.absences.to_numpy(dtype=np.int64))

    @cached_property
    def cohort(self) -> Bools:
        """Issues that occurred after the warm-up: the same in every scenario on one workload."""
        return self.occurred_min >= self.warm_up_min

    @cached_property
    def community(self) -> Ints:
        """Community of every issue."""
        return codes(self.records.issues["community"], [c.name for c in self.plan.communities])

    @cached_property
    def category(self) -> Ints:
        """Category of every issue."""
        return codes(self.records.issues["category"], [c.name for c in self.plan.categories])

    @cached_property
    def group(self) -> Ints:
        """Reporting group of every issue."""
        return codes(self.records.issues["group"], Group.words())

    @cached_property
    def cell(self) -> NDArray[np.int32]:
        """The cell (community, group, category) of every issue: what any grouping is made of."""
        cell = (self.community * len(Group) + self.group) * len(self.plan.categories) + self.category
        return cell.astype(np.int32)

    def count(self, chosen: Bools | slice) -> Ints:
        """How many chosen issues each cell has (cells,)."""
        cells = len(self.plan.communities) * len(Group) * len(self.plan.categories)
        return np.bincount(self.cell[chosen], minlength=cells)

    @cached_property
    def channel(self) -> Ints:
        """Channel that discovered every issue, -1 for none."""
        return codes(self.records.issues["channel"], Channel.words())

    @cached_property
    def status(self) -> Ints:
        """Status of every issue at the horizon."""
        return codes(self.records.issues["status"], Status.words())

    @cached_property
    def tier(self) -> Ints:
        """Highest tier that every issue reached, -1 for none."""
        return codes(self.records.issues["tier"], Tier.words())

    def stands(self, *statuses: Status) -> Bools:
        """Issues (issues,) that stand at one of some statuses."""
        return np.isin(np.arange(-1, len(Status)), statuses)[self.status + 1]

    @cached_property
    def kind(self) -> Ints:
        """Kind of every piece of work."""
        return codes(self.records.work["kind"], WorkKind.words())

    @cached_property
    def outcome(self) -> Ints:
        """Outcome of every piece of work."""
        return codes(self.records.work["outcome"], Outcome.words())

    @cached_property
    def row(self) -> Ints:
        """Row in `issues` of every piece of work's issue."""
        known, of = (one["issue_id"].to_numpy(dtype=np.int64) for one in (self.records.issues, self.records.work))
        return of if len(known) and known[-1] == len(known) - 1 else np.searchsorted(known, of)

    @cached_property
    def place(self) -> Ints:
        """Place of every piece of work: communities first, then offices."""
        return codes(self.records.work["place"], place_names(self.plan))

    @cached_property
    def by_department(self) -> Bools:
        """Pieces of work of departments."""
        return np.equal(self.kind, WorkKind.DEPARTMENT)

    @cached_property
    def left_min(self) -> Floats:
        """When a visitor left unserved (issues,), NaN for all others."""
        left_min = np.full(self.issues, np.nan)
        left = self.outcome == Outcome.LEFT
        left_min[self.row[left]] = self.work("finished_min")[left]
        return left_min

    @property
    def issues(self) -> int:
        """The number of issues."""
        return len(self.records.issues)

    def clipped(self, t_min: Floats) -> Floats:
        """Times moved into [warm-up, horizon]; NaN (not yet) is the horizon."""
        return np.clip(np.where(np.isnan(t_min), self.horizon_min, t_min), self.warm_up_min, self.horizon_min)


def codes(names: pd.Series, words: Sequence[str]) -> Ints:
    """Position of every name in `words`, -1 where missing. Names outside `words` are an error (ValueError)."""
    known = names.astype("category").cat
    if list(known.categories) == list(words):
        return known.codes.to_numpy().astype(np.int64)
    position = pd.Index(words).get_indexer(known.categories)
    used = known.codes.to_numpy().astype(np.int64)
    unknown = sorted({str(known.categories[code]) for code in np.unique(used) if code >= 0 and position[code] < 0})
    if unknown:
        raise ValueError(f"names that the plan does not have: {', '.join(unknown)}")
    return np.append(position, -1)[used].astype(np.int64)


def totals(place: Ints, values: Floats, places: int) -> Floats:
    """The sum of the values that belong to each place (places,)."""
    return np.bincount(place, weights=values, minlength=places).astype(np.float64)


def hours(t_min: Floats) -> Floats:
    """Minutes as hours."""
    return t_min / HOUR_MIN
