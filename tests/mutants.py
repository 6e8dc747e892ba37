"""What `make mutation` found: mutants by module, how many tests killed, and those left without an explanation.

A mutant is a copy of a function with one thing changed, made and run by mutmut in the folder `mutants`. Those that no
test kills are explained in docs/mutation.md: a row of its table names the function, pieces of the changed lines, and
why nothing can notice. Prints the counts; the exit code is 1 if a mutant is left that the page does not explain.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import ndiff
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "mutation.md"
SOURCES = ROOT / "mutants" / "src"
NAME = re.compile(r"[\w.]+\.(?P<module>\w+)\.(?P<function>x[_ǁ].+__mutmut_)(?P<number>\d+)")
ROW = re.compile(r"\| `(?P<place>[\w.]+)` \| (?P<pieces>`.+`) \| .+ \|")
SURVIVED, KILLED, TIMED_OUT = (0,), (1, 3), (36, 24, -24, 152, 255)  # exit codes of mutmut


@dataclass(frozen=True)
class Mutant:
    """Where it is (module.function), the lines it changed as they are in it, and how its tests ended."""

    place: str
    lines: tuple[str, ...]
    ended: int | None


def mutants(sources: Path = SOURCES) -> Iterator[Mutant]:
    """All mutants that mutmut made."""
    for meta in sorted(sources.rglob("*.py.meta")):
        tree = ast.parse(meta.with_suffix("").read_text(encoding="utf-8"))
        functions = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)]
        code = {one.name: ast.unparse(one).splitlines()[1:] for one in functions}
        for name, ended in json.loads(meta.read_text(encoding="utf-8"))["exit_code_by_key"].items():
            found = NAME.fullmatch(name)
            assert found, name
            function = found["function"]
            changed = ndiff(code[f"{function}orig"], code[function + found["number"]])
            lines = tuple(line[2:].strip() for line in changed if line.startswith("+ "))
            yield Mutant(f"{found['module']}.{_said(function)}", lines, ended)


def _said(function: str) -> str:
    """What a function is called that mutmut calls x_name__mutmut_ or xǁClassǁname__mutmut_."""
    return function.removesuffix("__mutmut_")[2:].replace("ǁ", ".")


def explanations(page: str) -> dict[str, list[str]]:
    """By place, the pieces of changed lines that the page explains."""
    found: dict[str, list[str]] = {}
    for row in filter(None, map(ROW.fullmatch, page.splitlines())):
        found.setdefault(row["place"], []).extend(re.findall(r"`([^`]+)`", row["pieces"]))
    return found


def fate(mutant: Mutant, explained: Mapping[str, list[str]]) -> str:
    """What became of a mutant."""
    if mutant.ended in KILLED:
        return "killed"
    if mutant.ended in TIMED_OUT:
        return "timed out"
    pieces = explained.get(mutant.place, [])
    if mutant.ended in SURVIVED and any(piece in line for piece in pieces for line in mutant.lines):
        return "explained"
    return "left"


def main() -> int:
    """Print the counts, and what is left."""
    explained = explanations(PAGE.read_text(encoding="utf-8"))
    fates = [(mutant, fate(mutant, explained)) for mutant in mutants()]
    names = ("killed", "timed out", "explained", "left")
    print("\n".join(["| module | mutants | killed | timed out | explained | left |", "|---|---|---|---|---|---|"]))
    for module in [*dict.fromkeys(mutant.place.partition(".")[0] for mutant, _ in fates), ""]:
        counts = Counter(word for mutant, word in fates if mutant.place.startswith(f"{module}." if module else ""))
        print(f"| {module or 'all'} | {counts.total()} | {' | '.join(str(counts[name]) for name in names)} |")
    for mutant, word in fates:
        if word == "left":
            print(f"left: {mutant.place} ({mutant.ended}): {' / '.join(mutant.lines)}")
    return 1 if not fates or any(word == "left" for _, word in fates) else 0


if __name__ == "__main__":
    sys.exit(main())
