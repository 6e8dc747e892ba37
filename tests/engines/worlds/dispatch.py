"""Who is sent: whose grid, how far, idle since when, out of what, and when."""

from __future__ import annotations

from engines.traces import STANDBY, World

NEAREST = World(
    "own grid busy, then the nearest, then the longest idle, then the lowest number",
    STANDBY
    + """\
places: {list: [{name: c1, type: residential, households: 400, persons_per_household: 2.5, grids: 4}]}
roles: [{name: worker, headcount: 4 in total, handles: all, timetables: [standby], walk: {per_step: 5 min}}]
issues: [{name: pipe, service: facility, work: 10 min}]
""",
    """
occurred_min  category  grid  work_min_h0
0             pipe      0     100
10            pipe      0     20
12            pipe      0     10
40            pipe      0     10
50            pipe      3     10
""",
    # Two by two grids, worker j in grid j: 1 and 2 lie one step from grid 0, 3 lies two.
    """
attended  closed  worker_id
0         100     0  # his own grid
15        35      1  # 0 is busy; 1 and 2 are as near and as long idle: the lower number
17        27      2
45        55      2  # 1 is idle since 35, 2 since 27
50        60      3  # his own grid
""",
    """
issue_id  actor_id  queued  started  arrived  finished  outcome
0         0         0       0        0        100       solved
1         1         10      10       15       35        solved
2         2         12      12       17       27        solved
3         2         40      40       45       55        solved
4         3         50      50       50       60        solved
""",
)

OWN_BEFORE_NEAR = World(
    "whose beat it is comes before who is nearer",
    STANDBY
    + """\
places: {list: [{name: c1, type: residential, households: 400, persons_per_household: 2.5, grids: 4}]}
roles:
  - {name: warden, headcount: 1 in total, handles: all, timetables: [standby], beat: 1 grid, walk: {per_step: 5 min}}
  - {name: rover, headcount: 1 in total, handles: all, timetables: [standby], beat: all grids, walk: {per_step: 5 min}}
issues: [{name: pipe, service: facility, work: 10 min}]
""",
    """
occurred_min  category  grid  work_min_h0
0             pipe      2     10
5             pipe      2     10
""",
    # Grid 2 lies one step from grid 0, the warden's, and two from grid 1, the middle of the rover's beat of all four.
    """
attended  closed  worker_id
10        20      1
10        20      0
""",
    """
issue_id  actor_id  queued  started  arrived  finished  outcome
0         1         0       0        10       20        solved
1         0         5       5        10       20        solved
""",
)

OWN_ONLY = World(
    "own grid only, and a visitor who is anybody's",
    STANDBY
    + """\
roles: [{name: worker, headcount: 2 in total, handles: all, timetables: [standby], walk: {per_step: 5 min}}]
issues:
  - {name: enquiry, counter: true, work: 10 min}
  - {name: pipe, service: facility, work: 10 min}
policy: {assign: own-grid-only}
""",
    """
occurred_min  category  grid  work_min_h0
0             enquiry   1     10
5             enquiry   0     20
6             pipe      1     10
7             pipe      0     10
""",
    """
attended  closed  worker_id
0         10      0  # a visitor of grid 1: the lower number
5         25      1
25        35      1  # waits for the worker of grid 1, though 0 is free from 10 on
10        20      0
""",
    """
issue_id  kind    actor_id  queued  started  arrived  finished  outcome
0         serve   0         0       0        0        10        solved
1         serve   1         5       5        5        25        solved
2         attend  1         6       25       25       35        solved
3         attend  0         7       10       10       20        solved
""",
)

POOL = World(
    "in the pool the longest idle goes, however far",
    STANDBY
    + """\
roles: [{name: worker, headcount: 2 in total, handles: all, timetables: [standby], walk: {per_step: 5 min}}]
issues: [{name: pipe, service: facility, work: 10 min}]
policy: {assign: community-pool}
""",
    """
occurred_min  category  grid  work_min_h0
0             pipe      1     30
40            pipe      0     10
60            pipe      0     10
""",
    """
attended  closed  worker_id
5         35      0  # both idle since the start: the lower number, though it is 1's grid
45        55      1  # 0 is idle since 35, 1 since the start
60        70      0  # 0 since 35, 1 since 55
""",
    """
issue_id  actor_id  queued  started  arrived  finished  outcome
0         0         0       0        5        35        solved
1         1         40      40       45       55        solved
2         0         60      60       60       70        solved
""",
)

