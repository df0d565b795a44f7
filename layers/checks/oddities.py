"""What reads but is odd in a layer: another datum, rows without geometry, rows of totals."""

import re
from typing import TYPE_CHECKING

from .. import findings, kinds
from ..findings import WARNING, Finding
from ..placing import coordinates

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_TOTAL = re.compile(r".*(合计|小计|总计|共计)([(（].*[)）])?[:：]?")
_DRAWN_AT_WILL = "corrections"  # most name the row that they are about
_RADIUS = 6_378_137.0  # metres, of CGCS2000 and WGS 84
_CLOSE = 1.0  # metres; the other ellipsoids of China differ by 3 and by 108


def find(frame: "pd.DataFrame", schema: kinds.Schema, *, source: str) -> list[Finding]:
    """
    The warnings about a layer.

    Parameters
    ----------
    frame
        Index the ids; still in the system of its source.
    schema, source
        The layer and the name of the file.

    Examples
    --------
    >>> import pandas as pd
    >>> votes = pd.DataFrame({"name": ["东一村", "合 计"]}, index=["1", "2"])
    >>> [(one["rule"], one["id"]) for one in find(votes, kinds.schema("ledger"), source="a.csv")]
    [('像是合计行', '2')]
    """
    import geopandas as gpd

    found = _totals(frame, schema)
    if isinstance(frame, gpd.GeoDataFrame):
        found += _datum(frame, schema, source) + _blank(frame, schema)
    return found


def _totals(frame: "pd.DataFrame", schema: kinds.Schema) -> list[Finding]:
    names = frame["name"] if "name" in frame.columns else [""] * len(frame)
    ids = [
        str(key)
        for key, name in zip(frame.index, names, strict=True)
        if _is_total(key) or _is_total(name)
    ]
    if not ids:
        return []
    return findings.finding(
        WARNING,
        schema.layer,
        "像是合计行",
        value=f"{len(ids)} 行的编号或名称是合计、小计或总计",
        remedy="合计行会被当作一个对象重复计算；请从源表中删去。",
        ids=ids,
    )


def _is_total(word: object) -> bool:
    return isinstance(word, str) and _TOTAL.fullmatch("".join(word.split())) is not None


def _datum(frame: "gpd.GeoDataFrame", schema: kinds.Schema, source: str) -> list[Finding]:
    crs = frame.crs
    ellipsoid = None if crs is None else crs.ellipsoid
    if crs is None or ellipsoid is None or abs(ellipsoid.semi_major_metre - _RADIUS) <= _CLOSE:
        return []
    return findings.finding(
        WARNING,
        schema.layer,
        "坐标系的椭球与 CGCS2000 不同，换算为近似值",
        value=f"{source}：{coordinates.label(crs)}（{crs.name}）",
        remedy="位置可能偏差数米至上百米；请用当地转换参数换算为 CGCS2000 后再读入。",
    )


def _blank(frame: "gpd.GeoDataFrame", schema: kinds.Schema) -> list[Finding]:
    """Where geometry must be there, its absence is a fault and has its sentence already."""
    absent = frame.geometry.isna() | frame.geometry.is_empty
    if schema.geometry_required or schema.layer == _DRAWN_AT_WILL or not absent.any():
        return []
    return findings.finding(
        WARNING,
        schema.layer,
        "没有几何的行",
        value=f"{int(absent.sum())} 行（共 {len(frame)} 行）",
        remedy="这些行不参与空间计算；请补绘或补上坐标。",
        ids=[str(key) for key in frame.index[absent]],
    )
