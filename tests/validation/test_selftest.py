"""Simulation meets theory, in intervals narrow enough to matter, and a wrong rate of service does not.

The chance that a right program fails is 1 % for the short look and 1 % for the long one, all quantities together; the
seeds are fixed, so a pass is a pass for good.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner
from validation.figures import PAGE, coverage_figure, covered, save

from gridsim.cli import app
from gridsim.experiment import selftest as module
from gridsim.experiment.selftest import HALF_WIDTH, Case, Checked, Look, Quantity, cases, document, failed, selftest
from gridsim.report.selftest import answer

ALL = cases()
FAST = [case for case in ALL if case.fast]
EXACT = [case for case in ALL if case.exact]


def named(*ids: str) -> list[Case]:
    return [case for case in ALL if case.id in ids]


def told(checked: Sequence[Checked]) -> str:
    return answer(document(checked), "en")


def by_more_than_an_interval(checked: Sequence[Checked], look: Look) -> list[Checked]:
    """What is further from theory than any interval that is narrow enough reaches, however many look along."""
    return [
        one
        for one in failed(checked)
        if abs(one.estimate / one.quantity.theory - 1.0) > HALF_WIDTH[look]
    ]  # fmt: skip


def test_the_light_cases_agree_within_five_per_cent() -> None:
    checked = selftest(FAST, processes=1)
    assert len(checked) >= 20
    assert failed(checked) == (), told(checked)


def test_the_reference_engine_agrees_too() -> None:
    checked = selftest([*EXACT, *named("patrol-detect-cycle")], engine="reference", processes=1)
    assert failed(checked) == (), told(checked)
    assert checked == selftest([*EXACT, *named("patrol-detect-cycle")], processes=1)


def test_a_service_rate_wrong_by_8_per_cent_fails_the_light_cases() -> None:
    slower = {"roles.worker.speed": str(1 / 1.08)}
    checked = selftest(named("HL-county-1"), settings=slower, processes=1)
    assert len(by_more_than_an_interval(checked, "short")) >= 2, told(checked)


@pytest.mark.slow
def test_all_cases_agree_in_a_long_look() -> None:
    checked = selftest(ALL, "long")
    assert failed(checked) == (), told(checked)


@pytest.mark.slow
def test_a_service_rate_wrong_by_3_per_cent_fails_a_long_look() -> None:
    slower = {"roles.worker.speed": str(1 / 1.03)}
    checked = selftest(named("HL-county-2"), "long", settings=slower)
    assert len(by_more_than_an_interval(checked, "long")) >= 2, told(checked)


@pytest.mark.slow
def test_all_cases_agree_in_a_short_look_and_the_command_says_so() -> None:
    result = CliRunner().invoke(app, ["selftest"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert result.stdout.endswith("quantities agree with theory.\n")


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """A selftest of the cases worked by hand alone, one of them with a wrong value of theory."""
    right = named("LawKelton-hand-trace", "Kelton-Arena-drill-trace")
    wrong = Quantity("avg_delay", "wait_mean_h", "min", theory=1.0)
    table = (*right, Case("wrong", "law-kelton.yaml", "nobody", (wrong,), exact=True))
    monkeypatch.setattr(module, "cases", lambda: table)
    return list(table)


def test_a_failure_is_named_and_the_exit_code_is_1(few: list[Case]) -> None:
    result = CliRunner().invoke(app, ["selftest", "--engine", "reference", "--processes", "1"], catch_exceptions=False)
    assert result.exit_code == 1
    assert "  1 of 10 quantities do not agree with theory: wrong avg_delay.\n" in result.stdout
    line = next(line for line in result.stdout.splitlines() if line.startswith("  wrong "))
    assert line.split() == ["wrong", "avg_delay", "1", "min", "0.95", "exact", "DIFFERS"]
    assert "  Law & Kelton, Simulation Modeling & Analysis sec. 1.4.2: LawKelton-hand-trace" in result.stdout


def test_the_answer_in_chinese_and_as_json(few: list[Case]) -> None:
    words = ["selftest", "--engine", "reference", "--processes", "1"]
    chinese = CliRunner().invoke(app, [*words, "--lang", "zh"], catch_exceptions=False)
    assert "10 个量中有 1 个与理论不符：wrong avg_delay。" in chinese.stdout
    found = json.loads(CliRunner().invoke(app, [*words, "--json"], catch_exceptions=False).stdout)
    assert found["agrees"] is False
    assert [row["case"] for row in found["checked"] if row["verdict"] != "agrees"] == ["wrong"]
    assert {"theory", "estimate", "low", "high", "n", "source"} <= set(found["checked"][0])


def test_another_seed_is_another_history_and_seed_1_the_usual_one() -> None:
    light = named("patrol-detect-cycle")
    usual, first, second = (selftest(light, processes=1, **seed) for seed in ({}, {"seed": 1}, {"seed": 2}))
    assert usual == first
    assert all(one.estimate != two.estimate for one, two in zip(first, second, strict=True))


def test_the_command_takes_another_seed(monkeypatch: pytest.MonkeyPatch) -> None:
    light = named("patrol-detect-cycle")
    monkeypatch.setattr(module, "cases", lambda: tuple(light))
    words = ["selftest", "--seed", "2", "--processes", "1", "--json"]
    found = json.loads(CliRunner().invoke(app, words, catch_exceptions=False).stdout)
    assert [row["estimate"] for row in found["checked"]] == [
        one.estimate for one in selftest(light, seed=2, processes=1)
    ]  # fmt: skip


def test_the_figure_of_coverage_is_drawn_from_the_page(tmp_path: Path) -> None:
    found = covered(PAGE.read_text(encoding="utf-8"))
    assert {world: len(numbers) for world, numbers in found.items()} == {
        "queue": 10, "delays": 6, "few issues": 6, "heavy tails": 6
    }  # fmt: skip
    save(coverage_figure(found), tmp_path / "coverage.svg")
    assert (tmp_path / "coverage.svg").stat().st_size > 10_000


def test_an_interval_that_is_too_wide_proves_nothing() -> None:
    checked = selftest(named("mms-nurse-iat4-c5"), replications=2, processes=1)[-1]
    assert checked.low <= checked.quantity.theory <= checked.high
    assert (checked.verdict, failed([checked])) == ("too wide", (checked,))
