"""The logbook: what happened to each issue, written down as Records."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Any

import numpy as np

from gridsim.engines.reference.issue import Issue, Piece
from gridsim.engines.reference.queue import Queue
from gridsim.model.records import (
    ISSUE_HISTORY,
    WORK_COLUMNS,
    Records,
    absence_table,
    columns_of,
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
    issues = [_issue_row(issue, until_min) for issue in city.issues]
    work = [
        (issue.id, step, *_piece_row(piece, until_min))
        for issue in city.issues
        for step, piece in enumerate(issue.pieces)
    ]
    return Records(
        issues=issue_table(city.plan, city.workload, columns_of(issues, len(ISSUE_HISTORY))),
        work=work_table(city.plan, columns_of(work, len(WORK_COLUMNS))),
        absences=absence_table(city.absent),
        waiting_ticks=np.array([queue.waiting_ticks for queue in queues], dtype=np.int64),
        busy_ticks=np.array(city.busy_ticks, dtype=np.int64),
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


def _before(t_min: float, until_min: float) -> float:
    return t_min if t_min < until_min else nan


def _issue_row(issue: Issue, until_min: float) -> tuple[float, ...]:
    """In the order of `records.ISSUE_HISTORY`."""
    attended_min = _before(issue.attended_min, until_min)
    return (
        -1 if issue.channel is None else issue.channel,
        issue.discovered_min,
        issue.filed_min,
        attended_min,
        issue.resolved_min,
        issue.first_closed_min,
        issue.closed_min,
        issue.cleared_min,
        issue.sound,
        issue.tier,
        issue.attempts,
        issue.returns,
        issue.repeats,
        issue.misdispatches,
        issue.response_due_min,
        issue.resolution_due_min,
        issue.worker_id if attended_min == attended_min else -1,
        issue.status,
    )


def _piece_row(piece: Piece, until_min: float) -> tuple[float, ...]:
    """In the order of `records.WORK_COLUMNS`, after issue_id and step."""
    return (
        piece.attempt,
        piece.kind,
        piece.place,
        piece.actor_id,
        piece.filed_min,
        piece.queued_min,
        piece.started_min,
        _before(piece.arrived_min, until_min),
        piece.finished_min,
        piece.outcome,
    )
