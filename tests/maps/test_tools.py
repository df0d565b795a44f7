"""Finding by name and measuring on a page, in a real browser, by mouse and by keyboard."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from pianqu.maps.atlas.page import page

GEOD = Geod(ellps="WGS84")
HOSTILE = "<img src=x onerror='window.__hit=1'>"
MAP = "const map = Object.values(window).find((part) => part instanceof L.Map);"
MEASURED = """(rings) => rings.map((ring) => {
    const places = ring.map(([lng, lat]) => ({lng, lat}));
    return [pianqu.geodesy.length(places), pianqu.geodesy.area(places)];
})"""
OVERLAP = """() => {
    const parts = ['.leaflet-control-zoom', '.pq-north', '.leaflet-control-scale',
        '.leaflet-control-attribution', '.pq-head', '.pq-tools', '#pianqu-legend'];
    const boxes = parts.map((part) => document.querySelector(part).getBoundingClientRect());
    const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1
        && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return boxes.flatMap((a, i) => parts.filter((_, j) => i < j && meet(a, boxes[j])));
}"""


def found(seen) -> list[str]:
    return seen.page.locator(".pq-found button span").all_text_contents()


def ask(seen, text: str) -> str:
    told = seen.page.locator(".pq-tools .pq-status").first
    before = told.text_content()
    seen.page.get_by_label("查找", exact=True).first.fill(text)
    seen.page.wait_for_function(
        "(text) => document.querySelector('.pq-tools .pq-status').textContent !== text", arg=before
    )
    return told.text_content()


@pytest.mark.parametrize(
    ("asked", "names"),
    [("卫生", ["卫生站"]), ("１号", ["1号楼"]), ("p1", ["南园"]), ("b3", ["3号楼"])],
)
def test_names_and_ids_are_found_in_any_width_and_case(visit, plan, asked, names):
    seen = visit(page(plan).html())

    assert ask(seen, asked) == "找到 1 个"
    assert found(seen) == names


def test_nothing_found_is_said_and_escape_empties(visit, plan):
    seen = visit(page(plan).html())

    assert ask(seen, "没有这个") == "没有找到"
    seen.page.keyboard.press("Escape")
    assert seen.page.locator("#pianqu-find").input_value() == ""


def test_a_choice_by_keyboard_switches_the_layer_on_and_opens_its_card(visit, plan):
    seen = visit(page(plan).html())
    seen.page.locator("#pianqu-layers label", has_text="公园").locator("input").uncheck()
    ask(seen, "南园")
    seen.page.keyboard.press("ArrowDown")
    seen.page.keyboard.press("Enter")

    assert seen.page.locator(".pq-card h3").text_content() == "南园"
    assert seen.page.locator("#pianqu-layers label", has_text="公园").locator("input").is_checked()
    assert seen.page.locator(".pq-tools .pq-status").first.text_content() == "已定位：南园"


def test_a_row_without_a_place_is_said_to_have_none(visit, plan):
    seen = visit(page(plan).html())
    ask(seen, "二路")
    seen.page.keyboard.press("Enter")

    told = seen.page.locator(".pq-tools .pq-status").first.text_content()
    assert told == "“二路”没有几何，图上无法定位"


def test_a_hostile_name_is_text_in_the_list(visit, plan):
    plan.tables["parks"]["name"] = [HOSTILE]
    seen = visit(page(plan).html())
    ask(seen, "onerror")

    assert found(seen) == [HOSTILE]
    assert seen.page.evaluate("window.__hit") is None


SPOT = st.tuples(st.floats(73, 135), st.floats(4, 53))


@given(SPOT, st.floats(0.0005, 0.5), st.floats(0, 6), st.integers(3, 7))
@settings(max_examples=60, deadline=None)
def _rings(collect, centre, size, turn, sides):
    ring = []
    for side in range(sides):
        angle = turn + 2 * math.pi * side / sides
        ring.append((centre[0] + size * math.cos(angle), centre[1] + size * math.sin(angle)))
    collect.append(ring)


def test_lengths_and_areas_agree_with_proj(visit, plan):
    seen = visit(page(plan).html())
    rings: list = []
    _rings(rings)
    for ring, (length, area) in zip(rings, seen.page.evaluate(MEASURED, rings), strict=True):
        lon, lat = zip(*ring, strict=True)
        assert length == pytest.approx(GEOD.line_length(lon, lat), rel=1e-6)
        assert area == pytest.approx(abs(GEOD.polygon_area_perimeter(lon, lat)[0]), rel=1e-3)


def click(seen, x: int, y: int) -> None:
    box = seen.page.locator(".folium-map").bounding_box()
    seen.page.mouse.click(box["x"] + x, box["y"] + y)


def test_a_distance_is_clicked_ended_by_enter_and_opens_no_card(visit, plan):
    seen = visit(page(plan).html())
    seen.page.get_by_role("button", name="测量距离").click()
    click(seen, 300, 200)
    click(seen, 500, 200)
    seen.page.keyboard.press("Enter")
    places = (
        f"() => {{ {MAP} return [300, 500].map((x) => map.containerPointToLatLng([x, 200])); }}"
    )
    one, two = seen.page.evaluate(places)
    metres = GEOD.line_length([one["lng"], two["lng"]], [one["lat"], two["lat"]])

    told = seen.page.locator(".pq-status", has_text="距离").text_content()
    assert float(told.split()[1].replace(",", "")) == pytest.approx(metres, rel=1e-3)
    assert seen.page.locator(".pq-measured").last.text_content() == told
    assert seen.page.locator(".pq-card").count() == 0
    click(seen, 600, 300)
    assert seen.page.locator(".pq-measured").last.text_content() == told


def test_an_area_is_refused_where_its_edges_cross_and_escape_takes_it_away(visit, plan):
    seen = visit(page(plan).html())
    seen.page.get_by_role("button", name="测量面积").click()
    for x, y in [(300, 200), (500, 400), (500, 200)]:
        click(seen, x, y)
    assert "面积" in seen.page.locator(".pq-measured").last.text_content()
    click(seen, 300, 400)
    assert "自相交" in seen.page.locator(".pq-measured").last.text_content()
    seen.page.keyboard.press("Escape")
    seen.page.locator(".pq-measured").last.wait_for(state="detached")
    assert seen.page.locator(".pq-status", has_text="已取消测量").count() == 1


def test_a_distance_is_measured_by_keyboard_alone(visit, plan):
    seen = visit(page(plan).html())
    seen.page.get_by_role("button", name="测量距离").press("Enter")
    seen.page.get_by_role("button", name="取图中心点").press("Enter")
    seen.page.evaluate(f"() => {{ {MAP} map.panBy([120, 0], {{animate: false}}); }}")
    seen.page.get_by_role("button", name="取图中心点").press("Enter")
    seen.page.get_by_role("button", name="完成").press("Enter")

    assert seen.page.locator(".pq-status", has_text="距离").count() == 1


def test_the_first_stop_of_the_tab_key_leads_past_the_map(visit, plan):
    seen = visit(page(plan).html())
    seen.page.keyboard.press("Tab")

    assert seen.page.evaluate("document.activeElement.textContent") == "跳到表格与说明"
    seen.page.keyboard.press("Enter")
    assert seen.page.evaluate("document.activeElement.id") == "pianqu-table"


def test_a_screen_reader_meets_every_control_by_name(visit, plan):
    tree = visit(page(plan).html()).page.locator("body").aria_snapshot()

    for control in (
        'searchbox "查找"',
        'button "测量距离"',
        'button "测量面积"',
        'combobox "导出图层"',
    ):
        assert control in tree
    for control in (
        'checkbox "只导出当前视野内的"',
        'button "CSV"',
        'button "GeoJSON"',
        'button "当前视图 PNG"',
    ):
        assert control in tree


@pytest.mark.parametrize("width", [1280, 390])
def test_tools_cover_nothing(visit, plan, width):
    seen = visit(page(plan).html(), width=width)

    assert seen.page.evaluate(OVERLAP) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") == width
    assert seen.faults == []


def test_a_sheet_of_paper_has_no_tools(visit, plan):
    seen = visit(page(plan).html())
    seen.page.emulate_media(media="print")

    assert not seen.page.locator(".pq-tools").is_visible()
