"""docs/lesson.md, worked by hand, is what both engines give: every row, the drawing, the measures and the answers."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from engines.traces import rows

import gridsim as gs
from gridsim.analysis.measures import measures
from gridsim.engines import ENGINES
from gridsim.model.compile import compile_plan
from gridsim.model.records import Records

PAGE = Path(__file__).parents[1] / "docs" / "lesson.md"
TEXT = PAGE.read_text(encoding="utf-8")
SCENARIOS = Path(gs.__file__).parent / "scenarios"
ANSWERS = re.split(r"\n(?=\d\. )", TEXT.partition("## Answers")[2])
LETTERS = "ABCDEFGHIJKL"
ACTORS = ["clerk", "walker", "repairs"]
ISSUES = ["discovered_min", "channel", "filed_min", "attended_min", "resolved_min", "closed_min", "status"]
WORK = ["kind", "actor_id", "queued_min", "started_min", "arrived_min", "finished_min", "outcome"]
TOLD = ["report_min", "clears_min", "filing_min", "patience_min", "work_min_h0", "work_min_h1", "work_min_a2_h1"]
OPEN = [range(540, 720, 5), range(780, 960, 5)]  # nine to noon, one to four, in strokes of the drawing
STROKE_MIN = 5


def block(name: str) -> list[str]:
    """The lines between two marks of the page."""
    found = re.search(rf"<!-- {name} -->\n(.*?)\n<!-- /{name} -->", TEXT, re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def cells(name: str) -> list[list[str]]:
    """The rows of a table of the page."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in block(name)[2:]]


def lived(said: Mapping[str, str] | None = None, engine: str = "compiled") -> Records:
    """The day, with some values of the scenario said otherwise."""
    return gs.simulate(gs.load("board", set=said), seed=1, replication=0, engine=engine)


def of(records: Records, measure: str, said: Mapping[str, str] | None = None) -> float:
    table = measures(compile_plan(gs.load("board", set=said)), records)
    return float(table[(table["measure"] == measure) & (table["by"] == "all")]["value"].iloc[0])


def told(value: object) -> str:
    """A cell as the page has it: minutes as a clock time, `-` for what never happened."""
    if isinstance(value, float):
        return f"{int(value) // 60:02d}:{int(value) % 60:02d}"
    return "-" if value is None else str(value)


def who(kind: str, actor: int) -> str:
    return "-" if actor < 0 else ACTORS[2 if kind == "department" else actor]


def test_the_issues_on_the_board_are_those_of_the_file() -> None:
    """When, what and where; and every whole number of minutes that the file gives is told."""
    with (SCENARIOS / "board.csv").open(encoding="utf-8", newline="") as file:
        given = list(csv.DictReader(file))
    shown = cells("given")
    assert [row[:2] for row in shown] == [[letter, str(i)] for i, letter in enumerate(LETTERS)]
    assert [row[2:4] for row in shown] == [[told(float(one["occurred_min"])), one["category"]] for one in given]
    laps = [
        f"{60 * (int(one['grid']) + float(one['street_position'])):g}" if one["street_position"] else None
        for one in given
    ]
    assert [row[4] for row in shown if row[3] == "litter"] == [lap for lap in laps if lap is not None]
    for (*_, chance), one in zip(shown, given, strict=True):
        minutes = {one[name] for name in TOLD if one[name] not in ("", "0", "never")}
        assert set(re.findall(r"\d+", chance)) == minutes


@pytest.mark.parametrize("engine", ENGINES)
def test_the_rows_of_the_page_are_those_of_the_day(engine: str) -> None:
    records = lived(engine=engine)
    issues = [[told(cell) for cell in row] for row in rows(records.issues, ISSUES)]
    assert [[letter, *row] for letter, row in zip(LETTERS, issues, strict=True)] == cells("issues")
    work = [list(row) for row in rows(records.work, WORK)]
    letters = [LETTERS[issue] for issue in records.work["issue_id"]]
    shown = [
        [letter, kind, who(kind, actor), *map(told, rest)]
        for letter, (kind, actor, *rest) in zip(letters, work, strict=True)
    ]
    assert shown == cells("work")


