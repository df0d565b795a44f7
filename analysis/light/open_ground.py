"""Sun on open ground: the part of a plot that has enough of it, on a grid of points."""

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from . import daylight

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from .lighting import Lighting

STEP = 2.0  # metres between points
MOST = 400  # points a plot; a larger one has a wider grid


def sunshine(
    plots: gpd.GeoSeries, lighting: "Lighting", *, step: float = STEP, most: int = MOST
) -> pd.DataFrame:
    """
    How much sun reaches the ground of each plot.

    Parameters
    ----------
    plots
        Polygons indexed by plot, in the metric CRS of `lighting`; others get no answer.
    lighting
        The buildings, and the day, hours and requirement that count.
    step, most
        Metres between the points; a plot that would have more than `most` has a wider grid.

    Returns
    -------
    DataFrame
        The index of `plots`: `sun_points`, `sun_hours` (mean), `sun_share` (part of the points
        outside buildings with at least the hours required), `sun_share_least` (with every building
        of unknown height as tall as it may be). The first two are NA where that makes a difference.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from pianqu.analysis.light import heights, sun_profiles
    >>> from pianqu.gis import sun
    >>> tower = gpd.GeoDataFrame({"height": [30.0]}, geometry=[shapely.box(0, 0, 9, 9)], crs=4549)
    >>> rule, place = sun_profiles.profile(), sun.Place(31.45, 121.13, 0.0)
    >>> light = SimpleNamespace(
    ...     blocks=heights.blocks(tower),
    ...     sky=rule.sky(place),
    ...     profile=rule,
    ...     threads=1,
    ...     ground_at=lambda x, y: np.zeros(len(x)),
    ... )
    >>> yards = gpd.GeoSeries({"P1": shapely.box(0, -20, 8, -2)}, crs=4549)
    >>> sunshine(yards, light)[["sun_points", "sun_share"]].values.tolist()
    [[36, 1.0]]
    """
    places = _grid(plots, step, most)
    found = pd.DataFrame(index=plots.index)
    open_ = tall = _hours(places, lighting, None)
    if lighting.blocks.doubtful is not None:
        tall = _hours(places, lighting, lighting.blocks.doubtful)
    groups = places["plot"]
    share, least = (_share(hours, groups, lighting) for hours in (open_, tall))
    sure = share.sub(least).abs().le(daylight.NOISE)
    found["sun_points"] = groups.value_counts().reindex(found.index).fillna(0).astype("Int64")
    found["sun_hours"] = open_.groupby(groups).mean().reindex(found.index).where(sure)
    found["sun_share"] = share.reindex(found.index).where(sure)
    found["sun_share_least"] = least.reindex(found.index)
    return found


def _grid(plots: gpd.GeoSeries, step: float, most: int) -> pd.DataFrame:
    """Points of every plot: `plot`, `x`, `y`; its inner point where the grid has none inside."""
    parts = [pd.DataFrame({"plot": [], "x": [], "y": []})]
    for plot, shape in plots.items():
        if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
            continue
        xy = _points(shape, max(step, np.sqrt(shape.area / most)))
        parts.append(pd.DataFrame({"plot": plot, "x": xy[:, 0], "y": xy[:, 1]}))
    return pd.concat(parts, ignore_index=True)


def _points(shape: "BaseGeometry", step: float) -> "NDArray[np.float64]":
    west, south, east, north = shape.bounds
    x, y = (np.arange(low + step / 2, high, step) for low, high in ((west, east), (south, north)))
    xy = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = xy[shapely.contains_xy(shape, xy[:, 0], xy[:, 1])]
    return inside if len(inside) else shapely.get_coordinates(shape.representative_point())


def _hours(places: pd.DataFrame, lighting: "Lighting", also: object) -> pd.Series:
    """Hours of every point; NaN inside a building and where the height of the ground is not known."""
    level = lighting.ground_at(places["x"].to_numpy(float), places["y"].to_numpy(float))
    known = places.assign(level=level)[~np.isnan(level)]
    found = daylight.ground(
        known,
        lighting.blocks.known,
        sky=lighting.sky,
        counting=lighting.profile.counting,
        also=also,  # pyright: ignore[reportArgumentType]  solids or nothing
        threads=lighting.threads,
    )
    return found.reindex(places.index)


def _share(hours: pd.Series, groups: pd.Series, lighting: "Lighting") -> pd.Series:
    """Part of the points outside buildings that have enough."""
    enough = hours.ge(lighting.profile.required - daylight.NOISE).astype(float)
    return enough.mask(hours.isna()).groupby(groups).mean()
