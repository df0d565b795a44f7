"""Lines cut where they meet: pieces between junctions, and the junctions numbered."""

from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Objects = NDArray[np.object_]


class Pieces(NamedTuple):
    """Lines cut at their junctions; one entry a piece in the order drawn, except `nodes`."""

    row: Ints  # position of the geometry that was cut
    part: Ints  # number of the line in it, counted over all geometries; never falls
    start: Ints  # node at the first vertex
    end: Ints  # node at the last vertex
    lines: Objects
    nodes: Floats  # (n, 2) coordinates, in the order of a Hilbert curve


def cut(geometry: Objects, *, tolerance: float) -> Pieces:
    """
    Cut lines where they share a vertex, an end or one in between.

    Parameters
    ----------
    geometry
        LineStrings and MultiLineStrings in a metric coordinate system, none missing or empty.
    tolerance
        Metres; vertices that round to one point of a grid of this size are one vertex, and take
        the lowest coordinates of the cell.

    Returns
    -------
    Pieces
        Nothing of a line whose vertices are all in one cell. The pieces of one line follow each
        other, each beginning where the one before it ends.

    Examples
    --------
    >>> from shapely import LineString
    >>> lines = [LineString([(0, 0), (50, 0), (100, 0)]), LineString([(50, 0), (50, 80)])]
    >>> pieces = cut(np.array(lines), tolerance=0.001)
    >>> pieces.row.tolist(), shapely.length(pieces.lines).tolist()
    ([0, 0, 1], [50.0, 50.0, 80.0])
    """
    parts, row = shapely.get_parts(geometry, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    cell, place = _cells(xy + 0.0, tolerance)  # adding turns -0.0 into 0.0
    moved = changes(part) | changes(cell)
    part, cell = part[moved], cell[moved]
    first, last = changes(part), changes(part[::-1])[::-1]
    stop = np.flatnonzero(first | last | (np.bincount(cell)[cell] > 1))
    onward = ~last[stop[:-1]]  # a piece runs to the next stop, unless its line ends here
    begin, finish = stop[:-1][onward], stop[1:][onward]
    lines = _lines(place[cell], begin, finish)
    nodes, (start, end) = _along_curve(place, np.stack([cell[begin], cell[finish]]))
    return Pieces(row[part[begin]], part[begin], start, end, lines, nodes)


def changes(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    """
    Whether each value differs from the one before it; the first does.

    Examples
    --------
    >>> changes(np.array([4, 4, 7])).tolist()
    [True, False, True]
    """
    return np.r_[True, values[1:] != values[:-1]][: len(values)]


def _cells(xy: Floats, tolerance: float) -> tuple[Ints, Floats]:
    """Number the grid cell of each vertex; all vertices of a cell take its lowest coordinates."""
    grid = np.rint(xy * (1 / tolerance)).astype(np.int64)
    order = np.lexsort((xy[:, 1], xy[:, 0], grid[:, 1], grid[:, 0]))
    lowest = changes(grid[order, 0]) | changes(grid[order, 1])
    cell = np.empty(len(xy), dtype=np.int64)
    cell[order] = np.cumsum(lowest) - 1
    return cell, xy[order[lowest]]


def _lines(xy: Floats, begin: Ints, finish: Ints) -> Objects:
    """Lines through the vertices `begin` to `finish`, both included."""
    if len(begin) == 0:
        return np.empty(0, dtype=object)
    size = finish - begin + 1
    piece = np.repeat(np.arange(len(size)), size)
    vertex = np.arange(size.sum()) + np.repeat(begin - (np.cumsum(size) - size), size)
    return np.asarray(shapely.linestrings(xy[vertex], indices=piece), dtype=object)


def _along_curve(place: Floats, ends: Ints) -> tuple[Floats, Ints]:
    """Coordinates of the nodes in the order of a Hilbert curve, and `ends` as node numbers."""
    import geopandas as gpd

    used, node = np.unique(ends, return_inverse=True)
    xy = place[used]
    if len(xy) == 0:
        return xy, ends
    along = gpd.GeoSeries(shapely.points(xy)).hilbert_distance()
    order = np.lexsort((xy[:, 1], xy[:, 0], along))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return xy[order], rank[node].reshape(ends.shape)
