"""The walking network: streets cut where they meet, with seconds in both directions, as arrays."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from . import crs
from .errors import ChoiceError, LayerError

if TYPE_CHECKING:
    import geopandas as gpd

    from .search import Graph

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Objects = NDArray[np.object_]

DIRECTIONS = ("both", "forward", "backward")
_NAMED = 10  # ids spelt out in an error; the rest are counted


@dataclass(frozen=True, eq=False)
class Network:
    """
    The walking network of one place, ``n`` nodes and ``m`` edges.

    Made by :func:`build`. Nodes follow a Hilbert curve and edges their lower node, so that what is
    near on the ground is near in memory. Parallel edges and loops stay apart. The arrays are not to
    be changed in place: ``dataclasses.replace`` makes a changed network.

    Attributes
    ----------
    nodes
        (n, 2) east and north of each node, metres in `epsg`.
    start, end
        (m,) the node where an edge begins and ends, in the direction its street was drawn.
    length
        (m,) metres along the edge.
    forward, backward
        (m,) seconds to walk from `start` to `end`, and from `end` to `start`; inf = not allowed.
    lines
        (m,) LineStrings from `start` to `end`.
    street
        (m,) id of the street that an edge is a piece of.
    component
        (n,) part of the network a node is in, one-way streets taken both ways; 0 = the longest.
    epsg
        The metric coordinate system.
    """

    nodes: Floats
    start: Ints
    end: Ints
    length: Floats
    forward: Floats
    backward: Floats
    lines: Objects
    street: pd.Index
    component: Ints
    epsg: int

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The edges' lines, indexed for finding the nearest; made once."""
        return shapely.STRtree(self.lines, node_capacity=4)

    @cached_property
    def graph(self) -> "Graph":
        """The arcs into each node, ready for a search from the destinations; made once."""
        from .search import incoming

        return incoming(len(self.nodes), self.start, self.end, self.forward, self.backward)


class _Pieces(NamedTuple):
    """Streets cut at their junctions; one entry a piece, except `place`."""

    row: Ints  # position of the street
    start: Ints  # cell of the first vertex
    end: Ints  # cell of the last vertex
    lines: Objects
    place: Floats  # (cells, 2) coordinates of each cell


def build(
    streets: "gpd.GeoDataFrame", *, pace: float, stairs: float = 0.5, tolerance: float = 0.001
) -> Network:
    """
    Build the walking network of a layer of streets.

    Streets join where they share a vertex, an end or one in between, and are cut there. Lines
    that cross without a shared vertex, such as a bridge over a street, do not join. The result
    does not depend on the order of the rows. Closed streets, and streets or parts shorter than
    `tolerance` (all vertices in one cell of the grid), leave no edge: those ids are
    ``streets.index.difference(network.street)``.

    Parameters
    ----------
    streets
        Lines in a metric coordinate system, indexed by id. Columns used, each optional:
        ``oneway`` (``both``, ``forward`` or ``backward`` along the line; missing = both),
        ``stairs`` (boolean; missing = no) and ``access`` (``closed`` = left out).
    pace
        Walking pace on the flat, metres a second.
    stairs
        Share of the pace that is kept on stairs, above 0 and at most 1.
    tolerance
        Metres; vertices that round to one point of a grid of this size are one vertex.

    Returns
    -------
    Network
        Nodes, edges and seconds, in the coordinate system of `streets`.

    Raises
    ------
    CrsError
        `streets` is not in a metric coordinate system.
    LayerError
        A geometry is missing, empty or not a line, a direction is unknown, or nothing is walkable.
    ChoiceError
        `pace`, `stairs` or `tolerance` is out of range.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> streets = gpd.GeoDataFrame(
    ...     {"oneway": ["both", "forward"]}, index=["S1", "S2"], crs=4549,
    ...     geometry=[LineString([(0, 0), (50, 0), (100, 0)]), LineString([(50, 0), (50, 80)])],
    ... )
    >>> network = build(streets, pace=1.0)
    >>> list(network.street), network.length.tolist()
    (['S1', 'S2', 'S1'], [50.0, 80.0, 50.0])
    >>> network.forward.tolist(), network.backward.tolist()
    ([50.0, 80.0, 50.0], [50.0, inf, 50.0])
    >>> build(streets.iloc[:0], pace=1.0)
    Traceback (most recent call last):
        ...
    pianqu.gis.errors.LayerError: 道路图层没有可步行的路段（共 0 条道路）；请补充步行道路，或检查通行状态与几何。
    """
    _require_choices(pace, stairs, tolerance)
    epsg = crs.require_metric(streets)
    _require_lines(streets)
    walkable = streets[_column(streets, "access", "") != "closed"]
    pieces = _cut(walkable.geometry.to_numpy(), tolerance)
    if len(pieces.lines) == 0:
        raise LayerError(
            f"道路图层没有可步行的路段（共 {len(streets)} 条道路）；"
            "请补充步行道路，或检查通行状态与几何。"
        )
    slow = _column(walkable, "stairs", False).astype(bool)[pieces.row]
    speed = np.where(slow, pace * stairs, pace)
    oneway = _column(walkable, "oneway", "both")[pieces.row]
    return _assemble(pieces, walkable.index, speed, oneway, epsg)


