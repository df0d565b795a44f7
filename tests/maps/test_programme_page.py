"""The page of the programme: verdicts with reasons, dates, years and limits, and that it opens."""

import re

import pandas as pd
import programmed
import pytest
from lifted import row, told

from pianqu.maps.look import Look
from pianqu.maps.programme.page import programme
from pianqu.maps.programme.timeline import Block, Year, timeline

HOSTILE = """<img src=x onerror="window.__hit=1"></td><script>window.__hit=2</script>{{ 7*7 }}"""


def section(html: str, name: str) -> str:
    """A section as HTML."""
    found = re.search(f'<section id="{name}".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def part(name: str, **changed: pd.DataFrame) -> list[str]:
    """A section of the page of the little plan."""
    return [section(programme(programmed.plan(**changed)), name)]


def test_an_empty_plan_says_so():
    empty = programmed.plan()
    empty.tables = {}

    assert "没有可以列出的纳入资格与分期结果" in programme(empty)
    assert "<section" not in programme(empty)


@pytest.mark.parametrize(
    ("question", "table", "where"),
    [
        ("eligibility", None, "summary"),
        ("staging", "staging", "readiness"),
        ("management", "management_yards", "management"),
    ],
)
def test_a_question_without_an_answer_says_why(question, table, where):
    asked = {"question": [question], "zh": ["问题"], "reason": ["缺少图层"]}
    plan = programmed.plan(questions=pd.DataFrame(asked))
    if table is None:
        plan.tables = {"questions": plan.tables["questions"]}
    else:
        plan.tables.pop(table)

    assert "未计算：缺少图层。" in told([section(programme(plan), where)])


def test_the_headline_counts_verdicts_and_says_whose_rules():
    said = told(part("summary"))

    assert "1 / 4 符合条件（个） 100 户，共 600 户" in said
    assert "1 / 4 不符合条件（个） 0 户，另有 1 个小区户数未知，共 600 户" in said
    assert "可以纳入 2 个，还缺证据 1 个，不能纳入 1 个。其中 1 个小区有条件经一事一议决定" in said
    assert "排入批次：2025 年 1 个小区 100 户；2 个未开工的小区还没有排上" in said
    assert "现在的改造率 75.0%（300 / 400 户），批次完成后 100.0%，目标 90.0%：未达到。" in said
    assert "口径：国办发〔2020〕23号（2000 年底前建成），共 3 条" in said
    assert "已核对原文 2 条，其余 1 条为软件约定或未核实" in said


def test_the_matrix_has_status_and_reason_those_that_fail_first():
    html = part("rules")

    assert row(html, "供销社")[1:4] == ["不符合条件", f"不符合 {programmed.FAILED}", "不适用"]
    assert row(html, "东二村")[2] == "一事一议准予 原为不符合；见一事一议"
    assert html[0].index("供销社") < html[0].index("铁路村") < html[0].index("东二村")
    assert row(html, "八成同意")[1:] == ["80.0%", "符合 2，待补证据 2", "新乡 一", "软件约定"]


def test_missing_evidence_has_its_day():
    html = part("evidence")

    assert row(html, "施工改造清单")[2:] == ["1 个 铁路村", programmed.NO_LIST, "2024-12-30"]
    assert "不安排复核" in row(html, "表决", at=1)[4]
    assert "2 个小区缺 3 项证据" in told(html)


def test_a_decision_has_who_when_and_why_and_one_that_changed_nothing_stands_apart():
    html = part("decisions")

    assert row(html, "东二村")[1:] == [
        "房屋结构安全",
        "不符合",
        "一事一议准予",
        "专题会议",
        "2024-05-20",
        "按解危重建试点 D1",
    ]
    assert row(html, "D2")[1:4] == ["C9", "八成同意", "暂缓"]


def test_items_that_may_not_be_claimed_again_leave_the_others():
    html = part("items")

    assert row(html, "东二村")[1:] == [
        "不得申请",
        "基础类：屋面防水 1 / 3 项",
        "已用国家资金改造",
        "2 / 3 项",
    ]
    assert row(html, "铁路村")[1:] == [
        "待补证据",
        "全部内容 3 / 3 项",
        programmed.NO_LIST,
        "0 / 3 项",
    ]
    assert row(html, "屋面防水")[1:] == ["1", "2 东二村、供销社", "1 铁路村"]
    assert [name in told(html) for name in ("基础类", "完善类", "提升类")] == [True] * 3


def test_modes_have_reasons_and_the_share_that_is_dangerous():
    html = part("modes")

    assert row(html, "东二村")[1:3] == ["12.5% 3 / 24", f"推荐 {programmed.DANGER}"]
    assert row(html, "东一村")[1] == "0.0%（至多 20.0%） 0 / 10"
    assert "没有危险房屋鉴定依据，非必要不拆迁" in row(html, "东一村")[3]
    assert row(html, "拆除参建")[1] == "70.0%"


def test_stages_are_steps_with_who_stands_there():
    html = part("stages")
    steps = re.findall(r'<li class="pg-step.*?</li>', html[0], re.DOTALL)

    assert len(steps) == 7
    assert told(steps[4:5]) == "第 5 步 · 市相关部门 市级会审 1 个 东一村"
    assert "尚未申报 1 个：供销社" in told(html)
    assert row(html, "铁路村")[1:] == [
        "社区推荐 第 2 步，共 5 步",
        "街道审核",
        "街道办事处",
        f"待补证据：{programmed.NO_LIST}",
    ]
    assert row(html, "供销社")[4] == "无 以后的阶段有不符合的条件"


def test_readiness_has_each_aspect_with_why():
    html = part("readiness")

    assert row(html, "东一村")[3:] == [
        "部分成熟 money 的说明",
        "成熟 design 的说明",
        "0.875",
        "2025 年 可入批",
    ]
    assert row(html, "铁路村")[5:] == [
        "0.375～0.625 有一方面未知",
        "尚不能入批 卡在居民同意、条件证据",
    ]
    assert "未开工的 3 个中 1 个成熟可入批；卡住的方面：居民同意 2 个，条件证据 2 个" in told(html)


def test_the_time_line_has_a_block_a_community_and_the_money_of_the_year():
    html = part("batches")

    assert html[0].count('class="pg-block"') == 1
    assert "可用 150.00 万元" in html[0]
    assert row(html, "2025 年")[1:] == [
        "1",
        "100",
        "1,000,000",
        "1,500,000",
        "0",
        "500,000",
        "东一村 已证明当年没有户数更多的选法",
    ]
    assert row(html, "铁路村")[2] == f"尚未成熟：{programmed.NO_VOTE}"


def test_blocks_are_as_high_as_their_cost_and_thin_ones_are_named_above():
    drawn = timeline([Year(2025, [Block("甲", 9, 9e6), Block("乙", None, 1e5)])])
    high = re.findall(r'class="pg-block"[^>]*height="([\d.]+)"', drawn)

    assert float(high[0]) / float(high[1]) == pytest.approx(90, rel=0.05)
    assert "↓ 乙" in drawn
    assert "乙，户数未知，10.00 万元" in drawn


def test_years_without_a_limit_say_so():
    table = programmed.built()["staging_batches"].assign(budget=None, carried=0.0, left=None)

    assert row(part("batches", staging_batches=table), "2025 年")[4:7] == ["不限"] * 3


def test_the_share_of_an_area_has_its_base_and_limit():
    html = part("areas")

    assert row(html, "P1")[1:] == [
        "75.0% 300 / 400",
        "100.0% 400 / 400",
        "90.0%",
        "未达到",
        "60",
        "50.0% 1 / 2 个",
        "0 个小区",
    ]
    assert row(html, "P2")[1:6] == ["未计算", "未计算", "90.0%", "未定", "未计算"]
    assert "资格待定的全计入时 50.0%" in row(html, "合计")[1]
    assert html[0].count('class="pg-limit"') == 2


def test_remaining_households_have_what_is_asked():
    html = part("cases")

    assert row(html, "纳入改造计划：东一村")[1:] == ["不同意", "新近装修", "1", "当面协商"]
    assert row(html, "重建：东二村")[0] == "重建：东二村 B1、B2"
    assert "合计 7 户" in told(html)
    assert row(html, "重建：东二村", at=1)[2] == "名册外 5 户"


def test_a_pace_is_a_range_and_none_is_said():
    html = part("pace")

    assert row(html, "纳入改造计划：东一村")[1:6] == [
        "92.0% 92 / 100",
        "8",
        "24 20～40；每户 3.0 天",
        "2024-07-24 2024-07-20～2024-08-09",
        "24",
    ]
    assert row(html, "重建：东二村")[3:6] == ["不预计", "不预计", "9"]


def test_small_yards_are_in_a_package_or_have_a_reason():
    html = part("management")

    assert row(html, "W1")[1:4] == ["东一村 1 个", "100", "否 不少于 200 户"]
    assert row(html, "B9")[1:] == ["无数据", "无数据", "未判定", "户数未知", "不入包 户数未知"]
    assert "铁路村 附近没有可以同包的院落" in told(html)
    assert "保障性打包 2 个（300 户），不能判定 1 个" in told(html)


@pytest.mark.parametrize("name", sorted(programmed.built()))
def test_any_table_may_be_absent_or_empty(name):
    plan = programmed.plan()
    whole = plan.tables.pop(name)

    assert "<h1>纳入资格与分期</h1>" in programme(plan)
    assert "<h1>纳入资格与分期</h1>" in programme(programmed.plan(**{name: whole.iloc[:0]}))


def test_every_unknown_is_a_word():
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", programme(programmed.plan()), re.DOTALL)

    assert len(cells) > 100
    assert [cell for cell in cells if re.search(r"nan|NaN|None|NaT|&lt;NA|\binf\b", cell)] == []


def test_a_city_is_cut_and_says_where_the_rest_is():
    checks = programmed.built()["eligibility_checks"].iloc[[0] * 250]
    many = checks.assign(community=[f"X{number}" for number in range(250)])
    said = told(part("rules", eligibility_checks=many))

    assert "只列不符合在前的 100 个小区，共 250 个小区；" in said


def test_names_are_text_and_nothing_runs(visit):
    plan = programmed.plan()
    plan.tables["communities"] = plan.tables["communities"].assign(name=HOSTILE)
    plan.tables["staging_cases"] = plan.tables["staging_cases"].assign(reason=HOSTILE)
    seen = visit(programme(plan))

    assert seen.page.evaluate("window.__hit") is None
    assert HOSTILE in seen.page.locator("#rules").inner_text()
    assert seen.faults == []
    assert [each for each in seen.requests if not each.startswith("file:")] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_the_screen(visit, width):
    seen = visit(programme(programmed.plan()), width=width)

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_same_plan_makes_the_same_page_with_its_title():
    html = programme(programmed.plan(), look=Look(title="五里亭"))

    assert html == programme(programmed.plan(), look=Look(title="五里亭"))
    assert "<title>五里亭</title>" in html
