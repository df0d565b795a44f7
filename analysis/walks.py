"""The ten-minute question put to the layers of a place: minutes from where people live."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from ..gis import network, walking
from ..gis.network import Network
from ..layers import kinds
from . import origins, places, standards
from .choices import Choices
from .places import LAYERS, PARK, Layers

DIGITS = 6  # of a minute: 500 m at 50 m a minute is ten minutes, whatever the sum of its parts

Step = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Walks:
    """Times on foot from every origin to the nearest door of every kind, and what they rest on."""

    network: Network | None
    services: pd.DataFrame  # every place and kind, open or not
    doors: gpd.GeoDataFrame  # one row a door and kind, with where it meets the network
    starts: pd.DataFrame  # every origin of a building: owner, basis, edge, gap, component
    buildings: pd.DataFrame | None  # minutes, one row a building
    community: pd.Series | None  # of each building
    gates: pd.DataFrame  # every origin of a community whose buildings are not known
    communities: pd.DataFrame | None  # minutes of those communities
    missing: Mapping[str, str]  # kinds whose layer is missing, with the reason


def walk(layers: Layers, choices: Choices, *, epsg: int, threads: int, step: Step) -> Walks:
    """
    Minutes from every building and community to the nearest place of each kind.

    Parameters
    ----------
    layers
        The layers of a city, in the metric grid `epsg`.
    choices
        Pace, limits, kinds.
    epsg
        The metric grid.
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
    doors = places.targets(layers, choices, net, epsg=epsg)
    step("计算步行时间")
    search = _Search(layers, net, doors, choices, threads)
    community = _community(layers)
    starts, buildings = _of_buildings(layers, search)
    gates, communities = _of_communities(layers, community, search)
    return Walks(
        network=net,
        services=places.services(layers),
        doors=doors,
        starts=starts,
        buildings=buildings,
        community=community,
        gates=gates,
        communities=communities,
        missing=_missing(layers, choices),
    )


@dataclass(frozen=True, eq=False)
class _Search:
    """What every search of one plan has in common."""

    layers: Layers
    network: Network | None
    doors: gpd.GeoDataFrame
    choices: Choices
    threads: int

    def minutes(self, starts: gpd.GeoDataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Where each start meets the network, and its minutes to every kind."""
        plain = pd.DataFrame(starts[["owner", "basis"]])
        if self.network is None or not len(starts):
            nowhere = plain.assign(edge=pd.array([pd.NA] * len(plain), "Int64"), gap=np.nan)
            return nowhere.assign(component=nowhere["edge"]), plain[[]].astype(float)
        spots = places.on_network(starts.geometry, self.layers, self.choices, self.network)
        times = walking.minutes(
            self.network,
            spots,
            self.doors[self.doors["edge"].notna()],
            limit=self.choices.search_minutes,
            pace=self.choices.speed,
            threads=self.threads,
        )
        return pd.concat([plain, spots], axis=1), times.round(DIGITS)


def _network(layers: Layers, choices: Choices) -> Network | None:
    streets = _frame(layers, "streets")
    if streets is None:
        return None
    slower = standards.stairs(overrides=choices.rules)
    return network.build(streets, pace=choices.speed, stairs=slower)


def _missing(layers: Layers, choices: Choices) -> dict[str, str]:
    if "streets" not in layers:
        return dict.fromkeys(choices.asked, "缺少步行道路图层，未计算")
    recorded = set(places.services(layers)["kind"])
    needs = {kind: LAYERS[kind == PARK] for kind in choices.asked if kind not in recorded}
    return {
        kind: f"缺少{kinds.schema(layer).zh}图层，未计算"
        for kind, layer in needs.items()
        if layer not in layers
    }


def _community(layers: Layers) -> pd.Series | None:
    buildings = _frame(layers, "buildings")
    if buildings is None:
        return None
    return origins.community_of(buildings, _frame(layers, "communities"))


def _of_buildings(layers: Layers, search: _Search) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    buildings = _frame(layers, "buildings")
    if buildings is None:
        return pd.DataFrame(columns=["owner", "basis", "edge", "gap", "component"]), None
    starts = origins.of_buildings(buildings, _frame(layers, "stairwells"))
    spots, minutes = search.minutes(starts)
    return spots, origins.farthest(minutes, starts["owner"]).reindex(buildings.index)


def _of_communities(
    layers: Layers, community: pd.Series | None, search: _Search
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    alone = _without_buildings(layers, community)
    if alone is None:
        return pd.DataFrame(columns=["owner", "basis", "edge", "gap", "component"]), None
    starts = origins.of_communities(alone, places.gates(layers, "communities"))
    spots, minutes = search.minutes(starts)
    return spots, origins.nearest(minutes, starts["owner"]).reindex(alone.index)


def _without_buildings(layers: Layers, community: pd.Series | None) -> gpd.GeoDataFrame | None:
    communities = _frame(layers, "communities")
    if communities is None or community is None:
        return communities
    lived_in = community[origins.dwellings(layers["buildings"])]
    return communities[~communities.index.isin(lived_in)]


def _frame(layers: Layers, layer: str) -> gpd.GeoDataFrame | None:
    found = layers.get(layer)
    return None if found is None else gpd.GeoDataFrame(found)
