"""Files as frames: GeoPackage, GeoJSON, GeoParquet, Shapefile, CSV and workbooks."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from ...gis.errors import CrsError, SourceError
from ..placing import coordinates
from . import sheets, vectors

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

_NUMBERED = (".csv", ".xlsx")


def read(
    path: str | Path, *, table: str | None = None, crs: str | int | None = None
) -> "pd.DataFrame | gpd.GeoDataFrame":
    """
    One table of a file, as it stands there.

    Parameters
    ----------
    path
        A .gpkg, .geojson, .json, .parquet, .shp, .csv or .xlsx file.
    table
        The layer of a GeoPackage or the sheet of a workbook; may be left out where there is one.
    crs
        The coordinate system where the file does not say it: an EPSG code or any other spelling.
        It never overrides what the file says.

    Returns
    -------
    GeoDataFrame or DataFrame
        A GeoDataFrame where there are geometries: those of the file, or a column of WKT, or the
        columns 经度 and 纬度 (lon, lat; x, y) of a table. Cells of CSV and workbook are text, so
        that ids keep their zeros; blank cells are missing.

    Raises
    ------
    SourceError
        The file is missing, empty, cut short, of no known format, or has no such table.
    CrsError
        There are coordinates without a system, or the file says another than was declared.

    Examples
    --------
    >>> read("没有这个文件.gpkg")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 没有这个文件.gpkg：文件不存在；请检查路径 没有这个文件.gpkg。
    """
    path = Path(path)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise SourceError(
            f"{path.name}：不认识的格式“{path.suffix}”；可读的格式有 {'、'.join(_READERS)} "
            "和 .osm.pbf，请另存为其中一种。"
        )
    if path.is_dir():
        raise SourceError(f"{path.name}：路径 {path} 是文件夹；请写明其中的文件。")
    if not path.is_file():
        raise SourceError(f"{path.name}：文件不存在；请检查路径 {path}。")
    if path.stat().st_size == 0:
        raise SourceError(f"{path.name}：文件是空的（0 字节）；请重新导出或复制。")
    frame = reader(path, table)
    if len(frame) == 0:
        raise SourceError(f"{path.name}：没有任何记录；请检查是否选错了表，或删去这个数据源。")
    return _located(frame, path, crs)


def first_row(path: Path) -> int | None:
    """
    Row number of the first record, where a person sees row numbers in the file.

    Examples
    --------
    >>> first_row(Path("a.csv")), first_row(Path("a.gpkg"))
    (2, None)
    """
    return sheets.FIRST_ROW if path.suffix.lower() in _NUMBERED else None


def encoding(path: Path) -> str:
    """
    The encoding of the text in a CSV file or a Shapefile; empty where the format settles it.

    UTF-8 where that reads, else GB 18030.

    Raises
    ------
    SourceError
        Neither reads.
    """
    return sheets.encoding(path) if path.suffix.lower() == ".csv" else vectors.encoding(path)


def tables(path: Path) -> list[str]:
    """The layers of a GeoPackage or the sheets of a workbook, in their order."""
    return sheets.sheets(path) if path.suffix.lower() == ".xlsx" else vectors.tables(path)


def _read_vector(path: Path, table: str | None) -> "pd.DataFrame":
    return vectors.read(path, _chosen(path, table) if path.suffix.lower() == ".gpkg" else None)


def _read_parquet(path: Path, _: str | None) -> "pd.DataFrame":
    return vectors.read_parquet(path)


def _read_csv(path: Path, _: str | None) -> "pd.DataFrame":
    return sheets.read_csv(path)


def _read_sheet(path: Path, table: str | None) -> "pd.DataFrame":
    return sheets.read_sheet(path, _chosen(path, table))


def _chosen(path: Path, table: str | None) -> str:
    there = tables(path)
    if table is None and len(there) == 1:
        return there[0]
    if table in there:
        return str(table)
    asked = "没有指明读哪一个" if table is None else f"没有名为“{table}”的"
    raise SourceError(
        f"{path.name}：{asked}表；文件中有 {'、'.join(there) or '零个表'}，请在 table 中写明其一。"
    )


def _located(
    frame: "pd.DataFrame", path: Path, declared: str | int | None
) -> "pd.DataFrame | gpd.GeoDataFrame":
    import geopandas as gpd

    if not isinstance(frame, gpd.GeoDataFrame):
        found = coordinates.points(frame, source=path.name)
        if found is None:
            return frame
        frame = found
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    stated = None if _is_void(frame.crs) else frame.crs
    if declared is None:
        if stated is None:
            raise CrsError(
                f"{path.name}：有坐标但没有写明坐标系；请在数据源中用 crs 声明，"
                "例如 crs = 4490（CGCS2000 经纬度）；高德、百度坐标须先换算。"
            )
        return frame
    wanted = coordinates.system(declared, source=path.name)
    if stated is None or vectors.states_no_system(path):
        return frame.set_crs(wanted, allow_override=True)
    if not coordinates.same(stated, wanted):
        raise CrsError(
            f"{path.name}：文件写明的坐标系是 {coordinates.label(stated)}，"
            f"而数据源声明的 crs 是 {coordinates.label(wanted)}；"
            "请删去声明，或先把文件改正为实际的坐标系。"
        )
    return frame


def _is_void(crs: "CRS | None") -> bool:
    """GeoPackage has two entries that say no more than "some plane" and "some degrees"."""
    return crs is not None and (crs.is_engineering or crs.name.lower().startswith("undefined"))


_READERS: dict[str, Callable[[Path, str | None], "pd.DataFrame"]] = {
    ".gpkg": _read_vector,
    ".geojson": _read_vector,
    ".json": _read_vector,
    ".parquet": _read_parquet,
    ".shp": _read_vector,
    ".csv": _read_csv,
    ".xlsx": _read_sheet,
}
