"""Limits and what is filed: on the wall clock, on the working clock, refused, or still open at the end."""

from __future__ import annotations

from engines.traces import STANDBY, World

CLOCKS = World(
    "four hours on the wall clock and four working hours",
    STANDBY
    + """\
clock: office
calendars: {office: {mon: ["10:00-12:00", "13:00-15:00"], tue-fri: ["10:00-12:00"]}}
roles: [{name: worker, headcount: 2 in total, handles: all, timetables: [standby]}]
issues:
  - {name: pipe, service: facility, work: 10 min, limits: {response: 4 working hours, resolution: 1 working day}}
  - {name: lamp, service: facility, work: 10 min, limits: {clock: always, response: 4 h, resolution: 20 h}}
""",
    """
occurred_min  category  work_min_h0
600           pipe      10
690           pipe      10
690           lamp      10
730           pipe      10
""",
    # The office is open 720 min a week on five days: a working day is 144.
    # 0: four hours of Monday end as it closes, at 900; 120 min to noon and 24 from 780.
    # 1: 30 to noon, 120 to 15:00, 90 on Tuesday from 2040; a day: 30 and 114. 2: straight on.
    # 3: filed while it is closed, so counted from 780: 120, then all of Tuesday's, to its closing at 2160; a day: 120,
    #    then 24.
    """
category  filed  response_limit  resolution_limit  response_due  resolution_due  attended
pipe      600    240             144               900           804             600
pipe      690    240             144               2130          894             690
lamp      690    240             1200              930           1890            690
pipe      730    240             144               2160          2064            730
""",
    """
issue_id  actor_id  queued  started  finished  outcome
0         0         600     600      610       solved
1         0         690     690      700       solved
2         1         690     690      700       solved
3         0         730     730      740       solved
""",
)

WORKING_DELAY = World(
    "a delay in working hours elapses on the scenario's clock, whatever the calendar of the step",
    STANDBY
    + """\
clock: office
calendars: {office: {mon-fri: ["10:00-12:00", "13:00-15:00"]}}
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby]}]
issues: [{name: hut, service: street_order, work: 10 min, first: department, route: [bureau]}]
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
command: {dispatch: 30 min, wrong_department: {share: 5%, back_after: 1 working hour}}
""",
    """
occurred_min  category  dispatch_min_h1  wrong_h1  back_min_h1  work_min_h1
690           hut       10               0.01      60           10
690           hut       60               0.9       60           10
880           hut       10               0.01      10           10
900           hut       10               0.01      0            10
""",
    # 0: at a wrong department at 700; 20 min until noon, 40 from 780. 1: dispatch is on the wall clock, through noon.
    # 2: ten minutes that end as the office closes, at 900.
    # 3: dispatched by 910, when the office is closed: a delay of 0 ends at the next opening, on Tuesday.
    """
filed  attended  closed  misdispatches
690    820       830     1
690    750       760     0
880    900       910     1
900    2040      2050    1
""",
    """
issue_id  queued  started  finished  outcome
0         820     820      830       solved
1         750     750      760       solved
2         900     900      910       solved
3         2040    2040     2050      solved
""",
)

REFUSED = World(
    "filing takes time and may refuse, but only what residents report",
    """\
time: {start: 2013-01-07, horizon: 1 day, resolution: 1 min}
timetables:
  rounds: {mon-sun: {"00:00-24:00": street_round}}
  standby: {mon-sun: {"00:00-24:00": standby}}
roles:
  - {name: walker, headcount: 1 in total, handles: [litter], timetables: [rounds], round: {street: 60 min per grid}}
  - {name: clerk, headcount: 1 in total, handles: [enquiry], timetables: [standby]}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}, reported: {local: 50%, after: 1 h}}
  - {name: enquiry, counter: true, work: 10 min}
command: {filing: 20 min, rejected: 4%}
""",
    """
occurred_min  category  grid  street_position      report_min  filing_min  rejected  work_min_h0
0             litter    0     0.9                  0           20          0.01      10
2             litter    0     0.16666666666666666  3           20          0.5       10
3             litter    0     0.6666666666666666   never       20          0.01      10
100           enquiry   0     -                    -           20          0.01      10
1420          litter    0     -                    0           20          0.5       10
""",
    # 0: refused at 20; the walker, passing at 54, does not open it again.
    # 1: reported at 5 and filed at 25; the walker, passing at 10, finds nothing new.
    # 2: he stands at 25 from 25 to 35 and comes to 40 at 50: filed as found, never refused. 3: nor is a visitor.
    # 4: would be filed at 1440, the horizon: what happens there is not applied.
    """
channel       discovered  filed  attended  closed  attempts  status
resident      0           -      -         -       0         rejected
resident      5           25     25        35      1         closed
street_round  50          50     50        60      1         closed
counter       100         100    100       110     1         closed
resident      1420        -      -         -       0         known
""",
    """
issue_id  kind    actor_id  queued  started  finished  outcome
1         attend  0         25      25       35        solved
2         attend  0         50      50       60        solved
3         serve   1         100     100      110       solved
""",
)

