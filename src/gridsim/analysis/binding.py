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

from gridsim.analysis.columns import Columns, Floats, Ints, hours, totals
from gridsim.model.calendar import Calendar, elapsed_many
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
    """Hours each filed issue (issues,) waited for each of PARTS until the horizon; NaN where never filed."""
    shift_min, people_min = _in_communities(columns)
    closed_min, departments_min = _in_departments(columns)
    parts = dict(zip(PARTS, (shift_min + closed_min, people_min, departments_min), strict=True))
    return {name: np.where(np.isnan(columns.filed_min), np.nan, hours(spent_min)) for name, spent_min in parts.items()}


def _in_departments(columns: Columns) -> tuple[Floats, Floats]:
    """Minutes of each issue at departments while closed, and being sent there or queued while open."""
    chosen = np.flatnonzero(columns.by_department)
    row, queued_min = columns.row[chosen], columns.work("queued_min")[chosen]
    started_min = _or_horizon(columns, "started_min")[chosen]
    finished_min = _or_horizon(columns, "finished_min")[chosen]
    queue_open_min, open_min = np.zeros(len(chosen)), np.zeros(len(chosen))
    calendar_of = np.array([office.calendar for office in columns.plan.departments], dtype=np.int64)
    calendars = calendar_of[columns.place[chosen] - len(columns.plan.communities)]
    for number in np.unique(calendars):
        here, calendar = calendars == number, columns.plan.calendars[number]
        queued, started, finished = (elapsed_many(calendar, t[here]) for t in (queued_min, started_min, finished_min))
        queue_open_min[here] = started - queued
        open_min[here] = finished - queued
    closed_min = totals(row, finished_min - queued_min - open_min, columns.issues)
    return closed_min, totals(row, queue_open_min + _being_sent(columns)[chosen], columns.issues)


def _being_sent(columns: Columns) -> Floats:
    """Minutes from the end of an issue's last work, or from filing, until each piece is queued (pieces,)."""
    row, finished_min = columns.row, columns.work("finished_min")
    same = np.concatenate(([False], row[1:] == row[:-1])) if len(row) else np.zeros(0, dtype=np.bool_)
    since_min = np.fmax(columns.work("filed_min"), np.where(same, np.roll(finished_min, 1), np.nan))
    return columns.work("queued_min") - since_min


def _or_horizon(columns: Columns, column: str) -> Floats:
    """A time of every piece of work, the horizon where it has not come."""
    t_min = columns.work(column)
    return np.where(np.isnan(t_min), columns.horizon_min, t_min)


def _in_communities(columns: Columns) -> tuple[Floats, Floats]:
    """Minutes of each issue queued in its community with nobody on duty for it, and with somebody."""
    begun_min, left_min = columns.work("started_min"), columns.work("finished_min")
    end_min = np.where(np.isnan(begun_min), np.where(np.isnan(left_min), columns.horizon_min, left_min), begun_min)
    queued_min = columns.work("queued_min")
    waits = np.flatnonzero(~columns.by_department & (end_min > queued_min))
    staffed_min = np.zeros(len(waits))
    for calendar, rows in _by_calendar(columns, waits):
        spans = elapsed_many(calendar, end_min[waits[rows]]) - elapsed_many(calendar, queued_min[waits[rows]])
        staffed_min[rows] = spans
    row, total_min = columns.row[waits], (end_min - queued_min)[waits]
    people_min = totals(row, staffed_min, columns.issues)
    return totals(row, total_min, columns.issues) - people_min, people_min


def _by_calendar(columns: Columns, waits: Ints) -> Iterator[tuple[Calendar, Ints]]:
    """Positions in `waits` of the pieces that the same team may take, and when somebody of it is there for them."""
    plan, row = columns.plan, columns.row[waits]
    kind, own = columns.kind[waits], plan.policy.assign is Assign.OWN_GRID_ONLY
    grid = np.where(own & (kind != WorkKind.SERVE), columns.issue("grid")[row].astype(np.int64), -1)
    urgent = columns.issue("priority")[row] == 1
    keys = np.stack([columns.community[row], columns.category[row], grid, 2 * kind + urgent], axis=1)
    distinct, inverse = _distinct(keys)
    calendars: dict[tuple[int, Team], int] = {}
    presence = Presence(plan, columns.records.absences.to_numpy(dtype=np.int64))
    able = _Able(plan, presence)
    numbers = np.array(
        [calendars.setdefault((int(key[3]), able.team(*key[:3])), len(calendars)) for key in distinct.tolist()],
        dtype=np.int64,
    )
    for (code, team), number in calendars.items():
        of_work, in_haste = WorkKind(code // 2), code % 2 == 1
        permitted = {table: permits(plan.timetables[table], of_work, in_haste) for table, _ in team}
        yield presence.staffed(team, permitted), np.flatnonzero(numbers[inverse] == number)


def _distinct(keys: Ints) -> tuple[Ints, Ints]:
    """The distinct rows of `keys` and the position of every row among them."""
    shifted = keys - keys.min(axis=0, initial=0)
    code = np.zeros(len(keys), dtype=np.int64)
    for column in shifted.T:
        code = code * (column.max(initial=0) + 1) + column
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return keys[first], inverse


def permits(table: Timetable, kind: WorkKind, urgent: bool) -> tuple[Calendar, ...]:
    """The calendars of a timetable's activities out of which a kind of work may take a worker."""
    return tuple(table.of[activity] for activity in sorted(activities_for(kind, urgent)))


def may_take(plan: Plan, role: int, beat: Sequence[int], category: int, grid: int) -> bool:
    """Whether workers of a role and beat may take work on a category, on a grid (-1: on any)."""
    return plan.roles[role].handles[category] and (grid < 0 or grid in beat)


class _Able:
    """Who may take a piece of work, by community, role and beat."""

    def __init__(self, plan: Plan, presence: Presence) -> None:
        self.plan = plan
        self.presence = presence
        self.posts: dict[int, dict[tuple[int, tuple[int, ...]], list[int]]] = {}
        own = plan.policy.assign is Assign.OWN_GRID_ONLY
        for w, worker in enumerate(plan.workers):
            post = (worker.role, worker.beat if own else ())
            self.posts.setdefault(worker.community, {}).setdefault(post, []).append(w)

    def team(self, community: int, category: int, grid: int) -> Team:
        """The workers of a community who handle a category, on a grid (-1: on any), as timetables and days off."""
        posts = self.posts.get(community, {}).items()
        return self.presence.together(
            w for (role, beat), workers in posts if may_take(self.plan, role, beat, category, grid) for w in workers
        )
