"""The results folder: what a run leaves for a reader, written whole or not at all, and read back.

`<out>/<name>/<date>_<hash8>/` holds manifest.json, inputs/, summary.csv, differences.csv, tables/ with a data
dictionary, and figures/. The hash is that of all files but the manifest: the same content has the same name.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from math import isfinite
from pathlib import Path
from typing import Any

import pandas as pd

import gridsim
from gridsim.errors import ResultsError

MANIFEST = "manifest.json"
FORMAT = "gridsim/results/1"
MEASURE_COLUMNS = ["measure", "label_en", "label_zh", "unit", "better", "meaning"]
LIBRARIES = ("numpy", "pandas", "scipy", "simpy", "matplotlib", "pyarrow", "pydantic", "joblib")
DESCRIBED: Mapping[str, str] = {
    "scenario": "name of the scenario",
    "baseline": "scenario it is compared with",
    "replication": "number of the random history, from 0; equal numbers meet the same issues in every scenario",
    "measure": "name of the measure; the manifest has its meaning",
    "by": "what the groups are: all, community_type, migrant_band, group, category, community, subdistrict, district "
    "(sums over communities, or means weighted by issues), role, department, gap, gini",
    "group": "the group; `all` where there is one",
    "value": "value of the measure in one replication, in the measure's unit",
    "estimate": "mean over replications",
    "low": "lower end of the 95 % interval",
    "high": "upper end of the 95 % interval",
    "n": "in a replication: observations behind the value; in a summary: replications that gave one",
    "unit": "unit of the measure",
    "caution": "why the interval may hold less often than 95 %: few, unreached, skewed, biased (docs/validation.md)",
    "correlation": "correlation of the paired values of the two scenarios",
    "pairing": "what equal histories do for this difference: helps, hurts, unclear (95 % interval of the correlation)",
    "independent_n": "replications of each scenario that independent seeds would need for an interval as narrow",
    "relative": "difference as a share of the baseline's estimate",
    "holm_p": "p-value of no difference, adjusted by Holm over the judged measures of all comparisons",
    "holm_low": "lower end of the interval by which a difference is judged, adjusted by Holm for the number of them",
    "holm_high": "upper end of that interval",
    "smallest_difference": "difference that would matter, in the measure's unit: an assumption",
    "verdict": "better, worse, no difference that matters, or not enough replications to tell",
    "time_min": "minutes since the start of the scenario",
    "community": "name of the community",
    "subdistrict": "subdistrict it belongs to",
    "district": "district it belongs to",
    "community_type": "type of the community: residential, fringe, commercial, migrant; or all",
    "type": "type of the community",
    "backlog": "attempts filed and not closed at that minute",
    "backlog_batch": "mean of five samples of the day that ends at that minute: a batch of MSER-5",
    "households": "households of the community",
    "migrant_share": "share of residents who are migrants, an aggregate of the community",
    "workers": "number of workers",
    "households_per_worker": "realised ratio",
    "issues": "issues of the cohort",
    "role": "role of the workers",
    "response_h": "hours from residents' reports to the first arrival, or to the horizon, up to the next whole minute",
    "reports": "residents' reports with that response",
    "attended": "whether somebody came; if not, response_h is censored",
    "path": "dotted path of a value in the scenario file",
    "set_to": "what a point of the sweep says there, as YAML",
    "draw": "number of the draw of the uncertain inputs, from 1; equal in all scenarios",
    "number": "number drawn: a factor on what the scenario says where scaled, else the number in the value written",
    "written": "how the value is written, with … for its number",
    "scaled": "whether the number is a factor",
    "draws": "draws of the uncertain inputs in which the scenarios were compared",
    "draws_better": "draws in which the scenario is better by its own 95 % interval",
    "draws_worse": "draws in which it is worse",
    "better": "draws in which the scenario is better by its own 95 % interval",
    "worse": "draws in which it is worse",
    "same": "draws in which there is no difference that matters",
    "unsure": "draws whose replications are not enough to tell",
    "sd_inputs": "standard deviation of the difference from draw to draw by the inputs alone",
    "sd_chance": "standard deviation that chance leaves in the difference of one draw, or the effect of one trajectory",
    "rank": "place by mu_star among the inputs of the measure",
    "mu_star": "mean size of the change over the whole range of the input (Morris), in the measure's unit",
    "mu_star_low": "lower end of its 95 % interval (bootstrap)",
    "mu_star_high": "upper end of its 95 % interval",
    "mu": "mean change over the whole range of the input",
    "sigma": "standard deviation of that change over the trajectories",
    "sigma_low": "lower end of its 95 % interval (chi-square)",
    "sigma_high": "upper end of its 95 % interval",
    "trajectories": "random ways through the ranges in which the measure has a value everywhere",
    "word": "matters; small: certain, but less than would matter; chance: within chance; nothing: changes nothing",
    "trajectory": "number of the way through the ranges, from 1",
    "point": "number of the point along it, from 0: from one to the next a single input moves",
    "at": "dotted path that is set",
    "end": "end of the range at which the input stands, all else as written: low or high",
}


@dataclass(frozen=True)
class Results:
    """What a results folder holds: tables as in memory, the manifest's facts, inputs by file name."""

    name: str
    facts: Mapping[str, Any]  # what the manifest says of scenarios, seed, verdicts and hashes
    summary: pd.DataFrame
    differences: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    inputs: Mapping[str, str] = field(default_factory=dict)

    def table(self, name: str) -> pd.DataFrame:
        """A table by its name, with a row for each of the `reports` that are counted in it. ResultsError if none."""
        if name not in self.tables:
            raise ResultsError(f"these results have no table '{name}'; there are {', '.join(sorted(self.tables))}")
        table = self.tables[name]
        if "reports" not in table:
            return table
        return table.loc[table.index.repeat(table["reports"])].drop(columns="reports").reset_index(drop=True)


