"""`empirical(times.csv)`: a law whose values a file holds, one a line.

The loader puts the values in the file's place, as `empirical(10 min; 12.5 min)`, so that a resolved
scenario needs no other file. The column's name ends in the unit (`work_min`, `delay (working hours)`),
or the scenario says it: `empirical(times.csv; min)`. Households have none.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator

from gridsim.errors import Problem
from gridsim.scenario.boundary import is_of_persons, no_attribute
from gridsim.scenario.grammar import NUMBER, TIME_UNITS
from gridsim.scenario.mistakes import did_you_mean, shown
from gridsim.scenario.sources import UnreadableError, read_text
from gridsim.scenario.tree import Node, Path

FROM_FILE = re.compile(r"empirical ?\(\s*([^();]+?\.csv)\s*(?:;([^();]*))?\)")
VALUE = re.compile(NUMBER)
UNITS = (*TIME_UNITS, "%")
PROSE = ("name", "label", "why", "evidence")
OF_NUMBERS = (("places", "generate", "households"),)
MOST_VALUES = 10_000


def relative_to(folder: str, root: Node) -> None:
    """Let the files that one scenario file names lie in its folder."""
    for _, node in _texts(root, ()):
        node.value = FROM_FILE.sub(lambda found: _joined(folder, found), node.value)


def _joined(folder: str, found: re.Match[str]) -> str:
    unit = "" if found[2] is None else f"; {found[2].strip()}"
    return f"empirical({os.path.join(folder, found[1])}{unit})"


def put_in_values(root: Node, problems: list[Problem], texts: dict[str, str]) -> None:
    """Replace the files in a tree by the values they hold, smallest first; note what is wrong with them.

    What the files say is put into `texts`.
    """
    for path, node in list(_texts(root, ())):
        for found in FROM_FILE.finditer(node.value):
            values = _Column(path, node, problems, texts).read(found[1], found[2])
            if values is None:
                node.value = "1" if path in OF_NUMBERS else "1 min"  # so that no second error follows
                break
            node.value = node.value.replace(found[0], f"empirical({'; '.join(values)})")


def _texts(node: Node, path: Path) -> Iterator[tuple[Path, Node]]:
    """The texts of a tree that name a file of values."""
    if isinstance(node.value, dict):
        for key, item in node.value.items():
            if path or key not in PROSE:
                yield from _texts(item, (*path, key))
    elif isinstance(node.value, list):
        for number, item in enumerate(node.value, start=1):
            yield from _texts(item, (*path, item.name or str(number)))
    elif isinstance(node.value, str) and FROM_FILE.search(node.value):
        yield path, node


class _Column:
    """The one column of a file of values, and where the problems of reading it go."""

    def __init__(self, path: Path, said: Node, problems: list[Problem], texts: dict[str, str]) -> None:
        self.path, self.said, self.problems, self.texts = path, said, problems, texts
        self.label = ""

    def read(self, file: str, unit: str | None) -> list[str] | None:
        """The values with their unit, rising; None if there is any problem."""
        before, self.label = len(self.problems), os.path.basename(file)
        try:
            if not os.path.exists(file):
                raise UnreadableError("no_file", f"there is no file {shown(self.label)}", "look at the path")
            self.texts[self.label] = read_text(file, self.label)
        except UnreadableError as error:
            self._note(error.code, error.fact, error.hint, str(self.said.place))
            return None
        lines = enumerate(self.texts[self.label].splitlines(), start=1)
        cells = [(number, line.strip()) for number, line in lines if line.strip()]
        head = cells.pop(0) if cells and not VALUE.fullmatch(cells[0][1]) else None
        unit = self._unit(head[1].strip('"') if head else "", unit)
        if not cells:
            self._note("no_values", "the file has no values", "write one in each line", self.label)
        elif len(cells) > MOST_VALUES:
            fact = f"the file has {len(cells):,} values, more than {MOST_VALUES:,}"
            self._note("too_large", fact, "keep every tenth of the sorted ones", self.label)
        else:
            cells = [cell for cell in cells if not self._refused(*cell)]
        if len(self.problems) > before:
            return None
        return [
            f"{number!r}".removesuffix(".0") + f" {unit}".rstrip()
            for number in sorted(float(text) for _, text in cells)
        ]

    def _unit(self, column: str, said: str | None) -> str:
        """The unit of the values, from the scenario or from the end of the column's name."""
        if is_of_persons(column):
            refused = no_attribute(column)
            self._note(refused.code, refused.fact, refused.hint, f"{self.label}:1:1")
            return ""
        words = re.sub(r"[\W_]+", " ", column.replace("%", " % ").replace(" % ", " share ")).split()
        named = next((" ".join(words[-n:]) for n in (2, 1) if " ".join(words[-n:]) in (*UNITS, "share")), "")
        named = "%" if named == "share" else named
        if said is None:
            if not named and self.path not in OF_NUMBERS:
                hint = f"end its name in one, as work_min, or write empirical({self.label}; min)"
                self._note("missing_unit", f"the column {shown(column)} has no unit", hint, f"{self.label}:1:1")
            return named
        if said.strip() not in UNITS:
            hint = did_you_mean(said.strip(), UNITS)
            self._note("unknown_unit", f"unknown unit {shown(said.strip())}", hint, str(self.said.place))
        elif named and named != said.strip():
            fact = f"the column {shown(column)} is not in {said.strip()}"
            self._note("doubled_unit", fact, "say the unit once", f"{self.label}:1:1")
        return said.strip()

    def _refused(self, number: int, text: str) -> bool:
        """Whether a line is no value."""
        hint = "write one number in a line, without a unit"
        if "," in text or ";" in text or "\t" in text:
            fact = f"{shown(text)} is more than one value"
        elif not VALUE.fullmatch(text):
            fact = f"{shown(text)} is not a number"
        elif text.startswith("-"):
            fact, hint = f"{shown(text)} is negative", "no value can be negative"
        elif float(text) > 1e9:
            fact, hint = f"{shown(text)} is too large", "write at most 1e9"
        else:
            return False
        self._note("bad_row", fact, hint, f"{self.label}:{number}:1")
        return True

    def _note(self, code: str, fact: str, hint: str, place: str) -> None:
        self.problems.append(Problem(code, fact, hint, place, ".".join(self.path)))
