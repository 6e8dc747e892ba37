"""The same call on a Dask cluster of several processes that know nothing of the working folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest
from experiment.commands import LONGER, PATIENCE_S, answered, begun, done, environment, kept, record_hashes, wait_until
from experiment.small import write_small

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("distributed") is None, reason="the extra `dask` is not installed"),
]

CLUSTER = """\
import sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        pids = [str(worker.pid) for worker in cluster.workers.values()]
        print(cluster.scheduler_address, *pids, flush=True)
        sys.stdin.read()
"""
# a workload file beside the scenario, named by a path that means nothing elsewhere
TRACED = """\
schema: gridsim/scenario/1
name: traced
extends: small.yaml
workload: calls.csv
"""
CALLS = "occurred_min,community,category\n" + "".join(f"{600 * day},c1,litter\n" for day in range(1, 20))


@dataclass(frozen=True)
class Cluster:
    """A running cluster: its scheduler's address, its workers, the process that is to be told to end."""

    address: str
    workers: tuple[int, ...]
    process: subprocess.Popen[str]

    @property
    def options(self) -> list[str]:
        """What a command is told."""
        return ["--backend", "dask", "--address", self.address]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers in a folder of their own."""
    folder = tmp_path_factory.mktemp("cluster")
    (folder / "cluster.py").write_text(CLUSTER, encoding="utf-8")
    with subprocess.Popen(
        [sys.executable, "cluster.py"], cwd=folder, env=environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        address, *workers = process.stdout.readline().split()
        yield Cluster(address, tuple(map(int, workers)), process)
        process.communicate("", timeout=PATIENCE_S)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small scenarios in it."""
    write_small(tmp_path)
    (tmp_path / "traced.yaml").write_text(TRACED, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", ["small.yaml", "traced.yaml"])
def test_a_run_on_a_cluster_is_equal_by_hash_to_one_here(name: str, cluster: Cluster, tmp_path: Path) -> None:
    words = ["compare", name, "fewer.yaml", "--replications", "4"]
    there = answered(*words, *cluster.options)
    assert there["replications"] == {"computed": 8, "reused": 0}
    os.rename("results", tmp_path / "there")
    here = answered(*words, "--processes", "1")
    assert here["replications"] == {"computed": 8, "reused": 0}
    assert record_hashes(here) == record_hashes(there)
    assert here["summary"] == there["summary"]
    assert Path(here["folder"]).name == Path(there["folder"]).name  # the hash of all its files


def test_a_killed_worker_costs_its_replication_which_runs_again(cluster: Cluster) -> None:
    words = ["run", "small.yaml", "--replications", "20", *LONGER]
    process = begun(*words, *cluster.options, "--json")
    wait_until(lambda: len(kept()) >= 4)
    before = kept()
    os.kill(cluster.workers[0], signal.SIGKILL)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert {name: when for name, when in kept().items() if name in before} == before
    there = answered(*words)
    assert there["replications"] == {"computed": 0, "reused": 20}


def test_a_screening_on_a_cluster_is_equal_to_one_here(cluster: Cluster, tmp_path: Path) -> None:
    pytest.importorskip("SALib", reason="the extra `sensitivity` is not installed")
    ranged = "extends: small.yaml\nevidence: {issues.litter.work: {kind: assumption, range: 20 min to 60 min}}\n"
    Path("ranged.yaml").write_text(f"schema: gridsim/scenario/1\nname: ranged\n{ranged}", encoding="utf-8")
    words = ["sensitivity", "ranged.yaml", "--trajectories", "2", "--replications", "2"]
    there = answered(*words, *cluster.options)
    os.rename("results", tmp_path / "there")
    here = answered(*words, "--processes", "1")
    assert here["sensitivity"] == there["sensitivity"]
    assert here["replications"] == there["replications"]
    assert here["replications"]["reused"] == 0


def test_options_of_a_cluster_that_do_not_go_together() -> None:
    code, _, err = done("run", "small.yaml", "--backend", "dask", "--processes", "2")
    assert code == 2
    assert err.splitlines() == [
        "--address: a Dask cluster has an address; give both or neither [bad_option]",
        "--processes: a cluster has the workers it has; leave it out [bad_option]",
    ]


def test_a_cluster_that_does_not_answer_is_bad_input() -> None:
    code, _, err = done("run", "small.yaml", "--backend", "dask", "--address", "tcp://127.0.0.1:1")
    assert code == 2
    assert err.splitlines()[-1] == (
        "--address: no Dask cluster with a worker answers at tcp://127.0.0.1:1; "
        "give the address that its scheduler says [bad_option]"
    )
