"""People of a raster shared to buildings by floor area, cell by cell, with nobody lost or made up."""

import os
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import raster_files, zonal
from .errors import ChoiceError, SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    from rasterio.windows import Window

    from .network import Floats, Objects

NO_OUTLINE, BEYOND, NO_DATA = "没有轮廓", "不完全在栅格范围内", "所在格网没有数据"
NO_FLOORS, BESIDE = "建筑面积未知", "同一格内有建筑面积未知的楼栋"
EMPTY = "格内没有参与分摊的建筑面积"
_SLIVER = 1e-6  # of a footprint: rounding of coordinates, which must not draw a whole cell
_WHOLE = 1e-4  # of a footprint: covered parts are in single precision
_KM2 = 1e6  # m²


class Shared(NamedTuple):
    """Who lives where by a raster: what buildings get, and what no building gets."""

    people: pd.Series  # of each building; NA where it cannot be told
    reason: pd.Series  # why a building has none; NA where it has
    unallocated: pd.DataFrame  # row, column, people, reason
    total: float  # people of all known cells of the window


def share(
    path: "str | os.PathLike[str]",
    buildings: "gpd.GeoDataFrame",
    weights: pd.Series,
    *,
    epsg: int,
    unit: str | None = None,
) -> Shared:
    """
    People of each cell of a raster shared to the buildings in it, by floor area within the cell.

    Parameters
    ----------
    path
        A raster of people (its first band) in any coordinate system, or what is declared of it, a
        :class:`pianqu.gis.raster_files.Raster`; only the cells around the buildings are read.
    buildings
        Footprints, all that people of the raster may live in.
    weights
        Floor area (m²) of each building, NA where it is unknown; the index of `buildings`. What
        a cell holds of a footprint has that part of it.
    epsg
        The metric grid of `buildings`.
    unit
        What a cell tells: ``count`` (people in it) or ``per_km2`` (people a km² of ground); None
        for what is declared, else ``count``.

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
    unit = unit or raster_files.of(path).unit or raster_files.COUNT
    if unit not in raster_files.UNITS:
        known = " 或 ".join(raster_files.UNITS)
        raise ChoiceError(f"人口栅格的 unit 是“{unit}”，应为 {known}；请改正。")
    floors = weights.reindex(buildings.index).astype("Float64").to_numpy(float, na_value=np.nan)
    with zonal.opened(path, buildings.geometry, epsg=epsg) as raster:
        shapes = zonal.on_grid(buildings.geometry, raster.data.transform[:6], raster.crs)
        window = zonal.window(shapes, raster.data.width, raster.data.height)
        people = np.zeros((0, 0))
        if window is not None:
            people = raster.values(window)
            _require_people(people, raster.name, window)
            if unit == raster_files.DENSITY:
                people = people * _ground(raster, window, epsg=epsg) / _KM2
    return _shared(people, shapes, window, pd.Series(floors, index=buildings.index))


def _require_people(people: "Floats", name: str, window: "Window") -> None:
    """Fewer than nobody is a mark of no data that the raster does not declare."""
    with np.errstate(invalid="ignore"):
        odd = np.argwhere(people < 0)
    if len(odd):
        row, column = odd[0]
        raise SourceError(
            f"{name}：第 {row + window.row_off + 1} 行第 {column + window.col_off + 1} 列的人口是 "
            f"{people[row, column]:g}（共 {len(odd)} 格小于 0），人口不能小于 0；"
            "若该值表示没有数据，请在栅格中写明 nodata。"
        )


def _ground(raster: zonal.Opened, window: "Window", *, epsg: int) -> "Floats":
    """Square metres of ground of each cell, measured in `epsg`."""
    import geopandas as gpd
    from pyproj import CRS
    from rasterio.transform import xy

    rows, columns = np.indices((window.height + 1, window.width + 1)).reshape(2, -1)
    east, north = xy(
        raster.data.transform, rows + window.row_off, columns + window.col_off, offset="ul"
    )
    there = gpd.GeoSeries.from_xy(east, north, crs=CRS.from_user_input(raster.crs).to_2d())
    corners = np.asarray(there.to_crs(epsg).get_coordinates())
    corners = corners.reshape(window.height + 1, window.width + 1, 2)
    falling = corners[1:, 1:] - corners[:-1, :-1]
    rising = corners[:-1, 1:] - corners[1:, :-1]
    return np.abs(falling[..., 0] * rising[..., 1] - falling[..., 1] * rising[..., 0]) / 2


def _pairs(
    shapes: "Objects", floors: "Floats", size: tuple[int, int], window: "Window | None"
) -> pd.DataFrame:
    """One row a building and cell that meet: `zone`, `cell`, `part` of the footprint, `floor` m²."""
    if window is None:
        return pd.DataFrame({name: np.empty(0) for name in ("zone", "cell", "part", "floor")})
    found = zonal.covered(zonal.inside(shapes, window), size)
    part = found.part / shapely.area(shapes)[found.zone]
    cell = found.row * size[1] + found.column
    table = pd.DataFrame(
        {"zone": found.zone, "cell": cell, "part": part, "floor": part * floors[found.zone]}
    )
    return table[part > _SLIVER]


def _shared(
    people: "Floats", shapes: "Objects", window: "Window | None", floors: pd.Series
) -> Shared:
    number, floor = people.ravel(), floors.to_numpy()
    pairs = _pairs(shapes, floor, people.shape, window)
    state = _states(number, pairs)
    got = _portions(number, pairs, state)
    reason = _reasons(shapes, floor, pairs, state)
    zone = pairs["zone"].to_numpy(int)
    lost = (reason != "")[zone] & (got > 0)
    cells = np.flatnonzero(state != "")
    left = {
        "cell": np.concatenate([cells, pairs["cell"].to_numpy(int)[lost]]),
        "people": np.concatenate([number[cells], got[lost]]),
        "reason": np.concatenate([state[cells], reason[zone[lost]]]),
    }
    given = np.bincount(zone, got, len(shapes))
    return Shared(
        pd.Series(given, index=floors.index, dtype="Float64").mask(reason != ""),
        pd.Series(reason, index=floors.index, dtype="string").mask(reason == ""),
        _listed(pd.DataFrame(left), people.shape[1], window),
        float(np.nansum(number)),
    )


def _states(number: "Floats", pairs: pd.DataFrame) -> "Objects":
    """Why a cell is not shared: text, empty where it is, or where there is nobody to share."""
    cell, floor = pairs["cell"].to_numpy(int), pairs["floor"].to_numpy(float)
    met = np.bincount(cell, minlength=len(number)) > 0
    unsure = np.bincount(cell, np.isnan(floor), len(number)) > 0
    built = np.bincount(cell, np.nan_to_num(floor), len(number)) > 0
    some = np.nan_to_num(number) > 0
    cases = [np.isnan(number) & met, some & unsure, some & ~built]
    return np.select(cases, [NO_DATA, BESIDE, EMPTY], "").astype(object)


def _portions(number: "Floats", pairs: pd.DataFrame, state: "Objects") -> "Floats":
    """People of each pair of a building and a cell: none of a cell that is not shared."""
    cell, floor = pairs["cell"].to_numpy(int), pairs["floor"].to_numpy(float)
    whole = np.bincount(cell, np.nan_to_num(floor), len(number))[cell]
    shared = (state[cell] == "") & (np.nan_to_num(number)[cell] > 0)
    return np.where(shared, number[cell] * floor / np.where(shared, whole, 1.0), 0.0)


def _reasons(
    shapes: "Objects", floor: "Floats", pairs: pd.DataFrame, state: "Objects"
) -> "Objects":
    """Why a building has no number: text, empty where it has one."""
    zone = pairs["zone"].to_numpy(int)
    met = state[pairs["cell"].to_numpy(int)]
    covered = np.bincount(zone, pairs["part"].to_numpy(float), len(shapes))
    touches = {why: np.bincount(zone, met == why, len(shapes)) > 0 for why in (NO_DATA, BESIDE)}
    cases = {
        NO_OUTLINE: ~(shapely.area(shapes) > 0),
        BEYOND: covered < 1 - _WHOLE,
        NO_DATA: touches[NO_DATA],
        NO_FLOORS: np.isnan(floor),
        BESIDE: touches[BESIDE],
    }
    return np.select(list(cases.values()), list(cases), "").astype(object)


def _listed(left: pd.DataFrame, columns: int, window: "Window | None") -> pd.DataFrame:
    """One row a cell and reason, counted from the upper left of the raster."""
    groups = left.groupby(["cell", "reason"], sort=True)["people"]
    table = groups.agg(lambda parts: parts.sum(skipna=False)).reset_index()
    cell = table["cell"].to_numpy(int)
    top, west = (0, 0) if window is None else (window.row_off, window.col_off)
    return pd.DataFrame(
        {
            "row": cell // max(columns, 1) + top,
            "column": cell % max(columns, 1) + west,
            "people": table["people"].astype("Float64"),
            "reason": table["reason"].astype("string"),
        }
    )
