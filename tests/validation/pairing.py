"""What pairing saves in the demo's comparison, and the same histories paired wrongly on purpose.

    PYTHONPATH=src:tests python -m validation.pairing     # prints the tables of docs/validation.md

Pairing replication r of one scenario with r + 7 of the other leaves the same values with nothing in common: what
independent seeds give. Their intervals must be as wide as `independent_n` says.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

import gridsim as gs
from gridsim.analysis.catalogue import MEASURES
from gridsim.analysis.inference import HEADLINE, differences

DEMO = ("urumqi-street", "migrant-top-up", "one-per-150")
REPLICATIONS = 20
WRONG_BY = 7


def values(replications: int = REPLICATIONS) -> pd.DataFrame:
    """The measures of all issues in every replication of the demo."""
    answer = gs.compare([gs.load(name) for name in DEMO], replications=replications, engine="compiled", processes=1)
    return answer.replications[answer.replications["by"] == "all"]


def wrongly_paired(table: pd.DataFrame) -> pd.DataFrame:
    """The differences of the demo when every pair is of two different histories."""
    count = table["replication"].nunique()
    moved = (table["replication"] + WRONG_BY) % count
    return differences(
        table.assign(replication=table["replication"].where(table["scenario"] == DEMO[0], moved)), DEMO[0]
    )


def widths(table: pd.DataFrame) -> pd.DataFrame:
    """Half-widths of the headline differences: paired, wrongly paired, and as independent seeds should give them."""
    keys = ["scenario", "measure"]
    paired, wrong = (one.set_index(keys) for one in (differences(table, DEMO[0]), wrongly_paired(table)))
    half, half_wrong = ((one["high"] - one["low"]) / 2 for one in (paired, wrong))
    foreseen = half * np.sqrt(paired["independent_n"] / paired["n"])
    rows = paired.assign(half=half, wrong=half_wrong, foreseen=foreseen).reset_index()
    return rows[rows["measure"].isin(HEADLINE)]


def lines(table: pd.DataFrame) -> list[str]:
    """The tables of docs/validation.md: where pairing helps least, and the half-widths."""
    found = differences(table, DEMO[0])
    varies = found[found["independent_n"].notna()]
    rows = ["| scenario | measure | correlation | own seeds | pairing |", "|---|---|---|---|---|"]
    for name in DEMO[1:]:
        rows += [
            f"| {name} | {MEASURES[one['measure']].label_en} | {one['correlation']:.2f} | {one['independent_n']:.0f} "
            f"| {one['pairing']} |"
            for one in varies[varies["scenario"] == name].nsmallest(5, "correlation").to_dict("records")
        ]
    rows += ["| scenario | measure | paired ± | wrongly paired ± | foreseen ± |", "|---|---|---|---|---|"]
    rows += [
        f"| {one['scenario']} | {MEASURES[one['measure']].label_en} | {one['half']:.3g} | {one['wrong']:.3g} "
        f"| {one['foreseen']:.3g} |"
        for one in widths(table).to_dict("records")
    ]
    return rows


if __name__ == "__main__":
    print("\n".join(lines(values())))
