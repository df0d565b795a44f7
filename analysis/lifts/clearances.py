"""Measured distances between places for a shaft and what stands around them."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import shafts, sightlines
from .checks import SLIP

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .sightlines import View

    Objects = NDArray[np.object_]
    Floats = NDArray[np.float64]

AREA = 2  # dimensions
SPECK = 1e-6  # square metres beyond the land that are none


def around(seen: "View", objects: "Objects", *, reach: "Floats | float") -> pd.DataFrame:
    """
    Distance from each shaft to the objects near it.

    Parameters
    ----------
    seen
        From :func:`pianqu.analysis.lifts.sightlines.view`.
    objects
        Geometries; missing and empty ones are near none.
    reach
        Metres, one for all objects or one each; pairs farther apart are left out.

    Returns
    -------
    DataFrame
        `place`, `object` (positions) and `metres`, one row a pair, by place and object; negative
        where they overlap: by so much the shaft would have to be less deep.

    Examples
    --------
    >>> foot = pd.DataFrame({"stairwell": ["U1"], "x": 0.0, "y": 0.0, "nx": 0.0, "ny": 1.0, "width": 2.0})
    >>> shaft = gpd.GeoDataFrame(foot.assign(depth=3.0), geometry=[shapely.box(-1, 0, 1, 3)])
    >>> objects = np.array([shapely.Point(4, 7), shapely.Point(90, 0), shapely.box(-5, 2, 5, 9)])
    >>> around(sightlines.view(shaft, sight=25), objects, reach=10)["metres"].tolist()
    [5.0, -1.0]
    """
    far = np.broadcast_to(np.asarray(reach, dtype=float), len(objects))
    pairs = sightlines.near(seen.close, objects, reach=far)
    row, place = sightlines.expand(pairs[:, 0], seen.first)
    met, shapes = pairs[row, 1], seen.placed.geometry.to_numpy()
    metres = shapely.distance(shapes[place], objects[met])
    found = pd.DataFrame({"place": place, "object": met, "metres": metres})[metres <= far[met]]
    found = found.sort_values(["place", "object"], ignore_index=True)
    over = found["metres"].eq(0)
    if over.any():
        some = np.full(len(objects), None, dtype=object)
        some[found.loc[over, "object"]] = objects[found.loc[over, "object"]]
        ahead = sightlines.ahead(seen, some)
        deep = found.merge(ahead, on=["place", "object"], how="left", suffixes=("", "_ahead"))
        depth = seen.placed["depth"].to_numpy(dtype=float)[deep["place"]]
        into = np.fmin(deep["metres_ahead"].to_numpy() - depth, 0.0)
        unseen = deep["metres_ahead"].isna().to_numpy() & over.to_numpy()
        into[unseen] = _hidden(seen, objects, deep[unseen])
        found["metres"] = np.where(over, into, found["metres"])
    return found


def _hidden(seen: "View", objects: "Objects", pairs: pd.DataFrame) -> "Floats":
    """Minus the depth of a shaft with a line or point in it so near to the wall that none is seen."""
    place, met = pairs["place"].to_numpy(), pairs["object"].to_numpy()
    rows = pd.DataFrame(seen.placed.iloc[place])
    depth = rows["depth"].to_numpy(dtype=float)
    core = shafts.blocks(rows, ahead=depth - sightlines.INSET, inset=sightlines.INSET)
    thin = shapely.get_dimensions(objects[met]) < AREA
    return np.where(thin & shapely.intersects(core, objects[met]), -depth, 0.0)


def ways(streets: gpd.GeoDataFrame) -> "tuple[Objects, NDArray[np.bool_]]":
    """
    The ground that streets take up, half their width to either side of the line.

    Parameters
    ----------
    streets
        Lines; `width` in metres where known.

    Returns
    -------
    tuple
        Areas, rounded at their ends (the line itself where the width is not known, nothing for a
        tunnel), and whether the width is known.

    Examples
    --------
    >>> lane = gpd.GeoDataFrame({"width": [4.0]}, geometry=[shapely.LineString([(0, 9), (50, 9)])])
    >>> ways(lane)[0][0].bounds[1]
    7.0
    """
    line = streets.geometry.to_numpy()
    width = streets.get("width", pd.Series(np.nan, streets.index)).astype("Float64")
    metres = width.to_numpy(dtype=float, na_value=np.nan)
    known = metres > 0
    wide = np.where(known, shapely.buffer(line, np.where(known, metres / 2, 1.0)), line)
    tunnel = streets.get("tunnel", pd.Series(pd.NA, streets.index)).astype("boolean")
    wide[tunnel.fillna(False).to_numpy(dtype=bool)] = None
    return wide, known


def enclosed(outlines: "Objects") -> "Objects":
    """
    The land inside each outline.

    Parameters
    ----------
    outlines
        Polygons, or lines that may or may not be closed.

    Returns
    -------
    NDArray
        Polygons, empty where a line is not closed.

    Examples
    --------
    >>> closed, open_ = shapely.box(0, 0, 9, 4).exterior, shapely.LineString([(0, 0), (1, 1)])
    >>> shapely.area(enclosed(np.array([closed, open_]))).tolist()
    [36.0, 0.0]
    """
    land, flat = outlines.copy(), shapely.get_dimensions(outlines) == 1
    land[flat] = shapely.build_area(outlines[flat])
    return land


def inside(shapes: "Objects", land: "Objects", of: "NDArray[np.int64]") -> "Floats":
    """
    How far each shaft keeps from the edge of its land.

    Parameters
    ----------
    shapes
        The shafts: rectangles.
    land
        Pieces of land; missing where there is none.
    of
        Position of the land of each shaft.

    Returns
    -------
    NDArray
        Metres to the edge from inside; negative where any of the shaft lies outside: its farthest
        corner beyond the edge, or half the width of a hole in it; NaN without land.

    Examples
    --------
    >>> shaft, land = np.array([shapely.box(1, 2, 3, 5)]), np.array([shapely.box(0, 0, 9, 4)])
    >>> inside(shaft, land, np.array([0])).tolist()
    [-1.0]
    """
    shapely.prepare(land)
    edge = shapely.distance(shapes, shapely.boundary(land)[of])
    out = np.flatnonzero(~shapely.contains_properly(land[of], shapes) & ~np.isnan(edge))
    rest = shapely.difference(shapes[out], land[of[out]])
    over = shapely.area(rest) > SPECK
    out, rest = out[over], rest[over]
    corners, at = shapely.get_coordinates(rest, return_index=True)
    away = shapely.distance(land[of[out]][at], shapely.points(corners))
    beyond = np.zeros(len(out))
    np.maximum.at(beyond, at, away)
    holes = beyond < SLIP  # their edges are all land
    wide = shapely.length(shapely.maximum_inscribed_circle(rest[holes]))
    beyond[holes] = np.maximum(beyond[holes], wide)
    edge[out] = -beyond
    return edge
