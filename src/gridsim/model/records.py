"""What a run records: two flat tables (MODEL.md 10), who was absent, and integrals to check them.

Names, not codes, for a reader (categoricals); -1 and NaN mean none. `issues` is sorted by issue_id,
`work` by (issue_id, step). Warm-up, censoring and statistics live elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridsim.model.plan import Limit, Plan
from gridsim.model.workload import Workload
from gridsim.vocabulary import Channel, Group, Outcome, Status, Tier, Word, WorkKind

ISSUE_COLUMNS = (
    "issue_id", "community", "grid", "category", "group", "priority", "channel", "occurred_min", "discovered_min",
    "filed_min", "attended_min", "resolved_min", "first_closed_min", "closed_min", "cleared_min", "sound", "tier",
    "attempts", "returns", "repeats", "misdispatches", "response_limit_min", "resolution_limit_min",
    "response_due_min", "resolution_due_min", "worker_id", "status",
)  # fmt: skip
ISSUE_HISTORY = (  # what the engine adds to the workload, in the order in which it hands it over
    "channel", "discovered_min", "filed_min", "attended_min", "resolved_min", "first_closed_min", "closed_min",
    "cleared_min", "sound", "tier", "attempts", "returns", "repeats", "misdispatches", "response_due_min",
    "resolution_due_min", "worker_id", "status",
)  # fmt: skip
WORK_COLUMNS = (
    "issue_id", "step", "attempt", "kind", "place", "actor_id", "filed_min", "queued_min", "started_min",
    "arrived_min", "finished_min", "outcome",
)  # fmt: skip

Column = NDArray[Any]
_WHOLE = {  # whole numbers, no wider than they can get
    "issue_id": np.int32, "worker_id": np.int32, "actor_id": np.int32, "step": np.int16, "attempt": np.int8,
    **dict.fromkeys(("sound", "attempts", "returns", "repeats", "misdispatches"), np.int8),
}  # fmt: skip


_AT_ONCE = 1 << 14  # codes made wide at once, so that they stay near the processor


@dataclass(frozen=True)
class Records:
    """The two tables of one replication.

    `issues.channel` is missing where nobody discovered the issue; `attempts` counts attempts begun (0 before
    filing); `sound` is -1 before any fix, else 1 if the last fix was sound and 0 if it was false; `worker_id` is
    the first attender's index in `plan.workers`, -1 for none; `work.place` is a community's name or
    `department@place`; `work.actor_id` a worker's index in plan.workers, or a crew's number, -1 for none. A piece
    that was left has its visitor's leaving as `finished_min`. A returned attempt keeps the filing it belongs to.
    `absences` lists who was absent when (worker_id, day since the start), days off apart. To check the tables, the
    engine adds its own integrals: `waiting_ticks` of queue length by place, communities first, then offices, and
    `busy_ticks` of busy time by actor, workers first, then crews.
    """

    issues: pd.DataFrame
    work: pd.DataFrame
    absences: pd.DataFrame
    waiting_ticks: NDArray[np.int64]
    busy_ticks: NDArray[np.int64]
    until_min: float

    def check(self, plan: Plan) -> None:
        """Raise EngineError, with the rows that break it, unless every identity of MODEL.md 11 holds."""
        from gridsim.model.identities import check

        check(plan, self)

    def compare(self, other: Records) -> str | None:
        """Where two records first part, with the rows around it from both; None if they are equal to the last bit."""
        from gridsim.model.parity import difference

        return difference(self, other)

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256 of each table's values and words: equal hashes, equal tables."""
        return {name: _table_hash(getattr(self, name)) for name in ("issues", "work", "absences")}


def issue_table(plan: Plan, workload: Workload, history: Sequence[Column]) -> pd.DataFrame:
    """The issues that have occurred, with what became of them: `history` has a column for each of ISSUE_HISTORY."""
    n = len(history[0])
    happened: dict[str, Any] = dict(zip(ISSUE_HISTORY, history, strict=True))
    category = workload.category[:n]
    columns = {
        "issue_id": np.arange(n, dtype=np.int32),
        "community": _named(workload.community[:n], [community.name for community in plan.communities]),
        "grid": workload.grid[:n].astype(np.int32, copy=False),
        "category": _named(category, [one.name for one in plan.categories]),
        "group": _worded(workload.group[:n], Group),
        "priority": np.array([one.priority for one in plan.categories], dtype=np.int8)[category],
        "occurred_min": workload.occurred_min[:n],
        "response_limit_min": np.array([_minutes(one.response) for one in plan.categories])[category],
        "resolution_limit_min": np.array([_minutes(one.resolution) for one in plan.categories])[category],
        **happened,
        "channel": _worded(happened["channel"], Channel),
        "tier": _worded(happened["tier"], Tier),
        "status": _worded(happened["status"], Status),
    }
    for name, whole in _WHOLE.items():
        if name in happened:
            columns[name] = happened[name].astype(whole, copy=False)
    return pd.DataFrame({name: columns[name] for name in ISSUE_COLUMNS}, copy=False)


def work_table(plan: Plan, work: Sequence[Column]) -> pd.DataFrame:
    """Pieces of work, sorted by (issue_id, step): `work` has a column for each of WORK_COLUMNS."""
    columns: dict[str, object] = dict(zip(WORK_COLUMNS, work, strict=True))
    for name, whole in _WHOLE.items():
        if name in columns:
            columns[name] = np.asarray(columns[name]).astype(whole, copy=False)
    columns["kind"] = _worded(np.asarray(columns["kind"]), WorkKind)
    columns["outcome"] = _worded(np.asarray(columns["outcome"]), Outcome)
    columns["place"] = _named(np.asarray(columns["place"]), place_names(plan))
    return pd.DataFrame(columns, copy=False)


def absence_table(absent: NDArray[np.int64]) -> pd.DataFrame:
    """Absences (n, 2) of workers on days, as `presence.absent_days` lists them."""
    return pd.DataFrame({"worker_id": absent[:, 0], "day": absent[:, 1]})


def place_names(plan: Plan) -> list[str]:
    """Communities by name, then offices as `department@place`."""
    places = {Tier.SUBDISTRICT: plan.subdistricts, Tier.DISTRICT: plan.districts, Tier.CITY: ("city",)}
    offices = [f"{office.name}@{places[office.tier][office.place]}" for office in plan.departments]
    return [community.name for community in plan.communities] + offices


def _minutes(limit: Limit | None) -> float:
    return np.nan if limit is None else limit.minutes


def _named(codes: Column, names: list[str]) -> pd.Categorical[Any]:
    narrow = np.min_scalar_type(-max(1, len(names)))  # as pandas would store them
    return pd.Categorical.from_codes(codes.astype(narrow, copy=False), dtype=pd.CategoricalDtype(names), validate=False)


def _worded(codes: Column, words: type[Word]) -> pd.Categorical[Any]:
    return _named(codes, words.words())


def _table_hash(table: pd.DataFrame) -> str:
    digest = sha256()
    for name in table.columns:
        column = table[name]
        digest.update(name.encode())
        if isinstance(column.dtype, pd.CategoricalDtype):
            digest.update("\0".join(map(str, column.cat.categories)).encode())
            codes = column.cat.codes.to_numpy()
            for first in range(0, len(codes), _AT_ONCE):
                digest.update(codes[first : first + _AT_ONCE].astype(np.int64).data)
        else:
            digest.update(np.ascontiguousarray(column.to_numpy()).data)
    return digest.hexdigest()
