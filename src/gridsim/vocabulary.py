"""The closed lists of the model: one word for one thing, one line of meaning each.

Codes (the integer values) live in arrays inside the engines; words (`.word`, lower case) live in
files and tables. A code is never written to disk.
"""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class Word(IntEnum):
    """An enum whose members are spoken in lower case."""

    @property
    def word(self) -> str:
        """The member as a person writes it."""
        return self.name.lower()

    @classmethod
    def words(cls) -> list[str]:
        """All words in the order of their codes."""
        return [member.word for member in cls]

    @classmethod
    def of(cls, word: str) -> Self:
        """The member a person means by `word`; KeyError if there is none."""
        return cls[word.upper()]


class CommunityType(Word):
    """The thesis's four types of community."""

    RESIDENTIAL = 0  # residential (居住型)
    FRINGE = 1  # urban-rural fringe (城乡结合部)
    COMMERCIAL = 2  # commercial (商贸集中型)
    MIGRANT = 3  # many migrants (流动人口较多)


class Group(Word):
    """Who reports: an aggregate of a community, never a person."""

    LOCAL = 0
    MIGRANT = 1


class Service(Word):
    """What a category of issues is about. The list is closed: see MODEL.md 1."""

    SANITATION = 0
    STREET_ORDER = 1
    FACILITY = 2
    UTILITIES = 3
    DISPUTE = 4
    WELFARE = 5
    ENQUIRY = 6
    HAZARD = 7


class Tier(Word):
    """Levels of the city, from the ground up; departments sit at the last three."""

    COMMUNITY = 0
    SUBDISTRICT = 1
    DISTRICT = 2
    CITY = 3


class Activity(Word):
    """What a timetable has a worker do; the activity decides what may take him out of it."""

    OFF = 0  # off duty: nothing
    COUNTER = 1  # serves visitors; urgent attends
    STREET_ROUND = 2  # walks his beat; attends, verifies
    HOUSEHOLD_ROUND = 3  # visits homes that asked for it; attends, verifies
    OFFICE = 4  # other duties; urgent attends
    STANDBY = 5  # waits for work: any


class RoundKind(Word):
    """The two kinds of round."""

    STREET = 0  # through public space
    HOUSEHOLD = 1  # to homes that asked for visits


class Channel(Word):
    """How an issue was discovered."""

    STREET_ROUND = 0
    HOUSEHOLD_ROUND = 1
    RESIDENT = 2  # a resident's report
    COUNTER = 3  # a visitor at the community's counter


class Status(Word):
    """Where an issue stands at the horizon."""

    HIDDEN = 0  # nobody knows of it yet
    CLEARED = 1  # went away by itself while hidden
    LEFT = 2  # a visitor who went away unserved
    KNOWN = 3  # discovered, not filed yet
    REJECTED = 4  # reported, and refused at filing
    QUEUED = 5  # filed, nobody at work on it, also while it is being dispatched
    IN_PROGRESS = 6  # somebody was sent and has not finished
    PENDING = 7  # failed four attempts (挂账)
    CLOSED = 8


OPEN_STATUSES = (Status.QUEUED, Status.IN_PROGRESS, Status.PENDING)  # filed and not closed: the backlog
ENDED_STATUSES = (Status.CLEARED, Status.LEFT, Status.REJECTED, Status.CLOSED)


class WorkKind(Word):
    """A piece of work."""

    SERVE = 0  # a visitor, at the counter
    ATTEND = 1  # on site, by a grid worker
    VERIFY = 2  # a check on site of a department's fix
    DEPARTMENT = 3  # by a department's crew


class Outcome(Word):
    """How a piece of work ended."""

    OPEN = 0  # not finished at the horizon
    SOLVED = 1
    ESCALATED = 2  # goes up to the (next) department
    FALSE = 3  # the check found a false fix
    SOUND = 4  # the check found a sound fix
    GONE = 5  # the issue had cleared before anyone came
    LEFT = 6  # the visitor had gone before it began


class Assign(Word):
    """Which idle worker a task takes."""

    OWN_GRID_ONLY = 0
    OWN_GRID_FIRST = 1
    COMMUNITY_POOL = 2

    @property
    def word(self) -> str:
        """Policies are written with hyphens."""
        return self.name.lower().replace("_", "-")


class QueueRule(Word):
    """What comes after priority in a queue."""

    QUEUED_TIME = 0
    DUE_TIME = 1

    @property
    def word(self) -> str:
        """Policies are written with hyphens."""
        return self.name.lower().replace("_", "-")


class OnOverdue(Word):
    """What happens to an issue that is past its limit."""

    NONE = 0
    EXPEDITE = 1  # goes before all that is not overdue


class First(Word):
    """Who goes first."""

    GRID = 0
    DEPARTMENT = 1


class Rank(IntEnum):
    """The order of things that happen at one instant (MODEL.md 9): state changes before dispatch."""

    WORKER_FINISHES = 1
    CREW_FINISHES = 2
    ONSET = 3
    MEETING = 4
    REPORT = 5
    CLEARING = 6
    DELAY_ENDS = 7
    COMMUNITY_DISPATCHES = 8
    DEPARTMENT_DISPATCHES = 9
    PATIENCE_ENDS = 10
    COUNTER_CLOSES = 11


class Measure(Word):
    """In what a written quantity is measured."""

    MINUTES = 0  # wall clock
    WORKING_MINUTES = 1  # open minutes of the scenario's `clock:` calendar
    WORKING_DAYS = 2  # times the clock's open minutes per open day
    NUMBER = 3
    SHARE = 4
