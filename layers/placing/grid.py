"""The metric grid of a city: chosen from where its layers lie, or declared and checked."""

from typing import TYPE_CHECKING, cast

from ...gis import crs as grids
from ...gis.errors import CrsError
from . import coordinates, positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    import shapely

_CENTRE = ("communities", "buildings", "streets")  # the first of these says where the place is
_DEGREES = 360.0  # a number above is metres
_STEP = 0.005  # degrees between the corners of an extent that is projected
_SCALE = 0.01  # a grid that is off by more than this at the place is another place's grid


def code(declared: int | str) -> int:
    """
    The EPSG code of a declared grid.

    Raises
    ------
    CrsError
        It is unknown, in degrees, or no grid in which lengths can be measured.

    Examples
    --------
    >>> code("EPSG:4549")
    4549
    """
    import geopandas as gpd

    known = coordinates.system(declared, source="项目的 crs")
    if known.is_geographic:
        raise CrsError(
            f"项目的 crs 写的是 {declared}（经纬度，单位为度），不能量算长度；请把 crs 改为"
            "米制坐标系（例如 4549，CGCS2000 三度带 120°E），或删去 crs 由程序选定。"
        )
    return grids.require_metric(gpd.GeoSeries([], crs=known))


def choose(frames: "Mapping[str, pd.DataFrame]") -> int:
    """
    The zone of the middle of the communities, else the buildings, the streets, any layer.

    Raises
    ------
    CrsError
        No layer has a geometry.
    """
    place = _place(frames)
    if place is None:
        raise CrsError(
            "没有一个图层带有几何，无法确定坐标带；"
            "请提供带边界或点位的小区、楼栋或道路，或指定 crs。"
        )
    return grids.zone(*place)


def require_fit(epsg: int, frames: "Mapping[str, pd.DataFrame]") -> int:
    """
    The declared grid, where its metres are metres at the place.

    Raises
    ------
    CrsError
        Its scale at the place is off by more than 1 %.
    """
    place = _place(frames)
    if place is None:
        return epsg
    worst = _scale(epsg, *place)
    if not abs(worst - 1) <= _SCALE:
        raise CrsError(
            f"项目的 crs 写的是 {epsg}，它在数据所在处（{place[0]:.2f}°, {place[1]:.2f}°）的"
            f"长度比为 {worst:.3f}，偏差超过 1%；请把 crs 改为 {grids.zone(*place)}，或删去 crs。"
        )
    return epsg


def frame(bounds: "Sequence[float]", epsg: int) -> "shapely.Polygon":
    """
    The edge of the data, from its four sides.

    Parameters
    ----------
    bounds
        West, south, east, north: degrees where none is above 360, else metres of the grid.
    epsg
        The metric grid.

    Returns
    -------
    Polygon
        In the grid.

    Examples
    --------
    >>> frame([500_000, 3_440_000, 501_000, 3_442_000], 4549).area
    2000000.0
    >>> round(frame([120, 31, 120.01, 31.01], 4549).area / 1e6, 2)
    1.06
    """
    import shapely

    west, south, east, north = bounds
    box = shapely.box(west, south, east, north)
    if max(map(abs, bounds)) > _DEGREES:
        return box
    return laid(box, epsg)


def laid(box: "shapely.Polygon", epsg: int) -> "shapely.Polygon":
    """A box of longitudes and latitudes in the grid, its sides as bent as they are there."""
    import geopandas as gpd

    placed = gpd.GeoSeries([box.segmentize(_STEP)], crs=4326).to_crs(epsg)
    return cast("shapely.Polygon", placed.iloc[0])


def require_around(
    edge: "shapely.Polygon", frames: "Mapping[str, pd.DataFrame]", epsg: int
) -> "shapely.Polygon":
    """
    The edge of the data, where some of the data lie within it.

    Raises
    ------
    CrsError
        It lies elsewhere, as where longitude and latitude were swapped.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    placed = [frame for frame in frames.values() if isinstance(frame, gpd.GeoDataFrame)]
    sides = np.array([frame.total_bounds for frame in placed]).reshape(-1, 4)
    around = shapely.box(*sides[np.isfinite(sides).all(axis=1)].T)
    if np.isfinite(edge.bounds).all() and shapely.intersects(around, edge).any():
        return edge
    place = _place(frames)
    at = f"（{place[0]:.3f}°, {place[1]:.3f}°）" if place else ""
    raise CrsError(
        f"项目的 extent 不在数据所在处{at}；请依次写西、南、东、北，"
        f"用经纬度（度）或坐标系 {epsg} 的坐标（米）。"
    )


def _scale(epsg: int, longitude: float, latitude: float) -> float:
    """The scale of the grid at a place, of its two directions the one farther from 1."""
    from pyproj import Proj

    found = Proj(epsg).get_factors(longitude, latitude)
    return max(found.meridional_scale, found.parallel_scale, key=lambda scale: abs(scale - 1))


def _place(frames: "Mapping[str, pd.DataFrame]") -> tuple[float, float] | None:
    """Longitude and latitude of the place."""
    import geopandas as gpd
    import shapely

    for layer in (*_CENTRE, *frames):
        frame = frames.get(layer)
        if not isinstance(frame, gpd.GeoDataFrame) or frame.crs is None:
            continue
        if (frame.geometry.notna() & ~frame.geometry.is_empty).any():
            at = gpd.GeoSeries([shapely.Point(positions.middle(frame))], crs=frame.crs)
            place = at.to_crs(4326)
            return float(place.x.iloc[0]), float(place.y.iloc[0])
    return None
