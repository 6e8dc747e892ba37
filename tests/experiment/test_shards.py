"""A run dealt out over machines: shares that overlap nowhere, caches brought together, the same answer."""

from __future__ import annotations

import gzip
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from experiment.small import write_small
from typer.testing import CliRunner, Result

import gridsim as gs
from gridsim.cli import app
from gridsim.errors import ScenarioError
from gridsim.experiment import Where, at
from gridsim.experiment.backends import attempt_elsewhere, here
from gridsim.experiment.cache import program_key
from gridsim.experiment.replications import Failure, Job, Replicate
from gridsim.experiment.shards import Share, share
from gridsim.model.compile import compile_plan

pytestmark = pytest.mark.usefixtures("undrawn")
CALLS = "occurred_min,community,category\n" + "".join(f"{600 * day},c1,litter\n" for day in range(1, 20))


@pytest.fixture(autouse=True)
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the two small scenarios in it."""
    write_small(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


WORDS = ("compare", "small.yaml", "fewer.yaml", "--replications", "5", "--processes", "1")


def test_shares_are_everything_once() -> None:
    parts = [Share(number, 4).of(range(10)) for number in (1, 2, 3, 4)]
    assert parts == [[0, 4, 8], [1, 5, 9], [2, 6], [3, 7]]
    assert Share(3, 3).of(range(2)) == []


@pytest.mark.parametrize("text", ["3", "0/3", "4/3", "a/3", "1/", "/3", "-1/3", "1/3/5"])
def test_what_is_no_share(text: str) -> None:
    with pytest.raises(ScenarioError, match=f"--shard: '{text}' is no share; write 3/10 for the third of ten"):
        share(text)


def test_shares_on_several_machines_are_merged_and_answered_like_one_run(machine: Path) -> None:
    alone = json.loads(says(*WORDS, "--json").stdout)
    shutil.move("results", machine / "alone")
    for number, computed in (("1", 4), ("2", 3), ("3", 3)):
        said = says(*WORDS, "--shard", f"{number}/3")
        assert said.stdout == (
            f"share {number} of 3 is done: replications computed {computed}, reused 0\n"
            "they are kept in results/.cache; when all shares are there, the same command without --shard answers\n"
        )
        assert not list(Path("results").rglob("manifest.json"))
        shutil.move("results", machine / f"machine{number}" / "results")
    merged = says("merge", "machine1", "machine2/results", "machine3/results/.cache")
    assert (merged.exit_code, merged.stdout) == (0, "results/.cache: 10 replications are new, 0 were here already\n")
    together = json.loads(says(*WORDS, "--json").stdout)
    assert together["replications"] == {"computed": 0, "reused": 10}
    assert together["hashes"] == alone["hashes"]
    assert together["differences"] == alone["differences"]
    again = json.loads(says("merge", "machine1", "--json").stdout)
    assert again == {"new": 0, "known": 4, "of_another_gridsim": 0, "differing": []}


def test_a_replication_that_differs_elsewhere_is_named_and_the_one_here_stays(machine: Path) -> None:
    says("run", "small.yaml", "--replications", "1", "--processes", "1")
    shutil.copytree("results", "other/results")
    (here,) = Path("results").rglob("*.json.gz")
    (there,) = Path("other").rglob("*.json.gz")
    kept = here.read_bytes()
    there.write_bytes(gzip.compress(gzip.decompress(kept).replace(b'"issues": "', b'"issues": "0')))
    merged = says("merge", "other")
    assert merged.exit_code == 1
    assert merged.stdout.splitlines()[1] == f"{there}: differs from the same replication here, which stays"
    assert here.read_bytes() == kept


def test_a_folder_without_replications_cannot_be_merged(machine: Path) -> None:
    (machine / "empty").mkdir()
    merged = says("merge", "empty")
    assert merged.exit_code == 2
    assert merged.stderr == "empty holds no finished replications: name a folder of results, or its .cache\n"


def test_where_runs_take_place_ends_with_the_block() -> None:
    with at(Where(share=Share(1, 2))), at(None):
        assert here() == Where()
    assert here() == Where()


def test_a_job_elsewhere_brings_its_workload_and_needs_the_same_gridsim(machine: Path) -> None:
    Path("calls.csv").write_text(CALLS, encoding="utf-8")
    plan = compile_plan(gs.load("small.yaml", set={"workload": "calls.csv"}))
    content = Path(plan.trace).read_bytes()
    job = Job("traced", replace(plan, trace="/nowhere/calls.csv"), 1, 0)
    i, outcome = attempt_elsewhere(7, job, program_key(), content)
    assert i == 7
    assert isinstance(outcome, Replicate)
    assert outcome.hashes == gs.simulate(gs.load("small.yaml", set={"workload": "calls.csv"})).hashes
    _, refused = attempt_elsewhere(7, job, "another", content)
    assert isinstance(refused, Failure)
    assert refused.said.endswith(" has another gridsim, or other libraries")
