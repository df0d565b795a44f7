"""The page of answers: what it says, that it adds up, and that it opens anywhere."""

import re
from types import SimpleNamespace

import pandas as pd
import pytest
from answered import OWNER, WEIGHTS, built

from pianqu.analysis import gaps
from pianqu.gis.errors import OutputError
from pianqu.maps.coverage.page import answers
from pianqu.maps.look import Look
from pianqu.maps.text import document as module

HOSTILE = (
    """<img src=x onerror="window.__hit=1"></td></style><script>window.__hit=2</script>{{ 7*7 }}"""
)


@pytest.fixture
def full(plan) -> SimpleNamespace:
    """The tiny plan with an answer to every question."""
    plan.tables |= built()
    plan.tables["community_cards"] = gaps.cards(
        plan.tables["communities"],
        plan.tables["community_coverage"],
        plan.tables["gaps"],
        WEIGHTS,
        OWNER,
        names=plan.tables["kinds"]["zh"],
    )
    return plan


def section(html: str, name: str) -> str:
    """The text of a section, cells apart."""
    found = re.search(f'<section id="{name}".*?</section>', html, re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found[0])) if found else ""


def row(html: str, head: str) -> list[str]:
    """The cells of the row that a heading heads."""
    found = re.search(rf'<th scope="row"[^>]*>{head}.*?</tr>', html, re.DOTALL)
    assert found is not None
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found[0], re.DOTALL)
    return [re.sub(r"<[^>]+>", " ", cell).strip() for cell in cells]


def test_an_empty_plan_says_so():
    empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    html = answers(empty)

    assert "没有可以列出的结果" in html
    assert "<section" not in html
    assert html == answers(empty)


def test_differences_add_up_as_they_are_printed(full):
    html = answers(full)
    moved = [row(html, step)[-1] for step in ("按户数", "按楼栋数")]

    assert moved == ["−27.1", "+0.8"]
    total = sum(int(text.replace("−", "-").replace(".", "")) for text in moved)
    assert f"合计 −{-total // 10}.{-total % 10} 个百分点 = 70.0% − 96.3%" in section(html, "why")


def test_a_step_shows_what_it_rests_on(full):
    html = answers(full)

    assert row(html, "法定口径") == ["法定口径", "起点", "96.34", "100.00", "公顷", "96.3%", "起点"]
    assert row(html, "按户数")[2:6] == ["692", "1,000", "户", "69.2%"]
    assert row(html, "坡度")[2:] == ["未计算", "未计算", "公顷", "未计算 没有高程数据", "未计算"]
    assert "差得最多的步骤：按户数 −27.1 个百分点" in section(html, "why")


def test_statutory_rates_say_whether_and_how_sure(full):
    html = answers(full)

    assert row(html, "甲版")[1:7] == [
        *("43.68", "43.73", "99.9%", "≥ 85% 国家园林城市", "是", "+14.9"),
    ]
    assert row(html, "甲版")[-2:] == ["未核实", "已核对"]
    assert row(html, "乙版")[5] == "未判定 半径为区间"
    assert html.count('<tr class="an-doubt">') >= 2


def test_coverage_lists_only_mapped_kinds_and_names_the_rest(full):
    text = section(answers(full), "walking")

    assert "步行 10 分钟" in text
    assert "66.7% 2 / 3 · 未计算 1" in text
    assert "未标注的类别（不等于没有）（1） 托儿所" in text
    assert "未计算的类别（1） 健身房 全部未能接入路网" in text


def test_every_unknown_is_a_word(full):
    html = answers(full)
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", html, re.DOTALL)

    assert [cell for cell in cells if re.search(r"nan|NaN|None|&lt;NA|NaT|\binf\b", cell)] == []
    assert "待补证据" in section(html, "scorecard")
    assert "超出搜索范围" in section(html, "gaps")
    assert row(html, "派出所")[2:5] == ["无数据", "无数据", "未计算"]  # police: no known capacity


def test_gaps_name_who_is_left_out_and_what_helps(full):
    html = answers(full)
    gap = row(html[html.index('id="gaps"') :], "东一村")

    assert gap[1:] == [
        *("社区卫生服务站", "30 / 54", "1 / 2", "超出 2.5 分钟 2号楼", "开一处门 围墙外侧开门"),
    ]
    gap = row(html[html.index('id="gaps"') :], "东二村")
    assert gap[2:] == ["无数据", "1 / 1", "超出搜索范围", "未判定"]
    assert '<article class="an-card"><h4>东一村</h4><p>54 户，2 栋</p>' in html


def test_matrices_say_each_state_in_words(full):
    html = answers(full)
    eight = row(html[html.index('id="synchrony"') :], "东一村")

    assert eight[0] == "东一村"
    assert set(eight[1:9]) <= {"已有", "部分", "缺", "无需", "未判定", "待补证据", "无数据"}
    assert "六有" in section(html, "scorecard")
    assert "每栋住宅步行 10 分钟内有社区卫生服务站" in section(html, "scorecard")


