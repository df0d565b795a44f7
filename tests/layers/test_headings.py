"""Headings of registers: the column of ids, references, and columns that stand in each other's way."""

import tomllib

import pandas as pd
import pytest

from pianqu.gis.errors import LayerError
from pianqu.layers import kinds
from pianqu.layers.city import Source, read
from pianqu.layers.schema import typed
from pianqu.layers.survey import headings


def renamed(layer: str, columns: dict[str, str] | None = None, **cells: str) -> headings.Renamed:
    frame = pd.DataFrame({heading: [cell] for heading, cell in cells.items()})
    return headings.rename(frame, kinds.schema(layer), columns=columns or {}, source="表.csv")


@pytest.mark.parametrize(
    ("layer", "heading"),
    [
        ("communities", "小区编号"),
        ("buildings", "楼栋编号"),
        ("buildings", "房屋编号"),
        ("stairwells", "单元编号"),
        ("parks", "公园编号"),
        ("entrances", "出入口编号"),
        ("facilities", "设施编号"),
        ("facilities", "设施ID"),
        ("streets", "道路编码"),
        ("parcels", "地块编号"),
        ("parcels", "宗地号"),
        ("parcels", "宗地代码"),
        ("premises", "房屋编号"),
        ("premises", "资产编号"),
        ("projects", "项目编号"),
        ("districts", "行政区代码"),
    ],
)
def test_the_number_of_its_own_rows_is_the_id(layer, heading):
    assert renamed(layer, **{heading: "X7"}).frame.index.tolist() == ["X7"]


@pytest.mark.parametrize("layer", kinds.layers())
def test_every_layer_says_what_its_rows_are_called(layer):
    found = headings.match(f"{kinds.schema(layer).zh}编号", kinds.schema(layer))

    assert found is not None
    assert found.field == headings.ID


@pytest.mark.parametrize(
    ("layer", "heading", "field"),
    [
        ("buildings", "小区编号", "community"),
        ("buildings", "小区名称", "community"),
        ("stairwells", "楼栋编号", "building"),
        ("votes", "单元编号", "stairwell"),
        ("parcels", "地块名称", "name"),
    ],
)
def test_the_number_of_other_rows_is_a_reference(layer, heading, field):
    found = renamed(layer, **{"编号": "X7", heading: "Y1"}).frame

    assert (found.index[0], found[field].iloc[0]) == ("X7", "Y1")


def test_a_number_goes_before_a_name():
    found = renamed("buildings", 楼栋编号="B1", 小区名称="东一村", 小区编号="C1")

    assert found.faults == []
    assert found.frame.loc["B1", ["community", "小区名称"]].tolist() == ["C1", "东一村"]


def test_two_columns_of_ids_are_a_fault():
    assert (
        "“宗地号”、“地块编号” 都是“编号”" in renamed("parcels", 宗地号="1", 地块编号="2").faults[0]
    )


@pytest.mark.parametrize(
    ("columns", "cells", "parts"),
    [
        ({"层": "storeys"}, {"层": "6", "storeys": "7"}, ["“层”", "“storeys”", "columns"]),
        ({"楼": "id"}, {"楼": "B2", "id": "7"}, ["“楼”", "“id”", "columns"]),
        ({}, {"地上层数": "6", "storeys": "7"}, ["“地上层数”、“storeys”"]),
    ],
)
def test_two_columns_for_one_field_are_named(tmp_path, columns, cells, parts):
    path = tmp_path / "楼栋.csv"
    text = ",".join(["x", "y", *cells]) + "\n" + ",".join(["120", "30", *cells.values()]) + "\n"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LayerError) as caught:
        read({"buildings": Source(path, crs=4490, columns=columns)})

    assert len(caught.value.faults) == 1
    assert [part for part in ["楼栋.csv", "请", *parts] if part not in str(caught.value)] == []


def test_two_columns_may_change_places():
    found = renamed("buildings", {"a": "storeys", "storeys": "households"}, a="6", storeys="24")

    assert found.faults == []
    assert found.frame[["storeys", "households"]].iloc[0].tolist() == ["6", "24"]


def test_converting_leaves_whole_numbers_whole():
    assert renamed("communities", **{"常住人口（万人）": "1.13"}).frame["residents"].tolist() == [
        11300
    ]


def test_a_great_factor_is_said_plainly():
    notes = renamed("communities", 编号="C1", **{"维修资金余额（亿元）": "0.5"}).findings

    assert "乘以 100000000 " in notes[0]["value"]


@pytest.mark.parametrize(
    ("heading", "field", "factor"),
    [
        ("建筑面积(万㎡)", "floor_area", 10000),
        ("建筑面积_平方米", "floor_area", 1),
        ("建筑面积\n（万平方米）", "floor_area", 10000),
        ("＊占地面积：公顷", "land_area", 10000),
        ("占 地 面 积/亩", "land_area", 666.6666666666666),
        ("占地面积（单位：亩）", "land_area", 666.6666666666666),
        ("3、户数（户）", "households", 1),
        ("绿地率（％）", "green_share", 0.01),
        ("楼栋数（栋）", "building_count", 1),
        ("是否成立业委会", "owners_committee", 1),
        ("有无业委会", "owners_committee", 1),
    ],
)
def test_a_heading_with_its_unit_and_marks(heading, field, factor):
    found = headings.match(heading, kinds.schema("communities"))

    assert found is not None
    assert (found.field, found.factor) == (field, factor)


