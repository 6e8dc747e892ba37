"""How sure the answer is, in words: literal tables and sentences in both languages."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from gridsim.report import sure
from gridsim.report.text import WIDTH, cells
from gridsim.report.words import WORDS, Lang

NAN = float("nan")


def scenario(name: str, word: str, settled: float | None = None, growth: float | None = None) -> dict[str, Any]:
    fact = {"word": word, "warm_up_days": 14.0, "settled_days": settled, "growth_per_week": growth}
    return {"name": name, "settling": fact}


def test_warnings_are_said_and_the_rest_is_calm() -> None:
    scenarios = [
        scenario("a", "settled", 6.0),
        scenario("b", "short", 23.0),
        scenario("c", "grows", NAN, 33.62),
        scenario("d", "settled", 6.0),
    ]
    assert sure.warnings(scenarios, "en") == [
        "  b: the warm-up of 14 days is short: the backlog settles after about 23 days, and until then it",
        "  surely differs.",
        "  c: the backlog still grows at the end (+33.6 issues a week): there is no steady state, and the",
        "  numbers describe this horizon only.",
    ]
    assert sure.calm(scenarios, "en") == ["  a, d: settles after 6 days; the warm-up of 14 days is long enough."]
    assert sure.warnings(scenarios, "zh") == [
        "  b：14 天预热偏短：积压约 23 天后才稳定，此前确有差异。",
        "  c：期末积压仍在增长（每周 +33.6 件）：没有稳态，各数值只适用于这段时间。",
    ]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_word_of_settling_can_be_said_of_results_read_back(lang: Lang) -> None:
    for word in ("settled", "unsure", "short", "grows", "unsettled", "unknown"):
        one = [scenario("town", word)]  # a folder has null for what is no number
        lines = [*sure.warnings(one, lang), *sure.calm(one, lang)]
        assert lines
        assert max(map(cells, lines)) <= WIDTH


def differences(**rows: tuple[str, float, float]) -> pd.DataFrame:
    table = [
        {"scenario": "more", "measure": m, "by": "all", "n": 20, "pairing": word, "correlation": r, "independent_n": n}
        for m, (word, r, n) in rows.items()
    ]
    return pd.DataFrame([{**table[0], "by": "group"}, *table])


def test_pairing_in_a_table_and_a_sentence() -> None:
    rows = differences(cost=("hurts", -0.5, 14), staff=("helps", 0.99, 1963), left=("unclear", 0.3, 27),
                       on_time=("helps", 0.81, 89), same=("", NAN, NAN))  # fmt: skip
    measures = ["staff", "on_time", "left", "cost", "same", "absent"]
    assert sure.pairing(rows, measures, str.upper, "en") == [
        "PAIRING: replications on equal histories, and with seeds of their own for an equal interval",
        "             correlation  pairs  own seeds    saved        pairing",
        "  more",
        "    STAFF          0.990     20      2,000   99.0 %          helps",
        "    ON_TIME        0.810     20         89   77.5 %          helps",
        "    LEFT           0.300     20         27   25.9 %    cannot tell",
        "    COST          −0.500     20         14  −42.9 %  does not help",
        "    SAME               –     20",
        "  more: pairing saves 1,980 of the 2,000 replications that STAFF would need, and 69 of 89 for",
        "  ON_TIME, where it helps least; it does not help for COST; whether it helps cannot be told for",
        "  LEFT.",
    ]
    nothing = sure.pairing(differences(cost=("unclear", 0.1, 22)), ["cost"], str.upper, "en")
    assert nothing[-1] == "  more: nothing shows that pairing helps; whether it helps cannot be told for COST."
    assert sure.pairing(rows, measures, str.upper, "zh")[-2:] == [
        "  more：对STAFF，配对在所需 2,000 次重复中省去 1,980 次；对ON_TIME帮助最小，在 89 次中省去 69 次；对",
        "  COST无帮助；对LEFT无法判断。",
    ]


def row(caution: str | float, low: float = 1.0) -> dict[str, Any]:
    return {"caution": caution, "low": low}


def test_marks_stand_at_doubtful_intervals_and_are_explained() -> None:
    assert [sure.marks(one) for one in (row(""), row("skewed"), row("few unreached biased"), row(NAN))] == [
        "", "^", "+~", "",
    ]  # fmt: skip
    assert sure.marks(row("skewed", low=NAN)) == "", "no interval, nothing to be careful with"
    assert (sure.few([row(""), None, row("few")]), sure.few([row("skewed"), None])) == ("*", "")
    assert sure.legend([row("skewed"), None, row("few"), row("skewed")], "en") == [
        "  * fewer than 20 replications: too few to show whether the values are skewed; where they are, such",
        "  an interval holds less often than 95 %",
        "  ^ the values are skewed for so few replications: such an interval holds less often than 95 %",
    ]
    assert sure.legend([row("")], "zh") == []


def test_what_no_mark_can_say_is_said_of_few_replications() -> None:
    assert [len(sure.unmarked(n, lang)) for n in (1, 19, 20, 49, 50) for lang in ("en", "zh")] == [
        0, 0, 0, 0, 1, 1, 1, 1, 0, 0,
    ]  # fmt: skip
    assert sure.unmarked(20, "en")[0].startswith("Without a mark too: with fewer than 50 replications intervals of")


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["en"]) == set(WORDS["zh"])
