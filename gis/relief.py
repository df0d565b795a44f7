"""Heights of the ground: a window of a raster, read once and asked at points."""

import os
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from . import raster_files
from .crs import transformer
from .errors import CrsError, SourceError
from .raster_files import Raster

if TYPE_CHECKING:
    from pyproj import Transformer
    from rasterio import DatasetReader
    from rasterio.windows import Window

Floats = NDArray[np.float64]

_AROUND = 2  # pixels read beyond the bounds, so that their edge has neighbours
_DENSE = 21  # points from side to side of the bounds, which bend in another system
_METRES = ("", "m", "metre", "metres", "meter", "meters", "米")


@dataclass(frozen=True, eq=False)
class Relief:
    """
    Heights of the ground on a grid of pixels, made by :func:`open`.

    Attributes
    ----------
    values
        (rows, columns) metres at the middle of each pixel; NaN where not known.
    transform
        ``(a, b, c, d, e, f)``: column and row (of corners, from the upper left) to coordinates in
        `crs`, ``x = a column + b row + c`` and ``y = d column + e row + f``.
    crs
        The coordinate system of the raster, as WKT or a code.
    epsg
        The coordinate system in which heights are asked for.
    """

    values: NDArray[np.floating]
    transform: tuple[float, float, float, float, float, float]
    crs: str
    epsg: int

    def heights(self, xy: Floats) -> Floats:
        """
        Heights at points, between four pixels in proportion to how near they are (bilinear).

        Parameters
        ----------
        xy
            (n, 2) east and north in `epsg`.

        Returns
        -------
        ndarray
            (n,) metres; on the outer half of an outermost pixel, that of its middle. NaN beyond the
            pixels, and where one of those that count is not known.

        Examples
        --------
        >>> plane = Relief(
        ...     np.array([[5.0, 6.0], [5.0, 6.0]]), (30, 0, 0, 0, -30, 60), "EPSG:4549", 4549
        ... )
        >>> plane.heights(np.array([[15.0, 15.0], [30.0, 20.0], [50.0, 20.0], [61, 20]])).tolist()
        [5.0, 5.5, 6.0, nan]
        """
        column, row = _pixels(self.transform, *self._into.transform(*np.asarray(xy).T)) - 0.5
        column, row = (
            _inside(at, size)
            for at, size in zip((column, row), self.values.shape[::-1], strict=True)
        )
        left, upper = np.floor(column), np.floor(row)
        east, south = column - left, row - upper
        height = np.zeros(len(east))
        for across, down, weight in (
            (0, 0, (1 - east) * (1 - south)),
            (1, 0, east * (1 - south)),
            (0, 1, (1 - east) * south),
            (1, 1, east * south),
        ):
            value = self._at(left + across, upper + down)
            height += np.where(weight == 0, 0.0, weight * value)  # NaN counts where it weighs
        return height

    @cached_property
    def _into(self) -> "Transformer":
        """From `epsg` to the coordinate system of the raster."""
        return transformer(self.epsg, self.crs)

    def _at(self, column: Floats, row: Floats) -> Floats:
        """Values of pixels; NaN beyond the grid."""
        rows, columns = self.values.shape
        there = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        found = np.full(len(column), np.nan)
        found[there] = self.values[row[there].astype(int), column[there].astype(int)]
        return found


def _inside(at: Floats, size: int) -> Floats:
    """Places on the outer half of the outermost pixels moved to their middle."""
    on = np.abs(at - (size - 1) / 2) <= size / 2
    return np.where(on, np.clip(at, 0, size - 1), at)