AT_THE_END = World(
    "the horizon cuts: on the way, at work, waiting, on the way to a department",
    STANDBY
    + """\
time: {start: 2013-01-07, horizon: 1 day, resolution: 1 min}
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby], walk: {within_grid: 10 min}}]
issues:
  - {name: pipe, service: facility, work: 10 min, solved_on_site: 50%, route: [bureau]}
  - {name: leak, service: facility, work: 10 min, reported: {local: 100%, after: 1 h}}
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
command: {dispatch: 1 h}
""",
    """
occurred_min  category  report_min  walk_min_h0  work_min_h0  solved_h0  dispatch_min_h1  work_min_h1
1300          pipe      -           0            10           0.9        10               200
1330          pipe      -           0            10           0.9        20               10
1345          pipe      -           0            90           0.9        60               10
1350          pipe      -           10           10           0.1        -                -
1360          pipe      -           0            10           0.1        -                -
1400          leak      40          0            10           -          -                -
""",
    # 0: with the crew from 1320 on. 1: at the bureau at 1360, waits. 2: escalated at 1435, on its way up.
    # 3: sent at 1435, would be there at 1445: nobody has attended, yet it is in progress. 4: waits for the worker.
    # 5: would be reported at 1440, the horizon: hidden.
    """
discovered  filed  attended  closed  worker_id  tier       status
1300        1300   1300      -       0          city       in_progress
1330        1330   1330      -       0          city       queued
1345        1345   1345      -       0          community  queued
1350        1350   -         -      -1          community  in_progress
1360        1360   -         -      -1          community  queued
-           -      -         -      -1          community  hidden
""",
    """
issue_id  kind        actor_id  queued  started  arrived  finished  outcome
0         attend      0         1300    1300     1300     1310      escalated
0         department  0         1320    1320     1320     -         open
1         attend      0         1330    1330     1330     1340      escalated
1         department  -1        1360    -        -        -         open
2         attend      0         1345    1345     1345     1435      escalated
3         attend      0         1350    1435     -        -         open
4         attend      -1        1360    -        -        -         open
""",
)

NEARLY_THERE = World(
    "who would arrive at the horizon has not arrived, a minute before he has",
    STANDBY
    + """\
time: {start: 2013-01-07, horizon: 1 day, resolution: 1 min}
roles: [{name: worker, headcount: 2 in total, handles: all, timetables: [standby], walk: {within_grid: 10 min}}]
issues: [{name: pipe, service: facility, work: 10 min}]
""",
    """
occurred_min  category  grid  walk_min_h0  work_min_h0
1430          pipe      0     10           10
1430          pipe      1     9            10
""",
    # Each has a worker in its grid, sent at 1430. The first would be there at 1440, the horizon: nothing happens at it.
    """
filed  attended  closed  worker_id  status
1430   -         -      -1          in_progress
1430   1439      -       1          in_progress
""",
    """
issue_id  kind    actor_id  queued  started  arrived  finished  outcome
0         attend  0         1430    1430     -        -         open
1         attend  1         1430    1430     1439     -         open
""",
)

WORLDS = [CLOCKS, WORKING_DELAY, REFUSED, AT_THE_END, NEARLY_THERE]
