"""The page of packages: what it says of a little town, that money adds up, and no bare refusal."""

import re

import bundled_plan
import pandas as pd
import pytest
from lifted import row, told

from pianqu.maps.look import Look
from pianqu.maps.packages.page import packages
from pianqu.maps.packages.words import PROPOSAL

HOSTILE = """<img src=x onerror="window.__hit=1"></td><script>window.__hit=2</script>{{ 7*7 }}"""
TABLES = sorted(name for name in bundled_plan.built() if name != "bundles")

CLASH, LATE = "条件冲突，没有可行方案", "限时内未求出，不等于没有"
SEE = "见本行的原因"


def section(html: str, name: str) -> str:
    """A section as HTML."""
    found = re.search(f'<section id="{name}".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def test_an_empty_plan_says_so():
    empty = bundled_plan.plan()
    empty.tables = {}

    assert "没有可以列出的片区" in packages(empty)
    assert "<section" not in packages(empty)


def test_a_question_without_an_answer_says_why():
    asked = {"question": ["bundling"], "zh": ["片区"], "reason": ["没有资金台账"]}
    lone = bundled_plan.plan(questions=pd.DataFrame(asked))
    lone.tables.pop("bundles")

    assert "未计算：没有资金台账。" in told([section(packages(lone), "summary")])


def test_the_headline_counts_with_its_base():
    said = told([section(packages(bundled_plan.plan()), "summary")])

    assert "2 / 3 进入片区的小区（个） 分母为参与组合的小区，另有 1 个未参与" in said
    assert "500 / 540 进入片区的户数（户） 92.6%" in said
    assert "2 片区（个） 其中缺口 1 个；另有 1 处资产单独注入" in said
    assert "32.00 净余" not in said
    assert "32.00 净结余（万元） 结余 60.00，缺口 −28.00" in said
    assert "把结余 60.00 万元中的 28.00 万元调剂给有缺口的片区，32.00 万元留存" in said


def test_transfers_are_said_to_be_proposals_once():
    assert packages(bundled_plan.plan()).count(PROPOSAL) == 1


def test_ways_of_balancing_stand_side_by_side_with_status_and_bound():
    html = section(packages(bundled_plan.plan()), "summary")

    assert row([html], "小区内自平衡")[1:] == [
        "已证明最优",
        "1",
        "1 共 3",
        "37.0% 200 / 540 户",
        "180.00",
        "10.00 留在各小区、各片区",
        "0.00",
        "10.00",
    ]
    assert row([html], "片区内平衡")[1:3] == [
        "限时内未求出，不等于没有 可延长求解时间后重新运行",
        "没有结果",
    ]
    assert row([html], "跨片区组合")[1] == (
        "可行，未证明最优 任何方案至多再多 38.50 户当量（现得分的 8.3%）"
    )


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"gap": 9.13, "bound": 5000.0}, "界限太松，不能说明离最优还有多远"),
        ({"bound": None}, "还能好多少不明"),
        ({"status": "infeasible"}, "条件冲突，没有可行方案 冲突的条件和最省的放宽见下节"),
    ],
)
def test_a_weak_bound_and_a_refusal_are_explained(cells, said):
    html = packages(bundled_plan.plan(**bundled_plan.changed("bundle_modes", 2, **cells)))

    assert said in row([section(html, "summary")], "跨片区组合")[1]


def test_stranded_money_is_told_from_pooled():
    cells = {"status": "proven", "households": 200, "surplus": 100_000.0, "deficit": 0.0}
    html = packages(
        bundled_plan.plan(**bundled_plan.changed("bundle_modes", 1, **cells, share=0.4, worth=1.0))
    )

    assert "10.00 万元结余留在各片区用不到别处；跨片区组合纳入 500 户" in told([html])


def test_each_community_has_its_level():
    html = section(packages(bundled_plan.plan()), "levels")

    assert row([html], "东一村")[1:] == [
        *("300", "−30.00～−22.00", "待补证据", "跨片区组合", "否", f"没有结果 {LATE}", "是"),
    ]
    assert row([html], "东三村")[2:5] == ["无数据", "符合条件", "未参与组合 已改造"]
    assert "小区内自平衡 1 个（200 户），跨片区组合 1 个（300 户）" in told([html])


