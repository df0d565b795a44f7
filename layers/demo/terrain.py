"""Rasters of the district: ground height on a 5 m grid, residents on a 100 m grid."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from . import ground

if TYPE_CHECKING:
    from numpy.typing import NDArray

CELL, HECTARE = 5.0, 100.0  # metres a cell, of the heights and of the residents
PLAIN = 4.2  # metres above the sea
HILL = (170.0, 1165.0, 32.0, 115.0)  # x, y, height and spread of the hill
HOLLOW = (915.0, 735.0, -1.4, 55.0)  # the low corner of C08
BED = -3.0  # the river under the plain
NODATA = -9999.0


def elevation(x: "NDArray[np.float64]", y: "NDArray[np.float64]") -> "NDArray[np.float64]":
    """
    Height of the ground.

    Parameters
    ----------
    x, y
        Metres on the plan, of one shape.

    Returns
    -------
    NDArray
        Metres above the sea: a plain that falls to the river, a hill, a hollow and the river bed.

    Examples
    --------
    >>> elevation(np.array([170.0, 1500.0]), np.array([1165.0, 100.0])).round(1).tolist()
    [37.1, 4.7]
    """
    gap = shapely.distance(ground.RIVER, shapely.points(x, y))
    found = PLAIN + 0.001 * gap
    for east, north, height, spread in (HILL, HOLLOW):
        found = found + height * np.exp(-((x - east) ** 2 + (y - north) ** 2) / (2 * spread**2))
    return np.where(gap < ground.RIVER_WIDTH / 2, found + BED, found)


def heights() -> "NDArray[np.float32]":
    """
    The ground height of each cell, from the north-west.

    Returns
    -------
    NDArray
        Metres; 5 m cells over the extent of the district.

    Examples
    --------
    >>> heights().shape
    (268, 330)
    """
    west, south, east, north = ground.EXTENT.bounds
    x = np.arange(west + CELL / 2, east, CELL)
    y = np.arange(north - CELL / 2, south, -CELL)
    return elevation(*np.meshgrid(x, y)).round(2).astype(np.float32)


def residents(buildings: pd.DataFrame) -> "NDArray[np.int32]":
    """
    Residents of each cell, from the north-west.

    Parameters
    ----------
    buildings
        The register: ``residents`` and ``geometry`` on the plan. A building's residents are in
        the cell of its middle, so that the sum is theirs exactly.

    Returns
    -------
    NDArray
        Persons; 100 m cells.

    Examples
    --------
    >>> one = pd.DataFrame({"residents": [9], "geometry": [shapely.Point(0, 1320)]})
    >>> residents(one)[0, 0]
    np.int32(9)
    """
    west, south, east, north = ground.EXTENT.bounds
    middle = shapely.centroid(buildings["geometry"].to_numpy())
    column = ((shapely.get_x(middle) - west) // HECTARE).astype(int)
    row = ((north - shapely.get_y(middle)) // HECTARE).astype(int)
    shape = int(np.ceil((north - south) / HECTARE)), int(np.ceil((east - west) / HECTARE))
    cells = np.zeros(shape, dtype=np.int32)
    np.add.at(cells, (row, column), buildings["residents"].to_numpy(dtype=np.int32))
    return cells


def write_rasters(folder: Path, buildings: pd.DataFrame) -> dict[str, Path]:
    """
    Write both rasters as GeoTIFF.

    Parameters
    ----------
    folder
        Must exist; files of the same name are replaced.
    buildings
        The register of buildings, on the plan.

    Returns
    -------
    dict
        ``dem`` (metres, float32) and ``population`` (persons a cell, int32) to their files, in
        EPSG 4549.

    Examples
    --------
    >>> import tempfile
    >>> one = pd.DataFrame({"residents": [9], "geometry": [shapely.Point(5, 5)]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sorted(write_rasters(Path(folder), one))
    ['dem', 'population']
    """
    found = {"dem": folder / "dem.tif", "population": folder / "population.tif"}
    _write(found["dem"], heights(), CELL, NODATA)
    _write(found["population"], residents(buildings), HECTARE, None)
    return found


def _write(path: Path, cells: "NDArray", size: float, nodata: float | None) -> None:
    import rasterio

    west, north = ground.EXTENT.bounds[0], ground.EXTENT.bounds[3]
    west, north = west + ground.ORIGIN[0], north + ground.ORIGIN[1]
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=cells.shape[0],
        width=cells.shape[1],
        count=1,
        dtype=cells.dtype,
        crs=f"EPSG:{ground.EPSG}",
        transform=rasterio.Affine(size, 0.0, west, 0.0, -size, north),
        nodata=nodata,
        compress="deflate",
    ) as file:
        file.write(cells, 1)
        file.update_tags(source=ground.NAME)
