"""The peers of the land benchmark: the same work with geopandas, shapely and rasterstats."""

from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from pianqu.gis import openings, residual, zonal

RADIUS, LEAST = 2.0, 30.0  # metres, m²
STATISTICS = ["mean", "min", "max", "count"]


class Ground(NamedTuple):
    """What is asked of a raster: its file, its cells, and the zones."""

    file: Path
    cells: NDArray[np.float64]  # NaN where not known
    corner: tuple[float, float]  # west, north
    size: float  # metres a cell
    zones: gpd.GeoSeries


Land = tuple[gpd.GeoSeries, gpd.GeoSeries]  # frames, what is in use


def ours_left(land: Land) -> gpd.GeoDataFrame:
    return residual.residual(*land)


def overlay(land: Land) -> gpd.GeoDataFrame:
    frames, used = (part.to_frame("geometry") for part in land)
    return gpd.overlay(frames.reset_index(), used, how="difference").set_index("id")


def one_union(land: Land) -> gpd.GeoSeries:
    """Everything in use united once, and taken away from every frame."""
    frames, used = land
    return frames.difference(used.union_all())


def ours_opened(rest: gpd.GeoSeries) -> openings.Parts:
    return openings.parts(rest, radius=RADIUS, least_area=LEAST)


def buffers(rest: gpd.GeoSeries) -> gpd.GeoSeries:
    """The opening as one writes it with geopandas."""
    reached = rest.buffer(-RADIUS, quad_segs=8).buffer(RADIUS, quad_segs=8)
    parts = reached.intersection(rest).explode()
    return parts[parts.area >= LEAST]


def ours_zonal(ground: Ground) -> pd.DataFrame:
    return zonal.zonal(ground.file, ground.zones, epsg=ground.zones.crs.to_epsg())


def rasterstats_file(ground: Ground) -> pd.DataFrame:
    from rasterstats import zonal_stats

    found = zonal_stats(ground.zones, str(ground.file), stats=STATISTICS)
    return pd.DataFrame(found, index=ground.zones.index)


def rasterstats_array(ground: Ground) -> pd.DataFrame:
    """The raster held in memory, as zones of a whole city would be counted."""
    from affine import Affine
    from rasterstats import zonal_stats

    place = Affine(ground.size, 0, ground.corner[0], 0, -ground.size, ground.corner[1])
    found = zonal_stats(ground.zones, ground.cells, affine=place, stats=STATISTICS, nodata=np.nan)
    return pd.DataFrame(found, index=ground.zones.index)


def clipped(ground: Ground) -> pd.DataFrame:
    """Exact: the intersection of every zone with every cell that its bounds touch."""
    zones, (west, north) = np.asarray(ground.zones.array), ground.corner
    cell = np.floor((shapely.bounds(zones) - [west, north, west, north]) / ground.size).astype(int)
    left, right, upper, lower = cell[:, 0], cell[:, 2], -cell[:, 3] - 1, -cell[:, 1] - 1
    count = (right - left + 1) * (lower - upper + 1)
    zone = np.repeat(np.arange(len(zones)), count)
    turn = np.arange(len(zone)) - np.repeat(np.cumsum(count) - count, count)
    wide = (right - left + 1)[zone]
    column, row = left[zone] + turn % wide, upper[zone] + turn // wide
    x, y = west + column * ground.size, north - row * ground.size
    area = shapely.area(
        shapely.intersection(zones[zone], shapely.box(x, y - ground.size, x + ground.size, y))
    )
    value = ground.cells[row, column]
    area = np.where(np.isnan(value), 0, area)
    with np.errstate(invalid="ignore"):
        mean = np.bincount(zone, area * np.nan_to_num(value)) / np.bincount(zone, area)
    return pd.DataFrame({"mean": mean}, index=ground.zones.index)
