"""A day of a small community: twelve issues and most mechanisms together."""

from __future__ import annotations

from engines.traces import World

TWELVE = World(
    "twelve issues of one community",
    """\
clock: office
calendars: {office: {mon-fri: ["10:00-12:00", "13:00-15:00"]}}
timetables:
  desk: {mon-fri: {"10:00-12:00": counter, "13:00-15:00": counter}}
  field: {mon-fri: {"10:00-12:00": office, "13:00-15:00": street_round}}
roles:
  - {name: clerk, headcount: 1 per community, handles: all, timetables: [desk]}
  - {name: walker, headcount: 1 per community, handles: [litter, hazard], timetables: [field],
     round: {street: 60 min per grid}, walk: {within_grid: 2 min, per_step: 1 min}}
issues:
  - {name: litter, service: sanitation, work: 20 min, seen_on: {street: 100%}, solved_on_site: 60%, route: [bureau],
     reported: {local: 50%, migrant: 50%, after: 1 h}, limits: {response: 4 working hours}}
  - {name: enquiry, counter: true, work: 10 min}
  - {name: hazard, service: hazard, priority: 1, work: 40 min}
  - {name: lamp, service: facility, work: 10 min, first: department, route: [bureau]}
departments: [{name: bureau, tier: subdistrict, crews: 1, calendar: office, work: 1 h}]
command: {rejected: 4%, wrong_department: {share: 5%, back_after: 30 min}}
""",
    # The walker's lap is 120 min; he stands at 0 when Monday's round begins, at 780.
    """
occurred_min  category  grid  street_position  report_min  clears_min  filing_min  rejected  patience_min  work_min_h0
70            litter    1     0.25             never       -           -           -         -             10
+ a1_h0  walk_min=2  solved=0.9
+ a1_h1  dispatch_min=5  work_min=30
80            litter    0     0.5              never       -           -           -         -             25
100           litter    0     0                never       50          -           -         -             25
590           enquiry   0     -                -           -           -           -         -             15
605           enquiry   0     -                -           -           -           -         10            10
606           enquiry   0     -                -           -           -           -         5             10
630           lamp      0     -                -           -           -           -         -             -
+ a1_h1  dispatch_min=15  wrong=0.01  back_min=30  work_min=60
640           hazard    1     -                -           -           -           -         -             40
+ a1_h0  walk_min=2
700           enquiry   0     -                -           -           -           -         -             30
710           enquiry   0     -                -           -           -           -         -             10
1500          litter    1     0.5              30          600         20          -         -             25
+ a1_h0  walk_min=2
1510          litter    0     0.5              0           -           0           0.01      -             25
""",
    # 0: lies at (1 + 0.25) * 60 = 75 of the lap. The walker reaches 30 at 810 (issue 1), stops there until 835 and
    #    needs 45 more: 880. He finds it, works 10, cannot solve it (0.9 >= 60 %): sent up at 890, at the bureau at
    #    895, where 30 min of work are 5 until 15:00 (900) and 25 from Tuesday 10:00 (2040): 2065.
    # 1: lies at 30: met at 780 + 30 = 810, attended at once, 25 min.
    # 2: clears at 150, before any round.
    # 3: comes before opening, so at 600; served 15 min.
    # 4: its patience ends at 615, the instant the clerk is free: at a tie service wins.
    # 5: gives up at 611, the clerk still busy.
    # 6: nobody goes from the grid. Dispatched until 645, to a wrong department (0.01 < 5 %), back at 675, when the
    #    crew begins: 45 of its 60 min until noon (720), 15 more after 13:00 (780): 795.
    # 7: urgent, so it may take the clerk from the counter or the walker from the office. Both beats hold grid 1 and
    #    both stand one step off; the clerk is idle since 625, the walker since 0: he goes. 2 + 1 min, then 40.
    # 8: served from 700 to 730, ten minutes past the end of the counter.
    # 9: the counter closes at 720 while the clerk is still busy: left.
    # 10: reported at 1530, filed at 1550, waits for Tuesday's round (2220). It cleared at 2100, in the queue: whoever
    #     comes (2220 + 2 + 1) finds it gone.
    # 11: reported and refused (0.01 < 4 %).
    # Four working hours from filing: issue 0 has 20 min of Monday left, 120 of Tuesday morning, and needs 100 after
    # 13:00; issue 1 has 90, 120 and 30; issue 10 exactly the whole Tuesday, so it is due at closing time, 15:00.
    """
channel       discovered  filed  attended  resolved  closed  cleared  response_limit  response_due
street_round  880         880    880       2065      2065    -        240             2320
street_round  810         810    810       835       835     -        240             2250
-             -           -      -         -         -       150      240             -
counter       600         600    600       615       615     -        -               -
counter       605         605    615       625       625     -        -               -
counter       606         606    -         -         -       -        -               -
resident      630         630    675       795       795     -        -               -
resident      640         640    643       683       683     -        -               -
counter       700         700    700       730       730     -        -               -
counter       710         710    -         -         -       -        -               -
resident      1530        1550   2223      -         2223    -        240             2340
resident      1510        -      -         -         -       -        240             -
""",
    """
issue_id  kind        place      actor_id  queued  started  arrived  finished  outcome
0         attend      c1         1         880     880      880      890       escalated
0         department  bureau@s1  0         895     895      895      2065      solved
1         attend      c1         1         810     810      810      835       solved
3         serve       c1         0         600     600      600      615       solved
4         serve       c1         0         605     615      615      625       solved
5         serve       c1         -1        606     -        -        611       left
6         department  bureau@s1  0         675     675      675      795       solved
7         attend      c1         1         640     640      643      683       solved
8         serve       c1         0         700     700      700      730       solved
9         serve       c1         -1        710     -        -        720       left
10        attend      c1         1         1550    2220     2223     2223      gone
""",
    also="""
worker_id  tier         attempts  misdispatches  sound  status
1          subdistrict  1         0              1      closed
1          community    1         0              1      closed
-1         community    0         0             -1      cleared
0          community    1         0              1      closed
0          community    1         0              1      closed
-1         community    1         0             -1      left
-1         subdistrict  1         1              1      closed
1          community    1         0              1      closed
0          community    1         0              1      closed
-1         community    1         0             -1      left
1          community    1         0             -1      closed
-1         community    0         0             -1      rejected
""",
)

WORLDS = [TWELVE]
