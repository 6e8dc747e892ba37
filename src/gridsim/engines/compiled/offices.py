"""Departments: an office's crews take its cases while it is open."""

from __future__ import annotations

from math import isnan

from gridsim.engines.compiled import marks
from gridsim.engines.compiled.clocks import boundary_after, ends_at, is_open
from gridsim.engines.compiled.codes import CREW_FINISHES, ESCALATED, GONE, IN_PROGRESS, SOLVED
from gridsim.engines.compiled.command import DISPATCH, STAYS, close, fixed
from gridsim.engines.compiled.heaps import key_of, push_event
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks, mark_of
from gridsim.engines.compiled.queues import dispatch_key, expedite, head_of, remove, request_dispatch, ticks_of
from gridsim.engines.compiled.state import State
from gridsim.engines.compiled.tables import Tables
from gridsim.model.policies import worked_min


@part
def office_dispatches(p: Tables, m: Marks, s: State, now_min: float, place: int) -> None:
    """While it is open, the crew idle longest takes the first case."""
    queue = s.places[place]
    queue.dispatches_min = -1.0
    if p.expedites:
        expedite(p, m, s, now_min, place)
    calendar = p.places[place].calendar
    if is_open(p.calendars, calendar, now_min):
        while queue.waiting > 0 and queue.idle > 0:
            i = int(s.pool.nodes[head_of(s, place, queue.first_line)].owner)
            remove(p, s, now_min, i)
            crew_begins(p, m, s, now_min, place, next_crew(p, s, place), i)
    if queue.waiting > 0 and queue.idle > 0:
        wakes_min = boundary_after(p.calendars, calendar, now_min)
        if wakes_min != queue.wakes_min:
            queue.wakes_min = wakes_min
            push_event(s.events, p.until_min, wakes_min, dispatch_key(p, place))


@part
def next_crew(p: Tables, s: State, place: int) -> int:
    """The crew idle longest leaves the idle ones."""
    one, queue = p.places[place], s.places[place]
    crew = int(s.idle_crew[one.first_crew + queue.first_idle_crew])
    queue.first_idle_crew = (queue.first_idle_crew + 1) % one.crews
    queue.idle -= 1
    return crew


@part
def crew_begins(p: Tables, m: Marks, s: State, now_min: float, place: int, crew: int, i: int) -> None:
    """A crew works on a case; work pauses while the office is closed."""
    pieces = s.pieces
    issue = int(pieces.issue[i])
    issues = s.issues
    gone = not issues.work_begun[issue] and now_min >= issues.cleared_min[issue]
    pieces.actor_id[i] = crew
    pieces.started_min[i] = now_min
    pieces.arrived_min[i] = now_min
    pieces.gone[i] = gone
    s.crews[crew].busy = 1
    s.crews[crew].busy_since_min = now_min
    s.crews[crew].piece = i
    issues.status[issue] = IN_PROGRESS
    if not gone:
        issues.work_begun[issue] = 1
    if isnan(issues.attended_min[issue]):
        issues.attended_min[issue] = now_min
    finishes_min = now_min
    if not gone:
        category = p.categories[m.category[issue]]
        mark = mark_of(m, category.hops, issue, pieces.attempt[i], pieces.hop[i])
        hidden_min = issues.discovered_min[issue] - m.occurred_min[issue]
        minutes = worked_min(
            m.hops[mark, marks.WORK_MIN], category.growth_per_day, category.growth_cap, hidden_min, 1.0, p.ticks_per_min
        )
        finishes_min = ends_at(p.calendars, p.places[place].calendar, now_min, minutes)
    push_event(s.events, p.until_min, finishes_min, key_of(CREW_FINISHES, crew, 0))


@part
def crew_finishes(p: Tables, m: Marks, s: State, now_min: float, crew: int) -> int:
    """The crew is idle again; what it did decides where the case goes next."""
    state = s.crews[crew]
    i = int(state.piece)
    pieces = s.pieces
    issue = int(pieces.issue[i])
    pieces.finished_min[i] = now_min
    crew_is_free(p, s, now_min, crew)
    request_dispatch(p, s, now_min, int(pieces.place[i]))
    category = m.category[issue]
    hops = p.categories[category].hops
    mark = mark_of(m, hops, issue, pieces.attempt[i], pieces.hop[i])
    if pieces.gone[i]:
        pieces.outcome[i] = GONE
        close(s.issues, now_min, issue)
        return STAYS
    if pieces.hop[i] == hops or m.hops[mark, marks.SOLVED] < p.routes[category, pieces.hop[i] - 1].solved_share:
        pieces.outcome[i] = SOLVED
        return fixed(p, m, s, now_min, i, mark)
    pieces.outcome[i] = ESCALATED
    s.issues.hop[issue] = pieces.hop[i] + 1
    return DISPATCH


@part
def crew_is_free(p: Tables, s: State, now_min: float, crew: int) -> None:
    """It joins the idle crews of its office, who stand by (idle since, crew)."""
    state, place = s.crews[crew], len(p.communities) + p.crew_office[crew]
    one, queue = p.places[place], s.places[place]
    state.busy_ticks += ticks_of(now_min - state.busy_since_min, p.ticks_per_min)
    state.busy = 0
    state.idle_since_min = now_min
    i = queue.idle
    queue.idle += 1
    while i > 0:
        before = int(s.idle_crew[one.first_crew + (queue.first_idle_crew + i - 1) % one.crews])
        if before < crew or s.crews[before].idle_since_min != now_min:
            break
        s.idle_crew[one.first_crew + (queue.first_idle_crew + i) % one.crews] = before
        i -= 1
    s.idle_crew[one.first_crew + (queue.first_idle_crew + i) % one.crews] = crew
