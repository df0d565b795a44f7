"""The page of a comparison in a real browser: who gains, who loses, and on what it rests."""

from types import SimpleNamespace

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point

from pianqu.analysis.comparing import compare
from pianqu.maps.atlas.comparison import comparison
from pianqu.maps.look import Look

EAST, NORTH = 500_000.0, 3_440_000.0
HOSTILE = """<img src=x onerror="window.__hit=1">"""
OVERLAP = """() => {
    const parts = ['.leaflet-control-zoom', '.pq-north', '.leaflet-control-scale',
        '.leaflet-control-attribution', '.pq-head', '.pq-side'];
    const boxes = parts.map((part) => [part, document.querySelector(part).getBoundingClientRect()]);
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap(([one, a]) => boxes.filter(([two, b]) => one < two && meet(a, b))
        .map(([two]) => one + two));
}"""
CARD = """([name, row]) => {
    const map = Object.values(window).find((part) => part instanceof L.Map);
    pianqu.layersOf(map).find((each) => each.data.name === name).show(row);
    return [...document.querySelectorAll('.pq-card')].pop().innerText;
}"""


def spots(geometry: dict, **columns: list) -> gpd.GeoDataFrame:
    index = pd.Index(list(geometry), name="id")
    return gpd.GeoDataFrame(columns, index=index, geometry=list(geometry.values()), crs=4549)


def after(plan: SimpleNamespace, gate: str = "新门") -> SimpleNamespace:
    """
    B3 now reaches the health station, in 9 minutes; B1 no longer the pharmacy.

    A gate and a path are new, the second street is gone.
    """
    tables = {name: table.copy() for name, table in plan.tables.items()}
    tables["building_minutes"].loc["B3", "health_station"] = 9.0
    tables["building_reached"].loc["B3", "health_station"] = True
    tables["building_minutes"].loc["B1", "pharmacy"] = 12.0
    tables["building_reached"].loc["B1", "pharmacy"] = False
    figures = ["reached", "not_reached", "unknown", "base", "share", "near_edge"]
    rows = [(3, 0, 1, 3, 1.0, 0), (74, 0, 20, 74, 1.0, 0), (0, 3, 1, 3, 0.0, 1)]
    for place, row in enumerate(rows):
        tables["coverage"].loc[place, figures] = row
    wide = tables["community_coverage"]
    wide.loc[1, ["buildings_reached", "households_reached", "share_households"]] = [1, 20, 1.0]
    wide.loc[1, "reached"] = "all"
    path = LineString([(EAST, NORTH + 50), (EAST + 390, NORTH + 50)])
    tables["streets"] = pd.concat([tables["streets"].iloc[:1], spots({"S9": path}, name=["小路"])])
    tables["entrances"] = spots(
        {"G9": Point(EAST + 50, NORTH + 95)}, name=[gate], of_layer=["parks"], of=["P1"]
    )
    return SimpleNamespace(tables=tables, fields=plan.fields)


@pytest.fixture
def plan(plan):
    community = ["C1", "C1", "C2", "C2", "C2"]
    plan.tables["building_access"]["community"] = pd.array(community, dtype="string")
    return plan


@pytest.fixture
def found(plan):
    return compare(plan, after(plan))


def test_only_the_file_is_asked_for_and_nothing_complains(found, visit):
    seen = visit(comparison(found, look=Look(title="甲")).html())

    assert len(seen.requests) == 1
    assert seen.faults == []
    assert seen.page.title() == "甲"
    assert seen.page.locator("canvas").count() > 0


def test_same_plan_same_bytes(found):
    assert comparison(found).html() == comparison(found).html()


def test_buildings_by_what_changes_for_them(found, visit):
    """B1 and B2 reach the station as before, B3 newly, B4 has no answer, B5 is a shop."""
    seen = visit(comparison(found).html())

    assert seen.counts("楼栋到达变化：社区卫生服务站") == {
        "变化后新到达": 1,
        "变化后不再到达": 0,
        "前后均到达": 2,
        "前后均未到达": 0,
        "只有一方有结果": 0,
        "未计算": 1,
        "无数据": 0,
        "非住宅，不计入统计": 1,
    }


