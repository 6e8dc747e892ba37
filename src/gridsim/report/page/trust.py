"""The parts of the page that say how far to trust it: what is assumed, what was checked, what made it."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, isfinite

import pandas as pd

from gridsim.errors import GridsimError
from gridsim.report import sure
from gridsim.report.answer import FIGURES, PAIRS, WAITING
from gridsim.report.page.subject import Row, Section, Subject
from gridsim.report.page.tables import Download, Table
from gridsim.report.text import POINTS, decimals, number
from gridsim.scenario.evidence import NO_EVIDENCE, by_kind
from gridsim.scenario.loader import loads

HASH = 16  # letters of a hash that are shown


def assumptions(subject: Subject) -> Section:
    """The kinds of evidence behind each scenario, and the values that have none."""
    say = subject.say
    kinds = dict.fromkeys(kind for name in subject.names for kind in subject.told.scenario(name)["evidence"])
    counts = {name: subject.told.scenario(name)["evidence"] for name in subject.drawn}
    rows = [[say(kind), *(str(counts[name].get(kind, 0)) for name in subject.drawn)] for kind in kinds]
    table = Table([say("kind"), *(subject.short[name] for name in subject.drawn)], rows)
    known = {name: found for name in subject.drawn if (found := _paths(subject, name)) is not None}
    lists = [
        (say(key, name=subject.short[name], n=len(known[name].get(kind, []))), known[name].get(kind, []))
        for name in known if name == subject.base
        for key, kind in (("without", NO_EVIDENCE), ("assumed_in", "assumption"))
    ]  # fmt: skip
    of = {name: {path: kind for kind, paths in found.items() for path in paths} for name, found in known.items()}
    every = dict.fromkeys(path for kinds in of.values() for path in kinds)
    file = Download(subject.file("evidence"), ["path", *of],
                    [(path, *(kinds.get(path, "") for kinds in of.values())) for path in every])  # fmt: skip
    note = [say("assumptions_note"), *([] if known else [say("unreadable")])]
    return Section("assumptions", say("assumptions"), note, tables=[("", table)], lists=lists,
                   downloads=[file] if known else [])  # fmt: skip


def _paths(subject: Subject, name: str) -> Mapping[str, list[str]] | None:
    """Stated values of a scenario by kind of evidence; None if its file cannot be read here."""
    text = subject.results.inputs.get(f"{name}.yaml")
    try:
        return None if text is None else by_kind(loads(text, name=f"{name}.yaml"))
    except GridsimError:
        return None


def checks(subject: Subject) -> Section:
    """How far the numbers can be trusted: identities, warm-up, cautions at intervals, pairing."""
    say, scenarios = subject.say, subject.facts["scenarios"]
    lines = [say("identities", n=subject.replications * len(scenarios))]
    lines.append(say("intact", n=len(subject.manifest.get("files", {}))))
    lines.append(_cautions(subject))
    lines += _precision(subject)
    lines += _failed(subject)
    lines.append(say("theory"))
    named = [{**one, "name": subject.short[one["name"]]} for one in scenarios]
    settled = sure.settlings(named, subject.lang)
    tables = [(say("warm_up_head"), _settling(subject))]
    if subject.comparisons and subject.replications >= PAIRS:
        tables.append((say("pairing_head"), _pairing(subject)))
    return Section("checks", say("checks"), [*lines, *settled], tables=tables)


def _cautions(subject: Subject) -> str:
    asked = [(measure, name, False) for measure in (*FIGURES, *WAITING) for name in subject.names]
    asked += [(measure, one["scenario"], True) for measure in subject.facts["headline"] for one in subject.comparisons]
    rows = (subject.row(measure, name, differs=differs) for measure, name, differs in asked)
    known = [row for row in rows if row is not None]
    known = [row for row in known if not pd.isna(row["low"])]
    n = sum(bool(sure.cautions(row)) for row in known)
    return subject.say("cautions" if n else "cautions_none", all=len(known), n=n)


def _settling(subject: Subject) -> Table:
    say = subject.say
    rows = []
    for name in subject.names:
        fact = subject.told.scenario(name)["settling"]
        settled, growth = fact["settled_days"], fact["growth_per_week"]
        shown = "–" if settled is None or pd.isna(settled) else f"{settled:g}"
        growing = "–" if growth is None or pd.isna(growth) else number(growth, decimals([growth]), sign=True)
        rows.append([subject.short[name], f"{fact['warm_up_days']:g}", shown, growing])
    return Table([say("scenario"), say("days_warm_up"), say("days_settled"), say("growth")], rows)


def _pairing(subject: Subject) -> Table:
    say = subject.say
    rows: list[list[str]] = []
    groups = set()
    for one in subject.comparisons:
        groups.add(len(rows))
        rows.append([subject.short[one["scenario"]], "", "", "", ""])
        for measure in subject.facts["headline"]:
            row = subject.row(measure, one["scenario"], differs=True)
            if row is not None:
                rows.append([subject.told.label_of(measure), *_paired(subject, row)])
    heads = [say("measure"), *(say(word) for word in ("correlation", "pairs", "own_seeds", "pairing_verdict"))]
    return Table(heads, rows, groups=frozenset(groups))


def _paired(subject: Subject, row: Row) -> list[str]:
    needed, word = row["independent_n"], row["pairing"]
    shown: str = "" if pd.isna(needed) else number(float(f"{needed:.1e}"), 0)
    said = subject.say(f"pairing_{word}") if isinstance(word, str) and word else ""
    return [number(float(row["correlation"]), 3), str(int(row["n"])), shown, said]


def _precision(subject: Subject) -> list[str]:
    facts = subject.facts.get("precision")
    if facts is None:
        return []
    every = [(w, name, one) for name, by in facts["half_widths"].items() for one, w in by.items()]
    width, name, measure = max((inf if w is None else float(w), name, one) for w, name, one in every)
    word = "met" if facts["enough"] else "unproved" if facts["met"] else "missed"
    return [subject.say(
        f"precision_{word}", asked=f"{POINTS * facts['asked']['share']:g}", n=facts["replications"],
        most=facts["asked"]["at_most"], enough=facts["enough"], name=name, measure=subject.told.label_of(measure),
        width=number(POINTS * width, 2) if isfinite(width) else "–",
    )]  # fmt: skip


def _failed(subject: Subject) -> list[str]:
    failed = subject.facts.get("failed", [])
    texts = [f"{one['name']}{subject.say('colon')}{' '.join(one['said'].split())}" for one in failed]
    return [subject.say("failed_head", n=len(failed)), *texts] if texts else []


def origin(subject: Subject, folder: str) -> Section:
    """What made the results, and how to make them again."""
    say, made = subject.say, subject.manifest
    git, files = made.get("git") or {}, made.get("files", {})
    first = subject.told.scenario(subject.base)
    facts = [
        ("seed", subject.facts["seed"]), ("replications", subject.replications), ("engine", subject.facts["engine"]),
        ("start", first["start"]), ("horizon", f"{first['horizon_days']:g}"), ("gridsim", made.get("gridsim", "")),
        ("python", made.get("python", "")), ("platform", made.get("platform", "")), ("commit", git.get("commit", "–")),
        ("program", subject.facts["program"]),
    ]  # fmt: skip
    rows = [[say(key), str(value)] for key, value in facts]
    rows += [[say("plan", name=subject.short[name]), subject.told.scenario(name)["plan"]] for name in subject.drawn]
    rows += [[name, str(version or "–")] for name, version in made.get("libraries", {}).items()]
    shown = [[name, digest[:HASH]] for name, digest in files.items() if not name.startswith("figures/")]
    return Section(
        "origin", say("reproduce"), [say("not_as_committed")] if git.get("changed") else [],
        tables=[("", Table([say("what"), say("says")], rows, facts=True)),
                ("", Table([say("file"), say("hash")], shown, facts=True))],
        commands=[(say("made_by"), str(made.get("command", ""))), (say("again"), f"gridsim reproduce {folder}")],
        downloads=[Download(subject.file("hashes"), ["file", "sha256"], list(files.items()))],
    )  # fmt: skip
