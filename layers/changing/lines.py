"""Lines of streets and their vertices: which are shared, the nearest place of one, one more."""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

if TYPE_CHECKING:
    import geopandas as gpd

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Cell = tuple[int, int]

TOLERANCE = (
    0.001  # metres: vertices that round to one point of this grid are one, as in the network
)


def cell(xy: Floats) -> Cell:
    """
    The point of the grid that a vertex rounds to.

    Parameters
    ----------
    xy
        Metres east and north.

    Examples
    --------
    >>> cell(np.array([1.0004, 2.0]))
    (1000, 2000)
    """
    x, y = np.rint(xy * (1 / TOLERANCE))
    return int(x), int(y)


def cells(line: Any) -> set[Cell]:
    """
    The grid points of all vertices of a geometry, an array of vertices, or several geometries.

    Examples
    --------
    >>> sorted(cells(shapely.LineString([(0, 0), (2, 0)])))
    [(0, 0), (2000, 0)]
    """
    is_array = isinstance(line, np.ndarray) and line.dtype != object
    return set(map(cell, line if is_array else shapely.get_coordinates(line)))


def same(line: Floats, xy: Floats) -> Mask:
    """
    Which vertices of a line are the vertex `xy`.

    Examples
    --------
    >>> same(np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([2.0, 0.0001])).tolist()
    [False, True]
    """
    return (np.rint(line * (1 / TOLERANCE)) == np.rint(xy * (1 / TOLERANCE))).all(axis=1)


def plain(line: Floats) -> Floats:
    """
    The line without vertices that repeat the one before.

    Examples
    --------
    >>> len(plain(np.array([[0.0, 0.0], [0.0, 0.0], [2.0, 0.0]])))
    2
    """
    moved = np.hypot(*np.diff(line, axis=0).T) >= TOLERANCE
    return line[np.r_[True, moved]]


def spot(line: Any, xy: Floats) -> Floats:
    """
    The place of a line nearest to a point; its vertex where one is there.

    Parameters
    ----------
    line
        A line of one part or several.
    xy
        Metres.

    Examples
    --------
    >>> spot(shapely.LineString([(0, 0), (90, 0)]), np.array([40.0, 3.0])).tolist()
    [40.0, 0.0]
    """
    along = shapely.line_locate_point(line, shapely.Point(xy))
    place = shapely.get_coordinates(shapely.line_interpolate_point(line, along))[0]
    corners = shapely.get_coordinates(line)
    metres = np.hypot(*(corners - place).T)
    return corners[metres.argmin()] if metres.min() < TOLERANCE else place


def with_vertex(line: Any, place: Floats) -> Any:
    """
    The line with one vertex more; its shape stays.

    Parameters
    ----------
    line
        A line of one part or several.
    place
        A point of it, from :func:`spot`; where a vertex is there already, the line is as it was.

    Examples
    --------
    >>> print(with_vertex(shapely.LineString([(0, 0), (90, 0)]), np.array([40.0, 0.0])))
    LINESTRING (0 0, 40 0, 90 0)
    """
    parts = list(shapely.get_parts(line))
    own = int(np.argmin(shapely.distance(parts, shapely.Point(place))))
    xy = shapely.get_coordinates(parts[own])
    if np.hypot(*(xy - place).T).min() < TOLERANCE:
        return line
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(xy, axis=0).T))]
    at = np.searchsorted(along, shapely.line_locate_point(parts[own], shapely.Point(place)))
    parts[own] = shapely.linestrings(np.insert(xy, at, place, axis=0))
    return parts[0] if len(parts) == 1 else shapely.multilinestrings(parts)


def walkable(streets: "gpd.GeoDataFrame") -> Mask:
    """
    Which streets are not closed.

    Examples
    --------
    >>> import geopandas as gpd
    >>> walkable(gpd.GeoDataFrame({"access": ["closed", None]})).tolist()
    [False, True]
    """
    if "access" not in streets.columns:
        return np.ones(len(streets), dtype=bool)
    return ~streets["access"].eq("closed").fillna(False).to_numpy(dtype=bool)


def on_ground(streets: "gpd.GeoDataFrame") -> Mask:
    """
    Which streets are neither bridge nor tunnel nor on a level of their own.

    Examples
    --------
    >>> import geopandas as gpd
    >>> on_ground(gpd.GeoDataFrame({"bridge": [True, False], "level": [1, 0]})).tolist()
    [False, True]
    """
    ground = np.ones(len(streets), dtype=bool)
    for name in ("bridge", "tunnel", "level"):
        if name in streets.columns:
            ground &= ~streets[name].ne(0).fillna(False).to_numpy(dtype=bool)
    return ground


def with_lines(streets: "gpd.GeoDataFrame", lines: dict[int, Any]) -> "gpd.GeoDataFrame":
    """
    The streets with other lines in some rows.

    Parameters
    ----------
    streets
        Any lines.
    lines
        Position of a row to its line.

    Examples
    --------
    >>> import geopandas as gpd
    >>> one = gpd.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (9, 0)])], crs=4549)
    >>> print(with_lines(one, {0: shapely.LineString([(0, 0), (5, 0)])}).geometry[0])
    LINESTRING (0 0, 5 0)
    """
    if not lines:
        return streets
    geometry = streets.geometry.to_numpy().copy()
    for row, line in lines.items():
        geometry[row] = line
    return streets.set_geometry(list(geometry), crs=streets.crs)
