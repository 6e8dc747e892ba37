"""The verbs that read and write scenario files: show, diff, schema, new, and experiments."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from experiment.small import write_small
from typer.testing import CliRunner, Result

import gridsim as gs
from gridsim.cli import app
from gridsim.model.compile import compile_plan
from gridsim.model.compile.files import compile_file
from gridsim.results import read
from gridsim.scenario.editor import CLAIMS_FILE, EXPERIMENT_FILE, FILE, claims_schema, editor_schema, experiment_schema
from gridsim.scenario.loader import alone, dump, load, loads, resolved, shipped
from gridsim.scenario.new import new
from gridsim.scenario.tree import plain

pytestmark = pytest.mark.usefixtures("undrawn")
VALID = Path(__file__).parent / "scenario" / "valid"
SHIPPED = shipped()
STEPS = {name: Path(path) for name, path in SHIPPED.items() if Path(path).parent.name == "steps"}
VALIDATION = sorted((Path(SHIPPED["mm3"]).parent / "validation").glob("*.yaml"))
SCHEMA = editor_schema()


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    return tmp_path


def gridsim_says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


# -- show ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        *((name, ["--origin"]) for name in sorted(SHIPPED)),
        *((name, []) for name in sorted(SHIPPED) if name not in STEPS),
    ],
)
def test_what_is_shown_reads_back_to_the_same_plan(name: str, origin: list[str]) -> None:
    said = gridsim_says("show", name, "--resolved", *origin)
    assert said.exit_code == 0
    shown, kept = loads(said.stdout), load(name)
    assert shown == kept
    assert compile_plan(shown).hash == compile_plan(kept).hash


@pytest.mark.parametrize("path", VALIDATION, ids=lambda path: path.stem)
def test_every_validation_case_reads_back_to_the_same_plan(path: Path) -> None:
    text, plan = dump(resolved(path)), compile_file(str(path))[1]
    assert compile_plan(loads(text)).hash == plan.hash
    assert loads(text) == load(path)


@pytest.mark.parametrize("name", ["base", "example", "more_staff"])
def test_the_whole_language_reads_back_too(name: str) -> None:
    path = str(VALID / f"{name}.yaml")
    assert loads(gridsim_says("show", path, "--resolved", "--origin").stdout) == load(path)


def test_a_file_shows_what_it_says_itself_with_its_lines() -> None:
    assert gridsim_says("show", "fewer.yaml", "--origin").stdout == (
        "schema: gridsim/scenario/1  # fewer.yaml:1\n"
        "name: fewer  # fewer.yaml:2\n"
        "label:\n"
        "  en: A worker less in the larger community  # fewer.yaml:3\n"
        "extends: small.yaml  # fewer.yaml:4\n"
        "roles:\n"
        "  - name: worker  # fewer.yaml:5\n"
        "    headcount: 2 per community  # fewer.yaml:5\n"
    )


def test_the_whole_names_the_file_or_the_option_that_set_each_value() -> None:
    lines = gridsim_says("show", "fewer.yaml", "--origin", "--set", "roles.worker.speed=2").stdout.splitlines()
    assert "      type: residential  # small.yaml:7" in lines
    assert "    headcount: 2 per community  # fewer.yaml:5" in lines
    assert "    speed: 2  # --set" in lines
    assert not [line for line in lines if line.startswith("extends")]
    told = json.loads(gridsim_says("show", "fewer.yaml", "--resolved", "--json").stdout)
    assert {"path": "roles.worker.headcount", "value": "2 per community", "place": "fewer.yaml:5:35"} in told
    assert [one for one in told if one["path"] == "extends"] == []


def test_what_is_shown_means_the_same_in_another_folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "data").mkdir()
    (here / "elsewhere").mkdir()
    (here / "data" / "trace.csv").write_text("occurred_min,community,category\n60,c1,call\n90,c1,call\n", "utf-8")
    (here / "data" / "times.csv").write_text("work_min\n10\n30\n", "utf-8")
    rows = "name,type,households,persons_per_household\nc1,fringe,90,2.5\n"
    (here / "data" / "places.csv").write_text(rows, "utf-8")
    (here / "data" / "town.yaml").write_text(
        "extends: mm3\nname: town\nworkload: trace.csv\nplaces: {csv: places.csv}\n"
        "issues: [{name: call, work: empirical(times.csv)}]\n", "utf-8",
    )  # fmt: skip
    (here / "top.yaml").write_text("extends: data/town.yaml\n", "utf-8")
    first = compile_file("top.yaml")[1]
    shown = gridsim_says("show", "top.yaml", "--resolved").stdout
    told = json.loads(gridsim_says("show", "top.yaml", "--resolved", "--json").stdout)
    monkeypatch.chdir(here / "elsewhere")
    Path("kept.yaml").write_text(shown, "utf-8")
    again = compile_file("kept.yaml")[1]
    assert again.hash == first.hash
    assert again.trace == str(here / "data" / "trace.csv")
    assert [one["value"] for one in told if one["path"] == "workload"] == [again.trace]


def test_evidence_of_what_was_removed_is_not_shown(here: Path) -> None:
    (here / "base.yaml").write_text("extends: mm3\nwhy: so\nevidence: {why: {kind: assumption}}\n", "utf-8")
    (here / "less.yaml").write_text("extends: base.yaml\nwhy: null\n", "utf-8")
    assert loads(gridsim_says("show", "less.yaml", "--resolved").stdout) == load("less.yaml")


def test_long_and_strange_texts_stay_on_one_line(here: Path) -> None:
    (here / "odd.yaml").write_text(
        f'extends: small.yaml\nwhy: "a # b: {"long " * 60}\\n\\"c\\" \\\\"\nshocks: []\n', encoding="utf-8"
    )
    said = gridsim_says("show", "odd.yaml", "--resolved", "--origin").stdout
    assert loads(said) == load("odd.yaml")


def test_show_and_diff_say_what_is_wrong(here: Path) -> None:
    (here / "bad.yaml").write_text("extends: small.yaml\nclock: offise\n", encoding="utf-8")
    for words in (["show", "bad.yaml"], ["diff", "small.yaml", "bad.yaml"]):
        said = gridsim_says(*words)
        assert (said.exit_code, said.stdout) == (2, "")
        assert said.stderr.startswith("bad.yaml:2:8: clock: there is no calendar 'offise'; did you mean 'office'?")


# -- diff ---------------------------------------------------------------------------------------------------


def differences(before: str, after: str, *options: str) -> list[str]:
    said = gridsim_says("diff", before, after, *options)
    assert said.exit_code == 0
    return said.stdout.splitlines()


def test_a_rule_that_differs() -> None:
    said = differences("urumqi-street", "one-per-150")
    assert said == ["grid_worker: headcount: 1 per 100 households -> 1 per 150 households"]


def test_no_difference_however_it_is_written(here: Path) -> None:
    (here / "same.yaml").write_text(
        "extends: small.yaml\nname: same\nroles: {worker: {speed: 1, walk: {per_step: 120 min, within_grid: 5 min}}}\n"
        "clock: always\n".replace("120 min", "2.0 min"),
        encoding="utf-8",
    )
    assert differences("small.yaml", "same.yaml") == ["no difference"]
    assert json.loads(gridsim_says("diff", "small.yaml", "same.yaml", "--json").stdout)["differences"] == []


def test_what_is_added_and_removed_is_named() -> None:
    (added,) = differences("urumqi-street", "migrant-top-up")
    assert added.startswith("role extra_cadre: added (headcount {by_migrant_share {otherwise 0, above 50% 1 to 4,")
    (removed,) = differences("migrant-top-up", "urumqi-street")
    assert removed.startswith("role extra_cadre: removed (")


def test_every_kind_of_difference() -> None:
    assert differences(str(VALID / "example.yaml"), str(VALID / "more_staff.yaml")) == [
        "places: generate: seed: 2012 -> 7",
        "places: generate: types: residential: 4 -> 3",
        "places: generate: types: fringe: 2 -> not said",
        "places: generate: types: commercial: 2 -> not said",
        "places: generate: types: migrant: 2 -> not said",
        "timetable field: fri: {10:00-14:00 office, 15:30-17:30 office, 17:30-19:30 street_round} -> "
        "{10:00-14:00 standby}",
        "timetable evening: added (sat-sun {20:00-02:00 street_round})",
        "grid_worker: headcount: 1 per 100 households -> 1 per 80 households",
        "extra_cadre: handles: welfare -> welfare, sanitation",
        "role volunteer: added (headcount 1 per 500 residents, handles sanitation, timetables evening, "
        "round {street 90 min per grid})",
        "noise: multiply: not said -> {type {fringe 2}}",
        "sanitation: growth: 5% per day up to 2x -> not said",
        "sanitation: limits: response: 4 working hours -> not said",
        "shock 1: removed (category sanitation, where type == fringe and households > 1500, "
        "from 2013-01-20 00:00, for 3 days, multiply 8)",
    ]


def test_values_set_communities_and_labels(here: Path) -> None:
    assert differences("small.yaml", "small.yaml", "--set", "places.list.c2.households=250") == [
        "c2: households: 200 -> 250"
    ]
    assert differences("small.yaml", "fewer.yaml", "--all") == [
        "name: small -> fewer",
        "label: en: A small world -> A worker less in the larger community",
        "label: zh: 小世界 -> not said",
        "worker: headcount: 1 per 100 households -> 2 per community",
    ]


def test_labels_of_communities_are_told_if_asked(here: Path) -> None:
    rows = "name,label_zh,type,households,persons_per_household\nc1,NAME,fringe,90,2.5\n"
    for name, word in (("a", "北门"), ("b", "南门")):
        (here / f"{name}.csv").write_text(rows.replace("NAME", word), encoding="utf-8")
        (here / f"{name}.yaml").write_text(f"extends: mm3\nplaces: {{csv: {name}.csv}}\n", encoding="utf-8")
    assert differences("a.yaml", "b.yaml") == ["no difference"]
    assert differences("a.yaml", "b.yaml", "--all") == ["c1: label: zh: 北门 -> 南门"]


def test_a_name_of_two_things_is_told_with_its_kind() -> None:
    word = "departments.team.crews=2"
    assert differences("small.yaml", "small.yaml", "--set", word) == ["team: crews: 1 -> 2"]
    Path("two.yaml").write_text(
        "extends: small.yaml\nroles: [{name: team, headcount: 1 per grid, handles: all, timetables: [day],"
        " round: {street: 1 h per grid}}]\n",
        encoding="utf-8",
    )
    assert differences("two.yaml", "two.yaml", "--set", word) == ["department team: crews: 1 -> 2"]


# -- schema -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "file"), [([], FILE), (["--experiment"], EXPERIMENT_FILE), (["--claims"], CLAIMS_FILE)]
)
def test_the_shipped_schema_is_the_one_that_is_printed(option: list[str], file: str) -> None:
    said = gridsim_says("schema", *option)
    assert said.exit_code == 0
    kept = (Path(SHIPPED["mm3"]).parent / file).read_text(encoding="utf-8")
    command = " ".join(["gridsim schema", *option])
    assert json.loads(kept) == json.loads(said.stdout), f"write it anew: {command} > src/gridsim/scenarios/{file}"


def test_every_shipped_file_points_at_the_schema() -> None:
    line, folder = f"# yaml-language-server: $schema={FILE}", Path(SHIPPED["mm3"]).parent
    top = [path for path in map(Path, SHIPPED.values()) if path.parent == folder]
    assert [path.name for path in top if path.read_text("utf-8").splitlines()[0] != line] == []
    below, deeper = f"# yaml-language-server: $schema=../{FILE}", [*VALIDATION, *STEPS.values()]
    assert len(VALIDATION) >= 43
    assert [path.name for path in deeper if path.read_text("utf-8").splitlines()[0] != below] == []
    of_experiments = f"# yaml-language-server: $schema=../{EXPERIMENT_FILE}"
    shipped_experiments = (folder / "experiments").glob("*.yaml")
    assert {path.read_text("utf-8").splitlines()[0] for path in shipped_experiments} == {of_experiments}
    of_claims = (folder / "claims" / "claims.yaml").read_text("utf-8").splitlines()[0]
    assert of_claims == f"# yaml-language-server: $schema=../{CLAIMS_FILE}"


def complaints(value: Any, rule: dict[str, Any], where: str = "") -> list[str]:
    """What an editor would underline: the part of JSON Schema that the schema uses."""
    if "$ref" in rule:
        return complaints(value, SCHEMA["$defs"][rule["$ref"].rpartition("/")[2]], where)
    found = []
    if "anyOf" in rule and all(complaints(value, option, where) for option in rule["anyOf"]):
        found.append(f"{where}: none of {len(rule['anyOf'])} forms")
    types = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}
    types |= {"integer": int, "number": (int, float)}  # type: ignore[dict-item]
    if "type" in rule and not isinstance(value, types[rule["type"]]):
        return [*found, f"{where}: not {rule['type']}"]
    if "enum" in rule and value not in rule["enum"]:
        found.append(f"{where}: not one of the words")
    if isinstance(value, str) and "pattern" in rule and not re.search(rule["pattern"], value):
        found.append(f"{where}: not a name")
    if isinstance(value, dict):
        found += [f"{where}: no {key}" for key in rule.get("required", []) if key not in value]
        for key, item in value.items():
            more = rule.get("additionalProperties", True)
            if key in rule.get("properties", {}):
                found += complaints(item, rule["properties"][key], f"{where}.{key}")
            elif more is False:
                found.append(f"{where}.{key}: unknown")
            elif isinstance(more, dict):
                found += complaints(item, more, f"{where}.{key}")
    if isinstance(value, list) and "items" in rule:
        found += [one for item in value for one in complaints(item, rule["items"], f"{where}[]")]
    return found


def said_in(path: str) -> Any:
    return plain(alone(path).root)


@pytest.mark.parametrize("path", [*sorted(SHIPPED.values()), *map(str, sorted(VALID.glob("*.yaml")))])
def test_no_editor_complains_of_a_valid_file(path: str) -> None:
    assert complaints(said_in(path), SCHEMA) == []


def test_an_editor_complains_of_what_is_wrong() -> None:
    base = said_in(str(VALID / "base.yaml"))
    assert complaints({**base, "shokcs": []}, SCHEMA) == [".shokcs: unknown"]
    assert complaints({key: base[key] for key in base if key != "time"}, SCHEMA) == [": none of 2 forms"]
    assert complaints({**base, "roles": [{"headcount": 1}]}, SCHEMA) == [".roles: none of 3 forms"]
    assert complaints({"extends": "mm3", "clock": None, "roles": {"worker": None}}, SCHEMA) == []


def test_an_editor_of_experiments_complains_of_what_is_wrong() -> None:
    rule = experiment_schema()
    said = {"schema": "gridsim/experiment/1", "name": "staffing", "scenarios": ["mm3"], "seed": None}
    assert complaints(said, rule) == []
    wrong = {"replications": {"of": ["cost"]}, "scenario": ["mm3"], "sweep": {"time.warm_up": "1 day"}}
    assert complaints({**said, **wrong}, rule) == [
        ".replications: none of 3 forms", ".scenario: unknown", ".sweep: none of 2 forms",
    ]  # fmt: skip
    assert complaints({"name": "staffing"}, rule) == [": no schema", ": no scenarios"]


def test_every_key_is_described() -> None:
    claims = claims_schema()
    parts = [SCHEMA, *SCHEMA["$defs"].values(), experiment_schema(), claims, *claims["$defs"].values()]
    assert [key for part in parts for key, one in part["properties"].items() if not one.get("description")] == []


# -- new ----------------------------------------------------------------------------------------------------


def test_a_new_scenario_validates_runs_and_is_not_overwritten(here: Path) -> None:
    said = gridsim_says("new", "--communities", "3", "--households", "700", "--name", "our-town")
    assert (said.exit_code, said.stdout) == (
        0,
        "our-town.yaml: written; next: gridsim validate our-town.yaml; gridsim run our-town.yaml --replications 5\n",
    )
    assert gridsim_says("validate", "our-town.yaml").stdout.splitlines()[0] == (
        "our-town.yaml: valid: our-town, roles 2, categories of issues 5, departments 2"
    )
    before = (here / "our-town.yaml").read_bytes()
    again = gridsim_says("new", "--name", "our-town")
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr.startswith("our-town.yaml: this file is there already; name another file with --out")
    assert (here / "our-town.yaml").read_bytes() == before
    town = gs.load("our-town.yaml", set={"time.horizon": "6 days", "time.warm_up": "1 day"})
    records = gs.simulate(town)
    assert (records.issues["status"] == "closed").any()


@pytest.mark.parametrize(("communities", "households"), [(1, 1), (2, 99), (8, 1500), (85, 3000)])
def test_a_new_town_has_what_is_asked(communities: int, households: int) -> None:
    plan = compile_plan(loads(new("town", communities, households)))
    assert len(plan.communities) == communities
    total = sum(community.households for community in plan.communities)
    assert total == pytest.approx(communities * households, rel=0.01)
    assert len(plan.subdistricts) == -(-communities // 10)


def test_a_new_scenario_points_at_the_schema_as_shipped_ones_do() -> None:
    assert new().splitlines()[0] == f"# yaml-language-server: $schema={FILE}"


def test_new_refuses_what_cannot_be(here: Path) -> None:
    said = gridsim_says("new", "--communities", "0", "--name", "Town", "--out", "none/x.yaml")
    assert [line.split(";")[0] for line in said.stderr.splitlines()] == [
        "--name: 'Town' is not a name",
        "--communities: 0 is out of range",
    ]
    said = gridsim_says("new", "--out", "none/x.yaml", "--json")
    assert said.exit_code == 2
    assert [one["code"] for one in json.loads(said.stdout)] == ["unwritable"]


# -- workloads of files -------------------------------------------------------------------------------------


def traced(here: Path, name: str, occurred: int, folder: str) -> None:
    """A scenario with a workload, both in a folder; the file has a mark and line ends as Excel writes them."""
    (here / folder).mkdir()
    rows = f"occurred_min,community,category,work_min_h0\r\n{occurred},c1,litter,30\r\n"
    (here / folder / "trace of one.csv").write_bytes(rows.encode("utf-8-sig"))
    (here / folder / f"{name}.yaml").write_text(
        f"extends: ../small.yaml\nname: {name}\nworkload: trace of one.csv\n", encoding="utf-8"
    )


def test_a_results_folder_holds_its_workloads_and_is_enough_to_trace_an_issue(
    here: Path, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    traced(here, "early", 700, "a")
    traced(here, "late", 900, "b")
    said = gridsim_says(
        "compare", "a/early.yaml", "b/late.yaml", "--replications", "1", "--processes", "1", "--json", "--out", "kept"
    )
    results = read(Path(json.loads(said.stdout)["folder"]))
    assert set(results.inputs) == {"early.yaml", "late.yaml", "trace of one.csv", "late-trace of one.csv"}
    assert "workload: trace of one.csv\n" in results.inputs["early.yaml"]
    assert "workload: late-trace of one.csv\n" in results.inputs["late.yaml"]
    assert [name for name, text in results.inputs.items() if str(here) in text] == []
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    moved = Path(json.loads(said.stdout)["folder"]).resolve().rename(elsewhere / "moved")
    for folder in ("a", "b"):
        (here / folder / "trace of one.csv").unlink()
    monkeypatch.chdir(elsewhere)
    for scenario, hour in (("early", "11:40"), ("late", "15:00")):
        life = gridsim_says("trace", "moved", "0", "--scenario", scenario)
        assert (life.exit_code, hour in life.stdout) == (0, True), life.stderr
    assert gridsim_says("validate", str(moved / "inputs" / "late.yaml")).exit_code == 0
    below = gridsim_says("trace", "moved", "--", "-1")
    assert (below.exit_code, below.stderr) == (2, "there is no issue -1: they are numbered from 0\n")


# -- experiments --------------------------------------------------------------------------------------------

EXPERIMENT = """\
schema: gridsim/experiment/1
name: staffing
scenarios: [small.yaml, fewer.yaml]
baseline: fewer
sweep: {roles.worker.speed: [2]}
seed: 3
replications: 2
measures: [backlog_mean, on_time_share]
smallest_difference: {on_time_share: 1 points, backlog_mean: 50%}
"""


def test_an_experiment_is_validated(here: Path) -> None:
    (here / "exp.yaml").write_text(EXPERIMENT, encoding="utf-8")
    said = gridsim_says("validate", "exp.yaml", "small.yaml")
    assert (said.exit_code, said.stdout) == (
        0,
        "exp.yaml: valid: staffing, runs 4, points of the sweep 1, baseline fewer, replications 2, seed 3\n"
        "small.yaml: valid: small, roles 1, categories of issues 1, departments 1\n"
        "  residential: communities 1, workers 3, households per worker 100.0\n"
        "  migrant: communities 1, workers 2, households per worker 100.0\n",
    )


def test_an_experiment_is_run_as_it_says(here: Path) -> None:
    (here / "exp.yaml").write_text(EXPERIMENT, encoding="utf-8")
    said = gridsim_says("compare", "exp.yaml", "--processes", "1", "--json")
    assert said.exit_code == 0
    told = json.loads(said.stdout)
    names = ["small", "small~roles.worker.speed=2", "fewer", "fewer~roles.worker.speed=2"]
    assert [one["name"] for one in told["scenarios"]] == names
    assert (told["name"], told["seed"], told["baseline"]) == ("staffing", 3, "fewer")
    assert told["headline"] == ["backlog_mean", "on_time_share"]
    judged = {(row["measure"], row["smallest_difference"]) for row in told["differences"]
              if row["by"] == "all" and row["measure"] == "on_time_share"}  # fmt: skip
    assert judged == {("on_time_share", 0.01)}
    assert {tuple(one["moved"]) for one in told["comparisons"]} == {("backlog_mean", "on_time_share")}
    results = read(Path(told["folder"]))
    assert set(results.inputs) == {f"{name}.yaml" for name in names}
    assert loads(results.inputs["small~roles.worker.speed=2.yaml"]).roles[0].speed == 2
    again = json.loads(gridsim_says("compare", "exp.yaml", "--replications", "1", "--json").stdout)
    assert again["replications"] == {"computed": 0, "reused": 4}


def test_an_experiment_stands_alone_and_a_scenario_does_not(here: Path) -> None:
    (here / "exp.yaml").write_text(EXPERIMENT, encoding="utf-8")
    both, alone = gridsim_says("compare", "exp.yaml", "small.yaml"), gridsim_says("compare", "small.yaml")
    assert (both.exit_code, alone.exit_code) == (2, 2)
    assert both.stderr.startswith("exp.yaml: an experiment file stands alone; name its scenarios in it")
    assert alone.stderr.startswith("small.yaml: there is nothing to compare with; name another scenario")


@pytest.mark.parametrize("words", [["show", "fewer.yaml", "--resolved"], ["diff", "small.yaml", "fewer.yaml"],
                                   ["schema"], ["schema", "--experiment"], ["schema", "--claims"],
                                   ["new"]])  # fmt: skip
def test_reading_and_writing_files_needs_no_heavy_library(words: list[str]) -> None:
    code = (
        f"import sys\nfrom gridsim.cli import app\ntry:\n    app({words!r})\nexcept SystemExit as done:\n"
        "    assert not done.code\nheavy = {'pandas', 'numpy', 'scipy', 'numba', 'matplotlib', 'simpy'}\n"
        "print('loaded', sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded []"
