"""What textbooks ask, of ten issues and of days with round numbers, worked by hand."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest
from analysis.worlds import issue, piece, plan, records, ten_issues

from gridsim.analysis.queueing import MEASURES, Observed

OBSERVED_H = 2 * 48.0  # two communities, Tuesday and Wednesday
MIN = 1 / 60


@pytest.fixture(scope="module")
def ten() -> Observed:
    return Observed(plan(), ten_issues())


@pytest.fixture(scope="module")
def days() -> Observed:
    """Litter in c1 and c2: open at full hours, and closed at the edges of what counts."""
    done = {"channel": "resident", "status": "closed"}
    return Observed(plan(), records(
        [
            issue(0, attended_min=10, closed_min=1439, **done),  # closed before the warm-up ends
            issue(600, attended_min=700, closed_min=1440, **done),  # as it ends
            issue(1440, attended_min=1440, closed_min=1560, **done),  # the first that counts: open at hours 0 and 1
            issue(2879, attended_min=2900, closed_min=2950, **done),  # the last that counts: open at hour 0
            issue(2880, attended_min=4200, closed_min=4300, **done),  # not cut off, and not of the days that count
            issue(4000, channel="resident", status="queued", community="c2"),  # open at the horizon
            issue(4100, channel="resident", status="in_progress", attended_min=4200),
        ],
        [
            piece(0, 0, actor_id=0, started_min=10, finished_min=1439),
            piece(1, 600, actor_id=0, started_min=700, finished_min=1440),
            piece(2, 1440, actor_id=0, started_min=1440, finished_min=1560),
            piece(3, 2879, actor_id=2, started_min=2900, finished_min=2950),
            piece(4, 2880, actor_id=2, started_min=4200, finished_min=4300),
            piece(5, 4000, place="c2"),
            piece(6, 4100, actor_id=0, started_min=4200),
        ],
    ))  # fmt: skip


TEN = [
    # those that count: 1 to 3 and 7 to 9; they waited 480, 0, -, 10, 30 and - minutes
    ("wait_mean_h", None, 0, 130 * MIN),
    ("wait_mean_h", "litter", 0, 4),
    ("wait_mean_h", "enquiry", 0, 20 * MIN),
    ("wait_max_h", None, 0, 8),
    ("wait_max_h", "enquiry", 0, 0.5),
    ("waited_share", None, 0, 3 / 4),
    ("waited_share", None, 0.5, 1 / 4),
    ("waited_share", "litter", 0, 1 / 2),
    ("begun_share", None, 0.5, 3 / 4),
    ("begun_share", "litter", 0.5, 1 / 2),
    ("wait_quantile_h", None, 0.5, 20 * MIN),
    ("wait_quantile_h", "enquiry", 0.25, 15 * MIN),
    # from onset to closing 600, 600, -, 20, - and - minutes
    ("stay_mean_h", None, 0, 1220 / 3 * MIN),
    ("stay_mean_h", "enquiry", 0, 20 * MIN),
    ("stay_max_h", None, 0, 10),
    ("stay_max_h", "enquiry", 0, 20 * MIN),
    ("stayed_share", None, 5, 2 / 3),
    ("stayed_share", None, 10, 0),
    ("stayed_share", "enquiry", 0.25, 1),
    ("stayed_share", "enquiry", 5, 0),
    ("left_share", None, 0, 1 / 6),
    ("left_share", "enquiry", 0, 1 / 2),
    ("found_share", None, 0, 1 / 6),
    ("found_share", "litter", 0, 1 / 4),
    # until discovered 60, 540, -, 0, 0 and 0 minutes
    ("hidden_mean_h", None, 0, 2),
    ("hidden_mean_h", "litter", 0, 10 / 3),
    ("hidden_sd_h", None, 0, sqrt((1 + 49 + 4 + 4 + 4) / 4)),
    ("hidden_sd_h", "litter", 0, sqrt((49 + 289 + 100) / 9 / 2)),
    ("hidden_quantile_h", None, 0.75, 1),
    ("hidden_quantile_h", "litter", 0.75, 5),
    # within Tuesday and Wednesday 0 to 8 waited 60, 480, 0, -, -, 60, 60, 10 and 30 minutes
    ("waiting_mean", None, 0, 700 * MIN / OBSERVED_H),
    ("closed_per_h", None, 0, 5 / OBSERVED_H),
    ("closed", None, 0, 5),
    ("last_start_h", None, 0, 58),
    ("busy_share", "enquiry", 0, 10 * MIN / 48 / 4),  # of four workers
    # filed to closed or left within the days: 120, 540, 60, 180, 60, 20 and 30 minutes
    ("backlog_mean", None, 0, 1010 * MIN / OBSERVED_H),
]  # fmt: skip
DAYS = [
    ("wait_max_h", 0, 21 * MIN),  # of the two that count: not 1320 minutes
    ("waited_share", 0, 1 / 2),
    ("closed_per_h", 0, 4 / OBSERVED_H),
    ("closed", 0, 5),
    ("busy_share", 0, (120 + 50 + 100 + 120) * MIN / 48 / 4),
    ("backlog_at_mean", 0, (1 + 2 + 2) / 3 / 2),  # just after midnight; the horizon is one more midnight
    ("backlog_at_mean", 1, (1 + 2) / 2 / 2),
    ("backlog_at_mean", 23, (0 + 3) / 2 / 2),
    ("backlog_growth_per_h", 0, (2 - 1) / OBSERVED_H),
    ("last_start_h", 0, 70),
]  # fmt: skip


@pytest.mark.parametrize(("measure", "category", "at", "expected"), TEN)
def test_ten_issues(ten: Observed, measure: str, category: str | None, at: float, expected: float) -> None:
    assert MEASURES[measure](ten, category, at) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("measure", "at", "expected"), DAYS)
def test_days_of_round_numbers(days: Observed, measure: str, at: float, expected: float) -> None:
    assert MEASURES[measure](days, None, at) == pytest.approx(expected, abs=1e-12)


def test_every_measure_is_put_to_the_proof() -> None:
    assert {row[0] for row in (*TEN, *DAYS)} == set(MEASURES)


def test_what_counts_and_over_what_time(ten: Observed) -> None:
    assert np.flatnonzero(ten.settled).tolist() == [1, 2, 3, 7, 8, 9]
    assert ten.observed_h == OBSERVED_H
    assert len(ten.backlog) == 73, "every full hour of three days"
