"""Nodes of OpenStreetMap ways as lines and outlines, also where a cut extract lost some of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import shapely

Position = tuple[float, float] | None  # degrees; None = the node is not in the file
_CORNERS = 3  # fewer known corners are no outline

OUTSIDE = "在数据范围外，已知节点不足以成形"
INCOMPLETE = "关系的外环成员不全，无法成形"
CROSSED = "轮廓自相交或不闭合，无法成面"


@dataclass(frozen=True)
class Trace:
    """The nodes of a way in order, with the positions that the file holds."""

    nodes: tuple[int, ...]
    positions: tuple[Position, ...]

    @property
    def missing(self) -> int:
        """How many nodes have no position."""
        return len({node for node, at in zip(self.nodes, self.positions, strict=True) if not at})

    @property
    def closed(self) -> bool:
        """Whether the way ends where it began."""
        return len(self.nodes) > _CORNERS and self.nodes[0] == self.nodes[-1]

    def known(self) -> list[tuple[float, float]]:
        """The positions that are known."""
        return [at for at in self.positions if at is not None]

    def runs(self) -> list[list[tuple[float, float]]]:
        """
        Stretches of at least two neighbouring known positions that differ.

        Examples
        --------
        >>> Trace((1, 2, 3, 4), ((0, 0), (1, 0), None, (3, 0))).runs()
        [[(0, 0), (1, 0)]]
        """
        found: list[list[tuple[float, float]]] = [[]]
        for at in self.positions:
            if at is None:
                found.append([])
            else:
                found[-1].append(at)
        return [run for run in found if len(set(run)) > 1]


@dataclass(frozen=True)
class Outline:
    """An outline closed over its gaps, or the reason why there is none."""

    geometry: shapely.Geometry | None
    missing: int = 0
    nodes: tuple[int, ...] = ()
    reason: str = ""


def trace(way: Any) -> Trace:
    """The nodes of an osmium way; its node locations must have been set."""
    nodes, positions = [], []
    for node in way.nodes:
        at = node.location
        nodes.append(node.ref)
        positions.append((at.lon, at.lat) if at.valid() else None)
    return Trace(tuple(nodes), tuple(positions))


def drawn(way: Any) -> str | None:
    """An osmium way as hexadecimal WKB; None where a node has no position."""
    import osmium

    try:
        return _factory().create_linestring(way)
    except osmium.InvalidLocationError:
        return None
    except RuntimeError:  # a single node, or the same one twice
        return None


def polygon(area: Any) -> str:
    """An osmium area as hexadecimal WKB, always of a multipolygon."""
    return _factory().create_multipolygon(area)


@cache
def _factory() -> Any:
    from osmium.geom import WKBFactory

    return WKBFactory()


def size(geometry: shapely.Geometry) -> float:
    """
    Area in m2 of a polygon in degrees, on the WGS 84 ellipsoid.

    Examples
    --------
    >>> round(size(shapely.box(120, 30, 120.001, 30.001)))
    10696
    """
    from pyproj import Geod

    return abs(Geod(ellps="WGS84").geometry_area_perimeter(geometry)[0])


def close_way(found: Trace | None) -> Outline:
    """
    The outline of a closed way, straight over the nodes that are missing.

    Where that line would cross itself, the convex hull of the known nodes stands for it.

    Parameters
    ----------
    found
        The nodes; None stands for a way whose nodes are all there and that yet gave no polygon.

    Examples
    --------
    >>> close_way(Trace((1, 2, 3, 4, 1), ((0, 0), (2, 0), None, (0, 2), (0, 0)))).geometry.area
    2.0
    >>> close_way(None).reason
    '轮廓自相交或不闭合，无法成面'
    """
    if found is None:
        return Outline(None, reason=CROSSED)
    if len(set(found.known())) < _CORNERS:
        return Outline(None, reason=OUTSIDE)
    ring = shapely.Polygon(found.known())
    if not ring.is_valid:
        ring = shapely.convex_hull(ring)
    if not isinstance(ring, shapely.Polygon):
        return Outline(None, reason=OUTSIDE)
    return Outline(ring, found.missing, found.nodes)


def close_relation(members: Sequence[tuple[int, str]], traces: Mapping[int, Trace]) -> Outline:
    """
    The outline of a multipolygon whose members or nodes are not all in the file.

    Parameters
    ----------
    members
        Way and role of each member.
    traces
        The member ways that the file holds.

    Returns
    -------
    Outline
        Made where every outer member is there, closed, and has three known corners; an inner ring
        that cannot be made is left filled. `missing` counts nodes and whole ways.
    """
    outer = [traces.get(way) for way, role in members if role != "inner"]
    inner = [traces.get(way) for way, role in members if role == "inner"]
    shells = [close_way(ring) for ring in outer if ring is not None and ring.closed]
    if len(shells) < len(outer) or not shells:
        return Outline(None, reason=INCOMPLETE)
    bad = next((shell for shell in shells if shell.geometry is None), None)
    if bad is not None:
        return bad
    holes = [close_way(ring) for ring in inner if ring is not None and ring.closed]
    missing = sum(ring.missing if ring else 1 for ring in outer + inner)
    if not missing:
        return Outline(None, reason=CROSSED)
    made = shapely.union_all([shell.geometry for shell in shells])
    for hole in holes:
        made = made if hole.geometry is None else made.difference(hole.geometry)
    nodes = tuple(node for shell in shells for node in shell.nodes)
    return Outline(made, missing, nodes) if made.area > 0 else Outline(None, reason=CROSSED)


def length(line: shapely.Geometry) -> float:
    """
    Length in metres of a line in degrees, on the WGS 84 ellipsoid.

    Examples
    --------
    >>> round(length(shapely.LineString([(120, 30), (120, 30.001)])), 1)
    110.9
    """
    from pyproj import Geod

    return Geod(ellps="WGS84").geometry_length(line)
