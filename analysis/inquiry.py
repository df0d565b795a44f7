"""What several questions of a plan rest on, each part made once, when it is first asked for."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from . import answers, circles, measures, origins, standards
from .choices import Choices
from .ground import DEM
from .lifts.lift_case import Case
from .light import sun_profiles
from .light.lighting import Lighting
from .standards import SECONDS
from .votes import consent, named_places, rolls
from .votes.ballots import PLACES
from .walks import Walks

if TYPE_CHECKING:
    from ..layers.city import City
    from .bundles import Bundles
    from .land import Land
    from .renewal import Renewal


_TIMED = {  # rule table: its column of minutes
    "complete_community": "minutes_most",
    "scorecard_items": "minutes",
    "synchrony_items": "minutes",
}


def longest(choices: Choices) -> float:
    """
    Minutes of the longest walk that a rule asks about.

    Examples
    --------
    >>> longest(Choices(minutes=5, search_minutes=5))
    15.0
    """
    found = [circles.rules(overrides=choices.rules)["minutes"].max()]
    for name, column in _TIMED.items():
        table = standards.load(name, overrides=choices.rules)
        found.append(pd.to_numeric(table[column], errors="coerce").max())
    return float(max(found))


@dataclass(frozen=True, eq=False)
class Inquiry:
    """
    A city, the choices, the walks, and what is measured from them.

    Attributes
    ----------
    city, choices, walks
        What is asked, of what, and the walks.
    known
        The table `kinds`.
    covered
        The table `community_coverage`; empty where there are no communities.
    threads
        Threads of the searches.
    """

    city: "City"
    choices: Choices
    walks: Walks
    known: pd.DataFrame
    covered: pd.DataFrame
    threads: int

    @cached_property
    def homes(self) -> gpd.GeoDataFrame:
        """Buildings that people live in."""
        return gpd.GeoDataFrame(self.city.buildings[origins.dwellings(self.city.buildings)])

    @cached_property
    def community(self) -> pd.Series:
        """Of each home."""
        assert self.walks.community is not None  # asked for where there are buildings
        return self.walks.community.loc[self.homes.index]

    @cached_property
    def minutes(self) -> pd.DataFrame:
        """Of each home, to every kind that is asked for."""
        assert self.walks.far is not None
        return answers.for_kinds(self.walks.far, self.known).loc[self.homes.index]

    @cached_property
    def every_metre(self) -> pd.DataFrame:
        """Metres along streets of every building, as far as the longest walk or radius."""
        far = circles.rules(overrides=self.choices.rules)["radius_most"].max()
        walked = self.choices.search_minutes * SECONDS * self.choices.speed
        return measures.metres(self.walks, limit=max(far, walked), threads=self.threads)

    @cached_property
    def metres(self) -> pd.DataFrame:
        """Metres along streets of each home."""
        return answers.for_kinds(self.every_metre, self.known).loc[self.homes.index]

    @cached_property
    def straight(self) -> pd.DataFrame:
        """Straight metres of each home."""
        found = measures.straight(self.homes, self.city.layers, self.walks.services)
        return answers.for_kinds(found, self.known)

    @cached_property
    def wide_pairs(self) -> pd.DataFrame:
        """Every place within the limit, or those of the complete community, of each home."""
        table = standards.load("complete_community", overrides=self.choices.rules)
        limit = max(self.choices.minutes, table["minutes_most"].max())
        found = measures.places_within(
            self.walks, limit=limit, pace=self.choices.speed, threads=self.threads
        )
        return found[found["building"].isin(self.homes.index)]

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Every place within the limit of each home."""
        return self.wide_pairs[self.wide_pairs["minutes"] <= self.choices.minutes]

    @cached_property
    def weights(self) -> pd.DataFrame:
        """Of each home: buildings, households, residents, elderly."""
        elderly = self.homes.get("elderly", pd.Series(pd.NA, self.homes.index))
        return answers.weights(self.homes).assign(elderly=elderly.astype("Float64"))

    @cached_property
    def snapped(self) -> pd.Series:
        """Whether each home is on the network with all its stairwells."""
        starts = self.walks.starts
        on = starts["edge"].notna().groupby(starts["owner"]).all()
        return on.reindex(self.homes.index, fill_value=False).astype(bool)

    @cached_property
    def joined(self) -> pd.Series:
        """Whether each home stands on the main part of the network; NA off the network."""
        on = pd.Series(self.walks.starts["component"].eq(0), self.walks.starts.index)
        whole = on.astype("boolean").mask(self.walks.starts["edge"].isna())
        groups = whole.groupby(self.walks.starts["owner"])
        return groups.agg(lambda parts: parts.all(skipna=False)).reindex(self.homes.index)

    @cached_property
    def places(self) -> gpd.GeoDataFrame:
        """One row a place on the ground and kind: `layer`, `place`, `kind`, `name`, `fenced`."""
        asked = self.walks.services[self.walks.services["open"]]
        parts = []
        for layer, rows in asked.groupby("layer", sort=False):
            frame = gpd.GeoDataFrame(self.city.layers[str(layer)])
            own = frame[origins.placed(frame)].reindex(columns=["name", "fenced", "geometry"])
            parts.append(rows.drop(columns="open").merge(own, left_on="place", right_index=True))
        empty = pd.DataFrame(columns=["layer", "place", "kind", "name", "fenced", "geometry"])
        table = pd.concat(parts or [empty], ignore_index=True)
        return gpd.GeoDataFrame(table, geometry="geometry", crs=self.city.epsg)

    @cached_property
    def lighting(self) -> Lighting:
        """The windows of all buildings and their sun."""
        city, choices = self.city, self.choices
        return Lighting(
            city.buildings,
            sun_profiles.profile(choices.sun, overrides=choices.rules),
            city.epsg,
            stairwells=city.stairwells,
            given=city.windows,
            dem=city.rasters.get(DEM) if choices.slope else None,
            rules=choices.rules,
            threads=self.threads,
        )

    @cached_property
    def votes(self) -> dict[str, pd.DataFrame]:
        """Every vote, judged: see :func:`pianqu.analysis.votes.consent.tables`."""
        frames = {
            level: self.city.layers[name]
            for level, name in PLACES.items()
            if name in self.city.layers
        }
        return consent.tables(
            self.city.votes,
            households={level: rolls.registered(frame) for level, frame in frames.items()},
            places=named_places.within(frames),
            rules=self.choices.consent,
            overrides=self.choices.rules,
        )

    @cached_property
    def lift_case(self) -> Case:
        """What lifts are judged by; shafts that it places are taken by no other plan."""
        city = self.city
        return Case(
            buildings=city.buildings,
            stairwells=city.stairwells,
            communities=city.communities,
            streets=city.streets,
            barriers=city.barriers,
            protections=city.protections,
            entrances=city.entrances,
            votes=city.votes,
            consents=None if city.votes is None else self.votes["consents"],
            lighting=self.lighting,
            choices=self.choices,
        )

    @cached_property
    def land(self) -> "Land":
        """Idle land and what it could become."""
        from .land import Land

        return Land(self)

    @cached_property
    def programme(self) -> "Renewal":
        """Eligibility, ledger, management and stages."""
        from .renewal import Renewal

        return Renewal(self)

    @cached_property
    def bundles(self) -> "Bundles":
        """Packages of communities."""
        from .bundles import Bundles

        return Bundles(self)

    @property
    def stairs_known(self) -> bool:
        """Whether any stairwell is known of, by its layer or by the count of a building."""
        city = self.city
        if city.buildings is None:
            return False
        counted = city.buildings.get("stairwell_count")
        return city.stairwells is not None or (counted is not None and counted.notna().any())
