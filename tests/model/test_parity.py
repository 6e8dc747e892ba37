"""Where two records part, in literal words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from gridsim.model.records import Records

NAN = float("nan")


def issues(**columns: Any) -> pd.DataFrame:
    """Three issues, some columns of which are said otherwise."""
    usual = {
        "issue_id": [0, 1, 2],
        "occurred_min": [0.5, 7.0, 9.0],
        "closed_min": [NAN, 12.0, NAN],
        "status": pd.Categorical(["hidden", "closed", None], categories=["hidden", "closed"]),
    }
    return pd.DataFrame({**usual, **columns})


def work(rows: int, finished_min: float = 100.0) -> pd.DataFrame:
    """Pieces of work, one a minute; the eighth ends as said."""
    ends = [100.0 + k if k != 7 else finished_min for k in range(rows)]
    return pd.DataFrame({"step": np.arange(rows), "finished_min": ends})


def records(**parts: Any) -> Records:
    """What a run recorded, some parts of which are said otherwise."""
    usual = Records(
        issues=issues(),
        work=work(14),
        absences=pd.DataFrame({"worker_id": [3], "day": [0]}),
        waiting_ticks=np.array([5, 0, 8]),
        busy_ticks=np.array([1, 2]),
        until_min=1440.0,
    )
    return replace(usual, **parts)


def test_equal_records_do_not_part() -> None:
    assert records().compare(records()) is None
    assert records(issues=issues()[:0]).compare(records(issues=issues()[:0])) is None


def test_a_piece_that_ends_an_instant_later_is_shown_with_five_rows_around() -> None:
    later = float(np.nextafter(107.0, 200.0))
    parted = records(work=work(14, 107.0)).compare(records(work=work(14, later)))
    assert parted == (
        "work differs first in row 7, in finished_min (1 of 14 rows differ)\n"
        "a:\n"
        "   step finished_min\n"
        "2     2        102.0\n"
        "3     3        103.0\n"
        "4     4        104.0\n"
        "5     5        105.0\n"
        "6     6        106.0\n"
        "7     7        107.0\n"
        "8     8        108.0\n"
        "9     9        109.0\n"
        "10   10        110.0\n"
        "11   11        111.0\n"
        "12   12        112.0\n"
        "b:\n"
        "   step        finished_min\n"
        "2     2               102.0\n"
        "3     3               103.0\n"
        "4     4               104.0\n"
        "5     5               105.0\n"
        "6     6               106.0\n"
        "7     7  107.00000000000001\n"
        "8     8               108.0\n"
        "9     9               109.0\n"
        "10   10               110.0\n"
        "11   11               111.0\n"
        "12   12               112.0"
    )


def test_a_difference_names_its_columns_and_all_rows_of_a_small_table() -> None:
    other = issues(closed_min=[NAN, NAN, NAN], status=pd.Categorical([None, "hidden", None], ["hidden", "closed"]))
    assert records().compare(records(issues=other)) == (
        "issues differs first in row 0, in status (2 of 3 rows differ)\n"
        "a:\n"
        "  issue_id occurred_min closed_min  status\n"
        "0        0          0.5          -  hidden\n"
        "1        1          7.0       12.0  closed\n"
        "2        2          9.0          -       -\n"
        "b:\n"
        "  issue_id occurred_min closed_min  status\n"
        "0        0          0.5          -       -\n"
        "1        1          7.0          -  hidden\n"
        "2        2          9.0          -       -"
    )
    assert records(issues=issues()[1:]).compare(records(issues=other[1:])) == (
        "issues differs first in row 0, in closed_min, status (1 of 2 rows differ)\n"
        "a:\n"
        "  issue_id occurred_min closed_min  status\n"
        "1        1          7.0       12.0  closed\n"
        "2        2          9.0          -       -\n"
        "b:\n"
        "  issue_id occurred_min closed_min  status\n"
        "1        1          7.0          -  hidden\n"
        "2        2          9.0          -       -"
    )


def test_rows_too_many_are_shown() -> None:
    assert records(work=work(8)).compare(records(work=work(9))) == (
        "work differs in length: 8 rows in a, 9 in b, the first 8 the same\n"
        "a:\n"
        "  step finished_min\n"
        "3    3        103.0\n"
        "4    4        104.0\n"
        "5    5        105.0\n"
        "6    6        106.0\n"
        "7    7        100.0\n"
        "b:\n"
        "  step finished_min\n"
        "3    3        103.0\n"
        "4    4        104.0\n"
        "5    5        105.0\n"
        "6    6        106.0\n"
        "7    7        100.0\n"
        "8    8        108.0"
    )
    assert records(absences=records().absences[:0]).compare(records()) == (
        "absences differs in length: 0 rows in a, 1 in b, the first 0 the same\n"
        "a:\n(no such row)\nb:\n  worker_id day\n0         3   0"
    )


ABSENT = records().absences
PARTED = {
    "issues.status is one of hidden, closed in a, one of closed, hidden in b": {
        "issues": issues(status=pd.Categorical(["hidden", "closed", None], ["closed", "hidden"]))
    },
    "issues.issue_id is int64 in a, int32 in b": {"issues": issues(issue_id=np.array([0, 1, 2], np.int32))},
    "absences has the columns worker_id, day in a, day, worker_id in b": {"absences": ABSENT[["day", "worker_id"]]},
    "issues differs first in row 1, in its number (1 of 3 rows differ)": {"issues": issues().set_axis([0, 3, 2])},
    "waiting_ticks differ first at 2: 8 in a, 9 in b (1 of 3 differ)": {"waiting_ticks": np.array([5, 0, 9])},
    "busy_ticks are 2 of int64 in a, 1 of int64 in b": {"busy_ticks": np.array([1])},
    "a ran until 1440.0, b until 1441.0": {"until_min": 1441.0},
}


@pytest.mark.parametrize("said", PARTED)
def test_what_else_may_differ(said: str) -> None:
    parted = records().compare(records(**PARTED[said]))
    assert parted is not None
    assert parted.splitlines()[0] == said


def test_nothing_but_nan_is_equal_to_nan_and_zero_has_a_sign() -> None:
    zeros = [issues(occurred_min=[zero, 7.0, 9.0]) for zero in (0.0, -0.0)]
    parted = records(issues=zeros[0]).compare(records(issues=zeros[1]))
    assert parted is not None
    assert parted.startswith("issues differs first in row 0, in occurred_min (1 of 3 rows differ)")
    nans = [issues(closed_min=[sign * NAN, 12.0, NAN]) for sign in (1.0, -1.0)]
    assert records(issues=nans[0]).compare(records(issues=nans[1])) is None
    assert records(issues=issues(closed_min=[0.0, 12.0, NAN])).compare(records()) is not None
