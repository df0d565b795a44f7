"""A real PostGIS server holds what was written, gives it back as it was, and refuses in words."""

import string
from collections.abc import Iterator
from itertools import count

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import pytest
import served
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

from pianqu.gis.errors import OutputError, SourceError
from pianqu.layers import demo
from pianqu.layers.store import postgis

SECRET = "Geheim%25!pass"
NUMBERS = count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    try:
        with served.server() as address:
            yield address
    except FileNotFoundError as error:
        pytest.fail(str(error))


@pytest.fixture(scope="session")
def city(server: str) -> str:
    """A database with PostGIS."""
    return made(server, "CREATE EXTENSION postgis")


@pytest.fixture
def schema() -> str:
    """A name that no other test uses."""
    return f"片区{next(NUMBERS)}"


def made(server: str, *commands: str) -> str:
    """A new database."""
    name = f"db{next(NUMBERS)}"
    asked(f"{server}/postgres", f"CREATE DATABASE {name}")
    for command in commands:
        asked(f"{server}/{name}", command)
    return f"{server}/{name}"


def asked(url: str, query: str) -> list[tuple]:
    with psycopg.connect(url, autocommit=True) as opened:
        found = opened.execute(query)
        return found.fetchall() if found.description else []


def every() -> gpd.GeoDataFrame:
    """Every type a layer may have, a missing value of each, and polygons of one and two parts."""
    two = MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])
    return gpd.GeoDataFrame(
        {
            "name": pd.array(["东一村\t\\N'\"\n", None, ""], dtype="string"),
            "households": pd.array([24, None, 2**53 + 1], dtype="Int64"),
            "lift": pd.array([True, None, False], dtype="boolean"),
            "height": [18.5, np.nan, np.inf],
            "as_of": pd.to_datetime(["2024-05-01", None, "1999-12-31"]).astype("datetime64[s]"),
            "seen": pd.to_datetime(["2024-05-01 08:00:00.000001+08:00"] * 3, utc=True),
            "grade": pd.Categorical(["A", None, "C"]),
            "fen": np.array([1, -(2**62), 3], dtype="int64"),
            "mixed": pd.Series([10, "CGCS2000", None], dtype=object).to_numpy(),
        },
        geometry=[box(0, 0, 9, 9), two, None],
        index=pd.Index(["01", "02", "03"], name="id"),
        crs=4549,
    )


def same(found: pd.DataFrame, table: pd.DataFrame) -> None:
    assert found.index.tolist() == table.index.tolist()
    assert found.index.names == table.index.names
    assert list(found.columns) == list(table.columns)
    assert found.dtypes.astype(str).to_dict() == table.dtypes.astype(str).to_dict()
    for column in table.columns:
        cells, own = found[column].astype(object), table[column].astype(object)
        assert cells.isna().tolist() == own.isna().tolist()
        assert cells.dropna().map(str).tolist() == own.dropna().map(str).tolist()


def test_a_layer_comes_back_as_it_was(city, schema):
    table = every()
    assert postgis.write({"小区": table, "t": pd.DataFrame({"a": [1.5]})}, city, schema=schema) == [
        "小区",
        "t",
    ]

    found = postgis.read(city, schema=schema)

    same(found["小区"], table)
    assert_geodataframe_equal(found["小区"].drop(columns="mixed"), table.drop(columns="mixed"))
    assert found["t"].equals(pd.DataFrame({"a": [1.5]}))


def test_the_layers_of_the_district_come_back(city, schema):
    layers = demo.layers()
    postgis.write(layers, city, schema=schema)

    found = postgis.read(city, schema=schema)

    assert list(found) == list(layers)
    for name, table in layers.items():
        same(found[name], table)
    types = asked(
        city,
        f"SELECT f_table_name, type, srid FROM geometry_columns WHERE f_table_schema='{schema}'",
    )
    assert ("buildings", "POLYGON", 4549) in types
    assert ("barriers", "GEOMETRY", 4549) in types


CELLS = {
    "string": st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    "Int64": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "Float64": st.floats(allow_nan=False, width=64),
}


NAMED = pd.Index(["i0"], dtype="string", name="key")  # of a table with a column named self


