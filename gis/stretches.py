"""Parts of edges as lines."""

from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from .network import Floats, Ints, Network, Objects

APART = 1e-6  # metres; a vertex nearer to a cut than this is the cut


def along(network: "Network", edge: "Ints", begin: "Floats", finish: "Floats") -> "Objects":
    """
    Lines of parts of edges, along the true geometry.

    Parameters
    ----------
    network
        From :func:`pianqu.gis.network.build`.
    edge, begin, finish
        (n,) number of the edge, and the fractions of its length between which the part lies.

    Returns
    -------
    ndarray
        (n,) LineStrings in the direction of their edges; of a whole edge its own.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import LineString
    >>> from pianqu.gis import network
    >>> bent = gpd.GeoDataFrame(geometry=[LineString([(0, 0), (6, 0), (6, 4)])], crs=4549)
    >>> roads = network.build(bent, pace=1.0)
    >>> along(roads, np.array([0]), np.array([0.5]), np.array([0.8])).tolist()
    [<LINESTRING (5 0, 6 0, 6 2)>]
    """
    shapes = network.lines[edge]
    partial = np.flatnonzero((begin > 0) | (finish < 1))
    if len(partial) == 0:
        return shapes
    whole, size = shapes[partial], network.length[edge[partial]]
    low, high = begin[partial] * size, finish[partial] * size
    xy, piece, metres = _vertices(whole)
    inner = (metres > low[piece] + APART) & (metres < high[piece] - APART)
    cuts = [shapely.get_coordinates(shapely.line_interpolate_point(whole, m)) for m in (low, high)]
    number = np.arange(len(partial))
    owner = np.concatenate([number, piece[inner], number])
    order = np.lexsort((np.concatenate([low, metres[inner], high]), owner))
    xy = np.concatenate([cuts[0], xy[inner], cuts[1]])
    shapes[partial] = shapely.linestrings(xy[order], indices=owner[order])
    return shapes


def _vertices(shapes: "Objects") -> "tuple[Floats, Ints, Floats]":
    """Coordinates of all vertices, the line of each, and metres along it."""
    xy, piece = shapely.get_coordinates(shapes, return_index=True)
    step = np.r_[0.0, np.hypot(*np.diff(xy, axis=0).T)]
    step[np.r_[True, piece[1:] != piece[:-1]]] = 0.0
    walked = np.cumsum(step)
    first = np.searchsorted(piece, piece)
    return xy, piece, walked - walked[first]
