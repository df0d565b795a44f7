"""Statistics of a raster over zones, each cell by the part of it that the zone covers."""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely

from . import raster_files, raster_windows
from .errors import CrsError, SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray
    from rasterio import DatasetReader
    from rasterio.windows import Window

    from .network import Floats, Objects

_ASKED = {"total": "sum", "least": "min", "most": "max", "cells": "count"}  # of exactextract
_CELLS = 'LOCAL_CS["cells",UNIT["cell",1]]'  # columns to the right, rows upwards


class Cells(NamedTuple):
    """What zones cover of a grid: one row a zone and cell that meet."""

    zone: "NDArray[np.int64]"  # position of the zone
    row: "NDArray[np.int64]"
    column: "NDArray[np.int64]"
    part: "Floats"  # of the cell that the zone covers, over 0 to 1


class Opened(NamedTuple):
    """A raster that is open: its name in sentences, its system as WKT or a code, the band asked."""

    data: "DatasetReader"
    name: str
    crs: str
    band: int

    def values(self, part: "Window") -> "Floats":
        """The cells of a window of the band, scaled; NaN where not known."""
        return raster_files.values(self.data, part, number=self.band)


def zonal(path: "str | os.PathLike[str]", zones: "gpd.GeoSeries", *, epsg: int) -> pd.DataFrame:
    """
    Mean, least and most of a raster over each zone, exactly by the covered part of each cell.

    Parameters
    ----------
    path
        A raster (its first band) in any coordinate system, turned or not; or what is declared of
        it, a :class:`pianqu.gis.raster_files.Raster`.
    zones
        Areas; missing geometries, points and lines are allowed and have no answer.
    epsg
        The metric grid of `zones`. Their corners are brought to the coordinate system of the
        raster where it has another.

    Returns
    -------
    DataFrame
        The index of `zones`; columns ``mean`` (by covered area), ``least``, ``most`` (of the cells
        touched; all three in the unit of the raster, NaN where no known cell is covered), ``total``
        (sum of known cells, each by its covered part: people, where cells count them),
        ``cells`` (sum of the covered parts of known cells), ``known`` (share of the zone that is
        on known cells, 0 to 1; NaN where there is no area) and ``cell_area`` (m² of ground that one
        cell stands for at the zone).

    Raises
    ------
    SourceError
        The file is missing or no raster.
    CrsError
        `zones` are not in `epsg`, the raster says no coordinate system, or one that cannot be
        reached.

    References
    ----------
    exactextract (https://github.com/isciences/exactextract) for the covered parts.

    Examples
    --------
    >>> import geopandas as gpd
    >>> zonal("没有.tif", gpd.GeoSeries([], crs=4549), epsg=4549)
    Traceback (most recent call last):
        ...
    pianqu.gis.errors.SourceError: 没有.tif：文件不存在；请检查栅格的路径。
    """
    with opened(path, zones, epsg=epsg) as raster:
        return _statistics(raster, zones)


