"""Small random cities over every mechanism of the model: `Case(seed)` is a valid scenario, the same each time.

A regime is drawn first (how many issues, how many workers, which laws, how many mechanisms are on), then every part.
Cities with odd seeds keep their times on whole minutes, where ties are the rule.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import numpy as np
from engines.attended import let_somebody_attend
from engines.draws import Data, Draws, text_of

from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.ticks import tick
from gridsim.model.workload import Workload, draw
from gridsim.scenario.loader import dump, loads
from gridsim.vocabulary import Activity, Assign, CommunityType, QueueRule, Service, Tier

ACTIVITIES = [activity.word for activity in Activity if activity is not Activity.OFF]
HOMES = ("welfare", "hazard")  # what household rounds may find
USUAL = (("standby",), ("standby",), ("counter",), ("street_round",), ("household_round",), ("office",))


@dataclass(frozen=True)
class Case:
    """A random city, what happens in it, and until when it is watched."""

    seed: int

    @cached_property
    def data(self) -> Data:
        """The scenario, as plain data."""
        return _Drawn(self.seed).scenario()

    @property
    def yaml(self) -> str:
        """The scenario file: played with seed 1, replication 0, it is this case again."""
        return dump(self.data)

    def prepare(self) -> tuple[Plan, Workload, float]:
        """Its plan, its marks, and until when: for one in five, some instant before the horizon."""
        plan, workload = prepare(self.data)
        share = np.random.default_rng([self.seed, 2]).uniform(0.3, 4.0)
        return plan, workload, min(plan.horizon_min, tick(plan.horizon_min * share, plan.ticks_per_min))


def prepare(data: Data) -> tuple[Plan, Workload]:
    """The plan and the marks of a scenario (JSON is YAML that is written faster)."""
    plan = compile_plan(loads(json.dumps(data)))
    return plan, draw(plan, seed=1, replication=0)


def without(data: Data, path: str) -> Data:
    """The scenario, not saying what is at a path (`issues.*.growth`): as if the mechanism were off."""
    changed = deepcopy(data)
    *before, last = path.split(".")
    parents: list[Any] = [changed]
    for key in before:
        parents = [child for parent in parents for child in _children(parent, key)]
    for parent in parents:
        parent.pop(last, None)
    return changed


def _children(parent: Data | list[Data], key: str) -> Iterator[Any]:
    if key == "*":
        yield from parent.values() if isinstance(parent, dict) else parent
    elif key in parent:
        assert isinstance(parent, dict)
        yield parent[key]


class _Drawn(Draws):
    """One scenario being drawn."""

    def __init__(self, seed: int) -> None:
        super().__init__(np.random.default_rng([seed, 1]), lattice=seed % 2 == 1)
        self.issues = self.one_of((0, 2, 20, 50, 100, 100, 200, 400))
        self.workers = self.one_of((0, 1, 1, 2, 4, 6, 8, 12))
        load = self.one_of((0.05, 0.3, 1.0, 1.0, 3.0, 10.0))  # work that comes over work that could be done, roughly
        self.work_min = float(np.clip(load * 300 * max(self.workers, 1) * self.days / max(self.issues, 1), 1, 600))
        self.two_districts = self.chance(0.5)
        self.departments = [f"office{j}" for j in range(self.whole(0, 4))]
        self.all_routed = bool(self.departments) and self.chance(0.7)
        self.unmanned = self.all_routed and self.chance(0.15)  # departments do everything
        self.workers = 0 if self.unmanned else self.workers
        self.categories = [f"k{j}" for j in range(self.whole(1, 6))]
        self.calendars = [f"hours{j}" for j in range(self.whole(0, 2))]

    def calendar(self) -> str:
        return self.one_of([*self.calendars, "always"])

    def scenario(self) -> Data:
        """The whole file."""
        communities = [self._community(number) for number in range(self.whole(1, 4))]
        timetables = {f"t{j}": self._timetable() for j in range(self.whole(1, 4))}
        data: Data = {
            "schema": "gridsim/scenario/1",
            "name": "drawn",
            "time": self._time(),
            "clock": self.calendar(),
            "places": {"list": communities},
            "calendars": {
                name: self.week(lambda windows: [text_of(*one) for one in windows]) for name in self.calendars
            },
            "profiles": {"uneven": self._profile()},
            "timetables": timetables,
            "roles": self._roles(communities, list(timetables)),
            "issues": self._categories(communities),
            "departments": [self._department(name) for name in self.departments],
            "command": self._command(),
            "verification": self._verification() if self.on else {},
            "policy": self._policy(),
        }
        if self.all_routed and self.on:
            data["referral"] = {"slope": self.one_of(("10%", "40%", "200%"))}
        if self.on:
            data["shocks"] = [self._shock() for _ in range(self.whole(1, 2))]
        let_somebody_attend(data)
        return {key: value for key, value in data.items() if value not in ({}, [])}

    def _time(self) -> Data:
        horizon = f"{self.days} days" if self.chance(0.8) else f"{24 * self.days - 11} h"
        return {"start": str(self.start), "horizon": horizon, **({"resolution": "1 min"} if self.lattice else {})}

    def _community(self, number: int) -> Data:
        return {
            "name": f"c{number}",
            "type": self.one_of(CommunityType.words()),
            "households": self.whole(50, 3000),
            "persons_per_household": 2.5,
            "migrant_share": f"{self.one_of((0, 20, 55, 75, 100))}%",
            "grids": self.whole(1, 9),
            "subdistrict": f"s{number // 2}",
            "district": f"d{number // 2 if self.two_districts else 0}",
        }

    # Weeks

    def _timetable(self) -> Data:
        if self.chance(0.3):
            return {"mon-sun": {"00:00-24:00": self.one_of(("standby", "office", *ACTIVITIES))}}
        palette = [*self.some(ACTIVITIES), *self.one_of(USUAL)]
        return self.week(lambda windows: {text_of(*one): self.one_of(palette) for one in windows})

    def _profile(self) -> Data:
        weight = (0, 0.5, 1, 2)
        day = {"00:00-08:00": self.one_of(weight), "08:00-09:00": 5, "09:00-24:00": self.one_of(weight)}
        return {"mon-fri": day, "sat-sun": {"00:00-24:00": self.one_of(weight)}}

    # Staff

    def _roles(self, communities: list[Data], timetables: list[str]) -> list[Data]:
        number = self.whole(1, 4)
        staff = self.random.multinomial(self.workers, np.ones(number) / number)
        names = [f"role{j}" for j in range(number)]
        return [self._role(j, names[:j], int(staff[j]), communities, timetables) for j in range(number)]

    def _role(
        self, number: int, earlier: list[str], staff: int, communities: list[Data], timetables: list[str]
    ) -> Data:
        minutes = self.one_of((10, 30, 60, 60, 120))
        role: Data = {
            "name": f"role{number}",
            "headcount": self._headcount(staff, earlier, communities),
            "beat": self.one_of(("shared", "shared", "1 grid", "2 grids", "3 grids", "all grids")),
            "timetables": self.some(timetables)[:3],
            "handles": "all" if self.chance(0.5) else self.some(self.categories) if self.chance(0.9) else [],
            "round": {
                "street": f"{minutes if self.lattice or self.constant else minutes * 1.137} min per grid",
                "household": f"{self.one_of((15, 45, 180))} min per grid",
            },
            "solves": self.one_of((0, 0.5, 1, 1, 1.3) if self.all_routed else (1, 1, 1.3)),
        }
        if self.on:
            role["walk"] = {"within_grid": self.time(6), "per_step": "0 min" if self.instant else self.minutes(4)}
        if self.on:
            role["speed"] = self.one_of((0.5, 0.7, 1.5, 3))
        if self.on:
            role["present"] = f"{self.one_of((5, 50, 80, 92))}%"
        return role

    def _headcount(self, staff: int, earlier: list[str], communities: list[Data]) -> str | Data:
        """So many workers, said in one of the ways there are."""
        of_each = max(1, staff // len(communities))
        if staff == 0 or self.chance(0.4):
            return f"{staff} in total"
        households = sum(one["households"] for one in communities)
        here = self.one_of(("households > 1000 or type == fringe", "subdistrict == s0 and not type == commercial"))
        rounding = self.one_of(("up", "down", "nearest"))
        ways: list[str | Data] = [
            {"rule": f"{staff} in total", "by": self.one_of(("households", "residents", "grids", "communities"))},
            f"{of_each} per community",
            {"rule": f"{of_each} per community", "multiply": {"where": here, "by": 1.5}},
            {"rule": f"{of_each + 1} per community", **({"less": earlier, "at least": 0} if earlier else {})},
            {"rule": f"1 per {households // staff + 1} households", "at most": 3, "rounding": rounding},
            {"by_migrant_share": {"otherwise": self.whole(0, 1), "above 50%": "1 to 2", "above 70%": 2}},
        ]
        return self.one_of(ways)

    # Issues

    def _categories(self, communities: list[Data]) -> list[Data]:
        expected = self.issues * self.random.dirichlet(np.ones(len(self.categories)))
        return [
            self._category(name, float(some), communities)
            for name, some in zip(self.categories, expected, strict=True)
        ]  # fmt: skip

    def _category(self, name: str, expected: float, communities: list[Data]) -> Data:
        service = self.one_of((*Service.words(), *HOMES, *HOMES, *HOMES))
        category: Data = {
            "name": name,
            "service": service,
            "rate": self._rate(expected, communities),
            "work": self.time(self.work_min),
            **self._ways(service),
            **self._demand(),
        }
        if self.all_routed or (self.departments and self.chance(0.5)):
            category |= {"route": self._route(), "solved_on_site": self.share()}
            if self.unmanned or self.chance(0.15):
                category["first"] = "department"
        if self.on:
            category["priority"] = self.one_of((1, 1, 1, 2, 4, 5))
        if self.on:
            category["clears"] = self.time(self.one_of((60, 2000, 20000)))
        if self.on:
            category["growth"] = f"{self.one_of((5, 50, 300))}% per day up to {self.one_of((1, 1.5, 4))}x"
        if self.on:
            category["limits"] = self._limits()
        return category

    def _rate(self, expected: float, communities: list[Data]) -> str:
        """About so many issues over the horizon, in one of the units there are."""
        households, grids = (sum(one[key] for one in communities) for key in ("households", "grids"))
        per_day = expected / self.days
        return self.one_of((
            f"{per_day / len(communities):.6f} per community per day",
            f"{per_day * 7 / grids:.6f} per grid per week",
            f"{per_day * 100 / 24 / households:.6f} per 100 households per hour",
            f"{per_day * 365 / 12 * 1000 / (2.5 * households):.6f} per 1000 residents per month",
        ))  # fmt: skip

    def _demand(self) -> Data:
        said: Data = {}
        if self.on:
            said["profile"] = "uneven"
        if self.on:
            said["multiply"] = {"type": {kind: self.one_of((0, 0.5, 2)) for kind in self.some(CommunityType.words())}}
        if self.on:
            said["day_effect"] = self.one_of(("30%", "100%"))
        if self.on:
            first, last = (self.start + timedelta(days) for days in (self.whole(-2, 3), self.whole(4, 12)))
            said["season"] = {f"{first:%m-%d} to {last:%m-%d}": self.one_of((0, 0.3, 2))}
        return said

    def _ways(self, service: str) -> Data:
        """How an issue comes to be known: at the counter, on rounds, by a report, or not at all."""
        kinds = ["street", "household"] if service in HOMES else ["street"]
        seen_on = {kind: self.share() for kind in self.some(kinds)}
        if not self.unmanned and self.chance(0.3):
            visited: Data = {"counter": True} | ({"patience": self.time(60)} if self.on else {})
            return visited | ({"seen_on": seen_on} if self.chance(0.2) else {})
        said: Data = {"seen_on": seen_on} if self.chance(0.6) else {}
        if self.chance(0.8):
            after = self.time(self.one_of((20, 300, 2000)))
            by_group = {"local": self.share(), "migrant": self.share(), "after": after}
            said["reported"] = self.one_of(("at once", "at once", by_group, by_group, by_group, "never"))
        return said

    def _route(self) -> list[Data | str]:
        stops = self.some(self.departments)
        self.random.shuffle(stops)
        return [*({name: self.share()} for name in stops[:-1]), stops[-1]]

    def _limits(self) -> Data:
        if self.chance(0.4):
            response, resolution = (self.minutes(self.one_of((30, 300, 2000))) for _ in range(2))
            return {"clock": "always", "response": response, "resolution": resolution}
        working = ("0.5 working hours", "4 working hours", "1 working day", "3 working days")
        limits = {"response": self.one_of(working), "resolution": self.one_of(working)}
        return {name: limits[name] for name in self.some(list(limits))}

    def _shock(self) -> Data:
        conditions = ("type == fringe or type == migrant", "households > 1000", "not migrant_share > 60%")
        where = {"where": self.one_of(conditions)} if self.chance(0.5) else {}
        moment = f"{self.start + timedelta(self.whole(-1, self.days))} {self.one_of(('00:00', '09:17'))}"
        lasts = self.one_of(("3 h", "1 day", "4 days"))
        return {"category": self.one_of(self.categories), **where, "from": moment, "for": lasts,
                "multiply": self.one_of((0, 0.5, 3, 8))}  # fmt: skip

    # The ladder, and rules

    def _department(self, name: str) -> Data:
        return {
            "name": name,
            "tier": self.one_of([tier.word for tier in Tier if tier is not Tier.COMMUNITY]),
            "crews": self.one_of((1, 1, 1, 2, 3, "1 per 1500 households")),
            "calendar": self.calendar(),
            "work": self.time(2 * self.work_min),
            **({"queue": self.one_of(QueueRule.words())} if self.chance(0.6) else {}),
        }

    def _command(self) -> Data:
        said: Data = {"calendar": self.calendar()}
        if self.on:
            said["filing"] = self.delay(20)
        if self.on:
            said["dispatch"] = self.delay(30)
        if self.on:
            said["rejected"] = self.one_of(("3%", "20%", "60%", "100%"))
        if self.on:
            said["wrong_department"] = {"share": self.share(), "back_after": self.delay(200)}
        return said

    def _verification(self) -> Data:
        said: Data = {"false_fix": self.share()}
        if self.departments and not self.unmanned and self.on:
            said |= {"checked": self.share(), "work": self.time(15)}
        if self.on:
            said["repeat"] = {"share": self.share(), "after": self.delay(600)}
        return said

    def _policy(self) -> Data:
        return {
            "assign": self.one_of(Assign.words()),
            "queue": self.one_of(QueueRule.words()),
            "on_overdue": "expedite" if self.on else "none",
        }
