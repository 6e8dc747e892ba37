"""The model to read: SimPy processes of residents, workers and departments, one file for each actor.

Start with `city.py`; then `residents.py`, `rounds.py`, `community.py`, `workers.py`, `command.py`,
`departments.py` follow an issue from its onset to its closing.
"""

from gridsim.engines.reference.city import run

__all__ = ["run"]
