"""A raster on disk with what its source declares of it: its system, its band, what a cell counts."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from .errors import SourceError

if TYPE_CHECKING:
    from rasterio import DatasetReader
    from rasterio.windows import Window

    from .network import Floats

COUNT, DENSITY = "count", "per_km2"
UNITS = (COUNT, DENSITY)
FILLED = 1e38  # GIS fills cells without data with the ends of a float, declared or not


@dataclass(frozen=True)
class Raster(os.PathLike[str]):
    """
    A file with what is declared beside it; stands wherever a path of a raster may.

    Attributes
    ----------
    path
        The file.
    crs
        The coordinate system where the file states none; the file's own goes first.
    table
        Number or description of the band, None for the first; of a grid of polygons, its layer.
    column
        Of a grid of polygons, the heading of its people; None for one that is understood.
    unit
        What a cell of people counts, one of ``UNITS``; None for people in the cell.

    Examples
    --------
    >>> people = Raster(Path("数据/人口.tif"), crs="EPSG:4326", unit="per_km2")
    >>> people.name, Path(people).suffix
    ('人口.tif', '.tif')
    """

    path: Path
    crs: str | None = None
    table: str | None = None
    column: str | None = None
    unit: str | None = None

    def __fspath__(self) -> str:
        return str(self.path)

    @property
    def name(self) -> str:
        """The name of the file."""
        return self.path.name


def of(path: "str | os.PathLike[str]") -> Raster:
    """
    A path as a raster of which nothing is declared; a raster as it is.

    Examples
    --------
    >>> of("dem.tif") == of(Raster(Path("dem.tif")))
    True
    """
    return path if isinstance(path, Raster) else Raster(Path(path))


def band(data: "DatasetReader", raster: Raster) -> int:
    """
    The number of the band that is asked for, the first where none is.

    Raises
    ------
    SourceError
        There is no such band, or its cells are complex numbers.
    """
    said = raster.table
    found = 1 if said is None else _numbered(data, said)
    if found is None:
        there = "、".join(
            f"{number}（{text}）" if text else str(number)
            for number, text in enumerate(data.descriptions, start=1)
        )
        raise SourceError(
            f"{raster.name}：没有波段“{said}”；文件中的波段有 {there}，请在 table 中改为其一。"
        )
    if np.dtype(data.dtypes[found - 1]).kind == "c":
        raise SourceError(f"{raster.name}：波段 {found} 是复数，不能统计；请导出为实数栅格。")
    return found


def _numbered(data: "DatasetReader", said: str) -> int | None:
    """The band of that number or description."""
    if said.isdecimal() and 1 <= int(said) <= data.count:
        return int(said)
    named = [number for number, text in enumerate(data.descriptions, start=1) if text == said]
    return named[0] if len(named) == 1 else None


def values(data: "DatasetReader", window: "Window", *, number: int = 1) -> "Floats":
    """
    The cells of a window in double precision, scaled (value x scale + offset); NaN: not known.

    Parameters
    ----------
    data
        An open raster.
    window
        Only this part is read.
    number
        The band.

    Returns
    -------
    ndarray
        Not known is what the file declares as no data or masks, what is no finite number, and
        floats near the end of single precision, with which no data is filled but not declared.
    """
    cells = data.read(number, window=window, masked=True)
    plain = cells.astype(float).filled(np.nan)
    with np.errstate(invalid="ignore"):
        known = np.isfinite(plain) & (np.abs(plain) < FILLED)
    at = number - 1
    return np.where(known, plain, np.nan) * data.scales[at] + data.offsets[at]
