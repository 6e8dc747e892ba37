"""Drawings of the page as SVG whose text is text: no font travels with it, and readers can search and hear it.

A panel is narrow enough to be read on a phone as it is; on a wide screen panels stand beside each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

from markupsafe import Markup

WIDTH, HEIGHT = 360.0, 196.0
LEFT, RIGHT, TOP, BOTTOM = 56.0, 12.0, 6.0, 34.0
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")  # Okabe and Ito's
DASHES = ("", "7 3", "2 2", "7 3 2 3")
LINEAR_UNTIL = 1.0  # of an axis of hours, beyond which it is logarithmic
MOST_TICKS = 6

Point = tuple[float, float]


@dataclass(frozen=True)
class Scale:
    """Where a value lies on paper. `hours` are linear up to one, then logarithmic."""

    low: float
    high: float
    start: float
    end: float
    hours: bool = False

    def __call__(self, value: float) -> float:
        low, high, at = (_bent(one) for one in (self.low, self.high, value)) if self.hours else (
            self.low, self.high, value,
        )  # fmt: skip
        return self.start + (self.end - self.start) * (at - low) / ((high - low) or 1.0)


def _bent(hours: float) -> float:
    return hours if hours <= LINEAR_UNTIL else LINEAR_UNTIL + log10(hours / LINEAR_UNTIL)


@dataclass(frozen=True)
class Panel:
    """The two scales of a panel."""

    x: Scale
    y: Scale

    @classmethod
    def of(cls, x: tuple[float, float], y: tuple[float, float], *, hours: bool = False) -> Panel:
        """The panel that shows these spans."""
        return cls(Scale(*x, LEFT, WIDTH - RIGHT, hours), Scale(*y, HEIGHT - BOTTOM, TOP))

    def line(self, points: Iterable[Point], i: int) -> Markup:
        """A line in the colour and dashes of the i-th scenario."""
        return Markup('<path class="line" d="{}" stroke="{}" stroke-dasharray="{}"/>').format(
            self._path(points), colour(i), dashes(i)
        )

    def band(self, xs: Sequence[float], low: Sequence[float], high: Sequence[float], i: int) -> Markup:
        """The area between two lines."""
        there, back = list(zip(xs, low, strict=True)), list(zip(xs, high, strict=True))[::-1]
        return Markup('<path class="band" d="{}Z" fill="{}"/>').format(self._path([*there, *back]), colour(i))

    def grey(self, until: float) -> Markup:
        """The stretch of the x-axis up to a value, in grey."""
        width = self.x(until) - self.x.start
        shape = Markup('<rect class="grey" x="{}" y="{}" width="{}" height="{}"/>')
        return shape.format(n(self.x.start), n(TOP), n(width), n(self.y.start - TOP)) if width > 0 else Markup("")

    def interval(self, x: float, low: float, value: float, high: float, i: int, *, hollow: bool = False) -> Markup:
        """An estimate as a dot with its interval upright."""
        bar = Markup('<path class="line" d="M{0} {1}V{2}" stroke="{3}"/>').format(
            n(self.x(x)), n(self.y(low)), n(self.y(high)), colour(i)
        ) if isfinite(low) and isfinite(high) else Markup("")  # fmt: skip
        return bar + Markup('<circle cx="{}" cy="{}" r="{}" fill="{}" stroke="{}" stroke-width="2"/>').format(
            n(self.x(x)), n(self.y(value)), 5 if hollow else 3, "#fff" if hollow else colour(i), colour(i)
        )

    def axes(self, xs: Sequence[float], ys: Sequence[float], x_label: str) -> Markup:
        """Grid lines with their numbers, and what the x-axis is."""
        marks = []
        for value in ys:
            y = n(self.y(value))
            marks.append(Markup('<path class="grid" d="M{} {}H{}"/>').format(n(self.x.start), y, n(self.x.end)))
            marks.append(text(self.x.start - 5, self.y(value) + 3.5, tick(value), "end"))
        marks += [text(self.x(value), HEIGHT - BOTTOM + 14, tick(value), "middle") for value in xs]
        marks.append(text((self.x.start + self.x.end) / 2, HEIGHT - 5, x_label, "middle"))
        return Markup("").join(marks)

    def _path(self, points: Iterable[Point]) -> str:
        """Steps from point to point, in tenths of a unit."""
        return "M" + "L".join(f"{n(self.x(x))} {n(self.y(y))}" for x, y in points)


def drawing(alt: str, marks: Iterable[Markup], width: float = WIDTH, height: float = HEIGHT, kind: str = "") -> Markup:
    """A whole drawing; `alt` says what it shows to those who cannot see it."""
    return Markup('<svg role="img" class="{}" viewBox="0 0 {} {}" aria-label="{}">{}</svg>').format(
        kind, n(width), n(height), alt, Markup("").join(marks)
    )


def panel(title: str, drawn: Markup) -> Markup:
    """A drawing with its title above it, which may take as many lines as it needs."""
    return Markup('<div><p class="title">{}</p>{}</div>').format(title, drawn)


def text(x: float, y: float, said: str, kind: str = "") -> Markup:
    """Words at a place; `kind` is how they are set: middle, end, light."""
    return Markup('<text x="{}" y="{}" class="{}">{}</text>').format(n(x), n(y), kind, said)


def legend(names: Mapping[str, int]) -> Markup:
    """What line is which scenario's: the number of a name is that of its colour."""
    sample = Markup('<svg viewBox="0 0 34 10" aria-hidden="true"><path class="line" d="M1 5H33" stroke="{}" '
                    'stroke-dasharray="{}"/></svg>')  # fmt: skip
    items = (Markup("<li>{}{}</li>").format(sample.format(colour(i), dashes(i)), name) for name, i in names.items())
    return Markup('<ul class="legend">{}</ul>').format(Markup("").join(items))


def areas(names: Sequence[str]) -> Markup:
    """What colour is what, of areas in the order of their colours."""
    sample = Markup('<svg viewBox="0 0 34 10" aria-hidden="true"><rect width="33" height="10" fill="{}"/></svg>')
    items = (Markup("<li>{}{}</li>").format(sample.format(colour(i)), name) for i, name in enumerate(names))
    return Markup('<ul class="legend">{}</ul>').format(Markup("").join(items))


def ticks(low: float, high: float) -> list[float]:
    """Round values of a span."""
    step = 10.0 ** floor(log10((high - low) or 1.0))
    step = next(step * part for part in (0.1, 0.2, 0.5, 1.0, 2.0) if (high - low) / (step * part) < MOST_TICKS)
    first = floor(low / step) + (0 if low % step == 0 else 1)
    values = [(first + k) * step for k in range(MOST_TICKS + 1)]
    return [value for value in values if value <= high + step * 1e-9]


def tick(value: float) -> str:
    """A number at an axis."""
    return f"{round(value, 6):,.10g}".replace("-", "−")


def n(value: float) -> str:
    """A coordinate in tenths."""
    return f"{value:.1f}".removesuffix(".0")


def colour(i: int) -> str:
    """The colour of the i-th scenario."""
    return COLOURS[i % len(COLOURS)]


def dashes(i: int) -> str:
    """Its dashes, which survive a grey print."""
    return DASHES[i % len(DASHES)]
