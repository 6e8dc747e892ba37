"""A city that works round the clock and a trace for it, and both with every time so many times as long.

Times are such that a longer one is exact on the same tick. Where work grows with hidden time they are whole minutes,
which times a ticked factor are on a tick; elsewhere they have ten binary places. Workers are at usual or half speed,
since other quotients are rounded; rounds take whole hours, and positions on them have six binary places.
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pandas as pd
from engines.attended import let_somebody_attend
from engines.draws import Data
from engines.scenarios import without
from numpy.typing import NDArray

from gridsim.model.records import Records
from gridsim.model.ticks import tick_all
from gridsim.model.trace import NEUTRAL_HOP
from gridsim.model.workload import ATTEMPTS
from gridsim.vocabulary import Group

DATED = (  # what has a meaning in days and weeks only, and what has a clock of its own
    "issues.*.profile", "issues.*.season", "issues.*.day_effect", "roles.*.present", "time.resolution", "calendars",
    "profiles", "shocks", "command.calendar", "departments.*.calendar", "clock",
)  # fmt: skip
ISSUE_MEAN_MIN = {"report_min": 300, "clears_min": 2000, "filing_min": 20, "patience_min": 60}
MEAN_MIN = {
    "dispatch_min": 30, "back_min": 200, "walk_min": 6, "work_min": 40, "verify_min": 15, "repeat_min": 600,
}  # fmt: skip
AMOUNT = re.compile(r"^[0-9.]+")
Random = np.random.Generator


def round_the_clock(data: Data, random: Random) -> Data:
    """The scenario without weeks and dates: each worker always does the same, every office is open."""
    for path in DATED:
        data = without(data, path)
    _never_stop(data)
    let_somebody_attend({"verification": {}, **data})
    _never_stop(data)
    for role in data["roles"]:
        role["speed"] = float(random.choice((0.5, 1)))
        role["round"] = {kind: f"{random.integers(1, 4)} h per grid" for kind in role["round"]}
        if "walk" in role:
            role["walk"]["per_step"] = f"{random.integers(5)} min"
    for one in data["issues"]:
        if one.get("limits", {}).get("clock") == "always":
            one["limits"] |= {name: f"{random.integers(30, 3000)} min" for name in ("response", "resolution")}
    return data | {"workload": "trace.csv"}


def _never_stop(data: Data) -> None:
    """The first activity of every timetable lasts for ever."""
    for name, week in data["timetables"].items():
        activities = next(day for key, day in week.items() if key != "except").values()
        data["timetables"][name] = {"mon-sun": {"00:00-24:00": next(iter(activities))}}


def slowed(data: Data, times: int) -> Data:
    """The scenario with every time so many times as long; those of its issues are in the trace."""
    data = without(data, "nothing")
    _lengthen(data["time"], ["horizon"], times)
    for role in data["roles"]:
        _lengthen(role["round"], ["street", "household"], times)
        _lengthen(role.get("walk", {}), ["per_step"], times)
    for one in data["issues"]:
        _lengthen(one, ["growth"], 1 / times)
        _lengthen(one.get("limits", {}), ["response", "resolution"], times)
    return data


def _lengthen(said: Data, names: list[str], times: float) -> None:
    for name in said.keys() & set(names):
        said[name] = AMOUNT.sub(lambda amount: f"{float(amount[0]) * times:.10g}", said[name])


def trace(data: Data, random: Random, times: int) -> str:
    """A workload file for the scenario, all its times so many times as long."""
    number = int(random.integers(5, 80))
    ticks_per_min = 1.0 if any("growth" in one for one in data["issues"]) else 2.0**10
    communities = data["places"]["list"]

    def minutes(mean_min: float, never_share: float = 0.0) -> NDArray[np.float64]:
        drawn = tick_all(random.exponential(mean_min, number), ticks_per_min) * times
        return np.where(random.random(number) < never_share, np.inf, drawn)

    marks = {
        "community": random.choice([one["name"] for one in communities], number),
        "category": random.choice([one["name"] for one in data["issues"]], number),
        "grid": random.integers(min(one["grids"] for one in communities), size=number),
        "group": random.choice(Group.words(), number),
        "occurred_min": np.sort(tick_all(random.uniform(0, 4000, number), ticks_per_min)) * times,
        "rejected": random.random(number),
        **{f"{kind}_position": random.integers(64, size=number) / 64 for kind in ("street", "household")},
        **{f"{kind}_meetings": random.integers(3, size=number) for kind in ("street", "household")},
        **{name: minutes(mean, never_share=0.3) for name, mean in ISSUE_MEAN_MIN.items() if name != "filing_min"},
        "filing_min": minutes(ISSUE_MEAN_MIN["filing_min"]),
    }
    hops = 1 + max(len(one.get("route", [])) for one in data["issues"])
    for attempt in range(1, ATTEMPTS + 1):
        for hop in range(hops):
            for name in NEUTRAL_HOP:
                drawn = minutes(MEAN_MIN[name]) if name in MEAN_MIN else random.random(number)
                marks[f"{name}_a{attempt}_h{hop}"] = drawn
    return pd.DataFrame(marks).replace(np.inf, "never").to_csv(index=False)


def stretched(records: Records, times: int) -> Records:
    """The records with every time so many times as long."""
    issues, work = records.issues.copy(), records.work.copy()
    for table in (issues, work):
        for name in table.columns[table.columns.str.endswith("_min")]:
            table[name] *= times
    return replace(
        records, issues=issues, work=work, waiting_ticks=records.waiting_ticks * times,
        busy_ticks=records.busy_ticks * times, until_min=records.until_min * times,
    )  # fmt: skip
