"""The logbook: what happened to each issue, written down as Records."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.engines.reference.issue import Issue
from gridsim.engines.reference.queue import Queue
from gridsim.model.records import (
    ISSUE_HISTORY,
    WORK_COLUMNS,
    Column,
    Records,
    absence_table,
    issue_table,
    work_table,
)

if TYPE_CHECKING:
    from gridsim.engines.reference.city import City


def write(city: City, until_min: float) -> Records:
    """The tables at `until_min`; nothing that would happen at or after it is in them."""
    queues: list[Queue[Any]] = [place.queue for place in city.communities]
    queues += [office.queue for office in city.offices]
    for queue in queues:
        queue.settle()
    _count_who_is_busy(city)
    return Records(
        issues=issue_table(city.plan, city.workload, _issue_columns(city.issues, until_min)),
        work=work_table(city.plan, _work_columns(city.issues, until_min)),
        absences=absence_table(city.absent),
        waiting_ticks=np.array([queue.waiting_ticks for queue in queues], dtype=np.int64),
        busy_ticks=np.rint(np.array(city.busy_min) * city.plan.ticks_per_min).astype(np.int64),
        until_min=until_min,
    )


def _count_who_is_busy(city: City) -> None:
    """Those at work when the run ends."""
    for community in city.communities:
        for worker in community.workers:
            if worker.busy:
                city.count_busy(worker.id, worker.busy_since_min)
    for office in city.offices:
        for crew, since_min in office.busy_since_min.items():
            city.count_busy(len(city.plan.workers) + crew, since_min)


def _issue_columns(issues: list[Issue], until_min: float) -> list[Column]:
    """In the order of `records.ISSUE_HISTORY`; nobody has come who would arrive after the end."""
    columns = {name: _column(issues, name) for name in ISSUE_HISTORY}
    early = ~(columns["attended_min"] < until_min)
    columns["attended_min"][early] = nan
    columns["worker_id"][early] = -1
    return list(columns.values())


def _work_columns(issues: list[Issue], until_min: float) -> list[Column]:
    """In the order of `records.WORK_COLUMNS`."""
    pieces = [piece for issue in issues for piece in issue.pieces]
    count = np.array([len(issue.pieces) for issue in issues], dtype=np.int64)
    first = np.cumsum(count) - count
    columns = {
        "issue_id": np.repeat(np.arange(len(issues)), count),
        "step": np.arange(len(pieces)) - np.repeat(first, count),
        **{name: _column(pieces, name) for name in WORK_COLUMNS[2:]},
    }
    columns["arrived_min"][~(columns["arrived_min"] < until_min)] = nan
    return list(columns.values())


def _column(things: Sequence[object], name: str) -> Column:
    """One attribute of all."""
    return np.fromiter(map(attrgetter(name), things), np.float64, len(things))
