"""A table as databases keep it: index as columns, plain types, one sort of geometry; and back."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

from ...gis.errors import OutputError
from . import sorts

if TYPE_CHECKING:
    import pandas as pd

Note = dict[str, Any]
_ID = "id"
_OBJECTS = "object of "  # a column of objects that were all of one type
_MOST = 2**63 - 1  # the largest whole number of a database


@dataclass(frozen=True, eq=False)
class Kept:
    """
    A table ready to be written.

    Attributes
    ----------
    frame
        The index as columns, no type that a database lacks.
    note
        What a database cannot keep, for :func:`restored`.
    sort
        Of its geometry, as GDAL calls it; :data:`pianqu.layers.store.sorts.MIXED` where
        there are several; None for a table
        without geometry.
    """

    frame: "pd.DataFrame"
    note: Note
    sort: str | None

    @property
    def index(self) -> list[str]:
        """The columns that were the index; empty for row numbers."""
        found = self.note["index"] or []
        return found if isinstance(found, list) else [found]

    @property
    def spatial(self) -> str | None:
        """The column of geometry."""
        frame: Any = self.frame
        return None if self.sort is None else str(frame.geometry.name)

    @property
    def epsg(self) -> int | None:
        """Code of the coordinate system of the geometry; None where it has none."""
        frame: Any = self.frame
        return None if self.sort is None else frame.crs.to_epsg()


def kept(name: str, table: "pd.DataFrame", *, where: str) -> Kept:
    """
    A table as a database can hold it.

    Parameters
    ----------
    name
        Of the table, for what is said.
    table
        Any frame. The index becomes columns of its own names, `id` if it has none; a plain row
        number is not kept. Polygons beside multipolygons become multipolygons, and lines likewise.
    where
        The file or database, for what is said.

    Returns
    -------
    Kept

    Raises
    ------
    OutputError
        Two columns differ in case only, a layer has no coordinate system, or a type or number
        cannot be kept.

    Examples
    --------
    >>> import pandas as pd
    >>> made = kept("楼栋", pd.DataFrame({"a": [1]}, index=["B1"]), where="a.gpkg")
    >>> made.frame.columns.tolist(), made.sort
    (['id', 'a'], None)
    """
    import geopandas as gpd
    import pandas as pd

    index = _index_columns(table)
    frame = table.reset_index(drop=not index, names=index or None)
    frame.columns = frame.columns.map(str)
    _require_distinct(frame, name, where)
    if isinstance(frame, gpd.GeoDataFrame) and frame.crs is None:
        raise OutputError(f"{where}：表 {name} 没有坐标系；请先用 pianqu.read 读入该图层。")
    spatial = frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None
    plain = [column for column in frame.columns if column != spatial]
    if not plain:  # a table of nothing but geometries, or of nothing
        frame, plain, index = frame.assign(**{_ID: list(table.index)}), [_ID], [_ID]
    cells = {column: _plain(pd.Series(frame[column]), name, where) for column in plain}
    types = {column: _kind(pd.Series(frame[column]), cells[column]) for column in plain}
    note: Note = {"index": index[0] if len(index) == 1 else index or None, "types": types}
    note |= {"name": table.index.name, "named": len(index) == 1}
    frame = with_columns(frame, cells)
    if not isinstance(frame, gpd.GeoDataFrame):
        return Kept(frame, note, None)
    shapes, sort, many = sorts.one(frame)
    note["at"] = [str(spatial), [str(column) for column in frame.columns].index(str(spatial))]
    return Kept(frame.set_geometry(shapes), note | ({"multi": many} if many else {}), sort)


def with_columns(frame: "pd.DataFrame", cells: "Mapping[str, Any]") -> "pd.DataFrame":
    """
    The frame with these columns, whatever their names (`assign` refuses one named self).

    Examples
    --------
    >>> import pandas as pd
    >>> with_columns(pd.DataFrame({"self": [1]}), {"self": [2]})["self"].tolist()
    [2]
    """
    made = frame.copy(deep=False)
    for name, column in cells.items():
        made[name] = column
    return made


def restored(frame: "pd.DataFrame", note: Note) -> "pd.DataFrame":
    """
    The table as it was before :func:`kept`.

    Parameters
    ----------
    frame
        As a database gives it back, in the order of writing.
    note
        Of :class:`Kept`; an empty one for a table of another maker.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({"a": [1]}, index=pd.Index(["B1"], name="id"))
    >>> made = kept("t", table, where="x")
    >>> restored(made.frame, made.note).equals(table)
    True
    """
    import geopandas as gpd

    if "at" in note and isinstance(frame, gpd.GeoDataFrame):
        frame = sorts.placed(frame, *note["at"], many=note.get("multi"))
    types = {name: kind for name, kind in note.get("types", {}).items() if name in frame.columns}
    typed = with_columns(frame, {name: _typed(frame[name], kind) for name, kind in types.items()})
    index = note.get("index", _ID)
    there = set(index if isinstance(index, list) else [index]) <= {*typed.columns}
    if index is None or not there:
        return typed
    indexed = typed.set_index(index)
    return indexed.rename_axis(index=note["name"]) if note.get("named") else indexed


def free(name: str, taken: list[str]) -> str:
    """
    The name, or the first of name_1, name_2 ... that is not taken, whatever the case.

    Examples
    --------
    >>> free("fid", ["FID", "a"])
    'fid_1'
    """
    lower = {other.lower() for other in taken}
    if name.lower() not in lower:
        return name
    return next(f"{name}_{at}" for at in count(1) if f"{name.lower()}_{at}" not in lower)


def _require_distinct(frame: "pd.DataFrame", name: str, where: str) -> None:
    lower = [column.lower() for column in frame.columns]
    doubled = sorted({column for column in frame.columns if lower.count(column.lower()) > 1})
    if doubled:
        raise OutputError(
            f"{where}：表 {name} 的列 {'、'.join(doubled)} 重名或仅大小写不同，"
            "数据库（GeoPackage、PostGIS）不能区分；请改名。"
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
        found.append(free(name, [*taken, *found]))
    return found


def _kind(column: "pd.Series", plain: "pd.Series") -> str:
    if str(column.dtype) == "geometry":
        return "wkt"
    if column.dtype == object and plain.dtype != "string":
        return f"{_OBJECTS}{plain.dtype}"
    return str(column.dtype)


def _plain(column: "pd.Series", name: str, where: str) -> "pd.Series":
    """Text where a column is of no type that a database has."""
    import pandas as pd

    if str(column.dtype) == "geometry":  # one geometry a table is all that a layer may have
        texts = [None if shape is None else shape.wkt for shape in column]
        return pd.Series(texts, index=column.index, dtype="string")
    if column.dtype.kind in "mc" or isinstance(column.dtype, pd.PeriodDtype | pd.IntervalDtype):
        raise OutputError(
            f"{where}：表 {name} 的列 {column.name} 的类型 {column.dtype} 不能存入数据库；"
            "请先换算为数（例如分钟）或文字。"
        )
    if str(column.dtype).lower() == "uint64":
        return _signed(column, name, where)
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    if column.dtype != object:
        return column
    better = column.infer_objects().convert_dtypes()
    if better.dtype != object:
        return better
    cells = [None if cell is None or cell is pd.NA else str(cell) for cell in column]
    return pd.Series(cells, index=column.index, dtype="string")


def _signed(column: "pd.Series", name: str, where: str) -> "pd.Series":
    """A database has no whole numbers from 2 ** 63 on."""
    if len(column) and bool((column > _MOST).any()):
        raise OutputError(
            f"{where}：表 {name} 的列 {column.name} 有大于 {_MOST} 的整数，"
            "数据库存不下；请改为文字。"
        )
    return column.astype("Int64" if column.hasnans else "int64")


def _typed(column: "pd.Series", kind: Any) -> "pd.Series":
    if kind == "wkt":
        import geopandas as gpd

        return gpd.GeoSeries.from_wkt(column)
    if str(kind).startswith(_OBJECTS):
        cells = _typed(column, str(kind).removeprefix(_OBJECTS)).astype(object)
        return cells.where(cells.notna(), None)
    if column.dtype == object and str(kind).startswith(("Int", "UInt")):
        import pandas as pd

        return pd.Series(
            pd.array(column.tolist(), dtype=kind), column.index
        )  # never by way of floats
    if column.dtype == object and kind not in ("object", "category"):
        column = column.convert_dtypes()  # a column without a single value comes back as objects
    return column.astype(kind)
