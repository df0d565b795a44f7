"""片区 of a city: its units, who is near whom, and the packages of each way of balancing."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, cast

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import districts, money
from .bundling import adjacency, making, package_rules, packages, services, solving, units, wishes
from .bundling.making import Ground
from .bundling.package_rules import PackageRules
from .bundling.problem import Answer, Mode, Problem
from .bundling.units import Money
from .management import yard_walks

if TYPE_CHECKING:
    from .bundling.problem import Ints
    from .inquiry import Inquiry

MODES: tuple[Mode, ...] = ("self", "package", "pool")
REACH = 1.1  # walks are known a tenth farther than packages reach, to see what that is worth
_PAIR = ["first", "second", "metres"]


@dataclass(frozen=True, eq=False)
class Bundles:
    """Packages of a city, each part made once, when first asked for."""

    asked: "Inquiry"

    @cached_property
    def rules(self) -> PackageRules:
        """What packages must keep to."""
        choices = self.asked.choices
        return package_rules.rules(choices.package_rules, overrides=choices.rules)

    @cached_property
    def services(self) -> pd.DataFrame:
        """What land of a package may serve."""
        return services.services(overrides=self.asked.choices.rules)

    @cached_property
    def room(self) -> pd.DataFrame:
        """What each idle plot could host, and what that costs."""
        if not self.asked.choices.package_land or not len(self.asked.land.able):
            return pd.DataFrame(columns=["service", "use", "capacity", "cost"])
        reuse = self.asked.land.prospects.reuse
        return services.room(
            self.services, reuse, self.asked.land.able, overrides=self.asked.choices.rules
        )

    @cached_property
    def every(self) -> gpd.GeoDataFrame:
        """Every community, plot, premises and project that was looked at; `left`: why it is out."""
        city, programme = self.asked.city, self.asked.programme
        held = Money(programme.community_money, programme.project_money)
        verdict = programme.verdicts
        own = units.communities(city.communities, verdict=verdict, money=held.communities)
        work = units.projects(city.projects, city.premises, money=held.projects, crs=city.epsg)
        found = [own, work]
        if len(self.room):
            plots = self.asked.land.able
            where = districts.subdistricts(plots.geometry, city.districts)
            inside = plots["community"].map(own["district"]).astype("string")
            found.append(
                units.land(plots, self.room, taken=work.index, districts=inside.fillna(where))
            )
        made = gpd.GeoDataFrame(pd.concat([part for part in found if len(part)]), crs=city.epsg)
        made = distinct(made)
        made["district"] = made["district"].fillna(
            districts.subdistricts(made.geometry, city.districts)
        )
        return made.sort_index()

    @cached_property
    def units(self) -> gpd.GeoDataFrame:
        """Those of which packages are made."""
        return gpd.GeoDataFrame(self.every[self.every["left"].isna()])

    @cached_property
    def walks(self) -> pd.DataFrame:
        """Metres between their middles: on foot, in a straight line where there are no streets."""
        middle = gpd.GeoSeries(
            shapely.point_on_surface(self.units.geometry.to_numpy()),
            index=self.units.index,
            crs=self.units.crs,
        )
        if self.asked.walks.under is None:
            return straight(middle, limit=REACH * self.rules.reach)
        return self._between(middle, limit=REACH * self.rules.reach)

    @cached_property
    def links(self) -> gpd.GeoDataFrame:
        """Pairs of units that are near, and whether they may be side by side."""
        near = pd.DataFrame(columns=_PAIR)
        if self.asked.walks.under is not None and self.asked.city.barriers is not None:
            near = self._between(self.units.geometry, limit=self.rules.crossing)
        return adjacency.neighbours(
            self.units,
            gap=self.rules.gap,
            barriers=self.asked.city.barriers,
            walks=near,
            crossing=self.rules.crossing,
            across=self.asked.choices.across_districts,
        )

    @cached_property
    def ground(self) -> Ground:
        """What the problems are made from."""
        choices = self.asked.choices
        column = f"money_{choices.package_money}"
        return Ground(
            units=self.units.assign(money=self.units[column]),
            joined=self.links.loc[self.links["joined"], ["first", "second"]],
            walks=self.walks,
            needs=self.needs,
            room=self._room(),
            services=self.services,
            wishes=wishes.wishes(self.units.index, overrides=choices.rules),
        )

    @cached_property
    def needs(self) -> pd.DataFrame:
        """How much of each service every community needs."""
        asked, city = self.asked, self.asked.city
        lived = self.units.index[self.units["lived"].astype(bool)]
        homes = city.buildings is not None and asked.walks.far is not None
        return services.needs(
            self.services,
            city.communities.loc[lived],
            minutes=asked.minutes if homes else None,
            weights=asked.weights if homes else pd.DataFrame(),
            community=asked.community if homes else pd.Series(dtype="string"),
            limit=asked.choices.minutes,
        )

    @property
    def mode(self) -> Mode:
        """How packages are to balance."""
        return cast("Mode", self.asked.choices.packages)

    @cached_property
    def problems(self) -> dict[Mode, Problem]:
        """The problem of every mode."""
        return {mode: making.problem(self.ground, self.rules, mode=mode) for mode in MODES}

    @cached_property
    def answers(self) -> dict[Mode, Answer]:
        """The best packages of every mode."""
        seconds = self.asked.choices.package_seconds
        return {mode: solving.solve(own, seconds=seconds) for mode, own in self.problems.items()}

    @cached_property
    def costs(self) -> "Ints":
        """Fen that each unit of the problems costs; 0 where it is not known."""
        cost = self.units["cost"].reindex(self.problems[self.mode].units).fillna(0.0)
        return np.asarray(money.fen(cost).to_numpy(), dtype=np.int64)

    @cached_property
    def wider(self) -> Problem:
        """The problem with a tenth more reach."""
        rules = replace(self.rules, reach=REACH * self.rules.reach)
        return making.problem(self.ground, rules, mode=self.mode)

    @cached_property
    def packages_by_community(self) -> pd.Series | None:
        """Package of each community in one, numbered as in the tables; None without an answer."""
        city = self.asked.city
        if city.projects is None or city.ledger is None or not self.units["lived"].any():
            return None
        answer, problem = self.answers[self.mode], self.problems[self.mode]
        held = {
            str(problem.units[at]): packages.name(number)
            for number, found in enumerate(answer.packages)
            for at in found.members
            if problem.lived[at]
        }
        return pd.Series(held, dtype="string")

    def _between(self, places: gpd.GeoSeries, *, limit: float) -> pd.DataFrame:
        choices = self.asked.choices
        return yard_walks.between(
            self.asked.walks,
            places,
            limit=limit,
            snap=choices.snap,
            doorstep=choices.doorstep,
            threads=self.asked.threads,
        )

    def _room(self) -> pd.DataFrame:
        """Units by service."""
        of = self.units["of_layer"]
        land = of.index[of.isin(["plots", "premises"]) & self.units["service"].notna()]
        own = self.room.reindex(self.units["id"].reindex(land)).set_axis(land)
        return pd.DataFrame(
            {
                str(service): own["capacity"].where(own["service"].eq(service), 0.0)
                for service in self.services.index
            },
            index=own.index,
        )


def distinct(units: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Units with ids of their own, where rows of two layers bear one: land is named by its layer too.

    Parameters
    ----------
    units
        Indexed by id; `lived`, `of_layer`.

    Returns
    -------
    GeoDataFrame
        The rows of `units`, with `id` as it was; communities keep theirs as index.

    Examples
    --------
    >>> two = gpd.GeoDataFrame({"lived": [True, False], "of_layer": ["communities", "plots"]},
    ...     geometry=shapely.points([[0, 0], [1, 1]]), index=["1", "1"])
    >>> distinct(two).index.tolist()
    ['1', '闲置地块1']
    """
    ids = units.index.astype(str)
    twice = ids.duplicated(keep=False) & ~units["lived"].to_numpy(dtype=bool)
    words = units["of_layer"].map(packages.ROLES).to_numpy(dtype=str)
    named = np.where(twice, np.char.add(words, ids.to_numpy(dtype=str)), ids.to_numpy(dtype=str))
    return gpd.GeoDataFrame(units.assign(id=ids.to_numpy()).set_axis(named))


def straight(places: gpd.GeoSeries, *, limit: float) -> pd.DataFrame:
    """
    Straight metres between places.

    Parameters
    ----------
    places
        Points indexed by id, metric CRS.
    limit
        Metres, inclusive.

    Returns
    -------
    DataFrame
        One row a pair: `first` < `second`, `metres`.

    Examples
    --------
    >>> two = gpd.GeoSeries(shapely.points([[0, 0], [30, 40]]), index=["A", "B"])
    >>> straight(two, limit=60).values.tolist()
    [['A', 'B', 50.0]]
    """
    ordered = places.sort_index()
    points = ordered.to_numpy()
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=limit)
    inside = one < other
    one, other = one[inside], other[inside]
    ids = ordered.index.to_numpy(dtype=str)
    far = np.round(shapely.distance(points[one], points[other]), 3)
    found = pd.DataFrame({"first": ids[one], "second": ids[other], "metres": far})
    return found.sort_values(_PAIR, ignore_index=True)
