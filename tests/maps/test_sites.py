"""The layer of siting on the map: which plots, in which class, and what a click says."""

import json

import pytest
import sited_plan

from pianqu.maps.atlas.sheets import sheets
from pianqu.maps.atlas.sites import sites
from pianqu.maps.web.features import read_layer
from pianqu.maps.web.offline import OfflineMap


def payload(plan: object) -> dict:
    """What the page is given of the layer."""
    from pianqu.maps.web.gate import elements

    page = OfflineMap(title="甲")
    sites(plan)["siting_sites"].add_to(page)
    blocks = [
        text for _, given, text in elements(page.html()) if given.get("id", "").endswith("_data")
    ]
    return read_layer(json.loads(blocks[0]))


def test_plots_are_classed_by_how_many_uses_want_them():
    data = payload(sited_plan.plan())
    labels = [each["label"] for each in data["classes"]]
    found = {name: labels[mark] for name, mark in zip(data["names"], data["marks"], strict=True)}

    assert found == {
        "旧仓库（L1）": "拟建：2 种用途",
        "东二村剩余空地（L2）": "拟建：1 种用途",
        "边角地（L3）": "次优：拟建地块落空时补上",
    }


def test_a_click_says_order_gain_cost_and_what_if_it_falls_away():
    data = payload(sited_plan.plan())
    cells = {each["heading"]: each["values"] for each in data["fields"]}

    assert cells["社区食堂"][0] == (
        "第 1 处，新增 40 户（单独建 40 户）；造价约 20.00 万元（假定，10~30）；"
        "若落空：换 边角地（L3），净少 15 户"
    )
    assert f"造价未知（{sited_plan.NO_COST}）" in cells["社区食堂"][1]
    assert cells["托育"][1:] == [None, None]
    assert cells["可替补"] == [None, None, "社区食堂（L1 落空时）"]


@pytest.mark.parametrize("name", ["siting", "siting_sites", "idle_plots"])
def test_no_layer_without_its_tables(name):
    plan = sited_plan.plan()
    plan.tables.pop(name)

    assert sites(plan) == {}


def test_no_layer_where_nothing_is_proposed():
    none = sited_plan.built()["siting_sites"].iloc[:0]

    assert sites(sited_plan.plan(siting_sites=none)) == {}


def test_the_layer_is_among_the_sheets_and_hidden():
    assert sheets(sited_plan.plan())["siting_sites"].show is False
