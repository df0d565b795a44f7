"""Gauss-Krüger zones: eastings that begin with the number of their zone, and those that do not."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import shapely

from .. import kinds

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from pyproj import CRS

_MILLION = 1_000_000.0
_TURN = 360.0
_NORTHING = 10_000_000.0  # metres from the equator to the pole, about
_MERCATOR = 15  # millions of metres of a web Mercator at the east of China


@dataclass(frozen=True)
class Zone:
    """One zone of one datum: its width and meridian in degrees, its two codes."""

    datum: str
    width: int
    number: int
    meridian: int
    zoned: int
    by_meridian: int


@cache
def zones() -> tuple[Zone, ...]:
    """
    Every zone of 3 and 6 degrees of CGCS2000, 西安80 and 北京54.

    Examples
    --------
    >>> next(zone for zone in zones() if zone.zoned == 4528).by_meridian
    4549
    """
    return tuple(zone for row in kinds.rows("gauss_kruger") for zone in _zones(row))


def _zones(row: dict[str, str]) -> list[Zone]:
    width, number, meridian, zoned, plain = (
        int(row[key]) for key in ("width", "first_zone", "first_meridian", "zoned", "by_meridian")
    )
    return [
        Zone(row["datum"], width, number + at, meridian + width * at, zoned + at, plain + at)
        for at in range(int(row["zones"]))
    ]


def fault(frame: "gpd.GeoDataFrame", *, source: str) -> str:
    """
    Why the eastings do not fit a system with, or without, the number of the zone; empty else.

    Parameters
    ----------
    frame
        Index any; geometry in a system, x east and y north or the other way round.
    source
        Name of the file, for the sentence.

    Examples
    --------
    >>> import geopandas as gpd
    >>> place = gpd.GeoDataFrame(geometry=[shapely.Point(40_500_123, 3_440_000)], crs=4549)
    >>> fault(place, source="a.csv")
    'a.csv：东坐标带有带号 40（例如 40500123），而 EPSG:4549 的坐标不带带号；请把 crs 改为 4528。'
    >>> fault(place.set_crs(4528, allow_override=True), source="a.csv")
    ''
    """
    zone = _zone(frame.crs)
    eastings = _eastings(frame)
    if zone is None or not (np.abs(eastings) > _TURN).any():  # degrees are another fault
        return ""
    prefixes = (eastings // _MILLION).astype(int)
    if frame.crs is not None and frame.crs.to_epsg() == zone.by_meridian:
        return _too_many(eastings, prefixes, zone, source)
    if (prefixes == 0).all():
        return (
            f"{source}：东坐标不带带号（例如 {eastings[0]:.0f}），而 EPSG:{zone.zoned} 的坐标以带号 "
            f"{zone.number} 开头；请把 crs 改为 {zone.by_meridian}（中央经线 {zone.meridian}°E），"
            "并核对中央经线。"
        )
    return _several(eastings, prefixes, zone, source)


def hint(frame: "gpd.GeoDataFrame") -> str:
    """
    The codes that eastings with the number of a zone can have; empty where they have none.

    Examples
    --------
    >>> import geopandas as gpd
    >>> hint(gpd.GeoDataFrame(geometry=[shapely.Point(40_500_123, 3_440_000)]))
    '东坐标以带号 40 开头：CGCS2000 为 crs = 4528，西安80 为 2364，北京54 为 2416'
    """
    eastings = _eastings(frame)
    numbers = set((eastings // _MILLION).astype(int).tolist())
    fits = [zone for zone in zones() if {zone.number} == numbers]
    if not fits:
        return ""
    codes = "，".join(
        f"{zone.datum} 为 {'' if at else 'crs = '}{zone.zoned}" for at, zone in enumerate(fits)
    )
    other = "；也可能是网络墨卡托（crs = 3857）" if fits[0].number <= _MERCATOR else ""
    return f"东坐标以带号 {fits[0].number} 开头：{codes}{other}"


def _zone(crs: "CRS | None") -> Zone | None:
    code = None if crs is None else crs.to_epsg()
    return next((zone for zone in zones() if code in (zone.zoned, zone.by_meridian)), None)


def _eastings(frame: "gpd.GeoDataFrame") -> "NDArray[np.float64]":
    """The x of every vertex, or the y where those alone are too great for a northing."""
    at = shapely.get_coordinates(np.asarray(frame.geometry.array, dtype=object))
    at = at[np.isfinite(at).all(axis=1)]
    exchanged = (at[:, 1] > _NORTHING) & (at[:, 0] < _NORTHING)
    return np.where(exchanged, at[:, 1], at[:, 0])


def _too_many(
    eastings: "NDArray[np.float64]", prefixes: "NDArray[np.int_]", zone: Zone, source: str
) -> str:
    """Numbers of zones in a system without any."""
    known = {other.number: other for other in zones() if other.datum == zone.datum}
    with_one = np.isin(prefixes, list(known))
    if not with_one.any():
        return ""
    first = known[int(prefixes[with_one][0])]
    said = (
        f"{source}：东坐标带有带号 {first.number}（例如 {eastings[with_one][0]:.0f}），"
        f"而 EPSG:{zone.by_meridian} 的坐标不带带号；"
    )
    if not with_one.all():
        return f"{said}另有 {int((~with_one).sum())} 个点不带带号，请先统一带号再导出。"
    if len(set(prefixes.tolist())) > 1:
        return f"{said}并且不止一个带，请按带分成几个文件。"
    other = (
        ""
        if first.meridian == zone.meridian
        else f"（中央经线 {first.meridian}°E，不是 {zone.meridian}°E）"
    )
    return f"{said}请把 crs 改为 {first.zoned}{other}。"


def _several(
    eastings: "NDArray[np.float64]", prefixes: "NDArray[np.int_]", zone: Zone, source: str
) -> str:
    """Another zone than that of the system, or several."""
    others = _distinct(prefixes[prefixes != zone.number])
    known = [other for other in zones() if other.datum == zone.datum and other.number in others]
    if not known:
        bare = int((prefixes == 0).sum())
        return (
            f"{source}：{bare} 个点的东坐标不带带号，其余带有带号 {zone.number}；请先统一带号再导出。"
            if bare
            else ""
        )
    at = eastings[prefixes == known[0].number][0]
    remedy = (
        f"请把 crs 改为 {known[0].zoned}"
        if len(others) == 1 and not (prefixes == zone.number).any()
        else "请按带分成几个文件"
    )
    return (
        f"{source}：东坐标带有带号 {known[0].number}（例如 {at:.0f}），"
        f"而 EPSG:{zone.zoned} 是 {zone.number} 带；{remedy}。"
    )


def _distinct(numbers: "NDArray[np.int_]") -> Sequence[int]:
    return sorted(set(numbers.tolist()))
