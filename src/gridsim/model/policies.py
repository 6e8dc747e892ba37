"""Policies as values of closed tables, and the small decisions that every engine takes alike.

Pure scalar functions of plain numbers: the compiled engine compiles this very text.
"""

from __future__ import annotations

from math import floor

from gridsim.model.ticks import tick
from gridsim.vocabulary import Activity, Assign, Channel, RoundKind, WorkKind

CHANNEL_OF_ROUND = {
    RoundKind.STREET: Channel.STREET_ROUND,
    RoundKind.HOUSEHOLD: Channel.HOUSEHOLD_ROUND,
}

_ON_ROUNDS = frozenset({Activity.STREET_ROUND, Activity.HOUSEHOLD_ROUND, Activity.STANDBY})
_TAKEN_OUT_OF = {  # what may take a worker out of what (MODEL.md 6)
    (WorkKind.SERVE, False): frozenset({Activity.COUNTER, Activity.STANDBY}),
    (WorkKind.ATTEND, False): _ON_ROUNDS,
    (WorkKind.ATTEND, True): _ON_ROUNDS | {Activity.COUNTER, Activity.OFFICE},
    (WorkKind.VERIFY, False): _ON_ROUNDS,
}


def activities_for(kind: WorkKind, urgent: bool) -> frozenset[Activity]:
    """The activities out of which a piece of work may take a worker; only an attend can be urgent."""
    return _TAKEN_OUT_OF[kind, urgent and kind is WorkKind.ATTEND]


def goes_by_place(assign: Assign, kind: WorkKind) -> bool:
    """Whether it matters where a worker is; whom visitors meet is no matter of grids."""
    return assign is Assign.OWN_GRID_FIRST and kind is not WorkKind.SERVE


def assignment_key(
    by_place: bool, own_grid: bool, steps: int, idle_since_min: float, worker: int
) -> tuple[bool, int, float, int]:
    """Of the workers who may take a piece, the smallest key goes."""
    return (by_place and not own_grid, steps if by_place else 0, idle_since_min, worker)


def next_target(position_min: float, lap_min: float, progress_min: float, ticks_per_min: float) -> float:
    """The first of position, position + lap, ... that is strictly greater than a worker's progress."""
    laps = floor((progress_min - position_min) / lap_min)
    target_min = position_min + tick(laps * lap_min, ticks_per_min)
    while target_min <= progress_min:  # at most twice: the quotient may be rounded
        target_min += lap_min
    return target_min


def worked_min(
    work_min: float, growth_per_day: float, cap: float, hidden_min: float, speed: float, ticks_per_min: float
) -> float:
    """Minutes of work on an issue that was hidden for `hidden_min`: what was hidden has grown (MODEL.md 5)."""
    if growth_per_day == 0.0 and speed == 1.0:
        return work_min
    grown = min(cap, 1.0 + tick(growth_per_day * hidden_min / 1440.0, ticks_per_min))
    return tick(work_min * grown / speed, ticks_per_min)


def is_solved_on_site(
    mark: float, solved_share: float, role_factor: float, slope: float, waiting: int, on_duty: int
) -> bool:
    """Whether an attend (or a serve) solves the issue, by its stored uniform.

    With a slope, the more tasks wait per worker on duty, the more is sent up (load-dependent referral, MODEL.md 7).
    """
    if slope == 0.0:
        return mark < solved_share * role_factor
    return mark < solved_share * role_factor * max(0.0, 1.0 - slope * (waiting / max(1, on_duty)))


def beat_of(index: int, workers: int, grids: int, kind: str, size: int) -> tuple[int, ...]:
    """The grids of worker `index` of `workers` of a role, in the order he walks them (MODEL.md 5).

    `shared` deals the grids out in order, so that each is walked; otherwise beats of `size` grids overlap.
    """
    if kind == "shared":
        first = floor(index * grids / workers)
        last = max(first, floor((index + 1) * grids / workers) - 1)
        return tuple(range(first, last + 1))
    size = grids if kind == "all" else min(size, grids)
    start = index * (grids if kind == "all" else size)
    return tuple((start + i) % grids for i in range(size))
