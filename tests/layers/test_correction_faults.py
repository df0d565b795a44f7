"""Corrections that do not fit are refused, each in a sentence that names its row."""

import pytest
from mended import layers, spot, told
from shapely import LineString

from pianqu.gis.errors import LayerError
from pianqu.layers import corrections


def refused(*rows: dict, **more: object) -> tuple[str, ...]:
    with pytest.raises(LayerError) as error:
        corrections.apply(
            layers() | {"corrections": told(*rows)}, source="校正.csv", rows=more.get("rows")
        )
    return tuple(error.value.faults)


@pytest.mark.parametrize(
    ("row", "part"),
    [
        ({"of": "B9", "field": "storeys", "value": "7"}, "K1 改的是楼栋 B9，而楼栋图层中没有"),
        (
            {"of_layer": "parks", "of": "P1", "field": "name", "value": "南园"},
            "而片区没有公园绿地图层",
        ),
        ({"of": "B1", "field": "层数量", "value": "7"}, "的字段“层数量”不是楼栋图层的字段"),
        (
            {"of": "B1", "field": "地上层数", "value": "七八层"},
            "K1（楼栋 B1） 的“地上层数”为“七八层”，应为整数",
        ),
        (
            {"of": "B1", "field": "地上层数", "value": "999"},
            "的“地上层数”为 999，应不小于 0、不大于 150",
        ),
        (
            {"of": "B1", "field": "地上层数", "value": "7", "was": "5"},
            "原值为“5”，而现在是“6”；数据已变",
        ),
        ({"of": "B1", "field": "地上层数", "value": "7", "was": "空"}, "原值为“空”，而现在是“6”"),
        ({"of": "B1", "field": "地上层数", "value": "7", "was": "六"}, "原值为“六”，而现在是“6”"),
        (
            {"of": "B2", "field": "电梯", "value": "否"},
            "的日期是 2024-06-30，而楼栋 B2 是 2024-09-01 的数据",
        ),
        (
            {"of": "B2", "action": "remove"},
            "在 2024-06-30 删除楼栋 B2，而它是 2024-09-01 的数据",
        ),
        ({"of": "B1", "field": "地上层数"}, "没有值；请填写“值”，要清空时写“空”"),
        ({"of": "B1", "field": "地上层数", "value": "/"}, "没有值"),
        ({"of": "B1"}, "没有字段，也没有处理"),
        ({"of": "B1", "action": "set", "value": "7"}, "没有字段；请写明改哪一项"),
        ({"field": "地上层数", "value": "7"}, "没有编号"),
        ({"of": "B1", "field": "地上层数", "value": "7", "of_layer": None}, "没有图层"),
        ({"of": "B1", "field": "地上层数", "value": "7", "of_layer": "plots"}, "是算出来的"),
        ({"of": "B1", "field": "地上层数", "value": "7", "as_of": None}, "没有日期"),
        ({"of": "B1", "field": "地上层数", "value": "7", "source": None}, "也没有校正人"),
        ({"of": "B1", "action": "remove", "value": "7"}, "处理是删除，不能同时填写"),
        ({"of": "B1", "field": "几何"}, "要画出图形"),
        ({"of": "B1", "field": "几何", "geometry": LineString([(0, 0), (9, 9)])}, "几何是"),
        ({"of": "B1", "action": "insert", "geometry": spot(60)}, "编号 B1 在楼栋图层中已有"),
        ({"of": "B9", "action": "insert"}, "没有几何"),
        (
            {
                "of": "B9",
                "action": "insert",
                "field": "地上层数",
                "value": "很多",
                "geometry": spot(60),
            },
            "“地上层数”为“很多”",
        ),
        (
            {"of": "B9", "action": "insert", "field": "电梯", "value": "否", "was": "是"},
            "不会有原值",
        ),
        ({"of": "B1", "action": "exclude"}, "排除只用于地块、存量房屋和闲置地块，不用于楼栋"),
        (
            {"of_layer": "parcels", "of": "L1", "action": "exclude", "value": "7"},
            "的处理是排除，不能同时填写",
        ),
        (
            {"of_layer": "parcels", "of": "L1", "action": "exclude", "source": None},
            "没有校正人，也没有数据来源",
        ),
    ],
)
def test_what_does_not_fit_is_refused_and_the_row_is_named(row, part):
    (fault,) = refused(row)
    assert fault.startswith("校正.csv：")
    assert "K1" in fault
    assert part in fault
    assert fault.endswith("。")


@pytest.mark.parametrize(
    ("rows", "part"),
    [
        (
            [{"field": "storeys", "value": "7"}, {"field": "地上层数", "value": "7"}],
            "K1、K2 都改楼栋 B1 的“地上层数”",
        ),
        ([{"action": "remove"}, {"action": "remove"}], "K1、K2 都删除楼栋 B1"),
        (
            [{"action": "remove"}, {"field": "storeys", "value": "7"}],
            "K1 删除楼栋 B1，而 K2 又要改它",
        ),
        ([{"action": "remove"}, {"action": "insert"}], "K1 删除楼栋 B1，而 K2 又要改它或新增它"),
        ([{"action": "insert"}, {"action": "insert"}], "K1、K2 都新增楼栋 B1"),
    ],
)
def test_two_corrections_of_one_thing_are_refused(rows, part):
    (fault,) = refused(*({"of": "B1", **row} for row in rows))
    assert part in fault


def test_every_fault_is_said_at_once_with_its_row_in_the_file():
    faults = refused(
        {"of": "B9", "field": "storeys", "value": "7"},
        {"of": "B1", "field": "电梯", "value": "也许"},
        {"of": "B3"},
        {"of": "B1", "field": "storeys", "value": "7", "was": "5"},
        rows=[2, 3, 4, 5],
    )
    rows = ("第 2 行（K1）", "第 3 行（K2）", "第 4 行（K3）", "第 5 行（K4）")
    assert len(faults) == len(rows)
    assert all(map(str.startswith, faults, [f"校正.csv：{row}" for row in rows]))
