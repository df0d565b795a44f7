"""OpenStreetMap extracts (PBF, XML) as layers: one reading of the file serves all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, cast

from .. import findings, kinds, schema
from ..findings import INFO, WARNING, Finding
from . import contents as osm_layers
from . import fields as osm_fields
from . import objects as osm_objects
from . import stream as osm_file
from .objects import Objects

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely

LAYERS = tuple(osm_layers.LAYERS)
ATTRIBUTION = "© OpenStreetMap 贡献者"
LICENCE = "ODbL 1.0"
CRS = "EPSG:4326"

is_osm = osm_file.is_osm


@dataclass(frozen=True, eq=False)
class OsmExtract:
    """
    The layers of one OpenStreetMap file, in longitude and latitude (EPSG:4326).

    `layers` has every name of :data:`LAYERS`; `extent` is the box that the file was cut to, or
    None where the file does not say; `as_of` is the day of the file, else of the newest object
    read; `findings` tells what was cut, left out or undecided, with ids.
    """

    path: Path
    layers: "Mapping[str, gpd.GeoDataFrame]"
    findings: "pd.DataFrame"
    extent: "shapely.Polygon | None"
    as_of: date | None


def read(path: str | Path) -> OsmExtract:
    """
    The layers that an OpenStreetMap file can give.

    Communities are areas of residential land (named or not), parks those open to the public,
    facilities by the table osm_facilities (kinds that tags leave undecided are not given, but
    listed), streets the ways that can be walked (tables osm_highways, osm_walking, osm_access),
    entrances the gates on the outline of a park, community or facility, and barriers rivers,
    railways, motorways, walls and fences, open at their gates and crossings (table osm_gates).
    Outlines and ways cut at the edge of the extract are
    kept as far as their nodes are known, and listed.

    Parameters
    ----------
    path
        A .osm.pbf, .osm, .osm.gz or .osm.bz2 file; the same objects give the same layers.

    Returns
    -------
    OsmExtract
        Ids are the letter of the object and its number: n1, w2, r3; a way with gaps gives w2.1,
        w2.2; a gate is n1@w2, once for each place it opens.

    Raises
    ------
    SourceError
        The file is missing, cut short, without one way, not sorted, or no OpenStreetMap file.
    """
    path = Path(path)
    head = osm_file.head(path)
    osm_file.require_complete(path)
    objects = osm_objects.read(path)
    notes: list[Finding] = []
    layers = {layer: _frame(layer, objects, notes) for layer in LAYERS}
    if head.box is None:
        notes += findings.finding(
            INFO,
            "streets",
            "文件没有写明数据范围",
            value="无范围框",
            remedy="靠近数据边缘的可达性无法识别，请确认研究范围离数据边缘足够远。",
        )
    notes += _shortened(path)
    as_of = head.as_of or osm_objects.newest(objects)
    return OsmExtract(path, layers, findings.table(notes), head.box, as_of)


def _shortened(path: Path) -> list[Finding]:
    if not osm_file.lacks_relations(path):
        return []
    return findings.finding(
        WARNING,
        "communities",
        "文件没有一个关系（relation），可能在末尾被截断",
        value=f"{path.stat().st_size:,} 字节",
        remedy="请与来源核对文件大小；截断会漏掉末尾的路径和带内院的轮廓。",
    )


def _frame(layer: str, objects: Objects, notes: list[Finding]) -> "gpd.GeoDataFrame":
    unreadable: osm_fields.Unreadable = {}
    things, more, said = osm_layers.content(layer, objects)
    found = osm_fields.frame(layer, things, more, unreadable)
    notes += said + osm_fields.remarks(layer, unreadable)
    return _typed(layer, found)


def _typed(layer: str, frame: "gpd.GeoDataFrame") -> "gpd.GeoDataFrame":
    """Typed as any layer, but a name may be missing: much of what is mapped has none."""
    full = kinds.schema(layer)
    fields = tuple(replace(field, required=False) for field in full.fields)
    typed = schema.validate(frame, replace(full, fields=fields), source=ATTRIBUTION)
    return cast("gpd.GeoDataFrame", typed)
