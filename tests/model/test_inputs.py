"""What is written in a scenario for a value between the ends of its range."""

from __future__ import annotations

from pathlib import Path

import pytest
from experiment.small import SMALL

from gridsim.model.compile.inputs import Input, inputs_of
from gridsim.scenario.cases import Case
from gridsim.scenario.loader import load


def one(tmp_path: Path, path: str, text: str, set: dict[str, str] | None = None) -> Input:
    (inputs,), failed = found(tmp_path, path, text, set)
    assert failed == ()
    return inputs


def found(tmp_path: Path, path: str, text: str, set: dict[str, str] | None = None) -> tuple[tuple[Input, ...], object]:
    file = tmp_path / "small.yaml"
    file.write_text(f"{SMALL.partition('evidence:')[0]}evidence: {{{path}: {{range: {text}}}}}\n", encoding="utf-8")
    return inputs_of(Case("", str(file), set or {}))


@pytest.mark.parametrize(
    ("path", "text", "base", "texts"),
    [
        ("issues.litter.work", "20 to 60 min", "40 min", ["exponential(mean 20 min)", "exponential(mean 60 min)"]),
        ("issues.litter.clears", "12 h to 3 days", "2 days",
         ["exponential(mean 0.5 days)", "exponential(mean 3 days)"]),
        ("issues.litter.solved_on_site", "9 to 80 %", "60%", ["9%", "80%"]),
        ("issues.litter.reported.migrant", "30% to 45%", "40%", ["30%", "45%"]),
        ("issues.litter.rate", "1 per grid per day to 3 per grid per day", "6 per community per day",
         ["1 per grid per day", "3 per grid per day"]),
        ("roles.worker.round.street", "20 to 120 min per grid", "60 min per grid",
         ["20 min per grid", "120 min per grid"]),
        ("roles.worker.headcount", "1 per 300 households to 1 per 80 households", "1 per 100 households",
         ["0.266666667 per 80 households", "1 per 80 households"]),
        ("departments.team.crews", "1 to 4", "1", ["1", "4"]),
    ],
)  # fmt: skip
def test_both_ends_and_the_base(tmp_path: Path, path: str, text: str, base: str, texts: list[str]) -> None:
    found = one(tmp_path, path, text)
    assert [found.set_to(0.0), found.set_to(1.0)] == texts
    assert found.base_text == base


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    found = one(tmp_path, "departments.team.crews", "1 to 4")
    assert found.whole
    assert [found.set_to(share) for share in (0.0, 1 / 3, 0.6, 1.0)] == ["1", "2", "3", "4"]


def test_a_mapping_is_set_where_its_number_stands(tmp_path: Path) -> None:
    rule = {"roles.worker.headcount": "{rule: 1 per 100 households, at least: 1}"}
    found = one(tmp_path, "roles.worker.headcount", "1 per 200 households to 1 per 100 households", rule)
    assert (found.at, found.set_to(0.0)) == ("roles.worker.headcount.rule", "0.5 per 100 households")
    headcount = load(str(tmp_path / "small.yaml"), {**rule, found.at: found.set_to(0.0)}).roles[0].headcount
    assert headcount.at_least == 1


def test_a_growth_keeps_its_end_and_shares_stay_shares(tmp_path: Path) -> None:
    grows = one(tmp_path, "issues.litter.growth", "0 to 10 % per day", {"issues.litter.growth": "5% per day up to 2x"})
    assert [grows.set_to(0.0), grows.set_to(1.0)] == ["0% per day up to 2x", "10% per day up to 2x"]
    generated = (
        "{generate: {seed: 1, types: {migrant: 2}, households: 100, persons_per_household: 2.5, "
        "migrant_share: {migrant: uniform(45% to 90%)}, households_per_grid: 100, subdistricts: 1, districts: 1}}"
    )
    path = "places.generate.migrant_share.migrant"
    shares = one(tmp_path, path, "52.5 to 82.5 %", {"places": generated, "places.list": "null"})
    assert shares.base_text == "67.5%"
    assert [shares.set_to(x) for x in (0.0, 0.5, 1.0)] == [
        "uniform(30% to 75%)", "uniform(45% to 90%)", "uniform(65% to 100%)",
    ]  # fmt: skip


def test_an_end_that_cannot_be_set_is_told(tmp_path: Path) -> None:
    inputs, failed = found(tmp_path, "issues.litter.work", "0 to 60 min")
    assert inputs == ()
    assert [(one.name, "'mean' is 0" in one.said) for one in failed] == [("issues.litter.work", True)]  # type: ignore[attr-defined]
