"""Where people set out from: stairwells, buildings, gates of a community, or a point inside it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .doors import passable

STAIRWELL, BUILDING, GATE, INSIDE = "stairwell", "building", "gates", "interior point"
PROPOSED = "proposed gates"
RESIDENTIAL = ("residential", "mixed")


def of_buildings(
    buildings: gpd.GeoDataFrame, stairwells: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """
    Points from which the people of each building set out.

    Parameters
    ----------
    buildings
        Points or polygons, indexed by id. Metric CRS.
    stairwells
        Points with the id of their building in column `building`, the same CRS.

    Returns
    -------
    GeoDataFrame
        One row a point, indexed as the stairwell or the building: `owner` (id of the building),
        `basis` (stairwell or building), geometry. A building with stairwells has those; any other
        has one point inside its outline.

    Examples
    --------
    >>> from shapely import Point, box
    >>> buildings = gpd.GeoDataFrame(geometry=[box(0, 0, 40, 12)], index=["B1"], crs=4549)
    >>> of_buildings(buildings)[["owner", "basis"]].values.tolist()
    [['B1', 'building']]
    >>> doors = gpd.GeoDataFrame({"building": ["B1"]}, geometry=[Point(9, 12)], index=["U1"], crs=4549)
    >>> of_buildings(buildings, doors).index.tolist()
    ['U1']
    """
    parts = _points(stairwells, "building", STAIRWELL, among=buildings.index)
    rest = buildings[~buildings.index.isin(parts["owner"])]
    return _joined(parts, rest, BUILDING)


def of_communities(
    communities: gpd.GeoDataFrame, gates: gpd.GeoDataFrame | None = None
) -> gpd.GeoDataFrame:
    """
    Points from which the people of a community set out where its buildings are not known.

    Parameters
    ----------
    communities
        Polygons or points, indexed by id. Metric CRS.
    gates
        Points with the id of their community in column `of`, the same CRS; those marked closed
        are left out, and a community whose gates are all closed has no point. Those that say a
        `basis` of their own are proposed.

    Returns
    -------
    GeoDataFrame
        One row a point: `owner` (id of the community), `basis` (gates, proposed gates, interior
        point), geometry.
        A community without geometry and gates has none.

    Examples
    --------
    >>> from shapely import Point
    >>> place = gpd.GeoDataFrame(geometry=[Point(0, 0)], index=["C1"], crs=4549)
    >>> of_communities(place)["basis"].tolist()
    ['interior point']
    """
    open_gates = None if gates is None else passable(gates)
    parts = _points(open_gates, "of", GATE, among=communities.index)
    if open_gates is not None and "basis" in open_gates.columns:
        parts["basis"] = (
            open_gates["basis"].reindex(parts.index).isna().map({True: GATE, False: PROPOSED})
        )
    rest = communities if gates is None else communities[~communities.index.isin(gates["of"])]
    return _joined(parts, rest[placed(rest)], INSIDE)


def placed(frame: gpd.GeoDataFrame) -> np.ndarray:
    """
    Whether each row has a place on the ground.

    Examples
    --------
    >>> from shapely import Point
    >>> placed(gpd.GeoDataFrame(geometry=[Point(), None, Point(0, 0)])).tolist()
    [False, False, True]
    """
    return ~(frame.geometry.isna() | frame.geometry.is_empty).to_numpy()


def dwellings(buildings: pd.DataFrame) -> pd.Series:
    """
    Whether each building is counted as one where people live.

    Parameters
    ----------
    buildings
        With or without the column `use`.

    Returns
    -------
    Series
        True for residential and mixed use, and where the use is not known.

    Examples
    --------
    >>> dwellings(pd.DataFrame({"use": ["residential", "public", None]})).tolist()
    [True, False, True]
    """
    if "use" not in buildings.columns:
        return pd.Series(True, index=buildings.index, name="counted")
    return (buildings["use"].isin(RESIDENTIAL) | buildings["use"].isna()).rename("counted")


def community_of(
    buildings: gpd.GeoDataFrame, communities: gpd.GeoDataFrame | None = None
) -> pd.Series:
    """
    Community that each building belongs to: as given, else the one whose boundary holds it.

    Parameters
    ----------
    buildings
        Points or polygons, indexed by id, with or without a column `community`. Metric CRS.
    communities
        Polygons or points, indexed by id, the same CRS.

    Returns
    -------
    Series
        Id of a row of `communities`, the index of `buildings`; NA where none is given and none
        holds a point inside the building. Of boundaries that overlap, the first by id.

    Examples
    --------
    >>> from shapely import box
    >>> homes = gpd.GeoDataFrame(geometry=[box(1, 1, 2, 2), box(20, 1, 22, 2)], crs=4549)
    >>> place = gpd.GeoDataFrame(geometry=[box(0, 0, 9, 9)], index=["C1"], crs=4549)
    >>> community_of(homes, place).tolist()
    ['C1', <NA>]
    """
    if communities is None:
        return pd.Series(pd.NA, index=buildings.index, dtype="string", name="community")
    given = pd.Series(pd.NA, index=buildings.index, dtype="string", name="community")
    if "community" in buildings.columns:
        named = buildings["community"].astype("string")
        given = named.where(named.isin(communities.index)).rename("community")
    areas = communities.geometry.sort_index()
    inside = np.asarray(buildings.geometry.representative_point())
    building, area = shapely.STRtree(inside).query(areas.to_numpy(), predicate="contains")[::-1]
    first = pd.Series(area).groupby(building).min()
    held = pd.Series(areas.index[first.to_numpy()], buildings.index[first.index.to_numpy()])
    return given.fillna(held.astype("string").reindex(buildings.index))


def farthest(minutes: pd.DataFrame, owner: pd.Series) -> pd.DataFrame:
    """
    Minutes of a place from those of its parts: the part that has farthest to walk.

    Parameters
    ----------
    minutes
        One row a part (a stairwell, a gate), one column a kind.
    owner
        Id of the place of each part; the index of `minutes`.

    Returns
    -------
    DataFrame
        One row a place, sorted by id; NaN where a part has no answer: it may be the farthest.

    Examples
    --------
    >>> minutes = pd.DataFrame({"clinic": [4.0, 6.0, 3.0, np.nan]}, index=["U1", "U2", "U3", "U4"])
    >>> owner = pd.Series({"U1": "B1", "U2": "B1", "U3": "B2", "U4": "B2"})
    >>> farthest(minutes, owner)["clinic"].tolist()
    [6.0, nan]
    """
    owner = owner.reindex(minutes.index)
    return minutes.groupby(owner).max().mask(minutes.isna().groupby(owner).any())


def nearest(minutes: pd.DataFrame, owner: pd.Series) -> pd.DataFrame:
    """
    Minutes of a place from those of its gates: the gate that is nearest to each kind.

    Parameters
    ----------
    minutes
        One row a gate, one column a kind.
    owner
        Id of the place of each gate; the index of `minutes`.

    Returns
    -------
    DataFrame
        One row a place, sorted by id.

    Examples
    --------
    >>> minutes = pd.DataFrame({"clinic": [4.0, 6.0]}, index=["G1", "G2"])
    >>> nearest(minutes, pd.Series({"G1": "C1", "G2": "C1"}))["clinic"].tolist()
    [4.0]
    """
    return minutes.groupby(owner.reindex(minutes.index)).min()


def _points(
    parts: gpd.GeoDataFrame | None, owner: str, basis: str, *, among: pd.Index
) -> pd.DataFrame:
    if parts is None:
        return pd.DataFrame({"owner": [], "basis": [], "geometry": []}, dtype=object)
    kept = parts[parts[owner].isin(among).to_numpy() & placed(parts)]
    return pd.DataFrame(
        {
            "owner": kept[owner].to_numpy(dtype=object),
            "basis": basis,
            "geometry": kept.geometry.to_numpy(),
        },
        index=kept.index,
    )


def _joined(parts: pd.DataFrame, rest: gpd.GeoDataFrame, basis: str) -> gpd.GeoDataFrame:
    inside = pd.DataFrame(
        {
            "owner": rest.index.to_numpy(dtype=object),
            "basis": basis,
            "geometry": np.asarray(rest.geometry.representative_point()),
        },
        index=rest.index,
    )
    found = pd.concat([frame for frame in (parts, inside) if len(frame)] or [inside])
    return gpd.GeoDataFrame(found, geometry="geometry", crs=rest.crs)
