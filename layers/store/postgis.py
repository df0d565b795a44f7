"""Tables in a PostGIS database, whole or not at all, and back again with their index and types."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...gis.errors import OutputError, SourceError
from . import described, postgis_columns, postgis_server
from .kept import Kept, free, kept, restored
from .postgis_server import NOTES, Place

if TYPE_CHECKING:
    import pandas as pd
    from psycopg import Cursor

SCHEMA = "pianqu"


def write(
    tables: "Mapping[str, pd.DataFrame]",
    url: str,
    *,
    schema: str = SCHEMA,
    replace: bool = False,
    fields: "pd.DataFrame | None" = None,
    titles: Mapping[str, str] | None = None,
) -> list[str]:
    """
    Write tables into a schema of a PostGIS database, in one transaction.

    Parameters
    ----------
    tables
        Name to table, as for :func:`pianqu.layers.store.database.write`. Each gets a number of its rows
        as primary key (`fid`), a unique index of its own index where that is one, and a spatial
        index.
    url
        `postgresql://user:password@host:port/database`, or `host=... dbname=...`. No message
        repeats the password.
    schema
        Where the tables go; made if it is not there.
    replace
        Put new tables in the place of those that this function wrote there before. What somebody
        else has put into the schema is never touched.
    fields
        One row a field: `table`, `field`, `zh`, `unit`, `meaning`; kept as comments of columns.
    titles
        Table to its Chinese name; kept as comments of tables.

    Returns
    -------
    list of str
        The tables written, in order.

    Raises
    ------
    OutputError
        A table cannot be kept as it is; or the server does not answer, has no PostGIS, refuses the
        user, or has something else in the schema. Nothing is changed then.

    Examples
    --------
    >>> import pandas as pd
    >>> write({"楼栋": pd.DataFrame({"a": [1]})}, "postgresql://nobody@127.0.0.1:1/city")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.OutputError: 数据库 127.0.0.1:1/city 连接不上；请检查主机、端口和服务器是否已启动。
    """
    place = postgis_server.place(url, error=OutputError)
    prepared = {name: kept(name, table, where=str(place)) for name, table in tables.items()}
    if not prepared:
        raise OutputError(f"数据库 {place}：没有任何表可写；请先读入图层或完成计算。")
    faults = postgis_columns.faults(prepared, place)
    if faults:
        raise OutputError(faults)
    with postgis_server.transaction(place, error=OutputError) as cursor:
        home = postgis_server.home(cursor, place)
        _make_room(cursor, place, schema, replace=replace)
        for order, (name, table) in enumerate(prepared.items()):
            _create(cursor, schema, name, table, home)
            postgis_columns.fill(cursor, schema, name, table)
            _index(cursor, schema, name, table)
            _remark(cursor, schema, name, order, table)
        _comment(cursor, schema, prepared, fields, titles or {})
    return list(prepared)


def read(url: str, *, schema: str = SCHEMA) -> "dict[str, pd.DataFrame]":
    """
    Every table that :func:`write` put into a schema.

    Parameters
    ----------
    url, schema
        As they were written.

    Returns
    -------
    dict
        Name to frame, in the order of writing, with its index and types.

    Raises
    ------
    SourceError
        The server does not answer, or there are no tables of ours.

    Examples
    --------
    >>> read("postgresql://nobody@127.0.0.1:1/city")
    Traceback (most recent call last):
    ...
    pianqu.gis.errors.SourceError: 数据库 127.0.0.1:1/city 连接不上；请检查主机、端口和服务器是否已启动。
    """
    place = postgis_server.place(url, error=SourceError)
    with postgis_server.transaction(place, error=SourceError) as cursor:
        notes = _notes(cursor, schema)
        if notes is None:
            raise SourceError(
                f"数据库 {place} 的模式 {schema} 中没有本软件写入的表；请检查模式名，或先写入。"
            )
        return {
            name: restored(postgis_columns.frame(cursor, schema, name, note), note)
            for name, note in notes
        }


def _make_room(cursor: "Cursor[Any]", place: Place, schema: str, *, replace: bool) -> None:
    """An empty schema, or a refusal that says what stands in it."""
    from psycopg.sql import SQL, Identifier

    found = postgis_server.content(cursor, schema)
    if found is None:
        cursor.execute(SQL("CREATE SCHEMA {}").format(Identifier(schema)))
        found = set()
    own = {name for name, _ in _notes(cursor, schema) or ()} | {NOTES}
    foreign = sorted(found - own) if NOTES in found else sorted(found)
    if foreign or (found and not replace):
        some = "、".join((foreign or sorted(found - {NOTES}))[:5])
        remedy = "请换一个模式名" if foreign else "请换一个模式名，或用 replace=True 覆盖上次的结果"
        raise OutputError(f"数据库 {place} 的模式 {schema} 已有内容（{some}）；{remedy}。")
    for name in sorted(found):
        cursor.execute(SQL("DROP TABLE {}").format(Identifier(schema, name)))
    cursor.execute(
        SQL(
            "CREATE TABLE {} (name text PRIMARY KEY, place integer NOT NULL, note jsonb NOT NULL)"
        ).format(Identifier(schema, NOTES))
    )


def _create(cursor: "Cursor[Any]", schema: str, name: str, table: Kept, home: str) -> None:
    from psycopg.sql import SQL, Identifier

    key = free("fid", list(map(str, table.frame.columns)))
    columns = [SQL("{} bigint PRIMARY KEY").format(Identifier(key))]
    columns += [
        SQL("{} {}").format(Identifier(column), sort)
        for column, sort in postgis_columns.types(table, home)
    ]
    made = SQL("CREATE TABLE {} ({})").format(Identifier(schema, name), SQL(", ").join(columns))
    cursor.execute(made)


def _index(cursor: "Cursor[Any]", schema: str, name: str, table: Kept) -> None:
    from psycopg.sql import SQL, Identifier

    keys = table.index
    if keys and not table.frame.duplicated(keys).any() and table.frame[keys].notna().all(axis=None):
        listed = SQL(", ").join(map(Identifier, keys))
        unique = SQL("CREATE UNIQUE INDEX ON {} ({})").format(Identifier(schema, name), listed)
        cursor.execute(unique)
    if table.spatial is not None:
        spatial = SQL("CREATE INDEX ON {} USING gist ({})")
        cursor.execute(spatial.format(Identifier(schema, name), Identifier(table.spatial)))


def _remark(cursor: "Cursor[Any]", schema: str, name: str, order: int, table: Kept) -> None:
    from psycopg.sql import SQL, Identifier
    from psycopg.types.json import Jsonb

    frame: Any = table.frame
    note = {**table.note, "crs": None if table.spatial is None else frame.crs.to_wkt()}
    row = SQL("INSERT INTO {} VALUES (%s, %s, %s)").format(Identifier(schema, NOTES))
    cursor.execute(row, (name, order, Jsonb(note)))


def _comment(
    cursor: "Cursor[Any]",
    schema: str,
    tables: Mapping[str, Kept],
    fields: "pd.DataFrame | None",
    titles: Mapping[str, str],
) -> None:
    from psycopg.sql import SQL, Identifier, Literal

    for name in tables:
        if titles.get(name):
            said = SQL("COMMENT ON TABLE {} IS {}")
            cursor.execute(said.format(Identifier(schema, name), Literal(titles[name])))
    rows = [] if fields is None else fields.to_dict("records")
    for row in rows:
        table, column = str(row["table"]), str(row["field"])
        text = described.sentence({str(key): value for key, value in row.items()})
        if text and table in tables and column in tables[table].frame.columns:
            said = SQL("COMMENT ON COLUMN {} IS {}")
            cursor.execute(said.format(Identifier(schema, table, column), Literal(text)))


def _notes(cursor: "Cursor[Any]", schema: str) -> list[tuple[str, dict[str, Any]]] | None:
    """Table and note, in the order of writing; None where there are none."""
    from psycopg.sql import SQL, Identifier

    if NOTES not in (postgis_server.content(cursor, schema) or ()):
        return None
    cursor.execute(
        SQL("SELECT name, note FROM {} ORDER BY place").format(Identifier(schema, NOTES))
    )
    return cursor.fetchall()
