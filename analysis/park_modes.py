"""One edition of the park rate, measured four ways: by distance or time, straight or on foot."""

import geopandas as gpd
import pandas as pd
import shapely

from ..gis.errors import LayerError
from .park_rate import reach
from .park_sizes import COUNTED
from .residential_land import nearest
from .walks import DIGITS

BOUNDARY, DOORS, METRES, MINUTES = "boundary", "doors", "metres", "minutes"
MODES = {
    BOUNDARY: "从公园边界量起的直线距离",
    DOORS: "从公园出入口量起的直线距离",
    METRES: "从公园出入口沿步行路网的距离",
    MINUTES: "到公园出入口的步行时间",
}
NO_HOMES, NO_WALKS = "没有住宅楼栋，无从按步行计算", "没有步行结果，未计算"


def by_mode(
    found: pd.DataFrame,
    parks: gpd.GeoDataFrame,
    land: gpd.GeoDataFrame,
    *,
    doors: gpd.GeoDataFrame,
    homes: gpd.GeoDataFrame,
    pairs: pd.DataFrame | None,
    pace: float,
) -> pd.DataFrame:
    """
    Residential land served by the parks of an edition, each as far as its own radius.

    Parameters
    ----------
    found
        From :func:`pianqu.analysis.park_sizes.sizes`: the radius of each park.
    parks
        The parks, the same index. Metric CRS.
    land
        From :func:`pianqu.analysis.residential_land.land`, the same CRS.
    doors
        One row a door: `place` (id of its park), geometry.
    homes
        Dwelling buildings, indexed by id; `on_network` (boolean, where there) is False for those
        whose walks are not known. Each m2 of land takes the answer of the home it is nearest to.
    pairs
        Walks: `building`, `place`, `metres` along streets, `minutes`; a pair that is not there is
        out of reach. None, or without one of the columns: that mode is not computed.
    pace
        Metres a minute: a radius of 500 m at 50 is ten minutes.

    Returns
    -------
    DataFrame
        One row a mode (index `mode`: boundary, doors, metres, minutes): `zh`, `covered_m2`,
        `base_m2` (land with an answer), `unknown_m2` (land whose home has none), `rate` (0 to 1, NA
        without a base), `parks` (that the mode counts), `parks_without_door` and `reason` where it
        was not computed.

    Raises
    ------
    LayerError
        Parks and their sizes are not the same rows.

    Examples
    --------
    >>> from shapely import Point, box
    >>> parks = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 100)], index=["P1"], crs=4549)
    >>> found = pd.DataFrame({"radius": [500.0], "state": ["counted"]}, index=["P1"])
    >>> land = gpd.GeoDataFrame(geometry=[box(100, 0, 1100, 100)], crs=4549)
    >>> doors = gpd.GeoDataFrame({"place": ["P1"]}, geometry=[Point(0, 50)], crs=4549)
    >>> modes = by_mode(
    ...     found, parks, land, doors=doors, homes=parks.iloc[:0], pairs=None, pace=50.0
    ... )
    >>> modes["rate"].astype(float).round(3).tolist()
    [0.5, 0.399, nan, nan]
    """
    if not found.index.equals(parks.index):
        raise LayerError("公园及其规模的编号不一致；两者须逐行对应。")
    counted = found["radius"].where(found["state"].eq(COUNTED))
    metres = doors["place"].map(counted)
    whole = shapely.union_all(land.geometry.to_numpy())
    areas = nearest(homes, land).area
    walks = {METRES: counted, MINUTES: counted / pace}
    rows = {
        BOUNDARY: _straight(whole, reach(parks.geometry, counted)),
        DOORS: _straight(whole, reach(doors.geometry, metres)),
        **{mode: _walked(pairs, mode, areas, homes, most) for mode, most in walks.items()},
    }
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("mode")
    with_door = counted.index.isin(doors["place"]) & counted.notna()
    parks_in = pd.Series(int(with_door.sum()), index=table.index)
    parks_in[BOUNDARY] = int(counted.notna().sum())
    return _finished(table).assign(parks=parks_in, parks_without_door=parks_in[BOUNDARY] - parks_in)


def _straight(whole: shapely.Geometry, reached: shapely.Geometry) -> dict[str, object]:
    covered = float(shapely.area(shapely.intersection(whole, reached)))
    return {"covered_m2": covered, "base_m2": float(shapely.area(whole)), "unknown_m2": 0.0}


def _walked(
    pairs: pd.DataFrame | None,
    mode: str,
    areas: pd.Series,
    homes: gpd.GeoDataFrame,
    most: pd.Series,
) -> dict[str, object]:
    if homes.empty:
        return {"reason": NO_HOMES}
    if pairs is None or mode not in pairs.columns:
        return {"reason": NO_WALKS}
    # walks are given to so many digits: what rounds to the radius is within it
    near = pairs[mode].round(DIGITS).le(pairs["place"].map(most).round(DIGITS))
    served = pairs.loc[near, "building"]
    unknown = pd.Series(False, index=homes.index)
    if "on_network" in homes.columns:
        unknown = ~homes["on_network"].astype("boolean").fillna(False).astype(bool)
    hit = pd.Series(homes.index.isin(served), index=homes.index) & ~unknown
    return {
        "covered_m2": float(areas[hit].sum()),
        "base_m2": float(areas[~unknown].sum()),
        "unknown_m2": float(areas[unknown].sum()),
    }


def _finished(table: pd.DataFrame) -> pd.DataFrame:
    numbers = table.reindex(columns=["covered_m2", "base_m2", "unknown_m2"]).astype("Float64")
    rate = (numbers["covered_m2"] / numbers["base_m2"]).mask(~numbers["base_m2"].gt(0))
    reason = table["reason"] if "reason" in table.columns else pd.Series(pd.NA, index=table.index)
    empty = numbers["base_m2"].eq(0).fillna(False).astype(bool)
    zh = pd.Series(MODES).reindex(table.index)
    said = reason.astype("string").mask(empty, "没有可以计算的居住用地")
    return numbers.assign(rate=rate, reason=said).pipe(lambda known: known.assign(zh=zh))
