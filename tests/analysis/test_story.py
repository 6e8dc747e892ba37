"""The lives of issues, step by step as worked by hand, and the same waiting as the measures count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from analysis.lives import lived, write_lives
from experiment.small import SMALL

from gridsim.analysis.binding import waiting_h
from gridsim.analysis.columns import Columns
from gridsim.analysis.picks import picked
from gridsim.analysis.spent import spent_min
from gridsim.analysis.story import Step, Story, story
from gridsim.engines import simulate
from gridsim.errors import ResultsError
from gridsim.model.compile import compile_plan
from gridsim.model.plan import Plan
from gridsim.model.records import Records
from gridsim.model.workload import Workload, draw
from gridsim.scenario.loader import loads
from gridsim.vocabulary import Assign, WorkKind

World = tuple[Plan, Workload, Records]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.chdir(tmp_path)
    return lived(write_lives(tmp_path))


def told(step: Step) -> str:
    """A step in a few words: what, when, who, how it ended, why it waited."""
    times = f"{step.from_min:g}" if step.from_min == step.until_min else f"{step.from_min:g}-{step.until_min:g}"
    parts = [step.what, times, step.detail]
    parts += [f"{step.actor.role} {step.actor.number}"] if step.actor else []
    parts += [step.outcome.word] if step.outcome is not None else []
    parts += [f"{one.cause} {one.minutes:g}" for one in step.reasons]
    return " ".join(part for part in parts if part) + ("" if step.over else " ...")


LIVES = {
    # The walker's round begins at 780; before, he is off duty but for two hours in the office. He walks 2, works 25.
    0: ["occurred 50", "reported 50", "filed 50", "waits 50-780 off_duty 610 kept 120", "walks 780-782 walker 1",
        "works 782-807 walker 1 solved", "closed 807"],
    # Filed later than 0, so that one goes first until 807. The bureau's crew is busy until 830; 80 min of work are 70
    # until 900 and 10 from 2040. The check waits for Tuesday's round (2220), where 13 goes first and is gone (2222).
    1: ["occurred 60", "hidden 60-70", "reported 70", "filing 70-90", "filed 90",
        "waits 90-807 off_duty 570 kept 120 ahead 27", "walks 807-809 walker 1", "works 809-819 walker 1 escalated",
        "sent 819-824", "waits 824-830 busy 6", "works 830-2050 crew 1 solved office_closed 1140",
        "waits 2050-2222 kept 110 off_duty 60 ahead 2", "walks 2222-2224 walker 1", "works 2224-2229 walker 1 false",
        "works 2229-2249 crew 1 solved", "closed 2249"],
    2: ["occurred 200", "hidden 200-250", "cleared 250"],
    3: ["occurred 300", "reported 300", "filing 300-315", "rejected 315"],
    4: ["occurred 590", "before_opening 590-600", "came 600", "filed 600", "works 600-620 clerk 1 solved",
        "closed 620"],
    5: ["occurred 605", "came 605", "filed 605", "waits 605-615 busy 10", "gave_up 615"],
    6: ["occurred 606", "came 606", "filed 606", "waits 606-620 busy 14", "works 620-630 clerk 1 solved",
        "closed 630"],
    7: ["occurred 607", "came 607", "filed 607", "waits 607-630 busy 13 ahead 10", "works 630-635 clerk 1 solved",
        "closed 635"],
    8: ["occurred 700", "came 700", "filed 700", "works 700-730 clerk 1 solved", "closed 730"],
    9: ["occurred 710", "came 710", "filed 710", "waits 710-720 busy 10", "turned_away 720"],
    # The round stands still until 819; the issue lies 30 min on.
    10: ["occurred 785", "hidden 785-849", "found 849 street_round walker 1", "filed 849",
         "works 849-864 walker 1 solved", "closed 864"],
    # In the second attempt issue 1 has the crew: 893-900, and 2040-2050 after the night.
    11: ["occurred 790", "reported 790", "filed 790", "works 790-830 crew 1 solved", "closed 830",
         "closed_falsely 830-890", "complained 890", "sent 890-893", "waits 893-2050 busy 17 office_closed 1140",
         "works 2050-2080 crew 1 solved", "closed 2080"],
    # At 2050 issue 11 goes first: it was queued before.
    12: ["occurred 1500", "reported 1500", "filed 1500", "sent 1500-1515", "wrong 1515-1545",
         "waits 1545-2080 office_closed 495 busy 10 ahead 30", "works 2080-2090 crew 1 solved", "closed 2090"],
    13: ["occurred 1600", "reported 1600", "filed 1600", "waits 1600-2220 off_duty 500 kept 120",
         "walks 2220-2222 walker 1", "works 2222 walker 1 gone", "closed 2222"],
    14: ["occurred 3480", "reported 3480", "filed 3480",
         "works 3480-3485 crew 1 solved", "closed 3485", "closed_falsely 3485-3490", "complained 3490",
         "works 3490-3495 crew 1 solved", "closed 3495", "closed_falsely 3495-3500", "complained 3500",
         "works 3500-3505 crew 1 solved", "closed 3505", "closed_falsely 3505-3510", "complained 3510",
         "works 3510-3515 crew 1 solved", "closed 3515", "closed_falsely 3515-3520", "complained 3520",
         "pending 3520"],
    15: ["occurred 3530", "reported 3530", "filed 3530", "works 3530-3540 crew 1 solved", "closed 3540",
         "closed_falsely 3540-4240", "complained 4240", "sent 4240-4320 ...", "end 4320 queued"],
    16: ["occurred 3545", "reported 3545", "filed 3545", "works 3545-4320 crew 1 open office_closed 600 ...",
         "end 4320 in_progress"],
    17: ["occurred 3550", "reported 3550", "filed 3550", "waits 3550-4320 busy 170 office_closed 600 ...",
         "end 4320 queued"],
    18: ["occurred 3600", "reported 3600", "filed 3600", "waits 3600-3660 off_duty 60", "walks 3660-3662 walker 1",
         "works 3662-3670 walker 1 solved", "closed 3670 false"],
    19: ["occurred 3800", "hidden 3800-4320 ...", "end 4320 hidden"],
    20: ["occurred 3900", "reported 3900", "filing 3900-4320 ...", "end 4320 known"],
    21: ["occurred 4000", "before_opening 4000-4320 ...", "end 4320 hidden"],
}  # fmt: skip


def test_every_kind_of_life(world: World) -> None:
    plan, workload, records = world
    lives = {i: [told(step) for step in story(plan, workload, records, i).steps] for i in records.issues["issue_id"]}
    assert lives == LIVES


def test_what_those_who_might_have_come_were_busy_with(world: World) -> None:
    waits = {i: [step for step in story(*world, i).steps if step.what == "waits"][-1] for i in (1, 12)}
    assert [(one.cause, one.workers, one.others) for one in waits[12].reasons] == [
        ("office_closed", 0, {}),
        ("busy", 1, {"department": 1}),
        ("ahead", 1, {"department": 1}),
    ]
    assert [one.others for one in waits[1].reasons] == [{}, {}, {"attend": 1}]


# Four working hours and one working day (240 min) from 90 end at 900; he came at 809, the last fix is of 2249. The
# visitor who left is owed nothing; 13 was filed at 1600, so that all is due at 2340; 18 at Wednesday noon: 120 min are
# left, and 120 of Thursday. 20 was never filed.
DUES = {
    1: [("response", 900, "kept"), ("resolution", 900, "missed")],
    5: [],
    13: [("response", 2340, "kept"), ("resolution", 2340, "kept")],
    18: [("response", 5040, "kept"), ("resolution", 5040, "kept")],
    20: [],
}


def test_limits_are_kept_or_missed(world: World) -> None:
    found = {i: [(due.what, due.due_min, due.word) for due in story(*world, i).dues] for i in DUES}
    assert found == DUES


def test_a_limit_that_nothing_meets_runs_or_is_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_lives(tmp_path)
    plan, workload, _ = lived(path)
    short = {until_min: simulate(plan, workload, until_min) for until_min in (780.0, 1000.0)}
    words = {t: [due.word for due in story(plan, workload, records, 1).dues] for t, records in short.items()}
    assert words == {780.0: ["running", "running"], 1000.0: ["kept", "missed"]}


def test_where_the_time_went(world: World) -> None:
    assert spent_min(story(*world, 1).steps) == {
        "hidden": 10, "filing": 20, "off_duty": 570 + 60, "kept": 120 + 110, "busy": 6, "ahead": 27 + 2,
        "office_closed": 1140, "sent": 5, "walks": 4, "works": 10 + 80 + 5 + 20,
    }  # fmt: skip


def test_who_is_absent_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_lives(tmp_path)
    path.write_text(path.read_text("utf-8").replace("[field],", "[field], present: 90%,"), encoding="utf-8")
    plan, workload, _ = lived(path)
    presence = np.zeros((len(plan.workers), 3))
    presence[1, 0] = 0.95  # the walker, on Monday
    away = replace(workload, presence=presence)
    steps = story(plan, away, simulate(plan, away), 0).steps
    assert told(steps[3]) == "waits 50-2220 off_duty 1930 absent 120 kept 120"


def test_a_grid_on_nobodys_beat_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under own-grid-only; the worker at hand is on duty every day and may not go."""
    monkeypatch.chdir(tmp_path)
    plan, workload, _ = lived(write_lives(tmp_path))
    workers = tuple(replace(worker, beat=()) for worker in plan.workers)
    alone = replace(plan, workers=workers, policy=replace(plan.policy, assign=Assign.OWN_GRID_ONLY))
    steps = story(alone, workload, simulate(alone, workload, engine="reference"), 0).steps
    assert told(steps[3]) == "waits 50-4320 nobody 4270 ..."