def open(  # noqa: A001 - read as relief.open
    path: "str | os.PathLike[str]", *, epsg: int, bounds: Sequence[float]
) -> Relief:
    """
    Read the heights of one place from a raster.

    Parameters
    ----------
    path
        A raster of heights in metres (its first band, or as declared of it: see
        :class:`pianqu.gis.raster_files.Raster`), in any coordinate system.
    epsg
        The metric grid in which heights will be asked for.
    bounds
        West, south, east and north in `epsg`; only the window that they need is read. What they
        have beyond the raster stays unknown.

    Returns
    -------
    Relief
        Pixels without data are NaN.

    Raises
    ------
    SourceError
        The file is missing, is no raster, is cut short, is not in metres, or lies elsewhere.
    CrsError
        The raster says no coordinate system, or one that cannot be reached from `epsg`.

    Examples
    --------
    >>> open("没有.tif", epsg=4549, bounds=(0, 0, 9, 9))
    Traceback (most recent call last):
        ...
    pianqu.gis.errors.SourceError: 没有.tif：文件不存在；请检查高程栅格的路径。
    """
    import rasterio
    from pyproj.exceptions import ProjError
    from rasterio.errors import NotGeoreferencedWarning, RasterioIOError

    file = raster_files.of(path)
    if not file.path.exists():
        raise SourceError(f"{file.name}：文件不存在；请检查高程栅格的路径。")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)  # told below, as a fault
            with rasterio.open(file.path) as data:
                return _read(data, file, epsg, bounds)
    except RasterioIOError as error:
        raise SourceError(
            f"{file.name}：无法读取，可能不是栅格文件或文件不完整；请换用完整的 GeoTIFF。"
        ) from error
    except ProjError as error:
        raise CrsError(
            f"{file.name}：栅格坐标系无法与 EPSG:{epsg} 换算；请重新导出为常用坐标系。"
        ) from error


def _read(data: "DatasetReader", file: Raster, epsg: int, bounds: Sequence[float]) -> Relief:
    name, number = file.name, raster_files.band(data, file)
    crs = file.crs if data.crs is None else data.crs.to_wkt()
    if crs is None:
        raise CrsError(f"{name}：栅格没有坐标系，无法取高程；请重新导出并写入坐标系。")
    unit = str(data.units[number - 1] or "").strip()
    if unit.lower() not in _METRES:
        raise SourceError(f"{name}：高程单位为“{unit}”，应为米；请换算后重新导出。")
    x, y = transformer(epsg, crs).transform(*_grid(bounds))
    window = _window(data, *_pixels(data.transform[:6], x, y))
    if window is None:
        raise SourceError(
            f"{name}：栅格范围与道路范围（EPSG:{epsg}，{_words(bounds)}）不相交；"
            "请换用覆盖本片区的高程栅格，或检查其坐标系。"
        )
    band = raster_files.values(data, window, number=number)
    # a city of heights is as exact in single precision, and half as large
    band = band.astype(np.promote_types(data.dtypes[number - 1], np.float32))
    a, b, c, d, e, f = data.transform[:6]
    left, upper = window.col_off, window.row_off
    shifted = (a, b, a * left + b * upper + c, d, e, d * left + e * upper + f)
    return Relief(band, shifted, crs, epsg)


def _grid(bounds: Sequence[float]) -> tuple[Floats, Floats]:
    """Points all over the bounds."""
    west, south, east, north = bounds
    x, y = np.meshgrid(np.linspace(west, east, _DENSE), np.linspace(south, north, _DENSE))
    return x.ravel(), y.ravel()


def _pixels(transform: tuple[float, ...], x: Floats, y: Floats) -> Floats:
    """Column and row, with fractions, of coordinates in the raster's own system."""
    a, b, c, d, e, f = transform
    size = a * e - b * d
    # what lies beyond a projection comes as infinity
    east, north = (np.where(np.isfinite(each), each, np.nan) for each in (x - c, y - f))
    return np.stack([(e * east - b * north) / size, (a * north - d * east) / size])


def _window(data: "DatasetReader", column: Floats, row: Floats) -> "Window | None":
    """The pixels around the points, as far as the raster has them; None where it has none."""
    from rasterio.windows import Window

    sides = []
    for along, size in ((column, data.width), (row, data.height)):
        known = along[np.isfinite(along)]
        if len(known) == 0 or known.max() < 0 or known.min() > size:
            return None
        least = max(int(np.floor(known.min())) - _AROUND, 0)
        sides.append((least, min(int(np.ceil(known.max())) + _AROUND, size) - least))
    (left, width), (upper, height) = sides
    return Window(left, upper, width, height)  # pyright: ignore[reportCallIssue]  attrs class


def _words(bounds: Sequence[float]) -> str:
    return "、".join(f"{side:.0f}" for side in bounds)
