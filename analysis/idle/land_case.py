"""A case of idle land: the layers it is looked for in, and the rules that say what is idle."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .. import origins
from ..light import heights
from . import evidence_rules, frames, kinds, land_classes, setbacks
from .used import Ground

if TYPE_CHECKING:
    from shapely import Polygon
    from shapely.geometry.base import BaseGeometry

_PLACES = ("parcels", "premises", "buildings", "communities", "streets", "parks", "facilities")


@dataclass(frozen=True, eq=False)
class LandCase:
    """
    The layers that idle land is looked for in, in one metric CRS; None where one is missing.

    Attributes
    ----------
    epsg
        Of every geometry.
    extent
        The edge of the data, where they are an extract.
    rasters
        Name to file: `ndvi`, `built_up`, `night_lights` are signs.
    shafts
        Rectangles that are reserved for lifts.
    today
        The newest day that any layer describes; NaT where none says.
    within
        Where land that is left over is looked for: see :mod:`pianqu.analysis.idle.frames`.
    overrides
        Rule table to the user's own in its place.
    days
        Layer to the day it describes, where it says.
    """

    parcels: gpd.GeoDataFrame | None
    premises: gpd.GeoDataFrame | None
    buildings: gpd.GeoDataFrame | None
    communities: gpd.GeoDataFrame | None
    streets: gpd.GeoDataFrame | None
    parks: gpd.GeoDataFrame | None
    facilities: gpd.GeoDataFrame | None
    protections: gpd.GeoDataFrame | None
    barriers: gpd.GeoDataFrame | None
    corrections: pd.DataFrame | None
    shafts: gpd.GeoSeries | None
    extent: "Polygon | None"
    rasters: Mapping[str, PathLike[str]]
    epsg: int
    today: pd.Timestamp
    within: str = frames.COMMUNITIES
    overrides: Mapping[str, str | Path] | None = None
    days: Mapping[str, pd.Timestamp] = field(default_factory=dict)

    @cached_property
    def sizes(self) -> dict[str, float]:
        """Setbacks and least sizes."""
        return setbacks.setbacks(overrides=self.overrides)

    @cached_property
    def rules(self) -> evidence_rules.Rules:
        """Rules of evidence."""
        return evidence_rules.rules(overrides=self.overrides)

    @cached_property
    def codes(self) -> pd.DataFrame:
        """Land-use codes."""
        return land_classes.codes(overrides=self.overrides)

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """Kinds of idle land."""
        return kinds.kinds(overrides=self.overrides)

    @cached_property
    def ground(self) -> Ground:
        """What takes ground."""
        tall = pd.Series(dtype=float)
        if self.buildings is not None:
            tall = heights.of(self.buildings, rules=self.overrides)["height"]
        layers = {
            name: getattr(self, name)
            for name in (
                *("buildings", "streets", "parks", "facilities", "premises", "parcels"),
                *("protections", "barriers", "shafts", "codes", "sizes", "overrides"),
            )
        }
        return Ground(height=tall, **layers)

    @cached_property
    def frames(self) -> gpd.GeoDataFrame:
        """Where land that is left over is looked for, and why nothing can be said of some."""
        found = frames.frames(
            self.communities,
            self.streets,
            within=self.within,
            extent=self.extent,
            overrides=self.overrides,
        )
        if self.buildings is None or not len(found):
            return found
        return found.assign(reason=frames.undrawn(found, self.buildings, self.sizes))

    @property
    def oldest(self) -> pd.Timestamp:
        """The oldest day of the layers that land is left over of; `today` where none says."""
        used = (*self.ground.there, *({str(each) for each in self.frames["of_layer"]} - {"blocks"}))
        said = [self.days[name] for name in used if name in self.days]
        return min((day for day in said if not pd.isna(day)), default=self.today)

    @cached_property
    def edge(self) -> "tuple[BaseGeometry | None, float]":
        """What holds all data, and the metres beyond it that a correction may still lie."""
        if self.extent is not None:
            return self.extent, 0.0
        layers = [getattr(self, name) for name in _PLACES]
        bounds = [layer.total_bounds for layer in layers if layer is not None and len(layer)]
        if not bounds:
            return None, 0.0
        least, most = np.nanmin(bounds, axis=0), np.nanmax(bounds, axis=0)
        return shapely.box(*least[:2], *most[2:]), self.sizes["astray"]

    @cached_property
    def guessed(self) -> pd.Series:
        """Homes of each frame whose height, and so whose yard, is not known."""
        if self.buildings is None or not len(self.frames):
            return pd.Series(dtype=float)
        homes = self.buildings[origins.dwellings(self.buildings)]
        unknown = homes[self.ground.height.reindex(homes.index).isna()]
        frame, _ = shapely.STRtree(unknown.geometry.to_numpy()).query(
            self.frames.geometry.to_numpy(), predicate="intersects"
        )
        many = np.bincount(frame, minlength=len(self.frames))
        return pd.Series(many, index=self.frames.index)
