"""The one order: (time, rank, subject), whatever the order of insertion; private names of SimPy that we lean on."""

from __future__ import annotations

import itertools

import pytest
import simpy

from gridsim.engines.reference.clock import Clock
from gridsim.vocabulary import Rank

AGENDA = [
    (5.0, Rank.DELAY_ENDS, 1),
    (5.0, Rank.WORKER_FINISHES, 7),
    (5.0, Rank.WORKER_FINISHES, 2),
    (3.0, Rank.COUNTER_CLOSES, 0),
]


@pytest.mark.parametrize("agenda", list(itertools.permutations(AGENDA)))
def test_events_happen_by_time_rank_and_subject(agenda: tuple[tuple[float, Rank, int], ...]) -> None:
    clock, happened = Clock(), []
    for item in agenda:
        event = clock.at(*item)
        assert event.callbacks is not None
        event.callbacks.append(lambda _, item=item: happened.append(item))
    clock.run(until=10.0)
    assert happened == sorted(AGENDA)


def test_what_is_made_for_this_instant_takes_its_place_in_the_order() -> None:
    clock, happened = Clock(), []

    def process(name: str, ranks: list[Rank]):  # type: ignore[no-untyped-def]
        for rank in ranks:
            yield clock.at(4.0, rank, 0)
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


def test_nothing_happens_at_the_horizon() -> None:
    clock, happened = Clock(), []
    for t_min in (9.0, 10.0):
        event = clock.at(t_min, Rank.ONSET, 0)
        assert event.callbacks is not None
        event.callbacks.append(lambda _: happened.append(clock.now))
    clock.run(until=10.0)
    assert happened == [9.0]


def test_simpy_still_has_the_queue_we_lean_on() -> None:
    environment = simpy.Environment()
    environment.timeout(1.0)
    t_min, priority, number, event = environment._queue[0]
    assert (t_min, priority, number) == (1.0, 1, 0)
    assert isinstance(event, simpy.Event)
    assert next(environment._eid) == 1
