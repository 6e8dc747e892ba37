"""What several values of a scenario must be to each other: in order, and with work that somebody may do.

`check_parts` looks at each thing by itself, and runs even where other parts could not be read; names.py
looks at names; `check_whole` asks whether the city can do its work, as far as what it depends on is in order.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from gridsim.scenario.mistakes import Mistake, Where, counted, did_you_mean, shown
from gridsim.scenario.places import Community, Generate
from gridsim.scenario.quantities import Week, Window
from gridsim.scenario.schema import Category, Department, Role, Scenario
from gridsim.scenario.weeks import activities_within
from gridsim.vocabulary import Activity, First, Measure, RoundKind, Service

SERVES = frozenset({Activity.COUNTER, Activity.STANDBY})
ATTENDS = frozenset({Activity.STREET_ROUND, Activity.HOUSEHOLD_ROUND, Activity.STANDBY})
ATTENDS_URGENT = ATTENDS | {Activity.OFFICE, Activity.COUNTER}
ROUND_OF = {Activity.STREET_ROUND: RoundKind.STREET, Activity.HOUSEHOLD_ROUND: RoundKind.HOUSEHOLD}
HOME_SERVICES = (Service.WELFARE, Service.HAZARD)
MOST_COMMUNITIES = 20_000
Scheduled = Callable[[Scenario, str], frozenset[Activity]]
CONCERNS_WORK = frozenset({"counter", "first", "priority", "route", "solved_on_site"})
ALWAYS = Week(days=((Window(0, 1440),),) * 7)


def check_parts(scenario: Scenario) -> list[Mistake]:
    """Mistakes of single things."""
    return [
        *_time(scenario),
        *_places(scenario),
        *_calendars(scenario),
        *(mistake for role in scenario.roles for mistake in _role(role, scenario)),
        *_circles(scenario.roles),
        *(mistake for category in scenario.issues for mistake in _category(category, scenario)),
    ]


def unused_names(scenario: Scenario) -> Iterator[Mistake]:
    """Calendars, profiles, timetables and departments that nothing refers to; no mistakes, and hardly meant."""
    departments = {one.name for one in scenario.departments}
    calendars = {scenario.clock, scenario.command.calendar, *(one.calendar for one in scenario.departments)}
    for kind, named, used in (
        ("calendars", {*scenario.calendars} - {"always"}, calendars),
        ("profiles", {*scenario.profiles}, {one.profile for one in scenario.issues if one.profile}),
        ("timetables", {*scenario.timetables}, {name for role in scenario.roles for name in role.timetables}),
        ("departments", departments, {name for one in scenario.issues for name, _ in one.route}),
    ):
        for name in sorted(named - used):
            hint = did_you_mean(name, sorted(used - {"always"}), "refer to it, or leave it out")
            yield Mistake("unused_name", f"nothing uses {kind[:-1]} {shown(name)}", hint, (kind, name))


def check_whole(scenario: Scenario, broken: Collection[tuple[str, ...]] = ()) -> list[Mistake]:
    """Mistakes of the city as a whole: work nobody may ever do.

    What depends on paths that are `broken`, which could not be read, is not looked at.
    """
    found = list[Mistake]()
    lost = {path[0] for path in broken if len(path) < 3}
    if scenario.places.listed == [] and "places" not in lost:
        found.append(Mistake("empty_list", "there are no communities", "name at least one", ("places", "list")))
    if not scenario.roles and "roles" not in lost:
        found.append(Mistake("empty_list", "there are no roles", "name at least one", ("roles",)))
    if not scenario.issues and "issues" not in lost:
        found.append(Mistake("empty_list", "there are no categories of issues", "name at least one", ("issues",)))
    if any(_concerns_all(path) for path in broken):
        return found
    for category in scenario.issues:
        unread = {path[2] for path in broken if path[:2] == ("issues", category.name) and len(path) > 2}
        if not unread & CONCERNS_WORK:
            found += _attended(category, scenario)
            found += _solved(category, scenario)
    return found


def _concerns_all(path: tuple[str, ...]) -> bool:
    """Whether a path has to be read to know who may work on what."""
    if path[0] in ("roles", "issues"):
        return len(path) < 3 or (path[0] == "roles" and path[2] in ("handles", "timetables", "solves"))
    return path[0] in ("time", "timetables", "verification", "referral")


def _at(thing: Role | Category | Department, *where: str | int) -> Where:
    kind = "roles" if isinstance(thing, Role) else "issues" if isinstance(thing, Category) else "departments"
    return (kind, thing.name, *where)


def _time(scenario: Scenario) -> Iterator[Mistake]:
    if scenario.time.warm_up.value >= scenario.time.horizon.value:
        yield Mistake("warm_up", "the warm-up is not shorter than the horizon", "shorten it", ("time", "warm_up"))


def _places(scenario: Scenario) -> Iterator[Mistake]:
    places = scenario.places
    if sum(source is not None for source in (places.generate, places.listed, places.csv)) != 1:
        yield Mistake("one_of", "say one of 'generate', 'list' and 'csv'", "keep one of them", ("places",))
    if places.generate is not None:
        yield from _generate(places.generate)
    if places.listed is not None:
        yield from _listed(places.listed)


def _generate(generate: Generate) -> Iterator[Mistake]:
    where = ("places", "generate")
    shares = generate.communities is not None
    total = sum(generate.types.values())
    if shares and abs(total - 1) > 1e-9:
        hint = "write shares, as residential: 40%"
        yield Mistake("types_are_counts", "'types' are numbers, but 'communities' is given", hint, (*where, "types"))
    if not shares and total <= 1 and any(value != int(value) for value in generate.types.values()):
        hint = "say communities: N, or write numbers"
        yield Mistake("types_are_shares", "'types' are shares of no number", hint, (*where, "types"))
        return
    if generate.households.parameters.get("value") == 0:
        hint = "write for example 1677: workers would serve nobody"
        yield Mistake("no_households", "communities have no households", hint, (*where, "households"))
    communities = generate.communities if generate.communities is not None else int(total)
    if communities > MOST_COMMUNITIES:
        fact = f"{communities:,} communities, more than {MOST_COMMUNITIES:,}"
        yield Mistake(
            "too_many_communities", fact, "look at the numbers", (*where, "communities" if shares else "types")
        )
    if generate.subdistricts > communities:
        fact = (
            f"{counted(generate.subdistricts, 'sub-district')} for {counted(communities, 'community', 'communities')}"
        )
        yield Mistake("too_many_places", fact, "each needs a community", (*where, "subdistricts"))
    if generate.districts > generate.subdistricts:
        fact = f"{counted(generate.districts, 'district')} for {counted(generate.subdistricts, 'sub-district')}"
        yield Mistake("too_many_places", fact, "each needs a sub-district", (*where, "districts"))
    if isinstance(generate.migrant_share, dict):
        for type_ in [type_ for type_, count in generate.types.items() if count]:
            if type_ not in generate.migrant_share:
                fact = f"'{type_.word}' communities have no migrant share"
                yield Mistake("missing_key", fact, f"add {type_.word}: 15%", (*where, "migrant_share"))


def _listed(communities: list[Community]) -> Iterator[Mistake]:
    district: dict[str, str] = {}
    for community in communities:
        if district.setdefault(community.subdistrict, community.district) != community.district:
            fact = f"sub-district {shown(community.subdistrict)} is in '{district[community.subdistrict]}' already"
            where = ("places", "list", community.name, "district")
            yield Mistake("two_districts", fact, "a sub-district has one district", where)


def _calendars(scenario: Scenario) -> Iterator[Mistake]:
    if scenario.calendars.get("always", ALWAYS) != ALWAYS:
        fact = "the calendar 'always' is built in and round the clock"
        yield Mistake("always", fact, "give yours another name", ("calendars", "always"))
    for kind, weeks in (("calendars", scenario.calendars), ("timetables", scenario.timetables)):
        for name, week in weeks.items():
            if not any(week.days):
                yield Mistake("never_open", f"{shown(name)} has no window in any week", "open some day", (kind, name))


def _role(role: Role, scenario: Scenario) -> Iterator[Mistake]:
    for position, timetable in enumerate(role.timetables):
        for activity in sorted(_activities(scenario, timetable) & set(ROUND_OF)):
            if ROUND_OF[activity] not in role.round:
                word = ROUND_OF[activity].word
                fact = f"{shown(timetable)} has {activity.word}s, and '{role.name}' has no time for them"
                hint = f"add round: {{{word}: 60 min per grid}}"
                yield Mistake("no_round_time", fact, hint, _at(role, "timetables", position))
    if role.present == 0:
        yield Mistake("not_positive", f"'{role.name}' is never present", "write a share above 0%", _at(role, "present"))


def _circles(roles: list[Role]) -> Iterator[Mistake]:
    """A role whose headcount is less itself, through others or not."""
    less = {role.name: role.headcount.less for role in roles}
    for role in roles:
        reached, waiting = set[str](), list(role.headcount.less)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += less.get(name, ())
        if role.name in reached:
            fact = f"the headcount of '{role.name}' is less itself"
            yield Mistake("circle", fact, "break the circle of 'less'", _at(role, "headcount", "less"))


def _category(category: Category, scenario: Scenario) -> Iterator[Mistake]:
    if scenario.workload is None and "rate" not in category.model_fields_set:
        yield Mistake("missing_key", "'rate' is missing", "say how often it happens", _at(category))
    if category.first is First.DEPARTMENT and not category.route:
        fact = "a department goes first, and there is no route"
        yield Mistake("no_route", fact, "add route: [department]", _at(category, "first"))
    yield from _finding(category)
    yield from _limits(category)


def _finding(category: Category) -> Iterator[Mistake]:
    if category.patience is not None and not category.counter:
        fact = "only visitors have patience, and this category is not brought to the counter"
        yield Mistake("no_counter", fact, "add counter: true", _at(category, "patience"))
    if category.counter and (category.reported.local or category.reported.migrant):
        fact = "a category of the counter is brought by its visitor, not reported"
        yield Mistake("counter_reported", fact, "leave 'reported' out", _at(category, "reported"))
    if RoundKind.HOUSEHOLD in category.seen_on and category.service not in HOME_SERVICES:
        fact = "household rounds find welfare and home-safety needs only"
        yield Mistake("outside", fact, "leave 'household' out", _at(category, "seen_on", "household"))


def _limits(category: Category) -> Iterator[Mistake]:
    for name in ("response", "resolution"):
        amount = getattr(category.limits, name)
        if amount is not None and amount.measure is Measure.MINUTES and category.limits.clock is None:
            hint = "write working hours or working days, or add clock: always"
            yield Mistake("wall_clock_limit", "this limit is on the wall clock", hint, _at(category, "limits", name))


def _activities(scenario: Scenario, timetable: str) -> frozenset[Activity]:
    week = scenario.timetables.get(timetable)
    return week.activities if week else frozenset()


def scheduled(scenario: Scenario, timetable: str) -> frozenset[Activity]:
    """The activities of a timetable on the dates of the run."""
    week, time = scenario.timetables.get(timetable), scenario.time
    return activities_within(week, time.start, time.horizon.value) if week else frozenset()


def _may(category: Category, scenario: Scenario, activities: frozenset[Activity], where: Scheduled) -> list[str]:
    """The timetables of roles that handle a category in which one of the activities is (`where`) ever scheduled."""
    named = [name for role in handlers(category, scenario) for name in role.timetables]
    return [name for name in dict.fromkeys(named) if activities & where(scenario, name)]


def tasks(category: Category, scenario: Scenario) -> dict[str, frozenset[Activity]]:
    """What people of the community do about a category (serve, attend, verify), and the activities that allow it."""
    found = dict[str, frozenset[Activity]]()
    if category.counter:
        found["serve"] = SERVES
    elif category.first is not First.DEPARTMENT:
        found["attend"] = ATTENDS_URGENT if category.priority == 1 else ATTENDS
    if scenario.verification.checked and category.route:
        found["verify"] = ATTENDS
    return found


def handlers(category: Category, scenario: Scenario) -> list[Role]:
    """The roles that handle a category."""
    return [role for role in scenario.roles if role.handles == "all" or category.name in role.handles]


def _attended(category: Category, scenario: Scenario) -> Iterator[Mistake]:
    for verb, needed in tasks(category, scenario).items():
        if _may(category, scenario, needed, scheduled):
            continue
        fact, closed = f"nobody may ever {verb} '{category.name}'", _may(category, scenario, needed, _activities)
        if closed:
            fact = f"{fact} on the dates of the run"
            hint = f"look at the exceptions of {', '.join(closed)}, at 'start' and at 'horizon'"
        elif verb == "verify":
            hint = "give a role that handles it rounds or standby, or check nothing"
        elif not handlers(category, scenario):
            fact = f"no role handles '{category.name}'"
            hint = f"add it to what a role handles: {', '.join(role.name for role in scenario.roles)}"
        else:
            hint = f"give a role that handles it one of: {', '.join(activity.word for activity in sorted(needed))}"
        if verb == "verify":
            yield Mistake("nobody_verifies", fact, hint, ("verification", "checked"))
        else:
            yield Mistake("nobody_attends", fact, hint, _at(category))


def _solved(category: Category, scenario: Scenario) -> Iterator[Mistake]:
    if category.route or category.first is First.DEPARTMENT:
        return
    weakest = min((role.solves for role in handlers(category, scenario)), default=1.0)
    if category.solved_on_site * weakest < 1:
        fact = f"'{category.name}' is not always solved on site, and has nowhere to go"
        yield Mistake("no_route", fact, "add route: [department]", _at(category))
    elif scenario.referral_slope:
        fact = f"'referral' sends '{category.name}' up under load, and it has nowhere to go"
        yield Mistake("no_route", fact, "add route: [department]", _at(category))