def test_unknown_issues_are_refused_with_their_range(world: World) -> None:
    for number in (22, -1):
        with pytest.raises(ResultsError, match=f"this replication has no issue {number}: its issues are 0 to 21"):
            story(*world, number)


def test_issues_are_picked_by_a_word(world: World) -> None:
    records = world[2]
    found = {word: picked(records, word) for word in ("7", "longest", "left", "pending", "repeat")}
    assert found == {"7": 7, "longest": 1, "left": 5, "pending": 14, "repeat": 14}
    with pytest.raises(ResultsError, match="'first' is no issue: give its number, or one of longest, left, pending"):
        picked(records, "first")


BUSY = (
    SMALL.replace("headcount: 1 per 100 households", "present: 70%, headcount: 1 per community").replace(
        "rate: 6 per", "rate: 12 per"
    )
    + """\
verification: {checked: 50%, work: 10 min, false_fix: 40%, repeat: {share: 60%, after: exponential(mean 1 day)}}
command: {filing: exponential(mean 20 min), dispatch: exponential(mean 15 min), rejected: 4%,
  wrong_department: {share: 20%, back_after: exponential(mean 1 day)}}
policy: {assign: own-grid-only, queue: due-time, on_overdue: expedite}
"""
)


@pytest.fixture(params=[SMALL, BUSY, BUSY.replace("route:", "first: department\n    route:")])
def drawn(request: pytest.FixtureRequest) -> World:
    """A world with random marks: an easy one, a busy one with absences and false fixes, one of departments."""
    plan = compile_plan(loads(request.param))
    workload = draw(plan, seed=2, replication=0)
    return plan, workload, simulate(plan, workload)


