"""Barriers that nobody walks through: streets get a gap there, except at gates and crossings."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import crs
from .contacts import Parts, across, over, parts_of
from .sides import GAP, TOUCH

if TYPE_CHECKING:
    import geopandas as gpd

    from .network import Floats

OUTLINES = ("wall", "fence")  # an area of these kinds stands for its edge


def cut(
    streets: "gpd.GeoDataFrame",
    barriers: "gpd.GeoDataFrame",
    *,
    openings: "gpd.GeoSeries | None" = None,
    width: float = 3.0,
) -> "tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]":
    """
    Streets with a gap wherever they cross a barrier, so that no network joins through it.

    A street may cross where its `kind` is ``crossing``, where `bridge` or `tunnel` is true and
    where `level` is not 0 (each column optional, missing = no), and so may what meets it in a
    vertex there. Streets that meet on a line from both sides are parted; those of one side stay
    joined. A street that only ends on a line is drawn back too, and not listed: nothing is lost.
    A street that runs along a line, such as a road whose middle is the barrier, stays whole, as
    do those that meet it in a vertex. The end of a line parts nothing: one walks round it.

    Parameters
    ----------
    streets
        Lines in a metric coordinate system, indexed by id; missing and empty ones stay.
    barriers
        Lines (crossed nowhere) and areas (not walked inside), indexed by id, the same system. An
        area whose `kind` is ``wall`` or ``fence`` stands for its edge.
    openings, width
        As for :func:`opened`.

    Returns
    -------
    tuple
        The streets: the same columns, one row a piece where one was cut (labels repeat), without
        those that have nothing left. And the cuts, one row a street and place: `street`,
        `barrier`, `why` (``crosses``: cut here; ``along``: left whole) and the point.

    Raises
    ------
    CrsError
        The layers are not in one metric coordinate system.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> lane = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (0, 20)])], index=["S1"], crs=4549)
    >>> wall = gpd.GeoDataFrame(geometry=[LineString([(-9, 5), (9, 5)])], index=["W1"], crs=4549)
    >>> pieces, cuts = cut(lane, wall)
    >>> [(label, line.wkt) for label, line in pieces.geometry.items()]
    [('S1', 'LINESTRING (0 0, 0 4.75)'), ('S1', 'LINESTRING (0 5.25, 0 20)')]
    >>> cuts[["street", "barrier", "why"]].values.tolist()
    [['S1', 'W1', 'crosses']]
    >>> gate = gpd.GeoSeries.from_xy([0], [5], crs=4549)
    >>> [len(each) for each in cut(lane, wall, openings=gate)]
    [1, 0]
    """
    crs.require_metric(streets, barriers)
    walls = opened(barriers, openings, width=width).to_numpy()
    parts = parts_of(streets)
    found = [over(parts, walls), across(parts, walls)]
    gaps = pd.concat([gap for gap, _ in found], ignore_index=True)
    marks = pd.concat([mark for _, mark in found], ignore_index=True)
    return _pieced(streets, parts, gaps), _listed(marks, parts, streets, barriers)


def opened(
    barriers: "gpd.GeoDataFrame", openings: "gpd.GeoSeries | None", *, width: float = 3.0
) -> "gpd.GeoSeries":
    """
    Barriers without what lies within reach of an opening.

    Parameters
    ----------
    barriers
        Lines and areas, as for :func:`cut`.
    openings
        Points, such as gates that can be passed; missing and empty ones open nothing.
    width
        Metres from a point within which every barrier is open.

    Returns
    -------
    GeoSeries
        One geometry a barrier, with its index: empty where all of it is open, missing where it was.

    Raises
    ------
    CrsError
        The two are not in one metric coordinate system.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> wall = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (9, 0)])], index=["W1"], crs=4549)
    >>> opened(wall, gpd.GeoSeries.from_xy([9], [0], crs=4549), width=3)["W1"].wkt
    'LINESTRING (0 0, 6 0)'
    """
    import geopandas as gpd

    shapes = barriers.geometry.to_numpy().astype(object)
    edged = shapely.get_dimensions(shapes) == 2  # noqa: PLR2004 an area has two
    edged &= barriers["kind"].isin(OUTLINES).to_numpy() if "kind" in barriers else False
    shapes[edged] = shapely.boundary(shapes[edged])
    if openings is not None and len(barriers):
        crs.require_metric(barriers, openings)
        discs = shapely.buffer(openings.to_numpy(), width, quad_segs=64)
        barrier, disc = shapely.STRtree(discs).query(shapes, predicate="intersects")
        for each in np.unique(barrier):
            away = shapely.union_all(discs[disc[barrier == each]])
            shapes[each] = shapely.difference(shapes[each], away)
    return gpd.GeoSeries(shapes, index=barriers.index, crs=barriers.crs)


def between(line: shapely.LineString, low: float, high: float) -> shapely.LineString:
    """
    The piece of a line between two places along it; its vertices keep their very coordinates.

    Parameters
    ----------
    line
        With or without heights.
    low, high
        Metres from its start, `low` before `high`.

    Returns
    -------
    LineString

    Examples
    --------
    >>> between(shapely.LineString([(0, 0), (4, 0), (4, 4)]), 1, 6).wkt
    'LINESTRING (1 0, 4 0, 4 2)'
    """
    vertices = shapely.get_coordinates(line, include_z=line.has_z)
    along = np.r_[0.0, np.cumsum(np.hypot(*np.diff(vertices[:, :2], axis=0).T))]
    ends = np.array([[np.interp(at, along, axis) for axis in vertices.T] for at in (low, high)])
    inner = vertices[(along > low) & (along < high)]
    return shapely.LineString(np.concatenate([ends[:1], inner, ends[1:]]))


def _pieced(streets: "gpd.GeoDataFrame", parts: Parts, gaps: pd.DataFrame) -> "gpd.GeoDataFrame":
    """One row a piece of the streets that have gaps; the others as they are."""
    gaps = gaps.sort_values(["part", "low", "high"])
    gapped, first = np.unique(gaps["part"].to_numpy(dtype=np.int64), return_index=True)
    shares = np.split(gaps[["low", "high", "tip", "x", "y"]].to_numpy(dtype=float), first[1:])
    with_gaps = zip(gapped.tolist(), parts.line[gapped], shares[: len(gapped)], strict=True)
    left = {part: _kept(line, share) for part, line, share in with_gaps}
    touched = np.unique(parts.row[gapped])
    pieces = [
        (row, piece)
        for part in np.flatnonzero(np.isin(parts.row, touched)).tolist()
        for row, line in [(parts.row[part], parts.line[part])]
        for piece in left.get(part, [line])
    ]
    whole = np.setdiff1d(np.arange(len(streets)), touched)
    row = np.r_[whole, np.array([row for row, _ in pieces], dtype=np.int64)]
    lines = np.array([line for _, line in pieces], dtype=object)
    shape = np.r_[np.asarray(streets.geometry)[whole], lines]
    order = np.argsort(row, kind="stable")
    found = streets.iloc[row[order]].copy()
    found.geometry = shape[order]
    return found


def _kept(line: shapely.LineString, gaps: "Floats") -> list[shapely.LineString]:
    """What a line keeps; an end that others of its side meet is led to them."""
    joints = {tip: (x, y) for *_, tip, x, y in gaps.tolist() if x == x}  # noqa: PLR0124 NaN
    start, kept = 0.0, []
    for low, high in [*gaps[:, :2].tolist(), [line.length, line.length]]:
        first, last = joints.get(start), joints.get(low)
        crumb = 0 < start < low < line.length and low - start < GAP and not (first or last)
        if low - start > TOUCH and not crumb:
            kept.append(_led(between(line, start, low), first, last))
        start = max(start, high)
    return kept


def _led(
    line: shapely.LineString, first: tuple[float, float] | None, last: tuple[float, float] | None
) -> shapely.LineString:
    if first is None and last is None:
        return line
    vertices = shapely.get_coordinates(line, include_z=line.has_z)
    if first is not None:
        vertices = np.concatenate([[[*first, *vertices[0, 2:]]], vertices])
    if last is not None:
        vertices = np.concatenate([vertices, [[*last, *vertices[-1, 2:]]]])
    return shapely.LineString(vertices)


def _listed(
    marks: pd.DataFrame,
    parts: Parts,
    streets: "gpd.GeoDataFrame",
    barriers: "gpd.GeoDataFrame",
) -> "gpd.GeoDataFrame":
    import geopandas as gpd

    part = marks["part"].to_numpy(dtype=np.int64)
    marks = marks.assign(row=parts.row[part]).sort_values(
        ["row", "part", "at", "barrier"], kind="stable"
    )
    found = {
        "street": streets.index[marks["row"].to_numpy(dtype=np.int64)],
        "barrier": barriers.index[marks["barrier"].to_numpy(dtype=np.int64)],
        "why": marks["why"].to_numpy(),
    }
    place = shapely.points(marks[["x", "y"]].to_numpy(dtype=float))
    return gpd.GeoDataFrame(found, geometry=place, crs=streets.crs)