def test_transfers_sum_to_zero_and_say_so():
    html = section(packages(bundled_plan.plan()), "transfers")

    assert row([html], "老厂房")[1:] == ["东一村 P01", "片区间调剂", "280,000"]
    assert row([html], "东一村")[1:] == ["−280,000", "0", "280,000", "0", "0"]
    assert row([html], "合计")[1:] == ["320,000", "280,000", "280,000", "0", "320,000"]
    assert "付出合计 − 收到合计 = 280,000 − 280,000 = 0 元" in told([html])
    assert "逐个片区核对相符" in told([html])


def test_transfers_that_do_not_add_up_are_refused():
    html = packages(bundled_plan.plan(**bundled_plan.changed("bundle_transfers", 2, fen=9_000_000)))

    assert "核对不平：P02，请勿采用" in told([section(html, "transfers")])


def test_who_is_left_has_reason_and_cheapest_relaxation():
    html = section(packages(bundled_plan.plan()), "left")

    assert row([html], "东四村")[1:] == [
        *("40", "没有可行片区", bundled_plan.CONFLICT, f"{bundled_plan.EASE} 差 60 户", "不适用"),
    ]
    assert "未参与组合的小区（1） 东三村 已改造" in told([html])
    assert "东二村内闲置地块 建设费用未知" in told([html])


def test_a_competitor_has_its_cost_as_a_range():
    cells = {"state": "competes", "relaxation": None, "value_lost": -2.0, "value_lost_most": 9.0}
    html = packages(bundled_plan.plan(**bundled_plan.changed("bundle_left", 0, **cells)))

    assert row([section(html, "left")], "东四村")[4:] == [
        *("不用放宽 可行的片区如 C4", "−2.00～9.00 未证明最优"),
    ]


@pytest.mark.parametrize(
    ("cells", "status", "told"),
    [
        ({"example": "C4"}, "infeasible", ["不用放宽 可行的片区如 C4", f"没有方案可比 {CLASH}"]),
        ({"example": "C4"}, "no_answer", ["不用放宽 可行的片区如 C4", f"没有方案可比 {LATE}"]),
        ({"example": None}, "proven", [f"未能判定 {SEE}", f"未能判定 {SEE}"]),
        (
            {"state": "competes", "rules": "片区不多于 3 个"},
            "proven",
            ["不用放宽 可行的片区如 C4", f"放不进方案 {SEE}"],
        ),
        ({"state": "no_package"}, "proven", [f"一条放宽不够 {SEE}", "不适用"]),
    ],
)
def test_what_could_not_be_said_has_its_reason(cells, status, told):
    left = {"state": "unknown", "relaxation": None, "rules": None, "reason": "原因甲"} | cells
    row_left = bundled_plan.built()["bundle_left"].iloc[0].to_dict() | left
    tables = {"bundle_left": pd.DataFrame([row_left])}
    tables |= bundled_plan.changed("bundle_modes", 2, status=status)

    html = packages(bundled_plan.plan(**tables))
    assert row([section(html, "left")], "东四村")[3:] == ["原因甲", *told]


def test_a_level_that_is_not_known_says_which_way_was_not_solved():
    tables = bundled_plan.changed("bundle_levels", 0, level="unknown", pool_packed=None)
    tables |= bundled_plan.changed("bundle_modes", 2, status="no_answer")

    html = section(packages(bundled_plan.plan(**tables)), "levels")
    assert "未能判定 有的方式限时内未求出，不等于不能 " in told([html])
    assert f"没有结果 {LATE}" in told([html])


@pytest.mark.parametrize(
    ("least", "most", "told"),
    [
        (0.0, 34.5, ["0.00～34.50 未都证明最优，按上下界计", "不能折算 放宽前后没有都证明最优"]),
        (2.0, None, ["2.00～不明 未都证明最优，按上下界计", "不能折算 放宽前后没有都证明最优"]),
        (None, None, ["没有方案可比 见本行的说明", "不能折算 放宽前后没有都证明最优"]),
    ],
)
def test_a_gain_that_is_not_proven_is_a_range(least, most, told):
    cells = {"gain": None, "per": None, "gain_least": least, "gain_most": most}
    html = packages(bundled_plan.plan(**bundled_plan.changed("bundle_worth", 0, **cells)))

    assert row([section(html, "worth")], "资金池可用外部资金 0 元")[2:4] == told


