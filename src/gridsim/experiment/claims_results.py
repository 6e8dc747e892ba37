"""The results folder of a ledger of claims: the comparison of all scenarios as written, and every claim's verdict."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pandas as pd

from gridsim.analysis.claims import AGREE
from gridsim.analysis.inference import FEW
from gridsim.experiment.claims import Found, Judged
from gridsim.experiment.contents import contents
from gridsim.results import Results
from gridsim.scenario.claims import as_facts
from gridsim.scenario.loader import dump, resolved


def folder_of(judged: Judged) -> Results:
    """What goes into the results folder: the comparison of all scenarios as written, and the ledger."""
    ledger = judged.ledger
    inputs = {f"{case.name}.yaml": dump(resolved(case.file, case.set)) for case in ledger.cases}
    results = contents(judged.comparison, inputs, f"claims-{ledger.name}")
    facts = {
        **results.facts,
        "computed": judged.computed,
        "reused": judged.reused,
        "claims": {
            "name": ledger.name,
            "agree": AGREE,
            "few": FEW,
            "draws": asdict(judged.wanted),
            "uncertain": {path: asdict(span) for path, span in ledger.uncertain.items()},
            "failed": [asdict(one) for one in judged.failed],
            "found": [_facts(one) for one in judged.found],
        },
    }
    tables = {"claims": _table(judged), "claims_over_draws": judged.over, "claims_drawn": judged.drawn}
    return replace(results, facts=facts, tables={**results.tables, **tables})


def _facts(one: Found) -> dict[str, Any]:
    facts: dict[str, Any] = {**as_facts(one.claim), "verdict": one.verdict}
    if one.written is None or one.held is None:
        return facts
    facts |= {"written": asdict(one.written), "held": asdict(one.held), "tipping": None}
    tipping = one.claim.tipping
    if tipping is not None:
        facts["tipping"] = {
            "path": tipping.path,
            "set_in": list(tipping.cases),
            "why": dict(tipping.why),
            "ends": [tipping.shown(number) for number in (tipping.span.ends[0], tipping.span.ends[-1])],
            "between": [tipping.shown(number) for number in one.between or ()],
            "sure": [tipping.shown(number) for number in one.sure or ()],
            "points": [{"set_to": tipping.shown(p.number), **asdict(p)} for p in one.points],
        }
    return facts


def _table(judged: Judged) -> pd.DataFrame:
    """A row for every claim."""
    columns = ["estimate", "low", "high", "n", "size"]
    rows = [
        {
            "claim": one.claim.name,
            "verdict": one.verdict,
            "measure": one.claim.measure,
            "by": one.claim.by,
            "group": one.claim.group,
            "scenario": one.claim.other,
            "baseline": one.claim.base,
            **{key: getattr(one.written, key, float("nan")) for key in columns},
            "held": getattr(one.held, "held", 0),
            "draws": getattr(one.held, "draws", 0),
        }
        for one in judged.found
    ]
    return pd.DataFrame(rows).rename(columns={"size": "smallest_difference"})
