"""What stands at something: stairwells at their building, gates at the edge of their place."""

from typing import Any

import numpy as np
import shapely

from ..findings import ERROR, WARNING, Finding
from . import entries, frames
from .frames import Layers
from .rules import limit, said

_PLACES = ("communities", "parks", "facilities")


def stairwells(layers: Layers) -> list[Finding]:
    """
    Stairwells far from the building that they name, and those of another community than it.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 9, 9)], index=["B1"], crs=4549)
    >>> stairs = gpd.GeoDataFrame({"building": ["B1"]}, geometry=[shapely.Point(50, 5)],
    ...     index=["U1"], crs=4549)
    >>> stairwells({"buildings": homes, "stairwells": stairs})[0]["value"]
    '1 行：U1 距 B1 41 米'
    """
    stairs, homes = layers.get("stairwells"), layers.get("buildings")
    if stairs is None or homes is None:
        return []
    at = frames.named(stairs, "building", homes)
    own = frames.words(stairs, "community")
    theirs = np.append(frames.words(homes, "community"), "")[at]
    other = (at >= 0) & (own != "") & (theirs != "") & (own != theirs)
    names, ids = homes.index.astype(str), [str(key) for key in stairs.index]
    found = [
        ((ids[row],), f"{ids[row]} 登记为 {own[row]}，而 {names[at[row]]} 属于 {theirs[row]}")
        for row in np.flatnonzero(other)
    ]
    far = _distances(frames.shapes(stairs), frames.shapes(homes), at)
    away = [
        ((ids[row],), f"{ids[row]} 距 {names[at[row]]} {far[row]:.0f} 米")
        for row in _farthest(far, limit("stairwell_distance"))
    ]
    remedy = f"请核对位置或所属楼栋。{said('stairwell_distance')}。"
    return [
        *entries.gathered(
            ERROR,
            "stairwells",
            "单元与所属楼栋的小区不同",
            found,
            remedy="请改正单元或楼栋的所属小区。",
        ),
        *entries.gathered(WARNING, "stairwells", "单元远离所属楼栋", away, remedy=remedy),
    ]


def entrances(layers: Layers) -> list[Finding]:
    """
    Gates farther from the edge of the place that they belong to than the row `entrance_distance`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> parks = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 90, 90)], index=["P1"], crs=4549)
    >>> gates = gpd.GeoDataFrame({"of_layer": ["parks"], "of": ["P1"]}, index=["G1"], crs=4549,
    ...     geometry=[shapely.Point(45, 45)])
    >>> entrances({"parks": parks, "entrances": gates})[0]["value"]
    '1 行：G1 距 P1 的边界 45 米'
    """
    gates = layers.get("entrances")
    if gates is None:
        return []
    own, of = frames.shapes(gates), frames.words(gates, "of")
    far = np.full(len(gates), np.nan)
    for place in _PLACES:
        target = layers.get(place)
        if target is not None:
            mine = frames.words(gates, "of_layer") == place
            at = np.where(mine, frames.named(gates, "of", target), -1)
            far = np.where(mine, _distances(own, _edges(frames.shapes(target)), at), far)
    ids = frames.ids(gates)
    found = [
        ((ids[row],), f"{ids[row]} 距 {of[row]} 的边界 {far[row]:.0f} 米")
        for row in _farthest(far, limit("entrance_distance"))
    ]
    return entries.gathered(
        WARNING,
        "entrances",
        "出入口远离所属对象",
        found,
        remedy=f"请核对位置或所属对象。{said('entrance_distance')}。",
    )


def _farthest(metres: Any, most: float) -> Any:
    """Rows beyond the limit, the farthest first; not those told to lie far from their layer."""
    rows = np.flatnonzero((metres > most) & (metres <= limit("elsewhere_distance")))
    return rows[np.argsort(-metres[rows], kind="stable")]


def _distances(own: Any, target: Any, at: Any) -> Any:
    """Metres from each row to the row that it names; NaN where there is none."""
    far = np.full(len(own), np.nan)
    known = np.flatnonzero(at >= 0)
    far[known] = shapely.distance(own[known], target[at[known]])
    return far


def _edges(geometry: Any) -> Any:
    edge = geometry.copy()
    rows = frames.with_area(geometry)
    edge[rows] = shapely.boundary(geometry[rows])
    return edge
