"""Screening where the answer is known, kept apart from chance, the same for the same seed; and what it looks like."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from report.pages import MANIFEST
from typer.testing import CliRunner, Result

from gridsim.cli import app
from gridsim.errors import EngineError, ScenarioError
from gridsim.experiment import reproduce
from gridsim.experiment.backends import Where, here
from gridsim.experiment.sensitivity import Sensitivity, folder_of, sensitivity
from gridsim.report import figures
from gridsim.report.folder import draw
from gridsim.report.page import page
from gridsim.report.sensitivity import answer
from gridsim.results import read, write
from gridsim.scenario.cases import Case

# Workers in plenty: exposure is the walk and the work, 40 min on average, whatever the rate.
PLENTY = """\
schema: gridsim/scenario/1
name: plenty
time: {start: 2013-01-07, horizon: 20 days, warm_up: 1 day}
places:
  list:
    - {name: c1, type: residential, households: 1000, persons_per_household: 2.5, migrant_share: 0%, grids: 1,
       subdistrict: s1, district: d1}
timetables: {always_there: {mon-sun: {"00:00-24:00": standby}}}
roles:
  - {name: worker, headcount: 40 in total, handles: all, timetables: [always_there], cost: 30 per hour,
     walk: {within_grid: constant(0.3 min)}}
issues:
  - {name: call, rate: 3 per community per hour, reported: at once, work: gamma(mean 40 min; sd 4 min),
     solved_on_site: 100%}
evidence:
  roles.worker.cost: {range: 20 to 40 per hour}
  roles.worker.walk.within_grid: {range: 0.1 to 0.5 min}
  issues.call.work: {range: 20 to 60 min}
  issues.call.rate: {range: 1 per community per hour to 5 per community per hour}
