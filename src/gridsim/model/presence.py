"""Presence: who is absent on which day, and what that leaves open (MODEL.md 4).

An absent worker has no windows that begin that day: not scheduled, he holds no counter open, makes no progress on
his rounds and costs nothing. A task begun the evening before is finished, as overtime.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from gridsim.model.calendar import NO_DAYS_OFF, Calendar, DaysOff, days_off, elapsed_many, union
from gridsim.model.plan import Plan
from gridsim.model.timetable import stretch_of
from gridsim.model.workload import Workload

Days = frozenset[int]
Team = tuple[tuple[int, Days], ...]  # timetables, each with the days on which all who share it are absent
EVERY_DAY: Days = frozenset()


def absent_days(plan: Plan, workload: Workload) -> NDArray[np.int64]:
    """Pairs (worker, day) of the days with windows on which a worker is absent; sorted, (absences, 2)."""
    if not len(workload.presence):
        return np.empty((0, 2), np.int64)
    share = np.array([plan.roles[worker.role].present_share for worker in plan.workers])
    days = range(workload.presence.shape[1])
    stretches = np.array([[stretch_of(table, day) for day in days] for table in plan.timetables])
    works = (stretches[:, :, 1] > stretches[:, :, 0])[[worker.timetable for worker in plan.workers]]
    return np.argwhere((workload.presence >= share[:, None]) & works).astype(np.int64)


class Presence:
    """Who is there when, in one replication."""

    def __init__(self, plan: Plan, absent: NDArray[np.int64]) -> None:
        self.plan = plan
        self.absent: Mapping[int, Days] = {}
        if len(absent):
            workers, first = np.unique(absent[:, 0], return_index=True)
            groups = np.split(absent[:, 1], first[1:])
            self.absent = {w: frozenset(days.tolist()) for w, days in zip(workers.tolist(), groups, strict=True)}

    def days_off(self, worker: int, cal: Calendar) -> DaysOff:
        """What a worker's absences take out of one of his calendars."""
        return self._stretches(cal, self.plan.workers[worker].timetable, self.absent.get(worker, EVERY_DAY))

    def together(self, workers: Iterable[int]) -> Team:
        """Of a team, the timetables and the days on which all who share one are absent at once."""
        gone: dict[int, Days] = {}
        for w in workers:
            table, days = self.plan.workers[w].timetable, self.absent.get(w, EVERY_DAY)
            gone[table] = gone[table] & days if table in gone else days
        return tuple(sorted(gone.items(), key=lambda one: one[0]))

    def staffed(self, team: Team, cals: Mapping[int, Sequence[Calendar]]) -> Calendar:
        """When somebody of a team (as `together` tells it) is there in one of the calendars of his timetable."""
        parts = [(cal, self._stretches(cal, table, days)) for table, days in team for cal in cals[table]]
        return union(parts, self.plan.horizon_min)

    def _stretches(self, cal: Calendar, timetable: int, days: Days) -> DaysOff:
        if not days:
            return NO_DAYS_OFF
        return days_off(cal, (stretch_of(self.plan.timetables[timetable], day) for day in sorted(days)))


def counters(plan: Plan, presence: Presence) -> tuple[tuple[Calendar, ...], ...]:
    """Per community and category: when somebody who handles it is there, at the counter or on standby."""
    serving = {t: (table.may_serve,) for t, table in enumerate(plan.timetables)}
    staff: dict[int, list[int]] = {}
    for w, worker in enumerate(plan.workers):
        staff.setdefault(worker.community, []).append(w)

    @cache
    def held_open(team: Team) -> Calendar:
        return presence.staffed(team, serving)

    def counter(community: int, category: int) -> Calendar:
        able = [w for w in staff.get(community, ()) if plan.roles[plan.workers[w].role].handles[category]]
        return held_open(presence.together(able) if plan.categories[category].counter else ())

    return tuple(tuple(counter(c, k) for k in range(len(plan.categories))) for c in range(len(plan.communities)))


@dataclass(frozen=True)
class Stretches:
    """All stretches of absence as columns, by worker and time: for tables rather than single workers."""

    worker: NDArray[np.int64]
    from_min: NDArray[np.float64]
    to_min: NDArray[np.float64]

    @classmethod
    def of(cls, plan: Plan, absent: NDArray[np.int64]) -> Stretches:
        """The stretches of absences (worker, day), sorted."""
        rows = [stretch_of(plan.timetables[plan.workers[w].timetable], day) for w, day in absent.tolist()]
        times = np.array(rows, dtype=np.float64).reshape(-1, 2)
        return cls(absent[:, 0], times[:, 0], times[:, 1])

    def worked(self, cal: Calendar, worker: NDArray[np.int64], t_min: NDArray[np.float64]) -> NDArray[np.float64]:
        """`calendar.worked` of many workers who share a calendar, each up to his own instant (n,); only the
        differences of one worker mean anything."""
        if not len(self.worker):
            return elapsed_many(cal, t_min)
        span = int(max(self.to_min.max(), t_min.max(initial=0.0))) + 1
        keys = self.worker * span + self.from_min.astype(np.int64)  # stretches begin on whole minutes
        i = np.searchsorted(keys, worker * span + np.floor(t_min).astype(np.int64), side="right") - 1
        missed = np.concatenate(([0.0], np.cumsum(elapsed_many(cal, self.to_min) - elapsed_many(cal, self.from_min))))
        inside = (i >= 0) & (self.worker[i] == worker) & (t_min < self.to_min[i])
        ahead = np.where(inside, elapsed_many(cal, self.to_min[i]) - elapsed_many(cal, t_min), 0.0)
        return np.asarray(elapsed_many(cal, t_min) - (missed[i + 1] - ahead))
