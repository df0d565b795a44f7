"""Corrections of a tiny city: each is applied and shown, and nothing else changes."""

import geopandas as gpd
import pandas as pd
import pytest
from geopandas.testing import assert_geodataframe_equal
from hypothesis import given, settings
from hypothesis import strategies as st
from mended import DAY, EAST, NORTH, done, layers, spot, text, told
from shapely import Point

from pianqu.layers import corrections, kinds, reading, schema
from pianqu.layers.sources import Library, Source


@pytest.mark.parametrize(
    ("row", "field", "value", "original", "shown"),
    [
        ({"of": "B1", "field": "地上层数", "value": "７层"}, "storeys", 7, "6", "7"),
        ({"of": "B2", "field": "storeys", "value": "5"}, "storeys", 5, "", "5"),
        ({"of": "B1", "field": "电梯", "value": "√"}, "lift", True, "否", "是"),
        (
            {"of": "B1", "field": "建筑面积", "value": "0.2万㎡"},
            "floor_area",
            2000.0,
            "1800",
            "2000",
        ),
        ({"of": "B1", "field": "地上层数", "value": "空"}, "storeys", pd.NA, "6", ""),
        ({"of": "B3", "field": "use", "value": "住宅"}, "use", "residential", "", "住宅"),
        ({"of": "B1", "field": "所属小区", "value": "C1"}, "community", "C1", "东一村", "C1"),
        (
            {"of": "B1", "field": "数据日期", "value": "2024年5月1日"},
            "as_of",
            pd.Timestamp("2024-05-01"),
            "2024-01-01",
            "2024-05-01",
        ),
    ],
)
def test_a_value_is_read_as_the_layer_reads_it(row, field, value, original, shown):
    found = done(row)

    now = found.layers["buildings"].loc[row["of"], field]
    assert pd.isna(now) if value is pd.NA else now == value
    assert str(found.layers["buildings"][field].dtype) == str(
        pd.Series([], dtype=schema.DTYPES[kinds.schema("buildings").field(field).type]).dtype
    )
    (one,) = found.treatments
    assert (one["layer"], one["id"], one["field"]) == ("buildings", row["of"], field)
    assert (one["original"], one["value"], one["treatment"]) == (original, shown, "corrected")
    assert (one["reason"], one["as_of"]) == ("实测", "2024-06-30")
    assert one["source"] == "踏勘（校正.csv K1）"


def test_nothing_else_changes_and_what_was_given_stays():
    given_layers = layers()
    found = corrections.apply(
        given_layers | {"corrections": told({"of": "B1", "field": "storeys", "value": "7"})}
    )

    assert_geodataframe_equal(given_layers["buildings"], layers()["buildings"])
    expected = layers()["buildings"]
    expected["storeys"] = pd.array([7, None, 3], dtype="Int64")
    assert_geodataframe_equal(found.layers["buildings"], expected)
    assert found.layers["votes"] is given_layers["votes"]
    assert found.findings[0]["value"] == "校正表：改值 1 处"
    assert (found.findings[0]["severity"], found.findings[0]["id"]) == ("info", "B1")


def test_without_corrections_nothing_is_done():
    found = corrections.apply(layers())
    assert (found.treatments, found.findings) == ([], [])
    assert list(found.layers) == ["buildings", "votes"]


def test_a_correction_that_the_data_have_by_now_may_go():
    found = done(
        {"of": "B1", "field": "storeys", "value": "6", "was": "5"},
        {"of": "B2", "field": "建筑面积", "value": "0.30000000000000004"},
    )

    assert_geodataframe_equal(found.layers["buildings"], layers()["buildings"])
    assert found.treatments == []
    assert [(one["rule"], one["id"]) for one in found.findings] == [
        ("校正已与数据一致，可删去", "B1;B2")
    ]


def test_newer_data_do_not_refuse_what_says_what_it_expects_or_fills_a_blank():
    found = done(
        {"of": "B2", "field": "电梯", "value": "否", "was": "是"},
        {"of": "B2", "field": "storeys", "value": "5", "was": "空"},
    )
    assert found.layers["buildings"].loc["B2", ["lift", "storeys"]].tolist() == [False, 5]


