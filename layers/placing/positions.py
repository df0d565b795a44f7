"""Where the rows of a layer lie: its middle, rows outside their system, rows far from the rest."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

from .. import findings
from ..findings import WARNING, Finding
from . import coordinates

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

_NAMED = 8  # ids spelt out in one sentence
_FAR = 50_000.0  # metres from the middle of a layer that no row of one place has


def middle(frame: "gpd.GeoDataFrame") -> tuple[float, float]:
    """
    The median of the rows, each by the centre of its box; one wrong row does not move it.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = [shapely.Point(0, 0), shapely.Point(120, 31), shapely.Point(121, 32)]
    >>> middle(gpd.GeoDataFrame(geometry=spots, crs=4490))
    (120.0, 31.0)
    """
    at = _centres(frame)
    x, y = np.median(at[np.isfinite(at).all(axis=1)], axis=0)
    return float(x), float(y)


def faults(frame: "gpd.GeoDataFrame", *, source: str) -> list[str]:
    """
    What is wrong with the places of the rows, one sentence a fault.

    Parameters
    ----------
    frame
        Index the ids; geometries with a system.
    source
        Name of the file.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = [shapely.Point(120, 31), shapely.Point(31, 120), shapely.Point(0, 0)]
    >>> frame = gpd.GeoDataFrame(geometry=spots, index=["F1", "F2", "F3"], crs=4490)
    >>> for fault in faults(frame, source="a.csv"):
    ...     print(fault)
    a.csv：F3 的坐标是 (0, 0)，像是没有填写；请补上坐标，或留空。
    a.csv：F2 的坐标 (31, 120) 经纬度写反，请对调这一行的两个坐标。
    """
    endless = _endless(frame)
    if endless.any():
        return [
            f"{source}：{_ids(frame, endless)} 的坐标不是有限的数（nan 或 inf）；"
            "请改正这些行的坐标，或删去几何。"
        ]
    at = _centres(frame)
    known = np.isfinite(at).all(axis=1)
    if frame.crs is None or not known.any():
        return []
    x, y = at.T
    nought = known & (x == 0) & (y == 0)
    swapped = known & ~nought & coordinates.reversed_rows(x, y, frame.crs)
    outside = known & ~nought & ~swapped & ~coordinates.inside(x, y, frame.crs)
    wrong = nought | swapped | outside
    whole = (
        coordinates.misfit(frame, source=source) if wrong[known].all() or not wrong.any() else ""
    )
    if whole or not wrong.any():
        return [whole] if whole else []
    return _sentences(frame, (nought, swapped, outside), source)


def far(frame: "gpd.GeoDataFrame", layer: str) -> list[Finding]:
    """
    A warning with the rows that lie far from the middle of their layer.

    Parameters
    ----------
    frame
        Index the ids; a metric grid.
    layer
        Its name.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = [shapely.Point(0, 0), shapely.Point(9, 9), shapely.Point(0, 60_000)]
    >>> far(gpd.GeoDataFrame(geometry=spots, index=["a", "b", "c"], crs=4549), "parks")[0]["id"]
    'c'
    """
    at = _centres(frame)
    if not np.isfinite(at).all(axis=1).any():
        return []
    away = np.hypot(*(at - middle(frame)).T)
    rows = np.flatnonzero(away > _FAR)
    if not len(rows):
        return []
    return findings.finding(
        WARNING,
        layer,
        "离本图层其他行很远",
        value=f"{len(rows)} 行离图层中心超过 {_FAR / 1000:.0f} km，最远 {away[rows].max() / 1000:.0f} km",
        remedy="请检查这些行的坐标（是否写错或写反）；确实不属于本片区的请删去。",
        ids=[str(frame.index[int(row)]) for row in rows],
    )


def _centres(frame: "gpd.GeoDataFrame") -> "NDArray[np.float64]":
    """(n, 2) centre of the box of each row; NaN where there is no geometry."""
    boxes = shapely.bounds(np.asarray(frame.geometry.array, dtype=object)).reshape(-1, 4)
    return (boxes[:, :2] + boxes[:, 2:]) / 2


def _endless(frame: "gpd.GeoDataFrame") -> "NDArray[np.bool_]":
    geometry = np.asarray(frame.geometry.array, dtype=object)
    at, row = shapely.get_coordinates(geometry, return_index=True)
    found = np.zeros(len(frame), dtype=bool)
    found[row[~np.isfinite(at).all(axis=1)]] = True
    return found


def _sentences(
    frame: "gpd.GeoDataFrame", kinds: "tuple[NDArray[np.bool_], ...]", source: str
) -> list[str]:
    assert frame.crs is not None
    label = coordinates.label(frame.crs)
    endings = (
        "是 (0, 0)，像是没有填写；请补上坐标，或留空。",
        "{at} 经纬度写反，请对调这一行的两个坐标。"
        if frame.crs.is_geographic
        else "{at} 的东、北坐标（x、y）写反，请对调这一行的两个坐标。",
        f"{{at}} 不在 {label} 的适用范围内；请改正这些行的坐标，或删去这些行。",
    )
    at = _centres(frame)
    found: list[str] = []
    for rows, ending in zip(kinds, endings, strict=True):
        if rows.any():
            x, y = at[np.flatnonzero(rows)[0]]
            words = ending.format(at=f"({x:g}, {y:g})")
            found.append(f"{source}：{_ids(frame, rows)} 的坐标{_gap(words)}{words}")
    return found


def _gap(words: str) -> str:
    return " " if words.startswith("(") else ""


def _ids(frame: "gpd.GeoDataFrame", rows: "NDArray[np.bool_]") -> str:
    at = np.flatnonzero(rows)
    named = "、".join(str(frame.index[int(row)]) for row in at[:_NAMED])
    return named if len(at) <= _NAMED else f"{named} 等 {len(at)} 行"
