"""The page: all that a results folder says as one HTML file that needs nothing else, the answer first.

It is made from the folder alone, without a script, in one language; print rules put the summary on one sheet of paper.
Every text is escaped by the template or by Markup: a name from a scenario cannot become HTML.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from gridsim.errors import ResultsError
from gridsim.report.page import charts, claims, lattice, places, screening, sections, staffing, trust
from gridsim.report.page.subject import DRAWN, Section, Subject
from gridsim.report.words import Lang
from gridsim.results import MANIFEST, Results

NAME = "report.html"
MOST_BYTES = 1_000_000
FEWER = (DRAWN, 3, 2, 1)  # scenarios that are drawn: fewer where the page would be too large to send
LANGUAGES: Mapping[Lang, str] = {"en": "en", "zh": "zh-CN"}


def write_page(results: Results, folder: Path, lang: Lang = "en", out: Path | None = None) -> Path:
    """Write the page of a results folder into it, or to `out`; returns the file. ResultsError if it cannot be."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    path = out or folder / NAME
    html = page(results, manifest, folder.name, lang)
    try:
        path.write_text(html, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ResultsError(f"cannot write {path}: {error.strerror}") from error
    return path


def page(results: Results, manifest: Mapping[str, Any], folder: str, lang: Lang = "en") -> str:
    """The page as HTML; `folder` is what the results folder is called. With fewer drawings where it would be large."""
    for most in FEWER:
        html = _page(Subject(results, manifest, lang, most), folder)
        if len(html.encode()) < MOST_BYTES:
            break
    return html


def _page(subject: Subject, folder: str) -> str:
    environment = Environment(
        loader=PackageLoader("gridsim.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    template = environment.get_template("report.html.jinja")
    return template.render(subject=subject, say=subject.say, language=LANGUAGES[subject.lang], folder=folder,
                           verdict=sections.verdict(subject), sections=_sections(subject, folder))  # fmt: skip


def _sections(subject: Subject, folder: str) -> list[Section]:
    """The parts in their order; those of which the results have nothing are left out."""
    parts = [
        claims.claims(subject), claims.each(subject), staffing.curve(subject), screening.screening(subject),
        sections.differences(subject),
        sections.measures(subject), charts.waits(subject), charts.curve(subject), charts.backlog(subject),
        charts.response(subject), places.places(subject), lattice.maps(subject), sections.draws(subject),
        trust.assumptions(subject), trust.checks(subject), sections.scope(subject), trust.origin(subject, folder),
    ]  # fmt: skip
    return [part for part in parts if part is not None]
