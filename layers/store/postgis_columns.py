"""Columns of a table in PostGIS: their types, their cells on the way in, and on the way out."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, LiteralString

from .kept import Kept, Note
from .sorts import MIXED

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from psycopg import Cursor
    from psycopg.sql import Composable

    from .postgis_server import Place

_BYTES = 63  # of a name in PostgreSQL; the rest would be cut off without a word
_MICRO = 1000  # nanoseconds: the finest that PostgreSQL keeps


def faults(tables: Mapping[str, Kept], place: "Place") -> list[str]:
    """
    What of the tables a PostGIS database cannot hold.

    Parameters
    ----------
    tables
        Name to table.
    place
        For what is said.

    Returns
    -------
    list of str
        One sentence a fault.

    Examples
    --------
    >>> import pandas as pd
    >>> from .kept import kept
    >>> made = kept("t", pd.DataFrame({"c" * 70: [1]}), where="x")
    >>> faults({"t": made}, "x")[0][:20]
    '数据库 x：表 t 的列 ccccccc'
    """
    return [
        f"数据库 {place}：{said}" for name, table in tables.items() for said in _of(name, table)
    ]


def types(table: Kept, home: str) -> "Iterator[tuple[str, Composable]]":
    """Each column and its type; `home` is the schema that PostGIS is in."""
    from psycopg.sql import SQL, Identifier, Literal

    spatial = table.spatial
    for column in map(str, table.frame.columns):
        if column == spatial:
            named = Identifier(home, "geometry")
            sort = _sort(table)
            parts = (named, Literal(sort), Literal(table.epsg))
            yield column, SQL("{}({}, {})").format(*parts) if sort else named
        else:
            yield column, SQL(_type(table.frame[column]))


def fill(cursor: "Cursor[Any]", schema: str, name: str, table: Kept) -> None:
    """Send the rows, numbered from 1."""
    from psycopg.sql import SQL, Identifier

    cells: list[Iterable[Any]] = [range(1, len(table.frame) + 1)]
    spatial = table.spatial
    for column in map(str, table.frame.columns):
        own: Any = table.frame[column]
        cells.append(_shapes(own, table.epsg) if column == spatial else _cells(own))
    with cursor.copy(SQL("COPY {} FROM STDIN").format(Identifier(schema, name))) as copied:
        for row in zip(*cells, strict=True):
            copied.write_row(row)


def frame(
    cursor: "Cursor[Any]", schema: str, name: str, note: Note
) -> "pd.DataFrame | gpd.GeoDataFrame":
    """
    The rows of a table in their order, without their number.

    Returns
    -------
    DataFrame
        A GeoDataFrame where the note says where the geometry stands.
    """
    import geopandas as gpd
    import pandas as pd
    from psycopg.sql import SQL, Identifier

    cursor.execute(SQL("SELECT * FROM {} ORDER BY 1").format(Identifier(schema, name)))
    columns = [each.name for each in cursor.description or ()][1:]
    rows = [row[1:] for row in cursor.fetchall()]
    held = dict(zip(columns, zip(*rows, strict=True), strict=True)) if rows else {}
    found = pd.DataFrame(
        {column: pd.Series(list(held.get(column, ())), dtype=object) for column in columns},
        index=pd.RangeIndex(len(rows)),
    )
    if "at" not in note:
        return found
    place = note["at"][0]
    shapes = gpd.GeoSeries.from_wkb(found[place], crs=note["crs"])
    return gpd.GeoDataFrame(found.assign(**{place: shapes}), geometry=place, crs=note["crs"])


def _sort(table: Kept) -> str | None:
    """The sort of geometry as PostGIS calls it; None where some have heights and some have not."""
    import shapely

    if table.sort != MIXED:
        return table.sort
    frame: Any = table.frame
    high = shapely.has_z(frame.geometry.dropna().to_numpy())
    if high.any():
        return "GeometryZ" if high.all() else None
    return "Geometry"


def _of(name: str, table: Kept) -> Iterator[str]:
    import pandas as pd

    for word in (name, *map(str, table.frame.columns)):
        if len(word.encode()) > _BYTES:
            of = f"表 {name} 的列 {word}" if word != name else f"表 {name}"
            yield f"{of} 的名称超过 {_BYTES} 字节（汉字每个 3 字节），会被截断；请改短。"
    if table.spatial is not None and table.epsg is None:
        yield f"表 {name} 的坐标系没有 EPSG 代码，PostGIS 无从登记；请先转换到有代码的坐标系。"
    for column in table.frame.columns.drop(table.spatial or []):
        own = pd.Series(table.frame[column])
        if own.dtype.kind == "M" and _finer(own):
            yield f"表 {name} 的列 {column} 的时刻细于微秒，PostgreSQL 存不下；请取整到微秒。"
        elif _type(own) == "text":
            bad = own.astype("string").str.contains("\x00", regex=False).fillna(value=False)
            if bad.any():
                row = table.frame.index[bad.to_numpy(dtype=bool)][0]
                yield f"表 {name} 的列 {column} 第 {row + 1} 行含有空字符（U+0000）；请删去该字符。"


def _finer(own: "pd.Series") -> bool:
    import pandas as pd

    there = pd.DatetimeIndex(own.dropna())
    return bool((there.nanosecond % _MICRO).any())


def _type(own: "pd.Series") -> LiteralString:
    import pandas as pd

    dtype = own.dtype
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "bigint"
    if pd.api.types.is_float_dtype(dtype):
        return "double precision"
    if isinstance(dtype, pd.DatetimeTZDtype):
        return "timestamptz"
    return "timestamp" if dtype.kind == "M" else "text"


def _cells(own: "pd.Series") -> list[Any]:
    """Python's own values, None for missing."""
    plain: Any = own.astype("string") if _type(own) == "text" else own
    missing = plain.isna()
    return plain.astype(object).where(~missing, None).tolist()


def _shapes(own: Any, epsg: int | None) -> list[str | None]:
    """Hex of EWKB, which names the coordinate system."""
    import shapely

    numbered: Any = shapely.set_srid(own.to_numpy(), epsg or 0)
    return shapely.to_wkb(numbered, hex=True, include_srid=True).tolist()
