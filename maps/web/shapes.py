"""Geometry of a layer as columns of whole numbers: the pixels of a zoom no page reaches."""

from typing import Any

import numpy as np
import shapely

from .columns import Columns, Reader, Spec

ZOOM = 21  # the grid: pixels of this zoom of web Mercator, 7.5 cm at the equator, 6 at 37 degrees
SIZE = 256 * 2**ZOOM  # pixels around the world
_EDGE = 85.0511287798066  # degrees: where the square of web Mercator ends
_POINT, _LINE, _AREA = 0, 1, 2
_SORTS = {0: _POINT, 1: _LINE, 2: _LINE, 3: _AREA}  # by shapely's number of a type
_MANY = (shapely.MultiPoint, shapely.MultiLineString, shapely.MultiPolygon)


def packed_shapes(columns: Columns, degrees: np.ndarray) -> Spec:
    """
    Put geometry into columns.

    Parameters
    ----------
    columns
        Where it goes.
    degrees
        Geometry of any kind, of longitude and latitude; missing and empty ones keep their row.

    Returns
    -------
    dict
        Specs: `parts` a row, `sorts` (0 point, 1 line, 2 area) a part, `rings` an area, `sizes` a
        ring (its first vertex is not repeated at the end), `x` and `y`.
    """
    parts, rows = _simple(degrees)
    sorts = np.array([_SORTS[number] for number in range(4)])[shapely.get_type_id(parts)]
    rings, owners = _rings(parts, sorts)
    points, ring = shapely.get_coordinates(rings, return_index=True)
    closing = np.append(ring[1:] != ring[:-1], True) if len(ring) else np.zeros(0, dtype=bool)
    closing &= (sorts[owners] == _AREA)[ring]
    x, y = (side[~closing] for side in grid(points))
    areas = sorts == _AREA
    return {
        "rows": len(degrees),
        "parts": columns.ints(np.bincount(rows, minlength=len(degrees))),
        "sorts": columns.ints(sorts),
        "rings": columns.ints(np.bincount(owners, minlength=len(parts))[areas]),
        "sizes": columns.ints(np.bincount(ring[~closing], minlength=len(rings))),
        "x": columns.ints(x, delta=True),
        "y": columns.ints(y, delta=True),
    }


def _simple(degrees: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Points, lines and polygons with the row of each, in order; collections opened to the last."""
    rows = np.flatnonzero(~(shapely.is_missing(degrees) | shapely.is_empty(degrees)))
    parts = degrees[rows]
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts, own = shapely.get_parts(parts, return_index=True)
        rows = rows[own]
    full = ~shapely.is_empty(parts)
    return parts[full], rows[full]


def _rings(parts: np.ndarray, sorts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Outer and inner rings of areas, and all other parts as they are; the part of each."""
    areas = np.flatnonzero(sorts == _AREA)
    others = np.flatnonzero(sorts != _AREA)
    rings, own = shapely.get_rings(parts[areas], return_index=True)
    every = np.concatenate([rings, parts[others]])
    owners = np.concatenate([areas[own], others])
    order = np.argsort(owners, kind="stable")
    return every[order], owners[order]


def grid(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """
    Degrees as pixels of the grid.

    Parameters
    ----------
    points
        Longitude and latitude, a row each; beyond 85.05 degrees is drawn at 85.05.

    Returns
    -------
    tuple of ndarray
        Whole numbers from the west and from the north.

    Examples
    --------
    >>> [int(side[0]) for side in grid(np.array([[0.0, 0.0]]))] == [SIZE // 2] * 2
    True
    """
    longitude, latitude = points[:, 0], np.clip(points[:, 1], -_EDGE, _EDGE)
    x = SIZE * (longitude / 360 + 0.5)
    y = SIZE * (0.5 - np.arcsinh(np.tan(np.radians(latitude))) / (2 * np.pi))
    return np.rint(x).astype(np.int64), np.rint(y).astype(np.int64)


def degrees_of(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """
    Pixels of the grid as degrees.

    Parameters
    ----------
    x, y
        From :func:`grid`.

    Returns
    -------
    ndarray
        Longitude and latitude, a row each.

    Examples
    --------
    >>> degrees_of(np.array([SIZE // 2]), np.array([SIZE // 2])).tolist()
    [[0.0, 0.0]]
    """
    longitude = 360 * (x / SIZE - 0.5)
    latitude = np.degrees(np.arctan(np.sinh(2 * np.pi * (0.5 - y / SIZE))))
    return np.column_stack([longitude, latitude])


def read_shapes(columns: Reader, spec: Spec) -> list[Any]:
    """
    Read geometry again, as the page's script does.

    Parameters
    ----------
    columns
        Of the layer.
    spec
        From :func:`packed_shapes`.

    Returns
    -------
    list
        Geometry of longitude and latitude by row, on the grid; None where there is none. One part
        is no longer a multiple one.
    """
    points = degrees_of(columns.ints(spec["x"]), columns.ints(spec["y"]))
    rings = iter(np.split(points, np.cumsum(columns.ints(spec["sizes"]))[:-1]))
    areas = iter(columns.ints(spec["rings"]))
    parts = []
    for sort in columns.ints(spec["sorts"]):
        count = next(areas) if sort == _AREA else 1
        parts.append(_part(int(sort), [next(rings) for _ in range(count)]))
    each = iter(parts)
    return [_row([next(each) for _ in range(count)]) for count in columns.ints(spec["parts"])]


def _part(sort: int, rings: list[np.ndarray]) -> Any:
    if sort == _POINT:
        return shapely.Point(rings[0][0])
    if sort == _LINE:
        return shapely.LineString(rings[0])
    # three vertices of a small ring may have met on the grid
    closed = [np.vstack([ring, ring[:1]]) for ring in rings]
    return shapely.Polygon(closed[0], closed[1:])


def _row(parts: list[Any]) -> Any:
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    sorts = {_SORTS[int(shapely.get_type_id(part))] for part in parts}
    return shapely.GeometryCollection(parts) if len(sorts) > 1 else _MANY[sorts.pop()](parts)
