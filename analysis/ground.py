"""The ground that people walk on: streets with who may pass, slope and walls, as a network."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from ..gis import network, relief, snapping
from ..gis.network import Network
from . import pace, ways
from .choices import Choices
from .ways import GROUP, Ways

ISLAND = 0.05  # of the length of all streets: a part that is shorter is taken for a missing link
MARGIN = 50.0  # metres of heights read beyond the streets
DEM = "dem"

Layers = Mapping[str, pd.DataFrame]
Rasters = Mapping[str, Path]


@dataclass(frozen=True, eq=False)
class Ground:
    """
    The streets of a place as they can be walked, by whom, and at what pace.

    Attributes
    ----------
    network
        With seconds in both directions.
    ways
        The streets that it was made from: cut at barriers, with the gates that act on them.
    surface
        Whether each edge is on the ground: not on a bridge, in a tunnel or on another level.
    main
        Whether each edge is in a part of the network that leads somewhere.
    step_free
        Stairs, and gates with steps, are closed.
    """

    network: Network
    ways: Ways
    surface: NDArray[np.bool_]
    main: NDArray[np.bool_]
    step_free: bool = False

    @property
    def metres(self) -> Network:
        """The same network with metres in the place of seconds."""
        net = self.network
        along, back = (
            np.where(np.isfinite(seconds), net.length, np.inf)
            for seconds in (net.forward, net.backward)
        )
        return replace(net, forward=along, backward=back)


def ground(layers: Layers, choices: Choices, *, rasters: Rasters, epsg: int) -> Ground | None:
    """
    The walking network of the layers of a city.

    Parameters
    ----------
    layers
        The layers of a city in the grid `epsg`; `streets`, and `entrances`, `barriers` and
        `communities` where there are any.
    choices
        Pace, who passes, walls, slope, waits.
    rasters
        The raster `dem` gives the slope.
    epsg
        The metric grid.

    Returns
    -------
    Ground
        None where there is no layer of streets.

    Examples
    --------
    >>> from shapely import LineString
    >>> street = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (90, 0)])], index=["S1"], crs=4549)
    >>> found = ground({"streets": street}, Choices(), rasters={}, epsg=4549)
    >>> found.network.forward.round(6).tolist(), found.surface.tolist()
    ([108.0], [True])
    """
    if "streets" not in layers:
        return None
    gait = pace.gait(choices.pace, overrides=choices.rules)
    walkable = ways.ways(
        layers,
        passage=choices.passage,
        barriers=choices.barriers,
        step_free=gait.stairs == 0,
    )
    net = network.build(
        walkable.streets,
        pace=gait.speed,
        stairs=gait.stairs,
        stairs_down=gait.stairs_down,
        wait=choices.crossing_wait,
        relief=_relief(walkable.streets, rasters, epsg) if choices.slope else None,
    )
    return Ground(net, walkable, _surface(net, layers), _main(net), gait.stairs == 0)


def on_surface(streets: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Streets from which a place beside them can be entered: on the ground, and not closed.

    Parameters
    ----------
    streets
        With or without `access`, `bridge`, `tunnel`, `level`.

    Returns
    -------
    GeoDataFrame
        Rows of `streets`.

    Examples
    --------
    >>> from shapely import LineString
    >>> line = LineString([(0, 0), (9, 0)])
    >>> two = gpd.GeoDataFrame({"bridge": [True, None]}, geometry=[line, line])
    >>> on_surface(two).index.tolist()
    [1]
    """
    away = pd.Series(False, index=streets.index)
    for column, off in (("access", "closed"), ("bridge", True), ("tunnel", True)):
        if column in streets.columns:
            away |= streets[column].eq(off).fillna(False).astype(bool)
    if "level" in streets.columns:
        away |= streets["level"].ne(0).fillna(False).astype(bool)
    return streets[~away.to_numpy()]


def doors_on(
    points: gpd.GeoSeries, under: Ground, *, limit: float, proposed: NDArray[np.bool_]
) -> pd.DataFrame:
    """
    Where doors of services meet the network.

    Parts of the network that are shorter than :data:`ISLAND` of it lead nowhere: nobody is put on
    them, so that no building counts as far from everything for a path that is not joined up.

    Parameters
    ----------
    points
        In the grid of the network.
    under
        From :func:`ground`.
    limit
        Metres.
    proposed
        Doors that were proposed where a street meets a place: those are on that street, whoever
        may walk it. Any other door is on a street that anyone may walk, if one is near enough.

    Returns
    -------
    DataFrame
        As from :func:`pianqu.gis.snapping.snap`.
    """
    anyone = under.network.zone == 0
    all_of_them = np.ones_like(anyone)
    spots = _first(points, under, [*_among(under, anyone), under.main], limit)
    guessed = gpd.GeoSeries(points[proposed])
    return _put(spots, proposed, _first(guessed, under, _among(under, all_of_them), limit))


