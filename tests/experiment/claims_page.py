"""docs/claims.md: what `gridsim claims` says of the ledger that comes with gridsim.

PYTHONPATH=src:tests python -m experiment.claims_page     # prints it; some minutes on two cores
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from scenario.pages import _section

from gridsim.analysis.catalogue import MEASURES
from gridsim.experiment.claims import judge
from gridsim.experiment.claims_results import folder_of
from gridsim.report.claims import answer
from gridsim.results import Results
from gridsim.scenario.claims import load_claims, shipped_claims
from gridsim.scenario.claims_file import json_schema

REPLICATIONS, DRAWS = 20, 12
PLAYED = ("integrated-platform", "training", "many-hands")  # by `make test-slow`; the whole page by `make golden`
PAGE = """\
# The claims of the thesis, put to the test

<!-- Made by `make golden` (`python -m experiment.claims_page` prints it): do not edit. -->

A thesis on grid management claims that it works, and why. Here each claim is read as a comparison of two scenarios
([claims.yaml](../src/gridsim/scenarios/claims/claims.yaml)), and judged by a rule that is stated below and knows
nothing of the claim. The verdicts are of this model under its assumptions: they are no evidence about the real system.
Of the thesis only the opening is at hand: what stands under later titles is our reading of the title. The draws are
from ranges of ignorance: in many of them departments that are sized for the base have more than they can do
([patterns.md](patterns.md)), and what rounds find then waits for them.

    gridsim claims --replications {replications} --draws {draws}

```
{answer}```

The same run in Chinese (`--lang zh`):

```
{table}
```

## A ledger of your own

`gridsim claims ours.yaml` tests it, `gridsim validate ours.yaml` checks it with every scenario it names, and
`gridsim schema --claims` prints a JSON Schema for editors. No verdict is written: it is computed.

```yaml
{example}```

{keys}"""
EXAMPLE = """\
schema: gridsim/claims/1
name: ours
uncertain: {issues.sanitation.rate: uniform 60 to 500 per 1000 residents per year}
draws: {number: 12, replications: 2}
claims:
  - name: cut
    words: {en: A third fewer workers will not be felt.}
    page: p. 3 of the paper for the council
    given: paraphrase
    reading: {en: With 1 worker per 150 households an issue lasts at most 5 % longer or shorter.}
    base: urumqi-street
    other: one-per-150
    measure: exposure_mean_h
    says: stays
    smallest_difference: 5%
    tips: {path: roles.grid_worker.headcount.rule, range: 1 per 100 households to 1 per 300 households, set_in: other}
  - {name: peace, words: {en: The city is calmer.}, page: p. 4, given: quoted, outside: {en: Not in this model.}}
"""


def results(processes: int | None = None, names: Collection[str] = ()) -> Results:
    """The run of the page, or of the claims of some names alone: their numbers are the same."""
    units = {measure: info.unit for measure, info in MEASURES.items()}
    ledger = load_claims(shipped_claims(), units)
    if names:
        claims = tuple(one for one in ledger.claims if one.name in names)
        needed = {name for one in claims for name in (one.base, one.other)}
        cases = tuple(case for case in ledger.cases if case.name in needed)
        ledger = replace(ledger, claims=claims, cases=cases)
    return folder_of(judge(ledger, REPLICATIONS, draws=DRAWS, processes=processes))


def page(found: Results) -> str:
    """docs/claims.md."""
    chinese = "\n\n".join(answer(found, "zh").split("\n\n")[:3])
    return PAGE.format(
        replications=REPLICATIONS, draws=DRAWS, answer=answer(found), table=chinese, example=EXAMPLE, keys=keys()
    )


def keys() -> str:
    """Every key of a file of claims."""
    schema = json_schema()
    parts = {"The file": schema, **{name: schema["$defs"][name] for name in ("Claimed", "Tip")}}
    return "\n".join(_section(name, part) for name, part in parts.items())


def paragraphs(text: str) -> dict[str, str]:
    """What is said of each claim, by its name: with or without the other claims the same."""
    return dict(re.findall(r"^\d+\. ([\w-]+)(: .*?)\n(?:\n|```)", text, re.DOTALL | re.MULTILINE))


if __name__ == "__main__":
    print(page(results()), end="")
