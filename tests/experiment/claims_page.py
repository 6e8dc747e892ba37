"""docs/claims.md: what `gridsim claims` says of the ledger that comes with gridsim.

PYTHONPATH=src:tests python -m experiment.claims_page     # prints it; some minutes on two cores
"""

from __future__ import annotations

from gridsim.analysis.catalogue import MEASURES
from gridsim.experiment.claims import folder_of, judge
from gridsim.report.claims import answer
from gridsim.results import Results
from gridsim.scenario.claims import load_claims, shipped_claims

REPLICATIONS, DRAWS = 20, 12
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
"""


def results(processes: int | None = None) -> Results:
    """The run of the page."""
    units = {measure: info.unit for measure, info in MEASURES.items()}
    ledger = load_claims(shipped_claims(), units)
    return folder_of(judge(ledger, REPLICATIONS, draws=DRAWS, processes=processes))


def page(found: Results) -> str:
    """docs/claims.md."""
    chinese = "\n\n".join(answer(found, "zh").split("\n\n")[:3])
    return PAGE.format(replications=REPLICATIONS, draws=DRAWS, answer=answer(found), table=chinese)


if __name__ == "__main__":
    print(page(results()), end="")
