"""Residual: what is left of areas when all that is in use is taken away, with the sum that proves it."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

from . import crs, unions
from .errors import LayerError
from .network import named

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Ints, Objects

_AREAS = (-1, shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)  # -1: missing
_CORNERS = 64  # what has more of them and sticks out of a frame is cut to about the frame first
_CLASH = 1e-3  # m²: more than rounding; an overlay has lost an area
_MARGIN = 1.0  # metres around a frame; cut at its own edge, hairs would be left along it


def residual(frames: "gpd.GeoSeries", used: "gpd.GeoSeries") -> "gpd.GeoDataFrame":
    """
    Take what is in use away from each frame.

    Parameters
    ----------
    frames
        Valid areas, each looked at by itself; they may overlap one another.
    used
        Valid areas in the same metric grid, in any order; they may overlap one another and stick
        out of frames. Missing and empty ones take nothing away.

    Returns
    -------
    GeoDataFrame
        The index of `frames`; in m² ``area``, ``used_area`` (of the frame's intersection with the
        union of `used`), ``residual_area`` (of what is left) and ``error`` (`area` without the
        two, each of which is measured by itself: some 1e-8 m² of rounding); ``geometry``, what is
        left (valid MultiPolygon, empty where nothing is). A missing frame has NaN and no geometry.

    Raises
    ------
    CrsError
        No metric grid, or two.
    LayerError
        A geometry is no area.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> yard = gpd.GeoSeries([box(0, 0, 10, 10)], index=["C1"], crs=4549)
    >>> houses = gpd.GeoSeries([box(2, 2, 5, 5), box(4, 2, 7, 5), box(9, 0, 20, 10)], crs=4549)
    >>> left = residual(yard, houses)
    >>> left[["area", "used_area", "residual_area", "error"]].loc["C1"].tolist()
    [100.0, 25.0, 75.0, 0.0]
    """
    import geopandas as gpd

    code = crs.require_metric(frames, used)
    _require_areas(frames, "范围")
    _require_areas(used, "占用")
    shapes = np.asarray(frames.array)
    left, inside = _parted(shapes, _taken(shapes, np.asarray(used.array)))
    missing = shapely.is_missing(shapes)
    left = _multi(left)
    left[missing] = None
    measured = {
        "area": shapely.area(shapes),
        "used_area": shapely.area(inside),
        "residual_area": shapely.area(left),
    }
    columns = {name: np.where(missing, np.nan, area) for name, area in measured.items()}
    columns["error"] = columns["area"] - columns["used_area"] - columns["residual_area"]
    return gpd.GeoDataFrame(columns, index=frames.index, geometry=left, crs=code)


def _require_areas(geometry: "gpd.GeoSeries", name: str) -> None:
    other = geometry.index[~np.isin(shapely.get_type_id(np.asarray(geometry.array)), _AREAS)]
    if len(other):
        raise LayerError(
            f"{name}编号 {named(other)} 的几何不是面，无法求剩余面积；线请先按宽度、点请先按半径换成面。"
        )


def _parted(shapes: "Objects", taken: "Objects") -> "tuple[Objects, Objects]":
    """What is left of each area, and what is taken of it; made again on a grid where they clash."""
    left, inside = shapely.difference(shapes, taken), shapely.intersection(shapes, taken)
    clash = np.abs(shapely.area(shapes) - shapely.area(left) - shapely.area(inside)) > _CLASH
    if clash.any():
        pair = shapes[clash], taken[clash]
        left[clash] = shapely.difference(*pair, grid_size=unions.GRID)
        inside[clash] = shapely.intersection(*pair, grid_size=unions.GRID)
    return left, inside


def _taken(frames: "Objects", used: "Objects") -> "Objects":
    """The union of what meets each frame, cut or not outside of it."""
    frame, thing = shapely.STRtree(used).query(frames, predicate="intersects")
    order = np.lexsort((thing, frame))
    frame = frame[order]
    things = _cut(used[thing[order]], frames[frame])
    taken = np.full(len(frames), shapely.MultiPolygon(), dtype=object)
    there, first = np.unique(frame, return_index=True)
    for number, group in zip(there, np.split(things, first)[1:], strict=True):
        taken[number] = unions.united(group)
    return taken


def _cut(things: "Objects", frames: "Objects") -> "Objects":
    """Without the far parts of what is long and winding: a river would be united anew every time."""
    bounds = shapely.bounds(frames)
    around = shapely.box(*(bounds[:, :2] - _MARGIN).T, *(bounds[:, 2:] + _MARGIN).T)
    large = np.flatnonzero(shapely.get_num_coordinates(things) > _CORNERS)
    large = large[~shapely.contains(around[large], things[large])]
    cut = things.copy()
    cut[large] = _multi(shapely.intersection(things[large], around[large]))
    return cut


def _multi(geometry: "Objects") -> "Objects":
    """As MultiPolygons, without lines and points in which areas only touched."""
    parts, row = shapely.get_parts(geometry, return_index=True)
    areal: Ints = np.flatnonzero(shapely.area(parts) > 0)
    found = np.full(len(geometry), shapely.MultiPolygon(), dtype=object)
    shapely.multipolygons(parts[areal], indices=row[areal], out=found)
    return found
