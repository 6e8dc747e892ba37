"""Calendars: weekly windows `[open, close)` with dated exceptions, and the five questions one asks of them.

A calendar is listed window by window up to `until_min`; from there on its last listed week repeats for
ever. So a calendar without exceptions is one week long, and a year of closed offices costs nothing.

The five functions are pure scalars over sequences of numbers: the compiled engine compiles this very
text (MODEL.md 2). All window edges are whole minutes, so every sum below is exact.
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
    t = t_min - weeks_past(cal, t_min) * WEEK_MIN
    i = last_at_most(cal.opens_min, t)
    return i >= 0 and t < cal.closes_min[i]


def elapsed(cal: Calendar, t_min: float) -> float:
    """Open minutes up to `t_min`, counted from the first listed window; only differences mean anything."""
    weeks = weeks_past(cal, t_min)
    t = t_min - weeks * WEEK_MIN
    i = last_at_most(cal.opens_min, t)
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
