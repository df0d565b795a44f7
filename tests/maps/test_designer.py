"""The designer's GeoPackage: layers, headings and bytes, of three plots known by hand."""

import sqlite3
import sys
from pathlib import Path
from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
from designed import EAST, HOSTILE, LAYERS, NORTH, TABLES, asked, plan, plots, styled, tables
from shapely import Point

from pianqu.gis.errors import OutputError
from pianqu.layers.store import database
from pianqu.maps.designer.geopackage import GEOMETRY, designer


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return designer(plan(), tmp_path_factory.mktemp("designer") / "idle.gpkg")


def layer(file: Path, name: str) -> gpd.GeoDataFrame:
    return gpd.read_file(file, layer=name)


def test_each_layer_declares_one_sort_of_geometry_and_the_system_of_the_plan(file: Path) -> None:
    rows = asked(file, "SELECT table_name, geometry_type_name, srs_id FROM gpkg_geometry_columns")
    assert {name: shape for name, shape, _ in rows} == LAYERS
    assert {srs for *_, srs in rows} == {4549}
    for name, shape in LAYERS.items():
        assert set(layer(file, name).geom_type.str.upper()) == {shape}
        columns = asked(file, f"PRAGMA table_info('{name}')")
        assert (GEOMETRY, shape) in [(column[1], column[2]) for column in columns]


def test_attribute_tables_and_styles_are_listed_and_the_file_is_sound(file: Path) -> None:
    kinds = dict(asked(file, "SELECT table_name, data_type FROM gpkg_contents"))
    plain = {name for name, kind in kinds.items() if kind == "attributes"}
    assert plain == TABLES | {"layer_styles"}
    assert asked(file, "PRAGMA integrity_check") == [("ok",)]
    assert set(database.read(file)) == {*LAYERS, *TABLES, "layer_styles"}


def test_plots_speak_chinese_beside_their_codes(file: Path) -> None:
    row = layer(file, "闲置地块").set_index("plot").loc["L1"]
    assert row[["status", "结论", "confidence", "可信度"]].tolist() == [
        *("candidate", "候选", "high", "高")
    ]
    assert row[["小区", "权属类别", "面积_m2", "法定闲置土地"]].tolist() == [
        "东一村",
        "国有",
        400.0,
        True,
    ]
    assert row[["证据", "反面证据"]].tolist() == ["登记为空置；房屋占地 2%", "植被茂密"]
    assert row[["可以利用为", "须踏勘的用途", "拟选用途"]].tolist() == [
        "停车场",
        "菜市场",
        "停车场",
    ]


def test_what_is_not_known_is_null_never_zero_or_false(file: Path) -> None:
    columns = '"法定闲置土地", "步行可达", "内切圆直径_m", "可排车位"'
    assert asked(file, f"SELECT {columns} FROM \"闲置地块\" WHERE plot = 'L2'") == [(None,) * 4]
    columns = '"面积_m2", "法定闲置土地", "步行可达"'
    assert asked(file, f'SELECT {columns} FROM "闲置房屋点位"') == [(None, None, 0)]


def test_shapes_are_those_of_the_plan(file: Path) -> None:
    own = plots()
    drawn = layer(file, "闲置地块").set_index("plot").geometry
    assert drawn["L1"].equals(own.geometry["L1"])
    assert len(drawn["L2"].geoms) == 2
    circle = layer(file, "内切圆").geometry.iloc[0]
    assert circle.centroid.distance(Point(EAST + 10, NORTH + 10)) < 1e-6
    assert circle.area == pytest.approx(314.159, rel=1e-3)
    assert own.geometry["L1"].buffer(1e-9).covers(circle)


def test_sites_are_points_in_their_plots_with_what_they_bring(file: Path) -> None:
    sites = layer(file, "推荐选址").set_index("plot")
    assert plots().geometry["L1"].contains(sites.geometry["L1"])
    assert sites.geometry["R1"].equals(Point(EAST + 90, NORTH))
    told = sites[["用途", "适合判断", "新增惠及", "惠及单位", "统计总数"]]
    assert told.loc["L1"].tolist() == ["停车场", "可以", 54.0, "人", 80.0]
    assert told.loc["R1", "惠及单位"] == "人·分钟"
    assert sites["造价_元"].isna().tolist() == [True, False]


