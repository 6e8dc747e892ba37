"""Somebody for everything: work that nobody on the staff may ever do is refused, so random scenarios leave none."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from engines.draws import Data

from gridsim.scenario.checks import ATTENDS, ATTENDS_URGENT, SERVES
from gridsim.scenario.weeks import activities_within, parse_timetable
from gridsim.vocabulary import Activity


def let_somebody_attend(data: Data) -> None:
    """Where nobody may do some work, the first role has somebody with a watch to do it."""
    if all(_may(data, category, needed) for category in data["issues"] for needed in _tasks(data, category)):
        return
    role = data["roles"][0]
    watch = {"08:00-16:00": "standby", "16:00-19:00": "street_round", "19:00-21:00": "household_round"}
    data["timetables"]["watch"] = {"mon-sun": watch}
    role |= {"handles": "all", "timetables": ["watch", *role["timetables"]]}
    if not _is_held(role):
        role["headcount"] = "1 in total"


def _tasks(data: Data, category: Data) -> Iterator[frozenset[Activity]]:
    """The activities that allow each thing that people of the community do about a category."""
    if "counter" in category:
        yield SERVES
    elif "first" not in category:
        yield ATTENDS_URGENT if category.get("priority") == 1 else ATTENDS
    if data["verification"].get("checked", "0%") != "0%" and "route" in category:
        yield ATTENDS


def _may(data: Data, category: Data, needed: frozenset[Activity]) -> bool:
    """Whether the first worker of some role, who is surely there, handles a category in one of the activities."""
    return any(
        needed & _activities(data, role["timetables"][0])
        for role in data["roles"]
        if _is_held(role) and (role["handles"] == "all" or category["name"] in role["handles"])
    )


def _is_held(role: Data) -> bool:
    """Whether somebody surely has the post: other rules may come to nobody."""
    said = role["headcount"]
    return said[0] != "0" if isinstance(said, str) else "total" in said.get("rule", "")


def _activities(data: Data, timetable: str) -> frozenset[Activity]:
    """All that a timetable schedules on the dates of the run."""
    amount, unit = data["time"]["horizon"].split()
    minutes = float(amount) * {"days": 1440, "h": 60}[unit]
    week = parse_timetable(data["timetables"][timetable])
    return activities_within(week, date.fromisoformat(data["time"]["start"]), minutes)
