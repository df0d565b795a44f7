"""Neighbours: places near one another in a straight line, and what stands between them."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from .sides import segments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from .network import Floats, Ints, Objects

_AREA = 2  # dimensions


def links(places: "Objects", *, metres: float, barriers: "Objects | None" = None) -> pd.DataFrame:
    """
    Pairs of places within a distance, and whether a barrier lies between.

    Parameters
    ----------
    places
        Points in a metric coordinate system, none missing or empty.
    metres
        Straight distance, inclusive.
    barriers
        Lines and areas that part what they lie between, the same system; missing and empty ones
        part nothing. A barrier that only touches the straight line parts too.

    Returns
    -------
    DataFrame
        One row a pair, sorted: positions `first` < `second`, `length` in metres, `blocked`.

    Examples
    --------
    >>> places = shapely.points([[0, 0], [9, 0], [9, 9]])
    >>> wall = np.array([shapely.LineString([(5, 5), (12, 5)])])
    >>> links(places, metres=9, barriers=wall).values.tolist()
    [[0, 1, 9.0, False], [1, 2, 9.0, True]]
    """
    pairs = shapely.STRtree(places).query(places, predicate="dwithin", distance=metres)
    first, second = pairs[:, pairs[0] < pairs[1]]
    order = np.lexsort((second, first))
    first, second = first[order], second[order]
    xy = shapely.get_coordinates(places)
    length = np.hypot(*(xy[second] - xy[first]).T)
    blocked = np.zeros(len(first), dtype=bool)
    if barriers is not None and len(first):
        straight = np.asarray(shapely.linestrings(np.stack([xy[first], xy[second]], axis=1)))
        inside = _inside(places, barriers)
        blocked = _crossing(straight, barriers) | inside[first] | inside[second]
    columns = {"first": first, "second": second, "length": length, "blocked": blocked}
    return pd.DataFrame(columns)


def components(count: int, first: "Ints", second: "Ints") -> "Ints":
    """
    Which places hang together by links, near or through others.

    Parameters
    ----------
    count
        How many places.
    first, second
        Positions of the two ends of each link.

    Returns
    -------
    array of int
        One number a place; components are numbered by their first place.

    Examples
    --------
    >>> components(4, np.array([0, 3]), np.array([2, 2])).tolist()
    [0, 1, 0, 0]
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    graph = coo_array((np.ones(len(first), dtype=np.int8), (first, second)), shape=(count, count))
    _, label = connected_components(graph, directed=False)
    return pd.factorize(label)[0].astype(np.int64)


def _crossing(straight: "Objects", barriers: "Objects") -> "NDArray[np.bool_]":
    """Whether each straight line meets a barrier's line or edge."""
    edges = np.where(
        shapely.get_dimensions(barriers) == _AREA, shapely.boundary(barriers), barriers
    )
    # piece by piece: a long river would otherwise be walked along whole for every link near it
    pieces, _ = segments(*_vertices(edges))
    met = shapely.STRtree(pieces).query(straight, predicate="intersects")[0]
    found = np.zeros(len(straight), dtype=bool)
    found[met] = True
    return found


def _vertices(edges: "Objects") -> "tuple[Floats, Ints]":
    lines = shapely.get_parts(edges[~(shapely.is_missing(edges) | shapely.is_empty(edges))])
    return shapely.get_coordinates(lines, return_index=True)


def _inside(places: "Objects", barriers: "Objects") -> "NDArray[np.bool_]":
    areas = barriers[shapely.get_dimensions(barriers) == _AREA]
    found = np.zeros(len(places), dtype=bool)
    found[shapely.STRtree(places).query(areas, predicate="intersects")[1]] = True
    return found
