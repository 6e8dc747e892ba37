"""Calendars, timetables, profiles and seasons: weekly windows with dated exceptions, as a person writes them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import ceil

from gridsim.scenario.grammar import list_of, mapping_of, parse_date, parse_number, parse_word, text_of
from gridsim.scenario.mistakes import Gather, shown, wrong
from gridsim.scenario.quantities import Exception_, Season, Week, Window
from gridsim.vocabulary import Activity

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MIN = 1440
WINDOW = re.compile(r"([0-9]{1,2}):([0-9]{2})-([0-9]{1,2}):([0-9]{2})")
Windows = tuple[Window, ...]
ReadDay = Callable[[object], Windows]


def days_of(key: str) -> tuple[int, ...] | None:
    """The days a key names (`mon-fri`, `sat`, `mon,wed`), Monday 0; None if it names none."""
    days: list[int] = []
    for part in key.replace(" ", "").split(","):
        ends = part.split("-")
        if len(ends) > 2 or not all(end in DAYS for end in ends):
            return None
        first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
        days += [(first + step) % 7 for step in range((last - first) % 7 + 1)]
    return tuple(days) if len(set(days)) == len(days) else None


def parse_window(text: object) -> Window:
    """`10:00-14:00`; `20:00-02:00` passes midnight; `00:00-24:00` is the whole day."""
    found = WINDOW.fullmatch(text.strip()) if isinstance(text, str) else None
    if not found:
        raise wrong("not_a_window", f"{shown(text)} is not a window of time", 'write for example "10:00-14:00"')
    hours, minutes = (int(found[1]), int(found[3])), (int(found[2]), int(found[4]))
    opens, closes = (60 * hour + minute for hour, minute in zip(hours, minutes, strict=True))
    if max(minutes) > 59 or opens >= DAY_MIN or closes > DAY_MIN:
        raise wrong("impossible_time", f"{shown(text)} is not on the clock", "times run from 00:00 to 24:00")
    if opens == closes:
        raise wrong("empty_window", f"{shown(text)} is empty", 'for a whole day write "00:00-24:00"')
    return Window(opens, closes if closes > opens else closes + DAY_MIN)


ALL_DAY = Window(0, DAY_MIN)


def parse_calendar(value: object) -> Week:
    """When something is open: `24/7`, or lists of windows by day and `except`."""
    if value == "24/7":
        return Week(days=((Window(0, DAY_MIN),),) * 7)
    return _week(value, _open_windows, '{mon-fri: ["10:00-14:00"]} or 24/7')


def parse_timetable(value: object) -> Week:
    """What a worker does when: activities by window, by day, and `except`."""
    return _week(value, _activities, '{mon-fri: {"10:00-14:00": counter}}')


def parse_profile(value: object) -> Week:
    """Relative weights by window; every hour of the week must have one."""
    week = _week(value, _weights, '{mon-sun: {"00:00-24:00": 1}}')
    if week.exceptions:
        raise wrong("no_exceptions", "a profile has no exceptions", "use a shock", ("except",))
    if sum(w.close_min - w.open_min for day in week.days for w in day) < 7 * DAY_MIN:
        raise wrong("gap", "the profile does not cover the whole week", "give every hour a weight, 0 if need be")
    if not any(w.weight for day in week.days for w in day):
        raise wrong("not_positive", "every weight of the profile is 0", "give some hour a weight above 0")
    return week


def parse_seasons(value: object) -> tuple[Season, ...]:
    """Factors by ranges of days of the year, both ends included; a season may wrap the year."""
    gather, seasons = Gather(), []
    for key, factor in mapping_of(value, '{"10-10 to 04-10": 1.2}').items():
        with gather.at(key):
            first, last = _day_range(key)
            seasons.append(Season(first, last, parse_number(factor, most=1000.0)))
    gather.settle()
    covered = sorted(span for season in seasons for span in _spans(season))
    if any(later[0] <= earlier[1] for earlier, later in pairwise(covered)):
        raise wrong("overlap", "two seasons overlap", "let each day of the year have one factor")
    return tuple(seasons)


def _day_range(key: str) -> tuple[tuple[int, int], tuple[int, int]]:
    found = re.fullmatch(r"([0-9]{2}-[0-9]{2}) to ([0-9]{2}-[0-9]{2})", " ".join(key.split()))
    if not found:
        raise wrong("not_a_season", f"{shown(key)} is not a season", 'write for example "10-10 to 04-10"')
    first, last = (_day_of_year(day) for day in found.groups())
    return first, last


def _day_of_year(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2012-{text}")  # a leap year knows every day
    except ValueError:
        raise wrong("impossible_date", f"no year has a day {shown(text)}", "write month and day: 04-10") from None
    return day.month, day.day


def _spans(season: Season) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    if season.first <= season.last:
        return [(season.first, season.last)]
    return [(season.first, (12, 31)), ((1, 1), season.last)]


def _open_windows(value: object) -> Windows:
    if value == "closed":
        return ()
    gather, windows = Gather(), []
    for position, text in enumerate(list_of(value, '["10:00-14:00"] or closed')):
        with gather.at(position):
            windows.append(parse_window(text))
    gather.settle()
    return tuple(windows)


def _activities(value: object) -> Windows:
    if value == "closed":
        return ()
    gather, windows = Gather(), []
    for key, word in mapping_of(value, '{"10:00-14:00": counter} or closed').items():
        window, activity = ALL_DAY, Activity.OFF
        with gather.at(key):
            window = parse_window(key)
        with gather.at(key):
            activity = parse_word(word, Activity, "activity", without=(Activity.OFF,))
        windows.append(replace(window, activity=activity))
    gather.settle()
    return tuple(windows)


def _weights(value: object) -> Windows:
    gather, windows = Gather(), []
    for key, weight in mapping_of(value, '{"00:00-24:00": 1}').items():
        number = 0.0
        with gather.at(key):
            number = parse_number(weight, most=1e6)
        with gather.at(key):
            window = replace(parse_window(key), weight=number)
            if window.open_min % 60 or window.close_min % 60:
                raise wrong("not_whole_hours", f"{shown(key)} is not in whole hours", "a profile has hours of the week")
            windows.append(window)
    gather.settle()
    return tuple(windows)


def _week(value: object, read: ReadDay, example: str) -> Week:
    """The week under its keys; days not named are closed."""
    gather, named = Gather(), dict[int, str]()
    days: list[Windows] = [()] * 7
    exceptions: tuple[Exception_, ...] = ()
    for key, item in mapping_of(value, example).items():
        with gather.at(key):
            if key == "except":
                exceptions = _exceptions(item, read)
                continue
            for day in _named_days(key, named):
                named[day] = key
            if item is None:
                hint = 'write closed, or quote a key with a comma: "mon,wed"'
                raise wrong("empty_day", f"nothing is said of {shown(key)}", hint)
            windows = tuple(sorted(read(item), key=lambda window: window.open_min))
            for day in days_of(key) or ():
                days[day] = windows
    gather.settle()
    week = Week(tuple(days), exceptions)
    _refuse_overlaps(week)
    return week


def _named_days(key: str, named: dict[int, str]) -> tuple[int, ...]:
    days = days_of(key)
    if days is None:
        raise wrong("unknown_day", f"{shown(key)} names no days", f"write {', '.join(DAYS)}, mon-fri or mon,wed")
    for day in days:
        if day in named:
            raise wrong("repeated_day", f"{DAYS[day]} is in '{named[day]}' already", "name each day once")
    return days


def _exceptions(value: object, read: ReadDay) -> tuple[Exception_, ...]:
    gather, found = Gather(), []
    for key, item in mapping_of(value, '{"2013-02-09 to 2013-02-15": closed}').items():
        with gather.at(key):
            first, last = _dates(key)
            found.append(Exception_(first, last, tuple(sorted(read(item), key=lambda window: window.open_min))))
    gather.settle()
    found.sort(key=lambda exception: exception.first)
    for earlier, later in pairwise(found):
        if later.first <= earlier.last:
            raise wrong("overlap", f"two exceptions for {later.first}", "let each day have one exception")
    return tuple(found)


def _dates(key: str) -> tuple[date, date]:
    """A day, or `2013-02-09 to 2013-02-15` with both ends."""
    ends = text_of(key, "a date", "for example 2013-01-31").split(" to ")
    if len(ends) > 2:
        raise wrong("not_a_date", f"{shown(key)} is not a range of dates", 'write "2013-02-09 to 2013-02-15"')
    first, last = parse_date(ends[0]), parse_date(ends[-1])
    if last < first:
        raise wrong("wrong_order", f"{shown(key)} ends before it begins", "write the earlier day first")
    return first, last


def _refuse_overlaps(week: Week) -> None:
    """No two windows may share a minute, over midnight too, in the week as on the days of exceptions."""
    for day in range(7):
        _refuse_overlap(week.days[day], week.days[(day + 1) % 7], DAYS[day])
    for exception in week.exceptions:
        edges = [(exception.first - timedelta(1), exception.first), (exception.last, exception.last + timedelta(1))]
        if exception.first < exception.last:
            edges.append((exception.first, exception.first + timedelta(1)))
        for today, tomorrow in edges:
            _refuse_overlap(windows_on(week, today), windows_on(week, tomorrow), str(today))


def windows_on(week: Week, day: date) -> Windows:
    """The windows that begin on a day; exceptions are in the order of their days."""
    position = bisect_right(week.exceptions, day, key=lambda exception: exception.first) - 1
    if position >= 0 and day <= week.exceptions[position].last:
        return week.exceptions[position].windows
    return week.days[day.weekday()]


def activities_within(week: Week, start: date, minutes: float) -> frozenset[Activity]:
    """The activities that a timetable schedules in so many minutes from a day on, dated exceptions counted."""
    found, every = set[Activity | None](), week.activities
    for day in range(-1, ceil(minutes / DAY_MIN)):
        windows = windows_on(week, start + timedelta(day))
        found |= {w.activity for w in windows if w.close_min > -day * DAY_MIN and w.open_min < minutes - day * DAY_MIN}
        if found == every:
            break
    return every & found


def _refuse_overlap(today: Windows, tomorrow: Windows, name: str) -> None:
    line = [(w.open_min, w.close_min) for w in today] + [(w.open_min + DAY_MIN, w.close_min) for w in tomorrow]
    for (opens, closes), (next_opens, _) in pairwise(sorted(line)):
        if next_opens < closes:
            fact = f"{_clock(opens)}-{_clock(closes)} and the window from {_clock(next_opens)} overlap on {name}"
            raise wrong("overlap", fact, "let one end before the next begins")


def _clock(minute: int) -> str:
    hour, rest = divmod(minute % DAY_MIN if minute != DAY_MIN else minute, 60)
    return f"{hour:02}:{rest:02}"
