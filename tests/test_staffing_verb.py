"""The staff as it comes out: by type in `validate`, by community in `show --staff`, for a person and for a machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from experiment.small import write_small
from typer.testing import CliRunner, Result

from gridsim.cli import app

# In s1 a total of 2 goes by households to c1 and c2; in s2, with c3 and c4, each has one.
pytestmark = pytest.mark.usefixtures("undrawn")
TOWN = """\
schema: gridsim/scenario/1
name: town
extends: small.yaml
places:
  list:
    - {name: c2, households: 2200}
    - {name: c3, type: migrant, households: 90, persons_per_household: 2.5, grids: 1, subdistrict: s2, district: d1}
    - {name: c4, type: fringe, households: 60, persons_per_household: 2.5, grids: 1, subdistrict: s2, district: d1}
roles:
  - {name: worker, headcount: {rule: 2 per subdistrict}}
  - {name: helper, headcount: 1 per 2000 households, handles: all, timetables: [day], round: {street: 1 h per grid}}
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    (tmp_path / "town.yaml").write_text(TOWN, encoding="utf-8")
    return tmp_path


def gridsim_says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def test_validate_has_a_line_for_each_type_of_community() -> None:
    said = gridsim_says("validate", "town.yaml")
    assert (said.exit_code, said.stdout) == (
        0,
        "town.yaml: valid: town, roles 2, categories of issues 1, departments 1\n"
        "  residential: communities 1, workers 0, communities without a worker 1\n"
        "  fringe: communities 1, workers 1, households per worker 60.0\n"
        "  migrant: communities 2, workers 4, households per worker 572.5 (90.0 to 733.3)\n",
    )
    assert "in 1 of 4 communities nobody attends 'litter'" in said.stderr


def test_validate_says_it_as_data_too() -> None:
    (told,) = json.loads(gridsim_says("validate", "town.yaml", "--json").stdout)
    assert told["staff"][0] == {
        "type": "residential", "communities": 1, "unstaffed": 1, "workers": 0,
        "households_per_worker": None, "least": None, "most": None,
    }  # fmt: skip
    assert told["staff"][2] == {
        "type": "migrant", "communities": 2, "unstaffed": 0, "workers": 4,
        "households_per_worker": 2290 / 4, "least": 90.0, "most": 2200 / 3,
    }  # fmt: skip


def test_an_experiment_has_no_single_staff(here: Path) -> None:
    (here / "exp.yaml").write_text(
        "schema: gridsim/experiment/1\nname: two\nscenarios: [small.yaml, fewer.yaml]\n", encoding="utf-8"
    )
    said = gridsim_says("validate", "exp.yaml")
    assert said.stdout.count("\n") == 1
    assert "staff" not in json.loads(gridsim_says("validate", "exp.yaml", "--json").stdout)[0]


def test_show_has_a_line_for_each_community() -> None:
    assert gridsim_says("show", "town.yaml", "--staff").stdout.splitlines() == [
        "  community         type  households  worker  helper  all  households per worker",
        "  c1         residential         300       0       0    0                      –",
        "  c2             migrant       2,200       2       1    3                  733.3",
        "  c3             migrant          90       1       0    1                   90.0",
        "  c4              fringe          60       1       0    1                   60.0",
    ]


def test_show_says_it_as_data_too_and_takes_what_is_set() -> None:
    said = gridsim_says("show", "small.yaml", "--staff", "--json", "--set", "roles.worker.headcount=4 in total")
    assert json.loads(said.stdout) == [
        {"community": "c1", "type": "residential", "households": 300, "workers": {"worker": 2},
         "households_per_worker": 150.0},
        {"community": "c2", "type": "migrant", "households": 200, "workers": {"worker": 2},
         "households_per_worker": 100.0},
    ]  # fmt: skip


def test_a_community_of_nobody_has_no_ratio_in_the_data() -> None:
    first = json.loads(gridsim_says("show", "town.yaml", "--staff", "--json").stdout)[0]
    assert (first["workers"], first["households_per_worker"]) == ({"worker": 0, "helper": 0}, None)


@pytest.mark.parametrize("option", ["--resolved", "--origin"])
def test_the_staff_is_not_the_file(option: str) -> None:
    said = gridsim_says("show", "small.yaml", "--staff", option)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.rstrip().endswith("leave --resolved and --origin out [bad_option]")


def test_a_staff_that_cannot_be_is_said_with_its_place() -> None:
    said = gridsim_says(
        "show", "small.yaml", "--staff", "--set", "roles.worker.headcount={rule: 1 in total, at least: 1}"
    )
    assert (said.exit_code, said.stdout) == (2, "")
    assert "1 in total cannot be dealt out: with 'at least' 1 in each, the 2 communities take 2 or more" in said.stderr
