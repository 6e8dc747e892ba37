"""How sure the answer is, in words: warm-up and steady state, what pairing saves, and marks at doubtful intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from gridsim.analysis.inference import CAUTIONS, FEW, MANY
from gridsim.analysis.warmup import WARNINGS
from gridsim.report.text import POINTS, SUBJECT_WIDTH, decimals, ends_kept, folded, number, table
from gridsim.report.words import Lang, said

MARKS: Mapping[str, str] = {"few": "*", "unreached": "+", "skewed": "^", "biased": "~"}


def cautions(row: Mapping[str, Any]) -> list[str]:
    """The cautions of a row of a summary or of differences; none where there is no interval to be careful with."""
    text = row.get("caution")
    return text.split() if isinstance(text, str) and not pd.isna(row["low"]) else []


def judged(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """A row of differences with the interval by which it is judged, where it is."""
    low, high = row.get("holm_low"), row.get("holm_high")
    return row if low is None or pd.isna(low) else {**row, "low": low, "high": high}


def marks(row: Mapping[str, Any]) -> str:
    """The marks behind an interval. That of few replications stands at their number instead."""
    return "".join(MARKS[word] for word in cautions(row) if word != "few")


def few(rows: Iterable[Mapping[str, Any] | None]) -> str:
    """The mark at a number of replications that is small."""
    return MARKS["few"] if any(row is not None and "few" in cautions(row) for row in rows) else ""


def legend(shown: Iterable[Mapping[str, Any] | None], lang: Lang) -> list[str]:
    """What the marks of a table's rows mean, a paragraph each."""
    met = {word for row in shown if row is not None for word in cautions(row)}
    words = [word for word in CAUTIONS if word in met]
    return [line for word in words for line in folded(f"{MARKS[word]} {said(lang, f'caution_{word}', few=FEW)}")]


def unmarked(replications: int, lang: Lang) -> list[str]:
    """What no mark can say, for it does not show in the values of few histories; nothing of very few or of many."""
    return [said(lang, "unmarked", many=MANY)] if FEW <= replications < MANY else []


def warnings(scenarios: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    """A paragraph for each scenario whose warm-up is short, or which has no steady state."""
    return _settlings([one for one in scenarios if one["settling"]["word"] in WARNINGS], lang)


def calm(scenarios: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    """What is to be said of the warm-up of all other scenarios."""
    return _settlings([one for one in scenarios if one["settling"]["word"] not in WARNINGS], lang)


def _settlings(scenarios: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    return [line for text in settlings(scenarios, lang) for line in folded(text)]


def settlings(scenarios: Sequence[Mapping[str, Any]], lang: Lang) -> list[str]:
    """Scenarios of which the same is to be said share a paragraph."""
    groups: dict[str, list[str]] = {}
    for one in scenarios:
        fact = one["settling"]
        settled, growth = fact["settled_days"], fact["growth_per_week"]
        values = {"warm_up": f"{fact['warm_up_days']:g}"}
        values["days"] = "" if settled is None or pd.isna(settled) else f"{settled:g}"
        values["growth"] = "" if growth is None or pd.isna(growth) else number(growth, decimals([growth]), sign=True)
        groups.setdefault(said(lang, f"warm_up_{fact['word']}", **values), []).append(one["name"])
    colon = said(lang, "colon")
    return [said(lang, "and").join(names) + colon + text for text, names in groups.items()]


def pairing(differences: pd.DataFrame, measures: Sequence[str], label: Callable[[str], str], lang: Lang) -> list[str]:
    """A table of what equal histories save, by comparison and measure, and where they do not help."""
    rows = differences[(differences["by"] == "all") & differences["measure"].isin(list(measures))]
    lines: list[list[str]] = []
    sentences: list[str] = []
    for other in dict.fromkeys(map(str, rows["scenario"])):
        found = rows[rows["scenario"] == other].set_index("measure")
        ordered = found.loc[[one for one in measures if one in found.index]]
        lines.append([ends_kept(other, SUBJECT_WIDTH), "", "", "", "", ""])
        lines += [_saved(row, label(str(name)), lang) for name, row in ordered.iterrows()]
        sentences += folded(_helps(ordered, other, label, lang))
    head = ["", *(said(lang, word) for word in ("correlation", "pairs", "own_seeds", "saved", "pairing_verdict"))]
    return [said(lang, "pairing"), *table(head, lines), *sentences]


def _saved(row: pd.Series, label: str, lang: Lang) -> list[str]:
    """A line of the table: the correlation, what was run and what independent seeds would take, and the word."""
    n, needed, word = int(row["n"]), _rounded(float(row["independent_n"])), row["pairing"]
    share = [number(needed, 0), f"{number(POINTS * (1 - n / needed), 1)} %"] if needed else ["", ""]
    known = isinstance(word, str) and word
    shown = said(lang, f"pairing_{word}") if known else ""
    return [f"  {label}", number(float(row["correlation"]), 3), str(n), *share, shown]


def _rounded(needed: float) -> int:
    """Two digits of a number of replications: it comes from two variances of a few values. 0 for none."""
    return 0 if pd.isna(needed) else int(float(f"{needed:.1e}"))


def _helps(rows: pd.DataFrame, other: str, label: Callable[[str], str], lang: Lang) -> str:
    """What pairing saves where it helps most and least; where it does not help, and where that cannot be told."""
    helps = rows[(rows["pairing"] == "helps") & rows["independent_n"].notna()].sort_values("independent_n")
    text = said(lang, "pairing_none", other=other)
    if len(helps):
        text = _saving(helps.iloc[-1], "pairing_saves", label, lang, other=other)
        text += _saving(helps.iloc[0], "pairing_least", label, lang) if len(helps) > 1 else ""
    for word, key in (("hurts", "pairing_not"), ("unclear", "pairing_unsure")):
        ones = [label(str(name)) for name in rows.index[rows["pairing"] == word]]
        text += said(lang, key, list=said(lang, "semicolon").join(ones)) if ones else ""
    return text + said(lang, "full_stop")


def _saving(row: pd.Series, key: str, label: Callable[[str], str], lang: Lang, **values: str) -> str:
    """How many replications of how many are saved for the measure that names the row."""
    needed = _rounded(float(row["independent_n"]))
    saved = number(needed - int(row["n"]), 0)
    return said(lang, key, low=saved, high=number(needed, 0), measure=label(str(row.name)), **values)
