"""Every code that docs/errors.md promises is really said: by a file of the folder of invalid files, or here."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from experiment.small import write_small
from scenario.problems import problems_of
from typer.testing import CliRunner

import gridsim as gs
from gridsim.cli import app
from gridsim.errors import CODES, WARNINGS, ScenarioError

INVALID = Path(__file__).parent / "scenario" / "invalid"
EXPERIMENT = "schema: gridsim/experiment/1\nname: exp\nscenarios: [small.yaml, fewer.yaml]\n"


def _scenario(text: str, *options: str) -> set[str]:
    """The codes of a file that extends the small world and says something more."""
    Path("town.yaml").write_text(f"name: town\nextends: small.yaml\n{text}", encoding="utf-8")
    return _said("validate", "town.yaml", *options)


def _experiment(text: str) -> set[str]:
    Path("exp.yaml").write_text(EXPERIMENT + text, encoding="utf-8")
    return _said("validate", "exp.yaml")


def _bytes(content: bytes) -> set[str]:
    Path("town.yaml").write_bytes(content)
    return _said("validate", "town.yaml")


def _said(*words: str) -> set[str]:
    """The codes in the JSON of a command, of problems or of warnings."""
    told = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)
    return {one["code"] for part in told for one in ([part] if "code" in part else part["warnings"])}


def _written_over() -> set[str]:
    return _said("new", "--name", "small") | _said("new", "--out", "none/town.yaml")


def _no_values() -> set[str]:
    Path("empty.csv").write_text("work_min\n", encoding="utf-8")
    return _scenario("issues: [{name: litter, work: empirical(empty.csv)}]\n")


def _chained() -> set[str]:
    for number in range(60):
        below = f"f{number - 1}.yaml" if number else "small.yaml"
        Path(f"f{number}.yaml").write_text(f"extends: {below}\n", encoding="utf-8")
    return _said("validate", "f59.yaml")


def _compared(**options: object) -> set[str]:
    scenarios = [
        gs.load("small.yaml"),
        gs.load("fewer.yaml", set={"time.horizon": str(options.pop("horizon", "10 days"))}),
    ]
    with pytest.raises(ScenarioError) as caught:
        gs.compare(scenarios, **{"replications": 1, **options})  # type: ignore[arg-type]
    return {one.code for one in caught.value.problems}


MANY_SLIPS = "".join(f"  - {{name: r{number}, headcont: 1}}\n" for number in range(120))
LONG = ", ".join(f"{number} h" for number in range(1, 200))
ELSEWHERE: dict[str, Callable[[], set[str]]] = {
    # files, options and experiments
    "bad_option": lambda: _said("compare", "small.yaml"),
    "bad_path": lambda: _said("validate", "small.yaml", "--set", "roles..speed=2"),
    "bad_set": lambda: _said("validate", "small.yaml", "--set", "roles"),
    "binary": lambda: _bytes(b"\x7fELF\x02\x01\x00\x00"),
    "encoding": lambda: _bytes("name: 网格\n".encode("gbk")),
    "file_exists": _written_over,
    "unwritable": _written_over,
    "too_large": lambda: _bytes(b"# a comment\n" * 100_000),
    "too_many": lambda: _scenario(f"roles:\n{MANY_SLIPS}"),
    "no_values": _no_values,
    "long_chain": _chained,
    "nothing_to_scale": lambda: _experiment("uncertain: {roles.worker.speed: uniform scale 0.6 to 1.7}\n"),
    "repeated_value": lambda: _experiment("sweep: {roles.worker.speed: [2, 2]}\n"),
    "too_many_runs": lambda: _experiment(f"sweep: {{issues.litter.work: [{LONG}], roles.worker.speed: [{LONG}]}}\n"),
    "unknown_baseline": lambda: _experiment("baseline: larger\n"),
    "unknown_measure": lambda: _experiment("measures: [happiness]\n"),
    "no_replications": lambda: _compared(replications=0),
    "other_time": lambda: _compared(horizon="11 days"),
    "unknown_engine": lambda: _compared(engine="steam"),
    "not_a_target": lambda: _said("staff-for", "small.yaml", "--target", "good service"),
    "nothing_to_judge": lambda: _said(
        "staff-for", "small.yaml", "--target", "95% on time", "--set", "issues.litter.limits=null",
        "--replications", "2", "--processes", "1",
    ),
    # warnings
    "failed_point": lambda: _experiment(
        "sweep: {roles.worker.headcount.at least: [4], roles.worker.headcount.at most: [3, 5]}\n"
    ),
    "round_the_clock": lambda: _scenario("issues: [{name: litter, limits: {response: 4 working hours}}]\n"),
    "grids_not_attended": lambda: _scenario(
        "policy: {assign: own-grid-only}\nroles: [{name: worker, headcount: 1 per community, beat: 1 grid}]\n"
    ),
    "floor_binds": lambda: _scenario("roles: [{name: worker, headcount: {rule: 1 per grid, at least: 9}}]\n"),
    "grids_not_walked": lambda: _scenario("roles: [{name: worker, headcount: 1 per community, beat: 1 grid}]\n"),
    "holds_nowhere": lambda: _scenario(
        "roles: [{name: worker, headcount: {rule: 1 per grid, multiply: {where: type == fringe, by: 2}}}]\n"
    ),
    "less_eats_all": lambda: _scenario(
        "roles:\n  - {name: worker, headcount: {rule: 1 per grid, less: [clerk]}}\n"
        "  - {name: clerk, headcount: 9 per grid, handles: all, timetables: [day], round: {street: 1 h per grid}}\n"
    ),
    "never_found": lambda: _scenario("issues: [{name: litter, reported: never, seen_on: null}]\n"),
    "nobody_here": lambda: _scenario("roles: [{name: worker, headcount: 1 per 500 households}]\n"),
    "part_of_a_place": lambda: _scenario("departments: [{name: team, tier: district}]\n"),
    "shock_outside": lambda: _scenario(
        'shocks: [{category: litter, from: "2012-01-01 00:00", for: 1 day, multiply: 2}]\n'
    ),
    "unused_name": lambda: _scenario("timetables: {days: {mon: {\"08:00-12:00\": standby}}}\n"),
}  # fmt: skip


@pytest.mark.parametrize("code", ELSEWHERE)
def test_a_code_is_said(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    assert code in ELSEWHERE[code]()


def test_no_code_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(INVALID)
    by_a_file = {problem.code for path in sorted(INVALID.glob("*.yaml")) for problem in problems_of(path.name)}
    assert set(CODES) - by_a_file - set(ELSEWHERE) == set()
    assert set(WARNINGS) - set(ELSEWHERE) == set()
    assert set(ELSEWHERE) - set(CODES) - set(WARNINGS) == set()
