"""Slivers between communities: ground that two outlines leave between them like a drawing error."""

from typing import Any

import shapely

from .. import findings
from ..findings import WARNING, Finding
from . import frames
from .frames import Layers
from .rules import limit, said

_SHOWN = 5
_WIDER = 3.0  # times the greatest width at which ground that opens has half as much again
_MITRE = 2.0  # corners stay corners when an outline is widened


def gaps(layers: Layers) -> list[Finding]:
    """
    Slivers between two communities, narrower than the row `gap_width` and above `gap_area`.

    Ground along which a street runs, or that opens into wider ground, is a lane and none.

    Examples
    --------
    >>> import geopandas as gpd
    >>> homes = [shapely.box(0, 0, 90, 90), shapely.box(90.4, 0, 180, 90)]
    >>> frame = gpd.GeoDataFrame(geometry=homes, index=["C1", "C2"], crs=4549)
    >>> gaps({"communities": frame})[0]["value"]
    '1 处，合计 36.0 ㎡：C1 与 C2 之间 36.0 ㎡，在 (90, 45)'
    """
    frame = layers.get("communities")
    geometry = frames.shapes(frame)
    rows = frames.with_area(geometry)
    if frame is None or not len(rows):
        return []
    found = _slivers(geometry[rows], frames.shapes(layers.get("streets")))
    if not found:
        return []
    ids = frames.ids(frame.iloc[rows])
    told = [
        f"{ids[one]} 与 {ids[other]} 之间 {sliver.area:.1f} ㎡，在 {_at(sliver)}"
        for one, other, sliver in found[:_SHOWN]
    ]
    more = " 等" if len(found) > _SHOWN else ""
    total = sum(sliver.area for *_, sliver in found)
    return findings.finding(
        WARNING,
        "communities",
        "小区边界之间有缝隙",
        value=f"{len(found)} 处，合计 {total:.1f} ㎡：{'、'.join(told)}{more}",
        remedy=f"像是两次描绘没有对齐；相邻的请捕捉公共边界。{said('gap_width')}，{said('gap_area')}。",
        ids=list(dict.fromkeys(ids[row] for one, other, _ in found for row in (one, other))),
    )


def _slivers(outlines: Any, streets: Any) -> list[tuple[int, int, Any]]:
    """Rows of the two, and the ground between them; the largest first."""
    lanes = shapely.STRtree(streets)
    tree = shapely.STRtree(outlines)
    first, second = tree.query(outlines, predicate="dwithin", distance=limit("gap_width"))
    found: list[tuple[int, int, Any]] = []
    for one, other in zip(first.tolist(), second.tolist(), strict=True):
        if one < other:
            between = _between(outlines[one], outlines[other])
            others = outlines[tree.query(between, predicate="intersects")]
            rest = shapely.get_parts(shapely.difference(between, shapely.union_all(others)))
            wide = rest[shapely.area(rest) > limit("gap_area")]
            found += [
                (one, other, part)
                for part in wide
                if not _lane(part, lanes, outlines[one], outlines[other])
            ]
    return sorted(found, key=lambda sliver: (-sliver[2].area, sliver[0], sliver[1]))


def _lane(sliver: Any, streets: shapely.STRtree, one: Any, other: Any) -> bool:
    """Whether a street runs along it, farther than across, or it is the narrow end of wider ground."""
    lines = streets.geometries[streets.query(sliver, predicate="intersects")]
    along = shapely.length(shapely.intersection(lines, sliver))
    wider = shapely.get_parts(_between(one, other, times=_WIDER))
    whole = shapely.area(wider[shapely.intersects(wider, sliver)]).sum()
    return bool((along > 2 * limit("gap_width")).any() or whole > _WIDER / 2 * sliver.area)


def _between(one: Any, other: Any, *, times: float = 1) -> Any:
    """Ground that closing fills for the two together and for neither alone."""
    alone = shapely.union(_closed(one, times), _closed(other, times))
    return shapely.difference(_closed(shapely.union(one, other), times), alone)


def _closed(shape: Any, times: float) -> Any:
    """The shape with what is narrower than the limit, or so many times the limit, filled."""
    half = times * limit("gap_width") / 2
    wide = shapely.buffer(shape, half, join_style="mitre", mitre_limit=_MITRE)
    return shapely.buffer(wide, -half, join_style="mitre", mitre_limit=_MITRE)


def _at(shape: Any) -> str:
    point = shapely.point_on_surface(shape)
    return f"({point.x:.0f}, {point.y:.0f})"
