"""Two engines, one history: every table equal to the last bit, on random cities and on all that is shipped.

A case that fails says its seed and its scenario file; `Case(seed)` plays it again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files

import pandas as pd
import pytest
from engines.draws import Data
from engines.scenarios import Case, prepare, without

from gridsim.engines import compiled, simulate
from gridsim.engines.compiled.from_plan import tables_of
from gridsim.engines.compiled.loop import MOST_AT_ONCE
from gridsim.engines.compiled.state import State, grown, room_at_once
from gridsim.errors import ScenarioError
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.presence import Presence, absent_days
from gridsim.model.records import Records
from gridsim.model.timetable import activity_at
from gridsim.model.workload import Workload, draw
from gridsim.scenario.loader import load
from gridsim.vocabulary import Activity, Channel, Outcome, Status, Tier, Word, WorkKind

FAST, SLOW = 120, 2120  # cases of `make test` and of the slow proof
ENOUGH = 2  # cases of the fast ones in which everything happens
MATTERS = 3  # cases of the slow ones in which a mechanism changes what happens

SHIPPED = sorted(one.name.removesuffix(".yaml") for one in (files("gridsim") / "scenarios").iterdir()
                 if one.name.endswith(".yaml"))  # fmt: skip
LONGEST = {"urumqi-city": "5 days"}  # what the reference engine can do in seconds

WORDS: dict[str, tuple[str, type[Word]]] = {  # columns of words: whose table, which words
    "status": ("issues", Status),
    "channel": ("issues", Channel),
    "tier": ("issues", Tier),
    "kind": ("work", WorkKind),
    "outcome": ("work", Outcome),
}
FOUND = ["street_round", "household_round"]

# What can be seen in the tables of a case.
HAPPENS: dict[str, Callable[[Plan, Records], bool]] = {
    "a return": lambda plan, records: bool(records.issues["returns"].any()),
    "a repeat complaint": lambda plan, records: bool(records.issues["repeats"].any()),
    "a fourth attempt": lambda plan, records: bool((records.issues["attempts"] == 4).any()),
    "a wrong department": lambda plan, records: bool(records.issues["misdispatches"].any()),
    "an absence": lambda plan, records: len(records.absences) > 0,
    "a walk": lambda plan, records: bool((records.work["arrived_min"] > records.work["started_min"]).any()),
    "a wait": lambda plan, records: bool((records.work["started_min"] > records.work["queued_min"]).any()),
    "a find attended at once": lambda plan, records: bool(_first_of_finds(records)["at_once"].any()),
    "a find left to others": lambda plan, records: not _first_of_finds(records)["at_once"].all(),
    "a late response": lambda plan, records: _is_later(records.issues, "attended_min", "response_due_min"),
    "a late resolution": lambda plan, records: _is_later(records.issues, "resolved_min", "resolution_due_min"),
    "an urgent attend out of other duties": lambda plan, records: (
        not {Activity.COUNTER, Activity.OFFICE}.isdisjoint(_activities(plan, records, "attend", "started_min"))
    ),
    "a check out of a round": lambda plan, records: (
        Activity.STREET_ROUND in _activities(plan, records, "verify", "started_min")
    ),
    "overtime": lambda plan, records: Activity.OFF in _activities(plan, records, "attend", "finished_min"),
    "pieces queued at one instant": lambda plan, records: bool(records.work.duplicated(["place", "queued_min"]).any()),
    "nobody on the staff": lambda plan, records: not plan.workers and len(records.work) > 0,
    "no issue at all": lambda plan, records: records.issues.empty,
    "an end before the horizon": lambda plan, records: records.until_min < plan.horizon_min,
    "times on whole minutes": lambda plan, records: plan.ticks_per_min == 1.0 and len(records.work) > 0,
}

# What a scenario may say that is not seen in the tables, but that they would be others without it.
MATTER = (
    "issues.*.growth", "issues.*.clears", "issues.*.patience", "issues.*.limits", "issues.*.priority",
    "issues.*.season", "issues.*.profile", "issues.*.multiply", "issues.*.day_effect", "issues.*.first",
    "issues.*.seen_on.street", "issues.*.seen_on.household", "issues.*.reported", "roles.*.walk",
    "roles.*.walk.per_step", "roles.*.speed", "roles.*.solves", "roles.*.present", "roles.*.beat", "command.calendar",
    "command.filing", "command.dispatch", "command.rejected", "command.wrong_department", "verification.checked",
    "verification.false_fix", "verification.repeat", "policy.assign", "policy.queue", "policy.on_overdue",
    "departments.*.queue", "departments.*.calendar", "referral", "shocks", "shocks.*.where", "timetables.*.except",
    "calendars.*.except", "time.resolution", "clock",
)  # fmt: skip


def compare(plan: Plan, workload: Workload, until_min: float | None = None) -> Records:
    """What both engines make of it, its identities checked."""
    reference = simulate(plan, workload, until_min, engine="reference")
    reference.check(plan)
    other = simulate(plan, workload, until_min, engine="compiled")
    parted = reference.compare(other)
    assert parted is None, f"run until {until_min}, reference (a) and compiled (b) part: {parted}"
    assert reference.hashes == other.hashes
    return reference


@contextmanager
def replayable(case: Case) -> Iterator[None]:
    """What goes wrong inside says how to play the case again."""
    try:
        yield
    except Exception as error:
        error.add_note(f"Case({case.seed}), of which this is the scenario:\n{case.yaml}")
        raise


def play(seed: int) -> tuple[Plan, Records]:
    """A case, compared."""
    case = Case(seed)
    with replayable(case):
        plan, workload, until_min = case.prepare()
        return plan, compare(plan, workload, until_min)


def happened(plan: Plan, records: Records) -> set[str]:
    """The words and the events of a case."""
    tables = {"issues": records.issues, "work": records.work}
    words = {f"{name} {word}" for name, (table, _) in WORDS.items() for word in tables[table][name].dropna().unique()}
    events = {name for name, happens in HAPPENS.items() if happens(plan, records)}
    return words | events


def _first_of_finds(records: Records) -> pd.DataFrame:
    """The first pieces of work of issues that a round found, and whether the finder did it at once."""
    found = records.issues.loc[records.issues["channel"].isin(FOUND), "issue_id"]
    first = records.work[records.work["issue_id"].isin(found) & (records.work["step"] == 0)]
    return first.assign(at_once=(first["queued_min"] == first["arrived_min"]) & (first["kind"] == "attend"))


def _is_later(issues: pd.DataFrame, name: str, due: str) -> bool:
    return bool((issues[name] > issues[due]).any())


def _activities(plan: Plan, records: Records, kind: str, when: str) -> set[Activity]:
    """What the timetables have workers do just when pieces of a kind begin, or just before they end."""
    rows = records.work[(records.work["kind"] == kind) & records.work[when].notna()]
    just_min = 1.0 / plan.ticks_per_min if when == "finished_min" else 0.0
    tables = [plan.timetables[plan.workers[worker].timetable] for worker in rows["actor_id"]]
    return {Activity(activity_at(one, at_min - just_min)) for one, at_min in zip(tables, rows[when], strict=True)}


def test_random_cities_in_which_everything_happens() -> None:
    """So that the proof cannot go blind: every word of the tables, and every event, in enough of the fast cases."""
    played = [play(seed) for seed in range(FAST)]
    assert sum(len(records.issues) for _, records in played) > 20 * FAST
    assert sum(len(records.work) for _, records in played) > 20 * FAST
    cases = Counter(word for plan, records in played for word in happened(plan, records))
    everything = [f"{name} {word}" for name, (_, words) in WORDS.items() for word in words.words()] + list(HAPPENS)
    assert {name: cases[name] for name in everything if cases[name] < ENOUGH} == {}


@pytest.mark.slow
def test_many_random_cities(capsys: pytest.CaptureFixture[str]) -> None:
    issues = pieces = 0
    refused = []  # everybody is off on the few dates of the run, which the generator cannot know
    for seed in range(FAST, FAST + SLOW):
        try:
            _, records = play(seed)
        except ScenarioError as error:
            refused += [problem.code for problem in error.problems[:1]]
            continue
        issues, pieces = issues + len(records.issues), pieces + len(records.work)
    with capsys.disabled():
        print(f"\nparity: {SLOW - len(refused):,} random cities, {issues:,} issues, {pieces:,} pieces of work")
    assert set(refused) <= {"nobody_attends", "nobody_verifies"}
    assert len(refused) < SLOW / 100
    assert issues > 50 * SLOW
    assert pieces > 40 * SLOW


@pytest.mark.slow
@pytest.mark.parametrize("path", MATTER)
def test_what_a_random_city_says_matters(path: str) -> None:
    """In enough cases the tables would be others without it."""
    cases = 0
    for seed in range(FAST + SLOW):
        case = Case(seed)
        left = without(case.data, path)
        cases += left != case.data and _come_to(left) not in (None, _usual(seed))
        if cases == MATTERS:
            return
    pytest.fail(f"{path} matters in {cases} cases only")


@cache
def _usual(seed: int) -> dict[str, str] | None:
    return _come_to(Case(seed).data)


def _come_to(data: Data) -> dict[str, str] | None:
    """The tables of a scenario, by their hashes; None if it is none, for lack of somebody to attend."""
    try:
        plan, workload = prepare(data)
    except ScenarioError:
        return None
    return simulate(plan, workload, engine="compiled").hashes


@pytest.mark.parametrize("name", [name for name in SHIPPED if name not in LONGEST])
def test_what_is_shipped(name: str) -> None:
    compare_shipped(name, "10 days", seed=1)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", SHIPPED)
def test_what_is_shipped_at_length(name: str, seed: int) -> None:
    compare_shipped(name, LONGEST.get(name), seed)


def compare_shipped(name: str, horizon: str | None, seed: int) -> None:
    """Compare a shipped scenario over its own horizon or another."""
    changed = {} if horizon is None else {"time.horizon": horizon, "time.warm_up": "0 min"}
    plan = compile_plan(load(name, set=changed))
    records = compare(plan, draw(plan, seed, replication=0))
    assert len(records.issues) > (300 if plan.trace == "" else 10)


def test_records_do_not_depend_on_how_often_room_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiled engine stops when its tables are full and goes on in longer ones: here for every few pieces."""
    plan = compile_plan(load("urumqi-street", set={"time.horizon": "5 days", "time.warm_up": "0 min"}))
    workload = draw(plan, seed=1, replication=0)
    roomy = simulate(plan, workload, engine="compiled")
    at_once = room_at_once(tables_of(plan, Presence(plan, absent_days(plan, workload)), 0.0))
    rooms = set[tuple[int, ...]]()

    def narrowly(state: State, pieces: int, nodes: int, events: int) -> State:
        rooms.add((len(state.pieces), len(state.pool.nodes), len(state.events.at_min)))
        return grown(state, MOST_AT_ONCE, at_once, at_once)

    monkeypatch.setattr(compiled, "grown", narrowly)
    assert roomy.compare(simulate(plan, workload, engine="compiled")) is None
    assert len(rooms) > 5
