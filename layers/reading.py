"""One layer from one source: read, named, typed and checked, with every fault at once."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..gis.errors import CrsError, LayerError
from . import corrections, findings, kinds, osm, provenance, schema, treatments
from .checks import landuse, oddities, repairs
from .findings import WARNING, Finding
from .formats import files, full_headings
from .placing import coordinates, located, positions, shapes
from .sources import RASTERS, Library, Source
from .survey import headings, totals, understood
from .treatments import Treatment

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    import shapely

    from .formats.raw import Raw
    from .survey.typed import Typed

__all__ = ["RASTERS", "Library", "Read", "Source", "attempt", "read", "row"]

_CORRECTIONS = "corrections"


@dataclass(frozen=True, eq=False)
class Read:
    """
    A layer as read, still in the system of its source, and all that there is to say of it.

    `provenance` is its row of the table of sources, `treatments` what was done to its cells and
    shapes, `understood` what its headings were taken for, `faults` why it cannot be used.
    """

    frame: "pd.DataFrame"
    findings: list[Finding]
    provenance: dict[str, Any]
    extent: "shapely.Polygon | None" = None  # longitude and latitude
    treatments: list[Treatment] = field(default_factory=list)
    understood: "pd.DataFrame | None" = None
    faults: list[str] = field(default_factory=list)
    rows: "Sequence[int] | None" = None  # number of each record in the file


def read(
    layer: str, source: Source, library: Library, *, aliases: "Sequence[Mapping[str, str]]" = ()
) -> Read:
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
    aliases
        The user's own words: layer, field, alias and (for a word of a list) choice.

    Returns
    -------
    Read
        Without faults.

    Raises
    ------
    PianquError
        Every fault of the layer: SourceError, CrsError or LayerError.
    """
    found = attempt(layer, source, library, aliases=aliases)
    if found.faults:
        raise LayerError(found.faults)
    return found


def attempt(
    layer: str, source: Source, library: Library, *, aliases: "Sequence[Mapping[str, str]]" = ()
) -> Read:
    """
    A layer from its source with its faults; parameters as for :func:`read`.

    Raises
    ------
    SourceError, CrsError
        There is nothing to be read, or it lies nowhere.
    """
    if isinstance(source.path, Path) and osm.is_osm(source.path):
        return _from_osm(layer, source, library)
    return _from_file(layer, source, library, aliases)


def _from_osm(layer: str, source: Source, library: Library) -> Read:
    name, path = source.name, cast("Path", source.path)
    if layer not in osm.LAYERS:
        raise LayerError(
            f"{name}：OpenStreetMap 文件不能提供{kinds.schema(layer).zh}（{layer}）图层，"
            f"只能提供 {'、'.join(osm.LAYERS)}；请为该图层另指定文件。"
        )
    _refuse_other_system(source)
    extract = library.extract(path)
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
    line = _provenance(layer, source, library.sha256(source), frame) | {
        "as_of": source.as_of or extract.as_of,
        "licence": osm.LICENCE,
        "attribution": osm.ATTRIBUTION,
    }
    return Read(frame, notes, line, extract.extent)


def _refuse_other_system(source: Source) -> None:
    """OpenStreetMap is in WGS 84 by its nature."""
    name = source.name
    told = [
        *(["datum"] if source.datum and source.datum.upper().replace(" ", "") != "WGS84" else []),
        *(["controls"] if source.controls else []),
    ]
    if source.crs is not None:
        stated = coordinates.label(coordinates.system(source.crs, source=name))
        told += [f"crs（{source.crs}）"] if stated != osm.CRS else []
    if told:
        raise CrsError(
            f"{name}：OpenStreetMap 文件的坐标系是 {osm.CRS}，而数据源声明了 {'、'.join(told)}；"
            "请删去声明。"
        )


def _from_file(
    layer: str, source: Source, library: Library, aliases: "Sequence[Mapping[str, str]]"
) -> Read:
    plan = kinds.schema(layer)
    raw = files.raw(source.place, table=source.table)
    place = located.located(raw, source.georeference)
    fuller, cut = full_headings.completed(raw, plan, columns=source.columns)
    frame, meant = _as_headed(layer, place.frame, raw, source)
    named = headings.rename(
        frame,
        plan,
        columns={**fuller, **source.columns, **meant},
        source=raw.name,
        aliases=aliases,
        units=headings.units(raw.notes),
    )
    shaped = _shaped(named.frame, plan, raw.name, spatial=hasattr(place.frame, "geometry"))
    typed = _typed(shaped.frame, plan, raw, aliases, named.written)
    code = next((str(one) for one, of in named.matches.items() if of.field == "landuse"), None)
    coded = landuse.settled(
        typed.frame, source=raw.name, scheme=source.landuse_scheme, heading=code
    )
    faults = [*named.faults, *shaped.faults, *typed.faults, *coded.faults]
    line = _provenance(layer, source, raw.sha256 or library.sha256(source), coded.frame)
    told = _notes(layer, [*raw.notes, *place.notes, *cut])
    told += [
        *_of_headings(layer, named.findings),
        *shaped.findings,
        *typed.findings,
        *coded.findings,
    ]
    if raw.totals is not None and raw.rows is not None:
        told += totals.find(raw.totals, named, typed, plan, source=raw.name, rows=raw.rows)
    told += [] if faults else oddities.find(coded.frame, plan, source=raw.name)
    return Read(
        _stamped(layer, coded.frame, raw, line),
        told,
        line | {"source": raw.name, "table": raw.table},
        treatments=treatments.dated(
            [*shaped.treatments, *typed.treatments], raw.name, as_of=line["as_of"]
        ),
        understood=understood.table(layer, raw, named, typed),
        faults=faults,
        rows=raw.rows,
    )


