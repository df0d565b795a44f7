"""Rasters (dem, population, ndvi and others): they stay on disk; looked at whether they can be read."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..gis.errors import CrsError, SourceError
from .placing import coordinates
from .reading import row
from .sources import Library, Source

if TYPE_CHECKING:
    from rasterio import DatasetReader


def read(layer: str, source: Source, library: Library) -> dict[str, Any]:
    """
    The row of a raster in the table of sources.

    Raises
    ------
    SourceError, CrsError
        It is missing, is no raster, is cut short, says no coordinate system, or says another
        than was declared.
    """
    import rasterio
    from rasterio.errors import RasterioIOError

    name = source.name
    if not isinstance(source.path, Path) or not source.path.is_file():
        raise SourceError(f"{name}：文件不存在；请检查路径 {source.path}。")
    try:
        with rasterio.open(source.path) as data:
            crs, rows = data.crs, data.height
            _require_whole(data, name)
    except RasterioIOError as error:
        raise SourceError(f"{name}：不是可读的栅格文件；请另存为 GeoTIFF。") from error
    if crs is None:
        raise CrsError(f"{name}：栅格没有写明坐标系；请在 GIS 软件中定义后重新导出。")
    _require_declared(crs.to_wkt(), source)
    code = crs.to_epsg()
    return row(layer, source, library.sha256(source), rows=rows) | {
        "crs": f"EPSG:{code}" if code else str(crs)
    }


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


def _require_declared(wkt: str, source: Source) -> None:
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
