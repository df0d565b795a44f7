"""Where doors and people stand on the network: on which street, and how far along it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from ..gis import snapping
from .ground import Ground
from .ways import GROUP


def doors_on(
    points: gpd.GeoSeries,
    under: Ground,
    *,
    limit: float,
    proposed: NDArray[np.bool_],
    doorstep: float,
) -> pd.DataFrame:
    """
    Where doors of services meet the network: on the nearest street.

    Parts of the network that are shorter than :data:`pianqu.analysis.ground.ISLAND` of it lead nowhere: nobody is put on
    them, so that no building counts as far from everything for a path that is not joined up.

    Parameters
    ----------
    points
        In the grid of the network.
    under
        From :func:`pianqu.analysis.ground.ground`.
    limit
        Metres.
    proposed
        Doors that were proposed where a street meets a place: those are on that street, whoever
        may walk it. Where the street that is nearest to any other door is for residents, the door
        is on one that anyone may walk if that is within `doorstep` or, in the open, if no edge of
        the community lies between: a shop in a block has its door on the street.
    doorstep
        Metres.

    Returns
    -------
    DataFrame
        As from :func:`pianqu.gis.snapping.snap`.
    """
    anyone = under.network.zone == 0
    nearest = _first(points, under, _among(under, np.ones_like(anyone)), limit)
    inner = nearest["edge"].notna().to_numpy() & ~proposed
    inner[inner] = under.network.zone[nearest["edge"][inner].to_numpy(dtype=np.int64)] > 0
    if not inner.any():
        return nearest
    there = gpd.GeoSeries(points[inner])
    outer = _first(there, under, _among(under, anyone), limit)
    own = under.network.zone[nearest["edge"][inner].to_numpy(dtype=np.int64)]
    near = (outer["gap"] <= doorstep).to_numpy() | ~_crossed(there, outer, own, under)
    fine = outer["edge"].notna().to_numpy() & near
    return _put(nearest, np.flatnonzero(inner)[fine], outer[fine])


def _crossed(
    points: gpd.GeoSeries, spots: pd.DataFrame, zone: NDArray[np.int64], under: Ground
) -> NDArray[np.bool_]:
    """Whether the way from a point to its street crosses the edge of the community it is in."""
    net = under.network
    if under.outlines is None:
        return np.zeros(len(points), dtype=bool)
    own = gpd.GeoSeries(under.outlines.reindex(net.zones[zone - 1]), crs=under.outlines.crs)
    outline = shapely.boundary(own.to_numpy())
    edge = spots["edge"].fillna(0).to_numpy(dtype=np.int64)
    place = shapely.line_interpolate_point(
        net.lines[edge], spots["fraction"].fillna(0.0).to_numpy(dtype=float), normalized=True
    )
    ways = shapely.linestrings(
        np.stack(
            [shapely.get_coordinates(points.to_numpy()), shapely.get_coordinates(place)], axis=1
        )
    )
    return shapely.intersects(ways, outline)


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
        From :func:`pianqu.analysis.ground.ground`.
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
    inside = {
        own: _first(
            gpd.GeoSeries(points[number == own]), under, _among(under, net.zone == own), limit
        )
        for own in np.unique(number[number > 0])
    }
    if inside:
        rows = np.concatenate([np.flatnonzero(number == own) for own in inside])
        spots = _nearer(spots, rows, pd.concat(inside.values()))
    nobodys = np.r_[True, net.zones.astype("string").str.startswith(GROUP)][net.zone]
    unknown, apart = zone.isna().to_numpy(), number == 0
    for rows, allowed in ((apart & unknown, net.zone >= 0), (apart & ~unknown, nobodys)):
        if rows.any() and len(net.zones):
            found = _first(gpd.GeoSeries(points[rows]), under, _among(under, allowed), limit)
            spots = _nearer(spots, np.flatnonzero(rows), found)
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


def _nearer(spots: pd.DataFrame, rows: NDArray[np.int64], other: pd.DataFrame) -> pd.DataFrame:
    """Spots, with those at the places `rows` that are nearer in `other` taken from there."""
    one = spots.iloc[rows]
    closer = other["gap"].to_numpy() < one["gap"].to_numpy()
    better = other["edge"].notna().to_numpy() & (one["edge"].isna().to_numpy() | closer)
    return _put(spots, rows[better], other[better])


def _put(spots: pd.DataFrame, rows: NDArray[np.generic], other: pd.DataFrame) -> pd.DataFrame:
    """Spots with some rows replaced; every column keeps its type."""
    columns = {}
    for name in spots.columns:
        columns[name] = spots[name].array.copy()
        columns[name][rows] = other[name].array
    return pd.DataFrame(columns, index=spots.index)
