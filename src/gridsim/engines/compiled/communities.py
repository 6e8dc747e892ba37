"""Who of a community is sent to what (MODEL.md 6)."""

from __future__ import annotations

from math import inf

from gridsim.engines.compiled.clocks import activity_now, change_after, is_absent
from gridsim.engines.compiled.codes import SERVE
from gridsim.engines.compiled.heaps import is_before, push_event
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks
from gridsim.engines.compiled.queues import dispatch_key, expedite, head_of, remove
from gridsim.engines.compiled.state import State
from gridsim.engines.compiled.tables import Tables
from gridsim.engines.compiled.workers import send, steps_between
from gridsim.model.policies import assignment_key


@part
def dispatch(p: Tables, m: Marks, s: State, now_min: float, community: int) -> None:
    """Down the queue, each piece takes the best idle worker who may take it."""
    queue = s.places[community]
    queue.dispatches_min = -1.0
    if p.expedites:
        expedite(p, m, s, now_min, community)
    while queue.waiting > 0:
        line = next_in_line(p, s, now_min, community)
        if line < 0:
            break
        i = int(s.pool.nodes[s.lines[line].root].owner)
        worker = best_worker(p, m, s, now_min, community, line, i)
        remove(p, s, now_min, i)
        send(p, m, s, now_min, worker, i, False)
    if queue.waiting > 0 and queue.wakes_min <= now_min:
        queue.wakes_min = inf
        for team in range(p.communities[community].first_team, p.communities[community].end_team):
            queue.wakes_min = min(
                queue.wakes_min, change_after(p.calendars, p.timetables, p.teams[team].timetable, now_min)
            )
        push_event(s.events, p.until_min, queue.wakes_min, dispatch_key(p, community))


@part
def next_in_line(p: Tables, s: State, now_min: float, community: int) -> int:
    """The line whose head is the first piece of the queue that an idle worker may take; -1 for none."""
    best, best_node = -1, -1
    line = s.places[community].first_line
    while line >= 0:
        after = s.lines[line].after
        node = head_of(s, community, line)
        if (
            node >= 0
            and (best < 0 or is_before(s.pool.nodes[node], s.pool.nodes[best_node]))
            and somebody_may(p, s, now_min, community, line)
        ):
            best, best_node = line, node
        line = after
    return best


@part
def may_go(p: Tables, s: State, now_min: float, who: int, worker: int) -> bool:
    """Whether a worker is idle, there, and in an activity out of which a class of pieces may take him."""
    one = p.workers[worker]
    return (
        not s.workers[worker].busy
        and p.posts[who, one.role, activity_now(p, s, now_min, one.timetable)]
        and not is_absent(p, now_min, worker)
    )


@part
def first_idle(p: Tables, s: State, now_min: float, who: int, team: int) -> int:
    """Of a team that may be sent, the member idle longest who is there; -1 for none."""
    one = p.teams[team]
    if s.teams[team].idle == 0 or not p.posts[who, one.role, activity_now(p, s, now_min, one.timetable)]:
        return -1
    worker = int(s.teams[team].first_idle)
    while worker >= 0 and is_absent(p, now_min, worker):
        worker = int(s.workers[worker].idle_after)
    return worker


@part
def somebody_may(p: Tables, s: State, now_min: float, community: int, line: int) -> bool:
    """Whether anybody may take the pieces of a line now."""
    who, one = p.line_class[line], p.communities[community]
    if p.own_grid_only and not p.class_serves[who]:
        here = one.first_grid + p.line_grid[line]
        for i in range(p.on_beat[here], p.on_beat[here + 1]):  # noqa: SIM110  any() would need a generator
            if may_go(p, s, now_min, who, p.beat_worker[i]):
                return True
        return False
    return longest_idle(p, s, now_min, community, who) >= 0


@part
def best_worker(p: Tables, m: Marks, s: State, now_min: float, community: int, line: int, i: int) -> int:
    """Of those who may take a piece, the one with the smallest key; there is one."""
    who = p.line_class[line]
    if s.pieces[i].kind == SERVE or not (p.attends_by_place or p.own_grid_only):
        return longest_idle(p, s, now_min, community, who)
    grid = int(m.grid[s.pieces[i].issue])
    here = p.communities[community].first_grid + grid
    best = -1
    best_key = assignment_key(p.attends_by_place, True, 0, inf, 0)
    for j in range(p.on_beat[here], p.on_beat[here + 1]):
        worker = int(p.beat_worker[j])
        if may_go(p, s, now_min, who, worker):
            steps = steps_between(p, community, p.workers[worker].middle, grid)
            key = assignment_key(p.attends_by_place, True, steps, s.workers[worker].idle_since_min, worker)
            if best < 0 or key < best_key:
                best, best_key = worker, key
    if best >= 0:
        return best
    for worker in range(p.communities[community].first_worker, p.communities[community].end_worker):
        if may_go(p, s, now_min, who, worker):
            steps = steps_between(p, community, p.workers[worker].middle, grid)
            key = assignment_key(p.attends_by_place, False, steps, s.workers[worker].idle_since_min, worker)
            if best < 0 or key < best_key:
                best, best_key = worker, key
    return best


@part
def longest_idle(p: Tables, s: State, now_min: float, community: int, who: int) -> int:
    """Of those who may go, the one idle longest, then the lowest id."""
    best = -1
    best_key = assignment_key(False, False, 0, inf, 0)
    for team in range(p.communities[community].first_team, p.communities[community].end_team):
        worker = first_idle(p, s, now_min, who, team)
        if worker >= 0:
            key = assignment_key(False, False, 0, s.workers[worker].idle_since_min, worker)
            if best < 0 or key < best_key:
                best, best_key = worker, key
    return best