def test_no_minute_of_a_life_is_lost_or_told_twice(drawn: World) -> None:
    plan, _, records = drawn
    parts = waiting_h(Columns(plan, records))
    assert len(records.issues) > 100
    for i, issue in enumerate(records.issues.to_dict("records")):
        life = story(*drawn, i)
        assert [one.until_min for one, _ in pairwise(life.steps)] == [one.from_min for _, one in pairwise(life.steps)]
        assert life.steps[0].from_min == issue["occurred_min"]
        for step in life.steps:
            if step.what == "waits":
                assert sum(reason.minutes for reason in step.reasons) == step.until_min - step.from_min
        assert sum(step.what == "wrong" for step in life.steps) == issue["misdispatches"]
        if issue["filed_min"] == issue["filed_min"]:
            expected = {part: hours[i] for part, hours in parts.items()}
            assert _waiting_h(life) == pytest.approx(expected, abs=1e-9)


def _waiting_h(life: Story) -> dict[str, float]:
    """The three parts of `binding.waiting_h` out of an issue's steps."""
    minutes, sent_min = Counter[str](), 0.0
    for step in life.steps:
        at_an_office = step.kind is WorkKind.DEPARTMENT
        for reason in step.reasons:
            closed = reason.cause in ("off_duty", "kept", "absent", "office_closed")
            minutes["calendar" if closed else "departments" if at_an_office else "people"] += reason.minutes
        if step.what in ("sent", "wrong"):
            sent_min += step.until_min - step.from_min
        elif at_an_office:  # it has arrived; what is still being sent has no row
            minutes["departments"] += sent_min
            sent_min = 0.0
    return {part: minutes[part] / 60 for part in ("calendar", "people", "departments")}
