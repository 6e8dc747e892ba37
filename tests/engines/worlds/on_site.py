"""What is done on site: how long, how well, and that what has cleared is gone."""

from __future__ import annotations

from engines.traces import STANDBY, World

CLEARED_IN_QUEUE = World(
    "cleared while it waits: whoever comes finds it gone",
    STANDBY
    + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby], walk: {within_grid: 5 min}}]
issues:
  - {name: litter, service: sanitation, work: 10 min}
  - {name: hut, service: street_order, work: 10 min, first: department, route: [bureau]}
departments: [{name: bureau, tier: city, crews: 1, work: 20 min}]
""",
    """
occurred_min  category  clears_min  walk_min_h0  work_min_h0  dispatch_min_h1  work_min_h1
0             litter    never       5            50           -                -
10            litter    50          5            10           -                -
12            litter    54          5            10           -                -
13            litter    7           5            10           -                -
100           hut       30          -            -            30               20
100           hut       31          -            -            30               20
""",
    """
attended  resolved  closed  cleared  worker_id  tier       status
5         55        55      -        0          community  closed
60        -         60      -        0          community  closed  # sent at 55, there at 60, the instant it clears
65        75        75      -        0          community  closed  # there at 65, a minute before
80        -         80      -        0          community  closed
130       -         130     -       -1          city       closed  # gone when the crew begins
130       150       150     -       -1          city       closed  # the crew begins a minute before
""",
    """
issue_id  kind        actor_id  queued  started  arrived  finished  outcome
0         attend      0         0       0        5        55        solved
1         attend      0         10      55       60       60        gone
2         attend      0         12      60       65       75        solved
3         attend      0         13      75       80       80        gone
4         department  0         130     130      130      130       gone
5         department  0         130     130      130      150       solved
""",
)

HELPERS = World(
    "a slow helper who solves half as much, and how far it is from the middle of his beat",
    STANDBY
    + """\
places: {list: [{name: c1, type: residential, households: 300, persons_per_household: 2.5, grids: 3}]}
roles:
  - {name: helper, headcount: 1 in total, handles: all, timetables: [standby], speed: 0.5, solves: 0.5,
     walk: {within_grid: 2 min, per_step: 5 min}}
issues: [{name: litter, service: sanitation, work: 10 min, solved_on_site: 60%, route: [bureau]}]
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
verification: {checked: 100%, work: 4 min}
""",
    """
occurred_min  category  grid  walk_min_h0  work_min_h0  solved_h0  work_min_h1  walk_min_h1  verify_min_h1
0             litter    2     2            10           0.4        10           3            4
100           litter    1     2            10           0.2        -            -            -
""",
    # Grids 0 and 1 in a row, 2 below 0. The middle of his beat is grid 1: two steps to grid 2, ten minutes.
    # On site he solves what is below 60 % of one half: 0.4 is not, 0.2 is.
    # All his work takes twice as long, checks too; the crew's does not.
    """
attended  resolved  closed  sound  tier
12        42        63      1      city
102       122       122     1      community
""",
    """
issue_id  kind        queued  started  arrived  finished  outcome
0         attend      0       0        12       32        escalated
0         department  32      32       32       42        solved
0         verify      42      42       55       63        sound
1         attend      100     100      102      122       solved
""",
)

GROWN = World(
    "work on what was long hidden has grown; checks have not",
    STANDBY
    + """\
time: {start: 2013-01-07, horizon: 4 days}
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby], speed: 2}]
issues:
  - {name: litter, service: sanitation, work: 10 min, solved_on_site: 50%, reported: {local: 100%, after: 1 h},
     growth: 50% per day up to 1.5x, route: [bureau]}
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
command: {filing: 1 h}
verification: {checked: 100%, work: 4 min}
""",
    """
occurred_min  category  report_min  filing_min  work_min_h0  solved_h0  work_min_h1  verify_min_h1
0             litter    720         60          10           0.9        20           4
1             litter    2880        -           10           0.1        -            -
""",
    # Hidden for half a day, until its report: a quarter more, 12.5 min at double speed; the crew 25; the check 4 at
    # double speed.
    # Hidden for two days: twice as much, but never more than one and a half times.
    """
discovered  filed  attended  resolved  closed
720         780    780       811.25    813.25
2881        2881   2881      2888.5    2888.5
""",
    """
issue_id  kind        queued  started  finished  outcome
0         attend      780     780      786.25    escalated
0         department  786.25  786.25   811.25    solved
0         verify      811.25  811.25   813.25    sound
1         attend      2881    2881     2888.5    solved
""",
)

REFERRED = World(
    "the more tasks wait for each worker on duty, the less is solved on site",
    """\
timetables:
  standby: {mon-sun: {"00:00-24:00": standby}}
  desk: {mon-fri: {"10:00-12:00": office}}
roles:
  - {name: worker, headcount: 1 in total, handles: all, timetables: [standby]}
  - {name: clerk, headcount: 1 in total, handles: all, timetables: [desk]}
  - {name: deputy, headcount: 1 in total, handles: all, timetables: [standby], present: 90%}
issues: [{name: pipe, service: facility, work: 10 min, solved_on_site: 80%, route: [bureau]}]
departments: [{name: bureau, tier: city, crews: 1, work: 10 min}]
referral: {slope: 25%}
""",
    """
