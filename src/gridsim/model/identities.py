"""The identities that hold after every run (MODEL.md 11). A broken one stops the run with its rows."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from gridsim.errors import EngineError
from gridsim.model.plan import Plan
from gridsim.model.records import Records, place_names

WORKER_KINDS = ("serve", "attend", "verify")


def check(plan: Plan, records: Records) -> None:
    """Raise EngineError on the first identity that does not hold."""
    issues, work = records.issues, records.work
    _expect(issues["status"].notna(), issues, "every issue that occurred has a status")
    _in_order(issues, ("occurred_min", "discovered_min", "filed_min", "attended_min"))
    _in_order(issues, ("occurred_min", "cleared_min"))
    _in_order(issues, ("filed_min", "first_closed_min", "closed_min"))
    _in_order(work, ("filed_min", "queued_min", "started_min", "arrived_min", "finished_min"))
    _statuses(issues)
    _no_overlap(work, ["issue_id"], "pieces of work of an issue do not overlap")
    for kinds in (WORKER_KINDS, ("department",)):
        actors = work[work["kind"].isin(kinds) & (work["actor_id"] >= 0)]
        _no_overlap(actors, ["actor_id"], "nobody is in two places")
    _begun_on_duty(plan, work)
    _waits(plan, records)


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


def _begun_on_duty(plan: Plan, work: pd.DataFrame) -> None:
    """A worker is sent only out of an activity; a crew begins only while its office is open."""
    from gridsim.model.calendar import elapsed_many

    begun = work[work["started_min"].notna()]
    for kinds, calendar_of in (
        (WORKER_KINDS, [plan.timetables[worker.timetable].scheduled for worker in plan.workers]),
        (("department",), [plan.calendars[one.calendar] for one in plan.departments for _ in range(one.crews)]),
    ):
        rows = begun[begun["kind"].isin(kinds)]
        kinds_of = {id(cal): cal for cal in calendar_of}
        codes = np.array([id(cal) for cal in calendar_of], dtype=np.int64)
        for code, cal in kinds_of.items():
            here = rows[codes[rows["actor_id"].to_numpy()] == code] if len(rows) else rows
            start = here["started_min"].to_numpy()
            on_duty = elapsed_many(cal, start + plan.tick_min) - elapsed_many(cal, start) > 0.0
            _expect(pd.Series(on_duty, index=here.index), here, "nobody begins work off duty")


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
