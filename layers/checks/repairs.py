"""Outlines that cross themselves: repaired where that keeps their area, refused where it does not."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from .. import findings, kinds
from ..findings import INFO, Finding
from ..placing import shapes
from ..treatments import REPAIRED, Treatment, treatment
from .rules import limit, said

if TYPE_CHECKING:
    import geopandas as gpd

_DIGITS = 2  # of square metres


@dataclass(frozen=True, eq=False)
class Repaired:
    """A layer whose outlines do not cross, what was done to them, and those that are refused."""

    frame: "gpd.GeoDataFrame"
    treatments: list[Treatment] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def repaired(frame: "gpd.GeoDataFrame", schema: kinds.Schema, *, source: str) -> Repaired:
    """
    The layer with outlines repaired that can be, and everything that is wrong with the others.

    An outline is repaired (make_valid of GEOS, by structure) only where its area changes by at most
    the rows `repair_share` and `repair_area` of the table check_rules, and the other way to repair
    it (by linework) gives the same ground within them: else what was meant is not known.

    Parameters
    ----------
    frame
        Index the ids, any system; area is measured in the metric grid of each outline.
    schema, source
        The layer and the name of the file.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Polygon
    >>> spike = Polygon([(0, 0), (90, 0), (90, 50), (90, 51), (90, 50), (90, 90), (0, 90)])
    >>> parks = gpd.GeoDataFrame(geometry=[spike], index=["P1"], crs=4549)
    >>> done = repaired(parks, kinds.schema("parks"), source="公园.gpkg")
    >>> done.frame.geometry.is_valid.tolist(), done.treatments[0]["value"], done.faults
    ([True], '面积 8100 ㎡', [])
    """
    geometry = np.array(frame.geometry.array, dtype=object)
    bad = np.flatnonzero(~shapely.is_valid(geometry) & ~shapely.is_missing(geometry))
    done: list[Treatment] = []
    for row in bad.tolist():
        mended = _mended(geometry[row], frame.crs)
        if mended is not None:
            done.append(_told(schema.layer, str(frame.index[row]), mended))
            geometry[row] = mended.shape
    kept = frame.set_geometry(list(geometry), crs=frame.crs) if done else frame
    notes = _summary(schema.layer, done, source)
    return Repaired(kept, done, notes, shapes.faults(kept, schema, source=source))


class _Mended(NamedTuple):
    """An outline that was repaired, and its area before and after in square metres."""

    shape: Any
    before: float
    after: float


def _mended(outline: Any, crs: Any) -> _Mended | None:
    """None where it is no outline, nothing would be left, or the area would not be kept."""
    if "Polygon" not in outline.geom_type or not np.isfinite(shapely.bounds(outline)).all():
        return None
    shape = shapely.make_valid(outline, method="structure", keep_collapsed=False)
    other = shapely.make_valid(outline, method="linework")
    before, after = (float(shapely.area(_metric(one, crs))) for one in (outline, shape))
    unsure = float(shapely.area(_metric(shapely.symmetric_difference(shape, other), crs)))
    change = max(abs(after - before), unsure)
    kept = change <= limit("repair_area") and change <= limit("repair_share") * after
    return _Mended(shape, before, after) if after > 0 and kept else None


def _metric(shape: Any, crs: Any) -> Any:
    """In metres. The area of an outline that crosses itself is what its rings enclose by their turn."""
    import geopandas as gpd

    from ...gis import crs as grids

    if crs is None or not crs.is_geographic or shapely.is_empty(shape):
        return shape
    middle = shapely.envelope(shape).centroid
    return gpd.GeoSeries([shape], crs=crs).to_crs(grids.zone(middle.x, middle.y)).iloc[0]


def _told(layer: str, key: str, mended: _Mended) -> Treatment:
    before, after = round(mended.before, _DIGITS), round(mended.after, _DIGITS)
    parts = len(shapely.get_parts(mended.shape))
    return treatment(
        layer,
        key,
        treatment=REPAIRED,
        field="geometry",
        original=f"面积 {before:.12g} ㎡，边界自相交",
        value=f"面积 {after:.12g} ㎡" + (f"，{parts} 个面" if parts > 1 else ""),
        reason=f"修复后面积变化 {abs(mended.after - mended.before):.2f} ㎡，没有舍去有面积的部分；"
        f"{said('repair_area')}，{said('repair_share')}",
    )


def _summary(layer: str, done: list[Treatment], source: str) -> list[Finding]:
    if not done:
        return []
    return findings.finding(
        INFO,
        layer,
        "边界自相交，已在面积不变的前提下修复",
        value=f"{source}：{len(done)} 个面",
        remedy="修复前后的面积见处理记录；请在源数据中改正。",
        ids=[line["id"] for line in done],
    )
