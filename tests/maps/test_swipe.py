"""The divided map of a comparison: before on the left, after on the right."""

from types import SimpleNamespace

import pytest

from pianqu.analysis.comparing import compare
from pianqu.analysis.planning import Plan
from pianqu.maps.atlas.comparison import comparison
from pianqu.maps.atlas.swiping import SIDES, sides


def after(plan: SimpleNamespace) -> SimpleNamespace:
    """B3 now reaches the health station, in 9 minutes; B1 no longer the pharmacy."""
    plan.tables["building_access"]["community"] = ["C1", "C1", "C2", "C2", "C2"]
    tables = {name: table.copy() for name, table in plan.tables.items()}
    for building, kind, minutes in (("B3", "health_station", 9.0), ("B1", "pharmacy", 12.0)):
        tables["building_minutes"].loc[building, kind] = minutes
        tables["building_reached"].loc[building, kind] = minutes < 10
    return SimpleNamespace(tables=tables, fields=plan.fields)


MAP = "const map = Object.values(window).find((part) => part instanceof L.Map);"
MARKS = f"""() => {{ {MAP} return pianqu.layersOf(map).filter((made) => made.copied)
    .map((made) => [made.data.name, map.hasLayer(made), [...made.marks]]); }}"""
EDGE = f"""() => {{ {MAP} return Object.entries(map.pianqu.cuts).map(([pane, span]) =>
    [pane, span.map((x) => Math.round(100 * x / map.getSize().x)), map.getPane(pane).style.clipPath]); }}"""
SWITCH = "左右对比（左：变化前，右：变化后）"


def compared(plan: SimpleNamespace) -> Plan:
    later = after(plan)
    return compare(plan, later)


@pytest.fixture
def seen(visit, plan):
    return visit(comparison(compared(plan)).html())


def test_each_side_has_the_classes_of_its_plan(seen):
    seen.page.get_by_label(SWITCH).check()
    left, right = seen.page.evaluate(MARKS)

    assert (left[:2], right[:2]) == (["左侧：变化前", True], ["右侧：变化后", True])
    changed = [row for row in range(5) if left[2][row] != right[2][row]]
    assert [(row, left[2][row], right[2][row]) for row in changed] in ([(2, 1, 0)], [(0, 0, 1)])
    assert seen.page.locator(
        ".pq-legend-part h3", has_text="左侧：变化前；右侧：变化后"
    ).is_visible()
    assert seen.faults == []


def test_the_divider_moves_by_keyboard_and_stays_when_the_map_is_moved(seen):
    seen.page.get_by_label(SWITCH).check()
    slider = seen.page.get_by_label("分界线位置（%）")
    slider.press("ArrowRight")
    left, right = seen.page.evaluate(EDGE)
    assert (left[1], right[1]) == ([0, 51], [51, 100])
    seen.page.evaluate(f"() => {{ {MAP} map.panBy([80, 30], {{animate: false}}); }}")
    moved = seen.page.evaluate(EDGE)
    assert moved[0][1] == [0, 51]
    assert moved[0][2] != left[2]


def test_switched_off_the_changes_are_back(seen):
    box = seen.page.get_by_label(SWITCH)
    box.check()
    box.uncheck()

    assert [made[1] for made in seen.page.evaluate(MARKS)] == [False, False]
    assert seen.page.locator(".pq-divider").count() == 0
    shown = f"() => {{ {MAP} return pianqu.layersOf(map).some((made) => made.data.name === '楼栋到达变化' && map.hasLayer(made)); }}"
    assert seen.page.evaluate(shown)


def test_the_other_kind_is_followed(seen):
    seen.page.get_by_label(SWITCH).check()
    first = seen.page.evaluate(MARKS)
    seen.page.locator("#pianqu-kind").select_option(index=1)

    assert seen.page.evaluate(MARKS) != first


def test_an_answer_on_one_side_only_is_no_answer_of_the_other(plan):
    later = after(plan)
    later.tables["building_reached"].loc["B2", "health_station"] = None
    found = compare(plan, later)
    rows = [row for kind in sides(found)["rows"] for row in kind.items()]

    assert ("1", (2, 3)) in rows
    assert SIDES[3].label == "未计算"
