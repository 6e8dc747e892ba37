"""A ledger of claims over small worlds: each verdict is reached, the flip is found where it is, and said as it came."""

from __future__ import annotations

import csv
import html
import json
import re
from dataclasses import replace
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from conftest import Golden
from experiment.claims_page import DRAWS, EXAMPLE, PLAYED, REPLICATIONS, keys, page, paragraphs, results
from experiment.small import write_small
from report.pages import MANIFEST
from typer.testing import CliRunner, Result

from gridsim.analysis.catalogue import MEASURES
from gridsim.cli import app
from gridsim.errors import ScenarioError
from gridsim.experiment.claims import Judged, judge
from gridsim.experiment.claims_results import folder_of
from gridsim.report.claims import Told, answer
from gridsim.report.claims_words import VERDICTS as VERDICTS_SAID
from gridsim.report.page import page as report_page
from gridsim.report.page.tables import BOM
from gridsim.report.text import WIDTH, cells
from gridsim.report.words import Lang
from gridsim.results import read
from gridsim.scenario.claims import Ledger, load_claims, shipped_claims

pytestmark = pytest.mark.usefixtures("undrawn", "remembered")
PAGE = Path(__file__).parents[2] / "docs" / "claims.md"
UNITS = {measure: info.unit for measure, info in MEASURES.items()}
LONGER = """\
schema: gridsim/scenario/1
name: longer
extends: small.yaml
issues: [{name: litter, work: exponential(mean 400 min)}]
"""
HEAD = "schema: gridsim/claims/1\nname: tiny\n"
CLAIMS = (
    HEAD
    + """\
uncertain: {issues.litter.rate: uniform 5 to 7 per community per day}
draws: {number: 3, replications: 2}
claims:
  - {name: more-to-do, words: {en: Long work keeps busy., zh: 活久则忙。}, page: p. 1, given: quoted,
     reading: {en: It does., zh: 如此。}, base: small.yaml, other: longer.yaml, measure: utilisation_open, says: rises}
  - {name: less-to-do, words: {en: Long work keeps idle.}, page: p. 2, given: title, reading: {en: It does.},
     base: small.yaml, other: longer.yaml, measure: utilisation_open, says: falls}
  - {name: work-matters, words: {en: Ten times the work keeps busy.}, page: p. 3, given: paraphrase,
     reading: {en: It does.}, base: small.yaml, other: longer.yaml, measure: utilisation_open, says: rises,
     smallest_difference: 1 points,
     tips: {path: issues.litter.work, range: exponential(mean 4 min) to exponential(mean 400 min), set_in: other,
            why: {en: A range.}}}
  - {name: nothing-changes, words: {en: A worker less is nothing.}, page: p. 4, given: paraphrase,
     reading: {en: It is.}, base: small.yaml, other: fewer.yaml, measure: exposure_mean_h, of: category litter,
     says: stays, smallest_difference: 0.001 h}
  - {name: peace, words: {en: Peace.}, page: p. 5, given: title, outside: {en: Not here., zh: 不在此。}}
"""
)
VERDICTS = {
    "more-to-do": "supported", "less-to-do": "contradicted", "work-matters": "holds only if",
    "nothing-changes": "undecidable with these data", "peace": "outside, not tested",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _write(tmp_path)


def _write(folder: Path) -> None:
    write_small(folder)
    (folder / "longer.yaml").write_text(LONGER, encoding="utf-8")
    (folder / "tiny.yaml").write_text(CLAIMS, encoding="utf-8")


def ledger() -> Ledger:
    return load_claims("tiny.yaml", UNITS)


def judged(replications: int = 4, seed: int = 1, cache: Path | None = None) -> Judged:
    return judge(ledger(), replications, seed, processes=1, cache=cache)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Judged:
    """The ledger with six replications, run once."""
    folder = tmp_path_factory.mktemp("six")
    _write(folder)
    return judge(load_claims(str(folder / "tiny.yaml"), UNITS), 6, processes=1)


def gridsim_says(*words: str) -> Result:
    return CliRunner().invoke(app, ["claims", *words, "--processes", "1"], catch_exceptions=False)


def test_every_verdict_is_reached(six: Judged) -> None:
    assert {one.claim.name: one.verdict for one in six.found} == VERDICTS


def test_the_flip_is_where_it_is_and_its_ends_stand_for_certain(six: Judged) -> None:
    (found,) = (one for one in six.found if one.claim.name == "work-matters")
    first, last = found.points[:2]
    assert (first.number, last.number) == (4.0, 400.0)
    assert (first.effect.standing, last.effect.standing) == ("fails", "holds")
    assert found.between is not None
    low, high = found.between
    assert (low < 60, high > 40) == (True, True)  # at 40 min both are alike, and none is busier
    assert high - low == 396 / 16
    at = {one.number: one for one in found.points}
    assert (at[low].by_mean, at[high].by_mean) == (False, True)
    assert found.sure is not None
    assert found.sure[0] <= low < high <= found.sure[1]
    assert [at[number].effect.standing for number in found.sure] == ["fails", "holds"]
    assert all(one.effect.n == 6 for one in found.points)


def test_one_end_like_the_other_is_no_flip() -> None:
    text = CLAIMS.replace("mean 4 min) to exponential(mean 400 min", "mean 200 min) to exponential(mean 400 min")
    Path("tiny.yaml").write_text(text, encoding="utf-8")
    (found,) = (one for one in judged().found if one.claim.name == "work-matters")
    assert (found.verdict, found.between, len(found.points)) == ("supported", None, 2)


def test_an_input_set_in_both_scenarios_moves_both() -> None:
    """With the same work in both they are the same scenario, so nothing rises at either end."""
    Path("tiny.yaml").write_text(CLAIMS.replace("set_in: other", "set_in: both"), encoding="utf-8")
    (found,) = (one for one in judged().found if one.claim.name == "work-matters")
    assert [one.effect.estimate for one in found.points] == [0.0, 0.0]
    assert {one.effect.standing for one in found.points} == {"fails"}
    assert found.verdict == "holds only if"


def test_draws_may_speak_against_what_holds_as_written() -> None:
    """Where the same work is drawn for both scenarios, they are one, and nothing rises."""
    law = "issues.litter.work: uniform exponential(mean 20 min) to exponential(mean 60 min)"
    text = CLAIMS.replace("issues.litter.rate: uniform 5 to 7 per community per day", f'"{law}"'.replace(": ", '": "'))
    Path("tiny.yaml").write_text(text, encoding="utf-8")
    found = next(one for one in judged().found if one.claim.name == "more-to-do")
    assert found.written is not None
    assert found.held is not None
    assert (found.written.standing, found.held.held, found.held.draws) == ("holds", 0, 3)
    assert found.verdict == "holds only if"


@pytest.mark.slow
def test_the_seed_decides_everything_and_the_cache_nothing(tmp_path: Path) -> None:
    first, again = (judged(3, cache=tmp_path / "cache") for _ in range(2))
    assert first.reused == 3  # ten times the work is one end of the range too
    assert (again.computed, again.reused) == (0, first.computed + 3)
    assert first.found == again.found
    pd.testing.assert_frame_equal(first.over, again.over)
    assert judged(3, 2).found != first.found


def test_more_draws_may_be_asked_for() -> None:
    found = judge(ledger(), 2, 1, draws=4, processes=1)
    assert {one.held.draws for one in found.found if one.held} == {4}
    assert found.over.groupby("claim").size().tolist() == [4] * 4


def test_a_group_that_there_is_not_is_refused() -> None:
    Path("tiny.yaml").write_text(CLAIMS.replace("category litter", "category noise"), encoding="utf-8")
    with pytest.raises(ScenarioError) as refused:
        judged(2)
    assert [str(one) for one in refused.value.problems] == [
        f"claims.nothing-changes: {name} has no exposure_mean_h of category 'noise'; look into summary.csv of any "
        "results folder"
        for name in ("small", "fewer")
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_answer_is_as_wide_as_a_terminal_and_no_number_stands_alone(six: Judged, lang: Lang) -> None:
    text = answer(folder_of(six), lang)
    assert max(map(cells, text.splitlines())) <= WIDTH
    assert "{" not in text
    for name in VERDICTS:
        assert name in text
    results = [line for line in text.splitlines() if "n = " in line]
    assert len(results) >= 5


def test_the_answer_says_what_came(six: Judged) -> None:
    text = " ".join(answer(folder_of(six), "en").split())
    effect = six.found[0].written
    assert effect is not None
    shown = re.search(
        r"As written: busy while open changes by \+([\d.]+) points \(\+[\d.]+ to \+[\d.]+\), n = 6\.", text
    )
    assert shown is not None
    assert float(shown[1]) == pytest.approx(100 * effect.estimate, abs=0.06)
    assert "1. more-to-do: supported “Long work keeps busy.” (p. 1; the source's own words)" in text
    assert "holds in 3 of 3 draws (95 % interval of the share: 29 to 100 %)" in text
    assert "Verdict: it holds only if issues.litter.work is at least about exponential(mean" in text
    assert "5. peace: outside, not tested “Peace.” (p. 5; a title) Not here." in text
    assert "A quick look: with fewer than 20 replications" in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_page_of_a_ledger_answers_with_its_claims(six: Judged, lang: Lang) -> None:
    """First how many stand, and which; then every sentence of the plain answer; not the scenarios that it borrows."""
    content = folder_of(six)
    page_of = report_page(content, MANIFEST, "f", lang)
    verdict = re.search(r'<section id="verdict".*?</section>', page_of, re.DOTALL)
    assert verdict is not None
    assert verdict[0].count("<p") == 3
    words = VERDICTS_SAID[lang]
    counts = [f"{words[word]} 1" for word in VERDICTS.values()][:-1]
    assert [one for one in [*counts, *VERDICTS] if one not in verdict[0]] == []
    told = Told(content.facts, lang)
    sentences = [one for found in told.found for one in told.texts(found)]
    assert len(sentences) == 4 * 6 + 2
    text = html.unescape(re.sub(r"<[^>]+>", "", page_of))
    assert [one for one in sentences if one not in text] == []


def test_the_ledger_to_download_has_the_numbers_of_the_ledger(six: Judged) -> None:
    found = re.search(
        r'download="claims-tiny-claims\.csv" href="[^,]+,([^"]+)"', report_page(folder_of(six), MANIFEST, "f")
    )
    assert found is not None
    rows = {row["claim"]: row for row in csv.DictReader(StringIO(unquote(found[1]).removeprefix(BOM)))}
    assert list(rows) == list(VERDICTS)
    for one in six.found:
        row = rows[one.claim.name]
        assert row["verdict"] == one.verdict
        assert row["estimate"] == ("" if one.written is None else f"{one.written.estimate:.6g}")
    assert rows["work-matters"]["input"] == "issues.litter.work"
    assert rows["work-matters"]["flips_from"].startswith("exponential(mean ")


@pytest.mark.slow
def test_a_contradiction_ends_with_1_and_its_folder_has_the_ledger() -> None:
    said = gridsim_says("tiny.yaml", "--replications", "4", "--json")
    assert said.exit_code == 1
    told = json.loads(said.stdout)
    assert {one["name"]: one["verdict"] for one in told["claims"]["found"]} == VERDICTS
    kept = read(Path(told["folder"]))
    assert kept.table("claims")["verdict"].tolist() == list(VERDICTS.values())
    assert answer(kept) == answer(folder_of(judged(4)))
    assert set(kept.inputs) == {"small.yaml", "fewer.yaml", "longer.yaml"}
    assert CliRunner().invoke(app, ["report", told["folder"]], catch_exceptions=False).exit_code == 0


def test_without_one_it_ends_with_0() -> None:
    rows = CLAIMS.split("  - {name: ")
    Path("tiny.yaml").write_text("  - {name: ".join([rows[0], rows[1], rows[-1]]), encoding="utf-8")
    said = gridsim_says("tiny.yaml", "--lang", "zh")
    assert said.exit_code == 0
    assert "1. more-to-do：得到支持" in said.stdout
    assert "不在此。" in said.stdout


def test_values_are_set_in_every_scenario() -> None:
    cases = load_claims("tiny.yaml", UNITS, {"time.horizon": "5 days"}).cases
    assert [case.set for case in cases] == [{"time.horizon": "5 days"}] * 3


def test_the_shipped_ledger_is_right_and_every_claim_is_either_tested_or_outside() -> None:
    found = load_claims(shipped_claims(), UNITS)
    assert len(found.tested) >= 12
    assert [one.name for one in found.claims if one.outside] == [
        "stability",
        "self-governance",
        "ideas-and-funding",
    ]
    assert all(one.tipping and one.tipping.why for one in found.tested)
    for one in found.claims:
        texts = (one.outside,) if one.outside else (one.reading, one.tipping.why)  # type: ignore[union-attr]
        assert all(set(text) == {"en", "zh"} for text in (one.words, one.page, *texts))


def test_no_verdict_stands_in_the_file() -> None:
    text = Path(shipped_claims()).read_text("utf-8")
    assert [word for word in ("supported", "contradicted", "undecidable") if word in text] == []


@pytest.mark.slow
def test_the_page_is_the_output_of_a_run(golden: Golden, pytestconfig: pytest.Config) -> None:
    """Three claims of it are put to the test again, all of them where the page is made anew."""
    if pytestconfig.getoption("--refresh-golden"):
        golden("../../docs/claims.md", page(results()))
    told, kept = paragraphs(answer(results(names=PLAYED))), paragraphs(PAGE.read_text("utf-8"))
    assert list(told) == sorted(PLAYED, key=list(kept).index)
    assert told == {name: kept[name] for name in told}


def test_the_page_tells_every_claim_of_the_shipped_ledger() -> None:
    text, ledger = PAGE.read_text("utf-8"), load_claims(shipped_claims(), UNITS)
    assert list(paragraphs(text)) == [one.name for one in ledger.claims]
    assert f"{len(ledger.cases)} scenarios with {REPLICATIONS} replications each; {DRAWS} draws" in text


def test_the_page_ends_with_a_ledger_that_can_be_read_and_with_every_key() -> None:
    Path("ours.yaml").write_text(EXAMPLE, encoding="utf-8")
    found = load_claims("ours.yaml", UNITS)
    assert ([one.name for one in found.tested], len(found.claims)) == (["cut"], 2)
    kept = (Path(__file__).parents[2] / "docs" / "claims.md").read_text(encoding="utf-8")
    assert kept.endswith(f"```yaml\n{EXAMPLE}```\n\n{keys()}")


def test_a_ledger_without_a_test_has_nothing_to_run() -> None:
    bare = replace(ledger(), claims=ledger().claims[-1:])
    assert [one.verdict for one in judge(bare, 2, processes=1).found] == ["outside, not tested"]
