"""Layers drawn by hand, in metres from one corner, for worlds of a few streets."""

from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from pianqu.analysis.choices import Choices
from pianqu.analysis.walks import Walks, walk
from world import EAST, NORTH

EPSG = 4549


def spot(x: float, y: float) -> Point:
    return Point(EAST + x, NORTH + y)


def line(*places: tuple[float, float]) -> LineString:
    return LineString([(EAST + x, NORTH + y) for x, y in places])


def area(west: float, south: float, east: float, north: float) -> Polygon:
    return box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def drawn(shapes: Mapping[str, BaseGeometry], **columns: list) -> gpd.GeoDataFrame:
    """A layer indexed by id; columns of text, of truth or of numbers, None where not known."""
    index = pd.Index(list(shapes), name="id")
    typed = {name: _typed(cells) for name, cells in columns.items()}
    return gpd.GeoDataFrame(typed, index=index, geometry=list(shapes.values()), crs=EPSG)


def walked(
    layers: Mapping[str, pd.DataFrame], choices: Choices | None = None, **rasters: Path
) -> Walks:
    """The walks of layers, quietly and on one thread."""
    return walk(
        layers,
        choices or Choices(),
        rasters=rasters,
        epsg=EPSG,
        threads=1,
        step=lambda name: None,
    )


def slope(path: Path, *, east: float = 0.0, north: float = 0.0) -> Path:
    """A raster of heights around the corner: a plane that rises to the east and the north."""
    import rasterio
    from affine import Affine

    cell, cells = 20.0, 200
    middle = (np.arange(cells) + 0.5) * cell - cell * cells / 2
    heights = 100 + east * middle[None, :] - north * middle[:, None]
    corner = Affine(cell, 0, EAST - cell * cells / 2, 0, -cell, NORTH + cell * cells / 2)
    size = {"height": cells, "width": cells, "count": 1, "dtype": "float64"}
    with rasterio.open(path, "w", "GTiff", crs=f"EPSG:{EPSG}", transform=corner, **size) as file:
        file.write(heights, 1)
    return path


def _typed(cells: list) -> object:
    known = [cell for cell in cells if cell is not None]
    kinds = {str: "string", bool: "boolean", int: "Int64", float: "Float64"}
    return pd.array(cells, dtype=kinds[type(known[0])] if known else "string")
