"""Plain text for a terminal: widths that count Chinese characters as two columns, tables, folded paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite, isnan
from unicodedata import combining, east_asian_width

WIDTH = 100
CLOSING = "，。；：、）”"  # no line begins with these
POINTS = 100.0  # a share is shown in per cent
SUBJECT_WIDTH = 40  # of a scenario's name above its lines of a table


def cells(text: str) -> int:
    """Terminal columns a text takes."""
    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """The text, ended by `…` where it is wider than `width`."""
    if cells(text) <= width:
        return text
    while cells(text) > width - 1:
        text = text[:-1]
    return text + "…"


def ends_kept(name: str, width: int) -> str:
    """A scenario's name as a heading; of a long point of a sweep the end tells it from others."""
    if "~" not in name or cells(name) <= width:
        return cut(name, width)
    return f"{name[:5]}…{name[6 - width :]}"


def left(text: str, width: int) -> str:
    """The text filled up to `width` columns."""
    return text + " " * (width - cells(text))


def right(text: str, width: int) -> str:
    """The text pushed to the right of `width` columns."""
    return " " * (width - cells(text)) + text


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table, the first column to the left and as narrow as it can be, the others to the right."""
    every = [list(head), *(list(row) for row in rows)]
    widths = [max(cells(row[i]) for row in every) for i in range(len(head))]
    room = WIDTH - 2 - sum(widths[1:]) - 2 * (len(widths) - 1)
    widths[0] = min(widths[0], room)
    lines = ["  ".join([left(cut(row[0], widths[0]), widths[0]), *map(right, row[1:], widths[1:])]) for row in every]
    return [f"  {line}".rstrip() for line in lines]


def folded(text: str, indent: str = "  ") -> list[str]:
    """A paragraph in lines of at most WIDTH columns; Chinese may break between any two characters."""
    lines, line = [], indent
    for piece in _pieces(text):
        if cells(line + piece.rstrip()) > WIDTH and line.strip():
            lines.append(line.rstrip())
            line, piece = indent, piece.lstrip()
        line += piece
    return [*lines, line.rstrip()]


def _pieces(text: str) -> list[str]:
    """Parts between which a line may break: words with the space before them, Chinese characters."""
    pieces: list[str] = []
    for c in text:
        after_wide = bool(pieces) and east_asian_width(pieces[-1][-1]) in "WF"
        starts = c == " " or (c not in CLOSING and (after_wide or east_asian_width(c) in "WF"))
        if starts or not pieces:
            pieces.append(c)
        else:
            pieces[-1] += c
    return pieces


def decimals(values: Sequence[float]) -> int:
    """Decimals that suit the largest of some values; none for whole numbers."""
    if all(value == round(value) for value in values if isfinite(value)):
        return 0
    largest = max((abs(value) for value in values if isfinite(value)), default=0.0)
    return 0 if largest >= 99.95 else 1 if largest >= 9.995 else 2


def number(value: float, places: int, *, sign: bool = False) -> str:
    """A number for a reader; `–` where there is none; no minus before a rounded zero."""
    if isnan(value):
        return "–"
    value = round(value, places) + 0.0
    shown = f"{value:+,.{places}f}" if sign and value else f"{value:,.{places}f}"
    return shown.replace("-", "−")
