"""What looking for a headcount puts into its results folder: a comparison with what it found, and how it did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from math import nan
from typing import Any

import pandas as pd

from gridsim.analysis.binding import Binding
from gridsim.analysis.returns import Doubled, doubled, knee, last_parts
from gridsim.analysis.targets import Shown
from gridsim.experiment.comparison import Comparison
from gridsim.experiment.contents import contents
from gridsim.experiment.staffing import StaffFor
from gridsim.results import Results

LEAST_WAIT_H = 1 / 60  # for people, per issue, that more of them could shorten
COLUMNS = ["workers", "rule", "histories", "n", "estimate", "low", "high", "shown"]


def results_of(done: StaffFor, comparison: Comparison, inputs: Mapping[str, str]) -> Results:
    """The results folder; `comparison` is of the scenario as written with the answer, where that can be written."""
    whole = contents(comparison, inputs, f"{comparison.baseline}-staff-for")
    facts = {**whole.facts, "computed": done.computed, "reused": done.reused, "staff_for": document(done)}
    tables = {**whole.tables, "staffing": _table(done)}
    if done.ladder.by == "allocation" and done.found.answer is not None:
        tables["allocation"] = _allocation(done)
    return replace(whole, facts=facts, tables=tables)


def document(done: StaffFor) -> dict[str, Any]:
    """What was found, for a reader and for other programs."""
    found, rungs = done.found, done.ladder.rungs
    at = found.answer if found.answer is not None else max(found.searched)
    curve = sorted(found.searched)
    counts, means = [rungs[i].workers for i in curve], [found.searched[i].estimate for i in curve]
    workers = [float(count) for count in counts]
    bend = knee(workers, means, done.target)
    return {
        "scenario": done.ladder.scenario.name,
        "target": asdict(done.target),
        "role": done.ladder.role,
        "by": done.ladder.by,
        "today": sum(done.ladder.now),
        "most": rungs[-1].workers,
        "at_most": done.at_most,
        "outcome": _outcome(done),
        "answer": None if found.answer is None else _rung(done, found.answer),
        "candidate": None if found.candidate is None else _rung(done, found.candidate),
        "confidence": done.confidence,
        "level": found.level,
        "seed": done.seed,
        "file": done.ladder.scenario.workload is not None,
        "replications": done.replications,
        "fresh": done.fresh,
        "tested": [rungs[i].workers for i in found.tested],
        "unseen": found.unseen,
        "worse_above": [rungs[i].workers for i in found.worse_above],
        "curve": [_seen(done, i) for i in sorted({*found.searched, *found.confirmed})],
        "knee": None if bend is None else rungs[curve[bend]].workers,
        "doubled": None if (twice := doubled(counts, means, done.target)) is None else asdict(twice),
        "trend": _trend(twice, done.binding.get(max(found.searched))),
        "last_parts": [asdict(part) for part in last_parts(workers, means, done.target)],
        "binding": {"workers": rungs[at].workers, **asdict(done.binding[at])} if at in done.binding else None,
        "dealt_as_now": None if done.dealt is None else asdict(done.dealt),
        "remedies": [asdict(one) for one in done.remedies],
        "remedy_level": done.remedy_level,
    }


def _trend(twice: Doubled | None, binding: Binding | None) -> str:
    """Whether more workers than the most looked at may help: only (no other headcount), rises, unclear, flat.

    A curve is flat below the load that its workers can carry, too: while issues wait for people nothing is settled.
    """
    if twice is None:
        return "only"
    if twice.helps:
        return "rises"
    waits = binding is not None and binding.word == "people" and binding.waiting_h["people"] > LEAST_WAIT_H
    return "unclear" if waits else "flat"


def _outcome(done: StaffFor) -> str:
    """found; unproved: one seemed to meet the target and was not shown to; else impossible as far as was looked."""
    if done.found.answer is not None:
        return "found"
    return "impossible" if done.found.candidate is None else "unproved"


def _rung(done: StaffFor, i: int) -> dict[str, Any]:
    rung = done.ladder.rungs[i]
    return {"workers": rung.workers, "rule": rung.rule, "set": done.ladder.settings(i)}


def _seen(done: StaffFor, i: int) -> dict[str, Any]:
    """A point of the curve: what the search and the test showed."""
    searched, confirmed = done.found.searched.get(i), done.found.confirmed.get(i)
    return {
        **_rung(done, i),
        "searched": None if searched is None else asdict(searched),
        "tested": None if confirmed is None else asdict(confirmed),
        "binds": done.binding[i].word if i in done.binding else None,
    }


def _table(done: StaffFor) -> pd.DataFrame:
    """Every headcount that was run, on which histories, and what it showed."""
    groups = (("search", done.found.searched), ("fresh", done.found.confirmed))
    rows = [_row(done, i, kind, one) for kind, group in groups for i, one in sorted(group.items())]
    return pd.DataFrame(rows, columns=COLUMNS)


def _row(done: StaffFor, i: int, histories: str, one: Shown) -> tuple[object, ...]:
    rung = done.ladder.rungs[i]
    numbers = [value if abs(value) < float("inf") else nan for value in (one.estimate, one.low, one.high)]
    return (rung.workers, rung.rule, histories, one.n, *numbers, one.word)


def _allocation(done: StaffFor) -> pd.DataFrame:
    """The workers of the role in each community: as the scenario says, and in the best allocation."""
    assert done.found.answer is not None
    best = done.ladder.rungs[done.found.answer].counts
    places = done.ladder.plan(done.found.answer).communities
    rows = [
        (one.name, one.type.word, one.households, now, then)
        for one, now, then in zip(places, done.ladder.now, best, strict=True)
    ]
    return pd.DataFrame(rows, columns=["community", "type", "households", "workers_now", "workers"])
