"""Sources as frames, as they stand there: files, drawings, archives and tables of a server."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ...gis.errors import PianquError, SourceError
from . import (
    archives,
    drawings,
    foreign,
    hashes,
    placemarks,
    readers,
    servers,
    sheets,
    vectors,
)
from .raw import Raw

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from pyproj import CRS

_AT_A_SERVER = "://"
_GDB = ".gdb"
_ZIPPED = (".zip", ".kmz")


def raw(path: Path | str, *, table: str | None = None) -> Raw:
    """
    One table of a source, as it stands there.

    Parameters
    ----------
    path
        A .gpkg, .geojson, .json, .parquet, .shp, .gdb, .fgb, .kml, .kmz, .dxf, .csv, .xlsx or
        .xlsm; a .zip with such a file, or `a.zip/楼栋.shp`; or the address of a PostGIS server,
        `postgresql://user:password@host:port/database`.
    table
        The layer of a GeoPackage, FileGDB or KML, the sheet of a workbook, the layers of a drawing
        (joined by 、), the file in an archive, or the table of a server; may be left out where
        there is one.

    Returns
    -------
    Raw
        Geometry has the system that the source states, or none. Coordinates in the columns of a
        table are left there. Cells of CSV and workbook are text, so that ids keep their zeros.

    Raises
    ------
    SourceError
        The source is missing, empty, cut short, locked, of no known format, or has no such table.
    CrsError
        A table of a server is in several coordinate systems.

    Examples
    --------
    >>> raw("没有这个文件.gpkg")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 没有这个文件.gpkg：文件不存在；请检查路径 没有这个文件.gpkg。
    """
    if _AT_A_SERVER in str(path):
        return _filled(servers.read(str(path), table))
    whole, inner = archives.split(Path(path))
    _require_there(whole)
    if whole.suffix.lower() in _ZIPPED:
        return _zipped(whole, inner, table)
    return _one(whole, table, whole.name)


def read(
    path: Path | str, *, table: str | None = None, crs: str | int | None = None
) -> "pd.DataFrame | gpd.GeoDataFrame":
    """
    One table of a source with its coordinates in a known system.

    Parameters
    ----------
    path, table
        As :func:`raw`.
    crs
        The coordinate system where the source does not say it: an EPSG code or any other spelling.
        It never overrides what the source says.

    Returns
    -------
    GeoDataFrame or DataFrame
        A GeoDataFrame where there are geometries: those of the file, or a column of WKT, or the
        columns 经度 and 纬度 (lon, lat; x, y) of a table.

    Raises
    ------
    SourceError
        As :func:`raw`.
    CrsError
        There are coordinates without a system, or the file says another than was declared.

    Examples
    --------
    >>> read("没有这个文件.gpkg")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 没有这个文件.gpkg：文件不存在；请检查路径 没有这个文件.gpkg。
    """
    from ..placing.located import Georeference, located

    return located(raw(path, table=table), Georeference(crs=crs)).frame


def sha256(path: Path | str, *, table: str | None = None) -> str:
    """
    The hash of a source, for provenance.

    Parameters
    ----------
    path, table
        As :func:`raw`; of a file with several tables, the whole file counts. Of a table of a
        server it is the hash of its rows, whatever their order.

    Raises
    ------
    SourceError
        The source cannot be opened.

    Examples
    --------
    >>> sha256("没有.csv")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 没有.csv：文件不存在；请检查路径 没有.csv。
    """
    if _AT_A_SERVER in str(path):
        return servers.sha256(str(path), table)
    _require_there(archives.split(Path(path))[0])
    return hashes.sha256(Path(path))


def tables(path: Path | str) -> list[str]:
    """The layers of a file or the sheets of a workbook, in their order."""
    path = Path(path)
    ending = path.suffix.lower()
    if ending in (".xlsx", ".xlsm"):
        return sheets.sheets(path)
    if ending == ".dxf":
        return drawings.tables(path, name=path.name)
    if ending == ".kml":
        return placemarks.tables(path, name=path.name)
    return vectors.tables(path, name=path.name)


def _require_there(path: Path) -> None:
    if path.is_dir() and path.suffix.lower() != _GDB:
        raise SourceError(f"{path.name}：路径 {path} 是文件夹；请写明其中的文件。")
    foreign.refuse_by_name(path)
    if path.suffix.lower() not in (*readers.READERS, *_ZIPPED):
        raise SourceError(
            f"{path.name}：不认识的格式“{path.suffix}”；可读的格式有 "
            f"{'、'.join((*readers.READERS, *_ZIPPED))} 和 .osm.pbf，请另存为其中一种。"
        )
    folder = path.suffix.lower() == _GDB
    if path.is_file() and folder:
        raise SourceError(
            f"{path.name}：FileGDB 应是文件夹而这是一个文件；请复制整个 .gdb 文件夹，或压缩为 .zip。"
        )
    if not path.exists():
        raise SourceError(f"{path.name}：文件不存在；请检查路径 {path}。")
    if folder:
        return
    if path.stat().st_size == 0:
        raise SourceError(f"{path.name}：文件是空的（0 字节）；请重新导出或复制。")
    foreign.refuse_by_content(path, name=path.name)


def _zipped(path: Path, inner: str | None, table: str | None) -> Raw:
    endings = (".kml",) if path.suffix.lower() == ".kmz" else tuple(readers.READERS)
    with archives.unpacked(path, inner, table=table, endings=endings) as found:
        if found.path.is_file():
            if found.path.stat().st_size == 0:
                raise SourceError(f"{found.name}：文件是空的（0 字节）；请重新导出或复制。")
            foreign.refuse_by_content(found.path, name=found.name)
        try:
            return _one(found.path, found.table, found.name)
        except PianquError as error:
            inner_name = f"{found.path.name}："
            said = [
                fault.replace(inner_name, f"{found.name}：", 1)
                if fault.startswith(inner_name)
                else fault
                for fault in error.faults
            ]
            raise type(error)(said) from error


def _one(path: Path, table: str | None, name: str) -> Raw:
    return _filled(readers.READERS[path.suffix.lower()](path, table, name))


def _filled(found: Raw) -> Raw:
    """With records, and with its geometry in the column `geometry`."""
    import geopandas as gpd

    frame = found.frame
    if len(frame) == 0:
        raise SourceError(f"{found.name}：没有任何记录；请检查是否选错了表，或删去这个数据源。")
    if not isinstance(frame, gpd.GeoDataFrame):
        return found
    if frame.geometry.name != "geometry":
        frame = frame.rename_geometry("geometry")
    if _is_void(frame.crs):
        shapes = gpd.GeoSeries(list(frame.geometry), index=frame.index)
        frame = gpd.GeoDataFrame(frame.drop(columns="geometry"), geometry=shapes)
    states = found.states_system and frame.crs is not None
    return replace(found, frame=frame, states_system=states)


def _is_void(crs: "CRS | None") -> bool:
    """GeoPackage has two entries that say no more than "some plane" and "some degrees"."""
    return crs is not None and (crs.is_engineering or crs.name.lower().startswith("undefined"))
