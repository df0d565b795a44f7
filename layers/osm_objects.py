"""One pass over an OpenStreetMap file: the points, lines and outlines that the rules ask for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from ..gis.errors import SourceError
from . import osm_outlines, osm_tags
from .osm_outlines import Trace

_GATED = frozenset({"communities", "parks"})  # with facilities: the places that have gates


@dataclass(frozen=True, slots=True)
class Thing:
    """
    An object that a rule asks for; geometry in degrees.

    `layers` maps each layer it belongs to onto its kind there (empty text: none); `missing`
    counts the nodes or members that the file does not hold; `gates` are the nodes of its outline
    that are gates.
    """

    id: str
    tags: dict[str, str]
    geometry: shapely.Geometry
    edited: date | None
    layers: dict[str, str] = field(default_factory=dict)
    service: osm_tags.Service | None = None
    missing: int = 0
    gates: tuple[int, ...] = ()


@dataclass
class Objects:
    """What one file holds; `unread` lists, by reason, the ids of objects that gave no geometry."""

    box: shapely.Polygon | None = None
    as_of: date | None = None
    points: list[Thing] = field(default_factory=list)
    lines: list[Thing] = field(default_factory=list)
    areas: list[Thing] = field(default_factory=list)
    gates: dict[int, Thing] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class _Reading:
    """What must be remembered while the file goes by."""

    objects: Objects
    relations: dict[int, "_Relation"]
    traces: dict[int, Trace] = field(default_factory=dict)  # member ways of the relations
    pending: dict[str, tuple[dict[str, str], date | None, Trace | None]] = field(
        default_factory=dict
    )  # closed ways and relations whose area has not come by
    owners: dict[int, list[str]] = field(default_factory=dict)  # relations of a member way
    newest: date | None = None


@dataclass(frozen=True)
class _Relation:
    tags: dict[str, str]
    edited: date | None
    members: tuple[tuple[int, str], ...]


def read(path: Path) -> Objects:
    """
    Everything in a file that some rule asks for.

    Parameters
    ----------
    path
        A .osm.pbf (or .osm) file, sorted by type and id as all published files are.

    Returns
    -------
    Objects

    Raises
    ------
    SourceError
        The file is missing, cut short, or no OpenStreetMap file.
    """
    relations = {obj.id: _relation(obj) for obj in _stream(path, relations=True) if _is_area(obj)}
    wanted = {key: rel for key, rel in relations.items() if _roles(rel.tags, "area")}
    reading = _Reading(Objects(), wanted, owners=_owners(wanted))
    reading.pending = {f"r{key}": (rel.tags, rel.edited, None) for key, rel in wanted.items()}
    for obj in _stream(path):
        kind = obj.type_str()
        if kind == "n":
            _take_node(obj, reading)
        elif kind == "w":
            _take_way(obj, reading)
        elif kind == "a":
            _take_area(obj, reading)
    _finish(reading)
    _head(path, reading)
    return reading.objects


def _stream(path: Path, *, relations: bool = False) -> Iterator[Any]:
    import osmium

    if not path.is_file():
        raise SourceError(f"{path.name}：找不到该文件；请检查路径 {path}。")
    try:
        if relations:
            yield from osmium.FileProcessor(path, osmium.osm.RELATION)
            return
        tagged = osmium.filter.EmptyTagFilter().enable_for(osmium.osm.NODE)
        yield from osmium.FileProcessor(path).with_areas().with_filter(tagged)
    except RuntimeError as error:  # osmium says everything with this one class
        raise SourceError(_unreadable(path, str(error))) from error


def _unreadable(path: Path, words: str) -> str:
    cut = "unexpected EOF" in words or "unclosed" in words or "uncompress" in words
    found = "文件不完整（可能下载或复制中断）" if cut else "不是可读的 OpenStreetMap 文件"
    return (
        f"{path.name}：{found}，大小 {path.stat().st_size} 字节（{words}）；"
        "请重新下载或复制完整的 .osm.pbf 文件。"
    )


def _is_area(relation: Any) -> bool:
    return relation.tags.get("type") == "multipolygon"


def _relation(obj: Any) -> _Relation:
    ways = tuple((member.ref, member.role) for member in obj.members if member.type == "w")
    return _Relation(dict(obj.tags), _edited(obj), ways)


def _edited(obj: Any) -> date | None:
    stamp: datetime = obj.timestamp
    return stamp.astimezone(UTC).date() if stamp.year > 1970 else None  # noqa: PLR2004  epoch = none


def _take_node(obj: Any, reading: _Reading) -> None:
    tags = dict(obj.tags)
    roles = _roles(tags, "node")
    reading.newest = _newer(reading.newest, _edited(obj))
    if not roles:
        return
    point = shapely.Point(obj.lon, obj.lat)
    thing = Thing(f"n{obj.id}", tags, point, _edited(obj), *roles)
    if "entrances" in thing.layers:
        reading.objects.gates[obj.id] = thing
    if thing.service:
        reading.objects.points.append(thing)


def _take_way(obj: Any, reading: _Reading) -> None:
    tags = dict(obj.tags)
    reading.newest = _newer(reading.newest, _edited(obj))
    line, area = "highway" in tags or bool(_roles(tags, "line")), _may_be_area(tags)
    if not (line or area or obj.id in reading.owners):
        return
    trace = osm_outlines.trace(obj)
    if obj.id in reading.owners:
        reading.traces[obj.id] = trace
    if line:
        _take_line(f"w{obj.id}", tags, _edited(obj), trace, reading)
    if area and obj.is_closed():
        reading.pending[f"w{obj.id}"] = (tags, _edited(obj), trace if trace.missing else None)
    elif area and not line and osm_tags.service(tags):
        _unread(reading, "线状设施", f"w{obj.id}")


def _take_line(
    key: str, tags: dict[str, str], edited: date | None, trace: Trace, reading: _Reading
) -> None:
    runs = trace.runs()
    layers = (_roles(tags, "line") or ({}, None))[0]
    for number, run in enumerate(runs, start=1):
        part = key if len(runs) == 1 else f"{key}.{number}"
        geometry = shapely.LineString(run)
        reading.objects.lines.append(
            Thing(part, tags, geometry, edited, layers, None, trace.missing)
        )
    if not runs:
        _unread(reading, "线路在范围外", key)


def _take_area(obj: Any, reading: _Reading) -> None:
    key = f"{'w' if obj.from_way() else 'r'}{obj.orig_id()}"
    tags, edited, _ = reading.pending.get(key, ({}, None, None))
    if not tags or obj.num_rings()[0] == 0:
        return  # an area without rings stays pending and is reported at the end
    del reading.pending[key]
    geometry = osm_outlines.polygon(obj)
    nodes = [node.ref for ring in obj.outer_rings() for node in ring]
    _keep_area(Thing(key, tags, geometry, edited), nodes, reading)


def _keep_area(thing: Thing, nodes: Sequence[int], reading: _Reading) -> None:
    tags = thing.tags
    if osm_tags.asks_size(tags):
        tags = tags | {osm_tags.AREA: f"{osm_outlines.size(thing.geometry):.1f}"}
    roles = _roles(tags, "area")
    if roles is None:
        return
    layers, service = roles
    gates: tuple[int, ...] = ()
    if service or layers.keys() & _GATED:
        gates = tuple(dict.fromkeys(node for node in nodes if node in reading.objects.gates))
    reading.objects.areas.append(
        replace(thing, tags=tags, layers=layers, service=service, gates=gates)
    )


def _finish(reading: _Reading) -> None:
    for key, (tags, edited, trace) in reading.pending.items():
        if _roles(tags, "area") is None:
            continue
        if key.startswith("r"):
            relation = reading.relations[int(key[1:])]
            outline = osm_outlines.close_relation(relation.members, reading.traces)
        else:
            outline = osm_outlines.close_way(trace)
        if outline.geometry is None:
            _unread(reading, outline.reason, key)
        else:
            thing = Thing(key, tags, outline.geometry, edited, missing=outline.missing)
            _keep_area(thing, outline.nodes, reading)
    reading.objects.areas = _without_outer_ways(reading)


def _without_outer_ways(reading: _Reading) -> list[Thing]:
    """One object drawn twice, as a relation and as its outer way, is the relation."""
    made = {thing.id: thing for thing in reading.objects.areas}
    kept = []
    for thing in reading.objects.areas:
        owners = _outer_of(thing, reading, made)
        taken = {layer for owner in owners for layer in owner.layers}
        layers = {layer: kind for layer, kind in thing.layers.items() if layer not in taken}
        service = None if any(owner.service for owner in owners) else thing.service
        if layers or service:
            kept.append(replace(thing, layers=layers, service=service) if owners else thing)
    return kept


def _outer_of(thing: Thing, reading: _Reading, made: dict[str, Thing]) -> list[Thing]:
    if not thing.id.startswith("w"):
        return []
    way = int(thing.id[1:])
    return [
        made[key]
        for key in reading.owners.get(way, ())
        if key in made and (way, "inner") not in reading.relations[int(key[1:])].members
    ]


def _owners(relations: dict[int, _Relation]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for key, relation in relations.items():
        for way, _ in relation.members:
            found.setdefault(way, []).append(f"r{key}")
    return found


def _head(path: Path, reading: _Reading) -> None:
    import osmium

    header = osmium.FileProcessor(path).header
    box = header.box()
    if box.valid():
        low, high = box.bottom_left, box.top_right
        reading.objects.box = shapely.box(low.lon, low.lat, high.lon, high.lat)
    stamp = header.get("osmosis_replication_timestamp") or header.get("timestamp")
    reading.objects.as_of = date.fromisoformat(stamp[:10]) if stamp else reading.newest


Roles = tuple[dict[str, str], osm_tags.Service | None]


def _roles(tags: dict[str, str], shape: str) -> Roles | None:
    """Layers and service of an object of that shape; None where no rule asks for it."""
    layers: dict[str, str] = {}
    for rule in osm_tags.matching("osm_layers", tags):
        if rule.row["shape"] == shape:
            layers.setdefault(rule.row["layer"], rule.row["kind"])
    service = None if shape == "line" else osm_tags.service(tags)
    return (layers, service) if layers or service else None


@cache
def _area_keys() -> frozenset[str]:
    layers = (rule for rule in osm_tags.rules("osm_layers") if rule.row["shape"] == "area")
    rules = (*layers, *osm_tags.rules("osm_facilities"))
    return frozenset(rule.terms[0].key for rule in rules)


def _may_be_area(tags: dict[str, str]) -> bool:
    return tags.get("area") != "no" and not _area_keys().isdisjoint(tags)


def _unread(reading: _Reading, reason: str, key: str) -> None:
    reading.objects.unread.setdefault(reason, []).append(key)


def _newer(newest: date | None, other: date | None) -> date | None:
    return max(newest, other) if newest and other else newest or other
