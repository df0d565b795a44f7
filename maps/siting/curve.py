"""The figure of one more site: how many more each brings, and what no choice can beat, as SVG."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from ..plots.sheet import label
from ..text.blocks import cut, note
from ..text.cells import amount, known, said
from .base import Use
from .figures import counted
from .words import SITED

# the drawing, in its own units
COLUMN, BAR, LEFT, RIGHT = 62.0, 38.0, 12.0, 12.0
TOP, HEIGHT, FOOT = 34.0, 150.0, 46.0
MEANT = (
    "多一处值多少：柱下为至多那么多处时新覆盖的合计，深色为比少一处多出的，虚框为还没有排除的更好选法；"
    "各处数分别求解，少一处的选法不一定是多一处的一部分。"
)
BARS = 12  # of a figure at most
_NARROW = 260.0
_APART = 0.5  # of a unit: a bound that is above its bar
_ROOM = 17.0  # that a label takes


@dataclass(frozen=True)
class Step:
    """One bar: so many sites, whom they reach, how many more than one site less, and the bound."""

    sites: int
    covered: float
    gain: float
    bound: float | None


def curve(use: Use) -> list[str]:
    """
    What one more site of a use is worth.

    Parameters
    ----------
    use
        With its rows of `siting_curve`, or without.

    Returns
    -------
    list of str
        HTML blocks: the figure and what it says; none without a row.
    """
    steps = list(_steps(use.curve))
    if not steps:
        return []
    shown = steps[:BARS]
    unit = said(use.curve.iloc[0].get("unit"))
    figure = drawing(shown, unit=unit, most=_most(use), now=_now(use), told=f"{use.zh}：")
    wide = f'<div class="an-wide" tabindex="0" role="region" aria-label="{escape(use.zh)}：多一处值多少">'
    more = cut("siting_curve", len(shown), len(steps), what="种处数", which="处数最少的")
    return [
        f'<figure class="an-figure st-curve">{wide}{figure}</div>'
        f"<figcaption>{escape(_said(use, steps))}</figcaption></figure>",
        note(more),
    ]


def drawing(
    steps: list[Step],
    *,
    unit: str,
    most: float | None = None,
    now: int | None = None,
    told: str = "",
) -> str:
    """
    The steps as a figure.

    Parameters
    ----------
    steps
        In order.
    unit
        In what people are counted.
    most
        Whom all candidates together would newly reach; None where it is not known.
    now
        How many sites are proposed: that bar is marked.
    told
        What stands before the figure in words.

    Returns
    -------
    str
        One SVG element: per step a bar (`cv-had` what fewer sites reach, `cv-gain` what this one
        adds), a dashed line over it where the bound is higher (`cv-bound`), and a line for what
        all candidates reach (`cv-most`).

    Examples
    --------
    >>> figure = drawing([Step(1, 30, 30, 30), Step(2, 40, 10, 45)], unit="households", most=50)
    >>> figure.count('class="cv-gain"'), figure.count('class="cv-bound"'), "+10" in figure
    (2, 1, True)
    """
    top = max(1.0, *(max(step.covered, step.bound or 0.0) for step in steps), most or 0.0)
    width = max(_NARROW, LEFT + len(steps) * COLUMN + RIGHT)
    high = TOP + HEIGHT + FOOT
    inside = "".join(
        [
            *_line(most, top, width, unit),
            *(piece for at, step in enumerate(steps) for piece in _bar(at, step, top, now)),
        ]
    )
    said_so = f"{told}{_words(steps, unit)}"
    return (
        f'<svg class="cv" role="img" aria-label="{escape(said_so)}" width="{width:g}" height="{high:g}" '
        f'viewBox="0 0 {width:g} {high:g}" xmlns="http://www.w3.org/2000/svg">{inside}</svg>'
    )


def _steps(table: pd.DataFrame) -> Iterator[Step]:
    before = 0.0
    for _, row in table.sort_values("sites").iterrows() if len(table) else ():
        if not known(row.get("covered")):
            continue
        limit: Any = row.get("bound")
        above = float(limit) if known(limit) and math.isfinite(float(limit)) else None
        covered = float(row["covered"])
        gain = float(str(row["gain"])) if known(row.get("gain")) else covered - before
        yield Step(int(row["sites"]), covered, gain, above)
        before = covered


def _most(use: Use) -> float | None:
    """Whom all candidates together would newly reach."""
    out, lost = use.row.get("uncovered_before"), use.row.get("uncoverable")
    if not (known(out) and known(lost)):
        return None
    return float(str(out)) - float(str(lost))


def _now(use: Use) -> int | None:
    return len(use.sites) if said(use.row["status"]) in SITED else None


def _line(most: float | None, top: float, width: float, unit: str) -> Iterator[str]:
    base = TOP + HEIGHT
    yield f'<line class="cv-axis" x1="0" x2="{width:g}" y1="{base:g}" y2="{base:g}"/>'
    if most is None or most <= 0:
        return
    y = _y(most, top)
    yield f'<line class="cv-most" x1="0" x2="{width:g}" y1="{y:g}" y2="{y:g}"/>'
    yield label("cv-most-name", 2, 12, f"候选地块全用上：{counted(most, unit)}")


def _bar(at: int, step: Step, top: float, now: int | None) -> Iterator[str]:
    x = LEFT + at * COLUMN + (COLUMN - BAR) / 2
    before = max(step.covered - max(step.gain, 0.0), 0.0)
    high, low = _y(step.covered, top), _y(before, top)
    yield _rect("cv-had", x, low, TOP + HEIGHT - low)
    yield _rect("cv-gain", x, high, low - high)
    if step.bound is not None and step.bound > step.covered + _APART:
        y = _y(step.bound, top)
        yield f'<path class="cv-bound" d="M{x:g} {high:g}V{y:g}H{x + BAR:g}V{high:g}"/>'
    middle = x + BAR / 2
    room = low - high >= _ROOM
    sign = "+" if step.gain > 0 else ""
    place = high + 14 if room else high - 5
    yield label("cv-on" if room else "cv-label", middle, place, f"{sign}{amount(step.gain)}")
    foot = TOP + HEIGHT + 17
    yield label("cv-now" if step.sites == now else "cv-tick", middle, foot, f"{step.sites} 处")
    yield label("cv-sum", middle, foot + 16, amount(step.covered))


def _rect(name: str, x: float, y: float, high: float) -> str:
    return (
        f'<rect class="{name}" x="{x:g}" y="{y:g}" width="{BAR:g}" height="{max(high, 0.0):.2f}"/>'
    )


def _y(value: float, top: float) -> float:
    return round(TOP + HEIGHT * (1 - min(value / top, 1.0)), 2)


def _words(steps: list[Step], unit: str) -> str:
    return "；".join(
        f"{step.sites} 处新覆盖 {counted(step.covered, unit)}，比少一处多 {amount(step.gain)}"
        for step in steps
    )


def _said(use: Use, steps: list[Step]) -> str:
    """The figure in one sentence: the last step, the bound, and that its sites may differ."""
    unit = said(use.curve.iloc[0].get("unit"))
    now = _now(use)
    after = next((step for step in steps if now is not None and step.sites == now + 1), None)
    same = said(use.row.get("model")) == "most_people" and said(use.row.get("first")) != "weakest"
    parts = [_more(after, unit)] if after and same else []
    open_steps = [
        step for step in steps if step.bound is not None and step.bound > step.covered + _APART
    ]
    if open_steps:
        last = max(open_steps, key=lambda step: (step.bound or 0.0) - step.covered)
        apart = (last.bound or 0.0) - last.covered
        parts.append(f"虚框为界限：{last.sites} 处时换一种选法最多还能多 {counted(apart, unit)}")
    else:
        parts.append("各处数下的选法都已证明最优" if _proven(use.curve) else "界限未求出的不画虚框")
    if not same:
        parts.append("本图按新覆盖最多另行求解，与拟建方案的目标不同")
    return f"新覆盖（{use.unit}）。{'；'.join(parts)}。"


def _more(after: Step, unit: str) -> str:
    if after.gain <= _APART:
        return "在拟建处数上再加一处不再增加"
    return f"在拟建处数上再加一处，可再覆盖 {counted(after.gain, unit)}"


def _proven(table: pd.DataFrame) -> bool:
    return "status" in table and bool(table["status"].eq("proven").all())
