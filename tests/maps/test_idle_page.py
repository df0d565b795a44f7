"""The page of idle land: what it says of a small plan, and that it opens anywhere."""

import re
from types import SimpleNamespace

import fallow
import pandas as pd
import pytest

from pianqu.maps.idle.page import idle
from pianqu.maps.look import Look

HOSTILE = """<img src=x onerror="window.__hit=1"></td><script>window.__hit=2</script>{{ 7*7 }}"""
TITLES = ["总况", "候选地块", "排除与单列", "校正记录", "面积平衡", "规则与可信度"]


@pytest.fixture
def full(plan) -> SimpleNamespace:
    """The tiny plan with every table about idle land."""
    plan.tables |= fallow.built()
    return plan


def told(html: str) -> str:
    """The text of HTML, cells apart."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def section(html: str, name: str) -> str:
    """The text of a section."""
    found = re.search(f'<section id="{name}".*?</section>', html, re.DOTALL)
    return told(found[0]) if found else ""


def card(html: str, name: str) -> str:
    """The card of a plot."""
    found = [each for each in re.findall(r"<article.*?</article>", html, re.DOTALL) if name in each]
    assert len(found) == 1
    return found[0]


def row(html: str, head: str) -> list[str]:
    """The cells of the first row with that heading."""
    found = re.search(rf'<th scope="row"[^>]*>{head}.*?</tr>', html, re.DOTALL)
    assert found, head
    return [told(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", found[0], re.DOTALL)]


def test_an_empty_plan_says_so():
    empty = SimpleNamespace(tables={}, fields=pd.DataFrame(columns=["table", "field", "zh"]))
    html = idle(empty)

    assert "没有可以列出的闲置地结果" in html
    assert "<section" not in html


def test_sections_stand_in_order(full):
    html = idle(full)

    assert re.findall(r"<h2[^>]*>(.*?)</h2>", html)[: len(TITLES)] == TITLES
    assert "合成数据" in html


def test_the_same_plan_makes_the_same_page(full):
    assert idle(full) == idle(full)


def test_a_question_without_an_answer_says_why(full):
    full.tables.pop("idle_plots")
    asked = {"question": ["idle"], "zh": ["x"], "status": ["not_computed"]}
    full.tables["questions"] = pd.DataFrame(asked).assign(reason="缺少地块图层")

    assert "未计算：缺少地块图层。" in section(idle(full), "counts")


def test_counts_carry_their_base(full):
    text = section(idle(full), "counts")

    assert (
        "5 处：候选 3 处，单列 1 处，排除 1 处。候选合计 0.18 公顷（另有 1 处没有范围，未计入）"
        in text
    )
    assert "1 / 3，33.3%" in text
    assert "法定闲置土地 1 处；3 / 5 处没有认定记录" in text
    assert row(idle(full), "合计")[1:8] == ["5", "1", "1", "1", "1", "1", "60.0% 3 / 5"]


def test_a_card_says_what_a_meeting_asks(full):
    html = card(idle(full), "L1 东边条地")
    text = told(html)

    for said in ("国有，区城投", "20.0 × 10.0 米", "直径 10.0 米", "1.2%", "85.0%", "2 个", "紧邻"):
        assert said in text
    assert "是（主管部门认定）" in text
    assert "注意：离数据边界 3 m" in text
    assert "现场照片" in text
    assert "拍摄人：" in text
    assert html.count('<svg class="pd"') == 1


def test_evidence_has_source_day_and_certainty(full):
    html = card(idle(full), "L1 东边条地")

    assert "证据（支持的有 2 类）" in html
    assert row(html, "登记") == [
        "登记",
        "支持",
        "登记为空置",
        "地块登记",
        "2024-06-30",
        "本软件约定",
        "软件约定",
    ]
    assert row(html, "影像佐证")[4] == "没有日期"


def test_what_was_not_looked_at_is_never_clear(full):
    text = told(card(idle(full), "C1/5-5"))

    assert "共核对 3 项 涉及 0 项，不涉及 1 项，未核对 2 项" in text
    assert "未核对（不等于不涉及）： 低洼积水区、地质灾害点（缺少保护要素图层）" in text.replace(
        "）：低", "）： 低"
    )


def test_uses_say_need_with_its_base_and_reasons(full):
    html = card(idle(full), "L1 东边条地")

    assert row(html, "停车场")[1:6] == [
        "可以",
        "提示：须穿越人行道",
        "+25.0% 面积",
        "2 个车位",
        "30 户 30 / 80，37.5%",
    ]
    assert row(html, "电梯井道")[5] == "未计算 没有步行覆盖"
    assert row(html, "口袋公园") == ["口袋公园", "面积 200 ㎡，差 200 ㎡"]
    assert row(html, "停车场、非机动车停车")[1:4] == [
        "70 户 另有 1 项需求不明",
        "1 停车场",
        "150 150 / 200",
    ]


def test_rooms_without_ground_have_no_drawing(full):
    html = card(idle(full), "R1 旧锅炉房")

    assert "不能绘制平面" in html
    assert "<svg" not in html
    assert "锅炉房" in told(html)
    assert "480 ㎡" in told(html)
    assert "最大内切圆" not in html


def test_no_frontage_is_not_unknown_frontage(full):
    text = told(card(idle(full), "C1/5-5"))

    assert "临路长度 不临路" in text
    assert "可排车位 0 个 不临道路" in text
    assert "步行可达 否 隔着围墙" in text
    assert "邻楼高度未知，至少 40.0%" in text


def test_excluded_plots_say_why_and_whose(full):
    html = idle(full)
    text = section(html, "excluded")

    assert "2 / 5 处有闲置证据" in text
    assert "有 60% 的面积在 P1 南园" in text
    assert "代码为 16 留白用地" in text
    assert "<article" not in html.split('id="excluded"')[1]
    found = re.search(r'<section id="excluded".*?</section>', html, re.DOTALL)
    assert found
    assert row(found[0], "消防车道")[1:4] == ["1 1 / 2", "0", "GB 55037-2022 3.4.5"]


def test_corrections_say_who_and_why(full):
    html = idle(full).split('id="corrections"')[1]

    assert row(html, "K1")[1:6] == ["L3", "排除", "已排除，不再列为候选", "街道办", "已建成绿地"]
    assert row(html, "K2")[3] == "没有对上任何地块"
    assert row(html, "K2")[5:] == ["没有写明", "没有日期"]


def test_areas_add_up(full):
    html = idle(full).split('id="areas"')[1]

    assert "之差都小于百万分之一 ㎡" in html
    assert row(html, "东一村")[1:7] == ["17,100", "15,000", "2,100", "1,600", "400", "100"]
    assert row(html, "合计")[-1] == "4.7% 1,600 / 34,200"
    assert "公园绿地" not in told(html.split("占用由什么构成")[1].split("</table>")[0])


@pytest.mark.parametrize("name", sorted(fallow.built()))
def test_any_table_may_be_absent(full, name):
    full.tables.pop(name)

    assert "<h1>闲置地答问</h1>" in idle(full)


@pytest.mark.parametrize("name", sorted(fallow.built()))
def test_any_table_may_be_empty(full, name):
    full.tables[name] = full.tables[name].iloc[:0]

    assert "<h1>闲置地答问</h1>" in idle(full)


def test_every_unknown_is_a_word(full):
    cells = re.findall(r"<(?:t[hd]|dd)[^>]*>(.*?)</(?:t[hd]|dd)>", idle(full), re.DOTALL)

    assert len(cells) > 150
    assert [cell for cell in cells if re.search(r"nan|NaN|None|NaT|&lt;NA|\binf\b", cell)] == []


def test_a_city_is_cut_and_says_where_the_rest_is(full):
    many = full.tables["idle_plots"].iloc[[2] * 320]
    ids = pd.Index([f"R{number}" for number in range(320)], name="plot")
    full.tables["idle_plots"] = many.set_axis(ids)
    html = idle(full)

    assert html.count("<article") == 300
    assert "只列可信度最高的 300 处，共 320 处；全部见 renewal.gpkg 的 idle_plots 表。" in html


def test_it_bears_the_marks_of_its_look(full):
    html = idle(full, look=Look(title="五里亭片区", author="某院"))

    assert "<h1>五里亭片区</h1>" in html
    assert "编制单位：某院" in html
    assert "<script" not in html


@pytest.mark.parametrize(("width", "height"), [(1280, 1600), (390, 844)])
def test_opens_without_requests_and_never_scrolls_sideways(full, visit, width, height):
    seen = visit(idle(full), width=width, height=height)
    seen.page.locator("summary").evaluate_all("all => all.forEach((e) => e.parentNode.open = true)")

    assert len(seen.requests) == 1
    assert seen.faults == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
    assert seen.page.locator("svg.pd").count() == 2
    assert seen.page.locator("svg.pd").first.is_visible()


def test_tables_are_read_by_their_headings(full, visit):
    page = visit(idle(full)).page
    bare = "all => all.filter(e => !e.caption || !e.querySelector('thead th[scope=col]')).length"

    assert page.locator("table").count() >= 12
    assert page.locator("table").evaluate_all(bare) == 0
    assert page.locator("tbody tr:not(:has(th[scope=row]))").count() == 0


def test_nothing_is_cut_on_paper(full, visit):
    page = visit(idle(full), width=718).page
    page.emulate_media(media="print")
    page.locator("summary").evaluate_all("all => all.forEach((e) => e.parentNode.open = true)")
    wide = "all => all.filter((e) => e.scrollWidth > document.body.clientWidth + 1).length"

    assert page.locator("table, article").evaluate_all(wide) == 0


def poisoned(table: pd.DataFrame) -> pd.DataFrame:
    """Hostile text in every cell that is free text of the data."""
    free = {"name", "kind_zh", "owner", "confidence_text", "reasons", "warnings", "walk_reason"}
    free |= {"text", "source", "standard", "clause", "zh", "surveys", "by", "reason", "correction"}
    free |= {"need_reason", "need_unit", "capacity_unit", "items", "unit"}
    return table.assign(**dict.fromkeys(free & set(table.columns), HOSTILE))


def test_hostile_text_is_only_text(full, visit):
    for name in [*fallow.built(), "communities", "buildings", "streets"]:
        full.tables[name] = poisoned(full.tables[name])
    # without the policy: the text itself must be harmless
    html = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", idle(full))
    seen = visit(html)

    assert seen.page.evaluate("window.__hit") is None
    assert seen.page.locator("img, script").count() == 0
    assert html.count("{{ 7*7 }}") > 60
    assert len(seen.requests) == 1
