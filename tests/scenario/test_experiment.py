"""The experiment file: what it says, and all that can be wrong in it, at once."""

from pathlib import Path

import pytest
from experiment.small import write_small

from gridsim.analysis.catalogue import MEASURES
from gridsim.errors import ScenarioError
from gridsim.scenario.experiment import Case, Experiment, is_experiment, load_experiment
from gridsim.scenario.loader import load

UNITS = {measure: info.unit for measure, info in MEASURES.items()}
HEAD = "schema: gridsim/experiment/1\nname: staffing\nscenarios: [small.yaml, fewer.yaml]\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    return tmp_path


def experiment(more: str, head: str = HEAD) -> Experiment:
    Path("exp.yaml").write_text(head + more, encoding="utf-8")
    return load_experiment("exp.yaml", UNITS)


def said_of(more: str, head: str = HEAD) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        experiment(more, head)
    return [str(problem) for problem in caught.value.problems]


def test_what_is_not_said() -> None:
    assert experiment("") == Experiment(
        name="staffing",
        cases=(Case("small", "small.yaml", {}), Case("fewer", "fewer.yaml", {})),
        baseline="small", points=0, seed=1, replications=20, measures=(), smallest={},
    )  # fmt: skip


def test_all_it_says() -> None:
    said = experiment(
        "baseline: fewer\nseed: 7\nreplications: 3\nmeasures: [backlog_mean, cost]\n"
        "smallest_difference: {on_time_share: 2 points, resident_response_median_h: 0.5 h, cost: 5%, "
        "hidden_issue_hours: 100 issue-hours}\n"
    )
    assert (said.baseline, said.seed, said.replications, said.measures) == ("fewer", 7, 3, ("backlog_mean", "cost"))
    assert said.smallest == {
        "on_time_share": ("absolute", 0.02),
        "resident_response_median_h": ("absolute", 0.5),
        "cost": ("relative", 0.05),
        "hidden_issue_hours": ("absolute", 100.0),
    }


def test_a_sweep_is_every_combination_beside_the_scenarios_as_written() -> None:
    said = experiment("sweep: {roles.worker.headcount.rule: [1 per 84 households], time.warm_up: [1 day, 2 days]}\n")
    assert said.points == 2
    assert [case.name for case in said.cases] == [
        "small",
        "small~roles.worker.headcount.rule=1_per_84_households~time.warm_up=1_day",
        "small~roles.worker.headcount.rule=1_per_84_households~time.warm_up=2_days",
        "fewer",
        "fewer~roles.worker.headcount.rule=1_per_84_households~time.warm_up=1_day",
        "fewer~roles.worker.headcount.rule=1_per_84_households~time.warm_up=2_days",
    ]
    assert said.cases[1].set == {"roles.worker.headcount.rule": "1 per 84 households", "time.warm_up": "1 day"}


def test_values_of_any_shape_can_be_swept() -> None:
    rule = "[{rule: 1 per grid, at least: 1}, 2 per community]"
    said = experiment(f"sweep: {{roles.worker.headcount: {rule}, issues.litter.priority: [2]}}\n")
    first = load("small.yaml", set=said.cases[1].set)
    assert (first.roles[0].headcount.at_least, first.issues[0].priority) == (1, 2)


def test_files_are_beside_the_experiment_or_shipped(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "below").mkdir()
    experiment("", HEAD.replace("fewer.yaml", "mm3"))
    monkeypatch.chdir(here / "below")
    found = load_experiment("../exp.yaml", UNITS)
    assert [case.file for case in found.cases] == ["../small.yaml", "mm3"]


