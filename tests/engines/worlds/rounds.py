"""On rounds: beats, laps and progress; when a walker comes past."""

from __future__ import annotations

from engines.traces import World

TWO_WALKERS = World(
    "two walkers, and an issue that the second meeting notices",
    """\
timetables: {rounds: {mon-sun: {"00:00-24:00": street_round}}}
roles:
  - {name: walker, headcount: 2 in total, handles: all, timetables: [rounds], beat: all grids,
     round: {street: 60 min per grid}}
issues: [{name: litter, service: sanitation, work: 10 min, seen_on: {street: 50%}}]
""",
    """
occurred_min  category  grid  street_position  street_meetings  work_min_h0
10            litter    0     0.5              2                10
11            litter    1     0.25             1                10
""",
    # The lap is 120; walker 0 begins at 0, walker 1 half a lap ahead, at 60.
    # Issue 0 lies at 30: walker 0 comes past at 30 and does not notice. Walker 1, at 70 when it occurs, aims at 150.
    # Issue 1 lies at 75: walker 1, at 71, finds it at 15 and stands there until 25. From 75 to 150 takes him to 100.
    """
channel       discovered  filed  attended  closed  worker_id  status
street_round  100         100    100       110     1          closed
street_round  15          15     15        25      1          closed
""",
    """
issue_id  kind    actor_id  queued  started  arrived  finished  outcome
0         attend  1         100     100      100      110       solved
1         attend  1         15      15       15       25        solved
""",
)

LUNCH = World(
    "a lap over a lunch break, and what lies where it pauses",
    """\
timetables: {rounds: {mon-fri: {"10:00-12:00": street_round, "13:00-15:00": street_round}}}
roles: [{name: walker, headcount: 1 in total, handles: all, timetables: [rounds], round: {street: 60 min per grid}}]
issues: [{name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}]
""",
    """
occurred_min  category  grid  street_position     work_min_h0
650           litter    0     0                   10
700           litter    0     0.5                 10
721           litter    1     0.6666666666666666  10
""",
    # He begins at 0 on Monday at 600 and stands at 120 at noon.
    # 0: lies at 0, next at 120: reached exactly at noon, so met when the round opens again, at 780; he attends to 790.
    # 1: lies at 30, next at 150: thirty minutes from 790.
    # 2: lies at 100, next at 220: after 830 (at 150) seventy minutes, exactly at 900: met on Tuesday at 10:00.
    """
discovered  attended  closed  status
780         780       790     closed
820         820       830     closed
2040        2040      2050    closed
""",
    """
issue_id  queued  started  finished  outcome
0         780     780      790       solved
1         820     820      830       solved
2         2040    2040     2050      solved
""",
)

STANDS_STILL = World(
    "progress stands still while he is busy, and what lies at one place is met in turn",
    """\
timetables: {rounds: {mon-sun: {"00:00-24:00": street_round}}}
roles:
  - {name: walker, headcount: 1 in total, handles: all, timetables: [rounds], round: {street: 60 min per grid},
     walk: {within_grid: 5 min}}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}
  - {name: call, work: 15 min}
""",
    """
occurred_min  category  grid  street_position  walk_min_h0  work_min_h0
0             litter    0     0.5              5            10
1             litter    0     0.5              5            10
35            litter    0     0.5              5            10
60            call      1     -                5            15
""",
    # At 30 he finds 0 (no walk) and stands at 30 until 40, meets 1 that very instant and stands there until 50.
    # 2 occurs at 35, where he stands: strictly ahead is the next lap, 150. Called away from 60 to 80 he stays at 40;
    # 110 more are walked by 190.
    """
channel       discovered  attended  closed  status
street_round  30          30        40      closed
street_round  40          40        50      closed
street_round  190         190       200     closed
resident      60          65        80      closed
""",
    """
issue_id  queued  started  arrived  finished  outcome
0         30      30       30       40        solved
1         40      40       40       50        solved
2         190     190      190      200       solved
3         60      60       65       80        solved
""",
)

HOUSEHOLD = World(
    "a household round finds what a visit was asked for; each kind of round has its own progress",
    """\
timetables: {rounds: {mon-fri: {"10:00-12:00": household_round, "13:00-15:00": street_round}}}
roles:
  - {name: visitor, headcount: 1 in total, handles: all, timetables: [rounds],
     round: {street: 60 min per grid, household: 30 min per grid}}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}
  - {name: need, service: welfare, work: 20 min, seen_on: {household: 100%}}
""",
    """
occurred_min  category  grid  street_position  household_position  work_min_h0
0             litter    0     0.5              -                   10
1             need      1     -                0.5                 20
700           need      0     -                0.5                 20
""",
    # The lap of homes is 60. Need 1 lies at 45: found at 645, attended until 665. Need 2 lies at 15; at 700 he stands
    # at 80, so next at 135; 100 at noon, and the last 35 on Tuesday from 2040. Litter lies at 30 of the street's lap,
    # which begins at 780.
    """
channel          discovered  attended  closed  status
street_round     810         810       820     closed
household_round  645         645       665     closed
household_round  2075        2075      2095    closed
""",
    """
issue_id  actor_id  queued  started  finished  outcome
0         0         810     810      820       solved
1         0         645     645      665       solved
2         0         2075    2075     2095      solved
""",
)

