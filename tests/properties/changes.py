"""Changes to a scenario before whose first day nothing can be different."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from itertools import count

import numpy as np
from engines.draws import Data
from engines.scenarios import Case

FACTORS = (0, 0.3, 3, 8)
HOURS = {  # of a calendar, and of a timetable, on the day it changes
    "calendar": ("closed", ["07:00-09:00", "13:00-23:00"], ["00:00-24:00"]),
    "timetable": ("closed", {"00:00-24:00": "standby"}, {"08:00-12:00": "street_round", "14:00-15:00": "counter"}),
}
Random = np.random.Generator


def shocked(data: Data, first: date, random: Random) -> bool:
    """A shock that begins on a day."""
    shock = {"category": _one_of(data["issues"], random)["name"], "from": f"{first} 00:00", "for": "30 h"}
    data.setdefault("shocks", []).append(shock | {"multiply": float(random.choice(FACTORS))})
    return True


def in_season(data: Data, first: date, random: Random) -> bool:
    """A season that begins on a day."""
    dates = f"{first:%m-%d} to {first + timedelta(40):%m-%d}"
    _one_of(data["issues"], random).setdefault("season", {})[dates] = float(random.choice(FACTORS))
    return True


def other_shifts(data: Data, first: date, random: Random) -> bool:
    """A timetable with an exception on a day."""
    used = {name for role in data["roles"] for name in role["timetables"]}
    return _except([data["timetables"][name] for name in sorted(used)], first, "timetable", random)


def other_hours(data: Data, first: date, random: Random) -> bool:
    """A calendar with an exception on a day; not the clock's, by which a limit is counted on when a case is filed."""
    used = {one["calendar"] for one in (data["command"], *data.get("departments", []))} - {"always", data["clock"]}
    return _except([data["calendars"][name] for name in sorted(used)], first, "calendar", random)


Change = Callable[[Data, date, Random], bool]
CHANGES: dict[str, Change] = {one.__name__: one for one in (shocked, in_season, other_shifts, other_hours)}


def before_and_after(change: str, seed: int, share: float) -> tuple[Data, Data, int]:
    """The first random city from a number on that can be changed so, the changed one, and the day of the change.

    That day comes after a share of the horizon.
    """
    for number in count(seed):
        data = Case(number).data
        day = max(1, int(_days(data["time"]["horizon"]) * share))
        first = date.fromisoformat(data["time"]["start"]) + timedelta(day)
        other = deepcopy(data)
        if CHANGES[change](other, first, np.random.default_rng([number, day])):
            return data, other, day
    raise AssertionError


def _days(horizon: str) -> float:
    amount, unit = horizon.split()
    return int(amount) / {"days": 1, "h": 24}[unit]


def _except(weeks: list[Data], first: date, kind: str, random: Random) -> bool:
    """Change one of some weeks on a day; False where none can be, for that day is an exception already."""
    free = [week for week in weeks if not any(_covers(key, first) for key in week.get("except", {}))]
    if free:
        hours = HOURS[kind][random.integers(len(HOURS[kind]))]
        _one_of(free, random).setdefault("except", {})[str(first)] = hours
    return bool(free)


def _covers(key: str, day: date) -> bool:
    """Whether the dates of an exception, `first` or `first to last`, hold a day."""
    dates = [date.fromisoformat(one) for one in key.split(" to ")]
    return dates[0] <= day <= dates[-1]


def _one_of(options: list[Data], random: Random) -> Data:
    return options[int(random.integers(len(options)))]
