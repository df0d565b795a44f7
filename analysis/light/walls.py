"""Outer walls of buildings: straight runs of their outlines, each with the way it faces."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

_SHORT = 0.001  # metres: a vertex given twice makes no wall


def walls(outlines: "gpd.GeoSeries", *, turn: float) -> pd.DataFrame:
    """
    The straight walls of each outline, those around its courtyards too.

    Parameters
    ----------
    outlines
        Polygons indexed by id, metric CRS; anything else has no wall.
    turn
        Degrees; edges that turn less than this from one to the next are one wall.

    Returns
    -------
    DataFrame
        One row a wall: `owner` (label of the outline), `x`, `y` (where it begins; the outline lies
        to the left of the way to its end), `length` (metres), `tx`, `ty` (unit vector along it) and
        `nx`, `ny` (unit vector outwards).

    Examples
    --------
    >>> import geopandas as gpd
    >>> found = walls(gpd.GeoSeries([shapely.box(0, 0, 9, 4)], index=["B1"]), turn=1)
    >>> found.loc[found["ny"] > 0.5, ["owner", "x", "length"]].values.tolist()
    [['B1', 9.0, 9.0]]
    """
    solid = outlines[shapely.area(outlines.to_numpy()) > 0]
    parts, owner = shapely.get_parts(solid.to_numpy(), return_index=True)
    parts = np.asarray(shapely.orient_polygons(parts), dtype=object)
    rings, part = shapely.get_rings(parts, return_index=True)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    keep = np.r_[True, (np.hypot(*np.diff(xy, axis=0).T) > _SHORT) | (np.diff(ring) > 0)]
    xy, ring = xy[keep], ring[keep]
    start, end, ring = _runs(xy, ring, np.cos(np.radians(turn)))
    along = end - start
    length = np.hypot(*along.T)
    unit = along / length[:, None]
    return pd.DataFrame(
        {
            "owner": solid.index.to_numpy()[owner[part[ring]]],
            "x": start[:, 0],
            "y": start[:, 1],
            "length": length,
            "tx": unit[:, 0],
            "ty": unit[:, 1],
            "nx": unit[:, 1],
            "ny": -unit[:, 0],
        }
    )


def turned(nx: "Floats", ny: "Floats", bearing: "Floats") -> "Floats":
    """
    Degrees between an outward direction and a bearing.

    Parameters
    ----------
    nx, ny
        Unit vectors, east and north.
    bearing
        Degrees clockwise from grid north.

    Returns
    -------
    NDArray
        0 to 180; NaN where there is no bearing.

    Examples
    --------
    >>> turned(np.array([0.0, 1.0]), np.array([1.0, 0.0]), np.array([350.0, 90.0])).round(6).tolist()
    [10.0, 0.0]
    """
    apart = np.degrees(np.arctan2(nx, ny)) - bearing
    return np.abs((apart + 180.0) % 360.0 - 180.0)


def _runs(xy: "Floats", ring: "Ints", straight: float) -> "tuple[Floats, Floats, Ints]":
    """Start, end and ring of each run of edges that do not turn; rings are closed."""
    first = np.flatnonzero(ring[1:] == ring[:-1])
    edge = xy[first + 1] - xy[first]
    unit, of = edge / np.hypot(*edge.T)[:, None], ring[first]
    at, begin = np.arange(len(of)), np.searchsorted(of, of)
    before = np.where(at == begin, np.searchsorted(of, of, side="right") - 1, at - 1)
    corner = (unit * unit[before]).sum(axis=1) < straight
    heads = np.flatnonzero(corner | (np.bincount(of, weights=corner)[of] == 0))
    head_of = of[heads]
    follows = np.r_[head_of[1:] == head_of[:-1], False][: len(heads)]
    back = heads[np.searchsorted(head_of, head_of)]
    after = np.where(follows, np.roll(heads, -1), back)
    return xy[first[heads]], xy[first[after]], head_of
