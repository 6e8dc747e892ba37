"""Records as plain arrays: read once per replication, then every measure is arithmetic on columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridsim.model.calendar import Calendar, elapsed_many
from gridsim.model.plan import Plan
from gridsim.model.presence import Stretches
from gridsim.model.records import Records, place_names
from gridsim.model.spans import Spans
from gridsim.vocabulary import Channel, Group, Outcome, Status, Tier, WorkKind

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.signedinteger[Any]]  # in so few bits that a long column is read fast

HOUR_MIN = 60.0
MANY = 20_000  # instants for which a table by minute is sooner made than they are searched for


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

    def whole(self, table: Literal["issues", "work"], column: str) -> Codes:
        """A whole number of every issue or of every piece of work (n,), as narrow as it was recorded."""
        numbers: Codes = getattr(self.records, table)[column].to_numpy()
        return numbers if numbers.dtype.kind == "i" else numbers.astype(np.int64)

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
    def filed(self) -> Bools:
        """Issues that were filed."""
        return ~np.isnan(self.filed_min)

    @cached_property
    def absences(self) -> Stretches:
        """When which workers were absent."""
        return Stretches.of(self.plan, self.records.absences.to_numpy(dtype=np.int64))

    @cached_property
    def cohort(self) -> Bools:
        """Issues that occurred after the warm-up: the same in every scenario on one workload."""
        return self.occurred_min >= self.warm_up_min

    @cached_property
    def community(self) -> Codes:
        """Community of every issue."""
        return codes(self.records.issues["community"], [c.name for c in self.plan.communities])

    @cached_property
    def category(self) -> Codes:
        """Category of every issue."""
        return codes(self.records.issues["category"], [c.name for c in self.plan.categories])

    @cached_property
    def group(self) -> Codes:
        """Reporting group of every issue."""
        return codes(self.records.issues["group"], Group.words())

    @cached_property
    def cell(self) -> Ints:
        """The cell (community, group, category) of every issue: what any grouping is made of."""
        cell = self.community.astype(np.int64)
        for codes, words in ((self.group, len(Group)), (self.category, len(self.plan.categories))):
            cell *= words
            cell += codes
        return cell

    def count(self, chosen: Bools | None = None) -> Ints:
        """How many issues each cell has (cells,), of those chosen or of all."""
        cells = len(self.plan.communities) * len(Group) * len(self.plan.categories)
        return np.bincount(self.cell if chosen is None else self.cell.take(rows_of(chosen)), minlength=cells)

    @cached_property
    def channel(self) -> Codes:
        """Channel that discovered every issue, -1 for none."""
        return codes(self.records.issues["channel"], Channel.words())

    @cached_property
    def status(self) -> Codes:
        """Status of every issue at the horizon."""
        return codes(self.records.issues["status"], Status.words())

    @cached_property
    def tier(self) -> Codes:
        """Highest tier that every issue reached, -1 for none."""
        return codes(self.records.issues["tier"], Tier.words())

    def stands(self, *statuses: Status) -> Bools:
        """Issues (issues,) that stand at one of some statuses."""
        stands: Bools = np.logical_or.reduce([np.equal(self.status, one) for one in statuses])
        return stands

    @cached_property
    def kind(self) -> Codes:
        """Kind of every piece of work."""
        return codes(self.records.work["kind"], WorkKind.words())

    @cached_property
    def outcome(self) -> Codes:
        """Outcome of every piece of work."""
        return codes(self.records.work["outcome"], Outcome.words())

    @cached_property
    def row(self) -> Codes:
        """Row in `issues` of every piece of work's issue."""
        known, of = self.whole("issues", "issue_id"), self.whole("work", "issue_id")
        return of if len(known) and known[-1] == len(known) - 1 else np.searchsorted(known, of)

    @cached_property
    def place(self) -> Codes:
        """Place of every piece of work: communities first, then offices."""
        return codes(self.records.work["place"], place_names(self.plan))

    @cached_property
    def by_department(self) -> Bools:
        """Pieces of work of departments."""
        return np.equal(self.kind, WorkKind.DEPARTMENT)

    @cached_property
    def left_min(self) -> Floats:
        """When a visitor left unserved (issues,), NaN for all others."""
        left_min, left = np.full(self.issues, np.nan), rows_of(np.equal(self.outcome, Outcome.LEFT))
        left_min[self.row[left]] = self.work("finished_min")[left]
        return left_min

    @property
    def issues(self) -> int:
        """The number of issues."""
        return len(self.records.issues)

    def clipped(self, t_min: Floats) -> Floats:
        """Times moved into [warm-up, horizon]; NaN (not yet) is the horizon."""
        moved_min = np.fmin(t_min, self.horizon_min)
        return np.maximum(moved_min, self.warm_up_min, out=moved_min)


def codes(names: pd.Series, words: Sequence[str]) -> Codes:
    """Position of every name in `words`, -1 where missing. Names outside `words` are an error (ValueError)."""
    known = pd.Categorical(names)
    used: Codes = known.codes
    if list(known.categories) == list(words):
        return used
    position = pd.Index(words).get_indexer(known.categories)
    unknown = sorted({str(known.categories[code]) for code in np.unique(used) if code >= 0 and position[code] < 0})
    if unknown:
        raise ValueError(f"names that the plan does not have: {', '.join(unknown)}")
    return np.append(position, -1).astype(np.min_scalar_type(-max(1, len(words))))[used]


def rows_of(chosen: Bools) -> Ints:
    """Where `chosen` is true. To take these is three times as fast as to choose by truths that follow no pattern."""
    return np.flatnonzero(chosen)


def totals(place: Ints, values: Floats, places: int) -> Floats:
    """The sum of the values that belong to each place (places,)."""
    return np.bincount(place, weights=values, minlength=places).astype(np.float64, copy=False)


def open_since(calendar: Calendar, since_min: Floats, *until_min: Floats) -> list[Floats]:
    """Open minutes of a calendar from each instant (n,) to each of others (n,)."""
    if len(since_min) < MANY:
        since_open_min = elapsed_many(calendar, since_min)
        return [elapsed_many(calendar, t_min) - since_open_min for t_min in until_min]
    spans = Spans([calendar], max(float(t_min.max()) for t_min in until_min))
    since_open_min = spans.elapsed(0, since_min, spans.places(since_min))
    return [spans.elapsed(0, t_min, spans.places(t_min)) - since_open_min for t_min in until_min]


def hours(t_min: Floats) -> Floats:
    """Minutes as hours."""
    return t_min / HOUR_MIN
