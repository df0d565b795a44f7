"""Courts: how much of the horizon of a plot houses close, seen from the middle of its widest place."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

RAYS = 72  # directions looked in


def enclosure(
    plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None, *, reach: float
) -> pd.Series:
    """
    The part of the horizon of each plot that buildings close.

    Parameters
    ----------
    plots
        Areas indexed by plot, metric CRS. Each is seen from a point inside; what stands on the plot
        itself closes nothing.
    buildings
        Polygons, the same CRS; None where there is no layer.
    reach
        Metres beyond the plot that are looked.

    Returns
    -------
    Series
        The index of `plots`: 0 (open on all sides) to 1 (closed); NaN for points and without
        buildings.

    Examples
    --------
    >>> plots = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 10, 10)], index=["P1"], crs=4549)
    >>> ring = shapely.box(-9, -9, 19, 19).difference(shapely.box(-1, -1, 11, 11))
    >>> enclosure(plots, gpd.GeoDataFrame(geometry=[ring], crs=4549), reach=60).tolist()
    [1.0]
    >>> wall = gpd.GeoDataFrame(geometry=[shapely.box(-500, 12, 500, 15)], crs=4549)
    >>> 0.4 < enclosure(plots, wall, reach=60).item() < 0.5
    True
    """
    found = pd.Series(np.nan, index=plots.index, name="enclosure")
    shapes = plots.geometry.to_numpy()
    land = np.flatnonzero(shapely.area(shapes) > 0)
    if buildings is None or not len(land):
        return found
    houses = buildings.geometry.to_numpy()
    houses = houses[shapely.area(houses) > 0]
    rays = _rays(shapes[land], reach)
    rays = shapely.difference(
        rays, np.repeat(shapes[land], RAYS)
    )  # what stands on it closes nothing
    hit = np.zeros(len(rays), dtype=bool)
    hit[shapely.STRtree(houses).query(rays, predicate="intersects")[0]] = True
    found.iloc[land] = hit.reshape(len(land), RAYS).mean(axis=1)
    return found


def _rays(shapes: "NDArray[np.object_]", reach: float) -> "NDArray[np.object_]":
    """Sight lines of each plot, from the middle, as far as `reach` beyond its farthest corner."""
    middle = shapely.get_coordinates(shapely.point_on_surface(shapes))
    bounds = shapely.bounds(shapes)
    far = np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) / 2 + reach
    turn = (np.arange(RAYS) + 0.5) * 2 * np.pi / RAYS
    ends = middle[:, None, :] + far[:, None, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    starts = np.broadcast_to(middle[:, None, :], ends.shape)
    return np.asarray(shapely.linestrings(np.stack([starts, ends], axis=2).reshape(-1, 2, 2)))
