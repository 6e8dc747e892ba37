"""A role that may never be given anything, and how to leave it out of what was recorded."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import numpy as np
from engines.draws import Data

from gridsim.model.plan import Plan
from gridsim.model.records import Records

WAYS = ("handles nothing", "is never there", "has other duties")


def with_idlers(data: Data, way: str, place: int) -> Data:
    """The scenario with one more role at a place in the list, idle in some way.

    Who handles nothing walks no rounds, or he would file what he sees. Where referral depends on how many are
    scheduled, the idle are never there.
    """
    week = {"07:00-12:30": "office", "12:30-24:00": "standby"}
    more: Data = {"handles": []}
    if way == "has other duties":
        week, more = {"06:00-22:00": "office"}, {"handles": _not_urgent(data)}
    if way == "is never there" or "referral" in data:
        week, more = {"06:00-20:00": "standby"}, {"handles": "all", "present": "0.0000001%"}
    changed = deepcopy(data)
    changed["timetables"]["idle"] = {"mon-sun": week}
    role = {
        "name": "idler", "headcount": "2 per community", "timetables": ["idle"], "speed": 3,
        "walk": {"within_grid": "exponential(mean 9.7 min)", "per_step": "1 min"}, "beat": "all grids",
        "round": {"street": "10 min per grid"}, **more,
    }  # fmt: skip
    changed["roles"].insert(place % (len(changed["roles"]) + 1), role)
    return changed


def without_idlers(plan: Plan, records: Records) -> Records:
    """The records as if they had not been there: workers are known by community, role and index, not by number."""
    idler = [role.name for role in plan.roles].index("idler")
    kept = np.array([worker.role != idler for worker in plan.workers])
    number = np.append(np.where(kept, np.cumsum(kept) - 1, -2), -1).astype(np.int32)  # the last is nobody's
    issues, work = records.issues.copy(), records.work.copy()
    absences = records.absences[kept[records.absences["worker_id"]]].reset_index(drop=True)
    issues["worker_id"] = number[issues["worker_id"]]
    of_workers = (work["kind"] != "department").to_numpy()
    work["actor_id"] = np.where(of_workers, number[np.where(of_workers, work["actor_id"], -1)], work["actor_id"])
    absences["worker_id"] = number[absences["worker_id"]].astype(absences["worker_id"].dtype)
    crews = np.ones(len(records.busy_ticks) - len(kept), np.bool_)
    assert not records.busy_ticks[: len(kept)][~kept].any()
    busy_ticks = records.busy_ticks[np.append(kept, crews)]
    return replace(records, issues=issues, work=work, absences=absences, busy_ticks=busy_ticks)


def _not_urgent(data: Data) -> list[str]:
    """What nobody is taken out of the office for."""
    return [one["name"] for one in data["issues"] if one.get("priority", 3) != 1 and "counter" not in one]
