"""gridsim staff-for: the answer in both languages, its codes, its folder, and what it says of wrong options."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pandas as pd
import pytest
from experiment.small import write_small
from typer.testing import CliRunner, Result

from gridsim.cli import app
from gridsim.report.text import WIDTH, cells
from gridsim.results import read

pytestmark = pytest.mark.usefixtures("remembered")
QUEUE = """\
name: desk
extends: small.yaml
time: {horizon: 40 days, warm_up: 5 days}
timetables: {day: {mon-sun: {"00:00-24:00": standby}}}
roles: [{name: worker, headcount: 3 in total}]
issues: [{name: litter, rate: 12 per community per day, reported: at once, seen_on: null, clears: null,
          solved_on_site: 100%}]
"""
MET, OUT_OF_REACH = "90% attended within 2 h", "99% attended within 1 min"


@pytest.fixture(autouse=True)
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    (tmp_path / "desk.yaml").write_text(QUEUE, encoding="utf-8")
    return tmp_path


def says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def staff_for(target: str, *words: str, file: str = "desk.yaml") -> Result:
    return says("staff-for", file, "--target", target, "--replications", "3", "--processes", "1", *words)


def folder_in(text: str) -> Path:
    found = re.search(r"results/\S+_[0-9a-f]{8}", text)
    assert found
    return Path(found[0])


def test_the_answer_names_the_headcount_its_neighbours_and_the_command_that_runs_it() -> None:
    done = staff_for(MET)
    assert done.exit_code == 0
    assert max(map(cells, done.stdout.splitlines())) <= WIDTH
    found = re.search(
        r"  (\d+) workers \((\d+) in total\) meet the target: ([\d.]+) %, and at 95 % confidence", done.stdout
    )
    assert found
    assert found[1] == found[2]
    assert float(found[3]) >= 90.0
    assert re.search(rf"One step fewer, {int(found[1]) - 1} workers?, (misses|cannot tell): [\d.]+ %", done.stdout)
    assert re.search(rf"One step more, {int(found[1]) + 1} workers: [\d.]+ %", done.stdout)
    assert f"gridsim run desk.yaml --set 'roles.worker.headcount={found[1]} in total'" in done.stdout
    assert "Fewer than 20 fresh histories" in done.stdout


@pytest.mark.slow
def test_the_folder_is_that_of_a_comparison_with_the_curve_beside_it() -> None:
    told = json.loads(staff_for(MET, "--json").stdout)
    best, folder = told["staff_for"]["answer"], Path(told["folder"])
    results = read(folder)
    assert [one["name"] for one in results.facts["scenarios"]] == ["desk", f"desk-worker-{best['workers']}"]
    assert results.facts["scenarios"][1]["staff"] == {"worker": best["workers"]}
    assert results.facts["staff_for"] == told["staff_for"]
    curve = results.table("staffing")
    assert set(curve["histories"]) == {"search", "fresh"}
    assert dict(curve.groupby("histories")["n"].unique().map(list)) == {"fresh": [6], "search": [3]}
    row = curve[(curve["histories"] == "fresh") & (curve["workers"] == best["workers"])].iloc[0]
    assert row["shown"] == "meets"
    assert row["low"] >= 0.9
    for name in ("staffing", "backlog", "differences"):
        assert (folder / "figures" / f"{name}.svg").stat().st_size > 5000
    again = json.loads(says("reproduce", str(folder), "--processes", "1", "--json").stdout)
    assert (again["equal"], again["left_out"]) == (True, [])
    assert "staffing" in {one["name"] for one in again["tables"]}


@pytest.mark.slow
def test_what_has_run_is_not_run_again() -> None:
    first, again = (json.loads(staff_for(MET, "--json").stdout) for _ in range(2))
    assert first["replications"]["computed"] > 0
    assert again["replications"] == {"computed": 0, "reused": sum(first["replications"].values())}
    assert again["staff_for"] == first["staff_for"]


@pytest.mark.slow
def test_a_target_out_of_reach_ends_with_1_and_says_what_would_help() -> None:
    done = staff_for(OUT_OF_REACH, "--at-most", "6")
    assert done.exit_code == 1
    assert "No headcount from" in done.stdout
    assert "None of what was tried meets the target." in done.stdout  # each has to walk for five minutes
    assert "More workers do not help: from 3 workers to 6 workers it went from" in " ".join(done.stdout.split())
    assert "One step" not in done.stdout
    assert "gridsim run" not in done.stdout
    assert [one["name"] for one in read(folder_in(done.stdout)).facts["scenarios"]] == ["desk"]


@pytest.mark.slow
def test_in_chinese_all_is_chinese() -> None:
    for target, code in ((MET, 0), (OUT_OF_REACH, 1)):
        done = staff_for(target, "--at-most", "6", "--lang", "zh")
        assert done.exit_code == code
        assert max(map(cells, done.stdout.splitlines())) <= WIDTH
        text = done.stdout.replace(target, "").partition("文件\n")[0].partition("下一步\n")[0]
        words = set(re.findall(r"[A-Za-z][A-Za-z-]+", text))
        assert words <= {"desk", "worker", "in", "total", "Kneedle", "tables", "staffing", "parquet", "team", "at-most"}
    assert "达到目标" in staff_for(MET, "--lang", "zh").stdout


@pytest.mark.slow
def test_an_allocation_has_its_table_and_no_command_that_would_say_it() -> None:
    done = staff_for(MET, "--by", "allocation")
    assert done.exit_code == 0
    assert "tables/allocation.parquet" in done.stdout
    assert "gridsim run" not in done.stdout
    table = pd.read_parquet(folder_in(done.stdout) / "tables" / "allocation.parquet")
    assert table["workers_now"].sum() == 3
    assert re.search(rf"  {table['workers'].sum()} workers meet the target", done.stdout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--target", "quickly"], "--target: 'quickly' is not a target; write for example '90% attended within 2 h', "
         "'95% on time', 'exposure_mean_h below 30 h' [not_a_target]"),
        (["--target", MET, "--confidence", "95"], "--confidence: '95' has no unit; write for example '30%' "
         "[missing_unit]"),
        (["--target", MET, "--role", "clerk"], "--role: there is no role 'clerk'; known: worker "
         "[unknown_name]"),
    ],
)  # fmt: skip
def test_wrong_options_are_said_and_nothing_is_written(words: list[str], said: str, world: Path) -> None:
    done = says("staff-for", "desk.yaml", *words)
    assert (done.exit_code, done.stderr.strip().splitlines()[-1]) == (2, said)
    assert not (world / "results").exists()


@pytest.mark.slow
def test_the_page_shows_what_the_command_says() -> None:
    page = (Path(__file__).parents[1] / "docs" / "staff-for.md").read_text("utf-8")
    found = re.search(r"```\n\$ gridsim (staff-for mm3 [^\n]+)\n(.*?)\n```", page, re.DOTALL)
    assert found
    done = says(*shlex.split(found[1]), "--processes", "1")
    assert done.stdout.partition("\n\nFILES")[0] == found[2]
