"""From a scenario to a Plan: names to indices, clock times to minutes, ratios to workers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import blake2b
from math import ceil
from pathlib import Path
from typing import cast

import numpy as np

from gridsim.errors import Problem, ScenarioError
from gridsim.model.calendar import ALWAYS, DAY_MIN, WEEK_MIN, Calendar, calendar
from gridsim.model.distributions import Law
from gridsim.model.headcount import attributes, headcounts
from gridsim.model.laws import WORKING, law_of, minutes_of
from gridsim.model.places import settle
from gridsim.model.plan import (
    Category,
    Command,
    Community,
    Delay,
    Demand,
    Department,
    DepartmentKind,
    Hop,
    Limit,
    Plan,
    Policy,
    Role,
    Shock,
    Timetable,
    Verification,
    Worker,
)
from gridsim.model.policies import beat_of
from gridsim.model.ticks import FINE_TICKS_PER_MIN, LATTICE_TICKS_PER_MIN, tick
from gridsim.model.timetable import timetable
from gridsim.scenario import schema
from gridsim.scenario.quantities import Amount, Distribution, Week, Window
from gridsim.vocabulary import Activity, Group, RoundKind, Tier


def compile_plan(scenario: schema.Scenario) -> Plan:
    """The plan of a scenario. ScenarioError for what only shows once numbers are put in."""
    return _Compiler(scenario).plan()


class _Compiler:
    """Holds the scenario while its parts are compiled one after the other."""

    def __init__(self, scenario: schema.Scenario) -> None:
        self.scenario = scenario
        self.horizon_min = minutes_of(scenario.time.horizon, DAY_MIN)
        self.ticks_per_min = LATTICE_TICKS_PER_MIN if scenario.time.resolution else FINE_TICKS_PER_MIN
        self.calendar_index = {"always": 0}
        self.calendars = [ALWAYS]
        for name, week in scenario.calendars.items():
            if name != "always":
                self.calendar_index[name] = len(self.calendars)
                self.calendars.append(self._calendar(week))
        self.clock = self.calendar_index[scenario.clock]
        self.working_day_min = self._working_day_min()
        self.communities, self.subdistricts, self.districts = settle(scenario.places)
        self.categories = {one.name: k for k, one in enumerate(scenario.issues)}
        self.kinds = {one.name: k for k, one in enumerate(scenario.departments)}
        self.walks: list[Law] = []

    def plan(self) -> Plan:
        """All parts together."""
        scenario = self.scenario
        timetables = {name: self._timetable(name, week) for name, week in scenario.timetables.items()}
        counts = headcounts(
            {role.name: role.headcount for role in scenario.roles}, self.communities, self.subdistricts, self.districts
        )
        self._refuse_workers_without_households(counts)
        roles = tuple(self._role(role) for role in scenario.roles)
        departments, kinds = self._departments()
        return Plan(
            name=scenario.name,
            start=datetime.combine(scenario.time.start, datetime.min.time()),
            horizon_min=self.horizon_min,
            warm_up_min=minutes_of(scenario.time.warm_up, DAY_MIN),
            ticks_per_min=self.ticks_per_min,
            districts=self.districts,
            subdistricts=self.subdistricts,
            communities=self.communities,
            calendars=tuple(self.calendars),
            clock=self.clock,
            timetables=tuple(timetables.values()),
            roles=roles,
            workers=tuple(self._workers(counts, roles, list(timetables))),
            categories=tuple(self._category(one) for one in scenario.issues),
            department_kinds=kinds,
            departments=departments,
            command=self._command(),
            verification=self._verification(),
            policy=Policy(scenario.policy.assign, scenario.policy.queue, scenario.policy.on_overdue),
            demand=self._demand(),
            counters=self._counters(counts, list(timetables)),
            walks=tuple(self.walks),
            trace=scenario.workload or "",
            trace_digest=_digest(scenario.workload) if scenario.workload else "",
            notes={
                "label": dict(scenario.label),
                "why": scenario.why,
                "evidence": {path: one.model_dump(exclude_none=True) for path, one in scenario.evidence.items()},
            },
        )

    # -- time ---------------------------------------------------------------------------------------------

    def _windows(self, week: Week) -> tuple[list[tuple[float, float, Window]], float]:
        """All windows of the listed weeks in minutes since the start, and where the listing ends.

        The listing begins a week before the start (a window through midnight may reach into it) and ends a
        whole regular week after the last exception, with one more to be repeated for ever.
        """
        start = self.scenario.time.start
        first = -start.weekday() - 7
        last = max([(one.last - start).days for one in week.exceptions], default=first)
        days = 7 * (ceil((max(last, first) + 1 - first) / 7) + 2)
        listed = []
        for day in range(first, first + days):
            for window in _windows_of(week, start + timedelta(days=day)):
                listed.append((day * DAY_MIN + window.open_min, day * DAY_MIN + window.close_min, window))
        return listed, (first + days) * DAY_MIN

    def _calendar(self, week: Week) -> Calendar:
        windows, until_min = self._windows(week)
        return calendar([(opened, closed) for opened, closed, _ in windows], until_min)

    def _timetable(self, name: str, week: Week) -> Timetable:
        windows, until_min = self._windows(week)
        return timetable(
            name, [(opened, closed, cast(Activity, w.activity)) for opened, closed, w in windows], until_min
        )

    def _working_day_min(self) -> float:
        """Open minutes of the clock in a regular week over its open days."""
        week = self.scenario.calendars.get(self.scenario.clock)
        if week is None:
            return DAY_MIN
        open_days = sum(1 for day in week.days if day)
        return self.calendars[self.clock].week_open_min / open_days if open_days else DAY_MIN

    def _delay(self, stated: Distribution | None, home: int) -> Delay:
        """A delay elapses on its step's calendar; an amount of working time on the clock."""
        law, working = self._law(stated)
        return Delay(law, self.clock if working else home)

    def _law(self, stated: Distribution | None) -> tuple[Law, bool]:
        return law_of(stated, self.working_day_min)

    def _limit(self, stated: Amount | None) -> Limit | None:
        if stated is None:
            return None
        minutes = tick(minutes_of(stated, self.working_day_min), self.ticks_per_min)
        return Limit(minutes, self.clock if stated.measure in WORKING else 0)

    # -- workers ------------------------------------------------------------------------------------------

    def _refuse_workers_without_households(self, counts: Mapping[str, Sequence[int]]) -> None:
        for c, community in enumerate(self.communities):
            if community.households == 0 and any(counts[role][c] for role in counts):
                fact = f"community '{community.name}' has workers but no households"
                raise ScenarioError([Problem("workers-without-households", fact, path="places")])

    def _role(self, role: schema.Role) -> Role:
        walk = -1
        if role.walk is not None:
            law = self._law(role.walk.within_grid)[0]
            if law not in self.walks:
                self.walks.append(law)
            walk = self.walks.index(law)
        handles = set(self.categories) if role.handles == "all" else set(role.handles)
        return Role(
            name=role.name,
            handles=tuple(name in handles for name in self.categories),
            speed=role.speed,
            solves=role.solves,
            round_min=tuple(tick(role.round.get(kind, 0.0), self.ticks_per_min) for kind in RoundKind),
            walk=walk,
            step_min=role.walk.per_step if role.walk is not None else 0.0,
            cost_per_hour=role.cost_per_hour,
        )

    def _workers(
        self, counts: Mapping[str, Sequence[int]], roles: Sequence[Role], timetables: list[str]
    ) -> Iterable[Worker]:
        for c, community in enumerate(self.communities):
            for r, role in enumerate(self.scenario.roles):
                yield from self._team(c, community, r, role, counts[role.name][c], roles[r], timetables)

    def _team(
        self, c: int, community: Community, r: int, role: schema.Role, n: int, compiled: Role, timetables: list[str]
    ) -> Iterable[Worker]:
        """The workers of one role in one community; those who begin in the same grid are spaced over the lap."""
        beats = [beat_of(j, n, community.grids, role.beat.kind, role.beat.grids) for j in range(n)]
        for j, beat in enumerate(beats):
            same = [i for i, other in enumerate(beats) if other[0] == beat[0]]
            share = same.index(j) / len(same)
            laps = [tick(round_min * len(beat), self.ticks_per_min) for round_min in compiled.round_min]
            yield Worker(
                community=c,
                role=r,
                index=j,
                timetable=timetables.index(role.timetables[j % len(role.timetables)]),
                beat=beat,
                middle=beat[(len(beat) - 1) // 2],
                start_min=tuple(tick(share * lap, self.ticks_per_min) for lap in laps),
            )

    def _counters(self, counts: Mapping[str, Sequence[int]], timetables: list[str]) -> tuple[tuple[Calendar, ...], ...]:
        """Per community and category: when some worker who handles it is at the counter or on standby."""
        known: dict[frozenset[str], Calendar] = {}

        def held(names: frozenset[str]) -> Calendar:
            if names not in known:
                known[names] = self._held_open(names)
            return known[names]

        nobody = frozenset[str]()
        return tuple(
            tuple(
                held(frozenset(self._at_counter(counts, c, category.name)) if category.counter else nobody)
                for category in self.scenario.issues
            )
            for c in range(len(self.communities))
        )

    def _at_counter(self, counts: Mapping[str, Sequence[int]], c: int, category: str) -> Iterable[str]:
        for role in self.scenario.roles:
            if role.handles == "all" or category in role.handles:
                yield from role.timetables[: counts[role.name][c]]

    def _held_open(self, names: frozenset[str]) -> Calendar:
        """The union of the counter and standby windows of some timetables."""
        listed = [self._windows(self.scenario.timetables[name]) for name in sorted(names)]
        until_min = max((end for _, end in listed), default=WEEK_MIN)
        windows: list[tuple[float, float]] = []
        for name in sorted(names):
            windows += self._windows_until(self.scenario.timetables[name], until_min)
        return calendar(_united(windows), until_min)

    def _windows_until(self, week: Week, until_min: float) -> list[tuple[float, float]]:
        """Counter and standby windows up to `until_min`, the regular week going on where the listing ends."""
        windows, end_min = self._windows(week)
        open_ones = [(o, c) for o, c, w in windows if w.activity in (Activity.COUNTER, Activity.STANDBY)]
        regular = [(o, c) for o, c in open_ones if o >= end_min - WEEK_MIN]
        weeks = round((until_min - end_min) / WEEK_MIN)
        return open_ones + [(o + k * WEEK_MIN, c + k * WEEK_MIN) for k in range(1, weeks + 1) for o, c in regular]

    # -- issues -------------------------------------------------------------------------------------------

    def _category(self, one: schema.Category) -> Category:
        shares = {Group.LOCAL: one.reported.local, Group.MIGRANT: one.reported.migrant}
        return Category(
            name=one.name,
            service=one.service,
            priority=one.priority,
            counter=one.counter,
            noticed_share=tuple(one.seen_on.get(kind, 0.0) for kind in RoundKind),
            work=self._law(one.work)[0],
            solved_on_site=one.solved_on_site,
            growth_per_day=one.growth.per_day if one.growth else 0.0,
            growth_cap=one.growth.cap if one.growth else 1.0,
            first=one.first,
            route=tuple(Hop(self.kinds[name], 1.0 if share is None else share) for name, share in one.route),
            response=self._limit(one.limits.response),
            resolution=self._limit(one.limits.resolution),
            reported_share=tuple(shares[group] for group in Group),
            report=self._law(one.reported.after)[0],
            clears=self._law(one.clears)[0] if one.clears is not None else None,
            patience=self._law(one.patience)[0] if one.patience is not None else None,
        )

    def _demand(self) -> Demand:
        start, days = self.scenario.time.start, ceil(self.horizon_min / DAY_MIN)
        calendar_days = [start + timedelta(days=day) for day in range(days)]
        return Demand(
            per_day=np.array([[self._per_day(one, home) for one in self.scenario.issues] for home in self.communities]),
            profile=np.array([self._profile(one.profile) for one in self.scenario.issues]),
            season=np.array([[_season(one, day) for day in calendar_days] for one in self.scenario.issues]),
            day_cv=np.array([one.day_effect for one in self.scenario.issues]),
            shocks=tuple(self._shock(shock) for shock in self.scenario.shocks),
            week_starts_min=-start.weekday() * DAY_MIN,
        )

    def _per_day(self, one: schema.Category, home: Community) -> float:
        bases = {"household": home.households, "resident": home.residents, "grid": home.grids, "community": 1}
        return one.rate.per_min * DAY_MIN * bases[one.rate.per] * one.multiply.get(home.type, 1.0)

    def _profile(self, name: str | None) -> list[float]:
        """Relative weights by hour of the week, divided by their mean."""
        if name is None:
            return [1.0] * 168
        weights = [0.0] * 168
        for day, windows in enumerate(self.scenario.profiles[name].days):
            for window in windows:
                if window.open_min % 60 or window.close_min % 60:
                    fact = "a profile's windows begin and end on whole hours"
                    raise ScenarioError([Problem("profile-hours", fact, path=f"profiles.{name}")])
                for hour in range(int(window.open_min // 60), int(window.close_min // 60)):
                    weights[(day * 24 + hour) % 168] = window.weight or 0.0
        mean = sum(weights) / 168
        if mean <= 0.0:
            raise ScenarioError([Problem("profile-empty", "a profile needs a weight above 0", path=f"profiles.{name}")])
        return [weight / mean for weight in weights]

    def _shock(self, shock: schema.Shock) -> Shock:
        hit = tuple(
            c
            for c, home in enumerate(self.communities)
            if shock.where is None or shock.where.holds(attributes(home, self.subdistricts, self.districts))
        )
        starts = datetime.combine(self.scenario.time.start, datetime.min.time())
        from_min = (shock.from_ - starts).total_seconds() / 60.0
        until_min = from_min + minutes_of(shock.for_, DAY_MIN)
        return Shock(self.categories[shock.category], hit, from_min, until_min, shock.multiply)

    # -- departments and command --------------------------------------------------------------------------

    def _departments(self) -> tuple[tuple[Department, ...], tuple[DepartmentKind, ...]]:
        offices: list[Department] = []
        kinds: list[DepartmentKind] = []
        first_crew = 0
        for k, one in enumerate(self.scenario.departments):
            places = {Tier.SUBDISTRICT: len(self.subdistricts), Tier.DISTRICT: len(self.districts), Tier.CITY: 1}
            numbers = tuple(range(len(offices), len(offices) + places[one.tier]))
            for place in range(places[one.tier]):
                crews = self._crews(one, place)
                queue = one.queue if one.queue is not None else self.scenario.policy.queue
                home = self.calendar_index[one.calendar]
                offices.append(Department(one.name, k, one.tier, place, crews, first_crew, home, queue))
                first_crew += crews
            kinds.append(DepartmentKind(one.name, one.tier, self._law(one.work)[0], numbers))
        return tuple(offices), tuple(kinds)

    def _crews(self, one: schema.Department, place: int) -> int:
        """Crews of one office: a number, or a ratio to the households or residents it serves; at least one."""
        served = [
            home
            for home in self.communities
            if one.tier is Tier.CITY or place == (home.subdistrict if one.tier is Tier.SUBDISTRICT else home.district)
        ]
        ratio = one.crews
        if ratio.of == "household":
            return max(1, round(ratio.count * sum(home.households for home in served) / ratio.per))
        if ratio.of == "resident":
            return max(1, round(ratio.count * sum(home.residents for home in served) / ratio.per))
        return max(1, round(ratio.count))

    def _command(self) -> Command:
        said = self.scenario.command
        home, wrong = self.calendar_index[said.calendar], said.wrong_department
        return Command(
            filing=self._delay(said.filing, home),
            dispatch=self._delay(said.dispatch, home),
            rejected_share=said.rejected,
            wrong_share=wrong.share if wrong else 0.0,
            back_after=self._delay(wrong.back_after if wrong else None, home),
        )

    def _verification(self) -> Verification:
        said = self.scenario.verification
        return Verification(
            checked_share=said.checked,
            work=self._law(said.work)[0],
            false_share=said.false_fix,
            repeat_share=said.repeat.share if said.repeat else 0.0,
            repeat=self._delay(said.repeat.after if said.repeat else None, 0),
        )


def _windows_of(week: Week, day: date) -> Sequence[Window]:
    """The windows that begin on a date: an exception replaces the whole day."""
    for exception in week.exceptions:
        if exception.first <= day <= exception.last:
            return exception.windows
    return week.days[day.weekday()]


def _digest(path: str) -> str:
    """A digest of a file; the error of a missing one is said where it is read."""
    try:
        return blake2b(Path(path).read_bytes(), digest_size=16).hexdigest()
    except OSError as error:
        raise ScenarioError([Problem("unreadable", f"the trace cannot be read ({error})", place=path)]) from None


def _season(one: schema.Category, day: date) -> float:
    """The factor of a date; a season may wrap the year, and both its ends belong to it."""
    factor = 1.0
    today = (day.month, day.day)
    for season in one.season:
        first, last = season.first, season.last
        inside = first <= today <= last if first <= last else today >= first or today <= last
        factor *= season.factor if inside else 1.0
    return factor


def _united(windows: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Windows that overlap or touch, made one."""
    united: list[tuple[float, float]] = []
    for opened, closed in sorted(windows):
        if united and opened <= united[-1][1]:
            united[-1] = (united[-1][0], max(united[-1][1], closed))
        else:
            united.append((opened, closed))
    return united
