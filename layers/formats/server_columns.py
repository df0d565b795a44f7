"""Cells of a table in PostGIS as columns of a frame, each in the type that it has there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ...gis.errors import SourceError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd
    from psycopg import Cursor
    from psycopg.sql import Composable
    from pyproj import CRS

_READERS = {  # type in PostgreSQL to type of a column; every other comes as text
    "bool": "boolean",
    "int2": "Int64",
    "int4": "Int64",
    "int8": "Int64",
    "float4": "Float64",
    "float8": "Float64",
    "numeric": "numeric",
    "text": "string",
    "varchar": "string",
    "date": "datetime64[s]",
    "timestamp": "datetime64[us]",
    "timestamptz": "utc",
}
_INT64 = 1 << 63
_NAMED = 8  # rows spelt out in one sentence


@dataclass(frozen=True)
class Column:
    """A column: its name and the name of its type in PostgreSQL."""

    name: str
    type: str


def frame(
    cursor: "Cursor[Any]", table: tuple[str, str], kept: list[Column], spatial: Column | None
) -> "pd.DataFrame":
    """
    The rows of a table in the order of its primary key, or else of their text.

    Parameters
    ----------
    cursor
        In a transaction.
    table
        Schema and name.
    kept, spatial
        The columns to read, and that of the geometry, which comes as EWKB with straight lines.
    """
    import pandas as pd
    from psycopg.sql import SQL, Identifier

    parts = [_selected(column) for column in kept]
    if spatial is not None:
        shape = SQL("ST_AsEWKB(ST_CurveToLine({}::geometry))")
        parts.append(shape.format(Identifier(spatial.name)))
    cursor.execute(
        SQL("SELECT {} FROM {} AS t ORDER BY {}").format(
            SQL(", ").join(parts), Identifier(*table), _order(cursor, table)
        )
    )
    rows = cursor.fetchall()
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(parts)
    found = {one.name: _series(own, one) for one, own in zip(kept, cells, strict=False)}
    if spatial is not None:
        found[spatial.name] = pd.Series(list(cells[-1]), dtype=object)
    return pd.DataFrame(found, index=pd.RangeIndex(len(rows)))


def shaped(
    frame: "pd.DataFrame", column: str, crs: "CRS | None", *, where: str
) -> "gpd.GeoDataFrame":
    """
    The frame with its column of EWKB as geometry.

    Raises
    ------
    SourceError
        Some are no points, lines or polygons.
    """
    import geopandas as gpd
    import numpy as np
    import shapely

    blobs = frame[column].to_numpy(dtype=object)
    shapes: Any = shapely.from_wkb(blobs, on_invalid="ignore")
    bad = np.flatnonzero(shapely.is_missing(shapes) & frame[column].notna().to_numpy())
    if len(bad):
        listed = "、".join(str(row + 1) for row in bad[:_NAMED])
        more = f" 等 {len(bad)} 行" if len(bad) > _NAMED else ""
        raise SourceError(
            f"{where}：按主键顺序第 {listed} 行{more}的几何不能使用；"
            "请在库中把 TIN、曲面等转换为点、线、面（ST_Multi、ST_Dump）。"
        )
    plain = shapely.set_srid(shapes, 0)
    return gpd.GeoDataFrame(
        frame.drop(columns=column), geometry=gpd.GeoSeries(list(plain), index=frame.index, crs=crs)
    )


def _selected(column: Column) -> "Composable":
    from psycopg.sql import SQL, Identifier

    text = SQL("{}") if column.type in _READERS else SQL("{}::text")
    return text.format(Identifier(column.name))


def _order(cursor: "Cursor[Any]", table: tuple[str, str]) -> "Composable":
    from psycopg.sql import SQL, Identifier

    cursor.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
        "JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a "
        "ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey) "
        "WHERE n.nspname = %s AND c.relname = %s AND i.indisprimary "
        "ORDER BY array_position(i.indkey::int2[], a.attnum)",
        table,
    )
    keys = [Identifier(str(row[0])) for row in cursor.fetchall()]
    return SQL(", ").join(keys) if keys else SQL('(t.*)::text COLLATE "C"')


def _series(cells: Sequence[Any], column: Column) -> "pd.Series":
    import pandas as pd

    sort: Any = _READERS.get(column.type, "string")
    if sort == "numeric":
        return _numbers(list(cells))
    own = pd.Series(list(cells), dtype=object)
    return pd.to_datetime(own, utc=True) if sort == "utc" else own.astype(sort)


def _numbers(cells: list[Decimal | None]) -> "pd.Series":
    """Whole where all are, so that an id of eighteen figures keeps them."""
    import pandas as pd

    there = [cell for cell in cells if cell is not None]
    if not all(cell.is_finite() and cell == cell.to_integral_value() for cell in there):
        floats = [None if cell is None else float(cell) for cell in cells]
        return pd.Series(floats, dtype="Float64")
    whole = [None if cell is None else int(cell) for cell in cells]
    small = all(abs(cell) < _INT64 for cell in there)
    if small:
        return pd.Series(whole, dtype="Int64")
    return pd.Series([None if cell is None else str(cell) for cell in whole], dtype="string")
