"""`gridsim trace`: the life of an issue as it is printed, in both languages, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path
from string import Formatter

import pytest
from analysis.lives import lived, write_lives
from experiment.small import write_small
from typer.testing import CliRunner, Result

from gridsim.analysis.story import story
from gridsim.cli import app
from gridsim.report.text import WIDTH, cells
from gridsim.report.timeline import Told, timeline
from gridsim.report.timeline_words import PHRASES
from gridsim.report.words import Lang
from gridsim.results import MANIFEST


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The working folder with a run of the small world of lives in `results`."""
    here = tmp_path_factory.mktemp("lives")
    write_lives(here)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(here)
        assert gridsim_says("run", "lives.yaml", "--replications", "2", "--processes", "1").exit_code == 0
    return here


@pytest.fixture
def results(folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The results folder, from the working folder: the workload is looked for there."""
    monkeypatch.chdir(folder)
    (found,) = Path("results/lives").iterdir()
    return found.as_posix()


def gridsim_says(*words: str) -> Result:
    return CliRunner().invoke(app, list(words), catch_exceptions=False)


# What the times are is worked by hand in tests/analysis/test_story.py.
RETURNED = """\
ISSUE 1: litter, priority 3, grid 1 of c1
  lives, seed 1, replication 0; simulated from 2013-01-07 to 2013-01-10
  c1: residential community of 200 households, 2 grids, 2 workers

LIFE
  Mon 2013-01-07  01:00               it occurs
                              10 min  nobody who could act knows of it
                  01:10               a resident reports it
                              20 min  the command centre takes the report down
                  01:30               filed: a case is opened
                         11 h 57 min  waits in c1 for somebody to be sent:
                                        9 h 30 min  nobody is on duty for it
                                               2 h  those on duty have counter or office hours
                                            27 min  ahead in the queue: 1 other issue
                  13:27        2 min  walker 1 of c1 is sent, and walks
                  13:29       10 min  walker 1 of c1 works on it: it has to go up
                  13:39        5 min  on its way to bureau@s1, by way of the command centre
                  13:44        6 min  waits at bureau@s1 for a crew: all crews are busy: 1 crew,
                                      with 1 other case
                  13:50  20 h 20 min  crew 1 of bureau@s1 works on it: solved; of this time
                                              19 h  the office is closed
                                        1 h 20 min  work itself
  Tue 2013-01-08  10:10   2 h 52 min  the fix waits in c1 for a check:
                                        1 h 50 min  those on duty have counter or office hours
                                               1 h  nobody is on duty for it
                                             2 min  ahead in the queue: 1 other issue
                  13:02        2 min  walker 1 of c1 is sent, and walks
                  13:04        5 min  walker 1 of c1 checks the fix: it does not hold
                  13:09       20 min  crew 1 of bureau@s1 works on it: solved
                  13:29               closed

LIMITS
  response (somebody comes)  by Mon 2013-01-07 15:00  kept, 1 h 31 min to spare
  resolution (the last fix)  by Mon 2013-01-07 15:00  missed by 22 h 29 min

WHERE THE TIME WENT
  hidden                                                      10 min   <1 %
  filing                                                      20 min    1 %
  waiting: nobody on duty for it                         10 h 30 min   29 %
  waiting: counter or office hours of those on duty       3 h 50 min   11 %
  waiting: all busy                                            6 min   <1 %
  waiting: others ahead in the queue                          29 min    1 %
  waiting: office closed                                        19 h   52 %
  waiting: dispatch under way                                  5 min   <1 %
  walking                                                      4 min   <1 %
  work                                                    1 h 55 min    5 %
  in all                                             1 d 12 h 29 min  100 %
"""

RETURNED_ZH = """\
问题 1：litter，优先级 3，c1 第 1 网格
  方案 lives，随机种子 1，第 0 次重复；模拟时段 2013-01-07 至 2013-01-10
  c1：居住型社区，200 户，2 个网格，工作人员 2 人

经过
  2013-01-07 周一  01:00                   问题发生
                                  10 分钟  未被发现
                   01:10                   居民上报
                                  20 分钟  指挥中心登记受理
                   01:30                   立案
                          11 小时 57 分钟  在 c1 等待派人：
                                             9 小时 30 分钟  无人当班
                                                     2 小时  当班人员都在窗口或办公室，走不开
                                                    27 分钟  排在前面：另外 1 个问题
                   13:27           2 分钟  c1 walker 1 号受派前往
                   13:29          10 分钟  c1 walker 1 号现场处置：未能解决，上报
                   13:39           5 分钟  经指挥中心派往 bureau@s1
                   13:44           6 分钟  在 bureau@s1 等待处置班组：班组都在忙（1 个班组）：另外 1
                                           件
                   13:50  20 小时 20 分钟  bureau@s1 第 1 班组处置：解决；其中
                                                    19 小时  部门下班
                                             1 小时 20 分钟  处置本身
  2013-01-08 周二  10:10   2 小时 52 分钟  在 c1 等待核查处置结果：
                                             1 小时 50 分钟  当班人员都在窗口或办公室，走不开
                                                     1 小时  无人当班
                                                     2 分钟  排在前面：另外 1 个问题
                   13:02           2 分钟  c1 walker 1 号受派前往
                   13:04           5 分钟  c1 walker 1 号核查：未真正解决
                   13:09          20 分钟  bureau@s1 第 1 班组处置：解决
                   13:29                   结案

时限
  响应（有人到场）      2013-01-07 周一 15:00 前  按时，提前 1 小时 31 分钟
  解决（最后一次处置）  2013-01-07 周一 15:00 前  超时 22 小时 29 分钟

时间去向
  未被发现                                   10 分钟   <1%
  登记受理                                   20 分钟    1%
  等待：无人当班                     10 小时 30 分钟   29%
  等待：当班人员在窗口或办公室        3 小时 50 分钟   11%
  等待：人员都在忙                            6 分钟   <1%
  等待：排在后面                             29 分钟    1%
  等待：部门下班                             19 小时   52%
  等待：派遣途中                              5 分钟   <1%
  路上                                        4 分钟   <1%
  处置                                1 小时 55 分钟    5%
  合计                          1 天 12 小时 29 分钟  100%
"""

UNSERVED = """\
LIFE
  Mon 2013-01-07  10:05          it occurs
                                 a resident comes to the counter with it
                                 filed: a case is opened
                         10 min  waits at the counter of c1: all who may take it are busy: 1 worker,
                                 with 1 visitor
                  10:15          the visitor has waited long enough, and leaves unserved

WHERE THE TIME WENT
"""

ASTRAY = """\
LIFE
  Tue 2013-01-08  01:00              it occurs
                                     a resident reports it
                                     filed: a case is opened
                             15 min  on its way to a department, by way of the command centre
                  01:15      30 min  it was a wrong department: back, and on its way to bureau@s1
                  01:45  8 h 55 min  waits at bureau@s1 for a crew:
                                       8 h 15 min  the office is closed
                                           10 min  all crews are busy: 1 crew, with 1 other case
                                           30 min  ahead in the queue: 1 other case
                  10:40      10 min  crew 1 of bureau@s1 works on it: solved
                  10:50              closed

WHERE THE TIME WENT
"""

NEVER_FOUND = """\
LIFE
  Wed 2013-01-09  15:20              it occurs
                         8 h 40 min  nobody who could act knows of it
  Thu 2013-01-10  00:00              the simulated time ends; still nobody knows of it

WHERE THE TIME WENT
"""


def test_a_life_is_told_from_onset_to_closing(results: str) -> None:
    assert gridsim_says("trace", results, "1").stdout == RETURNED
    assert gridsim_says("trace", results, "longest").stdout == RETURNED
    assert gridsim_says("trace", results, "1", "--lang", "zh").stdout == RETURNED_ZH
    again = gridsim_says("trace", results, "1", "--replication", "1").stdout  # one workload: the same life
    assert again == RETURNED.replace("replication 0", "replication 1")


@pytest.mark.parametrize(("issue", "life"), [("5", UNSERVED), ("12", ASTRAY), ("19", NEVER_FOUND)])
def test_other_lives_read_well(results: str, issue: str, life: str) -> None:
    said = gridsim_says("trace", results, issue).stdout
    assert life in said
    assert "LIMITS" not in said


def test_as_json_the_times_are_exact(results: str) -> None:
    said = json.loads(gridsim_says("trace", results, "12", "--json").stdout)
    assert [said[key] for key in ("scenario", "seed", "replication")] == ["lives", 1, 0]
    assert (said["issue"]["issue_id"], said["issue"]["filed_min"], said["issue"]["cleared_min"]) == (12, 1500.0, None)
    waits = said["steps"][5]
    assert waits == {
        "what": "waits", "from": "2013-01-08T01:45:00", "from_min": 1545.0, "until_min": 2080.0, "over": True,
        "place": "bureau@s1", "kind": "department",
        "reasons": [
            {"cause": "office_closed", "minutes": 495.0, "workers": 0, "others": {}},
            {"cause": "busy", "minutes": 10.0, "workers": 1, "others": {"department": 1}},
            {"cause": "ahead", "minutes": 30.0, "workers": 1, "others": {"department": 1}},
        ],
    }  # fmt: skip
    assert said["spent_min"]["wrong"] == 30.0
    assert json.loads(gridsim_says("trace", results, "1", "--json").stdout)["limits"][1] == {
        "limit": "resolution", "due": "2013-01-07T15:00:00", "due_min": 900.0, "met_min": 2249.0, "word": "missed",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["22"], "this replication has no issue 22: its issues are 0 to 21"),
        (["first"], "'first' is no issue: give its number, or one of longest, left, pending, repeat"),
        (["1", "--replication", "2"], "{} has no replication 2: it has 0 to 1"),
        (["1", "--scenario", "fewer"], "these results have no scenario 'fewer'; there are lives"),
    ],
)
def test_what_is_not_there_is_bad_input(results: str, words: list[str], said: str) -> None:
    result = gridsim_says("trace", results, *words)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", said.format(results) + "\n")
    assert json.loads(gridsim_says("trace", results, *words, "--json").stdout) == {"error": said.format(results)}


def test_only_a_results_folder_has_lives(results: str) -> None:
    result = gridsim_says("trace", "results", "1")
    assert (result.exit_code, result.stderr) == (2, "results is not a results folder: no readable manifest.json\n")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda facts: facts["scenarios"][0].update(plan="0" * 32), "reads another plan out of its scenario"),
        (lambda facts: facts["hashes"]["lives"]["work"].__setitem__(0, "0" * 64), "runs replication 0 another way"),
    ],
)
def test_a_history_that_is_not_the_folders_is_not_told(results: str, change: object, said: str) -> None:
    path = Path(results, MANIFEST)
    kept = path.read_text(encoding="utf-8")
    facts = json.loads(kept)
    change(facts)
    path.write_text(json.dumps(facts), encoding="utf-8")
    try:
        result = gridsim_says("trace", results, "1")
    finally:
        path.write_text(kept, encoding="utf-8")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        f"{results} was made by another gridsim, or its inputs moved: this one {said} 'lives'; run it again\n"
    )


def test_the_folders_own_copy_of_a_workload_is_the_one_that_counts(results: str) -> None:
    original, copy = Path("trace.csv"), Path(results, "inputs", "trace.csv")
    kept = original.read_text(encoding="utf-8")
    assert copy.read_text(encoding="utf-8") == kept
    original.unlink()
    without = gridsim_says("trace", results, "1")
    original.write_text(kept, encoding="utf-8")
    copy.write_text(kept.replace("1500,", "1501,"), encoding="utf-8")
    another = gridsim_says("trace", results, "1")
    copy.unlink()
    gone = gridsim_says("trace", results, "1")
    copy.write_text(kept, encoding="utf-8")
    assert without.exit_code == 0
    assert [(one.exit_code, one.stdout) for one in (gone, another)] == [(2, ""), (2, "")]
    assert {one.stderr for one in (gone, another)} == {
        f"{results}: missing or changed since it was written: inputs/trace.csv\n"
    }


def test_the_same_issue_lives_in_every_scenario_of_a_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_small(tmp_path)
    said = gridsim_says("compare", "small.yaml", "fewer.yaml", "--replications", "2", "--processes", "1").stdout
    found = re.search(r"results/\S+_[0-9a-f]{8}", said)
    assert found
    base, fewer = (
        gridsim_says("trace", found[0], "7", "--replication", "1", *more).stdout.splitlines()
        for more in ([], ["--scenario", "fewer"])
    )
    assert base[1].startswith("  small, seed 1, replication 1; ")
    assert fewer[1].startswith("  fewer, seed 1, replication 1; ")
    assert base[0] == fewer[0]
    onsets = [next(line for line in lines if "it occurs" in line).split() for lines in (base, fewer)]
    assert onsets[0] == onsets[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_life_can_be_told_within_the_width_of_a_terminal(
    lang: Lang, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    plan, workload, records = lived(write_lives(tmp_path))
    for i in range(len(records.issues)):
        lines = timeline(story(plan, workload, records, i), plan, Told("lives", 1, 0), lang).splitlines()
        assert max(map(cells, lines)) <= WIDTH
        assert [line for line in lines if line != line.rstrip()] == []


def test_both_languages_say_the_same_things() -> None:
    def fields(text: str) -> set[str | None]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    en, zh = PHRASES["en"], PHRASES["zh"]
    assert list(en) == list(zh)
    assert {key for key in en if fields(en[key]) != fields(zh[key])} == set()