@pytest.mark.parametrize(
    "heading", ["户数（人）", "建筑面积/户", "是否户数", "容积率（栋）", "备注"]
)
def test_a_heading_in_a_unit_of_another_kind_is_not_understood(heading):
    assert headings.match(heading, kinds.schema("communities")) is None


def heads(heading: str, cell: str, **more) -> headings.Renamed:
    frame = pd.DataFrame({"编号": ["C1"], heading: [cell]})
    given = {"columns": {}, **more}
    return headings.rename(frame, kinds.schema("communities"), source="表.xlsx", **given)


def test_a_line_above_the_table_says_the_unit_where_the_heading_does_not():
    units = ["万平方米", "户"]

    assert heads("建筑面积", "1.2", units=units).frame["floor_area"].tolist() == [12000]
    assert heads("建筑面积（亩）", "3", units=units).frame["floor_area"].tolist() == [2000]
    assert heads("建筑面积", "3亩", units=units).frame["floor_area"].tolist() == ["3亩"]
    assert heads("容积率", "1.2", units=units).frame["floor_area_ratio"].tolist() == ["1.2"]
    assert heads("绿地率", "35", units=units).frame["green_share"].tolist() == ["35"]
    assert "单位换算" in [one["rule"] for one in heads("建筑面积", "1", units=units).findings]


def test_two_units_of_one_kind_above_the_table_settle_nothing():
    found = heads("占地面积", "3", units=["公顷", "亩"])

    assert "列“占地面积”用哪一个不清楚" in found.faults[0]
    assert heads("占地面积（亩）", "3", units=["公顷", "亩"]).faults == []


@pytest.mark.parametrize(
    ("cell", "value"), [("5万", 50000), ("约5万元", 50000), ("5", 50000), ("0.5亿", 50000000)]
)
def test_a_size_is_not_multiplied_by_that_of_the_heading(cell, value):
    plan = kinds.schema("communities")
    found = heads("维修资金余额（万元）", cell)

    assert typed(found.frame, plan, source="表.xlsx").frame["fund_balance"].tolist() == [value]


@pytest.mark.parametrize(
    ("shares", "faults", "warnings"),
    [
        (["0.35", "0.3", "0"], 1, 0),
        (["0.8", None, "0"], 0, 1),
        (["35", "0.35", "0"], 0, 1),
        (["35", "30.5", "0"], 0, 0),
        (["0.35%", "35%", None], 0, 0),
    ],
)
def test_shares_under_a_heading_of_percent_are_doubted(shares, faults, warnings):
    frame = pd.DataFrame({"编号": list("甲乙丙"), "绿地率（%）": shares})
    found = headings.rename(frame, kinds.schema("communities"), columns={}, source="表.xlsx")

    assert len(found.faults) == faults
    assert [one["severity"] for one in found.findings].count("warning") == warnings


def test_two_columns_of_one_field_are_told_in_words_that_a_project_file_takes():
    frame = pd.DataFrame({"编号": ["C1"], "建筑面积": ["1"], "建筑面积（万㎡）": ["1"]})
    found = headings.rename(frame, kinds.schema("communities"), columns={}, source="表.xlsx")
    line = found.faults[0].split("例如 ")[1].split("）；")[0].rstrip("）。")

    assert tomllib.loads(f"columns = {line}") == {"columns": {"建筑面积": "floor_area"}}


def test_a_column_that_the_user_names_keeps_the_unit_it_says():
    found = heads("总建面（万㎡）", "1.2", columns={"总建面（万㎡）": "floor_area"})

    assert found.frame["floor_area"].tolist() == [12000]


def test_a_heading_of_ones_own_is_a_field():
    own = [{"layer": "communities", "field": "land_area", "alias": "红线面积", "choice": ""}]
    found = heads("红线面积（公顷）", "2", aliases=own)

    assert found.frame["land_area"].tolist() == [20000]
    assert headings.match("红线面积", kinds.schema("parks"), aliases=own) is None


@pytest.mark.parametrize(
    ("numbers", "ids"),
    [(["1", "2"], ["1", "2"]), (["1", "1"], ["L0001", "L0002"]), (["1", None], ["L0001", "L0002"])],
)
def test_a_running_number_is_the_id_where_there_is_nothing_else(numbers, ids):
    frame = pd.DataFrame({"序号": numbers, "小区名称": ["甲", "乙"]})
    found = headings.rename(frame, kinds.schema("communities"), columns={}, source="表.csv")

    assert found.frame.index.tolist() == ids
    assert any("编号列" in one["rule"] for one in found.findings)
