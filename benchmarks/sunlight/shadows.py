"""The package pybdshadow: shadow polygons of a moment on a level, and which windows they cover."""

import warnings
from datetime import datetime, timedelta
from typing import NamedTuple

import casting
import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scene import DAY, HERE, Town

from pianqu.gis import sun

GRID = f"+proj=tmerc +lat_0={HERE.latitude} +lon_0={HERE.longitude} +k=1 +units=m"
OFF = 0.05  # metres before the wall at which a window is looked up
MINUTES = (90, 240, 400)  # of the eight hours: the sampled moments


class Moments(NamedTuple):
    """Houses on the globe, windows of the lowest sill, and moments."""

    houses: gpd.GeoDataFrame
    windows: gpd.GeoSeries
    sill: float
    utc: list[datetime]


def moments(town: Town) -> Moments:
    low = town.windows["sill"].min()
    at = town.points.loc[town.windows.loc[town.windows["sill"] == low, "point"]]
    houses = gpd.GeoDataFrame(
        {"building_id": np.arange(len(town.outline)), "height": town.height},
        geometry=town.outline,
        crs=GRID,
    )
    before = shapely.points(at["x"] + OFF * at["nx"], at["y"] + OFF * at["ny"])
    clock = sun.clock([8 + (m + 0.5) / 60 for m in MINUTES], day=DAY, longitude=HERE.longitude)
    midnight = datetime(DAY.year, DAY.month, DAY.day)
    utc = [midnight + timedelta(hours=hour - 8) for hour in clock.tolist()]
    windows = gpd.GeoSeries(before, crs=GRID).to_crs(4326)
    return Moments(houses.to_crs(4326), windows, float(low), utc)


def dark(found: Moments) -> NDArray[np.bool_]:
    """Whether a shadow lies on each window: (moments, windows)."""
    import pybdshadow

    rows = []
    for moment in found.utc:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the package's own ways with pandas
            shadows = pybdshadow.bdshadow_sunlight(
                found.houses, pd.Timestamp(moment), ground=found.sill
            )
        tree = shapely.STRtree(found.windows.to_numpy())
        hit = np.zeros(len(found.windows), dtype=bool)
        hit[tree.query(shadows.geometry.to_numpy(), predicate="intersects")[1]] = True
        rows.append(hit)
    return np.array(rows)


def cast(town: Town) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """What the ray cast says of the same windows and moments; where the wall faces the sun."""
    rays = casting.rays(town)
    low = town.windows["sill"].min()
    places = town.windows.loc[town.windows["sill"] == low, "point"].to_numpy()
    light = rays.sun[list(MINUTES)]
    facing = light[:, :2] @ rays.place[places, 2:].T > 0
    answer = [[casting.dark(rays, place, low, *ray) for place in places] for ray in light]
    return np.array(answer), facing


def facades(found: Moments) -> str:
    """What its own sun hours of walls answer to current packages."""
    import pybdshadow

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pybdshadow.cal_sunshine_facade(found.houses, day=DAY.isoformat())
    except Exception as error:  # whatever a foreign package raises is the finding
        return f"cal_sunshine_facade raises {type(error).__name__}: {error}"
    return "cal_sunshine_facade runs"
