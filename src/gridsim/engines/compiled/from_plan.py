"""The tables of a plan: names turned into numbers, one row per actor, place, line or calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from math import nan
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gridsim.engines.compiled.codes import KINDS_OF_ROUND
from gridsim.engines.compiled.tables import (
    CALENDAR,
    CATEGORY,
    COMMUNITY,
    HOP,
    NEVER_OFF,
    PLACE,
    ROLE,
    TEAM,
    TIMETABLE,
    WALKER,
    WORKER,
    Calendars,
    Floats,
    Ints,
    Tables,
    Timetables,
)
from gridsim.model.calendar import Calendar, worked
from gridsim.model.plan import Limit, Plan, Timetable
from gridsim.model.policies import activities_for, goes_by_place
from gridsim.model.presence import Presence, counters
from gridsim.model.ticks import tick
from gridsim.model.timetable import ROUND_ACTIVITY
from gridsim.vocabulary import Activity, Assign, OnOverdue, QueueRule, RoundKind, WorkKind

Post = tuple[int, Activity]


def tables_of(plan: Plan, presence: Presence, until_min: float) -> Tables:
    """The tables of a plan."""
    pool = _Calendars()
    named = [pool.number(cal) for cal in plan.calendars]
    held = counters(plan, presence)
    counter = np.array([[pool.number(cal) for cal in row] for row in held], np.int64)
    timetables = _timetables(plan.timetables, pool)
    own_only = plan.policy.assign is Assign.OWN_GRID_ONLY
    class_of, posts, class_serves = _classes(plan)
    grids = _first([one.grids for one in plan.communities])
    teams, team_of = _teams(plan)
    walkers, off_worked, off_missed = _walkers(plan, presence, pool)
    office_calendar = [named[one.calendar] for one in plan.departments]
    lines_per = [len(posts) * (one.grids if own_only else 1) for one in plan.communities] + [1] * len(plan.departments)
    line_first = _first(lines_per)
    workers, off_from, off_to = _workers(plan, presence, team_of, walkers)
    return Tables(
        until_min=until_min,
        ticks_per_min=plan.ticks_per_min,
        rejected_share=plan.command.rejected_share,
        wrong_share=plan.command.wrong_share,
        checked_share=plan.verification.checked_share,
        false_share=plan.verification.false_share,
        repeat_share=plan.verification.repeat_share,
        referral_slope=plan.policy.referral_slope,
        expedites=plan.policy.on_overdue is OnOverdue.EXPEDITE,
        attends_by_place=goes_by_place(plan.policy.assign, WorkKind.ATTEND),
        own_grid_only=own_only,
        filing_calendar=named[plan.command.filing.calendar],
        dispatch_calendar=named[plan.command.dispatch.calendar],
        back_calendar=named[plan.command.back_after.calendar],
        repeat_calendar=named[plan.verification.repeat.calendar],
        calendars=pool.columns(),
        timetables=timetables,
        communities=_communities(plan, grids, line_first),
        places=_places(plan, line_first, office_calendar),
        counters=counter,
        lines=int(line_first[-1]),
        **_line_columns(plan, len(posts), own_only),
        posts=posts,
        class_of=class_of,
        class_serves=class_serves,
        categories=_categories(plan, named),
        routes=_routes(plan),
        office_of=_office_of(plan),
        handles=np.array([role.handles for role in plan.roles], np.bool_),
        roles=_records([(one.speed, one.solves, one.step_min, one.walk) for one in plan.roles], ROLE),
        teams=teams,
        workers=workers,
        walkers=walkers,
        off_from_min=off_from,
        off_to_min=off_to,
        off_worked_min=off_worked,
        off_missed_min=off_missed,
        **_beats(plan, grids, walkers),
        crew_office=_crew_office(plan),
    )  # fmt: skip


class _Calendars:
    """All calendars in one pool, each once."""

    def __init__(self) -> None:
        self.all: list[Calendar] = []
        self.numbers: dict[int, int] = {}

    def number(self, cal: Calendar) -> int:
        if id(cal) not in self.numbers:
            self.numbers[id(cal)] = len(self.all)
            self.all.append(cal)
        return self.numbers[id(cal)]

    def columns(self) -> Calendars:
        first = _first([len(cal.opens_min) for cal in self.all])
        rows = [(cal.until_min, cal.week_open_min, first[k], first[k + 1]) for k, cal in enumerate(self.all)]
        return Calendars(
            _records(rows, CALENDAR),
            _joined(cal.opens_min for cal in self.all),
            _joined(cal.closes_min for cal in self.all),
            _joined(cal.before_min for cal in self.all),
        )


def _records(rows: Iterable[Sequence[Any]], dtype: np.dtype[Any]) -> Any:
    return np.array([tuple(row) for row in rows], dtype)


def _first(sizes: Sequence[int]) -> Ints:
    """Where each of some parts begins, and where the last one ends."""
    return np.array(list(accumulate(sizes, initial=0)), np.int32)


def _joined(columns: Iterable[Sequence[float]]) -> Floats:
    return np.array([value for column in columns for value in column], np.float64)


def _timetables(tables: Sequence[Timetable], pool: _Calendars) -> Timetables:
    first = _first([len(one.changes_min) for one in tables])
    rows = [(first[k], first[k + 1], pool.number(one.scheduled)) for k, one in enumerate(tables)]
    return Timetables(
        _records(rows, TIMETABLE),
        _joined(one.changes_min for one in tables),
        np.array([int(what) for one in tables for what in one.activities], np.int64),
    )


def _classes(plan: Plan) -> tuple[Ints, NDArray[np.bool_], NDArray[np.bool_]]:
    """Pieces that the same workers may take in the same activities are of one class; visitors are apart."""
    class_of = np.zeros((len(WorkKind), len(plan.categories)), np.int64)
    numbers: dict[tuple[bool, frozenset[Post]], int] = {}
    for kind in (WorkKind.SERVE, WorkKind.ATTEND, WorkKind.VERIFY):
        for k, category in enumerate(plan.categories):
            allowed = activities_for(kind, urgent=category.priority == 1)
            posts = frozenset((r, a) for r, role in enumerate(plan.roles) if role.handles[k] for a in allowed)
            class_of[kind, k] = numbers.setdefault((kind is WorkKind.SERVE, posts), len(numbers))
    table = np.zeros((len(numbers), len(plan.roles), len(Activity)), np.bool_)
    for (_, posts), number in numbers.items():
        for role, activity in posts:
            table[number, role, activity] = True
    return class_of, table, np.array([serves for serves, _ in numbers], np.bool_)


def _line_columns(plan: Plan, classes: int, own_only: bool) -> dict[str, Ints]:
    """The lines of each community: one per class, or per class and grid; then one of each office."""
    class_, grid = [], []
    for one in plan.communities:
        for number in range(classes):
            for j in range(one.grids if own_only else 1):
                class_.append(number)
                grid.append(j)
    offices = [-1] * len(plan.departments)
    return {"line_class": np.array(class_ + offices, np.int32), "line_grid": np.array(grid + offices, np.int32)}


def _communities(plan: Plan, grids: Ints, line_first: Ints) -> Any:
    first_worker = np.searchsorted([one.community for one in plan.workers], np.arange(len(plan.communities) + 1))
    keys = _team_keys(plan)
    first_team = np.searchsorted([key[0] for key in keys], np.arange(len(plan.communities) + 1))
    rows = [
        (one.side, one.grids, grids[c], first_worker[c], first_worker[c + 1], first_team[c], first_team[c + 1])
        for c, one in enumerate(plan.communities)
    ]
    return _records(rows, COMMUNITY)


def _places(plan: Plan, line_first: Ints, office_calendar: Sequence[int]) -> Any:
    n = len(plan.communities)
    rows = [(line_first[c], plan.policy.queue is QueueRule.DUE_TIME, -1, 0, 0, 0) for c in range(n)]
    rows += [
        (line_first[n + d], one.queue is QueueRule.DUE_TIME, office_calendar[d], one.tier, one.first_crew, one.crews)
        for d, one in enumerate(plan.departments)
    ]
    return _records(rows, PLACE)


def _categories(plan: Plan, named: Sequence[int]) -> Any:
    def minutes(limit: Limit | None) -> float:
        return nan if limit is None else limit.minutes

    def calendar(limit: Limit | None) -> int:
        return -1 if limit is None else named[limit.calendar]

    rows = [
        (one.solved_on_site, one.growth_per_day, one.growth_cap, minutes(one.response), minutes(one.resolution),
         calendar(one.response), calendar(one.resolution), one.priority, one.counter, one.first, len(one.route))
        for one in plan.categories
    ]  # fmt: skip
    return _records(rows, CATEGORY)


def _routes(plan: Plan) -> Any:
    """Per category a row of hops, as long as the longest."""
    width = max((len(one.route) for one in plan.categories), default=0)
    rows = [
        hop
        for one in plan.categories
        for hop in [(hop.solved_share, hop.department) for hop in one.route] + [(0.0, -1)] * (width - len(one.route))
    ]
    return _records(rows, HOP).reshape(len(plan.categories), width)


def _office_of(plan: Plan) -> Ints:
    kinds, communities = len(plan.department_kinds), len(plan.communities)
    offices = [plan.department_at(kind, c) for kind in range(kinds) for c in range(communities)]
    return np.array(offices, np.int64).reshape(kinds, communities)


def _crew_office(plan: Plan) -> Ints:
    return np.array([d for d, one in enumerate(plan.departments) for _ in range(one.crews)], np.int32)


def _team_keys(plan: Plan) -> list[tuple[int, int, int]]:
    return sorted({(one.community, one.role, one.timetable) for one in plan.workers})


def _teams(plan: Plan) -> tuple[Any, dict[tuple[int, int, int], int]]:
    keys = _team_keys(plan)
    sizes = dict.fromkeys(keys, 0)
    for one in plan.workers:
        sizes[one.community, one.role, one.timetable] += 1
    rows = [(role, timetable, sizes[community, role, timetable]) for community, role, timetable in keys]
    return _records(rows, TEAM), {key: i for i, key in enumerate(keys)}


def _workers(
    plan: Plan, presence: Presence, team_of: dict[tuple[int, int, int], int], walkers: Any
) -> tuple[Any, Floats, Floats]:
    """Workers and their stretches of absence."""
    first_walker = np.searchsorted(walkers["worker"], np.arange(len(plan.workers) + 1))
    rows: list[tuple[int, ...]] = []
    off_from: list[float] = []
    off_to: list[float] = []
    for w, one in enumerate(plan.workers):
        days = presence.days_off(w, plan.timetables[one.timetable].scheduled)
        rows.append((
            one.community, one.role, one.timetable, team_of[one.community, one.role, one.timetable], one.middle,
            len(off_from), len(off_from) + len(days.from_min), first_walker[w], first_walker[w + 1],
        ))  # fmt: skip
        off_from += days.from_min
        off_to += days.to_min
    return _records(rows, WORKER), _joined([off_from]), _joined([off_to])


def _walkers(plan: Plan, presence: Presence, pool: _Calendars) -> tuple[Any, Floats, Floats]:
    """The rounds of each worker, by worker and kind, and what his absences take out of them."""
    rows: list[tuple[float, ...]] = []
    off_worked: list[float] = []
    off_missed: list[float] = []
    for w, one in enumerate(plan.workers):
        for kind in RoundKind:
            cal = plan.timetables[one.timetable].of[ROUND_ACTIVITY[kind]]
            round_min = plan.roles[one.role].round_min[kind]
            if round_min > 0.0 and cal.opens_min:
                days = presence.days_off(w, cal)
                lap_min = tick(round_min * len(one.beat), plan.ticks_per_min)
                rows.append((round_min, lap_min, one.start_min[kind], worked(cal, days, 0.0), w, kind,
                             pool.number(cal), len(off_worked) if days.from_min else NEVER_OFF))  # fmt: skip
                off_worked += days.worked_min
                off_missed += days.missed_min
    return _records(rows, WALKER), _joined([off_worked]), _joined([off_missed])


def _beats(plan: Plan, grids: Ints, walkers: Any) -> dict[str, Ints]:
    """Who has each grid on his beat, and who walks past it on each kind of round; in the order of their ids."""
    all_grids = int(grids[-1])
    on_beat: list[list[int]] = [[] for _ in range(all_grids)]
    passers: list[list[tuple[int, int]]] = [[] for _ in range(KINDS_OF_ROUND * all_grids)]
    walks: dict[int, list[tuple[int, int]]] = {}
    for k, (w, kind) in enumerate(zip(walkers["worker"].tolist(), walkers["kind"].tolist(), strict=True)):
        walks.setdefault(w, []).append((k, kind))
    for w, one in enumerate(plan.workers):
        base = int(grids[one.community])
        for stop, grid in enumerate(one.beat):
            on_beat[base + grid].append(w)
            for k, kind in walks.get(w, ()):
                passers[kind * all_grids + base + grid].append((k, stop))
    return {
        "on_beat": _first([len(team) for team in on_beat]),
        "beat_worker": np.array([w for team in on_beat for w in team], np.int32),
        "passers": _first([len(team) for team in passers]),
        "passer": np.array([k for team in passers for k, _ in team], np.int32),
        "passer_stop": np.array([stop for team in passers for _, stop in team], np.int32),
    }
