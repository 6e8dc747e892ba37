"""What several values of a scenario must be to each other: names that exist, work that somebody may do.

`check_parts` looks at each thing by itself and at names, and runs even where other parts could not be
read; `check_whole` asks whether the city can do its work, and runs only if all else is in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gridsim.scenario.conditions import Condition, parse_condition
from gridsim.scenario.grammar import Mistake, Where, did_you_mean, shown
from gridsim.scenario.places import Community, Generate
from gridsim.scenario.quantities import Week, Window
from gridsim.scenario.schema import Category, Department, Role, Scenario
from gridsim.vocabulary import Activity, First, Measure, RoundKind, Service

SERVES = frozenset({Activity.COUNTER, Activity.STANDBY})
ATTENDS = frozenset({Activity.STREET_ROUND, Activity.HOUSEHOLD_ROUND, Activity.STANDBY})
ATTENDS_URGENT = ATTENDS | {Activity.OFFICE, Activity.COUNTER}
ROUND_OF = {Activity.STREET_ROUND: RoundKind.STREET, Activity.HOUSEHOLD_ROUND: RoundKind.HOUSEHOLD}
HOME_SERVICES = (Service.WELFARE, Service.HAZARD)
MOST_COMMUNITIES = 20_000
MANY = 12  # names, too many to list in a hint
ALWAYS = Week(days=((Window(0, 1440),),) * 7)


class Names:
    """The names a file declares, whether or not what they name could be read."""

    def __init__(self, data: Any) -> None:
        self.calendars = [*_keys(data, "calendars"), "always"]
        self.profiles, self.timetables = _keys(data, "profiles"), _keys(data, "timetables")
        self.roles, self.issues, self.departments = (_names(data, key) for key in ("roles", "issues", "departments"))
        self.subdistricts = _places_named(data, "subdistrict", "s")
        self.districts = _places_named(data, "district", "d")
        self.listed = {str(role["name"]) for role in _items(data, "roles") if isinstance(_multiply(role), list)}


def _keys(data: Any, key: str) -> list[str]:
    return list(data[key]) if isinstance(data.get(key), dict) else []


def _items(data: Any, key: str) -> list[dict[str, Any]]:
    items = data.get(key) if isinstance(data.get(key), list) else []
    return [item for item in items if isinstance(item, dict) and "name" in item]


def _names(data: Any, key: str) -> list[str]:
    return [str(item["name"]) for item in _items(data, key)]


def _multiply(role: dict[str, Any]) -> Any:
    """What a role's headcount is multiplied by, as it is written: one factor, or a list of them."""
    return role["headcount"].get("multiply") if isinstance(role.get("headcount"), dict) else None


def _places_named(data: Any, tier: str, letter: str) -> list[str]:
    """The sub-districts or districts of a city: listed, or numbered where it is generated; none if nobody can say."""
    places = data.get("places")
    if not isinstance(places, dict):
        return []
    if isinstance(places.get("generate"), dict):
        number = places["generate"].get(f"{tier}s") or 1
        counted = isinstance(number, int) and number <= MOST_COMMUNITIES
        return [f"{letter}{n + 1}" for n in range(number)] if counted else []
    listed = places["list"] if isinstance(places.get("list"), list) else []
    return list(dict.fromkeys(str(one.get(tier) or f"{letter}1") for one in listed if isinstance(one, dict)))