def test_a_row_is_removed_and_another_inserted():
    found = done(
        {"of": "B3", "action": "remove", "reason": "已拆除"},
        {"of": "B9", "action": "insert", "geometry": spot(60), "总层数": "9", "备注": "新建"},
        {"of": "B9", "field": "建筑面积", "value": "1,200㎡"},
    )

    homes = found.layers["buildings"]
    assert homes.index.tolist() == ["B1", "B2", "B9"]
    assert homes.loc["B9", ["storeys", "floor_area", "source", "as_of"]].tolist() == [
        9,
        1200.0,
        "踏勘",
        DAY,
    ]
    assert homes.loc["B9", "geometry"].equals(spot(60))
    assert pd.isna(homes.loc["B9", "lift"])
    kept = layers()["buildings"].dtypes.astype(str)
    assert homes.dtypes.astype(str)[kept.index].to_dict() == kept.to_dict()
    shown = [(one["id"], one["treatment"], one["original"]) for one in found.treatments]
    assert shown == [("B3", "removed", "三号"), ("B9", "added", ""), ("B9", "added", "")]
    assert found.findings[0]["value"] == "校正.csv：删除 1 处、新增 1 处"
    assert found.findings[0]["id"] == "B3;B9"


def test_a_layer_without_geometry_and_one_that_is_emptied():
    vote = {"of_layer": "votes", "reason": "补投"}
    more = told(
        {**vote, "of": "V2", "action": "insert", "所属小区": "C1", "意见": "反对"}
        | {"户号": "101", "表决事项": "加装电梯", "轮次": "1"},
        {**vote, "of": "V1", "action": "remove"},
    )
    alone = told({**vote, "of": "V1", "action": "remove"})

    votes = corrections.apply(layers() | {"corrections": more}).layers["votes"]
    assert votes.index.tolist() == ["V2"]
    assert not isinstance(votes, gpd.GeoDataFrame)
    assert "votes" not in corrections.apply(layers() | {"corrections": alone}).layers


def test_a_shape_is_drawn_anew():
    found = done({"of": "B1", "field": "几何", "geometry": spot(1)})

    homes = found.layers["buildings"]
    assert homes.geometry["B1"].equals(spot(1))
    assert homes.geometry[["B2", "B3"]].tolist() == [spot(20), spot(40)]
    assert homes.crs.to_epsg() == 4549
    assert found.treatments[0]["field"] == "geometry"
    assert done({"of": "B1", "field": "几何", "geometry": spot(0)}).treatments == []


def test_rows_about_idle_land_are_left_to_the_inventory():
    row = {"of_layer": "parcels", "of": "L1", "action": "exclude"}
    found = done(row, {"of": "B1", "field": "storeys", "value": "7"})
    assert found.layers["corrections"]["action"].tolist() == ["exclude", pd.NA]
    assert len(found.treatments) == 1


ROWS = (
    {"of": "B1", "field": "storeys", "value": "7"},
    {"of": "B1", "field": "电梯", "value": "是"},
    {"of": "B2", "field": "storeys", "value": "5"},
    {"of": "B3", "action": "remove"},
    {"of": "B9", "action": "insert", "geometry": spot(60)},
    {"of": "B8", "action": "insert", "geometry": spot(80)},
    {"of": "B8", "field": "name", "value": "八号"},
    {"of_layer": "votes", "of": "V1", "field": "意见", "value": "弃权"},
)


@settings(max_examples=20, deadline=None)
@given(order=st.permutations(range(len(ROWS))))
def test_the_order_of_the_file_makes_no_difference(order):
    table = told(*ROWS)
    first = corrections.apply(layers() | {"corrections": table})
    found = corrections.apply(layers() | {"corrections": table.iloc[list(order)]})

    for layer in ("buildings", "votes"):
        pd.testing.assert_frame_equal(
            pd.DataFrame(found.layers[layer]), pd.DataFrame(first.layers[layer])
        )
    assert found.treatments == first.treatments
    assert found.findings == first.findings


@pytest.mark.parametrize(
    ("headings", "meant"),
    [
        ("图层,编号,字段,值,理由,来源,日期", {"编号": "of"}),
        ("layer,id,field,value,reason,source,date", {"id": "of", "date": "as_of"}),
        ("编号,对象编号,字段,值", {}),
        ("编号,对象图层,处理,理由", {}),
    ],
)
def test_the_id_of_a_short_file_is_that_of_the_corrected_row(headings, meant):
    frame = pd.DataFrame(columns=headings.split(","))
    assert corrections.explained(frame)[1] == meant


