"""The figure of a reconciliation: a bar a step, from the statutory rate to the last, as SVG."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby

import pandas as pd

from ..text.cells import points, tenths_rate
from ..text.words import ANSWER_WORDS, STEP_UNITS

# the drawing, in its own units; a browser scales it as a whole
COLUMN, BAR, LEFT, RIGHT = 86, 50, 46, 10
TOP, HEIGHT, FOOT = 46, 260, 64  # of the plot, between labels above and names below
_LINE, _NAME, _LINES = 17, 6, 4  # height of a line of a name, its signs (full width), its lines
_LABEL = 20  # room that a label beside a bar takes
_FULL = 1000  # tenths of a percentage point
_SIGN = re.compile(r"[，、；,;/\s]+")


@dataclass(frozen=True)
class Bar:
    """One step as it is drawn."""

    row: pd.Series
    at: int  # which column
    now: int | None  # tenths of a percentage point; None where not computed
    before: int | None  # that it is compared with

    @property
    def middle(self) -> float:
        """Across, of its column."""
        return LEFT + (self.at + 0.5) * COLUMN

    @property
    def left(self) -> float:
        """Across, of its bar."""
        return self.middle - BAR / 2


def waterfall(table: pd.DataFrame) -> str:
    """
    The steps of a reconciliation as a figure.

    Parameters
    ----------
    table
        From :func:`pianqu.analysis.reconciliation.waterfall`.

    Returns
    -------
    str
        One SVG element: for each step a pale bar as high as its rate (`wf-rate`, the first and the
        last dark: `wf-end`), and on it what fell (`wf-fall`) or rose (`wf-rise`), each with its
        sign in text; a step that was not computed is a dashed gap (`wf-gap`). 100 % is
        :data:`HEIGHT` high. Names stand under the bars, and under those what is counted.

    Examples
    --------
    >>> from pianqu.analysis.reconciliation import Step
    >>> from pianqu.analysis import reconciliation
    >>> steps = [Step("s0", "法定口径", "", "m2", 9, 10), Step("s1", "按户数", "", "households", 7, 10)]
    >>> figure = waterfall(reconciliation.waterfall(steps))
    >>> "−20.0" in figure, figure.count("wf-fall"), "法定口径" in figure
    (True, 1, True)
    """
    bars = _bars(table)
    deep = _LINE * max((len(lines(str(bar.row["zh"]))) for bar in bars), default=0)
    width, height = LEFT + len(bars) * COLUMN + RIGHT, TOP + HEIGHT + deep + FOOT
    last = max((bar.at for bar in bars if bar.now is not None), default=-1)
    parts = [
        *_axis(width),
        *_links(bars),
        *(piece for bar in bars for piece in _drawn(bar, ends={0, last})),
        *(piece for bar in bars for piece in _name(bar)),
        *_bases(bars, height - 32),
    ]
    return (
        f'<svg class="wf" role="img" aria-labelledby="wf-title wf-desc" width="{width:g}" '
        f'height="{height:g}" viewBox="0 0 {width:g} {height:g}" xmlns="http://www.w3.org/2000/svg">'
        f'<title id="wf-title">{escape(ANSWER_WORDS["figure"])}</title>'
        f'<desc id="wf-desc">{escape(_told(bars))}</desc>{"".join(parts)}</svg>'
    )


def lines(name: str) -> list[str]:
    """
    A name in lines of at most six Chinese signs, even in length; broken where it pauses.

    Parameters
    ----------
    name
        Two narrow signs count as one; what is longer than four lines ends with an ellipsis.

    Returns
    -------
    list of str

    Examples
    --------
    >>> lines("不分规模，同一半径"), lines("剔除未接入路网"), lines("按户数")
    (['不分规模', '同一半径'], ['剔除未接', '入路网'], ['按户数'])
    """
    found = [line for piece in _SIGN.split(name) if piece for line in _even(piece)]
    if len(found) <= _LINES:
        return found
    return [*found[: _LINES - 1], found[_LINES - 1][: _NAME - 1] + "…"]


def _even(piece: str) -> Iterator[str]:
    wide = sum(_width(sign) for sign in piece)
    count = -(-wide // (2 * _NAME))
    room, line, used = -(-wide // count), "", 0
    for sign in piece:
        if line and used + _width(sign) > min(room + room % 2, 2 * _NAME):
            yield line
            line, used = "", 0
        line, used = line + sign, used + _width(sign)
    yield line


def _width(sign: str) -> int:
    return 1 if sign.isascii() else 2


def _bars(table: pd.DataFrame) -> list[Bar]:
    bars, before = [], None
    for at, (_, row) in enumerate(table.iterrows()):
        now = None if pd.isna(row["rate_tenths"]) else int(row["rate_tenths"])
        bars.append(Bar(row, at, now, before))
        before = before if now is None else now
    return bars


def _y(tenths: float) -> float:
    return round(TOP + HEIGHT * (1 - tenths / _FULL), 2)


def _axis(width: float) -> Iterator[str]:
    for percent in range(0, 101, 20):
        y = _y(10 * percent)
        yield f'<line class="wf-grid" x1="{LEFT}" x2="{width - RIGHT:g}" y1="{y:g}" y2="{y:g}"/>'
        yield f'<text class="wf-tick" x="{LEFT - 8}" y="{y + 4:g}">{percent}%</text>'


def _links(bars: list[Bar]) -> Iterator[str]:
    """A thin line from the level of each bar to the next, through what was not computed."""
    for bar in bars[1:]:
        if bar.before is not None:
            y, dashed = _y(bar.before), " wf-open" if bar.now is None else ""
            start = bar.left - (COLUMN - BAR)
            end = bar.left + BAR if bar.now is None else bar.left
            yield f'<line class="wf-link{dashed}" x1="{start:g}" x2="{end:g}" y1="{y:g}" y2="{y:g}"/>'


def _drawn(bar: Bar, *, ends: set[int]) -> Iterator[str]:
    if bar.now is None:
        level = _FULL if bar.before is None else bar.before
        yield _rect(bar, "wf-gap", 0, level)
        yield _text(bar, "wf-none", (_y(0) + _y(level)) / 2 + 5, ANSWER_WORDS["not_computed"])
        return
    end = bar.at in ends
    yield _rect(bar, "wf-rate wf-end" if end else "wf-rate", 0, bar.now)
    change = 0 if bar.before is None else bar.now - bar.before
    if change:
        low, high = sorted((bar.now, bar.now - change))
        yield _rect(bar, "wf-rise" if change > 0 else "wf-fall", low, high)
    yield from _labels(bar, change, " wf-on-dark" if end else "")


def _labels(bar: Bar, change: int, dark: str) -> Iterator[str]:
    """What changed stands above the bar, the rate below that, or above too where it is low."""
    assert bar.now is not None
    low, high = sorted((bar.now, bar.now - change))
    rate = tenths_rate(bar.now)
    above = _y(high) - 7
    room = _y(0) - _y(low) >= _LABEL
    if not room:
        yield _text(bar, "wf-label", above, rate)
        above -= _LABEL - 4
    if bar.before is not None:
        sign = "wf-up" if change > 0 else "wf-down" if change < 0 else "wf-same"
        yield _text(bar, f"wf-change {sign}", above, points(change))
    if room:
        yield _text(bar, f"wf-label{dark}", _y(low) + 16, rate)


def _name(bar: Bar) -> Iterator[str]:
    top = TOP + HEIGHT + 20
    for at, line in enumerate(lines(str(bar.row["zh"]))):
        yield _text(bar, "wf-name", top + at * _LINE, line)


def _bases(bars: list[Bar], y: float) -> Iterator[str]:
    """What is counted, once under all the bars that count it."""
    for unit, group in groupby(bars, key=lambda bar: str(bar.row["unit"])):
        own = list(group)
        start, end = own[0].left - 8, own[-1].left + BAR + 8
        word = STEP_UNITS.get(unit, (unit, unit))[0]
        yield f'<path class="wf-base" d="M{start:g} {y - 5}v5H{end:g}v-5"/>'
        middle = (start + end) / 2
        yield f'<text class="wf-unit" x="{middle:g}" y="{y + 17}">{escape(word)}</text>'


def _rect(bar: Bar, name: str, low: float, high: float) -> str:
    top = _y(high)
    return (
        f'<rect class="{name}" x="{bar.left:g}" y="{top:g}" width="{BAR}" '
        f'height="{round(_y(low) - top, 2):g}"/>'
    )


def _text(bar: Bar, name: str, y: float, text: str) -> str:
    return f'<text class="{name}" x="{bar.middle:g}" y="{y:g}">{escape(text)}</text>'


def _told(bars: list[Bar]) -> str:
    """The figure in words, for who cannot see it."""
    said = []
    for bar in bars:
        if bar.now is None:
            said.append(f"{bar.row['zh']}：{ANSWER_WORDS['not_computed']}")
            continue
        change = "" if bar.before is None else f"（{points(bar.now - bar.before)} 个百分点）"
        said.append(f"{bar.row['zh']} {tenths_rate(bar.now)}{change}")
    return "；".join(said) + "。"
