"""Under-used land: recorded as such, built far lower than its like, or public and walled in."""

import geopandas as gpd
import numpy as np
import pandas as pd

from . import floor_ratio
from .evidence_rows import column, joined, rows, worded
from .evidence_rules import FOR, NOTE, Rules
from .land_classes import REFUSES, classes

UNDER_USED, IN_USE = "under_used", "in_use"


def evidence(
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame | None,
    *,
    codes: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    """
    What speaks for each parcel being used below what it could be.

    Parameters
    ----------
    parcels
        Polygons indexed by id, metric CRS: `status`, `owner_class`, `walled`, `floor_area_ratio`,
        `landuse_scheme`, `landuse`, `source`, `as_of`; any may be missing, and what is not known is
        no evidence.
    buildings
        Polygons, the same CRS, with `floor_area` or `storeys`; None where there is no layer.
    codes
        From :func:`pianqu.analysis.idle.land_classes.codes`.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.

    Returns
    -------
    DataFrame
        Evidence rows by `status_under_used`, `low_ratio` (measured: the ratio over the median of
        the comparable; a note where the parcel is recorded as in use) and `walled_compound`
        (public, walled, and under-used by one of the others).

    Examples
    --------
    >>> from shapely import box
    >>> from .evidence_rules import rules
    >>> from .land_classes import codes
    >>> yard = {"status": ["under_used"], "owner_class": ["state"], "walled": [True]}
    >>> land = gpd.GeoDataFrame(yard, geometry=[box(0, 0, 60, 40)], index=["L1"], crs=4549)
    >>> evidence(land, None, codes=codes(), rules=rules())["rule"].tolist()
    ['status_under_used', 'walled_compound']
    """
    meant = classes(parcels, table=codes)
    said = column(parcels, "status").eq(UNDER_USED).to_numpy(bool, na_value=False)
    recorded = rows(parcels[said], "status_under_used", rules=rules, text="利用状态登记为“低效”")
    low = _low(parcels, buildings, meant, rules)
    found = joined([recorded, low])
    under = parcels.index.astype("string").isin(found.loc[found["says"] == FOR, "plot"])
    return joined([found, _walled(parcels[under], meant[under], rules)])


def _low(
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame | None,
    meant: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    """Built parcels whose ratio is far below that of comparable ones nearby."""
    land = parcels.join(floor_ratio.ratios(parcels, buildings))
    status = column(parcels, "status")
    judged = status.isna() | status.isin([UNDER_USED, IN_USE])
    # hardly anything built is open land, and not a low ratio
    judged &= land["ratio"].gt(rules.number("open_parcel.ratio"))
    judged &= meant["effect"].ne(REFUSES).fillna(value=False)
    land["ratio"] = land["ratio"].where(judged)
    beside = floor_ratio.beside(
        land,
        group=meant["compared"].where(meant["compared"].ne("")),
        usual=judged & status.ne(UNDER_USED).fillna(value=True),
        peers=int(rules.number("low_ratio.peers")),
        reach=rules.number("low_ratio.reach"),
    )
    median = beside["median"].where(beside["median"] > 0)
    land = land.join(beside).assign(share=land["ratio"] / median)
    enough = land["peers"].ge(rules.number("low_ratio.least"))
    chosen = land[(enough & land["share"].lt(rules.limit("low_ratio"))).to_numpy(bool)]
    used = column(chosen, "status").eq(IN_USE).to_numpy(bool, na_value=False)
    return rows(
        chosen,
        "low_ratio",
        rules=rules,
        says=np.where(used, NOTE, FOR),
        measured=chosen["share"],
        text=_compared(chosen, used, rules),
    )


def _compared(land: pd.DataFrame, used: np.ndarray, rules: Rules) -> pd.Series:
    limit = rules.limit("low_ratio")
    return (
        land["basis"].astype("string")
        + worded(land["ratio"], " {:.2f}")
        + worded(land["peers"], "，为最近 {} 个同类地块中位数")
        + worded(land["median"], " {:.2f} 的")
        + worded(land["share"], f" {{:.0%}}（低于 {limit:.0%}）")
        + pd.Series("", index=land.index, dtype="string").mask(used, "；登记为在用，仅作提示")
    )


def _walled(parcels: gpd.GeoDataFrame, meant: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    walled = column(parcels, "walled", "boolean").fillna(value=False)
    public = column(parcels, "owner_class").isin(rules.words("walled_compound.owners"))
    fits = meant["class"].isna() | meant["class"].isin(rules.words("walled_compound.classes"))
    chosen = (public & walled & fits).to_numpy(dtype=bool)
    text = "公共权属、有围墙封闭且低效的院落，可研究拆墙透绿"
    return rows(parcels[chosen], "walled_compound", rules=rules, text=text)
