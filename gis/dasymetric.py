"""People of a raster shared to buildings by floor area, cell by cell, with nobody lost or made up."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import zonal
from .errors import ChoiceError, SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from rasterio import DatasetReader
    from rasterio.windows import Window

    from .network import Floats, Objects

UNITS = ("count", "per_km2")
NO_OUTLINE, BEYOND, NO_DATA = "没有轮廓", "不完全在栅格范围内", "所在格网没有数据"
NO_FLOORS, BESIDE = "建筑面积未知", "同一格内有建筑面积未知的楼栋"
EMPTY = "格内没有参与分摊的建筑面积"
_SLIVER = 1e-6  # of a footprint: rounding of coordinates, which must not draw a whole cell
_KM2 = 1e6  # m²


class Shared(NamedTuple):
    """Who lives where by a raster: what buildings get, and what no building gets."""

    people: pd.Series  # of each building; NA where it cannot be told
    reason: pd.Series  # why a building has none; NA where it has
    unallocated: pd.DataFrame  # row, column, people, reason
    total: float  # people of all known cells of the window


def share(
    path: str | Path,
    buildings: "gpd.GeoDataFrame",
    weights: pd.Series,
    *,
    epsg: int,
    unit: str = "count",
    crs: str | int | None = None,
) -> Shared:
    """
    People of each cell of a raster shared to the buildings in it, by floor area within the cell.

    Parameters
    ----------
    path
        A raster of people (its first band) in any coordinate system; only the cells around the
        buildings are read.
    buildings
        Footprints, all that people of the raster may live in.
    weights
        Floor area (m²) of each building, NA where it is unknown; the index of `buildings`. What
        a cell holds of a footprint has that part of it.
    epsg
        The metric grid of `buildings`.
    unit
        What a cell tells: ``count`` (people in it) or ``per_km2`` (people a km² of ground).
    crs
        The coordinate system of a raster that does not state its own.

    Returns
    -------
    Shared
        Of the index of `buildings`. People and unallocated people sum up to the total. A building
        is NA with its reason where its floor area is unknown, where a cell of it is unknown or
        beyond the raster, or where it shares a cell with a building of unknown floor area: that
        cell stands as unallocated. An unknown cell is listed with NA people, one row a cell and
        reason; rows and columns are counted from 0 at the upper left of the raster.

    Raises
    ------
    SourceError
        The file is missing, no raster, or has a cell below zero.
    CrsError
        `buildings` are not in `epsg`, or the raster has no coordinate system that can be reached.
    ChoiceError
        There is no such unit.

    References
    ----------
    Mennis, J. (2003). Generating surface models of population using dasymetric mapping.
    The Professional Geographer 55(1), 31-42.

    Examples
    --------
    >>> import geopandas as gpd
    >>> share("没有.tif", gpd.GeoDataFrame(geometry=[], crs=4549), pd.Series(), epsg=4549)
    Traceback (most recent call last):
        ...
    pianqu.gis.errors.SourceError: 没有.tif：文件不存在；请检查栅格的路径。
    """
    if unit not in UNITS:
        raise ChoiceError(f"人口栅格的 unit 是“{unit}”，应为 {' 或 '.join(UNITS)}；请改正。")
    floors = weights.reindex(buildings.index).astype("Float64").to_numpy(float, na_value=np.nan)
    with zonal.opened(path, buildings.geometry, epsg=epsg, crs=crs) as raster:
        shapes = zonal.on_grid(buildings.geometry, raster.data.transform[:6], raster.crs)
        window = zonal.window(shapes, raster.data.width, raster.data.height)
        if window is None:
            return _nobody(buildings.index, shapes)
        people = zonal.values(raster.data, window)
        _require_people(people, raster.name, window)
        if unit == "per_km2":
            people = people * _ground(raster.data, window, raster.crs, epsg) / _KM2
    return _shared(people, _pairs(shapes, floors, people.shape, window), shapes, floors, window)._replace_index(
        buildings.index
    )
