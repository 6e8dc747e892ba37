"""A ledger of claims: how many stand and which, then for each its words, how it was tested and what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from markupsafe import Markup

from gridsim.report.claims import Told
from gridsim.report.claims_words import VERDICTS
from gridsim.report.page.subject import Section, Subject
from gridsim.report.page.tables import Download, Table, rounded
from gridsim.report.words import said

COLUMNS = ("claim", "difference", "matters", "n", "held", "verdict")
EXACT = ("estimate", "low", "high", "n", "size")
HEADS = ("claim", "verdict", "measure", "by", "group", "scenario", "baseline", *EXACT[:-1], "smallest_difference",
         "held", "draws", "input", "flips_from", "flips_to", "certain_from", "certain_to")  # fmt: skip

Row = Mapping[str, Any]


def ledger_of(subject: Subject) -> Told | None:
    """The ledger that the results are of, if they are of one."""
    return Told(subject.facts, subject.lang) if "claims" in subject.facts else None


def verdict(subject: Subject, ledger: Told) -> list[str]:
    """How many of the tested claims have each verdict, and which; what was not tested; on what they rest."""
    named = {word: [one["name"] for one in ledger.found if one["verdict"] == word] for word in VERDICTS["en"]}
    outside = named.pop("outside, not tested")
    counts = [
        subject.say("claims_of", word=VERDICTS[subject.lang][word], n=len(names), names=subject.listed(names))
        for word, names in named.items() if names
    ]  # fmt: skip
    tested = subject.say(
        "claims_tested", n=len(ledger.found) - len(outside), counts=subject.say("semicolon").join(counts)
    )
    draws = ledger.ledger["draws"]
    rests = subject.say(
        "claims_rest", n=subject.replications, draws=draws["number"], inputs=len(ledger.ledger["uncertain"])
    )
    return [tested, subject.say("claims_outside", n=len(outside), names=subject.listed(outside)), rests]


def claims(subject: Subject) -> Section | None:
    """The ledger as a table."""
    ledger = ledger_of(subject)
    if ledger is None:
        return None
    rule = ledger.say("rule", agree=round(100 * ledger.ledger["agree"]))
    table = Table([ledger.say(key) for key in COLUMNS], [_row(ledger, one) for one in ledger.found], [rule])
    file = Download(subject.file("claims"), HEADS, list(map(_exact, ledger.found)))
    few = [ledger.say("quick", few=ledger.ledger["few"])] if subject.replications < ledger.ledger["few"] else []
    return Section("claims", subject.say("claims_title"), few, tables=[("", table)], downloads=[file], brief=True)


def _row(ledger: Told, one: Row) -> list[str]:
    """A claim is told by its words: its name is a code."""
    name, *cells = ledger.row(one)
    return [name + said(ledger.lang, "colon") + ledger.of(one["words"]), *cells]


def each(subject: Subject) -> Section | None:
    """A paragraph for each claim."""
    ledger = ledger_of(subject)
    if ledger is None:
        return None
    return Section("claim-by-claim", subject.say("claims_each"), [_paragraph(*one) for one in _said(ledger)])


def _said(ledger: Told) -> Iterator[tuple[str, Sequence[str]]]:
    for number, one in enumerate(ledger.found, start=1):
        yield ledger.title(number, one), ledger.texts(one)


def _paragraph(title: str, texts: Sequence[str]) -> Markup:
    lines = Markup("<br>").join(texts)
    return Markup("<b>{}</b><br>{}").format(title, lines)


def _exact(one: Row) -> list[object]:
    """A claim as a row of the CSV; of one that is outside little is known."""
    row = [one[key] for key in ("name", "verdict", "measure", "by", "group", "other", "base")]
    if one["outside"]:
        return [*row, *[""] * (len(HEADS) - len(row))]
    numbers = ["" if one["written"][key] is None else rounded(float(one["written"][key])) for key in EXACT]
    tipping = one["tipping"] or {"path": "", "between": [], "sure": []}
    between, sure = (tipping[key] or ["", ""] for key in ("between", "sure"))
    return [*row, *numbers, one["held"]["held"], one["held"]["draws"], tipping["path"], *between, *sure]
