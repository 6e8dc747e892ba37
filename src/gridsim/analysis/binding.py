"""What binds: the calendar, the people or the departments?

Every hour a filed issue waits is put down to one cause, by one rule for communities and departments alike.
Waiting while nobody who may take it is on duty, in the community or because the office is closed: the
calendar. Waiting in the community while somebody is, but busy or sent elsewhere: the people. Waiting in a
department's queue while it is open, or for the command centre to send the case there: the departments.
Work itself, walking, filing and hidden time are no waiting. Who is absent is not on duty;
`own-grid-only` confines a task to the workers whose beat holds its grid. A case that is being sent up at the
horizon has no row yet; that last piece of its waiting is not seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from gridsim.analysis.columns import Columns, Floats, Ints, hours, open_since, rows_of, totals
from gridsim.model.calendar import Calendar
from gridsim.model.plan import Plan, Timetable
from gridsim.model.policies import activities_for
from gridsim.model.presence import Presence, Team
from gridsim.vocabulary import Assign, WorkKind

PARTS = ("calendar", "people", "departments")


@dataclass(frozen=True)
class Binding:
    """What makes issues wait in a scenario.

    `word` is the largest of PARTS, or `nothing`, and `share` its share of the waiting. `sure` says whether its
    interval lies above that of the `next` one: if not, name both. `waiting_h` are mean hours per issue filed by
    part, `hidden_h` per issue that occurred: discovery stands apart, because no queue makes it.
    """

    word: str
    share: float
    sure: bool
    next: str
    waiting_h: dict[str, float]
    hidden_h: float


def binds(summary: pd.DataFrame, scenario: str) -> Binding:
    """What binds in `scenario`, from the rows of `summarise` for all issues together.

    With one replication there are no intervals, and nothing is sure.
    """
    rows = summary[(summary["scenario"] == scenario) & (summary["by"] == "all")].set_index("measure")
    waiting = {part: float(rows["estimate"].get(f"waiting_{part}_h", 0.0)) for part in PARTS}
    hidden_h = float(rows["estimate"].get("hidden_mean_h", float("nan")))
    total = sum(waiting.values())
    first, second = sorted(PARTS, key=lambda part: -waiting[part])[:2]
    if not total > 0:
        return Binding("nothing", 0.0, True, second, waiting, hidden_h)
    low, high = rows["low"][f"waiting_{first}_h"], rows["high"][f"waiting_{second}_h"]
    return Binding(first, waiting[first] / total, bool(low > high), second, waiting, hidden_h)


def waiting_h(columns: Columns) -> dict[str, Floats]:
    """Hours each issue (issues,) waited for each of PARTS until the horizon; 0 where never filed."""
    shift_min, people_min = _in_communities(columns)
    closed_min, departments_min = _in_departments(columns)
    calendar_min = np.add(shift_min, closed_min, out=shift_min)
    parts = zip(PARTS, (calendar_min, people_min, departments_min), strict=True)
    return {name: hours(spent_min) for name, spent_min in parts}


def _in_departments(columns: Columns) -> tuple[Floats, Floats]:
    """Minutes of each issue at departments while closed, and being sent there or queued while open."""
    chosen = rows_of(columns.by_department)
    row, queued_min = columns.row.take(chosen), columns.work("queued_min").take(chosen)
    started_min, finished_min = (
        np.fmin(columns.work(name).take(chosen), columns.horizon_min) for name in ("started_min", "finished_min")
    )
    queue_open_min, open_min = np.zeros(len(chosen)), np.zeros(len(chosen))
    calendar_of = np.array([office.calendar for office in columns.plan.departments], dtype=np.int64)
    calendars = calendar_of[columns.place.take(chosen) - len(columns.plan.communities)]
    for number in np.unique(calendar_of):
        here = rows_of(calendars == number)
        queue_open_min[here], open_min[here] = open_since(
            columns.plan.calendars[number], *(t_min.take(here) for t_min in (queued_min, started_min, finished_min))
        )
    closed_min = totals(row, finished_min - queued_min - open_min, columns.issues)
    return closed_min, totals(row, queue_open_min + _being_sent(columns, chosen, queued_min), columns.issues)


def _being_sent(columns: Columns, chosen: Ints, queued_min: Floats) -> Floats:
    """Minutes from the end of an issue's last work, or from filing, until each of the chosen pieces is queued."""
    before = np.maximum(chosen - 1, 0)
    same = (columns.row.take(before) == columns.row.take(chosen)) & (chosen > 0)
    since_min = columns.work("filed_min").take(chosen)
    worked_min = np.where(same, columns.work("finished_min").take(before), np.nan)
    return queued_min - np.fmax(since_min, worked_min)


