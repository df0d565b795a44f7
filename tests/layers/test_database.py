"""A GeoPackage gives back what was put in, whole, and with the same bytes."""

import sqlite3
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pianqu.gis.errors import OutputError, SourceError
from pianqu.layers.store import database


@pytest.fixture
def mixed() -> gpd.GeoDataFrame:
    """Every type a layer may have, a missing value of each, and mixed geometry."""
    return gpd.GeoDataFrame(
        {
            "name": pd.array(["东一村", None, "丙"], dtype="string"),
            "households": pd.array([24, None, 7], dtype="Int64"),
            "lift": pd.array([True, None, False], dtype="boolean"),
            "height": [18.5, np.nan, np.inf],
            "as_of": pd.to_datetime(["2024-05-01", None, "1999-12-31"]).astype("datetime64[s]"),
            "reached": [True, False, True],
            "count": [1, 2, 3],
        },
        geometry=[Point(1, 2), box(0, 0, 9, 9), None],
        index=pd.Index(["01", "02", "03"], name="id"),
        crs=4549,
    )


def test_a_layer_comes_back_as_it_was(tmp_path, mixed):
    path = database.write({"小区": mixed}, tmp_path / "a.gpkg")

    found = database.read(path)["小区"]

    assert_geodataframe_equal(found, mixed, check_index_type=False, normalize=True)
    assert found.dtypes.astype(str).to_dict() == mixed.dtypes.astype(str).to_dict()


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        (pd.DataFrame({"a": [1.5]}), ["a"]),
        (pd.DataFrame({"a": [1.5]}, index=["x"]), ["id", "a"]),
        (pd.DataFrame({"a": [1.5]}, index=pd.Index(["x"], name="kind")), ["kind", "a"]),
    ],
)
def test_the_index_is_a_column_of_its_own_name(tmp_path, table, columns):
    path = database.write({"t": table}, tmp_path / "a.gpkg")

    assert list(gpd.read_file(path, layer="t").columns) == columns
    assert database.read(path)["t"].index.tolist() == table.index.tolist()


def test_an_empty_layer_and_a_column_without_values(tmp_path, mixed):
    bare = mixed.assign(lift=pd.array([None] * 3, dtype="boolean"), name=None)
    path = database.write({"空": mixed.iloc[:0], "缺": bare}, tmp_path / "a.gpkg")

    found = database.read(path)

    assert len(found["空"]) == 0
    assert found["空"].dtypes.astype(str).to_dict() == mixed.dtypes.astype(str).to_dict()
    assert found["缺"][["lift", "name"]].isna().all(axis=None)
    assert str(found["缺"]["lift"].dtype) == "boolean"


def test_objects_of_no_one_type_become_text(tmp_path):
    table = pd.DataFrame({"value": [10, "CGCS2000", None]}, index=["a", "b", "c"])

    found = database.read(database.write({"口径": table}, tmp_path / "a.gpkg"))["口径"]

    assert found["value"].tolist()[:2] == ["10", "CGCS2000"]
    assert pd.isna(found["value"].iloc[2])


def test_objects_of_one_type_stay_what_they_are(tmp_path):
    cells = {"lift": [True, None, False], "n": [1, None, 2**53]}
    table = pd.DataFrame(cells, dtype=object)

    found = database.read(database.write({"t": table}, tmp_path / "a.gpkg"))["t"]

    assert found.dtypes.tolist() == [object, object]
    assert found["lift"].dropna().tolist() == [True, False]
    assert [type(cell) for cell in found["lift"].dropna()] == [bool, bool]
    assert found["n"].dropna().tolist() == [1, 2**53]


def test_the_same_tables_give_the_same_bytes(tmp_path, mixed):
    tables = {"小区": mixed, "表": pd.DataFrame(mixed.drop(columns="geometry"))}
    first = database.write(tables, tmp_path / "a.gpkg").read_bytes()

    assert database.write(tables, tmp_path / "b.gpkg").read_bytes() == first


def test_a_failed_write_leaves_the_old_file(tmp_path, mixed):
    path = database.write({"小区": mixed}, tmp_path / "a.gpkg")
    before = path.read_bytes()
    twins = pd.DataFrame({"a": [1], "A": [2]})

    with pytest.raises(OutputError, match=r"a\.gpkg：表 表二 的列 A、a .*请改名"):
        database.write({"小区": mixed, "表二": twins}, path)
    with pytest.raises(OutputError, match="没有坐标系"):
        database.write({"小区": mixed.set_crs(None, allow_override=True)}, path)
    with pytest.raises(OutputError, match="没有任何表"):
        database.write({}, path)

    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["a.gpkg"]


def test_a_folder_that_is_not_there(tmp_path, mixed):
    with pytest.raises(OutputError, match=r"无法写入.*请检查"):
        database.write({"小区": mixed}, tmp_path / "无" / "a.gpkg")


@pytest.mark.parametrize(("content", "part"), [(None, "不存在"), (b"text", "无法按 .gpkg")])
def test_what_is_no_geopackage_is_named(tmp_path, content, part):
    path = tmp_path / "a.gpkg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=part):
        database.read(path)


