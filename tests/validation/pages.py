"""docs/validation-cases.md, made from the table of cases that comes with gridsim, and what the model cannot say."""

from __future__ import annotations

from collections.abc import Iterator

from gridsim.experiment.selftest import ERROR, REPLICATIONS, Case, Quantity, cases

NOT_SAID = {  # cases of the shared table that no scenario file can say, and why
    "simmer-MM23": "No queue has room for a given number only: a visitor leaves by patience, not because others wait.",
    "HL-priority-PR-1": "A piece of work that has begun is finished; nothing urgent interrupts and resumes it.",
    "Winston-Gotham-repair": "Issues arise at rates that do not depend on how many are open: no finite source.",
    "Ross-3-stations": "A case goes up a route and never back from one department to an earlier one.",
    "Ross-2-servers": "Half of what the first server ends would have to go up, a quarter of what the second ends come "
    "back to the first, without end: repeats come back from both, and four attempts at most.",
    "feedback-25pct": "A false fix comes back three times at most (four attempts), not without end: "
    "1.328 passes instead of 1.333 on average, and so 3.92 issues open instead of 4.",
    "geom-manhattan-uniform": "Distances are whole steps between grids of a lattice, not between points of a plane.",
    "geom-manhattan-center": "Distances are whole steps between grids of a lattice, not between points of a plane.",
    "geom-euclid-square": "Distances are whole steps between grids of a lattice, never as the crow flies.",
    "hypercube-3-zero": "Only visitors to a counter leave when all are busy, and a counter knows no grids.",
    "escalation-timer-inf": "A case goes up when an attend ends unsolved, never because a time has passed.",
    "duplicates-MGinf": "An issue is known once: further reports of the same one are not counted.",
}
TOO_DEAR = {  # can be said, and is not run
    "MG1-LN2": "As MG1-M with lognormal work; 5 % would take 9 million issues, and MH2c-2-0.8 has work as variable.",
    "HalfinWhitt-1.0": "As HalfinWhitt-0.5 with 110 workers; 5 % would take 8 million issues.",
    "HalfinWhitt-1.5": "As HalfinWhitt-0.5 with 115 workers; 5 % would take 11 million issues.",
    "HalfinWhitt-2.0": "As HalfinWhitt-0.5 with 120 workers; 5 % would take 40 million issues.",
}
PAGE = """\
# Queueing theory against simulation

<!-- Made from the code by `make golden`: do not edit. -->

`gridsim selftest` runs small scenarios whose answers are known and says whether the simulation meets them. They are
ordinary scenario files in [src/gridsim/scenarios/validation](../src/gridsim/scenarios/validation): `gridsim run` reads
them too, and nothing in the program knows that they are tests. The values of theory are those of a table of {shared}
cases: {said} of them can be said in this model and are run, {dear} can be said and are too dear, {unsaid} cannot be
said.

Each quantity is estimated from {replications} independent replications after a warm-up. Of issues, those count that
occurred between the warm-up and as long before the horizon, so that none is cut off. An interval is Student's t over
replications, each of hundreds or thousands of issues, so that averages are nearly normal; the luck of what was drawn
(how many issues, how long their work and patience) is taken out by regression on its known mean, and theory must lie
inside the usual interval too. All intervals of a look are
joint: if the program is right, theory lies inside all of them with {sure} % (Bonferroni: the error of {error} % is
shared out evenly over the quantities). Seeds are fixed, so a pass is a pass for good.

- A **short** look (`gridsim selftest`; in `make test` the lightest cases) has half-widths of at most 5 %.
- A **long** look (`make test-slow`) observes most scenarios many times as long: half-widths of at most 2 %. The
  {heavy} quantities in *italics* are left to the long look.
- Histories worked by hand are met to the tick.

Both engines give these cases the same tables to the last bit, so their answers are the same numbers.

| case | scenario | quantity | theory | source |
|---|---|---|---|---|
{rows}

`P_wait` is the share that waits, `Wq` the mean wait in the queue, `W` the mean time to closing, `L` the mean backlog,
`rho` the share of time at work, `B` the share lost, `E_L_h` and `m_h` the mean backlog at hour h of the day. In
ErlangC-360-55 a minute of the scenario is a second of the source, in ErlangA-50 an hour is a minute. The mean ratio of
pooling-10x1-vs-1x10 follows from its two waits. Of the two patrol-vacation cases only the wait with rounds that a call
interrupts can be said: rounds that go on are vacations of the server, which the model has not. The demand of
Mt-M-10-sin and MtGinf-sin is a step an hour instead of a smooth sine, and theory is that of the steps; the same
equations give the table's values for the smooth one.

## What is not run

| case | why |
|---|---|
{not_run}
"""


def page() -> str:
    """The whole page."""
    all_cases = cases()
    said = {name for case in all_cases for name in sources_of(case)}
    return PAGE.format(
        shared=len(said) + len(NOT_SAID) + len(TOO_DEAR), said=len(said), dear=len(TOO_DEAR), unsaid=len(NOT_SAID),
        heavy=sum(one.heavy for case in all_cases for one in case.quantities), replications=REPLICATIONS,
        sure=round(100 * (1 - ERROR)), error=f"{100 * ERROR:g}",
        rows="\n".join(row for case in all_cases for row in _rows(case)),
        not_run="\n".join(f"| {name} | {why} |" for name, why in {**TOO_DEAR, **NOT_SAID}.items()),
    )  # fmt: skip


def sources_of(case: Case) -> list[str]:
    """The cases of the shared table that one of ours stands for; a part of one is named after a slash."""
    return [name.partition("/")[0] for name in case.id.split(", ")]


def _rows(case: Case) -> Iterator[str]:
    changed = "".join(f", {path}: {value}" for path, value in case.settings.items())
    file = f"[{case.scenario}](../src/gridsim/scenarios/validation/{case.scenario}){changed}"
    for number, one in enumerate(case.quantities):
        first = (case.id, file, case.source) if number == 0 else ("", "", "")
        name = f"*{one.name}*" if one.heavy else one.name
        yield f"| {first[0]} | {first[1]} | {name} | {_theory(one)} | {first[2]} |"


def _theory(one: Quantity) -> str:
    unit = "" if one.unit == "share" else f" {one.unit}"
    return f"{one.theory:.5g}{unit}"
