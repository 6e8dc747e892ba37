"""The logbook: what happened to each issue, written down as Records."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from math import nan
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.engines.reference.issue import Issue, Piece
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

AT_A_TIME = 8192  # rows


def write(city: City, until_min: float) -> Records:
    """The tables at `until_min`; nothing that would happen at or after it is in them."""
    queues: list[Queue[Any]] = [place.queue for place in city.communities]
    queues += [office.queue for office in city.offices]
    for queue in queues:
        queue.settle()
    _count_who_is_busy(city)
    return Records(
        issues=issue_table(city.plan, city.workload, _issue_columns(city.issues, until_min)),
        work=work_table(city.plan, _work_columns(city.pieces, until_min)),
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
    columns = _columns(issues, ISSUE_HISTORY)
    early = ~(columns["attended_min"] < until_min)
    columns["attended_min"][early] = nan
    columns["worker_id"][early] = -1
    return list(columns.values())


def _work_columns(pieces: list[Piece], until_min: float) -> list[Column]:
    """In the order of `records.WORK_COLUMNS`; the pieces of an issue one below the other, as they were made."""
    issue_id = np.array([piece.issue.id for piece in pieces], dtype=np.int32)
    order = np.argsort(issue_id, kind="stable")
    issue_id = issue_id[order]
    columns = {
        "issue_id": issue_id,
        "step": np.arange(len(pieces)) - np.searchsorted(issue_id, issue_id),
        **{name: column[order] for name, column in _columns(pieces, WORK_COLUMNS[2:]).items()},
    }
    columns["arrived_min"][~(columns["arrived_min"] < until_min)] = nan
    return list(columns.values())


def _columns(things: Sequence[object], names: Sequence[str]) -> dict[str, Column]:
    """Attributes of all: times, and whole numbers.

    Of some thousand things at a time, so that each is fetched from memory once and not for every column.
    """
    kinds = {name: np.float64 if name.endswith("_min") else np.int64 for name in names}
    columns: dict[str, Column] = {name: np.empty(len(things), kind) for name, kind in kinds.items()}
    for first in range(0, len(things), AT_A_TIME):
        some = things[first : first + AT_A_TIME]
        for kind in (np.float64, np.int64):
            row = [name for name in names if kinds[name] is kind]
            numbers = np.fromiter(chain.from_iterable(map(attrgetter(*row), some)), kind, len(some) * len(row))
            for name, column in zip(row, numbers.reshape(-1, len(row)).T, strict=True):
                columns[name][first : first + AT_A_TIME] = column
    return columns