Draw = Callable[[Path], object]


def write(
    results: Results, out: Path, *, command: str = "", wall_s: float = 0.0, draw: Draw | None = None,
    beside: Draw | None = None, today: date | None = None,
) -> Path:  # fmt: skip
    """Write the folder and return it; `draw` puts figures into the folder it is given, `beside` files above it.

    Everything is written beside its place and renamed at the end. A folder of the same content and day is kept.
    ResultsError if it cannot be written.
    """
    home = out / results.name
    try:
        home.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(prefix=".writing-", dir=home))
        new.chmod(0o755)
    except OSError as error:
        raise ResultsError(f"cannot write results in {home}: {error.strerror}") from error
    try:
        _write_content(results, new, draw)
        if beside is not None:
            beside(new)
        files = hashes(new)
        _write_json(new / MANIFEST, _manifest(results, files, command, wall_s))
        folder = home / f"{(today or date.today()).isoformat()}_{_digest(files)[:8]}"
        if not (folder / MANIFEST).exists():
            new.rename(folder)
        return folder
    except OSError as error:
        raise ResultsError(f"cannot write results in {home}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(new, ignore_errors=True)


def refuse_unwritable(folder: Path) -> None:
    """ResultsError if nothing can be written in a folder, there or not yet: said before work that would be lost."""
    nearest = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    if not nearest.is_dir():
        raise ResultsError(f"cannot write in {folder}: {nearest} is no folder")
    if not os.access(nearest, os.W_OK):
        raise ResultsError(f"cannot write in {folder}: {nearest} is read-only; work in another folder")


def _write_content(results: Results, folder: Path, draw: Draw | None) -> None:
    """All files but the manifest."""
    (folder / "inputs").mkdir()
    for name, text in results.inputs.items():
        (folder / "inputs" / name).write_text(text, encoding="utf-8", newline="\n")
    _write_csv(results.summary, folder / "summary.csv")
    _write_csv(results.differences, folder / "differences.csv")
    (folder / "tables").mkdir()
    for name, table in results.tables.items():
        table.to_parquet(folder / "tables" / f"{name}.parquet", index=False)
    every = {"summary.csv": results.summary, "differences.csv": results.differences}
    every |= {f"tables/{name}.parquet": table for name, table in results.tables.items()}
    _write_csv(dictionary(every), folder / "tables" / "dictionary.csv")
    measures = [{"measure": name, **info} for name, info in results.facts.get("measures", {}).items()]
    _write_csv(pd.DataFrame(measures, columns=MEASURE_COLUMNS), folder / "tables" / "measures.csv")
    if draw is not None:
        (folder / "figures").mkdir()
        draw(folder / "figures")


def _write_csv(table: pd.DataFrame, path: Path) -> None:
    """With a BOM, without which Excel and WPS do not show Chinese."""
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def dictionary(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The data dictionary: a row for every column of every table (file, column, type, meaning)."""
    rows = [
        (file, name, str(table[name].dtype), DESCRIBED.get(str(name), f"{str(name).replace('_', ' ')}"))
        for file, table in tables.items()
        for name in table.columns
    ]
    return pd.DataFrame(rows, columns=["file", "column", "type", "meaning"])


def hashes(folder: Path) -> dict[str, str]:
    """sha256 of every file of a results folder but the manifest, by its path in the folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in paths}


def _digest(files: Mapping[str, str]) -> str:
    return sha256("\n".join(f"{name} {digest}" for name, digest in files.items()).encode()).hexdigest()


def _manifest(results: Results, files: Mapping[str, str], command: str, wall_s: float) -> dict[str, Any]:
    """What made the folder."""
    return {
        "format": FORMAT,
        "name": results.name,
        "gridsim": gridsim.__version__,
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "libraries": libraries(),
        "git": _git(),
        "command": command,
        "wall_s": round(wall_s, 3),
        **results.facts,
        "files": dict(files),
    }


def libraries() -> dict[str, str | None]:
    """The libraries whose version may show in a result."""
    return {name: _version(name) for name in LIBRARIES}


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _git() -> dict[str, Any] | None:
    """Commit of the checkout gridsim runs from and whether files differ from it; None outside a checkout."""

    def said(*words: str) -> str:
        folder = Path(gridsim.__file__).parent
        return subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=True, timeout=10
        ).stdout.strip()  # fmt: skip

    try:
        said("ls-files", "--error-unmatch", "__init__.py")
        return {"commit": said("rev-parse", "HEAD"), "changed": bool(said("status", "--porcelain", "--", "."))}
    except (OSError, subprocess.SubprocessError):
        return None


