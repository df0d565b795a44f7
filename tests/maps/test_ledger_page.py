"""The page of money: ranges as ranges, sums that add up, what waits, and that it opens anywhere."""

import re

import ledgered
import pandas as pd
import pytest
from lifted import row, told

from pianqu.maps.ledger.chart import chart
from pianqu.maps.ledger.page import ledger
from pianqu.maps.look import Look

HOSTILE = """<img src=x onerror="window.__hit=1"></td><script>window.__hit=2</script>{{ 7*7 }}"""


def section(html: str, name: str) -> str:
    """A section as HTML."""
    found = re.search(f'<section id="{name}".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def part(name: str, **changed: pd.DataFrame) -> list[str]:
    """A section of the page of the little plan."""
    return [section(ledger(ledgered.plan(**changed)), name)]


def test_an_empty_plan_says_so():
    empty = ledgered.plan()
    empty.tables = {}

    assert "没有可以列出的资金结果" in ledger(empty)
    assert "<section" not in ledger(empty)


def test_a_question_without_an_answer_says_why():
    asked = {"question": ["finance"], "zh": ["资金"], "reason": ["没有资金表"]}
    lone = ledgered.plan(questions=pd.DataFrame(asked))
    lone.tables.pop("finance")

    assert "未计算：没有资金表。" in told([section(ledger(lone), "summary")])


def test_the_headline_has_cost_net_who_is_short_and_what_waits():
    said = told(part("summary"))

    assert "610.00～625.00 总投资（万元） 4 个项目" in said
    assert "−177.00～−112.00 净余（万元）" in said
    assert "1 / 4 有缺口的项目（个） 另有 2 个取决于未定款项或金额未知" in said
    assert "100.00 等钱：应到未到（万元） 数据日期 2024-06-30" in said
    assert "乙改造 缺口 170.00 万元" in said
    assert f"丙改造 {ledgered.DEPENDS}" in said
    assert "上级专项 100.00 万元，1 个项目在等" in said


def test_sources_have_their_share_with_its_base_and_leave_goods_out():
    html = part("summary")

    assert row(html, "上级专项")[1:3] == ["1,500,000", "65.8% 1,500,000 / 2,280,000"]
    assert row(html, "居民自筹")[1] == "80,000"
    assert row(html, "出资方待定")[1] == "200,000～400,000"
    assert row(html, "合计")[1:5] == [
        "2,080,000～2,280,000",
        "100.0% 2,280,000 / 2,280,000",
        "500,000",
        "1,000,000",
    ]


def test_a_bar_has_a_part_a_source_and_its_cost():
    figure = re.findall(r'<svg class="lg".*?</svg>', part("sources")[0], re.DOTALL)[0]

    assert figure.count('class="lg-part lg-upper_grant"') == 3
    assert figure.count('class="lg-part lg-unresolved_least"') == 1
    assert figure.count('class="lg-part lg-conditional"') == 1
    assert figure.count('class="lg-cost"') == 1 + 1 + 2
    assert "净余 −15.00～50.00" in figure


def test_parts_of_a_bar_are_as_long_as_their_money():
    figure = part("sources")[0]
    wide = re.findall(r'<rect class="lg-part lg-(\w+)" x="[\d.]+" y="\d+" width="([\d.]+)"', figure)
    own = [(name, float(width)) for name, width in wide][-4:]  # the cheapest stands last

    assert [name for name, _ in own] == ["upper_grant", "local_match", "bank", "residents"]
    assert [round(width / own[2][1], 1) for _, width in own] == [2.5, 1.5, 1.0, 0.4]


def test_every_part_that_is_drawn_is_in_the_key():
    html = part("sources")[0]
    drawn = set(re.findall(r'class="lg-part (lg-\w+)"', html))
    keys = set(re.findall(r'class="lg-key (lg-\w+)"', html))

    assert drawn <= keys
    assert "lg-cost" in keys


def test_settled_money_adds_up_by_row():
    cells = row(part("sources"), "甲改造")[1:]
    numbers = [int(cell.replace(",", "")) for cell in cells]

    assert sum(numbers[:-1]) == numbers[-1] == 1_080_000
    assert row(part("sources"), "丁改造")[-1] == "不明"


def test_what_is_not_settled_is_a_range():
    assert row(part("accounts"), "丙改造")[1:] == [
        "2,400,000～2,550,000",
        "2,200,000",
        "200,000～400,000",
        "300,000",
        "−150,000～500,000",
        f"取决于未定款项 {ledgered.DEPENDS}",
    ]
    assert row(part("accounts"), "丁改造")[5:] == ["不明", "金额未知 有款项金额未知"]


def test_cash_says_when_it_is_shortest():
    said = told(part("cash"))

    assert "最不利时到 2024Q3 季度末短缺最多，为 160.00 万元" in said
    assert "最有利时最多短缺 10.00 万元" in said
    assert row(part("cash"), "2024Q3")[-2:] == ["−1,600,000～−100,000", "100,000～1,600,000"]
    assert row(part("cash"), "未定")[-2:] == ["没有日期，不计", "没有日期，不计"]
    assert row(part("cash"), "乙改造") == ["乙改造 J2", "上级专项", "省级补助", "1,000,000"]


def test_the_figure_of_cash_crosses_nought_where_the_money_does():
    figure = part("cash")[0]
    short = re.findall(r'class="lg-short" d="M([\d.]+) ', figure)
    dots = re.findall(r'class="lg-worst-dot" cx="([\d.]+)"', figure)
    first, second = map(float, dots)

    assert float(short[0]) == pytest.approx(first + (second - first) * 8 / (8 + 16), abs=0.1)
    assert "数据日期所在季度" in figure


def test_bars_stop_at_what_is_known():
    table = ledgered.built()["cash_flow"].iloc[[1, 2]].assign(cumulative_least=[8e5, None])
    drawn = chart(table)

    assert drawn.count('class="lg-worst-dot"') == 1
    assert drawn.count('class="lg-bar-due_out"') == 2


def test_an_award_is_recomputed_and_its_condition_said():
    assert row(part("awards"), "丙改造")[2:] == [
        "300,000",
        "300,000 1,000,000 × 30.0%；与复算相符",
        "2024 年 12 月 31 日前完工",
        "期限 2024-12-31，竣工 2024-12-31",
        "尚不能定 余 0 天",
        "已核对",
    ]
    assert row(part("awards"), "甲改造")[3] == "没有可复算的规则"


def test_unit_costs_stand_against_their_bands():
    html = part("unit_costs")

    assert row(html, "甲改造")[1:] == ["250 1,000,000 / 4,000", "50,000 偏高；1,000,000 / 20"]
    assert row(html, "丙改造")[1] == "300～319 无从判断；2,400,000～2,550,000 / 8,000"
    assert row(html, "丁改造")[1:] == ["不明 分子或分母不明", "未计算"]
    assert row(html, "整治提升每户造价")[1:3] == ["6,919～27,678", "13,839"]


def test_debt_has_its_cover():
    assert row(part("debt"), "合计")[3:] == [
        "10,000",
        "0.38～0.77",
        "20,400 要求不低于 1.20 倍",
        "不够还",
    ]
    assert row(part("debt"), "甲改造")[3:5] == ["不明 没有写明属于本项目的收入", "未计算"]


def test_checks_are_counted_and_the_open_ones_listed():
    html = part("checks")

    assert row(html, "市级每户补贴")[1:] == ["1", "1", "0", "0", "某报告，三", "已核对"]
    assert row(html, "丙改造")[1:] == ["不得重复申请", "无从判断", "没有施工清单"]
    assert "相符" not in told(html)


def test_goods_stand_apart():
    assert row(part("in_kind"), "甲改造") == [
        "甲改造 J1",
        "居民自筹",
        "捐资捐物与投工投劳",
        "20,000",
    ]
    none = ledgered.built()["finance_sources"].assign(in_kind=0.0)
    assert "没有以实物出资的款项" in told(part("in_kind", finance_sources=none))


@pytest.mark.parametrize("name", sorted(ledgered.built()))
def test_any_table_may_be_absent_or_empty(name):
    plan = ledgered.plan()
    whole = plan.tables.pop(name)

    assert "<h1>资金台账</h1>" in ledger(plan)
    assert "<h1>资金台账</h1>" in ledger(ledgered.plan(**{name: whole.iloc[:0]}))


def test_fen_are_shown_where_there_are_any():
    table = ledgered.built()["finance"]
    table.loc[0, "cost_least"] = table.loc[0, "cost_most"] = 999_999.35

    assert row(part("accounts", finance=table), "甲改造")[1] == "999,999.35"


def test_every_unknown_is_a_word():
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", ledger(ledgered.plan()), re.DOTALL)

    assert len(cells) > 100
    assert [cell for cell in cells if re.search(r"nan|NaN|None|NaT|&lt;NA|\binf\b", cell)] == []


def test_a_city_is_cut_and_says_where_the_rest_is():
    table = ledgered.built()["finance"]
    many = pd.concat([table.iloc[[0] * 400].assign(id=[f"J{n}" for n in range(400)]), table[-1:]])
    said = told(part("sources", finance=many.reset_index(drop=True)))

    assert "只列造价最高的 60 个项目，共 400 个项目" in said
    assert "只列在前的 300 个项目，共 400 个项目" in said


def test_names_are_text_and_nothing_runs(visit):
    plan = ledgered.plan()
    plan.tables["finance"] = plan.tables["finance"].assign(name=HOSTILE, reason=HOSTILE)
    plan.tables["finance_sources"] = plan.tables["finance_sources"].assign(source_zh=HOSTILE)
    seen = visit(ledger(plan))

    assert seen.page.evaluate("window.__hit") is None
    assert HOSTILE in seen.page.locator("#summary").inner_text()
    assert seen.faults == []
    assert [each for each in seen.requests if not each.startswith("file:")] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_the_screen(visit, width):
    seen = visit(ledger(ledgered.plan()), width=width)

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_same_plan_makes_the_same_page_with_its_title():
    html = ledger(ledgered.plan(), look=Look(title="五里亭"))

    assert html == ledger(ledgered.plan(), look=Look(title="五里亭"))
    assert "<title>五里亭</title>" in html
