"""Plan and workload as flat tables: names of the plan, numbers in arrays, one row per actor or place."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridsim.engines.compiled.blocks import Block, table

Ints = NDArray[np.signedinteger[Any]]
Floats = Any  # columns of float64, read by functions that ask for sequences of numbers


def _fields(floats: str = "", wholes: str = "") -> np.dtype[Any]:
    return np.dtype([(name, "f8") for name in floats.split()] + [(name, "i4") for name in wholes.split()], align=True)


def columns_of(records: np.dtype[Any]) -> list[tuple[str, Any]]:
    """The columns of a kind of records, without what fills the gaps between them."""
    return [(name, records[name]) for name in records.names or ()]


CALENDAR = _fields("until_min week_open_min", "first end")
TIMETABLE = _fields("", "first end scheduled")
COMMUNITY = _fields("", "side grids first_grid first_worker end_worker first_team end_team")
PLACE = _fields("", "first_line by_due_time calendar tier first_crew crews")
CATEGORY = _fields(
    "solved_on_site growth_per_day growth_cap response_min resolution_min",
    "response_calendar resolution_calendar priority counter first hops",
)
HOP = _fields("solved_share", "department")
ROLE = _fields("speed solves step_min", "walk")
TEAM = _fields("", "role timetable workers")
WORKER = _fields("", "community role timetable team middle first_off end_off first_walker end_walker")
WALKER = _fields("round_min lap_min settled_min settled_elapsed_min", "worker kind calendar first_off")


NEVER_OFF = -1  # as `first_off` of a walker


class Calendars(NamedTuple):
    """All calendars in one pool: where each one's windows begin, its last listed week, and the windows."""

    rows: Any
    opens_min: Floats
    closes_min: Floats
    before_min: Floats  # one more per calendar than windows


class Timetables(NamedTuple):
    """All timetables: where each one's changes begin, and the changes."""

    rows: Any
    changes_min: Floats
    activities: Ints


class Tables(NamedTuple):
    """What an event loop reads and never changes."""

    until_min: float
    ticks_per_min: float
    rejected_share: float
    wrong_share: float
    checked_share: float
    false_share: float
    repeat_share: float
    referral_slope: float
    expedites: bool
    attends_by_place: bool
    own_grid_only: bool
    filing_calendar: int
    dispatch_calendar: int
    back_calendar: int
    repeat_calendar: int
    calendars: Calendars
    timetables: Timetables
    communities: Any
    places: Any  # communities, then offices
    counters: Ints  # (communities, categories) calendar
    lines: int  # how many
    line_class: Ints  # per line: who may take its pieces
    line_grid: Ints  # per line: the only grid whose workers may, -1 for all
    posts: NDArray[np.bool_]  # (classes, roles, activities) out of which a piece may take a worker
    class_of: Ints  # (kinds of work, categories)
    class_serves: NDArray[np.bool_]  # classes of visitors
    categories: Any
    routes: Any  # (categories, hops) department and share it solves
    office_of: Ints  # (departments, communities)
    handles: NDArray[np.bool_]  # (roles, categories)
    roles: Any
    teams: Any  # workers of a community who share role and timetable
    workers: Any  # they and the walkers as they are at the start
    walkers: Any  # a worker's rounds of one kind
    off_from_min: Floats  # stretches of absence, worker by worker
    off_to_min: Floats
    off_worked_min: Floats  # per walker: see calendar.DaysOff
    off_missed_min: Floats
    on_beat: Ints  # where the workers of each grid begin in `beat_worker`; one longer than grids
    beat_worker: Ints
    passers: Ints  # where the walkers past each (kind, grid) begin in `passer`; one longer
    passer: Ints
    passer_stop: Ints  # how many grids of his beat come before
    crew_office: Ints  # office of each crew


CALENDARS = Block(
    "Calendars",
    {"rows": table(CALENDAR), "opens_min": table("f8"), "closes_min": table("f8"), "before_min": table("f8")},
)
TIMETABLES = Block("Timetables", {"rows": table(TIMETABLE), "changes_min": table("f8"), "activities": table("i8")})
_SHARES = "rejected_share wrong_share checked_share false_share repeat_share referral_slope"
_SWITCHES = "expedites attends_by_place own_grid_only"
_CALENDARS = "filing_calendar dispatch_calendar back_calendar repeat_calendar"
_COLUMNS = "line_class line_grid on_beat beat_worker passers passer passer_stop crew_office"
TABLES = Block("Tables", {
    **dict.fromkeys(f"until_min ticks_per_min {_SHARES}".split(), float),
    **dict.fromkeys(f"lines {_SWITCHES} {_CALENDARS}".split(), int),
    **dict.fromkeys(_COLUMNS.split(), table("i4")),
    "calendars": CALENDARS, "timetables": TIMETABLES,
    "communities": table(COMMUNITY), "places": table(PLACE), "counters": table("i8", 2), "posts": table("?", 3),
    "class_of": table("i8", 2), "class_serves": table("?"), "categories": table(CATEGORY), "routes": table(HOP, 2),
    "office_of": table("i8", 2), "handles": table("?", 2), "roles": table(ROLE), "teams": table(TEAM),
    **dict.fromkeys(["off_from_min", "off_to_min", "off_worked_min", "off_missed_min"], table("f8")),
})  # fmt: skip
