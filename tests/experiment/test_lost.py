"""What is finished is never lost: killed processes, stopped commands, full and read-only disks, planted failures."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from experiment.commands import (
    LONGER,
    PATIENCE_S,
    answered,
    begun,
    crew_of,
    done,
    environment,
    kept,
    plant,
    record_hashes,
    wait_until,
)
from experiment.small import write_small
from typer.testing import CliRunner

import gridsim as gs
from gridsim.cli import app

linux = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are looked up in /proc")
MANY = ["run", "small.yaml", "--replications", "40", "--processes", "2", *LONGER]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the small scenarios in it."""
    (tmp_path / "work").mkdir()
    write_small(tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


def _said(*words: str) -> tuple[int, str, str]:
    """The command's code, output and errors, in this process."""
    told = CliRunner().invoke(app, list(words), catch_exceptions=False)
    return told.exit_code, told.stdout, told.stderr


@contextmanager
def _disk(folder: Path, options: str) -> Iterator[None]:
    """A folder that is a disk of its own; skipped where none may be mounted."""
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode != 0:
        pytest.skip("no disk may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Sequence[Any]:
    """The hashes of all records of the many, run by one process that nobody ends."""
    here = tmp_path_factory.mktemp("undisturbed")
    paths = write_small(here)
    run = gs.run(gs.load(paths[0], set={"time.horizon": "200 days"}), 40, processes=1)
    return [{kind: list(values) for kind, values in run.hashes.items()}]


@pytest.mark.slow
@linux
def test_a_killed_process_costs_its_replication_which_runs_again(undisturbed: Sequence[Any]) -> None:
    process = begun(*MANY, "--json")
    wait_until(lambda: len(kept()) >= 6)
    before = kept()
    os.kill(crew_of(process.pid)[0], signal.SIGKILL)
    _, err = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, err
    assert "a process was ended from outside: replications that run again: " in err
    assert {name: when for name, when in kept().items() if name in before} == before
    again = answered(*MANY)
    assert again["replications"] == {"computed": 0, "reused": 40}
    assert undisturbed == record_hashes(again)


@pytest.mark.slow
@linux
def test_a_killed_command_goes_on_and_runs_nothing_finished_twice(undisturbed: Sequence[Any]) -> None:
    process = begun(*MANY)
    wait_until(lambda: len(kept()) >= 6)
    process.kill()
    process.communicate(timeout=PATIENCE_S)
    before = kept()
    again = answered(*MANY)
    assert again["replications"] == {"computed": 40 - len(before), "reused": len(before)}
    assert {name: when for name, when in kept().items() if name in before} == before
    assert undisturbed == record_hashes(again)


@pytest.mark.slow
def test_a_failure_in_another_process_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    planted = plant(tmp_path / "planted", 'raise EngineError("broken identity: nobody is in two places")')
    words = ["run", "small.yaml", "--replications", "8", "--processes", "2"]
    code, out, err = done(*words, planted=planted)
    assert (code, out) == (3, "")
    assert err.splitlines()[-3:] == [
        "1 of 8 replications failed; the others are kept",
        "seed 1, replication small 3:",
        "  EngineError: broken identity: nobody is in two places",
    ]
    assert answered(*words)["replications"] == {"computed": 1, "reused": 7}


@pytest.mark.slow
def test_what_kills_its_process_every_time_is_named_at_last(tmp_path: Path) -> None:
    planted = plant(tmp_path / "planted", "os.kill(os.getpid(), signal.SIGKILL)")
    words = ["run", "small.yaml", "--replications", "8", "--processes", "2"]
    code, _, err = done(*words, planted=planted)
    assert code == 3
    assert err.splitlines()[-3:] == [
        "1 of 8 replications failed; the others are kept",
        "seed 1, replication small 3:",
        "  the process that ran it was ended from outside 3 times, the last time alone; is there enough memory?",
    ]
    assert answered(*words)["replications"] == {"computed": 1, "reused": 7}


@pytest.mark.slow
def test_a_full_disk_keeps_what_is_there_and_says_how_to_go_on(folder: Path) -> None:
    words = ["run", "small.yaml", "--replications", "40", "--processes", "1"]
    with _disk(folder / "results", "size=64k"):
        code, out, err = done(*words)
        assert (code, out) == (2, "")
        have = kept()
        assert 0 < len(have) < 40
        assert err.splitlines()[-1] == (
            f"cannot write in results/.cache: No space left on device; {len(have)} of 40 replications are kept there: "
            "make room, and the same command goes on"
        )
        assert not list(Path("results").rglob("*.tmp"))
        subprocess.run(["mount", "-o", "remount,size=16m", str(folder / "results")], check=True)
        assert answered(*words)["replications"] == {"computed": 40 - len(have), "reused": len(have)}


@pytest.mark.slow
def test_a_file_that_may_not_grow_is_said(tmp_path: Path) -> None:
    """What every user meets without a disk of his own: the limit of a file's size."""
    command = [sys.executable, "-m", "gridsim", "run", "small.yaml", "--replications", "2", "--processes", "1"]
    end = subprocess.run(
        command, capture_output=True, text=True, check=False,
        env={**environment(), "PYTHONDONTWRITEBYTECODE": "1"},  # which would be cut off too, and stay
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000)),
    )  # fmt: skip
    assert end.returncode == 2
    assert end.stderr.splitlines()[-1] == (
        "cannot write in results/.cache: File too large; 0 of 2 replications are kept there: make room, and the same "
        "command goes on"
    )


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs() -> None:
    words = ["run", "small.yaml", "--replications", "2", "--processes", "1"]
    Path("results").write_text("not a folder")
    assert _said(*words) == (2, "", "cannot write in results: results is no folder\n")


def test_a_read_only_folder_is_refused_before_anything_runs(folder: Path) -> None:
    words = ["run", "small.yaml", "--replications", "2", "--processes", "1"]
    with _disk(folder / "results", "ro"):
        assert _said(*words) == (2, "", "cannot write in results: results is read-only; work in another folder\n")
        assert _said(*words, "--out", "elsewhere")[::2] == (
            2, f"cannot write in results/.cache: {Path('results').absolute()} is read-only; work in another folder\n"
        )  # fmt: skip
