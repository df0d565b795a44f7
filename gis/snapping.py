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


def snap(
    network: "Network",
    points: "gpd.GeoSeries",
    *,
    limit: float = 100.0,
    among: "NDArray[np.bool_] | None" = None,
) -> pd.DataFrame:
    """
    Find the place on the network nearest to each point.

    The distance is to the true line of an edge, not to its nodes. Of edges equally near, the one
    with the lowest number is taken, so that a point at a junction has one answer.

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

    Returns
    -------
    DataFrame
        The index of `points`; columns ``edge`` (Int64; NA beyond `limit` and where there is no
        point), ``fraction`` (0 at the start of the edge to 1 at its end, of its length), ``gap``
        (metres to the nearest edge, beyond `limit` too) and ``component`` (Int64; the part of
        the network the edge is in, 0 the longest).

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
        edge  fraction    gap  component
    B1     0      0.25   10.0          0
    B2  <NA>       NaN  300.0       <NA>
    B3  <NA>       NaN    NaN       <NA>
    """
    if not limit >= 0:
        raise ChoiceError(f"接驳距离上限是 {limit:g} 米，应不小于 0；请在项目文件中改正。")
    _require_points(network, points)
    geometry = points.to_numpy()
    edge, gap = _nearest(network, geometry, among)
    on = gap <= limit
    fraction = np.full(len(points), np.nan)
    fraction[on] = _fraction(network, edge[on], geometry[on])
    component = network.component[network.start[edge]]
    columns = {
        "edge": pd.arrays.IntegerArray(edge, ~on),
        "fraction": fraction,
        "gap": gap,
        "component": pd.arrays.IntegerArray(component, ~on),
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


def _nearest(
    network: "Network", points: "Objects", among: "NDArray[np.bool_] | None"
) -> "tuple[Ints, Floats]":
    """Edge and metres to it; where there is no point, or no edge to take, edge 0 and NaN."""
    tree = network.tree if among is None else shapely.STRtree(network.lines[among])
    number = np.arange(len(network.lines)) if among is None else np.flatnonzero(among)
    edge, gap = np.zeros(len(points), dtype=np.int64), np.full(len(points), np.nan)
    there = _along_curve(points, np.flatnonzero(np.isfinite(shapely.bounds(points)).all(axis=1)))
    (point, near), metres = tree.query_nearest(points[there], return_distance=True)
    order = np.lexsort((near, point))
    first = order[np.unique(point[order], return_index=True)[1]]
    edge[there[point[first]]], gap[there[point[first]]] = number[near[first]], metres[first]
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
