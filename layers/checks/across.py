"""Checks across layers: what two layers, or two rows, say that cannot both be so."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from ..findings import Finding
from . import (
    ages,
    attachments,
    bounds,
    counts,
    duplicates,
    links,
    membership,
    networks,
    outlines,
    parts,
    reach,
    slivers,
)

if TYPE_CHECKING:
    import pandas as pd

Layers = Mapping[str, "pd.DataFrame"]

CHECKS: tuple[Callable[[Layers], list[Finding]], ...] = (
    outlines.overlaps,
    slivers.gaps,
    outlines.twice,
    duplicates.places,
    duplicates.namesakes,
    membership.buildings,
    attachments.stairwells,
    attachments.entrances,
    counts.storeys,
    counts.households,
    counts.parks,
    bounds.groups,
    bounds.storeys,
    parts.totals,
    networks.pieces,
    networks.crossings,
    links.dead_ends,
    reach.far,
    ages.stale,
    ages.late,
    ages.unbuilt,
    ages.oldest,
    ages.order,
)


def find(layers: Layers) -> list[Finding]:
    """
    What does not fit together, each with ids, the measured value, its limit and what to do.

    Parameters
    ----------
    layers
        Layer to frame, indexed by id, typed; every geometry in one metric CRS. References are
        ids. A check whose layers or fields are not there says nothing.

    Returns
    -------
    list of Finding
        Severity error for contradictions in the data, warning for what is implausible, info for
        what may be so. Nothing is changed.

    References
    ----------
    Limits: the table check_rules, each with its status.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> homes = gpd.GeoDataFrame({"name": ["甲", "乙"]}, index=["C1", "C2"],
    ...     geometry=[box(0, 0, 90, 90), box(80, 0, 200, 90)], crs=4549)
    >>> [(one["rule"], one["id"], one["value"]) for one in find({"communities": homes})]
    [('小区范围重叠', 'C1;C2', '1 对，合计 900 ㎡：C1 与 C2 重叠 900 ㎡')]
    """
    return [line for check in CHECKS for line in check(layers)]
