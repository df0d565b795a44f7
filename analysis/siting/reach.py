"""Who could walk to each plot, and how long it takes: the ways that people walk to services today."""

import geopandas as gpd
import numpy as np
import pandas as pd

from .. import measures
from ..doors import PROPOSED, doors
from ..footing import doors_on
from ..ground import on_surface
from ..walks import Walks

LAYER = "plots"
NO_PLACE, OFF = "地块没有几何位置", "离最近步行道路太远，未接入路网"
BEHIND = "接入距离内的道路都隔着围墙、河道等阻隔，未接入路网"
NO_STREETS = "缺少步行道路图层，未计算"
_SPOT = ["edge", "fraction", "gap", "component", "behind"]
_COLUMNS = ["plot", "basis", *_SPOT, "geometry"]
_PAIR = ["building", "plot", "minutes"]


def entries(
    walks: Walks, plots: gpd.GeoDataFrame, *, snap: float, doorstep: float
) -> gpd.GeoDataFrame:
    """
    Where each plot would be entered, by the rule for a park that is not fenced.

    A plot is thought of as opened: walls of its own do not stand in its way, those of the layer of
    barriers do.

    Parameters
    ----------
    walks
        From :func:`pianqu.analysis.walks.walk`.
    plots
        Points or polygons, indexed by id, in the grid of the walks.
    snap
        Metres within which a door must lie from a street.
    doorstep
        Metres from the edge of a plot within which a street lets people in.

    Returns
    -------
    GeoDataFrame
        One row a door: `plot`, `basis` (see :data:`pianqu.analysis.doors.BASES`), where it meets
        the network as from :func:`pianqu.gis.snapping.snap` (`edge` is NA where it does not), and
        its point. Empty without streets.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> from pianqu.analysis.choices import Choices
    >>> from pianqu.analysis.walks import walk
    >>> street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (90, 0)])], index=["S1"], crs=4549)
    >>> walks = walk(
    ...     {"streets": street}, Choices(), epsg=4549, threads=1, step=lambda name: None
    ... )
    >>> plots = gpd.GeoDataFrame(geometry=[box(50, 4, 60, 20)], index=["L1"], crs=4549)
    >>> found = entries(walks, plots, snap=100, doorstep=15)
    >>> found[["plot", "basis", "gap"]].values.tolist()
    [['L1', 'beside', 4.0]]
    """
    if walks.under is None or not len(plots):
        empty = pd.DataFrame(columns=_COLUMNS).astype({"edge": "Int64", "gap": float})
        return gpd.GeoDataFrame(empty, geometry="geometry", crs=plots.crs)
    bare = gpd.GeoDataFrame(geometry=plots.geometry)
    at = doors(bare, on_surface(walks.under.ways.streets), doorstep=doorstep)
    guessed = at["basis"].isin(PROPOSED).to_numpy()
    spots = doors_on(at.geometry, walks.under, limit=snap, proposed=guessed, doorstep=doorstep)
    table = pd.concat([at, spots], axis=1).rename(columns={"place": "plot"})
    return gpd.GeoDataFrame(table[_COLUMNS], geometry="geometry", crs=plots.crs)


def access(
    plots: gpd.GeoDataFrame, found: gpd.GeoDataFrame, *, streets: bool = True
) -> pd.DataFrame:
    """
    How each plot is entered, and why those are that cannot be.

    Parameters
    ----------
    plots
        Indexed by id.
    found
        From :func:`entries`.
    streets
        Whether there is a layer of streets.

    Returns
    -------
    DataFrame
        The index of `plots`: `entries` (doors on the network), `basis` (of the one that is nearest
        to its street), `gap` (metres of it from the street; NaN without any door), `reached`
        (boolean), `reason` (NA where reached).

    Examples
    --------
    >>> plots = gpd.GeoDataFrame(geometry=[None], index=["L1"], crs=4549)
    >>> none = pd.DataFrame(columns=["plot", "basis", "edge", "gap", "behind"])
    >>> access(plots, none)[["reached", "reason"]].values.tolist()
    [[False, '地块没有几何位置']]
    """
    rows = found.assign(on=found["edge"].notna()).sort_values(
        ["on", "gap", "basis"], ascending=[False, True, True], kind="stable"
    )
    groups = pd.DataFrame(rows).groupby("plot", sort=False)
    table = pd.DataFrame(index=plots.index)
    table["entries"] = groups["on"].sum().reindex(plots.index, fill_value=0).astype(int)
    for name in ("basis", "gap"):
        table[name] = groups[name].first().reindex(plots.index)
    table["gap"] = table["gap"].astype(float)
    table["reached"] = table["entries"] > 0
    behind = groups["behind"].any().reindex(plots.index).eq(True).to_numpy()
    shape = plots.geometry
    nowhere = (shape.isna() | shape.is_empty).to_numpy()
    said = np.select(
        [table["reached"], not streets, nowhere, behind], ["", NO_STREETS, NO_PLACE, BEHIND], OFF
    )
    table["reason"] = pd.Series(said, plots.index, dtype="string").replace("", pd.NA)
    return table


def pairs(
    walks: Walks, found: pd.DataFrame, *, limit: float, pace: float, threads: int = 1
) -> pd.DataFrame:
    """
    Every plot within a walk of every building, by the engine that times the walks to services.

    Gates, walls, slope, waits and the streets that are for residents are those of the walks. A
    building with several stairwells has a plot in reach where each of them has; its minutes are
    those of the farthest. Were the plot a park or a facility, these would be the minutes to it.

    Parameters
    ----------
    walks
        From :func:`pianqu.analysis.walks.walk`, with buildings and streets.
    found
        From :func:`entries`.
    limit
        Minutes, inclusive.
    pace
        Metres a second beside the streets.
    threads
        Threads of the search; no bit of the answer depends on it.

    Returns
    -------
    DataFrame
        One row a building and plot, sorted by plot and building: `building`, `plot`, `minutes`.

    Examples
    --------
    >>> from shapely import LineString, Point, box
    >>> from pianqu.analysis.choices import Choices
    >>> from pianqu.analysis.walks import walk
    >>> street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (500, 0)])], index=["S1"], crs=4549)
    >>> homes = gpd.GeoDataFrame(geometry=[Point(0, 10)], index=["B1"], crs=4549)
    >>> layers = {"streets": street, "buildings": homes}
    >>> walks = walk(layers, Choices(), epsg=4549, threads=1, step=lambda name: None)
    >>> plots = gpd.GeoDataFrame(geometry=[box(400, -9, 450, 40)], index=["L1"], crs=4549)
    >>> doors = entries(walks, plots, snap=100, doorstep=15)
    >>> pairs(walks, doors, limit=10, pace=50 / 60).values.tolist()
    [['B1', 'L1', 8.2]]
    """
    on = found[found["edge"].notna()]
    if walks.network is None or walks.buildings is None or not len(on):
        return pd.DataFrame(columns=_PAIR).astype({"minutes": float})
    ends = pd.DataFrame(on).rename(columns={"plot": "place"}).assign(layer=LAYER)
    timed = measures.pairs(
        walks, network=walks.network, doors=ends, limit=limit, pace=pace, threads=threads
    )
    table = timed.rename(columns={"place": "plot"})[_PAIR]
    return table.sort_values(["plot", "building"], kind="stable", ignore_index=True)
