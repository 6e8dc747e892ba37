"""Residents: an issue occurs, is reported, clears by itself, or is brought to the counter."""

from __future__ import annotations

from gridsim.engines.compiled.clocks import closes_at, ends_at
from gridsim.engines.compiled.codes import (
    AT_COUNTER,
    BY_RESIDENT,
    COUNTER_CLOSES,
    HIDDEN,
    KNOWN,
    LEFT,
    PATIENCE_ENDS,
    REPORT,
    SERVE,
    WENT_AWAY,
)
from gridsim.engines.compiled.command import FILING, JOINS, STAYS
from gridsim.engines.compiled.heaps import key_of, push_event
from gridsim.engines.compiled.jit import part
from gridsim.engines.compiled.marks import Marks
from gridsim.engines.compiled.queues import remove
from gridsim.engines.compiled.rounds import expect
from gridsim.engines.compiled.state import PIECES, State
from gridsim.engines.compiled.tables import Tables


@part
def occurs(p: Tables, m: Marks, s: State, now_min: float, issue: int) -> None:
    """An issue occurs. What clears before it is reported clears without an event: see `rounds.is_hidden`."""
    clears_min = now_min + m.clears_min[issue]
    s.issues.cleared_min[issue] = clears_min
    if p.categories[m.category[issue]].counter:
        known_min = ends_at(p.calendars, counter_of(p, m, issue), now_min, 0.0)
    else:
        known_min = now_min + m.report_min[issue]
        expect(p, m, s, now_min, issue, min(known_min, clears_min))
    if known_min <= clears_min:
        push_event(s.events, p.until_min, known_min, key_of(REPORT, issue, 0))


@part
def counter_of(p: Tables, m: Marks, issue: int) -> int:
    """The calendar of when somebody holds the counter open for an issue."""
    return int(p.counters[m.community[issue], m.category[issue]])


@part
def is_reported(p: Tables, m: Marks, s: State, now_min: float, issue: int) -> int:
    """A report, or a visitor's coming; no effect after a find. Who is served at once needs no patience."""
    issues = s.issues
    if issues.status[issue] != HIDDEN:
        return STAYS
    issues.discovered_min[issue] = now_min
    issues.status[issue] = KNOWN
    if not p.categories[m.category[issue]].counter:
        issues.channel[issue] = BY_RESIDENT
        return FILING
    issues.channel[issue] = AT_COUNTER
    place = s.places[m.community[issue]]
    if place.idle == 0:
        will_leave(p, m, s, now_min, issue)
    elif place.first_come < 0:
        place.first_come = s.counts[PIECES]
    return JOINS + SERVE


@part
def will_leave(p: Tables, m: Marks, s: State, now_min: float, issue: int) -> None:
    """A visitor waits: until patience ends or the counter closes."""
    gives_up_min = now_min + m.patience_min[issue]
    closes_min = closes_at(p.calendars, counter_of(p, m, issue), now_min)
    if gives_up_min <= closes_min:
        push_event(s.events, p.until_min, gives_up_min, key_of(PATIENCE_ENDS, issue, issue))
    else:
        push_event(s.events, p.until_min, closes_min, key_of(COUNTER_CLOSES, int(m.community[issue]), issue))


@part
def leaves(p: Tables, s: State, now_min: float, issue: int) -> None:
    """Patience ends or the counter closes: a visitor who still waits goes away."""
    i = int(s.issues.last_piece[issue])
    pieces = s.pieces
    if pieces.kind[i] != SERVE or pieces.node[i] < 0:
        return
    remove(p, s, now_min, i)
    pieces.finished_min[i] = now_min
    pieces.outcome[i] = WENT_AWAY
    s.issues.status[issue] = LEFT
