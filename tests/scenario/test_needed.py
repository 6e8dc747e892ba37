"""What the reference calls needed is needed, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from scenario.pages import experiment, reference

from gridsim.errors import ScenarioError
from gridsim.scenario.experiment import load_experiment
from gridsim.scenario.loader import alone, dump, loads
from gridsim.scenario.tree import plain

FULL = """
schema: gridsim/scenario/1
name: full
label: {en: All there is to say}
why: Every key of the language.
time: {start: 2013-01-07, horizon: 90 days, warm_up: 14 days, resolution: 1 min}
clock: office
places:
  list:
    - {name: c1, label: {zh: 北门}, type: fringe, households: 900, persons_per_household: 2.5, migrant_share: 30%,
       grids: 9, subdistrict: s1, district: d1}
calendars: {office: {mon-fri: ["09:00-17:00"]}}
profiles: {flat: {mon-sun: {"00:00-24:00": 1}}}
timetables: {day: {mon-fri: {"09:00-17:00": standby}}}
roles:
  - {name: worker, headcount: 1 per community, beat: shared, timetables: [day], handles: all,
     round: {street: 60 min per grid}, walk: {within_grid: 5 min, per_step: 3 min}, speed: 1, solves: 1,
     present: 100%, cost: 30 per hour}
issues:
  - {name: litter, service: sanitation, rate: 1 per grid per day, multiply: {type: {fringe: 2}}, profile: flat,
     season: {"10-10 to 04-10": 1.2}, day_effect: 30%, priority: 2, counter: false, seen_on: {street: 60%},
     reported: at once, clears: 3 days, work: 20 min, solved_on_site: 60%, growth: 5% per day up to 2x,
     first: grid, route: [team], limits: {response: 4 h, resolution: 8 h, clock: always}}
  - {name: enquiry, rate: 1 per grid per day, counter: true, patience: 90 min, work: 5 min, route: [team]}
departments:
  - {name: team, tier: subdistrict, crews: 1, calendar: office, queue: due-time, work: 1 h}
command: {calendar: office, filing: 5 min, dispatch: 5 min, rejected: 4%,
  wrong_department: {share: 5%, back_after: 1 working day}}
verification: {checked: 50%, work: 15 min, false_fix: 4%, repeat: {share: 60%, after: 3 days}}
policy: {assign: community-pool, queue: due-time, on_overdue: expedite}
shocks: [{category: litter, where: type == fringe, from: "2013-01-20 00:00", for: 3 days, multiply: 8}]
workload: trace.csv
evidence: {issues.litter.work: {source: seen, kind: assumption, range: 10 to 30 min}}
"""
GENERATE = """
places:
  list: null
  generate: {seed: 1, types: {fringe: 50%, migrant: 50%}, communities: 4, households: 900, persons_per_household: 2.5,
    migrant_share: 30%, households_per_grid: 100, subdistricts: 2, districts: 1}
"""
SECTIONS = {  # where each section of the reference stands in these files
    "The file": "", "Time": "time", "Places": "places", "Generate": "places.generate", "Community": "places.list.c1",
    "Role": "roles.worker", "Walk": "roles.worker.walk", "Category": "issues.litter", "Limits": "issues.litter.limits",
    "Department": "departments.team", "Command": "command", "WrongDepartment": "command.wrong_department",
    "Verification": "verification", "Repeat": "verification.repeat", "Policy": "policy", "Shock": "shocks.1",
    "Evidence": "evidence.issues/litter/work",
}  # fmt: skip
NOT_IN_THEM = {("Places", "csv"), ("Category", "patience"), ("The file", "referral")}  # which no file needs


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, Any]:
    """The file with its communities listed, and with a city generated."""
    folder = tmp_path_factory.mktemp("needed")
    (folder / "full.yaml").write_text(FULL, encoding="utf-8")
    (folder / "city.yaml").write_text(GENERATE, encoding="utf-8")
    listed, city = (plain(alone(folder / name).root) for name in ("full.yaml", "city.yaml"))
    return listed, {**listed, "places": {"generate": city["places"]["generate"]}}


def keys_of(page: str) -> Iterator[tuple[str, str, bool]]:
    """Section, key, and whether the page calls it needed."""
    for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        name = part.split("\n", 1)[0]
        for key, says in re.findall(r"^\| `(\w+)` \| (.+?) \|", part, re.MULTILINE):
            yield name, key, "*Needed.*" in says


def holder(data: Any, where: str) -> Any:
    """The mapping at a path; `/` is a dot inside a key."""
    for key in filter(None, where.split(".")):
        if isinstance(data, list):
            data = data[int(key) - 1] if key.isdecimal() else next(item for item in data if item["name"] == key)
        else:
            data = data[key.replace("/", ".")]
    return data


def missed(data: Any, where: str, key: str) -> bool:
    """Whether a file without the key is refused for want of it."""
    without = deepcopy(data)
    del holder(without, where)[key]
    try:
        loads(dump(without))
    except ScenarioError as error:
        return any(one.code == "missing_key" and one.fact == f"'{key}' is missing" for one in error.problems)
    return False


def test_the_files_are_valid(trees: tuple[Any, Any]) -> None:
    assert [loads(dump(data)).name for data in trees] == ["full", "full"]


KEYS = [one for one in keys_of(reference()) if one[0] in SECTIONS and one[:2] not in NOT_IN_THEM]


def test_the_reference_has_the_sections() -> None:
    assert {section for section, _, _ in KEYS} == set(SECTIONS)
    assert len(KEYS) > 90


@pytest.mark.parametrize(("section", "key", "needed"), KEYS)
def test_needed_is_what_no_file_can_do_without(section: str, key: str, needed: bool, trees: tuple[Any, Any]) -> None:
    data = trees[section == "Generate" or (section, key) == ("Places", "generate")]
    assert missed(data, SECTIONS[section], key) == needed


def test_the_rate_is_needed_unless_there_is_a_workload(trees: tuple[Any, Any]) -> None:
    without = {key: item for key, item in trees[0].items() if key != "workload"}
    assert missed(without, "issues.litter", "rate")


EXPERIMENT = {
    "schema": "gridsim/experiment/1", "name": "staffing", "scenarios": ["mm3"], "baseline": "mm3",
    "sweep": {"roles.worker.speed": [2]}, "seed": 1, "replications": 2, "measures": ["backlog_mean"],
    "smallest_difference": {"backlog_mean": "5%"},
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "needed"), [(key, needed) for _, key, needed in keys_of(experiment()) if key != "uncertain"]
)
def test_what_an_experiment_needs(key: str, needed: bool, tmp_path: Path) -> None:
    path = tmp_path / "exp.yaml"
    path.write_text(dump({name: item for name, item in EXPERIMENT.items() if name != key}), encoding="utf-8")
    try:
        load_experiment(str(path), {"backlog_mean": "issues"})
        said = []
    except ScenarioError as error:
        said = [one.fact for one in error.problems if one.code == "missing_key"]
    assert said == ([f"'{key}' is missing"] if needed else [])