@st.composite
def frames(draw) -> pd.DataFrame:
    rows = draw(st.integers(0, 4))
    names = draw(
        st.lists(st.text(string.ascii_lowercase + "楼栋 %\"'", min_size=1, max_size=8), unique=True)
    )
    found = {}
    for name in names:
        kind = draw(st.sampled_from(sorted(CELLS)))
        cells = draw(st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows))
        found[name] = pd.array(cells, dtype=kind)
    return pd.DataFrame(
        found, index=pd.Index([f"i{row}" for row in range(rows)], dtype="string", name="key")
    )


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(table=pd.DataFrame({"self": pd.array([1], dtype="Int64")}, index=NAMED))
@given(table=frames())
def test_any_table_comes_back(city, table):
    schema = f"any{next(NUMBERS)}"
    postgis.write({"t": table}, city, schema=schema)

    found = postgis.read(city, schema=schema)["t"]

    pd.testing.assert_frame_equal(found, table, check_column_type=False)


@pytest.mark.parametrize(
    ("shapes", "sort"),
    [
        ([Point(1, 2), None], "POINT"),
        ([Point(1, 2), box(0, 0, 1, 1)], "GEOMETRY"),
        ([None, None], "GEOMETRY"),
        ([LineString([(0, 0), (1, 1)])], "LINESTRING"),
    ],
)
def test_geometry_is_typed_and_indexed(city, schema, shapes, sort):
    postgis.write({"a": gpd.GeoDataFrame(geometry=shapes, crs=4549)}, city, schema=schema)

    columns = f"SELECT type FROM geometry_columns WHERE f_table_schema = '{schema}'"
    assert asked(city, columns) == [(sort,)]
    indexes = asked(city, f"SELECT indexdef FROM pg_indexes WHERE schemaname = '{schema}'")
    assert any("USING gist (geometry)" in found for (found,) in indexes)
    same(postgis.read(city, schema=schema)["a"], gpd.GeoDataFrame(geometry=shapes, crs=4549))


def test_tables_have_keys_and_comments(city, schema):
    fields = pd.DataFrame(
        [("小区", "households", "户数", "household", "it's counted")],
        columns=["table", "field", "zh", "unit", "meaning"],
    )
    titles = {"小区": "小区 O'Hara"}
    postgis.write({"小区": every()}, city, schema=schema, fields=fields, titles=titles)

    table = f"'{schema}.小区'::regclass"
    assert asked(city, f"SELECT obj_description({table}, 'pg_class')") == [("小区 O'Hara",)]
    assert asked(city, f"SELECT col_description({table}, 3)")[0][0] is None
    said = f"SELECT description FROM pg_description WHERE objoid = {table} AND objsubid > 0"
    assert asked(city, said) == [("户数（household）：it's counted",)]
    keys = f"SELECT indexdef FROM pg_indexes WHERE schemaname = '{schema}' AND tablename = '小区'"
    found = " ".join(each for (each,) in asked(city, keys))
    assert "UNIQUE INDEX" in found
    assert "(fid)" in found
    assert "(id)" in found


def test_what_is_there_is_replaced_only_when_asked(city, schema):
    postgis.write(
        {"a": pd.DataFrame({"n": [1]}), "b": pd.DataFrame({"n": [2]})}, city, schema=schema
    )

    with pytest.raises(OutputError, match=rf"模式 {schema} 已有内容（a、b）；.*replace=True"):
        postgis.write({"a": pd.DataFrame({"n": [3]})}, city, schema=schema)
    postgis.write({"a": pd.DataFrame({"n": [3]})}, city, schema=schema, replace=True)

    assert {
        name: table["n"].tolist() for name, table in postgis.read(city, schema=schema).items()
    } == {"a": [3]}


def test_what_others_have_made_is_never_touched(city, schema):
    postgis.write({"a": pd.DataFrame({"n": [1]})}, city, schema=schema)
    asked(city, f'CREATE TABLE "{schema}"."他人" (x integer)')

    with pytest.raises(OutputError, match="已有内容（他人）；请换一个模式名。"):
        postgis.write({"a": pd.DataFrame({"n": [2]})}, city, schema=schema, replace=True)

    assert postgis.read(city, schema=schema)["a"]["n"].tolist() == [1]
    view = f"v{next(NUMBERS)}"
    asked(
        city,
        f'DROP TABLE "{schema}"."他人"; CREATE VIEW public.{view} AS SELECT n FROM "{schema}".a',
    )
    with pytest.raises(OutputError, match="有视图或其他对象依赖"):
        postgis.write({"a": pd.DataFrame({"n": [2]})}, city, schema=schema, replace=True)
    assert postgis.read(city, schema=schema)["a"]["n"].tolist() == [1]


