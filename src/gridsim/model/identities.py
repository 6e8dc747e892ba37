"""The identities that hold after every run (MODEL.md 11). A broken one stops the run with its rows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gridsim.errors import EngineError
from gridsim.model.calendar import Calendar, elapsed_many
from gridsim.model.plan import Plan
from gridsim.model.policies import activities_for
from gridsim.model.presence import Stretches
from gridsim.model.records import Records, place_names
from gridsim.model.timetable import OPEN_TO_ATTEND
from gridsim.model.workload import ATTEMPTS
from gridsim.vocabulary import Activity, WorkKind

WORKER_KINDS = ("serve", "attend", "verify")


def check(plan: Plan, records: Records) -> None:
    """Raise EngineError on the first identity that does not hold."""
    issues, work = records.issues, records.work
    _expect(issues["status"].notna(), issues, "every issue that occurred has a status")
    _in_order(issues, ("occurred_min", "discovered_min", "filed_min", "attended_min", "resolved_min"))
    _in_order(issues, ("occurred_min", "cleared_min"))
    _in_order(issues, ("filed_min", "first_closed_min", "closed_min"))
    _in_order(issues, ("resolved_min", "closed_min"))
    _in_order(work, ("filed_min", "queued_min", "started_min", "arrived_min", "finished_min"))
    _statuses(issues)
    _statuses_and_work(issues, work)
    _no_overlap(work, ["issue_id"], "pieces of work of an issue do not overlap")
    for kinds in (WORKER_KINDS, ("department",)):
        actors = work[work["kind"].isin(kinds) & (work["actor_id"] >= 0)]
        _no_overlap(actors, ["actor_id"], "nobody is in two places")
    _taken_out_of_what_allows_it(plan, records)
    _begun_while_open(plan, work)
    _waits(plan, records)
    _busy(plan, records)
    _hours(plan, records)


def _expect(holds: pd.Series, rows: pd.DataFrame, identity: str) -> None:
    if not bool(holds.all()):
        broken = rows[~holds.to_numpy(bool)].head(5).to_string()
        raise EngineError(f"broken identity: {identity}\n{broken}")


def _in_order(rows: pd.DataFrame, names: tuple[str, ...]) -> None:
    for earlier, later in pairwise(names):
        bad = rows[earlier] > rows[later]
        _expect(~bad, rows, f"{earlier} is not after {later}")


def _statuses(issues: pd.DataFrame) -> None:
    """What a status says, the times say too."""
    status = issues["status"]
    says = {
        "discovered_min": ~status.isin(["hidden", "cleared"]),
        "filed_min": ~status.isin(["hidden", "cleared", "known", "rejected"]),
        "cleared_min": status == "cleared",
        "closed_min": status == "closed",
    }
    for name, expected in says.items():
        _expect(issues[name].notna() == expected, issues, f"{name} is there exactly where the status says so")


def _no_overlap(work: pd.DataFrame, by: list[str], identity: str) -> None:
    begun = work[work["started_min"].notna()].sort_values([*by, "started_min", "finished_min"], kind="stable")
    ends = begun["finished_min"].fillna(np.inf)  # what takes no time comes before what begins at that instant
    same = begun[by[0]].to_numpy()[1:] == begun[by[0]].to_numpy()[:-1]
    clash = np.zeros(len(begun), dtype=bool)
    clash[1:] = same & (begun["started_min"].to_numpy()[1:] < ends.to_numpy()[:-1])
    _expect(pd.Series(~clash, index=begun.index), begun, identity)


def _statuses_and_work(issues: pd.DataFrame, work: pd.DataFrame) -> None:
    """What a status says, the last piece of work says too."""
    last = work.drop_duplicates("issue_id", keep="last").set_index("issue_id")
    begun_and_open = last["started_min"].notna() & last["finished_min"].isna()
    says = {"in_progress": begun_and_open, "left": last["outcome"] == "left"}
    for word, expected in says.items():
        found = issues["issue_id"].isin(last.index[expected.to_numpy(dtype=bool)])
        _expect((issues["status"] == word) == found, issues, f"'{word}' is said exactly where the last work says so")
    failed = (issues["attempts"] == ATTEMPTS) & (issues["returns"] + issues["repeats"] == ATTEMPTS)
    _expect((issues["status"] == "pending") == failed, issues, "'pending' is said exactly after four failed attempts")


def _taken_out_of_what_allows_it(plan: Plan, records: Records) -> None:
    """A worker is sent only out of an activity that allows it; whoever finds an issue is on his round."""
    issues, work, stretches = records.issues, records.work, _stretches(plan, records)
    begun = work[work["started_min"].notna() & work["kind"].isin(WORKER_KINDS)]
    kinds = begun["kind"].astype(str).to_numpy()
    urgent = issues.set_index("issue_id")["priority"].reindex(begun["issue_id"]).to_numpy() == 1
    table = np.array([worker.timetable for worker in plan.workers], dtype=np.int64)[begun["actor_id"].to_numpy()]
    for kind, is_urgent, number in set(zip(kinds, urgent.tolist(), table.tolist(), strict=True)):
        here = begun[(kinds == kind) & (urgent == is_urgent) & (table == number)]
        allowed = activities_for(WorkKind.of(kind), urgent=is_urgent)
        calendars = [plan.timetables[number].of[activity] for activity in allowed]
        workers, started_min = here["actor_id"].to_numpy(), here["started_min"].to_numpy()
        on_duty = sum(_there(stretches, cal, workers, started_min, plan) for cal in calendars) > 0
        _expect(pd.Series(on_duty, index=here.index), here, "work takes a worker only out of what allows it")


def _begun_while_open(plan: Plan, work: pd.DataFrame) -> None:
    """A crew begins only while its office is open."""
    begun = work[work["started_min"].notna() & (work["kind"] == "department")]
    crews = np.array([one.calendar for one in plan.departments for _ in range(one.crews)], dtype=np.int64)
    calendar = crews[begun["actor_id"].to_numpy()]
    for number in np.unique(calendar):
        here = begun[calendar == number]
        is_open = _open(plan.calendars[number], here["started_min"].to_numpy(), plan)
        _expect(pd.Series(is_open, index=here.index), here, "a crew begins only while its office is open")


def _open(cal: Calendar, t_min: NDArray[np.float64], plan: Plan) -> NDArray[np.bool_]:
    """Whether a calendar is open at each instant: whether the next tick counts."""
    return np.asarray(elapsed_many(cal, t_min + plan.tick_min) - elapsed_many(cal, t_min) > 0.0)


def _there(
    stretches: Stretches, cal: Calendar, worker: NDArray[np.int64], t_min: NDArray[np.float64], plan: Plan
) -> NDArray[np.bool_]:
    """Whether a calendar is open at each instant and the worker there."""
    next_min = t_min + plan.tick_min
    return np.asarray(stretches.worked(cal, worker, next_min) - stretches.worked(cal, worker, t_min) > 0.0)


def _stretches(plan: Plan, records: Records) -> Stretches:
    return Stretches.of(plan, records.absences.to_numpy(dtype=np.int64))


def _busy(plan: Plan, records: Records) -> None:
    """What every actor counted as busy is the sum of his rows, in ticks."""
    work = records.work[records.work["started_min"].notna()]
    busy_min = (work["finished_min"].fillna(records.until_min) - work["started_min"]).to_numpy()
    crew = (work["kind"] == "department").to_numpy()
    summed = np.zeros(len(records.busy_ticks), dtype=np.int64)
    actors = work["actor_id"].to_numpy() + len(plan.workers) * crew
    np.add.at(summed, actors, np.rint(busy_min * plan.ticks_per_min).astype(np.int64))
    if not np.array_equal(summed, records.busy_ticks):
        actor = int(np.flatnonzero(summed != records.busy_ticks)[0])
        name = f"worker {actor}" if actor < len(plan.workers) else f"crew {actor - len(plan.workers)}"
        raise EngineError(f"broken identity: the work of {name} does not add up to the time he was busy")


def _hours(plan: Plan, records: Records) -> None:
    """Busy inside schedule, free while open and free while not open add up to each worker's scheduled present time."""
    stretches, work = _stretches(plan, records), records.work
    work = work[work["started_min"].notna() & work["kind"].isin(WORKER_KINDS)]
    actor, since = work["actor_id"].to_numpy(), work["started_min"].to_numpy()
    until = work["finished_min"].fillna(records.until_min).to_numpy()
    tables = np.array([worker.timetable for worker in plan.workers], dtype=np.int64)
    for number in np.unique(tables):
        table, team = plan.timetables[number], np.flatnonzero(tables == number)
        rows = tables[actor] == number

        def free(cal: Calendar, team: NDArray[np.int64] = team, rows: NDArray[np.bool_] = rows) -> NDArray[np.int64]:
            """Ticks of a calendar (team,) at which each is there and not busy; never fewer than none."""
            horizon = np.full(len(team), records.until_min)
            there = stretches.worked(cal, team, horizon) - stretches.worked(cal, team, np.zeros(len(team)))
            busy = np.zeros(len(plan.workers), dtype=np.int64)
            inside = stretches.worked(cal, actor[rows], until[rows]) - stretches.worked(cal, actor[rows], since[rows])
            np.add.at(busy, actor[rows], np.rint(inside * plan.ticks_per_min).astype(np.int64))
            return np.rint(there * plan.ticks_per_min).astype(np.int64) - busy[team]

        closed = [table.of[activity] for activity in Activity if activity not in (Activity.OFF, *OPEN_TO_ATTEND)]
        parts = [free(table.may_attend), *(free(cal) for cal in closed)]
        broken = (free(table.scheduled) != np.sum(parts, axis=0)) | (np.min(parts, axis=0) < 0)
        if broken.any():
            worker = int(team[np.flatnonzero(broken)[0]])
            raise EngineError(f"broken identity: the hours of worker {worker} do not add up to his schedule")


def _waits(plan: Plan, records: Records) -> None:
    """The engine's integral of each queue's length is the sum of the waits in its rows, in ticks."""
    work = records.work
    left = work["finished_min"].where(work["outcome"] == "left")
    until = work["started_min"].fillna(left).fillna(records.until_min)
    ticks = np.rint((until - work["queued_min"]).to_numpy() * plan.ticks_per_min).astype(np.int64)
    summed = np.zeros(len(place_names(plan)), dtype=np.int64)
    np.add.at(summed, work["place"].cat.codes.to_numpy(np.int64), ticks)
    if not np.array_equal(summed, records.waiting_ticks):
        place = place_names(plan)[int(np.flatnonzero(summed != records.waiting_ticks)[0])]
        raise EngineError(f"broken identity: the waits at {place} do not add up to the integral of its queue")
