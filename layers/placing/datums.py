"""The datum of coordinates: which one is meant, shifts taken off, old datums made true or refused."""

import warnings
from typing import TYPE_CHECKING

import numpy as np
import shapely

from ...gis import datum as shifts
from ...gis.errors import ChoiceError, CrsError
from .. import kinds
from ..findings import INFO, WARNING
from ..survey import values
from . import coordinates, vertices

if TYPE_CHECKING:
    import geopandas as gpd
    from pyproj import CRS
    from pyproj.transformer import Transformer

    from ..formats.raw import Note

CGCS2000, WGS84, GCJ02, BD09 = "CGCS2000", "WGS84", "GCJ-02", "BD-09"
SHIFTED = (GCJ02, BD09)
DEGREES = {CGCS2000: 4490, WGS84: 4326, GCJ02: 4490, BD09: 4490}
_WORDS = {
    CGCS2000: ("cgcs2000", "2000", "国家2000", "2000国家大地坐标系", "大地2000"),
    WGS84: ("wgs84", "wgs1984", "gps", "epsg:4326"),
    GCJ02: ("gcj02", "gcj", "火星坐标", "火星", "国测局", "高德", "腾讯", "amap"),
    BD09: ("bd09", "bd", "bd09ll", "百度", "baidu"),
}
_GRS80, _FLATTENING = 6_378_137.0, 298.2572  # of WGS 84 and GRS 80, the same within a millimetre
_NEAR_FLATTENING = 0.001


def known(spelling: str | None, *, source: str) -> str | None:
    """
    The datum that a spelling means.

    Raises
    ------
    ChoiceError
        It is none of CGCS2000, WGS84, GCJ-02 and BD-09.

    Examples
    --------
    >>> known("gcj02", source="a.csv"), known("WGS_1984", source="a.csv")
    ('GCJ-02', 'WGS84')
    """
    if spelling is None:
        return None
    word = "".join(sign for sign in values.normal(spelling) if sign not in " -_坐标系")
    for datum, words in _WORDS.items():
        if word in {"".join(sign for sign in known if sign not in "坐标系") for known in words}:
            return datum
    raise ChoiceError(
        f"{source}：不认识 datum“{spelling}”；请写 CGCS2000、WGS84、GCJ-02（高德、腾讯）或 BD-09（百度）。"
    )


def undone(
    frame: "gpd.GeoDataFrame", datum: str, *, source: str
) -> "tuple[gpd.GeoDataFrame, list[Note]]":
    """
    The frame with the shift of GCJ-02 or BD-09 taken off, in EPSG:4490, and what to say of it.

    Parameters
    ----------
    frame
        Index any; geometry in a system: degrees, or a grid into which shifted degrees were
        projected, which are unprojected first.
    datum
        :data:`GCJ02` or :data:`BD09`.
    source
        Name of the file, for the sentences.

    Examples
    --------
    >>> import geopandas as gpd
    >>> shown = gpd.GeoDataFrame(geometry=[shapely.Point(121.531541859215, 31.17530398364597)], crs=4490)
    >>> true, notes = undone(shown, GCJ02, source="a.csv")
    >>> round(true.geometry.iloc[0].x, 9)
    121.5272106
    """
    off = shifts.from_gcj02 if datum == GCJ02 else shifts.from_bd09
    crs = frame.crs
    degrees = frame if crs is None or crs.is_geographic else _degrees(frame, crs)
    at = shapely.get_coordinates(degrees.geometry)
    moved = vertices.moved(degrees, off)
    found = degrees.set_geometry(moved, crs=None).set_crs(DEGREES[datum], allow_override=True)
    notes = [_moved(at, moved, datum)]
    if crs is not None and not crs.is_geographic:
        notes.append(_unprojected(crs, datum))
    outside = int((~shifts.inside(*at[np.isfinite(at).all(axis=1)].T)).sum())
    if outside:
        notes.append(_abroad(outside, datum))
    return found, notes


def _degrees(frame: "gpd.GeoDataFrame", crs: "CRS") -> "gpd.GeoDataFrame":
    """On the same datum as the grid, so that nothing but the projection is undone."""
    below = crs.geodetic_crs
    code = None if below is None else below.to_epsg()
    return frame.to_crs(code or DEGREES[CGCS2000])


def _moved(before: "np.ndarray", after: "np.ndarray", datum: str) -> "Note":
    lat = np.radians(before[:, 1])
    step = np.radians(shapely.get_coordinates(after) - before) * _GRS80
    away = np.hypot(step[:, 0] * np.cos(lat), step[:, 1])
    away = away[np.isfinite(away)]
    said = f"移动 {away.min():.0f} 至 {away.max():.0f} m" if len(away) else "没有坐标"
    return (INFO, f"已由 {datum} 还原为 CGCS2000", f"{len(before)} 个点，{said}", "")


