"""Staff: roles, and workers one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from gridsim.model.compile.terms import Terms
from gridsim.model.distributions import Law
from gridsim.model.plan import Community, Role, Worker
from gridsim.model.policies import beat_of
from gridsim.scenario import schema
from gridsim.vocabulary import RoundKind

Counts = Mapping[str, Sequence[int]]  # workers by role and community


def compile_role(role: schema.Role, categories: Sequence[str], walks: Sequence[Law], terms: Terms) -> Role:
    """A role; `walks` are the distinct laws of walking."""
    return Role(
        name=role.name,
        handles=tuple(role.handles == "all" or name in role.handles for name in categories),
        speed=role.speed,
        solves=role.solves,
        round_min=tuple(terms.tick(role.round.get(kind, 0.0)) for kind in RoundKind),
        walk=walks.index(terms.law(role.walk.within_grid)) if role.walk is not None else -1,
        step_min=role.walk.per_step if role.walk is not None else 0.0,
        cost_per_hour=role.cost_per_hour,
        present_share=role.present,
    )


def distinct_walks(roles: Iterable[schema.Role], terms: Terms) -> tuple[Law, ...]:
    """The laws of walking within a grid, each once: roles that walk alike share a column of the workload."""
    return tuple(dict.fromkeys(terms.law(role.walk.within_grid) for role in roles if role.walk is not None))


def compile_workers(
    scenario: schema.Scenario, counts: Counts, roles: Sequence[Role], communities: Sequence[Community], terms: Terms
) -> Iterable[Worker]:
    """All workers by community, role and index."""
    for c, community in enumerate(communities):
        for r, role in enumerate(scenario.roles):
            yield from _team(scenario, role, r, roles[r], c, community, counts[role.name][c], terms)


def _team(
    scenario: schema.Scenario, role: schema.Role, r: int, compiled: Role, c: int, community: Community, n: int,
    terms: Terms,
) -> Iterable[Worker]:  # fmt: skip
    """The workers of one role in one community; those who begin in the same grid are spaced over the lap."""
    timetables = list(scenario.timetables)
    beats = [beat_of(j, n, community.grids, role.beat.kind, role.beat.grids) for j in range(n)]
    sizes, placed = Counter(beat[0] for beat in beats), Counter[int]()
    for j, beat in enumerate(beats):
        place, size = placed[beat[0]], sizes[beat[0]]
        placed[beat[0]] += 1
        laps = [terms.tick(round_min * len(beat)) for round_min in compiled.round_min]
        yield Worker(
            community=c,
            role=r,
            index=j,
            timetable=timetables.index(role.timetables[j % len(role.timetables)]),
            beat=beat,
            middle=beat[(len(beat) - 1) // 2],
            start_min=tuple(terms.tick(place * lap / size) for lap in laps),
        )
