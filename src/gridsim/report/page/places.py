"""Who gains and who loses, community by community; of one scenario, how each fares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from gridsim.report.page.subject import Section, Subject
from gridsim.report.page.tables import Download, Table, rounded
from gridsim.vocabulary import CommunityType

EXTREMES = 5  # communities at each end


def places(subject: Subject) -> Section | None:
    """Each drawn comparison by type of community, and the communities at both ends; or those of the one scenario."""
    base = subject.of_communities(subject.base)
    if len(base) < 2:
        return None
    others = [name for name in subject.drawn if name != subject.base]
    return _compared(subject, base, others) if others else _alone(subject, base)


def _compared(subject: Subject, base: pd.DataFrame, others: Sequence[str]) -> Section:
    say = subject.say
    tables, rows = [], []
    for name in others:
        changes = _changes(subject, base, name)
        tables += [(subject.short[name], _by_type(subject, changes)), ("", _extremes(subject, changes))]
        rows += [
            _exact(name, str(community), row) for community, row in zip(changes.index, _rows(changes), strict=True)
        ]
    note = say("places_note", measure=subject.told.label_of(subject.leading))
    surely = [f"{subject.short[one['scenario']]}{say('colon')}{subject.told.gains(one)}"
              for one in subject.comparisons if one["scenario"] in others and one.get("communities")]  # fmt: skip
    heads = ["scenario", "community", "type", "district", "subdistrict", "households", "workers", "workers_change",
             "base", "difference", "low", "high", "n", "word"]  # fmt: skip
    return Section("places", say("places"), [*surely, note], tables=tables, downloads=[_download(subject, heads, rows)])


def _changes(subject: Subject, base: pd.DataFrame, name: str) -> pd.DataFrame:
    """A row per community: its facts, what changes, and the word; the greatest gain first."""
    table = subject.results.differences
    rows = table[(table["scenario"] == name) & (table["by"] == "community") & (table["measure"] == subject.leading)]
    change = rows.set_index("group")[["estimate", "low", "high", "n", "caution"]].reindex(base.index)
    after = subject.of_communities(name)["workers"].reindex(base.index)
    joined = base.rename(columns={subject.leading: "base"}).join(change)
    joined = joined.assign(workers_change=after - base["workers"])
    down, up = joined["high"] < 0, joined["low"] > 0
    lower = subject.facts["measures"][subject.leading]["better"] == "lower"
    better, worse = (down, up) if lower else (up, down)
    joined["word"] = "neither"
    joined.loc[better, "word"] = "gains"
    joined.loc[worse, "word"] = "loses"
    return joined.sort_values("estimate", ascending=lower, kind="stable", na_position="last")


def _by_type(subject: Subject, changes: pd.DataFrame) -> Table:
    say, found = subject.say, set(changes["type"])
    kinds = [one for one in CommunityType.words() if one in found]
    groups = {say(kind): changes[changes["type"] == kind] for kind in kinds} | {say("all_types"): changes}
    heads = [
        say("type"),
        say("communities"),
        say("who_gains"),
        say("who_loses"),
        say("who_neither"),
        say("mean_change"),
    ]
    rows = []
    for label, rows_of in groups.items():
        words = [str(int((rows_of["word"] == word).sum())) for word in ("gains", "loses", "neither")]
        mean = subject.valued({"measure": subject.leading, "estimate": rows_of["estimate"].mean()}, differs=True)
        rows.append([label, f"{len(rows_of):,}", *words, mean])
    return Table(heads, rows)


def _extremes(subject: Subject, changes: pd.DataFrame) -> Table:
    say = subject.say
    change = f"{say('change')}, {subject.told.unit(subject.leading, difference=True)}"
    heads = [*map(say, ("community", "type", "households", "staff_change")), change, say("word"), say("n")]
    rows = [_shown(subject, str(name), row) for name, row in zip(changes.index, _rows(changes), strict=True)]
    return _ends(subject, heads, rows)


def _shown(subject: Subject, name: str, row: Mapping[str, Any]) -> list[str]:
    change = subject.told.estimate({**row, "measure": subject.leading}, sign=True) if not pd.isna(row["n"]) else "–"
    staff = f"{int(row['workers_change']):+d}".replace("-", "−") if row["workers_change"] else "0"
    word = subject.say(f"who_{row['word']}_one")
    n = "" if pd.isna(row["n"]) else str(int(row["n"]))
    return [name, subject.say(row["type"]), f"{int(row['households']):,}", staff, change, word, n]


def _exact(name: str, community: str, row: Mapping[str, Any]) -> list[object]:
    facts = [row[key] for key in ("type", "district", "subdistrict", "households", "workers", "workers_change")]
    numbers = [rounded(float(row[key]), 5) for key in ("base", "estimate", "low", "high")]
    return [name, community, *facts, *numbers, "" if pd.isna(row["n"]) else int(row["n"]), row["word"]]


def _alone(subject: Subject, base: pd.DataFrame) -> Section:
    """The communities of one scenario, the worst first."""
    say = subject.say
    table = subject.results.summary
    rows = table[(table["scenario"] == subject.base) & (table["by"] == "community")]
    rows = rows[rows["measure"] == subject.leading].set_index("group")[["estimate", "low", "high", "n", "caution"]]
    up = subject.facts["measures"][subject.leading]["better"] == "higher"
    ordered = base.join(rows).sort_values("estimate", ascending=up, kind="stable", na_position="last")
    heads = [say("community"), say("type"), say("households"), say("workers"),
             subject.told.measure(subject.leading), say("n")]  # fmt: skip
    shown = [_one(subject, str(name), row) for name, row in zip(ordered.index, _rows(ordered), strict=True)]
    numbers = [
        [name, *(row[key] for key in ("type", "district", "subdistrict", "households", "workers")),
         *(rounded(float(row[key]), 5) for key in ("estimate", "low", "high")), row["n"]]
        for name, row in zip(ordered.index, _rows(ordered), strict=True)
    ]  # fmt: skip
    columns = ["community", "type", "district", "subdistrict", "households", "workers", "estimate", "low", "high", "n"]
    note = say("places_alone_note", measure=subject.told.label_of(subject.leading))
    table_of = _ends(subject, heads, shown)
    download = _download(subject, columns, numbers)
    return Section("places", say("places_alone"), [note], tables=[("", table_of)], downloads=[download])


def _one(subject: Subject, name: str, row: Mapping[str, Any]) -> list[str]:
    known = not pd.isna(row["n"])
    value = subject.told.estimate({**row, "measure": subject.leading}) if known else "–"
    return [name, subject.say(row["type"]), f"{int(row['households']):,}", f"{int(row['workers']):,}", value,
            str(int(row["n"])) if known else ""]  # fmt: skip


def _ends(subject: Subject, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """The first and the last of many rows."""
    if len(rows) <= 2 * EXTREMES + 1:
        return Table(heads, rows)
    between = [subject.say("between", n=len(rows) - 2 * EXTREMES), *[""] * (len(heads) - 1)]
    return Table(heads, [*rows[:EXTREMES], between, *rows[-EXTREMES:]], groups=frozenset({EXTREMES}))


def _rows(table: pd.DataFrame) -> list[Mapping[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in table.to_dict("records")]


def _download(subject: Subject, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> Download:
    return Download(subject.file("communities"), heads, rows)
