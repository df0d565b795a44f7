"""Each layer's share of the objects of an OpenStreetMap file, and what must be said about it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from .. import findings, kinds
from ..findings import INFO, WARNING, Finding
from . import gates as osm_gates
from . import outlines as osm_outlines
from . import streets as osm_streets
from .objects import Objects, Thing

# the rows, columns that are no plain tag, and what must be said about them
Content = tuple[list[Thing], dict[str, list[Any]], list[Finding]]
_GATED = ("communities", "parks", "facilities")


def content(layer: str, objects: Objects) -> Content:
    """
    The rows of a layer, columns that take more than one tag to know, and what must be said.

    Parameters
    ----------
    layer
        One of :data:`LAYERS`.
    objects
        The objects of the file.
    """
    things, columns, notes = LAYERS[layer](objects)
    return things, columns, _unread(layer, objects) + _cut(layer, things) + notes


def _in_layer(layer: str) -> Callable[[Objects], Content]:
    return lambda objects: ([thing for thing in objects.areas if layer in thing.layers], {}, [])


def _communities(objects: Objects) -> Content:
    things = [thing for thing in objects.areas if "communities" in thing.layers]
    return things, {}, _unnamed(things)


def _facilities(objects: Objects) -> Content:
    things = [thing for thing in _services(objects) if thing.service and thing.service.kinds]
    given = [thing.service.kinds for thing in things if thing.service]
    also = [";".join(rest) or None for _, *rest in given]
    columns = {"kind": [first for first, *_ in given], "also": also}
    return things, columns, _undecided(objects)


def _services(objects: Objects) -> list[Thing]:
    return [thing for thing in (*objects.points, *objects.areas) if thing.service]


def _barriers(objects: Objects) -> Content:
    both = (*objects.lines, *objects.areas)
    barriers = [thing for thing in both if "barriers" in thing.layers]
    found = osm_gates.opened(barriers, objects.openings)
    kind = [thing.layers["barriers"] for thing in found.things]
    return found.things, {"kind": kind}, osm_gates.remarks(found)


def _streets(objects: Objects) -> Content:
    ways = [thing for thing in objects.lines if "highway" in thing.tags]
    refused = [(osm_streets.refusal(thing.tags), thing) for thing in ways]
    things = [thing for reason, thing in refused if not reason]
    walked = [osm_streets.walking(thing.tags) for thing in things]
    names = ("kind", "oneway", "stairs", "access")
    columns = {name: [row[name] for row in walked] for name in names}
    return things, columns, _refused(refused)


def _entrances(objects: Objects) -> Content:
    pairs = [
        (place, layer, objects.gates[node])
        for place in objects.areas
        if (layer := _place_layer(place))
        for node in place.gates
    ]
    columns = {
        "of_layer": [layer for _, layer, _ in pairs],
        "of": [place.id for place, _, _ in pairs],
        "access": [osm_streets.access(gate.tags) for _, _, gate in pairs],
        "origin": ["mapped"] * len(pairs),
    }
    return [replace(gate, id=f"{gate.id}@{place.id}") for place, _, gate in pairs], columns, []


def _place_layer(place: Thing) -> str:
    served = bool(place.service and place.service.kinds)
    inside = {*place.layers, *(["facilities"] if served else [])}
    return next((layer for layer in _GATED if layer in inside), "")


def _parcels(objects: Objects) -> Content:
    """Land by its use; OpenStreetMap says of little of it whether it is used."""
    things = [thing for thing in objects.areas if "parcels" in thing.layers]
    use = [thing.layers["parcels"] for thing in things]
    status = {row["landuse"]: row["status"] for row in kinds.rows("osm_parcels")}
    columns = {
        "landuse_scheme": ["osm"] * len(things),
        "landuse": use,
        "status": [status.get(each) for each in use],
    }
    return things, columns, []


LAYERS: dict[str, Callable[[Objects], Content]] = {
    "communities": _communities,
    "buildings": _in_layer("buildings"),
    "parks": _in_layer("parks"),
    "facilities": _facilities,
    "entrances": _entrances,
    "streets": _streets,
    "parcels": _parcels,
    "barriers": _barriers,
}


def _unread(layer: str, objects: Objects) -> list[Finding]:
    found: list[Finding] = []
    for (name, reason), ids in objects.unread.items():
        if name == layer:
            outside = reason == osm_outlines.OUTSIDE
            found += findings.finding(
                INFO if outside else WARNING,
                layer,
                reason,
                value=f"{len(ids)} 个对象未读入",
                remedy="如在研究范围内，请用范围更大的提取文件。"
                if outside
                else "请在 OSM 中改正。",
                ids=ids,
            )
    return found


def _cut(layer: str, things: Sequence[Thing]) -> list[Finding]:
    ids = [thing.id for thing in things if thing.missing]
    if not ids:
        return []
    line = layer == "streets"
    return findings.finding(
        INFO if line else WARNING,
        layer,
        "道路在数据边界处断开" if line else "轮廓被数据边界截断，形状为近似",
        value=f"{len(ids)} 个对象有节点不在文件中",
        remedy="研究范围应离数据边界一个步行距离以上，或换用范围更大的提取文件。",
        ids=ids,
    )


def _unnamed(things: Sequence[Thing]) -> list[Finding]:
    ids = [thing.id for thing in things if "name" not in thing.tags]
    if not ids:
        return []
    return findings.finding(
        WARNING,
        "communities",
        "居住用地没有名称，不一定是一个小区",
        value=f"{len(ids)} 处",
        remedy="请按小区名录核对边界并补充名称。",
        ids=ids,
    )


def _undecided(objects: Objects) -> list[Finding]:
    groups: dict[tuple[str, str, str], list[str]] = {}
    for thing in _services(objects):
        for rule in thing.service.undecided if thing.service else ():
            key = (rule.row["kind"], rule.text, rule.row["remedy"])
            groups.setdefault(key, []).append(thing.id)
    found: list[Finding] = []
    for (kind, text, remedy), ids in groups.items():
        found += findings.finding(
            WARNING,
            "facilities",
            f"标签不足以判断设施类型（{_words(kind)}）",
            value=f"{text}，共 {len(ids)} 个",
            remedy=f"{remedy}。",
            ids=ids,
        )
    return found


def _words(codes: str) -> str:
    zh = {choice.code: choice.zh for choice in kinds.vocabulary(kinds.FACILITY_KIND)}
    return "、".join(zh[code] for code in codes.split(";"))


def _refused(ways: Sequence[tuple[str, Thing]]) -> list[Finding]:
    groups: dict[str, list[Thing]] = {}
    for reason, thing in ways:
        if reason:
            groups.setdefault(reason, []).append(thing)
    found: list[Finding] = []
    for reason, things in sorted(groups.items()):
        metres = sum(osm_outlines.length(thing.geometry) for thing in things)
        found += findings.finding(
            INFO,
            "streets",
            f"未计入步行道路：{reason}",
            value=f"{len(things)} 段，{metres / 1000:.2f} km",
            remedy="如实际可以步行，请在 OSM 中改正标签，或另行提供步行道路图层。",
            ids=[thing.id for thing in things],
        )
    return found