def people_on(
    points: gpd.GeoSeries, zone: pd.Series, under: Ground, *, limit: float
) -> pd.DataFrame:
    """
    Where people meet the network: on a street that they may walk.

    Parameters
    ----------
    points
        In the grid of the network.
    zone
        Name of the community whose residents they are; NA where it is not known: they are taken
        for residents of the street that is nearest. Those of a community without ways of its own
        may be residents of streets outside of every community, not of another's.
    under
        From :func:`ground`.
    limit
        Metres.

    Returns
    -------
    DataFrame
        As from :func:`pianqu.gis.snapping.snap`, and `zone`: the number of the zone whose streets
        they may walk, 0 for none.
    """
    net = under.network
    number = np.where(zone.notna(), net.zones.get_indexer(zone.to_numpy(dtype=object)) + 1, 0)
    spots = _first(points, under, _among(under, net.zone == 0), limit)
    for own in np.unique(number[number > 0]):
        rows = number == own
        spots = _nearer(
            spots,
            rows,
            _first(gpd.GeoSeries(points[rows]), under, _among(under, net.zone == own), limit),
        )
    nobodys = np.r_[True, net.zones.astype("string").str.startswith(GROUP)][net.zone]
    unknown, apart = zone.isna().to_numpy(), number == 0
    for rows, allowed in ((apart & unknown, net.zone >= 0), (apart & ~unknown, nobodys)):
        if rows.any() and len(net.zones):
            found = _first(gpd.GeoSeries(points[rows]), under, _among(under, allowed), limit)
            spots = _nearer(spots, rows, found)
            on = rows & spots["edge"].notna().to_numpy()
            number[on] = net.zone[spots["edge"][on].to_numpy(dtype=np.int64)]
    return spots.assign(zone=number)


def _among(under: Ground, allowed: NDArray[np.bool_]) -> list[NDArray[np.bool_]]:
    return [under.main & under.surface & allowed, under.main & allowed]


def _first(
    points: gpd.GeoSeries, under: Ground, tries: list[NDArray[np.bool_]], limit: float
) -> pd.DataFrame:
    """Spots on the first set of edges that has one near enough; the rest as on the first set."""
    net, walls = under.network, under.ways.walls
    spots = snapping.snap(net, points, limit=limit, among=tries[0], barriers=walls)
    for among in tries[1:]:
        left = spots["edge"].isna().to_numpy()
        if left.any():
            rest = gpd.GeoSeries(points[left])
            found = snapping.snap(net, rest, limit=limit, among=among, barriers=walls)
            there = found["edge"].notna().to_numpy()
            spots = _put(spots, np.flatnonzero(left)[there], found[there])
    return spots


def _nearer(spots: pd.DataFrame, rows: NDArray[np.bool_], other: pd.DataFrame) -> pd.DataFrame:
    """Spots, with those of `rows` that are nearer in `other` taken from there."""
    one = spots[rows]
    better = other["edge"].notna() & (one["edge"].isna() | (other["gap"] < one["gap"]))
    return _put(spots, np.flatnonzero(rows)[better.to_numpy()], other[better.to_numpy()])


def _put(spots: pd.DataFrame, rows: NDArray[np.generic], other: pd.DataFrame) -> pd.DataFrame:
    """Spots with some rows replaced; every column keeps its type."""
    columns = {}
    for name in spots.columns:
        columns[name] = spots[name].array.copy()
        columns[name][rows] = other[name].array
    return pd.DataFrame(columns, index=spots.index)


def _relief(streets: gpd.GeoDataFrame, rasters: Rasters, epsg: int) -> "relief.Relief | None":
    if DEM not in rasters:
        return None
    west, south, east, north = streets.total_bounds
    around = (west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN)
    return relief.open(rasters[DEM], epsg=epsg, bounds=around)


def _surface(net: Network, layers: Layers) -> NDArray[np.bool_]:
    return net.street.isin(on_surface(gpd.GeoDataFrame(layers["streets"])).index)


def _main(net: Network) -> NDArray[np.bool_]:
    part = net.component[net.start]
    total = np.bincount(part, weights=net.length)
    return (total >= ISLAND * total.sum())[part] | (part == 0)  # of many small parts the longest
