"""Drawing of one chart on axes: lying bars or standing columns, their figures, places and axis."""

from typing import TYPE_CHECKING, Any

from ..words import WORDS
from .chart import Chart, Series, limits
from .paper import INK, POINT, QUIET, Sheet, breadth, lines, write

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Box = tuple[float, float, float, float]  # left, top, width, height in millimetres
_THICK = 0.66  # of a place: what its bars take
_LABEL = 0.32  # of the width: names of lying bars at most
_NAME_LINES = 3
_TICKS = 6


def plot(sheet: Sheet, chart: Chart, box: Box, *, size: float) -> "Axes":
    """
    Draw a chart in a part of the sheet.

    Parameters
    ----------
    sheet
        To draw on.
    chart
        Without panels.
    box
        Where.
    size
        Points of type.

    Returns
    -------
    Axes
        With one patch a bar.
    """
    lying = chart.form == "bars"
    axes = sheet.axes(*_inside(chart, box, size, lying=lying))
    low, high = limits(chart.series, most=chart.most)
    count = max(len(chart.places), 1)
    ends: dict[str, Any] = {"xlim": (low, high), "ylim": (count - 0.5, -0.5)}
    if not lying:
        ends = {"xlim": (-0.5, count - 0.5), "ylim": (low, high)}
    axes.set(facecolor="none", **ends)
    _axis(axes, size, lying=lying, whole=_whole(chart))
    bars = [each for each in chart.series if not each.line]
    for turn, series in enumerate(bars):
        _bars(axes, chart, series, turn if chart.grouped else 0, len(bars), lying=lying)
    for series in chart.series:
        if series.line:
            _line(axes, series)
    _names(axes, chart, box, size, lying=lying)
    _tails(axes, chart, size, lying=lying)
    return axes


def _inside(chart: Chart, box: Box, size: float, *, lying: bool) -> Box:
    """The axes inside the box: room for names, figures and numbers."""
    left, top, width, height = box
    number = size * POINT * 1.6
    if lying:
        widest = max((breadth(name, size) for name in chart.places), default=0.0)
        tail = max((breadth(tail, size) for tail in chart.tails), default=0.0)
        names = min(widest + 2, width * _LABEL)
        return left + names, top, max(width - names - tail - 3, width * 0.25), height - number
    side = size * POINT * 4.2
    foot = size * POINT * 1.3 * (_NAME_LINES + 0.4)
    head = size * POINT * 1.5
    return left + side, top + head, width - side, height - foot - head


def _axis(axes: "Axes", size: float, *, lying: bool, whole: bool) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axis = axes.xaxis if lying else axes.yaxis
    other = axes.yaxis if lying else axes.xaxis
    axis.set_major_locator(MaxNLocator(_TICKS, integer=whole, steps=[1, 2, 2.5, 5, 10]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}".replace("-", "−")))
    axis.grid(visible=True, color="#e3e6ea", linewidth=0.5)
    other.set_ticks([])
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=size * 0.9, labelcolor=QUIET, length=0)
    for name, spine in axes.spines.items():
        shown = name == ("left" if lying else "bottom")
        spine.set(visible=shown, color=INK, linewidth=0.8)
        if shown:
            spine.set_position("zero")


def _whole(chart: Chart) -> bool:
    """Whether all values are whole numbers: counts have no halves on their axis."""
    every = [each for series in chart.series for each in series.lengths if each is not None]
    return all(float(each).is_integer() for each in every)


def _bars(
    axes: "Axes", chart: Chart, series: Series, turn: int, total: int, *, lying: bool
) -> None:
    from matplotlib.patches import Rectangle

    parts = total if chart.grouped else 1
    thick = _THICK / parts
    for place in range(len(chart.places)):
        span = series.span(place)
        if span is None:
            continue
        across = place - _THICK / 2 + turn * thick
        low, long = min(span), abs(span[1] - span[0])
        corner = (low, across) if lying else (across, low)
        sides = (long, thick) if lying else (thick, long)
        look = {"facecolor": series.colour, "edgecolor": "#ffffff", "hatch": series.hatch}
        bar = Rectangle(corner, *sides, linewidth=0.4, **look)  # pyright: ignore[reportArgumentType] two sides
        axes.add_patch(bar)


def _line(axes: "Axes", series: Series) -> None:
    known = [(at, span[1]) for at in range(len(series.lengths)) if (span := series.span(at))]
    if known:
        style = {"color": series.colour, "linewidth": 1.3, "markersize": 3.5}
        dashes = "--" if series.hatch else "-"
        axes.plot(*zip(*known, strict=True), marker="o", linestyle=dashes, zorder=5, **style)


def _names(axes: "Axes", chart: Chart, box: Box, size: float, *, lying: bool) -> None:
    if lying:
        room = box[2] * _LABEL - 2
        for place, name in enumerate(chart.places):
            told = lines(name, room, size, most=1)[0]
            where = axes.get_yaxis_transform()
            write(axes, -0.008, place, told, fontsize=size, ha="right", transform=where)
        return
    room = box[2] / max(len(chart.places), 1) * 0.92
    for place, name in enumerate(chart.places):
        told = "\n".join(lines(name, room, size, most=_NAME_LINES))
        where = axes.get_xaxis_transform()
        look = {"ha": "center", "va": "top", "linespacing": 1.15}
        write(axes, place, -0.025, told, fontsize=size, transform=where, **look)


def _tails(axes: "Axes", chart: Chart, size: float, *, lying: bool) -> None:
    """The figure at the end of each bar; where nothing is known, that it is not known."""
    low, high = axes.get_xlim() if lying else axes.get_ylim()
    air = (high - low) * 0.008
    for place in range(len(chart.places)):
        spans = [span for each in chart.series if (span := each.span(place))]
        tail = chart.tails[place] if chart.tails else ""
        look: dict[str, Any] = {"fontsize": size}
        if not spans:
            tail = chart.absent[place] if chart.absent else WORDS["no_data"]
            look |= {"color": QUIET, "style": "italic"}
        end = max((max(span) for span in spans), default=0.0)
        if lying:
            write(axes, max(end, 0.0) + air, place, tail, clip_on=False, **look)
        else:
            write(axes, place, end + air, tail, ha="center", va="bottom", **look)
