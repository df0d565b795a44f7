"""One pass over an OpenStreetMap file: the points, lines and outlines that the rules ask for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import shapely

from . import outlines as osm_outlines
from . import stream as osm_file
from . import tags as osm_tags
from .outlines import Trace

_GATED = frozenset({"communities", "parks"})  # with facilities: the places that have gates


LINEAR = "画成线的设施，没有点位或范围"
_NOWHERE = shapely.Point()


@dataclass(frozen=True, slots=True)
class Thing:
    """
    An object that a rule asks for; geometry in degrees.

    `layers` maps each layer it belongs to onto its kind there (empty text: none); `missing`
    counts the nodes or members that the file does not hold; `gates` are the nodes of its outline
    that are gates; `openings` the ids of the nodes at which a barrier was opened.
    """

    id: str
    tags: dict[str, str]
    geometry: shapely.Geometry
    edited: date | None
    layers: dict[str, str] = field(default_factory=dict)
    service: osm_tags.Service | None = None
    missing: int = 0
    gates: tuple[int, ...] = ()
    openings: tuple[str, ...] = ()


@dataclass
class Objects:
    """
    What one file holds.

    `gates` are those of places, `openings` the nodes that may open a barrier; `unread` lists, by
    layer and reason, objects that gave no geometry.
    """

    points: list[Thing] = field(default_factory=list)
    lines: list[Thing] = field(default_factory=list)
    areas: list[Thing] = field(default_factory=list)
    gates: dict[int, Thing] = field(default_factory=dict)
    openings: list[Thing] = field(default_factory=list)
    unread: dict[tuple[str, str], list[str]] = field(default_factory=dict)


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
    relations = _relations(path)
    reading = _Reading(Objects(), relations, owners=_owners(relations))
    reading.pending = {f"r{key}": (rel.tags, rel.edited, None) for key, rel in relations.items()}
    takers = {"n": _take_node, "w": _take_way, "a": _take_area}
    for obj in osm_file.objects(path, _keys() | osm_tags.first_keys("osm_gates")):
        taker = takers.get(obj.type_str())
        if taker and obj.visible:
            taker(obj, reading)
    _finish(reading)
    return reading.objects


def newest(objects: Objects) -> date | None:
    """The day of the last edit of any of the objects."""
    things = (*objects.points, *objects.lines, *objects.areas)
    return max((thing.edited for thing in things if thing.edited), default=None)


def _relations(path: Path) -> dict[int, _Relation]:
    found = {}
    for obj in osm_file.relations(path):
        tags = osm_file.tags(obj)
        if obj.visible and tags.get("type") == "multipolygon" and _roles(tags, "area"):
            ways = tuple((member.ref, member.role) for member in obj.members if member.type == "w")
            found[obj.id] = _Relation(tags, osm_file.edited(obj), ways)
    return found


def _take_node(obj: Any, reading: _Reading) -> None:
    tags = osm_file.tags(obj)
    roles, opening = _roles(tags, "node"), osm_tags.matching("osm_gates", tags)
    if not (roles or opening):
        return
    point = shapely.Point(obj.lon, obj.lat)
    thing = Thing(f"n{obj.id}", tags, point, osm_file.edited(obj), *(roles or ({}, None)))
    if opening:
        reading.objects.openings.append(thing)
    if "entrances" in thing.layers:
        reading.objects.gates[obj.id] = thing
    if thing.service:
        reading.objects.points.append(thing)


def _take_way(obj: Any, reading: _Reading) -> None:
    tags = osm_file.tags(obj)
    lines, area = _roles(tags, "line"), _may_be_area(tags)
    line = "highway" in tags or bool(lines)
    if not (line or area or obj.id in reading.owners):
        return
    key, edited, whole = f"w{obj.id}", osm_file.edited(obj), osm_outlines.drawn(obj)
    trace = None if whole and obj.id not in reading.owners else osm_outlines.trace(obj)
    if trace and obj.id in reading.owners:
        reading.traces[obj.id] = trace
    if line:
        layers = lines[0] if lines else {}
        _take_line(Thing(key, tags, _NOWHERE, edited, layers), whole, trace, reading)
    if area and obj.is_closed():
        reading.pending[key] = (tags, edited, None if whole else trace)
    elif area and not line and osm_tags.service(tags):
        _unread(reading, tags, "area", LINEAR, key)


def _take_line(thing: Thing, whole: str | None, trace: Trace | None, reading: _Reading) -> None:
    if whole:
        reading.objects.lines.append(replace(thing, geometry=shapely.from_wkb(whole)))
        return
    runs, missing = (trace.runs(), trace.missing) if trace else ([], 0)
    for number, run in enumerate(runs, start=1):
        key = thing.id if len(runs) == 1 else f"{thing.id}.{number}"
        line = shapely.LineString(run)
        reading.objects.lines.append(replace(thing, id=key, geometry=line, missing=missing))
    if not runs:
        _unread(reading, thing.tags, "line", osm_outlines.OUTSIDE, thing.id)


def _take_area(obj: Any, reading: _Reading) -> None:
    key = f"{'w' if obj.from_way() else 'r'}{obj.orig_id()}"
    tags, edited, _ = reading.pending.get(key, ({}, None, None))
    if not tags or obj.num_rings()[0] == 0:
        return  # an area without rings stays pending and is reported at the end
    del reading.pending[key]
    if _roles(tags, "area"):
        thing = Thing(key, tags, osm_outlines.polygon(obj), edited)
        nodes = (node.ref for ring in obj.outer_rings() for node in ring)
        _keep_area(thing, nodes, reading)


def _keep_area(thing: Thing, nodes: Iterable[int], reading: _Reading) -> None:
    tags = thing.tags
    if osm_tags.asks_size(tags):
        tags = tags | {osm_tags.AREA: f"{osm_outlines.size(thing.geometry):.1f}"}
    layers, service = _roles(tags, "area") or ({}, None)
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
            _unread(reading, tags, "area", outline.reason, key)
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
def _keys() -> frozenset[str]:
    return osm_tags.first_keys("osm_layers") | osm_tags.first_keys("osm_facilities")


def _may_be_area(tags: dict[str, str]) -> bool:
    return tags.get("area") != "no" and not _keys().isdisjoint(tags)


def _unread(reading: _Reading, tags: dict[str, str], shape: str, reason: str, key: str) -> None:
    layers, service = _roles(tags, shape) or ({}, None)
    names = [*layers, *(["facilities"] if service else [])]
    if shape == "line" and "highway" in tags:
        names.append("streets")
    for layer in names:
        reading.objects.unread.setdefault((layer, reason), []).append(key)
