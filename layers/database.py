"""Tables as one GeoPackage that any GIS opens, and back again with their index and types."""

import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..gis.errors import OutputError, SourceError

if TYPE_CHECKING:
    import pandas as pd

_NOTE = "pianqu"  # key of the metadata that keeps what a GeoPackage cannot: index and types
_SETTINGS = {
    "OGR_CURRENT_DATE": "2000-01-01T00:00:00Z",  # the moment of writing would change the bytes
    "OGR_SQLITE_SYNCHRONOUS": "OFF",  # the whole file is flushed once, before it is moved
}
_ID = "id"
_MOST = 2**63 - 1  # the largest whole number of a GeoPackage


def write(tables: "Mapping[str, pd.DataFrame]", path: str | Path) -> Path:
    """
    Write tables into one GeoPackage, whole or not at all.

    Parameters
    ----------
    tables
        Name to table. A GeoDataFrame becomes a layer (points and polygons may be mixed, geometry
        may be missing), any other frame a table of attributes. The index becomes a column of its
        own name, `id` if it has none; a plain row number is not written.
    path
        The .gpkg file; one that is there is replaced.

    Returns
    -------
    Path
        The file. The same tables give the same bytes.

    Raises
    ------
    OutputError
        A table cannot be kept as it is, or the file cannot be written.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"households": pd.array([24, None], dtype="Int64")}, index=["B1", "B2"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     back = read(write({"楼栋": table}, Path(folder) / "a.gpkg"))["楼栋"]
    >>> back["households"].tolist()
    [24, <NA>]
    """
    path = Path(path)
    prepared = {name: _prepared(name, table, path) for name, table in tables.items()}
    if not prepared:
        raise OutputError(f"{path.name}：没有任何表可写；请先读入图层或完成计算。")
    try:
        with tempfile.TemporaryDirectory(prefix=".pianqu-", dir=path.parent) as beside, _settings():
            whole = Path(beside) / "whole.gpkg"
            for name, (frame, note) in prepared.items():
                _append(name, frame, note, whole, path)
            with whole.open("rb+") as file:
                os.fsync(file.fileno())
            whole.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path}：无法写入（{error.strerror or error}）；"
            "请检查文件夹是否存在、是否有写权限，并关闭打开它的程序。"
        ) from error
    return path


def read(path: str | Path) -> "dict[str, pd.DataFrame]":
    """
    Every table of a GeoPackage.

    Parameters
    ----------
    path
        A file that :func:`write` made, or any other.

    Returns
    -------
    dict
        Name to frame. Of a file of our own, index and types are as they were written; else the
        column `id`, where there is one, is the index.

    Raises
    ------
    SourceError
        The file is missing or is no GeoPackage.
    """
    import pyogrio

    from . import files

    path = Path(path)
    if not path.is_file():
        raise SourceError(f"{path.name}：文件不存在；请检查路径 {path}。")
    found: dict[str, pd.DataFrame] = {}
    for name in files.tables(path):
        noted = pyogrio.read_info(path, layer=name)["layer_metadata"] or {}
        frame = pyogrio.read_dataframe(path, layer=name)
        found[name] = _restored(frame, json.loads(noted.get(_NOTE, "{}")))
    return found


Note = dict[str, Any]


def _prepared(name: str, table: "pd.DataFrame", path: Path) -> "tuple[pd.DataFrame, Note]":
    """The table with its index as a column and with types that a GeoPackage has."""
    import geopandas as gpd
    import pandas as pd

    index = _index_columns(table)
    frame = table.reset_index(drop=not index, names=index or None)
    frame.columns = frame.columns.map(str)
    _require_distinct(frame, name, path)
    if isinstance(frame, gpd.GeoDataFrame) and frame.crs is None:
        raise OutputError(f"{path.name}：表 {name} 没有坐标系；请先用 pianqu.read 读入该图层。")
    spatial = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    plain = [column for column in frame.columns if column != spatial]
    if not plain:  # a table of nothing but geometries, or of nothing
        frame, plain, index = frame.assign(**{_ID: list(table.index)}), [_ID], [_ID]
    types = {column: _kind(pd.Series(frame[column])) for column in plain}
    note = {"index": index[0] if len(index) == 1 else index or None, "types": types}
    note |= {"name": table.index.name, "named": len(index) == 1}
    cells = {column: _plain(pd.Series(frame[column]), name, path) for column in plain}
    return frame.assign(**cells), note


def _require_distinct(frame: "pd.DataFrame", name: str, path: Path) -> None:
    lower = [column.lower() for column in frame.columns]
    doubled = sorted({column for column in frame.columns if lower.count(column.lower()) > 1})
    if doubled:
        raise OutputError(
            f"{path.name}：表 {name} 的列 {'、'.join(doubled)} 重名或仅大小写不同，"
            "GeoPackage 不能区分；请改名。"
        )


