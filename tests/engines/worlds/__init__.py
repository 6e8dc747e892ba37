"""Tiny worlds worked out by hand from MODEL.md, one module a theme; every engine must make these rows of them.

Monday 00:00 is minute 0, so 10:00 is 600, noon 720, 13:00 780, 15:00 900; each day adds 1440. Unless a world says
otherwise there is one community of two grids, one step apart, and all times are whole minutes. Workers are numbered
by community, role and index; crews go on through the departments in the order of the file.
"""

from engines.traces import World
from engines.worlds import attempts, counter, dispatch, finds, ladder, limits, on_site, queues, rounds, whole

THEMES = (counter, rounds, finds, dispatch, queues, on_site, ladder, attempts, limits, whole)
ALL: list[World] = [world for theme in THEMES for world in theme.WORLDS]
