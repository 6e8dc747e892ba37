"""What a scenario file may say: strict models with neutral defaults.

What concerns several values at once is in checks.py. Field names are Python's, aliases are what a person
writes. A file reaches these models through loader.py only, which knows the line of every value.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field, WithJsonSchema, model_validator

from gridsim.scenario import boundary, grammar, headcounts, values, weeks
from gridsim.scenario.conditions import Condition, parse_condition
from gridsim.scenario.places import Community, Generate, Places
from gridsim.scenario.quantities import (
    Amount,
    Beat,
    Distribution,
    Growth,
    Headcount,
    Rate,
    Ratio,
    Reported,
    Season,
    Week,
)
from gridsim.scenario.written import (
    Calendar,
    Delay,
    Factor,
    Flag,
    Label,
    Minutes,
    Name,
    Queue,
    Share,
    Speed,
    Text,
    Time_,
    Turns,
    Written,
    either,
    json_schema_of,
    mapping,
    one_of,
    reads,
    said,
)
from gridsim.vocabulary import Assign, CommunityType, First, Measure, OnOverdue, QueueRule, RoundKind, Service, Tier

__all__ = [
    "Category", "Command", "Community", "Department", "Evidence", "Generate", "Limits", "Places", "Policy", "Repeat",
    "Role", "Scenario", "Shock", "Time", "Verification", "Walk", "WrongDepartment", "json_schema",
]  # fmt: skip

HEADCOUNT = either(
    "1 per 100 households", "3 per community", {"rule": "20 in total", "by": "households"},
    {"rule": "1 per 100 households", "less": ["clerk"], "at least": 1, "at most": 9, "rounding": "up"},
    {"rule": "2 per community", "multiply": {"where": "type == migrant", "by": 1.5}},
    {"by_migrant_share": {"otherwise": 0, "above 50%": "1 to 4", "above 70%": "4 to 9"}},
)  # fmt: skip
REPORTED = either("at once", "never", {"local": "35%", "migrant": "25%", "after": "exponential(mean 10 h)"})
ROUTE = WithJsonSchema({"type": "array", "examples": [[{"street_team": "90%"}, "sanitation_bureau"]]})
PROFILE = mapping({"mon-fri": {"00:00-08:00": 0.3, "08:00-24:00": 1.5}, "sat-sun": {"00:00-24:00": 0.8}})
TIMETABLE = mapping({"mon-fri": {"10:00-14:00": "counter", "15:30-17:30": "office", "17:30-19:30": "street_round"}})


class Time(Written):
    """When the scenario begins and ends."""

    start: Annotated[date, reads(grammar.parse_date), said("2013-01-07")]
    """First day."""
    horizon: Annotated[Amount, reads(values.parse_horizon), said("90 days")]
    """How long, the warm-up included."""
    warm_up: Minutes = Amount(0.0, Measure.MINUTES)
    """What is not measured at the beginning."""
    resolution: Annotated[Amount, reads(values.parse_resolution), said("1 min")] | None = None
    """`1 min` puts all times on whole minutes, to test ties."""


class Walk(Written):
    """The way to an issue: within a grid, and for each step between grids."""

    within_grid: Time_ = Distribution("constant", {"value": 0.0}, Measure.MINUTES)
    """Time within the grid."""
    per_step: Annotated[float, reads(values.parse_per_step), said("3 min")] = 0.0
    """Time per step between grids, in minutes."""


class Role(Written):
    """A kind of worker of the community."""

    name: Name
    """Its name."""
    headcount: Annotated[Headcount, reads(headcounts.parse_headcount), HEADCOUNT]
    """How many in each community."""
    beat: Annotated[Beat, reads(grammar.parse_beat), said("shared", "3 grids", "all grids")] = Beat("shared")
    """Which grids a worker walks."""
    timetables: Turns
    """Worker j follows the j-th of these, over and over."""
    handles: Annotated[
        Literal["all"] | tuple[str, ...], reads(values.parse_handles), either("all", ["welfare", "dispute"], [])
    ]
    """Categories it may work on; one that handles none finds and files what it meets on rounds."""
    round: Annotated[dict[RoundKind, float], reads(grammar.parse_rounds), mapping({"street": "60 min per grid"})] = (
        Field(default_factory=dict)
    )
    """Minutes per grid by kind of round."""
    walk: Walk | None = None
    """The way to an issue."""
    speed: Speed = 1.0
    """Work is divided by it."""
    solves: Factor = 1.0
    """Factor on a category's `solved_on_site`."""
    present: Share = 1.0
    """Share of days a worker is there."""
    cost_per_hour: Annotated[float, reads(grammar.parse_cost), said("30 per hour"), Field(alias="cost")] = 0.0
    """Cost of a worker's hour."""


