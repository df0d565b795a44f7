"""Tags of OpenStreetMap objects as the fields of a layer, with what could not be read."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from .. import findings, kinds
from ..findings import Finding
from ..survey import values

if TYPE_CHECKING:
    import geopandas as gpd

    from .objects import Thing

Unreadable = dict[str, dict[str, list[str]]]  # by tag and value, the ids that have it
_METRES = re.compile(r"^\s*([0-9.]+)\s*m?\s*$")
_YEAR = re.compile(r"^[0-9]{4}(-[0-9]{2}){0,2}$")
_ENCLOSING = frozenset({"fence", "wall", "hedge", "retaining_wall", "guard_rail"})
_SHOWN = 5
SOURCE = "OpenStreetMap"


def frame(
    layer: str, things: Sequence["Thing"], more: dict[str, list[Any]], unreadable: Unreadable
) -> "gpd.GeoDataFrame":
    """
    A layer from its objects.

    Parameters
    ----------
    layer
        Its name; the table osm_fields says which tag fills which field.
    things
        Its objects.
    more
        Further columns, in the order of the objects.
    unreadable
        Filled with the values that no field could take; such a cell is missing.

    Returns
    -------
    GeoDataFrame
        Index the id (w1, r2, n3), longitude and latitude (EPSG:4326); the fields that
        OpenStreetMap can give, in the order of the schema.
    """
    import geopandas as gpd
    import pandas as pd

    columns = {name: column(layer, name, things, unreadable) for name in _filled(layer)} | more
    columns["source"] = [SOURCE] * len(things)
    columns["as_of"] = [thing.edited for thing in things]
    columns["evidence"] = [_evidence(thing, layer) for thing in things]
    order = [field.name for field in kinds.schema(layer).fields if field.name in columns]
    index = pd.Index([thing.id for thing in things], name="id", dtype="str")
    geometry = [thing.geometry for thing in things]
    table = {name: pd.Series(columns[name], index=index, dtype=object) for name in order}
    return gpd.GeoDataFrame(table, index=index, geometry=geometry, crs="EPSG:4326")


def column(layer: str, name: str, things: Sequence["Thing"], unreadable: Unreadable) -> list[Any]:
    """The cells of one field; None where there is no tag, or one that cannot be read."""
    row = _filled(layer)[name]
    field = kinds.schema(layer).field(name)
    tags, blank = row["tags"].split("|"), False if row["reading"] == "flag" else None
    found: list[Any] = []
    for thing in things:
        tag = next((key for key in tags if key in thing.tags), None)
        if tag is None:
            found.append(blank)
            continue
        text = thing.tags[tag]
        try:
            found.append(_cell(text, row["reading"], field))
        except ValueError:
            unreadable.setdefault(tag, {}).setdefault(text, []).append(thing.id)
            found.append(None)
    return found


def remarks(layer: str, unreadable: Unreadable) -> list[Finding]:
    """The values that no field could take, one finding a tag."""
    found: list[Finding] = []
    for tag, by_value in unreadable.items():
        ids = [key for keys in by_value.values() for key in keys]
        more = "等" if len(by_value) > _SHOWN else ""
        found += findings.finding(
            findings.INFO,
            layer,
            f"标签 {tag} 的值无法读取，按缺失处理",
            value=f"{'、'.join(list(by_value)[:_SHOWN])}{more}，共 {len(ids)} 个",
            remedy="如需要该字段，请在 OSM 中改正，或另行提供。",
            ids=ids,
        )
    return found


def _evidence(thing: "Thing", layer: str) -> str | None:
    parts = [thing.service.evidence] if thing.service and layer == "facilities" else []
    if thing.missing:
        parts.append(f"被数据边界截断，缺 {thing.missing} 个节点或成员，形状为近似")
    if thing.openings:
        parts.append(f"在 {'、'.join(thing.openings)} 处留出缺口")
    return "；".join(parts) or None


def _filled(layer: str) -> dict[str, dict[str, str]]:
    rows = [row for row in kinds.rows("osm_fields") if row["layer"] in ("*", layer)]
    return {row["field"]: row for row in rows}


def _cell(text: str, reading: str, field: kinds.Field) -> Any:
    found = _READINGS[reading](text, field)
    low, high = field.least, field.most
    number = isinstance(found, int | float) and not isinstance(found, bool)
    if number and not ((low is None or found >= low) and (high is None or found <= high)):
        raise ValueError(text)
    return found


def _value(text: str, field: kinds.Field) -> Any:
    return values.reader(field)(text)


def _length(text: str, _: kinds.Field) -> float:
    found = _METRES.match(text)
    if found is None:
        raise ValueError(text)
    return values.number(found[1])


def _year(text: str, _: kinds.Field) -> int:
    if not _YEAR.match(text):
        raise ValueError(text)
    return int(text[:4])


def _use(text: str, _: kinds.Field) -> str | None:
    rows = kinds.rows("osm_buildings")
    return next((row["use"] for row in rows if row["building"] == text), None)


_READINGS: dict[str, Callable[[str, kinds.Field], Any]] = {
    "text": lambda text, _: text,
    "value": _value,
    "length": _length,
    "year": _year,
    "use": _use,
    "present": lambda text, _: text != "no",
    "flag": lambda text, _: text not in ("no", "building_passage"),
    "yes_no": lambda text, _: {"yes": True, "no": False}.get(text),
    "fenced": lambda text, _: True if text in _ENCLOSING else None,
}
