"""The largest rectangle inside each plot, at any angle."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

from . import crs
from .errors import ChoiceError

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Floats

_MARKS = 32  # corners, those of the longest edges, at which a rectangle may begin
_INWARDS = (0.0, 1e-9, 1e-8, 1e-7, 1e-6, 1e-5, 1e-4)  # metres by which sides give way to be covered
_DIGITS = 6  # sides are told to the micrometre


def rectangles(plots: "gpd.GeoSeries", *, least_width: float = 0.0) -> "gpd.GeoDataFrame":
    """
    A rectangle inside each plot, as large as is found, and covered by it.

    At each of some thirty directions (of the longest edges, of the smallest rectangle around the
    plot, and spread evenly) the plot is cut into strips at its corners, and the largest rectangle
    over runs of strips is taken; the best three are then bettered by small moves of angle and
    sides. Where sides lie on the outline the answer is exact; it is never too large.

    Parameters
    ----------
    plots
        Areas in a metric system, holes and several parts allowed; missing geometries, points and
        lines have no answer.
    least_width
        Metres that the short side must have.

    Returns
    -------
    GeoDataFrame
        The index of `plots`; columns ``length`` and ``width`` (m, the long and the short side, to
        the micrometre), ``bearing`` (degrees of the long side, 0 to 180 clockwise from grid
        north), ``area`` (m²) and ``geometry`` (the rectangle; every plot covers its own). NaN and
        None where there is none with `least_width`.

    Raises
    ------
    CrsError
        No metric system.
    ChoiceError
        `least_width` is below 0.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Polygon
    >>> bent = Polygon([(0, 0), (30, 0), (30, 10), (10, 10), (10, 25), (0, 25)])
    >>> found = rectangles(gpd.GeoSeries([bent], index=["L1"], crs=4549))
    >>> found.drop(columns="geometry").round(3)
        length  width  bearing   area
    L1    30.0   10.0     90.0  300.0
    """
    import geopandas as gpd

    crs.require_metric(plots)
    if not least_width >= 0:
        raise ChoiceError(f"矩形最小宽度是 {least_width:g} 米，应不小于 0；请改正。")
    shapes = plots.to_numpy()
    frames = np.full((len(shapes), 5), np.nan)
    for at in np.flatnonzero(shapely.area(shapes) > 0):
        frames[at] = _frame(shapes[at], float(least_width))
    geometry = np.full(len(shapes), None, dtype=object)
    for inwards in _INWARDS:
        left = np.flatnonzero(np.isfinite(frames[:, 0]) & shapely.is_missing(geometry))
        tried = _polygons(frames[left], inwards)
        fine = shapely.covers(shapes[left], tried)
        geometry[left[fine]] = tried[fine]
    frames[shapely.is_missing(geometry)] = np.nan
    return gpd.GeoDataFrame(_measures(frames), index=plots.index, geometry=geometry, crs=plots.crs)


def _frame(shape: shapely.Geometry, least: float) -> "Floats":
    """Angle, centre and half sides of the rectangle; NaN where there is none."""
    from .rectangle_search import largest

    rings = shapely.get_rings(shapely.get_parts(shape))
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    origin = xy.min(axis=0)
    edges = np.hstack([xy[:-1], xy[1:]])[ring[1:] == ring[:-1]] - np.tile(origin, 2)
    metres = np.hypot(*(edges[:, 2:] - edges[:, :2]).T)
    longest = np.argsort(-metres, kind="stable")[:_MARKS]
    marks = np.unique(np.vstack([edges[longest, :2], edges[longest, 2:]]), axis=0)
    around = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shape))
    given = np.arctan2(*(around[1] - around[0])[::-1])[None]
    score, *frame = largest(np.ascontiguousarray(edges), marks, given, least)
    return np.add(frame, (0, *origin, 0, 0)) if score > 0 else np.full(5, np.nan)


def _polygons(frames: "Floats", inwards: float) -> "np.ndarray":
    angle, x, y, along, across = frames.T
    half, wide = (np.maximum(each - inwards, each / 2) for each in (along, across))
    unit = np.cos(angle), np.sin(angle)
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1))
    corners = [
        (x + i * half * unit[0] - j * wide * unit[1], y + i * half * unit[1] + j * wide * unit[0])
        for i, j in signs
    ]
    return np.asarray(shapely.polygons(np.moveaxis(np.array(corners), -1, 0)))


def _measures(frames: "Floats") -> "dict[str, Floats]":
    angle, _, _, along, across = frames.T
    sides = np.round(2 * np.stack([along, across]), _DIGITS)
    length, width = sides.max(axis=0), sides.min(axis=0)
    direction = np.degrees(angle) + np.where(sides[0] >= sides[1], 0.0, 90.0)
    bearing = np.round(90.0 - direction, _DIGITS) % 180.0
    return {"length": length, "width": width, "bearing": bearing, "area": length * width}
