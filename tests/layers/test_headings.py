"""Headings of registers: the column of ids, references, and columns that stand in each other's way."""

import pandas as pd
import pytest

from pianqu.gis.errors import LayerError
from pianqu.layers import kinds
from pianqu.layers.city import Source, read
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
