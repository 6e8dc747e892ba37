"""Results that several tests make pages of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
from experiment.small import write_small

import gridsim as gs
from gridsim.experiment import contents
from gridsim.results import Results
from gridsim.scenario.loader import dump, resolved

MANIFEST: Mapping[str, Any] = {
    "gridsim": "0.1.0",
    "command": "gridsim compare a b",
    "files": {"summary.csv": "ab" * 32},
}


CLAIMS = """\
schema: gridsim/claims/1
name: ours
claims:
""" + "".join(
    f"""\
  - name: a-claim-with-a-long-name-{i}
    words: {{en: "{"Time per case from 29.86 to 5.24 h (Hangzhou 2006 to 2012)." if i % 2 else "Supervision."}"}}
    page: official figures of other cities, repeated by the press
    given: paraphrase
    reading: {{en: From filing to the fix the median time falls by at least 70 %.}}
    base: small.yaml
    other: fewer.yaml
    measure: exposure_mean_h
    says: falls
    tips: {{path: roles.worker.speed, range: 0.5 to 2, set_in: other}}
"""
    for i in range(14)
)


def compared(folder: Path) -> Results:
    """The small world and the one with fewer workers, four replications of each."""
    paths = write_small(folder)
    inputs = {f"{path.stem}.yaml": dump(resolved(path)) for path in paths}
    return contents(gs.compare([gs.load(path) for path in paths], replications=4, processes=1), inputs)


def write_special(folder: Path) -> None:
    """The small world, one of it with ranges as long as those of shipped scenarios, and a ledger of long claims."""
    small = write_small(folder)[0].read_text(encoding="utf-8")
    ranged = small.replace("work: {kind: assumption}", "work: {kind: assumption, range: 20 min to 60 min}")
    rate = "  issues.litter.rate: {kind: assumption, range: 60 to 500 per 1000 residents per year}\n"
    ranged = ranged.replace("evidence:\n", f"evidence:\n{rate}")
    (folder / "ranged.yaml").write_text(ranged, encoding="utf-8")
    (folder / "ours.yaml").write_text(CLAIMS, encoding="utf-8")


def many(results: Results, count: int) -> Results:
    """The results with the second scenario again and again, each time with another number of workers."""
    facts = json.loads(json.dumps(results.facts))
    names = [f"point-{i}" for i in range(count)]
    other, answer = facts["scenarios"][1], facts["comparisons"][0]
    facts["scenarios"] = [facts["scenarios"][0], *({**other, "name": one, "staff": {"worker": 5 + i}}
                                                   for i, one in enumerate(names))]  # fmt: skip
    facts["comparisons"] = [{**answer, "scenario": one} for one in names]
    facts["hashes"] = {}

    def again(table: pd.DataFrame) -> pd.DataFrame:
        rows = table[table["scenario"] == "fewer"]
        return pd.concat([table[table["scenario"] == "small"], *(rows.assign(scenario=one) for one in names)])

    tables = {name: again(table) for name, table in results.tables.items()}
    tables["points"] = pd.DataFrame({"scenario": names, "path": "roles.worker.headcount", "set_to": [
        f"{i} per community" for i in range(count)]})  # fmt: skip
    return replace(results, facts=facts, tables=tables, summary=again(results.summary),
                   differences=again(results.differences))  # fmt: skip
