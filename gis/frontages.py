"""Where plots face streets: how much of the outline, which street, and how far its edge is."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import crs, unions
from .errors import LayerError
from .network import named

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Floats, Ints, Objects

_STEP = 0.5  # metres of outline judged at once
_ROUND = 16  # sides of a quarter circle at the end of a street
_NEAR = 1e-9  # metres from a line within which a place is on it


class _Edges(NamedTuple):
    """Streets as lines with half their width, and the order in which equals are taken."""

    lines: "Objects"
    half: "Floats"
    rank: "Ints"

    def some(self, chosen: "Ints") -> "_Edges":
        return _Edges(self.lines[chosen], self.half[chosen], self.rank[chosen])


def frontages(
    plots: "gpd.GeoSeries",
    streets: "gpd.GeoDataFrame",
    *,
    reach: float,
    edge: pd.Series | None = None,
) -> "gpd.GeoDataFrame":
    """
    The outline with which each plot faces a street, and the nearest street.

    A stretch of outline counts by what of it lies across the way to the street: one that runs
    along the street in full, one that runs away from it not at all.

    Parameters
    ----------
    plots
        Areas or points in a metric system; missing ones have no answer.
    streets
        Lines (centre lines) in the same system, those that give access; the index is told.
    reach
        Metres from the edge of a street within which outline faces it.
    edge
        Metres from the centre line of each street to its edge, by the index of `streets`; the
        centre line is the edge where not given.

    Returns
    -------
    GeoDataFrame
        The index of `plots`; columns ``frontage`` (m, NaN for points; 0 where no street is
        within reach), ``street`` (label in the index of `streets` of the one whose edge is nearest,
        the least label of equals; NA where there is none), ``street_distance`` (m to its edge; 0
        where it touches) and ``geometry`` (the outline within `reach`; empty where none).

    Raises
    ------
    CrsError
        No metric system, or two of them.
    LayerError
        A street has no `edge`, or one below 0.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString, box
    >>> plots = gpd.GeoSeries([box(0, 4, 20, 30)], index=["L1"], crs=4549)
    >>> streets = gpd.GeoDataFrame(
    ...     geometry=[LineString([(-50, 0), (50, 0)])], index=["S1"], crs=4549
    ... )
    >>> frontages(plots, streets, reach=2, edge=pd.Series({"S1": 3.0})).drop(columns="geometry")
        frontage street  street_distance
    L1      20.0     S1              1.0
    """
    import geopandas as gpd

    crs.require_metric(plots, streets)
    edges = _edges(streets, edge)
    shapes = plots.to_numpy()
    faces = np.full(len(shapes), None, dtype=object)
    metres, nearest = np.full(len(shapes), np.nan), np.full(len(shapes), -1)
    frontage = np.where(shapely.area(shapes) > 0, 0.0, np.nan)
    if len(edges.lines):
        nearest, metres = _nearest(shapes, edges)
        for at, streets_near in _within(shapes, edges, reach).items():
            some = edges.some(streets_near)
            faces[at] = _outline(shapes[at], some, reach)
            frontage[at] = _facing(faces[at], some)
    faces[shapely.is_missing(faces) & ~np.isnan(frontage)] = shapely.MultiLineString()
    street = np.array([*streets.index, pd.NA], dtype=object)[nearest]  # the last for none
    columns = {"frontage": frontage, "street": street, "street_distance": metres}
    return gpd.GeoDataFrame(columns, index=plots.index, geometry=faces, crs=plots.crs)


def _edges(streets: "gpd.GeoDataFrame", edge: pd.Series | None) -> _Edges:
    lines = streets.geometry.to_numpy()
    half = pd.Series(0.0, streets.index) if edge is None else edge.reindex(streets.index)
    wrong = streets.index[~(half >= 0).to_numpy(dtype=bool, na_value=False)]
    if len(wrong):
        raise LayerError(
            f"道路 {named(wrong)} 没有边线距离（半幅宽度，米，应不小于 0）；请先按宽度或类别给出。"
        )
    rank = np.empty(len(lines), dtype=int)
    rank[np.argsort(streets.index.astype(str), kind="stable")] = np.arange(len(lines))
    return _Edges(lines, np.asarray(half, dtype=float), rank)


def _nearest(shapes: "Objects", edges: _Edges) -> "tuple[Ints, Floats]":
    """Position of the street whose edge is nearest, -1 where there is none, and metres to it."""
    tree = shapely.STRtree(edges.lines)
    (plot, line), metres = tree.query_nearest(shapes, return_distance=True, all_matches=False)
    limit = np.full(len(shapes), np.nan)
    limit[plot] = metres + edges.half.max()  # a wider street farther off may be nearer
    there = np.flatnonzero(np.isfinite(limit))
    plot, line = tree.query(shapes[there], predicate="dwithin", distance=limit[there] + _NEAR)
    plot = there[plot]
    gap = np.maximum(shapely.distance(shapes[plot], edges.lines[line]) - edges.half[line], 0.0)
    order = np.lexsort((edges.rank[line], gap.round(6), plot))
    first = order[np.unique(plot[order], return_index=True)[1]]
    nearest, least = np.full(len(shapes), -1), np.full(len(shapes), np.nan)
    nearest[plot[first]], least[plot[first]] = line[first], gap[first]
    return nearest, least


def _within(shapes: "Objects", edges: _Edges, reach: float) -> "dict[int, Ints]":
    """Streets whose edge is within reach of each area, by position."""
    areas = np.flatnonzero(shapely.area(shapes) > 0)
    tree = shapely.STRtree(edges.lines)
    most = reach + edges.half.max()
    plot, line = tree.query(shapes[areas], predicate="dwithin", distance=most)
    near = shapely.distance(shapes[areas[plot]], edges.lines[line]) <= reach + edges.half[line]
    order = np.lexsort((line[near], plot[near]))
    plot, line = areas[plot[near][order]], line[near][order]
    at, first = np.unique(plot, return_index=True)
    return dict(zip(at.tolist(), np.split(line, first[1:]), strict=False))


def _outline(shape: shapely.Geometry, edges: _Edges, reach: float) -> shapely.Geometry:
    """The outline within reach of the edges."""
    around = shapely.buffer(edges.lines, edges.half + reach, quad_segs=_ROUND)
    return shapely.intersection(shapely.boundary(shape), unions.united(around))


def _facing(outline: shapely.Geometry, edges: _Edges) -> float:
    """Metres of outline, each stretch by what of it lies across the way to the nearest edge."""
    parts = shapely.get_parts(shapely.segmentize(outline, _STEP))
    lines = parts[shapely.get_dimensions(parts) == 1]
    xy, part = shapely.get_coordinates(lines, return_index=True)
    joined = part[1:] == part[:-1]
    run, middle = np.diff(xy, axis=0)[joined], ((xy[1:] + xy[:-1]) / 2)[joined]
    places = np.asarray(shapely.points(middle))
    gap = shapely.distance(places[:, None], edges.lines[None, :]) - edges.half
    street = edges.lines[gap.argmin(axis=1)]
    foot = shapely.get_point(shapely.shortest_line(street, places), 0)
    way = shapely.get_coordinates(foot) - middle
    metres = np.hypot(*way.T)
    across = np.abs(run[:, 0] * way[:, 1] - run[:, 1] * way[:, 0])
    on = metres < _NEAR  # no way to go: all of it counts
    return float(np.where(on, np.hypot(*run.T), across / np.where(on, 1.0, metres)).sum())
