"""Floor-area ratio of parcels: as recorded or from their buildings, and beside comparable ones."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .evidence_rows import column

RECORDED, BUILT = "登记容积率", "由楼栋建筑面积推算的容积率"


def overlaps(parcels: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    How much of each building stands on each parcel.

    Parameters
    ----------
    parcels
        Polygons, metric CRS.
    buildings
        Polygons or points, the same CRS; points stand nowhere.

    Returns
    -------
    DataFrame
        One row a pair that share an area: positions `parcel`, `building`, `area` in m2.

    Examples
    --------
    >>> land = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 10, 10)])
    >>> house = gpd.GeoDataFrame(geometry=[shapely.box(5, 5, 15, 15)])
    >>> overlaps(land, house)["area"].tolist()
    [25.0]
    """
    land, houses = parcels.geometry.to_numpy(), buildings.geometry.to_numpy()
    house, parcel = shapely.STRtree(land).query(houses, predicate="intersects")
    area = shapely.area(shapely.intersection(land[parcel], houses[house]))
    table = pd.DataFrame({"parcel": parcel, "building": house, "area": area})
    return table[area > 0].sort_values(["parcel", "building"], ignore_index=True)


def ratios(parcels: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """
    Floor-area ratio of each parcel.

    Parameters
    ----------
    parcels
        Polygons, metric CRS, with `floor_area_ratio` where it is recorded.
    buildings
        With `floor_area`, or `storeys` that multiply their outline; None where there is no layer.

    Returns
    -------
    DataFrame
        The index of `parcels`: `ratio` and `basis`. What is recorded counts; else the floors of
        the buildings, each by the part of its outline that stands there. NA where no building
        stands there (the layer may lack them) or one has neither floor area nor storeys.

    Examples
    --------
    >>> land = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 100, 10)])
    >>> house = gpd.GeoDataFrame({"storeys": [6]}, geometry=[shapely.box(0, 0, 50, 10)])
    >>> ratios(land, house)["ratio"].tolist()
    [3.0]
    """
    recorded = column(parcels, "floor_area_ratio", "Float64").astype(float)
    built = pd.Series(np.nan, index=parcels.index)
    if buildings is not None and len(buildings):
        pairs = overlaps(parcels, buildings)
        floor = pairs["area"] * _floors(buildings)[pairs["building"].to_numpy()]
        own = floor.groupby(pairs["parcel"]).agg(lambda part: part.sum(skipna=False))
        built = own.reindex(range(len(parcels))).set_axis(parcels.index) / parcels.area
    basis = pd.Series(pd.NA, index=parcels.index, dtype="string")
    basis = basis.mask(built.notna(), BUILT).mask(recorded.notna(), RECORDED)
    return pd.DataFrame({"ratio": recorded.fillna(built), "basis": basis})


def beside(
    parcels: gpd.GeoDataFrame, *, group: pd.Series, usual: pd.Series, peers: int, reach: float
) -> pd.DataFrame:
    """
    The median ratio of the nearest comparable parcels that are used as usual.

    Parameters
    ----------
    parcels
        Polygons with their `ratio` (from :func:`ratios`), metric CRS.
    group
        What is comparable with what, the same index; missing is comparable with nothing.
    usual
        Which are compared with, the same index; never a parcel with itself.
    peers
        How many of the nearest count.
    reach
        Metres between points inside the parcels, at most.

    Returns
    -------
    DataFrame
        The index of `parcels`: `median` (NaN without any peer) and `peers` (how many there were).

    Examples
    --------
    >>> strips = [shapely.box(x, 0, x + 1, 1) for x in range(3)]
    >>> land = gpd.GeoDataFrame({"ratio": [1, 2, 4]}, geometry=strips)
    >>> group, usual = pd.Series(["a"] * 3), pd.Series([True, True, False])
    >>> beside(land, group=group, usual=usual, peers=2, reach=9)["median"].tolist()
    [2.0, 1.0, 1.5]
    """
    table = pd.DataFrame({"median": np.nan, "peers": 0}, index=range(len(parcels)))
    ratio = parcels["ratio"].to_numpy(dtype=float)
    places = np.flatnonzero(np.isfinite(ratio))
    own = pd.DataFrame({"at": places, "group": group.iloc[places].array})
    spots = shapely.get_coordinates(shapely.point_on_surface(parcels.geometry.to_numpy()))
    model = usual.to_numpy(dtype=bool)
    for _, like in own.groupby("group"):
        at = like["at"].to_numpy()
        near = _near(spots, at, at[model[at]], count=peers, reach=reach)
        values = np.where(near >= 0, ratio[near], np.nan)
        some = (near >= 0).any(axis=1)
        table.loc[at, "peers"] = (near >= 0).sum(axis=1)
        table.loc[at[some], "median"] = np.nanmedian(values[some], axis=1)
    return table.set_index(parcels.index)


def _near(
    spots: np.ndarray, at: np.ndarray, models: np.ndarray, *, count: int, reach: float
) -> np.ndarray:
    """Positions of the nearest models of each place but itself, -1 where there are fewer."""
    from scipy.spatial import KDTree

    if len(models) == 0:
        return np.full((len(at), 1), -1)
    nearest = KDTree(spots[models]).query(spots[at], k=min(count + 1, len(models)))
    far, place = (np.asarray(part).reshape(len(at), -1) for part in nearest)
    found = models[place]
    good = (found != at[:, None]) & (far <= reach)
    return np.where(good & (np.cumsum(good, axis=1) <= count), found, -1)


def _floors(buildings: gpd.GeoDataFrame) -> np.ndarray:
    """Square metres of floor over each square metre of outline."""
    area = buildings.area.where(buildings.area > 0)
    floor = column(buildings, "floor_area", "Float64").astype(float) / area
    storeys = column(buildings, "storeys", "Float64").astype(float)
    return floor.fillna(storeys).to_numpy(dtype=float)
