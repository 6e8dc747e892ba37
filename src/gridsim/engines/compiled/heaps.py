"""Two kinds of heap: the one of the events that come next, and small ones that can be joined.

Events are ordered by (time, rank, subject), packed into a time and a whole number. Those of a later slot of time lie
unordered in a list of that slot until its turn comes: so the heap stays small, however much is still to come. The
small heaps (pairing heaps in one pool of nodes) hold the pieces that wait in a line, and the issues that a worker will
meet.
"""

from __future__ import annotations

from typing import Any

from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.state import FREE, NEAR, SLOT, USED, Events, Pool

ITEM_BITS = 30
SUBJECT_BITS = 28
RANK_SHIFT = ITEM_BITS + SUBJECT_BITS


@part
def key_of(rank: int, subject: int, item: int) -> int:
    """Rank before subject; the item only tells which of a subject's things it is."""
    return rank << RANK_SHIFT | int(subject) << ITEM_BITS | int(item)


@part
def push_event(events: Events, until_min: float, t_min: float, key: int) -> None:
    """Something will happen at `t_min`, unless the run has ended by then."""
    if not t_min < until_min:
        return
    slot = int(t_min * events.slots_per_min)
    if slot <= events.counts[SLOT]:
        push_near(events, t_min, key)
        return
    i = events.counts[FREE]
    if i >= 0:
        events.counts[FREE] = events.later[i].after
    else:
        i = events.counts[USED]
        events.counts[USED] = i + 1
    event = events.later[i]
    event.at_min = t_min
    event.key = key
    event.after = events.first[slot]
    events.first[slot] = i


@part
def bring_near(events: Events, t_min: float) -> None:
    """Where the heap is empty, fill it from the next slot that is not, no later than that of `t_min`."""
    last = int(t_min * events.slots_per_min)
    while events.counts[NEAR] == 0 and events.counts[SLOT] < last:
        events.counts[SLOT] += 1
        i = events.first[events.counts[SLOT]]
        while i >= 0:
            event = events.later[i]
            push_near(events, event.at_min, event.key)
            after = event.after
            event.after = events.counts[FREE]
            events.counts[FREE] = i
            i = after


@part
def push_near(events: Events, t_min: float, key: int) -> None:
    """An event goes into the heap."""
    i = events.counts[NEAR]
    events.counts[NEAR] = i + 1
    while i > 0:
        above = (i - 1) >> 2
        if events.at_min[above] < t_min or (events.at_min[above] == t_min and events.key[above] <= key):
            break
        events.at_min[i] = events.at_min[above]
        events.key[i] = events.key[above]
        i = above
    events.at_min[i] = t_min
    events.key[i] = key


@part
def pop_event(events: Events) -> None:
    """Drop the first event."""
    n = events.counts[NEAR] - 1
    events.counts[NEAR] = n
    t_min, key = events.at_min[n], events.key[n]
    i = 0
    while True:
        first = 4 * i + 1
        if first >= n:
            break
        best = first
        for below in range(first + 1, min(first + 4, n)):
            if events.at_min[below] < events.at_min[best] or (
                events.at_min[below] == events.at_min[best] and events.key[below] < events.key[best]
            ):
                best = below
        if t_min < events.at_min[best] or (t_min == events.at_min[best] and key <= events.key[best]):
            break
        events.at_min[i] = events.at_min[best]
        events.key[i] = events.key[best]
        i = best
    events.at_min[i] = t_min
    events.key[i] = key


@part
def new_node(pool: Pool, urgency: int, first_min: float, second_min: float, issue: int, owner: int) -> int:
    """A heap of one: its key is (urgency, first, second, issue)."""
    i = pool.counts[FREE]
    if i >= 0:
        pool.counts[FREE] = pool.nodes[i].sibling
    else:
        i = pool.counts[USED]
        pool.counts[USED] = i + 1
    node = pool.nodes[i]
    node.urgency = urgency
    node.first_min = first_min
    node.second_min = second_min
    node.issue = issue
    node.owner = owner
    node.child = -1
    node.sibling = -1
    return i


@part
def free_node(pool: Pool, i: int) -> None:
    """A node is not needed any more."""
    pool.nodes[i].sibling = pool.counts[FREE]
    pool.counts[FREE] = i


@part
def is_before(a: Any, b: Any) -> bool:
    """Whether node a comes before node b."""
    if a.urgency != b.urgency:
        return a.urgency < b.urgency
    if a.first_min != b.first_min:
        return a.first_min < b.first_min
    if a.second_min != b.second_min:
        return a.second_min < b.second_min
    return a.issue < b.issue


@part
def join(pool: Pool, a: int, b: int) -> int:
    """The heap of two heaps, -1 for none."""
    if a < 0:
        return b
    if b < 0:
        return a
    if is_before(pool.nodes[b], pool.nodes[a]):
        a, b = b, a
    pool.nodes[b].sibling = pool.nodes[a].child
    pool.nodes[a].child = b
    return a


@part
def without_first(pool: Pool, root: int) -> int:
    """The heap without its first node, which is freed: children joined in pairs, then all together."""
    child = pool.nodes[root].child
    free_node(pool, root)
    pairs = -1
    while child >= 0:
        other = pool.nodes[child].sibling
        pool.nodes[child].sibling = -1
        if other < 0:
            rest = -1
            pair = child
        else:
            rest = pool.nodes[other].sibling
            pool.nodes[other].sibling = -1
            pair = join(pool, child, other)
        pool.nodes[pair].sibling = pairs
        pairs = pair
        child = rest
    root = -1
    while pairs >= 0:
        rest = pool.nodes[pairs].sibling
        pool.nodes[pairs].sibling = -1
        root = join(pool, root, pairs)
        pairs = rest
    return root
