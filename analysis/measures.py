"""Measures beside the nearest minutes: metres along streets, straight metres, all in reach."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..gis import catchment, walking
from ..gis.network import Network
from . import origins
from .ground import Layers
from .standards import SECONDS
from .walks import DIGITS, Walks

KEY = ["layer", "place"]


def metres(walks: Walks, *, limit: float, threads: int = 1) -> pd.DataFrame:
    """
    Metres along the streets from every building to the nearest place of each kind.

    The streets, gates and walls are those of the walk; stairs, slope and waits do not count.

    Parameters
    ----------
    walks
        From :func:`pianqu.analysis.walks.walk`, with buildings and streets.
    limit
        Metres, inclusive.
    threads
        Threads of the search.

    Returns
    -------
    DataFrame
        One row a building, one column a kind; inf beyond `limit`, NaN where not computed.
    """
    assert walks.under is not None  # asked for where there are streets
    assert walks.buildings is not None
    found = walking.minutes(
        walks.under.metres,
        walks.starts,
        walks.doors[walks.doors["edge"].notna()],
        # a metre a second: what comes out as a minute is 60 m; what rounds to the limit is within
        limit=(limit + 0.5 * 10**-DIGITS) / SECONDS,
        pace=1.0,
        threads=threads,
    )
    far = origins.farthest((found * SECONDS).round(DIGITS), walks.starts["owner"])
    return far.reindex(walks.buildings.index)


def straight(buildings: gpd.GeoDataFrame, layers: Layers, services: pd.DataFrame) -> pd.DataFrame:
    """
    Straight metres from every building to the nearest place of each kind, to its outline.

    Parameters
    ----------
    buildings
        Points or polygons, indexed by id; a point inside each is measured from. Metric CRS.
    layers
        The layers that the places are in, the same CRS.
    services
        From :func:`pianqu.analysis.places.services`; those not open do not count.

    Returns
    -------
    DataFrame
        One row a building, one column a kind; NaN for a building without a place on the ground.

    Examples
    --------
    >>> from shapely import Point, box
    >>> homes = gpd.GeoDataFrame(geometry=[Point(0, 0)], index=["B1"], crs=4549)
    >>> parks = gpd.GeoDataFrame(geometry=[box(30, -5, 60, 5)], index=["P1"], crs=4549)
    >>> park = pd.DataFrame({"layer": ["parks"], "place": ["P1"], "kind": ["park_small"]})
    >>> straight(homes, {"parks": parks}, park.assign(open=True))
        park_small
    B1        30.0
    """
    at = buildings.geometry.representative_point().to_numpy()
    there = ~(shapely.is_missing(at) | shapely.is_empty(at))
    columns = {}
    for kind, rows in services[services["open"]].groupby("kind", sort=True):
        shapes = [
            shape for layer, own in rows.groupby("layer") for shape in _shapes(layers, layer, own)
        ]
        columns[str(kind)] = np.full(len(at), np.nan)
        if shapes and there.any():
            (point, _), gap = shapely.STRtree(shapes).query_nearest(
                at[there], all_matches=False, return_distance=True
            )
            columns[str(kind)][np.flatnonzero(there)[point]] = gap.round(DIGITS)
    return pd.DataFrame(columns, index=buildings.index)


def pairs(
    walks: Walks,
    *,
    network: Network,
    doors: pd.DataFrame,
    limit: float,
    pace: float,
    threads: int = 1,
) -> pd.DataFrame:
    """
    Every place within a limit of every building.

    Parameters
    ----------
    walks
        From :func:`pianqu.analysis.walks.walk`, with buildings.
    network
        That of the walks, in seconds or, with a `pace` of 1, in metres.
    doors
        Rows of `walks.doors`.
    limit
        Minutes (or sixties of metres), inclusive.
    pace
        Metres a second beside the streets.
    threads
        Threads of the search.

    Returns
    -------
    DataFrame
        One row a building and place, sorted: `building`, `layer`, `place`, `minutes`. A building
        with several stairwells has a place in reach where each of them has; its minutes are those
        of the farthest.
    """
    there = doors[doors["edge"].notna()]
    each = pd.DataFrame(there.drop_duplicates([*KEY, "edge", "fraction", "gap"]))
    number = each.groupby(KEY, sort=True).ngroup()
    found = catchment.pairs(
        network,
        walks.starts.set_axis(np.arange(len(walks.starts))),
        each.assign(place=number),
        limit=limit + 0.5 * 10**-DIGITS,  # what rounds to the limit is within it
        pace=pace,
        threads=threads,
    )
    owner = pd.Categorical(walks.starts["owner"])
    code = owner.codes[found["origin"].to_numpy(dtype=np.int64)].astype(np.int64)
    groups = found.assign(building=code).groupby(["building", "place"], sort=True)["minutes"]
    whole = groups.agg(["size", "max"]).reset_index()
    parts = np.bincount(owner.codes, minlength=len(owner.categories))
    whole = whole[whole["size"].to_numpy() == parts[whole["building"].to_numpy(dtype=np.int64)]]
    names = each.assign(number=number).drop_duplicates("number").set_index("number")[KEY]
    table = names.loc[whole["place"]].reset_index(drop=True)
    table.insert(0, "building", owner.categories.to_numpy()[whole["building"].to_numpy(np.int64)])
    return table.assign(minutes=whole["max"].round(DIGITS).to_numpy())


def places_within(walks: Walks, *, limit: float, pace: float, threads: int = 1) -> pd.DataFrame:
    """
    Every place within a limit of every building, once for each kind that it serves.

    Parameters
    ----------
    walks, threads
        As for :func:`pairs`.
    limit
        Minutes, inclusive.
    pace
        Metres a second.

    Returns
    -------
    DataFrame
        One row a building, place and kind: `building`, `layer`, `place`, `minutes`, `kind`.
    """
    assert walks.network is not None  # asked for where there are streets
    found = pairs(
        walks, network=walks.network, doors=walks.doors, limit=limit, pace=pace, threads=threads
    )
    return found.merge(walks.doors[[*KEY, "kind"]].drop_duplicates(), on=KEY)


def by_community(pairs: pd.DataFrame, community: pd.Series, weights: pd.DataFrame) -> pd.DataFrame:
    """
    Every place that some building of a community has in reach, and who has it.

    Parameters
    ----------
    pairs
        From :func:`places_within`.
    community
        Of each building; NA leaves it out.
    weights
        Of each building: `buildings`, `households`; NA where not known.

    Returns
    -------
    DataFrame
        One row a community, kind and place: `community`, `kind`, `layer`, `place`,
        `minutes_least`, `minutes_most` (of the buildings that have it in reach), `buildings` and
        `households` (that have it; NA where none is known), `buildings_total`.

    Examples
    --------
    >>> pairs = pd.DataFrame(
    ...     {"building": ["B1"], "layer": "parks", "place": ["P1"], "minutes": [4.0], "kind": "park"}
    ... )
    >>> weights = pd.DataFrame({"buildings": [1.0, 1.0], "households": [12, 8]}, ["B1", "B2"])
    >>> found = by_community(pairs, pd.Series("C1", ["B1", "B2"]), weights)
    >>> found[["place", "buildings", "households", "buildings_total"]].values.tolist()
    [['P1', 1.0, 12, 2.0]]
    """
    own = pairs.join(weights[["buildings", "households"]], on="building")
    own["community"] = own["building"].map(community)
    groups = own.groupby(["community", "kind", *KEY], sort=True)
    table = groups.agg(
        minutes_least=("minutes", "min"),
        minutes_most=("minutes", "max"),
        buildings=("buildings", "sum"),
    )
    table["households"] = groups["households"].sum(min_count=1)
    table = table.reset_index()
    total = weights["buildings"].groupby(community).sum()
    return table.assign(buildings_total=table["community"].map(total))


def counts(pairs: pd.DataFrame, minutes: pd.DataFrame) -> pd.DataFrame:
    """
    How many places of each kind are within the limit of each building.

    Parameters
    ----------
    pairs
        From :func:`places_within`.
    minutes
        One row a building, one column a kind; NaN where not computed.

    Returns
    -------
    DataFrame
        The shape of `minutes`, whole numbers; NA where not computed.

    Examples
    --------
    >>> pairs = pd.DataFrame({"building": ["B1", "B1"], "kind": ["gym", "gym"]})
    >>> minutes = pd.DataFrame({"gym": [4.0, np.inf, np.nan]}, index=["B1", "B2", "B3"])
    >>> counts(pairs, minutes)["gym"].tolist()
    [2, 0, <NA>]
    """
    found = pd.crosstab(pairs["building"], pairs["kind"])
    whole = found.reindex(index=minutes.index, columns=minutes.columns, fill_value=0)
    return whole.astype("Int64").mask(minutes.isna())


def offers(layers: Layers, services: pd.DataFrame) -> pd.DataFrame:
    """
    What each place that is open offers, with the capacity that is recorded.

    Parameters
    ----------
    layers
        With `facilities`: `capacity`, `capacity_unit` where known.
    services
        From :func:`pianqu.analysis.places.services`.

    Returns
    -------
    DataFrame
        One row a place and kind: `layer`, `place`, `kind`, `capacity`, `capacity_unit`. The
        capacity is that of the place's own kind: of what it also serves as, it is not known.

    Examples
    --------
    >>> homes = gpd.GeoDataFrame({"kind": ["gym"], "also": ["canteen"], "capacity": [60.0]}, ["F1"])
    >>> table = pd.DataFrame({"layer": "facilities", "place": "F1", "kind": ["gym", "canteen"]})
    >>> offers({"facilities": homes}, table.assign(open=True))["capacity"].tolist()
    [60.0, nan]
    """
    table = services.loc[services["open"], [*KEY, "kind"]].reset_index(drop=True)
    frame = layers.get("facilities", pd.DataFrame())
    if "capacity" not in frame.columns:
        return table.assign(capacity=np.nan, capacity_unit=None)
    own = table["layer"].eq("facilities") & table["place"].map(frame["kind"]).eq(table["kind"])
    unit = frame.get("capacity_unit", pd.Series(pd.NA, frame.index))
    for column, values in (("capacity", frame["capacity"].astype(float)), ("capacity_unit", unit)):
        table[column] = table["place"].map(values).where(own.fillna(False))
    return table


def _shapes(layers: Layers, layer: object, rows: pd.DataFrame) -> list[shapely.Geometry]:
    frame = gpd.GeoDataFrame(layers[str(layer)])
    there = origins.placed(frame) & frame.index.isin(rows["place"])
    return list(frame.geometry[there])
