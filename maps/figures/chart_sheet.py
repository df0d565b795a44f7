"""A chart on a sheet: its key, unit, bars or panels of bars, 口径 and imprint."""

import math
from typing import TYPE_CHECKING, Any

from .chart import Chart, Series
from .imprint import MARGIN, TOP, Imprint, surround
from .paper import INK, POINT, QUIET, Sheet, breadth, write
from .plotting import Box, plot
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_GAP = 7.0  # millimetres between panels
_LEAST = 4.6  # points: smaller type cannot be read
_ROW = 1.75  # heights of type that a lying bar takes
_KEY = 5.0


def draw_chart(sheet: Sheet, chart: Chart, held: Imprint) -> "list[Axes]":
    """
    Draw a chart.

    Parameters
    ----------
    sheet
        Empty.
    chart
        What is drawn.
    held
        What holds for all figures.

    Returns
    -------
    list of Axes
        One a panel.
    """
    notes = [*chart.notes, f"{FIGURE_WORDS['table']}：{chart.table}"]
    foot = surround(sheet, held, title=chart.title, notes=notes)
    size = sheet.type_size * 0.95
    wide = sheet.width - 2 * MARGIN
    under = _key(sheet, chart, top=TOP, width=wide, size=size)
    panels = chart.panels or (chart,)
    boxes = _boxes(len(panels), (MARGIN, under, wide, foot - under - 1))
    return [_panel(sheet, panel, box, size) for panel, box in zip(panels, boxes, strict=True)]


def _panel(sheet: Sheet, panel: Chart, box: Box, size: float) -> "Axes":
    left, top, width, height = box
    if panel.form == "bars":
        fits = height / (max(len(panel.places), 1) + 1) / _ROW / POINT
        size = max(min(size, fits), _LEAST)
        # few bars need no full page
        height = min(height, (len(panel.places) + 1) * size * POINT * 6.5)
    if panel.key:
        return plot(sheet, panel, (left, top, width, height), size=size)
    board = sheet.board(left, top, width, 6)
    write(board, 0, 2.4, panel.title, fontsize=size, weight="bold")
    return plot(sheet, panel, (left, top + 5, width, height - 5), size=size * 0.85)


def _boxes(count: int, box: Box) -> list[Box]:
    """Equal parts of the sheet, wider than high where there are many."""
    left, top, width, height = box
    across = 1 if count == 1 else 2 if count == 2 else math.ceil(math.sqrt(count * 1.1))  # noqa: PLR2004 two stand beside each other
    down = math.ceil(count / across)
    wide, high = (width - _GAP * (across - 1)) / across, (height - _GAP / 2 * (down - 1)) / down
    return [
        (
            left + place % across * (wide + _GAP),
            top + place // across * (high + _GAP / 2),
            wide,
            high,
        )
        for place in range(count)
    ]


def _key(sheet: Sheet, chart: Chart, *, top: float, width: float, size: float) -> float:
    """The colours and the unit in rows; where the chart begins under them."""
    from matplotlib.patches import Rectangle

    series = chart.series or (chart.panels[0].series if chart.panels else ())
    told = f"{FIGURE_WORDS['unit']}：{chart.unit}" if chart.unit else ""
    pitch = size * POINT * 1.6
    room = width - breadth(told, size) - 4
    places = _flow(series, room, size)
    deep = pitch * (1 + max((row for _, _, row in places), default=0))
    board = sheet.board(MARGIN, top, width, deep)
    write(board, width, pitch / 2, told, fontsize=size, ha="right", color=QUIET)
    for each, x, row in places:
        y = pitch * (row + 0.5)
        if each.line:
            style = {"color": each.colour, "linewidth": 1.3, "markersize": 3}
            dashes = "--" if each.hatch else "-"
            ends = [x, x + _KEY / 2, x + _KEY]
            board.plot(ends, [y] * 3, marker="o", markevery=[1], linestyle=dashes, **style)
        else:
            look: dict[str, Any] = {
                "facecolor": each.colour,
                "edgecolor": "#ffffff",
                "hatch": each.hatch,
            }
            board.add_patch(Rectangle((x, y - 1.3), _KEY, 2.6, linewidth=0.4, **look))
        write(board, x + _KEY + 1.5, y, each.label, fontsize=size, color=INK)
    return top + deep + 2


def _flow(series: tuple[Series, ...], room: float, size: float) -> list[tuple[Series, float, int]]:
    """Each series with its place across and its row."""
    found, x, row = [], 0.0, 0
    for each in series:
        wide = _KEY + 1.5 + breadth(each.label, size) + 5
        if x and x + wide > room:
            x, row = 0.0, row + 1
        found.append((each, x, row))
        x += wide
    return found
