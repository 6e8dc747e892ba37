"""Departments, the command centre and verification."""

from __future__ import annotations

from collections.abc import Sequence
from math import fsum

from gridsim.model.compile.headcount import MOST
from gridsim.model.compile.terms import Terms
from gridsim.model.plan import Command, Community, Department, DepartmentKind, Verification
from gridsim.scenario import schema
from gridsim.vocabulary import Tier


def compile_departments(
    scenario: schema.Scenario, communities: Sequence[Community], places: dict[Tier, int], terms: Terms
) -> tuple[tuple[Department, ...], tuple[DepartmentKind, ...]]:
    """An office of each department in every place of its tier, its crews numbered through."""
    offices: list[Department] = []
    kinds: list[DepartmentKind] = []
    first_crew = 0
    for k, one in enumerate(scenario.departments):
        numbers = tuple(range(len(offices), len(offices) + places[one.tier]))
        for place in range(places[one.tier]):
            crews = _crews(one, place, communities)
            queue = one.queue if one.queue is not None else scenario.policy.queue
            home = terms.calendar_index[one.calendar]
            offices.append(Department(one.name, k, one.tier, place, crews, first_crew, home, queue))
            first_crew += crews
        kinds.append(DepartmentKind(one.name, one.tier, terms.law(one.work), numbers))
    return tuple(offices), tuple(kinds)


def _crews(one: schema.Department, place: int, communities: Sequence[Community]) -> int:
    """Crews of one office: a number, or a ratio to what it serves; at least one."""
    home = {Tier.SUBDISTRICT: "subdistrict", Tier.DISTRICT: "district"}.get(one.tier)
    served = [c for c in communities if home is None or getattr(c, home) == place]
    bases = {
        "household": sum(c.households for c in served),
        "resident": fsum(c.residents for c in served),
        "grid": sum(c.grids for c in served),
        "community": len(served),
    }
    ratio = one.crews
    return max(1, round(min(ratio.count * (bases[ratio.of] / ratio.per if ratio.of in bases else 1.0), MOST)))


def compile_command(said: schema.Command, terms: Terms) -> Command:
    """The command centre's delays, refusals and mistakes."""
    home, wrong = terms.calendar_index[said.calendar], said.wrong_department
    return Command(
        filing=terms.delay(said.filing, home),
        dispatch=terms.delay(said.dispatch, home),
        rejected_share=said.rejected,
        wrong_share=wrong.share if wrong else 0.0,
        back_after=terms.delay(wrong.back_after if wrong else None, home),
    )


def compile_verification(said: schema.Verification, terms: Terms) -> Verification:
    """Checks, false fixes, and repeat complaints, whose delay runs on the wall clock."""
    return Verification(
        checked_share=said.checked,
        work=terms.law(said.work),
        false_share=said.false_fix,
        repeat_share=said.repeat.share if said.repeat else 0.0,
        repeat=terms.delay(said.repeat.after if said.repeat else None, 0),
    )
