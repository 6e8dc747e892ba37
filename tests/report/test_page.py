"""The page: what it has in both languages, that it needs nothing else, and that names cannot become HTML."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import numpy as np
import pandas as pd
import pytest
from experiment.small import write_small
from report.pages import MANIFEST, compared, many
from typer.testing import CliRunner

import gridsim as gs
from gridsim.analysis.catalogue import HEADLINE
from gridsim.cli import app
from gridsim.experiment import contents
from gridsim.report.answer import Page
from gridsim.report.figures.page import COLOURS
from gridsim.report.page import MOST_BYTES, page, svg
from gridsim.report.page.subject import DRAWN, Subject
from gridsim.report.page.tables import BOM
from gridsim.report.page.words import WORDS
from gridsim.report.words import WORDS as ANSWER
from gridsim.report.words import Lang
from gridsim.results import Results, read, write

VOID = {"meta", "link", "br", "hr", "img", "input"}
SECTIONS = [
    "differences", "measures", "waits", "backlog", "response", "places", "map", "assumptions", "checks", "scope",
    "origin",
]  # fmt: skip


class Reader(HTMLParser):
    """The page as a browser sees it: every element with its attributes, and whether each is closed in its turn."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def files(self) -> dict[str, list[list[str]]]:
        """The tables to download."""
        found = {}
        for link in self.of("a"):
            if "download" in link:
                kind, text = link["href"].split(",", 1)
                assert kind == "data:text/csv;charset=utf-8"
                assert unquote(text).startswith(BOM)
                found[link["download"]] = list(csv.reader(StringIO(unquote(text)[1:])))
        return found


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return compared(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Results:
    path = write_small(tmp_path_factory.mktemp("small"))[0]
    return contents(gs.run(gs.load(path), replications=3, processes=1), {})


def read_page(results: Results, lang: Lang = "en") -> Reader:
    return Reader(page(results, MANIFEST, "2026-03-01_abc", lang))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_answer_is_first_in_three_sentences_and_every_part_follows(results: Results, lang: Lang) -> None:
    reader = read_page(results, lang)
    assert [one["id"] for one in reader.of("section")] == ["verdict", *SECTIONS]
    told = Subject(results, MANIFEST, lang).told
    first = next(iter(told.sentence(results.facts["comparisons"][0])))
    at = reader.text.index(first)
    sentences = [text for text in reader.text[at : at + 6] if text.strip()]
    assert len(sentences) == 3 or sentences[3] == told.say("assumed")
    assert reader.of("html")[0]["lang"] == {"en": "en", "zh": "zh-CN"}[lang]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_who_gains_is_told_as_in_the_answer_with_numbers(results: Results, lang: Lang) -> None:
    one = results.facts["comparisons"][0]
    answer = Page(results, lang).gains(one)
    assert len(re.findall(r"\([−+]?[0-9.]+ [^()]+\)", answer)) == 2  # best and worst off
    assert answer in read_page(results, lang).text


def test_both_languages_have_the_same_parts_tables_and_drawings(results: Results, alone: Results) -> None:
    for content in (results, alone):
        english, chinese = read_page(content), read_page(content, "zh")
        assert [tag for tag, _ in english.elements] == [tag for tag, _ in chinese.elements]
        assert english.files() == chinese.files()


def test_the_words_are_there_in_both_languages_with_the_same_gaps_and_hide_none_of_the_answer() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()
    assert not WORDS["en"].keys() & ANSWER["en"].keys()
    gaps = {lang: {key: set(re.findall(r"{(\w+)}", text)) for key, text in of.items()} for lang, of in WORDS.items()}
    assert gaps["en"] == gaps["zh"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_it_needs_nothing_else_and_no_script(results: Results, lang: Lang) -> None:
    html = page(results, MANIFEST, "2026-03-01_abc", lang)
    assert len(html.encode()) < MOST_BYTES
    assert "://" not in html
    assert "url(" not in html
    reader = Reader(html)
    assert not {"script", "link", "iframe", "object", "embed", "img"} & {tag for tag, _ in reader.elements}
    assert not [name for _, attributes in reader.elements for name in attributes if name.startswith("on")]
    assert {one["href"][0] for one in reader.of("a") if "download" not in one} == {"#"}
    targets = {one["id"] for _, one in reader.elements if "id" in one}
    assert {one["href"][1:] for one in reader.of("a") if "download" not in one} <= targets
    assert len(targets) == sum("id" in one for _, one in reader.elements)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_drawing_says_what_it_shows(results: Results, lang: Lang) -> None:
    drawings = [one for one in read_page(results, lang).of("svg") if "aria-hidden" not in one]
    assert len(drawings) >= 5 + 3 + 1 + 1 + 2  # strips, backlog by type, response, waiting, maps
    assert all(one["role"] == "img" and len(one["aria-label"]) >= 10 for one in drawings)
    exposure = results.differences.query("measure == 'exposure_mean_h' and by == 'all'")["estimate"].iloc[0]
    assert ("+" if exposure > 0 else "−") in drawings[0]["aria-label"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_newcomer_is_told_what_it_is_about_and_what_the_measures_mean(results: Results, lang: Lang) -> None:
    text = "".join(read_page(results, lang).text)
    about, meaning = WORDS[lang]["about"], WORDS[lang]["means_exposure_mean_h"]
    assert text.index(about) < text.index(Subject(results, MANIFEST, lang).told.made_of())
    told = meaning[:1].upper() + meaning[1:]
    assert text.index(WORDS[lang]["answer_title"]) < text.index(told) < text.index(WORDS[lang]["contents"])
    meanings = {key.removeprefix("means_") for key in WORDS[lang] if key.startswith("means_")}
    assert meanings == set(HEADLINE)


def test_the_tables_to_download_hold_the_numbers_of_the_results(results: Results) -> None:
    files = read_page(results).files()
    parts = ("differences", "measures", "backlog", "response", "communities", "evidence", "hashes")
    assert set(files) == {f"small-vs-fewer-{part}.csv" for part in parts}
    head, *rows = files["small-vs-fewer-measures.csv"]
    kept = results.summary[results.summary["by"].isin(["all", "role", "department"])]
    assert [row[:4] for row in rows] == kept[["scenario", "measure", "by", "group"]].to_numpy().tolist()
    estimates = [float(row[head.index("estimate")] or "nan") for row in rows]
    np.testing.assert_allclose(estimates, kept["estimate"], rtol=1e-5)
    head, *rows = files["small-vs-fewer-communities.csv"]
    found = results.differences.query("measure == 'exposure_mean_h' and by == 'community'").set_index("group")
    for row in rows:
        assert float(row[head.index("difference")]) == pytest.approx(found["estimate"][row[1]], rel=1e-4)
    head, *rows = files["small-vs-fewer-evidence.csv"]
    assert head == ["path", "small", "fewer"]
    assert ["roles.worker.headcount", "official", "official"] in rows
    assert ["issues.litter.rate", "none", "none"] in rows


def test_the_backlog_to_download_is_what_is_drawn(results: Results) -> None:
    head, *rows = read_page(results).files()["small-vs-fewer-backlog.csv"]
    table = results.tables["backlog"]
    table = table[(table["scenario"] == "fewer") & (table["community_type"] == "migrant")]
    means = table.groupby("time_min")["backlog"].mean()
    shown = [float(row[head.index("fewer mean")]) for row in rows if row[0] == "migrant"]
    np.testing.assert_allclose(shown, means, rtol=1e-3)


def test_who_gains_and_who_loses_is_counted_by_type(results: Results) -> None:
    table = results.differences.copy()
    rows = (table["measure"] == "exposure_mean_h") & (table["by"] == "community")
    table.loc[rows & (table["group"] == "c1"), ["estimate", "low", "high"]] = [-2.0, -3.0, -1.0]
    table.loc[rows & (table["group"] == "c2"), ["estimate", "low", "high"]] = [2.0, -1.0, 5.0]
    text = [one.strip() for one in read_page(replace(results, differences=table)).text if one.strip()]
    at = text.index("mean change")
    residential = text.index("residential", at)
    assert text[residential : residential + 6] == ["residential", "1", "1", "0", "0", "−2 h"]
    many = text.index("migrant", at)
    assert text[many : many + 6] == ["migrant", "1", "0", "0", "1", "+2 h"]


EVIL = '<script>alert("1")</script>&\'"><img src=x onerror=alert(1)>'


def test_names_and_labels_cannot_become_html(results: Results) -> None:
    facts = json.loads(json.dumps(results.facts))
    facts["scenarios"][0]["label"] = {"en": EVIL, "zh": EVIL}
    tables = dict(results.tables)
    for name in ("communities", "workers"):
        tables[name] = tables[name].assign(community=tables[name]["community"].replace("c1", EVIL))
    tables["communities"] = tables["communities"].assign(district=EVIL)
    differences = results.differences.assign(group=results.differences["group"].replace("c1", EVIL))
    facts["comparisons"][0]["staff"] = 3
    evil = replace(results, facts=facts, tables=tables, differences=differences)
    manifest = {**MANIFEST, "command": EVIL, "files": {EVIL: EVIL}}
    html = page(evil, manifest, "2026-03-01_abc")
    clean = read_page(results)
    assert "<script" not in html
    assert "<img" not in html
    assert [tag for tag, _ in Reader(html).elements] == [tag for tag, _ in clean.elements]
    assert EVIL in "".join(Reader(html).text)


def test_one_scenario_has_its_communities_but_no_differences(alone: Results) -> None:
    reader = read_page(alone)
    names = [one["id"] for one in reader.of("section")]
    assert names == ["verdict", *(one for one in SECTIONS if one != "differences")]
    assert "small-communities.csv" in reader.files()
    assert "".join(reader.text).count("In small, problems last ") == 1


def test_a_sweep_has_a_staffing_curve_and_is_told_by_what_it_sets(results: Results) -> None:
    sweep = many(results, 8)
    reader = read_page(sweep)
    assert "curve" in [one["id"] for one in reader.of("section")]
    text = "".join(reader.text)
    assert "Of 8 scenarios beside small" in text
    assert "7 per community" in text
    assert "point-7" not in text
    head, *rows = reader.files()["small-vs-fewer-staff.csv"]
    assert {row[head.index("staff")] for row in rows if row[0].startswith("point")} == {str(5 + i) for i in range(8)}
    subject = Subject(sweep, MANIFEST, "en")
    assert subject.drawn == ["small", "point-0", "point-2", "point-5", "point-7"]
    assert len(subject.drawn) == DRAWN


def test_scenarios_with_names_of_their_own_have_a_curve_where_many_numbers_of_staff_are_compared(
    results: Results,
) -> None:
    def named(count: int) -> Reader:
        sweep = many(results, count)
        tables = {name: table for name, table in sweep.tables.items() if name != "points"}
        return read_page(replace(sweep, tables=tables))

    reader = named(5)  # with 5 to 9 workers, the base with 6
    assert "curve" in [one["id"] for one in reader.of("section")]
    assert WORDS["en"]["curve_named"] in "".join(reader.text)
    drawn = [
        one["aria-label"] for one in reader.of("svg") if one.get("aria-label", "").startswith("exposure by workers")
    ]
    assert len(drawn) == 1
    assert len(re.findall(r"\d+: ", drawn[0])) == 6
    assert "curve" not in [one["id"] for one in named(4).of("section")]


def test_a_page_that_would_be_too_large_draws_fewer_scenarios(
    results: Results, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = many(results, 8)
    whole = page(sweep, MANIFEST, "f")
    monkeypatch.setattr("gridsim.report.page.MOST_BYTES", len(whole.encode()) - 1)
    fewer = page(sweep, MANIFEST, "f")
    assert "drawings show the base and 4 of the others" in whole
    assert "drawings show the base and 2 of the others" in fewer


def test_a_city_of_the_size_of_the_thesis_stays_small(results: Results) -> None:
    places = 676

    def spread(table: pd.DataFrame, column: str) -> pd.DataFrame:
        rest = table[table[column] != "c1"] if "by" not in table else table[table["by"] != "community"]
        rows = table[table[column] == "c1"] if "by" not in table else table.query("by == 'community' and group == 'c1'")
        copies = (rows.assign(**{column: f"community-{i}"}) for i in range(places))
        return pd.concat([rest, *copies])

    tables = {**results.tables, "communities": spread(results.tables["communities"].query("community == 'c1'"),
                                                      "community")}  # fmt: skip
    facts = json.loads(json.dumps(results.facts))
    city = replace(results, facts=facts, tables=tables, summary=spread(results.summary, "group"),
                   differences=spread(results.differences, "group"))  # fmt: skip
    html = page(many(city, 8), MANIFEST, "f")
    assert len(html.encode()) < MOST_BYTES
    reader = Reader(html)
    assert len(reader.files()["small-vs-fewer-communities.csv"]) == 1 + 4 * places
    assert "drawings show the base and 4 of the others" in html
    squares = [one["d"].count("M") for one in reader.of("path") if one.get("class") == "square"]
    assert sum(squares) == 5 * places  # the base and four comparisons


def test_colours_are_those_of_the_figures() -> None:
    assert svg.COLOURS == COLOURS


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 90.0, [0.0, 20.0, 40.0, 60.0, 80.0]),
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-3.0, 3.0, [-2.0, 0.0, 2.0]),
        (47.2, 61.0, [50.0, 55.0, 60.0]),
        (0.0, 0.037, [0.0, 0.01, 0.02, 0.03]),
    ],
)
def test_ticks_are_round_and_within(low: float, high: float, expected: list[float]) -> None:
    assert svg.ticks(low, high) == pytest.approx(expected)


