"""Cells typed, and every fault in one sentence."""

import pandas as pd
import pytest

from pianqu.gis.errors import LayerError
from pianqu.layers import kinds, schema


def faults(layer: str, **columns: list) -> tuple[str, ...]:
    frame = pd.DataFrame(columns, index=[f"R{n}" for n in range(len(next(iter(columns.values()))))])
    with pytest.raises(LayerError) as caught:
        schema.validate(frame, kinds.schema(layer), source="表.csv", rows=range(2, 2 + len(frame)))
    return caught.value.faults


@pytest.mark.parametrize(
    ("layer", "columns", "parts"),
    [
        (
            "buildings",
            {"storeys": ["六层"]},
            ["表.csv", "第 2 行", "R0", "地上层数", "六层", "整数"],
        ),
        ("buildings", {"storeys": [6.5]}, ["地上层数", "6.5", "整数"]),
        ("buildings", {"storeys": ["-1"]}, ["地上层数", "-1", "不小于 0"]),
        ("facilities", {"kind": ["药铺"]}, ["设施类型", "药铺", "pianqu tables facility_kind"]),
        ("facilities", {"kind": [None]}, ["设施类型", "空的"]),
        ("facilities", {"kind": ["篮球场"]}, ["中型多功能运动场地、小型", "之一（“篮球场”可指"]),
        ("facilities", {"kind": ["药店"], "also": [5]}, ["兼具类型", "为“5”"]),
        ("facilities", {"kind": ["药店"], "also": ["药店、诊所"]}, ["“诊所”可指"]),
        ("communities", {"name": ["甲"], "households": [10**20]}, ["“户数”", "如 6 或 6户"]),
        ("communities", {"name": ["甲"], "households": ["3,4"]}, ["为“3,4”，应为整数"]),
        ("communities", {"name": ["甲"], "year_built": ["90年代"]}, ["1998 或 1998年"]),
        ("communities", {"name": ["甲"], "green_share": ["约三成"]}, ["数字（如 0.35 或 35%）"]),
        ("communities", {"name": ["甲"], "land_area": ["大"]}, ["12.5 或 12.5平方米"]),
        ("communities", {"name": ["甲"], "land_area": [-1234567.0]}, ["为 -1234567，应不小于 0"]),
        ("facilities", {"name": ["甲"]}, ["缺少“设施类型”（kind）列", "name"]),
        ("communities", {"name": ["甲"], "green_share": ["1.2"]}, ["绿地率", "不大于 1"]),
        ("votes", {"vote": ["也许"]}, ["意见", "也许", "同意"]),
        ("parcels", {"legal_idle": ["可能"]}, ["法定闲置土地", "可能", "是"]),
        ("parcels", {"start_due": ["去年"]}, ["约定动工日期", "去年", "2024-05-01"]),
    ],
)
def test_a_fault_names_file_row_field_value_and_remedy(layer, columns, parts):
    sentence = next(fault for fault in faults(layer, **columns) if parts[-1] in fault)

    assert [part for part in parts if part not in sentence] == []


def test_all_faults_come_at_once():
    assert len(faults("buildings", storeys=["x", "5", "999"], lift=["是", "?", "否"])) == 3


def test_an_unreadable_required_cell_has_one_sentence():
    assert len(faults("facilities", kind=["药铺"])) == 1


def test_duplicate_and_blank_ids_are_named():
    frame = pd.DataFrame({"name": ["甲", "乙", "丙"]}, index=["B1", "B1", ""])
    with pytest.raises(LayerError) as caught:
        schema.validate(frame, kinds.schema("buildings"), source="表.csv")

    assert len(caught.value.faults) == 2
    assert "B1 出现了 2 次" in str(caught.value)
    assert "没有编号" in str(caught.value)


def test_blank_cells_stay_missing_and_words_become_codes():
    raw = pd.DataFrame(
        {
            "storeys": ["６", "/"],
            "structure": ["砖混结构", ""],
            "lift": ["√", "—"],
            "extra": [1, 2],
        },
        index=["B1", "B2"],
    )
    typed = schema.validate(raw, kinds.schema("buildings"), source="表.csv")

    assert typed.loc["B1", ["storeys", "structure", "lift"]].tolist() == [6, "brick_concrete", True]
    assert typed.loc["B2", ["storeys", "structure", "lift"]].isna().all()
    assert typed["extra"].tolist() == [1, 2]
    assert raw.loc["B1", "storeys"] == "６"


@pytest.mark.parametrize("layer", kinds.layers())
def test_every_schema_can_be_read(layer):
    found = kinds.schema(layer)
    names = [field.name for field in found.fields]

    assert len(set(names)) == len(names)
    assert {"source", "as_of", "evidence"} <= set(names)
    assert all(field.type in schema.DTYPES for field in found.fields)
    assert all(kinds.vocabulary(f.vocabulary) for f in found.fields if f.vocabulary)


@pytest.mark.parametrize("layer", kinds.layers())
def test_no_heading_means_two_fields_of_a_layer(layer):
    from pianqu.layers.survey.values import normal

    found = [
        normal(word)
        for field in kinds.schema(layer).fields
        for word in {normal(heading) for heading in field.headings}
    ]

    assert sorted(word for word in set(found) if found.count(word) > 1) == []


def test_a_choice_called_none_is_not_an_empty_cell():
    raw = pd.DataFrame(
        {"name": list("甲乙丙丁"), "management": ["none", "无物业", None, "/"]}, index=list("abcd")
    )
    typed = schema.validate(raw, kinds.schema("communities"), source="表.csv")

    assert typed["management"].fillna("").tolist() == ["none", "none", "", ""]


def test_several_choices_in_one_cell():
    raw = pd.DataFrame(
        {"name": ["甲", "乙"], "reformed_items": ["水、电，屋面防水", None]}, index=["C1", "C2"]
    )
    typed = schema.validate(raw, kinds.schema("communities"), source="表.csv")

    assert typed["reformed_items"].fillna("").tolist() == ["water;power;roof", ""]