def test_rates_with_both_bases_and_another_kind(found, visit):
    seen = visit(comparison(found).html())
    rows = seen.page.locator("#pianqu-table tbody tr")

    assert rows.all_inner_texts() == [
        "楼栋（栋）\t2 / 3\n66.7%\t3 / 3\n100.0%\t+33.3\t+1\n−0",
        "住户（户）\t54 / 74\n73.0%\t74 / 74\n100.0%\t+27.0\t+20\n−0",
    ]
    seen.page.get_by_label("到达情况有变化的类别").select_option(index=1)
    assert rows.all_inner_texts() == ["楼栋（栋）\t1 / 3\n33.3%\t0 / 3\n0.0%\t−33.3\t+0\n−1"]
    assert seen.counts("楼栋到达变化：药店")["变化后不再到达"] == 1
    assert len(seen.requests) == 1


def test_all_kinds_and_communities_stand_in_tables(found, visit):
    seen = visit(comparison(found).html())

    whole = seen.page.locator(".pq-part-all_rates tbody tr").all_inner_texts()
    assert whole == [
        "社区卫生服务站\t2 / 3\n66.7%\t3 / 3\n100.0%\t+33.3",
        "药店\t1 / 3\n33.3%\t0 / 3\n0.0%\t−33.3",
    ]
    own = seen.page.locator("#pianqu-communities tbody tr").all_inner_texts()
    assert own == ["东二村\t0 / 20\n0.0%\t20 / 20\n100.0%\t+20 户\n−0 户"]


def test_changed_rows_are_drawn_and_listed(found, visit):
    seen = visit(comparison(found).html())

    assert seen.counts("改动清单") == {"新增": 2}
    listed = seen.page.locator(".pq-part-changed_rows li").all_inner_texts()
    assert listed == [
        "新增 出入口 新门 G9",
        "新增 步行道路 小路 S9",
        "移除或关闭（已不在） 步行道路 二路 S2",
    ]
    assert "编号\tG9" in seen.page.evaluate(CARD, ["改动清单", 0])


def test_card_of_a_building_says_both_times(found, visit):
    seen = visit(comparison(found).html())

    text = seen.page.evaluate(CARD, ["楼栋到达变化", 2])
    assert "社区卫生服务站\t10.1 → 9.0 分钟（变化后新到达）" in text
    assert "药店" not in text
    assert "药店\t6.0 → 12.0 分钟（变化后不再到达）" in seen.page.evaluate(
        CARD, ["楼栋到达变化", 0]
    )


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_nothing_overlaps_or_runs_over_the_edge(found, visit, width, height):
    found["kinds"].loc["pharmacy", "zh"] = "老年人日间照料中心（托老所）、老年服务站及附属药店" * 2
    seen = visit(comparison(found).html(), width=width, height=height)

    assert seen.page.evaluate(OVERLAP) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    side = seen.page.locator(".pq-side")
    assert side.evaluate("side => side.scrollWidth <= side.clientWidth")


def test_every_line_of_the_basis_stands_on_the_page(found, visit):
    seen = visit(comparison(found).html())
    text = seen.page.locator(".pq-part-basis").inner_text()

    assert [value for value in found["basis"]["value"] if value not in text] == []
    assert "口径不一致" not in seen.page.inner_text("body")
    assert "合成数据" in seen.page.locator(".pq-badges").inner_text()


def test_other_choices_are_warned_of_first(plan, visit):
    slow = after(plan)
    line = slow.tables["basis"]["key"] == "search_minutes"
    slow.tables["basis"].loc[line, "value"] = "20 分钟"
    seen = visit(comparison(compare(plan, slow)).html())

    said = seen.page.locator(".pq-side .pq-warning").first.inner_text()
    assert said == "两次计算的口径不一致，差异不能全部归于方案：搜索范围：30 分钟 → 20 分钟"


def test_nothing_changed_makes_a_page_too(plan, visit):
    seen = visit(comparison(compare(plan, plan)).html())

    assert seen.faults == []
    assert "没有楼栋的到达情况因方案改变" in seen.page.locator(".pq-part-all_rates").inner_text()
    assert seen.page.locator("#pianqu-kind").count() == 0


def test_text_of_the_data_never_runs(plan, visit):
    hostile = after(plan, gate=HOSTILE)
    hostile.tables["kinds"]["zh"] = HOSTILE
    hostile.tables["communities"]["name"] = HOSTILE
    seen = visit(comparison(compare(plan, hostile)).html().replace("Content-Security-Policy", "X"))
    seen.page.get_by_label("到达情况有变化的类别").select_option(index=1)

    assert HOSTILE in seen.page.evaluate(CARD, ["楼栋到达变化", 0])
    assert HOSTILE in seen.page.locator(".pq-part-changed_rows").inner_text()
    assert seen.page.evaluate("window.__hit") is None
    assert len(seen.requests) == 1
