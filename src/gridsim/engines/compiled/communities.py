"""Who of a community is sent to what (MODEL.md 6)."""

from __future__ import annotations

from math import inf

from gridsim.engines.compiled.clocks import activity_now, change_after, is_absent
from gridsim.engines.compiled.codes import SERVE
from gridsim.engines.compiled.heaps import is_before, push_event
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks
from gridsim.engines.compiled.queues import dispatch_key, expedite, head_of, remove
from gridsim.engines.compiled.residents import will_leave
from gridsim.engines.compiled.state import PIECES, State
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
        line, worker = next_in_line(p, s, now_min, community)
        if line < 0:
            break
        i = int(s.pool.nodes[s.lines[line].root].owner)
        if s.pieces.kind[i] != SERVE and (p.attends_by_place or p.own_grid_only):
            worker = best_for_grid(p, s, now_min, community, p.line_class[line], int(m.grid[s.pieces.issue[i]]))
        remove(p, s, now_min, i)
        send(p, m, s, now_min, worker, i, False)
    if queue.first_come >= 0:
        visitors_wait(p, m, s, now_min, community)
    if queue.waiting > 0 and queue.idle > 0 and queue.wakes_min <= now_min:
        queue.wakes_min = inf
        for team in range(p.communities[community].first_team, p.communities[community].end_team):
            queue.wakes_min = min(
                queue.wakes_min, change_after(p.calendars, p.timetables, p.teams[team].timetable, now_min)
            )
        push_event(s.events, p.until_min, queue.wakes_min, dispatch_key(p, community))


@part
def visitors_wait(p: Tables, m: Marks, s: State, now_min: float, community: int) -> None:
    """Those who have come at this instant and were not served."""
    pieces = s.pieces
    for i in range(s.places[community].first_come, s.counts[PIECES]):
        if pieces.kind[i] == SERVE and pieces.place[i] == community and pieces.node[i] >= 0:
            will_leave(p, m, s, now_min, pieces.issue[i])
    s.places[community].first_come = -1


@part
def next_in_line(p: Tables, s: State, now_min: float, community: int) -> tuple[int, int]:
    """The line whose head is the first piece of the queue that somebody may take, and who; -1 for none."""
    best, best_node, who_goes = -1, -1, -1
    line = s.places[community].first_line
    while line >= 0:
        after = s.lines[line].after
        node = head_of(s, community, line)
        if node >= 0 and (best < 0 or is_before(s.pool.nodes[node], s.pool.nodes[best_node])):
            worker = somebody(p, s, now_min, community, line)
            if worker >= 0:
                best, best_node, who_goes = line, node, worker
        line = after
    return best, who_goes


@part
def may_go(p: Tables, s: State, now_min: float, who: int, worker: int) -> bool:
    """Whether a worker is idle, there, and in an activity out of which a class of pieces may take him."""
    one = s.workers[worker]
    return (
        not one.busy
        and p.posts[who, one.role, activity_now(p, s, now_min, one.timetable)]
        and not is_absent(p, s, now_min, worker)
    )


@part
def first_idle(p: Tables, s: State, now_min: float, who: int, team: int) -> int:
    """Of a team that may be sent, the member idle longest who is there; -1 for none."""
    one = p.teams[team]
    if s.teams[team].idle == 0 or not p.posts[who, one.role, activity_now(p, s, now_min, one.timetable)]:
        return -1
    worker = int(s.teams[team].first_idle)
    while worker >= 0 and is_absent(p, s, now_min, worker):
        worker = int(s.workers[worker].idle_after)
    return worker


@part
def somebody(p: Tables, s: State, now_min: float, community: int, line: int) -> int:
    """One who may take the pieces of a line now, idle longest where any grid's worker may; -1 for none."""
    who, one = p.line_class[line], p.communities[community]
    if p.own_grid_only and not p.class_serves[who]:
        here = one.first_grid + p.line_grid[line]
        for i in range(p.on_beat[here], p.on_beat[here + 1]):
            if may_go(p, s, now_min, who, p.beat_worker[i]):
                return int(p.beat_worker[i])
        return -1
    return longest_idle(p, s, now_min, community, who)


@part
def best_for_grid(p: Tables, s: State, now_min: float, community: int, who: int, grid: int) -> int:
    """Of those who may go to a grid, the one with the smallest key: first those whose beat holds it."""
    one = p.communities[community]
    here = one.first_grid + grid
    best, best_key = -1, assignment_key(p.attends_by_place, True, 0, inf, 0)
    for i in range(p.on_beat[here], p.on_beat[here + 1]):
        worker = int(p.beat_worker[i])
        if may_go(p, s, now_min, who, worker):
            steps = steps_between(p, community, s.workers[worker].middle, grid)
            key = assignment_key(p.attends_by_place, True, steps, s.workers[worker].idle_since_min, worker)
            if best < 0 or key < best_key:
                best, best_key = worker, key
    if best >= 0:
        return best
    for worker in range(one.first_worker, one.end_worker):
        if may_go(p, s, now_min, who, worker):
            steps = steps_between(p, community, s.workers[worker].middle, grid)
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