def drawn(records: Records) -> list[str]:
    """Who is busy with what, a letter for five minutes, from nine o'clock on."""
    lines = {actor: dict.fromkeys((minute for span in OPEN for minute in span), "·") for actor in ACTORS}
    for row in records.work[records.work["actor_id"] >= 0].itertuples():
        line, letter = lines[who(row.kind, row.actor_id)], LETTERS[row.issue_id]
        for minute in range(int(row.started_min), int(row.finished_min), STROKE_MIN):
            line[minute] = letter.lower() if minute < row.arrived_min else letter
    last = max(minute for line in lines.values() for minute in line)
    strokes = range(540, last + 1, STROKE_MIN)
    return [
        f"{actor:8}{''.join(line.get(minute, ' ') for minute in strokes)}".rstrip() for actor, line in lines.items()
    ]


def test_the_drawing_is_that_of_the_day() -> None:
    fence, hours, *lines, end = block("drawing")
    assert (fence, end) == ("```", "```")
    assert hours.split() == [f"{hour:02d}:00" for hour in range(9, 17)]
    assert {hours.index(f"{hour:02d}:00") - 8 - (hour - 9) * 60 // STROKE_MIN for hour in range(9, 17)} == {0}
    assert lines == drawn(lived())


def test_the_measures_are_those_worked_by_hand() -> None:
    records, shown = lived(), cells("measures")
    assert len(shown) >= 7
    assert [f"{of(records, measure):.2f}" for measure, _, _ in shown] == [comes_to for _, _, comes_to in shown]


def test_the_sums_by_hand_are_those_of_the_page() -> None:
    """The minutes of each sum, and what the page divides them by."""
    for measure, by_hand, comes_to in cells("measures"):
        parts = re.findall(r"\b[A-L] (\d+)", by_hand)
        total = re.search(r"= ([\d,]+) min", by_hand)
        if parts and total is not None:
            minutes = int(total[1].replace(",", ""))
            assert sum(map(int, parts)) == minutes
            by = re.search(r"by (\d+)$", by_hand)
            per = 60 if measure.endswith(("_h", "_hours")) else 1
            assert f"{minutes / (int(by[1]) if by else 1) / per:.2f}" == comes_to


def test_had_nobody_reported_e(tmp_path: Path) -> None:
    """Answer 2, on the same day with this one mark changed."""
    header, *issues = (SCENARIOS / "board.csv").read_text(encoding="utf-8").splitlines()
    e = LETTERS.index("E")
    cells_of_e = dict(zip(header.split(","), issues[e].split(","), strict=True))
    issues[e] = ",".join({**cells_of_e, "report_min": "never"}.values())
    (tmp_path / "quiet.csv").write_text("\n".join([header, *issues, ""]), encoding="utf-8")
    (tmp_path / "quiet.yaml").write_text("name: quiet\nextends: board\nworkload: quiet.csv\n", encoding="utf-8")
    records = gs.simulate(gs.load(tmp_path / "quiet.yaml"), seed=1, replication=0)
    assert told(records.issues["attended_min"].iloc[e]) == "10:35"
    assert "At 10:35 instead of 10:15" in TEXT


@pytest.mark.parametrize(
    ("said", "moves"),
    [
        ({"verification.checked": "0%"}, {"F": ("closed_min", "11:40"), "I": ("discovered_min", "11:45")}),
        ({"roles.clerk.headcount": "2 per community"}, {"D": ("closed_min", "09:20")}),
        (
            {"roles.walker.headcount": "2 per community"},
            {"H": ("discovered_min", "11:30"), "I": ("discovered_min", "14:15")},
        ),
    ],
)
def test_the_other_answers_are_what_another_day_gives(said: dict[str, str], moves: dict[str, tuple[str, str]]) -> None:
    (answer,) = (
        one for one in ANSWERS if all(f"{path}={value}" in one.replace('"', "") for path, value in said.items())
    )
    records = lived(said)
    for letter, (column, instant) in moves.items():
        assert told(records.issues[column].iloc[LETTERS.index(letter)]) == instant
    exposures = [f"{of(lived(one), 'exposure_mean_h', one):.2f}" for one in ({}, said)]
    assert [exposure for exposure in exposures if exposure not in answer] == []


def test_the_links_of_the_page_lead_somewhere() -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)]+)\)", TEXT)
    assert len(links) >= 4
    assert [link for link in links if not (PAGE.parent / link).exists()] == []