def _as_headed(
    layer: str, frame: "pd.DataFrame", raw: "Raw", source: Source
) -> "tuple[pd.DataFrame, dict[str, str]]":
    """A file of corrections calls the corrected row 编号."""
    if layer != _CORRECTIONS:
        return frame, {}
    return corrections.explained(frame, columns=source.columns, rows=raw.rows)


def _of_headings(layer: str, notes: list[Finding]) -> list[Finding]:
    """Corrections themselves say which of their columns are not used."""
    return [one for one in notes if layer != _CORRECTIONS or one["rule"] != headings.UNKNOWN]


def _typed(
    frame: "pd.DataFrame",
    plan: kinds.Schema,
    raw: "Raw",
    aliases: "Sequence[Mapping[str, str]]",
    written: "pd.DataFrame | None",
) -> "Typed":
    """Typed; of a correction every cell must be understood, for it is carried out."""
    found = schema.typed(
        frame, plan, source=raw.name, rows=raw.rows, aliases=aliases, written=written
    )
    if plan.layer != _CORRECTIONS:
        return found
    try:
        schema.validate(frame, plan, source=raw.name)
    except LayerError as error:
        return replace(found, faults=error.faults)
    return found


def _stamped(layer: str, frame: "pd.DataFrame", raw: "Raw", line: dict[str, Any]) -> "pd.DataFrame":
    """Where each row is from; a correction must say itself what it rests on."""
    if layer == _CORRECTIONS:
        return frame
    return provenance.stamped(frame, source=raw.name, rows=raw.rows, as_of=line["as_of"])


@dataclass(frozen=True, eq=False)
class _Shaped:
    frame: "pd.DataFrame"
    findings: list[Finding]
    treatments: list[Treatment]
    faults: list[str]


def _shaped(frame: "pd.DataFrame", plan: kinds.Schema, name: str, *, spatial: bool) -> _Shaped:
    """Geometries of the kinds that the layer may have, in their system and without crossings."""
    shaped = shapes.drawn(frame, plan)
    if plan.geometry_required and not spatial:
        fault = (
            f"{name}：没有坐标；{plan.zh}图层的每一行都要有几何，"
            "请补上经度和纬度两列，或改用带几何的 .gpkg、.geojson、.shp 文件。"
        )
        return _Shaped(shaped, [], [], [fault])
    if not _has_geometry(plan):
        return _Shaped(shaped, [], [], [])
    plain, flattened = shapes.plain(cast("gpd.GeoDataFrame", shaped), plan, source=name)
    misplaced = positions.faults(plain, source=name)
    if misplaced:  # geometries in a wrong system need no further look
        return _Shaped(plain, flattened, [], misplaced)
    mended = repairs.repaired(plain, plan, source=name)
    return _Shaped(mended.frame, [*flattened, *mended.findings], mended.treatments, mended.faults)


def _has_geometry(plan: kinds.Schema) -> bool:
    return plan.geometry != ("none",)


def _notes(layer: str, notes: "Sequence[tuple[str, str, str, str]]") -> list[Finding]:
    """What a file and its place have to say, as findings of the layer."""
    return [
        line
        for severity, rule, value, remedy in notes
        for line in findings.finding(severity, layer, rule, value=value, remedy=remedy)
    ]


def _provenance(layer: str, source: Source, sha256: str, frame: "pd.DataFrame") -> dict[str, Any]:
    crs = getattr(frame, "crs", None)
    said = None if crs is None else coordinates.label(crs)
    days = frame["as_of"].dropna() if "as_of" in frame.columns else ()
    newest = max(days).date() if len(days) else None
    return row(layer, source, sha256, rows=len(frame)) | {
        "crs": said,
        "as_of": source.as_of or newest,
    }


def row(layer: str, source: Source, sha256: str, *, rows: int) -> dict[str, Any]:
    """A row of the table of sources, as far as every source has it."""
    return {
        "layer": layer,
        "source": source.name,
        "table": source.table,
        "sha256": sha256,
        "rows": rows,
        "as_of": source.as_of,
        "crs": None,
        "datum": source.datum,
        "licence": source.licence,
        "attribution": source.attribution,
    }
