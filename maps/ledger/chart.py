"""The figure of cash by quarter: what goes out, comes in and is left at best and worst, as SVG."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Any

import pandas as pd

from ..plots.sheet import label
from ..text.amounts import WAN, in_wan
from ..text.cells import amount, known, said

# the drawing, in its own units
LEFT, RIGHT, TOP, HEIGHT, FOOT = 74.0, 24.0, 26.0, 300.0, 46.0
COLUMN, BAR, GAP = 150.0, 24.0, 3.0
QUARTERS = 40  # of a figure at most
_TICKS = 6
_NARROW = 640.0
BARS: dict[str, str] = {  # column of `cash_flow`: what it is called, in order
    "due_out": "应付（按上限）",
    "due_in": "应到（已定）",
    "arrived": "实到",
    "conditional_in": "附条件应到",
    "unresolved": "待定应到（按上限）",
}
KEYS: dict[str, str] = {
    **{f"lg-bar-{name}": word for name, word in BARS.items()},
    "lg-key-worst": "累计净余，最不利",
    "lg-key-best": "累计净余，最有利",
    "lg-key-short": "最不利时的资金短缺",
}
_FIELDS = {"due_out": "due_out_most", "unresolved": "unresolved_most"}


@dataclass(frozen=True)
class Scale:
    """Amounts in yuan to heights on the drawing."""

    least: float
    most: float

    def y(self, value: float) -> float:
        """How far down."""
        return round(TOP + HEIGHT * (self.most - value) / (self.most - self.least), 1)


def chart(rows: pd.DataFrame, *, now: str = "") -> str:
    """
    The quarters as one SVG element.

    Parameters
    ----------
    rows
        Of `cash_flow`, of one project or all, with a day, in order.
    now
        The quarter of the accounts; it is marked.

    Returns
    -------
    str
        A bar a kind of money (`lg-bar-…`), a line each for what is left at worst and at best, and
        what is short at worst (`lg-short`); empty without rows.

    Examples
    --------
    >>> row = {"quarter": "2024Q2", "due_out_most": 9e5, "cumulative_least": -9e5, "cumulative_most": 1e5}
    >>> figure = chart(pd.DataFrame([row, row | {"quarter": "2024Q3"}]), now="2024Q2")
    >>> figure.count('class="lg-bar-due_out"'), figure.count('class="lg-short"'), "−90.00" in figure
    (2, 1, True)
    """
    if rows.empty:
        return ""
    scale = _scale(rows)
    width = max(_NARROW, LEFT + COLUMN * len(rows) + RIGHT)
    high = TOP + HEIGHT + FOOT
    inside = "".join(
        [
            *_axis(scale, width),
            *_now(rows, now),
            *(
                piece
                for at, (_, row) in enumerate(rows.iterrows())
                for piece in _bars(at, row, scale)
            ),
            *_lines(rows, scale),
        ]
    )
    told = f"{len(rows)} 个季度的应付、应到、实到与累计净余，数字见下表"
    return (
        f'<svg class="lg lg-chart" role="img" aria-label="{escape(told)}" width="{width:g}" '
        f'height="{high:g}" viewBox="0 0 {width:g} {high:g}" '
        f'xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    )


def nice(span: float, *, ticks: int = _TICKS) -> float:
    """
    The step of an axis: 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> nice(66_000_000), nice(900)
    (20000000.0, 200.0)
    """
    rough = max(span, 1.0) / ticks
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough)


def _values(row: pd.Series) -> dict[str, float]:
    """What is drawn as bars; what is not known is not drawn."""
    found: dict[str, Any] = {name: row.get(_FIELDS.get(name, name)) for name in BARS}
    return {name: float(value) for name, value in found.items() if known(value)}


def _scale(rows: pd.DataFrame) -> Scale:
    seen = [value for _, row in rows.iterrows() for value in _values(row).values()]
    for name in ("cumulative_least", "cumulative_most"):
        seen += [float(each) for each in rows.get(name, pd.Series(dtype=float)).dropna()]
    step = nice(max([0.0, *seen]) - min([0.0, *seen]))
    least = math.floor(min([0.0, *seen]) / step) * step
    return Scale(least, max(math.ceil(max([0.0, *seen]) / step) * step, least + step))


def _axis(scale: Scale, width: float) -> Iterator[str]:
    step = nice(scale.most - scale.least)
    for at in range(round(scale.least / step), round(scale.most / step) + 1):
        y, name = scale.y(at * step), "lg-zero" if at == 0 else "lg-grid"
        yield f'<path class="{name}" d="M{LEFT:g} {y:g}H{width - RIGHT:g}"/>'
        told = at * step / WAN
        digits = 0 if abs(step) >= WAN else 2
        yield label("lg-tick", LEFT - 8, y + 4, amount(told, digits=digits))
    yield label("lg-unit", LEFT - 8, TOP - 12, "万元")


def _now(rows: pd.DataFrame, now: str) -> Iterator[str]:
    quarters = [said(each) for each in rows["quarter"]]
    if now in quarters:
        x = LEFT + quarters.index(now) * COLUMN
        yield f'<rect class="lg-now" x="{x:g}" y="{TOP:g}" width="{COLUMN:g}" height="{HEIGHT:g}"/>'
        yield label("lg-now-name", x + COLUMN / 2, TOP - 8, "数据日期所在季度")


def _bars(at: int, row: pd.Series, scale: Scale) -> Iterator[str]:
    values = {name: value for name, value in _values(row).items() if value}
    x = LEFT + at * COLUMN + (COLUMN - len(values) * (BAR + GAP) + GAP) / 2
    for name, value in values.items():
        y = scale.y(value)
        yield (
            f'<rect class="lg-bar-{name}" x="{x:.1f}" y="{y:g}" width="{BAR:g}" '
            f'height="{scale.y(0) - y:.1f}"><title>{BARS[name]} {in_wan(value)} 万元</title></rect>'
        )
        x += BAR + GAP
    yield label("lg-quarter", LEFT + (at + 0.5) * COLUMN, TOP + HEIGHT + 20, said(row["quarter"]))


def _lines(rows: pd.DataFrame, scale: Scale) -> Iterator[str]:
    worst = _points(rows, "cumulative_least", scale)
    best = _points(rows, "cumulative_most", scale)
    yield from _shortage(worst, scale.y(0))
    for name, points in (("lg-best", best), ("lg-worst", worst)):
        if points:
            data = "L".join(f"{x:.1f} {y:g}" for x, y, _ in points)
            yield f'<path class="{name}" d="M{data}"/>'
    for (x, low, least), (_, high, most) in zip(worst, best, strict=False):
        yield _dot("lg-worst-dot", x, low)
        yield label("lg-worst-name", x, low + 17, in_wan(least))
        if most != least:
            yield _dot("lg-best-dot", x, high)
            yield label("lg-best-name", x, high - 8, in_wan(most))


def _dot(name: str, x: float, y: float) -> str:
    return f'<circle class="{name}" cx="{x:.1f}" cy="{y:g}" r="3.5"/>'


def _points(rows: pd.DataFrame, name: str, scale: Scale) -> list[tuple[float, float, float]]:
    """At the end of each quarter; none from the first that is not known."""
    found = []
    for at, value in enumerate(rows.get(name, pd.Series(dtype=float))):
        if not known(value):
            break
        found.append((LEFT + (at + 0.5) * COLUMN, scale.y(float(value)), float(value)))
    return found


def _shortage(points: list[tuple[float, float, float]], zero: float) -> Iterator[str]:
    """The ground between nought and the line at worst, where that is below nought."""
    under: list[tuple[float, float]] = []
    for (x, y, value), (after, low, then) in pairwise(points):
        if value < 0 or then < 0:
            crossing = x + (after - x) * (zero - y) / (low - y) if value * then < 0 else None
            left = (crossing, zero) if crossing is not None and value >= 0 else (x, y)
            right = (crossing, zero) if crossing is not None and then >= 0 else (after, low)
            under += [left, right]
    if under:
        start, end = under[0][0], under[-1][0]
        data = "L".join(f"{x:.1f} {y:g}" for x, y in dict.fromkeys(under))
        yield f'<path class="lg-short" d="M{start:.1f} {zero:g}L{data}L{end:.1f} {zero:g}Z"/>'
