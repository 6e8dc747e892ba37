"""Calendars: weekly windows `[open, close)` with dated exceptions, and the five questions one asks of them.

A calendar is listed window by window up to `until_min`; from there on its last listed week repeats for
ever. So a calendar without exceptions is one week long, and a year of closed offices costs nothing.

The five functions, and the two that leave days of absence out, are pure scalars over sequences of numbers:
the compiled engine compiles this very text (MODEL.md 2). All window edges are whole minutes, so every sum
below is exact.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import floor, inf
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

DAY_MIN = 1440.0
WEEK_MIN = 10080.0


class Calendar(NamedTuple):
    """Windows in minutes since the scenario's start, sorted, disjoint, none empty."""

    opens_min: Sequence[float]
    closes_min: Sequence[float]
    before_min: Sequence[float]  # open minutes before each window, and in all of them: one longer
    until_min: float  # here the week that ends now begins again
    week_open_min: float  # open minutes of the week that repeats


def calendar(windows: Iterable[tuple[float, float]], until_min: float) -> Calendar:
    """The calendar of `windows` up to `until_min`, whose last week repeats afterwards.

    Windows must not overlap; those that touch are joined, except at the two edges of the repeated week.
    """
    repeats_min = until_min - WEEK_MIN
    opens: list[float] = []
    closes: list[float] = []
    for opened, closed in sorted(_cut(windows, (repeats_min, until_min))):
        if opens and opened == closes[-1] and opened != repeats_min:
            closes[-1] = closed
        elif closed > opened:
            opens.append(opened)
            closes.append(closed)
    before = [0.0]
    for opened, closed in zip(opens, closes, strict=True):
        before.append(before[-1] + (closed - opened))
    week = sum(closed - opened for opened, closed in zip(opens, closes, strict=True) if opened >= repeats_min)
    return Calendar(tuple(opens), tuple(closes), tuple(before), until_min, float(week))


def _cut(windows: Iterable[tuple[float, float]], edges: tuple[float, float]) -> Iterable[tuple[float, float]]:
    """The windows cut at `edges`; what lies beyond the last edge is left out (the week repeats there)."""
    for opened, closed in windows:
        for edge in edges:
            if opened < edge < closed:
                yield opened, edge
                opened = edge
        if opened < edges[1]:
            yield opened, closed


def weeks_past(cal: Calendar, t_min: float) -> float:
    """How many weeks `t_min` must go back to fall before `until_min`."""
    if t_min < cal.until_min:
        return 0.0
    return floor((t_min - cal.until_min) / WEEK_MIN) + 1.0


def last_at_most(values: Sequence[float], x: float) -> int:
    """Index of the last of the sorted `values` that is not greater than `x`; -1 if there is none."""
    return bisect_right(values, x) - 1


def open_at(cal: Calendar, t_min: float) -> bool:
    """Whether `t_min` lies in a window; the opening instant does, the closing instant does not."""
    t = t_min if t_min < cal.until_min else t_min - weeks_past(cal, t_min) * WEEK_MIN
    i = bisect_right(cal.opens_min, t) - 1
    return i >= 0 and t < cal.closes_min[i]


def elapsed(cal: Calendar, t_min: float) -> float:
    """Open minutes up to `t_min`, counted from the first listed window; only differences mean anything."""
    weeks = 0.0 if t_min < cal.until_min else weeks_past(cal, t_min)
    t = t_min - weeks * WEEK_MIN
    i = bisect_right(cal.opens_min, t) - 1
    inside = cal.before_min[i] + (min(t, cal.closes_min[i]) - cal.opens_min[i]) if i >= 0 else 0.0
    return inside + weeks * cal.week_open_min


def resume_at(cal: Calendar, w_min: float) -> float:
    """The first open instant with `w_min` elapsed: never a closing instant. For rounds. inf if there is none."""
    total = cal.before_min[-1]
    weeks = 0.0
    if w_min >= total:
        if cal.week_open_min <= 0.0:
            return inf
        weeks = floor((w_min - total) / cal.week_open_min) + 1.0
    w = w_min - weeks * cal.week_open_min
    i = last_at_most(cal.before_min, w)
    return cal.opens_min[i] + (w - cal.before_min[i]) + weeks * WEEK_MIN


def finish_at(cal: Calendar, t_min: float, d_min: float) -> float:
    """The earliest instant by which `d_min` open minutes from `t_min` are done: may be a closing instant.

    What begins while closed begins at the next opening, also when it takes no time. inf if never.
    """
    if d_min <= 0.0:
        return t_min if open_at(cal, t_min) else resume_at(cal, elapsed(cal, t_min))
    done = elapsed(cal, t_min) + d_min
    total = cal.before_min[-1]
    weeks = 0.0
    if done > total:
        if cal.week_open_min <= 0.0:
            return inf
        weeks = -floor((total - done) / cal.week_open_min) + 0.0
    w = done - weeks * cal.week_open_min
    i = last_at_most(cal.before_min, w)
    if cal.before_min[i] == w:  # done exactly when a window closes: that one, not the next opening
        i -= 1
    return cal.opens_min[i] + (w - cal.before_min[i]) + weeks * WEEK_MIN


def next_boundary(cal: Calendar, t_min: float) -> float:
    """The next opening or closing strictly after `t_min`; inf if it is never open, or never closes again."""
    if open_at(cal, t_min):
        return closing_after(cal, t_min)
    return resume_at(cal, elapsed(cal, t_min))