SHARED_BEAT = World(
    "three walkers share two grids: the two of one grid are half a lap apart",
    """\
timetables: {rounds: {mon-sun: {"00:00-24:00": street_round}}}
roles: [{name: walker, headcount: 3 in total, handles: all, timetables: [rounds], round: {street: 60 min per grid}}]
issues: [{name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}]
""",
    """
occurred_min  category  grid  street_position  work_min_h0
0             litter    0     0.25             10
0             litter    1     0.25             10
16            litter    0     0.25             10
""",
    # Walkers 0 and 1 have grid 0 (begin at 0 and 30 of 60), walker 2 has grid 1. 0 lies at 15: walker 0 at 15.
    # 2 occurs at 16: walker 0 stands at 15 until 25, so next at 75 (at 85); walker 1 is at 46 and comes to 75 at 45.
    """
discovered  closed  worker_id  status
15          25      0          closed
15          25      2          closed
45          55      1          closed
""",
    """
issue_id  actor_id  queued  started  finished  outcome
0         0         15      15       25        solved
1         2         15      15       25        solved
2         1         45      45       55        solved
""",
)

OVERLAPPING_BEATS = World(
    "beats of two grids around three: the order of the beat gives the place in the lap",
    """\
places: {list: [{name: c1, type: residential, households: 300, persons_per_household: 2.5, grids: 3}]}
timetables: {rounds: {mon-sun: {"00:00-24:00": street_round}}}
roles:
  - {name: walker, headcount: 3 in total, handles: all, timetables: [rounds], beat: 2 grids,
     round: {street: 60 min per grid}}
issues: [{name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}]
""",
    """
occurred_min  category  grid  street_position  work_min_h0
0             litter    0     0.5              10
31            litter    0     0.5              10
31            litter    2     0.5              10
""",
    # Beats: walker 0 grids 0, 1; walker 1 grids 2, 0; walker 2 grids 1, 2; all begin at 0 of 120.
    # 0: at 30 of walker 0. 1: walker 0 stands at 30 until 40, next at 150; for walker 1 it lies at 90: he is first.
    # 2: for walker 1 at 30, passed at 31, next at 150; for walker 2 at 90.
    """
discovered  closed  worker_id  status
30          40      0          closed
90          100     1          closed
90          100     2          closed
""",
    """
issue_id  actor_id  queued  started  finished  outcome
0         0         30      30       40        solved
1         1         90      90       100       solved
2         2         90      90       100       solved
""",
)

MIDNIGHT = World(
    "a round through midnight belongs to the day it begins on",
    """\
time: {start: 2013-01-07, horizon: 4 days, resolution: 1 min}
places: {list: [{name: c1, type: residential, households: 300, persons_per_household: 2.5, grids: 3}]}
timetables: {nights: {mon-sun: {"22:00-02:00": street_round}, except: {"2013-01-08": closed}}}
roles: [{name: walker, headcount: 1 in total, handles: all, timetables: [nights], round: {street: 60 min per grid}}]
issues: [{name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}}]
""",
    """
occurred_min  category  grid  street_position     work_min_h0
10            litter    0     0.5                 10
500           litter    0     0.3333333333333333  10
1421          litter    1     0.8333333333333334  10
1521          litter    2     0.6666666666666666  10
""",
    # The week reaches back before the start: he is out from Sunday night, at 0 of 180 when the clock begins.
    # 0: at 30. Attended to 40; at 02:00 (120) he stands at 110.
    # 1: at 20, next at 200: ninety minutes from 22:00 (1320).
    # 2: at 110, next at 290; from 1420 (at 200) ninety minutes, past midnight.
    # 3: at 160, next at 340; from 1520 (at 290) he comes to 330 by 02:00 on Tuesday. Tuesday has no windows,
    #    Wednesday's begins at 4200.
    """
discovered  closed  status
30          40      closed
1410        1420    closed
1510        1520    closed
4210        4220    closed
""",
    """
issue_id  queued  started  finished  outcome
0         30      30       40        solved
1         1410    1410     1420      solved
2         1510    1510     1520      solved
3         4210    4210     4220      solved
""",
)

WORLDS = [TWO_WALKERS, LUNCH, STANDS_STILL, HOUSEHOLD, SHARED_BEAT, OVERLAPPING_BEATS, MIDNIGHT]