SHIFTS = World(
    "the shift changes while tasks wait",
    """\
timetables:
  early: {mon-fri: {"08:00-12:00": standby}}
  late: {mon-fri: {"12:00-16:00": standby}}
roles: [{name: worker, headcount: 2 in total, handles: all, timetables: [early, late]}]
issues: [{name: pipe, service: facility, work: 10 min}]
policy: {assign: community-pool}
""",
    """
occurred_min  category  work_min_h0
470           pipe      300
500           pipe      10
600           pipe      10
725           pipe      60
775           pipe      10
""",
    """
attended  closed  worker_id  status
480       780     0          closed  # waits for the shift; an hour past its end is overtime
720       730     1          closed  # waits for the late shift, without anybody coming free
730       740     1          closed
740       800     1          closed
800       810     1          closed  # 0 is free from 780 on, but off duty
""",
    """
issue_id  actor_id  queued  started  finished  outcome
0         0         470     480      780       solved
1         1         500     720      730       solved
2         1         600     730      740       solved
3         1         725     740      800       solved
4         1         775     800      810       solved
""",
)

OUT_OF_WHAT = World(
    "out of office and counter only for what is urgent; overdue is not urgent",
    """\
timetables: {day: {mon-fri: {"10:00-11:00": office, "11:00-12:00": counter, "12:00-13:00": standby}}}
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [day]}]
issues:
  - {name: lamp, service: facility, priority: 2, work: 10 min}
  - {name: pipe, service: facility, work: 10 min, limits: {clock: always, response: 10 min}}
  - {name: hazard, service: hazard, priority: 1, work: 10 min}
policy: {on_overdue: expedite}
""",
    """
occurred_min  category  work_min_h0
590           hazard    10
599           lamp      10
600           pipe      10
615           hazard    10
665           hazard    10
""",
    """
category  attended  closed  response_due  status
hazard    600       610     -             closed  # nobody is called before his shift
lamp      730       740     -             closed
pipe      720       730     610           closed  # overdue from 610: goes before the lamp, but not out of the office
hazard    615       625     -             closed  # out of the office
hazard    665       675     -             closed  # from the counter
""",
    """
issue_id  queued  started  finished  outcome
0         590     600      610       solved
1         599     730      740       solved
2         600     720      730       solved
3         615     615      625       solved
4         665     665      675       solved
""",
)

CHECKS_WAIT = World(
    "the check of an urgent fix is not urgent",
    """\
timetables: {day: {mon-fri: {"10:00-11:00": office, "11:00-12:00": counter, "12:00-13:00": standby}}}
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [day]}]
issues: [{name: hazard, service: hazard, priority: 1, work: 10 min, solved_on_site: 0%, route: [bureau]}]
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
verification: {checked: 100%, work: 5 min}
""",
    """
occurred_min  category  work_min_h0  work_min_h1  verify_min_h1
605           hazard    10           10           5
""",
    """
attended  resolved  closed
605       625       725
""",
    """
issue_id  kind        queued  started  finished  outcome
0         attend      605     605      615       escalated  # out of the office
0         department  615     615      625       solved
0         verify      625     720      725       sound      # neither out of the office nor from the counter
""",
)

ABSENT = World(
    "who is absent holds no counter, goes nowhere and does not walk; a night belongs to the day it begins on",
    """\
timetables:
  desk: {mon-fri: {"10:00-12:00": counter}}
  late: {mon-fri: {"11:00-13:00": counter}}
  nights: {mon-sun: {"22:00-02:00": street_round}}
roles:
  - {name: clerk, headcount: 1 in total, handles: [enquiry], timetables: [desk], present: 90%}
  - {name: registrar, headcount: 1 in total, handles: [enquiry], timetables: [late]}
  - {name: walker, headcount: 1 in total, handles: [litter, hazard], timetables: [nights], present: 90%,
     round: {street: 60 min per grid}}
issues:
  - {name: enquiry, counter: true, work: 10 min}
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}
  - {name: hazard, service: hazard, priority: 1, work: 15 min}
""",
    """
occurred_min  category  grid  street_position     work_min_h0
10            litter    0     0.5                 10
500           litter    0     0.3333333333333333  10
600           enquiry   -     -                   10
1380          hazard    -     -                   15
2040          enquiry   -     -                   10
""",
    # Clerk and walker are absent on Monday. The walker's round until 02:00 on Monday began on Sunday: he is there.
    # At 02:00 he stands at 110 (ten minutes' work). Monday's night is his absence, also after midnight; Tuesday's
    # begins at 2760: first the hazard, until 2775, then thirty minutes to 140.
    """
channel       discovered  attended  closed  worker_id
street_round  30          30        40      2
street_round  2805        2805      2815    2
counter       660         660       670     1  # on Monday the counter opens with the registrar
resident      1380        2760      2775    2
counter       2040        2040      2050    0  # on Tuesday the clerk is back
""",
    """
issue_id  kind    actor_id  queued  started  finished  outcome
0         attend  2         30      30       40        solved
1         attend  2         2805    2805     2815      solved
2         serve   1         660     660      670       solved
3         attend  2         1380    2760     2775      solved
4         serve   0         2040    2040     2050      solved
""",
    absent=((0, 0), (2, 0)),
)

WORLDS = [NEAREST, OWN_BEFORE_NEAR, OWN_ONLY, POOL, SHIFTS, OUT_OF_WHAT, CHECKS_WAIT, ABSENT]
