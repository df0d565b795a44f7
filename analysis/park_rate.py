"""The statutory park rate: residential land within straight-line radii of parks, by their size."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .park_sizes import COUNTED, SHUT, SMALL, UNMEASURED, sizes, tiers
from .park_thresholds import judged
from .residential_land import NONE, polygons
from .standards import STATUS

SEGMENTS = 128  # of a quarter circle: its area falls 0.0025 % short, its edge 9 mm at 500 m


def rates(
    parks: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    *,
    editions: pd.DataFrame,
    thresholds: pd.DataFrame,
) -> pd.DataFrame:
    """
    Share of residential land within the service radii of parks, edition by edition.

    Parameters
    ----------
    parks
        As for :func:`pianqu.analysis.park_sizes.sizes`; radii start at their outlines.
    land
        From :func:`pianqu.analysis.residential_land.land`, the same metric CRS.
    editions
        The table `park_radius`.
    thresholds
        The table `park_threshold`; a blank `edition` or `place` holds for all. Of those that hold
        the narrowest, then the first, stands in the row; :func:`pianqu.analysis.park_thresholds.judged` has them all.

    Returns
    -------
    DataFrame
        One row an edition and kind of place: `edition`, `zh`, `place`, `place_zh`, `covered_m2`,
        `base_m2`, `rate` (0 to 1; NA where the base is 0), `covered_most_m2` and `rate_most` (with
        the upper end of radii that are ranges), `threshold` (0 to 1), `operator`, `meets` (NA with a `reason` where
        there is no rate, or a range of radii or a park without an outline leaves it open, or outlines of communities
        stand in for residential land), `margin` (rate less threshold; NA in that last case), `threshold_zh`, `threshold_status`, `applies_to`, `parks_counted`,
        `parks_small`, `parks_shut`, `parks_unmeasured`, `standard`, `clause`, `status` (the weakest
        of the radii used) and `land_basis`.

    References
    ----------
    GB/T 51346-2019 A.0.3: residential land in reach over all residential land.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> from shapely import box
    >>> parks = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 100)], crs=4549)
    >>> land = gpd.GeoDataFrame({"basis": ["x"]}, geometry=[box(100, 0, 1100, 100)], crs=4549)
    >>> editions, least = standards.load("park_radius"), standards.load("park_threshold")
    >>> rates(parks, land, editions=editions, thresholds=least)["rate"].tolist()[0]
    0.5
    """
    whole = shapely.union_all(land.geometry.to_numpy())
    base = float(shapely.area(whole))
    measured = _Covered(parks, whole)
    rows = []
    for edition, place in editions[["edition", "place"]].drop_duplicates().itertuples(index=False):
        own = tiers(editions, edition=edition, place=place)
        found = sizes(parks, own)
        least, most = measured.area(found["radius"]), measured.area(found["radius_most"])
        covered = {"covered_m2": least, "base_m2": base, "rate": _share(least, base)}
        upper = {"covered_most_m2": most, "rate_most": _share(most, base)}
        rows.append({**_named(own), **covered, **upper, **_counts(found), **_source(own)})
    table = pd.DataFrame(rows).astype({"rate": "Float64", "rate_most": "Float64"})
    basis = land["basis"].iloc[0] if len(land) else NONE
    return _with_threshold(table.assign(land_basis=basis), thresholds)


def reach(shapes: gpd.GeoSeries, radius: pd.Series) -> shapely.Geometry:
    """
    All that lies within the radius of each shape.

    Parameters
    ----------
    shapes
        Outlines or doors of parks. Metric CRS.
    radius
        Metres, the index of `shapes`; NaN where one does not count.

    Returns
    -------
    Geometry
        One shape; its circles have 4 x :data:`SEGMENTS` corners and lie inside the true ones.

    Examples
    --------
    >>> from shapely import Point
    >>> round(reach(gpd.GeoSeries([Point(0, 0)]), pd.Series([500.0])).area / 500**2, 4)
    3.1415
    """
    metres = radius.to_numpy(dtype=float)
    counts = ~np.isnan(metres)
    grown = shapely.buffer(shapes.to_numpy()[counts], metres[counts], quad_segs=SEGMENTS)
    return shapely.union_all(grown)


def divided(land: gpd.GeoDataFrame, reached: shapely.Geometry) -> gpd.GeoDataFrame:
    """
    Residential land in reach and out of it, for a map.

    Parameters
    ----------
    land
        As for :func:`rates`.
    reached
        From :func:`reach`.

    Returns
    -------
    GeoDataFrame
        Two rows, `covered` True and False: `area` (m2) and geometry (a multipolygon, maybe empty).

    Examples
    --------
    >>> from shapely import box
    >>> land = gpd.GeoDataFrame(geometry=[box(0, 0, 10, 1)], crs=4549)
    >>> divided(land, box(0, 0, 4, 1))["area"].tolist()
    [4.0, 6.0]
    """
    whole = shapely.union_all(land.geometry.to_numpy())
    both = [shapely.intersection(whole, reached), shapely.difference(whole, reached)]
    shapes = [shapely.multipolygons(polygons(shape)) for shape in both]
    split = gpd.GeoSeries(np.array(shapes, dtype=object), crs=land.crs)
    return gpd.GeoDataFrame({"covered": [True, False], "area": split.area}, geometry=split)


def of_communities(parts: gpd.GeoDataFrame, communities: gpd.GeoDataFrame) -> pd.DataFrame:
    """
    Share of the residential land of each community that is in reach.

    Parameters
    ----------
    parts
        From :func:`divided`.
    communities
        Polygons, indexed by id, the same CRS.

    Returns
    -------
    DataFrame
        The index of `communities`: `covered_m2`, `land_m2` (residential land inside its boundary),
        `share` (0 to 1, NA without land) and `reason` where there is none.

    Examples
    --------
    >>> from shapely import box
    >>> land = gpd.GeoDataFrame(geometry=[box(0, 0, 10, 1)], crs=4549)
    >>> homes = gpd.GeoDataFrame(geometry=[box(3, 0, 5, 1)], index=["C1"], crs=4549)
    >>> of_communities(divided(land, box(0, 0, 4, 1)), homes)["share"].to_dict()
    {'C1': 0.5}
    """
    shapes = communities.geometry.to_numpy()
    inside, outside = (
        _inside(shapes, parts.geometry[parts["covered"].eq(said)].to_numpy())
        for said in (True, False)
    )
    land = inside + outside
    table = pd.DataFrame({"covered_m2": inside, "land_m2": land}, index=communities.index)
    share = (table["covered_m2"] / table["land_m2"]).astype("Float64").mask(land == 0)
    nowhere = pd.Series(shapely.is_empty(shapes) | shapely.is_missing(shapes), index=table.index)
    reason = pd.Series(pd.NA, index=table.index, dtype=object).mask(land == 0, "界内没有居住用地")
    return table.assign(share=share, reason=reason.mask(nowhere, "没有小区范围，未计算"))


class _Covered:
    """Land in reach, each set of radii measured once: places of an edition often have the same."""

    def __init__(self, parks: gpd.GeoDataFrame, land: shapely.Geometry) -> None:
        self._parks = parks
        self._land = land
        self._known: dict[bytes, float] = {}

    def area(self, radius: pd.Series) -> float:
        key = radius.to_numpy(dtype=float).tobytes()
        if key not in self._known:
            within = shapely.intersection(self._land, reach(self._parks.geometry, radius))
            self._known[key] = float(shapely.area(within))
        return self._known[key]


def _share(part: float, base: float) -> float | None:
    return part / base if base > 0 else None


def _named(own: pd.DataFrame) -> dict[str, str]:
    return {name: str(own[name].iloc[0]) for name in ("edition", "zh", "place", "place_zh")}


def _counts(found: pd.DataFrame) -> dict[str, int]:
    return {
        f"parks_{state}": int(found["state"].eq(state).sum())
        for state in (COUNTED, SMALL, SHUT, UNMEASURED)
    }


def _source(own: pd.DataFrame) -> dict[str, str]:
    """The clauses of the radii; of several statuses the weakest."""
    every = {name: "；".join(own[name].drop_duplicates()) for name in ("standard", "clause")}
    order = {status: rank for rank, status in enumerate(STATUS)}
    return {**every, "status": max(own["status"], key=lambda said: order.get(said, len(order)))}


def _with_threshold(table: pd.DataFrame, thresholds: pd.DataFrame) -> pd.DataFrame:
    first = judged(table, thresholds).drop_duplicates(["edition", "place"])
    said = first.drop(columns=["rate", "key"])
    return table.merge(said, on=["edition", "place"], how="left", validate="one_to_one")


def _inside(shapes: np.ndarray, parts: np.ndarray) -> np.ndarray:
    pieces = shapely.get_parts(parts)
    shape, piece = shapely.STRtree(pieces).query(shapes, predicate="intersects")
    area = shapely.area(shapely.intersection(shapes[shape], pieces[piece]))
    return np.bincount(shape, weights=area, minlength=len(shapes)).astype(float)
