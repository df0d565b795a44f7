"""Open parcels: land on which hardly any building stands, where buildings are drawn at all."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from ...gis import unions
from . import floor_ratio
from .evidence_rows import column, rows, worded
from .evidence_rules import FOR, NOTE, Rules
from .land_classes import REFUSES, classes
from .registered import IN_USE, WORKS


def evidence(
    parcels: gpd.GeoDataFrame,
    buildings: gpd.GeoDataFrame | None,
    *,
    codes: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    """
    Parcels with hardly any building.

    Parameters
    ----------
    parcels
        Polygons indexed by id, metric CRS: `status`, `floor_area_ratio`, `landuse_scheme`,
        `landuse`, `source`, `as_of`; any may be missing.
    buildings
        Polygons, the same CRS; None where there is no layer, and then there is no evidence.
    codes
        From :func:`pianqu.analysis.idle.land_classes.codes`.
    rules
        From :func:`pianqu.analysis.idle.evidence_rules.rules`.

    Returns
    -------
    DataFrame
        Evidence rows by `open_parcel`; measured: the share of the parcel under buildings. It is a
        note, not more, where the recorded floor-area ratio says that something is built (a works
        site aside), where there are hardly any buildings around (the layer may lack them), and
        where the parcel is in use. Land of a use that is refused, such as a park or a school, looks
        like idle land on the map: it always speaks for, so that the refusals say why it is not.

    Examples
    --------
    >>> from shapely import box
    >>> from .evidence_rules import rules
    >>> from .land_classes import codes
    >>> land = gpd.GeoDataFrame(geometry=[box(0, 0, 40, 40)], index=["L1"], crs=4549)
    >>> house = gpd.GeoDataFrame(geometry=[box(50, 0, 90, 40)], crs=4549)
    >>> found = evidence(land, house, codes=codes(), rules=rules())
    >>> found[["says", "measured"]].values.tolist()
    [['for', 0.0]]
    """
    if buildings is None or parcels.empty:
        return rows(parcels.iloc[:0], "open_parcel", rules=rules)
    cover = _cover(parcels, buildings)
    chosen = cover.lt(rules.limit("open_parcel")).to_numpy(dtype=bool)
    land, cover = parcels[chosen], cover[chosen]
    meant = classes(land, table=codes)
    refused = meant["effect"].eq(REFUSES).to_numpy(bool, na_value=False)
    doubt = _doubts(land, buildings, refused, rules)
    limit = rules.limit("open_parcel")
    text = worded(cover, f"房屋占地为地块的 {{:.1%}}（低于 {limit:.0%}）") + doubt
    says = np.where(doubt.eq("") | refused, FOR, NOTE)
    return rows(land, "open_parcel", rules=rules, says=says, measured=cover, text=text)


def _cover(parcels: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> pd.Series:
    """Share of each parcel under buildings, those that overlap counted once."""
    land, houses = parcels.geometry.to_numpy(), buildings.geometry.to_numpy()
    pairs = floor_ratio.overlaps(parcels, buildings)
    parts = pd.Series(
        shapely.intersection(land[pairs["parcel"]], houses[pairs["building"]]), dtype=object
    )
    under = parts.groupby(pairs["parcel"]).agg(lambda own: unions.united(own.to_numpy()))
    area = pd.Series(shapely.area(under.to_numpy()), index=under.index, dtype=float)
    covered = area.reindex(range(len(parcels)), fill_value=0.0).set_axis(parcels.index)
    return covered / parcels.area.where(parcels.area > 0)


def _doubts(
    land: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, refused: np.ndarray, rules: Rules
) -> pd.Series:
    """Why an open parcel is a note only; blank where nothing is in the way."""
    status, ratio = column(land, "status"), column(land, "floor_area_ratio", "Float64")
    around = rules.number("open_parcel.around")
    lone = _around(land, buildings, around) < rules.number("open_parcel.around_share")
    works = status.eq(WORKS).fillna(value=False)
    built = ratio.gt(rules.number("open_parcel.ratio")).fillna(value=False) & ~works
    used = status.eq(IN_USE).fillna(value=False) & ~refused
    said = pd.Series("", index=land.index, dtype="string")
    said = said.mask(lone, f"；周边 {around:g} m 内也几乎没有房屋，楼栋数据可能漏绘")
    said = said.mask(used, "；登记为在用")
    return said.mask(built, worded(ratio, "；但登记容积率为 {:.2f}，楼栋数据可能漏绘"))


def _around(land: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, metres: float) -> pd.Series:
    """Share of the ground around each parcel, the parcel aside, that is under buildings."""
    own = land.geometry.to_numpy()
    rings = gpd.GeoDataFrame(
        geometry=shapely.difference(shapely.buffer(own, metres), own), index=land.index
    )
    pairs = floor_ratio.overlaps(rings, buildings)
    area = pairs.groupby("parcel")["area"].sum().reindex(range(len(land)), fill_value=0.0)
    return area.set_axis(land.index) / rings.area
