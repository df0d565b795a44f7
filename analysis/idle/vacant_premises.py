"""Vacant premises: buildings, or rooms in them, that are recorded as idle or closed."""

import geopandas as gpd
import pandas as pd

from .evidence_rows import column, joined, rows, worded
from .evidence_rules import Rules

_STATUS = {"idle": ("premises_idle", "闲置"), "dangerous": ("premises_closed", "危房停用")}
_OWNERS = {
    "state": "国有",
    "collective": "集体",
    "private": "私有",
    "enterprise": "企业",
    "mixed": "混合",
}


def evidence(
    premises: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None, *, rules: Rules
) -> pd.DataFrame:
    """
    Premises that nothing is done in.

    Parameters
    ----------
    premises
        Points or polygons indexed by id: `status`, `owner_class`, `owner`, `floor_area`,
        `building`, `source`, `as_of`; any may be missing, and an unknown status is no evidence.
    buildings
        Indexed by id, with `name`: what the building of the premises is called; None where there
        is no layer.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.

    Returns
    -------
    DataFrame
        Evidence rows by `premises_idle` and `premises_closed`; measured: the floor area in m2, NaN
        where it is not known; `object`: the building that they are in, else themselves. Premises
        let or in use have none.

    Examples
    --------
    >>> from .evidence_rules import rules
    >>> rooms = {"status": ["idle", "leased"], "floor_area": [480.0, 90.0]}
    >>> found = evidence(gpd.GeoDataFrame(rooms, index=["R1", "R2"]), None, rules=rules())
    >>> found[["plot", "measured", "unit"]].values.tolist()
    [['R1', 480.0, 'm2']]
    """
    status = column(premises, "status")
    found = []
    for word, (rule, zh) in _STATUS.items():
        chosen = premises[status.eq(word).to_numpy(bool, na_value=False)]
        area = column(chosen, "floor_area", "Float64")
        ids = pd.Series(chosen.index.astype("string"), index=chosen.index)
        found.append(
            rows(
                chosen,
                rule,
                rules=rules,
                measured=area,
                unit="m2",
                object=column(chosen, "building").fillna(ids),
                text=f"使用状态登记为“{zh}”" + _told(chosen, area, buildings),
            )
        )
    return joined(found)


def _told(premises: pd.DataFrame, area: pd.Series, buildings: pd.DataFrame | None) -> pd.Series:
    """Where the premises are, how large, and whose."""
    floor = worded(area, "{:.0f} m²")
    whose = column(premises, "owner_class").map(_OWNERS).astype("string")
    owner = column(premises, "owner")
    inside = column(premises, "building")
    if buildings is not None and "name" in buildings:
        called = inside.map(buildings["name"].astype("string").to_dict()).astype("string")
        inside = inside + ("（" + called + "）").fillna("")
    return (
        ("，在楼栋 " + inside).fillna("")
        + "，建筑面积 "
        + floor.fillna("未注明")
        + "，权属 "
        + whose.fillna("未注明")
        + ("（" + owner + "）").fillna("")
    )
