"""What is outside gridsim on purpose, and how a file that asks for it is told so (MODEL.md 1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gridsim.scenario.grammar import parse_word
from gridsim.scenario.mistakes import Mistake, Where, shown, wrong
from gridsim.scenario.tree import Node
from gridsim.vocabulary import Service

NAMED = ("roles", "issues", "departments")  # what acts in a city, or is acted upon
PERSONS = re.compile(  # as keys and columns only: as names, `age` or `phone` stand in those of ordinary services
    r"(?i)ethnic|nationalit|religio|minorit|\brace\b|person_|_person|individual|identity|id_card|id_number|身份|"
    r"phone|surname|gender|\bsex\b|\bage\b|birth"
)
WORDS = (  # whole words of a name: `han` is one of `han_cadre` and none of `handle`; hui also means a committee
    r"ethnic\w*", "nationality", "nationalities", "minority", "minorities", r"religio\w*", "uy?gh?urs?", "uighurs?",
    "han", "kazakhs?", "tibetans?", "mongols?",
    "hukou", "id (?:cards?|checks?)", "identity checks?", "household registers?",
    "(?:population|household|resident|person|persons) registration", "suspicious (?:persons?|people|individuals?)",
    r"terror\w*", r"extremis\w*",
    "polic(?:e|ing)", r"police\w+", "(?:public|state|national) security", "patrol (?:force|members?)",
    "stability", r"weiwen\w*", r"surveill\w*", "informants?", "informers?", "key persons?", "checkpoints?",
    "(?:face|facial) recognition",
)  # fmt: skip
OUTSIDE = re.compile(
    rf"(?:^| )(?:{'|'.join(WORDS)})(?: |$)|民族|宗教|户口|户籍|人口登记|身份证|可疑人员|恐怖|公安|警|维稳"
)
HINT = "registration of persons, ethnicity, policing and stability work are outside (see the README)"
CLOSED = (
    f"the list is closed: {', '.join(Service.words())} (gridsim is about public service: registration of persons, "
    "policing and stability work are outside)"
)


def is_outside(name: str) -> bool:
    """Whether a name speaks of what is outside: by its whole words, between `-` and `_`."""
    return bool(OUTSIDE.search(re.sub(r"[\W_]+", " ", name.lower())))


def is_of_persons(key: str) -> bool:
    """Whether a key or column would be an attribute of persons, or of what is outside."""
    return bool(PERSONS.search(key)) or is_outside(key)


def no_attribute(key: str, where: Where = ()) -> Mistake:
    """The refusal of an attribute of ethnicity or of persons."""
    fact = f"gridsim has no attribute {shown(key)}: it simulates places and posts, never persons"
    return Mistake("outside", fact, HINT, where)


def names_outside(root: Node) -> Iterator[Mistake]:
    """The refusal of roles, categories and departments by their names."""
    for key in NAMED:
        items = root.value.get(key)
        for item in items.value if items is not None and isinstance(items.value, list) else ():
            if item.name is not None and is_outside(item.name):
                yield _nothing(item.name, (key, item.name, "name"))


def parse_service(value: object) -> Service:
    """A service of the closed list."""
    if isinstance(value, str) and is_outside(value):
        refused = _nothing(value)
        raise wrong(refused.code, refused.fact, refused.hint)
    return parse_word(value, Service, "service", CLOSED)


def _nothing(name: str, where: Where = ()) -> Mistake:
    return Mistake("outside", f"there is no {shown(name)} in gridsim: it is about public service", HINT, where)
