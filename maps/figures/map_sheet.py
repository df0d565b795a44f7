"""A map on a sheet: the layers in their grid, with scale, north arrow, names, legend and imprint."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from .furniture import labels, north_arrow, scale_bar, unplaced
from .imprint import MARGIN, TOP, Imprint, surround
from .layer import Layer
from .legend import Entry, draw_legend, entries
from .painting import paint
from .paper import Sheet
from .words import FIGURE_WORDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Extent = tuple[float, float, float, float]
_LEGEND = 0.235  # of the width of the sheet
_SCALE = 14.0  # millimetres under the legend: scale and north
_AIR = 0.04  # of the extent, on every side
_LEAST = 100.0  # metres: what a map shows at least
_EVEN = 0.5


@dataclass(frozen=True, eq=False)
class Map:
    """
    A map that is to be drawn.

    Attributes
    ----------
    key
        Name of its files.
    title
        Over it.
    main
        The layers it is about, the lowest first.
    context
        What lies under them.
    named
        Layers whose rows bear their names.
    notes
        口径 at the foot.
    table
        What it shows comes from this table.
    """

    key: str
    title: str
    main: tuple[Layer, ...]
    context: tuple[Layer, ...] = ()
    named: tuple[Layer, ...] = ()
    notes: tuple[str, ...] = ()
    table: str = ""


def extent(layers: Sequence[Layer]) -> Extent | None:
    """
    What all layers cover.

    Parameters
    ----------
    layers
        In one grid.

    Returns
    -------
    tuple of float
        West, south, east, north in metres; None where nothing is drawn.
    """
    bounds = np.array([layer.shapes.total_bounds for layer in layers]).reshape(-1, 4)
    bounds = bounds[np.isfinite(bounds).all(axis=1)]
    if not len(bounds):
        return None
    low, high = bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def fitted(place: Extent, *, width: float, height: float) -> Extent:
    """
    An extent as wide for its height as the paper, so that a metre is the same both ways.

    Parameters
    ----------
    place
        What must be seen.
    width, height
        Of the paper, in any unit.

    Returns
    -------
    tuple of float
        West, south, east, north: the same middle, a little air on every side.

    Examples
    --------
    >>> fitted((0, 0, 1000, 100), width=200, height=100)
    (-40.0, -220.0, 1040.0, 320.0)
    """
    west, south, east, north = place
    wide, high = (max(side, _LEAST) * (1 + 2 * _AIR) for side in (east - west, north - south))
    wide, high = max(wide, high * width / height), max(high, wide * height / width)
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide * _EVEN, y - high * _EVEN, x + wide * _EVEN, y + high * _EVEN


def draw_map(sheet: Sheet, drawn: Map, held: Imprint, *, place: Extent) -> "Axes":
    """
    Draw a map.

    Parameters
    ----------
    sheet
        Empty.
    drawn
        What is drawn.
    held
        What holds for all figures.
    place
        What is seen, in the grid of the layers.

    Returns
    -------
    Axes
        Of the map.
    """
    side = sheet.width * _LEGEND
    notes = [*drawn.notes, f"{FIGURE_WORDS['table']}：{drawn.table}"]
    wide = sheet.width - 2 * MARGIN - side - 4
    foot = surround(sheet, held, title=drawn.title, notes=notes)
    high = foot - TOP
    axes = sheet.axes(MARGIN, TOP, wide, high)
    west, south, east, north = fitted(place, width=wide, height=high)
    axes.set(xlim=(west, east), ylim=(south, north), xticks=[], yticks=[], facecolor="#fbfbfa")
    for order, layer in enumerate((*drawn.context, *drawn.main)):
        paint(axes, layer, order=order + 1)
    per_mm = (east - west) / wide
    size = sheet.type_size * 0.9
    lost = sum(labels(axes, layer, per_mm=per_mm, size=size) for layer in drawn.named)
    found = entries(list(reversed(drawn.main)), list(reversed(drawn.context)))
    told = [Entry(unplaced(lost), quiet=True)] if lost else []
    left = MARGIN + wide + 4
    rest = high - _SCALE
    draw_legend(sheet, [*found, *told], left=left, top=TOP, width=side, height=rest)
    board = sheet.board(left, TOP + rest, side, _SCALE)
    scale_bar(board, top=3, room=side * 0.7, per_mm=per_mm, size=size)
    north_arrow(board, x=side - 5, top=1, size=size)
    return axes
