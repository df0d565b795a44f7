"""Metres on foot between places: over the ways of both and the streets open to anyone."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from ...gis import catchment
from ...gis.errors import LayerError
from ..standards import SECONDS
from ..walks import DIGITS

if TYPE_CHECKING:
    from ...gis.network import Network
    from ..walks import Walks

PAIR = ["first", "second", "metres"]
COMMUNITIES, BUILDINGS = "communities", "buildings"
_SPOT = ["edge", "fraction", "gap", "component", "zone"]


def metres(walks: "Walks", yards: pd.Series, *, limit: float, threads: int = 1) -> pd.DataFrame:
    """
    Walking metres between courtyards, from the nearest home of one to the nearest of the other.

    Parameters
    ----------
    walks
        From :func:`pianqu.analysis.walks.walk`, with streets.
    yards
        ``communities`` or ``buildings`` by id: the layer that each yard is a row of. A community
        is met at its buildings, one without buildings at its gates.
    limit
        Metres, inclusive.
    threads
        Threads of the search; no bit of the answer depends on it.

    Returns
    -------
    DataFrame
        One row a pair within the limit, sorted: `from` < `to`, `metres` as from :func:`between`.
        A yard that is not on the network is in no row.

    Raises
    ------
    LayerError
        An id stands twice.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> from pianqu.analysis.choices import Choices
    >>> from pianqu.analysis.walks import walk
    >>> street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (500, 0)])], index=["S1"], crs=4549)
    >>> homes = gpd.GeoDataFrame(
    ...     geometry=[Point(0, 10), Point(200, 20)], index=["B1", "B2"], crs=4549
    ... )
    >>> layers = {"streets": street, "buildings": homes}
    >>> walks = walk(layers, Choices(), epsg=4549, threads=1, step=lambda name: None)
    >>> yards = pd.Series("buildings", index=["B1", "B2"])
    >>> metres(walks, yards, limit=500).values.tolist()
    [['B1', 'B2', 230.0]]
    """
    twice = yards.index[yards.index.duplicated()].unique()
    if len(twice):
        raise LayerError(
            f"院落编号 {'、'.join(map(str, twice[:5]))} 不止一行；小区与楼栋的编号不能相同，请改正。"
        )
    ends = _homes(walks, yards)
    found = _walked(walks, ends, limit=limit, threads=threads)
    return found.rename(columns={"first": "from", "second": "to"})


def between(
    walks: "Walks",
    places: gpd.GeoSeries,
    *,
    limit: float,
    snap: float,
    doorstep: float,
    threads: int = 1,
) -> pd.DataFrame:
    """
    Walking metres between any places: communities, plots, premises.

    A place is entered where a street crosses or passes its edge, as a park without a fence would
    be. Who walks from one to the other may use the streets open to anyone and those of the two
    places themselves, but not those of a third community.

    Parameters
    ----------
    walks
        From :func:`pianqu.analysis.walks.walk`, with streets.
    places
        Points or polygons, indexed by id, in the grid of the walks; those missing or empty are in
        no row.
    limit
        Metres, inclusive.
    snap
        Metres within which a door must lie from a street.
    doorstep
        Metres from the edge of a place within which a street lets people in.
    threads
        Threads of the search; no bit of the answer depends on it.

    Returns
    -------
    DataFrame
        One row a pair within the limit, sorted: `first` < `second` (ids), `metres` along the
        streets from door to door, with what lies between a door and its street; of the two
        directions the longer, and no row where only one of them can be walked.

    Examples
    --------
    >>> from shapely import LineString, Point
    >>> from pianqu.analysis.choices import Choices
    >>> from pianqu.analysis.walks import walk
    >>> street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (500, 0)])], index=["S1"], crs=4549)
    >>> walks = walk(
    ...     {"streets": street}, Choices(), epsg=4549, threads=1, step=lambda name: None
    ... )
    >>> plots = gpd.GeoSeries([Point(60, 4), Point(160, 4)], index=["L1", "L2"], crs=4549)
    >>> between(walks, plots, limit=500, snap=100, doorstep=15).values.tolist()
    [['L1', 'L2', 108.0]]
    """
    from ..siting.reach import entries

    there = ~(places.isna() | places.is_empty)
    frame = gpd.GeoDataFrame(geometry=places[there])
    doors = entries(walks, frame, snap=snap, doorstep=doorstep)
    ends = pd.DataFrame(doors[doors["edge"].notna()]).rename(columns={"plot": "place"})
    network = walks.network
    if network is not None:
        ends = ends.assign(zone=network.zone[ends["edge"].to_numpy(dtype=np.int64)])
    return _walked(walks, ends.reindex(columns=["place", *_SPOT]), limit=limit, threads=threads)


def _homes(walks: "Walks", yards: pd.Series) -> pd.DataFrame:
    """Where the people of each yard meet the network."""
    communities = yards.index[yards.eq(COMMUNITIES)]
    buildings = yards.index[yards.eq(BUILDINGS)]
    homes, gates = walks.starts, walks.gates
    owner = homes["owner"].astype("string")
    of = pd.Series(pd.NA, index=homes.index, dtype="string")
    if walks.community is not None:
        of = owner.map(walks.community).astype("string")
    place = of.where(of.isin(communities)).fillna(owner.where(owner.isin(buildings)))
    gate = gates["owner"].astype("string")
    parts = [homes.assign(place=place), gates.assign(place=gate.where(gate.isin(communities)))]
    every = pd.concat([part.reindex(columns=["place", *_SPOT]) for part in parts if len(part)])
    return every[every["place"].notna() & every["edge"].notna()]


def _walked(walks: "Walks", ends: pd.DataFrame, *, limit: float, threads: int) -> pd.DataFrame:
    """Pairs of places within the limit both ways."""
    none = pd.DataFrame(columns=PAIR).astype({"metres": float})
    if walks.under is None or not len(ends):
        return none
    ends = ends.drop_duplicates(["place", "edge", "fraction", "gap"]).reset_index(drop=True)
    ends = ends.sort_values(["place", "edge", "fraction", "gap"], ignore_index=True)
    network = walks.under.metres
    minutes = (limit + 0.5 * 10**-DIGITS) / SECONDS  # a metre a second; what rounds to it is within
    inside = ends.assign(place=ends["place"].astype(str))
    gates = _gates(network, inside, limit=minutes, threads=threads)
    targets = pd.concat([inside, gates], ignore_index=True) if len(gates) else inside
    found = catchment.pairs(network, inside, targets, limit=minutes, pace=1.0, threads=threads)
    one = inside["place"].to_numpy()[found["origin"].to_numpy(dtype=np.int64)]
    found = found.assign(first=one, second=found["place"].astype(str))
    ways = found[found["first"] != found["second"]].groupby(["first", "second"])["minutes"].min()
    low = ways[ways.index.get_level_values(0) < ways.index.get_level_values(1)]
    back = ways.swaplevel().reindex(low.index)
    both = low.where(low >= back, back)[back.notna()].mul(SECONDS).round(DIGITS)
    return both.rename("metres").reset_index().sort_values(PAIR, ignore_index=True)


def _gates(network: "Network", ends: pd.DataFrame, *, limit: float, threads: int) -> pd.DataFrame:
    """
    The ends on ways of a community, once more at each junction where its ways meet the open ones.

    Strangers may not enter; who calls on a yard may. So a yard is also at its gates, as far from
    them as its homes are.
    """
    own = ends[network.zone[ends["edge"].to_numpy(dtype=np.int64)] > 0]
    gates = _junctions(network)
    gates = gates[gates["zone"].isin(own["zone"])].reset_index(drop=True)
    if not len(own) or not len(gates):
        return ends.iloc[:0]
    doors = own.assign(place=own.index)
    found = catchment.pairs(network, gates, doors, limit=limit, pace=1.0, threads=threads)
    gate = found["origin"].to_numpy(dtype=np.int64)
    door = found["place"].to_numpy(dtype=np.int64)
    same = gates["zone"].to_numpy()[gate] == own["zone"].loc[door].to_numpy()
    table = gates.loc[gate[same]].reset_index(drop=True)
    place = ends["place"].loc[door[same]].to_numpy()
    table = table.assign(place=place, gap=found["minutes"].to_numpy()[same] * SECONDS)
    shortest = table.sort_values("gap", kind="stable").drop_duplicates(
        ["place", "edge", "fraction"]
    )
    return shortest.sort_index()


def _junctions(network: "Network") -> pd.DataFrame:
    """Where ways of a community meet ways of anyone: a spot on one of the open ways each."""
    edge = np.arange(len(network.start))
    every = pd.DataFrame(
        {
            "node": np.r_[network.start, network.end],
            "edge": np.r_[edge, edge],
            "fraction": np.repeat([0.0, 1.0], len(edge)),
            "zone": np.r_[network.zone, network.zone],
        }
    )
    open_way = every[every["zone"] == 0].drop_duplicates("node")
    closed = every[every["zone"] > 0].drop_duplicates(["node", "zone"])[["node", "zone"]]
    found = open_way.drop(columns="zone").merge(closed, on="node").sort_values(["zone", "node"])
    component = network.component[found["node"].to_numpy(dtype=np.int64)]
    return found.assign(gap=0.0, component=component)[_SPOT].reset_index(drop=True)
