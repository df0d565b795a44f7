"""Links that streets may lack: dead ends that nearly meet another street. Proposed, never added."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
import shapely

from ..findings import WARNING, Finding
from . import entries, frames, networks
from .frames import Layers
from .rules import limit, said
from .walks import Walks

if TYPE_CHECKING:
    import geopandas as gpd

_SHOWN = 8
_CLOSED = ("barriers", "buildings")
_TOUCH = 0.001  # metres, below which an end lies on the other street already


class _End(NamedTuple):
    """A dead end: its street, its point and the number of its place."""

    row: int
    point: Any
    place: int


def dead_ends(layers: Layers) -> list[Finding]:
    """
    Dead ends within the row `dead_end_distance` of another street: links that may be missing.

    Examples
    --------
    >>> import geopandas as gpd
    >>> roads = gpd.GeoDataFrame(index=["S1", "S2"], crs=4549, geometry=[
    ...     shapely.LineString([(0, 0), (90, 0)]), shapely.LineString([(50, 3), (50, 80)])])
    >>> dead_ends({"streets": roads})[0]["value"]
    '1 处：S2 在 (50.0, 3.0) 离 S1 3.0 米'
    """
    found = proposed(layers)
    told = [
        ((street,), f"{street} 在 ({x:.1f}, {y:.1f}) 离 {other} {metres:.1f} 米")
        for street, other, metres, (x, y) in zip(
            found["street"],
            found["other"],
            found["length"],
            shapely.get_coordinates(shapely.get_point(found.geometry.to_numpy(), 0)),
            strict=True,
        )
    ]
    return entries.gathered(
        WARNING,
        "streets",
        "断头路紧邻另一条道路，可能漏了连接",
        told,
        head=f"{len(told)} 处",
        shown=_SHOWN,
        remedy="只是提示，没有添加；实地相通的请补画，有墙或高差的不必。"
        f"{said('dead_end_distance')}，{said('dead_end_detour')}。",
    )


def proposed(layers: Layers) -> "gpd.GeoDataFrame":
    """
    The links that may be missing, the shortest first.

    A link is none where it would cross a barrier or go through a building, lead to another level,
    or save less than the row `dead_end_detour` (a short stub beside the street that it leaves).

    Parameters
    ----------
    layers
        `streets` and, where they are known, `barriers` and `buildings`; one metric CRS.

    Returns
    -------
    GeoDataFrame
        `street` (the dead end's), `other`, `length` (m), and the line from the end to the other
        street, in the CRS of the streets.

    Examples
    --------
    >>> len(proposed({}))
    0
    """
    import geopandas as gpd

    streets = layers.get("streets")
    lines = frames.shapes(streets)
    rows: list[tuple[str, str, float, Any]] = []
    if streets is not None and len(lines):
        ids = frames.ids(streets)
        fences, walls = (shapely.STRtree(frames.shapes(layers.get(of))) for of in _CLOSED)
        for own, other, end in _near(streets, lines):
            line = shapely.shortest_line(end, lines[other])
            if not (len(fences.query(line, "intersects")) or len(walls.query(line, "crosses"))):
                rows.append((ids[own], ids[other], float(shapely.length(line)), line))
    rows.sort(key=lambda row: (row[2], row[0], row[1]))
    table = pd.DataFrame(rows, columns=["street", "other", "length", "geometry"])
    return gpd.GeoDataFrame(table, geometry="geometry", crs=getattr(streets, "crs", None))


def _near(streets: pd.DataFrame, lines: Any) -> list[tuple[int, int, Any]]:
    """Street, the street that its dead end is near to, the end; one of two ends that face."""
    vertices = networks.vertices(lines)
    ends = _dead(vertices)
    points = np.array([end.point for end in ends], dtype=object)
    own = np.array([end.row for end in ends], dtype=int)
    end, other = shapely.STRtree(lines).query(
        points, predicate="dwithin", distance=limit("dead_end_distance")
    )
    keep = other != own[end]
    end, other = end[keep], other[keep]
    metres = shapely.distance(points[end], lines[other])
    tied = np.unique(end[metres <= _TOUCH])
    level = networks.levels(streets)
    keep = ~np.isin(end, tied) & (level[other] == level[own[end]])
    walks = Walks(vertices)
    best: dict[int, tuple[float, int]] = {}
    for one, street, away in zip(end[keep], other[keep], metres[keep], strict=True):
        if int(one) in best and best[int(one)] <= (away, int(street)):
            continue
        if walks.metres(ends[one].place, int(street), lines[street], points[one]) >= _detour(away):
            best[int(one)] = (float(away), int(street))
    return _once(ends, best)


def _detour(away: float) -> float:
    return limit("dead_end_detour") + away


def _once(ends: list[_End], best: dict[int, tuple[float, int]]) -> list[tuple[int, int, Any]]:
    """Two dead ends that are nearest to each other are one link."""
    found: dict[tuple[int, int, float], tuple[int, int, Any]] = {}
    for at, (away, street) in sorted(best.items()):
        one, other = sorted((ends[at].row, street))
        pair = (one, other, round(away, networks.MILLIMETRE))
        found.setdefault(pair, (ends[at].row, street, ends[at].point))
    return list(found.values())


def _dead(vertices: networks.Vertices) -> list[_End]:
    """Ends of lines at a place that no other vertex has."""
    first = np.flatnonzero(np.diff(vertices.part, prepend=-1))
    last = np.append(first[1:] - 1, len(vertices.part) - 1)
    ends = np.unique(np.concatenate([first, last]))
    ends = ends[np.bincount(vertices.place)[vertices.place[ends]] == 1]
    return [
        _End(int(vertices.row[end]), point, int(vertices.place[end]))
        for end, point in zip(ends, shapely.points(vertices.xy[ends]), strict=True)
    ]