@contextmanager
def opened(
    path: "str | os.PathLike[str]", zones: "gpd.GeoSeries", *, epsg: int
) -> Iterator[Opened]:
    """A raster opened for zones in `epsg`; parameters and errors as for :func:`zonal`."""
    import rasterio
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    file = raster_files.of(path)
    if not file.path.exists():
        raise SourceError(f"{file.name}：文件不存在；请检查栅格的路径。")
    if zones.crs is None or zones.crs.to_epsg() != epsg:
        said = "没有坐标系" if zones.crs is None else f"在 EPSG:{zones.crs.to_epsg()}"
        raise CrsError(f"统计范围{said}，应在 EPSG:{epsg}；请先用 pianqu.read 读入。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # told below, as a fault
            data = rasterio.open(file.path)
        with data:
            crs = file.crs if data.crs is None else str(data.crs.to_wkt())
            if crs is None:
                raise CrsError(f"{file.name}：栅格没有坐标系，无法统计；请重新导出并写入坐标系。")
            yield Opened(data, file.name, crs, raster_files.band(data, file))
    except RasterioIOError as error:
        raise SourceError(
            f"{file.name}：无法读取，可能不是栅格文件或文件不完整；请换用完整的 GeoTIFF。"
        ) from error


def covered(shapes: "Objects", size: tuple[int, int]) -> Cells:
    """
    The cells that zones cover, and the part of each.

    Parameters
    ----------
    shapes
        From :func:`on_grid`.
    size
        Rows and columns of the grid; what lies beyond is left out.

    Returns
    -------
    Cells
        By zone, then row, then column.

    Examples
    --------
    >>> from shapely import box
    >>> covered(np.array([box(0.5, -1, 2, 0)]), (1, 2)).part.tolist()
    [0.5, 1.0]
    """
    found = _extracted(np.zeros(size), shapes, ["cell_id", "coverage"])
    count = found["cell_id"].map(len).to_numpy(dtype=int)
    cell = np.concatenate([np.empty(0, dtype=int), *found["cell_id"]]).astype(int)
    part = np.concatenate([np.empty(0), *found["coverage"]])
    return Cells(np.repeat(found["zone"].to_numpy(), count), cell // size[1], cell % size[1], part)


def on_grid(zones: "gpd.GeoSeries", transform: tuple[float, ...], crs: str) -> "Objects":
    """
    The zones on a grid of cells: columns to the right, rows upwards from a top edge at 0.

    Parameters
    ----------
    zones
        Any geometries, with a coordinate system.
    transform
        ``(a, b, c, d, e, f)`` of the raster, as of :class:`pianqu.gis.relief.Relief`.
    crs
        The coordinate system of the raster, as WKT or a code.

    Returns
    -------
    ndarray
        The shapes; None for what is missing, empty or cannot be brought to `crs`.

    Raises
    ------
    CrsError
        `crs` cannot be reached from that of `zones`.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import box
    >>> plot = gpd.GeoSeries([box(30, 30, 60, 60)], crs=4549)
    >>> on_grid(plot, (30, 0, 0, 0, -30, 90), "EPSG:4549")[0].bounds
    (1.0, -2.0, 2.0, -1.0)
    """
    from pyproj import CRS
    from pyproj.exceptions import ProjError

    try:
        there = np.asarray(zones.to_crs(CRS.from_user_input(crs).to_2d()))
    except ProjError as error:
        raise CrsError(
            f"栅格坐标系无法与 {zones.crs.to_string() if zones.crs else '（无坐标系）'} 换算；"
            "请重新导出为常用坐标系。"
        ) from error
    a, b, c, d, e, f = transform[:6]
    size = a * e - b * d
    into = np.array([[e, d], [-b, -a]]) / size  # the inverse, its rows counted upwards
    shapes = np.full(len(there), None, dtype=object)
    fine = np.isfinite(shapely.bounds(there)).all(axis=1)
    shapes[fine] = shapely.transform(there[fine], lambda xy: (xy - (c, f)) @ into)
    return shapes


def _statistics(raster: Opened, zones: "gpd.GeoSeries") -> pd.DataFrame:
    data = raster.data
    shapes = on_grid(zones, data.transform[:6], raster.crs)
    area = shapely.area(shapes)
    table = pd.DataFrame(0.0, index=range(len(zones)), columns=["mean", *_ASKED])
    table[["least", "most"]] = np.nan
    for group in raster_windows.groups(shapes, data.width, data.height):
        grid = raster.values(group.part)
        there = raster_windows.inside(shapes[group.shapes], group.part)
        _add(table, group.shapes, _extracted(grid, there, [*_ASKED.values()]))
    with np.errstate(invalid="ignore", divide="ignore"):
        # covered parts are in single precision
        table["known"] = np.where(area > 0, (table["cells"] / area).round(6).clip(upper=1), np.nan)
        table["mean"] = table["total"] / table["cells"].where(table["cells"] > 0)
        table["cell_area"] = np.where(area > 0, zones.area.to_numpy() / area, np.nan)
    return table.set_index(zones.index)


def _add(table: pd.DataFrame, zones: "NDArray[np.int64]", found: pd.DataFrame) -> None:
    """What a window has of zones, added to what others have."""
    at = zones[found["zone"].to_numpy(int)]
    new = {name: found[asked].to_numpy(dtype=float) for name, asked in _ASKED.items()}
    for name in ("total", "cells"):
        table.loc[at, name] += np.nan_to_num(new[name])
    table.loc[at, "least"] = np.fmin(table.loc[at, "least"], new["least"])
    table.loc[at, "most"] = np.fmax(table.loc[at, "most"], new["most"])


def _extracted(grid: "Floats", shapes: "Objects", asked: list[str]) -> pd.DataFrame:
    """What is asked of the cells under each shape that has an area, with its position."""
    import geopandas as gpd
    from exactextract import exact_extract
    from exactextract.raster import NumPyRasterSource

    there = np.flatnonzero(shapely.area(shapes) > 0)
    if len(there) == 0:
        return pd.DataFrame({"zone": there} | {name: [] for name in asked})
    rows, columns = grid.shape
    source = NumPyRasterSource(grid, 0, -rows, columns, 0, srs_wkt=_CELLS)
    frame = gpd.GeoDataFrame({"zone": there}, geometry=shapes[there], crs=_CELLS)
    found = exact_extract(source, frame, asked, include_cols=["zone"], output="pandas")
    assert isinstance(found, pd.DataFrame)  # asked for by `output`
    return found
