"""People of a raster or of a grid of polygons shared to buildings by floor area within each cell."""

import os
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import cell_sharing, raster_files, raster_windows, zonal
from .cell_sharing import Meeting, Shared
from .crs import transformer
from .errors import ChoiceError, CrsError, SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from rasterio.windows import Window

    from .network import Floats, Objects

_KM2 = 1e6  # m²


def share(
    path: "str | os.PathLike[str]",
    buildings: "gpd.GeoDataFrame",
    weights: pd.Series,
    *,
    epsg: int,
    unit: str | None = None,
    by_outline: bool = False,
) -> Shared:
    """
    People of each cell of a raster shared to the buildings in it, by floor area within the cell.

    Parameters
    ----------
    path
        A raster of people (its first band) in any coordinate system, or what is declared of it, a
        :class:`pianqu.gis.raster_files.Raster`; only the cells around the buildings are read,
        and no more at once than :data:`pianqu.gis.raster_windows.MOST`.
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
    by_outline
        Share a cell that holds a building of unknown floor area by the outlines in it, all of it,
        instead of leaving it unallocated.

    Returns
    -------
    Shared
        Of the index of `buildings`. People and unallocated people sum up to the total. A building
        is NA with its reason where its floor area is unknown, where a cell of it is unknown or
        beyond the raster, or where it shares a cell with a building of unknown floor area: that
        cell stands as unallocated. An unknown cell is listed with NA people, one row a cell and
        reason; `row` and `column` are counted from 0 at the upper left of the raster.

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
    density = _is_density(unit or raster_files.of(path).unit)
    with zonal.opened(path, buildings.geometry, epsg=epsg) as raster:
        wide, high = raster.data.width, raster.data.height
        shapes = zonal.on_grid(buildings.geometry, raster.data.transform[:6], raster.crs)
        meeting = _meeting(shapes, wide, high)
        around = raster_windows.window(shapes, wide, high)
        ids, people = _cells(raster, around, meeting.cell, epsg=epsg, density=density)
    place = meeting._replace(cell=np.searchsorted(ids, meeting.cell))
    outlines = np.nan_to_num(shapely.area(shapes))
    floors = _floors(weights, buildings)
    found = cell_sharing.shared(people, place, floors, outlines=outlines, by_outline=by_outline)
    cell = ids[found.unallocated["cell"].to_numpy(int)]
    at = {"row": cell // wide, "column": cell % wide}
    rest = found.unallocated[["people", "reason"]]
    return found._replace(unallocated=pd.DataFrame(at).join(rest))


def share_cells(
    cells: "gpd.GeoDataFrame",
    buildings: "gpd.GeoDataFrame",
    weights: pd.Series,
    *,
    epsg: int,
    unit: str | None = None,
    by_outline: bool = False,
) -> Shared:
    """
    The same of a grid of polygons.

    Parameters
    ----------
    cells
        Polygons with `people` (NA not known), in any coordinate system; of those that lie around
        the buildings (meet the box that holds them all) the people are shared.
    buildings, weights, epsg, unit, by_outline
        As for :func:`share`; no unit is a count.

    Returns
    -------
    Shared
        As of :func:`share`; `cell` of the unallocated is the index of `cells`.

    Raises
    ------
    CrsError
        `buildings` are not in `epsg`, or `cells` have no coordinate system.
    ChoiceError
        There is no such unit.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> homes = gpd.GeoDataFrame(geometry=[box(0, 0, 9, 9), box(20, 0, 24, 9)], crs=4549)
    >>> grid = gpd.GeoDataFrame({"people": [90]}, geometry=[box(-50, -50, 50, 50)], crs=4549)
    >>> share_cells(grid, homes, pd.Series([400, 200]), epsg=4549).people.tolist()
    [60.0, 30.0]
    """
    if cells.crs is None or buildings.crs is None or buildings.crs.to_epsg() != epsg:
        raise CrsError(f"人口格网须有坐标系，楼栋须在 EPSG:{epsg}；请先用 pianqu.read 读入。")
    shapes = np.asarray(buildings.geometry)
    there = cells.to_crs(epsg)
    around = shapely.box(*map(float, shapely.total_bounds(shapes)))  # pyright: ignore[reportCallIssue, reportArgumentType]  four bounds
    near = there[np.asarray(there.geometry.intersects(around))]
    people = np.asarray(near["people"].astype("Float64").to_numpy(float, na_value=np.nan), float)
    if _is_density(unit):
        people = people * shapely.area(np.asarray(near.geometry)) / _KM2
    outlines = np.nan_to_num(shapely.area(shapes))
    meeting = _meeting_polygons(shapes, np.asarray(near.geometry))
    floors = _floors(weights, buildings)
    found = cell_sharing.shared(people, meeting, floors, outlines=outlines, by_outline=by_outline)
    named = near.index[found.unallocated["cell"].to_numpy(int)]
    return found._replace(unallocated=found.unallocated.assign(cell=named))


def _is_density(unit: str | None) -> bool:
    said = unit or raster_files.COUNT
    if said not in raster_files.UNITS:
        known = " 或 ".join(raster_files.UNITS)
        raise ChoiceError(f"人口栅格的 unit 是“{said}”，应为 {known}；请改正。")
    return said == raster_files.DENSITY


def _floors(weights: pd.Series, buildings: "gpd.GeoDataFrame") -> pd.Series:
    floors = weights.reindex(buildings.index).astype("Float64")
    return pd.Series(floors.to_numpy(float, na_value=np.nan), index=buildings.index)


def _meeting(shapes: "Objects", wide: int, high: int) -> Meeting:
    """Buildings and cells of a raster, a cell being row x columns + column."""
    found = [Meeting(np.empty(0, int), np.empty(0, int), np.empty(0))]
    area = shapely.area(shapes)
    for group in raster_windows.groups(shapes, wide, high):
        part, near = group.part, shapes[group.shapes]
        met = zonal.covered(raster_windows.inside(near, part), (part.height, part.width))
        building = group.shapes[met.zone]
        cell = (met.row + part.row_off) * wide + met.column + part.col_off
        found.append(Meeting(building, cell, met.part / area[building]))
    return Meeting(*(np.concatenate(parts) for parts in zip(*found, strict=True)))


def _meeting_polygons(shapes: "Objects", cells: "Objects") -> Meeting:
    """Buildings and polygons of a grid."""
    cell, building = shapely.STRtree(shapes).query(cells, predicate="intersects")
    held = shapely.area(shapely.intersection(shapes[building], cells[cell]))
    some = held > 0
    building, cell = building[some], cell[some]
    return Meeting(building, cell, held[some] / shapely.area(shapes[building]))


def _cells(
    raster: zonal.Opened,
    around: "Window | None",
    met: "NDArray[np.int64]",
    *,
    epsg: int,
    density: bool,
) -> "tuple[NDArray[np.int64], Floats]":
    """Cells that have people or a building, in order, with their people."""
    wide = raster.data.width
    ids, people = [np.empty(0, int)], [np.empty(0)]
    for part in () if around is None else raster_windows.blocks(around):
        number = raster.values(part)
        _require_people(number, raster.name, part)
        if density:
            number = number * _ground(raster, part, epsg=epsg) / _KM2
        row, column = np.nonzero((np.nan_to_num(number) > 0) | _marked(met, part, wide))
        ids.append((row + part.row_off) * wide + column + part.col_off)
        people.append(number[row, column])
    whole = np.concatenate(ids)
    order = np.argsort(whole)
    return whole[order], np.concatenate(people)[order]


def _marked(cells: "NDArray[np.int64]", part: "Window", wide: int) -> "NDArray[np.bool_]":
    """Which cells of a window are among those."""
    row, column = cells // wide - part.row_off, cells % wide - part.col_off
    here = (row >= 0) & (row < part.height) & (column >= 0) & (column < part.width)
    marks = np.zeros((part.height, part.width), dtype=bool)
    marks[row[here], column[here]] = True
    return marks


def _require_people(people: "Floats", name: str, part: "Window") -> None:
    """Fewer than nobody is a mark of no data that the raster does not declare."""
    with np.errstate(invalid="ignore"):
        odd = np.argwhere(people < 0)
    if len(odd):
        row, column = odd[0]
        raise SourceError(
            f"{name}：第 {row + part.row_off + 1} 行第 {column + part.col_off + 1} 列的人口是 "
            f"{people[row, column]:g}（共 {len(odd)} 格小于 0），人口不能小于 0；"
            "若该值表示没有数据，请在栅格中写明 nodata。"
        )


def _ground(raster: zonal.Opened, part: "Window", *, epsg: int) -> "Floats":
    """Square metres of ground of each cell, measured in `epsg`."""
    a, b, c, d, e, f = raster.data.transform[:6]
    row, column = np.indices((part.height + 1, part.width + 1), dtype=float)
    row, column = row + part.row_off, column + part.col_off
    into = transformer(raster.crs, epsg)
    x, y = into.transform(a * column + b * row + c, d * column + e * row + f)
    falling = x[1:, 1:] - x[:-1, :-1], y[1:, 1:] - y[:-1, :-1]
    rising = x[:-1, 1:] - x[1:, :-1], y[:-1, 1:] - y[1:, :-1]
    return np.abs(falling[0] * rising[1] - falling[1] * rising[0]) / 2
