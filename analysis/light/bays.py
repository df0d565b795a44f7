"""Bays of facades: which walls of a house have windows, and where in them each window is."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Objects = NDArray[np.object_]

_ROUNDING = 1e-9  # of a bay: a wall of three bays has three, however it was measured
_CORNERS = 5  # of a closed rectangle


def axes(outlines: "Objects") -> pd.DataFrame:
    """
    The long side of the smallest rectangle around each outline.

    Parameters
    ----------
    outlines
        Polygons and multipolygons, or None. Metres.

    Returns
    -------
    DataFrame
        One row an outline: `ax`, `ay` (unit vector along the long side) and `ratio` (short side
        over long side); NaN where there is no outline.

    Examples
    --------
    >>> axes(np.array([shapely.box(0, 0, 30, 12), None])).abs().round(3).values.tolist()
    [[1.0, 0.0, 0.4], [nan, nan, nan]]
    """
    found = np.full((len(outlines), 3), np.nan)
    some = np.flatnonzero(shapely.area(outlines) > 0)
    around = shapely.get_coordinates(shapely.oriented_envelope(outlines[some]))
    sides = np.diff(around.reshape(-1, _CORNERS, 2)[:, :3], axis=1)
    length = np.hypot(sides[..., 0], sides[..., 1])
    row, longer = np.arange(len(some)), length.argmax(axis=1)
    found[some, :2] = sides[row, longer] / length[row, longer, None]
    found[some, 2] = length.min(axis=1) / length.max(axis=1)
    return pd.DataFrame(found, columns=["ax", "ay", "ratio"])


def gables(walls: pd.DataFrame, axes: pd.DataFrame, *, ratio: float) -> "NDArray[np.bool_]":
    """
    Whether each wall closes the end of a long house.

    Parameters
    ----------
    walls
        From :func:`pianqu.analysis.light.walls.walls`, of the same outlines numbered from 0.
    axes
        From :func:`axes`.
    ratio
        Outlines with sides in this ratio or a greater one have no gables.

    Returns
    -------
    array
        True for walls more across the long side than along it.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from pianqu.analysis.light.walls import walls
    >>> houses = gpd.GeoSeries([shapely.box(0, 0, 30, 12)])
    >>> found = walls(houses, turn=0)
    >>> found["length"][gables(found, axes(houses.to_numpy()), ratio=0.5)].tolist()
    [12.0, 12.0]
    """
    axis = axes.to_numpy()[walls["owner"].to_numpy(dtype=np.int64)]
    way = walls[["tx", "ty"]].to_numpy()
    across = np.abs((way * axis[:, :2]).sum(axis=1)) < np.sqrt(0.5)
    return across & (axis[:, 2] < ratio)


def bays(walls: pd.DataFrame, *, spacing: float, width: float) -> pd.DataFrame:
    """
    One window in the middle of each of the equal bays of every wall.

    Parameters
    ----------
    walls
        From :func:`pianqu.analysis.light.walls.walls`.
    spacing
        Metres; no bay is narrower, but that of a wall that is shorter itself.
    width
        Metres of a window; a bay that is narrower is all window.

    Returns
    -------
    DataFrame
        One row a place, in the order of the walls: `owner` of the wall, `x`, `y`, `nx`, `ny`,
        `width`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from pianqu.analysis.light.walls import walls
    >>> found = bays(walls(gpd.GeoSeries([shapely.box(0, 0, 10, 4)]), turn=0), spacing=5, width=1.5)
    >>> sorted(found.loc[found["ny"].eq(-1), "x"])
    [2.5, 7.5]
    """
    length = walls["length"].to_numpy()
    count = np.maximum(np.floor(length / spacing + _ROUNDING), 1).astype(np.int64)
    wall = np.repeat(np.arange(len(walls)), count)
    order = np.arange(len(wall)) - np.repeat(np.cumsum(count) - count, count)
    own = walls.iloc[wall].reset_index(drop=True)
    bay = own["length"] / count[wall]
    at = (order + 0.5) * bay
    return pd.DataFrame(
        {
            "owner": own["owner"],
            "x": own["x"] + at * own["tx"],
            "y": own["y"] + at * own["ty"],
            "nx": own["nx"],
            "ny": own["ny"],
            "width": np.minimum(width, bay),
        }
    )
