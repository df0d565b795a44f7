"""The page of a plan in a real browser: numbers, switches, layout."""

from html import escape

import pandas as pd
import pytest

from pianqu.maps.atlas.page import Look, page

REACHED = ("不超过 5 分钟", "5–10 分钟")
OVERLAP = """() => {
    const parts = ['.leaflet-control-zoom', '.pq-north', '.leaflet-control-scale',
        '.leaflet-control-attribution', '.pq-head', '.pq-side'];
    const boxes = parts.map((part) => [part, document.querySelector(part).getBoundingClientRect()]);
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap(([one, a]) => boxes.filter(([two, b]) => one < two && meet(a, b))
        .map(([two]) => one + two));
}"""


def test_only_the_file_is_asked_for_and_nothing_complains(plan, visit):
    seen = visit(page(plan, look=Look(title="甲")).html())

    assert len(seen.requests) == 1
    assert seen.faults == []
    assert seen.page.title() == "甲"


def test_same_plan_same_bytes(plan):
    assert page(plan).html() == page(plan).html()


def test_legend_counts_are_those_of_the_table(plan, visit):
    seen = visit(page(plan).html())
    counts = seen.counts("楼栋步行时间：社区卫生服务站")
    row = plan.tables["coverage"].iloc[0]

    assert counts == {
        "不超过 5 分钟": 1,
        "5–10 分钟": 1,
        "10–15 分钟": 1,
        "15–30 分钟": 0,
        "超过 30 分钟（超出搜索范围）": 0,
        "未计算": 1,
        "无数据": 0,
        "非住宅，不计入统计": 1,
    }
    assert sum(counts[name] for name in REACHED) == row["reached"]
    table = seen.page.locator("#pianqu-table tbody tr").first.inner_text().split("\t")
    assert table == ["楼栋（栋）", "2", "1", "1", "3", "66.7%"]


def test_another_kind_restyles_without_reloading(plan, visit):
    seen = visit(page(plan).html())
    select = seen.page.get_by_label("服务设施类别")
    select.focus()
    seen.page.keyboard.press("ArrowDown")

    counts = seen.counts("楼栋步行时间：药店")
    assert (counts["5–10 分钟"], counts["超过 30 分钟（超出搜索范围）"]) == (1, 2)
    assert "1 / 3" not in seen.page.locator("#pianqu-table").inner_text()
    assert "33.3%" in seen.page.locator("#pianqu-table").inner_text()
    assert "靠近数据边界" in seen.page.locator("#pianqu-table").inner_text()
    assert len(seen.requests) == 1


def test_a_kind_that_is_not_mapped_is_never_absent(plan, visit):
    # even where the tables would have it missed
    plan.tables["building_reached"]["nursery"] = False
    seen = visit(page(plan).html())
    seen.page.get_by_label("服务设施类别").select_option(label="托儿所（未标注）")

    assert seen.counts("楼栋步行时间：托儿所")["未计算"] == 4
    assert "不等于没有" in seen.page.locator("#pianqu-state").inner_text()
    assert seen.page.locator("#pianqu-table tbody td").all_text_contents() == ["未计算"] * 5
    listed = seen.page.locator(".pq-part-not_mapped_title")
    assert (listed.is_visible(), "托儿所" in listed.inner_text()) == (True, True)


def test_kinds_are_grouped_by_living_circle(plan, visit):
    seen = visit(page(plan).html())
    groups = seen.page.locator("#pianqu-kind optgroup")

    labels = groups.evaluate_all("all => all.map(group => group.label)")
    assert labels == ["五分钟生活圈", "十分钟生活圈"]


def test_legend_is_there_while_its_layer_is(plan, visit):
    seen = visit(page(plan).html())
    shares = seen.page.get_by_text("小区到达比例：社区卫生服务站")
    assert not shares.is_visible()

    seen.page.get_by_label("小区到达比例").check()
    assert shares.is_visible()
    assert seen.counts("小区到达比例")["全部到达（100%）"] == 1
    assert seen.counts("小区到达比例")["均未到达（0）"] == 1
    seen.page.get_by_label("楼栋步行时间").uncheck()
    assert not seen.page.get_by_text("楼栋步行时间：社区卫生服务站").is_visible()


def test_every_control_has_a_name(plan, visit):
    seen = visit(page(plan).html())
    unnamed = "all => all.filter(part => !part.labels || !part.labels[0].textContent.trim()).length"

    assert seen.page.locator("input, select").count() >= 7
    assert seen.page.locator("input, select").evaluate_all(unnamed) == 0
    assert seen.page.locator(".folium-map").get_attribute("aria-label")
    assert seen.page.locator(".leaflet-control-zoom-in").get_attribute("title") == "放大"


def card(seen, layer: str, row: int) -> str:
    opened = """([name, row]) => {
        const map = Object.values(window).find((part) => part instanceof L.Map);
        pianqu.layersOf(map).find((each) => each.data.name === name).show(row);
    }"""
    seen.page.evaluate(opened, [layer, row])
    return seen.page.locator(".pq-card").last.inner_text()


