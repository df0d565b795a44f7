"""Points put on the network: the nearest edge, the place along it, and the gap between."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import crs
from .errors import ChoiceError, CrsError, LayerError
from .network import named

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from .network import Floats, Ints, Network, Objects

    Mask = NDArray[np.bool_]
    _Index = tuple[shapely.STRtree, Ints]

AROUND = 0.5  # metres from a point within which a barrier does not part it from a street
_SHORT = 0.001  # a link ends this far before its street: a street may run along a barrier
_TRIED = 8  # edges tried at first for a point, and twice as many each time after
_CHUNK = 4096  # points whose edges are held at once


def snap(
    network: "Network",
    points: "gpd.GeoSeries",
    *,
    limit: float = 100.0,
    among: "Mask | None" = None,
    barriers: "Objects | None" = None,
) -> pd.DataFrame:
    """
    Find the place on the network nearest to each point, on its side of every barrier.

    The distance is to the true line of an edge, not to its nodes. Of edges equally near, the one
    with the lowest number is taken, so that a point at a junction has one answer. Where the
    straight link to the nearest place meets a barrier, the edges are tried from near to far, each
    at the place nearest to the point, and the first with a free link is taken.

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    points
        Points in the network's coordinate system; missing and empty ones are allowed.
    limit
        Metres; a point farther from every edge is not put on one.
    among
        Edges of the network that a point may be put on; all where not given.
    barriers
        Lines and areas that no link may meet, in the same coordinate system; gates taken out, as
        by :func:`pianqu.gis.barriers.opened`. The first half metre from the point may meet one,
        and the link may end on a line along which its street runs.

    Returns
    -------
    DataFrame
        The index of `points`; columns ``edge`` (Int64; NA beyond `limit` and where there is no
        point), ``fraction`` (0 at the start of the edge to 1 at its end, of its length), ``gap``
        (metres to that edge; to the nearest one where there is none, beyond `limit` too),
        ``component`` (Int64; the part of the network the edge is in, 0 the longest) and
        ``behind`` (the nearest edge lies behind a barrier: a farther one was taken or, `edge`
        NA, there is none within `limit`).

    Raises
    ------
    CrsError
        `points` is in another coordinate system than the network.
    LayerError
        A geometry is not a point.
    ChoiceError
        `limit` is negative or no number.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, Point
    >>> from pianqu.gis import network
    >>> streets = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (200, 0)])], crs=4549)
    >>> places = gpd.GeoSeries(
    ...     [Point(50, 10), Point(50, 300), None], index=["B1", "B2", "B3"], crs=4549
    ... )
    >>> snap(network.build(streets, pace=1.0), places)
        edge  fraction    gap  component  behind
    B1     0      0.25   10.0          0   False
    B2  <NA>       NaN  300.0       <NA>   False
    B3  <NA>       NaN    NaN       <NA>   False
    """
    if not limit >= 0:
        raise ChoiceError(f"接驳距离上限是 {limit:g} 米，应不小于 0；请在项目文件中改正。")
    _require_points(network, points)
    geometry = points.to_numpy()
    index = _index(network, among)
    edge, gap = _nearest(index, geometry)
    on, behind = gap <= limit, np.zeros(len(points), dtype=bool)
    if barriers is not None:
        behind[on] = _parted(geometry[on], network.lines[edge[on]], barriers)
        other, metres = _in_sight(network, index, geometry[behind], limit, barriers)
        on[behind] = seen = other >= 0
        edge[on & behind], gap[on & behind] = other[seen], metres[seen]
    fraction = np.full(len(points), np.nan)
    fraction[on] = _fraction(network, edge[on], geometry[on])
    component = network.component[network.start[edge]]
    columns = {
        "edge": pd.arrays.IntegerArray(edge, ~on),
        "fraction": fraction,
        "gap": gap,
        "component": pd.arrays.IntegerArray(component, ~on),
        "behind": behind,
    }
    return pd.DataFrame(columns, index=points.index)


def _require_points(network: "Network", points: "gpd.GeoSeries") -> None:
    code = crs.require_metric(points)
    if code != network.epsg:
        raise CrsError(
            f"点的坐标系 EPSG:{code} 与步行网络的 EPSG:{network.epsg} 不一致；请先换算到同一坐标系。"
        )
    geometry = points.to_numpy()
    other = points.index[
        ~shapely.is_missing(geometry)
        & (shapely.get_type_id(geometry) != shapely.GeometryType.POINT)
    ]
    if len(other):
        raise LayerError(
            f"编号 {named(other)} 的几何不是点，只有点可以接到步行网络；请先取出入口或代表点。"
        )


def _nearest(index: "_Index", points: "Objects") -> "tuple[Ints, Floats]":
    """Edge and metres to it; where there is no point, or no edge to take, edge 0 and NaN."""
    tree, number = index
    edge, gap = np.zeros(len(points), dtype=np.int64), np.full(len(points), np.nan)
    there = _along_curve(points, np.flatnonzero(np.isfinite(shapely.bounds(points)).all(axis=1)))
    (point, near), metres = tree.query_nearest(points[there], return_distance=True)
    order = np.lexsort((near, point))
    first = order[np.unique(point[order], return_index=True)[1]]
    edge[there[point[first]]], gap[there[point[first]]] = number[near[first]], metres[first]
    return edge, gap


def _index(network: "Network", among: "Mask | None") -> "_Index":
    """The edges that may be taken, and the number of each."""
    if among is None:
        return network.tree, np.arange(len(network.lines))
    return shapely.STRtree(network.lines[among]), np.flatnonzero(among)


def _parted(points: "Objects", lines: "Objects", barriers: "Objects") -> "Mask":
    """Whether a barrier is met on the straight way from each point to the nearest place on a line."""
    place = shapely.line_interpolate_point(lines, shapely.line_locate_point(lines, points))
    start, end = shapely.get_coordinates(points), shapely.get_coordinates(place)
    metres = np.hypot(*(end - start).T)
    far = np.flatnonzero(metres > AROUND + _SHORT)
    way = (end - start)[far] / metres[far, None]
    ends = [start[far] + way * AROUND, end[far] - way * _SHORT]
    links = np.asarray(shapely.linestrings(np.stack(ends, axis=1)))
    parted = np.zeros(len(points), dtype=bool)
    parted[far[shapely.STRtree(links).query(barriers, predicate="intersects")[1]]] = True
    return parted


def _in_sight(
    network: "Network", index: "_Index", points: "Objects", limit: float, barriers: "Objects"
) -> "tuple[Ints, Floats]":
    """The nearest edge that no barrier parts from each point, and metres; -1 where there is none."""
    tree, number = index
    edge, gap = np.full(len(points), -1), np.full(len(points), np.nan)
    for first in range(0, len(points), _CHUNK):
        some = points[first : first + _CHUNK]
        point, near = tree.query(some, predicate="dwithin", distance=limit)
        metres = shapely.distance(some[point], network.lines[number[near]])
        order = np.lexsort((near, metres, point))
        point, near, metres = point[order], number[near[order]], metres[order]
        rank = np.arange(len(point)) - np.searchsorted(point, point)
        low, high = 0, _TRIED
        while len(left := np.flatnonzero((rank >= low) & (edge[first + point] < 0))):
            now = left[rank[left] < high]
            clear = now[~_parted(some[point[now]], network.lines[near[now]], barriers)]
            clear = clear[np.unique(point[clear], return_index=True)[1]]
            edge[first + point[clear]], gap[first + point[clear]] = near[clear], metres[clear]
            low, high = high, 2 * high
    return edge, gap


def _along_curve(points: "Objects", there: "Ints") -> "Ints":
    """Positions in the order of a Hilbert curve: asking for neighbours in turn is twice as fast."""
    import geopandas as gpd

    if len(there) == 0:
        return there
    return there[np.argsort(gpd.GeoSeries(points[there]).hilbert_distance(), kind="stable")]


def _fraction(network: "Network", edge: "Ints", points: "Objects") -> "Floats":
    along = shapely.line_locate_point(network.lines[edge], points)
    return np.clip(along / network.length[edge], 0.0, 1.0)
