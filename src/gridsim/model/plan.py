"""The Plan: a scenario compiled to numbers. What an engine reads, frozen.

Names have become indices, clock times minutes since the start, ratios individual workers. Equal plans
mean equal runs; `Plan.hash` goes into every manifest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.model.calendar import Calendar
from gridsim.model.distributions import Law
from gridsim.vocabulary import (
    Activity,
    Assign,
    CommunityType,
    First,
    OnOverdue,
    QueueRule,
    Service,
    Tier,
)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Community:
    """A community (社区) and where it lies."""

    name: str
    type: CommunityType
    households: int
    residents: float
    migrant_share: float
    grids: int
    side: int  # grids lie on a square lattice of this many columns
    subdistrict: int
    district: int
    label: Mapping[str, str] = field(default_factory=dict, compare=False)  # for readers, by language

    def steps(self, grid: int, other: int) -> int:
        """Lattice steps between two grids."""
        return abs(grid % self.side - other % self.side) + abs(grid // self.side - other // self.side)


@dataclass(frozen=True)
class Timetable:
    """What its workers do when: one calendar per activity, and the one of all of them together."""

    name: str
    of: tuple[Calendar, ...]  # indexed by Activity; OFF is never open
    may_attend: Calendar  # non-urgent attends may be taken: rounds and standby
    may_serve: Calendar  # the counter is held open: counter and standby
    scheduled: Calendar  # on duty at all
    changes_min: tuple[float, ...]  # every edge of a window in the listed weeks
    activities: tuple[Activity, ...]  # from each change on
    days: tuple[tuple[float, float], ...]  # of each listed day: its first window's beginning, its last one's end


@dataclass(frozen=True)
class Role:
    """A kind of worker."""

    name: str
    handles: tuple[bool, ...]  # by category
    speed: float
    solves: float  # factor on a category's solved_on_site
    round_min: tuple[float, ...]  # minutes per grid by RoundKind, 0 where it walks no such round
    walk: int  # column of the workload's walks, -1 for none
    step_min: float
    cost_per_hour: float
    present_share: float  # of his days


@dataclass(frozen=True)
class Worker:
    """One grid worker; workers of different scenarios are compared as (community, role, index)."""

    community: int
    role: int
    index: int
    timetable: int
    beat: tuple[int, ...]  # grids in the order they are walked
    middle: int  # grid from which his walks are counted
    start_min: tuple[float, ...]  # progress at the start by RoundKind


@dataclass(frozen=True)
class Delay:
    """A drawn delay and the calendar whose open minutes it takes."""

    law: Law
    calendar: int


@dataclass(frozen=True)
class Limit:
    """A time limit from filing, in open minutes of its calendar."""

    minutes: float
    calendar: int


@dataclass(frozen=True)
class Hop:
    """One step of a category's way up: a department and its chance to solve (the last always does)."""

    department: int
    solved_share: float


@dataclass(frozen=True)
class Category:
    """A kind of issue: everything about it but its rate, which is in `Demand`."""

    name: str
    service: Service
    priority: int
    counter: bool
    noticed_share: tuple[float, ...]  # by RoundKind: chance that a meeting notices it, 0 for never
    work: Law
    solved_on_site: float
    growth_per_day: float
    growth_cap: float
    first: First
    route: tuple[Hop, ...]
    response: Limit | None
    resolution: Limit | None
    reported_share: tuple[float, ...]  # by Group
    report: Law
    clears: Law | None
    patience: Law | None


@dataclass(frozen=True)
class Department:
    """A department's office in one place of its tier: department `kind`, `place` of its tier."""

    name: str
    kind: int
    tier: Tier
    place: int
    crews: int
    first_crew: int  # crews of all offices are numbered through
    calendar: int
    queue: QueueRule


@dataclass(frozen=True)
class DepartmentKind:
    """What all offices of a department share."""

    name: str
    tier: Tier
    work: Law
    offices: tuple[int, ...]  # by place of its tier


