"""Gates and crossings that are nodes of a barrier: which of them open it, and how wide."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from .. import findings
from ..findings import INFO, Finding
from . import streets as osm_streets
from . import tags as osm_tags
from .objects import Thing
from .tags import Rule, Tags

if TYPE_CHECKING:
    from numpy.typing import NDArray

TABLE = "osm_gates"
_CORNERS = 64  # of a circle; what it takes is then right to 2 mm in a metre
_CLOSED = ("residents", "closed")


@dataclass(frozen=True)
class Opened:
    """
    Barriers with the openings taken out.

    `things` are the barriers that are left, each with the nodes that opened it; `lines` the ids
    of those opened; `gates` the ids of the nodes that opened any; `shut` maps the nodes that
    opened none onto the tag that forbids it.
    """

    things: list[Thing]
    lines: list[str]
    gates: list[str]
    shut: dict[str, str]


def opened(barriers: Sequence[Thing], nodes: Sequence[Thing]) -> Opened:
    """
    Barriers that people pass at gates, crossings and fords.

    Parameters
    ----------
    barriers
        With their kind in `layers`; areas stay whole, as gates stand on lines.
    nodes
        Those that a rule of the table osm_gates asks for.

    Returns
    -------
    Opened
        In the order of the barriers; one that is nothing but an opening is not among `things`.

    Examples
    --------
    >>> wall = Thing("w1", {}, shapely.LineString([(120, 30), (120.001, 30)]), None,
    ...              layers={"barriers": "wall"})
    >>> gate = Thing("n7", {"barrier": "gate"}, shapely.Point(120.0005, 30), None)
    >>> found = opened([wall], [gate])
    >>> len(found.things[0].geometry.geoms), found.things[0].openings, found.lines
    (2, ('n7',), ['w1'])
    >>> private = replace(gate, tags={"barrier": "gate", "access": "private"})
    >>> opened([wall], [private]).shut
    {'n7': 'access=private'}
    """
    through: dict[int, list[tuple[Thing, float]]] = defaultdict(list)
    shut: dict[str, str] = {}
    for place, node in _near(barriers, nodes):
        rule = ruling(barriers[place].layers["barriers"], node.tags)
        if rule is None or not _on(barriers[place], node, rule):
            continue
        against = forbidding(rule, node.tags)
        if against:
            shut[node.id] = against
        else:
            through[place].append((node, float(rule.row["width"]) / 2))
    things = [_parted(thing, through.get(place, [])) for place, thing in enumerate(barriers)]
    gates = {node.id: None for place in sorted(through) for node, _ in through[place]}
    return Opened(
        [thing for thing in things if not shapely.is_empty(thing.geometry)],
        [thing.id for thing in things if thing.openings],
        list(gates),
        shut,
    )


def ruling(kind: str, tags: Tags) -> Rule | None:
    """
    The row of the table that decides about a node of a barrier: the first that holds.

    Examples
    --------
    >>> ruling("railway", {"railway": "level_crossing"}).row["width"]
    '6'
    >>> ruling("railway", {"barrier": "gate"}) is None
    True
    """
    found = osm_tags.matching(TABLE, tags)
    return next((rule for rule in found if kind in rule.row["kinds"].split("|")), None)


def forbidding(rule: Rule, tags: Tags) -> str:
    """
    The tag that keeps people on foot out; empty where they may pass or nothing is said.

    Examples
    --------
    >>> tags = {"barrier": "gate", "locked": "yes"}
    >>> forbidding(ruling("fence", tags), tags)
    'locked=yes'
    >>> tags |= {"access": "private", "foot": "yes"}
    >>> forbidding(ruling("fence", tags), tags)
    ''
    """
    if rule.row["opens"] == "no":
        key = rule.terms[1].key
        return f"{key}={tags[key]}"
    key = "foot" if "foot" in tags else "access"
    return f"{key}={tags[key]}" if osm_streets.access(tags) in _CLOSED else ""


def remarks(found: Opened) -> list[Finding]:
    """What was opened, and which gates were not, for the planner."""
    said: list[Finding] = []
    if found.lines:
        said += findings.finding(
            INFO,
            "barriers",
            "阻隔线在门、道口等处留出缺口，可以步行通过",
            value=f"{len(found.lines)} 条阻隔线，{len(found.gates)} 处门或道口",
            remedy="如某处实际不能通行，请在 OSM 中改正标签（access、locked），或另行提供阻隔图层。",
            ids=found.lines,
        )
    if found.shut:
        counts = Counter(found.shut.values()).items()
        told = "、".join(f"{tag} {count} 处" for tag, count in sorted(counts))
        said += findings.finding(
            INFO,
            "barriers",
            "阻隔线上的门不对公众开放，没有留出缺口",
            value=f"{len(found.shut)} 处：{told}",
            remedy="如居民由此出入，请在出入口图层中列出该门及其通行对象。",
            ids=list(found.shut),
        )
    return said


def _near(barriers: Sequence[Thing], nodes: Sequence[Thing]) -> list[tuple[int, Thing]]:
    """Lines and nodes that may be on them, as pairs in the order of both."""
    lines = np.array([thing.geometry for thing in barriers], dtype=object)
    places = np.flatnonzero(shapely.get_dimensions(lines) == 1)
    reach = max(float(rule.row["reach"]) for rule in osm_tags.rules(TABLE))
    discs = _discs([node.geometry for node in nodes], reach)
    node, line = shapely.STRtree(lines[places]).query(discs, predicate="intersects")
    pairs = sorted(zip(places[line].tolist(), node.tolist(), strict=True))
    return [(place, nodes[at]) for place, at in pairs]


def _on(barrier: Thing, node: Thing, rule: Rule) -> bool:
    disc = _discs([node.geometry], float(rule.row["reach"]))[0]
    return bool(shapely.intersects(disc, barrier.geometry))


def _parted(barrier: Thing, through: Sequence[tuple[Thing, float]]) -> Thing:
    if not through:
        return barrier
    gone = shapely.union_all([_discs([node.geometry], radius)[0] for node, radius in through])
    left = shapely.line_merge(shapely.difference(barrier.geometry, gone))
    return replace(barrier, geometry=left, openings=tuple(node.id for node, _ in through))


def _discs(points: Sequence[shapely.Geometry], metres: float) -> "NDArray[np.object_]":
    """Circles round points in degrees."""
    if not points:
        return np.array([], dtype=object)
    azimuth = np.tile(np.linspace(0, 360, _CORNERS, endpoint=False), len(points))
    lon, lat = np.repeat(shapely.get_coordinates(points), _CORNERS, axis=0).T.copy()
    lon, lat, _ = _ellipsoid().fwd(lon, lat, azimuth, np.full(len(azimuth), metres))
    corners = np.stack([lon, lat], axis=-1).reshape(len(points), _CORNERS, 2)
    return np.asarray(shapely.polygons(corners), dtype=object)


@cache
def _ellipsoid() -> Any:
    from pyproj import Geod

    return Geod(ellps="WGS84")
