"""Grid workers: sent, at work, free again; and what they find on their rounds."""

from __future__ import annotations

from math import isnan

from gridsim.engines.compiled import marks
from gridsim.engines.compiled.clocks import activity_now, is_absent
from gridsim.engines.compiled.codes import (
    ATTEND,
    DEPARTMENT,
    DEPARTMENT_FIRST,
    ESCALATED,
    FALSE,
    FOUND_AT_HOME,
    FOUND_ON_STREET,
    GONE,
    IN_PROGRESS,
    OFF,
    SERVE,
    SOLVED,
    SOUND,
    VERIFY,
    WORKER_FINISHES,
)
from gridsim.engines.compiled.command import (
    BEGINS,
    DISPATCH,
    IS_ATTENDED,
    JOINS,
    STAYS,
    close,
    fixed,
    next_attempt,
)
from gridsim.engines.compiled.heaps import key_of, push_event
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks, mark_of
from gridsim.engines.compiled.queues import begin_piece, request_dispatch, ticks_of
from gridsim.engines.compiled.rounds import go_on, look_ahead, looks_again, meet, next_meeting, pause
from gridsim.engines.compiled.state import PIECES, State
from gridsim.engines.compiled.tables import Tables
from gridsim.model.policies import is_solved_on_site, worked_min
from gridsim.model.ticks import tick

INF = float("inf")


