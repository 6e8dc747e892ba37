"""Several calendars read together, for long columns of instants.

Windows begin and end on whole minutes. So one table by minute says between which two edges an instant lies, and
what is open there, or has been until then, is looked up and not searched for.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np
from numpy.typing import NDArray

from gridsim.model.calendar import Calendar, windows_of

Floats = NDArray[np.float64]
Places = NDArray[np.int64]


class Spans:
    """The stretches of [0, `end_min`] in which none of some calendars opens or closes."""

    def __init__(self, calendars: Sequence[Calendar], end_min: float) -> None:
        minutes = floor(end_min) + 1
        windows = [np.clip([*windows_of(cal, minutes)] or [(0.0, 0.0)], 0.0, minutes) for cal in calendars]
        self.from_min = np.unique(np.concatenate([[0.0], *(edges.ravel() for edges in windows)]))
        self.from_min = self.from_min[self.from_min < minutes]
        lengths_min = np.diff(self.from_min, append=minutes)
        self._of_minute = np.repeat(np.arange(len(lengths_min)), lengths_min.astype(np.int64))
        self.is_open = np.zeros((len(calendars), len(lengths_min)), np.bool_)
        for row, edges in zip(self.is_open, windows, strict=True):
            for first, last in np.searchsorted(self.from_min, edges).tolist():
                row[first:last] = True
        open_min = np.where(self.is_open, lengths_min, 0.0)
        self._rate = self.is_open.astype(np.float64)
        self._base_min = np.cumsum(open_min, axis=1) - open_min - self._rate * self.from_min

    def places(self, t_min: Floats) -> Places:
        """The span in which each instant lies; those outside belong to the first and the last."""
        minutes = t_min.astype(np.int64)
        return self._of_minute.take(np.clip(minutes, 0, len(self._of_minute) - 1, out=minutes))

    def elapsed(self, calendar: int, t_min: Floats, places: Places) -> Floats:
        """Open minutes of a calendar up to each instant, which lies in its place; only differences mean anything."""
        open_min: Floats = self._rate[calendar].take(places)
        open_min *= t_min
        open_min += self._base_min[calendar].take(places)
        return open_min
