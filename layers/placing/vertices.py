"""Vertices moved in the plane, their heights kept."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def moved(
    frame: "gpd.GeoDataFrame", change: "Callable[[Floats, Floats], tuple[Floats, Floats]]"
) -> "NDArray[np.object_]":
    """
    The geometries of a frame with every vertex moved.

    Parameters
    ----------
    frame
        Index any.
    change
        Takes x and y of all vertices and gives the new ones.

    Returns
    -------
    ndarray
        In the order of the rows; a missing geometry stays missing, a height stays as it is.

    Examples
    --------
    >>> import geopandas as gpd
    >>> place = gpd.GeoSeries([shapely.Point(1, 2, 9), None]).to_frame("geometry")
    >>> print(moved(place, lambda x, y: (y, x))[0])
    POINT Z (2 1 9)
    """
    found = np.array(frame.geometry.array, dtype=object)
    for high in (False, True):
        rows = shapely.has_z(found) == high
        found[rows] = shapely.transform(
            found[rows],
            lambda at: np.column_stack([*change(at[:, 0], at[:, 1]), at[:, 2:]]),
            include_z=high,
        )
    return found
