"""Idle land of a city and what it could become: which frames each question is given."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from .ground import DEM
from .idle import inventory, setbacks, used
from .idle.inventory import CANDIDATE, Inventory
from .idle.land_case import LandCase
from .reuse import prospects
from .reuse.plot_measures import Setting
from .reuse.prospects import Prospects, Walked
from .siting import existing, reach
from .siting.existing import Homes

if TYPE_CHECKING:
    from .inquiry import Inquiry


@dataclass(frozen=True, eq=False)
class Land:
    """Idle land of a city and what it could become, each part made once, when first asked for."""

    asked: "Inquiry"

    @cached_property
    def case(self) -> LandCase:
        """The layers and rules that it is looked for by."""
        return _case(self.asked)

    @cached_property
    def inventory(self) -> Inventory:
        """Every plot with its evidence."""
        return inventory.inventory(self.case)

    @cached_property
    def able(self) -> gpd.GeoDataFrame:
        """Plots that nothing excludes."""
        plots = self.inventory.plots
        return gpd.GeoDataFrame(plots[plots["status"].eq(CANDIDATE)])

    @cached_property
    def doors(self) -> gpd.GeoDataFrame:
        """Where each of them would be entered."""
        choices = self.asked.choices
        return reach.entries(
            self.asked.walks, self.able, snap=choices.snap, doorstep=choices.doorstep
        )

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Which of them each home could walk to, as far as is searched."""
        choices = self.asked.choices
        found = reach.pairs(
            self.asked.walks,
            self.doors,
            limit=choices.search_minutes,
            pace=choices.speed,
            threads=self.asked.threads,
        )
        return found[found["building"].isin(self.asked.homes.index)]

    @cached_property
    def homes(self) -> Homes:
        """Where people live and how far they walk today."""
        weights = self.asked.weights.drop(columns="elderly")
        return Homes(self.asked.minutes, weights, self.asked.community)

    @cached_property
    def prospects(self) -> Prospects:
        """What they could become."""
        return prospects.prospects(self.able, _setting(self.asked, self.case), self._walked())

    def _walked(self) -> Walked | None:
        if self.asked.city.buildings is None or self.asked.walks.network is None:
            return None
        choices = self.asked.choices
        weight = existing.base(self.homes.weights, unit=choices.demand)
        named = weight.weight.rename(weight.unit)
        return Walked(self.homes.minutes, named, self.pairs, choices.minutes)


def _case(asked: "Inquiry") -> LandCase:
    city = asked.city
    layers = {
        name: getattr(city, name)
        for name in (
            *("parcels", "premises", "buildings", "communities", "streets", "parks"),
            *("facilities", "protections", "barriers", "corrections"),
        )
    }
    days = pd.Series(dtype="datetime64[s]")
    if len(city.sources):
        days = pd.to_datetime(city.sources.set_index("layer")["as_of"], errors="coerce").dropna()
    return LandCase(
        **layers,
        shafts=_shafts(asked),
        extent=city.extent,
        rasters=city.rasters,
        epsg=city.epsg,
        today=days.max(),  # pyright: ignore[reportArgumentType]  NaT where none says
        days={str(layer): day for layer, day in days.items()},
        within=asked.choices.idle_in,
        overrides=asked.choices.rules,
    )


def _shafts(asked: "Inquiry") -> gpd.GeoSeries | None:
    """Shafts that lifts are planned in: no other plan takes that ground."""
    if not asked.stairs_known:
        return None
    placed = asked.lift_case.fitness.shafts.geometry
    return gpd.GeoSeries(placed[placed.area > 0])


def _setting(asked: "Inquiry", case: LandCase) -> Setting:
    city, choices = asked.city, asked.choices
    edge = None
    if city.streets is not None:
        edge = setbacks.widths(city.streets, overrides=choices.rules) / 2
    return Setting(
        streets=city.streets,
        edge=edge,
        dem=city.rasters.get(DEM),
        lighting=None if city.buildings is None else asked.lighting,
        doors=_doors(city.stairwells),
        premises=city.premises,
        buildings=city.buildings,
        gap=setbacks.setbacks(overrides=choices.rules)["other"],
        kept=used.kept(case.ground),
        overrides=choices.rules,
    )


def _doors(stairwells: gpd.GeoDataFrame | None) -> gpd.GeoSeries | None:
    """Entrances of stairwells that are known to have no lift."""
    if stairwells is None or "lift" not in stairwells:
        return None
    without = stairwells["lift"].astype("boolean").eq(False).fillna(value=False)
    own = gpd.GeoSeries(stairwells.geometry[without.astype(bool).to_numpy()])
    return gpd.GeoSeries(own[own.notna() & ~own.is_empty])
