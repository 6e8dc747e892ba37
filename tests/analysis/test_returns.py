"""The knee of a curve, and what its last points cost."""

from __future__ import annotations

from math import inf

import pytest

from gridsim.analysis.returns import Doubled, doubled, knee, last_parts
from gridsim.analysis.targets import parse_target

SHARE, EXPOSURE = parse_target("90% attended within 2 h"), parse_target("exposure_mean_h below 30 h")


def test_the_knee_is_where_the_curve_bends() -> None:
    workers = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0]
    steep_then_flat = [0.1, 0.4, 0.7, 0.9, 0.93, 0.96, 0.99]
    assert knee(workers, steep_then_flat, SHARE) == 3
    assert knee(workers, [100 * (1 - value) for value in steep_then_flat], EXPOSURE) == 3


def test_the_knee_is_the_same_on_other_scales_and_without_what_was_not_reached() -> None:
    workers, values = [1.0, 2.0, 3.0, 4.0, 6.0], [0.0, 0.5, 0.8, 0.9, 1.0]
    assert knee(workers, values, SHARE) == knee([10 * one for one in workers], [one / 7 for one in values], SHARE) == 2
    assert knee([0.5, *workers], [inf, *(1 - one for one in values)], EXPOSURE) == 3


@pytest.mark.parametrize(
    "values", [[0.2, 0.4, 0.6, 0.8], [0.2, 0.25, 0.4, 0.8], [0.5, 0.5, 0.5, 0.5], [0.8, 0.6, 0.7, 0.2]]
)
def test_a_line_a_rising_bend_and_no_rise_have_no_knee(values: list[float]) -> None:
    assert knee([1.0, 2.0, 3.0, 4.0], values, SHARE) is None
    assert knee([1.0, 2.0], values[:2], SHARE) is None


@pytest.mark.parametrize(
    ("workers", "values", "found"),
    [
        ([1, 2, 4, 8], [0.2, 0.3, 0.40, 0.45], (4, 0.40, True)),  # 5 of the 45 points that are missing
        ([1, 2, 4, 8], [0.2, 0.3, 0.41, 0.45], (4, 0.41, False)),
        ([3, 4, 5], [0.2, 0.3, 0.4], (3, 0.2, True)),
        ([1, 4], [0.8, 0.5], (1, 0.8, False)),
    ],
)
def test_more_workers_help_where_a_tenth_of_what_is_missing_was_gained(
    workers: list[int], values: list[float], found: tuple[int, float, bool]
) -> None:
    last = doubled(workers, values, SHARE)
    assert last is not None
    assert (last.half, last.start, last.helps) == found
    assert (last.top, last.end) == (workers[-1], values[-1])


def test_of_a_measure_that_is_better_when_lower_and_of_one_never_reached() -> None:
    assert doubled([1, 2], [60.0, 50.0], EXPOSURE) == Doubled(1, 2, 60.0, 50.0, True)
    assert doubled([1, 2], [51.0, 50.0], EXPOSURE) == Doubled(1, 2, 51.0, 50.0, False)
    assert doubled([1, 2], [inf, inf], EXPOSURE) == Doubled(1, 2, inf, inf, True)
    assert doubled([1], [60.0], EXPOSURE) is None


def test_the_last_points_are_read_off_the_lines_between_headcounts() -> None:
    """80 to 100 % in 10 workers, then nothing: 0.5 workers a point."""
    parts = last_parts([2.0, 10.0, 20.0, 30.0], [0.6, 0.8, 1.0, 1.0], SHARE)
    ends = [(part.start, part.end) for part in parts]
    assert [pytest.approx(end) for end in ends] == [(0.8, 0.85), (0.85, 0.88), (0.88, 0.9), (0.9, 0.95)]
    assert [part.workers for part in parts] == pytest.approx([2.5, 1.5, 1.0, 2.5])
    assert [part.workers_per_unit for part in parts] == pytest.approx([0.5] * 4)


def test_parts_beyond_the_curve_are_left_out_and_a_dip_costs_what_makes_it_up() -> None:
    parts = last_parts([10.0, 12.0, 14.0], [0.84, 0.82, 0.91], SHARE)
    assert [(round(part.start, 2), round(part.end, 2)) for part in parts] == [(0.85, 0.88), (0.88, 0.9)]
    assert parts[0].workers == pytest.approx(4 * 3 / 7)


def test_of_another_measure_the_unit_is_its_own() -> None:
    """60 h to 20 h in 20 workers: half a worker for each hour."""
    parts = last_parts([10.0, 30.0], [60.0, 20.0], EXPOSURE)
    assert [(part.start, part.end) for part in parts][:2] == [(45.0, 37.5), (37.5, pytest.approx(33.0))]
    assert [part.workers_per_unit for part in parts] == pytest.approx([0.5] * 4)
