"""A results folder run again from itself alone; what is not the same is named to the row."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest
from experiment.small import write_small
from typer.testing import CliRunner, Result

from gridsim.cli import app
from gridsim.experiment.reproduce import First, compared


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A results folder."""
    here = tmp_path_factory.mktemp("made")
    write_small(here)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        says("compare", "small.yaml", "fewer.yaml", "--replications", "2", "--processes", "1")
    (made,) = (here / "results/small-vs-fewer").iterdir()
    return made


@pytest.fixture(autouse=True)
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The results folder alone in a working folder: neither scenarios nor cache are there."""
    monkeypatch.chdir(tmp_path)
    return Path(shutil.copytree(made, tmp_path / "sent"))


def says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


def forge(folder: Path, name: str, content: bytes) -> None:
    """Change a file, and what the manifest says of it."""
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][name] = sha256(content).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def test_a_folder_gives_the_same_tables_again() -> None:
    told = says("reproduce", "sent", "--processes", "1")
    assert told.exit_code == 0
    assert told.stdout.endswith("ANSWER\n  All 8 tables are equal to the last digit.\n")
    document = json.loads(says("reproduce", "sent", "--processes", "1", "--json").stdout)
    assert document["equal"] is True
    assert [(one["name"], one["rows"]) for one in document["tables"]][:3] == [
        ("records", 4), ("backlog", 132), ("communities", 8),
    ]  # fmt: skip
    assert (document["left_out"], document["other"]) == ([], {})
    assert not Path("results").exists()


EXPERIMENT = """schema: gridsim/experiment/1
name: sampled
scenarios: [small.yaml, fewer.yaml]
baseline: small
sweep: {lhs: 2, over: {roles.worker.speed: "0.8 to 1.2"}}
uncertain: {issues.litter.solved_on_site: uniform 30% to 70%}
draws: {number: 2, replications: 2}
replications: 2
"""


@pytest.mark.slow
def test_points_and_draws_are_run_again_too(tmp_path: Path) -> None:
    write_small(tmp_path)
    Path("sampled.yaml").write_text(EXPERIMENT, encoding="utf-8")
    assert says("compare", "sampled.yaml", "--processes", "1").exit_code == 0
    (made,) = Path("results/sampled").iterdir()
    for name in ("small.yaml", "fewer.yaml", "sampled.yaml"):
        Path(name).unlink()
    told = json.loads(says("reproduce", str(made), "--processes", "1", "--json").stdout)
    assert (told["equal"], told["left_out"]) == (True, [])
    assert {"draws", "drawn_inputs", "over_draws", "points"} <= {one["name"] for one in told["tables"]}


def test_the_first_row_that_differs_is_named(folder: Path) -> None:
    path = folder / "tables" / "communities.parquet"
    table = pd.read_parquet(path)
    table.loc[2, "issues"] += 1
    was = float(table.loc[2, "issues"])
    table.to_parquet(folder / "forged.parquet", index=False)
    forge(folder, "tables/communities.parquet", (folder / "forged.parquet").read_bytes())
    told = says("reproduce", "sent", "--processes", "1")
    assert told.exit_code == 1
    said = " ".join(told.stdout.split())
    assert "1 of 8 tables differ." in said
    assert (
        f"communities: row 3 is the first that differs (scenario small, replication 1, community c1): issues was {was} "
        f"and is {was - 1}."
    ) in said


def test_another_scenario_differs_from_its_first_records_on(folder: Path) -> None:
    text = (folder / "inputs" / "small.yaml").read_text(encoding="utf-8")
    forge(folder, "inputs/small.yaml", text.replace("constant(5 min)", "constant(6 min)").encode())
    told = says("reproduce", "sent", "--processes", "1", "--lang", "zh")
    assert told.exit_code == 1
    assert "records：第一处不同在第 1 行" in told.stdout.replace("\n  ", "")


def test_a_changed_folder_is_no_results_folder(folder: Path) -> None:
    (folder / "summary.csv").write_text("", encoding="utf-8")
    told = says("reproduce", "sent")
    assert (told.exit_code, told.stderr) == (2, "sent: missing or changed since it was written: summary.csv\n")


def test_a_missing_row_is_a_difference() -> None:
    told = compared("workers", [["role", "n"], ["clerk", "1"], ["cadre", "2"]], [["role", "n"], ["clerk", "1"]])
    assert not told.equal
    assert told.first == First(2, {"role": "cadre"}, "role", "cadre", "")
