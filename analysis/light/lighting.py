"""Windows of the buildings and their sun, each part made once, when it is first asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from ...gis import relief, sun
from ..lifts import shading
from ..lifts.shading import Before
from . import daylight, heights, windows
from .heights import Blocks
from .sun_profiles import Profile

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Lighting:
    """
    Buildings under the sun of one day.

    Attributes
    ----------
    buildings
        Polygons indexed by id, in the metric CRS `epsg`.
    profile
        The sunlight standard.
    epsg
        Of all geometries.
    stairwells, given
        The layers `stairwells` and `windows`, None where there are none.
    dem
        Raster of the ground; None: flat.
    rules
        Rule table to the user's own in its place.
    threads
        Of the engine; no answer depends on it.
    """

    buildings: gpd.GeoDataFrame
    profile: Profile
    epsg: int
    stairwells: gpd.GeoDataFrame | None = None
    given: gpd.GeoDataFrame | None = None
    dem: PathLike[str] | None = None
    rules: Mapping[str, str | Path] | None = None
    threads: int = 1

    @cached_property
    def place(self) -> sun.Place:
        """The middle of the buildings: one latitude and one grid north stand for all."""
        west, south, east, north = self.buildings.total_bounds
        return sun.place((west + east) / 2, (south + north) / 2, epsg=self.epsg)

    @cached_property
    def sky(self) -> sun.Sky:
        """Way of the sun on the day, between the hours that count."""
        return self.profile.sky(self.place)

    @cached_property
    def ground(self) -> pd.Series | None:
        """Metres above the datum at each building; None where the ground is taken as flat."""
        if self.dem is None:
            return None
        around = relief.open(self.dem, epsg=self.epsg, bounds=tuple(self.buildings.total_bounds))
        middle = self.buildings.geometry.centroid
        found = around.heights(np.column_stack([middle.x, middle.y]))
        return pd.Series(found, index=self.buildings.index)

    def ground_at(
        self, x: "NDArray[np.float64]", y: "NDArray[np.float64]"
    ) -> "NDArray[np.float64]":
        """Metres above the datum at points; NaN where not known, 0 where the ground is flat."""
        if self.dem is None or not len(x):
            return np.zeros(len(x))
        bounds = (x.min(), y.min(), x.max(), y.max())
        return relief.open(self.dem, epsg=self.epsg, bounds=bounds).heights(np.column_stack([x, y]))

    @cached_property
    def blocks(self) -> Blocks:
        """The buildings as solids."""
        return heights.blocks(self.buildings, rules=self.rules, ground=self.ground)

    @cached_property
    def facades(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Points on the walls, and windows."""
        return windows.facades(
            self.buildings,
            rules=self.rules,
            stairwells=self.stairwells,
            given=self.given,
            ground=self.ground,
        )

    @cached_property
    def hours(self) -> pd.DataFrame:
        """Sun of every window as the buildings stand."""
        asked = {"profile": self.profile, "sky": self.sky, "threads": self.threads}
        return daylight.hours(*self.facades, self.blocks, **asked)

    def before(self, *, threshold: float) -> Before:
        """What is asked about shafts: losses of `threshold` minutes and more are listed."""
        return shading.Before(
            self.blocks.known,
            *self.facades,
            self.hours,
            self.sky,
            self.profile.counting,
            required=self.profile.required,
            threshold=threshold,
            band=self.profile.band,
            threads=self.threads,
            doubtful=self.blocks.doubtful,
            doubtful_ids=self.blocks.doubtful_ids,
        )

    def tops(self, shafts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        """Shafts with their tops on the datum of the sills; NaN where the building's is not known."""
        base = heights.of(self.buildings, rules=self.rules, ground=self.ground)["base"]
        above = shafts["top"].to_numpy(dtype=float, na_value=np.nan)
        return shafts.assign(top=above + base.reindex(shafts["building"]).to_numpy(dtype=float))