occurred_min  category  work_min_h0  solved_h0  work_min_h1
500           pipe      110          0.7        10
510           pipe      10           0.7        10
520           pipe      100          0.69       10
530           pipe      10           0.5        10
630           pipe      10           0.5        10
640           pipe      10           0.7        10
""",
    # 80 % less a quarter of it for each task that waits per worker on duty; the clerk in the office counts until noon,
    # the deputy, absent on Monday, does not.
    """
attended  resolved  tier
500       610       community  # nothing waits: 80 %
610       630       city       # two wait for two on duty: 60 %
620       720       community  # one waits for two: 70 %
720       740       city       # two wait, and at noon the clerk goes off duty: 40 %
730       740       community  # one waits for one: 60 %
740       750       community  # nothing waits
""",
    """
issue_id  kind        queued  started  finished  outcome
0         attend      500     500      610       solved
1         attend      510     610      620       escalated
1         department  620     620      630       solved
2         attend      520     620      720       solved
3         attend      530     720      730       escalated
3         department  730     730      740       solved
4         attend      630     730      740       solved
5         attend      640     740      750       solved
""",
    absent=((2, 0),),
)

BEGUN = World(
    "a department's work that has begun has begun: what it works on clears no more",
    STANDBY
    + """\
roles: [{name: worker, headcount: 1 in total, handles: all, timetables: [standby], walk: {within_grid: 4 min}}]
issues: [{name: hut, service: street_order, work: 10 min, first: department, route: [team: 50%, bureau]}]
departments:
  - {name: team, tier: subdistrict, crews: 1, work: 10 min}
  - {name: bureau, tier: district, crews: 1, work: 10 min}
verification: {checked: 50%, work: 6 min, false_fix: 10%, repeat: {share: 60%, after: 1 h}}
""",
    """
occurred_min  category  clears_min
0             hut       15
+ a1_h1  dispatch_min=10  work_min=10  solved=0.9
+ a1_h2  work_min=10  false=0.05  checked=0.2  walk_min=4  verify_min=6
+ a2_h2  work_min=5
100           hut       20
+ a1_h1  work_min=10  solved=0.1  false=0.05  checked=0.9  repeat=0.3  repeat_min=50
+ a2_h1  work_min=5   solved=0.1
""",
    # 0: the team begins at 10, so the clearing at 15 means nothing: not to the bureau at 20, nor to the check, which
    #    arrives at 34, nor to the return at 40. Each does all its work.
    # 1: begun at 100 and fixed at 110, falsely; it would have cleared at 120. The complaint at 160 is worked on too.
    """
attended  resolved  first_closed  closed  cleared  attempts  returns  repeats  tier         status
10        45        45            45      -        2         1        0        district     closed
100       165       110           165     -        2         0        1        subdistrict  closed
""",
    """
issue_id  attempt  kind        place      queued  started  arrived  finished  outcome
0         1        department  team@s1    10      10       10       20        escalated
0         1        department  bureau@d1  20      20       20       30        solved
0         1        verify      c1         30      30       34       40        false
0         2        department  bureau@d1  40      40       40       45        solved
1         1        department  team@s1    100     100      100      110       solved
1         2        department  team@s1    160     160      160      165       solved
""",
)

BY_WHOM = World(
    "at the counter and at a find too: slow, less able, and the less the more wait",
    """\
time: {start: 2013-01-07, horizon: 2 days}
timetables:
  rounds: {mon-sun: {"00:00-24:00": street_round}}
  desk: {mon-sun: {"00:00-24:00": counter}}
roles:
  - {name: helper, headcount: 2 in total, handles: all, beat: all grids, timetables: [rounds, desk], speed: 0.5,
     solves: 0.5, round: {street: 720 min per grid}}
issues:
  - {name: litter, service: sanitation, work: 10 min, seen_on: {street: 100%}, solved_on_site: 80%,
     growth: 100% per day up to 2x, route: [bureau]}
  - {name: permit, counter: true, work: 10 min, solved_on_site: 80%, route: [bureau]}
departments: [{name: bureau, tier: city, crews: 1, work: 8 min}]
referral: {slope: 50%}
""",
    """
occurred_min  category  grid  street_position  work_min_h0  solved_h0  work_min_h1
0             litter    0     0.5              10           0.3        8
205           litter    0     0.75             10           0.3        -
350           permit    0     -                10           0.3        8
350           permit    0     -                10           0.25       -
350           permit    0     -                10           0.5        8
""",
    # A helper solves what is below 80 % of one half, less half of that for each task that waits per helper; both are
    # on duty. Each visitor takes 20 min. 350: two wait, 20 %. 370: one waits, 30 %. 390: nobody waits, 40 %.
    # The first find, at 360: two visitors wait, 20 %. Hidden for a quarter of a day: a quarter more, at half speed
    # 25 min, until 385; the crew 10. The other lies at 540 of his round, which stood still so long: found at 565, also
    # after 360 min; nobody waits, 40 %.
    """
channel       discovered  attended  resolved  closed
street_round  360         360       395       395
street_round  565         565       590       590
counter       350         350       378       378
counter       350         370       390       390
counter       350         390       418       418
""",
    """
issue_id  kind        actor_id  queued  started  finished  outcome
0         attend      0         360     360      385       escalated
0         department  0         385     385      395       solved
1         attend      0         565     565      590       solved
2         serve       1         350     350      370       escalated
2         department  0         370     370      378       solved
3         serve       1         350     370      390       solved
4         serve       1         350     390      410       escalated
4         department  0         410     410      418       solved
""",
)

WORLDS = [CLEARED_IN_QUEUE, HELPERS, GROWN, REFERRED, BY_WHOM, BEGUN]
