"""The workload: what may change it, and what must not."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from numpy.typing import NDArray

from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.workload import ATTEMPTS, Workload, draw
from gridsim.scenario.loader import loads

TOWN = """\
schema: gridsim/scenario/1
name: town
time: {start: 2013-01-07, horizon: HORIZON days}
places: {list: [PLACES]}
timetables: {shift: {mon-fri: {"10:00-14:00": standby}}}
roles:
  - {name: worker, headcount: WORKERS per community, handles: all, timetables: [shift],
     walk: {within_grid: exponential(mean 5 min)}}
issues: [ISSUES]
departments: [{name: bureau, tier: district, crews: 1, work: exponential(mean 2 h)}]
command: {filing: exponential(mean 20 min), dispatch: exponential(mean 15 min)}
verification: {false_fix: 20%, repeat: {share: 50%, after: 1 day}}
"""
C1 = "{name: c1, type: residential, households: 900, persons_per_household: 2.5, migrant_share: 30%, grids: 9}"
C2 = C1.replace("c1", "c2")
LITTER = (
    "{name: litter, rate: RATE per community per day, work: lognormal(mean 35 min; sd 20 min), day_effect: 40%, "
    "seen_on: {street: 60%}, reported: {local: 35%, migrant: 25%, after: exponential(mean 10 h)}, "
    "clears: exponential(mean 3 days), solved_on_site: 60%, route: [bureau]}"
)
LAMP = "{name: lamp, rate: 2 per community per day, work: 1 h}"


def plan(horizon: int = 60, places: str = C1, workers: int = 2, issues: str = LITTER, rate: float = 5) -> Plan:
    text = TOWN.replace("HORIZON", str(horizon)).replace("PLACES", places).replace("WORKERS", str(workers))
    return compile_plan(loads(text.replace("ISSUES", issues).replace("RATE", str(rate))))


def lives(of: Plan, category: str = "litter", community: str = "c1") -> dict[float, tuple[object, ...]]:
    """Every mark of every issue of one category and community, by its onset."""
    work = draw(of, seed=1, replication=0)
    k = [one.name for one in of.categories].index(category)
    c = [one.name for one in of.communities].index(community)
    table = {}
    for i in np.flatnonzero((work.category == k) & (work.community == c)):
        once = tuple(
            tuple(np.atleast_1d(getattr(work, f.name)[i]))
            for f in fields(Workload)
            if f.name not in ("community", "category", "first_mark", "later_mark", "hops", "occurred_min", "presence")
        )
        rows = [row for attempt in attempts(of, work, i) for row in attempt]
        hops = tuple(tuple(np.ravel(getattr(work.hops, f.name)[rows])) for f in fields(work.hops))
        table[float(work.occurred_min[i])] = (once, hops)
    return table


def attempts(of: Plan, work: Workload, i: int) -> list[range]:
    """The rows of `hops` of every attempt that an issue can come to."""
    category = of.categories[work.category[i]]
    width = 1 + len(category.route)
    begins = [work.first_mark[i], *(work.later_mark[i] + attempt * width for attempt in range(ATTEMPTS - 1))]
    goes_up = work.hops.solved[begins[0]] >= category.solved_on_site
    made = [range(begins[0], begins[0] + (width if goes_up else 1))]
    while len(made) < ATTEMPTS and (work.hops.false[made[-1]] < of.verification.false_share).any():
        made.append(range(begins[len(made)], begins[len(made)] + width))
    return made


def test_the_same_seed_gives_the_same_workload_and_another_another() -> None:
    one = plan()
    assert draw(one, 1, 3).hash == draw(one, 1, 3).hash
    assert len({draw(one, seed, rep).hash for seed in (1, 2) for rep in (0, 1)}) == 4


@pytest.mark.parametrize(
    "changed",
    [{"places": f"{C2}, {C1}"}, {"issues": f"{LAMP}, {LITTER}"}, {"workers": 9}],
    ids=["a community more", "a category more", "more workers"],
)
def test_adding_something_changes_no_mark(changed: dict[str, object]) -> None:
    assert lives(plan(**changed)) == lives(plan())  # type: ignore[arg-type]
    assert len(lives(plan())) > 200


@pytest.mark.parametrize("changed", [{"rate": 7.5}, {"horizon": 90}], ids=["a higher rate", "a longer horizon"])
def test_more_demand_adds_issues_and_changes_no_mark(changed: dict[str, object]) -> None:
    before, after = lives(plan()), lives(plan(**changed))  # type: ignore[arg-type]
    assert len(after) > 1.2 * len(before)
    assert {onset: after[onset] for onset in before} == before


def test_issues_are_numbered_by_onset_and_lie_before_the_horizon() -> None:
    work = draw(plan(places=f"{C1}, {C2}", issues=f"{LITTER}, {LAMP}"), 1, 0)
    assert (np.diff(work.occurred_min) >= 0).all()
    assert work.occurred_min.max() < 60 * 1440
    scaled = work.occurred_min * 2**20
    assert (scaled == np.floor(scaled)).all()


def test_there_is_a_row_for_every_attempt_an_issue_can_come_to_and_no_other() -> None:
    town = plan(places=f"{C1}, {C2}", issues=f"{LITTER}, {LAMP}")
    work = draw(town, 1, 0)
    rows = [attempts(town, work, i) for i in range(len(work))]
    first = [row for made in rows for row in made[0]]
    later = [row for made in rows for attempt in made[1:] for row in attempt]
    assert sorted(first + later) == list(range(len(work.hops.solved)))
    assert {len(made[0]) for made in rows} == {1, 2}
    assert [mark >= 0 for mark in work.later_mark] == [len(made) > 1 for made in rows]
    assert {len(made) for made in rows} == {1, 2, 3, 4}


def test_whole_numbers_are_narrow_whoever_makes_the_table() -> None:
    work = draw(plan(), 1, 0)
    wide = replace(work, category=work.category.astype(np.int64), meetings=np.full((len(work), 2), 2**40))
    assert wide.category.dtype == work.category.dtype == np.int16
    assert (wide.category == work.category).all()
    assert (wide.meetings == 2**31 - 1).all()  # still never: it does not wrap round to soon


def test_means_are_those_of_the_plan() -> None:
    one = plan(horizon=2000)
    work = draw(one, 1, 0)
    n = len(work)
    assert n / 2000 == pytest.approx(5, rel=0.04)  # day effect of 40 %: 4 standard errors are 4 %
    assert work.hops.work_min[work.first_mark].mean() == pytest.approx(35, rel=0.03)
    goes_up = work.first_mark[work.hops.solved[work.first_mark] >= 0.6]
    assert len(goes_up) / n == pytest.approx(0.4, abs=0.02)
    assert work.hops.work_min[goes_up + 1].mean() == pytest.approx(120, rel=0.06)
    assert np.isfinite(work.report_min).mean() == pytest.approx(0.7 * 0.35 + 0.3 * 0.25, abs=0.02)
    assert work.meetings[:, 0].mean() == pytest.approx(1 / 0.6, rel=0.03)
    assert (work.grid == 4).mean() == pytest.approx(1 / 9, abs=0.015)
    assert (work.later_mark >= 0).mean() == pytest.approx(1 - 0.8 * (1 - 0.4 * 0.2), abs=0.02)  # 20 % of each hop


def test_the_day_effect_is_one_factor_for_the_whole_city() -> None:
    town = plan(horizon=2000, places=f"{C1}, {C2}")
    work = draw(town, 1, 0)
    days = [np.bincount((work.occurred_min[work.community == c] // 1440).astype(int), minlength=2000) for c in (0, 1)]
    assert np.cov(*days)[0, 1] == pytest.approx((5 * 0.4) ** 2, rel=0.25)
    assert days[0].var() == pytest.approx(5 + (5 * 0.4) ** 2, rel=0.2)


def test_presence_has_a_row_of_its_own_for_each_worker() -> None:
    few = drawn_presence(plan(workers=2), 0.9)
    many = drawn_presence(plan(workers=5, horizon=90), 0.5)
    assert (many[:2, :60] == few).all()
    assert few.shape == (2, 60)
    assert few.min() >= 0.0
    assert few.max() < 1.0


def drawn_presence(town: Plan, share: float) -> NDArray[np.float64]:
    roles = tuple(replace(role, present_share=share) for role in town.roles)
    return draw(replace(town, roles=roles), 1, 0).presence


def test_nothing_is_drawn_for_those_who_are_always_there() -> None:
    assert draw(plan(workers=2), 1, 0).presence.shape == (0, 0)
