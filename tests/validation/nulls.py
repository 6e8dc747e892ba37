"""How often `compare` sees a difference where there is none, and how often one that is known.

    PYTHONPATH=src:tests python -m validation.nulls     # prints the table of docs/validation.md

Every community of a world is a town of its own: nothing is shared, so 200 towns are 200 comparisons, each answered as
`compare` answers. With seeds of their own the two scenarios of a comparison meet different issues, and only chance
tells them apart; on equal histories they are paired, as in the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import pandas as pd

import gridsim as gs
from gridsim.analysis.inference import HEADLINE
from gridsim.experiment import Comparison, RunResult
from gridsim.experiment.comparison import SAME, UNSURE
from gridsim.scenario.loader import loads

TOWNS = 200
REPLICATIONS = 20
CALLS_PER_HOUR, SERVED_PER_HOUR = 1.4, 2.0
SPEEDS = (1.02, 1.05, 1.1, 1.25)

QUEUE = """\
schema: gridsim/scenario/1
name: queue
time: {start: 2013-01-07, horizon: 10 days, warm_up: 2 days}
places: {list: [@]}
timetables: {round_the_clock: {mon-sun: {"00:00-24:00": standby}}}
roles: [{name: worker, headcount: 1 per community, handles: all, timetables: [round_the_clock]}]
issues:
  - {name: call, rate: 1.4 per community per hour, reported: at once, work: exponential(mean 30 min),
     limits: {response: 1 h, clock: always}}
"""
STREET = """\
schema: gridsim/scenario/1
name: street
time: {start: 2013-01-07, horizon: 16 days, warm_up: 2 days}
places: {list: [@]}
calendars: {office: {mon-fri: ["09:00-17:00"]}}
timetables: {day: {mon-sun: {"08:00-12:00": standby, "12:00-18:00": street_round}}}
roles:
  - {name: worker, headcount: 2 per community, handles: all, timetables: [day], round: {street: 60 min per grid},
     walk: {within_grid: constant(5 min), per_step: 2 min}}
issues:
  - name: litter
    service: sanitation
    rate: 6 per community per day
    seen_on: {street: 50%}
    reported: {local: 60%, migrant: 40%, after: exponential(mean 3 h)}
    clears: exponential(mean 2 days)
    work: exponential(mean 40 min)
    solved_on_site: 60%
    route: [team]
    limits: {response: 8 h, resolution: 2 days, clock: always}
departments: [{name: team, tier: subdistrict, crews: 1, calendar: office, work: exponential(mean 2 h)}]
"""
WORLDS: Mapping[str, str] = {"queue": QUEUE, "street": STREET}
TOWN = "{{name: c{0}, type: residential, households: 300, persons_per_household: 2.5, grids: 3, subdistrict: s{0}}}"


@dataclass(frozen=True)
class Found:
    """What so many comparisons said: their words, and the estimates of the first headline measure's difference."""

    words: Counter[str]
    differences: tuple[float, ...]
    unadjusted: int  # comparisons in which some judged 95 % interval is without 0

    @property
    def seen(self) -> int:
        """Comparisons that saw a difference, rightly or wrongly."""
        return self.words["better"] + self.words["worse"]


@lru_cache(maxsize=4)
def ran(text: str, name: str, seed: int, towns: int = TOWNS, replications: int = REPLICATIONS) -> RunResult:
    """All towns of a world under a seed."""
    places = ", ".join(TOWN.format(i) for i in range(towns))
    scenario = loads(text.replace("@", places), {"name": name})
    return gs.run(scenario, replications, seed, processes=1)


def faster(speed: float) -> str:
    """The queue with a worker so many times as fast."""
    return QUEUE.replace("handles: all", f"speed: {speed}, handles: all")


def answered(base: RunResult, other: RunResult) -> Found:
    """Every town's comparison as `compare` answers it."""
    words, estimates, unadjusted = Counter[str](), [], 0
    of = {one.name: _by_town(one) for one in (base, other)}
    for town in of[base.name]:
        pair = tuple(replace(one, tables={"replications": of[one.name][town]}) for one in (base, other))
        comparison = Comparison(pair, base.name)
        words[comparison.answers[0].verdict] += 1
        rows = comparison.verdicts
        estimates.append(float(rows.set_index("measure").loc[HEADLINE[0], "estimate"]))
        unadjusted += int(((rows["low"] > 0) | (rows["high"] < 0)).any())
    return Found(words, tuple(estimates), unadjusted)


def _by_town(run: RunResult) -> dict[str, pd.DataFrame]:
    """The measures of each town, as if it were all there is."""
    rows = run.replications
    rows = rows[(rows["by"] == "community") & rows["measure"].isin(HEADLINE)]
    return {str(town): table.assign(by="all", group="all") for town, table in rows.groupby("group", sort=False)}


def nulls(world: str, towns: int = TOWNS, replications: int = REPLICATIONS) -> Found:
    """Comparisons of a world with itself, where the seeds of demand alone differ."""
    names = {"base": 1, "other": 2}
    return answered(*(ran(WORLDS[world], name, seed, towns, replications) for name, seed in names.items()))


def shorter_h(speed: float) -> float:
    """By how much the textbook's M/M/1 shortens the mean time in the queue and at work."""
    return 1 / (SERVED_PER_HOUR - CALLS_PER_HOUR) - 1 / (SERVED_PER_HOUR * speed - CALLS_PER_HOUR)


def lines() -> list[str]:
    """The tables of docs/validation.md."""
    rows = ["| world | better or worse | without adjusting | no difference that matters | cannot tell |"]
    rows.append("|---|---|---|---|---|")
    for world in WORLDS:
        found = nulls(world)
        same, unsure = (found.words[word] for word in (SAME, UNSURE))
        rows.append(
            f"| {world} | {_share(found.seen)} | {_share(found.unadjusted)} | {_share(same)} | {_share(unsure)} |"
        )
    rows += [
        "",
        "| worker faster by | exposure, theory | exposure, measured | seen, equal histories | seen, own seeds |",
    ]
    rows.append("|---|---|---|---|---|")
    base = ran(QUEUE, "base", 1)
    for speed in SPEEDS:
        paired, alone = (answered(base, ran(faster(speed), "other", seed)) for seed in (1, 2))
        rows.append(
            f"| {100 * (speed - 1):.0f} % | −{shorter_h(speed):.3f} h | −{-sum(paired.differences) / TOWNS:.3f} h "
            f"| {_share(paired.words['better'])} | {_share(alone.words['better'])} |"
        )
    return rows


def _share(count: int) -> str:
    return f"{100 * count / TOWNS:g} %"


if __name__ == "__main__":
    print("\n".join(lines()))
