"""The plan of a plot, drawn by code: outline, circle, rectangle, bays, and what lies around it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from .sheet import HIGH, WIDE, Sheet, label, margins, over, path, room
from .surroundings import Surroundings, drawn, named, standing

_APART = 24.0  # between two measures on the drawing
_IN = 8.0  # of a measure from the side that it is of
_NEAR = 0.05  # metres by which the centre of the circle may miss the best
_SAME = 0.02  # of the diameter: a circle drawn is the one that was measured


@dataclass(frozen=True, eq=False)
class Ground:
    """
    What of a plot is drawn; all shapes in one metric system.

    Attributes
    ----------
    shape
        The outline.
    told
        The drawing in words, for who cannot see it.
    diameter
        Metres of the largest circle inside; None for no circle.
    rectangle, length, width
        The largest rectangle inside and its sides in metres; None for none.
    frontage
        Lines of the outline that face a street.
    parts
        Sort of part (bay, aisle, drive) to shapes of the car park.
    """

    shape: BaseGeometry
    told: str = ""
    diameter: float | None = None
    rectangle: BaseGeometry | None = None
    length: float | None = None
    width: float | None = None
    frontage: BaseGeometry | None = None
    parts: dict[str, Sequence[BaseGeometry]] = field(default_factory=dict)


def plot_drawing(ground: Ground, around: Surroundings) -> str:
    """
    The plan of a plot.

    Parameters
    ----------
    ground
        The plot and what was measured in it.
    around
        What lies beside it.

    Returns
    -------
    str
        One SVG element without ids: the plot (`pd-plot`) in the middle with some 30 m around it,
        north up, with a scale bar in metres. A circle whose diameter is not the one measured is
        not drawn. Empty for a plot without area.

    Examples
    --------
    >>> figure = plot_drawing(Ground(shapely.box(0, 0, 20, 10), diameter=10.0), Surroundings({}))
    >>> figure.count("<circle"), "⌀10.0" in figure, "20 米" in figure
    (2, True, True)
    >>> plot_drawing(Ground(shapely.Point(0, 0)), Surroundings({}))
    ''
    """
    if ground.shape is None or not ground.shape.area:
        return ""
    sheet = over(ground.shape)
    inside = "".join(
        [
            *drawn(around, sheet),
            *_plot(ground, sheet, standing(around, sheet, on=ground.shape)),
            *named(around, sheet, free=ground.shape),
            *_measures(ground, sheet),
            margins(sheet),
        ]
    )
    return (
        f'<svg class="pd" role="img" aria-label="{escape(ground.told)}" width="{WIDE:g}" '
        f'height="{HIGH:g}" viewBox="0 0 {WIDE:g} {HIGH:g}" xmlns="http://www.w3.org/2000/svg">'
        f"{inside}</svg>"
    )


def key() -> str:
    """
    What the lines and fills of every drawing mean.

    Returns
    -------
    str
        HTML list.

    Examples
    --------
    >>> "内接矩形" in key()
    True
    """
    marks = (
        ("pd-plot", "地块范围"),
        ("pd-front", "临路的一边"),
        ("pd-round", "最大内切圆"),
        ("pd-inside", "最大内接矩形"),
        ("pd-bay", "可排车位"),
        ("pd-aisle", "车道"),
        ("pd-building", "房屋（层数）"),
        ("pd-road", "道路（按登记宽度，未登记的按道路类型）"),
        ("pd-park", "公园绿地"),
    )
    inside = "".join(
        '<li><svg class="pd-key" width="26" height="14" viewBox="0 0 26 14" aria-hidden="true">'
        f'<path class="{name}" d="{"M1 7H25" if name == "pd-front" else "M2 2H24V12H2Z"}"/></svg>'
        f"{escape(word)}</li>"
        for name, word in marks
    )
    return f'<ul class="pd-keys">{inside}</ul>'


def _plot(ground: Ground, sheet: Sheet, buildings: str) -> Iterator[str]:
    yield path("pd-plot", sheet.path([ground.shape]))
    for part in ("drive", "aisle", "bay"):
        yield path(f"pd-{part}", sheet.path(ground.parts.get(part, [])))
    yield buildings
    yield path("pd-inside", sheet.path([ground.rectangle]))
    circle = widest(ground.shape, ground.diameter)
    if circle is not None:
        x, y = sheet.at(circle[0], circle[1])
        radius = circle[2] * sheet.scale
        yield f'<circle class="pd-round" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
    yield path("pd-front", sheet.path([ground.frontage]))


def widest(shape: BaseGeometry, diameter: float | None) -> tuple[float, float, float] | None:
    """
    The largest circle inside an area: its centre and radius.

    Parameters
    ----------
    shape
        An area.
    diameter
        As it was measured, in metres; None where it was not.

    Returns
    -------
    tuple of float or None
        None where another circle is found than was measured.

    Examples
    --------
    >>> [round(each, 3) for each in widest(shapely.box(0, 0, 10, 10), 10.0)]
    [5.0, 5.0, 5.0]
    >>> widest(shapely.box(0, 0, 10, 10), 7.0) is None
    True
    """
    if diameter is None or not diameter > 0:
        return None
    near = min(_NEAR, diameter / 100)
    found = shapely.maximum_inscribed_circle(np.array([shape]), np.array([near]))[0]
    middle = shapely.get_point(found, 0)
    radius = float(shapely.distance(middle, shapely.boundary(shape)))
    if abs(2 * radius - diameter) > max(_SAME * diameter, 0.1):
        return None
    return float(shapely.get_x(middle)), float(shapely.get_y(middle)), radius


def _measures(ground: Ground, sheet: Sheet) -> Iterator[str]:
    taken: list[tuple[float, float]] = []
    if ground.rectangle is not None and ground.length and ground.width:
        for x, y, text, turn in _sides(ground, sheet):
            taken.append((x, y))
            yield label("pd-measure", x, y, text, turn=turn)
    circle = widest(ground.shape, ground.diameter)
    if circle is not None:
        x, y = sheet.at(circle[0], circle[1])
        text = f"⌀{ground.diameter:.1f}"
        clear = all(math.dist((x, y), other) > _APART for other in taken)
        if clear and 2 * circle[2] * sheet.scale > room(text):
            yield label("pd-measure pd-of-round", x, y + 4, text)


def _sides(ground: Ground, sheet: Sheet) -> Iterator[tuple[float, float, str, float]]:
    """Place, text and turn of each measure: the length along a long side of the rectangle, the width along a short one, inside."""
    corners = shapely.get_coordinates(ground.rectangle)
    middle = sheet.at(*corners[:4].mean(axis=0))
    for start, end in pairwise(corners[:3]):
        long = math.dist(start, end)
        near = abs(long - (ground.length or 0)) <= abs(long - (ground.width or 0))
        text = f"{ground.length if near else ground.width:.1f}"
        if long * sheet.scale < room(text):
            continue
        (x0, y0), (x1, y1) = sheet.at(*start), sheet.at(*end)
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        away = math.dist((x, y), middle) or 1.0
        x, y = x + (middle[0] - x) * _IN / away, y + (middle[1] - y) * _IN / away
        turn = math.degrees(math.atan2(y1 - y0, x1 - x0))
        yield x, y + 3, text, turn