def _unprojected(crs: "CRS", datum: str) -> "Note":
    return (
        WARNING,
        f"投影坐标声明为 {datum}",
        f"文件的坐标系是 {coordinates.label(crs)}；已先反算为经纬度，再按 {datum} 还原",
        "请确认这些坐标确由未纠偏的经纬度投影而来，而不是真实测量成果；百度墨卡托（米）不是这种坐标，不能这样还原。",
    )


def _abroad(count: int, datum: str) -> "Note":
    return (
        WARNING,
        f"{datum} 的偏移只用于国内",
        f"{count} 个点在国内范围之外，未移动",
        "请核对这些点；境外的地图数据通常没有偏移，应另作一个数据源。",
    )


def is_true(crs: "CRS") -> bool:
    """
    Whether a system is on a datum of today, which agrees with CGCS2000 within a metre or so.

    Examples
    --------
    >>> is_true(coordinates.system(4549, source="a")), is_true(coordinates.system(2385, source="a"))
    (True, False)
    """
    if crs.is_bound or crs.ellipsoid is None:
        return False
    size, flattening = crs.ellipsoid.semi_major_metre, crs.ellipsoid.inverse_flattening
    return abs(size - _GRS80) < 1 and abs(flattening - _FLATTENING) < _NEAR_FLATTENING


def true(frame: "gpd.GeoDataFrame", *, source: str) -> "tuple[gpd.GeoDataFrame, list[Note]]":
    """
    The frame on a datum of today: as it is, or transformed to EPSG:4326 and said so.

    Parameters
    ----------
    frame
        Index any; geometry in a system.
    source
        Name of the file, for the sentences.

    Raises
    ------
    CrsError
        Its datum is an old one (北京54, 西安80, a local ellipsoid) for which PROJ knows no
        transformation at this place, or none that is good enough (table placing_rules): without
        one, PROJ would take the old degrees for new ones, which is tens of metres wrong.

    Examples
    --------
    >>> import geopandas as gpd
    >>> place = gpd.GeoDataFrame(geometry=[shapely.Point(500_000, 3_440_000)], crs=2385)
    >>> true(place, source="a.shp")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.CrsError: a.shp：坐标系 EPSG:2385 的基准是 Xian 1980，没有公开的转换参数可换到 CGCS2000；请用 controls 给出控制点文件，或用带 +towgs84 参数的 PROJ 串声明 crs。
    """
    if frame.crs is None or is_true(frame.crs):
        return frame, []
    way = _way(frame)
    name = frame.crs.datum.name if frame.crs.datum is not None else frame.crs.name
    remedy = "请用 controls 给出控制点文件，或用带 +towgs84 参数的 PROJ 串声明 crs。"
    label = coordinates.label(frame.crs)
    if way is None:
        raise CrsError(
            f"{source}：坐标系 {label} 的基准是 {name}，没有公开的转换参数可换到 CGCS2000；{remedy}"
        )
    rules = {row["rule"]: row["value"] for row in kinds.rows("placing_rules")}
    least = float(rules["old_datum_accuracy"])
    if way.accuracy > least:
        raise CrsError(
            f"{source}：坐标系 {label} 的基准是 {name}，公开的转换参数在此处只准到 {way.accuracy:g} m"
            f"（要求 {least:g} m 以内）；{remedy}"
        )
    said = f"准到 {way.accuracy:g} m" if way.accuracy >= 0 else "参数由坐标系的声明给出，精度未知"
    note = (WARNING, "由旧基准转换", f"{name} 转为 WGS 84：{said}", "请用已知点核对位置。")
    return frame.set_geometry(vertices.moved(frame, way.transform), crs=None).set_crs(
        4326, allow_override=True
    ), [note]


def _way(frame: "gpd.GeoDataFrame") -> "Transformer | None":
    """The best transformation to WGS 84 at the place that is one; None where PROJ would guess."""
    from pyproj.transformer import AreaOfInterest, TransformerGroup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of grids that are better and not installed
        group = TransformerGroup(frame.crs, 4326, always_xy=True)
        finite = [way for way in group.transformers if _is_known(way)]
        if not finite:
            return None
        sides = [float(side) for side in frame.total_bounds]
        west, south, east, north = finite[0].transform_bounds(
            sides[0], sides[1], sides[2], sides[3]
        )
        if not np.isfinite([west, south, east, north]).all():
            return finite[0]
        area = AreaOfInterest(west, south, east, north)
        group = TransformerGroup(frame.crs, 4326, always_xy=True, area_of_interest=area)
    return next((way for way in group.transformers if _is_known(way)), None)


def _is_known(way: "Transformer") -> bool:
    return "ballpark" not in way.description.lower()