@dataclass(frozen=True)
class Command:
    """The command centre: its delays, refusals and mistakes."""

    filing: Delay
    dispatch: Delay
    rejected_share: float
    wrong_share: float
    back_after: Delay


@dataclass(frozen=True)
class Verification:
    """Checks on site, false fixes, and complaints that come again."""

    checked_share: float
    work: Law
    false_share: float
    repeat_share: float
    repeat: Delay


@dataclass(frozen=True)
class Policy:
    """Rules of dispatch in a community."""

    assign: Assign
    queue: QueueRule
    on_overdue: OnOverdue
    referral_slope: float  # how much less is solved on site for each task that waits per worker on duty


@dataclass(frozen=True)
class Demand:
    """The rate curves: issues per day of a community and category, as factors that multiply."""

    per_day: Floats  # (communities, categories), the weekly mean without season and shocks
    profile: Floats  # (categories, 168) relative weight by hour of the week, weekly mean 1
    season: Floats  # (categories, days) factor by day
    day_cv: Floats  # (categories,) of the city-wide gamma factor of a day
    shocks: tuple[Shock, ...]
    week_starts_min: float  # the Monday at or before the start: hour 0 of the profile


@dataclass(frozen=True)
class Shock:
    """For a while, in some communities, a category's rate is multiplied."""

    category: int
    communities: tuple[int, ...]
    from_min: float
    to_min: float
    factor: float


@dataclass(frozen=True)
class Plan:
    """Everything a run needs but its random numbers."""

    name: str
    start: datetime
    horizon_min: float
    warm_up_min: float
    ticks_per_min: float
    districts: tuple[str, ...]
    subdistricts: tuple[str, ...]
    communities: tuple[Community, ...]
    calendars: tuple[Calendar, ...]
    clock: int
    timetables: tuple[Timetable, ...]
    roles: tuple[Role, ...]
    workers: tuple[Worker, ...]  # by community, role, index
    categories: tuple[Category, ...]
    department_kinds: tuple[DepartmentKind, ...]
    departments: tuple[Department, ...]
    command: Command
    verification: Verification
    policy: Policy
    demand: Demand
    walks: tuple[Law, ...]  # the distinct laws of walking within a grid: columns of the workload
    trace: str = ""  # path of a workload file that replaces the rates
    trace_digest: str = ""  # of what is in it
    notes: Mapping[str, Any] = field(default_factory=dict, compare=False)  # for readers: label, evidence, warnings

    @property
    def tick_min(self) -> float:
        """The shortest time there is."""
        return 1.0 / self.ticks_per_min

    @cached_property
    def hash(self) -> str:
        """A digest of all that can change a run: not of the name, labels or evidence."""
        digest = blake2b(digest_size=16)
        _feed(digest, tuple(getattr(self, f.name) for f in fields(self) if f.name not in ("name", "trace", "notes")))
        return digest.hexdigest()

    def department_at(self, kind: int, community: int) -> int:
        """The office of department `kind` that serves `community`."""
        home = self.communities[community]
        place = {Tier.SUBDISTRICT: home.subdistrict, Tier.DISTRICT: home.district, Tier.CITY: 0}
        return self.department_kinds[kind].offices[place[self.department_kinds[kind].tier]]


def _feed(digest: blake2b, value: Any) -> None:
    """Add `value` to the digest, structure included, so that equal digests mean equal plans."""
    if isinstance(value, np.ndarray):
        digest.update(f"array{value.dtype}{value.shape}".encode())
        digest.update(np.ascontiguousarray(value).tobytes())
    elif is_dataclass(value):
        digest.update(type(value).__name__.encode())
        _feed(digest, tuple(getattr(value, f.name) for f in fields(value) if f.compare))
    elif isinstance(value, tuple):
        digest.update(f"({len(value)}".encode())
        for item in value:
            _feed(digest, item)
    else:
        digest.update(f"{type(value).__name__}:{value!r};".encode())
