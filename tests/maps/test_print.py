"""A printed sheet: map, legend and imprint together, long notes behind, and the screen as before."""

import re

import pandas as pd
import pytest

from pianqu.maps.atlas.page import page

SHEET = (1040, 700)  # pixels of A4 landscape between its margins
PRINT = """async () => {
    await window.pianquReady;
    window.dispatchEvent(new Event('beforeprint'));
    const box = (part) => document.querySelector(part).getBoundingClientRect();
    const ends = ['.folium-map', '.pq-now', '.pq-imprint'].map((part) => box(part).bottom);
    return {long: document.body.classList.contains('pq-long'), end: Math.max(...ends),
        width: document.documentElement.scrollWidth, map: box('.folium-map').height};
}"""


@pytest.mark.parametrize(("lines", "long"), [(4, False), (80, True)])
def test_the_map_and_its_imprint_stand_on_one_sheet(plan, visit, lines, long):
    rows = [(f"k{number}", "口径", "很长的说明" * 12) for number in range(lines)]
    plan.tables["basis"] = pd.DataFrame(rows, columns=["key", "zh", "value"])
    seen = visit(page(plan).html(), width=SHEET[0])
    found = seen.page.evaluate(PRINT)

    assert found["long"] is long
    assert found["end"] <= SHEET[1]
    assert found["map"] > SHEET[1] / 2
    assert found["width"] <= SHEET[0]


def test_the_screen_is_as_before(plan, visit):
    seen = visit(page(plan).html())
    size = "[...document.querySelectorAll('.folium-map, .pq-side')].map(e => e.offsetHeight + 'x' + e.offsetWidth)"
    before = seen.page.evaluate(size)
    seen.page.evaluate(PRINT)
    seen.page.evaluate("window.dispatchEvent(new Event('afterprint'))")

    assert seen.page.evaluate(size) == before
    assert seen.page.evaluate("document.body.className") == ""
    assert seen.faults == []


@pytest.mark.parametrize("paper", ["A3", "A4"])
def test_a_small_plan_fits_two_sheets(plan, visit, paper):
    seen = visit(page(plan).html())
    seen.page.evaluate("async () => await window.pianquReady")
    sheets = seen.page.pdf(format=paper, landscape=True, print_background=True)

    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", sheets)) <= 2


def test_the_mark_of_the_limit_is_not_broken_over_lines(plan, visit):
    mark = visit(page(plan).html()).page.locator(".pq-label em").first

    assert mark.inner_text() == "≤ 时限"
    assert mark.evaluate("e => getComputedStyle(e).whiteSpace") == "nowrap"
