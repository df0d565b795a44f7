"""Geometries and attributes as GDAL reads them, whole or not at all."""

import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...gis.errors import SourceError
from ..findings import WARNING
from .raw import Note

if TYPE_CHECKING:
    import pandas as pd

_JSON = (".geojson", ".json")
_COUNTED = (".gpkg", ".fgb", ".gdb")  # say how many features they hold
_HARMLESS = "Measured|.*winding order"  # measures are not used
_NAMED = 8  # features spelt out in one sentence
_GDB_HEAD = 40  # bytes of a table of a FileGDB
_GDB_END = 16  # bytes before and after the offsets of its index
_PAGE = 16  # byte at which an SQLite file says the size of its pages, and then their number


def read(
    path: Path, table: str | None, *, name: str, encoding: str | None = None
) -> "tuple[pd.DataFrame, list[Note]]":
    """
    A layer as GDAL reads it, and what GDAL has to say of it.

    Parameters
    ----------
    path, table
        The file and its layer.
    name
        The file as it is named in sentences.
    encoding
        Of the text, where the format does not settle it.

    Raises
    ------
    SourceError
        The file is damaged, its text is in another encoding than it says, or it holds geometries
        that are no points, lines or polygons.
    """
    import pyogrio
    from shapely.errors import GEOSException

    _require_pages(path, name)
    _require_tables(path, name)
    try:
        with opened(path, name=name) as notes:
            frame = pyogrio.read_dataframe(path, layer=table, encoding=encoding)
    except GEOSException as error:
        raise SourceError(_unusable(path, table, name, str(error).splitlines()[0])) from error
    if path.suffix.lower() in _COUNTED:
        _require_all(path, table, len(frame), name)
    return frame, notes


@contextmanager
def opened(path: Path, *, name: str) -> Iterator[list[Note]]:
    """
    What GDAL says while a file is open: its warnings as notes, its errors as ours.

    Raises
    ------
    SourceError
        GDAL cannot read the file.
    """
    from pyogrio.errors import DataSourceError, FeatureError

    notes: list[Note] = []
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", message=_HARMLESS)
        try:
            yield notes
        except (DataSourceError, FeatureError, IndexError, KeyError) as error:
            raise unreadable(path, error, name=name) from None
        except UnicodeDecodeError as error:
            raise SourceError(
                f"{name}：文字不是 UTF-8 编码；请另存为 UTF-8，或重新导出为 GeoPackage。"
            ) from error
    for words in dict.fromkeys(str(each.message).splitlines()[0] for each in said):
        remedy = "请在 GIS 软件中打开核对。"
        notes.append((WARNING, "读取时的警告", f"{name}：{words}", remedy))


def tables(path: Path, *, name: str) -> list[str]:
    """The layers of a file, in their order."""
    import pyogrio

    with opened(path, name=name):
        return [str(layer) for layer, _ in pyogrio.list_layers(path)]


@contextmanager
def configured(options: Mapping[str, str]) -> Iterator[None]:
    """Settings of GDAL for a while."""
    import pyogrio

    before = {key: pyogrio.get_gdal_config_option(key) for key in options}
    pyogrio.set_gdal_config_options(dict(options))
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def read_parquet(path: Path, *, name: str) -> "pd.DataFrame":
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
        raise unreadable(path, error, name=name) from error
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


def flat(frame: "pd.DataFrame") -> "pd.DataFrame":
    """
    The frame without heights where all of them are 0: KML and DXF give everything a height.

    Examples
    --------
    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> print(flat(gpd.GeoDataFrame(geometry=[Point(1, 2, 0)])).geometry.iloc[0])
    POINT (1 2)
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    if not isinstance(frame, gpd.GeoDataFrame):
        return frame
    shapes = np.asarray(frame.geometry.array, dtype=object)
    heights = shapely.get_coordinates(shapes, include_z=True)[:, 2]
    if np.any(heights[np.isfinite(heights)]):
        return frame
    return frame.set_geometry(list(shapely.force_2d(shapes)), crs=frame.crs)


def unreadable(path: Path, error: Exception, *, name: str) -> SourceError:
    """The error for a file that cannot be opened in its format."""
    words = str(error).splitlines()[0] if str(error) else type(error).__name__
    words = words.replace(str(path), name)  # no folder of ours in a sentence
    return SourceError(
        f"{name}：无法按 {path.suffix} 格式打开（{words}）；"
        "文件可能不完整或扩展名不符，请重新导出。"
    )


def _require_pages(path: Path, name: str) -> None:
    """A GeoPackage says how long it is; GDAL would read on without its end."""
    if path.suffix.lower() != ".gpkg":
        return
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(b"SQLite format 3"):
        return
    page = int.from_bytes(head[_PAGE : _PAGE + 2], "big")
    said = int.from_bytes(head[28:32], "big") * (page if page > 1 else 1 << 16)
    size = path.stat().st_size
    counted = head[24:28] == head[92:96]  # else an old program wrote it and did not count
    if counted and said > size:
        raise SourceError(
            f"{name}：文件不完整，文件头写明 {said} 字节而实际 {size} 字节；请重新复制或导出。"
        )


def _require_tables(path: Path, name: str) -> None:
    """A FileGDB is many files; GDAL guesses on without an index, and loses columns."""
    if not path.is_dir():
        return
    stems = {part.stem for part in path.glob("a*.gdbtabl?")}
    for stem in sorted(stems):
        for part, whole in ((f"{stem}.gdbtable", _is_table), (f"{stem}.gdbtablx", _is_index)):
            if not (path / part).is_file() or not whole(path / part):
                raise SourceError(
                    f"{name}：其中的 {part} 缺少或不完整；请重新复制整个 .gdb 文件夹。"
                )


def _is_table(path: Path) -> bool:
    """As long as its head says."""
    with path.open("rb") as file:
        head = file.read(_GDB_HEAD)
    said = int.from_bytes(head[24:32], "little")
    return len(head) == _GDB_HEAD and path.stat().st_size >= said


def _is_index(path: Path) -> bool:
    """As many blocks of 1024 offsets as it says, between a head and an end."""
    with path.open("rb") as file:
        head = file.read(_GDB_END)
    blocks, width = int.from_bytes(head[4:8], "little"), int.from_bytes(head[12:16], "little")
    least = _GDB_END + blocks * 1024 * width + _GDB_END
    return len(head) == _GDB_END and path.stat().st_size >= least


def _require_all(path: Path, table: str | None, found: int, name: str) -> None:
    """A file that counts its features must hold as many."""
    import pyogrio

    with opened(path, name=name):
        info = pyogrio.read_info(path, layer=table, force_feature_count=False)
    said = int(info["features"])
    if said >= 0 and said != found:
        raise SourceError(
            f"{name}：文件写明 {said} 个要素而只读出 {found} 个；文件不完整，请重新复制或导出。"
        )


def _unusable(path: Path, table: str | None, name: str, words: str) -> str:
    import shapely
    from pyogrio import raw

    with opened(path, name=name):
        _, fids, shapes, _ = raw.read(path, layer=table, columns=[], return_fids=True)
    read_on: Any = shapely.from_wkb(shapes, on_invalid="ignore")
    bad = [
        str(fid)
        for fid, shape, blob in zip(fids, read_on, shapes, strict=True)
        if shape is None and blob is not None
    ]
    which = "、".join(bad[:_NAMED]) + (f" 等 {len(bad)} 个" if len(bad) > _NAMED else "")
    return (
        f"{name}：要素 {which}（FID）的几何不能使用（{words}）；"
        "请在 GIS 软件中修正（闭合边界；TIN、曲面转换为点、线、面）后重新导出。"
    )
