"""One pass over an OpenStreetMap file: the points, lines and outlines that the rules ask for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from . import outlines as osm_outlines
from . import roles as osm_roles
from . import stream as osm_file
from . import tags as osm_tags
from .outlines import Trace
from .roles import roles

if TYPE_CHECKING:
    from numpy.typing import NDArray

_GATED = frozenset({"communities", "parks"})  # with facilities: the places that have gates
LINEAR = "画成线的设施，没有点位或范围"


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
    layers: Mapping[str, str] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True)
class _Draft:
    """A line or an area whose shape is still text: all are read at once at the end."""

    id: str
    tags: dict[str, str]
    shape: str  # hexadecimal WKB
    edited: date | None
    layers: Mapping[str, str] = field(default_factory=dict)
    missing: int = 0
    gates: tuple[int, ...] = ()  # nodes of the outline that are gates


@dataclass
class _Reading:
    """What must be remembered while the file goes by."""

    objects: Objects
    relations: dict[int, "_Relation"]
    lines: list[_Draft] = field(default_factory=list)
    areas: list[_Draft] = field(default_factory=list)
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
    with osm_file.unswept():
        for obj in osm_file.objects(path, osm_roles.node_keys()):
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
        if obj.visible and tags.get("type") == "multipolygon" and roles(tags, "area"):
            found[obj.id] = _Relation(tags, osm_file.edited(obj), osm_file.ways(obj))
    return found


def _take_node(obj: Any, reading: _Reading) -> None:
    tags = osm_file.tags(obj)
    asked, opening = roles(tags, "node"), osm_tags.matching("osm_gates", tags)
    if not (asked or opening):
        return
    point = shapely.Point(obj.lon, obj.lat)
    thing = Thing(f"n{obj.id}", tags, point, osm_file.edited(obj), *(asked or osm_roles.NONE))
    if opening:
        reading.objects.openings.append(thing)
    if "entrances" in thing.layers:
        reading.objects.gates[obj.id] = thing
    if thing.service:
        reading.objects.points.append(thing)


def _take_way(obj: Any, reading: _Reading) -> None:
    tags = osm_file.tags(obj)
    lines, area = roles(tags, "line"), osm_roles.may_be_area(tags)
    line = "highway" in tags or bool(lines)
    if not (line or area or obj.id in reading.owners):
        return
    key, edited, whole = f"w{obj.id}", osm_file.edited(obj), osm_outlines.drawn(obj)
    trace = None if whole and obj.id not in reading.owners else osm_outlines.trace(obj)
    if trace and obj.id in reading.owners:
        reading.traces[obj.id] = trace
    if line:
        layers, _ = lines or osm_roles.NONE
        _take_line(_Draft(key, tags, whole or "", edited, layers), trace, reading)
    if area and obj.is_closed():
        reading.pending[key] = (tags, edited, None if whole else trace)
    elif area and not line and osm_tags.service(tags):
        _unread(reading, tags, "area", LINEAR, key)


def _take_line(way: _Draft, trace: Trace | None, reading: _Reading) -> None:
    if way.shape:
        reading.lines.append(way)
        return
    runs, missing = (trace.runs(), trace.missing) if trace else ([], 0)
    for number, run in enumerate(runs, start=1):
        key = way.id if len(runs) == 1 else f"{way.id}.{number}"
        line = shapely.to_wkb(shapely.LineString(run), hex=True)
        reading.lines.append(replace(way, id=key, shape=line, missing=missing))
    if not runs:
        _unread(reading, way.tags, "line", osm_outlines.OUTSIDE, way.id)


def _take_area(obj: Any, reading: _Reading) -> None:
    key = f"{'w' if obj.from_way() else 'r'}{obj.orig_id()}"
    tags, edited, _ = reading.pending.get(key, ({}, None, None))
    if not tags or obj.num_rings()[0] == 0:
        return  # an area without rings stays pending and is reported at the end
    del reading.pending[key]
    if roles(tags, "area"):
        nodes = (node.ref for ring in obj.outer_rings() for node in ring)
        gates = _gates(tags, nodes, reading)
        reading.areas.append(_Draft(key, tags, osm_outlines.polygon(obj), edited, gates=gates))


def _gates(tags: dict[str, str], nodes: Iterable[int], reading: _Reading) -> tuple[int, ...]:
    """Gates on the outline of a place that has some."""
    layers, service = roles(tags, "area") or osm_roles.NONE
    if not (service or layers.keys() & _GATED):
        return ()
    return tuple(dict.fromkeys(node for node in nodes if node in reading.objects.gates))


def _line(way: _Draft, geometry: shapely.Geometry) -> Thing:
    return Thing(way.id, way.tags, geometry, way.edited, way.layers, missing=way.missing)


def _area(draft: _Draft, geometry: shapely.Geometry) -> Thing:
    tags = draft.tags
    if osm_tags.asks_size(tags):
        tags = tags | {osm_tags.AREA: f"{osm_outlines.size(geometry):.1f}"}
    layers, service = roles(tags, "area") or osm_roles.NONE
    rest = {"missing": draft.missing, "gates": draft.gates}
    return Thing(draft.id, tags, geometry, draft.edited, layers, service, **rest)


def _finish(reading: _Reading) -> None:
    _close_pending(reading)
    reading.objects.lines = list(map(_line, reading.lines, _shapes(reading.lines)))
    reading.objects.areas = list(map(_area, reading.areas, _shapes(reading.areas)))
    reading.objects.areas = _without_outer_ways(reading)


def _shapes(drafts: Sequence[_Draft]) -> "NDArray[np.object_]":
    """The shapes; a multipolygon or several lines only where there are several parts."""
    found = shapely.from_wkb(np.array([draft.shape for draft in drafts], dtype=object))
    single = shapely.get_num_geometries(found) == 1
    found[single] = shapely.get_geometry(found[single], 0)
    return found


def _close_pending(reading: _Reading) -> None:
    for key, (tags, edited, trace) in reading.pending.items():
        if roles(tags, "area") is None:
            continue
        if key.startswith("r"):
            relation = reading.relations[int(key[1:])]
            outline = osm_outlines.close_relation(relation.members, reading.traces)
        else:
            outline = osm_outlines.close_way(trace)
        if outline.geometry is None:
            _unread(reading, tags, "area", outline.reason, key)
        else:
            shape = shapely.to_wkb(outline.geometry, hex=True)
            gates = _gates(tags, outline.nodes, reading)
            reading.areas.append(
                _Draft(key, tags, shape, edited, missing=outline.missing, gates=gates)
            )


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


def _unread(reading: _Reading, tags: dict[str, str], shape: str, reason: str, key: str) -> None:
    layers, service = roles(tags, shape) or osm_roles.NONE
    names = [*layers, *(["facilities"] if service else [])]
    if shape == "line" and "highway" in tags:
        names.append("streets")
    for layer in names:
        reading.objects.unread.setdefault((layer, reason), []).append(key)
