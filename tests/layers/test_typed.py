"""A layer as the survey wrote it: what refuses it, what is missing now, and what is kept of it."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point

from pianqu.layers import kinds, schema
from pianqu.layers.schema import Typed
from pianqu.layers.survey import headings


def typed(layer: str, columns: dict[str, list], **more) -> Typed:
    size = len(next(iter(columns.values())))
    frame = pd.DataFrame(columns, index=[f"R{n}" for n in range(size)], dtype="object")
    return schema.typed(frame, kinds.schema(layer), source="表.xlsx", **more)


def test_an_optional_cell_that_is_unreadable_is_missing_and_its_text_kept():
    found = typed(
        "communities", {"name": ["甲", "乙"], "households": ["300-350户", "412"]}, rows=[5, 9]
    )

    assert found.faults == []
    assert found.frame["households"].isna().tolist() == [True, False]
    assert [
        (one["id"], one["field"], one["original"], one["value"], one["source"])
        for one in found.treatments
    ] == [("R0", "households", "300-350户", "", "表.xlsx 第 5 行")]
    assert "是一个区间" in found.treatments[0]["reason"]


def test_one_error_for_a_field_and_sort_lists_the_ids():
    cells = ["90年代", "80年代", "98年", "1998", 2300]
    found = typed("communities", {"name": list("甲乙丙丁戊"), "year_built": cells})
    said = {one["rule"]: (one["severity"], one["id"]) for one in found.findings}

    assert said == {
        "“建成年份”读不出：是年代": ("error", "R0;R1"),
        "“建成年份”读不出：没有写明世纪": ("error", "R2"),
        "“建成年份”读不出：超出范围": ("error", "R4"),
    }
    assert found.tallies["year_built"].unread == 4


@pytest.mark.parametrize(
    ("layer", "columns", "words"),
    [
        ("facilities", {"kind": ["药铺"]}, "“设施类型”为“药铺”，应为"),
        ("facilities", {"kind": ["篮球场"]}, "“篮球场”可指"),
        ("facilities", {"kind": ["/"]}, "第 7 行 R0 的“设施类型”是空的"),
        ("facilities", {"name": ["甲"]}, "缺少“设施类型”"),
        ("windows", {"building": ["B1"], "storey": ["6+1层"]}, "是几个数相加"),
        ("windows", {"building": ["B1"], "storey": ["900"]}, "应不小于 1、不大于 150"),
    ],
)
def test_what_is_required_refuses_the_layer(layer, columns, words):
    faults = typed(layer, columns, rows=[7]).faults

    assert len(faults) == 1
    assert words in faults[0]


def test_all_faults_come_with_all_treatments():
    frame = pd.DataFrame(
        {"name": ["甲", None, "丙"], "households": ["很多", "约20", "3"]}, index=["C1", "C1", ""]
    )
    found = schema.typed(frame, kinds.schema("communities"), source="a.csv", rows=[2, 3, 8])

    assert len(found.faults) == 3
    assert "编号 C1 出现了 2 次（第 2、3 行）" in found.faults[1]
    assert [one["treatment"] for one in found.treatments] == ["unread", "approximate"]


def test_approximate_and_converted_cells_keep_their_text():
    found = typed("communities", {"name": ["甲"], "households": ["约300户"], "land_area": ["3亩"]})
    kept = {one["field"]: (one["original"], one["value"]) for one in found.treatments}

    assert kept == {"households": ("约300户", "300"), "land_area": ("3亩", "2000")}
    assert {one["severity"] for one in found.findings} == {"warning", "info"}


def test_the_text_before_a_unit_of_the_heading_is_kept():
    raw = pd.DataFrame(
        {"小区名称": list("甲乙丙丁"), "占地面积（公顷）": ["1.2", "约2", "大", "3亩"]}
    )
    plan = kinds.schema("communities")
    named = headings.rename(raw, plan, columns={}, source="a.csv")
    found = schema.typed(named.frame, plan, source="a.csv", written=named.written)

    assert found.frame["land_area"].tolist()[:2] == [12000, 20000]
    assert found.frame["land_area"].tolist()[3] == 2000
    assert [one["original"] for one in found.treatments] == ["大", "约2", "3亩"]


def test_ids_that_a_workbook_has_spoilt_are_faults():
    frame = pd.DataFrame({"name": list("甲乙丙丁")}, index=["5.1E+17", "#REF!", "1E12", "001"])
    faults = schema.typed(frame, kinds.schema("communities"), source="a.csv").faults

    assert len(faults) == 2
    assert all("文本格式" in fault for fault in faults)


def test_a_value_out_of_its_range_is_told_the_range_on_one_line():
    found = typed("communities", {"name": ["甲\n乙"], "green_share": ["120 \n%"]}).findings

    assert "应不小于 0、不大于 1，请改正" in found[1]["remedy"]
    assert not any("\n" in one["value"] for one in found)


def test_words_of_ones_own_become_codes():
    own = [{"layer": "communities", "field": "management", "alias": "代管", "choice": "secured"}]
    found = typed("communities", {"name": ["甲"], "management": ["代管"]}, aliases=own)

    assert found.frame["management"].tolist() == ["secured"]


def test_classes_and_other_columns_stay_and_nothing_is_changed_in_place():
    raw = gpd.GeoDataFrame(
        {"name": ["甲"], "备注": [7], "households": ["六"]}, geometry=[Point(1, 2)], crs=4549
    )
    found = schema.typed(raw, kinds.schema("communities"), source="a.gpkg").frame

    assert isinstance(found, gpd.GeoDataFrame)
    assert (found.crs, found["备注"].tolist()) == (raw.crs, [7])
    assert (found["households"].tolist(), raw["households"].tolist()) == ([6], ["六"])


@pytest.mark.parametrize("layer", kinds.layers())
def test_an_empty_row_of_every_layer_is_typed_as_validated(layer):
    plan = kinds.schema(layer)
    raw = pd.DataFrame({field.name: [None] for field in plan.fields}, index=["R0"], dtype="object")
    found = schema.typed(raw, plan, source="a.csv")

    assert {n: str(t) for n, t in found.frame.dtypes.items()} == {
        field.name: schema.DTYPES[field.type] for field in plan.fields
    }
    assert len(found.faults) == sum(field.required for field in plan.fields)
