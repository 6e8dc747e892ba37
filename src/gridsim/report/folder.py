"""The figures of a results folder."""

from __future__ import annotations

from pathlib import Path

from gridsim.report import figures
from gridsim.report.words import Lang
from gridsim.results import Results

MAPPED = 12  # more communities than these are shown on a lattice


def draw(results: Results, into: Path, lang: Lang = "en") -> None:
    """Draw the figures of a run or comparison as SVG and PNG; one that would be empty is left out."""
    warm_up_min = 1440.0 * float(results.facts["scenarios"][0]["warm_up_days"])
    backlog = figures.backlog_figure(results.table("backlog"), warm_up_min=warm_up_min, lang=lang)
    figures.save(backlog, into, "backlog")
    responses = results.table("responses")
    if not responses.empty:
        figures.save(figures.response_figure(responses, lang=lang), into, "response")
    if results.facts["comparisons"]:
        judged = results.facts["headline"]
        figure = figures.difference_figure(results.differences, results.summary, measures=judged, lang=lang)
        figures.save(figure, into, "differences")
    _draw_maps(results, into, lang)
    _draw_tornados(results, into, lang)


def _draw_maps(results: Results, into: Path, lang: Lang) -> None:
    """The communities of the base, and what each comparison changes for them, where they are many."""
    communities, base = results.table("communities"), results.facts["baseline"]
    if communities.loc[communities["scenario"] == base, "community"].nunique() <= MAPPED:
        return
    figures.save(figures.map_figure(communities, base, lang=lang), into, "map")
    for one in results.facts["comparisons"]:
        figure = figures.difference_map_figure(results.differences, communities, one["scenario"], lang=lang)
        figures.save(figure, into, f"map-{one['scenario']}")


def _draw_tornados(results: Results, into: Path, lang: Lang) -> None:
    """What moves each measure, where inputs were screened."""
    found, name = results.facts.get("sensitivity"), results.facts["baseline"]
    if not found:
        return
    summary = results.summary[(results.summary["scenario"] == name) & (results.summary["by"] == "all")]
    base = summary.set_index("measure")["estimate"]
    for measure in results.facts["headline"]:
        paths = [one["path"] for one in found["effects"] if one["measure"] == measure and one["word"] == "matters"]
        ends = results.table("ends")
        ends = ends[ends["measure"] == measure]
        chosen = ends[ends["path"].isin(paths)]
        if ends.empty:
            continue
        ends = ends if chosen.empty else chosen
        figure = figures.tornado_figure(ends, found["inputs"], measure, float(base[measure]), name, lang)
        figures.save(figure, into, f"tornado-{measure}")