def _in_communities(columns: Columns) -> tuple[Floats, Floats]:
    """Minutes of each issue queued in its community with nobody on duty for it, and with somebody."""
    queued_min, left_min = columns.work("queued_min"), columns.work("finished_min")
    end_min = np.fmin(columns.work("started_min"), np.fmin(left_min, columns.horizon_min))
    waits = rows_of((end_min > queued_min) & ~columns.by_department)
    queued_min, end_min, row = queued_min.take(waits), end_min.take(waits), columns.row.take(waits)
    staffed_min = np.zeros(len(waits))
    for calendar, rows in _by_calendar(columns, waits):
        (staffed_min[rows],) = open_since(calendar, queued_min.take(rows), end_min.take(rows))
    unstaffed_min = end_min - queued_min - staffed_min
    return totals(row, unstaffed_min, columns.issues), totals(row, staffed_min, columns.issues)


def _by_calendar(columns: Columns, pieces: Ints) -> Iterator[tuple[Calendar, Ints]]:
    """Positions in `pieces` of those that the same team may take, and when somebody of it is there for them."""
    plan, row = columns.plan, columns.row.take(pieces)
    kind, own = columns.kind.take(pieces), plan.policy.assign is Assign.OWN_GRID_ONLY
    grid = columns.whole("issues", "grid")
    at_grid = np.where(own & (kind != WorkKind.SERVE), grid.take(row), -1) + 1
    urgent = (columns.whole("issues", "priority") == 1).take(row)
    grids = int(grid.max(initial=0)) + 2 if own else 1
    sizes = (len(plan.communities), len(plan.categories), grids, len(WorkKind), 2)
    code = np.zeros(len(pieces), dtype=np.int64)
    for size, part in zip(
        sizes, (columns.community.take(row), columns.category.take(row), at_grid, kind, urgent), strict=True
    ):
        code *= size
        code += part
    distinct = rows_of(np.bincount(code, minlength=1) > 0)
    calendars: dict[tuple[int, int, Team], int] = {}
    presence = Presence(plan, columns.records.absences.to_numpy(dtype=np.int64))
    able = _Able(plan, presence)
    numbers = np.zeros(int(distinct.max(initial=0)) + 1, dtype=np.int32)
    for one, community, category, at, of_work, haste in zip(
        distinct.tolist(), *(part.tolist() for part in np.unravel_index(distinct, sizes)), strict=True
    ):
        key = of_work, haste, able.team(community, category, at - 1)
        numbers[one] = calendars.setdefault(key, len(calendars))
    number = numbers.take(code)
    for (of_work, haste, team), n in calendars.items():
        kinds = WorkKind(of_work), haste == 1
        permitted = {table: permits(plan.timetables[table], *kinds) for table, _ in team}
        yield presence.staffed(team, permitted), rows_of(number == n)


def permits(table: Timetable, kind: WorkKind, urgent: bool) -> tuple[Calendar, ...]:
    """The calendars of a timetable's activities out of which a kind of work may take a worker."""
    return tuple(table.of[activity] for activity in sorted(activities_for(kind, urgent)))


def may_take(plan: Plan, role: int, beat: Sequence[int], category: int, grid: int) -> bool:
    """Whether workers of a role and beat may take work on a category, on a grid (-1: on any)."""
    return plan.roles[role].handles[category] and (grid < 0 or grid in beat)


class _Able:
    """Who may take a piece of work, by community, role and beat; the same for categories that the same roles handle."""

    def __init__(self, plan: Plan, presence: Presence) -> None:
        self.plan = plan
        self.presence = presence
        self.posts: dict[int, dict[tuple[int, tuple[int, ...]], dict[int, int]]] = {}
        self.teams: dict[tuple[int, tuple[bool, ...], int], Team] = {}
        self.handled = [tuple(role.handles[k] for role in plan.roles) for k in range(len(plan.categories))]
        own = plan.policy.assign is Assign.OWN_GRID_ONLY
        for w, worker in enumerate(plan.workers):
            post = (worker.role, worker.beat if own else ())
            alike = -1 - w if w in presence.absent else worker.timetable  # one who is never absent stands for all
            self.posts.setdefault(worker.community, {}).setdefault(post, {})[alike] = w

    def team(self, community: int, category: int, grid: int) -> Team:
        """The workers of a community who handle a category, on a grid (-1: on any), as timetables and days off."""
        alike = community, self.handled[category], grid
        if alike not in self.teams:
            self.teams[alike] = self._team(community, category, grid)
        return self.teams[alike]

    def _team(self, community: int, category: int, grid: int) -> Team:
        posts = self.posts.get(community, {}).items()
        able = (workers for (role, beat), workers in posts if may_take(self.plan, role, beat, category, grid))
        return self.presence.together(w for workers in able for w in workers.values())