def test_evidence_and_refusals_come_with_words_and_days(file: Path) -> None:
    first = pyogrio.read_dataframe(file, layer="闲置证据").iloc[0]
    assert first[["证据类别", "所说", "数据日期", "可信程度"]].tolist() == [
        *("登记", "支持", "2024-06-30", "已核对")
    ]
    looked = pyogrio.read_dataframe(file, layer="排除核对").iloc[0]
    assert looked[["plot", "核对事项", "作用", "结果"]].tolist() == ["L2", "施工中", "排除", "涉及"]


def test_notes_carry_the_basis_and_each_credit_once(file: Path) -> None:
    notes = pyogrio.read_dataframe(file, layer="说明")["内容"].tolist()
    assert notes.count("合成数据，非真实地点") == 1
    assert notes.count("© OpenStreetMap contributors，ODbL") == 1


def test_every_column_is_explained(file: Path) -> None:
    told = pyogrio.read_dataframe(file, layer="字段说明")
    for name in (*LAYERS, "闲置证据", "排除核对"):
        columns = pyogrio.read_info(file, layer=name)["fields"]
        assert told.loc[told["图层"] == name, "列"].tolist() == list(columns)
    assert told.set_index(["图层", "列"]).loc[("闲置地块", "面积_m2"), "单位"] == "m2"


def test_the_same_plan_gives_the_same_bytes(file: Path, tmp_path: Path) -> None:
    again = designer(plan(), tmp_path / "idle.gpkg")
    assert again.read_bytes() == file.read_bytes()
    days = asked(again, "SELECT last_change FROM gpkg_contents")
    assert set(days) == {("2000-01-01T00:00:00.000Z",)}


def test_another_moment_gives_the_same_bytes(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGR_CURRENT_DATE", "2031-02-03T04:05:06Z")  # as if all took no time
    assert designer(plan(), tmp_path / "idle.gpkg").read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    ("without", "missing"),
    [
        ("siting_sites", "推荐选址"),
        ("idle_bays", "车位排布"),
        ("idle_rectangles", "内接矩形"),
        ("idle_evidence", "闲置证据"),
        ("idle_refusals", "排除核对"),
    ],
)
def test_a_table_without_rows_leaves_its_layer_out(
    tmp_path: Path, without: str, missing: str
) -> None:
    given = {without: tables()[without].iloc[:0]}
    found = designer(plan(**given), tmp_path / "idle.gpkg")
    names = {*LAYERS, *TABLES} - {missing}
    assert {name for name, _ in pyogrio.list_layers(found)} == names | {"layer_styles"}
    assert [name for name, _ in styled(found)] == [name for name in LAYERS if name != missing]


def test_without_plots_only_the_notes_are_left_and_say_why(tmp_path: Path) -> None:
    bare = SimpleNamespace(tables={}, fields=pd.DataFrame())
    found = database.read(designer(bare, tmp_path / "idle.gpkg"))
    assert set(found) == {"说明", "字段说明"}
    assert "没有可列的闲置地块" in " ".join(found["说明"]["内容"])


def test_hostile_text_stays_text(file: Path) -> None:
    names = layer(file, "闲置地块").set_index("plot")["名称"]
    assert names["L2"] == HOSTILE
    assert len(asked(file, "SELECT * FROM layer_styles")) == len(LAYERS)
    assert all(HOSTILE not in text for (text,) in asked(file, "SELECT styleQML FROM layer_styles"))


def test_plots_of_another_system_are_written_in_theirs(tmp_path: Path) -> None:
    moved = tables()["idle_bays"].to_crs(4547)
    found = designer(plan(idle_bays=moved), tmp_path / "idle.gpkg")
    bays, straight = layer(found, "车位排布"), tables()["idle_bays"]
    assert bays.crs.to_epsg() == 4549
    assert bays.geometry.hausdorff_distance(straight.geometry).max() < 1e-3


def test_a_folder_that_is_not_there_is_told_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"no-such.*无法写入"):
        designer(plan(), tmp_path / "no-such" / "idle.gpkg")


@pytest.mark.parametrize("fault", [OSError(28, "磁盘已满"), sqlite3.OperationalError("磁盘已满")])
def test_an_earlier_file_stays_when_writing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def full(_: Path) -> Path:
        raise fault

    earlier = tmp_path / "idle.gpkg"
    earlier.write_bytes(b"earlier")
    monkeypatch.setattr(sys.modules["pianqu.maps.designer.geopackage"], "_settle", full)
    with pytest.raises(OutputError, match="磁盘已满"):
        designer(plan(), earlier)
    assert [each.name for each in tmp_path.iterdir()] == ["idle.gpkg"]
    assert earlier.read_bytes() == b"earlier"