def _require_choices(pace: float, stairs: float, tolerance: float) -> None:
    faults = [
        f"{name}是 {value:g}，应{expected}；请在项目文件中改正。"
        for name, value, expected, fine in (
            ("步行速度（米/秒）", pace, "为大于 0 的有限数", 0 < pace < np.inf),
            ("楼梯速度比例", stairs, "大于 0 且不大于 1", 0 < stairs <= 1),
            ("道路接合容差（米）", tolerance, "为大于 0 的有限数", 0 < tolerance < np.inf),
        )
        if not fine
    ]
    if faults:
        raise ChoiceError(faults)


def _require_lines(streets: "gpd.GeoDataFrame") -> None:
    geometry = streets.geometry.to_numpy()
    absent = shapely.is_missing(geometry) | shapely.is_empty(geometry)
    kinds = [shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING]
    other = ~absent & ~np.isin(shapely.get_type_id(geometry), kinds)
    finite = np.isfinite(shapely.bounds(geometry)).all(axis=1)
    ways = np.isin(_column(streets, "oneway", "both"), DIRECTIONS)
    faults = [
        f"道路图层：编号 {named(streets.index[bad])} 的{fault}。"
        for bad, fault in (
            (absent, "几何缺失或为空，应为折线；请补画或删除这些道路"),
            (other, "几何不是折线，应为 LineString 或 MultiLineString；请改绘为道路中心线"),
            (~absent & ~finite, "坐标不是有限数；请重新导出这些道路"),
            (~ways, f"通行方向 oneway 不是 {'、'.join(DIRECTIONS)} 之一；请改正"),
        )
        if bad.any()
    ]
    if faults:
        raise LayerError(faults)


def named(ids: pd.Index) -> str:
    """The first ids in words, and how many there are."""
    words = "、".join(str(each) for each in ids[:_NAMED])
    return words if len(ids) <= _NAMED else f"{words} 等 {len(ids)} 个"


def _column(frame: "gpd.GeoDataFrame", name: str, missing: object) -> Objects:
    if name not in frame:
        return np.full(len(frame), missing, dtype=object)
    column = frame[name].astype(object)
    return column.where(column.notna(), missing).to_numpy()


