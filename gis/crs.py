"""Coordinate systems: the metric grid of a place, and the refusal of degrees for lengths."""

from functools import lru_cache
from typing import TYPE_CHECKING

from .errors import CrsError

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS, Transformer

WEST, EAST = 73.5, 136.5  # longitudes that the CGCS2000 3-degree zones 75E to 135E cover
SOUTH, NORTH = 3.0, 54.0  # latitudes of China
_UTM_NORTH, _UTM_SOUTH = 32600, 32700
_TURN = 360
_WEB_MERCATOR = 3857  # its metres are not metres on the ground


def zone(longitude: float, latitude: float = 30.0) -> int:
    """
    EPSG code of the metric grid to use at a place.

    Parameters
    ----------
    longitude, latitude
        Degrees (CGCS2000 or WGS 84).

    Returns
    -------
    int
        In China the CGCS2000 3-degree Gauss-Krüger zone by central meridian (EPSG 4534 for 75° E
        to 4554 for 135° E: 4509 + meridian / 3); elsewhere the UTM zone on WGS 84.

    Raises
    ------
    CrsError
        The numbers are no longitude and latitude.

    References
    ----------
    EPSG registry, codes 4534 to 4554 and 32601 to 32760.

    Examples
    --------
    >>> zone(120.6, 31.3)
    4549
    >>> zone(24.94, 60.17)
    32635
    """
    if not (abs(longitude) <= _TURN / 2 and abs(latitude) <= _TURN / 4):
        raise CrsError(
            f"坐标 ({longitude:g}, {latitude:g}) 不是经纬度：经度应在 -180 至 180 之间、"
            "纬度应在 -90 至 90 之间；请检查经纬度两列是否写反，或声明正确的坐标系。"
        )
    if WEST <= longitude < EAST and SOUTH <= latitude <= NORTH:
        return 4509 + int(longitude / 3 + 0.5)
    return (_UTM_NORTH if latitude >= 0 else _UTM_SOUTH) + min(int((longitude + 180) // 6) + 1, 60)


@lru_cache(maxsize=64)  # making one costs a tenth of a second
def transformer(source: "CRS | str | int", target: "CRS | str | int") -> "Transformer":
    """
    From one coordinate system into another, x (east, longitude) before y.

    Parameters
    ----------
    source, target
        Any spelling that pyproj knows; heights are left out.

    Examples
    --------
    >>> [round(value, 3) for value in transformer(4490, 4549).transform(120.0, 30.0)]
    [500000.0, 3320113.398]
    """
    from pyproj import CRS, Transformer

    flat = [CRS.from_user_input(one).to_2d() for one in (source, target)]
    return Transformer.from_crs(*flat, always_xy=True)


def to_metric(frame: "gpd.GeoDataFrame", epsg: int) -> "gpd.GeoDataFrame":
    """
    The frame in a metric grid.

    Parameters
    ----------
    frame
        Any geometries, with a coordinate system.
    epsg
        The grid, as from :func:`zone`.

    Returns
    -------
    GeoDataFrame
        The same index and columns; geometry in metres, x east and y north.

    Raises
    ------
    CrsError
        The frame has no coordinate system.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> place = gpd.GeoDataFrame(geometry=[Point(120, 31)], crs=4490)
    >>> to_metric(place, 4549).geometry.x.round(3).tolist()
    [500000.0]
    """
    if frame.crs is None:
        raise CrsError("图层没有坐标系，无法换算为米；请在数据源中用 crs 声明，例如 crs = 4490。")
    return frame.to_crs(epsg)


def require_metric(*frames: "gpd.GeoDataFrame | gpd.GeoSeries") -> int:
    """
    The one metric grid that the frames share.

    Parameters
    ----------
    frames
        One or more frames or series of geometries.

    Returns
    -------
    int
        The EPSG code.

    Raises
    ------
    CrsError
        A frame has no system, one in degrees, in feet, in Web Mercator, or another than the first.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> require_metric(gpd.GeoSeries([Point(0, 0)], crs=4549))
    4549
    """
    codes = [_metric_code(frame) for frame in frames]
    if len(set(codes)) != 1:
        raise CrsError(
            f"图层坐标系不一致：{'、'.join(f'EPSG:{code}' for code in codes)}；"
            "请先用 pianqu.read 统一到同一米制坐标系。"
        )
    return codes[0]


def _metric_code(frame: "gpd.GeoDataFrame | gpd.GeoSeries") -> int:
    crs = frame.crs
    code = None if crs is None else crs.to_epsg()
    if crs is None or code is None:
        raise CrsError("图层没有（EPSG 编号的）坐标系，不能量算长度；请先用 pianqu.read 读入。")
    metric = crs.is_projected and all(axis.unit_name == "metre" for axis in crs.axis_info)
    if not metric or code == _WEB_MERCATOR:
        raise CrsError(
            f"EPSG:{code} 不是可以量算的米制坐标系；长度和面积须在 CGCS2000 三度带等米制坐标系中计算，"
            "请先用 pianqu.read 读入。"
        )
    return code
