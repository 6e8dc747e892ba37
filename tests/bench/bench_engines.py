"""What a fast engine must not lose, and its speed for a record: run by `make bench`, not by `make test`."""

from __future__ import annotations

import pytest
from bench import rivals, w2
from bench.bench_growth import STREET, ten_times_the_workers
from pytest_benchmark.fixture import BenchmarkFixture

from gridsim.engines import ENGINES, simulate
from gridsim.model.compile import compile_plan
from gridsim.model.workload import draw
from gridsim.scenario.loader import load

with_w2 = pytest.mark.skipif(not rivals.found(), reason=rivals.ABSENT)
every_engine = pytest.mark.parametrize("engine", ENGINES)
MOST_FOR_TEN_TIMES_THE_WORKERS = 1.3


@with_w2
@every_engine
@pytest.mark.parametrize("seed", range(5))
def test_w2_is_w2_to_the_bit(engine: str, seed: int) -> None:
    arrays = rivals.draw(seed, 600)
    try:
        first, closed = rivals.exact(arrays)
    except OSError:
        pytest.skip("gcc is missing")
    records = simulate(w2.plan(), w2.workload(arrays), engine=engine)
    records.check(w2.plan())
    ours = w2.first_and_closed(records, arrays)
    assert (ours[0] == first).all()
    assert (ours[1] == closed).all()
    assert (first > arrays["created"]).any(), "nobody ever waited: that proves nothing about queues"


@every_engine
def test_workers_on_standby_cost_next_to_nothing(engine: str) -> None:
    few, many, _ = ten_times_the_workers(engine, rounds=5)
    assert many / few <= MOST_FOR_TEN_TIMES_THE_WORKERS


@with_w2
@every_engine
def test_speed_on_w2(benchmark: BenchmarkFixture, engine: str) -> None:
    arrays = rivals.draw(1, 600)
    plan, workload = w2.plan(), w2.workload(arrays)
    benchmark.extra_info["issues"] = len(workload)
    benchmark.pedantic(simulate, (plan, workload), {"engine": engine}, rounds=5, warmup_rounds=1)


@every_engine
def test_speed_on_the_shipped_street(benchmark: BenchmarkFixture, engine: str) -> None:
    plan = compile_plan(load(STREET))
    workload = draw(plan, seed=1, replication=0)
    benchmark.extra_info["issues"] = len(workload)
    benchmark.pedantic(simulate, (plan, workload), {"engine": engine}, rounds=5, warmup_rounds=1)