@part
def steps_between(p: Tables, community: int, grid: int, other: int) -> int:
    """Lattice steps between two grids of a community."""
    side = p.communities[community].side
    return int(abs(grid % side - other % side) + abs(grid // side - other // side))


@part
def comes_past(p: Tables, m: Marks, s: State, now_min: float, worker: int) -> tuple[int, int]:
    """He reaches an issue, if that is still the next thing that happens to him; which he finds, and its next step.

    Or he looks how far he is: work may have held him up since the event was set.
    """
    state = s.workers[worker]
    if now_min != state.looks_min:
        return -1, STAYS
    state.looks_min = INF
    if now_min != state.next_meeting_min:
        looks_again(p, s, worker)
        return -1, STAYS
    state.next_meeting_min = INF
    found, step = -1, STAYS
    for walker in range(s.workers[worker].first_walker, s.workers[worker].end_walker):
        if next_meeting(p, s, now_min, walker) == now_min:
            found = meet(p, s, now_min, walker)
            if found >= 0:
                step = find(p, m, s, now_min, worker, found, s.walkers[walker].kind)
            break
    if not state.busy:
        look_ahead(p, s, now_min, worker)
    return found, step


@part
def find(p: Tables, m: Marks, s: State, now_min: float, worker: int, issue: int, kind: int) -> int:
    """He notices an issue: attends to it at once if he handles its category, else files it."""
    issues, category = s.issues, m.category[issue]
    issues.discovered_min[issue] = now_min
    issues.channel[issue] = FOUND_ON_STREET if kind == 0 else FOUND_AT_HOME
    if p.categories[category].first == DEPARTMENT_FIRST or not p.handles[s.workers[worker].role, category]:
        return BEGINS
    i = s.counts[PIECES]
    s.counts[PIECES] = i + 1
    issues.attempt_filed_min[issue] = now_min
    begin_piece(s, i, int(m.community[issue]), ATTEND, issue)
    s.pieces.queued_min[i] = now_min
    issues.last_piece[issue] = i
    send(p, m, s, now_min, worker, i, True)
    return IS_ATTENDED


@part
def send(p: Tables, m: Marks, s: State, now_min: float, worker: int, i: int, found_it: bool) -> None:
    """He travels and handles a piece of work: nothing else depends on his arrival, so it is one stretch of time."""
    pieces, issues = s.pieces, s.issues
    role = p.roles[s.workers[worker].role]
    hops = p.categories[m.category[pieces.issue[i]]].hops
    mark = mark_of(m, hops, pieces.issue[i], pieces.attempt[i], pieces.hop[i])
    arrives_min = now_min
    if not found_it and pieces.kind[i] != SERVE:
        grid = int(m.grid[pieces.issue[i]])
        steps = steps_between(p, s.workers[worker].community, s.workers[worker].middle, grid)
        within_min = m.hops[mark, marks.WALK_MIN + role.walk] if role.walk >= 0 else 0.0
        arrives_min = now_min + (within_min + tick(steps * role.step_min, p.ticks_per_min))
    gone = (
        not found_it
        and pieces.kind[i] != VERIFY
        and not issues.work_begun[pieces.issue[i]]
        and arrives_min >= issues.cleared_min[pieces.issue[i]]
    )
    finishes_min = arrives_min
    if not gone:
        finishes_min += work_min(p, m, s, i, mark, role.speed)
    pieces.gone[i] = gone
    pieces.solves[i] = pieces.kind[i] != VERIFY and solves(p, m, s, now_min, worker, i, mark)
    is_sent(p, s, now_min, worker, i, arrives_min)
    push_event(s.events, p.until_min, finishes_min, key_of(WORKER_FINISHES, worker, 0))


@part
def work_min(p: Tables, m: Marks, s: State, i: int, mark: int, speed: float) -> float:
    """How long the piece takes him."""
    pieces = s.pieces
    if pieces.kind[i] == VERIFY:
        return tick(m.hops[mark, marks.VERIFY_MIN] / speed, p.ticks_per_min)
    if pieces.kind[i] == SERVE:
        return tick(m.hops[mark, marks.WORK_MIN] / speed, p.ticks_per_min)
    category = p.categories[m.category[pieces.issue[i]]]
    hidden_min = s.issues.discovered_min[pieces.issue[i]] - m.occurred_min[pieces.issue[i]]
    return worked_min(
        m.hops[mark, marks.WORK_MIN], category.growth_per_day, category.growth_cap, hidden_min, speed, p.ticks_per_min
    )


@part
def solves(p: Tables, m: Marks, s: State, now_min: float, worker: int, i: int, mark: int) -> bool:
    """Whether he will solve it; where the load counts, the load when he is sent."""
    category = p.categories[m.category[s.pieces.issue[i]]]
    if category.hops == 0:
        return True
    waiting, on_duty = 0, 1
    if p.referral_slope != 0.0:
        community = s.workers[worker].community
        waiting, on_duty = int(s.places[community].waiting), workers_on_duty(p, s, now_min, community)
    factor = p.roles[s.workers[worker].role].solves
    return is_solved_on_site(
        m.hops[mark, marks.SOLVED], category.solved_on_site, factor, p.referral_slope, waiting, on_duty
    )


@part
def workers_on_duty(p: Tables, s: State, now_min: float, community: int) -> int:
    """Workers who are there and scheduled in any activity, busy or not."""
    one = p.communities[community]
    on_duty = 0
    for worker in range(one.first_worker, one.end_worker):
        if activity_now(p, s, now_min, s.workers[worker].timetable) != OFF and not is_absent(p, s, now_min, worker):
            on_duty += 1
    return on_duty


@part
def is_sent(p: Tables, s: State, now_min: float, worker: int, i: int, arrives_min: float) -> None:
    """He leaves the idle ones of his team."""
    state, pieces = s.workers[worker], s.pieces
    issues, team = s.issues, s.teams[s.workers[worker].team]
    state.busy = 1
    state.busy_since_min = now_min
    state.piece = i
    if state.idle_before >= 0:
        s.workers[state.idle_before].idle_after = state.idle_after
    else:
        team.first_idle = state.idle_after
    if state.idle_after >= 0:
        s.workers[state.idle_after].idle_before = state.idle_before
    else:
        team.last_idle = state.idle_before
    team.idle -= 1
    s.places[s.workers[worker].community].idle -= 1
    pause(p, s, now_min, worker)
    pieces.actor_id[i] = worker
    pieces.started_min[i] = now_min
    pieces.arrived_min[i] = arrives_min
    issues.status[pieces.issue[i]] = IN_PROGRESS
    if isnan(issues.attended_min[pieces.issue[i]]):
        issues.attended_min[pieces.issue[i]] = arrives_min
        issues.worker_id[pieces.issue[i]] = worker
    if not pieces.gone[i]:
        issues.work_begun[pieces.issue[i]] = 1


@part
def is_free(p: Tables, s: State, now_min: float, worker: int) -> None:
    """He joins the idle ones of his team, who stand by (idle since, id)."""
    state, team = s.workers[worker], s.teams[s.workers[worker].team]
    state.busy_ticks += ticks_of(now_min - state.busy_since_min, p.ticks_per_min)
    state.busy = 0
    state.idle_since_min = now_min
    before, after = int(team.last_idle), -1
    while before > worker and s.workers[before].idle_since_min == now_min:
        before, after = int(s.workers[before].idle_before), before
    state.idle_before = before
    state.idle_after = after
    if before >= 0:
        s.workers[before].idle_after = worker
    else:
        team.first_idle = worker
    if after >= 0:
        s.workers[after].idle_before = worker
    else:
        team.last_idle = worker
    team.idle += 1
    s.places[s.workers[worker].community].idle += 1
    go_on(p, s, now_min, worker)
    request_dispatch(p, s, now_min, int(s.workers[worker].community))


@part
def finishes(p: Tables, m: Marks, s: State, now_min: float, worker: int) -> int:
    """He is done; what he did decides where the issue goes next."""
    i = int(s.workers[worker].piece)
    pieces = s.pieces
    issue = int(pieces.issue[i])
    mark = mark_of(m, p.categories[m.category[issue]].hops, issue, pieces.attempt[i], pieces.hop[i])
    pieces.finished_min[i] = now_min
    is_free(p, s, now_min, worker)
    if pieces.kind[i] == VERIFY and m.hops[mark, marks.FALSE] < p.false_share:
        pieces.outcome[i] = FALSE
        s.issues.returns[issue] += 1
        return JOINS + DEPARTMENT if next_attempt(s, issue) else STAYS
    if pieces.kind[i] == VERIFY or pieces.gone[i]:
        pieces.outcome[i] = SOUND if pieces.kind[i] == VERIFY else GONE
        close(s.issues, now_min, issue)
        return STAYS
    if pieces.solves[i]:
        pieces.outcome[i] = SOLVED
        return fixed(p, m, s, now_min, i, mark)
    pieces.outcome[i] = ESCALATED
    s.issues.hop[issue] = 1
    return DISPATCH
