"""Finds: who is first in a minute, and what a finder does."""

from __future__ import annotations

from engines.traces import World

SAME_MINUTE = World(
    "a find, a report and a clearing in one minute",
    """\
timetables:
  rounds: {mon-sun: {"00:00-24:00": street_round}}
  standby: {mon-sun: {"00:00-24:00": standby}}
roles:
  - {name: walker, headcount: 1 in total, handles: [other], timetables: [rounds], round: {street: 60 min per grid}}
  - {name: attender, headcount: 1 in total, handles: all, timetables: [standby]}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 50%}, reported: {local: 50%, after: 1 h}}
  - {name: other, work: 10 min}
""",
    """
occurred_min  category  grid  street_position     street_meetings  report_min  clears_min  work_min_h0
0             litter    0     0.5                 1                never       30          10
10            litter    0     0.6666666666666666  1                30          never       10
50            litter    0     0.8333333333333334  1                never       never       10
51            litter    1     0                   2                never       never       10
52            litter    1     0.5                 1                37          37          10
53            litter    1     0.6666666666666666  1                46          never       10
54            litter    1     0.5833333333333334  1                never       40          10
""",
    """
channel       discovered  attended  resolved  closed  cleared  status
street_round  30          30        -         30      -        closed   # found at 30, its last minute; gone at once
street_round  40          40        50        50      -        closed   # found before the report of this minute
street_round  170         170       180       180     -        closed   # occurs at 50, where he is: the next lap
street_round  180         180       190       190     -        closed   # lies at 60; the second meeting, a lap later
resident      89          89        -         89      -        closed   # reported as it clears: reported before
resident      99          99        109       109     -        closed   # reported at 99, a minute before he passes
-             -           -         -         -       94       cleared  # lies at 95: a minute too late
""",
    """
issue_id  actor_id  queued  started  finished  outcome
0         1         30      30       30        gone
1         1         40      40       50        solved
2         1         170     170      180       solved
3         1         180     180      190       solved
4         1         89      89       89        gone
5         1         99      99       109       solved
""",
)

MEETS_FIRST = World(
    "what he comes past in the minute of a call goes before the call",
    """\
timetables: {rounds: {mon-sun: {"00:00-24:00": street_round}}}
roles:
  - {name: walker, headcount: 1 in total, handles: all, timetables: [rounds], round: {street: 60 min per grid},
     walk: {within_grid: 5 min}}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}
  - {name: call, priority: 1, work: 15 min}
""",
    """
occurred_min  category  grid  street_position  walk_min_h0  work_min_h0
0             litter    0     0.5              5            10
20            litter    0     0.75             5            10
30            call      0     -                5            15
55            call      0     -                5            15
""",
    # At 30 he finds the first before he could be sent (a meeting is rank 4, a dispatch rank 8), urgent as the call is.
    # From 30 to 60 he stands at 30: attends, then the call. The next litter lies at 45. The second call, at 55, is his
    # at 60; from 80 he walks on, and is at 45 at 95.
    """
channel       discovered  attended  closed
street_round  30          30        40
street_round  95          95        105
resident      30          45        60
resident      55          65        80
""",
    """
issue_id  queued  started  arrived  finished  outcome
0         30      30       30       40        solved
1         95      95       95       105       solved
2         30      40       45       60        solved
3         55      60       65       80        solved
""",
)

LAST_MINUTE = World(
    "a finder at the minute of clearing has work; what a department does first is filed and left to it",
    """\
timetables: {rounds: {mon-sun: {"00:00-24:00": street_round}}}
roles: [{name: walker, headcount: 1 in total, handles: all, timetables: [rounds], round: {street: 60 min per grid}}]
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}
  - {name: hut, service: street_order, work: 10 min, seen_on: {street: 100%}, first: department, route: [bureau]}
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
command: {filing: 10 min, dispatch: 10 min, rejected: 4%}
""",
    """
occurred_min  category  grid  street_position     clears_min  filing_min  rejected  work_min_h0
0             litter    0     0.5                 30          10          -         10
0             hut       0     0.6666666666666666  -           10          0.01      10
+ a1_h1  dispatch_min=5  work_min=10
0             litter    1     0                   -           10          -         10
""",
    # Ids go by category within a minute: litter, litter, hut. The walker finds the first at 30 and stays until 40. He
    # finds the hut ten minutes later and walks on (nobody goes from the grid), the other litter, 60 of his lap, at 70.
    # Finds are filed as they are made, whatever filing takes, and never refused.
    """
category  channel       discovered  filed  attended  resolved  closed  worker_id
litter    street_round  30          30     30        40        40      0
litter    street_round  70          70     70        80        80      0
hut       street_round  50          50     55        65        65      -1
""",
    """
issue_id  kind        actor_id  queued  started  finished  outcome
0         attend      0         30      30       40        solved
1         attend      0         70      70       80        solved
2         department  0         55      55       65        solved
""",
)

NOT_HIS = World(
    "a find by somebody who does not handle it: he files it and walks on",
    """\
timetables: {rounds: {mon-sun: {"00:00-24:00": street_round}}}
roles:
  - {name: volunteer, headcount: 1 in total, handles: [other], timetables: [rounds], round: {street: 60 min per grid}}
  - {name: walker, headcount: 1 in total, handles: all, timetables: [rounds], round: {street: 60 min per grid},
     walk: {within_grid: 3 min}}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 50%}}
  - {name: other, work: 10 min}
""",
    """
occurred_min  category  grid  street_position     street_meetings  walk_min_h0  work_min_h0
0             litter    0     0.5                 1                3            10
0             litter    0     0.6666666666666666  1                3            10
0             litter    1     0.3333333333333333  2                3            10
""",
    # Both walk the same lap from 0. At 30 the volunteer (the lower number) is first: he files issue 0 and walks on.
    # The walker is sent at 30, though he stands beside it: 3 minutes' walk, 10 of work, until 43.
    # The volunteer files issue 1 at 40; the walker goes at 43, is there at 46 and done at 56.
    # Issue 2 lies at 80 and takes two meetings: the volunteer's at 80, the walker's (at 30 from 30 to 56) at 106.
    """
channel       discovered  filed  attended  closed  worker_id  status
street_round  30          30     33        43      1          closed
street_round  40          40     46        56      1          closed
street_round  106         106    106       116     1          closed
""",
    """
issue_id  kind    actor_id  queued  started  arrived  finished  outcome
0         attend  1         30      30       33       43        solved
1         attend  1         40      43       46       56        solved
2         attend  1         106     106      106      116       solved
""",
)

WORLDS = [SAME_MINUTE, MEETS_FIRST, LAST_MINUTE, NOT_HIS]