class Limits(Written):
    """Time limits from filing, in working time, or on the wall clock too where `clock: always` is said."""

    response: Annotated[Amount, reads(grammar.parse_amount), said("4 working hours")] | None = None
    """Until someone is there."""
    resolution: Annotated[Amount, reads(grammar.parse_amount), said("1 working day")] | None = None
    """Until it is fixed."""
    clock: Annotated[str, reads(values.parse_clock_of_limits), one_of(["always"])] | None = None
    """`always`: wall-clock limits are meant."""


class Category(Written):
    """A category of issues (问题)."""

    name: Name
    """Its name."""
    service: Annotated[Service, reads(boundary.parse_service), one_of(Service.words())] = Service.ENQUIRY
    """What it is about, from a closed list."""
    rate: Annotated[Rate, reads(grammar.parse_rate), said("180 per 1000 residents per year")] = Rate(0.0, "community")
    """How often; needed unless there is a workload."""
    multiply: Annotated[
        dict[CommunityType, float], reads(values.parse_type_factors), mapping({"type": {"fringe": 1.4}})
    ] = Field(default_factory=dict)
    """Factors by type of community."""
    profile: Name | None = None
    """Its hours of the week; flat if not said."""
    season: Annotated[tuple[Season, ...], reads(weeks.parse_seasons), mapping({"10-10 to 04-10": 1.2})] = ()
    """Factors by time of year."""
    day_effect: Annotated[float, reads(grammar.parse_coefficient), said("30%")] = 0.0
    """Coefficient of variation of the city's day factor."""
    priority: Annotated[
        int, reads(partial(grammar.parse_whole, least=1, most=5)), WithJsonSchema({"enum": [1, 2, 3, 4, 5]})
    ] = 3
    """1 urgent to 5."""
    counter: Flag = False
    """A visitor brings it to the community's counter."""
    patience: Time_ | None = None
    """How long a visitor waits."""
    seen_on: Annotated[dict[RoundKind, float], reads(grammar.parse_seen_on), mapping({"street": "60%"})] = Field(
        default_factory=dict
    )
    """Share noticed per meeting by kind of round."""
    reported: Annotated[Reported, reads(values.parse_reported), REPORTED] = Reported(1.0, 1.0)
    """Who reports it, and when; if not said: at once, or never where it has a counter or `seen_on`."""
    clears: Time_ | None = None
    """When it goes away by itself."""
    work: Time_
    """Time to handle it on site or at the counter."""
    solved_on_site: Share = 1.0
    """Share the grid solves."""
    growth: Annotated[Growth, reads(grammar.parse_growth), said("5% per day up to 2x")] | None = None
    """How work grows while it is hidden."""
    first: Annotated[First, reads(partial(grammar.parse_word, words=First, what="word")), one_of(First.words())] = (
        First.GRID
    )
    """Who goes first."""
    route: Annotated[tuple[tuple[str, float | None], ...], reads(values.parse_route), ROUTE] = ()
    """Departments in order with the share each solves; the last always solves."""
    limits: Limits = Limits()
    """Time limits."""

    @model_validator(mode="before")
    @classmethod
    def _default_report(cls, data: Any) -> Any:
        if not isinstance(data, dict) or data.get("reported") is not None:
            return data
        found_otherwise = data.get("counter") is True or data.get("seen_on") is not None
        return {**data, "reported": "never" if found_otherwise else "at once"}


class Department(Written):
    """A department (职能部门), with an office in every place of its tier."""

    name: Name
    """Its name."""
    tier: Annotated[
        Tier,
        reads(partial(grammar.parse_word, words=Tier, what="tier", without=(Tier.COMMUNITY,))),
        one_of(["subdistrict", "district", "city"]),
    ]
    """subdistrict, district or city."""
    crews: Annotated[Ratio, reads(headcounts.parse_crews), either(2, "1 per 6000 households")]
    """Crews of each office: a number, or a ratio to the households it serves."""
    calendar: Name = "always"
    """When its crews work."""
    queue: Queue | None = None
    """Rule of its queue; the policy's if not said."""
    work: Time_
    """Time to handle an issue."""


class WrongDepartment(Written):
    """A case sent to the wrong department first."""

    share: Share
    """Share of hops that go wrong."""
    back_after: Delay
    """Until the right department has it."""