def test_one_more_yuan_has_its_value():
    html = section(packages(bundled_plan.plan()), "worth")

    assert row([html], "资金池可用外部资金 0 元")[1:5] == [
        *("0 → 100,000 元", "12.50 已证明", "1.25 户当量，每万元", "放宽后多 12.5 户当量。"),
    ]


def test_runners_up_and_one_that_is_better():
    html = section(packages(bundled_plan.plan()), "others")
    better = packages(bundled_plan.plan(**bundled_plan.changed("bundle_others", 0, value=470.0)))

    assert row([html], "方案 2")[1] == "450.00 比采用的方案少 11.50"
    assert "未证明最优。请延长" not in html
    assert "高 8.50 户当量：采用的方案是限时内求得的" in told([section(better, "others")])


def test_shaken_costs_have_their_bases():
    html = section(packages(bundled_plan.plan()), "shaken")

    assert row([html], "造价上浮 10%")[1:5] == [
        *("2 / 2 个", "461.50 已证明最优", "75.0% 3 / 4 对", "60.0% 300 / 500 户"),
    ]
    assert row([html], "造价下浮 10%")[3] == "没有邻户对"


def test_cut_links_name_the_barrier():
    html = section(packages(bundled_plan.plan()), "cut")

    assert row([html], "东二村")[1:5] == ["东四村 C4", "30", "长河（河道）", "太远或不明"]


def test_no_plan_is_explained_by_rules_and_the_way_out():
    text = pd.DataFrame({"text": [bundled_plan.CONFLICT]})
    html = packages(bundled_plan.without_packages(bundle_conflict=text))

    assert "没有一个片区：条件冲突，没有可行方案" in told([section(html, "summary")])
    assert bundled_plan.CONFLICT in told([section(html, "conflict")])
    assert section(html, "cards") == ""


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("proven", "空方案就是最优"),
        ("no_answer", "请延长求解时间"),
        ("infeasible", "请延长求解时间"),
    ],
)
def test_no_plan_without_a_conflict_still_says_what_to_do(status, said):
    html = packages(bundled_plan.without_packages(status))

    assert said in told([section(html, "conflict")])
    assert "无解" not in html


def test_rules_stand_with_their_certainty():
    assert "本软件的约定 12" in told([section(packages(bundled_plan.plan()), "rules")])


@pytest.mark.parametrize("name", TABLES)
def test_any_table_may_be_absent_or_empty(name):
    gone = bundled_plan.plan()
    empty = bundled_plan.plan(**{name: gone.tables.pop(name).iloc[:0]})

    assert "<h1>片区组合</h1>" in packages(gone)
    assert "<h1>片区组合</h1>" in packages(empty)


def test_every_unknown_is_a_word():
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", packages(bundled_plan.plan()), re.DOTALL)

    assert len(cells) > 100
    assert [cell for cell in cells if re.search(r"nan|NaN|None|NaT|&lt;NA|\binf\b", cell)] == []


def test_names_are_text_and_nothing_runs(visit):
    plan = bundled_plan.plan(**bundled_plan.changed("bundles", 0, name=HOSTILE))
    plan.tables["bundle_units"] = plan.tables["bundle_units"].assign(name=HOSTILE)
    plan.tables["barriers"] = plan.tables["barriers"].assign(name=HOSTILE)
    seen = visit(packages(plan))

    assert seen.page.evaluate("window.__hit") is None
    assert HOSTILE in seen.page.locator("#package-P01 h3").inner_text()
    assert seen.faults == []
    assert [each for each in seen.requests if not each.startswith("file:")] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_the_screen(visit, width):
    seen = visit(packages(bundled_plan.plan()), width=width)

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_same_plan_makes_the_same_page_with_its_title():
    html = packages(bundled_plan.plan(), look=Look(title="五里亭"))

    assert html == packages(bundled_plan.plan(), look=Look(title="五里亭"))
    assert "<title>五里亭</title>" in html
