"""Tables by type, district and subdistrict: who is in them, in which order, with what interval and number."""

from __future__ import annotations

import pandas as pd
import pytest
from experiment.small import write_small

import gridsim as gs
from gridsim.analysis.inference import summarise
from gridsim.experiment.contents import contents
from gridsim.report.answer import answer
from gridsim.report.places import EXTREMES, OF_PLACES, OF_TYPES, tables
from gridsim.report.text import WIDTH, cells
from gridsim.report.words import WORDS
from gridsim.results import Results

HEAD = "number households exposure, h response, h on time, % backlog n"


def estimate(row):
    return f"{row['estimate']:.1f} ± {(row['high'] - row['low']) / 2:.1f}"


def results(subdistricts=3, districts=2, types=("migrant", "residential"), replications=20):
    """Subdistrict i has two communities of 100 and 200 households and an exposure of 10 + i hours."""
    names = [(i, j) for i in range(subdistricts) for j in range(2)]
    communities = pd.DataFrame(
        {
            "scenario": "base", "replication": r, "community": f"c{i}-{j}", "type": types[(i + j) % len(types)],
            "subdistrict": f"s{i}", "district": f"d{i * districts // subdistricts}", "households": 100 * (j + 1),
        }
        for r in range(replications)
        for i, j in names
    )  # fmt: skip
    groups = [("subdistrict", f"s{i}", 10.0 + i) for i in range(subdistricts)]
    groups += [("district", f"d{i}", 20.0 + i) for i in range(districts)] if districts > 1 else []
    groups += [("community_type", kind, 30.0 + i) for i, kind in enumerate(types)]
    rows = pd.DataFrame(
        {"scenario": "base", "replication": r, "measure": m, "by": by, "group": group, "value": value + r % 2, "n": 50}
        for r in range(replications)
        for by, group, value in groups
        for m in dict.fromkeys((*OF_TYPES, *OF_PLACES))
    )
    facts = {"baseline": "base", "scenarios": [{"name": "base"}]}
    return Results("x", facts, summarise(rows), pd.DataFrame(), {"communities": communities})


def test_types_come_in_their_order_with_their_size_intervals_and_number():
    by_type = tables(results(), "en", estimate)[0]
    assert by_type[0].startswith("BY TYPE OF COMMUNITY")
    assert by_type[1].split() == HEAD.split()
    assert by_type[2].split() == ["residential", "3", "500"] + ["31.5", "±", "0.2"] * 4 + ["20"]
    assert by_type[3].split() == ["migrant", "3", "400"] + ["30.5", "±", "0.2"] * 4 + ["20"]
    assert "put into the scenario, not found by it" in " ".join(by_type)


def test_places_come_with_the_longest_exposure_first_and_subdistricts_say_their_district():
    _, by_district, by_subdistrict = tables(results(), "en", estimate)
    assert [line.split()[0] for line in by_district[2:4]] == ["d1", "d0"]
    assert [line.split()[:4] for line in by_subdistrict[2:5]] == [
        ["s2", "(d1)", "2", "300"], ["s1", "(d0)", "2", "300"], ["s0", "(d0)", "2", "300"],
    ]  # fmt: skip


@pytest.mark.parametrize(("count", "shown"), [(11, 11), (12, 11), (68, 11)])
def test_of_many_places_the_worst_and_the_best_are_shown(count, shown):
    lines = tables(results(count), "en", estimate)[2][2 : 2 + shown]
    names = [line.split()[0] for line in lines]
    if count == shown:
        assert names == [f"s{i}" for i in reversed(range(count))]
    else:
        assert names[:EXTREMES] == [f"s{count - 1 - i}" for i in range(EXTREMES)]
        assert lines[EXTREMES].strip() == f"… {count - 2 * EXTREMES} between"
        assert names[EXTREMES + 1 :] == [f"s{i}" for i in reversed(range(EXTREMES))]


def test_what_is_all_alike_has_no_table():
    assert tables(results(1, 1, ("fringe",)), "en", estimate) == []
    assert len(tables(results(3, 1, ("fringe",)), "en", estimate)) == 1
    assert "(d0)" not in " ".join(tables(results(3, 1), "en", estimate)[-1])


def test_few_replications_are_marked_and_the_mark_is_explained_once():
    text = ["\n".join(part) for part in tables(results(replications=2), "en", estimate)]
    assert [" 2*" in part for part in text] == [True, True, True]
    assert ["* fewer than" in part for part in text] == [False, False, True]


def test_a_group_without_issues_is_last_and_empty():
    found = results()
    rows = found.summary
    found = Results("x", found.facts, rows[rows["group"] != "s2"], found.differences, found.tables)
    assert tables(found, "en", estimate)[2][4].split() == ["s2", "(d1)", "2", "300"]


def test_lines_fit_in_both_languages():
    for lang in ("en", "zh"):
        said = [line for part in tables(results(68, 8), lang, estimate) for line in part]
        assert max(map(cells, said)) <= WIDTH
    assert "  居住型" in " ".join(said)
    assert {key for key in WORDS["en"] if key.startswith("places_")} == {
        key for key in WORDS["zh"] if key.startswith("places_")
    }


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    """The small world with a subdistrict for each of its two communities, and one with a worker less."""
    folder = tmp_path_factory.mktemp("town")
    paths = write_small(folder)
    before, after = paths[0].read_text("utf-8").rsplit("subdistrict: s1", 1)
    paths[0].write_text(f"{before}subdistrict: s2{after}", "utf-8")
    return [gs.load(path) for path in paths]


def test_a_run_says_who_waits_and_its_summary_has_the_same_numbers(town):
    found = contents(gs.run(town[0], replications=3, processes=1), {})
    said = answer(found)
    assert said.index("EACH SCENARIO") < said.index("BY TYPE OF COMMUNITY") < said.index("BY SUBDISTRICT")
    assert "BY DISTRICT" not in said  # there is one
    of_place = found.summary[(found.summary["by"] == "subdistrict") & (found.summary["measure"] == "backlog_mean")]
    of_home = found.summary[(found.summary["by"] == "community") & (found.summary["measure"] == "backlog_mean")]
    assert of_place["group"].tolist() == ["s1", "s2"]
    assert of_place[["estimate", "low", "high", "n"]].to_numpy().tolist() == pytest.approx(
        of_home[["estimate", "low", "high", "n"]].to_numpy()
    )
    assert "按社区类型" in answer(found, "zh")


def test_a_comparison_pairs_places_and_leaves_their_tables_out(town):
    found = contents(gs.compare(town, replications=3, processes=1), {})
    assert "BY TYPE OF COMMUNITY" not in answer(found)
    rows = found.differences[(found.differences["by"] == "subdistrict") & (found.differences["measure"] == "staff")]
    assert dict(zip(rows["group"], rows["estimate"], strict=True)) == {"s1": -1.0, "s2": 0.0}
