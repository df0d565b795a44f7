"""The figure of a reconciliation: heights by hand, labels that do not meet, gaps for the unknown."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from pianqu.analysis import reconciliation
from pianqu.analysis.reconciliation import Step
from pianqu.maps.coverage.waterfall import HEIGHT, TOP, lines, waterfall
from pianqu.maps.web.offline import asset

NAMES = ["法定口径", "不分规模，同一半径", "沿街道步行距离", "坡度与台阶", "按户数"]
BOXES = """() => {
    // of the box of a line the middle 70 % carry its signs
    const ink = (box) => ({left: box.left, right: box.right,
        top: box.top + 0.15 * box.height, bottom: box.bottom - 0.15 * box.height});
    const meet = (a, b) => a.left < b.right - 0.5 && b.left < a.right - 0.5
        && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
    const all = [...document.querySelectorAll('svg text')].map((e) => [e, ink(e.getBoundingClientRect())]);
    return all.flatMap(([one, a], i) => all.slice(i + 1).filter(([, b]) => meet(a, b))
        .map(([two]) => one.textContent + '|' + two.textContent));
}"""


def steps(*tenths: int | None, units: str = "") -> pd.DataFrame:
    """A table of rates in tenths of a percentage point; None was not computed."""
    kinds = {"h": "households", "b": "buildings", "r": "residents"}
    found = [
        Step(f"s{at}", NAMES[at % len(NAMES)], "改", kinds.get(units[at : at + 1], "m2"))
        if rate is None
        else Step(
            f"s{at}", NAMES[at % len(NAMES)], "改", kinds.get(units[at : at + 1], "m2"), rate, 1000
        )
        for at, rate in enumerate(tenths)
    ]
    return reconciliation.waterfall(found)


def bars(svg: str, name: str) -> list[tuple[float, float]]:
    """Top and height of every bar of a class."""
    root = ElementTree.fromstring(svg)
    rows = [part for part in root.iter() if name in part.get("class", "").split()]
    return [(float(part.attrib["y"]), float(part.attrib["height"])) for part in rows]


def test_bars_are_as_high_as_their_rates():
    svg = waterfall(steps(900, 500, 750))

    assert (TOP, HEIGHT) == (46, 260)
    assert bars(svg, "wf-rate") == [(46 + 26, 234), (46 + 130, 130), (46 + 65, 195)]
    assert bars(svg, "wf-fall") == [(46 + 26, 104)]  # 40 points from 90 % down
    assert bars(svg, "wf-rise") == [(46 + 65, 65)]  # 25 points from 50 % up
    assert len(bars(svg, "wf-end")) == 2


def test_signs_say_what_colours_say():
    svg = waterfall(steps(900, 500, 750, 750))
    said = re.findall(r'wf-change wf-(\w+)"[^>]*>([^<]*)', svg)

    assert said == [("down", "−40.0"), ("up", "+25.0"), ("same", "0.0")]


def test_what_was_not_computed_is_a_gap_at_the_level_before():
    svg = waterfall(steps(900, None, 500))

    assert bars(svg, "wf-gap") == [(46 + 26, 234)]
    assert svg.count(">未计算<") == 1
    assert bars(svg, "wf-fall") == [(46 + 26, 104)]  # against the last that has a rate
    assert "不分规模，同一半径：未计算" in svg


def test_nothing_computed_draws_no_bar():
    svg = waterfall(steps(None, None))

    assert bars(svg, "wf-rate") == []
    assert bars(svg, "wf-gap") == [(46, 260)] * 2


def test_what_is_counted_stands_once_under_its_bars():
    svg = waterfall(steps(900, 800, 700, 600, 500, units="..hrb"))
    words = re.findall(r'wf-unit"[^>]*>([^<]*)', svg)

    assert words == ["按居住用地面积", "按户", "按人", "按栋"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("按户数", ["按户数"]),
        ("法定口径", ["法定口径"]),
        ("剔除未接入路网", ["剔除未接", "入路网"]),
        ("不分规模，同一半径", ["不分规模", "同一半径"]),
        ("GB 50180", ["GB", "50180"]),
        ("", []),
        ("甲" * 40, ["甲" * 6, "甲" * 6, "甲" * 6, "甲" * 5 + "…"]),
    ],
)
def test_names_are_wrapped(name, expected):
    assert lines(name) == expected


def test_hostile_names_are_text():
    table = reconciliation.waterfall([Step("s0", "<script>a</script>", "", "<b>", 1, 2)])
    svg = waterfall(table)

    assert "<script" not in svg
    assert "<b>" not in svg
    assert ElementTree.fromstring(svg) is not None


@pytest.mark.parametrize(
    "tenths",
    [
        (999, 1000, 1000, 1000, 1000, 666, 666, None, None, 701, 716, 695),
        (1000, 0, 1000, 0, None, 3, 60, 999, 1, 500, 500, 0),
        (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1000),
        (50, 80, 20, 60, 70, 71, 69, 40, 10, 5, 90, 77),
    ],
)
@pytest.mark.parametrize("width", [1280, 390])
def test_labels_do_not_meet(visit, tenths, width):
    svg = waterfall(steps(*tenths, units=".........hrb"))
    style = asset("answers.css")
    seen = visit(f"<!DOCTYPE html><title>a</title><style>{style}</style>{svg}", width=width)

    assert seen.page.evaluate(BOXES) == []
    assert seen.page.get_by_role("img", name="从法定口径到步行口径").count() == 1
