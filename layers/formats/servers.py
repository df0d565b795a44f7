"""A table of a PostGIS server as a source: its rows, its geometry and its coordinate system."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...gis.errors import CrsError, SourceError
from .. import findings
from ..store import postgis_server
from ..store.postgis_server import Place
from . import server_columns
from .raw import Note, Raw
from .server_columns import Column

if TYPE_CHECKING:
    from psycopg import Cursor
    from pyproj import CRS

_SYSTEM = ("information_schema", "pg_catalog", "topology", "tiger", "tiger_data")
_OURS = ("geometry_columns", "geography_columns", "spatial_ref_sys", "raster_columns")
_NAMED = 12  # tables spelt out in one sentence
_SPATIAL = ("geometry", "geography")
_UNREAD = ("bytea", "raster", "tsvector", "topogeometry")


def read(url: str, table: str | None) -> Raw:
    """
    A table or view of a PostGIS database, in one read-only transaction.

    Parameters
    ----------
    url
        `postgresql://user:password@host:port/database`; no message repeats the password.
    table
        `schema.table`, or `table` where one schema has it; None where there is one with geometry.

    Returns
    -------
    Raw
        Rows in the order of the primary key, else of their text. Numbers, yes and no, and days
        keep their types; `sha256` is of the rows whatever their order.

    Raises
    ------
    SourceError
        The server does not answer or refuses, has no PostGIS, or no such table; or a geometry
        cannot be used.
    CrsError
        The geometries of the table are in several systems, or in one that is not known.

    Examples
    --------
    >>> read("postgresql://me:secret@127.0.0.1:1/city", "public.楼栋")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 数据库 127.0.0.1:1/city 连接不上；请检查主机、端口和服务器是否已启动。
    """
    place = postgis_server.place(url, error=SourceError)
    with postgis_server.transaction(place, error=SourceError) as cursor:
        schema, name = _begun(cursor, place, table)
        where = f"{place} {schema}.{name}"
        columns = _columns(cursor, schema, name)
        spatial, kept, notes = _sorted_out(columns, where)
        srid = _srid(cursor, schema, name, spatial, where)
        crs = _system(cursor, srid, where)
        frame = server_columns.frame(cursor, (schema, name), kept, spatial)
        whole = _digest(cursor, schema, name, columns)
    return Raw(
        frame if spatial is None else server_columns.shaped(frame, spatial.name, crs, where=where),
        table=f"{schema}.{name}",
        notes=notes,
        states_system=crs is not None,
        name=where,
        sha256=whole,
    )


def sha256(url: str, table: str | None) -> str:
    """Hash of the rows of a table, whatever their order; errors as :func:`read`."""
    place = postgis_server.place(url, error=SourceError)
    with postgis_server.transaction(place, error=SourceError) as cursor:
        schema, name = _begun(cursor, place, table)
        return _digest(cursor, schema, name, _columns(cursor, schema, name))


def _begun(cursor: "Cursor[Any]", place: Place, table: str | None) -> tuple[str, str]:
    """One state of the database, in spellings that no setting of the server changes."""
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    cursor.execute("SET LOCAL TimeZone TO 'UTC'")
    cursor.execute("SET LOCAL DateStyle TO 'ISO, YMD'")
    cursor.execute("SET LOCAL extra_float_digits TO 1")
    cursor.execute("SET LOCAL bytea_output TO 'hex'")
    cursor.execute(
        "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace "
        "WHERE e.extname = 'postgis'"
    )
    found = cursor.fetchone()
    if found is None:
        raise SourceError(
            f"数据库 {place} 没有启用 PostGIS 扩展；"
            "请由管理员在该库中执行 CREATE EXTENSION postgis，或改用文件。"
        )
    cursor.execute("SELECT set_config('search_path', %s, true)", (f'"{found[0]}", pg_catalog',))
    return _found(cursor, place, table)


def _found(cursor: "Cursor[Any]", place: Place, table: str | None) -> tuple[str, str]:
    cursor.execute(
        "SELECT n.nspname, c.relname, has_schema_privilege(n.oid, 'USAGE') AND "
        "has_table_privilege(c.oid, 'SELECT'), EXISTS (SELECT 1 FROM pg_attribute a JOIN pg_type t"
        " ON t.oid = a.atttypid WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped"
        " AND t.typname = ANY(%s)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'v', 'm', 'f', 'p') AND NOT n.nspname = ANY(%s) "
        "AND n.nspname NOT LIKE 'pg\\_%%' AND NOT c.relname = ANY(%s) ORDER BY 1, 2",
        (list(_SPATIAL), list(_SYSTEM), list(_OURS)),
    )
    rows = cursor.fetchall()
    meant = [row for row in rows if table in (f"{row[0]}.{row[1]}", row[1])]
    if table is None:
        meant = [row for row in rows if row[3]]
    if len(meant) != 1:
        raise SourceError(_unclear(place, table, rows, meant))
    schema, name, allowed, _ = meant[0]
    if not allowed:
        raise SourceError(
            f"数据库 {place} 没有给该用户读表 {schema}.{name} 的权限；"
            f"请由管理员执行 GRANT USAGE ON SCHEMA 和 GRANT SELECT ON {schema}.{name}。"
        )
    return str(schema), str(name)


def _unclear(place: Place, table: str | None, rows: Sequence[Any], meant: Sequence[Any]) -> str:
    listed = [f"{row[0]}.{row[1]}" for row in (meant or rows)]
    more = f" 等 {len(listed)} 个" if len(listed) > _NAMED else ""
    there = "、".join(listed[:_NAMED]) + more or "零个表"
    if table is not None and meant:
        asked = f"名为“{table}”的表不止一个"
    else:
        asked = "没有指明读哪一个表" if table is None else f"没有名为“{table}”的表"
    return f"数据库 {place}：{asked}；库中有 {there}，请在 table 中写明“模式.表名”。"


def _columns(cursor: "Cursor[Any]", schema: str, name: str) -> list[Column]:
    cursor.execute(
        "SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid "
        "JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped "
        "ORDER BY a.attnum",
        (schema, name),
    )
    return [Column(str(column), str(sort)) for column, sort in cursor.fetchall()]


def _sorted_out(
    columns: list[Column], where: str
) -> tuple[Column | None, list[Column], list[Note]]:
    """The column of geometry, those to read, and a note on the rest."""
    spatial = [column for column in columns if column.type in _SPATIAL]
    if len(spatial) > 1:
        names = "、".join(column.name for column in spatial)
        raise SourceError(
            f"{where}：有 {len(spatial)} 个几何列（{names}）；"
            "请在库中建一个只含其中一列的视图，并在 table 中写明该视图。"
        )
    unread = [column.name for column in columns if column.type in _UNREAD]
    said = f"{where}：{'、'.join(unread)}"
    notes = [(findings.INFO, "二进制的列未读取", said, "如有需要，请在库中转换为文字。")]
    kept = [column for column in columns if column.type not in (*_SPATIAL, *_UNREAD)]
    return (spatial[0] if spatial else None), kept, notes if unread else []


def _srid(cursor: "Cursor[Any]", schema: str, name: str, spatial: Column | None, where: str) -> int:
    from psycopg.sql import SQL, Identifier

    if spatial is None:
        return 0
    column = Identifier(spatial.name)
    cursor.execute(
        SQL("SELECT DISTINCT ST_SRID({c}::geometry) FROM {t} WHERE {c} IS NOT NULL").format(
            c=column, t=Identifier(schema, name)
        )
    )
    found = sorted(int(row[0]) for row in cursor.fetchall())
    if len(found) > 1:
        listed = "、".join(map(str, found))
        raise CrsError(
            f"{where}：几何列 {spatial.name} 中有几个坐标系（SRID {listed}）；"
            "请在库中用 ST_Transform 统一后再读。"
        )
    return found[0] if found else 0


def _system(cursor: "Cursor[Any]", srid: int, where: str) -> "CRS | None":
    """The system of a number of PostGIS, which need not be that of EPSG."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError as Unknown

    if srid == 0:
        return None
    cursor.execute(
        "SELECT auth_name, auth_srid, srtext FROM spatial_ref_sys WHERE srid = %s", (srid,)
    )
    row = cursor.fetchone()
    try:
        if row is None:
            return CRS.from_epsg(srid)
        known = (row[0] or "").upper() == "EPSG"
        return CRS.from_epsg(row[1]) if known else CRS.from_wkt(row[2] or "")
    except Unknown as error:
        raise CrsError(
            f"{where}：坐标系的编号 SRID {srid} 无法识别；请在库中改为 EPSG 编号（例如 4490、4549）。"
        ) from error


def _digest(cursor: "Cursor[Any]", schema: str, name: str, columns: list[Column]) -> str:
    from psycopg.sql import SQL, Identifier

    whole = hashlib.sha256("\n".join(f"{one.name} {one.type}" for one in columns).encode())
    query = SQL('SELECT (t.*)::text FROM {} AS t ORDER BY (t.*)::text COLLATE "C"')
    cursor.execute(query.format(Identifier(schema, name)))
    for (row,) in cursor:
        whole.update(f"\n{row}".encode())
    return whole.hexdigest()
