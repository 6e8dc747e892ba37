"""What else could be changed where no headcount is enough: the timetable, the offices, the command centre.

Each change is as plain as it can be and larger than a city would make it, so that one without effect is out of
question. Whether a change helps is tested, never concluded from where issues wait.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gridsim.scenario.quantities import Exception_, Week, Window
from gridsim.scenario.schema import Command, Department, Scenario
from gridsim.vocabulary import Activity

TIMES = (2, 4)  # as many crews
MOST_DEPARTMENTS = 3  # changed one by one; all together are changed too
ANY_HOUR = "at-any-hour"
ALWAYS = Week(((Window(0, 1440, Activity.STANDBY),),) * 7)
SHUT = (Activity.OFFICE, Activity.COUNTER)  # what keeps a worker from going where he is needed
NAMES = {
    "shift": "the whole shift open", "clock": "on duty at any hour", "crews": "{times} times the crews of {who}",
    "all_crews": "{times} times all crews", "offices": "departments open at any hour",
    "command": "no filing or dispatch delay", "everything": "all changes at once",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A change of a scenario by a word, to a department if `who` names one, `times` as many crews where it says so."""

    word: str
    scenario: Scenario
    who: str = ""
    times: int = 1

    @property
    def name(self) -> str:
        """What it is called while it runs, and where it fails."""
        return NAMES[self.word].format(who=self.who, times=self.times)


def changes(scenario: Scenario, role: str, busy: Mapping[str, float]) -> tuple[Change, ...]:
    """All changes that change something; departments from the busiest (`busy`: share of open time by name) down."""
    every = (*_of_timetables(scenario, role), *_of_departments(scenario, busy), *_of_command(scenario))
    alone = tuple(one for one in every if one.scenario != scenario)
    return (*alone, _together(scenario, role)) if len(alone) > 1 else alone


def _together(scenario: Scenario, role: str) -> Change:
    """The largest change of each kind, all at once: what even this leaves short is due to something else."""
    names = [one.name for one in scenario.departments]
    larger = _open_always(_with_crews(scenario, names, TIMES[-1]))
    return Change("everything", _at_once(_at_any_hour(larger, role)), times=TIMES[-1])


def _of_timetables(scenario: Scenario, role: str) -> Iterator[Change]:
    """The whole shift open to attend; then every hour of the week."""
    own = next(one for one in scenario.roles if one.name == role)
    opened = {name: _opened(scenario.timetables[name]) for name in own.timetables}
    named = {name: f"{name}-open" for name in opened}
    weeks = {**scenario.timetables, **{named[name]: week for name, week in opened.items()}}
    if opened != {name: scenario.timetables[name] for name in opened}:
        turns = tuple(named[name] for name in own.timetables)
        yield Change("shift", _with_turns(scenario, role, weeks, turns))
    if any(scenario.timetables[name] != ALWAYS for name in own.timetables):
        yield Change("clock", _at_any_hour(scenario, role))


def _of_departments(scenario: Scenario, busy: Mapping[str, float]) -> Iterator[Change]:
    """More crews in each of the busiest offices, in all; then offices that never close."""
    used = {name for category in scenario.issues for name, _ in category.route}
    names = sorted((one.name for one in scenario.departments if one.name in used), key=lambda name: -busy.get(name, 0))
    for name in names[:MOST_DEPARTMENTS]:
        for times in TIMES:
            yield Change("crews", _with_crews(scenario, [name], times), name, times)
    if len(names) > 1:
        for times in TIMES:
            yield Change("all_crews", _with_crews(scenario, names, times), times=times)
    yield Change("offices", _open_always(scenario))


def _of_command(scenario: Scenario) -> Iterator[Change]:
    """Reports filed and cases sent at once."""
    yield Change("command", _at_once(scenario))


def _at_any_hour(scenario: Scenario, role: str) -> Scenario:
    return _with_turns(scenario, role, {**scenario.timetables, ANY_HOUR: ALWAYS}, (ANY_HOUR,))


def _open_always(scenario: Scenario) -> Scenario:
    departments = [one.model_copy(update={"calendar": "always"}) for one in scenario.departments]
    return scenario.model_copy(update={"departments": departments})


def _at_once(scenario: Scenario) -> Scenario:
    at_once = {"filing": None, "dispatch": None, "calendar": "always"}
    command: Command = scenario.command.model_copy(update=at_once)
    return scenario.model_copy(update={"command": command})


def _opened(week: Week) -> Week:
    """The week with every hour on duty open to attend; rounds are so already."""
    exceptions = tuple(Exception_(one.first, one.last, _free(one.windows)) for one in week.exceptions)
    return Week(tuple(_free(day) for day in week.days), exceptions)


def _free(windows: Sequence[Window]) -> tuple[Window, ...]:
    return tuple(replace(one, activity=Activity.STANDBY) if one.activity in SHUT else one for one in windows)


def _with_turns(scenario: Scenario, role: str, weeks: Mapping[str, Week], turns: tuple[str, ...]) -> Scenario:
    roles = [one.model_copy(update={"timetables": turns}) if one.name == role else one for one in scenario.roles]
    return scenario.model_copy(update={"timetables": dict(weeks), "roles": roles})


def _with_crews(scenario: Scenario, names: Sequence[str], times: int) -> Scenario:
    departments = [_larger(one, times) if one.name in names else one for one in scenario.departments]
    return scenario.model_copy(update={"departments": departments})


def _larger(department: Department, times: int) -> Department:
    crews = replace(department.crews, count=department.crews.count * times)
    return department.model_copy(update={"crews": crews})
