"""The command centre: what comes next for an issue, and the delays between.

A handler of an event says which step its issue takes next; `take_step` takes it. So each step is compiled once.
"""

from __future__ import annotations

from math import isnan
from typing import Any

from gridsim.engines.compiled import marks
from gridsim.engines.compiled.clocks import ends_at
from gridsim.engines.compiled.codes import (
    ATTEND,
    CLOSED,
    DELAY_ENDS,
    DEPARTMENT,
    DEPARTMENT_FIRST,
    PENDING,
    QUEUED,
    REJECTED,
    SERVE,
    VERIFY,
)
from gridsim.engines.compiled.heaps import key_of, push_event
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks, mark_of
from gridsim.engines.compiled.queues import NAN, put, request_dispatch
from gridsim.engines.compiled.state import State
from gridsim.engines.compiled.tables import Tables
from gridsim.model.workload import ATTEMPTS

FILING, DISPATCH, BACK, REPEAT = range(4)  # a delay begins: of filing, on the way up or back, until it comes again
JOINS = 4  # and a kind of work: a piece of it joins a queue
BEGINS, STAYS, IS_ATTENDED = 8, 9, 10  # an attempt begins; nothing more happens; its finder attends at once


@part
def take_step(p: Tables, m: Marks, s: State, now_min: float, issue: int, step: int) -> None:
    """The issue goes where a handler sends it; on its first step after discovery it is filed."""
    issues, category = s.issues, p.categories[m.category[issue]]
    if isnan(issues.filed_min[issue]) and step != FILING:
        file(p, m, s, now_min, issue)
    if step == BEGINS:
        issues.hop[issue] = category.first == DEPARTMENT_FIRST
        step = DISPATCH if issues.hop[issue] else JOINS + ATTEND
    if step <= REPEAT:
        wait(p, m, s, now_min, issue, step)
    elif step <= JOINS + DEPARTMENT:
        issues.status[issue] = QUEUED
        place = int(m.community[issue])
        if step == JOINS + DEPARTMENT:
            department = p.routes[m.category[issue], issues.hop[issue] - 1].department
            place = len(p.communities) + p.office_of[department, m.community[issue]]
            issues.tier[issue] = max(issues.tier[issue], p.places[place].tier)
        put(p, m, s, now_min, place, step - JOINS, issue)
        request_dispatch(p, s, now_min, place)


@part
def wait(p: Tables, m: Marks, s: State, now_min: float, issue: int, what: int) -> None:
    """A delay of an issue begins."""
    mark = mark_of(m, p.categories[m.category[issue]].hops, issue, s.issues.attempt[issue], s.issues.hop[issue])
    if what == FILING:
        calendar, minutes = p.filing_calendar, m.filing_min[issue]
    elif what == DISPATCH:
        s.issues.status[issue] = QUEUED
        calendar, minutes = p.dispatch_calendar, m.hops[mark, marks.DISPATCH_MIN]
    elif what == BACK:
        calendar, minutes = p.back_calendar, m.hops[mark, marks.BACK_MIN]
    else:
        calendar, minutes = p.repeat_calendar, m.hops[mark, marks.REPEAT_MIN]
    s.issues.delay[issue] = what
    push_event(s.events, p.until_min, ends_at(p.calendars, calendar, now_min, minutes), key_of(DELAY_ENDS, issue, 0))


@part
def delay_ends(p: Tables, m: Marks, s: State, now_min: float, issue: int) -> int:
    """A report is filed or refused; a case arrives at a department, the wrong one first; a complaint comes again."""
    issues = s.issues
    if issues.delay[issue] == FILING:
        if m.rejected[issue] < p.rejected_share:
            issues.status[issue] = REJECTED
            return STAYS
        return BEGINS
    if issues.delay[issue] == REPEAT:
        issues.closed_min[issue] = NAN
        issues.repeats[issue] += 1
        if not next_attempt(s, issue):
            return STAYS
        issues.attempt_filed_min[issue] = now_min
        return BEGINS
    if issues.delay[issue] == DISPATCH:
        mark = mark_of(m, p.categories[m.category[issue]].hops, issue, issues.attempt[issue], issues.hop[issue])
        if m.hops[mark, marks.WRONG] < p.wrong_share:
            issues.misdispatches[issue] += 1
            return BACK
    return JOINS + DEPARTMENT


@part
def file(p: Tables, m: Marks, s: State, now_min: float, issue: int) -> None:
    """The office opens a case; its limits run from here."""
    issues, category = s.issues, p.categories[m.category[issue]]
    issues.filed_min[issue] = now_min
    issues.attempt_filed_min[issue] = now_min
    issues.attempts[issue] = 1
    if category.response_calendar >= 0:
        issues.response_due_min[issue] = ends_at(
            p.calendars, category.response_calendar, now_min, category.response_min
        )
    if category.resolution_calendar >= 0:
        issues.resolution_due_min[issue] = ends_at(
            p.calendars, category.resolution_calendar, now_min, category.resolution_min
        )


@part
def close(issues: Any, now_min: float, issue: int) -> None:
    """The case is closed."""
    issues.status[issue] = CLOSED
    issues.closed_min[issue] = now_min
    if isnan(issues.first_closed_min[issue]):
        issues.first_closed_min[issue] = now_min


@part
def fixed(p: Tables, m: Marks, s: State, now_min: float, i: int, mark: int) -> int:
    """A piece of work has solved it. A share of departments' fixes is checked; what is done at the counter is sound."""
    pieces = s.pieces
    issue = int(pieces.issue[i])
    issues = s.issues
    issues.resolved_min[issue] = now_min
    issues.sound[issue] = pieces.kind[i] == SERVE or not m.hops[mark, marks.FALSE] < p.false_share
    if pieces.kind[i] == DEPARTMENT and m.hops[mark, marks.CHECKED] < p.checked_share:
        return JOINS + VERIFY
    close(s.issues, now_min, issue)
    return STAYS if issues.sound[issue] or not m.hops[mark, marks.REPEAT] < p.repeat_share else REPEAT


@part
def next_attempt(s: State, issue: int) -> bool:
    """Begin the next attempt; after the last, the issue is pending."""
    issues = s.issues
    if issues.attempt[issue] == ATTEMPTS:
        issues.status[issue] = PENDING
        return False
    issues.attempt[issue] += 1
    issues.attempts[issue] = issues.attempt[issue]
    return True
