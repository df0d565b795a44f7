"""Geometry of a layer: which kinds it may have, what is missing, and what crosses itself."""

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from .. import findings, kinds
from ..findings import INFO, Finding
from ..survey import values

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_KINDS = {
    "Point": "point",
    "LineString": "line",
    "LinearRing": "line",
    "MultiLineString": "line",
    "Polygon": "polygon",
    "MultiPolygon": "polygon",
}
_ZH = {"point": "点", "line": "线", "polygon": "面", "none": "无几何"}
_NAMED = 8  # ids spelt out in one sentence


def drawn(frame: "pd.DataFrame", schema: kinds.Schema) -> "pd.DataFrame":
    """
    The frame with geometry where the layer has one (all of it missing if the file has none).

    Examples
    --------
    >>> import pandas as pd
    >>> drawn(pd.DataFrame({"name": ["甲"]}), kinds.schema("parks")).geometry.isna().tolist()
    [True]
    """
    import geopandas as gpd
    import pandas as pd

    spatial = schema.geometry != ("none",)
    if isinstance(frame, gpd.GeoDataFrame):
        return frame if spatial else pd.DataFrame(frame.drop(columns=frame.geometry.name))
    if not spatial:
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(None, index=frame.index))


def plain(
    frame: "gpd.GeoDataFrame", schema: kinds.Schema, *, source: str
) -> "tuple[gpd.GeoDataFrame, list[Finding]]":
    """
    The frame without heights, with a collection of one part as that part.

    Parameters
    ----------
    frame
        Any geometries.
    schema, source
        The layer and the name of the file, for the finding.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import MultiPoint
    >>> spots = gpd.GeoDataFrame(geometry=[MultiPoint([(1, 2, 30)])], crs=4490)
    >>> print(plain(spots, kinds.schema("entrances"), source="a.shp")[0].geometry.iloc[0])
    POINT (1 2)
    """
    geometry = np.asarray(frame.geometry.array, dtype=object)
    high = shapely.has_z(geometry)
    flat = shapely.force_2d(geometry)
    for row in np.flatnonzero(shapely.get_num_geometries(flat) == 1):
        flat[row] = shapely.get_geometry(flat[row], 0)
    notes: list[Finding] = []
    if high.any():
        notes = findings.finding(
            INFO,
            schema.layer,
            "坐标中的高程未使用",
            value=f"{source}：{int(high.sum())} 个要素",
            remedy="坡度请另行提供 dem 栅格。",
        )
    return frame.set_geometry(list(flat), crs=frame.crs), notes


def faults(frame: "gpd.GeoDataFrame", schema: kinds.Schema, *, source: str) -> list[str]:
    """
    What is wrong with the geometries of a layer, one sentence a fault.

    Parameters
    ----------
    frame
        Index the ids.
    schema
        The layer; it says which kinds of geometry there may be and whether they may be missing.
    source
        Name of the file.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Polygon
    >>> bow = Polygon([(0, 0), (9, 9), (9, 0), (0, 9)])
    >>> frame = gpd.GeoDataFrame(geometry=[bow], index=["P1"], crs=4549)
    >>> faults(frame, kinds.schema("parks"), source="公园.gpkg")
    ['公园.gpkg：P1 的边界在 (4.5, 4.5) 处自相交；请在 GIS 软件中修正该面后重新导出。']
    """
    geometry = np.asarray(frame.geometry.array, dtype=object)
    absent = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    found = _missing(frame, absent, schema, source) if schema.geometry_required else []
    found += _wrong_kind(frame, geometry, absent, schema, source)
    found += [
        f"{source}：{_row(frame, int(row))} 的边界{_crossing(geometry[row])}；"
        "请在 GIS 软件中修正该面后重新导出。"
        for row in np.flatnonzero(~absent & ~shapely.is_valid(geometry))
        if _KINDS.get(geometry[row].geom_type) == "polygon"
    ]
    if schema.layer == "streets" and not found:
        found += _alone(frame, geometry, source)
    return found


def _missing(
    frame: "gpd.GeoDataFrame", absent: Any, schema: kinds.Schema, source: str
) -> list[str]:
    rows = np.flatnonzero(absent)
    if not len(rows):
        return []
    return [
        f"{source}：{_ids(frame, rows)} 没有几何，{schema.zh}图层的每一行都要有"
        f"{_allowed(schema)}；请补绘或删去这些行。"
    ]


def _wrong_kind(
    frame: "gpd.GeoDataFrame", geometry: Any, absent: Any, schema: kinds.Schema, source: str
) -> list[str]:
    found: dict[str, list[int]] = {}
    for row in np.flatnonzero(~absent):
        name = geometry[row].geom_type
        if _KINDS.get(name) not in schema.geometry:
            found.setdefault(name, []).append(int(row))
    return [
        f"{source}：{_ids(frame, rows)} 的几何是 {name}，{schema.zh}图层应为{_allowed(schema)}；"
        "请检查是否选错了图层，或转换后重新导出。"
        for name, rows in found.items()
    ]


def _crossing(polygon: Any) -> str:
    words = shapely.is_valid_reason(polygon)
    reason, _, at = words.partition("[")
    name = {"Self-intersection": "自相交", "Ring Self-intersection": "自相交"}.get(reason, "")
    numbers = [float(number) for number in at.rstrip("]").split()[:2]]
    place = f"在 ({', '.join(f'{number:.10g}' for number in numbers)}) 处"
    return f"{place}{name}" if name else f"{place}无效（{reason}）"


def _alone(frame: "gpd.GeoDataFrame", geometry: Any, source: str) -> list[str]:
    """Streets of which no two share a vertex are no network."""
    if len(frame) < 2:  # noqa: PLR2004  one street may stand alone
        return []
    digits = 8 if frame.crs is not None and frame.crs.is_geographic else 3  # about a millimetre
    at, row = shapely.get_coordinates(geometry, return_index=True)
    seen: dict[tuple[float, float], int] = {}
    for (x, y), street in zip(np.round(at, digits).tolist(), row.tolist(), strict=True):
        if seen.setdefault((x, y), street) != street:
            return []
    return [
        f"{source}：{len(frame)} 条道路没有任何两条在端点或折点相接，构不成步行网络；"
        "请在 GIS 软件中打断并捕捉交叉口后重新导出。"
    ]


def _allowed(schema: kinds.Schema) -> str:
    return "或".join(_ZH[name] for name in schema.geometry if name != "none")


def _ids(frame: "gpd.GeoDataFrame", rows: Any) -> str:
    named = "、".join(str(frame.index[row]) for row in rows[:_NAMED])
    return named if len(rows) <= _NAMED else f"{named} 等 {len(rows)} 行"


def _row(frame: "gpd.GeoDataFrame", row: int) -> str:
    name = frame["name"].iloc[row] if "name" in frame.columns else None
    key = str(frame.index[row])
    return key if name is None or values.is_blank(name) else f"{key}（{name}）"
