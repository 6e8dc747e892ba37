"""What all parts of a compilation share: the start, the calendars by name, and amounts in minutes."""

from __future__ import annotations

from datetime import date

from gridsim.model.calendar import ALWAYS, DAY_MIN, Calendar
from gridsim.model.compile.laws import WORKING, law_of, minutes_of
from gridsim.model.compile.weeks import compile_calendar
from gridsim.model.distributions import Law
from gridsim.model.plan import Delay, Limit
from gridsim.model.ticks import FINE_TICKS_PER_MIN, LATTICE_TICKS_PER_MIN, tick
from gridsim.scenario import schema
from gridsim.scenario.quantities import Amount, Distribution


class Terms:
    """A scenario's own units: what its working day is, and which calendar a delay takes."""

    def __init__(self, scenario: schema.Scenario) -> None:
        self.start: date = scenario.time.start
        self.horizon_min = minutes_of(scenario.time.horizon, DAY_MIN)
        self.ticks_per_min = LATTICE_TICKS_PER_MIN if scenario.time.resolution else FINE_TICKS_PER_MIN
        self.calendars: list[Calendar] = [ALWAYS]
        self.calendar_index = {"always": 0}
        for name, week in scenario.calendars.items():
            if name != "always":
                self.calendar_index[name] = len(self.calendars)
                self.calendars.append(compile_calendar(week, self.start))
        self.clock = self.calendar_index[scenario.clock]
        self.working_day_min = self._working_day_min(scenario)

    def tick(self, minutes: float) -> float:
        """Minutes in whole ticks."""
        return tick(minutes, self.ticks_per_min)

    def law(self, stated: Distribution | None) -> Law:
        """The law of a written distribution, in minutes."""
        return law_of(stated, self.working_day_min)[0]

    def delay(self, stated: Distribution | None, home: int) -> Delay:
        """A delay elapses on its step's calendar; an amount of working time on the clock."""
        law, working = law_of(stated, self.working_day_min)
        return Delay(law, self.clock if working else home)

    def limit(self, stated: Amount | None) -> Limit | None:
        """A limit runs in working time, or on the wall clock if it is written so."""
        if stated is None:
            return None
        minutes = self.tick(minutes_of(stated, self.working_day_min))
        return Limit(minutes, self.clock if stated.measure in WORKING else 0)

    def _working_day_min(self, scenario: schema.Scenario) -> float:
        """Open minutes of the clock in a regular week over its open days."""
        week = scenario.calendars.get(scenario.clock)
        open_days = sum(1 for day in week.days if day) if week is not None else 0
        return self.calendars[self.clock].week_open_min / open_days if open_days else DAY_MIN
