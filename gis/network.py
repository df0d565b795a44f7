"""The walking network: streets cut where they meet, with seconds in both directions, as arrays."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import crs, cutting
from .cutting import Floats, Ints, Objects, Pieces
from .errors import ChoiceError, CrsError, LayerError
from .pace import Costs, column, costs

if TYPE_CHECKING:
    import geopandas as gpd

    from .arrays import Graph
    from .relief import Relief

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
    zone
        (m,) whose way an edge is: 0 = anyone's, k = of the people of ``zones[k - 1]`` only.
    zones
        Names of the zones, sorted.
    grade
        (m,) steepest slope met along an edge, rise over run without its sign; NaN where the ground
        is not known.
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
    zone: Ints
    zones: pd.Index
    grade: Floats

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The edges' lines, indexed for finding the nearest; made once."""
        return shapely.STRtree(self.lines, node_capacity=4)

    @cached_property
    def graph(self) -> "Graph":
        """The arcs into each node, ready for a search from the destinations; made once."""
        from .arrays import incoming

        costs = self.forward, self.backward
        return incoming(len(self.nodes), self.start, self.end, *costs, self.zone, len(self.zones))


def build(
    streets: "gpd.GeoDataFrame",
    *,
    pace: float,
    stairs: float = 0.5,
    stairs_down: float | None = None,
    wait: float = 0.0,
    relief: "Relief | None" = None,
    tolerance: float = 0.001,
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
        ``stairs`` (boolean; missing = no), ``access`` (``closed`` = left out), ``kind``
        (``crossing`` = waited at), ``zone`` (text, whose way it is; missing = anyone's), and
        ``bridge``, ``tunnel`` (boolean) and ``level`` (not 0 = above or below the ground).
        Rows that are pieces of one street have one id, and may have ``whole``: the line before
        it was cut, between whose ends a bridge, tunnel or other level runs straight.
    pace
        Walking pace on the flat, metres a second.
    stairs
        Share of the pace that is kept going up stairs, and on stairs whose rise is not known, at
        most 1; 0 leaves stairs out.
    stairs_down
        Share of the pace that is kept going down stairs; that of `stairs` where not given.
    wait
        Seconds waited at a crossing, once an id of `streets`, shared over its edges by length.
    relief
        Heights of the ground, from :func:`pianqu.gis.relief.open`: edges are walked by
        :func:`pianqu.gis.pace.tobler`, and as flat where their ground is not known. Without it
        all is flat.
    tolerance
        Metres; vertices that round to one point of a grid of this size are one vertex.

    Returns
    -------
    Network
        Nodes, edges and seconds, in the coordinate system of `streets`.

    Raises
    ------
    CrsError
        `streets` or `relief` is in no metric coordinate system, or they are in two.
    LayerError
        A geometry is missing, empty or not a line, a direction is unknown, or nothing is walkable.
    ChoiceError
        A number is out of range.

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
    _require_choices(pace, stairs, stairs_down, wait, tolerance)
    down = stairs if stairs_down is None else stairs_down
    epsg = crs.require_metric(streets)
    if relief is not None and relief.epsg != epsg:
        raise CrsError(f"高程按 EPSG:{relief.epsg} 取值，道路为 EPSG:{epsg}；请统一坐标系。")
    _require_lines(streets)
    shut = column(streets, "access", "") == "closed"
    if stairs == 0:
        shut = shut | column(streets, "stairs", False).astype(bool)
    walkable = streets[~shut]
    pieces = cutting.cut(walkable.geometry.to_numpy(), tolerance=tolerance)
    if len(pieces.lines) == 0:
        raise LayerError(
            f"道路图层没有可步行的路段（共 {len(streets)} 条道路）；"
            "请补充步行道路，或检查通行状态与几何。"
        )
    found = costs(
        walkable, pieces, pace=pace, stairs=stairs, stairs_down=down, wait=wait, relief=relief
    )
    return _assemble(walkable, pieces, found, epsg)


def _require_choices(
    pace: float, stairs: float, stairs_down: float | None, wait: float, tolerance: float
) -> None:
    down = stairs_down is None or stairs == 0 or 0 < stairs_down <= 1
    faults = [
        f"{name}是 {value:g}，应{expected}；请在项目文件中改正。"
        for name, value, expected, fine in (
            ("步行速度（米/秒）", pace, "为大于 0 的有限数", 0 < pace < np.inf),
            ("楼梯速度比例", stairs, "在 0（不走楼梯）至 1 之间", 0 <= stairs <= 1),
            ("下楼梯速度比例", stairs_down, "大于 0 且不大于 1", down),
            ("过街等候（秒）", wait, "为不小于 0 的有限数", 0 <= wait < np.inf),
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
    ways = np.isin(column(streets, "oneway", "both"), DIRECTIONS)
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


def _assemble(streets: "gpd.GeoDataFrame", pieces: Pieces, found: Costs, epsg: int) -> Network:
    start, end, length = pieces.start, pieces.end, shapely.length(pieces.lines)
    street = streets.index[pieces.row]
    zone, zones = pd.factorize(column(streets, "zone", None)[pieces.row], sort=True)
    forward, backward, steepest = found
    names = pd.factorize(street, sort=True)[0]
    shapes = _shape_rank(pieces.lines, start, end)
    kept = (names, steepest, zone, backward, forward, shapes, length, end, start)
    order = np.lexsort((*kept, np.minimum(start, end)))
    start, end, length = start[order], end[order], length[order]
    return Network(
        nodes=pieces.nodes,
        start=start,
        end=end,
        length=length,
        forward=forward[order],
        backward=backward[order],
        lines=pieces.lines[order],
        street=street[order],
        component=_components(len(pieces.nodes), start, end, length),
        epsg=epsg,
        zone=zone[order] + 1,
        zones=pd.Index(zones, dtype=object),
        grade=steepest[order],
    )


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
