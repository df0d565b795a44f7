"""What follows the selected kind: parks, sentences, the table of communities; and the printed sheet."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from pianqu.maps.atlas.page import Look, page
from pianqu.maps.atlas.reach import payload
from pianqu.maps.atlas.sheets import sheets
from pianqu.maps.style import Swatch
from pianqu.maps.web.cards import card_fields
from pianqu.maps.web.columns import Reader
from pianqu.maps.web.features import FeatureLayer, Legend
from pianqu.maps.web.furniture import panel

from .conftest import EAST, NORTH, frame


@pytest.fixture
def gated(plan):
    """The park counts as a small park; the health station has a ground; both have a door."""
    kinds = plan.tables["kinds"]
    park = kinds.loc[["health_station"]].rename(index={"health_station": "park_small"})
    plan.tables["kinds"] = pd.concat([kinds, park.assign(zh="游园", level="c5")])
    plan.tables["doors"] = frame(
        [Point(EAST, NORTH)] * 2,
        id=[0, 1],
        layer=["parks", "facilities"],
        place=["P1", "F1"],
        basis=["point", "crossing"],
        kinds=["park_small", "health_station"],
    )
    ground = box(EAST + 90, NORTH - 30, EAST + 110, NORTH - 10)
    plan.tables["facilities"].loc["F1", "geometry"] = ground
    return plan


def test_page_opens_on_small_parks_and_they_stand_out(gated, visit):
    seen = visit(page(gated).html())

    assert seen.counts("公园绿地") == {"计入所选类别": 1}
    assert seen.counts("服务设施") == {"其他类别": 1, "其他类别（场地）": 1}
    seen.page.get_by_label("服务设施类别").select_option(label="药店")
    assert seen.counts("公园绿地") == {"其他公园绿地": 1}
    assert seen.faults == []


@pytest.mark.parametrize(
    ("levels", "first"), [(["c5", "c10"], 1), (["c5", "c15"], 0), (["c15", None], 0)]
)
def test_first_kind_is_of_the_ten_minute_circle(plan, levels, first):
    kinds = plan.tables["kinds"].iloc[:2].assign(level=levels)
    plan.tables["kinds"] = kinds

    assert payload(plan)["first"] == first


def test_circle_of_a_kind_stands_beside_the_one_limit(plan):
    sentences = payload(plan)["kinds"][0]["sentences"]

    assert sentences[-1] == (
        "该类属五分钟生活圈；本图一律按 10 分钟统计，步行可达不等于达到该类标准。"
    )


def test_doors_and_gates_are_in_words(gated):
    cards = card_fields(gated, "doors")
    gate = frame([Point(EAST, NORTH)], id=["G1"], of_layer=["communities"], of=["C1"])
    gated.tables["entrances"] = gate

    assert cards.loc[0].tolist() == ["公园绿地", "南园", "设施点位", "游园"]
    assert cards.loc[1].tolist() == [
        "服务设施",
        "卫生站",
        "推定：道路与边界的交点",
        "社区卫生服务站",
    ]
    assert card_fields(gated, "entrances").loc["G1", "所属对象"] == "东一村"


def test_figures_that_are_not_known_are_never_zero(plan, visit):
    plan.tables["coverage"].loc[1, ["reached", "not_reached", "unknown", "base", "share"]] = None
    seen = visit(page(plan).html())

    row = seen.page.locator("#pianqu-table tbody tr").nth(1)
    assert row.locator("td").all_text_contents() == ["无数据"] * 5


def test_communities_stand_in_a_table_too(plan, visit):
    seen = visit(page(plan).html())
    part = seen.page.locator(".pq-part-communities_table")
    part.locator("summary").click()

    rows = [row.split("\t") for row in part.locator("tbody tr").all_inner_texts()]
    assert rows == [["东一村", "54 户", "54 户", "100.0%"], ["东二村", "0 户", "20 户", "0.0%"]]


def test_findings_and_sources_in_words(plan):
    ids = ";".join(f"F{place}" for place in range(7))
    row = {"severity": "info", "layer": "parks", "id": ids, "rule": "未开放", "value": "7 处"}
    plan.tables["findings"] = pd.DataFrame([row])
    plan.tables["sources"] = plan.tables["sources"].assign(layer="dem")
    around = panel(plan, Look())

    assert "提示：公园绿地 F0、F1、F2、F3、F4 等 7 个 未开放</b> 7 处。" in around
    assert "高程" in around
    assert " 行<" not in around


def test_a_printed_sheet_has_the_whole_map_and_no_controls(plan, visit):
    seen = visit(page(plan).html())
    seen.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    box_ = seen.page.locator(".folium-map").bounding_box()
    foot = seen.page.locator(".pq-foot").bounding_box()

    assert box_["width"] == 690
    assert foot["y"] + foot["height"] <= 710
    assert not seen.page.locator("#pianqu-kind").is_visible()
    assert not seen.page.locator("#pianqu-layers").is_visible()
    assert seen.page.locator(".pq-print-only").inner_text() == "五分钟生活圈：社区卫生服务站"
    seen.page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert seen.page.locator("#pianqu-kind").is_visible()
    assert seen.faults == []


def test_a_door_is_found_by_the_id_of_its_facility_and_not_by_its_row(gated):
    made = sheets(gated)["doors"].payload()
    ids = Reader(made["pack"]).column(made["ids"])

    assert ids == gated.tables["doors"]["place"].tolist()


def test_a_row_without_an_id_is_called_by_its_name_alone():
    spots = gpd.GeoDataFrame({"name": ["甲", "乙"]}, geometry=[Point(120, 31)] * 2, crs=4490)
    made = FeatureLayer(spots, name="点", legend=Legend((Swatch("点", "#000000"),))).payload()

    assert made["ids"] is None