def _write_json(path: Path, content: Mapping[str, Any]) -> None:
    text = json.dumps(_finite(content), ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def _finite(value: Any) -> Any:
    """The value with null for every number that JSON cannot say."""
    if isinstance(value, Mapping):
        return {str(key): _finite(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_finite(one) for one in value]
    return None if isinstance(value, float) and not isfinite(value) else value


def read(folder: Path) -> Results:
    """Read a results folder back. ResultsError if it is none, or if a file is not the one that was written."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultsError(f"{folder} is not a results folder: no readable {MANIFEST}") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise ResultsError(f"{folder} is not a results folder of {FORMAT}")
    found = hashes(folder)
    changed = sorted(name for name, digest in manifest["files"].items() if found.get(name) != digest)
    if changed:
        raise ResultsError(f"{folder}: missing or changed since it was written: {', '.join(changed)}")
    tables = {path.stem: pd.read_parquet(path) for path in sorted((folder / "tables").glob("*.parquet"))}
    inputs = {path.name: path.read_bytes().decode() for path in sorted((folder / "inputs").iterdir())}
    return Results(
        name=manifest["name"],
        facts={key: value for key, value in manifest.items() if key not in NOT_FACTS},
        summary=_csv(folder / "summary.csv"),
        differences=_csv(folder / "differences.csv"),
        tables=tables,
        inputs=inputs,
    )


def document(results: Results, folder: Path) -> dict[str, Any]:
    """The results as one JSON document: the facts, what was run and reused, summary and differences by row."""
    facts = {key: value for key, value in results.facts.items() if key not in ("computed", "reused", "replications")}
    content = {
        "name": results.name,
        "folder": folder.as_posix(),
        "replications": {key: results.facts[key] for key in ("computed", "reused")},
        **facts,
        "summary": results.summary.to_dict("records"),
        "differences": results.differences.to_dict("records"),
    }
    return dict(_finite(content))


NOT_FACTS = ("format", "name", "gridsim", "python", "platform", "libraries", "git", "command", "wall_s", "files")


WORDS = ("caution", "verdict")


def _csv(path: Path) -> pd.DataFrame:
    """A table as it was; where no word stands, none is missing."""
    table = pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False, na_values=[""])
    for name in table.columns.intersection(list(WORDS)):
        table[name] = table[name].astype(object).where(table[name].notna(), "")
    return table


__all__ = ["DESCRIBED", "Results", "dictionary", "document", "hashes", "read", "write"]
