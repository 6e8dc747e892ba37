"""Beats, keys and the growth of work."""

from __future__ import annotations

import pytest

from gridsim.model.policies import activities_for, assignment_key, beat_of, goes_by_place, worked_min
from gridsim.vocabulary import Activity, Assign, WorkKind


@pytest.mark.parametrize(
    ("workers", "grids", "expected"),
    [
        (2, 5, [(0, 1), (2, 3, 4)]),
        (3, 3, [(0,), (1,), (2,)]),
        (4, 2, [(0,), (0,), (1,), (1,)]),
        (3, 7, [(0, 1), (2, 3), (4, 5, 6)]),
    ],
)
def test_a_shared_beat_deals_out_every_grid(workers: int, grids: int, expected: list[tuple[int, ...]]) -> None:
    beats = [beat_of(j, workers, grids, "shared", 0) for j in range(workers)]
    assert beats == expected
    assert {grid for beat in beats for grid in beat} == set(range(grids))


def test_beats_of_a_stated_size_wrap_around() -> None:
    assert [beat_of(j, 3, 5, "grids", 2) for j in range(3)] == [(0, 1), (2, 3), (4, 0)]
    assert beat_of(1, 2, 3, "grids", 9) == (0, 1, 2)
    assert beat_of(1, 2, 3, "all", 0) == (0, 1, 2)


def test_what_may_take_a_worker_out_of_what() -> None:
    on_the_round = {Activity.STREET_ROUND, Activity.HOUSEHOLD_ROUND, Activity.STANDBY}
    assert activities_for(WorkKind.SERVE, urgent=True) == {Activity.COUNTER, Activity.STANDBY}
    assert activities_for(WorkKind.ATTEND, urgent=False) == on_the_round
    assert activities_for(WorkKind.ATTEND, urgent=True) == on_the_round | {Activity.COUNTER, Activity.OFFICE}
    assert activities_for(WorkKind.VERIFY, urgent=True) == on_the_round


def test_keys_of_the_three_policies() -> None:
    near_late, far_early = (True, 0, 50.0, 1), (False, 3, 10.0, 2)
    for assign, first in ((Assign.OWN_GRID_FIRST, 1), (Assign.COMMUNITY_POOL, 2), (Assign.OWN_GRID_ONLY, 2)):
        keys = {key[3]: assignment_key(goes_by_place(assign, WorkKind.ATTEND), *key) for key in (near_late, far_early)}
        assert min(keys, key=lambda worker: keys[worker]) == first
    assert not goes_by_place(Assign.OWN_GRID_FIRST, WorkKind.SERVE), "the counter knows no beats"


def test_work_grows_with_hidden_time_up_to_its_cap() -> None:
    per_min = 2.0**20
    assert worked_min(40.0, 0.05, 2.0, 2 * 1440.0, 1.0, per_min) == pytest.approx(44.0, abs=1e-4)
    assert worked_min(40.0, 0.05, 2.0, 90 * 1440.0, 1.0, per_min) == 80.0
    assert worked_min(40.0, 0.0, 1.0, 90 * 1440.0, 2.0, per_min) == 20.0
    assert worked_min(7.0, 0.0, 1.0, 0.0, 3.0, 1.0) == 2.0  # on whole minutes: 7 / 3 rounded
