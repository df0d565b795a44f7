"""Layers on canvas over time: switched on, zoomed, printed, in an old browser, broken."""

import re
from pathlib import Path

import pandas as pd
import pytest
from painted import BLUE, COLOUR, FOUND, MAP, NOTHING, RED, a_map, fill, layer
from shapely import box

from pianqu.maps.atlas.page import page as atlas

FIELDS = {
    "words": ["\ufeff甲", None, "<b>", "甲"],
    "signs": ["😀x", "", None, "\n"],
    "codes": ["007", "1", "1", "1"],
    "written": ["6", "6.5", None, "-3"],
    "small": ["5e-05", "1e-06", "0.00005", "0"],
    "numbers": [0.1 + 0.2, 1e300, None, -1e-9],
    "whole": [2**31 - 1, -(2**31), 0, None],
    "large": [2**40, 1, None, 3],
    "tenths": [0.1, 25.3, -7.0, None],
}


@pytest.mark.parametrize("compress", [True, False])
def test_the_page_reads_what_was_put_in(visit, compress):
    fields = pd.DataFrame({name: pd.Series(cells) for name, cells in FIELDS.items()})
    names = ["一", "二", "三", "四"]
    shapes = {name: box(0, 0, 0.01, 0.01) for name in names}
    fields.index = pd.Index(names)
    seen = visit(a_map(layer(shapes, fill(RED), fields=fields, compress=compress)).html())
    asked = f"""() => {{ {MAP} const own = pianqu.layersOf(map)[0];
        return own.fields.map((field) => [field.heading, [0, 1, 2, 3].map(field.values)]); }}"""

    assert dict(seen.page.evaluate(asked)) == FIELDS


def test_a_hidden_layer_is_drawn_when_it_is_ticked(visit):
    seen = visit(a_map(layer({"甲": box(0, 0, 0.01, 0.01)}, fill(RED), show=False)).html())

    assert seen.page.evaluate(FOUND, [(0.005, 0.005)]) == [None]
    seen.page.get_by_label("层").check()
    assert seen.page.evaluate(COLOUR, (0.005, 0.005)) == [255, 0, 0, 255]
    seen.page.get_by_label("层").uncheck()
    assert seen.page.evaluate(COLOUR, (0.005, 0.005)) == NOTHING


@pytest.mark.parametrize("zoom", [13.25, 14, 16.75])
def test_tiles_are_of_the_very_zoom_and_follow_it(visit, zoom):
    seen = visit(a_map(layer({"甲": box(0, 0, 0.001, 0.001)}, fill(RED)), zoom=zoom).html())
    levels = f"() => {{ {MAP} return Object.values(map.pianqu.sheets.pianqu._tiles).map((tile) => tile.coords.z); }}"

    assert set(seen.page.evaluate(levels)) == {zoom}
    seen.page.evaluate(f"() => {{ {MAP} map.setZoom({zoom} + 0.5, {{animate: false}}); }}")
    assert seen.page.evaluate(COLOUR, (0.0005, 0.0005)) == [255, 0, 0, 255]
    assert set(seen.page.evaluate(levels)) == {zoom + 0.5}


def test_paper_has_twice_the_dots_at_once(visit):
    page = a_map(layer({"甲": box(0, 0, 0.01, 0.01)}, fill(RED)))
    script = "<script>document.addEventListener('x', () => 0)</script>"
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', script, page.html())
    seen = visit(html)
    print_js = Path(__file__).parents[2] / "maps" / "assets" / "print.js"
    seen.page.add_script_tag(content=print_js.read_text(encoding="utf-8"))
    at_once = f"""() => {{ {MAP}
        document.body.insertAdjacentHTML('beforeend', '<div class="pq-side"><div class="pq-now"></div></div>');
        pianqu.printing(map, null);
        dispatchEvent(new Event('beforeprint'));
        const sheet = map.pianqu.sheets.pianqu;
        const sides = [...document.querySelectorAll('.pq-sheet canvas')].map((tile) => tile.width);
        return [sheet.jobs.size, Math.min(...sides), Math.max(...sides)]; }}"""

    assert seen.page.evaluate(at_once) == [0, 1008, 1008]


@pytest.fixture
def old(browser, tmp_path):
    """Open a page in a browser that cannot undo gzip."""
    pages = []

    def opened(html: str):
        file = tmp_path / "old.html"
        file.write_text(html, encoding="utf-8")
        pages.append(browser.new_page())
        pages[0].add_init_script("delete window.DecompressionStream")
        pages[0].goto(file.as_uri())
        return pages[0]

    yield opened
    for page in pages:
        page.close()


def test_a_browser_that_is_too_old_is_told_so(old):
    page = old(a_map(*[layer({"甲": box(0, 0, 0.01, 0.01)}, fill(RED))] * 2).html())

    assert page.evaluate("window.pianquReady") is False
    told = page.get_by_role("alert")
    assert told.is_visible()
    assert told.locator("p").count() == 1
    assert "浏览器版本过旧" in told.inner_text()
    assert "compress=False" in told.inner_text()


def test_the_rest_of_a_page_is_read_in_an_old_browser(plan, old):
    page = old(atlas(plan).html())

    assert page.evaluate("window.pianquReady") is False
    assert page.get_by_role("alert").is_visible()
    assert "无数据" in page.locator(".pq-legend").inner_text()
    assert "示例片区" in page.locator(".pq-part-basis").inner_text()


def test_a_map_in_the_open_works_in_an_old_browser(plan, old):
    made = atlas(plan)
    made.compress = False
    page = old(made.html())

    assert page.evaluate("window.pianquReady") is True
    assert "33.3%" not in page.locator("#pianqu-table").inner_text()
    page.get_by_label("服务设施类别").select_option(label="药店")
    assert "33.3%" in page.locator("#pianqu-table").inner_text()


def test_the_same_browser_opens_what_is_not_compressed(old):
    page = old(a_map(layer({"甲": box(0, 0, 0.01, 0.01)}, fill(RED), compress=False)).html())

    assert page.evaluate("window.pianquReady") is True
    assert page.evaluate(COLOUR, (0.005, 0.005)) == [255, 0, 0, 255]
    assert page.get_by_role("alert").count() == 0


@pytest.mark.parametrize("compress", [True, False])
@pytest.mark.parametrize("fault", ["crc", "bytes", "data"])
def test_broken_data_says_so_and_other_layers_are_drawn(visit, compress, fault):
    broken = layer({"甲": box(0, 0, 0.01, 0.01)}, fill(RED), name="坏$&层", compress=compress)
    html = a_map(layer({"乙": box(0.01, 0, 0.02, 0.01)}, fill(BLUE)), broken).html()
    head, block, tail = re.split(
        r'(?=<script type="application/json" id="feature_layer_\w+_data">)', html
    )[-3:]
    good, bad = (head + block, tail) if "坏" in tail else (head + tail, block)
    change = {
        "crc": (r'"crc":\d+', '"crc":1'),
        "bytes": (r'"bytes":(\d+),"crc"', r'"bytes":9\1,"crc"'),
    }
    change["data"] = (r'"data":"(.{40}).', r'"data":"\1/')
    seen = visit(html.replace(bad, re.sub(*change[fault], bad, count=1)))

    assert good
    assert seen.page.evaluate("window.pianquReady") is False
    assert "“坏$&层”未能绘出：文件中的数据已损坏" in seen.page.get_by_role("alert").inner_text()
    assert seen.page.evaluate(COLOUR, (0.015, 0.005)) == [0, 0, 255, 255]
    assert seen.faults == []
