"""How this engine is compiled, and which functions of the model it compiles from their own text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import Any

from numba.extending import overload, register_jitable

from gridsim.compiling import inlined, part
from gridsim.model import calendar, policies, ticks, timetable

__all__ = ["SHARED", "inlined", "part"]

# Shared with the reference engine: data and decisions, never control flow.
SHARED: tuple[Callable[..., Any], ...] = (
    ticks.tick,
    calendar.weeks_past, calendar.last_at_most, calendar.open_at, calendar.elapsed, calendar.resume_at,
    calendar.finish_at, calendar.next_boundary, calendar.closing_after, calendar.off_at, calendar.worked,
    calendar.resume_work_at,
    timetable.activity_at, timetable.next_change,
    policies.assignment_key, policies.next_target, policies.worked_min, policies.is_solved_on_site,
)  # fmt: skip
for function in SHARED:
    register_jitable(forceinline=True)(function)


@overload(bisect_right)
def _bisect_right(values: Any, x: Any) -> Callable[..., int]:
    """numba has no bisect: the number of sorted values that are not greater than x."""

    def search(values: Any, x: Any) -> int:
        low, high = 0, len(values)
        while low < high:
            middle = (low + high) // 2
            if x < values[middle]:
                high = middle
            else:
                low = middle + 1
        return low

    return search
