"""Ways in: straight lanes from an aisle to where the plot faces a street."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from .placing import Interval, Placed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...gis.network import Floats, Ints, Objects

_PLACES = 25  # places along an aisle at which a lane to its side is tried, the ends among them
_INSIDE = 1e-3  # metres inside the aisle from which a lane is drawn
_TINY = 1e-6
_NEAR = 1e-5  # metres that rounding may put outside
_CROSSED = 1e-3  # m² of bays, more than rounding


@dataclass(frozen=True)
class Drive:
    """
    A way in: its geometry (None where the aisle itself ends at the street) and metres long.

    `without` is the stretch of x that it takes from the row with number `row`; None where none.
    """

    geometry: Polygon | None
    length: float
    without: Interval | None
    row: int


def best(placed: Placed, plot: BaseGeometry, access: BaseGeometry, *, lane: float) -> Drive | None:
    """
    The way in that leaves the most bays, of several the shortest.

    A lane is straight, along or across the aisles, lies inside the plot, and ends with its whole
    width where the plot faces a street. Curves of kerbs are not drawn.

    Parameters
    ----------
    placed
        Aisles and rows, along x.
    plot
        The whole plot, turned as the layout is.
    access
        The lines of its outline that face a street, turned too.
    lane
        Metres of width of the way in.

    Returns
    -------
    Drive or None
        None where no lane reaches the street.

    Examples
    --------
    >>> from pianqu.analysis.reuse.bands import patterns, sizes
    >>> from pianqu.analysis.reuse.placing import place
    >>> plot = shapely.box(0, 0, 24, 16.1)
    >>> placed = next(place(plot, patterns(16.1, sizes())[0], 0.0))
    >>> side = shapely.LineString([(0, 0), (24, 0)])
    >>> drive = best(placed, plot, side, lane=3.0)
    >>> round(drive.length, 3), placed.count(without=drive.without, row=drive.row)
    (5.3, 18)
    """
    starts, ways, stretches, rows = _lanes(placed, access, lane)
    if not len(starts):
        return None
    metres = _metres(starts, ways, plot, access)
    longest = metres.max(axis=1)  # NaN where one of the three does not meet the street
    good = np.flatnonzero(np.isfinite(longest))
    hits = starts[good] + ways[good, None, :] * metres[good][..., None]
    corners = np.stack([starts[good, 0], starts[good, 2], hits[:, 2], hits[:, 0]], axis=1)
    lanes = shapely.polygons(corners)
    able = np.asarray(shapely.covers(shapely.buffer(plot, _NEAR), lanes), dtype=bool)
    able[able] = _apart(np.asarray(lanes)[able], placed, np.array(rows)[good[able]])
    good, corners = good[able], corners[able]
    if not len(good):
        return None
    left = np.array([placed.count(without=stretches[one], row=rows[one]) for one in good])
    first = np.lexsort([good, longest[good].round(3), -left])[0]
    number, length = good[first], max(float(longest[good[first]]) - _INSIDE, 0.0)
    shape = Polygon(corners[first]) if length > _INSIDE else None
    return Drive(shape, length, stretches[number], rows[number])


def _apart(lanes: "Objects", placed: Placed, rows: "Ints") -> "NDArray[np.bool_]":
    """Whether lanes that take room from no row run clear of all bays: one from an end may not."""
    bays = shapely.union_all([shapely.box(*box[1:]) for box in placed.boxes()])
    crossed = np.asarray(shapely.area(shapely.intersection(lanes, bays)) > _CROSSED, dtype=bool)
    return (rows >= 0) | ~crossed


def _metres(starts: "Floats", ways: "Floats", plot: BaseGeometry, access: BaseGeometry) -> "Floats":
    """From each corner of a lane along its way to the street; NaN where it is not met."""
    west, south, east, north = shapely.bounds(plot).tolist()
    starts = starts + _INSIDE * (starts[:, 1:2] - starts)  # no ray runs along a street
    ends = starts + ways[:, None, :] * (east - west + north - south)
    rays = np.asarray(shapely.linestrings(np.stack([starts, ends], axis=2)), dtype=object)
    points = np.asarray(shapely.points(starts), dtype=object)
    metres = np.asarray(shapely.distance(shapely.intersection(rays, access), points))
    middle = metres[:, 1:2]
    return np.maximum(middle + (metres - middle) / (1 - _INSIDE), 0.0)  # out to the corners again


def _lanes(
    placed: Placed, access: BaseGeometry, lane: float
) -> "tuple[Floats, Floats, list[Interval | None], list[int]]":
    """Left, middle and right of each lane where it leaves its aisle, its way, and the row it cuts."""
    starts, ways, stretches, rows = [], [], [], []

    def add(left: tuple, right: tuple, way: tuple, stretch: Interval | None, row: int) -> None:
        middle = ((left[0] + right[0]) / 2, (left[1] + right[1]) / 2)
        starts.append([left, middle, right])
        ways.append(way)
        stretches.append(stretch)
        rows.append(row)

    streets = shapely.bounds(shapely.get_parts(access))
    for west, south, east, north in placed.aisles:
        for at in _places(south, north - lane, 3, streets[:, [1, 3]] - [0, lane]):
            add((west + _INSIDE, at), (west + _INSIDE, at + lane), (-1.0, 0.0), None, -1)
            add((east - _INSIDE, at), (east - _INSIDE, at + lane), (1.0, 0.0), None, -1)
    last = len(placed.rows) - 1
    for down, (west, south, east, north) in zip(
        (True, False), (placed.aisles[0], placed.aisles[-1]), strict=True
    ):
        row = _outer(placed, south if down else north, down=down, last=last)
        y, way = (south + _INSIDE, -1.0) if down else (north - _INSIDE, 1.0)
        for x in _places(west, east - lane, _PLACES, streets[:, [0, 2]] - [0, lane]):
            stretch = (float(x), float(x) + lane)
            add((x, y), (x + lane, y), (0.0, way), stretch if row >= 0 else None, row)
    return np.array(starts, dtype=float), np.array(ways, dtype=float), stretches, rows


def _places(first: float, last: float, count: int, ends: "Floats") -> "Floats":
    """Where lanes are tried: evenly, and flush with the ends of what faces a street."""
    if last < first - _TINY:
        return np.array([])
    ends = ends[(ends > first) & (ends < last)]
    return np.unique(np.concatenate([np.linspace(first, max(first, last), count), ends]))


def _outer(placed: Placed, edge: float, *, down: bool, last: int) -> int:
    """The row between an outer aisle and the side of the layout; -1 where there is none."""
    if last < 0:
        return -1
    _, low, high, _ = placed.rows[0 if down else last]
    return (0 if down else last) if (high <= edge + _TINY if down else low >= edge - _TINY) else -1
