"""The experiment file: what it says, and all that can be wrong in it, at once."""

from pathlib import Path

import numpy as np
import pytest
from experiment.small import write_small
from scenario.pages import CUBE as CUBE_IN_DOCS
from scenario.pages import PRECISION, UNCERTAIN

from gridsim.analysis.catalogue import MEASURES
from gridsim.errors import ScenarioError
from gridsim.model.compile.sweep import points_of, with_points
from gridsim.model.sampling import stratified
from gridsim.scenario import axes
from gridsim.scenario.cases import Case, Failed
from gridsim.scenario.experiment import Experiment, is_experiment, load_experiment
from gridsim.scenario.experiment_values import Choice, Draws, Hypercube, Precision, Span, scaled
from gridsim.scenario.loader import load
from gridsim.scenario.schema import Scenario

UNITS = {measure: info.unit for measure, info in MEASURES.items()}
HEAD = "schema: gridsim/experiment/1\nname: staffing\nscenarios: [small.yaml, fewer.yaml]\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    total = "extends: small.yaml\nname: total\nroles: [{name: worker, headcount: 5 in total}]\n"
    (tmp_path / "total.yaml").write_text(total, encoding="utf-8")
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
    said = experiment("sweep: {roles.worker.headcount.rule: [1 per 84 households], roles.worker.speed: [1, 2]}\n")
    assert said.points == 2
    assert [case.name for case in said.cases] == [
        "small",
        "small~point-1",
        "small~point-2",
        "fewer",
        "fewer~point-1",
        "fewer~point-2",
    ]
    assert said.cases[1].set == {"roles.worker.headcount.rule": "1 per 84 households", "roles.worker.speed": "1"}


def test_values_of_any_shape_can_be_swept() -> None:
    rule = "[{rule: 1 per grid, at least: 1}, 2 per community]"
    said = experiment(f"sweep: {{roles.worker.headcount: {rule}, issues.litter.priority: [2]}}\n")
    first = load("small.yaml", set=said.cases[1].set)
    assert (first.roles[0].headcount.at_least, first.issues[0].priority) == (1, 2)


def test_files_are_beside_the_experiment_or_shipped(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "below").mkdir()
    (here / "mine.yaml").write_text("extends: mm3\nname: mine\n", encoding="utf-8")
    experiment("", HEAD.replace("small.yaml, fewer.yaml", "mine.yaml, mm3"))
    monkeypatch.chdir(here / "below")
    found = load_experiment("../exp.yaml", UNITS)
    assert [case.file for case in found.cases] == ["../mine.yaml", "mm3"]


