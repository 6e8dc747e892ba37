"""Where replications run changes nothing; what is finished is kept; what fails says so and spares the rest."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest
from experiment.small import write_small

import gridsim as gs
from gridsim.engines import compiled, simulate
from gridsim.errors import EngineError
from gridsim.experiment import replications, running
from gridsim.experiment.cache import Cache
from gridsim.experiment.replications import Job, replicate
from gridsim.experiment.running import Step
from gridsim.model.records import Records


@pytest.fixture
def small(tmp_path: Path) -> gs.Scenario:
    return gs.load(write_small(tmp_path)[0])


@pytest.mark.slow
def test_equal_hashes_and_tables_with_one_process_and_with_two(small: gs.Scenario) -> None:
    alone = gs.run(small, replications=4, processes=1)
    together = gs.run(small, replications=4, processes=2)
    assert alone.hashes == together.hashes
    assert len(set(alone.hashes["issues"])) == 4
    for name, table in alone.tables.items():
        pd.testing.assert_frame_equal(table, together.tables[name], check_exact=True)


def test_a_replication_depends_on_its_number_and_seed_alone(small: gs.Scenario) -> None:
    three, five = gs.run(small, replications=3, processes=1), gs.run(small, replications=5, processes=1)
    assert five.hashes["work"][:3] == three.hashes["work"]
    assert gs.simulate(small, seed=1, replication=2).hashes["work"] == three.hashes["work"][2]
    assert gs.run(small, replications=1, seed=2, processes=1).hashes["work"][0] != three.hashes["work"][0]


def test_a_kept_replication_is_equal_to_a_new_one(small: gs.Scenario, tmp_path: Path) -> None:
    job = Job("small", gs.run(small, 1, processes=1).plan, 1, 0)
    cache = Cache(tmp_path / "cache")
    assert cache.find(job) is None
    new = replicate(job)
    cache.keep(job, new)
    kept = cache.find(job)
    assert kept is not None
    assert kept.hashes == new.hashes
    assert list(kept.tables) == ["replications", "backlog", "communities", "workers", "responses"]
    for name, table in new.tables.items():
        pd.testing.assert_frame_equal(kept.tables[name], table, check_exact=True)


def test_a_longer_run_reuses_the_replications_of_a_shorter_one(small: gs.Scenario, tmp_path: Path) -> None:
    first = gs.run(small, 2, processes=1, cache=tmp_path / "cache")
    second = gs.run(small, 3, processes=1, cache=tmp_path / "cache")
    other_seed = gs.run(small, 1, seed=9, processes=1, cache=tmp_path / "cache")
    assert [(one.computed, one.reused) for one in (first, second, other_seed)] == [(2, 0), (1, 2), (1, 0)]
    assert second.hashes["issues"][:2] == first.hashes["issues"]


def test_a_stopped_run_keeps_what_was_finished_and_goes_on(
    small: gs.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = []

    def stopped(job: Job, passing: object) -> replications.Replicate:
        begun.append(job.replication)
        if len(begun) == 3:
            raise KeyboardInterrupt
        return replicate(job)

    with monkeypatch.context() as patch:
        patch.setattr(replications, "replicate", stopped)
        with pytest.raises(KeyboardInterrupt):
            gs.run(small, 4, processes=1, cache=tmp_path / "cache")
    assert not list(tmp_path.rglob("*.tmp"))
    again = gs.run(small, 4, processes=1, cache=tmp_path / "cache")
    assert (again.computed, again.reused) == (2, 2)
    assert again.hashes == gs.run(small, 4, processes=1).hashes


def test_a_torn_file_in_the_cache_is_computed_anew(small: gs.Scenario, tmp_path: Path) -> None:
    gs.run(small, 1, processes=1, cache=tmp_path / "cache")
    (kept,) = (tmp_path / "cache").rglob("*.json.gz")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: len(whole) // 2])
    again = gs.run(small, 1, processes=1, cache=tmp_path / "cache")
    assert (again.computed, again.reused) == (1, 0)
    assert kept.read_bytes() == whole


def _rewritten(kept: Path, old: bytes, new: bytes) -> None:
    """The file with other numbers, whole and readable."""
    text = gzip.decompress(kept.read_bytes())
    assert old in text
    kept.write_bytes(gzip.compress(text.replace(old, new), mtime=0))


@pytest.mark.parametrize(
    ("old", "new"), [(b'"float64", [', b'"float64", [1'), (b'"hashes": {"issues": "', b'"hashes": {"issues": "0')]
)
def test_a_changed_file_in_the_cache_is_computed_anew_and_told_once(
    small: gs.Scenario, tmp_path: Path, old: bytes, new: bytes
) -> None:
    first = gs.run(small, 2, processes=1, cache=tmp_path / "cache")
    kept = sorted((tmp_path / "cache").rglob("*.json.gz"))
    before, steps = [one.read_bytes() for one in kept], list[Step]()
    for one in kept:
        _rewritten(one, old, new)
    again = gs.run(small, 2, processes=1, cache=tmp_path / "cache", progress=steps.append)
    assert (again.computed, again.reused, again.hashes) == (2, 0, first.hashes)
    notes = [step.note for step in steps if step.note]
    assert notes == ["kept replications that are torn or were changed, and run again: 2"]
    assert [one.read_bytes() for one in kept] == before


def test_a_file_of_another_replication_is_not_taken_for_this_one(small: gs.Scenario, tmp_path: Path) -> None:
    gs.run(small, 2, processes=1, cache=tmp_path / "cache")
    one, other = sorted((tmp_path / "cache").rglob("*.json.gz"))
    other.write_bytes(one.read_bytes())
    again = gs.run(small, 2, processes=1, cache=tmp_path / "cache")
    assert (again.computed, again.reused) == (1, 1)
    assert len(set(again.hashes["issues"])) == 2


def test_a_failed_replication_is_named_and_the_others_are_kept(
    small: gs.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(job: Job, passing: object) -> Records:
        if job.replication == 1:
            raise EngineError("broken identity: nobody is in two places")
        return simulate(job.plan, replications.draw(job.plan, job.seed, job.replication))

    monkeypatch.setattr(replications, "records_of", broken)
    with pytest.raises(EngineError) as failed:
        gs.run(small, 3, processes=1, cache=tmp_path / "cache")
    assert str(failed.value) == (
        "1 of 3 replications failed; the others are kept\n"
        "seed 1, replication small 1:\n"
        "  EngineError: broken identity: nobody is in two places"
    )
    monkeypatch.undo()
    assert gs.run(small, 3, processes=1, cache=tmp_path / "cache").computed == 1


def test_progress_counts_up_to_all(small: gs.Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "ISSUES_AT_ONCE", 1)  # then a week is lived at a time
    steps: list[Step] = []
    gs.run(small, 1, processes=1, cache=tmp_path / "cache")
    gs.run(small, 3, processes=1, cache=tmp_path / "cache", progress=steps.append)
    counts = [(step.done, step.total, step.reused) for step in steps if not step.days]
    assert counts == [(1, 3, 1), (2, 3, 1), (3, 3, 1)]
    assert [(step.done, step.day) for step in steps if step.days] == [(1, 7), (1, 10), (2, 7), (2, 10)]
    expected = 2 * 6 * 10  # issues of two communities in ten days
    assert {step.memory_bytes for step in steps} == {expected * running.BYTES_PER_ISSUE}
