"""The ten-minute question put to the layers of a place: from doors and buildings to tables."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from ..gis import network, snapping, walking
from ..gis.network import Network
from ..layers import kinds
from . import coverage, doors, origins, standards
from .choices import Choices

DIGITS = 6  # of a minute: 500 m at 50 m a minute is ten minutes, whatever the sum of its parts
PARK = "park_small"  # the kind that the layer of parks provides

Layers = Mapping[str, pd.DataFrame]
Step = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Walks:
    """Times on foot from every origin to the nearest door of every kind, and what they rest on."""

    network: Network | None
    doors: gpd.GeoDataFrame  # one row a door and kind, with where it meets the network
    buildings: pd.DataFrame | None  # minutes, one row a building
    access: pd.DataFrame | None  # how each building meets the network
    community: pd.Series | None  # of each building
    communities: pd.DataFrame | None  # minutes of communities whose buildings are not known
    bases: pd.Series  # basis of each of those communities
    missing: Mapping[str, str]  # kinds whose layer is missing, with the reason


def walk(layers: Layers, choices: Choices, *, threads: int, step: Step) -> Walks:
    """
    Minutes from every building and community to the nearest place of each kind.

    Parameters
    ----------
    layers
        The layers of a city, in one metric CRS.
    choices
        Pace, limits, kinds.
    threads
        Threads of the search; the answer has the same bits for any number.
    step
        Called with the name of each step as it begins.

    Returns
    -------
    Walks
        Without a layer of streets: no network and no minutes.
    """
    step("建立步行路网")
    net = _network(layers, choices)
    step("接入设施与楼栋")
    targets = _targets(layers, choices, net)
    step("计算步行时间")
    search = _Search(net, targets, choices, threads)
    buildings, access = _of_buildings(layers, search)
    community = _community(layers)
    communities, bases = _of_communities(layers, community, search)
    return Walks(
        network=net,
        doors=targets,
        buildings=buildings,
        access=access,
        community=community,
        communities=communities,
        bases=bases,
        missing=_missing(layers, choices),
    )


@dataclass(frozen=True, eq=False)
class _Search:
    """What every search of one plan has in common."""

    network: Network | None
    doors: gpd.GeoDataFrame
    choices: Choices
    threads: int

    def minutes(self, starts: gpd.GeoDataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        if self.network is None or not len(starts):
            nowhere = {"edge": pd.NA, "gap": np.nan, "component": pd.NA}
            return pd.DataFrame(index=starts.index, dtype=float), pd.DataFrame(
                nowhere, index=starts.index
            )
        spots = snapping.snap(self.network, starts.geometry, limit=self.choices.snap)
        times = walking.minutes(
            self.network,
            spots,
            self.doors[self.doors["edge"].notna()],
            limit=self.choices.search_minutes,
            pace=self.choices.speed,
            threads=self.threads,
        )
        return times.round(DIGITS), spots


def _of_buildings(
    layers: Layers, search: _Search
) -> tuple[pd.DataFrame | None, pd.DataFrame | None]:
    buildings = _frame(layers, "buildings")
    if buildings is None:
        return None, None
    starts = origins.of_buildings(buildings, _frame(layers, "stairwells"))
    minutes, spots = search.minutes(starts)
    every = coverage.farthest(minutes, starts["owner"]).reindex(buildings.index)
    return every, _access(starts, spots, buildings)


def _community(layers: Layers) -> pd.Series | None:
    buildings = _frame(layers, "buildings")
    if buildings is None:
        return None
    return origins.community_of(buildings, _frame(layers, "communities"))


def _of_communities(
    layers: Layers, community: pd.Series | None, search: _Search
) -> tuple[pd.DataFrame | None, pd.Series]:
    alone = _without_buildings(layers, community)
    if alone is None:
        return None, pd.Series(dtype=object)
    starts = origins.of_communities(alone, _gates(layers, "communities"))
    minutes, _ = search.minutes(starts)
    bases = starts.groupby("owner")["basis"].first()
    return coverage.nearest(minutes, starts["owner"]), bases


def _network(layers: Layers, choices: Choices) -> Network | None:
    streets = _frame(layers, "streets")
    if streets is None:
        return None
    slower = standards.stairs(overrides=choices.rules)
    return network.build(streets, pace=choices.speed, stairs=slower)


def _missing(layers: Layers, choices: Choices) -> dict[str, str]:
    needs = {kind: "parks" if kind == PARK else "facilities" for kind in choices.asked}
    if "streets" in layers:
        return {
            kind: f"缺少{kinds.schema(layer).zh}图层，未计算"
            for kind, layer in needs.items()
            if layer not in layers
        }
    return dict.fromkeys(needs, "缺少步行道路图层，未计算")


def _targets(layers: Layers, choices: Choices, net: Network | None) -> gpd.GeoDataFrame:
    streets = _frame(layers, "streets")
    found = []
    for layer in ("facilities", "parks"):
        places = _frame(layers, layer)
        if places is not None and streets is not None:
            gates = _gates(layers, layer)
            at = doors.doors(places, streets, gates=gates, doorstep=choices.doorstep)
            at["layer"] = layer
            found.append(at.merge(_kinds_of(places, layer), on="place"))
    if net is None or not found:
        columns = ["place", "basis", "geometry", "layer", "kind", "edge", "fraction", "gap"]
        return gpd.GeoDataFrame(pd.DataFrame(columns=columns), geometry="geometry")
    doors_of_kinds = pd.concat(found, ignore_index=True)
    doors_of_kinds = doors_of_kinds[doors_of_kinds["kind"].isin(choices.asked)]
    doors_of_kinds = gpd.GeoDataFrame(doors_of_kinds.reset_index(drop=True), geometry="geometry")
    spots = snapping.snap(net, doors_of_kinds.geometry, limit=choices.snap)
    return gpd.GeoDataFrame(pd.concat([doors_of_kinds, spots], axis=1), geometry="geometry")


def _kinds_of(places: gpd.GeoDataFrame, layer: str) -> pd.DataFrame:
    if layer == "parks":
        shut = places["open"].eq(False).fillna(False) if "open" in places.columns else False
        open_places = places.index[~np.broadcast_to(np.asarray(shut, dtype=bool), len(places))]
        return pd.DataFrame({"place": open_places, "kind": PARK})
    also = places["also"] if "also" in places.columns else pd.Series(pd.NA, index=places.index)
    every = places["kind"] + (";" + also.astype("string")).fillna("")
    long = every.str.split(";").explode().rename("kind").rename_axis("place").reset_index()
    return long.drop_duplicates()


def _gates(layers: Layers, of_layer: str) -> gpd.GeoDataFrame | None:
    entrances = _frame(layers, "entrances")
    return None if entrances is None else entrances[entrances["of_layer"] == of_layer]


def _without_buildings(layers: Layers, community: pd.Series | None) -> gpd.GeoDataFrame | None:
    communities = _frame(layers, "communities")
    if communities is None or community is None:
        return communities
    lived_in = community[origins.dwellings(layers["buildings"])]
    return communities[~communities.index.isin(lived_in)]


def _access(starts: gpd.GeoDataFrame, spots: pd.DataFrame, buildings: pd.DataFrame) -> pd.DataFrame:
    groups = spots.assign(owner=starts["owner"], basis=starts["basis"]).groupby("owner")
    table = pd.DataFrame(
        {
            "gap": groups["gap"].max(),
            "component": groups["component"].min().astype("Int64"),
            "snapped": groups["edge"].count() > 0,
            "basis": groups["basis"].first(),
        }
    ).reindex(buildings.index)
    table["snapped"] = table["snapped"].fillna(False).astype(bool)
    table["counted"] = origins.dwellings(buildings)
    return table


def _frame(layers: Layers, layer: str) -> gpd.GeoDataFrame | None:
    found = layers.get(layer)
    return None if found is None else gpd.GeoDataFrame(found)
