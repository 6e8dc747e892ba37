"""A file of claims: all its mistakes at once, each at its place; what is right comes as it is said."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from experiment.small import write_small
from typer.testing import CliRunner

from gridsim.analysis.catalogue import MEASURES
from gridsim.cli import app
from gridsim.errors import CODES, ScenarioError
from gridsim.scenario.cases import Case
from gridsim.scenario.claims import load_claims, shipped_claims
from gridsim.scenario.editor import claims_schema
from gridsim.scenario.loader import alone
from gridsim.scenario.tree import plain

UNITS = {measure: info.unit for measure, info in MEASURES.items()}
HEAD = "schema: gridsim/claims/1\nname: ours\n"
ROW = "name: a, words: {en: A.}, page: p. 1, given: title"
TEST = "reading: {en: A.}, base: small.yaml, other: fewer.yaml, measure: on_time_share, says: rises"
BAD = """\
schema: gridsim/claims/1
name: bad
uncertain: {issues.litter.rate: uniform 5 to 7 min, issues.noise.work: uniform scale 0.5 to 2}
claims:
  - {name: a, words: {en: A.}, page: p. 1, given: guessed, reading: {en: A.}, base: small.yaml, other: fewer.yaml,
     measure: exposure_mean_h, says: falls}
  - {name: b, words: {en: B.}, page: p. 1, given: title, reading: {en: B.}, base: small.yaml, other: fewr.yaml,
     measure: exposure_mean, says: falls, smallest_difference: 5%}
  - {name: b, words: {en: B.}, page: p. 1, given: title, base: small.yaml, says: drops}
  - {name: c, words: {en: C.}, page: p. 1, given: title, base: small.yaml, outside: {en: Not here.}}
  - {name: d, words: {en: D.}, page: p. 1, given: title, reading: {en: D.}, base: small.yaml, measure: on_time_share}
  - {name: e, words: {en: E.}, page: p. 1, given: title, reading: {en: E.}, base: small.yaml, other: fewer.yaml,
     measure: on_time_share, of: category, says: rises, smallest_difference: 2 h}
  - {name: f, words: {en: F.}, page: p. 1, given: title, reading: {en: F.}, base: small.yaml, other: fewer.yaml,
     measure: on_time_share, says: rises, smallest_difference: 2 h, tips: {path: roles.worker.speed, range: 0 to 2}}
  - {name: b, words: {en: B.}, page: p. 1, given: title, verdict: supported, outside: {en: Not here.}}
  - {name: b, words: {en: B.}, page: p. 1, given: title, outside: {en: Not here.}}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)


