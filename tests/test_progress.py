"""What is said of a run on the error stream when nobody watches a terminal."""

from __future__ import annotations

import pytest

from gridsim.experiment import Step
from gridsim.progress import COMPILING, shown


def said(capsys: pytest.CaptureFixture[str], *steps: Step) -> list[str]:
    with shown() as tell:
        for step in steps:
            tell(step)
    return capsys.readouterr().err.splitlines()


def test_a_first_run_says_that_it_compiles(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, Step(0, 1, 0, compiling=True), Step(0, 1, 0), Step(1, 1, 0)) == [
        COMPILING,
        "replications: 0 of 1",
        "replications: 1 of 1",
    ]


def test_a_large_run_says_what_memory_it_needs_and_how_many_days_have_passed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    days = [Step(0, 1, 0, 1_400_000_000, day=day, days=365) for day in range(7, 366, 7)]
    assert said(capsys, Step(0, 1, 0, 1_400_000_000), *days, Step(1, 1, 0, 1_400_000_000)) == [
        "needs about 1.4 GB of memory at its peak",
        "replications: 0 of 1",
        "replications: 0 of 1; the next is at day 98 of 365",
        "replications: 0 of 1; the next is at day 189 of 365",
        "replications: 0 of 1; the next is at day 280 of 365",
        "replications: 1 of 1",
    ]


def test_many_replications_are_counted_in_quarters(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [Step(done, 8, 2, day=day, days=30) for done in range(2, 8) for day in (7, 30)]
    assert said(capsys, *steps, Step(8, 8, 2)) == [
        "replications: 2 of 8, 2 from the cache",
        "replications: 4 of 8, 2 from the cache",
        "replications: 6 of 8, 2 from the cache",
        "replications: 8 of 8, 2 from the cache",
    ]
