"""Parks by size: the radius that each has in an edition of the standard, or why it has none."""

from collections.abc import Iterator

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ..gis.errors import ChoiceError

STATED = 0.05  # share by which a stated area may differ from the outline without a note
_DIGITS = 2  # of areas in m2 as registers keep them, so that 5000 is not 4999.9999999
COUNTED, SMALL, SHUT, UNMEASURED = "counted", "small", "shut", "unmeasured"


def tiers(editions: pd.DataFrame, *, edition: str, place: str = "general") -> pd.DataFrame:
    """
    The radii of one edition for one kind of place, smallest parks first.

    Parameters
    ----------
    editions
        The table `park_radius`: a park has the radius of the largest `least_area` (m2, inclusive)
        that it reaches; `radius` to `radius_most` (m) where the clause gives a range.
    edition
        Such as `park.2022`.
    place
        general, new, old_town, historic or county.

    Returns
    -------
    DataFrame
        Rows of `editions`.

    Raises
    ------
    ChoiceError
        There is no such pair, or a row of it cannot be meant.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> table = standards.load("park_radius")
    >>> tiers(table, edition="park.2022")[["least_area", "radius"]].values.tolist()
    [[400, 300], [5000, 500]]
    """
    own = editions[editions["edition"].eq(edition) & editions["place"].eq(place)]
    if own.empty:
        pairs = editions[["edition", "place"]].drop_duplicates().agg("／".join, axis=1)
        raise ChoiceError(
            f"没有版本“{edition}”、地区类型“{place}”的公园服务半径；可选：{'、'.join(pairs)}。"
        )
    odd = own["radius"].le(0) | own["least_area"].lt(0) | own["radius_most"].lt(own["radius"])
    faults = [
        f"规则表 park_radius 的 {key} 行不成立：least_area 应不小于 0 且在同一版本、地区中不重复，"
        "radius 应大于 0 且不大于 radius_most；请改正该行。"
        for key in own.index[odd | own["least_area"].duplicated(keep=False)]
    ]
    if faults:
        raise ChoiceError(faults)
    return own.sort_values("least_area")


def sizes(parks: gpd.GeoDataFrame, radii: pd.DataFrame) -> pd.DataFrame:
    """
    The area of each park, its radius, and why one does not count.

    Parameters
    ----------
    parks
        Indexed by id; columns `open` (only False shuts a park) and `area` (stated, m2) where
        there. Metric CRS.
    radii
        From :func:`tiers`.

    Returns
    -------
    DataFrame
        The index of `parks`: `area` (m2 of the outline, to 0.01; NaN without one), `stated`,
        `radius` and `radius_most` (m; NaN where it does not count), `state` (counted, small, shut,
        unmeasured) and `reason`: why it does not count, what is not known of it, and whether the
        stated area differs by more than :data:`STATED`; NA where there is nothing to say.

    Examples
    --------
    >>> from pianqu.analysis import standards
    >>> from shapely import box
    >>> parks = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 50), box(0, 0, 9, 9)], crs=4549)
    >>> radii = tiers(standards.load("park_radius"), edition="park.2022")
    >>> sizes(parks, radii)[["radius", "reason"]].values.tolist()
    [[500.0, <NA>], [nan, '规模不足：81 平方米，小于 400 平方米']]
    """
    shapes = parks.geometry.to_numpy()
    area = np.round(shapely.area(shapes), _DIGITS)
    area = np.where(area > 0, area, np.nan)
    least = radii["least_area"].to_numpy(dtype=float)
    tier = np.searchsorted(least, area, side="right") - 1  # -1 below the first
    unknown, shut = np.isnan(area), closed(parks).to_numpy()
    state = np.select([shut, unknown, tier < 0], [SHUT, UNMEASURED, SMALL], COUNTED)
    found = {
        name: np.where(state == COUNTED, radii[name].to_numpy(dtype=float)[tier], np.nan)
        for name in ("radius", "radius_most")
    }
    stated = parks["area"].astype(float) if "area" in parks.columns else np.nan
    table = pd.DataFrame(
        {"area": area, "stated": stated, **found, "state": state}, index=parks.index
    )
    unsaid = parks["open"].isna() if "open" in parks.columns else False
    rows = table.assign(unsaid=unsaid).to_dict("records")
    notes = ["；".join(_notes(row, least[0])) for row in rows]
    reason = pd.Series(notes, index=parks.index, dtype=object)
    return table.assign(reason=reason.mask(reason.eq(""), pd.NA))


def closed(parks: pd.DataFrame) -> pd.Series:
    """
    Whether each park is said to be closed to the public; not known is not closed.

    Examples
    --------
    >>> closed(pd.DataFrame({"open": [True, False, None]})).tolist()
    [False, True, False]
    """
    if "open" not in parks.columns:
        return pd.Series(False, index=parks.index, name="closed")
    return parks["open"].astype("boolean").eq(False).fillna(False).astype(bool).rename("closed")


def _notes(park: dict, least: float) -> Iterator[str]:
    area, stated = park["area"], park["stated"]
    if park["state"] == SHUT:
        yield "不对公众开放"
    elif park["state"] == UNMEASURED:
        yield "没有面状图形，量不出面积"
    elif park["state"] == SMALL:
        yield f"规模不足：{area:.0f} 平方米，小于 {least:.0f} 平方米"
    if park["unsaid"]:
        yield "开放情况未知，按开放计"
    if abs(stated - area) > STATED * area:  # never true of what is not known
        yield f"登记面积 {stated:.0f} 平方米，与图形面积 {area:.0f} 平方米相差超过 {STATED:.0%}，按图形计"
