"""Party walls: windows that the wall of another building stands right before."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from ...gis.prisms import Prisms

_AHEAD = 0.01  # metres before the window; what stands nearer the engine finds itself


def walled(
    points: pd.DataFrame, windows: pd.DataFrame, solids: "Prisms", *, gap: float, own: bool = True
) -> "NDArray[np.bool_]":
    """
    Whether a wall stands right before each window and higher than its sill.

    Outlines drawn by hand leave a gap of a few centimetres between houses that share a wall.

    Parameters
    ----------
    points, windows
        From :func:`pianqu.analysis.light.windows.facades`.
    solids
        What may stand there.
    gap
        Metres before the middle of the window; 0: nothing is found.
    own
        Whether `solid` of the points is a position in `solids`; a building does not wall up itself.

    Returns
    -------
    array
        True or False, in the order of the windows.

    Examples
    --------
    >>> from pianqu.gis import prisms
    >>> shop = prisms.build([shapely.box(-5, -9, 5, -0.05)], base=0.0, height=4.0)
    >>> points = pd.DataFrame({"x": [0.0], "y": 0.0, "nx": 0.0, "ny": -1.0, "solid": -1})
    >>> windows = pd.DataFrame({"point": [0, 0], "sill": [1.0, 4.5]})
    >>> walled(points, windows, shop, gap=0.3).tolist()
    [True, False]
    """
    cover = np.full(len(points), -np.inf)
    if gap > _AHEAD and len(points) and len(solids):
        xy, way = (points[names].to_numpy(dtype=float) for names in (["x", "y"], ["nx", "ny"]))
        ends = np.stack([xy + _AHEAD * way, xy + gap * way], axis=1)
        tree = shapely.STRtree(solids.footprints)
        point, solid = tree.query(shapely.linestrings(ends), predicate="intersects")
        if own:
            other = points["solid"].to_numpy()[point] != solid
            point, solid = point[other], solid[other]
        np.maximum.at(cover, point, solids.top[solid])
    row = points.index.get_indexer(pd.Index(windows["point"]))
    return windows["sill"].to_numpy(dtype=float) < cover[row]
