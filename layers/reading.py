"""One layer from one source: read, named, typed and checked, with every fault at once."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..gis.errors import CrsError, LayerError
from . import findings, kinds, osm, schema
from .checks import oddities
from .findings import INFO, WARNING, Finding
from .formats import files
from .placing import coordinates, positions, shapes
from .sources import RASTERS, Library, Source
from .survey import headings

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely

__all__ = ["RASTERS", "Library", "Read", "Source", "read", "row"]


@dataclass(frozen=True, eq=False)
class Read:
    """A layer as read, still in the system of its source, and its row of the table of sources."""

    frame: "pd.DataFrame"
    findings: list[Finding]
    provenance: dict[str, Any]
    extent: "shapely.Polygon | None" = None  # longitude and latitude


def read(layer: str, source: Source, library: Library) -> Read:
    """
    A layer from its source.

    Parameters
    ----------
    layer
        One of :func:`pianqu.layers.kinds.layers`.
    source
        Where it comes from.
    library
        Files read already.

    Returns
    -------
    Read

    Raises
    ------
    PianquError
        Every fault of the layer: SourceError, CrsError or LayerError.
    """
    if isinstance(source.path, Path) and osm.is_osm(source.path):
        return _from_osm(layer, source, library)
    return _from_file(layer, source, library)


def _from_osm(layer: str, source: Source, library: Library) -> Read:
    name = source.name
    if layer not in osm.LAYERS:
        raise LayerError(
            f"{name}：OpenStreetMap 文件不能提供{kinds.schema(layer).zh}（{layer}）图层，"
            f"只能提供 {'、'.join(osm.LAYERS)}；请为该图层另指定文件。"
        )
    if (
        source.crs is not None
        and coordinates.label(coordinates.system(source.crs, source=name)) != osm.CRS
    ):
        raise CrsError(
            f"{name}：OpenStreetMap 文件的坐标系是 {osm.CRS}，而数据源声明的 crs 是 {source.crs}；"
            "请删去声明。"
        )
    extract = library.extract(source.path)
    frame = extract.layers[layer]
    said = extract.findings[extract.findings["layer"] == layer]
    notes = cast("list[Finding]", said.to_dict("records"))
    if frame.empty:
        notes += findings.finding(
            WARNING,
            layer,
            "文件中没有该图层的对象，视为没有这一图层",
            value=name,
            remedy="没有绘制不等于没有；请另行提供该图层。",
        )
    row = _provenance(layer, source, library, frame) | {
        "as_of": source.as_of or extract.as_of,
        "licence": osm.LICENCE,
        "attribution": osm.ATTRIBUTION,
    }
    return Read(frame, notes, row, extract.extent)


def _from_file(layer: str, source: Source, library: Library) -> Read:
    plan, name = kinds.schema(layer), source.name
    raw = files.read(source.path, table=source.table, crs=source.crs)
    notes = _encoding_note(layer, source.path)
    found = headings.rename(raw, plan, columns=source.columns, source=name)
    notes += found.findings
    shaped = _geometries(found.frame, plan)
    faults = list(found.faults)
    if plan.geometry_required and not hasattr(raw, "geometry"):
        faults.append(
            f"{name}：没有坐标；{plan.zh}图层的每一行都要有几何，"
            "请补上经度和纬度两列，或改用带几何的 .gpkg、.geojson、.shp 文件。"
        )
    elif _has_geometry(plan):
        shaped, flattened = shapes.plain(cast("gpd.GeoDataFrame", shaped), plan, source=name)
        notes += flattened
        faults += _wrong_places(shaped, plan, name)
    try:
        first = files.first_row(source.path)
        typed = schema.validate(shaped, plan, source=name, first_row=first)
    except LayerError as error:
        raise LayerError([*faults, *error.faults]) from error
    if faults:
        raise LayerError(faults)
    notes += oddities.find(typed, plan, source=name)
    return Read(typed, notes, _provenance(layer, source, library, typed))


def _has_geometry(plan: kinds.Schema) -> bool:
    return plan.geometry != ("none",)


def _geometries(frame: "pd.DataFrame", plan: kinds.Schema) -> "pd.DataFrame":
    """A GeoDataFrame where the layer has geometry, all of it missing if the file has none."""
    import geopandas as gpd
    import pandas as pd

    if isinstance(frame, gpd.GeoDataFrame):
        return (
            frame if _has_geometry(plan) else pd.DataFrame(frame.drop(columns=frame.geometry.name))
        )
    if not _has_geometry(plan):
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(None, index=frame.index))


def _wrong_places(frame: "gpd.GeoDataFrame", plan: kinds.Schema, name: str) -> list[str]:
    """Coordinates first: geometries in a wrong system need no further look."""
    misplaced = positions.faults(frame, source=name)
    return misplaced or shapes.faults(frame, plan, source=name)


def _encoding_note(layer: str, path: Path) -> list[Finding]:
    if files.encoding(path) != "gb18030":
        return []
    return findings.finding(
        INFO,
        layer,
        "按 GB 18030 编码读取",
        value=path.name,
        remedy="如有乱码，请另存为 UTF-8。",
    )


def _provenance(
    layer: str, source: Source, library: Library, frame: "pd.DataFrame"
) -> dict[str, Any]:
    crs = getattr(frame, "crs", None)
    said = None if crs is None else coordinates.label(crs)
    days = frame["as_of"].dropna() if "as_of" in frame.columns else ()
    newest = max(days).date() if len(days) else None
    return row(layer, source, library, rows=len(frame)) | {
        "crs": said,
        "as_of": source.as_of or newest,
    }


def row(layer: str, source: Source, library: Library, *, rows: int) -> dict[str, Any]:
    """A row of the table of sources, as far as every source has it."""
    return {
        "layer": layer,
        "source": source.name,
        "sha256": library.sha256(source.path),
        "rows": rows,
        "as_of": source.as_of,
        "crs": None,
        "licence": source.licence,
        "attribution": source.attribution,
    }
