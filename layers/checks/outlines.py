"""Outlines against each other: communities that overlap, and one thing that is drawn twice."""

from typing import Any

import numpy as np
import shapely

from .. import kinds
from ..findings import ERROR, WARNING, Finding
from . import entries, frames
from .frames import Layers
from .rules import limit, said

_DRAWN_ONCE = ("communities", "buildings", "parks", "parcels")


def overlaps(layers: Layers) -> list[Finding]:
    """
    Communities that overlap by more than the row `overlap_area`, and are not one drawn twice.

    Examples
    --------
    >>> overlaps({})
    []
    """
    geometry = frames.shapes(layers.get("communities"))
    first, second = meeting(geometry)
    size = _shared(geometry, first, second)
    wrong = (size > limit("overlap_area")) & ~_alike(geometry, first, second, size)
    return _told(
        layers,
        "communities",
        (first[wrong], second[wrong], size[wrong]),
        severity=WARNING,
        rule="小区范围重叠",
        each="{one} 与 {other} 重叠 {much:.0f} ㎡",
        total=f"，合计 {size[wrong].sum():.0f} ㎡",
        remedy=f"重叠处的楼栋和住户会算到两个小区；请核对边界。{said('overlap_area')}。",
    )


def twice(layers: Layers) -> list[Finding]:
    """
    Outlines of one layer that are nearly the same, by the row `same_outline_share`.

    An error where they are the same by the row `identical_outline_share`, else a warning.

    Examples
    --------
    >>> twice({})
    []
    """
    notes: list[Finding] = []
    for layer in _DRAWN_ONCE:
        geometry = frames.shapes(layers.get(layer))
        first, second = meeting(geometry)
        size = _shared(geometry, first, second)
        same = _alike(geometry, first, second, size)
        first, second, size = first[same], second[same], size[same]
        share = _likeness(geometry, first, second, size)
        sure = share >= limit("identical_outline_share")
        notes += _doubles(layers, layer, (first[sure], second[sure], share[sure]), sure=True)
        notes += _doubles(layers, layer, (first[~sure], second[~sure], share[~sure]), sure=False)
    return notes


def _doubles(
    layers: Layers, layer: str, pairs: tuple[Any, Any, Any], *, sure: bool
) -> list[Finding]:
    rule = "identical_outline_share" if sure else "same_outline_share"
    what = "会重复计算；" if sure else "可能是同一处画了两次，会重复计算；"
    return _told(
        layers,
        layer,
        pairs,
        severity=ERROR if sure else WARNING,
        rule=f"{kinds.schema(layer).zh}{'重复绘制' if sure else '几乎重合'}",
        each="{one} 与 {other} 重合 {much:.1%}",
        remedy=f"{what}请核对，多余的用校正表移除。{said(rule)}。",
    )


def meeting(geometry: Any) -> tuple[Any, Any]:
    """
    Pairs of rows whose insides meet, each once, in order; only rows with an area.

    Examples
    --------
    >>> squares = np.array([shapely.box(0, 0, 2, 2), None, shapely.box(1, 0, 3, 2)])
    >>> [rows.tolist() for rows in meeting(squares)]
    [[0], [2]]
    """
    rows = frames.with_area(geometry)
    wide = geometry[rows]
    first, second = shapely.STRtree(wide).query(wide, predicate="intersects")
    once = first < second
    first, second = first[once], second[once]
    inside = ~shapely.touches(wide[first], wide[second])
    first, second = rows[first[inside]], rows[second[inside]]
    order = np.lexsort((second, first))
    return first[order], second[order]


def _shared(geometry: Any, first: Any, second: Any) -> Any:
    return shapely.area(shapely.intersection(geometry[first], geometry[second]))


def _likeness(geometry: Any, first: Any, second: Any, shared: Any) -> Any:
    """Area of both over area of either, from 0 to 1."""
    return shared / (shapely.area(geometry[first]) + shapely.area(geometry[second]) - shared)


def _alike(geometry: Any, first: Any, second: Any, shared: Any) -> Any:
    return _likeness(geometry, first, second, shared) >= limit("same_outline_share")


def _told(
    layers: Layers,
    layer: str,
    pairs: tuple[Any, Any, Any],
    *,
    severity: str,
    rule: str,
    each: str,
    remedy: str,
    total: str = "",
) -> list[Finding]:
    """One finding for all pairs, the greatest first."""
    first, second, much = pairs
    if not len(first):
        return []
    ids = frames.ids(layers[layer])
    found = [
        ((one, other), each.format(one=one, other=other, much=much[at]))
        for at in np.lexsort((second, first, -much))
        for one, other in [(ids[first[at]], ids[second[at]])]
    ]
    head = f"{len(found)} 对{total}"
    return entries.gathered(severity, layer, rule, found, head=head, remedy=remedy)
