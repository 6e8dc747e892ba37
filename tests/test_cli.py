"""The command line: exit codes, exact messages, JSON, what is written and what never is."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from experiment.small import write_small
from typer.testing import CliRunner, Result

import gridsim
from gridsim.cli import app
from gridsim.errors import EngineError
from gridsim.experiment import replications
from gridsim.report.text import WIDTH, cells
from gridsim.results import read

pytestmark = pytest.mark.usefixtures("undrawn")


@pytest.fixture(autouse=True)
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the two small scenarios in it."""
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    return tmp_path


def gridsim_says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def folder_in(text: str) -> Path:
    found = re.search(r"results/\S+_[0-9a-f]{8}", text)
    assert found
    return Path(found.group())


def test_the_version() -> None:
    result = gridsim_says("--version")
    assert (result.exit_code, result.stdout) == (0, f"gridsim {gridsim.__version__}\n")


def test_help_imports_no_heavy_library() -> None:
    heavy = "{'pandas', 'numpy', 'scipy', 'numba', 'matplotlib', 'simpy', 'pydantic'}"
    code = (
        "import sys\nfrom gridsim.cli import app\n"
        "try:\n    app(['--help'])\nexcept SystemExit as done:\n    assert done.code == 0\n"
        f"print('loaded', sorted({heavy} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "loaded []"


def test_validate_says_what_a_file_holds() -> None:
    result = gridsim_says("validate", "small.yaml", "fewer.yaml")
    assert (result.exit_code, result.stdout) == (
        0,
        "small.yaml: valid: small, roles 1, categories of issues 1, departments 1\n"
        "  residential: communities 1, workers 3, households per worker 100.0\n"
        "  migrant: communities 1, workers 2, households per worker 100.0\n"
        "fewer.yaml: valid: fewer, roles 1, categories of issues 1, departments 1\n"
        "  residential: communities 1, workers 2, households per worker 150.0\n"
        "  migrant: communities 1, workers 2, households per worker 100.0\n",
    )


BROKEN = "schema: gridsim/scenario/1\nname: broken\nextends: small.yaml\nclock: offise\ncommand: {rejected: 4}\n"


def test_every_problem_of_every_file_is_said_and_nothing_is_written(small: Path) -> None:
    (small / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    before = sorted(small.rglob("*"))
    for words in (["validate", "broken.yaml", "none.yaml"], ["compare", "broken.yaml", "none.yaml"]):
        result = gridsim_says(*words)
        assert (result.exit_code, result.stdout) == (2, "")
        lines = result.stderr.splitlines()
        assert len(lines) == 7
        assert lines[0].startswith("broken.yaml:4:8: clock: ")
        assert lines[1:3] == ["  clock: offise", "         ^"]
        assert lines[3].startswith("broken.yaml:5:21: command.rejected: ")
        assert lines[6].startswith("none.yaml: there is no file 'none.yaml'; ")
        assert lines[6].endswith(" [no_file]")
    assert sorted(small.rglob("*")) == before


def test_problems_as_json(small: Path) -> None:
    (small / "broken.yaml").write_text(BROKEN, encoding="utf-8")
    result = gridsim_says("run", "broken.yaml", "--json")
    assert result.exit_code == 2
    problems = json.loads(result.stdout)
    assert [(one["place"], one["path"]) for one in problems] == [
        ("broken.yaml:4:8", "clock"),
        ("broken.yaml:5:21", "command.rejected"),
    ]
    assert list(problems[0]) == ["code", "fact", "hint", "place", "path", "source"]
    assert problems[1]["source"] == "command: {rejected: 4}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--set", "roles.worker.speed"], "--set: 'roles.worker.speed' sets nothing; write path=value [bad_set]\n"),
        (
            ["--engine", "steam"],
            "--engine: no engine is called 'steam'; there is compiled, reference [unknown_engine]\n",
        ),
    ],
)
def test_a_bad_option_is_bad_input(words: list[str], said: str, small: Path) -> None:
    result = gridsim_says("run", "small.yaml", *words)
    assert (result.exit_code, result.stderr) == (2, said)
    assert not (small / "results").exists()


