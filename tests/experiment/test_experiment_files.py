"""Experiment files from the command line: a precision, a Latin hypercube with a point that fails, uncertain values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from experiment.small import write_small
from typer.testing import CliRunner, Result

from gridsim.cli import app
from gridsim.experiment import compare, contents
from gridsim.model.compile.sweep import prepared, with_points
from gridsim.report.answer import answer
from gridsim.report.words import Lang
from gridsim.results import read
from gridsim.scenario.experiment import load_experiment

pytestmark = pytest.mark.usefixtures("undrawn", "remembered")
HEAD = "schema: gridsim/experiment/1\nname: town\nscenarios: [small.yaml, fewer.yaml]\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    return tmp_path


def gridsim_says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def told(*words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(gridsim_says(*words, "--processes", "1", "--json").stdout)
    return found


def write(more: str, head: str = HEAD) -> None:
    Path("town.yaml").write_text(head + more, encoding="utf-8")


def test_a_precision_is_an_option_and_reuses_what_has_run() -> None:
    first = told("run", "small.yaml", "--replications", "3")
    second = told("run", "small.yaml", "--precision", "30%")
    assert first["replications"] == {"computed": 3, "reused": 0}
    reached = second["precision"]
    assert reached["met"]
    assert reached["replications"] == reached["enough"] + 5
    assert second["replications"] == {"computed": reached["replications"] - 3, "reused": 3}
    assert reached["half_widths"]["small"]["exposure_mean_h"] <= 0.3


def test_a_precision_and_a_number_do_not_go_together() -> None:
    for words in (["run", "small.yaml"], ["compare", "small.yaml", "fewer.yaml"]):
        both = gridsim_says(*words, "--replications", "3", "--precision", "5%")
        assert (both.exit_code, both.stdout) == (2, "")
        assert both.stderr.startswith("--precision: a number of replications needs no precision; leave --replications")
    wrong = gridsim_says("run", "small.yaml", "--precision", "5")
    assert wrong.exit_code == 2
    assert wrong.stderr.startswith("--precision: '5' has no unit")


@pytest.mark.slow
def test_an_experiment_with_all_three_axes() -> None:
    write(
        "sweep: {lhs: 2, over: {roles.worker.speed: 0.8 to 1.5, policy.assign: [own-grid-first, community-pool]}}\n"
        "uncertain: {issues.litter.work: uniform scale 0.6 to 1.7}\ndraws: {number: 2, replications: 2}\n"
        "replications: {precision: 1%, at least: 3, at most: 4}\nmeasures: [exposure_mean_h, on_time_share]\n",
        HEAD.replace(", fewer.yaml", ""),
    )
    valid = gridsim_says("validate", "town.yaml")
    assert valid.stdout == (
        "town.yaml: valid: town, runs 3, points of the sweep 2, baseline small, replications 3 to 4 for 1%, seed 1\n"
    )
    found = told("compare", "town.yaml")
    names = ["small", "small~point-1", "small~point-2"]
    assert [one["name"] for one in found["scenarios"]] == names
    n = found["precision"]["replications"]
    assert (n, found["precision"]["met"], found["precision"]["enough"]) == (4, False, None)
    assert found["replications"] == {"computed": 3 * (n + 4), "reused": 0}
    assert list(found["uncertain"]["inputs"]) == ["issues.litter.work"]
    assert (found["uncertain"]["draws"], found["uncertain"]["replications"], found["uncertain"]["failed"]) == (2, 2, [])
    tables = read(Path(found["folder"])).tables
    points = tables["points"].pivot(index="scenario", columns="path", values="set_to")
    assert list(points.index) == names[1:]
    assert set(points["policy.assign"]) == {"own-grid-first", "community-pool"}
    speeds = sorted(map(float, points["roles.worker.speed"]))
    assert 0.8 < speeds[0] < 1.15 < speeds[1] < 1.5
    assert tables["drawn_inputs"]["draw"].tolist() == [1, 2]
    assert set(tables["over_draws"]["measure"]) == {"exposure_mean_h", "on_time_share"}
    assert len(tables["draws"]) == 3 * 2 * 2 * 2
    again = told("compare", "town.yaml")
    assert again["replications"] == {"computed": 0, "reused": 3 * (n + 4)}
    assert again["folder"] == found["folder"]


def lines_of(lang: Lang) -> list[str]:
    """The answer of town.yaml."""
    ready = prepared(with_points(load_experiment("town.yaml", {})).cases)
    points = {case.name: case.point for case in ready.cases if case.point}
    found = compare(ready.scenarios, replications=2, processes=1, cache=Path("cache"), points=points)
    return answer(contents(found, {}), lang).splitlines()


def test_every_point_says_what_it_sets_in_both_languages() -> None:
    cube = "sweep: {lhs: 2, over: {roles.worker.speed: 0.8 to 1.5, policy.assign: [own-grid-first, community-pool]}}\n"
    write(cube, HEAD.replace(", fewer.yaml", ""))
    points = [case for case in with_points(load_experiment("town.yaml", {})).cases if case.point]
    for lang, head, comma in (("en", "point 0{i}: ", ", "), ("zh", "第 0{i} 点：", "、")):
        lines = lines_of("zh" if lang == "zh" else "en")
        for i, case in enumerate(points, start=1):
            speed = f"{float(case.set['roles.worker.speed']):.4g}"
            said = comma.join((f"roles.worker.speed {speed}", f"policy.assign {case.set['policy.assign']}"))
            assert f"  small~point-{i}  {head.format(i=i)}{said}" in lines


def test_a_point_whose_name_tells_what_it_sets_has_no_number() -> None:
    write("sweep: {roles.worker.headcount.rule: [4 in total]}\n", HEAD.replace(", fewer.yaml", ""))
    said = "  small~roles.worker.headcount.rule=4_in_total  sets roles.worker.headcount.rule 4 in total"
    assert said in lines_of("en")


def test_points_that_only_together_are_wrong_are_told_apart() -> None:
    write("sweep: {roles.worker.headcount.rule: [4 in total, 9 in total], roles.worker.headcount.at least: [1, 3]}\n"
          "replications: 2\n")  # fmt: skip
    valid = gridsim_says("validate", "town.yaml")
    assert valid.exit_code == 0
    assert "runs 8, points of the sweep 4" in valid.stdout
    assert valid.stderr.count("[failed_point]") == 2
    said = gridsim_says("compare", "town.yaml", "--processes", "1", "--json")
    assert said.exit_code == 3
    found = json.loads(said.stdout)
    assert [one["name"] for one in found["failed"]] == ["small~point-2", "fewer~point-2"]
    assert len(found["scenarios"]) == 8
    assert found["replications"] == {"computed": 16, "reused": 0}


def test_points_of_a_hypercube_may_fail_too() -> None:
    write("sweep: {lhs: 4, over: {roles.worker.headcount.rule: 3 in total to 12 in total, roles.worker.headcount.at "
          "least: 0 to 3}}\nreplications: 2\n")  # fmt: skip
    valid = gridsim_says("validate", "town.yaml", "--json")
    (facts,) = json.loads(valid.stdout)
    failed = {one["place"] for one in facts["warnings"] if one["code"] == "failed_point"}
    assert failed
    assert len(facts["runs"]) == 10 - len(failed)
    assert {name.replace("small", "fewer") for name in failed if "small" in name} == {
        name for name in failed if "fewer" in name
    }
    assert not failed & set(facts["runs"])
