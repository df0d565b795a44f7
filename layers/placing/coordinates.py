"""Coordinate systems by any spelling, and coordinates that do not fit theirs."""

import math
import unicodedata
from typing import TYPE_CHECKING, Any

from ...gis.errors import CrsError

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS

_MARGIN = 3.0  # degrees that data may lie outside the area for which a system is meant


def system(spelling: str | int, *, source: str) -> "CRS":
    """
    The coordinate system of that code or spelling.

    Raises
    ------
    CrsError
        There is none.

    Examples
    --------
    >>> label(system(4549, source="a.csv")), label(system("EPSG：4549", source="a.csv"))
    ('EPSG:4549', 'EPSG:4549')
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError as Unknown

    plain = unicodedata.normalize("NFKC", spelling) if isinstance(spelling, str) else spelling
    try:
        return CRS.from_user_input(plain)
    except Unknown as error:
        raise CrsError(
            f"{source}：不认识坐标系“{spelling}”；请写 EPSG 编号，"
            "例如 4490（CGCS2000 经纬度）或 4549（CGCS2000 三度带 120°E）。"
        ) from error


def label(crs: "CRS") -> str:
    """The EPSG code of a system, or its name where it has none."""
    code = crs.to_epsg()
    return crs.name if code is None else f"EPSG:{code}"


def same(one: "CRS", other: "CRS") -> bool:
    """
    Whether two systems are one, whatever the order of their axes.

    Examples
    --------
    >>> same(system(4490, source="a"), system("EPSG:4490", source="a"))
    True
    """
    codes = one.to_epsg(), other.to_epsg()
    return one.equals(other, ignore_axis_order=True) or (None not in codes and len({*codes}) == 1)


def misfit(frame: "gpd.GeoDataFrame", *, source: str) -> str:
    """
    Why the coordinates cannot be in the system of the frame; empty where they may.

    Parameters
    ----------
    frame
        Geometries with a system.
    source
        Name of the file, for the sentence.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> misfit(gpd.GeoDataFrame(geometry=[Point(31.3, 120.6)], crs=4490), source="a.shp")
    'a.shp：坐标 (31.3, 120.6) 看起来经度和纬度写反了（EPSG:4490 应先经度后纬度）；请对调两列。'
    >>> misfit(gpd.GeoDataFrame(geometry=[Point(120.6, 31.3)], crs=4490), source="a.shp")
    ''
    """
    west, south, east, north = (float(value) for value in frame.total_bounds)
    crs = frame.crs
    if crs is None or math.isnan(west):
        return ""
    degrees = -180 <= west <= east <= 180 and -90 <= south <= north <= 90  # noqa: PLR2004  the globe
    if crs.is_geographic:
        return _not_degrees((west, south, east, north), crs, degrees, source)
    if degrees:
        return (
            f"{source}：坐标系 {label(crs)} 以米为单位，但坐标在 ({west:g}, {south:g}) 至 "
            f"({east:g}, {north:g})，看起来是经纬度；请把坐标系改为 4490 或 4326 等。"
        )
    return _not_metres((west + east) / 2, (south + north) / 2, crs, source)


def _not_degrees(
    bounds: tuple[float, float, float, float], crs: "CRS", degrees: bool, source: str
) -> str:
    from ...gis.crs import EAST, NORTH, SOUTH, WEST

    west, south, east, north = bounds
    if SOUTH <= west <= east <= NORTH and WEST <= south <= north <= EAST:
        return (
            f"{source}：坐标 ({west:g}, {south:g}) 看起来经度和纬度写反了"
            f"（{label(crs)} 应先经度后纬度）；请对调两列。"
        )
    if degrees:
        return ""
    return (
        f"{source}：坐标系 {label(crs)} 以度为单位，但坐标在 ({west:g}, {south:g}) 至 "
        f"({east:g}, {north:g})，超出经度 ±180、纬度 ±90；请声明实际的（米制）坐标系。"
    )


def _not_metres(x: float, y: float, crs: "CRS", source: str) -> str:
    """The middle must lie about where the system is meant for."""
    if inside(x, y, crs):
        return ""
    swapped = bool(inside(y, x, crs))
    hint = (
        '看起来东、北坐标（x、y）写反了；测量坐标（X 为北、Y 为东）请在数据源中写 axes = "ne"，否则请对调两列'
        if swapped
        else "请检查带号、中央经线和是否含带号前缀，声明实际的坐标系"
    )
    return f"{source}：坐标 ({x:g}, {y:g}) 不在 {label(crs)} 的适用范围内，{hint}。"


def inside(x: Any, y: Any, crs: "CRS") -> Any:
    """
    Whether each point lies about where the system is meant for.

    Examples
    --------
    >>> inside([500_000.0, 0.0], [3_440_000.0, 0.0], system(4549, source="a.csv")).tolist()
    [True, False]
    """
    import numpy as np

    from ...gis.crs import transformer

    area = crs.area_of_use
    if area is None:
        globe = (np.abs(x) <= 180) & (np.abs(y) <= 90)  # noqa: PLR2004  degrees of the globe
        return globe if crs.is_geographic else np.isfinite(x)
    if crs.is_geographic:
        longitude, latitude = np.asarray(x), np.asarray(y)
    else:
        longitude, latitude = map(np.asarray, transformer(crs, 4326).transform(x, y))
    west, east = area.west - _MARGIN, area.east + _MARGIN
    if west > east:  # across the date line
        wide = (longitude >= west) | (longitude <= east)
    else:
        wide = (longitude >= west) & (longitude <= east)
    low, high = max(area.south - _MARGIN, -90), min(area.north + _MARGIN, 90)
    return wide & (np.abs(longitude) <= 180) & (latitude >= low) & (latitude <= high)  # noqa: PLR2004


def reversed_rows(x: Any, y: Any, crs: "CRS") -> Any:
    """
    Whether each point fits the system only, or far better, with its coordinates exchanged.

    Examples
    --------
    >>> reversed_rows([31.3, 120.6], [120.6, 31.3], system(4490, source="a.csv")).tolist()
    [True, False]
    """
    import numpy as np

    from ...gis.crs import EAST, NORTH, SOUTH, WEST

    x, y = np.asarray(x), np.asarray(y)
    swapped = ~inside(x, y, crs) & inside(y, x, crs)
    if not crs.is_geographic:
        return swapped
    return swapped | ((x >= SOUTH) & (x <= NORTH) & (y >= WEST) & (y <= EAST))
