"""A world of two communities and ten days: a replication takes a few hundredths of a second."""

from __future__ import annotations

from pathlib import Path

SMALL = """\
schema: gridsim/scenario/1
name: small
label: {en: A small world, zh: 小世界}
time: {start: 2013-01-07, horizon: 10 days, warm_up: 2 days}
places:
  list:
    - {name: c1, type: residential, households: 300, persons_per_household: 2.5, migrant_share: 10%, grids: 3,
       subdistrict: s1, district: d1}
    - {name: c2, type: migrant, households: 200, persons_per_household: 2.5, migrant_share: 80%, grids: 2,
       subdistrict: s1, district: d1}
calendars: {office: {mon-fri: ["09:00-17:00"]}}
timetables: {day: {mon-sun: {"08:00-12:00": standby, "12:00-18:00": street_round}}}
roles:
  - {name: worker, headcount: 1 per 100 households, handles: all, timetables: [day], round: {street: 60 min per grid},
     walk: {within_grid: constant(5 min), per_step: 2 min}}
issues:
  - name: litter
    service: sanitation
    rate: 6 per community per day
    seen_on: {street: 50%}
    reported: {local: 60%, migrant: 40%, after: exponential(mean 3 h)}
    clears: exponential(mean 2 days)
    work: exponential(mean 40 min)
    solved_on_site: 60%
    route: [team]
    limits: {response: 8 h, resolution: 2 days, clock: always}
departments: [{name: team, tier: subdistrict, crews: 1, calendar: office, work: exponential(mean 2 h)}]
evidence:
  roles.worker.headcount: {source: a thesis, kind: official}
  issues.litter.work: {kind: assumption}
"""

FEWER = """\
schema: gridsim/scenario/1
name: fewer
label: {en: A worker less in the larger community}
extends: small.yaml
roles: [{name: worker, headcount: 2 per community}]
"""


def write_small(folder: Path) -> tuple[Path, Path]:
    """The two scenario files in `folder`."""
    small, fewer = folder / "small.yaml", folder / "fewer.yaml"
    small.write_text(SMALL, encoding="utf-8")
    fewer.write_text(FEWER, encoding="utf-8")
    return small, fewer
