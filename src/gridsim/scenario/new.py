"""`gridsim new`: a commented scenario for one's own town, to be filled in with what one knows."""

from __future__ import annotations

from pathlib import Path

from gridsim.errors import Problem, ScenarioError
from gridsim.scenario.grammar import parse_name
from gridsim.scenario.mistakes import MistakesError
from gridsim.vocabulary import CommunityType

COMMUNITIES_OF_SUBDISTRICT = 10
SUBDISTRICTS_OF_DISTRICT = 8
SHARES = {  # of the thesis's 676 communities
    CommunityType.RESIDENTIAL: 290 / 676,
    CommunityType.FRINGE: 160 / 676,
    CommunityType.COMMERCIAL: 103 / 676,
    CommunityType.MIGRANT: 123 / 676,
}
MOST_COMMUNITIES, MOST_HOUSEHOLDS = 10_000, 100_000

TEMPLATE = """\
# yaml-language-server: $schema=scenario.schema.json
# {name}: a first scenario, made by `gridsim new`. Every number in it is an assumption until you put in your own:
# change a value and its line under `evidence`. What is not said is neutral: no delay, no walk, round the clock.
#   gridsim validate {file}                        every mistake at once, with its line
#   gridsim run {file} --replications 5            how it goes
#   gridsim compare {file} other.yaml              against a file that says `extends: {file}` and what differs
#   gridsim schema > scenario.schema.json            for completion and help in your editor, by the first line
schema: gridsim/scenario/1
name: {name}
why: What would other staffing change?                  # the question, for readers
time: {{start: 2024-01-01, horizon: 90 days, warm_up: 14 days}}   # the warm-up is run and not measured
clock: office                                           # whose open minutes "working hours" are

# The town, drawn from a summary; or list your communities: places: {{csv: communities.csv}} with the columns
# name,type,households,persons_per_household,migrant_share,grids,subdistrict,district
places:
  generate:
    seed: 1                                             # the same town in every run
    types: {types}
    households: lognormal(mean {households}; sd {spread})         # of a community
    persons_per_household: 2.5
    migrant_share: {{residential: 15%, fringe: 45%, commercial: 40%, migrant: uniform(45% to 90%)}}
    households_per_grid: {grid}
    subdistricts: {subdistricts}
    districts: {districts}

calendars:
  office: {{mon-fri: ["09:00-12:00", "14:00-18:00"]}}     # except: {{"2024-02-10 to 2024-02-17": closed}}

profiles:                                               # when issues arise: relative weights by hour
  daytime: {{mon-sun: {{"00:00-08:00": 0.3, "08:00-20:00": 1.5, "20:00-24:00": 0.7}}}}

# What workers do when: counter, street_round, household_round, office (other duties) or standby.
timetables:
  counter: {{mon-fri: {{"09:00-12:00": counter, "14:00-18:00": counter}}}}
  field: {{mon-fri: {{"09:00-12:00": office, "14:00-16:00": office, "16:00-18:00": street_round}}}}

roles:
  - name: clerk
    headcount: 2 per community
    handles: [enquiry, welfare]
    timetables: [counter]
  - name: grid_worker
    headcount: {{rule: 1 per 100 households, less: [clerk], at least: 1}}   # or 3 per community, 20 in total
    handles: all
    timetables: [field]                                 # worker j takes the j-th, over and over
    round: {{street: 60 min per grid}}
    walk: {{within_grid: lognormal(mean 6 min; sd 3 min), per_step: 3 min}}

# What happens, how it is found, how long it takes, and who else is needed.
issues:
  - name: sanitation
    service: sanitation
    rate: 180 per 1000 residents per year
    profile: daytime
    day_effect: 30%                                     # days differ, for the whole town at once
    seen_on: {{street: 60%}}                              # noticed per meeting on a round
    reported: {{local: 35%, migrant: 25%, after: exponential(mean 10 h)}}
    clears: exponential(mean 3 days)                    # goes away by itself
    work: lognormal(mean 35 min; sd 20 min)
    solved_on_site: 60%
    route: [street_team]                                # who solves the rest
    limits: {{response: 4 working hours, resolution: 2 working days}}
  - name: facility
    service: facility
    rate: 45 per 1000 residents per year
    seen_on: {{street: 40%}}
    reported: {{local: 60%, migrant: 42%, after: exponential(mean 36 h)}}
    work: lognormal(mean 20 min; sd 10 min)
    solved_on_site: 5%
    growth: 2% per day up to 1.5x                       # work grows while it is hidden
    route: [facility_bureau]
    limits: {{response: 1 working day, resolution: 5 working days}}
  - name: dispute
    service: dispute
    rate: 22 per 1000 residents per year
    profile: daytime
    reported: {{local: 100%, migrant: 70%, after: exponential(mean 24 h)}}
    work: lognormal(mean 90 min; sd 60 min)
    limits: {{response: 1 working day}}
  - name: welfare
    service: welfare
    counter: true                                       # brought to the counter
    patience: exponential(mean 90 min)
    rate: 0.3 per household per year
    profile: daytime
    work: lognormal(mean 20 min; sd 10 min)
  - name: enquiry
    service: enquiry
    counter: true
    patience: exponential(mean 45 min)
    rate: 0.3 per household per year
    profile: daytime
    priority: 4                                         # 1 urgent to 5
    work: lognormal(mean 6 min; sd 4 min)

# An office in every place of its tier: subdistrict, district or city.
departments:
  - name: street_team
    tier: subdistrict
    crews: 1 per 5000 households                        # or a number for each office
    calendar: office
    work: lognormal(mean 75 min; sd 50 min)
  - {{name: facility_bureau, tier: city, crews: 1 per 4000 households, calendar: office, work: exponential(mean 4 h)}}

command: {{filing: exponential(mean 20 min), dispatch: exponential(mean 15 min)}}
verification: {{checked: 100%, work: lognormal(mean 15 min; sd 8 min), false_fix: 3%}}
policy: {{assign: own-grid-first, queue: due-time, on_overdue: none}}

# Where numbers come from; results say how many have evidence. Kinds: official, press, academic, independent,
# calculated, assumption, unverified.
evidence:
  roles.grid_worker.headcount: {{kind: assumption, range: 1 per 300 households to 1 per 80 households}}
  issues.sanitation.rate: {{kind: assumption}}
"""