def check_parts(scenario: Scenario, data: Any) -> list[Mistake]:
    """Mistakes of single things and of names; `data` is the plain data of the whole file."""
    names = Names(data)
    return [
        *_time(scenario),
        *_places(scenario),
        *_calendars(scenario, names),
        *(mistake for role in scenario.roles for mistake in _role(role, scenario, names)),
        *_circles(scenario.roles),
        *(mistake for category in scenario.issues for mistake in _category(category, scenario, names)),
        *(mistake for department in scenario.departments for mistake in _department(department, names)),
        *_shocks(scenario, names),
        *_conditions(scenario, names),
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


def check_whole(scenario: Scenario) -> list[Mistake]:
    """Mistakes of the city as a whole: work nobody may ever do."""
    found = list[Mistake]()
    if scenario.places.listed == []:
        found.append(Mistake("empty_list", "there are no communities", "name at least one", ("places", "list")))
    if not scenario.roles:
        found.append(Mistake("empty_list", "there are no roles", "name at least one", ("roles",)))
    if not scenario.issues:
        found.append(Mistake("empty_list", "there are no categories of issues", "name at least one", ("issues",)))
    for category in scenario.issues:
        found += _attended(category, scenario)
        found += _solved(category, scenario)
    return found


def _at(thing: Role | Category | Department, *where: str | int) -> Where:
    kind = "roles" if isinstance(thing, Role) else "issues" if isinstance(thing, Category) else "departments"
    return (kind, thing.name, *where)


_KEYS = {"category": "issues"}  # where things of a kind stand in a file, if not in their plural


def _dangling(name: str, known: Iterable[str], what: str, where: Where) -> Iterator[Mistake]:
    options = list(known)
    if name not in options:
        many = f"known: {', '.join(options[:3])} and {len(options) - 3} more" if len(options) > MANY else ""
        hint = did_you_mean(name, options, many if options else f"name one under {_KEYS.get(what, what + 's')}")
        yield Mistake("unknown_name", f"there is no {what} {shown(name)}", hint, where)


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
        fact = f"{generate.subdistricts} sub-districts for {communities} communities"
        yield Mistake("too_many_places", fact, "each needs a community", (*where, "subdistricts"))
    if generate.districts > generate.subdistricts:
        fact = f"{generate.districts} districts for {generate.subdistricts} sub-districts"
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


def _calendars(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    yield from _dangling(scenario.clock, names.calendars, "calendar", ("clock",))
    yield from _dangling(scenario.command.calendar, names.calendars, "calendar", ("command", "calendar"))
    if scenario.calendars.get("always", ALWAYS) != ALWAYS:
        fact = "the calendar 'always' is built in and round the clock"
        yield Mistake("always", fact, "give yours another name", ("calendars", "always"))
    for kind, weeks in (("calendars", scenario.calendars), ("timetables", scenario.timetables)):
        for name, week in weeks.items():
            if not any(week.days):
                yield Mistake("never_open", f"{shown(name)} has no window in any week", "open some day", (kind, name))


def _role(role: Role, scenario: Scenario, names: Names) -> Iterator[Mistake]:
    for position, timetable in enumerate(role.timetables):
        where = _at(role, "timetables", position)
        yield from _dangling(timetable, names.timetables, "timetable", where)
        for activity in sorted(_activities(scenario, timetable) & set(ROUND_OF)):
            if ROUND_OF[activity] not in role.round:
                word = ROUND_OF[activity].word
                fact = f"{shown(timetable)} has {activity.word}s, and '{role.name}' has no time for them"
                yield Mistake("no_round_time", fact, f"add round: {{{word}: 60 min per grid}}", where)
    for position, category in enumerate(() if role.handles == "all" else role.handles):
        yield from _dangling(category, names.issues, "category", _at(role, "handles", position))
    for position, other in enumerate(role.headcount.less):
        where = _at(role, "headcount", "less", position)
        yield from _dangling(other, names.roles, "role", where)
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


def _category(category: Category, scenario: Scenario, names: Names) -> Iterator[Mistake]:
    if category.profile is not None:
        yield from _dangling(category.profile, names.profiles, "profile", _at(category, "profile"))
    for position, (department, share) in enumerate(category.route):
        where = _at(category, "route", position, *([department] if share is not None else []))
        yield from _dangling(department, names.departments, "department", where)
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


def _department(department: Department, names: Names) -> Iterator[Mistake]:
    yield from _dangling(department.calendar, names.calendars, "calendar", _at(department, "calendar"))


def _shocks(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    for position, shock in enumerate(scenario.shocks):
        yield from _dangling(shock.category, names.issues, "category", ("shocks", position, "category"))


def _conditions(scenario: Scenario, names: Names) -> Iterator[Mistake]:
    """Sub-districts and districts that conditions name and the city does not have."""
    for position, shock in enumerate(scenario.shocks):
        if shock.where is not None:
            yield from _elsewhere(shock.where, names, ("shocks", position, "where"))
    for role in scenario.roles:
        for position, (where, _) in enumerate(role.headcount.multiply):
            inside = (position, "where") if role.name in names.listed else ("where",)
            yield from _elsewhere(parse_condition(where), names, _at(role, "headcount", "multiply", *inside))


def _elsewhere(condition: Condition, names: Names, where: Where) -> Iterator[Mistake]:
    known = {"subdistrict": names.subdistricts, "district": names.districts}
    for compared in condition.comparisons():
        if known.get(compared.attribute):
            yield from _dangling(str(compared.value), known[compared.attribute], compared.attribute, where)


def _activities(scenario: Scenario, timetable: str) -> frozenset[Activity]:
    week = scenario.timetables.get(timetable)
    return week.activities if week else frozenset()


def _may(category: Category, scenario: Scenario, activities: frozenset[Activity]) -> bool:
    """Whether any role handles a category and is ever in one of the activities."""
    return any(
        activities & _activities(scenario, timetable)
        for role in handlers(category, scenario)
        for timetable in role.timetables
    )


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
        if verb == "verify":
            if not _may(category, scenario, needed):
                fact = f"nobody may ever verify '{category.name}'"
                hint = "give a role that handles it rounds or standby, or check nothing"
                yield Mistake("nobody_verifies", fact, hint, ("verification", "checked"))
        elif not handlers(category, scenario):
            hint = f"add it to what a role handles: {', '.join(role.name for role in scenario.roles)}"
            yield Mistake("nobody_attends", f"no role handles '{category.name}'", hint, _at(category))
        elif not _may(category, scenario, needed):
            words = ", ".join(activity.word for activity in sorted(needed))
            hint = f"give a role that handles it one of: {words}"
            yield Mistake("nobody_attends", f"nobody may ever {verb} '{category.name}'", hint, _at(category))


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
