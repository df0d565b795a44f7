"""People as a grid of polygons (a GeoPackage of statistical cells) in the place of a raster."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..gis import raster_files
from ..gis.errors import LayerError
from . import kinds
from .formats import files
from .placing.located import Georeference, located
from .sources import Source

if TYPE_CHECKING:
    import geopandas as gpd
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from ..gis.raster_files import Raster

PEOPLE = "people"
_FIELD, _POPULATION = "residents", "population"
_DRAWN = (".gpkg", ".geojson", ".json", ".shp", ".fgb", ".parquet", ".zip", ".kml")
_LISTED = 5  # cells named in a sentence


def columns(source: Source) -> list[str]:
    """
    Headings that the source declares as people.

    Examples
    --------
    >>> columns(Source("格网.gpkg", columns={"POP": "residents"}))
    ['POP']
    """
    return [one for one, field in source.columns.items() if field in (_FIELD, _POPULATION, PEOPLE)]


def drawn(path: Path) -> bool:
    """Whether a file holds shapes; a GeoPackage may hold a picture."""
    import rasterio
    from rasterio.errors import RasterioIOError

    if path.suffix.lower() not in _DRAWN:
        return False
    try:
        with unplaced(), rasterio.open(path):
            return False
    except RasterioIOError:
        return True


@contextmanager
def unplaced() -> Iterator[None]:
    """A raster without a place is told as a fault, not as a warning."""
    from rasterio.errors import NotGeoreferencedWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        yield


def read(file: "str | Path | Raster") -> "gpd.GeoDataFrame":
    """
    The cells of a grid of polygons.

    Parameters
    ----------
    file
        The file, with its layer, heading, system and unit where they are declared.

    Returns
    -------
    GeoDataFrame
        Index `cell` (the row in the file, from 1, as text), `people` (Float64, NA not known; a
        count, or people a km² as the source declares) and geometry, in the system of the file.

    Raises
    ------
    SourceError, CrsError, LayerError
        It cannot be read, lies nowhere, has no heading of people or several, or cells that are no
        areas, no numbers, or less than nobody: every fault of a kind at once.

    Examples
    --------
    >>> read("没有.gpkg")
    Traceback (most recent call last):
        ...
    pianqu.gis.errors.SourceError: 没有.gpkg：文件不存在；请检查路径 没有.gpkg。
    """
    import geopandas as gpd
    import pandas as pd

    asked = raster_files.of(file)
    raw = files.raw(asked.path, table=asked.table)
    place = located(raw, Georeference(crs=asked.crs)).frame
    if not isinstance(place, gpd.GeoDataFrame):
        raise LayerError(f"{raw.name}：人口格网没有几何；请提供每格为一个面的图层。")
    column = _heading(place, asked.column, raw.name)
    people = pd.to_numeric(place[column], errors="coerce").astype("Float64")
    faults = _faults(place, column, people, raw.name)
    if faults:
        raise LayerError(faults)
    index = pd.Index([str(at + 1) for at in range(len(place))], name="cell", dtype="string")
    assert place.crs is not None  # a frame that is located has one
    shapes = gpd.GeoSeries(place.geometry.to_numpy(), index=index, crs=place.crs)
    return gpd.GeoDataFrame({PEOPLE: people.set_axis(index)}, geometry=shapes)


def _heading(frame: "gpd.GeoDataFrame", declared: str | None, name: str) -> str:
    """The one column of people: as declared, else one whose heading says so."""
    there = [str(one) for one in frame.columns if one != frame.geometry.name]
    known = {word.lower() for word in kinds.schema("buildings").field(_FIELD).headings}
    known |= {word.lower() for word in kinds.schema("communities").field(_FIELD).headings}
    known.add(_POPULATION)
    found = [one for one in there if one == declared]
    if declared is None:
        found = [one for one in there if one.strip().lower() in known]
    if len(found) == 1:
        return found[0]
    told = f"声明的人口列“{declared}”不在其中" if declared else f"有 {len(found)} 列像是人口"
    raise LayerError(
        f"{name}：{told}，列有 {'、'.join(there)}；"
        '请在 columns 中指明一列，例如 columns = {"人口" = "residents"}。'
    )


def _faults(frame: "gpd.GeoDataFrame", column: str, people: "pd.Series", name: str) -> list[str]:
    """Cells that are no areas, and people that are no number or fewer than none."""
    areas = frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]).to_numpy()
    odd = (people.isna() & frame[column].notna()).to_numpy()
    less = (people < 0).fillna(value=False).to_numpy(dtype=bool)
    cases = (
        (~areas, "没有几何或不是面", "每格应为一个面，请改正。"),
        (odd, f"的“{column}”不是数", "请改为人数，没有数据的留空。"),
        (less, f"的“{column}”小于 0", "没有数据的格请留空。"),
    )
    return [
        f"{name}：第 {_numbers(where)} 行{what}；{remedy}"
        for where, what, remedy in cases
        if where.any()
    ]


def _numbers(where: "NDArray[np.bool_]") -> str:
    found = [str(at + 1) for at, odd in enumerate(where) if odd]
    return "、".join(found[:_LISTED]) + (f" 等 {len(found)}" if len(found) > _LISTED else "")
