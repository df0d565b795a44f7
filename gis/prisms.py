"""Upright solids: footprints with a top, their walls as arrays, and which stand before the sun."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from .errors import LayerError
from .network import named

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import ArrayLike

    from .network import Floats, Ints, Objects

RANGE = 15.0  # metres by which the tops in one tree may differ; fewer trees, or fewer vain finds
TREES = 8  # at most
NOBODY = -2  # number of a solid that no window belongs to
FAR = 1e9  # metres; the shadow of a sun on the horizon


class Edges(NamedTuple):
    """Edges of all solids; those of solid s are ``xy[first[s]:first[s + 1]]``."""

    first: "Ints"
    xy: "Floats"  # (m, 4): from x, y to x, y, with the solid on the left


class Solids(NamedTuple):
    """A choice of solids; edges of solid s are ``edges[first[s]:first[s + 1]]``."""

    number: "Ints"  # position in the prisms they are chosen from; NOBODY of a further one
    top: "Floats"
    boxes: "Floats"  # (n, 4)
    first: "Ints"
    edges: "Floats"  # (m, 4)


@dataclass(frozen=True, eq=False)
class Prisms:
    """Upright solids, each from the depth of the ground to its `top` (metres)."""

    footprints: "Objects"
    top: "Floats"

    def __len__(self) -> int:
        return len(self.top)

    @cached_property
    def boxes(self) -> "Floats":
        """Bounds of each footprint: least x, least y, greatest x, greatest y."""
        return shapely.bounds(self.footprints).reshape(-1, 4)

    @cached_property
    def edges(self) -> Edges:
        """The walls, those of courtyards too."""
        parts, solid = shapely.get_parts(
            shapely.orient_polygons(self.footprints), return_index=True
        )
        rings, part = shapely.get_rings(parts, return_index=True)
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        same = (ring[1:] == ring[:-1]) & (xy[1:] != xy[:-1]).any(axis=1)
        owner = solid[part[ring[:-1][same]]]
        first = np.searchsorted(owner, np.arange(len(self) + 1))
        return Edges(first, np.hstack([xy[:-1][same], xy[1:][same]]))

    @cached_property
    def trees(self) -> "list[tuple[Ints, float, shapely.STRtree]]":
        """Solids of like height: their numbers, the highest top, and a tree of their footprints."""
        if len(self) == 0:
            return []
        low, high = self.top.min(), self.top.max()
        count = int(np.clip(np.ceil((high - low) / RANGE), 1, TREES))
        step = np.minimum((self.top - low) / max(high - low, RANGE) * count, count - 1).astype(int)
        kinds = [np.flatnonzero(step == k) for k in range(count)]
        return [
            (some, self.top[some].max(), shapely.STRtree(self.footprints[some]))
            for some in kinds
            if len(some)
        ]


def build(
    geometries: "gpd.GeoSeries | Objects | Sequence[shapely.Geometry]",
    *,
    base: "ArrayLike",
    height: "ArrayLike",
) -> Prisms:
    """
    Make upright solids of footprints.

    Parameters
    ----------
    geometries
        (n,) Polygons or MultiPolygons in metres; holes are courtyards, open to the sky.
    base
        Metres, (n,) or one for all: level of the ground at each solid, above any one datum.
    height
        Metres, (n,) or one for all: of each solid above its base.

    Returns
    -------
    Prisms
        In the order of `geometries`.

    Raises
    ------
    LayerError
        A footprint is missing, empty, no polygon or crosses itself, or its base or height is no finite number.

    Examples
    --------
    >>> from shapely import box
    >>> solids = build([box(0, 0, 40, 10)], base=2.0, height=[18.0])
    >>> len(solids), solids.top
    (1, array([20.]))
    """
    rows = pd.RangeIndex(len(geometries))
    index = geometries.index if isinstance(geometries, pd.Series) else rows
    footprints = np.asarray(geometries, dtype=object)
    top = np.broadcast_to(np.add(base, height, dtype=np.float64), footprints.shape)
    kinds = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
    other = ~np.isin(shapely.get_type_id(footprints), kinds) | shapely.is_empty(footprints)
    crossed = ~other & ~shapely.is_valid(footprints)
    faults = [
        f"遮挡体 {named(index[wrong])} 的{what}；请{deed}。"
        for wrong, what, deed in (
            (other, "轮廓缺失、为空或不是面", "先改正或去掉这些遮挡体"),
            (crossed, "轮廓自相交", "先修复这些轮廓"),
            (~np.isfinite(top), "底标高或高度不是有限数", "先补上高度，未知高度的遮挡体不参与计算"),
        )
        if wrong.any()
    ]
    if faults:
        raise LayerError(faults)
    return Prisms(footprints, top)


def near(
    prisms: Prisms, boxes: "Floats", lowest: "Floats", reach: "Floats", *, raised: float = 0.0
) -> "tuple[Ints, Ints]":
    """
    Pairs of a box and a solid that may stand between a point in the box and the sun.

    Parameters
    ----------
    prisms
        From :func:`build`.
    boxes
        (k, 4) metres: least x, least y, greatest x, greatest y, of some points in plan.
    lowest
        (k,) metres: the lowest of the points.
    reach
        How far the way to the sun runs for each metre it rises: least and most to the east, least
        and most to the north.
    raised
        Metres added to the top of every solid.

    Returns
    -------
    tuple of arrays
        Positions of the boxes, in order, and of the solids. The solids in which, or on whose
        outline, a point lies are always among them.

    Examples
    --------
    >>> from shapely import box
    >>> solids = build([box(0, -30, 40, -20), box(0, 20, 40, 30)], base=0.0, height=18.0)
    >>> point = np.array([[20.0, 0.0, 20.0, 0.0]])
    >>> near(solids, point, np.array([0.9]), np.array([-3.0, 3.0, -2.0, 0.0]))
    (array([0]), array([0]))
    """
    found = [np.empty((2, 0), dtype=np.int64)]
    for some, highest, tree in prisms.trees:
        asked = np.flatnonzero(highest + raised > lowest)
        wide = _widened(boxes[asked], highest + raised - lowest[asked], reach)
        box, solid = tree.query(shapely.box(*wide.T))
        found.append(np.stack([asked[box], some[solid]]))
    box, solid = np.concatenate(found, axis=1)
    height = prisms.top[solid] + raised - lowest[box]
    wide, own = _widened(boxes[box], height, reach), prisms.boxes[solid]
    meet = (wide[:, :2] <= own[:, 2:]).all(axis=1) & (own[:, :2] <= wide[:, 2:]).all(axis=1)
    box, solid = box[meet & (height > 0)], solid[meet & (height > 0)]
    order = np.lexsort((solid, box))
    return box[order], solid[order]


def chosen(prisms: Prisms, some: "Ints", *, raised: float = 0.0, own: bool = True) -> Solids:
    """
    Some of the solids, with their walls.

    Parameters
    ----------
    prisms
        From :func:`build`.
    some
        Their positions.
    raised
        Metres added to the top of each.
    own
        Whether windows may belong to them.

    Returns
    -------
    Solids
        In the order of `some`.

    Examples
    --------
    >>> from shapely import box
    >>> solids = build([box(0, 0, 9, 9), box(20, 0, 29, 9)], base=0.0, height=18.0)
    >>> chosen(solids, np.array([1])).edges[0]
    array([29.,  0., 29.,  9.])
    """
    first, xy = prisms.edges
    count = first[some + 1] - first[some]
    upto = np.append(0, np.cumsum(count))
    edges = xy[np.repeat(first[some] - upto[:-1], count) + np.arange(upto[-1])]
    number = some if own else np.full(len(some), NOBODY)
    return Solids(number, prisms.top[some] + raised, prisms.boxes[some], upto, edges)


def _widened(boxes: "Floats", height: "Floats", reach: "Floats") -> "Floats":
    ways = np.clip(height[:, None] * reach[[0, 2, 1, 3]], -FAR, FAR)
    return boxes + ways