def test_every_mistake_at_once() -> None:
    assert said_of(
        "baseline: smal\n"
        "sweep: {roles.worker.headcount.rule: [1 per 84 househlds, 1 per grid], time.warmup: [1 day]}\n"
        "seed: -1\nmeasures: [exposure_mean]\nsmallest_difference: {on_time_share: 2 h, cost: 0%}\nsede: 3\n"
    ) == [
        "exp.yaml:4:11: baseline: no scenario is called 'smal'; did you mean 'small'?",
        "exp.yaml:5:39: roles.worker.headcount.rule: unknown unit 'househlds'; did you mean 'households'?",
        "exp.yaml:5:72: time.warmup: unknown key 'warmup'; did you mean 'warm_up'?",
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
        ("sweep: lhs 64\n", "exp.yaml:4:8: sweep: 'lhs 64' does not say over what; "
         "write {lhs: 64, over: {issues.litter.work: 5 min to 20 min}}"),
        ("replications: 0\n", "exp.yaml:4:15: replications: 0 is out of range; write 1 to 100000"),
        ("sweep: {roles.worker.speed: [1, 1]}\n",
         "exp.yaml:4:33: sweep.roles.worker.speed.2: 1 is said twice; write each value once"),
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


def test_a_combination_that_only_together_is_wrong_fails_alone() -> None:
    said = experiment(
        "sweep: {roles.worker.headcount.at least: [4], roles.worker.headcount.at most: [5, 3]}\n",
        HEAD.replace(", fewer.yaml", ""),
    )
    assert [case.name for case in said.cases] == ["small", "small~point-1"]
    fact = "roles.worker.headcount.at most: 'at most' is less than 'at least'; let it be as much"
    sets = "roles.worker.headcount.at least=4, roles.worker.headcount.at most=3"
    assert said.failed == (Failed("small~point-2", f"{sets}: --set: {fact}"),)


def test_scenarios_and_values_over_other_stretches_of_time_are_told_before_anything_runs() -> None:
    assert said_of("", HEAD.replace("fewer.yaml", "mm3")) == [
        "exp.yaml:3:25: mm3.time.horizon: 400 days, but 10 days in small: they cannot be compared; give them the same",
        "exp.yaml:3:25: mm3.time.warm_up: 20 days, but 2 days in small: they cannot be compared; give them the same",
    ]
    assert said_of("sweep: {time.warm_up: [2 days, 3 days]}\n", HEAD.replace(", fewer.yaml", "")) == [
        "exp.yaml:4:32: time.warm_up: 3 days, but 2 days in small: they cannot be compared; give them the same",
    ]


def test_a_baseline_may_be_the_name_of_what_cannot_be_read(here: Path) -> None:
    (here / "town.yaml").write_text("name: base\nextends: small.yaml\nclock: offise\n", encoding="utf-8")
    head = HEAD.replace("fewer.yaml", "town.yaml, lost.yaml")
    for baseline in ("base", "lost", "small"):
        assert not any("baseline" in message for message in said_of(f"baseline: {baseline}\n", head))
    assert "exp.yaml:4:11: baseline: no scenario is called 'fewer'; known: small" in said_of("baseline: fewer\n", head)


def test_mistakes_of_every_part_are_told_together() -> None:
    head = "schema: gridsim/experiment/1\nname: staffing\nscenarios: [smal.yaml, small.yaml, small.yaml]\n"
    assert said_of(
        "baseline: base\n"
        "replications: {precision: 0%, of: [costs], at least: 50, at most: 10, foo: 1}\n"
        "sweep: {lhs: many, ovr: {}}\n"
        "uncertain: {issues.liter.work: about right, issues.litter.work: uniform 2 h}\n",
        head,
    ) == [
        "exp.yaml:3:13: there is no file 'smal.yaml'; did you mean 'small.yaml'?",
        "exp.yaml:3:36: scenarios.3: 'small.yaml' is said twice; name each once",
        "exp.yaml:4:11: baseline: no scenario is called 'base'; known: small",
        "exp.yaml:5:27: replications.precision: '0%' is not allowed here; write for example 5%",
        "exp.yaml:5:36: replications.of.1: there is no measure 'costs'; did you mean 'cost'?",
        "exp.yaml:5:54: replications.at least: at least 50 are more than at most 10; "
        "write the smaller number at 'at least'",
        "exp.yaml:5:71: replications.foo: unknown key 'foo'; known: precision, of, at least, at most",
        "exp.yaml:6:14: sweep.lhs: 'many' is not a whole number; write a number without a unit",
        "exp.yaml:6:20: sweep.ovr: unknown key 'ovr'; did you mean 'over'?",
        "exp.yaml:7:13: issues.liter: there is no 'liter' in issues; did you mean 'litter'?",
        "exp.yaml:7:32: uncertain.issues.liter.work: 'about right' is not a range; "
        "write for example 'uniform scale 0.6 to 1.7'",
        "exp.yaml:7:65: uncertain.issues.litter.work: 'uniform 2 h' is not a range; "
        "write for example 'uniform scale 0.6 to 1.7'",
    ]


def counted_loads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on, one for each time."""
    read = list[str]()

    def counted(file: str, set: dict[str, str]) -> Scenario:
        read.append(file)
        return load(file, set)

    monkeypatch.setattr(axes, "load", counted)
    return read


def test_a_sweep_too_large_to_run_is_refused_before_its_values_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    read = counted_loads(monkeypatch)
    said_of(f"sweep: {{roles.worker.speed: {list(range(1, 4000))}, policy.assign: [own-grid-first, community-pool]}}\n")
    assert len(read) <= 6


def test_each_value_of_a_sweep_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    read = counted_loads(monkeypatch)
    assert len(experiment("sweep: {roles.worker.speed: [1, 2, 3]}\n", HEAD.replace(", fewer.yaml", "")).cases) == 4
    assert len(read) == 5  # as written, without the path, and at each value


# -- precision, Latin hypercube, uncertain values -----------------------------------------------------------


def test_a_precision() -> None:
    said = experiment("replications: {precision: 5%, of: [cost], at least: 10, at most: 300}\n")
    assert said.replications == Precision(0.05, ("cost",), 10, 300)
    assert experiment("replications: {precision: 2.5%}\n").replications == Precision(0.025, (), 5, 200)


CUBE = """\
sweep:
  lhs: 8
  over:
    issues.litter.work: 5 min to 20 min
    issues.litter.priority: 1 to 5
    roles.worker.headcount.rule: 1 per 150 households to 1 per 84 households
    policy.assign: [own-grid-first, community-pool]
    issues.litter.solved_on_site: 40 to 80%
    departments.team.work: scale 0.5 to 2
"""


def test_ranges_and_lists_of_a_hypercube() -> None:
    cube = experiment(CUBE).hypercube
    assert cube is not None
    assert (cube.points, experiment(CUBE).points) == (8, 8)
    assert cube.over == {
        "issues.litter.work": Span((5.0, 20.0), "", " min"),
        "issues.litter.priority": Span((1.0, 5.0), whole=True),
        "roles.worker.headcount.rule": Span((84.0, 150.0), "1 per ", " households"),
        "policy.assign": Choice(("own-grid-first", "community-pool")),
        "issues.litter.solved_on_site": Span((40.0, 80.0), "", "%"),
        "departments.team.work": Span((0.5, 2.0), scale=True),
    }


def test_every_point_of_a_hypercube_is_a_case_of_every_scenario() -> None:
    said = with_points(experiment(CUBE))
    assert [case.name for case in said.cases[:9]] == ["small", *(f"small~point-{n}" for n in range(1, 9))]
    assert [case.name for case in said.cases[9:11]] == ["fewer", "fewer~point-1"]
    assert [case.point for case in said.cases[1:9]] == [case.point for case in said.cases[10:]]
    assert said == with_points(experiment(CUBE))
    assert said.cases[1].point != with_points(experiment(CUBE + "seed: 2\n")).cases[1].point
    scenarios = [load(case.file, case.set) for case in said.cases[1:9]]
    assert sorted({one.issues[0].priority for one in scenarios}) == [1, 2, 3, 4, 5]
    assert sorted(one.policy.assign.word for one in scenarios) == ["community-pool"] * 4 + ["own-grid-first"] * 4
    factors = sorted(one.departments[0].work.parameters["mean"] / 120 for one in scenarios)
    assert all(0.5 + 1.5 * i / 8 <= factor <= 0.5 + 1.5 * (i + 1) / 8 for i, factor in enumerate(factors))


@pytest.mark.parametrize("points", [2, 7, 64])
@pytest.mark.parametrize("seed", [1, 2, 2**40])
def test_a_hypercube_meets_every_part_of_every_column_once(points: int, seed: int) -> None:
    columns = [stratified(seed, path, points) for path in ("a.b", "a.c", "b")]
    for column in columns:
        assert sorted((column * points).astype(int)) == list(range(points))
        assert 0 <= column.min() < column.max() < 1
    orders = {tuple((column * points).astype(int)) for column in columns}
    assert points < 7 or len(orders) == 3


def test_another_path_changes_no_column() -> None:
    one = {"issues.litter.work": Span((5.0, 20.0), "", " min")}
    two = {"policy.assign": Choice(("a", "b")), **one}
    alone, beside = (list(points_of(Hypercube(16, over), 1)) for over in (one, two))
    assert [point["issues.litter.work"] for point in alone] == [point["issues.litter.work"] for point in beside]


def test_uncertain_values_and_their_draws() -> None:
    said = experiment(
        "uncertain:\n  issues.litter.work: uniform scale 0.6 to 1.7\n  issues.litter.rate: triangular 4 to 5 to 8 per "
        "community per day\n  issues.litter.priority: uniform 1 to 5\ndraws: {number: 30, replications: 4}\n"
    )
    assert said.uncertain == {
        "issues.litter.work": Span((0.6, 1.7), scale=True),
        "issues.litter.rate": Span((4.0, 5.0, 8.0), "", " per community per day"),
        "issues.litter.priority": Span((1.0, 5.0), whole=True),
    }
    assert (said.draws, experiment("draws: 20\n").draws) == (Draws(30, 4), Draws(20, 5))


def test_the_laws_of_what_is_uncertain() -> None:
    u = (np.arange(4000) + 0.5) / 4000
    uniform = np.array([Span((2.0, 6.0)).at(one) for one in u])
    triangular = np.array([Span((1.0, 2.0, 6.0)).at(one) for one in u])
    whole = np.array([Span((1.0, 5.0), whole=True).at(one) for one in u])
    assert (uniform.mean(), uniform.var()) == pytest.approx((4.0, 16 / 12), rel=1e-3)
    assert (triangular.mean(), triangular.var()) == pytest.approx((3.0, (1 + 4 + 36 - 2 - 6 - 12) / 18), rel=1e-3)
    assert [int((whole == n).sum()) for n in range(1, 6)] == [800] * 5


@pytest.mark.parametrize(
    ("written", "times_two"),
    [
        ("30 min", "60 min"),
        ("180 per 1000 residents per year", "360 per 1000 residents per year"),
        ("5% per day up to 2x", "10% per day up to 2x"),
        ("lognormal(mean 35 min; sd 20 min)", "lognormal(mean 70 min; sd 40 min)"),
        ("weibull(mean 1 h; shape 2)", "weibull(mean 2 h; shape 2)"),
        ("uniform(10 min to 30 min)", "uniform(20 min to 60 min)"),
        ("mixture(88% of exponential(mean 30 min); 12% of constant(4 h))",
         "mixture(88% of exponential(mean 60 min); 12% of constant(8 h))"),
        ("3 in total", "6 in total"),
        (1.5, "3"),
        ("at once", None),
        (True, None),
        (None, None),
    ],
)  # fmt: skip
def test_a_scale_multiplies_what_is_an_amount(written: object, times_two: str | None) -> None:
    assert scaled(written, 2.0) == times_two


def test_a_scale_keeps_whole_what_has_to_be() -> None:
    assert [scaled(value, 0.6, whole=True) for value in (4, "4 in total")] == ["2", "2 in total"]
    said = experiment("uncertain: {roles.worker.headcount.rule: uniform scale 0.6 to 1.7, issues.litter.work: uniform "
                      "scale 1 to 2}\n", HEAD.replace("small.yaml, fewer", "total"))  # fmt: skip
    assert [span.whole for span in said.uncertain.values()] == [True, False]


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        ("sweep: {lhs: 8}\n",
         ["4:8: sweep: 'over' is not said; write {lhs: 64, over: {issues.litter.work: 5 min to 20 min}}"]),
        ("sweep: {lhs: 1, over: {policy.assign: [pool], policy.asign: [own-grid-first]}}\n",
         ["4:14: sweep.lhs: 1 is out of range; write 2 to 10000",
          "4:40: policy.assign: unknown policy 'pool'; known: own-grid-only, own-grid-first, community-pool",
          "4:47: policy.asign: unknown key 'asign'; did you mean 'assign'?"]),
        ("sweep: {lhs: 8, over: {policy.assign: [community-pol], policy.asign: [own-grid-first]}}\n",
         ["4:40: policy.assign: unknown policy 'community-pol'; did you mean 'community-pool'?",
          "4:56: policy.asign: unknown key 'asign'; did you mean 'assign'?"]),
        ("sweep: {lhs: 8, over: {issues.litter.work: 5 min}}\n",
         ["4:44: sweep.over.issues.litter.work: '5 min' is not a range; write for example '5 min to 20 min'"]),
        ("sweep: {lhs: 8, over: {issues.litter.work: 5 min to 20 mins}}\n",
         ["4:44: sweep.over.issues.litter.work: the ends of '5 min to 20 mins' differ in more than one number; "
          "write for example '5 min to 20 min'"]),
        ("sweep: {lhs: 8, over: {issues.litter.priority: 0 to 9}}\n",
         ["4:48: issues.litter.priority: 0 is out of range; write 1 to 5",
          "4:48: issues.litter.priority: 9 is out of range; write 1 to 5"]),
        ("sweep: {lhs: 8, over: {issues.litter.work: 20 min to 20 min}}\n",
         ["4:44: sweep.over.issues.litter.work: '20 min to 20 min' does not go from one end to the other; "
          "write '5 min to 20 min'"]),
        ("sweep: {lhs: 200, over: {issues.litter.work: 5 min to 20 min}}\n",
         ["4:8: sweep: 2 scenarios at 200 points are more than 256 runs; sweep fewer values"]),
        ("uncertain: {issues.litter.work: about right}\n", ["4:33: uncertain.issues.litter.work: "
         "'about right' is not a range; write for example 'uniform scale 0.6 to 1.7'"]),
        ("uncertain: {issues.litter.work: triangular scale 0.6 to 1.7}\n", ["4:33: uncertain.issues.litter.work: "
         "'triangular scale 0.6 to 1.7' is not a range; write for example 'triangular 20% to 35% to 60%'"]),
        ("uncertain: {issues.litter.work: uniform scale 0 to 1.7}\n", ["4:33: uncertain.issues.litter.work: "
         "'uniform scale 0 to 1.7' goes to nothing; write factors above 0"]),
        ("uncertain: {issues.litter.work: uniform scale 1 h to 2 h}\n", ["4:33: uncertain.issues.litter.work: "
         "a scale has no unit, and 'uniform scale 1 h to 2 h' has; write 'uniform scale 0.6 to 1.7'"]),
        ("uncertain: {issues.litter.reported: uniform scale 1 to 2, roles.worker.sped: uniform 1 to 2}\n",
         ["4:37: small has no single quantity 'issues.litter.reported' to scale; name one, or leave 'scale' out",
          "4:37: fewer has no single quantity 'issues.litter.reported' to scale; name one, or leave 'scale' out",
          "4:59: roles.worker.sped: unknown key 'sped'; did you mean 'speed'?"]),
        ("uncertain: {issues.litter.solved_on_site: uniform scale 1 to 2}\n",
         ["4:43: issues.litter.solved_on_site: '120%' is not a share; write 0% to 100%"]),
        ("sweep: {issues.litter.work: [1 h]}\nuncertain: {issues.litter.work: uniform scale 1 to 2}\n",
         ["5:13: uncertain.issues.litter.work: 'issues.litter.work' is swept and uncertain; leave it out of one"]),
        ("draws: 1\n", ["4:8: draws: 1 is out of range; write 2 to 10000"]),
        ("draws: {numbr: 9}\n", ["4:9: draws.numbr: unknown key 'numbr'; did you mean 'number'?"]),
        ("replications: {of: [cost]}\n",
         ["4:15: replications: 'precision' is not said; write {precision: 5%, of: [exposure_mean_h]}"]),
        ("replications: {precision: 5, of: [costs], at most: 2}\n",
         ["4:27: replications.precision: 5 has no unit; write for example '30%'",
          "4:35: replications.of.1: there is no measure 'costs'; did you mean 'cost'?",
          "4:52: replications.at most: 2 is out of range; write 3 to 100000"]),
        ("replications: {precision: 0%}\n",
         ["4:27: replications.precision: '0%' is not allowed here; write for example 5%"]),
        ("replications: {precision: 5%, of: [costs]}\n",
         ["4:36: replications.of.1: there is no measure 'costs'; did you mean 'cost'?"]),
        ("replications: {precision: 5%, at least: 50, at most: 20}\n",
         ["4:41: replications.at least: at least 50 are more than at most 20; write the smaller number at 'at least'"]),
    ],
)  # fmt: skip
def test_mistakes_of_what_only_experiments_say(more: str, messages: list[str]) -> None:
    assert said_of(more) == [f"exp.yaml:{message}" for message in messages]


def test_what_is_an_experiment(here: Path) -> None:
    experiment("")
    assert [is_experiment(file) for file in ("exp.yaml", "small.yaml", "none.yaml", "a\0b")] == [
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("block", [CUBE_IN_DOCS, PRECISION, UNCERTAIN])
def test_the_examples_of_the_reference_are_read(block: str) -> None:
    said = experiment(block, "schema: gridsim/experiment/1\nname: staffing\nscenarios: [urumqi-street]\n")
    assert (said.hypercube is None, not said.uncertain, said.replications == 20) in [
        (False, True, True),
        (True, True, False),
        (True, False, True),
    ]
