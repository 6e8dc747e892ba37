"""Figures: backlog over time, response to residents, what differs, and communities on a lattice.

Only these files know matplotlib. Every figure is made without global state, in colours that colour-blind readers
can tell apart and with line styles that survive a grey print, and is written to the same bytes every time on one
machine. In Chinese where a font for it is installed; else in English with a note.
"""

from gridsim.report.figures.backlog import backlog_figure
from gridsim.report.figures.differences import difference_figure
from gridsim.report.figures.maps import difference_map_figure, map_figure
from gridsim.report.figures.page import save
from gridsim.report.figures.response import response_figure
from gridsim.report.figures.staffing import staffing_figure
from gridsim.report.figures.tornado import tornado_figure
from gridsim.report.figures.words import WORDS

__all__ = [
    "WORDS", "backlog_figure", "difference_figure", "difference_map_figure", "map_figure", "response_figure", "save",
    "staffing_figure", "tornado_figure",
]  # fmt: skip
