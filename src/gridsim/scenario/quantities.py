"""The quantities a person writes: durations, rates, shares, headcounts, distributions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from gridsim.vocabulary import Activity, Measure


@dataclass(frozen=True)
class Amount:
    """A duration or number with what it is measured in: `30 min`, `4 working hours`, `1 working day`."""

    value: float
    measure: Measure


@dataclass(frozen=True)
class Distribution:
    """A law of durations (or of numbers, or of shares): its family and named parameters in one measure.

    Families and parameters: constant(value), uniform(low, high), triangular(low, mode, high),
    exponential(mean), erlang(mean, shape), gamma(mean, sd), lognormal(mean, sd), weibull(mean, shape);
    mixture has `parts` (weight, law) and no parameters; empirical has `values` and no parameters.
    Time parameters are in the unit of `measure` (minutes, working minutes, or working days).
    """

    family: str
    parameters: Mapping[str, float]
    measure: Measure
    parts: tuple[tuple[float, Distribution], ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Rate:
    """Issues per minute and per unit of `per`."""

    per_min: float
    per: Literal["household", "resident", "grid", "community"]


@dataclass(frozen=True)
class Ratio:
    """`1 per 100 households` (count 1, per 100, of household), `3 per community`, `20 in total` (per 0)."""

    count: float
    per: float
    of: Literal["household", "resident", "grid", "community", "subdistrict", "district", "total"]


@dataclass(frozen=True)
class Growth:
    """`5% per day up to 2x`: work grows by `per_day` for each day hidden, to at most `cap` times."""

    per_day: float
    cap: float


@dataclass(frozen=True)
class Beat:
    """`shared`, `3 grids` (grids=3) or `all grids`."""

    kind: Literal["shared", "grids", "all"]
    grids: int = 0


@dataclass(frozen=True)
class Band:
    """One line of `by_migrant_share`: strictly above `above`, `low` posts rising linearly to `high`.

    `high` is reached at the next band's threshold (at 100 % for the highest band).
    """

    above: float
    low: float
    high: float


@dataclass(frozen=True)
class Headcount:
    """How many workers a role has in each community (MODEL.md 6, Headcount rules)."""

    rule: Ratio | None = None
    by_migrant_share: tuple[Band, ...] = ()
    otherwise: float = 0.0
    by: Literal["households", "residents", "grids", "communities"] = "households"  # allocation of a total
    less: tuple[str, ...] = ()
    at_least: int = 0
    at_most: int | None = None
    rounding: Literal["nearest", "up", "down"] = "nearest"
    multiply: tuple[tuple[str, float], ...] = field(default=())  # (where, by)


@dataclass(frozen=True)
class Reported:
    """Who reports an issue (share by group) and how long after its onset (None: at once)."""

    local: float
    migrant: float
    after: Distribution | None = None


@dataclass(frozen=True)
class Window:
    """From `open_min` up to `close_min` of a day; past 1440 it runs into the next, and belongs to the day it begins on.

    In a timetable it has an activity, in a profile a relative weight.
    """

    open_min: int
    close_min: int
    activity: Activity | None = None
    weight: float = 1.0


@dataclass(frozen=True)
class Exception_:  # noqa: N801 - Exception is Python's
    """Days, `first` to `last` with both ends, whose windows replace those of the week."""

    first: date
    last: date
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Week:
    """Windows by day, Monday first, and the dated exceptions: a calendar, a timetable or a profile."""

    days: tuple[tuple[Window, ...], ...]
    exceptions: tuple[Exception_, ...] = ()

    @property
    def activities(self) -> frozenset[Activity]:
        """Every activity it ever schedules."""
        windows = [*(w for day in self.days for w in day), *(w for e in self.exceptions for w in e.windows)]
        return frozenset(window.activity for window in windows if window.activity is not None)


@dataclass(frozen=True)
class Season:
    """From one day of the year to another, both ends included, over the new year where `first` is later."""

    first: tuple[int, int]  # month, day
    last: tuple[int, int]
    factor: float
