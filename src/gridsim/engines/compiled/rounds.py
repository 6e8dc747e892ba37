"""Rounds without ticking: when a worker comes past an issue (MODEL.md 5)."""

from __future__ import annotations

from math import inf

from gridsim.engines.compiled.clocks import walked, walks_at, walks_by
from gridsim.engines.compiled.codes import HIDDEN, KINDS_OF_ROUND, MEETING
from gridsim.engines.compiled.heaps import free_node, join, key_of, new_node, push_event, without_first
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks
from gridsim.engines.compiled.state import State
from gridsim.engines.compiled.tables import Tables
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
            if is_next and s.walkers[walker].settled_elapsed_min < inf:
                look_ahead(p, s, now_min, s.walkers[walker].worker)


@part
def add(p: Tables, s: State, now_min: float, walker: int, share: float, issue: int, exit_min: float) -> bool:
    """The issue lies at `share` grids of his beat; says whether it is the next he will meet."""
    state = s.walkers[walker]
    position_min = tick(share * state.round_min, p.ticks_per_min)
    on_duty_min = walked(p, s, now_min, walker)
    progress_min = state.settled_min
    if state.settled_elapsed_min < inf:
        progress_min += on_duty_min - state.settled_elapsed_min
    if progress_min >= state.lap_from_min + state.lap_min:
        state.lap_from_min = next_target(0.0, state.lap_min, progress_min, p.ticks_per_min) - state.lap_min
    target_min = state.lap_from_min + position_min
    if target_min <= progress_min:
        target_min += state.lap_min
    if not walks_by(p, s, walker, on_duty_min + (target_min - progress_min), exit_min):
        return False
    node = new_node(s.pool, 0, target_min, 0.0, issue, walker)
    if state.targets >= 0 and target_min > s.pool.nodes[state.targets].first_min:
        s.pool.nodes[node].sibling = state.later
        state.later = node
        return False
    state.targets = join(s.pool, state.targets, node)
    return bool(state.targets == node)


@part
def pass_by(s: State, now_min: float, walker: int) -> None:
    """He is past his next target. Those that came to lie behind it take their places, unless they were found since."""
    state = s.walkers[walker]
    state.targets = without_first(s.pool, state.targets)
    while state.later >= 0:
        node = state.later
        state.later = s.pool.nodes[node].sibling
        s.pool.nodes[node].sibling = -1
        if is_hidden(s, now_min, s.pool.nodes[node].issue):
            state.targets = join(s.pool, state.targets, node)
        else:
            free_node(s.pool, node)


@part
def pause(p: Tables, s: State, now_min: float, worker: int) -> None:
    """He is called away; progress stands still from here."""
    s.workers[worker].next_meeting_min = inf
    for walker in range(s.workers[worker].first_walker, s.workers[worker].end_walker):
        state = s.walkers[walker]
        state.settled_min += walked(p, s, now_min, walker) - state.settled_elapsed_min
        state.settled_elapsed_min = inf


@part
def go_on(p: Tables, s: State, now_min: float, worker: int) -> None:
    """He is free again and goes on from the same number."""
    for walker in range(s.workers[worker].first_walker, s.workers[worker].end_walker):
        s.walkers[walker].settled_elapsed_min = walked(p, s, now_min, walker)
    look_ahead(p, s, now_min, worker)


@part
def next_meeting(p: Tables, s: State, now_min: float, walker: int) -> float:
    """When he reaches the next issue that is still hidden, if nothing calls him away; inf for never."""
    state = s.walkers[walker]
    while state.targets >= 0 and not is_hidden(s, now_min, s.pool.nodes[state.targets].issue):
        pass_by(s, now_min, walker)
    if state.targets < 0:
        return inf
    ahead_min = max(0.0, s.pool.nodes[state.targets].first_min - state.settled_min)
    return max(now_min, walks_at(p, s, walker, state.settled_elapsed_min + ahead_min))


@part
def is_hidden(s: State, now_min: float, issue: int) -> bool:
    """Whether an issue can still be found: nobody knows of it, and it has not cleared."""
    if s.issues.status[issue] != HIDDEN:
        return False
    clears_min = s.issues.cleared_min[issue]
    return bool(now_min < clears_min or (now_min == clears_min and s.after_clearing_min[0] != now_min))


@part
def look_ahead(p: Tables, s: State, now_min: float, worker: int) -> None:
    """Look when his next meeting is."""
    next_min = inf
    for walker in range(s.workers[worker].first_walker, s.workers[worker].end_walker):
        next_min = min(next_min, next_meeting(p, s, now_min, walker))
    s.workers[worker].next_meeting_min = next_min
    looks_again(p, s, worker)


@part
def looks_again(p: Tables, s: State, worker: int) -> None:
    """Set an event for his next meeting, unless there is an earlier one: he then looks how far he is."""
    state = s.workers[worker]
    if state.next_meeting_min < state.looks_min:
        state.looks_min = state.next_meeting_min
        push_event(s.events, p.until_min, state.next_meeting_min, key_of(MEETING, worker, 0))


@part
def meet(p: Tables, s: State, now_min: float, walker: int) -> int:
    """He comes past the next issue; returns it if this meeting notices it, else -1 and it waits for another lap."""
    state = s.walkers[walker]
    target_min, issue = s.pool.nodes[state.targets].first_min, s.pool.nodes[state.targets].issue
    pass_by(s, now_min, walker)
    state.settled_min = target_min
    state.settled_elapsed_min = walked(p, s, now_min, walker)
    issues = s.issues
    if state.kind == 0:
        issues.street_meetings[issue] -= 1
        left = issues.street_meetings[issue]
    else:
        issues.household_meetings[issue] -= 1
        left = issues.household_meetings[issue]
    if left == 0:
        return int(issue)
    node = new_node(s.pool, 0, target_min + state.lap_min, 0.0, issue, walker)
    state.targets = join(s.pool, state.targets, node)
    return -1
