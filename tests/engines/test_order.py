"""The one order: (time, rank, subject), whatever the order of insertion."""

from __future__ import annotations

import itertools

import pytest

from gridsim.engines.reference.clock import Clock, Moment, Process
from gridsim.vocabulary import Rank

AGENDA: list[Moment] = [
    (5.0, Rank.DELAY_ENDS, 1),
    (5.0, Rank.WORKER_FINISHES, 7),
    (5.0, Rank.WORKER_FINISHES, 2),
    (3.0, Rank.COUNTER_CLOSES, 0),
]


@pytest.mark.parametrize("agenda", list(itertools.permutations(AGENDA)))
def test_things_happen_by_time_rank_and_subject(agenda: tuple[Moment, ...]) -> None:
    clock, happened = Clock(), list[Moment]()

    def process(moment: Moment) -> Process:
        yield moment
        happened.append(moment)

    for moment in agenda:
        clock.begin(process(moment))
    clock.run(until=10.0)
    assert happened == sorted(AGENDA)


def test_what_is_made_for_this_instant_takes_its_place_in_the_order() -> None:
    clock, happened = Clock(), list[tuple[str, Rank]]()

    def process(name: str, ranks: list[Rank]) -> Process:
        for rank in ranks:
            yield 4.0, rank, 0
            happened.append((name, rank))

    clock.begin(process("late", [Rank.DEPARTMENT_DISPATCHES]))
    clock.begin(process("early", [Rank.ONSET, Rank.CLEARING, Rank.COUNTER_CLOSES]))
    clock.run(until=5.0)
    assert happened == [
        ("early", Rank.ONSET),
        ("early", Rank.CLEARING),
        ("late", Rank.DEPARTMENT_DISPATCHES),
        ("early", Rank.COUNTER_CLOSES),
    ]


def test_what_is_begun_at_this_instant_comes_before_a_later_rank_of_whoever_begins_it() -> None:
    """He who begins another does not go straight on past him, though he waits for this instant himself."""
    clock, happened = Clock(), list[str]()

    def begun() -> Process:
        yield 4.0, Rank.REPORT, 0
        happened.append("begun")

    def begins() -> Process:
        yield 4.0, Rank.ONSET, 0
        clock.begin(begun())
        yield 4.0, Rank.CLEARING, 0
        happened.append("begins")

    clock.begin(begins())
    clock.run(until=5.0)
    assert happened == ["begun", "begins"]


def test_of_two_that_wait_for_one_moment_the_first_goes_first() -> None:
    clock, happened = Clock(), list[str]()

    def process(name: str) -> Process:
        yield 4.0, Rank.COUNTER_CLOSES, 0
        happened.append(name)

    for name in ("b", "a", "c"):
        clock.begin(process(name))
    clock.run(until=5.0)
    assert happened == ["b", "a", "c"]


def test_who_waits_to_be_woken_goes_on_at_each_moment_he_is_woken_for() -> None:
    clock, happened = Clock(), list[float]()

    def dispatching() -> Process:
        while True:
            yield None
            happened.append(clock.now)

    dispatches = dispatching()
    clock.begin(dispatches)
    for t_min in (7.0, 3.0, 3.0):
        clock.wake_at(t_min, Rank.COMMUNITY_DISPATCHES, 0, dispatches)
    clock.run(until=10.0)
    assert happened == [3.0, 3.0, 7.0]


def test_nothing_happens_at_the_horizon_until_the_clock_runs_on() -> None:
    clock, happened = Clock(), list[float]()

    def process(t_min: float) -> Process:
        yield t_min, Rank.ONSET, 0
        happened.append(clock.now)

    for t_min in (9.0, 10.0):
        clock.begin(process(t_min))
    clock.run(until=10.0)
    assert happened == [9.0]
    clock.run(until=11.0)
    assert happened == [9.0, 10.0]
