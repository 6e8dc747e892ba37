"""Issues worth a closer look, by a word: `longest` and others."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from gridsim.errors import ResultsError
from gridsim.model.records import Records

# what each word looks for: a number for every issue, the largest is picked; NaN for those it is not about
PICKS: Mapping[str, Callable[[pd.DataFrame], pd.Series]] = {
    "longest": lambda issues: issues["closed_min"] - issues["occurred_min"],
    "left": lambda issues: (issues["filed_min"] - issues["occurred_min"]).where(issues["status"] == "left"),
    "pending": lambda issues: -issues["occurred_min"].where(issues["status"] == "pending"),
    "repeat": lambda issues: issues["repeats"].where(issues["repeats"] > 0),
}


def picked(records: Records, said: str) -> int:
    """The issue a person means by a number or by one of PICKS. ResultsError if it is neither, or there is none."""
    if said.isdecimal():
        return int(said)
    if said.startswith("-") and said[1:].isdecimal():
        raise ResultsError(f"there is no issue {said}: they are numbered from 0")
    if said not in PICKS:
        raise ResultsError(f"'{said}' is no issue: give its number, or one of {', '.join(PICKS)}")
    found = PICKS[said](records.issues).dropna()
    if found.empty:
        raise ResultsError(f"this replication has no issue for '{said}'")
    return int(found.index[int(found.argmax())])
