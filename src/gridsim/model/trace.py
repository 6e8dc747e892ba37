"""A workload read from a file: hand traces and logs of real cases.

Columns are the marks of MODEL.md 4 by name. Of an issue: occurred_min, community, category, grid, group,
street_position, household_position (share of the grid, 0 to 1), report_min, clears_min (after onset; `never`),
street_meetings, household_meetings, filing_min, rejected, patience_min. Of hop h of attempt a: `work_min_a1_h0`
and so on for dispatch_min, wrong, back_min, walk_min, work_min, solved, false, checked, verify_min, repeat,
repeat_min; `_a1` may be left out. What is missing or blank is neutral: no delay, no work, nothing goes wrong,
reported at once where anyone reports, noticed at the first meeting, everybody present on all days.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from math import inf, isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gridsim.errors import Problem, ScenarioError
from gridsim.model.plan import Plan
from gridsim.model.ticks import tick
from gridsim.model.workload import ATTEMPTS, HOP_COLUMNS, HopMarks, Workload, hop_rows
from gridsim.vocabulary import Group

ALMOST_ONE = 1.0 - 2.0**-53  # below every share but 100 %
ISSUE_TIMES = ("occurred_min", "report_min", "clears_min", "filing_min", "patience_min")
ISSUE_SHARES = ("street_position", "household_position", "rejected")
ISSUE_WHOLES = ("grid", "street_meetings", "household_meetings")
ISSUE_WORDS = ("community", "category", "group")
NEUTRAL_HOP = {
    "dispatch_min": 0.0, "wrong": ALMOST_ONE, "back_min": 0.0, "walk_min": 0.0, "work_min": 0.0, "solved": 0.0,
    "false": ALMOST_ONE, "checked": ALMOST_ONE, "verify_min": 0.0, "repeat": ALMOST_ONE, "repeat_min": 0.0,
}  # fmt: skip
Row = Mapping[str, str]


def read_trace(plan: Plan, path: str) -> Workload:
    """The workload in the file at `path`. ScenarioError names every line and column that cannot be read."""
    try:
        with Path(path).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = [(reader.line_num, row) for row in reader]
            columns = list(reader.fieldnames or ())
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        fact = f"the workload cannot be read: {getattr(error, 'strerror', None) or error}"
        raise ScenarioError([Problem("unreadable", fact, "name a CSV file in UTF-8", path="workload")]) from None
    return _Trace(plan, path).workload(columns, rows)


class _Trace:
    """Reads rows and keeps every mistake."""

    def __init__(self, plan: Plan, path: str) -> None:
        self.plan = plan
        self.path = path
        self.problems: list[Problem] = []
        self.line = 1
        self.communities = [one.name for one in plan.communities]
        self.categories = [one.name for one in plan.categories]

    def workload(self, columns: Sequence[str], rows: Sequence[tuple[int, Row]]) -> Workload:
        self._check_columns(columns)
        issues: list[dict[str, float]] = []
        hops: list[list[dict[str, float]]] = []
        for self.line, row in rows:
            issues.append(self._issue(row))
            hops.append(self._hops(row, int(issues[-1]["category"])))
        if self.problems:
            raise ScenarioError(self.problems)
        order = sorted(
            range(len(issues)), key=lambda i: (*(issues[i][k] for k in ("occurred_min", "community", "category")), i)
        )
        return self._assembled([issues[i] for i in order], [hops[i] for i in order])

    def _check_columns(self, columns: Sequence[str]) -> None:
        known = {*ISSUE_TIMES, *ISSUE_SHARES, *ISSUE_WHOLES, *ISSUE_WORDS}
        for column in columns:
            if column not in known and _hop_column(column) is None:
                self._say("bad_column", f"unknown column '{column}'", "columns are the marks of the workload by name")
        for needed in ("occurred_min", "community", "category"):
            if needed not in columns:
                self._say("bad_column", f"column '{needed}' is missing", "every issue needs one")

    def _issue(self, row: Row) -> dict[str, float]:
        category = self._index(row, "category", self.categories)
        kind = self.plan.categories[category]
        reports = any(share > 0.0 for share in kind.reported_share)
        community = self._index(row, "community", self.communities)
        grids = self.plan.communities[community].grids
        return {
            "community": community,
            "category": category,
            "grid": self._number(row, "grid", 0.0, int, most=grids - 1),
            "group": self._index(row, "group", Group.words(), "local"),
            "occurred_min": self._time(row, "occurred_min", 0.0),
            "street_position": self._number(row, "street_position", 0.0, most=ALMOST_ONE),
            "household_position": self._number(row, "household_position", 0.0, most=ALMOST_ONE),
            "street_meetings": self._number(row, "street_meetings", float(kind.noticed_share[0] > 0.0), int),
            "household_meetings": self._number(row, "household_meetings", float(kind.noticed_share[1] > 0.0), int),
            "report_min": self._time(row, "report_min", 0.0 if reports else inf),
            "clears_min": self._time(row, "clears_min", inf),
            "filing_min": self._time(row, "filing_min", 0.0),
            "rejected": self._number(row, "rejected", ALMOST_ONE, most=1.0),
            "patience_min": self._time(row, "patience_min", inf),
        }

    def _hops(self, row: Row, category: int) -> list[dict[str, float]]:
        """The marks of every attempt and hop of an issue, flat."""
        hops = []
        for attempt in range(1, ATTEMPTS + 1):
            for hop in range(1 + len(self.plan.categories[category].route)):
                marks = {}
                for name, neutral in NEUTRAL_HOP.items():
                    column = f"{name}_a{attempt}_h{hop}"
                    if attempt == 1 and column not in row:
                        column = f"{name}_h{hop}"
                    read = self._time if name.endswith("_min") else self._number
                    marks[name] = read(row, column, neutral)
                hops.append(marks)
        return hops

    def _assembled(self, issues: list[dict[str, float]], hops: list[list[dict[str, float]]]) -> Workload:
        def column(name: str, dtype: type = np.float64) -> NDArray:  # type: ignore[type-arg]
            return np.array([issue[name] for issue in issues], dtype=dtype)

        flat = [marks for rows in hops for marks in rows]
        tables = {name: np.array([marks[name] for marks in flat]) for name in (*HOP_COLUMNS, "walk_min")}
        tables["walk_min"] = np.tile(tables["walk_min"][:, None], (1, max(1, len(self.plan.walks))))
        first = np.cumsum([0, *(len(rows) for rows in hops)])[:-1].astype(np.int64)
        width = np.array([len(rows) // ATTEMPTS for rows in hops], dtype=np.int64)
        return Workload(
            **{name: column(name, np.int64) for name in ("community", "category", "grid", "group")},
            **{name: column(name) for name in (*ISSUE_TIMES, "rejected")},
            position=np.column_stack([column("street_position"), column("household_position")]),
            meetings=np.column_stack([column("street_meetings", np.int64), column("household_meetings", np.int64)]),
            first_mark=first,
            later_mark=first + width,
            hops=HopMarks(hop_rows(tables)),
            presence=np.empty((0, 0)),
        )

    def _index(self, row: Row, name: str, words: Sequence[str], neutral: str | None = None) -> int:
        word = (row.get(name) or neutral or "").strip()
        if word not in words:
            self._say("unknown_name", f"unknown {name} '{word}'", f"known: {', '.join(words[:8])}")
            return 0
        return list(words).index(word)

    def _time(self, row: Row, name: str, neutral: float) -> float:
        """Minutes in whole ticks; `never` for what does not happen."""
        if (row.get(name) or "").strip() == "never":
            return inf
        minutes = self._number(row, name, neutral)
        return tick(minutes, self.plan.ticks_per_min) if isfinite(minutes) else minutes

    def _number(
        self, row: Row, name: str, neutral: float, kind: Callable[[str], float] = float, most: float = inf
    ) -> float:
        text = (row.get(name) or "").strip()
        if not text:
            return neutral
        try:
            number = kind(text)
        except ValueError:
            number = -1.0
        if not 0.0 <= number <= most or not isfinite(number):
            limit = "" if most == inf else f", at most {most:g}"
            self._say("not_a_number", f"{name} is '{text}'", f"write a number, 0 or more{limit}")
            return neutral
        return float(number)

    def _say(self, code: str, fact: str, hint: str) -> None:
        self.problems.append(Problem(code, fact, hint, f"{self.path}:{self.line}:1", "workload"))


def _hop_column(column: str) -> str | None:
    """The mark that a hop's column is of, if it is one."""
    name, _, hop = column.rpartition("_h")
    base, _, attempt = name.rpartition("_a")
    if not (base and attempt.isdigit()):
        base = name
    return base if hop.isdigit() and base in NEUTRAL_HOP else None
