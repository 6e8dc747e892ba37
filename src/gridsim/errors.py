"""What can go wrong, said to the person who can put it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

WIDEST = 110


class GridsimError(Exception):
    """Any error gridsim raises on purpose."""


@dataclass(frozen=True)
class Problem:
    """One mistake in an input: where it stands, what is so, and what to do about it.

    `place` reads `file:line:column` as far as it is known, `path` is the dotted name of the value
    (`roles.grid_worker.headcount`), `code` is stable and may be searched for (docs/errors.md has them all),
    `source` is the line of the file as it stands there.
    """

    code: str
    fact: str
    hint: str = ""
    place: str = ""
    path: str = ""
    source: str = ""

    def __str__(self) -> str:
        where = ": ".join(part for part in (self.place, self.path) if part)
        said = f"{where}: {self.fact}" if where else self.fact
        return f"{said}; {self.hint}" if self.hint else said

    def told(self) -> str:
        """The problem with its code, and below it the line of the file with a mark under the place."""
        said = f"{self} [{self.code}]"
        column = self.place.rpartition(":")[2]
        if not self.source.strip() or not column.isdecimal():
            return said
        return "\n".join([said, *_marked(self.source, int(column))])


def _marked(line: str, column: int) -> tuple[str, str]:
    """A line, cut to a terminal's width around `column` (from 1), and a caret under it; wide characters count twice."""
    first = max(0, min(column - WIDEST // 2, len(line) - WIDEST)) if len(line) > WIDEST else 0
    shown = line[first : first + WIDEST].replace("\t", " ")
    left, right = "…" * (first > 0), "…" * (first + WIDEST < len(line))
    before = left + shown[: column - 1 - first]
    width = sum(2 if east_asian_width(letter) in "WF" else 1 for letter in before)
    return f"  {left}{shown}{right}", f"  {' ' * width}^"


class ScenarioError(GridsimError):
    """A scenario, trace or option that cannot be used: all its problems at once. Exit code 2."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class EngineError(GridsimError):
    """An engine met what it cannot do, or broke one of its own identities. Exit code 3."""


class ResultsError(GridsimError):
    """A results folder that cannot be written or read. Exit code 2."""


# Every code and what it says. A code keeps its meaning for good; docs/errors.md is made from this table.
CODES = {
    # files
    "binary": "The file holds bytes or characters that are no text.",
    "cycle": "A file extends itself, directly or through others.",
    "long_chain": "Files extend each other further than any scenario needs.",
    "file_exists": "A file that would be written is there already.",
    "unwritable": "A file cannot be written.",
    "directory": "A folder is named where a file is needed.",
    "empty_file": "There is nothing in the file.",
    "encoding": "The file is not UTF-8.",
    "no_file": "There is no such file, or it may not be read.",
    "too_large": "The file is larger than gridsim reads.",
    "too_many": "There are more problems than are shown.",
    "unreadable": "The file of a workload cannot be read.",
    # YAML
    "alias": "YAML's aliases are not part of the language.",
    "anchor": "YAML's anchors are not part of the language.",
    "bad_escape": "A backslash in double quotes begins nothing that is a character.",
    "bad_key": "A list or a mapping stands where a key should.",
    "full_width": "A sign of a Chinese keyboard stands where YAML needs the plain one.",
    "merge_key": "YAML's merge key is not part of the language.",
    "not_yaml": "The text is not YAML.",
    "repeated_key": "A key stands twice in one mapping.",
    "tab": "A tab indents a line.",
    "tag": "YAML's tags are not part of the language.",
    "too_deep": "Brackets nest deeper than any scenario needs.",
    "two_documents": "A second document begins in the file.",
    "unclosed_bracket": "A bracket opens and does not close.",
    "unclosed_parenthesis": "A comma inside brackets has cut a distribution in two.",
    "unclosed_quote": "A quote opens and does not close.",
    "yaml_trap": "YAML 1.1 and 1.2 read this differently: it has to be quoted or written otherwise.",
    # keys, names and shapes
    "bad_name": "A name has letters that names do not have.",
    "bad_path": "What is set is not a dotted path.",
    "bad_set": "An option --set has no '='.",
    "empty_list": "A list needs something in it.",
    "missing_key": "A key that is needed is not said.",
    "not_a_flag": "Neither true nor false.",
    "not_a_list": "A list is needed.",
    "not_a_mapping": "Keys and values are needed.",
    "not_text": "Text is needed.",
    "one_of": "Exactly one of several keys has to be said.",
    "outside": "Persons, ethnicity, policing and stability work are outside, on purpose.",
    "repeated_name": "A name is taken, or is said twice.",
    "unknown_group": "The groups are local and migrant; there are no others.",
    "unknown_key": "There is no such key here.",
    "unknown_kind": "There is no such kind of evidence.",
    "unknown_name": "Nothing has this name.",
    "unknown_path": "Evidence names a value that there is not.",
    "unknown_policy": "There is no such rule of dispatch.",
    "unknown_queue_rule": "There is no such rule of a queue.",
    "unknown_round": "There is no such kind of round.",
    "unknown_schema": "This version does not read this version of the language.",
    "unknown_service": "The list of services is closed.",
    "unknown_tier": "A department has no such tier.",
    "unknown_type": "There is no such type of community.",
    "unknown_word": "The word is not one of a closed list.",
    "wrong_keys": "These are not the keys needed here.",
    "wrong_shape": "A list, a mapping or a single value is needed, and another is given.",
    # numbers, units and shares
    "doubled_unit": "There is more than one unit.",
    "mixed_units": "One distribution mixes wall-clock and working time.",
    "missing_unit": "A number needs a unit.",
    "negative": "The number is below 0.",
    "not_100_percent": "Shares have to make 100 %.",
    "not_a_beat": "Not a worker's beat.",
    "not_a_cost": "Not a cost.",
    "not_a_growth": "Not a growth of work.",
    "not_a_number": "A number without a unit is needed.",
    "not_a_quantity": "A number with a unit is needed.",
    "not_a_rate": "Not a rate.",
    "not_a_round_time": "Not a time per grid.",
    "not_finite": "The number is not finite.",
    "not_positive": "The number has to be above 0.",
    "not_whole": "The number has to be whole.",
    "out_of_range": "The number or date is outside what is allowed.",
    "share_out_of_range": "A share is above what it can be.",
    "unknown_unit": "There is no such unit here.",
    "wall_clock_limit": "A limit on the wall clock has to be meant.",
    "working_time": "Working time where only the wall clock runs.",
    # distributions
    "comma": "Parameters are separated by semicolons.",
    "missing_parameter": "A distribution needs another parameter.",
    "no_values": "A file of values has none.",
    "not_a_distribution": "Not a distribution.",
    "repeated_parameter": "A parameter is said twice.",
    "unbounded_share": "A distribution of shares can pass 100 %.",
    "unknown_distribution": "There is no such distribution.",
    "unknown_parameter": "A distribution has no such parameter.",
    "wrong_order": "Bounds do not rise.",
    "wrong_parameters": "The parameters do not fit the distribution.",
    # dates, weeks and calendars
    "always": "The calendar always is built in.",
    "empty_day": "A day is named and nothing is said of it.",
    "empty_window": "A window of time has no length.",
    "gap": "A profile leaves hours of the week without a weight.",
    "impossible_date": "There is no such day.",
    "impossible_time": "There is no such time of day.",
    "never_open": "A calendar or timetable is closed all week.",
    "no_exceptions": "A profile has no dated exceptions.",
    "not_a_clock_time": "Not a clock time.",
    "not_a_date": "Not a date.",
    "not_a_season": "Not a stretch of the year.",
    "not_a_window": "Not a window of time.",
    "not_whole_hours": "A profile is in whole hours.",
    "overlap": "Two windows, exceptions or seasons overlap.",
    "repeated_day": "A day is said twice.",
    "unknown_activity": "There is no such activity.",
    "unknown_day": "Not a day of the week.",
    "unknown_resolution": "Times are on whole minutes or as fine as can be.",
    "warm_up": "The warm-up is not shorter than the horizon.",
    # places, staff and departments
    "bad_column": "A table has an unknown column, or one is missing or doubled.",
    "bad_row": "A row of a table does not fit its header.",
    "circle": "The headcount of a role is less itself.",
    "impossible_total": "A total cannot be dealt out: floors need more, or caps leave room for less.",
    "last_always_solves": "The last department of a route has no share.",
    "missing_share": "A department before others on a route needs a share.",
    "needs_total": "A rule deals out a total that is not there.",
    "no_households": "A community has no households, and its workers would serve nobody.",
    "no_order": "The attribute can be equal or not, and has no more or less.",
    "no_round_time": "A role has rounds in its timetable and no time for them.",
    "not_a_condition": "Not a condition on communities.",
    "not_a_headcount": "Not a number of workers.",
    "not_crews": "Not a number of crews.",
    "not_posts": "Not a number of posts.",
    "too_many_communities": "The city has more communities than any.",
    "too_many_departments": "A route names more departments than an issue can climb.",
    "too_many_grids": "Beats have more grids than a computer keeps.",
    "too_many_places": "There are more sub-districts or districts than communities to be in them.",
    "too_many_runs": "A sweep makes more runs than anyone waits for.",
    "too_many_workers": "A role has more workers than any city.",
    "two_districts": "A sub-district is in two districts.",
    "types_are_counts": "Types of communities are numbers, and shares are needed.",
    "types_are_shares": "Types of communities are shares, and there is no number of communities.",
    "unknown_attribute": "A community has no such attribute in conditions.",
    # issues
    "counter_reported": "What is brought to the counter is not reported.",
    "no_counter": "Only visitors of the counter have patience.",
    "no_route": "Issues may have to go up, and there is no way.",
    "too_many_issues": "A rate makes more issues than a computer keeps.",
    "nobody_attends": "Nobody may ever work on a category.",
    "nobody_verifies": "Nobody may ever check a category's fixes.",
    # running and comparing
    "bad_option": "Options or arguments do not go together.",
    "no_replications": "At least one replication is needed.",
    "no_range": "A range is given for what is not a single quantity.",
    "not_a_range": "A text is no range of values.",
    "not_a_target": "Not what a service is to reach.",
    "nothing_to_judge": "No replication has what a target is about.",
    "nothing_to_scale": "A scale needs a quantity that the scenario says.",
    "other_time": "Scenarios of different stretches of time cannot be compared.",
    "repeated_value": "A value is swept twice.",
    "unknown_baseline": "No scenario of the comparison has this name.",
    "unknown_engine": "There is no such engine.",
    "unknown_measure": "There is no such measure.",
}

WARNINGS = {
    "failed_point": "A point of a sweep cannot be run; the others can.",
    "round_the_clock": "Working hours are counted, and no clock: says when they are.",
    "floor_binds": "In over a tenth of the communities a headcount is its floor and not its rule.",
    "grids_not_attended": "Under own-grid-only, a grid is on the beat of nobody who handles a category.",
    "grids_not_walked": "Grids are on nobody's round, and rounds would notice issues there.",
    "holds_nowhere": "A condition holds in no community.",
    "less_eats_all": "The roles that a headcount is less of are more than its rule gives.",
    "never_found": "Nothing ever finds the issues of a category.",
    "nobody_here": "In some communities nobody may ever work on a category.",
    "part_of_a_place": "A department has a fixed number of crews, and only a part of its place is in the scenario.",
    "shock_outside": "A shock lies outside the horizon, or wholly in the warm-up.",
    "unused_name": "Nothing refers to a calendar, profile, timetable or department.",
}
