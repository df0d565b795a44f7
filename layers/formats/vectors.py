"""Geometries and attributes from GeoPackage, GeoJSON, Shapefile and Parquet, whole or not at all."""

import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from ...gis.errors import SourceError

if TYPE_CHECKING:
    import pandas as pd

_JSON = (".geojson", ".json")
_SHP_LENGTH = 24  # byte at which a .shp says its length in words of two bytes
_HARMLESS = "Measured|.*winding order"  # measures are not used


def read(path: Path, table: str | None) -> "pd.DataFrame":
    """
    A layer as GDAL reads it.

    Raises
    ------
    SourceError
        The file is damaged, a part of it is missing, its text is in another encoding than it
        says, or it holds geometries that are no points, lines or polygons.
    """
    import pyogrio
    from pyogrio.errors import DataSourceError, FeatureError
    from shapely.errors import GEOSException

    if path.suffix.lower() == ".shp":
        _require_whole(path)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=_HARMLESS)
            return pyogrio.read_dataframe(path, layer=table, encoding=encoding(path) or None)
    except (DataSourceError, FeatureError) as error:
        raise unreadable(path, error) from error
    except UnicodeDecodeError as error:
        raise SourceError(_other_encoding(path)) from error
    except GEOSException as error:
        raise SourceError(
            f"{path.name}：含有不能使用的几何（{str(error).splitlines()[0]}）；"
            "请在 GIS 软件中把 TIN、曲面等转换为点、线、面后重新导出。"
        ) from error


def tables(path: Path) -> list[str]:
    """The layers of a file, in their order."""
    import pyogrio
    from pyogrio.errors import DataSourceError

    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=_HARMLESS)
            return [str(name) for name, _ in pyogrio.list_layers(path)]
    except DataSourceError as error:
        raise unreadable(path, error) from error


def encoding(path: Path) -> str:
    """The encoding of the text of a Shapefile without .cpg; empty where the format settles it."""
    import pyogrio
    from pyogrio.errors import DataSourceError, FeatureError

    if path.suffix.lower() != ".shp" or _part(path, ".cpg") is not None:
        return ""
    for name in ("utf-8", "gb18030"):
        try:
            pyogrio.read_dataframe(path, encoding=name, read_geometry=False)
        except UnicodeDecodeError:
            continue
        except (DataSourceError, FeatureError) as error:
            raise unreadable(path, error) from error
        return name
    raise SourceError(_other_encoding(path))


def read_parquet(path: Path) -> "pd.DataFrame":
    """
    A Parquet file with or without geometries; a named index is a column like any other.

    Raises
    ------
    SourceError
        It is no Parquet file, or cut short.
    """
    import geopandas as gpd
    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        spatial = b"geo" in (pq.read_schema(path).metadata or {})
        frame = gpd.read_parquet(path) if spatial else pd.read_parquet(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise unreadable(path, error) from error
    named = any(name is not None for name in frame.index.names)
    return frame.reset_index() if named else frame


def states_no_system(path: Path) -> bool:
    """
    Whether a GeoJSON file is only taken to be WGS 84, having no member "crs".

    Examples
    --------
    >>> states_no_system(Path("a.gpkg"))
    False
    """
    if path.suffix.lower() not in _JSON:
        return False
    raw = path.read_bytes()
    if b'"crs"' not in raw:
        return True
    try:
        return "crs" not in json.loads(raw)
    except ValueError:
        return False


def unreadable(path: Path, error: Exception) -> SourceError:
    """The error for a file that cannot be opened in its format."""
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    return SourceError(
        f"{path.name}：无法按 {path.suffix} 格式打开（{words}）；"
        "文件可能不完整或扩展名不符，请重新导出。"
    )


def _part(path: Path, ending: str) -> Path | None:
    """Another file of a Shapefile, whichever way its ending is written."""
    found = (path.with_suffix(one) for one in (ending, ending.upper()))
    return next((one for one in found if one.exists()), None)


def _require_whole(path: Path) -> None:
    """A Shapefile is several files; GDAL reads on without some of them."""
    for ending in (".dbf", ".shx"):
        part = _part(path, ending)
        if part is None or part.stat().st_size == 0:
            found = "缺少" if part is None else "是空的（0 字节）："
            raise SourceError(
                f"{path.name}：{found}同名的 {ending} 文件；"
                "Shapefile 由 .shp、.shx、.dbf 等几个文件组成，请一并复制。"
            )
    with path.open("rb") as file:
        said = 2 * int.from_bytes(file.read(_SHP_LENGTH + 4)[_SHP_LENGTH:], "big")
    size = path.stat().st_size
    if said != size:
        raise SourceError(
            f"{path.name}：文件不完整，文件头写明 {said} 字节而实际 {size} 字节；请重新复制或导出。"
        )


def _other_encoding(path: Path) -> str:
    if path.suffix.lower() == ".shp":
        return (
            f"{path.name}：文字不是 .cpg 文件写明的编码，也认不出其他编码；"
            "请改正 .cpg（例如写 UTF-8 或 GB18030），或重新导出为 GeoPackage。"
        )
    return f"{path.name}：文字不是 UTF-8 编码；请另存为 UTF-8，或重新导出为 GeoPackage。"
