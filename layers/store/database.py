"""Tables as one GeoPackage that any GIS opens, and back again with their index and types."""

import json
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...gis.errors import OutputError, SourceError
from .kept import Kept, Note, free, kept, restored, with_columns

if TYPE_CHECKING:
    import pandas as pd

STYLES = "layer_styles"  # where QGIS looks for styles
_NOTE = "pianqu"  # key of the metadata that keeps what a GeoPackage cannot: index and types
_NULL = "\x00"
_EXACT = 2**53  # beyond it a float no longer tells one whole number from the next
_DAY = "2000-01-01T00:00:00Z"
_SETTINGS = {
    "OGR_CURRENT_DATE": _DAY,  # the moment of writing would change the bytes
    "OGR_SQLITE_SYNCHRONOUS": "OFF",  # the whole file is flushed once, before it is moved
}


def write(
    tables: "Mapping[str, pd.DataFrame]",
    path: str | Path,
    *,
    fields: "pd.DataFrame | None" = None,
    titles: Mapping[str, str] | None = None,
    styles: "pd.DataFrame | None" = None,
) -> Path:
    """
    Write tables into one GeoPackage, whole or not at all.

    Parameters
    ----------
    tables
        Name to table. A GeoDataFrame becomes a layer, any other frame a table of attributes. The
        index becomes a column of its own name, `id` if it has none; a plain row number is not
        written. Where polygons or lines stand beside such of several parts, all are written as
        several parts; geometry of other mixtures stays mixed.
    path
        The .gpkg file; one that is there is replaced.
    fields
        One row a field: `table`, `field`, `zh`, `unit`, `meaning`. GIS show the Chinese heading in
        place of the name.
    titles
        Table to its Chinese name.
    styles
        One row a style: `layer`, `name`, `qml`, `default`. QGIS applies the default one when the
        layer is added, and offers the others.

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
    from . import described

    path = Path(path)
    prepared = {name: kept(name, table, where=path.name) for name, table in tables.items()}
    if not prepared:
        raise OutputError(f"{path.name}：没有任何表可写；请先读入图层或完成计算。")
    faults = _faults(prepared, path.name)
    if faults:
        raise OutputError(faults)
    named = described.identifiers(list(prepared), titles or {})
    try:
        with tempfile.TemporaryDirectory(prefix=".pianqu-", dir=path.parent) as beside, _settings():
            whole = Path(beside) / "whole.gpkg"
            shapes = {}
            for name, table in prepared.items():
                shapes[name] = _append(name, table, whole, path, named.get(name, name))
            if styles is not None and len(styles):
                rows = described.layer_styles(styles, shapes)
                _append(STYLES, Kept(rows, {"index": None}, None), whole, path, STYLES)
            if fields is not None:
                frames = {name: table.frame for name, table in prepared.items()}
                described.put_headings(whole, frames, fields)
            with whole.open("rb+") as file:
                os.fsync(file.fileno())
            whole.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(
            f"{path}：无法写入（{getattr(error, 'strerror', None) or error}）；"
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
        column `id`, where there is one, is the index. Styles of QGIS are the table `layer_styles`.

    Raises
    ------
    SourceError
        The file is missing or is no GeoPackage.
    """
    import pyogrio

    from ..formats import files

    path = Path(path)
    if not path.is_file():
        raise SourceError(f"{path.name}：文件不存在；请检查路径 {path}。")
    found: dict[str, pd.DataFrame] = {}
    for name in files.tables(path):
        noted = pyogrio.read_info(path, layer=name)["layer_metadata"] or {}
        note = json.loads(noted.get(_NOTE, "{}"))
        frame = _exact(pyogrio.read_dataframe(path, layer=name), path, name, note)
        found[name] = restored(frame, note)
    return found


def _exact(frame: "pd.DataFrame", path: Path, name: str, note: Note) -> "pd.DataFrame":
    """Great whole numbers as they stand: beside a missing one they are read as floats."""
    import pandas as pd

    whole = [
        column
        for column, kind in note.get("types", {}).items()
        if "Int" in kind and column in frame.columns and frame[column].dtype.kind == "f"
    ]
    great = [column for column in whole if bool((frame[column].abs() >= _EXACT).any())]
    if not great:
        return frame
    quoted = ['"' + word.replace('"', '""') + '"' for word in (*great, name)]
    # names cannot be bound as parameters, so they are quoted
    asked = f"SELECT {', '.join(quoted[:-1])} FROM {quoted[-1]} ORDER BY rowid"
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as opened:
        cells = list(zip(*opened.execute(asked).fetchall(), strict=True))
    columns = {
        column: pd.Series(list(own), index=frame.index, dtype=object)
        for column, own in zip(great, cells, strict=True)
    }
    return with_columns(frame, columns)


def _faults(tables: Mapping[str, Kept], where: str) -> list[str]:
    """Text that would be cut off at a null character, without a word."""
    faults = []
    for name, table in tables.items():
        for column in table.frame.select_dtypes(["string", "str"]).columns:
            cut = table.frame[column].str.contains(_NULL, regex=False).fillna(value=False)
            if cut.any():
                row = int(cut.to_numpy(dtype=bool).argmax()) + 1
                faults.append(
                    f"{where}：表 {name} 的列 {column} 第 {row} 行含有空字符（U+0000）；请删去该字符。"
                )
    return faults


def _append(name: str, table: Kept, whole: Path, path: Path, identifier: str) -> str:
    """Write one table; the name of its column of geometry, empty if it has none."""
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

    frame: Any = table.frame
    taken = [str(column) for column in frame.columns]
    options = {"FID": free("fid", taken), "IDENTIFIER": identifier}
    if table.sort is not None:
        plain = [column for column in taken if column != frame.geometry.name]
        options["GEOMETRY_NAME"] = free("geom", [*plain, options["FID"]])
    if name == STYLES:
        options["FID"] = "id"
    try:
        pyogrio.write_dataframe(
            frame,
            whole,
            layer=name,
            layer_metadata={_NOTE: json.dumps(table.note, ensure_ascii=False)},
            geometry_type=table.sort,
            promote_to_multi=False,  # done, where it could be undone
            layer_options=options,
        )
    except (DataLayerError, DataSourceError, FeatureError, FieldError) as error:
        raise OutputError(
            f"{path.name}：表 {name} 无法写入 GeoPackage（{error}）；请检查表名和列名。"
        ) from error
    return options.get("GEOMETRY_NAME", "")


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
