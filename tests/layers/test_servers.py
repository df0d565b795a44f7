"""Tables of a real PostGIS server as sources: types, systems, order, hash, and refusals in words."""

import datetime
from collections.abc import Iterator
from itertools import count

import pandas as pd
import psycopg
import pytest
import served
from shapely import Point

from pianqu.gis.errors import CrsError, PianquError, SourceError
from pianqu.layers.formats import files

SECRET = "Geheim%25!pass"
NUMBERS = count()
EVERY = """
CREATE TABLE 片区.楼栋 (
  编号 numeric(20, 0) PRIMARY KEY, 名称 text, 层数 integer, 面积 numeric(10, 2), 加梯 boolean,
  建成 date, 登记 timestamptz, 造价 double precision, 标识 uuid, 属性 jsonb, 图 bytea,
  geom geometry(Polygon, 4549));
INSERT INTO 片区.楼栋 VALUES
  (12345678901234567, '二栋', NULL, 88.50, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  (3, '一栋', 6, 1200.25, true, '1998-05-01', '2024-05-01 08:00+08', 0.1,
   '00000000-0000-0000-0000-000000000001', '{"a": 1}', '\\x00',
   ST_MakeEnvelope(500000, 3440000, 500010.123456789, 3440010, 4549));
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    try:
        with served.server() as address:
            yield address
    except FileNotFoundError as error:
        pytest.fail(str(error))


def asked(url: str, *commands: str) -> None:
    with psycopg.connect(url, autocommit=True) as opened:
        for command in commands:
            opened.execute(command)


@pytest.fixture(scope="module")
def city(server: str) -> str:
    """A database with PostGIS, a schema of tables, and a user who may read none."""
    asked(
        f"{server}/postgres", "CREATE DATABASE city", f"CREATE ROLE guest LOGIN PASSWORD '{SECRET}'"
    )
    url = f"{server}/city"
    asked(url, "CREATE EXTENSION postgis", 'CREATE SCHEMA "片区"', EVERY)
    return url


def made(city: str, body: str) -> str:
    """A new table: its columns and rows."""
    name = f"t{next(NUMBERS)}"
    asked(city, *(part.format(t=f"public.{name}") for part in body.split(";") if part.strip()))
    return f"public.{name}"


def test_types_rows_and_system(city):
    found = files.raw(city, table="片区.楼栋")
    frame = found.frame

    assert frame["编号"].tolist() == [3, 12345678901234567]
    assert frame["层数"].tolist()[0] == 6
    assert frame["层数"].isna().tolist() == [False, True]
    assert frame["面积"].tolist() == [1200.25, 88.5]
    assert frame["加梯"].tolist()[0] is True
    assert frame["建成"].iloc[0] == pd.Timestamp(1998, 5, 1)
    assert frame["登记"].iloc[0].to_pydatetime() == datetime.datetime(
        2024, 5, 1, tzinfo=datetime.UTC
    )
    assert frame["造价"].iloc[0] == 0.1
    assert frame["属性"].iloc[0] == '{"a": 1}'
    assert frame.geometry.iloc[0].bounds == (500000, 3440000, 500010.123456789, 3440010)
    assert frame.geometry.iloc[1] is None
    assert frame.crs.to_epsg() == 4549
    assert found.states_system
    assert found.table == "片区.楼栋"
    assert [note[1] for note in found.notes] == ["二进制的列未读取"]
    assert list(frame.columns)[-1] == "geometry"


def test_a_table_is_found_by_its_name_or_where_it_is_the_only_one(city):
    alone = made(city, "CREATE TABLE {t} (a int); INSERT INTO {t} VALUES (1)")
    assert files.raw(city, table=alone.split(".")[1]).table == alone
    asked(city, "CREATE TABLE public.楼栋 (a int)")
    with pytest.raises(SourceError, match=r"名为“楼栋”的表不止一个.*public\.楼栋、片区\.楼栋"):
        files.raw(city, table="楼栋")
    asked(city, "DROP TABLE public.楼栋")
    with pytest.raises(SourceError, match=r"没有名为“公园”的表；库中有 .*片区\.楼栋.*“模式\.表名”"):
        files.raw(city, table="公园")


def test_a_view_of_several_kinds_of_geometry_and_curves(city):
    table = made(
        city,
        "CREATE TABLE {t} (id text, g geometry(Geometry, 4490));"
        "INSERT INTO {t} VALUES ('b', ST_GeomFromText('POINT(120 31)', 4490)),"
        "('a', ST_GeomFromText('CURVEPOLYGON(CIRCULARSTRING(0 0, 2 0, 2 2, 0 2, 0 0))', 4490)),"
        "('c', ST_GeomFromText('POINT(121 31)', 4490))",
    )
    asked(city, f"CREATE VIEW {table}v AS SELECT id, g FROM {table}")
    frame = files.raw(city, table=f"{table}v").frame

    assert frame["id"].tolist() == ["a", "b", "c"]
    assert frame.geom_type.tolist() == ["Polygon", "Point", "Point"]
    assert frame.geometry.iloc[1] == Point(120, 31)


def test_geography_and_a_table_without_geometry(city):
    earth = made(
        city,
        "CREATE TABLE {t} (p geography(Point, 4326));"
        "INSERT INTO {t} VALUES (ST_GeogFromText('POINT(120 31)'))",
    )
    assert files.raw(city, table=earth).frame.crs.to_epsg() == 4326
    plain = files.raw(
        city, table=made(city, "CREATE TABLE {t} (户 text); INSERT INTO {t} VALUES ('1')")
    )
    assert type(plain.frame) is pd.DataFrame
    assert not plain.states_system


def test_a_number_of_no_system_is_none_and_two_are_refused(city):
    body = "CREATE TABLE {t} (g geometry); INSERT INTO {t} VALUES (ST_MakePoint(1, 2))"
    none = made(city, body)
    assert files.raw(city, table=none).frame.crs is None
    assert not files.raw(city, table=none).states_system
    assert files.read(city, table=none, crs=4549).crs.to_epsg() == 4549
    asked(city, f"INSERT INTO {none} VALUES (ST_SetSRID(ST_MakePoint(1, 2), 4490))")
    with pytest.raises(CrsError, match=r"几个坐标系（SRID 0、4490）；请在库中用 ST_Transform"):
        files.raw(city, table=none)


def test_an_own_number_is_the_system_that_it_names(city):
    asked(
        city,
        "INSERT INTO spatial_ref_sys SELECT 990001, 'bureau', 1, srtext, proj4text "
        "FROM spatial_ref_sys WHERE srid = 4549",
    )
    own = made(
        city,
        "CREATE TABLE {t} (g geometry);"
        "INSERT INTO {t} VALUES (ST_SetSRID(ST_MakePoint(500000, 3440000), 990001))",
    )
    spot = files.raw(city, table=own).frame.to_crs(4490).geometry.iloc[0]
    assert spot.x == pytest.approx(120, abs=1e-12)
    asked(city, "DELETE FROM spatial_ref_sys WHERE srid = 990001")
    with pytest.raises(CrsError, match=r"SRID 990001 无法识别；请"):
        files.raw(city, table=own)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("CREATE TABLE {t} (a int, g geometry)", "没有任何记录"),
        (
            "CREATE TABLE {t} (g geometry, h geometry); INSERT INTO {t} VALUES (NULL, NULL)",
            "2 个几何列",
        ),
        (
            "CREATE TABLE {t} (id int PRIMARY KEY, g geometry);"
            "INSERT INTO {t} VALUES (7, ST_MakePoint(1, 2)),"
            "(9, ST_GeomFromText('TIN(((0 0 0, 0 1 0, 1 0 0, 0 0 0)))'))",
            "第 2 行的几何不能使用",
        ),
    ],
)
def test_tables_that_cannot_be_used(city, body, words):
    table = made(city, body)
    with pytest.raises(SourceError, match=words) as caught:
        files.raw(city, table=table)
    assert table in caught.value.faults[0]
    assert "请" in caught.value.faults[0]


def test_the_hash_is_of_the_rows_whatever_their_order(city):
    rows = ["('a', ST_MakePoint(1, 2))", "('b', NULL)", "('c', ST_MakePoint(3, 4))"]
    body = "CREATE TABLE {{t}} (id text, g geometry); INSERT INTO {{t}} VALUES {}"
    tables = [made(city, body.format(", ".join(order))) for order in (rows, rows[::-1], rows[:2])]

    first, turned, fewer = (files.sha256(city, table=table) for table in tables)

    assert first == turned != fewer
    assert files.raw(city, table=tables[0]).sha256 == first
    asked(city, f"UPDATE {tables[0]} SET g = ST_MakePoint(1, 3) WHERE id = 'a'")
    assert files.sha256(city, table=tables[0]) != first


def test_nothing_is_written(city):
    table = made(city, "CREATE TABLE {t} (id text); INSERT INTO {t} VALUES ('a')")
    bad = f"CREATE VIEW {table}v AS SELECT nextval('{table}s') AS id"
    asked(city, f"CREATE SEQUENCE {table}s", bad)
    with pytest.raises(SourceError, match="SQLSTATE 25006"):
        files.raw(city, table=f"{table}v")


def test_a_user_who_may_not_read(city):
    url = city.replace("planner@", f"guest:{SECRET}@")
    with pytest.raises(SourceError, match=r"读表 片区\.楼栋 的权限；请由管理员执行 GRANT"):
        files.raw(url, table="片区.楼栋")


def test_a_server_without_postgis_or_database(server):
    with pytest.raises(SourceError, match="没有启用 PostGIS 扩展；请由管理员"):
        files.raw(f"{server}/postgres", table="a")
    with pytest.raises(SourceError, match="nowhere 不存在"):
        files.raw(f"{server}/nowhere", table="a")


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://me:{SECRET}@127.0.0.1:1/city",
        f"postgresql+psycopg://me:{SECRET}@127.0.0.1:1/city",
        f"postgresql://me:{SECRET}@127.0.0.1:x/city?nonsense=1",
    ],
)
def test_no_message_holds_the_password(url):
    for ask in (files.raw, files.sha256):
        with pytest.raises(PianquError) as caught:
            ask(url, table="a")
        assert SECRET not in str(caught.value)
        assert "pass" not in repr(caught.value)
        assert "请" in str(caught.value)
