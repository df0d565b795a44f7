"""Streets as a network: the pieces that hang together, and streets that cross without a vertex."""

from typing import Any, NamedTuple

import numpy as np
import shapely

from .. import findings
from ..findings import INFO, Finding
from . import frames
from .frames import Layers

MILLIMETRE = 3  # digits of metres within which two vertices are one, as in the network


def pieces(layers: Layers) -> list[Finding]:
    """
    How many pieces the streets fall into, and the streets outside the longest.

    Examples
    --------
    >>> import geopandas as gpd
    >>> roads = gpd.GeoDataFrame(index=["S1", "S2"], crs=4549,
    ...     geometry=[shapely.LineString([(0, 0), (90, 0)]), shapely.LineString([(0, 5), (10, 5)])])
    >>> pieces({"streets": roads})[0]["value"]
    '2 片，最大的一片以外有 1 条、10 米，占总长 100 米的 10.0%'
    """
    streets = layers.get("streets")
    lines = frames.shapes(streets)
    if streets is None or not len(lines):
        return []
    label = labels(lines)
    metres = np.bincount(label, weights=shapely.length(lines))
    if len(metres) == 1:
        return []
    outside = np.flatnonzero(label != int(np.argmax(metres)))
    ids = frames.ids(streets)
    apart, total = metres.sum() - metres.max(), metres.sum()
    return findings.finding(
        INFO,
        "streets",
        "道路不全连通",
        value=f"{len(metres)} 片，最大的一片以外有 {len(outside)} 条、{apart:.0f} 米，"
        f"占总长 {total:.0f} 米的 {apart / total:.1%}",
        remedy="片与片之间走不通；如实地相通，请补画连接或在端点处捕捉。",
        ids=[ids[row] for row in outside],
    )


def crossings(layers: Layers) -> list[Finding]:
    """
    How many pairs of streets on one level cross and share no vertex: walked as if not connected.

    Examples
    --------
    >>> import geopandas as gpd
    >>> roads = gpd.GeoDataFrame(index=["S1", "S2"], crs=4549,
    ...     geometry=[shapely.LineString([(0, 0), (9, 0)]), shapely.LineString([(5, -5), (5, 5)])])
    >>> crossings({"streets": roads})[0]["value"]
    '1 对'
    """
    streets = layers.get("streets")
    lines = frames.shapes(streets)
    if streets is None or not len(lines):
        return []
    count = len(_crossing(lines, levels(streets)))
    if not count:
        return []
    return findings.finding(
        INFO,
        "streets",
        "道路相交而没有共同折点",
        value=f"{count} 对",
        remedy="按不相通计算；相通的请在交点处打断，立交请填写桥梁、隧道或层位。",
    )


class Vertices(NamedTuple):
    """Every vertex of some lines: where it is, of which row and part, the number of its place."""

    xy: Any
    row: Any
    part: Any
    place: Any


def vertices(lines: Any) -> Vertices:
    """
    The vertices of lines of one part or several, in order.

    Examples
    --------
    >>> found = vertices(shapely.linestrings([[(0, 0), (9, 0)], [(9, 0), (9, 5)]]))
    >>> found.row.tolist(), len(set(found.place.tolist()))
    ([0, 0, 1, 1], 3)
    """
    parts, owner = shapely.get_parts(lines, return_index=True)
    at, part = shapely.get_coordinates(parts, return_index=True)
    cells = np.rint(at * 10**MILLIMETRE)
    _, place = np.unique(cells[:, 0] + 1j * cells[:, 1], return_inverse=True)
    return Vertices(at, owner[part], part, place.ravel())


def labels(lines: Any) -> Any:
    """
    A number a street, the same for streets that hang together by shared vertices.

    Examples
    --------
    >>> labels(shapely.linestrings([[(0, 0), (9, 0)], [(9, 0), (9, 5)], [(0, 1), (9, 1)]])).tolist()
    [0, 0, 1]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    _, row, _, place = vertices(lines)
    count = len(lines)
    size = count + int(place.max(initial=-1)) + 1
    links = coo_array((np.ones(len(row)), (row, count + place)), shape=(size, size))
    found = connected_components(links, directed=False)[1][:count]
    return np.unique(found, return_inverse=True)[1]


def levels(streets: Any) -> Any:
    """
    A word a street, the same for streets on one level: level, bridge, tunnel.

    Examples
    --------
    >>> import pandas as pd
    >>> levels(pd.DataFrame({"level": [0, None, 1], "bridge": [None, False, True]})).tolist()
    ['0|0|0', '0|0|0', '1|1|0']
    """
    parts = [np.nan_to_num(frames.numbers(streets, name)) for name in ("level", "bridge", "tunnel")]
    return np.array(["|".join(f"{part:g}" for part in row) for row in zip(*parts, strict=True)])


def _crossing(lines: Any, level: Any) -> set[tuple[int, int]]:
    """Pairs that meet somewhere but at a vertex of both."""
    first, second = shapely.STRtree(lines).query(lines, predicate="intersects")
    pairs = (first < second) & (level[first] == level[second])
    first, second = first[pairs], second[pairs]
    found = vertices(lines)
    joined = _sharing(found.row, found.place)
    return {
        pair for pair in zip(first.tolist(), second.tolist(), strict=True) if pair not in joined
    }


def _sharing(row: Any, place: Any) -> set[tuple[int, int]]:
    """Pairs of rows that have a place in common, the lower row first."""
    order = np.lexsort((row, place))
    row, place = row[order], place[order]
    found: set[tuple[int, int]] = set()
    for group in np.split(row, np.flatnonzero(np.diff(place)) + 1):
        if len(group) > 1:
            rows = np.unique(group).tolist()
            found |= {(one, other) for at, one in enumerate(rows) for other in rows[at + 1 :]}
    return found
