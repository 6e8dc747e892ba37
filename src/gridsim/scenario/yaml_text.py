"""A text meant as YAML: where things stand in it, and what YAML's complaints about it mean."""

from __future__ import annotations

import re
from typing import Any

from gridsim.errors import Problem
from gridsim.scenario.keyboard import full_width_outside_text
from gridsim.scenario.mistakes import shown
from gridsim.scenario.tree import Place

BAD_ESCAPE = ("a backslash in double quotes begins no character", "write \\\\ for a backslash, or use single quotes")
NO_SPACE = re.compile(r"\s*(?:- )?([A-Za-z_][A-Za-z0-9_-]*):(?=[^\s:])")


class YamlText:
    """A text, what its file is called, where its problems go, and the path it is set at, if it is."""

    def __init__(self, text: str, label: str, problems: list[Problem], at_set: str) -> None:
        self.text, self.label, self.problems, self.at_set = text, label, problems, at_set

    def _place(self, event: Any) -> Place:
        if self.at_set or event is None:
            return Place(self.label)
        return Place(self.label, event.start_mark.line + 1, event.start_mark.column + 1)

    def _note(self, code: str, fact: str, hint: str, place: Place) -> None:
        self.problems.append(Problem(code, fact, hint, str(place), self.at_set))

    def _syntax(self, error: Any) -> None:
        """YAML's own complaint, in our words where they help more."""
        mark = error.problem_mark or error.context_mark
        if mark and self._full_width(min(one.line for one in (error.context_mark, mark) if one), mark.line):
            return
        place = self._place(None) if mark is None or self.at_set else Place(self.label, mark.line + 1, mark.column + 1)
        line = self.text.split("\n")[mark.line] if mark and mark.line < self.text.count("\n") + 1 else ""
        if _tab_indents(line) or (error.problem and "'\\t'" in error.problem):
            self._tabs(mark.line if mark else 0, place)
        elif error.problem and "expected ',' or" in error.problem and error.context_mark:
            opened = Place(self.label, error.context_mark.line + 1, error.context_mark.column + 1)
            place = place if self.at_set else opened
            self._note(
                "unclosed_bracket",
                "a bracket opens and does not close",
                "close it, or quote text that has brackets",
                place,
            )
        elif error.problem and re.search("escape|hexa?decimal", error.problem):
            self._note("bad_escape", *BAD_ESCAPE, place)
        elif error.context and "quoted scalar" in error.context and error.context_mark:
            opened = Place(self.label, error.context_mark.line + 1, error.context_mark.column + 1)
            place = place if self.at_set else opened
            self._note("unclosed_quote", "a quote opens and does not close as it should", "look at it", place)
        elif not self._no_space(error.context_mark, mark):
            self._note("not_yaml", f"this is not YAML: {error.problem}", "look at quotes, brackets and indents", place)

    def _no_space(self, context: Any, mark: Any) -> bool:
        """Note the key with no space after its colon at which YAML stopped; whether there is one."""
        lines = self.text.split("\n")
        for number in sorted({one.line for one in (context, mark) if one and one.line < len(lines)}):
            found = NO_SPACE.match(lines[number])
            if found and not self.at_set:
                place = Place(self.label, number + 1, found.end())
                self._note(
                    "not_yaml", f"no space after the colon of {shown(found[1])}", "type a space after ':'", place
                )
                return True
        return False

    def _tabs(self, first: int, place: Place) -> None:
        """Note the tab at which YAML stopped, in line `first` (from 0), and those that indent lines below it."""
        lines = enumerate(self.text.split("\n")[first + 1 :], start=first + 2)
        more = [Place(self.label, number, 1) for number, line in lines if _tab_indents(line)]
        for one in [place, *(() if self.at_set else more)]:
            self._note("tab", "a tab indents this line", "indent with spaces", one)

    def _full_width(self, first: int, last: int) -> bool:
        """Note the first sign of a Chinese keyboard in some lines (from 0) or just above them; whether there is one."""
        odd = [full_width_outside_text(line) for line in self.text.split("\n")[: last + 1]]
        while 0 < first < len(odd) and odd[first - 1]:
            first -= 1
        for number, found in enumerate(odd[first:], start=first + 1):
            if found:
                column, fact, hint = found
                place = Place(self.label) if self.at_set else Place(self.label, number, column + 1)
                self._note("full_width", fact, hint, place)
                return True
        return False


def _tab_indents(line: str) -> bool:
    """Whether a tab stands before what a line of YAML says."""
    says = line.lstrip()
    return "\t" in line[: len(line) - len(says)] and not says.startswith("#") and bool(says)