SPOTS = [Point(1, 2), Point(3, 4)]
AWKWARD = {
    "an index named like a column": pd.DataFrame(
        {"id": [1, 2]}, index=pd.Index(["a", "b"], name="id")
    ),
    "two columns of an index": pd.DataFrame(
        {"x": [1, 2]}, index=pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["k", "n"])
    ),
    "no columns": pd.DataFrame(index=pd.Index(["a", "b"], name="id")),
    "nothing but geometry": gpd.GeoDataFrame(geometry=SPOTS, crs=4549),
    "names of GeoPackage": gpd.GeoDataFrame(
        {"fid": [5, 6], "fid_1": [7, 8], "geom": ["甲", "乙"]}, geometry=SPOTS, crs=4549
    ),
    "two geometries": gpd.GeoDataFrame(
        {"a": [1, 2], "door": gpd.GeoSeries([Point(9, 9), None], crs=4549)},
        geometry=SPOTS,
        crs=4549,
    ),
    "large numbers": pd.DataFrame({"n": np.array([1, 2**40], dtype="uint64")}),
}


@pytest.mark.parametrize("case", AWKWARD)
def test_awkward_tables_lose_nothing(tmp_path, case):
    table = AWKWARD[case]

    found = database.read(database.write({"t": table}, tmp_path / "a.gpkg"))["t"]

    assert found.index.tolist() == table.index.tolist()
    for column in table.columns:
        assert str(found[column].dtype) == str(table[column].dtype)
        assert [cell for cell in found[column] if cell is not None] == [
            cell for cell in table[column] if cell is not None
        ]


@pytest.mark.parametrize(
    ("column", "words"),
    [
        (pd.to_timedelta([1], unit="min"), "列 c 的类型 timedelta"),
        (np.array([2**63], dtype="uint64"), "列 c 有大于"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(tmp_path, column, words):
    with pytest.raises(OutputError, match=words):
        database.write({"t": pd.DataFrame({"c": column})}, tmp_path / "a.gpkg")


def asked(file: Path, query: str) -> list[tuple]:
    with closing(sqlite3.connect(file)) as opened:
        return opened.execute(query).fetchall()


CELLS = {
    "string": st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
    "Int64": st.integers(-(2**53), 2**53),
    "boolean": st.booleans(),
    "Float64": st.floats(allow_nan=False, width=64),
}


NAMED = pd.Index(["i0"], name="key")  # of a table with a column named self


@st.composite
def frames(draw) -> pd.DataFrame:
    rows = draw(st.integers(0, 4))
    kinds = draw(st.lists(st.sampled_from(sorted(CELLS)), max_size=5))
    cells = {
        f"{kind} {at}": pd.array(
            draw(st.lists(st.none() | CELLS[kind], min_size=rows, max_size=rows)), dtype=kind
        )
        for at, kind in enumerate(kinds)
    }
    return pd.DataFrame(cells, index=pd.Index([f"i{row}" for row in range(rows)], name="key"))


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(table=pd.DataFrame({"self": pd.array([1], dtype="Int64")}, index=NAMED))
@given(table=frames())
def test_any_table_comes_back(tmp_path, table):
    found = database.read(database.write({"t": table}, tmp_path / "a.gpkg"))["t"]

    pd.testing.assert_frame_equal(found, table, check_index_type=False, check_column_type=False)


FIELDS = pd.DataFrame(
    [
        ("小区", "households", "户数", "household", "registered households"),
        ("小区", "count", "户数", "", ""),
        ("小区", "gone", "不在", "", ""),
        ("他表", "a", "甲", "", ""),
    ],
    columns=["table", "field", "zh", "unit", "meaning"],
)


def test_a_file_says_what_its_tables_and_columns_are_called(tmp_path, mixed):
    tables = {"小区": mixed, "a": pd.DataFrame({"x": [1]}), "b": pd.DataFrame({"x": [1]})}
    titles = {"a": "同名", "b": "同名"}
    path = database.write(tables, tmp_path / "a.gpkg", fields=FIELDS, titles=titles)

    assert asked(path, "SELECT column_name, name, title, description FROM gpkg_data_columns") == [
        ("households", "户数", "户数", "户数（household）：registered households"),
        ("count", "户数_1", "户数", "户数"),
    ]
    names = dict(asked(path, "SELECT table_name, identifier FROM gpkg_contents"))
    assert names == {"小区": "小区", "a": "同名（a）", "b": "同名（b）"}
    extensions = asked(
        path, "SELECT table_name FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'"
    )
    assert len(extensions) == 2
    assert set(database.read(path)) == set(tables)
    again = database.write(tables, tmp_path / "b.gpkg", fields=FIELDS, titles=titles)
    assert again.read_bytes() == path.read_bytes()


def test_styles_stand_where_qgis_looks_for_them(tmp_path, mixed):
    rows = [
        ("小区", "甲", "<qgis/>", True),
        ("小区", "乙", "<qgis/>", False),
        ("无", "丙", "", True),
    ]
    styles = pd.DataFrame(rows, columns=["layer", "name", "qml", "default"])
    path = database.write({"小区": mixed.assign(geom=1)}, tmp_path / "a.gpkg", styles=styles)

    columns = "f_table_catalog, f_table_name, f_geometry_column, styleName, useAsDefault"
    assert asked(path, f"SELECT {columns} FROM layer_styles") == [
        ("", "小区", "geom_1", "甲", 1),
        ("", "小区", "geom_1", "乙", 0),
    ]
    assert asked(path, "SELECT data_type FROM gpkg_contents WHERE table_name = 'layer_styles'") == [
        ("attributes",)
    ]