def test_every_mistake_at_once() -> None:
    assert said_of(
        "baseline: smal\n"
        "sweep: {roles.worker.headcount.rule: [1 per 84 househlds, 1 per grid], time.warmup: [1 day]}\n"
        "seed: -1\nmeasures: [exposure_mean]\nsmallest_difference: {on_time_share: 2 h, cost: 0%}\nsede: 3\n"
    ) == [
        "exp.yaml:5:39: roles.worker.headcount.rule: unknown unit 'househlds'; did you mean 'households'?",
        "exp.yaml:5:86: time.warmup: unknown key 'warmup'; did you mean 'warm_up'?",
        "exp.yaml:6:7: seed: -1 is negative; write at least 0",
        "exp.yaml:7:12: measures.1: there is no measure 'exposure_mean'; did you mean 'exposure_mean_h'?",
        "exp.yaml:8:38: smallest_difference.on_time_share: 'on_time_share' is not in 'h'; "
        "write for example '2 points', or '5%' of the baseline",
        "exp.yaml:8:49: smallest_difference.cost: 0 is not allowed here; write a difference above 0",
        "exp.yaml:9:1: sede: unknown key 'sede'; did you mean 'seed'?",
    ]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("baseline: smal\n", "exp.yaml:4:11: baseline: no scenario is called 'smal'; did you mean 'small'?"),
        ("sweep: lhs 64\n", "exp.yaml:4:8: sweep: a Latin hypercube cannot be swept yet; "
         "list the values: {time.warm_up: [7 days, 14 days]}"),
        ("uncertain: {issues.litter.work: uniform scale 0.6 to 1.7}\n",
         "exp.yaml:4:12: uncertain: uncertain values cannot be drawn yet; leave 'uncertain' out, or sweep them"),
        ("uncertain: {issues.litter.work: about right}\n", "exp.yaml:4:33: uncertain.issues.litter.work: "
         "'about right' is not a range; write for example 'uniform scale 0.6 to 1.7'"),
        ("replications: {precision: 5%, of: [cost], at most: 200}\n", "exp.yaml:4:15: replications: "
         "replications up to a precision cannot be run yet; write a number: 20"),
        ("replications: 0\n", "exp.yaml:4:15: replications: 0 is out of range; write 1 to 100000"),
        ("sweep: {time.warm_up: [1 day, 1 day]}\n",
         "exp.yaml:4:31: sweep.time.warm_up.2: '1 day' is said twice; write each value once"),
        ("sweep: {time.warm_up: 1 day}\n",
         "exp.yaml:4:23: sweep.time.warm_up: '1 day' should be a list; write a list of values"),
        (f"sweep: {{issues.litter.priority: [1, 2, 3, 4, 5], roles.worker.speed: {list(range(1, 40))}}}\n",
         "exp.yaml:4:8: sweep: 2 scenarios at 195 points are more than 256 runs; sweep fewer values"),
    ],
)  # fmt: skip
def test_one_mistake(more: str, message: str) -> None:
    assert said_of(more) == [message]


@pytest.mark.parametrize("said", ["small.yaml", "[small.yaml, [fewer.yaml]]", "{small: 1}", "[]", "~"])
def test_scenarios_that_are_no_list_of_files_are_not_looked_for(said: str) -> None:
    (message,) = said_of("", f"schema: gridsim/experiment/1\nname: staffing\nscenarios: {said}\n")
    assert message.startswith("exp.yaml:")
    assert "scenarios" in message


def test_scenarios_that_are_wrong_missing_or_twice(here: Path) -> None:
    (here / "bad.yaml").write_text("extends: small.yaml\nname: bad\nclock: offise\n", encoding="utf-8")
    (here / "twin.yaml").write_text("extends: small.yaml\n", encoding="utf-8")
    assert said_of("", HEAD.replace("fewer.yaml", "bad.yaml, twin.yaml, fewr.yaml")) == [
        "bad.yaml:3:8: clock: there is no calendar 'offise'; did you mean 'office'?",
        "exp.yaml:3:35: scenarios: two scenarios are called 'small'; give each a name of its own",
        "exp.yaml:3:46: there is no file 'fewr.yaml'; did you mean 'fewer.yaml'?",
    ]


def test_what_only_a_combination_makes_wrong_is_said_of_the_sweep() -> None:
    (message,) = said_of(
        "sweep: {time.horizon: [3 days], time.warm_up: [1 day, 5 days]}\n", HEAD.replace(", fewer.yaml", "")
    )
    assert message == "exp.yaml:4:8: time.warm_up: the warm-up is not shorter than the horizon; shorten it"


def test_what_is_an_experiment(here: Path) -> None:
    experiment("")
    assert [is_experiment(file) for file in ("exp.yaml", "small.yaml", "none.yaml", "a\0b")] == [
        True,
        False,
        False,
        False,
    ]
