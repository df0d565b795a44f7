"""The sheet that a plot is drawn on: metres to places on the drawing, paths, labels, the scale bar."""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

WIDE, HIGH = 440.0, 320.0  # of the drawing, in its own units; a browser scales it as a whole
AROUND = 30.0  # metres shown beside the plot at least
_BARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)  # metres of a scale bar
_SHORTEST = 55.0  # of the scale bar
_SMOOTH = 0.25  # what of an outline is not seen
_SIGN = 11.0  # width of a Chinese sign


@dataclass(frozen=True)
class Sheet:
    """
    Where each metre lies on the drawing; grid north is up.

    Attributes
    ----------
    west, north
        Coordinates of the upper left corner, in metres.
    scale
        Units of the drawing a metre.

    Examples
    --------
    >>> sheet = over(shapely.box(0, 0, 50, 20))
    >>> sheet.scale, sheet.at(25, 10)
    (4.0, (220.0, 160.0))
    """

    west: float
    north: float
    scale: float

    @property
    def window(self) -> shapely.Polygon:
        """What of the ground is seen."""
        east, south = self.west + WIDE / self.scale, self.north - HIGH / self.scale
        return shapely.box(self.west, south, east, self.north)

    @property
    def open(self) -> BaseGeometry:
        """What of it holds a name: all but the edge, the scale bar and the arrow."""
        edge, length = 8 / self.scale, (bar(self.scale)[1] + 56) / self.scale
        south, east = self.north - HIGH / self.scale, self.west + WIDE / self.scale
        corner = shapely.box(self.west, south, self.west + length, south + 44 / self.scale)
        arrow = shapely.box(east - 54 / self.scale, self.north - 54 / self.scale, east, self.north)
        inside = shapely.buffer(self.window, -edge)
        return shapely.difference(inside, shapely.union(corner, arrow))

    def at(self, east: float, north: float) -> tuple[float, float]:
        """Where a place of the ground lies."""
        return (east - self.west) * self.scale, (self.north - north) * self.scale

    def path(self, shapes: Iterable[BaseGeometry | None]) -> str:
        """Areas and lines as the data of one SVG path; empty for nothing."""
        return "".join(piece for shape in shapes for piece in self._pieces(shape))

    def _pieces(self, shape: BaseGeometry | None) -> Iterator[str]:
        if shape is None or shape.is_empty:
            return
        # to the millimetre: minutes go by where a coordinate is next to nothing
        plain = shapely.transform(shape, partial(np.round, decimals=3))
        for part in shapely.get_parts(shapely.simplify(plain, _SMOOTH / self.scale)):
            areal = part.geom_type == "Polygon"
            lines = shapely.get_rings(part) if areal else [part]
            for line in lines:
                places = shapely.get_coordinates(line) - (self.west, self.north)
                places = np.round(places * (self.scale, -self.scale), 1)
                steps = "L".join(f"{x:g} {y:g}" for x, y in places[: -1 if areal else None] + 0.0)
                yield f"M{steps}{'Z' if areal else ''}"


def over(shape: BaseGeometry) -> Sheet:
    """
    The sheet with a shape in its middle and its surroundings.

    Parameters
    ----------
    shape
        In a metric system.

    Returns
    -------
    Sheet
        At least :data:`AROUND` metres beside the shape.

    Examples
    --------
    >>> over(shapely.box(0, 0, 50, 20)).window.bounds
    (-30.0, -30.0, 80.0, 50.0)
    """
    west, south, east, north = shape.bounds
    scale = min(WIDE / (east - west + 2 * AROUND), HIGH / (north - south + 2 * AROUND))
    middle = (west + east) / 2, (south + north) / 2
    return Sheet(middle[0] - WIDE / scale / 2, middle[1] + HIGH / scale / 2, scale)


def path(name: str, data: str, *, more: str = "") -> str:
    """
    One SVG path of a class; empty without data.

    Examples
    --------
    >>> path("pd-plot", "M0 0L9 0"), path("pd-plot", "")
    ('<path class="pd-plot" d="M0 0L9 0"/>', '')
    """
    return f'<path class="{name}" d="{data}"{more}/>' if data else ""


def label(name: str, x: float, y: float, text: str, *, turn: float = 0.0) -> str:
    """
    Text on the drawing, turned so that it is never upside down.

    Parameters
    ----------
    name
        Its class.
    x, y
        On the drawing.
    text
        Raw.
    turn
        Degrees, clockwise.

    Examples
    --------
    >>> label("pd-name", 10, 20, "一路 <", turn=170)
    '<text class="pd-name" x="10" y="20" transform="rotate(-10 10 20)">一路 &lt;</text>'
    """
    upright = (turn + 90) % 180 - 90
    x, y = round(x, 1), round(y, 1)
    turned = f' transform="rotate({upright:.0f} {x:g} {y:g})"' if abs(upright) >= 1 else ""
    return f'<text class="{name}" x="{x:g}" y="{y:g}"{turned}>{escape(text)}</text>'


def room(text: str) -> float:
    """
    How long a label is.

    Examples
    --------
    >>> room("一路"), room("一路 ")
    (22.0, 28.05)
    """
    return sum(_SIGN * (0.55 if sign.isascii() else 1.0) for sign in text)


def bar(scale: float) -> tuple[int, float]:
    """
    The scale bar: its metres, and its length on the drawing.

    Examples
    --------
    >>> bar(4.0), bar(0.5)
    ((20, 80.0), (200, 100.0))
    """
    metres = next((each for each in _BARS if each * scale >= _SHORTEST), _BARS[-1])
    return metres, round(metres * scale, 1)


def margins(sheet: Sheet) -> str:
    """
    The scale bar and the arrow to the north.

    Examples
    --------
    >>> "20 米" in margins(Sheet(0, 0, 4.0)), "北" in margins(Sheet(0, 0, 4.0))
    (True, True)
    """
    metres, length = bar(sheet.scale)
    x, y = 14.0, HIGH - 14.0
    half = round(length / 2, 1)
    right = WIDE - 24.0
    return (
        f'<rect class="pd-back" x="4" y="{HIGH - 36:g}" width="{length + 44:g}" height="32"/>'
        f'<path class="pd-bar" d="M{x:g} {y - 5:g}h{length:g}v5h-{length:g}z"/>'
        f'<path class="pd-bar-half" d="M{x:g} {y - 5:g}h{half:g}v5h-{half:g}z"/>'
        + label("pd-scale", x, y - 9, "0")
        + label("pd-scale", x + length, y - 9, f"{metres} 米")
        + f'<circle class="pd-back" cx="{right:g}" cy="26" r="20"/>'
        + f'<path class="pd-north" d="M{right:g} 10l7 22l-7 -5l-7 5z"/>'
        + label("pd-scale", right, 44, "北")
    )


def direction(line: BaseGeometry) -> float:
    """
    Degrees by which a label along a line is turned, clockwise on the drawing.

    Examples
    --------
    >>> direction(shapely.LineString([(0, 0), (10, 10)]))
    -45.0
    """
    places = shapely.get_coordinates(line)
    east, north = places[-1] - places[0]
    return math.degrees(math.atan2(-north, east))
