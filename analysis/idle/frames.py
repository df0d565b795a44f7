"""Frames in which land that is left over is looked for: communities, and the blocks between streets."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis import blocks, unions
from . import setbacks

COMMUNITIES, BLOCKS, BOTH = "communities", "blocks", "both"
NO_COMMUNITIES = "没有带边界的小区，无法在小区内求剩余空地；可把 idle_in 设为 blocks，按街区求"
NO_STREETS = "没有分隔街区的道路，无法按街区求剩余空地"
NO_BUILDINGS = "缺少楼栋图层，无法求剩余空地"
NO_ROADS = "缺少步行道路图层，道路会被当作空地，不求剩余空地"


def frames(
    communities: gpd.GeoDataFrame | None,
    streets: gpd.GeoDataFrame | None,
    *,
    within: str,
    extent: "shapely.Polygon | None" = None,
    overrides: setbacks.Overrides = None,
) -> gpd.GeoDataFrame:
    """
    The frames of a city.

    Parameters
    ----------
    communities, streets
        The layers, in one metric CRS; None where there is none.
    within
        `communities`, `blocks` (between the carriageways that part the ground), or `both`: then a
        block is what no community takes.
    extent
        The edge of the data: blocks reach as far.
    overrides
        As for :func:`pianqu.analysis.standards.load`.

    Returns
    -------
    GeoDataFrame
        Indexed by frame: `of_layer` (communities, blocks), `geometry`. Empty where there are none.
        No ground is in two: what communities share is of the first id, and one that lies wholly in
        those before it is no frame.

    Examples
    --------
    >>> town = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 90, 90)], index=["C1"], crs=4549)
    >>> frames(town, None, within="communities")["of_layer"].to_dict()
    {'C1': 'communities'}
    """
    parts = []
    own = gpd.GeoSeries([], crs=communities.crs if communities is not None else None)
    if communities is not None:
        own = _parted(gpd.GeoSeries(communities.geometry[communities.geometry.area > 0]))
    if within in (COMMUNITIES, BOTH) and len(own):
        parts.append(gpd.GeoDataFrame({"of_layer": COMMUNITIES}, index=own.index, geometry=own))
    if within in (BLOCKS, BOTH) and streets is not None:
        found = _blocks(streets, extent, overrides)
        if within == BOTH and len(own):
            found = found.difference(unions.united(own.to_numpy()))
            found = found[found.area >= setbacks.setbacks(overrides=overrides)["block"]]
        parts.append(gpd.GeoDataFrame({"of_layer": BLOCKS}, index=found.index, geometry=found))
    crs = next((each.crs for each in (communities, streets) if each is not None), None)
    if not parts:
        return gpd.GeoDataFrame({"of_layer": []}, geometry=[], crs=crs)
    table = pd.concat(parts)
    table.index = pd.Index(table.index.astype(str), name="frame")
    return gpd.GeoDataFrame(table, geometry="geometry", crs=crs)


def lacking(
    found: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame | None,
    streets: gpd.GeoDataFrame | None,
    *,
    within: str,
) -> str | None:
    """
    Why land that is left over was not looked for; None where it was.

    Examples
    --------
    >>> lacking(gpd.GeoDataFrame(geometry=[]), None, None, within="blocks")
    '缺少楼栋图层，无法求剩余空地'
    """
    if buildings is None:
        return NO_BUILDINGS
    if streets is None:
        return NO_ROADS
    if len(found):
        return None
    return NO_STREETS if within == BLOCKS else NO_COMMUNITIES


def undrawn(
    found: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, sizes: dict[str, float]
) -> pd.Series:
    """
    Why a frame's houses are not drawn well enough to say what is left over.

    Parameters
    ----------
    found
        From :func:`frames`.
    buildings
        The layer, the same CRS.
    sizes
        From :func:`pianqu.analysis.idle.setbacks.setbacks`: `cover` and `drawn`.

    Returns
    -------
    Series
        The index of `found`: a sentence; NA where they are.

    Examples
    --------
    >>> yard = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 100, 100)], index=["C1"], crs=4549)
    >>> hut = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 10, 10)], index=["B1"], crs=4549)
    >>> undrawn(yard, hut, setbacks.setbacks())["C1"]
    '绘出的房屋只占地 1.0%（低于 10%），楼栋可能没有绘全'
    """
    shapes = found.geometry.to_numpy()
    spots = buildings.geometry.to_numpy()
    frame, house = shapely.STRtree(spots).query(shapes, predicate="intersects")
    under = shapely.area(shapely.intersection(shapes[frame], spots[house]))
    outline = shapely.area(spots)[house] > 0
    count = len(found)
    cover = np.bincount(frame, under, count) / shapely.area(shapes)
    many = np.bincount(frame, minlength=count)
    drawn = np.bincount(frame, outline, count) / np.maximum(many, 1)
    said = [
        f"{all_ - round(all_ * part)} 栋房屋只有点位没有轮廓"
        if part < sizes["drawn"] and all_
        else f"绘出的房屋只占地 {share:.1%}（低于 {sizes['cover']:.0%}），楼栋可能没有绘全"
        if share < sizes["cover"]
        else None
        for share, part, all_ in zip(cover, drawn, many, strict=True)
    ]
    return pd.Series(said, index=found.index, dtype="string")


def _parted(areas: gpd.GeoSeries) -> gpd.GeoSeries:
    """Each area without what those of a lower id take."""
    shapes = areas.to_numpy().copy()
    rank = np.argsort(np.argsort(areas.index.astype(str).to_numpy(), kind="stable"))
    own, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    before = rank[other] < rank[own]
    own, other = own[before], other[before]
    shared = shapely.area(shapely.intersection(shapes[own], shapes[other])) > 0
    whole = shapes.copy()
    for at in np.unique(own[shared]):
        taken = unions.united(whole[other[shared & (own == at)]])
        shapes[at] = shapely.difference(whole[at], taken)
    parted = gpd.GeoSeries(shapes, index=areas.index, crs=areas.crs)
    return gpd.GeoSeries(parted[parted.area > 0])


def _blocks(
    streets: gpd.GeoDataFrame, extent: "shapely.Polygon | None", overrides: setbacks.Overrides
) -> gpd.GeoSeries:
    parting = setbacks.parting(streets, overrides=overrides)
    found = blocks.blocks(gpd.GeoSeries(streets.geometry[parting]), extent=extent)
    return gpd.GeoSeries(found[found.area >= setbacks.setbacks(overrides=overrides)["block"]])