def test_card_of_a_building(plan, visit):
    seen = visit(page(plan).html())

    text = card(seen, "楼栋步行时间", 0)
    assert "1号楼" in text
    assert "所属小区\t东一村" in text
    assert "药店\t6.0 分钟\t✓" in text
    assert "靠近数据边界" in text
    assert "托儿所" not in text
    text = card(seen, "楼栋步行时间", 2)
    assert "社区卫生服务站\t10.1 分钟\t✗" in text
    assert "药店\t> 30 分钟\t✗" in text
    assert "靠近数据边界" not in text
    text = card(seen, "楼栋步行时间", 3)
    assert "地上层数（层）\t无数据" in text
    assert "未接入路网" in text
    assert "药店\t未计算\t–" in text


def test_card_of_a_community_says_both_numbers(plan, visit):
    seen = visit(page(plan).html())

    text = card(seen, "小区范围", 0)
    assert "住户（户）\t54 / 54 户" in text
    assert "占比\t100.0%" in text
    assert "计算依据\t按楼栋" in text


def test_a_real_pointer_opens_name_and_card(plan, visit):
    seen = visit(page(plan).html())
    place = seen.page.evaluate(
        """() => {
            const map = Object.values(window).find((part) => part instanceof L.Map);
            const layer = pianqu.layersOf(map).find((each) => each.data.name === '楼栋步行时间');
            const box = map.getContainer().getBoundingClientRect();
            const point = map.latLngToContainerPoint(layer.boundsOf(0).getCenter());
            return [box.left + point.x, box.top + point.y];
        }"""
    )
    seen.page.mouse.move(*place)
    assert seen.page.locator(".leaflet-tooltip").inner_text() == "1号楼"
    seen.page.mouse.click(*place)
    assert seen.page.locator(".pq-card h3").inner_text() == "1号楼"
    # the map may have moved another layer under the pointer
    own = seen.page.locator(".leaflet-tooltip", has_text="1号楼")
    own.wait_for(state="detached", timeout=2000)
    assert seen.faults == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 800)])
def test_nothing_overlaps_or_runs_over_the_edge(plan, visit, width, height):
    seen = visit(page(plan, look=Look(title="很长的标题" * 9)).html(), width=width, height=height)

    assert seen.page.evaluate(OVERLAP) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.locator(".folium-map").bounding_box()["height"] > 300


@pytest.mark.parametrize(
    ("look", "there", "absent"),
    [
        (Look(), "审图号：未填写", "编制单位"),
        (Look(review_number="GS(2025)1号"), "审图号：GS(2025)1号", "未填写"),
        (Look(author="更新中心", date="2025-07-01"), "编制单位：更新中心", "未命名"),
        (Look(), "内部资料 不得公开", "未命名"),
        (Look(not_for_publication=False), "合成数据", "不得公开"),
    ],
)
def test_imprint_and_marks(plan, look, there, absent):
    around = page(plan, look=look).html().split('<div class="folium-map"')[0].split("<body>")[1]

    assert there in around
    assert absent not in around


def test_real_data_bears_no_mark_of_synthetic_data(plan):
    basis = plan.tables["basis"]
    plan.tables["basis"] = basis.replace("合成数据，非真实地点", "用户提供的数据")

    assert "pq-synthetic" not in page(plan).html().split("<body>")[1]


def test_every_line_of_the_basis_stands_on_the_page(plan, visit):
    seen = visit(page(plan).html())
    text = seen.page.locator(".pq-part-basis").inner_text()

    assert [value for value in plan.tables["basis"]["value"] if value not in text] == []
    assert "streets.gpkg" in seen.page.locator(".pq-part-sources").inner_text()
    credit = seen.page.locator(".leaflet-control-attribution").inner_text()
    assert credit == "Leaflet | © OpenStreetMap 贡献者, ODbL"


def test_findings_are_listed_and_folded(plan, visit):
    columns = {"layer": "facilities", "id": "F9", "rule": "接入距离", "remedy": "请核对<位置>。"}
    row = pd.DataFrame([{"severity": "warning", **columns}])
    plan.tables["findings"] = pd.concat([row] * 60, ignore_index=True)
    seen = visit(page(plan).html())
    part = seen.page.locator(".pq-part-findings")

    assert not part.locator("li").first.is_visible()
    part.locator("summary").click()
    assert part.locator("summary").inner_text() == "问题清单60"
    assert part.locator("li").first.inner_text() == "注意：服务设施 F9 接入距离 请核对<位置>。"
    assert "其余 10 项" in part.inner_text()


def test_communities_alone_make_a_page(plan, visit):
    for table in ("buildings", "building_minutes", "building_reached", "building_access"):
        del plan.tables[table]
    seen = visit(page(plan).html())

    assert seen.counts("小区到达比例：社区卫生服务站")["全部到达（100%）"] == 1
    assert seen.faults == []


def test_page_works_inside_a_sandbox(plan, visit):
    inner = escape(page(plan).html(), quote=True)
    frame = f'<iframe sandbox="allow-scripts" width="900" height="600" srcdoc="{inner}"></iframe>'
    seen = visit(f"<!DOCTYPE html><title>a</title>{frame}")
    inside = seen.page.frame_locator("iframe")

    inside.get_by_label("服务设施类别").select_option(label="药店")
    assert "33.3%" in inside.locator("#pianqu-table").inner_text()
    assert [url for url in seen.requests if url.startswith("http")] == []
    assert seen.faults == []
