"""Things that are there twice: one place in two rows, one name at two places close by."""

from typing import Any

import numpy as np
import shapely

from .. import kinds
from ..findings import ERROR, WARNING, Finding
from ..survey import values
from . import entries, frames
from .frames import Layers
from .rules import limit, said

_NAMED_ONCE = ("communities", "parks", "facilities")
_UNNAMED = frozenset({"未命名", "无名", "无", "unnamed"})
# one name on both sides of the road, for every exit of a station, at every corner of a community
_SEVERAL = ("bus_stop", "metro", "refuse_point")
_LINES = ("streets", "barriers")  # twice the length, but one way and one wall
_NEAR = 0.002  # metres: each of two rounds to a millimetre
# layer to the fields that tell two rows of one place apart
_OWN = {
    "stairwells": ("building", "name"),
    "windows": ("building", "storey"),
    "entrances": ("of_layer", "of"),
    "facilities": ("kind", "name"),
    "streets": ("level", "bridge", "tunnel"),
    "premises": ("name",),
    "protections": ("kind", "name"),
    "barriers": ("kind",),
    "districts": ("kind",),
}


def places(layers: Layers) -> list[Finding]:
    """
    Rows of one layer with the same shape, to two millimetres, and the same words.

    Outlines that are nearly the same are found by :func:`pianqu.layers.checks.outlines.twice`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> spots = gpd.GeoDataFrame({"kind": ["canteen"] * 2}, index=["F1", "F2"], crs=4549,
    ...     geometry=[shapely.Point(5, 5), shapely.Point(5, 5)])
    >>> places({"facilities": spots})[0]["value"]
    '1 对：F1 与 F2 位置相同'
    """
    notes: list[Finding] = []
    for layer, fields in _OWN.items():
        frame = layers.get(layer)
        if frame is None or not hasattr(frame, "geometry"):
            continue
        words = [frames.words(frame, field) for field in fields]
        own = np.array(["\n".join(map(_plain, row)) for row in zip(*words, strict=True)])
        ids = frames.ids(frame)
        found = [
            ((ids[one], ids[other]), f"{ids[one]} 与 {ids[other]} 位置相同")
            for one, other in _same_places(frames.shapes(frame), own)
        ]
        notes += entries.gathered(
            WARNING if layer in _LINES else ERROR,
            layer,
            f"{kinds.schema(layer).zh}重复",
            found,
            head=f"{len(found)} 对",
            remedy="几何与类别都相同，数量与长度会重复计算；请删去其一，或用校正表移除。",
        )
    return notes


def namesakes(layers: Layers) -> list[Finding]:
    """
    Places of one name (and kind) within the row `same_name_distance` of each other.

    Stops of buses, exits of stations and refuse points are left out: several have one name.

    Examples
    --------
    >>> import geopandas as gpd
    >>> parks = gpd.GeoDataFrame({"name": ["东园", "东 园"]}, index=["P1", "P2"], crs=4549,
    ...     geometry=[shapely.box(0, 0, 9, 9), shapely.box(39, 0, 49, 9)])
    >>> namesakes({"parks": parks})[0]["value"]
    '1 对：P1 与 P2（东园）相距 30 米'
    """
    notes: list[Finding] = []
    for layer in _NAMED_ONCE:
        frame = layers.get(layer)
        if frame is None or "name" not in frame.columns or not hasattr(frame, "geometry"):
            continue
        kind = frames.words(frame, "kind" if layer == "facilities" else "")
        pairs = _same_names(frame, frames.shapes(frame), kind)
        ids = frames.ids(frame)
        found = [
            ((ids[one], ids[other]), f"{ids[one]} 与 {ids[other]}（{name}）相距 {away:.0f} 米")
            for away, one, other, name in pairs
        ]
        notes += entries.gathered(
            WARNING,
            layer,
            f"{kinds.schema(layer).zh}同名且相邻",
            found,
            head=f"{len(found)} 对",
            remedy=f"可能是同一处登记了两次，也可能确有两处；请核对。{said('same_name_distance')}。",
        )
    return notes


def _same_places(geometry: Any, words: Any) -> list[tuple[int, int]]:
    """Pairs of rows with the same words of which no point is farther than two millimetres."""
    rows = np.flatnonzero(~shapely.is_missing(geometry))
    bounds = shapely.bounds(geometry[rows]).reshape(-1, 4)
    corners = np.asarray(shapely.points(bounds[:, :2]))
    one, other = shapely.STRtree(corners).query(corners, predicate="dwithin", distance=_NEAR)
    alike = (one < other) & (np.abs(bounds[one] - bounds[other]).max(axis=1, initial=0) <= _NEAR)
    first, second = rows[one[alike]], rows[other[alike]]
    same = (words[first] == words[second]) & (
        shapely.hausdorff_distance(geometry[first], geometry[second]) <= _NEAR
    )
    return sorted(zip(first[same].tolist(), second[same].tolist(), strict=True))


def _plain(word: object) -> str:
    return "" if values.is_blank(word) else "".join(values.normal(word).split())


def _same_names(frame: Any, geometry: Any, kind: Any) -> list[tuple[float, int, int, str]]:
    """Metres, the two rows, their name; the nearest first. Rows of one shape are not told twice."""
    written = frames.words(frame, "name")
    names = np.array([_plain(name) for name in written], dtype=object)
    said_name = np.array([bool(name) and name not in _UNNAMED for name in names], dtype=bool)
    rows = np.flatnonzero(said_name & ~shapely.is_missing(geometry) & ~np.isin(kind, _SEVERAL))
    own = geometry[rows]
    near = shapely.STRtree(own).query(
        own, predicate="dwithin", distance=limit("same_name_distance")
    )
    first, second = rows[near[0]], rows[near[1]]
    same = (first < second) & (names[first] == names[second]) & (kind[first] == kind[second])
    first, second = first[same], second[same]
    same = shapely.equals(geometry[first], geometry[second])
    first, second = first[~same], second[~same]
    metres = shapely.distance(geometry[first], geometry[second])
    return sorted(
        (float(away), int(one), int(other), str(written[one]))
        for away, one, other in zip(metres, first, second, strict=True)
    )