def test_run_prints_the_answer_and_leaves_a_readable_folder() -> None:
    result = gridsim_says(
        "run", "small.yaml", "--replications", "2", "--processes", "1", "--set", "roles.worker.speed=2"
    )
    assert result.exit_code == 0
    assert result.stdout.startswith(
        "SCENARIOS\n  replications: 2 of 10 days, the first 2 to warm up; seed: 1; communities: 2; households: 500\n"
    )
    assert result.stderr.splitlines() == [f"replications: {n} of 2" for n in range(3)]
    results = read(folder_in(result.stdout))
    assert results.name == "small"
    assert set(results.tables) == {"replications", "backlog", "communities", "workers", "responses"}
    assert "speed: 2" in results.inputs["small.yaml"]
    assert results.differences.empty


def test_compare_answers_in_order_within_the_width_of_a_terminal() -> None:
    for lang, heads in {
        "en": ["SCENARIOS", "EACH SCENARIO", "DIFFERENCES", "ANSWER", "WARM-UP", "NOT COVERED", "INPUTS", "FILES"],
        "zh": ["方案", "各方案", "与 small 的差异", "结论", "预热", "不包括", "输入", "文件"],
    }.items():
        words = ("compare", "small.yaml", "fewer.yaml", "--replications", "3", "--processes", "1", "--lang", lang)
        result = gridsim_says(*words)
        assert result.exit_code == 0
        lines = result.stdout.splitlines()
        found = [line for line in lines if line and not line.startswith(" ")]
        assert [line[: len(head)] for line, head in zip(found, heads, strict=True)] == heads
        assert max(map(cells, lines)) <= WIDTH
        assert gridsim_says(*words).stdout == result.stdout


def test_compare_as_json_counts_what_is_reused() -> None:
    words = ("compare", "small.yaml", "fewer.yaml", "--processes", "1", "--json", "--replications")
    first, second = (json.loads(gridsim_says(*words, n).stdout) for n in ("2", "3"))
    assert first["replications"] == {"computed": 4, "reused": 0}
    assert second["replications"] == {"computed": 2, "reused": 4}
    assert second["baseline"] == "small"
    assert second["comparisons"][0]["touched"] == {"residential": 1}
    assert {"scenario", "measure", "by", "group", "estimate", "low", "high", "n", "unit", "caution"} == set(
        second["summary"][0]
    )
    assert Path(second["folder"]).is_dir()


def test_a_failed_replication_ends_with_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(job: replications.Job, passing: object) -> object:
        raise EngineError("broken identity: nobody is in two places")

    monkeypatch.setattr(replications, "records_of", broken)
    result = gridsim_says("run", "small.yaml", "--replications", "2", "--processes", "1")
    assert result.exit_code == 3
    assert result.stderr.splitlines()[-3:] == [
        "2 of 2 replications failed; the others are kept",
        "seed 1, replication small 0, small 1:",
        "  EngineError: broken identity: nobody is in two places",
    ]
    assert not list(Path("results").rglob("manifest.json"))


@pytest.mark.parametrize(
    ("told", "processes"), [(signal.SIGTERM, "1"), pytest.param(signal.SIGINT, "2", marks=pytest.mark.slow)]
)
def test_a_stopped_command_ends_with_130_and_goes_on_from_there(told: signal.Signals, processes: str) -> None:
    words = ["run", "small.yaml", "--replications", "400", "--processes", processes]
    command = [sys.executable, "-m", "gridsim", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        while not list(Path("results/.cache").rglob("*.json.gz")) and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(process.pid, told)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert err.splitlines()[-1] == (
        "stopped; finished replications are kept in results/.cache: the same command goes on"
    )
    kept = {path.name for path in Path("results/.cache").rglob("*.json.gz")}
    assert 0 < len(kept) < 400
    assert not list(Path("results").rglob("*.tmp"))
    again = json.loads(gridsim_says("run", "small.yaml", "--replications", "1", "--json").stdout)
    reused = int("drawn-compiled-1-0.json.gz" in kept)
    assert again["replications"] == {"computed": 1 - reused, "reused": reused}