def _index_columns(table: "pd.DataFrame") -> list[str]:
    """Names for the columns of the index, none of which the table has; empty for row numbers."""
    import pandas as pd

    if isinstance(table.index, pd.RangeIndex) and table.index.name is None:
        return []
    wanted = [_ID if name is None else str(name) for name in table.index.names]
    taken = [str(column) for column in table.columns]
    found: list[str] = []
    for name in wanted:
        found.append(_free(name, [*taken, *found]))
    return found


def _free(name: str, taken: list[str]) -> str:
    """The name, or the first of name_1, name_2 ... that is not taken."""
    lower = {other.lower() for other in taken}
    if name.lower() not in lower:
        return name
    return next(f"{name}_{at}" for at in count(1) if f"{name.lower()}_{at}" not in lower)


def _kind(column: "pd.Series") -> str:
    return "wkt" if str(column.dtype) == "geometry" else str(column.dtype)


def _plain(column: "pd.Series", name: str, path: Path) -> "pd.Series":
    """Text where a column is of no type that a GeoPackage has."""
    import pandas as pd

    if str(column.dtype) == "geometry":  # one geometry a table is all that a layer may have
        texts = [None if shape is None else shape.wkt for shape in column]
        return pd.Series(texts, index=column.index, dtype="string")
    if column.dtype.kind in "mc" or isinstance(column.dtype, pd.PeriodDtype | pd.IntervalDtype):
        raise OutputError(
            f"{path.name}：表 {name} 的列 {column.name} 的类型 {column.dtype} 不能存入 GeoPackage；"
            "请先换算为数（例如分钟）或文字。"
        )
    if str(column.dtype).lower() == "uint64":
        return _signed(column, name, path)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if column.dtype != object:
        return column
    better = column.infer_objects().convert_dtypes()
    if better.dtype != object:
        return better
    cells = [None if cell is None or cell is pd.NA else str(cell) for cell in column]
    return pd.Series(cells, index=column.index, dtype="string")


def _signed(column: "pd.Series", name: str, path: Path) -> "pd.Series":
    """A GeoPackage has no whole numbers from 2 ** 63 on."""
    if len(column) and bool((column > _MOST).any()):
        raise OutputError(
            f"{path.name}：表 {name} 的列 {column.name} 有大于 {_MOST} 的整数，"
            "GeoPackage 存不下；请改为文字。"
        )
    return column.astype("Int64" if column.hasnans else "int64")


def _append(name: str, frame: "pd.DataFrame", note: Note, whole: Path, path: Path) -> None:
    import geopandas as gpd
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

    spatial = isinstance(frame, gpd.GeoDataFrame)
    taken = list(frame.columns)
    options = {"FID": _free("fid", taken)}
    if spatial:
        plain = [column for column in taken if column != frame.geometry.name]
        options["GEOMETRY_NAME"] = _free("geom", [*plain, options["FID"]])
    try:
        pyogrio.write_dataframe(
            frame,
            whole,
            layer=name,
            layer_metadata={_NOTE: json.dumps(note, ensure_ascii=False)},
            geometry_type="Unknown" if spatial else None,
            layer_options=options,
        )
    except (DataLayerError, DataSourceError, FeatureError, FieldError) as error:
        raise OutputError(
            f"{path.name}：表 {name} 无法写入 GeoPackage（{error}）；请检查表名和列名。"
        ) from error


@contextmanager
def _settings() -> Iterator[None]:
    """GDAL's settings while a file is written; they hold for the process, so are put back."""
    import pyogrio

    before = {name: pyogrio.get_gdal_config_option(name) for name in _SETTINGS}
    pyogrio.set_gdal_config_options(_SETTINGS)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def _restored(frame: "pd.DataFrame", note: Note) -> "pd.DataFrame":
    types = {name: kind for name, kind in note.get("types", {}).items() if name in frame.columns}
    typed = frame.assign(**{name: _typed(frame[name], kind) for name, kind in types.items()})
    index = note.get("index", _ID)
    there = set(index if isinstance(index, list) else [index]) <= {*typed.columns}
    if index is None or not there:
        return typed
    indexed = typed.set_index(index)
    return indexed.rename_axis(index=note.get("name") or index) if note.get("named") else indexed


def _typed(column: "pd.Series", kind: Any) -> "pd.Series":
    if kind == "wkt":
        import geopandas as gpd

        return gpd.GeoSeries.from_wkt(column)
    if column.dtype == object and kind not in ("object", "category"):
        column = column.convert_dtypes()  # a column without a single value comes back as objects
    return column.astype(kind)