def test_a_question_without_an_answer_says_why(plan):
    reasons = {"question": ["parks"], "zh": ["x"], "status": ["not_computed"]}
    plan.tables["questions"] = pd.DataFrame(reasons).assign(reason="缺少公园绿地图层")

    assert "未计算：缺少公园绿地图层。" in section(answers(plan), "why")


def test_headings_are_those_of_the_plan(full):
    names = {"table": ["reconciliation"], "field": ["changed"], "zh": ["改了哪一处"]}
    full.fields = pd.DataFrame(names)

    assert '<th scope="col">改了哪一处</th>' in answers(full)


@pytest.mark.parametrize(
    ("look", "there", "absent"),
    [
        (Look(), "内部资料 不得公开", "编制单位"),
        (Look(title="五里亭", author="更新中心"), "编制单位：更新中心", "片区更新服务覆盖答问"),
        (Look(not_for_publication=False), "合成数据", "不得公开"),
        (Look(review_number="GS(2025)1号"), "审图号：GS(2025)1号", "未填写"),
    ],
)
def test_title_marks_and_imprint(plan, look, there, absent):
    html = answers(plan, look=look)

    assert there in html
    assert absent not in html.split("</style>")[1]


def many(full, count: int) -> SimpleNamespace:
    """The same with each community many times."""
    for name in ("gaps", "scorecard", "synchrony", "complete_community", "community_circles"):
        table = full.tables[name]
        copies = [table.assign(community=table["community"] + f"-{at}") for at in range(count)]
        full.tables[name] = pd.concat(copies, ignore_index=True)
    return full


def test_a_city_is_cut_to_the_worst_and_says_so(full):
    html = answers(many(full, 160))  # 320 communities

    assert len(html.encode()) < 3_000_000
    assert "只列最差的 100 个小区，共 320 个小区；全部见 renewal.gpkg 的 scorecard 表。" in html
    assert "只列最差的 300 行，共 320 行；全部见 renewal.gpkg 的 gaps 表。" in html
    assert "：其余行（40）</summary>" in html  # of the hundred, sixty are open


def test_an_address_in_the_style_is_refused(plan, monkeypatch):
    monkeypatch.setattr(module, "asset", lambda name: "a{background:url(https://example.org/a)}")

    with pytest.raises(OutputError, match=r"example\.org"):
        answers(plan)


@pytest.mark.parametrize(("width", "height"), [(1280, 1600), (390, 844)])
def test_opens_without_requests_and_never_scrolls_sideways(full, visit, width, height):
    seen = visit(answers(full), width=width, height=height)
    seen.page.locator("summary").evaluate_all("all => all.forEach((e) => e.parentNode.open = true)")

    assert len(seen.requests) == 1
    assert seen.faults == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.get_by_role("heading", name="为什么不同").is_visible()
    assert seen.page.locator("html").get_attribute("lang") == "zh-CN"


def test_tables_are_read_by_their_headings(full, visit):
    page = visit(answers(full)).page
    bare = "all => all.filter(e => !e.caption || !e.querySelector('thead th[scope=col]')).length"

    assert page.locator("table").count() >= 10
    assert page.locator("table").evaluate_all(bare) == 0
    assert page.locator("tbody tr:not(:has(th[scope=row]))").count() == 0
    odd = "all => all.filter(e => !document.querySelector(e.getAttribute('href'))).length"
    assert page.locator("nav a").evaluate_all(odd) == 0


def test_rows_stay_whole_on_paper(full, visit):
    page = visit(answers(full), width=718).page
    page.emulate_media(media="print")
    wide = "all => all.filter((e) => e.scrollWidth > document.body.clientWidth + 1).length"

    assert page.locator("table, svg").evaluate_all(wide) == 0
    kept = page.locator("tbody tr").evaluate_all(
        "all => [...new Set(all.map((e) => getComputedStyle(e).breakInside))]"
    )
    assert kept == ["avoid"]


def poisoned(table: pd.DataFrame) -> pd.DataFrame:
    """Hostile text in every cell that may hold text of the data."""
    codes = {
        "community",
        "kind",
        "unit",
        "edition",
        "place",
        "circle",
        "item",
        "option",
        "question",
    }
    told = [name for name in table.columns if table[name].dtype.kind not in "iufbmM"]
    told = [name for name in told if name not in codes | {"geometry", "required", "meets"}]
    return table.assign(**{name: HOSTILE for name in told if table[name].notna().any()})


def test_hostile_text_is_only_text(full, visit):
    for name in ("reconciliation", "park_rates", "gaps", "community_cards", "findings", "sources"):
        full.tables[name] = poisoned(full.tables[name])
    for name in ("scorecard", "synchrony", "complete_community", "supply", "basis"):
        full.tables[name] = poisoned(full.tables[name])
    full.tables["communities"]["name"] = HOSTILE
    full.tables["kinds"]["zh"] = full.tables["kinds"]["reason"] = HOSTILE
    look = Look(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    # without the policy: the text itself must be harmless
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", answers(full, look=look))
    seen = visit(html)

    assert seen.page.evaluate("window.__hit") is None
    assert seen.page.locator("img, script").count() == 0
    assert seen.page.locator("body").inner_text().count("{{ 7*7 }}") > 40
    assert len(seen.requests) == 1
    assert seen.faults == []
