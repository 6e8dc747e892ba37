"""Rounds without ticking: when a worker comes past an issue (MODEL.md 5)."""

from __future__ import annotations

from math import inf
from typing import Any

from gridsim.engines.compiled.clocks import walked, walks_at
from gridsim.engines.compiled.codes import HIDDEN, KINDS_OF_ROUND, MEETING
from gridsim.engines.compiled.heaps import join, key_of, new_node, push_event, without_first
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks
from gridsim.engines.compiled.state import Pool, State
from gridsim.engines.compiled.tables import Tables, Walks
from gridsim.model.policies import next_target
from gridsim.model.ticks import tick


@part
def expect(p: Tables, m: Marks, s: State, now_min: float, issue: int, exit_min: float) -> None:
    """An issue has occurred: all who walk there may come past it until it leaves hiding anyway."""
    grid = p.communities[m.community[issue]].first_grid + m.grid[issue]
    all_grids = (len(p.passers) - 1) // KINDS_OF_ROUND
    for kind in range(KINDS_OF_ROUND):
        if (s.issues.street_meetings[issue] if kind == 0 else s.issues.household_meetings[issue]) == 0:
            continue
        here = kind * all_grids + grid
        for i in range(p.passers[here], p.passers[here + 1]):
            walker = p.passer[i]
            share = p.passer_stop[i] + m.position[issue, kind]
            is_next = add(p, s, now_min, walker, share, issue, exit_min)
            worker = p.walkers[walker].worker
            if is_next and not s.workers[worker].busy:
                look_ahead(p, s, now_min, worker)


@part
def add(p: Tables, s: State, now_min: float, walker: int, share: float, issue: int, exit_min: float) -> bool:
    """The issue lies at `share` grids of his beat; says whether it is the next he will meet."""
    one, state = p.walkers[walker], s.walkers[walker]
    position_min = tick(share * one.round_min, p.ticks_per_min)
    on_duty_min = walked(p.walks, s.clocks, now_min, walker)
    progress_min = state.settled_min
    if not s.workers[one.worker].busy:
        progress_min += on_duty_min - state.settled_elapsed_min
    target_min = next_target(position_min, one.lap_min, progress_min, p.ticks_per_min)
    if walks_at(p.walks, walker, on_duty_min + (target_min - progress_min)) > exit_min:
        return False
    node = new_node(s.pool, 0, target_min, 0.0, issue, walker)
    state.targets = join(s.pool, state.targets, node)
    return bool(state.targets == node)


@part
def pause(p: Tables, s: State, now_min: float, worker: int) -> None:
    """He is called away; progress stands still from here."""
    s.workers[worker].next_meeting_min = inf
    for walker in range(p.workers[worker].first_walker, p.workers[worker].end_walker):
        state = s.walkers[walker]
        state.settled_min += walked(p.walks, s.clocks, now_min, walker) - state.settled_elapsed_min


@part
def go_on(p: Tables, s: State, now_min: float, worker: int) -> None:
    """He is free again and goes on from the same number."""
    for walker in range(p.workers[worker].first_walker, p.workers[worker].end_walker):
        s.walkers[walker].settled_elapsed_min = walked(p.walks, s.clocks, now_min, walker)
    look_ahead(p, s, now_min, worker)


@part
def next_meeting(walks: Walks, issues: Any, walkers: Any, pool: Pool, now_min: float, walker: int) -> float:
    """When he reaches the next issue that is still hidden, if nothing calls him away; inf for never."""
    state = walkers[walker]
    while state.targets >= 0 and issues.status[pool.nodes[state.targets].issue] != HIDDEN:
        state.targets = without_first(pool, state.targets)
    if state.targets < 0:
        return inf
    ahead_min = max(0.0, pool.nodes[state.targets].first_min - state.settled_min)
    return max(now_min, walks_at(walks, walker, state.settled_elapsed_min + ahead_min))


@part
def look_ahead(p: Tables, s: State, now_min: float, worker: int) -> None:
    """Set the event of his next meeting; one that was set for another time will find itself outdated."""
    next_min = inf
    for walker in range(p.workers[worker].first_walker, p.workers[worker].end_walker):
        next_min = min(next_min, next_meeting(p.walks, s.issues, s.walkers, s.pool, now_min, walker))
    if next_min != s.workers[worker].next_meeting_min:
        s.workers[worker].next_meeting_min = next_min
        push_event(s.events, p.until_min, next_min, key_of(MEETING, worker, 0))


@part
def meet(p: Tables, s: State, now_min: float, walker: int) -> int:
    """He comes past the next issue; returns it if this meeting notices it, else -1 and it waits for another lap."""
    state = s.walkers[walker]
    target_min, issue = s.pool.nodes[state.targets].first_min, s.pool.nodes[state.targets].issue
    state.targets = without_first(s.pool, state.targets)
    state.settled_min = target_min
    state.settled_elapsed_min = walked(p.walks, s.clocks, now_min, walker)
    issues = s.issues
    if p.walkers[walker].kind == 0:
        issues.street_meetings[issue] -= 1
        left = issues.street_meetings[issue]
    else:
        issues.household_meetings[issue] -= 1
        left = issues.household_meetings[issue]
    if left == 0:
        return int(issue)
    node = new_node(s.pool, 0, target_min + p.walkers[walker].lap_min, 0.0, issue, walker)
    state.targets = join(s.pool, state.targets, node)
    return -1
