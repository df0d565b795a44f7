"""三供一业 item by item: what was renovated may not claim again, the others can."""

import pandas as pd
import pytest

from pianqu.analysis.eligibility import items, verdicts
from pianqu.analysis.eligibility.facts import Records
from pianqu.layers.kinds import vocabulary

ESTATE = {"year_built": 1981, "building_count": 45, "structure_safe": True, "name": "铁路新村"}
ESTATE |= {"demolition_plan": False, "self_built_share": 0.0, "renewal_state": "planned"}
EVERY = ";".join(items.catalogue().index)


def judged(**register):
    table = pd.DataFrame([ESTATE | register], index=["C4"])
    return verdicts.tables(table, as_of="2024-06-30")


def test_a_railway_estate_without_a_list_is_neither_passed_nor_failed():
    # "因铁路方面提供不出施工改造清单，故现阶段铁路家属区无法纳入老旧小区改造计划"
    found = judged(transfer_reform="no_list", reformed_items=None)
    row = found["eligibility"].iloc[0]

    assert (row["verdict"], row["verdict_zh"]) == ("pending", "待补证据")
    assert "施工改造清单" in row["missing"]
    assert "待补证据：三供一业小区没有施工改造清单（新乡 二）" in row["reasons"]
    assert row["look_again"] == pd.Timestamp("2024-12-30")
    assert set(found["eligibility_items"]["claim"]) == {"pending"}


def test_with_a_list_all_but_the_roof_may_claim():
    # "改造过的小区中已改造过的项目不能重复申请国家补助资金"
    found = judged(transfer_reform="partial", reformed_items="roof")
    claims = found["eligibility_items"].set_index("item")["claim"]

    assert found["eligibility"]["verdict"].tolist() == ["partial"]
    assert claims["roof"] == "cannot"
    assert set(claims.drop("roof")) == {"can"}


@pytest.mark.parametrize(
    ("register", "verdict"),
    [
        ({"transfer_reform": "none"}, "pass"),
        ({"transfer_reform": None}, "pending"),
        ({"transfer_reform": "done", "reformed_items": None}, "pending"),
        ({"transfer_reform": "done", "reformed_items": EVERY}, "fail"),
        ({"transfer_reform": "no_list", "reformed_items": "roof"}, "partial"),
        ({"transfer_reform": "none", "reformed_items": "roof"}, "partial"),
        ({"transfer_reform": "none", "renewal_state": "done"}, "pending"),
        ({"transfer_reform": "none", "renewal_state": "done", "reformed_items": "gas"}, "partial"),
        ({"transfer_reform": "none", "renewal_state": None}, "pending"),
    ],
)
def test_what_was_done_before_decides_item_by_item(register, verdict):
    found = judged(**register)
    row = found["eligibility"].iloc[0]
    counts = found["eligibility_items"]["claim"].value_counts()

    assert row["verdict"] == verdict
    assert [row[f"items_{claim}"] for claim in ("can", "cannot", "pending")] == [
        counts.get(claim, 0) for claim in ("can", "cannot", "pending")
    ]


@pytest.mark.parametrize("state", ["no_list", "none"])
def test_a_list_that_should_not_be_there_is_told(state):
    found = judged(transfer_reform=state, reformed_items="roof")["eligibility_findings"]

    assert found["id"].tolist() == ["C4"]
    assert "却登记了已改造项目" in found["rule"].iloc[0]


def test_a_number_of_buildings_that_the_layer_does_not_have_is_told():
    buildings = pd.DataFrame({"community": ["C4"] * 44, "use": "residential"})
    table = pd.DataFrame([ESTATE], index=["C4"])
    found = verdicts.tables(table, records=Records(buildings))["eligibility_findings"]

    assert any("楼栋数与楼栋图层" in rule for rule in found["rule"])


def test_items_of_an_estate_that_is_out_may_not_claim():
    found = judged(transfer_reform="none", demolition_plan=True)["eligibility_items"]

    assert set(found["claim"]) == {"cannot"}
    assert found["reason"].str.contains("征收拆迁").all()


def test_items_wait_for_any_evidence_about_the_estate():
    found = judged(transfer_reform="partial", reformed_items="roof", year_built=None)
    claims = found["eligibility_items"].set_index("item")["claim"]

    assert claims["roof"] == "cannot"
    assert set(claims.drop("roof")) == {"pending"}


def test_every_item_that_a_register_can_name_has_its_class_and_words():
    words = {choice.code: choice.zh for choice in vocabulary("retrofit_item")}
    table = items.catalogue()

    assert table.loc[list(words), "zh"].to_dict() == words
    assert set(table["content_class"]) == {choice.code for choice in vocabulary("content_class")}
