"""What has happened so far: the state of every issue, piece of work, worker, place and queue, as flat records."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from gridsim.engines.compiled import tables
from gridsim.engines.compiled.blocks import Block, table
from gridsim.engines.compiled.codes import COMMUNITY, HIDDEN
from gridsim.engines.compiled.tables import Tables, columns_of
from gridsim.model.workload import Workload

PIECES, ONSETS, DUE = range(3)  # positions in `State.counts`
USED, FREE, NEAR, SLOT = range(4)  # positions in the `counts` of `Pool` and `Events`

ISSUE = {  # the columns of every issue, with what stands there before anything is known
    **dict.fromkeys((
        "discovered_min", "filed_min", "attempt_filed_min", "attended_min", "resolved_min", "first_closed_min",
        "closed_min", "cleared_min", "response_due_min", "resolution_due_min",
    ), ("f8", np.nan)),
    "worker_id": ("i4", -1), "last_piece": ("i4", -1), "street_meetings": ("i4", 0), "household_meetings": ("i4", 0),
    "status": ("i1", HIDDEN), "channel": ("i1", -1), "sound": ("i1", -1), "tier": ("i1", COMMUNITY),
    "attempt": ("i1", 1), **dict.fromkeys((
        "attempts", "hop", "returns", "repeats", "misdispatches", "work_begun", "delay",
    ), ("i1", 0)),
}  # fmt: skip
PIECE = {  # the columns of every piece of work
    **dict.fromkeys(("filed_min", "queued_min", "started_min", "arrived_min", "finished_min"), "f8"),
    **dict.fromkeys(("issue", "place", "actor_id", "node"), "i4"),  # node: where it waits, -1 if it does not
    **dict.fromkeys(("attempt", "kind", "hop", "outcome", "gone", "solves"), "i1"),
}
NODE = np.dtype(
    [("first_min", "f8"), ("second_min", "f8")]
    + [(name, "i4") for name in ("urgency", "issue", "owner", "child", "sibling")],
    align=True,
)
LATER = np.dtype([("at_min", "f8"), ("key", "i8"), ("after", "i4")], align=True)
WORKER = np.dtype(
    [(name, "f8") for name in ("busy_since_min", "idle_since_min", "next_meeting_min", "looks_min")]
    + [("busy_ticks", "i8"), *((name, "i4") for name in ("piece", "idle_before", "idle_after", "busy"))]
    + columns_of(tables.WORKER),
    align=True,
)
WALKER = np.dtype(  # `targets`: a heap of what he will meet; `later`: a list of what lies behind the first, in no order
    [("lap_from_min", "f8"), *columns_of(tables.WALKER), ("targets", "i4"), ("later", "i4")],
    align=True,
)
TEAM = np.dtype([("first_idle", "i4"), ("last_idle", "i4"), ("idle", "i4")], align=True)
LINE = np.dtype([("root", "i4"), ("before", "i4"), ("after", "i4")], align=True)
PLACE = np.dtype(
    [("changed_min", "f8"), ("dispatches_min", "f8"), ("wakes_min", "f8"), ("waiting_ticks", "i8")]
    + [(name, "i4") for name in ("waiting", "idle", "first_line", "overdue_later", "first_come", "first_idle_crew")],
    align=True,
)
CREW = np.dtype(
    [("busy_since_min", "f8"), ("idle_since_min", "f8"), ("busy_ticks", "i8"), ("piece", "i4"), ("busy", "i4")],
    align=True,
)


class Events(NamedTuple):
    """What is going to happen: a heap by (time, key) up to the end of a slot of time; a list for each later slot."""

    at_min: NDArray[np.float64]
    key: NDArray[np.int64]
    later: Any
    first: NDArray[np.int32]  # per slot
    counts: NDArray[np.int64]  # of `later` as in `Pool`; how many are in the heap, and up to which slot
    slots_per_min: float


class Pool(NamedTuple):
    """Nodes of all small heaps."""

    nodes: Any
    counts: NDArray[np.int64]  # how many were ever used; the first that is free again


class Clocks(NamedTuple):
    """Per calendar: an instant, and the open minutes elapsed up to it."""

    at_min: NDArray[np.float64]
    elapsed_min: NDArray[np.float64]


class Issues(NamedTuple):
    """What is known of every issue, in columns: most of them go into the records as they are."""

    discovered_min: Any
    filed_min: Any
    attempt_filed_min: Any  # of the attempt that runs
    attended_min: Any
    resolved_min: Any
    first_closed_min: Any
    closed_min: Any
    cleared_min: Any  # or when it would, if nobody found it before
    response_due_min: Any
    resolution_due_min: Any
    worker_id: Any
    last_piece: Any
    street_meetings: Any  # until one notices it
    household_meetings: Any
    status: Any
    channel: Any
    sound: Any
    tier: Any
    attempt: Any
    attempts: Any
    hop: Any
    returns: Any
    repeats: Any
    misdispatches: Any
    work_begun: Any
    delay: Any  # which delay runs


class Pieces(NamedTuple):
    """All pieces of work in the order in which they are queued; room for more than there are."""

    filed_min: Any
    queued_min: Any
    started_min: Any
    arrived_min: Any
    finished_min: Any
    issue: Any
    place: Any
    actor_id: Any
    node: Any
    attempt: Any
    kind: Any
    hop: Any
    outcome: Any
    gone: Any
    solves: Any


class State(NamedTuple):
    """All that changes. Records of `issues`, `workers` and so on are in the order of the plan."""

    issues: Issues
    pieces: Pieces
    pool: Pool
    events: Events
    due: NDArray[np.int64]  # places that dispatch at this very instant: a heap of keys
    workers: Any
    walkers: Any
    teams: Any
    lines: Any
    places: Any  # communities, then offices
    crews: Any
    idle_crew: NDArray[np.int32]  # a ring per office: crews in the order in which they became idle
    after_clearing_min: NDArray[np.float64]  # the last instant at which all has cleared that clears then
    activity_min: NDArray[np.float64]  # per timetable: the instant for which `activity` is known
    activity: NDArray[np.int64]
    clocks: Clocks  # of now
    exits: Clocks  # of when the last issue leaves hiding
    counts: NDArray[np.int64]


EVENTS = Block("Events", {
    "at_min": table("f8"), "key": table("i8"), "later": table(LATER), "first": table("i4"), "counts": table("i8"),
    "slots_per_min": float,
})  # fmt: skip
POOL = Block("Pool", {"nodes": table(NODE), "counts": table("i8")})
CLOCKS = Block("Clocks", {"at_min": table("f8"), "elapsed_min": table("f8")})
ISSUES = Block("Issues", {name: table(dtype) for name, (dtype, _) in ISSUE.items()})
PIECES_OF_WORK = Block("Pieces", {name: table(dtype) for name, dtype in PIECE.items()})
STATE = Block("State", {
    "issues": ISSUES, "pieces": PIECES_OF_WORK, "pool": POOL, "events": EVENTS, "due": table("i8"),
    "workers": table(WORKER), "walkers": table(WALKER), "teams": table(TEAM), "lines": table(LINE),
    "places": table(PLACE), "crews": table(CREW), "idle_crew": table("i4"),
    "after_clearing_min": table("f8"), "activity_min": table("f8"),
    "activity": table("i8"), "clocks": CLOCKS, "exits": CLOCKS, "counts": table("i8"),
})  # fmt: skip


def _filled(n: int, dtype: np.dtype[Any], **values: float) -> Any:
    records = np.zeros(n, dtype).view(np.recarray)
    for name, value in values.items():
        records[name] = value
    return records


def _unknown_issues(workload: Workload) -> Issues:
    """Issues that nobody knows of."""
    issues = Issues(**{name: np.full(len(workload), value, dtype) for name, (dtype, value) in ISSUE.items()})
    most = np.iinfo(np.int32).max
    issues.street_meetings[:] = np.minimum(workload.meetings[:, 0], most)
    issues.household_meetings[:] = np.minimum(workload.meetings[:, 1], most)
    return issues


def beginning(p: Tables, workload: Workload) -> State:
    """The state before anything has happened."""
    n = len(workload)
    workers = _filled(
        len(p.workers), WORKER, busy_since_min=np.nan, next_meeting_min=np.inf, looks_min=np.inf, piece=-1
    )
    teams = _filled(len(p.teams), TEAM, first_idle=-1, last_idle=-1)
    _line_up(p, workers, teams)
    walkers = _filled(len(p.walkers), WALKER, targets=-1, later=-1)
    for records, static in ((workers, p.workers), (walkers, p.walkers)):
        for name in static.dtype.names:
            records[name] = static[name]
    places = _filled(
        len(p.places), PLACE, dispatches_min=-1.0, wakes_min=-1.0, first_line=-1, overdue_later=-1, first_come=-1
    )
    places["idle"] = _idle(p)
    return State(
        issues=_unknown_issues(workload),
        # room that stays untouched is free, growing is not
        pieces=Pieces(**{name: np.empty(2 * n, dtype) for name, dtype in PIECE.items()}),
        pool=Pool(_filled(0, NODE), np.array([0, -1])),
        events=_no_events(p.until_min, 1 + n // 2),
        due=np.empty(len(p.places) + 1, np.int64),
        workers=workers,
        walkers=walkers,
        teams=teams,
        lines=_filled(p.lines, LINE, root=-1, before=-1, after=-1),
        places=places,
        crews=_filled(len(p.crew_office), CREW, busy_since_min=np.nan, piece=-1),
        idle_crew=np.arange(len(p.crew_office), dtype=np.int32),
        after_clearing_min=np.full(1, -np.inf),
        activity_min=np.full(len(p.timetables.rows), -np.inf),
        activity=np.zeros(len(p.timetables.rows), np.int64),
        clocks=_clocks(p),
        exits=_clocks(p),
        counts=np.zeros(3, np.int64),
    )


def _idle(p: Tables) -> NDArray[np.int64]:
    """How many are idle at the start: the workers of each community, the crews of each office."""
    workers = np.bincount(p.workers["community"], minlength=len(p.communities))
    return np.concatenate([workers, p.places["crews"][len(p.communities) :]])


def _clocks(p: Tables) -> Clocks:
    calendars = len(p.calendars.rows)
    return Clocks(np.full(calendars, -np.inf), np.zeros(calendars))


def _no_events(until_min: float, slots: int) -> Events:
    """Nothing to come yet, in so many slots up to the end."""
    return Events(
        at_min=np.empty(0), key=np.empty(0, np.int64), later=_filled(0, LATER),
        first=np.full(slots + 1, -1, np.int32), counts=np.array([0, -1, 0, -1]), slots_per_min=slots / until_min,
    )  # fmt: skip


def _line_up(p: Tables, workers: Any, teams: Any) -> None:
    """At the start everybody is idle since 0: teams stand in the order of their ids."""
    team = p.workers["team"]
    order = np.argsort(team, kind="stable").astype(np.int32)
    follows = np.flatnonzero(np.diff(team[order]) == 0)  # positions in `order` with a team mate behind
    for name, who, mate in (("idle_after", follows, follows + 1), ("idle_before", follows + 1, follows)):
        workers[name] = -1
        workers[name][order[who]] = order[mate]
    first, last = (order[workers[name][order] < 0] for name in ("idle_before", "idle_after"))
    teams["first_idle"][team[first]] = first
    teams["last_idle"][team[last]] = last
    teams["idle"] = p.teams["workers"]


def grown(s: State, pieces: int, nodes: int, events: int) -> State:
    """The state with room for so many pieces, nodes and events more."""
    later, near = int(s.events.counts[USED]) + events, int(s.events.counts[NEAR])
    return s._replace(
        pieces=Pieces(*(_longer(column, int(s.counts[PIECES]) + pieces) for column in s.pieces)),
        pool=s.pool._replace(nodes=_longer(s.pool.nodes, int(s.pool.counts[USED]) + nodes)),
        events=s.events._replace(
            at_min=_longer(s.events.at_min, later + near),
            key=_longer(s.events.key, later + near),
            later=_longer(s.events.later, later),
        ),
    )


def _longer(column: Any, least: int) -> Any:
    if len(column) >= least:
        return column
    longer = np.zeros(max(least, len(column) * 3 // 2), column.dtype)
    longer[: len(column)] = column
    return longer.view(type(column))


def room_at_once(p: Tables) -> int:
    """Nodes and events that one thing that happens can make: an onset, a node for each who walks past."""
    return 64 + 2 * int(np.diff(p.passers).max(initial=0)) + len(p.teams)
