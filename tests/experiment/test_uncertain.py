"""Uncertain inputs: equal draws in all scenarios, and kept apart from chance; points that fail spare the others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from experiment.small import write_small

import gridsim as gs
from gridsim.analysis.draws import over_draws
from gridsim.engines import simulate
from gridsim.errors import EngineError
from gridsim.experiment import Comparison, contents, replications, with_uncertain
from gridsim.experiment.replications import Job
from gridsim.experiment.uncertain import drawn_again, first_of
from gridsim.model.records import Records
from gridsim.report.answer import answer
from gridsim.results import read, write
from gridsim.scenario.cases import Case
from gridsim.scenario.experiment_values import Draws, Span
from gridsim.scenario.loader import dump, resolved

pytestmark = pytest.mark.usefixtures("undrawn", "remembered")
FEW = Draws(3, 2)
WORK = {"issues.litter.work": Span((0.6, 1.7), scale=True)}
BOTH = {**WORK, "issues.litter.solved_on_site": Span((40.0, 80.0), "", "%")}


@pytest.fixture
def cases(tmp_path: Path) -> list[Case]:
    small, fewer = write_small(tmp_path)
    return [Case("small", str(small), {}), Case("fewer", str(fewer), {})]


def compared(cases: list[Case], number: int = 2) -> Comparison:
    return gs.compare([gs.load(case.file, case.set) for case in cases], replications=number, processes=1)


def drawn(
    cases: list[Case], inputs: Mapping[str, Span] = WORK, draws: Draws = FEW, cache: Path | None = None
) -> Comparison:
    return with_uncertain(compared(cases), cases, inputs, draws, 1, engine="compiled", processes=1, cache=cache)


def test_draws_are_equal_in_all_scenarios(cases: list[Case]) -> None:
    """A scenario against itself differs in no draw; so neither inputs nor histories are its own."""
    twin = Case("twin", cases[0].file, {"name": "twin"})
    found = drawn([cases[0], twin], BOTH).uncertain
    assert found is not None
    values = found.values.set_index(["scenario", "draw", "replication", "measure"])["value"]
    pd.testing.assert_series_equal(values.loc["small"], values.loc["twin"])
    exposure = values.xs("exposure_mean_h", level="measure").loc["small"]
    assert exposure.nunique() == 6
    assert (found.held["estimate"] == 0).all()
    assert (found.held["same"] == 3).all()


def test_more_draws_begin_with_the_same_ones_and_another_input_changes_none(cases: list[Case], tmp_path: Path) -> None:
    few, many = (drawn(cases, WORK, Draws(n, 2), tmp_path / "cache").uncertain for n in (2, 4))
    assert few is not None
    assert many is not None
    assert (few.computed, few.reused, many.computed, many.reused) == (8, 0, 8, 8)
    pd.testing.assert_frame_equal(few.values, many.values.iloc[: len(few.values)])
    both = drawn(cases, BOTH, Draws(2, 2)).uncertain
    assert both is not None
    assert both.drawn[both.drawn["path"] == "issues.litter.work"]["number"].tolist() == few.drawn["number"].tolist()
    assert few.drawn["number"].between(0.6, 1.7).all()


def test_a_draw_is_the_scenario_with_its_values_set(cases: list[Case]) -> None:
    found = drawn(cases, WORK, Draws(2, 2)).uncertain
    assert found is not None
    factor = found.drawn["number"][1]
    alone = gs.load(cases[0].file, {"issues.litter.work": f"exponential(mean {40 * factor:.9g} min)"})
    records = gs.simulate(alone, replication=first_of(1))
    job = Job("small", gs.run(alone, 1, processes=1).plan, 1, first_of(1))
    assert replications.replicate(job).hashes == records.hashes
    at = "scenario == 'small' and draw == 2 and replication == 0 and measure == 'exposure_mean_h'"
    table = replications.replicate(job).tables["replications"]
    expected = table.query("measure == 'exposure_mean_h' and by == 'all'")["value"].tolist()
    assert found.values.query(at)["value"].tolist() == expected


def test_runs_as_written_know_nothing_of_the_draws(cases: list[Case]) -> None:
    with_draws, without = drawn(cases), compared(cases)
    pd.testing.assert_frame_equal(with_draws.summary, without.summary)
    pd.testing.assert_frame_equal(with_draws.differences[list(without.differences)], without.differences)
    held = with_draws.differences.dropna(subset="draws")
    assert held["measure"].tolist() == list(without.measures)
    assert (held["draws"] == 3).all()
    assert (held["by"] == "all").all()


def test_inputs_and_chance_are_kept_apart() -> None:
    """Differences of -5 on average, spread 2 by inputs and 3 by chance: the parts come out, in 400 draws of 4."""
    random = np.random.default_rng(3)
    inputs = random.normal(-5.0, 2.0, 400)
    rows = [
        (name, draw, r, "exposure_mean_h", 50.0 + (difference + chance if name == "other" else 0.0))
        for draw, difference in enumerate(inputs, start=1)
        for r, chance in enumerate(random.normal(0.0, 3.0, 4))
        for name in ("base", "other")
    ]
    values = pd.DataFrame(rows, columns=["scenario", "draw", "replication", "measure", "value"])
    held = over_draws(values, "base", {"exposure_mean_h": 0.5}).iloc[0]
    assert held["low"] < -5 < held["high"]
    assert held["high"] - held["low"] == pytest.approx(2 * 1.966 * np.hypot(2.0, 1.5) / 20, rel=0.1)
    assert held["sd_inputs"] == pytest.approx(2.0, rel=0.15)
    assert held["sd_chance"] == pytest.approx(1.5, rel=0.1)
    assert held["better"] + held["worse"] + held["same"] + held["unsure"] == held["draws"] == 400
    assert held["better"] > 150 > 20 > held["worse"]


def test_a_draw_that_cannot_be_run_is_left_out_for_all(cases: list[Case]) -> None:
    whole = Case("whole", cases[0].file, {"name": "whole", "issues.litter.solved_on_site": "90%"})
    shares = {"issues.litter.solved_on_site": Span((0.5, 1.3), scale=True)}
    found = drawn([cases[0], whole], shares, Draws(6, 2)).uncertain
    assert found is not None
    over = [draw for draw, u in zip(found.drawn["draw"], found.drawn["number"], strict=True) if 0.9 * u > 1]
    assert [one.name for one in found.failed] == [f"draw {draw}" for draw in over]
    assert 0 < len(over) < 6
    assert "is not a share" in found.failed[0].said
    assert set(found.values["draw"]) == set(range(1, 7)) - set(over)
    assert (found.held["draws"] == 6 - len(over)).all()


def test_the_answer_says_how_a_difference_holds_over_the_draws(cases: list[Case], tmp_path: Path) -> None:
    results = contents(drawn(cases, BOTH, Draws(4, 3)), {})
    measure = results.facts["comparisons"][0]["measure"]
    label = results.facts["measures"][measure]["label_en"]
    held = results.tables["over_draws"].set_index("measure").loc[measure]
    said = " ".join(answer(results).split())
    assert (
        "UNCERTAIN INPUTS issues.litter.work, issues.litter.solved_on_site: 4 draws, the same for every scenario, "
        f"with 3 replications of each at each draw. fewer: by {label}, better than small in {held['better']} of 4 "
        f"draws, worse in {held['worse']}; no difference that matters in {held['same']}; {held['unsure']} cannot tell."
    ) in said
    assert "不确定的输入" in answer(results, "zh")
    assert answer(read(write(results, tmp_path / "out"))) == answer(results)
    assert (results.facts["computed"], results.facts["reused"]) == (2 * 2 + 4 * 3 * 2, 0)


def test_one_scenario_alone_is_answered_by_how_it_varies(cases: list[Case], tmp_path: Path) -> None:
    found = drawn(cases[:1], {"issues.litter.work": Span((0.2, 2.5), scale=True)}, Draws(5, 3))
    assert found.uncertain is not None
    held = found.uncertain.held.set_index("measure")
    assert list(held.index) == list(found.measures)
    by_draw = found.uncertain.values.groupby(["measure", "draw"])["value"]
    means, sds = (table["exposure_mean_h"] for table in (by_draw.mean(), by_draw.std()))
    row = held.loc["exposure_mean_h"]
    assert row["estimate"] == pytest.approx(means.mean())
    assert row["low"] < means.mean() < row["high"]
    assert row["sd_chance"] == pytest.approx(np.sqrt((sds**2 / 3).mean()))
    assert row["sd_inputs"] == pytest.approx(np.sqrt(means.var() - row["sd_chance"] ** 2))
    assert (held[["better", "worse", "same", "unsure"]] == 0).all(axis=None)
    results = contents(found, {})
    said = " ".join(answer(results).split())
    label = results.facts["measures"]["exposure_mean_h"]["label_en"]
    assert f"small: {label} over the draws is {row['estimate']:.1f} h on average (" in said
    varies = int((held["low"] < held["high"]).sum())
    assert said.count(" over the draws is ") == "".join(answer(results, "zh").split()).count("各次抽取平均为") == varies
    assert answer(read(write(results, tmp_path / "out"))) == answer(results)


def test_draws_are_run_again_from_a_results_folder_alone(cases: list[Case], tmp_path: Path) -> None:
    swept = [cases[0], Case("fewer", cases[1].file, {"issues.litter.work": "constant(30 min)"})]
    before = drawn(swept, BOTH, Draws(2, 2))
    inputs = {f"{case.name}.yaml": dump(resolved(case.file, case.set)) for case in swept}
    folder = write(contents(before, inputs), tmp_path / "out")
    for case in cases:
        Path(case.file).unlink()
    again = drawn_again(replace(before, uncertain=None), folder, read(folder).facts, processes=1)
    assert before.uncertain is not None
    assert again.uncertain is not None
    pd.testing.assert_frame_equal(again.uncertain.values, before.uncertain.values, check_exact=True)
    pd.testing.assert_frame_equal(again.uncertain.held, before.uncertain.held, check_exact=True)


# -- points of a sweep that fail ----------------------------------------------------------------------------


def test_a_replication_that_fails_loses_its_point_alone(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(job: Job, passing: object) -> Records:
        if job.scenario == "point" and job.replication == 1:
            raise EngineError("broken identity: nobody is in two places")
        return simulate(job.plan, replications.draw(job.plan, job.seed, job.replication))

    point = gs.load(cases[0].file, {"name": "point", "roles.worker.speed": "2"})
    scenarios = [gs.load(cases[0].file), point, gs.load(cases[1].file)]
    whole = gs.compare(scenarios, replications=3, processes=1, points={"point": {"roles.worker.speed": "2"}})
    monkeypatch.setattr(replications, "records_of", broken)
    left = gs.compare(scenarios, replications=3, processes=1, points={"point": {"roles.worker.speed": "2"}})
    assert [one.name for one in left.failed] == ["point"]
    assert left.failed[0].said == "replication 1: EngineError: broken identity: nobody is in two places"
    assert [run.name for run in left.runs] == ["small", "fewer"]
    for before, after in zip([whole.runs[0], whole.runs[2]], left.runs, strict=True):
        assert before.hashes == after.hashes
    assert (whole.failed, list(whole.points), list(left.points)) == ((), ["point"], [])
    assert "NOT RUN: 1 points of the sweep; all others stand\n  point: replication 1:" in answer(contents(left, {}))
    with pytest.raises(EngineError, match="seed 1, replication point 1:"):
        gs.compare(scenarios, replications=3, processes=1)
