"""Residents: they live with an issue, report it, or bring it to the counter."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from gridsim.engines.reference.clock import Process
from gridsim.engines.reference.issue import Issue
from gridsim.model.calendar import closing_after, finish_at, open_at
from gridsim.vocabulary import Channel, Outcome, Rank, Status, WorkKind

if TYPE_CHECKING:
    from gridsim.engines.reference.city import City
# Names of their own, for an enum is slow to look a member up (Python 3.11).
ONSET, REPORT = Rank.ONSET, Rank.REPORT
RESIDENT = Channel.RESIDENT


def issues_arise(city: City) -> Process:
    """Issues occur, one after the other, as the workload says."""
    for issue in city.workload_issues():
        yield issue.occurred_min, ONSET, issue.id
        city.issues.append(issue)
        city.clock.begin(visitor(city, issue) if issue.category.counter else resident(city, issue))


def resident(city: City, issue: Issue) -> Process:
    """Somebody lives with an issue until they report it, a round finds it, or it goes away by itself."""
    reports_min = issue.occurred_min + city.marks.report_min[issue.id]
    if issue.meetings_left:
        city.communities[issue.community].expect(issue, until_min=min(reports_min, issue.clears_min))
    if issue.clears_min < reports_min:
        yield from clearing(city, issue)
    elif reports_min < inf:
        yield reports_min, REPORT, issue.id
        if issue.hidden:
            issue.discover(reports_min, RESIDENT)
            yield city.command.filing_ends(issue)
            city.command.file_report(issue)


def clearing(city: City, issue: Issue) -> Process:
    """The issue goes away by itself, unless somebody has found it before."""
    yield issue.clears_min, Rank.CLEARING, issue.id
    if issue.hidden:
        issue.status = Status.CLEARED
        issue.cleared_min = city.clock.now


def visitor(city: City, issue: Issue) -> Process:
    """A resident comes to the counter: at once if it is open, else when it opens; waits, is served, or leaves."""
    community = city.communities[issue.community]
    counter = community.counter_for(issue.category_id)
    comes_min = finish_at(counter, issue.occurred_min, 0.0)
    if issue.clears_min < comes_min:
        yield from clearing(city, issue)
        return
    if comes_min == inf:
        return
    yield comes_min, REPORT, issue.id
    assert open_at(counter, comes_min)
    issue.discover(comes_min, Channel.COUNTER)
    city.command.file(issue)
    piece = community.ask(issue, WorkKind.SERVE)
    gives_up_min = comes_min + city.marks.patience_min[issue.id]
    closes_min = closing_after(counter, comes_min)
    if gives_up_min <= closes_min:
        yield gives_up_min, Rank.PATIENCE_ENDS, issue.id
    else:
        yield closes_min, Rank.COUNTER_CLOSES, issue.community
    if piece.entry is not None:  # still waiting: nobody has begun
        community.queue.remove(piece)
        piece.finished_min = city.clock.now
        piece.outcome = Outcome.LEFT
        issue.status = Status.LEFT
