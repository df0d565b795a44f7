"""A page from its own sections: what is added to each, what is said where there is nothing."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest

from pianqu.maps.text.answered import answered
from pianqu.maps.text.blocks import folded

WORDS = {
    "title": "示例",
    "tagline": "",
    "beside": "",
    "empty": "没有结果。",
    "own": "甲",
    "more": "乙",
}
WORDS |= {"findings": "问题清单", "basis": "口径", "sources": "来源", "records": "数据"}


def plan(**tables) -> SimpleNamespace:
    columns = pd.DataFrame(columns=["table", "field", "zh"])
    return SimpleNamespace(tables=tables, fields=columns)


FINDINGS = pd.DataFrame(columns=["severity", "layer", "id", "rule", "value", "remedy"])
BASIS = pd.DataFrame({"key": ["crs"], "zh": ["坐标系"], "value": ["EPSG:4549"]})
QUESTIONS = pd.DataFrame({"question": ["q"], "reason": ["没有图层"]})


def headings(html: str) -> list[str]:
    return re.findall(r'<h2 id="[^"]+">([^<]+)', html)


@pytest.mark.parametrize("origins", ["sources", "records"])
def test_records_follow_the_sections_of_the_page(origins):
    sources = pd.DataFrame({"layer": ["buildings"], "source": ["测绘"], "sha256": ["ab"]})
    full = plan(findings=FINDINGS, basis=BASIS, sources=sources)
    html = answered(full, {"own": ["<p>答</p>"]}, WORDS, origins=origins)

    assert headings(html) == ["甲", "问题清单", "口径", WORDS[origins]]
    assert "没有结果。" not in html


@pytest.mark.parametrize(
    ("own", "rules", "empty"),
    [({}, (), True), ({"own": ["<p>答</p>"]}, (), False), ({"own": ["<p>答</p>"]}, ("own",), True)],
)
def test_records_and_rules_alone_are_no_answer(own, rules, empty):
    html = answered(plan(basis=BASIS), own, WORDS, rules=rules)

    assert ("没有结果。" in html) == empty


@pytest.mark.parametrize("own", [{}, {"own": []}, {"own": [""]}])
def test_a_section_without_blocks_says_why(own):
    html = answered(plan(questions=QUESTIONS), own, WORDS, asked={"own": "q", "more": "other"})

    assert "未计算：没有图层" in html
    assert headings(html) == ["甲"]


def test_a_section_with_an_answer_keeps_it():
    own = {"own": ["<p>答</p>"]}
    html = answered(plan(questions=QUESTIONS), own, WORDS, asked={"own": "q"})

    assert "<p>答</p>" in html
    assert "未计算" not in html
    assert own == {"own": ["<p>答</p>"]}


def test_what_is_folded_is_printed(visit):
    html = answered(plan(), {"own": [folded("其余", ["<p id=inside>在内</p>"])]}, WORDS)
    page = visit(html).page
    inside = page.locator("#inside")

    assert not inside.is_visible()
    page.emulate_media(media="print")
    assert inside.is_visible()
    assert inside.bounding_box()["height"] > 0
