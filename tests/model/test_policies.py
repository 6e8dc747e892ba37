"""Beats, keys and the growth of work."""

from __future__ import annotations

import pytest

from gridsim.model.policies import (
    activities_for,
    assignment_key,
    beat_of,
    goes_by_place,
    is_solved_on_site,
    next_target,
    worked_min,
)
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


def test_a_key_is_beat_steps_idle_time_and_number_or_without_places_the_last_two() -> None:
    assert assignment_key(True, False, 3, 10.0, 2) == (True, 3, 10.0, 2)
    assert assignment_key(True, True, 3, 10.0, 2) == (False, 3, 10.0, 2)
    assert assignment_key(False, False, 3, 10.0, 2) == (False, 0, 10.0, 2)


@pytest.mark.parametrize(
    ("position", "lap", "progress", "target"),
    [
        (5.0, 60.0, 0.0, 5.0),
        (5.0, 60.0, 4.0, 5.0),
        (5.0, 60.0, 5.0, 65.0),  # strictly greater: where he stands waits for the next lap
        (5.0, 60.0, 64.0, 65.0),
        (5.0, 60.0, 200.0, 245.0),
        (50.0, 60.0, 20.0, 50.0),
        (0.0, 60.0, 120.0, 180.0),
        (0.0, 1.5, 4.6, 5.0),  # three laps are 4.5, on whole minutes 5
        (0.0, 1.5, 3.2, 4.5),  # two are 3, and a lap is added as it is
    ],
)
def test_the_next_meeting_is_the_first_ahead(position: float, lap: float, progress: float, target: float) -> None:
    assert next_target(position, lap, progress, 1.0) == target


@pytest.mark.parametrize(
    ("mark", "slope", "waiting", "on_duty", "solved"),
    [
        (0.29, 0.0, 9, 1, True),  # 60 % by a role of half the skill
        (0.31, 0.0, 9, 1, False),
        (0.23, 0.1, 4, 2, True),  # two tasks a worker: 30 % * 0.8 = 24 %
        (0.25, 0.1, 4, 2, False),
        (0.17, 0.1, 4, 0, True),  # nobody on duty counts as one: 18 %
        (0.19, 0.1, 4, 0, False),
        (0.22, 1.0, 1, 4, True),  # 22.5 %
        (0.23, 1.0, 1, 4, False),
        (0.0, 1.0, 4, 2, False),  # never less than nothing
    ],
)
def test_solved_on_site_by_the_mark_and_the_load(
    mark: float, slope: float, waiting: int, on_duty: int, solved: bool
) -> None:
    assert is_solved_on_site(mark, 0.6, 0.5, slope, waiting, on_duty) is solved


def test_what_is_not_below_the_share_is_not_solved() -> None:
    assert not is_solved_on_site(0.5, 0.5, 1.0, 0.0, 0, 1)
    assert not is_solved_on_site(0.25, 0.5, 1.0, 0.5, 1, 1)


def test_work_grows_with_hidden_time_up_to_its_cap() -> None:
    per_min = 2.0**20
    assert worked_min(40.0, 0.05, 2.0, 2 * 1440.0, 1.0, per_min) == pytest.approx(44.0, abs=1e-4)
    assert worked_min(40.0, 0.05, 2.0, 90 * 1440.0, 1.0, per_min) == 80.0
    assert worked_min(40.0, 0.0, 1.0, 90 * 1440.0, 2.0, per_min) == 20.0
    assert worked_min(40.0, 1.0, 3.0, 1440.0, 1.0, per_min) == 80.0
    assert worked_min(7.0, 0.0, 1.0, 0.0, 3.0, 1.0) == 2.0  # on whole minutes: 7 / 3 rounded
