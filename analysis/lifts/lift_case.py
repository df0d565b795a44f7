"""A case of lifts: the layers they are judged by, and what is known of each stairwell."""

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd

from .. import origins
from ..choices import Choices
from ..light.lighting import Lighting
from ..votes import consent
from . import fitness
from .fitness import Fitness

_OWN = ["name", "storeys", "households", "households_per_storey", "elderly", "disabled", "lift"]


@dataclass(frozen=True, eq=False)
class Case:
    """
    The layers that lifts are judged by, in one metric CRS; None where a layer is missing.

    `consents` is the table of that name; `lighting` the windows and their sun as they are.
    """

    buildings: gpd.GeoDataFrame
    stairwells: gpd.GeoDataFrame | None
    communities: gpd.GeoDataFrame | None
    streets: gpd.GeoDataFrame | None
    barriers: gpd.GeoDataFrame | None
    protections: gpd.GeoDataFrame | None
    entrances: gpd.GeoDataFrame | None
    votes: pd.DataFrame | None
    consents: pd.DataFrame | None
    lighting: Lighting
    choices: Choices

    @cached_property
    def fitness(self) -> Fitness:
        """Whether a shaft fits each stairwell."""
        return fitness.judge(
            self.stairwells,
            self.buildings,
            communities=self.communities,
            streets=self.streets,
            barriers=self.barriers,
            protections=self.protections,
            overrides=self.choices.rules,
        )

    @cached_property
    def stairs(self) -> pd.DataFrame:
        """What is known of each stairwell that was judged; of some only the building is."""
        building = self.fitness.verdicts["building"]
        own = self.buildings.reindex(building).set_axis(building.index)
        known = pd.DataFrame(index=building.index) if self.stairwells is None else self.stairwells
        found = known.reindex(index=building.index, columns=_OWN)
        for name in ("storeys", "lift"):
            if name in own.columns:
                found[name] = found[name].fillna(own[name].astype(found[name].dtype))
        community = origins.community_of(self.buildings, self.communities)
        return pd.DataFrame(found).assign(
            building=building, community=community.reindex(building).to_numpy()
        )

    @cached_property
    def district(self) -> pd.Series:
        """Sub-district of each stairwell; NA where it is not known."""
        of = self.stairs["community"]
        if self.communities is None or "district" not in self.communities.columns:
            return pd.Series(pd.NA, index=of.index, dtype="string")
        found = self.communities["district"].reindex(of).to_numpy()
        return pd.Series(found, index=of.index, dtype="string")

    def consent(self, topic: str) -> pd.Series:
        """Verdict of the last vote on a topic, by stairwell; empty where there are no votes."""
        if self.consents is None:
            return pd.Series(dtype="string")
        return consent.of(self.consents, topic=topic)

    @cached_property
    def place(self) -> gpd.GeoSeries:
        """Where each stairwell is: its shaft, else its door; missing where neither is known."""
        found = self.fitness.shafts.geometry.reindex(self.stairs.index)
        if self.stairwells is not None:
            found = found.fillna(self.stairwells.geometry.reindex(found.index))
        return gpd.GeoSeries(found, crs=self.buildings.crs)
