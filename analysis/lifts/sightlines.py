"""How far one sees from the foot of each shaft before something stands in the way."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import shafts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Objects = NDArray[np.object_]
    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

LIP = 0.05  # metres from the wall at which one begins to look: outlines of neighbours overlap a little
INSET = 0.01  # metres off either side of the shaft: what touches it along its side is beside it
_AREA = 2  # dimensions
_FRAME = ["x", "y", "nx", "ny"]


@dataclass(frozen=True)
class View:
    """
    Places for shafts as one looks out from them, made once for all layers.

    `placed` are the places; those of a stair follow one another. `frame` is, for each stair, the
    foot of its first place and the unit vector ahead; `first` that place's position, and the number
    of places after the last; `right` and `half` the middle of each place to the right of its frame
    and half its width; `sight` metres looked ahead, `deepest` those the shafts reach; `far` and
    `close` the index of the strips so deep that hold all places of a stair.
    """

    placed: gpd.GeoDataFrame
    frame: "Floats"
    first: "Ints"
    right: "Floats"
    half: "Floats"
    sight: float
    deepest: float
    far: shapely.STRtree
    close: shapely.STRtree


def view(placed: gpd.GeoDataFrame, *, sight: float) -> View:
    """
    The view from places for shafts.

    Parameters
    ----------
    placed
        From :func:`pianqu.analysis.lifts.shafts.placements`.
    sight
        Metres from the wall beyond which nothing is looked for.

    Returns
    -------
    View
        For :func:`ahead` and :func:`pianqu.analysis.lifts.clearances.around`.

    Examples
    --------
    >>> foot = pd.DataFrame({"stairwell": "U1", "x": [0.0, 0.5], "y": 0.0, "nx": 0.0, "ny": 1.0,
    ...     "width": 2.0, "depth": 3.0})
    >>> seen = view(gpd.GeoDataFrame(foot), sight=25)
    >>> seen.first.tolist(), seen.right.tolist(), seen.far.geometries[0].bounds
    ([0, 2], [0.0, 0.5], (-1.5, 0.0, 1.5, 25.0))
    """
    name = placed["stairwell"].to_numpy(dtype=object)
    start = np.flatnonzero(np.r_[True, name[1:] != name[:-1]][: len(name)])
    first = np.r_[start, len(name)].astype(np.int64)
    stand = pd.DataFrame(placed.iloc[start][_FRAME]).astype(float).reset_index(drop=True)
    frame = stand.to_numpy()
    at = np.repeat(frame, np.diff(first), axis=0)
    xy = placed[["x", "y"]].to_numpy(dtype=float) - at[:, :2]
    right = xy[:, 0] * at[:, 3] - xy[:, 1] * at[:, 2]
    half = placed["width"].to_numpy(dtype=float) / 2
    reach = np.abs(right) + half
    stand["width"] = 2 * np.maximum.reduceat(reach, start) if len(start) else reach
    deepest = float(placed["depth"].max()) if len(start) else 0.0
    far, close = (shapely.STRtree(shafts.blocks(stand, ahead=each)) for each in (sight, deepest))
    return View(placed, frame, first, right, half, sight, deepest, far, close)


def ahead(seen: View, objects: "Objects") -> pd.DataFrame:
    """
    Clear depth from the wall to each object straight ahead, over the width of the shaft.

    Parameters
    ----------
    seen
        From :func:`view`.
    objects
        Points, lines or polygons; missing and empty ones are met by none.

    Returns
    -------
    DataFrame
        One row a placement and an object met within sight, by placement and object: `place` and
        `object` (positions) and `metres` from the wall to the object's nearest place ahead (0 for
        what the wall stands in).

    Examples
    --------
    >>> foot = pd.DataFrame({"stairwell": "U1", "x": [0.0, 5.0], "y": 0.0, "nx": 0.0, "ny": 1.0,
    ...     "width": 2.0, "depth": 3.0})
    >>> seen = view(gpd.GeoDataFrame(foot), sight=25)
    >>> ahead(seen, np.array([shapely.box(-5, 7, 2, 9)])).values.tolist()
    [[0.0, 0.0, 7.0]]
    """
    from ...gis import strips

    items = strips.Items(*_edges(objects))
    pairs = near(seen.far, objects)
    row, place = expand(pairs[:, 0], seen.first)
    metres = np.empty(len(row))
    reach = (LIP, float(seen.sight))
    stands = strips.Stands(seen.frame, seen.first, seen.right, seen.half - INSET, reach)
    strips.depths(items, stands, pairs, metres)
    found = pd.DataFrame({"place": place, "object": pairs[row, 1], "metres": metres})
    found = found[np.isfinite(metres)]
    return found.sort_values(["place", "object"], ignore_index=True)


def near(tree: shapely.STRtree, objects: "Objects", *, reach: "Floats | float" = 0.0) -> "Ints":
    """
    Which objects lie near which stairs.

    Parameters
    ----------
    tree
        The strips of the stairs.
    objects
        Geometries; missing and empty ones are left out.
    reach
        Metres around the strips, one for all objects or one each.

    Returns
    -------
    NDArray
        One row a pair: positions of the stair and of the object, in that order.

    Examples
    --------
    >>> tree = shapely.STRtree([shapely.box(-1, 0, 1, 25)])
    >>> near(tree, np.array([shapely.Point(0, 9), shapely.Point(9, 0)])).tolist()
    [[0, 0]]
    """
    there = np.flatnonzero(~(shapely.is_missing(objects) | shapely.is_empty(objects)))
    wide = np.broadcast_to(np.asarray(reach, dtype=float), len(objects))[there]
    met, stair = tree.query(objects[there], predicate="dwithin", distance=wide)
    pairs = np.stack([stair, there[met]], axis=1)
    return pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]


def expand(stairs: "Ints", first: "Ints") -> "tuple[Ints, Ints]":
    """
    Each row of a stair once for each of its placements.

    Parameters
    ----------
    stairs
        Position of the stair of each row.
    first
        First placement of each stair, and the number of placements after the last.

    Returns
    -------
    tuple
        Position of the row, and of the placement.

    Examples
    --------
    >>> [part.tolist() for part in expand(np.array([1]), np.array([0, 2, 5]))]
    [[0, 0, 0], [2, 3, 4]]
    """
    many = np.diff(first)[stairs]
    row = np.repeat(np.arange(len(stairs)), many)
    within = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
    return row, first[stairs[row]] + within


def _edges(objects: "Objects") -> "tuple[Floats, Ints, NDArray[np.bool_]]":
    """Edges of all objects, where those of each begin, and which are areas; a point is a short edge."""
    area = shapely.get_dimensions(objects) == _AREA
    lines = objects.copy()
    lines[area] = shapely.boundary(objects[area])
    parts, of = shapely.get_parts(lines, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    lone = (shapely.get_num_coordinates(parts) == 1)[part]
    joined = np.r_[part[1:] == part[:-1], False][: len(part)]
    start = np.flatnonzero(joined | lone)
    edges = np.concatenate([xy[start], xy[np.where(lone[start], start, start + 1)]], axis=1)
    begin = np.searchsorted(of[part[start]], np.arange(len(objects) + 1))
    return edges, begin, area