class Command(Written):
    """The command centre (指挥中心): files reports and sends cases to departments."""

    calendar: Name = "always"
    """When it works."""
    filing: Delay | None = None
    """From a resident's report to its filing."""
    dispatch: Delay | None = None
    """Before a department has a case."""
    rejected: Share = 0.0
    """Share of residents' reports refused at filing."""
    wrong_department: WrongDepartment | None = None
    """Mistakes of dispatch."""


class Repeat(Written):
    """A complaint that comes again after a false fix."""

    share: Share
    """Share of unchecked false fixes that come back."""
    after: Delay
    """When."""


class Verification(Written):
    """Checks of departments' fixes on site, and what false fixes lead to."""

    checked: Share = 0.0
    """Share of departments' fixes checked."""
    work: Time_ | None = None
    """Time of a check."""
    false_fix: Share = 0.0
    """Share of fixes that are none."""
    repeat: Repeat | None = None
    """Repeat complaints."""


class Policy(Written):
    """Rules of dispatch in a community."""

    assign: Annotated[
        Assign, reads(partial(grammar.parse_word, words=Assign, what="policy")), one_of(Assign.words())
    ] = Assign.OWN_GRID_FIRST
    """Which idle worker a task takes."""
    queue: Queue = QueueRule.QUEUED_TIME
    """What comes after priority."""
    on_overdue: Annotated[
        OnOverdue, reads(partial(grammar.parse_word, words=OnOverdue, what="policy")), one_of(OnOverdue.words())
    ] = OnOverdue.NONE
    """What is done about overdue issues."""


class Shock(Written):
    """For a while, in some communities, a category's rate is multiplied."""

    category: Name
    """Category of issues."""
    where: Annotated[Condition, reads(parse_condition), said("type == fringe and households > 1500")] | None = None
    """Which communities; all if not said."""
    from_: Annotated[datetime, reads(grammar.parse_moment), said("2013-01-20 00:00"), Field(alias="from")]
    """When it begins."""
    for_: Annotated[Amount, reads(grammar.parse_positive_minutes), said("3 days"), Field(alias="for")]
    """How long it lasts."""
    multiply: Factor
    """Factor on the rate."""


class Evidence(Written):
    """Where a value comes from."""

    source: Text | None = None
    """Source, for a reader."""
    kind: Annotated[str, reads(values.parse_kind), one_of(values.KINDS)] | None = None
    """What kind of evidence it is."""
    range: Annotated[str, reads(grammar.parse_text), said("20 min to 60 min")] | None = None
    """Values it might have, in its own unit; of a distribution, its mean."""


Weeks = dict[Name, Calendar]


class Scenario(Written):
    """A scenario: everything a run needs to know about a city and how it is served."""

    schema_: Annotated[str, reads(values.parse_version), one_of([values.VERSION]), Field(alias="schema")]
    """Version of this language."""
    name: Name
    """Its name."""
    label: Label = Field(default_factory=dict)
    """What readers call it, by language (en, zh)."""
    why: Text = ""
    """What it is for."""
    time: Time
    """When it begins and ends."""
    clock: Name = "always"
    """The calendar whose minutes are working time."""
    places: Places
    """The communities."""
    calendars: Weeks = Field(default_factory=dict)
    """When something is open; `always` is built in."""
    profiles: dict[Name, Annotated[Week, reads(weeks.parse_profile), PROFILE]] = Field(default_factory=dict)
    """Hours of the week when issues arise, as relative weights."""
    timetables: dict[Name, Annotated[Week, reads(weeks.parse_timetable), TIMETABLE]] = Field(default_factory=dict)
    """What workers do when."""
    roles: list[Role]
    """Kinds of workers."""
    issues: list[Category]
    """Categories of issues."""
    departments: list[Department] = Field(default_factory=list)
    """Departments."""
    command: Command = Command()
    """The command centre."""
    verification: Verification = Verification()
    """Checks on site."""
    policy: Policy = Policy()
    """Rules of dispatch."""
    referral_slope: Annotated[
        float, reads(values.parse_referral), mapping({"slope": "5%"}), Field(alias="referral")
    ] = 0.0
    """How much less is solved on site for each task waiting per worker."""
    shocks: list[Shock] = Field(default_factory=list)
    """Dated bursts of issues."""
    workload: Text | None = None
    """A file of issues that replaces the rates."""
    evidence: dict[str, Evidence] = Field(default_factory=dict)
    """Where values come from, by their path."""


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors."""
    return json_schema_of(Scenario)
