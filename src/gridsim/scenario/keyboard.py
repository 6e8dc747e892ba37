"""Signs as Chinese keyboards write them, where the language needs the plain ones."""

from __future__ import annotations

import re
from unicodedata import normalize

CURLY = {"“": '"', "”": '"', "‘": "'", "’": "'"}
SPACES = {"\u00a0": "a non-breaking space", "\u3000": "a full-width space"}
FULL_WIDTH = re.compile(rf"[\uff01-\uff5e{''.join(CURLY)}{''.join(SPACES)}]")
FREE_TEXT = re.compile(
    r"""(?<![^ \[{,(])(?:"(?:\\.|[^"\\])*"|'[^']*')  # quoted text
    |(?:^|(?<=\ ))\#.*  # a comment
    |^\ *(?:-\ )?(?:label|why|source|en|zh):\ (?!\ *[{"']).*  # a line of text
    |(?<=[{,\ ])(?:label|why|source|en|zh):\ (?!\ *[{"'])[^,}]*  # text inside braces""",
    re.VERBOSE,
)


def full_width(text: str) -> tuple[int, str, str] | None:
    """The first sign of a text as Chinese keyboards write it: its position (from 0), what it is, and what to type."""
    found = FULL_WIDTH.search(text)
    if not found:
        return None
    sign = found[0]
    if sign in SPACES:
        return found.start(), f"{SPACES[sign]} here", "type a plain space"
    if sign in CURLY:
        return found.start(), f"curly quote {sign} here", f"type {CURLY[sign]}"
    return found.start(), f"full-width '{sign}' here", f"type '{normalize('NFKC', sign)}'"


def full_width_outside_text(line: str) -> tuple[int, str, str] | None:
    """The same of a line of YAML, in which quoted text, comments, labels and reasons may have such signs."""
    return full_width(FREE_TEXT.sub(lambda found: "." * len(found[0]), line))