"""
pytestmark = pytest.mark.usefixtures("remembered")
EXPOSURE = ("exposure_mean_h",)


@pytest.fixture
def plenty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plenty.yaml").write_text(PLENTY, encoding="utf-8")
    return Case("", "plenty.yaml", {})


def screened(case: Case, number: int = 8, seed: int = 1, cache: Path | None = None) -> Sensitivity:
    return sensitivity(case, 4, seed, number=number, measures=EXPOSURE, processes=1, cache=cache)


@pytest.mark.slow
def test_only_the_work_matters_and_by_as_much_as_it_should(plenty: Case) -> None:
    found = screened(plenty)
    effects = found.effects.set_index("path")
    assert effects["word"].to_dict() == {
        "issues.call.work": "matters", "roles.worker.walk.within_grid": "small", "issues.call.rate": "chance",
        "roles.worker.cost": "nothing",
    }  # fmt: skip
    work = effects.loc["issues.call.work"]
    assert work["mu"] == pytest.approx(40 / 60, rel=0.02)  # 20 to 60 min
    assert work["mu_star"] == pytest.approx(work["mu"])
    assert work["mu_star_low"] < 40 / 60 < work["mu_star_high"]
    assert effects.loc["roles.worker.walk.within_grid", "mu"] == pytest.approx(0.4 / 60, rel=1e-3)
    assert effects.loc["issues.call.rate", "sd_chance"] > 0
    ends = found.ends.set_index(["path", "end"])
    assert set(ends.index) == {("issues.call.work", "low"), ("issues.call.work", "high")}
    low, high = ends.loc[("issues.call.work", "low")], ends.loc[("issues.call.work", "high")]
    assert (low["set_to"], high["set_to"]) == ("gamma(mean 20 min; sd 2 min)", "gamma(mean 60 min; sd 6 min)")
    assert low["low"] < -20 / 60 < low["high"]
    assert high["low"] < 20 / 60 < high["high"]
    assert high["correlation"] > 0.9


@pytest.mark.slow
def test_chance_is_seldom_taken_for_an_effect(plenty: Case) -> None:
    """The rate does nothing; of 40 screenings at 5 %, more than 6 that say otherwise come once in 300."""
    text = "".join(line for line in PLENTY.splitlines(keepends=True) if "range" not in line or "rate: {range" in line)
    Path("rate.yaml").write_text(text.replace("20 days", "5 days"), encoding="utf-8")
    words = [screened(Case("", "rate.yaml", {}), 6, seed).effects["word"][0] for seed in range(40)]
    assert set(words) <= {"chance", "small", "matters"}
    assert len(words) - words.count("chance") <= 6


@pytest.mark.slow
def test_the_seed_decides_everything_and_the_cache_nothing(plenty: Case, tmp_path: Path) -> None:
    first, again = (screened(plenty, 3, cache=tmp_path / "cache") for _ in range(2))
    assert (first.computed, first.reused) == (4 + 3 * 5 * 2 + 2 * 4, 0)
    assert (again.computed, again.reused) == (0, first.computed)
    for name in ("effects", "points", "values", "ends"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name), check_exact=True)
    other = screened(plenty, 3, seed=2)
    assert not other.points["set_to"].equals(first.points["set_to"])
    assert other.effects["mu_star"].max() != first.effects["mu_star"].max()


def test_all_points_of_a_trajectory_meet_the_same_histories(plenty: Case) -> None:
    """Two neighbours that differ in cost alone have equal values; no two trajectories do."""
    found = screened(plenty, 4)
    values = found.values.set_index(["trajectory", "point", "replication"])["value"]
    cost = found.points[found.points["path"] == "roles.worker.cost"].set_index(["trajectory", "point"])["set_to"]
    for t in range(1, 5):
        moved = next(p for p in range(1, 5) if cost[t, p] != cost[t, p - 1])
        assert values[t, moved].tolist() == values[t, moved - 1].tolist()
    assert values.groupby("trajectory").first().nunique() == 4
    assert values.xs(0, level="replication").ne(values.xs(1, level="replication")).all()


def test_a_trajectory_that_cannot_be_run_is_left_out(plenty: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from gridsim.experiment import sensitivity as module

    whole = module._Runs._plan

    def broken(self: object, set: dict[str, str]) -> object:
        if set.get("issues.call.work") == "gamma(mean 60 min; sd 6 min)":
            raise EngineError("no")
        return whole(self, set)  # type: ignore[arg-type]

    monkeypatch.setattr(module._Runs, "_plan", broken)
    monkeypatch.setattr(module, "_ends", lambda *_: pd.DataFrame({"path": []}))
    found = screened(plenty, 8)
    lost = {one.name for one in found.failed}
    assert 0 < len(lost) < 7
    assert (found.effects["trajectories"] == 8 - len(lost)).all()
    assert {f"trajectory {t}" for t in set(range(1, 9)) - set(found.values["trajectory"])} == lost


# -- what a person sees ---------------------------------------------------------------------------------------


def said(*words: str) -> Result:
    options = ["--processes", "1", "--trajectories", "4", "--replications", "3"]
    return CliRunner().invoke(app, ["sensitivity", *words, *options], catch_exceptions=False)


def test_the_answer_names_the_input_that_matters(plenty: Case) -> None:
    done = said("plenty.yaml", "--measure", "exposure_mean_h")
    assert done.exit_code == 0, done.stderr
    text = " ".join(done.stdout.split())
    assert "SENSITIVITY of plenty: 4 inputs with a range of evidence, 4 trajectories of 5 points" in text
    assert "Exposure depends most on issues.call.work (20 min to 60 min; as written 40 min): −0.3" in text
    assert "For certain, but less than would matter: roles.worker.walk.within_grid." in text
    assert "Changes nothing at all: roles.worker.cost." in text
    assert max(map(len, done.stdout.splitlines())) <= 100
    folder = next(Path("results").glob("plenty-sensitivity/*"))
    assert {path.name for path in (folder / "figures").glob("tornado*")} == {
        "tornado-exposure_mean_h.svg", "tornado-exposure_mean_h.png",
    }  # fmt: skip
    results = read(folder)
    assert answer(results, "en", folder) == done.stdout
    assert "问题存续时间最取决于issues.call.work（20 min 至 60 min；文件值 40 min）" in answer(results, "zh")
    assert {"effects", "trajectories", "screened", "ends"} <= set(results.tables)


@pytest.mark.slow
def test_the_document_has_every_effect(plenty: Case) -> None:
    told = json.loads(said("plenty.yaml", "--json").stdout)
    found = told["sensitivity"]
    assert [one["path"] for one in found["inputs"]][2:] == ["issues.call.work", "issues.call.rate"]
    assert found["inputs"][2] == {"path": "issues.call.work", "low": "20 min", "base": "40 min", "high": "60 min"}
    assert "on_time_share" not in told["headline"]  # no limits
    assert [one["name"] for one in found["failed"]] == ["on_time_share"]
    assert len(found["effects"]) == 4 * len(told["headline"]) == 16
    assert {"mu_star", "mu_star_low", "mu_star_high", "sigma", "sigma_low", "sd_chance", "word"} <= set(
        found["effects"][0]
    )
    assert found["chance"]["exposure_mean_h"] > 0


def test_all_of_it_is_run_again_from_the_folder(plenty: Case, tmp_path: Path) -> None:
    folder = write(folder_of(screened(plenty, 2), plenty), tmp_path / "out")
    again = reproduce.reproduce(folder, processes=1)
    assert again.equal
    assert again.left_out == ()
    assert {"effects", "trajectories", "screened", "ends"} <= {table.name for table in again.tables}


def test_without_salib_it_says_what_to_install(plenty: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "SALib"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "SALib", None)
    done = said("plenty.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "SALib is not installed; pip install 'gridsim-gov[sensitivity]'" in done.stderr
    assert not Path("results").exists()


def test_a_scenario_without_ranges_and_an_unknown_measure_are_refused(plenty: Case) -> None:
    bare = PLENTY.partition("evidence:")[0]
    Path("bare.yaml").write_text(bare, encoding="utf-8")
    with pytest.raises(ScenarioError, match="no value of this scenario has a range; say for example"):
        sensitivity(Case("", "bare.yaml", {}))
    done = said("plenty.yaml", "--measure", "happiness")
    assert (done.exit_code, "there is no measure 'happiness'" in done.stderr) == (2, True)


def test_a_screening_takes_place_where_it_is_told(plenty: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    met = []

    def looked(*_: object, **__: object) -> None:
        met.append(here())
        raise EngineError("enough seen")

    monkeypatch.setattr("gridsim.experiment.sensitivity.sensitivity", looked)
    words = ["sensitivity", "plenty.yaml", "--backend", "dask"]
    done = CliRunner().invoke(app, [*words, "--address", "tcp://scheduler:8786"])
    assert (done.exit_code, met) == (3, [Where("tcp://scheduler:8786")])
    done = CliRunner().invoke(app, words)
    assert (done.exit_code, done.stderr) == (
        2, "--address: a Dask cluster has an address; give both or neither [bad_option]\n"
    )  # fmt: skip


def test_a_tornado_has_a_pair_of_bars_for_each_input(plenty: Case, tmp_path: Path) -> None:
    found = screened(plenty, 2)
    results = folder_of(found, plenty)
    for lang in ("en", "zh"):
        draw(results, tmp_path, lang)
    inputs = results.facts["sensitivity"]["inputs"]
    figure = figures.tornado_figure(found.ends, inputs, "exposure_mean_h", 0.67, "plenty")
    (axis,) = figure.axes
    widths = [bar.get_width() for bar in axis.patches]
    assert widths == pytest.approx([-20 / 60, 20 / 60], rel=0.05)
    assert [one.get_text() for one in axis.get_yticklabels()] == ["issues.call.work\n(as written: 40 min)"]
    assert {"20 min", "60 min"} <= {one.get_text() for one in axis.texts}
    assert np.isfinite(axis.get_xlim()).all()


def test_of_inputs_that_were_not_run_at_their_ends_there_is_no_tornado(
    plenty: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[tuple[str, int]] = []
    monkeypatch.setattr(figures, "tornado_figure", lambda ends, _, measure, *__: drawn.append((measure, len(ends))))
    monkeypatch.setattr(figures, "save", lambda *_: None)
    results = folder_of(screened(plenty, 2), plenty)
    facts = json.loads(json.dumps(results.facts))
    for one in facts["sensitivity"]["effects"]:
        one["word"] = "matters" if one["path"] == "roles.worker.cost" else "chance"
    draw(replace(results, facts=facts), tmp_path)
    assert ("exposure_mean_h", 2) in drawn  # the others: both ends of the work
    drawn.clear()
    bare = replace(results, tables={**results.tables, "ends": results.tables["ends"].iloc[:0]})
    draw(bare, tmp_path)
    assert drawn == []
    told = r'aria-label="exposure, h: change when one input stands at an end of its range: ([^"]*)"'
    found = re.search(told, page(results, MANIFEST, "f"))
    assert found is not None
    assert re.search(r"issues\.call\.work low −0\.3\d+, high 0\.3\d+", found[1])
    assert re.search(told, page(bare, MANIFEST, "f")) is None