def test_the_command_writes_it_into_the_folder_or_elsewhere(results: Results, tmp_path: Path) -> None:
    folder = write(results, tmp_path)
    told = CliRunner().invoke(app, ["report", str(folder)], catch_exceptions=False)
    assert (told.exit_code, told.stdout) == (0, f"{folder / 'report.html'}: written; open it in any browser\n")
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert f"gridsim reproduce {folder.name}" in html
    read(folder)  # the page is not one of the files that the manifest holds to their hashes
    out = tmp_path / "zh.html"
    told = CliRunner().invoke(app, ["report", str(folder), "--lang", "zh", "--out", str(out), "--json"])
    assert json.loads(told.stdout) == {"file": out.as_posix(), "bytes": out.stat().st_size, "language": "zh"}
    again = CliRunner().invoke(app, ["report", str(folder), "--out", str(tmp_path / "none" / "x.html")])
    assert again.exit_code == 2
    assert "cannot write" in again.stderr


def test_the_same_folder_gives_the_same_page(results: Results, tmp_path: Path) -> None:
    folder = write(results, tmp_path)
    for name in ("one.html", "two.html"):
        CliRunner().invoke(app, ["report", str(folder), "--out", str(tmp_path / name)], catch_exceptions=False)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "two.html").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "section", "first"),
    [
        (["staff-for", "small.yaml", "--target", "60% attended within 12 h", "--at-most", "8"], "sought", "workers"),
        (["sensitivity", "ranged.yaml", "--trajectories", "4"], "screening", "input with a range"),
    ],
)
def test_what_was_looked_for_is_answered_first(
    command: list[str], section: str, first: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if command[0] == "sensitivity":
        pytest.importorskip("SALib", reason="the extra `sensitivity` is not installed")
    monkeypatch.chdir(tmp_path)
    small = write_small(tmp_path)[0].read_text(encoding="utf-8")
    ranged = small.replace("work: {kind: assumption}", "work: {kind: assumption, range: 20 min to 60 min}")
    (tmp_path / "ranged.yaml").write_text(ranged, encoding="utf-8")
    done = CliRunner().invoke(app, [*command, "--replications", "3", "--processes", "1", "--json"])
    folder = Path(json.loads(done.stdout)["folder"])
    assert CliRunner().invoke(app, ["report", str(folder)]).exit_code == 0
    reader = Reader((folder / "report.html").read_text(encoding="utf-8"))
    assert [one["id"] for one in reader.of("section")][:2] == ["verdict", section]
    text = [one.strip() for one in reader.text if one.strip()]
    assert first in text[text.index("The answer") + 1]


def test_a_run_leaves_its_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = write_small(tmp_path)[0]
    words = ["run", str(path), "--replications", "2", "--processes", "1", "--lang", "zh", "--json"]
    folder = Path(json.loads(CliRunner().invoke(app, words, catch_exceptions=False).stdout)["folder"])
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in html
    assert html == page(read(folder), json.loads((folder / "manifest.json").read_text()), folder.name, "zh")


def test_without_intervals_reports_or_inputs_the_page_says_what_is_there(tmp_path: Path) -> None:
    scenarios = [gs.load(path) for path in write_small(tmp_path)]
    once = contents(gs.compare(scenarios, replications=1, processes=1), {})
    tables = {**once.tables, "responses": once.tables["responses"].iloc[:0]}
    reader = read_page(replace(once, tables=tables))
    assert [one["id"] for one in reader.of("section")] == ["verdict", *(one for one in SECTIONS if one != "response")]
    assert "The inputs of these results cannot be read here" in "".join(reader.text)
    assert "nan" not in " ".join(reader.text).lower().split()
    strips = [one["aria-label"] for one in reader.of("svg") if one.get("class") == "strip"]
    assert len(strips) == 5
    assert not [one for one in strips if "nan" in one]
