"""Rasters (dem, population, ndvi and others): they stay on disk; looked at whether they can be read."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from ..gis import raster_files
from ..gis.errors import ChoiceError, CrsError, SourceError
from ..gis.raster_files import UNITS, Raster
from . import population_cells
from .placing import coordinates
from .reading import row
from .sources import Library, Source

if TYPE_CHECKING:
    from pyproj import CRS
    from rasterio import DatasetReader

POPULATION = "population"
_OF_POINTS = ("axes", "controls", "parameters", "landuse_scheme")  # say nothing of a grid
_TRUE = ("CGCS2000", "WGS84")  # datums that a raster may be in; others bend


def file(source: Source) -> "Path | Raster":
    """
    What the plan opens: the path, with what is declared of it where anything is.

    Examples
    --------
    >>> file(Source("dem.tif")).name
    'dem.tif'
    >>> file(Source("人口.tif", crs=4326, unit="per_km2"))
    Raster(path=PosixPath('人口.tif'), crs='EPSG:4326', table=None, column=None, unit='per_km2')
    """
    path = Path(source.place)
    crs = f"EPSG:{source.crs}" if isinstance(source.crs, int) else source.crs
    column = next(iter(population_cells.columns(source)), None)
    if (crs, source.table, column, source.unit) == (None, None, None, None):
        return path
    return Raster(path, crs=crs, table=source.table, column=column, unit=source.unit)


def read(layer: str, source: Source, library: Library) -> dict[str, Any]:
    """
    The row of a raster in the table of sources; the people may be a grid of polygons too.

    Raises
    ------
    SourceError, CrsError, ChoiceError
        It is missing, is no raster, is cut short, says no coordinate system where none is
        declared, or says another than was declared; or something is declared that a raster
        cannot have.
    """
    _require_declarations(layer, source)
    name = source.name
    if not isinstance(source.path, Path):
        raise SourceError(f"{name}：{layer} 是栅格，须为文件；请从数据库导出为 GeoTIFF。")
    if not source.path.is_file():
        raise SourceError(f"{name}：文件不存在；请检查路径 {source.path}。")
    if layer == POPULATION and population_cells.drawn(source.path):
        cells = population_cells.read(file(source))
        crs, rows = coordinates.label(cast("CRS", cells.crs)), len(cells)
    else:
        crs, rows = _looked(source)
    return row(layer, source, library.sha256(source), rows=rows) | {
        "crs": crs,
        "unit": source.unit,
    }


def _looked(source: Source) -> tuple[str, int]:
    """System and rows of a raster that can be read to its end."""
    import rasterio
    from rasterio.errors import RasterioIOError

    name = source.name
    try:
        with population_cells.unplaced(), rasterio.open(source.path) as data:
            stated, rows = data.crs, data.height
            raster_files.band(data, raster_files.of(file(source)))
            _require_whole(data, name)
            _require_placed(data, name)
    except RasterioIOError as error:
        raise SourceError(f"{name}：不是可读的栅格文件；请另存为 GeoTIFF。") from error
    if stated is None:
        return _declared(source), rows
    _require_same(stated.to_wkt(), source)
    code = stated.to_epsg()
    return f"EPSG:{code}" if code else str(stated), rows


def _declared(source: Source) -> str:
    if source.crs is None:
        raise CrsError(
            f"{source.name}：栅格没有写明坐标系；请在数据源中用 crs 声明，"
            "或在 GIS 软件中定义后重新导出。"
        )
    return coordinates.label(coordinates.system(source.crs, source=source.name))


def _require_declarations(layer: str, source: Source) -> None:
    """What is declared and would not be used is said, not passed over."""
    odd = [name for name in _OF_POINTS if getattr(source, name) is not None]
    datum = (source.datum or "WGS84").upper().replace(" ", "").replace("-", "")
    odd += [] if datum in _TRUE else [f"datum（{source.datum}）"]
    faults = []
    if odd:
        faults.append(
            f"{source.name}：{layer} 是栅格，不能按 {'、'.join(odd)} 换算；"
            "请先把栅格纠正到真实坐标系，再删去这些声明。"
        )
    if source.unit is not None and (layer != POPULATION or source.unit not in UNITS):
        faults.append(
            f"{source.name}：{layer} 的 unit 是“{source.unit}”；只有 population 可以声明 unit，"
            f"取值为 {'（每格人数）或 '.join(UNITS)}（每平方公里人数），请改正。"
        )
    if faults:
        raise ChoiceError(faults)


def _require_placed(data: "DatasetReader", name: str) -> None:
    """A picture has rows and columns but no place."""
    if data.transform.is_identity:
        raise CrsError(
            f"{name}：栅格没有写明左上角和像元大小，不知道在何处；"
            "请补上坐标文件（.tfw）或在 GIS 软件中配准后重新导出。"
        )


def _require_whole(data: "DatasetReader", name: str) -> None:
    """The last block is the first that a broken copy lacks."""
    from rasterio.errors import RasterioIOError
    from rasterio.windows import Window

    high, wide = data.block_shapes[-1]
    top, left = (data.height - 1) // high * high, (data.width - 1) // wide * wide
    last = Window(left, top, data.width - left, data.height - top)  # pyright: ignore[reportCallIssue]  attrs class
    try:
        data.read(window=last)
    except RasterioIOError as error:
        raise SourceError(
            f"{name}：栅格不完整，读不到最后一块（{data.height} 行 × {data.width} 列）；"
            "请重新下载或复制。"
        ) from error


def _require_same(wkt: str, source: Source) -> None:
    if source.crs is None:
        return
    name = source.name
    stated = coordinates.system(wkt, source=name)
    declared = coordinates.system(source.crs, source=name)
    if not coordinates.same(stated, declared):
        raise CrsError(
            f"{name}：文件写明的坐标系是 {coordinates.label(stated)}，"
            f"而数据源声明的 crs 是 {coordinates.label(declared)}；"
            "请删去声明，或先把文件改正为实际的坐标系。"
        )
