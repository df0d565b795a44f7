"""Buildings and the communities that they name: in it, outside, in another, across two, in none."""

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from ..findings import ERROR, WARNING, Finding
from . import entries, frames
from .frames import Layers
from .rules import limit, said

_NONE = -1
_OVERLAP = 1e-6  # shares that add up to more lie where communities overlap


class _Lying(NamedTuple):
    """Where each building lies; shares of its own area."""

    named: Any  # row of the community that it names, -1 for none
    own: Any  # share inside that
    best: Any  # row of the community with most of it, -1 for none
    most: Any  # share inside that
    several: Any  # in two or more, each with a share above the limit, that do not overlap


def buildings(layers: Layers) -> list[Finding]:
    """
    Buildings outside the community that they name, in another, across two, or without a name in one.

    Parameters
    ----------
    layers
        `communities` with outlines and `buildings` that name them by id. Where no building names
        a community, none is said to have been left out.

    References
    ----------
    Limits: rows `outside_share` and `across_share` of the table check_rules.

    Examples
    --------
    >>> import geopandas as gpd
    >>> ground = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 90, 90), shapely.box(90, 0, 180, 90)],
    ...     index=["C1", "C2"], crs=4549)
    >>> homes = gpd.GeoDataFrame({"community": ["C1"]}, geometry=[shapely.box(100, 9, 120, 19)],
    ...     index=["B1"], crs=4549)
    >>> buildings({"communities": ground, "buildings": homes})[0]["value"]
    '1 行：B1 登记为 C1，100% 在 C2 内'
    """
    homes, places = layers.get("buildings"), layers.get("communities")
    if homes is None or places is None or not len(frames.with_area(frames.shapes(places))):
        return []
    lying = _lying(homes, places)
    wide = np.append(shapely.area(frames.shapes(places)) > 0, False)
    known = ~shapely.is_missing(frames.shapes(homes))
    away = known & wide[lying.named] & (lying.own < limit("outside_share"))
    elsewhere = away & (lying.most >= limit("outside_share"))
    return [
        *_elsewhere(homes, places, lying, elsewhere),
        *_outside(homes, places, lying, away & ~elsewhere),
        *_across(homes, places, lying.several & ~away),
        *_unnamed(homes, places, lying),
    ]


def _lying(homes: pd.DataFrame, places: pd.DataFrame) -> _Lying:
    count, named = len(homes), frames.named(homes, "community", places)
    home, place, share = _shares(frames.shapes(homes), frames.shapes(places))
    own = np.zeros(count)
    mine = place == named[home]
    own[home[mine]] = share[mine]
    best, most = np.full(count, _NONE), np.zeros(count)
    order = np.lexsort((-place, share))  # the last one written stays
    best[home[order]], most[home[order]] = place[order], share[order]
    much = share >= limit("across_share")
    several = np.bincount(home[much], minlength=count) > 1
    apart = np.bincount(home, weights=share, minlength=count) <= 1 + _OVERLAP
    return _Lying(named, own, best, most, several & apart)


def _shares(outline: Any, ground: Any) -> tuple[Any, Any, Any]:
    """Building, community that it meets, and the share of the building inside it."""
    rows = frames.with_area(ground)
    home, place = shapely.STRtree(ground[rows]).query(outline, predicate="intersects")
    place = rows[place]
    size = shapely.area(outline[home])
    part = shapely.area(shapely.intersection(outline[home], ground[place]))
    share = np.divide(part, size, out=np.ones(len(home)), where=size > 0)
    return home, place, share


def _elsewhere(
    homes: pd.DataFrame, places: pd.DataFrame, lying: _Lying, rows: Any
) -> list[Finding]:
    ids = frames.ids(places)
    found = entries.each(
        frames.ids(homes),
        np.flatnonzero(rows),
        lambda row: (
            f"登记为 {ids[lying.named[row]]}，{lying.most[row]:.0%} 在 {ids[lying.best[row]]} 内"
        ),
    )
    return entries.gathered(
        ERROR,
        "buildings",
        "楼栋位于另一个小区",
        found,
        remedy=f"请改正所属小区，或改正边界。{said('outside_share')}。",
    )


def _outside(homes: pd.DataFrame, places: pd.DataFrame, lying: _Lying, rows: Any) -> list[Finding]:
    ids, order = frames.ids(places), np.flatnonzero(rows)
    found = entries.each(
        frames.ids(homes),
        order[np.argsort(lying.own[order], kind="stable")],
        lambda row: f"只有 {lying.own[row]:.0%} 在 {ids[lying.named[row]]} 内",
    )
    return entries.gathered(
        WARNING,
        "buildings",
        "楼栋在所属小区范围之外",
        found,
        remedy=f"请核对小区边界或所属小区。{said('outside_share')}。",
    )


def _across(homes: pd.DataFrame, places: pd.DataFrame, rows: Any) -> list[Finding]:
    chosen = np.flatnonzero(rows)
    at, place, share = _shares(frames.shapes(homes)[chosen], frames.shapes(places))
    parts: dict[int, list[str]] = {}
    names = frames.ids(places)
    for row, where, much in zip(at.tolist(), place.tolist(), share.tolist(), strict=True):
        if much >= limit("across_share"):
            parts.setdefault(row, []).append(f"{much:.0%} 在 {names[where]} 内")
    own = frames.ids(homes.iloc[chosen])
    found = entries.each(own, sorted(parts), lambda row: "、".join(parts[row]))
    return entries.gathered(
        WARNING,
        "buildings",
        "楼栋跨两个小区",
        found,
        remedy=f"整栋会算到其中一个小区；请核对小区边界。{said('across_share')}。",
    )


def _unnamed(homes: pd.DataFrame, places: pd.DataFrame, lying: _Lying) -> list[Finding]:
    blank = frames.words(homes, "community") == ""
    if blank.all():
        return []
    inside = blank & frames.dwellings(homes) & (lying.most >= limit("outside_share"))
    names = frames.ids(places)
    found = entries.each(
        frames.ids(homes), np.flatnonzero(inside), lambda row: f"在 {names[lying.best[row]]} 内"
    )
    return entries.gathered(
        WARNING,
        "buildings",
        "楼栋在小区范围内而没有填写所属小区",
        found,
        remedy=f"按小区汇总时不会计入；属于该小区的请补填。{said('outside_share')}。",
    )