def test_a_fault_on_the_way_leaves_everything_as_it_was(city, schema, monkeypatch):
    postgis.write({"a": pd.DataFrame({"n": [1]})}, city, schema=schema)
    monkeypatch.setattr(postgis.postgis_columns, "faults", lambda *_: [])
    bad = pd.DataFrame({"t": ["x\x00y"]})

    with pytest.raises(ValueError, match=r"0x00|NUL|不能保存"):
        postgis.write({"a": pd.DataFrame({"n": [2]}), "b": bad}, city, schema=schema, replace=True)

    assert postgis.read(city, schema=schema)["a"]["n"].tolist() == [1]
    assert list(postgis.read(city, schema=schema)) == ["a"]


def test_every_fault_of_the_tables_is_said_at_once():
    local = "+proj=tmerc +lat_0=0 +lon_0=119.3 +ellps=GRS80 +units=m"
    tables = {
        "长" * 22: pd.DataFrame({"a": [1]}),
        "字": pd.DataFrame({"a": ["x", "x\x00y"]}),
        "刻": pd.DataFrame({"t": pd.to_datetime([1], unit="ns")}),
        "系": gpd.GeoDataFrame(geometry=[Point(0, 0)], crs=local),
    }
    with pytest.raises(OutputError) as error:
        postgis.write(tables, "host=127.0.0.1 port=1 dbname=city")
    parts = [
        "超过 63 字节",
        "表 字 的列 a 第 2 行含有空字符",
        "列 t 的时刻细于微秒",
        "没有 EPSG 代码",
    ]
    assert len(error.value.faults) == 4
    for said, part in zip(error.value.faults, parts, strict=True):
        assert said.startswith("数据库 127.0.0.1:1/city：表 ")
        assert part in said


def test_what_stands_in_the_way_is_named_without_the_password(server, city, schema):
    table = {"a": pd.DataFrame({"n": [1]})}
    asked(city, f"CREATE ROLE guest LOGIN PASSWORD '{SECRET}'")
    port = server.rsplit(":", 1)[1]
    guest = f"postgresql://guest:Geheim%2525%21pass@127.0.0.1:{port}"
    bare = made(server)
    cases = {
        f"{guest}/{city.rsplit('/', 1)[1]}": "没有给该用户足够的权限",
        f"{guest}/{bare.rsplit('/', 1)[1]}": "没有启用 PostGIS 扩展",
        f"{guest}/nowhere": "nowhere 不存在",
        guest.replace(port, "1") + "/city": "127.0.0.1:1/city 连接不上",
        f"postgresql://guest:{SECRET}%zz@127.0.0.1/city": "数据库地址无法识别",
        f"mysql://guest:{SECRET}@127.0.0.1/city": "数据库地址无法识别",
        f"postgresql://ghost:{SECRET[:6]}@127.0.0.1:{port}/city": "拒绝了该用户",
    }
    for url, part in cases.items():
        with pytest.raises(OutputError, match=part) as error:
            postgis.write(table, url, schema=schema)
        assert error.value.__cause__ is None
        assert error.value.__suppress_context__ or error.value.__context__ is None
        assert "Geheim" not in str(error.value)
        assert len(error.value.faults) == 1


def test_reading_what_is_not_there(city, schema):
    with pytest.raises(SourceError, match=rf"模式 {schema} 中没有本软件写入的表"):
        postgis.read(city, schema=schema)
    with pytest.raises(OutputError, match="没有任何表可写"):
        postgis.write({}, city, schema=schema)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://me:pa@SECRET@db/city",
        "postgresql://me:SECRET/x@db/city",
        "postgresql://me:a:SECRET@db:SECRET/c",
    ],
)
def test_a_password_that_parts_the_address_is_never_repeated(url):
    with pytest.raises(SourceError) as caught:
        postgis.read(url)

    assert "SECRET" not in str(caught.value)
    assert "无法识别" in str(caught.value) or "连接不上" in str(caught.value)