def new(name: str = "my-town", communities: int = 8, households: int = 1500, file: str = "my-town.yaml") -> str:
    """The text of a scenario of so many communities with so many households each, to be saved as `file`.

    ScenarioError for a name that is none and for impossible numbers.
    """
    problems = []
    try:
        parse_name(name)
    except MistakesError as error:
        problems += [Problem(one.code, one.fact, one.hint, "--name") for one in error.mistakes]
    for option, number, most in (
        ("--communities", communities, MOST_COMMUNITIES),
        ("--households", households, MOST_HOUSEHOLDS),
    ):
        if not 1 <= number <= most:
            problems.append(Problem("out_of_range", f"{number} is out of range", f"write 1 to {most}", option))
    if problems:
        raise ScenarioError(problems)
    subdistricts = -(-communities // COMMUNITIES_OF_SUBDISTRICT)
    types = ", ".join(f"{type_.word}: {count}" for type_, count in _types(communities).items() if count)
    return TEMPLATE.format(
        name=name, file=file, types=f"{{{types}}}", households=households, spread=max(1, round(0.27 * households)),
        grid=min(100, households), subdistricts=subdistricts, districts=-(-subdistricts // SUBDISTRICTS_OF_DISTRICT),
    )  # fmt: skip


def write(path: Path, name: str, communities: int, households: int) -> Path:
    """Write a new scenario. ScenarioError where it cannot be written or something is there already."""
    text = new(name, communities, households, path.name)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        hint = "name another file with --out"
        raise ScenarioError([Problem("file_exists", "this file is there already", hint, str(path))]) from None
    except OSError as error:
        fact = f"the file cannot be written: {error.strerror}"
        raise ScenarioError([Problem("unwritable", fact, "name another place with --out", str(path))]) from None
    return path


def _types(communities: int) -> dict[CommunityType, int]:
    """Communities by type in the proportions of SHARES, by largest remainder."""
    exact = {type_: share * communities for type_, share in SHARES.items()}
    counts = {type_: int(number) for type_, number in exact.items()}
    left = communities - sum(counts.values())
    for type_ in sorted(exact, key=lambda one: counts[one] - exact[one])[:left]:
        counts[type_] += 1
    return counts
