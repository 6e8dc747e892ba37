"""The queues of communities and offices: lines of pieces that the same people may take (MODEL.md 6)."""

from __future__ import annotations

from math import floor, inf, isnan
from typing import Any

from gridsim.engines.compiled.codes import COMMUNITY_DISPATCHES, DEPARTMENT, DEPARTMENT_DISPATCHES, OPEN, SERVE
from gridsim.engines.compiled.heaps import join, key_of, new_node, without_first
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks
from gridsim.engines.compiled.state import DUE, PIECES, State
from gridsim.engines.compiled.tables import Tables

NAN = float("nan")


@part
def ticks_of(minutes: float, ticks_per_min: float) -> int:
    """A time in whole ticks."""
    return floor(minutes * ticks_per_min + 0.5)


@part
def settle(p: Tables, s: State, now_min: float, place: int) -> None:
    """Bring the integral of a queue's length up to now."""
    queue = s.places[place]
    queue.waiting_ticks += queue.waiting * ticks_of(now_min - queue.changed_min, p.ticks_per_min)
    queue.changed_min = now_min


@part
def line_of(p: Tables, m: Marks, place: int, kind: int, issue: int) -> int:
    """The line that a piece stands in."""
    first = p.places[place].first_line
    if kind == DEPARTMENT:
        return int(first)
    number = p.class_of[kind, m.category[issue]]
    if not p.own_grid_only:
        return int(first + number)
    grid = m.grid[issue] if kind != SERVE else 0
    return int(first + number * p.communities[place].grids + grid)


@part
def due_min(issues: Any, issue: int) -> float:
    """The limit that runs now: of response before the first attendance, of resolution after; inf for none."""
    attended = not isnan(issues.attended_min[issue])
    due = issues.resolution_due_min[issue] if attended else issues.response_due_min[issue]
    return inf if isnan(due) else due


@part
def overdue_from_min(issues: Any, issue: int) -> float:
    """The instant from which a rule of expediting counts an issue as overdue; inf for never."""
    resolution = inf if isnan(issues.resolution_due_min[issue]) else issues.resolution_due_min[issue]
    if isnan(issues.attended_min[issue]) and not isnan(issues.response_due_min[issue]):
        return min(issues.response_due_min[issue], resolution)
    return resolution


@part
def put(p: Tables, m: Marks, s: State, now_min: float, place: int, kind: int, issue: int) -> None:
    """A piece of work is made and joins the queue of a place."""
    issues = s.issues
    i = s.counts[PIECES]
    s.counts[PIECES] = i + 1
    pieces = s.pieces
    begin_piece(s, i, place, kind, issue)
    pieces.queued_min[i] = now_min
    settle(p, s, now_min, place)
    s.places[place].waiting += 1
    overdue = False
    if p.expedites:
        overdue_min = overdue_from_min(s.issues, issue)
        overdue = overdue_min <= now_min
        if not overdue and overdue_min < p.until_min:
            later = new_node(s.pool, 0, overdue_min, 0.0, issue, i)
            s.places[place].overdue_later = join(s.pool, s.places[place].overdue_later, later)
    enter(p, m, s, i, overdue)
    issues.last_piece[issue] = i


@part
def begin_piece(s: State, i: int, place: int, kind: int, issue: int) -> None:
    """A row of the work table."""
    issues, pieces = s.issues, s.pieces
    pieces.issue[i] = issue
    pieces.place[i] = place
    pieces.kind[i] = kind
    pieces.attempt[i] = issues.attempt[issue]
    pieces.hop[i] = issues.hop[issue]
    pieces.filed_min[i] = issues.attempt_filed_min[issue]
    pieces.started_min[i] = NAN
    pieces.arrived_min[i] = NAN
    pieces.finished_min[i] = NAN
    pieces.actor_id[i] = -1
    pieces.outcome[i] = OPEN
    pieces.node[i] = -1


@part
def enter(p: Tables, m: Marks, s: State, i: int, overdue: bool) -> None:
    """A piece takes its place in its line; an older place of it will be recognised by its node and thrown away."""
    pieces = s.pieces
    place, issue = pieces.place[i], pieces.issue[i]
    line = line_of(p, m, place, pieces.kind[i], issue)
    priority = p.categories[m.category[issue]].priority
    first_min = due_min(s.issues, issue) if p.places[place].by_due_time else pieces.queued_min[i]
    node = new_node(s.pool, priority if overdue else 8 + priority, first_min, pieces.queued_min[i], issue, i)
    pieces.node[i] = node
    row = s.lines[line]
    if row.root < 0:
        row.before = -1
        row.after = s.places[place].first_line
        if row.after >= 0:
            s.lines[row.after].before = line
        s.places[place].first_line = line
    row.root = join(s.pool, row.root, node)


@part
def remove(p: Tables, s: State, now_min: float, i: int) -> None:
    """A piece waits no more."""
    place = s.pieces.place[i]
    settle(p, s, now_min, place)
    s.places[place].waiting -= 1
    s.pieces.node[i] = -1


@part
def head_of(s: State, place: int, line: int) -> int:
    """The node of the first piece of a line; -1, and the line is closed, where none is left."""
    row = s.lines[line]
    root = row.root
    while root >= 0 and s.pieces.node[s.pool.nodes[root].owner] != root:
        root = without_first(s.pool, root)
    row.root = root
    if root < 0:
        if row.before >= 0:
            s.lines[row.before].after = row.after
        else:
            s.places[place].first_line = row.after
        if row.after >= 0:
            s.lines[row.after].before = row.before
    return int(root)


@part
def expedite(p: Tables, m: Marks, s: State, now_min: float, place: int) -> None:
    """Look up, at dispatch, which pieces have become overdue; they go before all others."""
    queue = s.places[place]
    while queue.overdue_later >= 0 and s.pool.nodes[queue.overdue_later].first_min <= now_min:
        i = s.pool.nodes[queue.overdue_later].owner
        queue.overdue_later = without_first(s.pool, queue.overdue_later)
        if s.pieces.node[i] >= 0:
            enter(p, m, s, i, True)


@part
def request_dispatch(p: Tables, s: State, now_min: float, place: int) -> None:
    """A place dispatches at this instant, after all that changes the state; asked twice, done once.

    Where nobody is idle it could change nothing; whoever becomes idle asks again.
    """
    queue = s.places[place]
    if queue.waiting == 0 or queue.idle == 0 or queue.dispatches_min == now_min:
        return
    queue.dispatches_min = now_min
    key = dispatch_key(p, place)
    i = s.counts[DUE]
    s.counts[DUE] = i + 1
    while i > 0 and s.due[(i - 1) >> 1] > key:
        s.due[i] = s.due[(i - 1) >> 1]
        i = (i - 1) >> 1
    s.due[i] = key


@part
def dispatch_key(p: Tables, place: int) -> int:
    """Communities dispatch before departments."""
    communities = len(p.communities)
    if place < communities:
        return key_of(COMMUNITY_DISPATCHES, place, 0)
    return key_of(DEPARTMENT_DISPATCHES, place - communities, 0)


@part
def pop_due(s: State) -> None:
    """The first place of this instant has its turn."""
    n = s.counts[DUE] - 1
    s.counts[DUE] = n
    key = s.due[n]
    i = 0
    while 2 * i + 1 < n:
        below = 2 * i + 1
        if below + 1 < n and s.due[below + 1] < s.due[below]:
            below += 1
        if key <= s.due[below]:
            break
        s.due[i] = s.due[below]
        i = below
    s.due[i] = key
