"""What goes next: priority, the overdue, due time, the order of joining."""

from __future__ import annotations

from engines.traces import STANDBY, World

NOT_BLOCKED = World(
    "what nobody free may take does not hold up the next",
    STANDBY
    + """\
roles:
  - {name: mediator, headcount: 1 in total, handles: [dispute], timetables: [standby]}
  - {name: worker, headcount: 1 in total, handles: [pipe], timetables: [standby]}
issues:
  - {name: dispute, service: dispute, priority: 2, work: 10 min}
  - {name: pipe, service: facility, priority: 4, work: 10 min}
""",
    """
occurred_min  category  work_min_h0
0             dispute   100
10            dispute   10
20            pipe      10
""",
    """
attended  closed  worker_id
0         100     0
100       110     0
20        30      1  # behind a dispute of higher priority, which only the mediator may take
""",
    """
issue_id  actor_id  queued  started  finished  outcome
0         0         0       0        100       solved
1         0         10      100      110       solved
2         1         20      20       30        solved
""",
)

QUEUE = (
    STANDBY
    + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: slow, service: facility, work: 100 min}
  - {name: pipe, service: facility, priority: 4, work: 10 min, limits: {clock: always, response: 60 min}}
  - {name: lamp, service: facility, priority: 2, work: 10 min}
policy: {queue: queued-time, on_overdue: RULE}
"""
)

WAITING = """
occurred_min  category  work_min_h0
0             slow      100
10            pipe      10
20            lamp      10
50            pipe      10
60            lamp      10
"""

BY_PRIORITY = World(
    "down the queue by priority, then by joining",
    QUEUE.replace("RULE", "none"),
    WAITING,
    """
category  attended  closed
slow      0         100
pipe      120       130
lamp      100       110
pipe      130       140
lamp      110       120
""",
    """
issue_id  queued  started  finished
0         0       0        100
1         10      120      130
2         20      100      110
3         50      130      140
4         60      110      120
""",
)

OVERTAKES = World(
    "the overdue overtake",
    QUEUE.replace("RULE", "expedite"),
    WAITING,
    # At 100 the first pipe is overdue since 70: it goes before both lamps. At 110 the second becomes overdue: next.
    """
category  attended  closed  response_due
slow      0         100     -
pipe      100       110     70
lamp      120       130     -
pipe      110       120     110
lamp      130       140     -
""",
    """
issue_id  queued  started  finished
0         0       0        100
1         10      100      110
2         20      120      130
3         50      110      120
4         60      130      140
""",
)

TOGETHER = World(
    "what joins in one minute is dispatched together, the urgent before the lower number",
    STANDBY
    + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: pipe, service: facility, priority: 4, work: 10 min}
  - {name: lamp, service: facility, priority: 2, work: 10 min}
  - {name: hut, service: street_order, priority: 4, work: 10 min, first: department, route: [bureau]}
  - {name: leak, service: utilities, priority: 2, work: 10 min, first: department, route: [bureau]}
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
command: {dispatch: 5 min}
""",
    """
occurred_min  category  work_min_h0  dispatch_min_h1  work_min_h1
0             pipe      10           -                -
0             lamp      10           -                -
100           hut       -            5                10
100           leak      -            5                10
""",
    """
category  attended  closed
pipe      10        20
lamp      0         10
hut       115       125
leak      105       115
""",
    """
issue_id  kind        queued  started  finished
0         attend      0       10       20
1         attend      0       0        10
2         department  105     115      125
3         department  105     105      115
""",
)

DUE_FIRST = World(
    "what is due first goes first, whatever joined first; what has no limit is last",
    STANDBY
    + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: free, service: facility, work: 10 min}
  - {name: loose, service: facility, work: 10 min, limits: {clock: always, response: 300 min}}
  - {name: tight, service: facility, work: 10 min, limits: {clock: always, response: 60 min}}
policy: {queue: due-time}
""",
    """
occurred_min  category  work_min_h0
0             free      100
10            free      10
20            loose     10
30            tight     10
""",
    """
category  attended  closed  response_due
free      0         100     -
free      120       130     -
loose     110       120     320
tight     100       110     90
""",
    """
issue_id  queued  started  finished
0         0       0        100
1         10      120      130
2         20      110      120
3         30      100      110
""",
)

DUE_ORDER = World(
    "by due time: the response until somebody was there, then the resolution; the overdue first",
    STANDBY
    + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: block, service: facility, work: 10 min, first: department, route: [bureau]}
  - {name: seen, service: facility, work: 10 min, solved_on_site: 0%, route: [bureau],
     limits: {clock: always, response: 10 min, resolution: 500 min}}
  - {name: unseen, service: facility, work: 10 min, first: department, route: [bureau],
     limits: {clock: always, response: 300 min, resolution: 600 min}}
  - {name: late, service: facility, work: 10 min, first: department, route: [bureau],
     limits: {clock: always, resolution: 60 min}}
departments: [{name: bureau, tier: city, crews: 1, queue: due-time, work: 10 min}]
policy: {on_overdue: expedite}
""",
    """
occurred_min  category  work_min_h0  work_min_h1
0             block     -            100
5             block     -            10
10            seen      5            10
20            unseen    -            10
30            late      -            10
""",
    # At 100: `late` is overdue since 90, though it has no limit of response and joined last. Then what is due: `unseen`
    # at 320 (response), `seen` at 510 (resolution: somebody was there at 10), the other block never.
    """
category  attended  closed  response_due  resolution_due
block     0         100     -             -
block     130       140     -             -
seen      10        130     20            510
unseen    110       120     320           620
late      100       110     -             90
""",
    """
issue_id  kind        queued  started  finished  outcome
0         department  0       0        100       solved
1         department  5       130      140       solved
2         attend      10      10       15        escalated
2         department  15      120      130       solved
3         department  20      110      120       solved
4         department  30      100      110       solved
""",
)

DUE_TOGETHER = World(
    "due at one instant, or never: what joined first goes first, whatever its number",
    STANDBY
    + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues:
  - {name: slow, service: facility, work: 100 min}
  - {name: brief, service: facility, work: 10 min, reported: {local: 100%, after: 1 h},
     limits: {clock: always, response: 50 min}}
  - {name: ample, service: facility, work: 10 min, reported: {local: 100%, after: 1 h},
     limits: {clock: always, response: 65 min}}
  - {name: free, service: facility, work: 10 min, reported: {local: 100%, after: 1 h}}
policy: {queue: due-time}
""",
    """
occurred_min  category  report_min  work_min_h0
0             slow      -           100
5             free      40          10
8             free      0           10
10            brief     20          10
15            ample     0           10
""",
    # Both limits end at 80: 30 + 50 and 15 + 65. `ample` has the higher number but waits since 15, `brief` since 30.
    # The free have no limit and come last, by the same rule: issue 2 waits since 8, issue 1 since 45.
    """
category  filed  attended  closed  response_due
slow      0      0         100     -
free      45     130       140     -
free      8      120       130     -
brief     30     110       120     80
ample     15     100       110     80
""",
    """
issue_id  queued  started  finished
0         0       0        100
1         45      130      140
2         8       120      130
3         30      110      120
4         15      100      110
""",
)

WORLDS = [NOT_BLOCKED, BY_PRIORITY, OVERTAKES, TOGETHER, DUE_FIRST, DUE_ORDER, DUE_TOGETHER]
