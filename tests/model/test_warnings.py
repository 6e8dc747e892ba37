"""What is allowed and hardly meant is said, with its place, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gridsim.cli import app
from gridsim.model.compile.files import compile_file
from gridsim.scenario.loader import shipped

TOWN = """\
schema: gridsim/scenario/1
name: town
time: {start: 2013-01-07, horizon: 5 days}
places:
  list:
    - {name: a, type: residential, households: 300, persons_per_household: 2, grids: 3}
    - {name: b, type: residential, households: 90, persons_per_household: 2, grids: 4}
timetables: {day: {mon-sun: {"08:00-12:00": standby, "12:00-18:00": street_round}}}
roles:
  - {name: worker, headcount: HEADCOUNT, handles: all, timetables: [day], round: {street: 60 min per grid}, beat: BEAT}
issues:
  - {name: litter, rate: 1 per grid per day, SEEN, work: 1 h, solved_on_site: 50%, route: [team]}
departments: [{name: team, tier: TIER, crews: CREWS, work: 1 h}]
"""
SAID = {
    "HEADCOUNT": "1 per 100 households", "BEAT": "shared", "SEEN": "seen_on: {street: 50%}", "TIER": "subdistrict",
    "CREWS": "1",
}  # fmt: skip


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def warned(**said: str) -> list[str]:
    text = TOWN
    for key, value in {**SAID, **said}.items():
        text = text.replace(key, value)
    Path("town.yaml").write_text(text, encoding="utf-8")
    return [f"{one} [{one.code}]" for one in compile_file("town.yaml")[1].notes["warnings"]]


def test_an_ordinary_town_has_no_warnings() -> None:
    assert warned() == []


@pytest.mark.parametrize("name", sorted(shipped()))
def test_the_shipped_scenarios_have_no_warnings(name: str) -> None:
    assert compile_file(name)[1].notes["warnings"] == ()


def test_a_category_that_nothing_finds() -> None:
    assert warned(SEEN="reported: never") == [
        "town.yaml:12:5: issues.litter: nothing ever finds 'litter'; say how it is found [never_found]"
    ]


@pytest.mark.parametrize(
    ("tier", "column", "place"),
    [("district", 51, "district of one sub-district"), ("city", 47, "city of one district")],
)
def test_a_department_whose_place_is_only_in_part_here(tier: str, column: int, place: str) -> None:
    assert warned(TIER=tier) == [
        f"town.yaml:13:{column}: departments.team.crews: 'team' has its crews for a {place}; "
        "count the crews that serve this part, or write a ratio as 1 per 6000 households [part_of_a_place]"
    ]
    assert warned(TIER=tier, CREWS="1 per 100 households") == []


def test_grids_that_nobody_walks() -> None:
    end = "are on nobody's street round; add workers, or write beat: shared [grids_not_walked]"
    assert warned(BEAT="1 grid") == [f"town.yaml:10:3: roles: 3 of 7 grids, in 1 of 2 communities, {end}"]
    assert warned(BEAT="2 grids", HEADCOUNT="1 per 200 households") == [
        f"town.yaml:10:3: roles: 4 of 7 grids, in 1 of 2 communities, {end}"
    ]
    assert warned(BEAT="1 grid", SEEN="reported: at once") == []


def test_a_floor_that_is_the_rule() -> None:
    assert warned(HEADCOUNT="{rule: 1 per 150 households, at least: 2}") == [
        "town.yaml:10:70: roles.worker.headcount.at least: 'at least' 2 binds in 1 of 2 communities; "
        "there the floor is the rule: look at the realised ratio [floor_binds]"
    ]
    assert warned(HEADCOUNT="{rule: 1 per 100 households, at least: 1}") == []


def test_a_floor_may_bind_in_a_tenth_of_the_communities() -> None:
    households = [1000] * 9 + [10]
    rows = "".join(f"c{i},fringe,{number},2\n" for i, number in enumerate(households))
    Path("ten.csv").write_text(f"name,type,households,persons_per_household\n{rows}", encoding="utf-8")
    Path("ten.yaml").write_text(
        "name: ten\nextends: mm3\nplaces: {csv: ten.csv}\n"
        "roles: {worker: {headcount: {rule: 1 per 100 households, at least: 1}}}\n",
        encoding="utf-8",
    )
    assert compile_file("ten.yaml")[1].notes["warnings"] == ()
    Path("ten.csv").write_text(Path("ten.csv").read_text().replace("c0,fringe,1000", "c0,fringe,20"), encoding="utf-8")
    (warning,) = compile_file("ten.yaml")[1].notes["warnings"]
    assert (warning.code, warning.fact) == ("floor_binds", "'at least' 1 binds in 2 of 10 communities")


def test_commands_say_them_on_standard_error_and_in_their_json() -> None:
    warned(TIER="district")
    said = "warning: town.yaml:13:51: departments.team.crews: 'team' has its crews for a district of one sub-district; "
    for words in (
        ["validate", "town.yaml", "town.yaml"],
        ["run", "town.yaml", "--replications", "2", "--processes", "1"],
    ):
        result = CliRunner().invoke(app, words, catch_exceptions=False)
        assert result.exit_code == 0
        assert result.stderr.startswith(said)
        assert result.stderr.count("warning") == 1
        result = CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False)
        assert '"code": "part_of_a_place"' in result.stdout
        assert "warning" not in result.stderr