def closing_after(cal: Calendar, t_min: float) -> float:
    """The end of the stretch that is open at `t_min`, through windows that touch; inf if it has none."""
    close = t_min
    for _ in range(3):  # a stretch is cut at most at the two edges of the repeated week
        weeks = weeks_past(cal, close)
        t = close - weeks * WEEK_MIN
        i = last_at_most(cal.opens_min, t)
        if i < 0 or t >= cal.closes_min[i]:
            return close
        close = cal.closes_min[i] + weeks * WEEK_MIN
        if not open_at(cal, close):
            return close
    return inf


class DaysOff(NamedTuple):
    """The stretches that somebody's absent days take out of a calendar, in minutes since the start, sorted."""

    from_min: Sequence[float]  # the first window that begins that day
    to_min: Sequence[float]  # the end of the last one
    worked_min: Sequence[float]  # open minutes he was there for, up to each stretch
    missed_min: Sequence[float]  # open minutes missed before each stretch, and in all of them: one longer


def off_at(days: DaysOff, t_min: float) -> bool:
    """Whether `t_min` lies in a stretch of absence."""
    i = last_at_most(days.from_min, t_min)
    return i >= 0 and t_min < days.to_min[i]


def worked(cal: Calendar, days: DaysOff, t_min: float) -> float:
    """`elapsed` without the days off."""
    i = last_at_most(days.from_min, t_min)
    if i >= 0 and t_min < days.to_min[i]:
        return days.worked_min[i]
    return elapsed(cal, t_min) - days.missed_min[i + 1]


def resume_work_at(cal: Calendar, days: DaysOff, w_min: float) -> float:
    """`resume_at` without the days off: the first open instant at which he is there with `w_min` worked."""
    return resume_at(cal, w_min + days.missed_min[last_at_most(days.worked_min, w_min) + 1])


def days_off(cal: Calendar, stretches: Iterable[tuple[float, float]]) -> DaysOff:
    """What the `stretches` of absence, disjoint and in order, take out of a calendar."""
    stretches = tuple(stretches)
    worked_min, missed_min = [], [0.0]
    for from_min, to_min in stretches:
        worked_min.append(elapsed(cal, from_min) - missed_min[-1])
        missed_min.append(missed_min[-1] + (elapsed(cal, to_min) - elapsed(cal, from_min)))
    return DaysOff(
        tuple(from_min for from_min, _ in stretches), tuple(to_min for _, to_min in stretches),
        tuple(worked_min), tuple(missed_min),
    )  # fmt: skip


def windows_of(cal: Calendar, end_min: float) -> Iterable[tuple[float, float]]:
    """All windows that open before `end_min`: those listed, then the last listed week again and again."""
    listed = list(zip(cal.opens_min, cal.closes_min, strict=True))
    yield from listed
    week = [window for window in listed if window[0] >= cal.until_min - WEEK_MIN]
    shift_min = WEEK_MIN
    while week and cal.until_min + shift_min - WEEK_MIN < end_min:
        for opened, closed in week:
            yield opened + shift_min, closed + shift_min
        shift_min += WEEK_MIN


def union(parts: Iterable[tuple[Calendar, DaysOff]], until_min: float) -> Calendar:
    """The calendar open whenever one of some calendars is, outside its days off; exact up to `until_min`."""
    end_min = (floor(until_min / WEEK_MIN) + 1.0) * WEEK_MIN
    merged: list[list[float]] = []
    for opened, closed in sorted(
        window for cal, days in parts for whole in windows_of(cal, end_min) for window in _without(whole, days)
    ):
        if merged and opened <= merged[-1][1]:
            merged[-1][1] = max(merged[-1][1], closed)
        else:
            merged.append([opened, closed])
    return calendar([(opened, closed) for opened, closed in merged], end_min)


def _without(window: tuple[float, float], days: DaysOff) -> Iterable[tuple[float, float]]:
    """What is left of a window."""
    opened, closed = window
    for from_min, to_min in zip(days.from_min, days.to_min, strict=True):
        if opened < to_min and from_min < closed:
            if opened < from_min:
                yield opened, from_min
            opened = to_min
    if opened < closed:
        yield opened, closed


def elapsed_many(cal: Calendar, t_min: NDArray[np.float64]) -> NDArray[np.float64]:
    """`elapsed` of a whole column, for analysis; NaN stays NaN."""
    if not len(cal.opens_min):
        return np.where(np.isnan(t_min), np.nan, 0.0)
    weeks = np.where(t_min < cal.until_min, 0.0, np.floor((t_min - cal.until_min) / WEEK_MIN) + 1.0)
    t = t_min - weeks * WEEK_MIN
    opens, closes, before = (np.asarray(column) for column in (cal.opens_min, cal.closes_min, cal.before_min))
    i = np.searchsorted(opens, t, side="right") - 1
    inside = before[i] + np.minimum(t, closes[i]) - opens[i]
    return np.asarray(np.where(np.isnan(t_min), np.nan, np.where(i < 0, 0.0, inside) + weeks * cal.week_open_min))


ALWAYS = calendar([(0.0, WEEK_MIN)], WEEK_MIN)
NO_DAYS_OFF = DaysOff((), (), (), (0.0,))