def _cut(geometry: Objects, tolerance: float) -> _Pieces:
    parts, row = shapely.get_parts(geometry, return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    cell, place = _cells(xy + 0.0, tolerance)  # adding turns -0.0 into 0.0
    moved = _changes(part) | _changes(cell)
    part, cell = part[moved], cell[moved]
    first, last = _changes(part), _changes(part[::-1])[::-1]
    stop = np.flatnonzero(first | last | (np.bincount(cell)[cell] > 1))
    onward = ~last[stop[:-1]]  # a piece runs to the next stop, unless its line ends here
    begin, finish = stop[:-1][onward], stop[1:][onward]
    lines = _lines(place[cell], begin, finish)
    return _Pieces(row[part[begin]], cell[begin], cell[finish], lines, place)


def _changes(values: NDArray[np.generic]) -> NDArray[np.bool_]:
    """Whether each value differs from the one before it; the first does."""
    return np.r_[True, values[1:] != values[:-1]][: len(values)]


def _cells(xy: Floats, tolerance: float) -> tuple[Ints, Floats]:
    """Number the grid cell of each vertex; all vertices of a cell take its lowest coordinates."""
    grid = np.rint(xy * (1 / tolerance)).astype(np.int64)
    order = np.lexsort((xy[:, 1], xy[:, 0], grid[:, 1], grid[:, 0]))
    lowest = _changes(grid[order, 0]) | _changes(grid[order, 1])
    cell = np.empty(len(xy), dtype=np.int64)
    cell[order] = np.cumsum(lowest) - 1
    return cell, xy[order[lowest]]


def _lines(xy: Floats, begin: Ints, finish: Ints) -> Objects:
    """Lines through the vertices `begin` to `finish`, both included."""
    if len(begin) == 0:
        return np.empty(0, dtype=object)
    size = finish - begin + 1
    piece = np.repeat(np.arange(len(size)), size)
    vertex = np.arange(size.sum()) + np.repeat(begin - (np.cumsum(size) - size), size)
    return np.asarray(shapely.linestrings(xy[vertex], indices=piece), dtype=object)


def _assemble(pieces: _Pieces, ids: pd.Index, speed: Floats, oneway: Objects, epsg: int) -> Network:
    nodes, (start, end) = _along_curve(pieces.place, np.stack([pieces.start, pieces.end]))
    length = shapely.length(pieces.lines)
    forward = np.where(oneway == "backward", np.inf, length / speed)
    backward = np.where(oneway == "forward", np.inf, length / speed)
    street = ids[pieces.row]
    names = pd.factorize(street, sort=True)[0]
    shapes = _shape_rank(pieces.lines, start, end)
    lower = np.minimum(start, end)
    order = np.lexsort((names, backward, forward, shapes, length, end, start, lower))
    start, end, length = start[order], end[order], length[order]
    component = _components(len(nodes), start, end, length)
    costs = forward[order], backward[order]
    lines = pieces.lines[order]
    return Network(nodes, start, end, length, *costs, lines, street[order], component, epsg)


def _along_curve(place: Floats, ends: Ints) -> tuple[Floats, Ints]:
    """Coordinates of the nodes in the order of a Hilbert curve, and `ends` as node numbers."""
    import geopandas as gpd

    used, node = np.unique(ends, return_inverse=True)
    xy = place[used]
    along = gpd.GeoSeries(shapely.points(xy)).hilbert_distance()
    order = np.lexsort((xy[:, 1], xy[:, 0], along))
    rank = np.empty_like(order)
    rank[order] = np.arange(len(order))
    return xy[order], rank[node].reshape(ends.shape)


def _shape_rank(lines: Objects, start: Ints, end: Ints) -> Ints:
    """Order of shape among edges between the same two nodes; 0 for the others."""
    twin = pd.DataFrame({"start": start, "end": end}).duplicated(keep=False).to_numpy()
    rank = np.zeros(len(lines), dtype=np.int64)
    rank[twin] = pd.factorize(shapely.to_wkb(lines[twin]), sort=True)[0]
    return rank


def _components(count: int, start: Ints, end: Ints, length: Floats) -> Ints:
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    joined = coo_array((np.ones(len(start)), (start, end)), shape=(count, count))
    parts, label = connected_components(joined, directed=False)
    total = np.bincount(label[start], weights=length, minlength=parts)
    lowest = np.unique(label, return_index=True)[1]
    rank = np.empty(parts, dtype=np.int64)
    rank[np.lexsort((lowest, -total))] = np.arange(parts)
    return rank[label]
