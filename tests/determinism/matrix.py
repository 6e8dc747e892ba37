"""The same tables from every Python and every library that pyproject.toml allows, as far as they install here.

    make determinism

builds environments in build/determinism: the newest libraries on every Python there is, and the oldest that are
allowed on the oldest Python. It prints the beginnings of the hashes that each makes (determinism/hashes.py), and ends
with 1 if one differs or cannot be made. Nothing but the standard library is needed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "determinism"
SCRIPT = ROOT / "tests" / "determinism" / "hashes.py"
SHOWN = 10  # letters of a hash
Row = dict[str, str]


def pythons() -> dict[tuple[int, int], Path]:
    """The Pythons on the path and those of pyenv, one of each minor version, from 3.11 on."""
    folders = [Path(one) for one in os.environ.get("PATH", "").split(os.pathsep)]
    folders += sorted(Path("~/.pyenv/versions").expanduser().glob("*/bin"))
    found: dict[tuple[int, int], Path] = {}
    for folder in folders:
        for minor in range(11, 20):
            python = folder / f"python3.{minor}"
            if "shims" not in folder.parts and python.exists():
                found.setdefault((3, minor), python)
    return dict(sorted(found.items()))


def oldest(requirements: list[str]) -> list[str]:
    """The least that each requirement allows, and no more."""
    return [requirement.replace(">=", "==") for requirement in requirements]


def environments() -> Iterator[tuple[str, Path, list[str]]]:
    """Name, Python and requirements of each environment."""
    requirements = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    for number, ((major, minor), python) in enumerate(pythons().items()):
        if number == 0:
            yield f"{major}.{minor}-oldest", python, oldest(requirements)
        yield f"{major}.{minor}-newest", python, requirements


def built(name: str, python: Path, requirements: list[str]) -> Path:
    """The environment's own Python; made only if its requirements have changed."""
    folder = FOLDER / name
    listed = folder / "requirements.txt"
    text = "\n".join(requirements) + "\n"
    if not listed.exists() or listed.read_text("utf-8") != text:
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        pip = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *requirements], check=True, capture_output=True, text=True)
        listed.write_text(text, "utf-8")
    return folder / "bin" / "python"


def made_by(python: Path) -> Row:
    """Versions and hashes of an environment, flat."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([python, SCRIPT], env=environment, check=True, capture_output=True, text=True)
    said = json.loads(done.stdout)
    tables = {f"{scenario} {name}": digest for scenario, of in said["hashes"].items() for name, digest in of.items()}
    return said["here"] | tables


def _rows() -> Iterator[tuple[str, Row | str]]:
    for name, python, requirements in environments():
        print(f"{name} ...", file=sys.stderr)
        try:
            yield name, made_by(built(name, python, requirements))
        except subprocess.CalledProcessError as error:
            yield name, (re.findall(r"^\w*Error.*", error.stderr or "", re.MULTILINE) or [str(error)])[-1]


def main() -> int:
    rows = dict(_rows())
    made = {name: row for name, row in rows.items() if isinstance(row, dict)}
    for name, row in rows.items():
        if isinstance(row, str):
            print(f"{name}: {row}")
    columns = list(next(iter(made.values()), {}))
    width = max((len(column) for column in columns), default=0)
    print(" " * width, *(f"{name:<12}" for name in made))
    differ = []
    for column in columns:
        cells = [row[column] for row in made.values()]
        is_hash = " " in column and column != "time zone"
        if is_hash and len(set(cells)) > 1:
            differ.append(column)
        print(f"{column:<{width}}", *(f"{cell[:SHOWN]:<12}" for cell in cells), "  differs" * (column in differ[-1:]))
    return int(bool(differ) or len(made) < len(rows))


if __name__ == "__main__":
    sys.exit(main())
