"""The event loop: the smallest pending (time, rank, subject) is always next (MODEL.md 9)."""

from __future__ import annotations

from math import inf

from gridsim.engines.compiled import codes
from gridsim.engines.compiled.command import STAYS, delay_ends, take_step
from gridsim.engines.compiled.communities import dispatch
from gridsim.engines.compiled.heaps import ITEM_BITS, RANK_SHIFT, SUBJECT_BITS, bring_near, key_of, pop_event
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks
from gridsim.engines.compiled.offices import crew_finishes, office_dispatches
from gridsim.engines.compiled.queues import pop_due
from gridsim.engines.compiled.residents import is_reported, leaves, occurs
from gridsim.engines.compiled.state import DUE, NEAR, ONSETS, PIECES, USED, State
from gridsim.engines.compiled.tables import Tables
from gridsim.engines.compiled.workers import comes_past, finishes

SUBJECT_MASK = (1 << SUBJECT_BITS) - 1
ITEM_MASK = (1 << ITEM_BITS) - 1
MOST_AT_ONCE = 8  # pieces, nodes or events that one thing that happens can make, beside a node per walker
DONE, FULL = 0, 1


@part
def run_until(p: Tables, m: Marks, s: State, until_min: float, now_min: float, spare: int) -> tuple[int, float]:
    """Let happen all that happens before `until_min`. FULL, and the instant, where the state has no room to go on."""
    while True:
        if (
            s.counts[PIECES] + MOST_AT_ONCE > len(s.pieces.issue)
            or s.pool.counts[USED] + spare > len(s.pool.nodes)
            or s.events.counts[USED] + spare > len(s.events.later)
            or s.events.counts[USED] + s.events.counts[NEAR] + spare > len(s.events.at_min)
        ):
            return FULL, now_min
        issue = s.counts[ONSETS]
        next_min, key = inf, 0
        if issue < len(m.occurred_min):
            next_min, key = m.occurred_min[issue], key_of(codes.ONSET, issue, 0)
        bring_near(s.events, min(next_min, until_min))
        from_heap = False
        if s.events.counts[NEAR] > 0 and (
            s.events.at_min[0] < next_min or (s.events.at_min[0] == next_min and s.events.key[0] < key)
        ):
            next_min, key, from_heap = s.events.at_min[0], s.events.key[0], True
        if s.counts[DUE] > 0 and (now_min < next_min or (now_min == next_min and s.due[0] < key)):
            key = s.due[0]
            pop_due(s)
        elif next_min >= until_min:
            return DONE, now_min
        else:
            now_min = next_min
            if from_heap:
                pop_event(s.events)
            else:
                s.counts[ONSETS] = issue + 1
        rank, subject, item = key >> RANK_SHIFT, (key >> ITEM_BITS) & SUBJECT_MASK, key & ITEM_MASK
        if rank > codes.CLEARING:
            s.after_clearing_min[0] = now_min
        issue, step = subject, STAYS
        if rank == codes.ONSET:
            occurs(p, m, s, now_min, subject)
        elif rank == codes.COMMUNITY_DISPATCHES:
            dispatch(p, m, s, now_min, subject)
        elif rank == codes.WORKER_FINISHES:
            issue = int(s.pieces.issue[s.workers[subject].piece])
            step = finishes(p, m, s, now_min, subject)
        elif rank == codes.MEETING:
            issue, step = comes_past(p, m, s, now_min, subject)
        elif rank == codes.DELAY_ENDS:
            step = delay_ends(p, m, s, now_min, subject)
        elif rank == codes.REPORT:
            step = is_reported(p, m, s, now_min, subject)
        elif rank == codes.DEPARTMENT_DISPATCHES:
            office_dispatches(p, m, s, now_min, len(p.communities) + subject)
        elif rank == codes.CREW_FINISHES:
            issue = int(s.pieces.issue[s.crews[subject].piece])
            step = crew_finishes(p, m, s, now_min, subject)
        else:
            leaves(p, s, now_min, item)
        if step != STAYS:
            take_step(p, m, s, now_min, issue, step)
