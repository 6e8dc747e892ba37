"""The life of an issue as a timeline that a person reads: when, how long, what, and why it waited.

Clock times are shown to the minute, and what lasts is the difference of two times as shown: so the column adds up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor
from typing import Any

from gridsim.analysis.reasons import Reason
from gridsim.analysis.spent import SPENT, parts_of, spent_min
from gridsim.analysis.story import Actor, Due, Step, Story
from gridsim.model.plan import Plan
from gridsim.report.text import POINTS, cells, folded, left, right, table
from gridsim.report.timeline_words import PHRASES
from gridsim.report.words import Lang
from gridsim.report.words import said as said_in_answers
from gridsim.vocabulary import WorkKind

DAY_MIN, HOUR_MIN = 1440, 60


@dataclass(frozen=True)
class Told:
    """Which run an issue is of."""

    scenario: str
    seed: int
    replication: int


def timeline(story: Story, plan: Plan, told: Told, lang: Lang = "en") -> str:
    """The whole text, in lines of at most 100 columns, long names aside."""
    page = _Page(story, plan, told, lang)
    parts = [page.head(), page.life(), page.limits(), page.spent()]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


@dataclass(frozen=True)
class _Page:
    """A story on its way to paper."""

    story: Story
    plan: Plan
    told: Told
    lang: Lang

    def say(self, key: str, **values: object) -> str:
        return PHRASES[self.lang][key].format(**values)

    # -- head ---------------------------------------------------------------------------------------------

    def head(self) -> list[str]:
        """Which issue it is, of which run, and where it lies."""
        issue, told = self.story.issue, self.told
        c, home = next((c, one) for c, one in enumerate(self.plan.communities) if one.name == issue["community"])
        end = self.plan.start + timedelta(minutes=self.plan.horizon_min)
        lines = [
            self.say("made_of", scenario=told.scenario, seed=told.seed, replication=told.replication,
                     start=self.plan.start.date(), end=end.date()),
            self.say("community", community=home.name, type=said_in_answers(self.lang, home.type.word),
                     households=f"{home.households:,}", grids=home.grids,
                     workers=self.counted("workers", sum(worker.community == c for worker in self.plan.workers))),
        ]  # fmt: skip
        title = self.say("title", grid=issue["grid"] + 1, issue=issue["issue_id"],
                         **{key: issue[key] for key in ("category", "priority", "community")})  # fmt: skip
        return [title, *(line for text in lines for line in folded(text))]

    # -- life ---------------------------------------------------------------------------------------------

    def life(self) -> list[str]:
        """A line or more for each step; what is as in the line above stays blank."""
        steps = self.story.steps
        rows = [(self.date(step.from_min), self.clock(step.from_min), self.lasts(step), step) for step in steps]
        widths = [max((cells(str(row[i])) for row in rows), default=0) for i in range(3)]
        lines, above = [self.say("life")], ("", "")
        for date, clock, lasts, step in rows:
            shown = date if date != above[0] else "", clock if (date, clock) != above else ""
            head = "  " + "  ".join([*map(left, shown, widths), right(lasts, widths[2])]) + "  "
            lines += [line.rstrip() for line in self.lines(head, step)]
            above = (date, clock)
        return lines

    def lines(self, head: str, step: Step) -> Iterator[str]:
        """A step, with its reasons below it where there are several."""
        text, names, shares = self.step(step), [self.reason(one, step) for one in step.reasons], self.shares(step)
        if not names:
            yield from _under(head, text)
        elif len(shares) == 1:
            yield from _under(head, self.say("why", step=text, why=names[0]))
        else:
            yield from _under(head, self.say("pauses" if step.what == "works" else "reasons", step=text))
            names += [self.say("paused")] * (len(shares) - len(names))
            width = max(map(cells, shares))
            for share, name in zip(shares, names, strict=True):
                yield from _under(" " * cells(head) + f"  {right(share, width)}  ", name)

    def shares(self, step: Step) -> list[str]:
        """How long each reason of a step, and what is left of it, lasted."""
        return [self.lasting(from_min, until_min) for _, from_min, until_min in parts_of(step)]

    def step(self, step: Step) -> str:
        """What happened."""
        values: dict[str, object] = {"place": step.place}
        if step.actor is not None:
            values["actor"] = self.actor(step.actor)
        key: str = step.what
        if step.what == "found":
            key, values["round"] = ("found_by" if step.actor else "found"), self.say(step.detail)
        elif step.what == "sent" and not step.place:
            key = "sent_astray"
        elif step.what == "end" or step.detail:
            key = f"{step.what}_{step.detail}"
        elif step.what == "waits" and step.kind is not None:
            key = f"waits_{step.kind.word}"
        elif step.what == "works" and step.kind is not None and step.outcome is not None:
            key = f"works_{step.kind.word}_{step.outcome.word}"
        return self.say(key, **values)

    def actor(self, actor: Actor) -> str:
        key = "crew" if actor.role == "crew" else "worker"
        return self.say(key, role=actor.role, number=actor.number, place=actor.place)

    def reason(self, reason: Reason, step: Step) -> str:
        """Why it waited, with what those who might have come were busy with."""
        at_an_office = step.kind is WorkKind.DEPARTMENT
        who, key = ("crews" if at_an_office else "workers"), str(reason.cause)
        if reason.cause == "busy" and at_an_office:
            key = "busy_crews"
        others = self.say("list").join(self.counted(kind, n) for kind, n in reason.others.items())
        return self.say(key, workers=self.counted(who, reason.workers), others=others)

    def counted(self, thing: str, n: int) -> str:
        return self.say(f"{thing}_1" if n == 1 else f"{thing}_n", n=n)

    # -- limits and sums ----------------------------------------------------------------------------------

    def limits(self) -> list[str]:
        """Every limit, by when it ran out, and whether it was kept."""
        dues = self.story.dues
        rows = [[self.say(due.what), self.say("due", when=self.when(due.due_min)), self.due(due)] for due in dues]
        widths = [max((cells(row[i]) for row in rows), default=0) for i in range(2)]
        lines = ["  " + "  ".join([*map(left, row, widths), row[2]]) for row in rows]
        return [self.say("limits"), *lines] if rows else []

    def due(self, due: Due) -> str:
        if due.met_min is None:
            return self.say("due_missed_open" if due.word == "missed" else "due_running")
        between = self.lasting(*sorted((due.met_min, due.due_min)))
        return self.say(f"due_{due.word}", spare=between, late=between)

    def spent(self) -> list[str]:
        """How long the parts of its life took together, and their shares."""
        minutes = dict.fromkeys(SPENT, 0)
        for step in self.story.steps:
            for part, from_min, until_min in parts_of(step):
                minutes[part] += _shown(until_min) - _shown(from_min)
        total = sum(minutes.values())
        if not total:
            return []
        rows = [(self.say(f"spent_{part}"), n) for part, n in minutes.items() if n] + [(self.say("spent_all"), total)]
        shown = [[name, self.duration(n), self.share(n / total)] for name, n in rows]
        return [self.say("spent"), *table(["", "", ""], shown)[1:]]

    def share(self, share: float) -> str:
        return self.say("percent", n=round(POINTS * share) or "<1")

    # -- times --------------------------------------------------------------------------------------------

    def at(self, t_min: float) -> datetime:
        return self.plan.start + timedelta(minutes=_shown(t_min))

    def date(self, t_min: float) -> str:
        at = self.at(t_min)
        return self.say("date", weekday=self.say("weekdays").split()[at.weekday()], date=at.date().isoformat())

    def clock(self, t_min: float) -> str:
        return f"{self.at(t_min):%H:%M}"

    def when(self, t_min: float) -> str:
        return f"{self.date(t_min)} {self.clock(t_min)}"

    def lasts(self, step: Step) -> str:
        return self.lasting(step.from_min, step.until_min) if step.until_min > step.from_min else ""

    def lasting(self, from_min: float, until_min: float) -> str:
        return self.duration(_shown(until_min) - _shown(from_min))

    def duration(self, minutes: int) -> str:
        """`1 d 2 h 5 min`, without the parts that are nothing."""
        parts = {"d": minutes // DAY_MIN, "h": minutes % DAY_MIN // HOUR_MIN, "min": minutes % HOUR_MIN}
        return " ".join(self.say(unit, n=n) for unit, n in parts.items() if n) or self.say("short")


def _shown(t_min: float) -> int:
    """A time as the clock shows it, in whole minutes."""
    return floor(t_min + 0.5)


def _under(head: str, text: str) -> list[str]:
    """A text behind a head, folded under itself."""
    indent = " " * cells(head)
    first, *more = folded(text, indent)
    return [head + first[len(indent) :], *more]


def document(story: Story, plan: Plan, told: Told) -> dict[str, Any]:
    """The story as one JSON document: exact minutes since the start, and the clock's time beside them."""
    return {
        "scenario": told.scenario,
        "seed": told.seed,
        "replication": told.replication,
        "issue": story.issue,
        "steps": [_as_data(step, plan) for step in story.steps],
        "limits": [
            {"limit": due.what, "due": _iso(plan, due.due_min), "due_min": due.due_min, "met_min": due.met_min,
             "word": due.word}
            for due in story.dues
        ],
        "spent_min": spent_min(story.steps),
    }  # fmt: skip


def _as_data(step: Step, plan: Plan) -> Mapping[str, Any]:
    """A step, without what it has none of."""
    data: dict[str, Any] = {
        "what": step.what, "from": _iso(plan, step.from_min), "from_min": step.from_min, "until_min": step.until_min,
        "over": step.over, "place": step.place, "detail": step.detail,
        "kind": step.kind.word if step.kind is not None else "",
        "outcome": step.outcome.word if step.outcome is not None else "",
        "actor": None if step.actor is None else vars(step.actor),
        "reasons": [vars(reason) for reason in step.reasons],
    }  # fmt: skip
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def _iso(plan: Plan, t_min: float) -> str:
    return (plan.start + timedelta(minutes=t_min)).isoformat(timespec="seconds")