def problems(text: str) -> list[str]:
    Path("ours.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        load_claims("ours.yaml", UNITS)
    assert [one for one in refused.value.problems if one.code not in CODES or not one.source] == []
    return [str(one) for one in refused.value.problems]


def test_every_mistake_is_told_at_once_at_its_place() -> None:
    assert problems(BAD) == [
        "ours.yaml:3:33: issues.litter.rate: '5 min' is not a rate; write for example '2 per 100 households per day'",
        "ours.yaml:3:72: uncertain.issues.noise.work: small has no single quantity 'issues.noise.work' to "
        "scale; name one, or leave 'scale' out",
        "ours.yaml:3:72: uncertain.issues.noise.work: fewer has no single quantity 'issues.noise.work' to "
        "scale; name one, or leave 'scale' out",
        "ours.yaml:5:51: claims.a.given: unknown word 'guessed'; known: quoted, title, paraphrase",
        "ours.yaml:7:102: there is no file 'fewr.yaml'; did you mean 'fewer.yaml'?",
        "ours.yaml:8:15: claims.b.measure: there is no measure 'exposure_mean'; did you mean 'exposure_mean_h'?",
        "ours.yaml:9:82: claims.b.says: unknown word 'drops'; known: falls, rises, stays",
        "ours.yaml:10:64: claims.c.base: a claim that is outside has no 'base'; say 'outside', or how it is tested",
        "ours.yaml:11:5: claims.d: 'other' is missing; say it, or why the claim is outside",
        "ours.yaml:11:5: claims.d: 'says' is missing; say it, or why the claim is outside",
        "ours.yaml:13:34: claims.e.of: 'category' is not a group; write for example 'category dispute'",
        "ours.yaml:15:64: claims.f.smallest_difference: 'on_time_share' is not in 'h'; write for example '2 "
        "points', or '5%' of the base",
        "ours.yaml:15:109: roles.worker.speed: 0 is not allowed here; write a number above 0",
        "ours.yaml:16:58: claims.b.verdict: unknown key 'verdict'; known: name, words, page, given, reading, "
        "base, other, measure, of, says, smallest_difference, tips, outside",
        "ours.yaml:17:12: claims.b.name: two claims are called 'b'; give each its own",
    ]


def test_the_command_ends_with_2_and_writes_nothing() -> None:
    Path("ours.yaml").write_text(BAD, encoding="utf-8")
    said = CliRunner().invoke(app, ["claims", "ours.yaml"], catch_exceptions=False)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.count("\n  ") == 2 * len(problems(BAD))
    assert not Path("results").exists()


def test_validate_says_what_a_ledger_holds_or_all_that_is_wrong_in_it() -> None:
    outside = "{name: b, words: {en: B.}, page: p. 2, given: quoted, outside: {en: Not here.}}"
    text = f"{HEAD}uncertain: {{issues.litter.work: uniform scale 0.5 to 2}}\nclaims: [{{{ROW}, {TEST}}}, {outside}]\n"
    Path("ours.yaml").write_text(text, encoding="utf-8")
    said = CliRunner().invoke(app, ["validate", "ours.yaml", "small.yaml"], catch_exceptions=False)
    assert said.exit_code == 0
    assert said.stdout.splitlines()[0] == (
        "ours.yaml: valid: ours, claims 2, tested 1, scenarios 2, uncertain inputs 1, draws 50"
    )
    (facts,) = json.loads(CliRunner().invoke(app, ["validate", "ours.yaml", "--json"], catch_exceptions=False).stdout)
    assert (facts["claims"], facts["tested"], facts["scenarios"]) == (["a", "b"], ["a"], ["small", "fewer"])
    Path("ours.yaml").write_text(BAD, encoding="utf-8")
    wrong = CliRunner().invoke(app, ["validate", "ours.yaml"], catch_exceptions=False)
    assert wrong.exit_code == 2
    assert [one for one in problems(BAD) if one not in wrong.stderr] == []


def complaints(said: object) -> list[str]:
    """What an editor would underline."""
    found = jsonschema.Draft7Validator(claims_schema()).iter_errors(said)
    return sorted(f"{'.'.join(map(str, one.absolute_path))}: {one.message}" for one in found)


def test_an_editor_complains_of_what_is_wrong_and_not_of_the_shipped_ledger() -> None:
    shipped = plain(alone(shipped_claims()).root)
    assert complaints(shipped) == []
    row = {"name": "a", "words": {"en": "A."}, "given": "guessed", "verdict": "supported", "tips": {"path": "a.b"}}
    assert complaints({"schema": "gridsim/claims/1", "name": "ours", "claims": [row], "draws": 3}) == [
        "claims.0.given: 'guessed' is not one of ['quoted', 'title', 'paraphrase']",
        "claims.0.tips: {'path': 'a.b'} is not valid under any of the given schemas",
        "claims.0: 'page' is a required property",
        "claims.0: Additional properties are not allowed ('verdict' was unexpected)",
    ]


def test_one_schema_is_printed_at_a_time() -> None:
    said = CliRunner().invoke(app, ["schema", "--experiment", "--claims"], catch_exceptions=False)
    assert (said.exit_code, said.stdout) == (2, "")
    assert said.stderr.startswith("--claims: one schema is printed; leave one out")


@pytest.mark.parametrize("rows", ["[]", f"[{{{ROW}, outside: {{en: Not here.}}}}]"])
def test_a_ledger_tests_something(rows: str) -> None:
    assert problems(f"{HEAD}claims: {rows}\n") == [
        "ours.yaml:3:9: claims: no claim is tested; say of at least one how it is tested"
    ]


def test_a_difference_of_nothing_matters_to_nobody() -> None:
    assert problems(f"{HEAD}claims: [{{{ROW}, {TEST}, smallest_difference: 0 points}}]\n") == [
        "ours.yaml:3:177: claims.a.smallest_difference: '0 points' is not allowed here; write a difference above 0"
    ]


def test_what_is_said_comes_as_it_is_said() -> None:
    text = f"""{HEAD}uncertain: {{issues.litter.work: uniform scale 0.5 to 2}}
draws: {{number: 9, replications: 3}}
claims:
  - {{{ROW}, {TEST}, of: category litter, smallest_difference: 2 points,
     tips: {{path: issues.litter.priority, range: 1 to 5, set_in: base}}}}
"""
    Path("ours.yaml").write_text(text, encoding="utf-8")
    found = load_claims("ours.yaml", UNITS)
    (claim,) = found.claims
    assert (claim.base, claim.other, claim.by, claim.group) == ("small", "fewer", "category", "litter")
    assert claim.smallest == ("absolute", 0.02)
    assert claim.tipping is not None
    assert (claim.tipping.cases, claim.tipping.span.whole) == (("small",), True)
    assert claim.tipping.text(2.6, found.cases[0]) == "3"
    assert (found.draws.number, found.draws.replications) == (9, 3)
    drawn = found.drawn(found.cases[1], {"issues.litter.work": 1.5})
    assert drawn == Case("fewer", "fewer.yaml", {"issues.litter.work": "exponential(mean 60 min)"})
