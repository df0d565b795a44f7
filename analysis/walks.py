"""The ten-minute question put to the layers of a place: minutes from where people live."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from ..gis import walking
from ..gis.network import Network
from ..layers import kinds
from . import doors, footing, ground, origins, places
from .choices import Choices
from .ground import Ground, Layers, Rasters
from .places import LAYERS, PARK

DIGITS = 6  # of a minute: 500 m at 50 m a minute is ten minutes, whatever the sum of its parts
_STARTS = ["owner", "basis", "edge", "fraction", "gap", "component", "behind", "zone"]

Step = Callable[[str], None]


@dataclass(frozen=True, eq=False)
class Walks:
    """Times on foot from every origin to the nearest door of every kind, and what they rest on."""

    under: Ground | None
    services: pd.DataFrame  # every place and kind, open or not
    doors: gpd.GeoDataFrame  # one row a door and kind, with where it meets the network
    starts: pd.DataFrame  # every origin of a building: owner, basis, and where it meets the network
    parts: pd.DataFrame  # minutes, one row a start
    far: pd.DataFrame | None  # minutes, one row a building, as far as any rule asks
    buildings: pd.DataFrame | None  # minutes, one row a building, inf beyond what is shown
    community: pd.Series | None  # of each building
    gates: pd.DataFrame  # every origin of a community whose buildings are not known
    communities: pd.DataFrame | None  # minutes of those communities
    missing: Mapping[str, str]  # kinds whose layer is missing, with the reason

    @property
    def network(self) -> Network | None:
        """The walking network; None without streets."""
        return None if self.under is None else self.under.network


def walk(
    layers: Layers,
    choices: Choices,
    *,
    rasters: Rasters | None = None,
    reach: float = 0.0,
    epsg: int,
    threads: int,
    step: Step,
) -> Walks:
    """
    Minutes from every building and community to the nearest place of each kind.

    Parameters
    ----------
    layers
        The layers of a city, in the metric grid `epsg`.
    choices
        Pace, limits, kinds, and what stands in the way.
    rasters
        The raster `dem` gives the slope.
    reach
        Minutes that are searched at least, beyond those shown.
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
    under = ground.ground(layers, choices, rasters=rasters or {}, epsg=epsg)
    step("接入设施与楼栋")
    ends = places.targets(layers, choices, under, epsg=epsg)
    step("计算步行时间")
    search = _Search(layers, under, ends, choices, max(reach, choices.search_minutes), threads)
    community = _community(layers)
    starts, parts, far = _of_buildings(layers, community, search)
    gates, communities = _of_communities(layers, community, search)
    return Walks(
        under=under,
        services=places.services(layers),
        doors=ends,
        starts=starts,
        parts=_shown(parts, choices),
        far=far,
        buildings=None if far is None else _shown(far, choices),
        community=community,
        gates=gates,
        communities=None if communities is None else _shown(communities, choices),
        missing=_missing(layers, choices),
    )


@dataclass(frozen=True, eq=False)
class _Search:
    """What every search of one plan has in common."""

    layers: Layers
    under: Ground | None
    doors: gpd.GeoDataFrame
    choices: Choices
    reach: float
    threads: int

    def minutes(
        self, starts: gpd.GeoDataFrame, zone: pd.Series
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Where each start meets the network, and its minutes to every kind."""
        plain = pd.DataFrame(starts[["owner", "basis"]])
        if self.under is None or not len(starts):
            return plain.reindex(columns=_STARTS).astype({"edge": "Int64"}), plain[[]].astype(float)
        spots = footing.people_on(starts.geometry, zone, self.under, limit=self.choices.snap)
        times = walking.minutes(
            self.under.network,
            spots,
            self.doors[self.doors["edge"].notna()],
            limit=self.reach,
            pace=self.choices.speed,
            threads=self.threads,
        )
        return pd.concat([plain, spots], axis=1), times.round(DIGITS)


def _shown(minutes: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """Minutes as far as they are shown; inf beyond."""
    return minutes.mask(minutes > choices.search_minutes, np.inf)


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


def _of_buildings(
    layers: Layers, community: pd.Series | None, search: _Search
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    buildings = _frame(layers, "buildings")
    if buildings is None or community is None:
        return pd.DataFrame(columns=_STARTS), pd.DataFrame(), None
    starts = origins.of_buildings(buildings, _frame(layers, "stairwells"))
    zone = pd.Series(community.reindex(starts["owner"]).to_numpy(), starts.index)
    spots, minutes = search.minutes(starts, zone)
    return spots, minutes, origins.farthest(minutes, starts["owner"]).reindex(buildings.index)


def _of_communities(
    layers: Layers, community: pd.Series | None, search: _Search
) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    alone = _without_buildings(layers, community)
    if alone is None or not len(alone):
        return pd.DataFrame(columns=_STARTS), None
    starts = origins.of_communities(alone, _ways_out(layers, alone, search))
    spots, minutes = search.minutes(starts, starts["owner"].astype("string"))
    return spots, origins.nearest(minutes, starts["owner"]).reindex(alone.index)


def _ways_out(layers: Layers, alone: gpd.GeoDataFrame, search: _Search) -> gpd.GeoDataFrame | None:
    """Gates of communities: as given, and proposed where a street crosses the edge of the rest."""
    under = search.under
    if under is None:
        return places.gates(layers, "communities")
    given = places.gates(layers, "communities", step_free=under.step_free)
    known = given["of"] if given is not None else []
    areas = alone[origins.placed(alone) & ~alone.index.isin(known)]
    areas = areas[areas.geom_type.isin(["Polygon", "MultiPolygon"])]
    found = doors.doors(areas, ground.on_surface(under.ways.streets), doorstep=0.0)
    crossed = found[found["basis"] == doors.CROSSING].rename(columns={"place": "of"})
    crossed = crossed.set_index("proposed-" + pd.Series(range(len(crossed))).astype(str))
    parts = [part for part in (given, crossed) if part is not None and len(part)]
    return gpd.GeoDataFrame(pd.concat(parts)) if parts else given


def _without_buildings(layers: Layers, community: pd.Series | None) -> gpd.GeoDataFrame | None:
    communities = _frame(layers, "communities")
    if communities is None or community is None:
        return communities
    lived_in = community[origins.dwellings(layers["buildings"])]
    return communities[~communities.index.isin(lived_in)]


def _frame(layers: Layers, layer: str) -> gpd.GeoDataFrame | None:
    found = layers.get(layer)
    return None if found is None else gpd.GeoDataFrame(found)
