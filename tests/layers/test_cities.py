"""A city kept in a GeoPackage and on a real PostGIS server comes back equal to the last bit."""

import string
from collections.abc import Iterator
from dataclasses import fields, replace
from itertools import count
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import psycopg
import pytest
import served
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, box

from pianqu.gis.errors import OutputError, SourceError
from pianqu.layers import demo, findings
from pianqu.layers.city import City
from pianqu.layers.store import cities, database, postgis

NUMBERS = count()


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A database with PostGIS."""
    try:
        with served.server() as address:
            for place, command in (
                ("postgres", "CREATE DATABASE city"),
                ("city", "CREATE EXTENSION postgis"),
            ):
                with psycopg.connect(f"{address}/{place}", autocommit=True) as opened:
                    opened.execute(command)
            yield f"{address}/city"
    except FileNotFoundError as error:
        pytest.fail(str(error))


@pytest.fixture(scope="module")
def district() -> City:
    return demo.district()


def layer() -> gpd.GeoDataFrame:
    """A missing value of every type, great numbers, odd text and three sorts of geometry."""
    two = MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1 / 3)])
    return gpd.GeoDataFrame(
        {
            "name": pd.array(["东一村😀\t\\N\x01\ufffe", None, ""], dtype="string"),
            "households": pd.array([-(2**62) - 1, None, 2**53 + 1], dtype="Int64"),
            "lift": pd.array([True, None, False], dtype="boolean"),
            "height": [0.1 + 0.2, np.nan, -np.inf],
            "as_of": pd.to_datetime(["1900-01-01", None, "2100-12-31"]).astype("datetime64[s]"),
            "备注": pd.Series(["临街", None, "NA"], dtype="str").to_numpy(dtype=object),
            "note": pd.Series([True, None, False], dtype=object).to_numpy(),
            "id": [1, 2, 3],
        },
        geometry=[two, None, box(0, 0, 9, 9)],
        index=pd.Index(["01", "02", "03"], name="id"),
        crs=4549,
    )


def odd() -> City:
    shapes = [Point(1, 2, 3), LineString([(0, 0), (1, 1 / 3)]), None]
    mixed = gpd.GeoDataFrame(geometry=shapes, index=pd.Index(["a", "b", "c"], name="id"), crs=4549)
    return City(
        "甲“乙”",
        4549,
        {"projects": mixed, "communities": layer(), "parks": layer().iloc[:0]},
        rasters={"ndvi": Path("数据/ndvi.tif"), "dem": Path("/tmp/dem.tif")},
        findings=findings.table(findings.finding("info", "parks", "空", value="0", remedy="")),
        extent=box(0, 0, 1, 1 / 3),
        synthetic=True,
    )


def assert_same(found: City, city: City) -> None:
    for part in fields(City):
        one, other = getattr(found, part.name), getattr(city, part.name)
        if isinstance(other, pd.DataFrame):
            assert_alike(one, other)
        elif part.name == "layers":
            assert list(one) == list(other)
            for name in other:
                assert_alike(one[name], other[name])
        elif part.name == "extent":
            assert shapely.to_wkb(one) == shapely.to_wkb(other)
        else:
            assert one == other
            assert type(one) is type(other)


def assert_alike(found: pd.DataFrame, frame: pd.DataFrame) -> None:
    assert type(found) is type(frame)
    spatial = isinstance(frame, gpd.GeoDataFrame)
    if spatial:
        assert found.crs == frame.crs
        assert found.geometry.name == frame.geometry.name
        pairs = zip(found.geometry, frame.geometry, strict=True)
        assert all(shapely.to_wkb(one) == shapely.to_wkb(other) for one, other in pairs)
    drop = [frame.geometry.name] if spatial else []
    assert list(found.columns) == list(frame.columns)
    pd.testing.assert_frame_equal(
        pd.DataFrame(found.drop(columns=drop)),
        pd.DataFrame(frame.drop(columns=drop)),
        check_exact=True,
        check_column_type=False,
    )


@pytest.fixture(params=["GeoPackage", "PostGIS"])
def place(request, tmp_path) -> dict[str, object]:
    """Somewhere new to keep a city."""
    if request.param == "GeoPackage":
        return {"place": tmp_path / "a.gpkg"}
    return {"place": request.getfixturevalue("server"), "schema": f"片区{next(NUMBERS)}"}


@pytest.mark.parametrize("extent", [None, box(0, 0, 1, 2)])
@pytest.mark.parametrize("layers", [{}, {"parks": layer()}])
def test_a_bare_city_comes_back(place, layers, extent):
    city = City("", 4549, layers, extent=extent)
    cities.write(city, **place)
    assert_same(cities.read(**place), city)


def test_an_odd_city_comes_back(place):
    cities.write(odd(), **place)
    assert_same(cities.read(**place), odd())


def test_the_district_comes_back(place, district):
    cities.write(district, **place)
    assert_same(cities.read(**place), district)


def test_every_table_of_a_city_is_kept():
    """What is no table and not named in the module would be lost without a word."""
    plain = {"name", "epsg", "synthetic", "layers", "rasters", "extent"}
    for part in fields(City):
        assert part.name in plain or isinstance(getattr(odd(), part.name), pd.DataFrame)


def test_what_is_there_is_replaced_only_when_asked(place):
    cities.write(odd(), **place)
    other = replace(odd(), name="乙", layers={})

    with pytest.raises(OutputError, match="replace=True"):
        cities.write(other, **place)
    assert_same(cities.read(**place), odd())
    cities.write(other, **place, replace=True)
    assert_same(cities.read(**place), other)


def test_tables_without_a_city_are_no_city(place, tmp_path):
    tables = {"parks": layer()}
    if "schema" in place:
        postgis.write(tables, place["place"], schema=place["schema"])
    else:
        database.write(tables, place["place"])
    with pytest.raises(SourceError, match="其中没有片区（缺少表 city）"):
        cities.read(**place)


def test_a_place_that_cannot_be(tmp_path):
    with pytest.raises(OutputError, match=r"只能存为 \.gpkg 文件或 PostGIS 数据库"):
        cities.write(odd(), tmp_path / "a.shp")
    with pytest.raises(OutputError, match="连接不上") as error:
        cities.write(odd(), "postgresql://me:geheim@127.0.0.1:1/city")
    assert "geheim" not in str(error.value)


def test_a_null_character_is_refused_and_not_cut_off(place):
    cut = layer().assign(name=pd.array(["甲", "乙\x00丙", None], dtype="string"))
    with pytest.raises(OutputError, match=r"列 name 第 2 行含有空字符（U\+0000）"):
        cities.write(City("甲", 4549, {"communities": cut}), **place)


def test_gis_show_chinese_headings(tmp_path):
    path = cities.write(odd(), tmp_path / "a.gpkg")
    import sqlite3
    from contextlib import closing

    with closing(sqlite3.connect(path)) as opened:
        rows = opened.execute(
            "SELECT c.identifier, d.title FROM gpkg_contents c JOIN gpkg_data_columns d "
            "ON c.table_name = d.table_name WHERE d.column_name = 'households'"
        ).fetchall()
    assert ("小区", "户数") in rows


CELLS = {
    "string": st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    "Int64": st.integers(-(2**63), 2**63 - 1),
    "boolean": st.booleans(),
    "float64": st.floats(width=64),
    "datetime64[s]": st.datetimes(pd.Timestamp("1900-01-01"), pd.Timestamp("2100-12-31")).map(
        lambda day: pd.Timestamp(day).floor("s")
    ),
}
_at = st.floats(-1e7, 1e7)
SHAPES = st.none() | st.one_of(
    st.builds(Point, _at, _at),
    st.builds(Point, _at, _at, _at),
    st.lists(st.tuples(_at, _at), min_size=2, max_size=4).map(LineString),
    st.builds(lambda x, y: box(x, y, x + 1, y + 1), _at, _at),
    st.just(MultiPolygon([box(0, 0, 1, 1), box(2, 0, 3, 1)])),
    st.just(shapely.Polygon()),
)


@st.composite
def frames(draw) -> pd.DataFrame:
    rows = draw(st.integers(0, 4))
    letters = st.text(string.ascii_lowercase + "楼栋 %\"'", min_size=1, max_size=8)
    found = {}
    for name in draw(st.lists(letters, unique=True, max_size=4)):
        kind = draw(st.sampled_from(sorted(CELLS)))
        cells = draw(st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows))
        found[name] = pd.Series(cells, dtype=kind).array
    ids = draw(st.lists(CELLS["string"], min_size=rows, max_size=rows, unique=True))
    frame = pd.DataFrame(found, index=pd.Index(ids, dtype="str", name="id"))
    if draw(st.booleans()):
        shapes = draw(st.lists(SHAPES, min_size=rows, max_size=rows))
        return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, frame.index, crs=4549))
    return frame


QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


@settings(max_examples=30, deadline=None, suppress_health_check=QUIET)
@given(one=frames(), other=frames(), name=CELLS["string"])
def test_any_city_comes_back_from_a_file(tmp_path, one, other, name):
    city = City(name, 4549, {"projects": one, "corrections": other})
    path = tmp_path / f"{next(NUMBERS)}.gpkg"
    cities.write(city, path)
    assert_same(cities.read(path), city)


@settings(max_examples=20, deadline=None, suppress_health_check=QUIET)
@given(one=frames(), other=frames(), name=CELLS["string"])
def test_any_city_comes_back_from_a_server(server, one, other, name):
    city = City(name, 4549, {"projects": one, "corrections": other})
    schema = f"any{next(NUMBERS)}"
    cities.write(city, server, schema=schema)
    assert_same(cities.read(server, schema=schema), city)
