"""Layers as read made one place: one metric grid, corrected, their references resolved, checked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import dist
from typing import TYPE_CHECKING, Any, cast

from ..gis import crs as grids
from . import corrections, findings, references
from .checks import across
from .findings import WARNING, Finding
from .placing import grid, positions, shifts
from .reading import Read
from .survey import understood
from .treatments import Treatment

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    import shapely

SOURCES = (
    "layer",
    "source",
    "table",
    "sha256",
    "rows",
    "as_of",
    "crs",
    "datum",
    "unit",
    "repaired",
    "corrected",
    "unread",
    "licence",
    "attribution",
)
_COUNTS = ("rows", "repaired", "corrected", "unread")
_COUNTED = {  # treatment: the column of the table of sources that counts it
    "repaired": "repaired",
    "corrected": "corrected",
    "removed": "corrected",
    "added": "corrected",
    "unread": "unread",
}


@dataclass(frozen=True, eq=False)
class Assembly:
    """A place put together: what :class:`pianqu.layers.city.City` holds of it."""

    epsg: int
    layers: "dict[str, pd.DataFrame]"
    findings: list[Finding]
    treatments: list[Treatment] = field(default_factory=list)
    extent: "shapely.Polygon | None" = None


def assembled(found: Mapping[str, Read], *, epsg: int | None) -> Assembly:
    """
    Layers as read in one metric grid, corrected, with references as ids, and what is odd in them.

    Parameters
    ----------
    found
        Layer to what was read, without faults.
    epsg
        The grid that was asked for; None for that of the place.

    Raises
    ------
    CrsError, LayerError
        The grid does not fit the place; a correction does not fit the data.
    """
    frames = {layer: one.frame for layer, one in found.items() if len(one.frame)}
    code = grid.choose(frames) if epsg is None else grid.require_fit(epsg, frames)
    placed = {layer: _placed(frame, code) for layer, frame in frames.items()}
    corrected = _corrected(placed, found)
    layers, notes = references.resolve(corrected.layers)
    told = [note for one in found.values() for note in one.findings]
    datums = {layer: one.provenance.get("datum") for layer, one in found.items()}
    return Assembly(
        epsg=code,
        layers=layers,
        findings=[
            *told,
            *corrected.findings,
            *notes,
            *_strays(layers),
            *across.find(layers),
            *shifts.find(layers, epsg=code, datums=datums),
        ],
        treatments=[
            *(line for one in found.values() for line in one.treatments),
            *corrected.treatments,
        ],
        extent=_extent(found, code),
    )


def _corrected(layers: "dict[str, pd.DataFrame]", found: Mapping[str, Read]) -> corrections.Applied:
    told = found.get("corrections")
    if told is None or "corrections" not in layers:
        return corrections.Applied(layers, [], [])
    return corrections.apply(layers, source=str(told.provenance["source"]), rows=told.rows)


def headings(found: "Iterable[Read]") -> "pd.DataFrame":
    """
    What the headings of all sources were taken for, as one table.

    Examples
    --------
    >>> len(headings([]))
    0
    """
    import pandas as pd

    tables = [one.understood for one in found if one.understood is not None]
    if not tables:
        return pd.DataFrame(columns=list(understood.COLUMNS), dtype="string")
    return pd.concat(tables, ignore_index=True)


def sources(rows: list[dict[str, Any]], treatments: list[Treatment]) -> "pd.DataFrame":
    """
    The table of sources, with how many rows were repaired, corrected and not understood.

    Examples
    --------
    >>> line = {"layer": "parks", "source": "公园.csv", "rows": 3}
    >>> done = {"layer": "parks", "id": "P1", "treatment": "unread"}
    >>> sources([line], [done])[["rows", "repaired", "unread"]].iloc[0].tolist()
    [3, 0, 1]
    """
    import pandas as pd

    counts: dict[tuple[str, str], set[str]] = {}
    for line in treatments:
        column = _COUNTED.get(line["treatment"])
        if column:
            counts.setdefault((line["layer"], column), set()).add(line["id"])
    whole = [
        {column: len(counts.get((row["layer"], column), ())) for column in _COUNTS[1:]} | row
        for row in rows
    ]
    table = pd.DataFrame(whole, columns=list(SOURCES), dtype=object)
    text = {name: "string" for name in SOURCES if name not in (*_COUNTS, "as_of")}
    numbers = dict.fromkeys(_COUNTS, "Int64")
    return table.astype({**text, **numbers, "as_of": "datetime64[s]"})


def _placed(frame: "pd.DataFrame", epsg: int) -> "pd.DataFrame":
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    if frame.crs is None:  # only where every geometry is missing
        return frame.set_crs(epsg)
    return grids.to_metric(frame, epsg)


def _extent(found: Mapping[str, Read], epsg: int) -> "shapely.Polygon | None":
    """The box of the extract that the streets come from, else of any extract."""
    ordered = [found[layer] for layer in ("streets", *found) if layer in found]
    box = next((one.extent for one in ordered if one.extent is not None), None)
    return None if box is None else grid.laid(box, epsg)


def _box(frame: "gpd.GeoDataFrame") -> "shapely.Polygon":
    import shapely

    west, south, east, north = (float(value) for value in frame.total_bounds)
    return shapely.box(west, south, east, north)


def _strays(layers: "dict[str, pd.DataFrame]") -> list[Finding]:
    """Rows far from their layer, and layers farther from every other than either is wide."""
    import geopandas as gpd

    boxes = {
        layer: _box(frame)
        for layer, frame in layers.items()
        if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.notna().any()
    }
    notes = [
        note
        for layer in boxes
        for note in positions.far(cast("gpd.GeoDataFrame", layers[layer]), layer)
    ]
    for layer, own in boxes.items():
        others = [other for name, other in boxes.items() if name != layer]
        if others and all(own.distance(other) > _width(own, other) for other in others):
            away = min(own.distance(other) for other in others) / 1000
            notes += findings.finding(
                WARNING,
                layer,
                "图层与其他图层不在一处",
                value=f"相距 {away:.1f} km",
                remedy="请检查该图层声明的坐标系（带号、中央经线、是否为加密坐标）。",
            )
    return notes


def _width(*boxes: "shapely.Polygon") -> float:
    return max(dist(box.bounds[:2], box.bounds[2:]) for box in boxes)