def test_a_heading_that_the_project_names_is_left_alone():
    frame = pd.DataFrame(columns=["编号", "甲", "字段"])
    assert corrections.explained(frame, columns={"甲": "of"})[1] == {}


def test_a_short_file_is_understood_and_its_rows_are_found_again(tmp_path):
    """The heading 编号 is not called unknown, and a fault names the line."""
    path = tmp_path / "校正.csv"
    head = "图层,编号,字段,值,理由,来源,date\n\n"
    path.write_text(f"{head}楼栋,B1,地上层数,7,实测,踏勘,2024年5月\n", encoding="utf-8")
    found = reading.attempt("corrections", Source(path), Library())

    assert found.faults[0].startswith("校正.csv：第 3 行 的“数据日期”为“2024年5月”")
    assert found.understood.set_index("heading").loc[["编号", "date"], "field"].tolist() == [
        "of",
        "as_of",
    ]
    rules = "；".join(note["rule"] for note in found.findings)
    assert "编号" not in rules
    assert "不认识" not in rules


def test_an_inserted_row_is_shown_with_what_it_was_given():
    row = {"of": "B9", "action": "insert", "名称": "九号", "建筑面积（万㎡）": "0.12", "备注": "新"}
    found = done(row | {"geometry": spot(60)})

    assert found.layers["buildings"].loc["B9", "floor_area"] == 1200
    assert [one["value"] for one in found.treatments] == ["楼栋名称 九号、建筑面积 1200"]
    told_of = [
        (note["severity"], note["value"]) for note in found.findings if "用到" in note["rule"]
    ]
    assert told_of == [("info", "校正.csv：备注（K1）")]


@pytest.mark.parametrize(
    ("more", "severity", "part"),
    [
        ({"层数": "6"}, "warning", "层数（K1）"),
        ({"geometry": spot(60)}, "warning", "图形（K1）"),
        ({"名称": "一号"}, "info", "名称（K1）"),
        ({"备注": "看过"}, "info", "备注（K1）"),
    ],
)
def test_what_a_correction_does_not_use_is_told(more, severity, part):
    found = done({"of": "B1", "field": "电梯", "value": "是"} | more)

    (note,) = [note for note in found.findings if note["layer"] == "corrections"]
    assert note["severity"] == severity
    assert part in note["value"]
    assert found.layers["buildings"].loc["B1", "storeys"] == 6


def test_every_layer_can_be_corrected():
    codes = {one.code for one in kinds.vocabulary("correction_layer")}
    assert codes == {*kinds.layers(), "plots"} - {"corrections"}
    named = {one.code: one.zh for one in kinds.vocabulary("correction_layer")}
    assert all(named[layer] == kinds.schema(layer).zh for layer in codes - {"plots"})


def test_a_file_as_the_planner_writes_it_is_read(tmp_path):
    path = tmp_path / "校正.csv"
    path.write_text(
        "编号,图层,对象编号,字段,值,原值,理由,来源,日期\n"
        "K1,楼栋,B1,地上层数,7,6,实测,踏勘,2024-06-30\n",
        encoding="utf-8",
    )
    frame = reading.read("corrections", Source(path), Library()).frame
    found = corrections.apply(layers() | {"corrections": frame}, source=path.name)
    assert found.layers["buildings"]["storeys"]["B1"] == 7


def test_points_may_be_moved_too():
    gate = gpd.GeoDataFrame(
        {"of_layer": text("communities"), "of": text("C1")},
        geometry=[Point(EAST, NORTH)],
        index=["G1"],
        crs=4549,
    )
    moved = told(
        {"of_layer": "entrances", "of": "G1", "field": "位置", "geometry": Point(EAST + 5, NORTH)}
    )
    found = corrections.apply({"entrances": gate, "corrections": moved})
    assert found.treatments[0]["value"] == f"POINT ({EAST + 5:.0f} {NORTH:.0f})"


def test_a_drawn_correction_of_idle_land_needs_no_layer():
    told = {"action": "register", "by": "街道办", "reason": "现场核实"}
    table = gpd.GeoDataFrame(told, index=["K1"], geometry=[Point(0, 0)], crs=4549)

    assert corrections.apply({"corrections": table}, source="校正.csv").findings == []
