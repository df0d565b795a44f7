"""Where a place is entered: its gates, or where streets meet its edge, each with its basis."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

GIVEN, POINT, CROSSING, BESIDE, NEAREST = "given", "point", "crossing", "beside", "nearest"
BASES = {
    GIVEN: "出入口图层给出",
    POINT: "设施点位",
    CROSSING: "推定：道路与边界的交点",
    BESIDE: "推定：边界旁的道路",
    NEAREST: "推定：边界上离道路最近处",
}
PROPOSED = (CROSSING, BESIDE, NEAREST)


def doors(
    places: gpd.GeoDataFrame,
    streets: gpd.GeoDataFrame,
    *,
    gates: gpd.GeoDataFrame | None = None,
    doorstep: float = 15.0,
) -> gpd.GeoDataFrame:
    """
    Points at which places are entered.

    Parameters
    ----------
    places
        Points or polygons, indexed by id; a column `fenced`, where there is one, says which can be
        entered at their gates only. Metric CRS.
    streets
        Lines of the same CRS.
    gates
        The rows of the layer of entrances that belong to these places: column `of` holds the id of
        the place, `access` (where there) leaves out those marked closed. A place with a gate that
        can be passed is entered at its gates only; one that has only closed gates is entered from
        the streets where it is not fenced, but nowhere within `doorstep` of a closed gate.
    doorstep
        Metres from the edge of an unfenced place within which a street lets people in.

    Returns
    -------
    GeoDataFrame
        One row a door: `place`, `basis` (given, point, crossing, beside, nearest), geometry. A
        fenced place without gates that can be passed has none.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> park = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 50)], index=["P1"], crs=4549)
    >>> path = gpd.GeoDataFrame(geometry=[LineString([(50, -80), (50, 20)])], crs=4549)
    >>> doors(park, path)[["place", "basis"]].values.tolist()
    [['P1', 'crossing']]
    >>> doors(park.iloc[:0], path).empty
    True
    """
    given = _given(gates, places.index)
    rest = places[~places.index.isin(given["place"])]
    if "fenced" in rest.columns:
        rest = rest[~rest["fenced"].fillna(False).astype(bool)]
    flat = shapely.get_dimensions(rest.geometry.to_numpy()) == 0
    points = _frame(rest.index[flat], rest.geometry.to_numpy()[flat], POINT)
    open_places = rest[~flat & ~(rest.geometry.isna() | rest.geometry.is_empty).to_numpy()]
    streets = streets.sort_index(kind="stable")  # ties go to the first street, in any row order
    met = _met(open_places, streets, doorstep)
    alone = open_places[~open_places.index.isin(met["place"])]
    guessed = pd.concat([met, _nearest(alone, streets)], ignore_index=True)
    guessed = guessed[~_at_closed_gate(guessed, gates, doorstep)]
    found = pd.concat([given, points, guessed], ignore_index=True)
    found = found.sort_values(["place", "basis"], kind="stable", ignore_index=True)
    return gpd.GeoDataFrame(found, geometry="geometry", crs=places.crs)


def _frame(place: object, geometry: object, basis: object) -> pd.DataFrame:
    return pd.DataFrame({"place": place, "basis": basis, "geometry": geometry}).astype(
        {"place": object, "basis": object, "geometry": object}
    )


def passable(gates: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """
    Gates that can be passed: with a place on the ground and not marked closed.

    Parameters
    ----------
    gates
        Points, with or without a column `access`.

    Returns
    -------
    GeoDataFrame
        Rows of `gates`.

    Examples
    --------
    >>> from shapely import Point
    >>> two = gpd.GeoDataFrame({"access": ["closed", None]}, geometry=[Point(0, 0), Point(1, 0)])
    >>> passable(two).index.tolist()
    [1]
    """
    closed = gates["access"].eq("closed").fillna(False) if "access" in gates.columns else False
    nowhere = (gates.geometry.isna() | gates.geometry.is_empty).to_numpy()
    return gates[~(np.asarray(closed, dtype=bool) | nowhere)]


def _given(gates: gpd.GeoDataFrame | None, among: pd.Index) -> pd.DataFrame:
    if gates is None:
        return _frame([], [], [])
    own = passable(gates[gates["of"].isin(among)])
    return _frame(own["of"].to_numpy(), own.geometry.to_numpy(), GIVEN)


def _at_closed_gate(
    guessed: pd.DataFrame, gates: gpd.GeoDataFrame | None, doorstep: float
) -> np.ndarray:
    if gates is None or guessed.empty:
        return np.zeros(len(guessed), dtype=bool)
    shut = gates[~gates.index.isin(passable(gates).index) & ~gates.geometry.isna().to_numpy()]
    closed = shut.groupby("of")["geometry"].agg(lambda points: shapely.union_all(points.to_numpy()))
    at = closed.to_dict()
    own = np.array([at.get(place) for place in guessed["place"]], dtype=object)
    metres = shapely.distance(guessed["geometry"].to_numpy(dtype=object), own)
    return metres <= doorstep


def _met(places: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, doorstep: float) -> pd.DataFrame:
    lines = streets.geometry.to_numpy()
    areas = places.geometry.to_numpy()
    area, line = shapely.STRtree(lines).query(areas, predicate="dwithin", distance=doorstep)
    edges = shapely.boundary(areas[area])
    crosses = shapely.intersects(edges, lines[line])
    points, owner = shapely.get_parts(
        shapely.intersection(edges[crosses], lines[line[crosses]]), return_index=True
    )
    # a street along the edge meets it in a line: its middle is the door
    along = shapely.get_dimensions(points) > 0
    points[along] = shapely.line_interpolate_point(points[along], 0.5, normalized=True)
    beside = ~crosses & ~shapely.intersects(areas[area], lines[line])
    edge_point = shapely.get_point(shapely.shortest_line(edges[beside], lines[line[beside]]), 0)
    ids = places.index.to_numpy()
    return pd.concat(
        [
            _frame(ids[area[crosses]][owner], points, CROSSING),
            _frame(ids[area[beside]], edge_point, BESIDE),
        ],
        ignore_index=True,
    )


def _nearest(places: gpd.GeoDataFrame, streets: gpd.GeoDataFrame) -> pd.DataFrame:
    lines = streets.geometry.to_numpy()
    areas = places.geometry.to_numpy()
    if not (len(lines) and len(areas)):
        return _frame([], [], [])
    area, line = shapely.STRtree(lines).query_nearest(areas, all_matches=True)
    first = pd.Series(line).groupby(area).min()
    chosen = areas[first.index.to_numpy()]
    link = shapely.shortest_line(shapely.boundary(chosen), lines[first.to_numpy()])
    return _frame(places.index[first.index.to_numpy()], shapely.get_point(link, 0), NEAREST)
