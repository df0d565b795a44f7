"""The page of siting: what it says of a small plan, how sure it is, and that it opens anywhere."""

import re

import pandas as pd
import pytest
import sited_plan
from lifted import row, told

from pianqu.maps.look import Look
from pianqu.maps.siting.page import siting

HOSTILE = """<img src=x onerror="window.__hit=1"></td><script>window.__hit=2</script>{{ 7*7 }}"""


def section(html: str, name: str) -> str:
    """A section as HTML."""
    found = re.search(f'<section id="{name}".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def changed(table: str, use: str, **cells: object) -> dict[str, pd.DataFrame]:
    """One table with other cells for a use."""
    frame = sited_plan.built()[table].astype(object)
    for field, value in cells.items():
        frame.loc[frame["use"].eq(use), field] = value
    return {table: frame}


def test_an_empty_plan_says_so():
    empty = sited_plan.plan()
    empty.tables = {}

    assert "没有可以列出的选址结果" in siting(empty)
    assert "<section" not in siting(empty)


def test_a_question_without_an_answer_says_why():
    asked = {"question": ["siting"], "zh": ["选址"], "reason": ["没有可以利用的闲置地块"]}
    lone = sited_plan.plan(questions=pd.DataFrame(asked))
    lone.tables.pop("siting")

    assert "未计算：没有可以利用的闲置地块。" in told([section(siting(lone), "summary")])


def test_the_headline_counts_uses_sites_and_plots():
    said = told([section(siting(sited_plan.plan()), "summary")])

    assert "6 种用途中：已证明最优 1 种，可行，未证明最优 1 种，条件冲突，无解 1 种" in said
    assert "共拟建 3 处，落在 2 块地上" in said
    assert "有 3 栋住宅没有算出步行时间" in said


def test_a_use_has_its_need_shares_bound_and_cost():
    cells = row([section(siting(sited_plan.plan()), "summary")], "社区食堂")

    assert cells[1:] == [
        "60 户 共 100 户",
        "40.0% 40 / 100",
        "90.0% 90 / 100；仍有 10 户在时限外，其中 4 户任何候选地块都到不了",
        "2 候选 3 块",
        "已证明最优 没有更好的选法",
        "最多选 2 处",
        "20.00 假定，10~30；另有 1 处造价未知",
    ]


@pytest.mark.parametrize(
    ("use", "state"),
    [
        ("托育", "可行，未证明最优 换一种选法最多还能多覆盖 6 户（20.0%）"),
        ("菜市场", "条件冲突，无解"),
        ("小型球类场地", f"没有候选地块 {sited_plan.NO_PLOT}"),
        ("非机动车停车", f"未计算 {sited_plan.NO_KIND}"),
        ("垃圾投放点", "不需要 没有住宅在时限之外，不需要选址"),
    ],
)
def test_every_state_is_said_with_its_bound_or_reason(use, state):
    assert row([section(siting(sited_plan.plan()), "summary")], use)[5] == state


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"objective_unit": "sites", "objective": 5.0, "bound": 4.0}, "最多还能少建 1 处"),
        ({"objective_unit": "yuan", "objective": 5e5, "bound": 4e5}, "最多还能省 10.00 万元"),
        (
            {"objective_unit": "weight*min", "objective": 90.0, "bound": 80.0},
            "最多还能少 10 户·分钟",
        ),
        ({"bound": float("inf")}, "还能好多少不明：没有求出界限"),
        ({"status": "no_answer", "bound": 36.0}, "任何选法最多新覆盖 36 户"),
        ({"status": "no_answer", "objective_unit": "sites", "bound": 3.2}, "任何选法至少要 4 处"),
        ({"status": "proven", "first": "weakest"}, "先补最弱小区的前提下，没有更好的选法"),
        ({"checked": 29.0}, "独立复算与目标值不一致，请勿采用"),
    ],
)
def test_the_bound_is_said_in_the_unit_of_the_objective(cells, said):
    plan = sited_plan.plan(**changed("siting", "nursery", **cells))

    assert said in row([section(siting(plan), "summary")], "托育")[5]


def test_conflicts_and_what_is_not_computed_are_sentences():
    said = told([section(siting(sited_plan.plan()), "summary")])

    assert (
        "菜市场：条件不能同时满足。“必须选 L1”与“不得选 L1”相互矛盾，不能同时满足。至少要放宽"
        in said
    )
    assert f"非机动车停车未计算：{sited_plan.NO_KIND}；缺口不明，不等于没有缺口。" in said


def test_a_site_says_what_it_brings_costs_and_what_if_it_falls_away():
    html = section(siting(sited_plan.plan()), "uses")

    assert row([html], "第 1 处")[1:] == [
        "旧仓库 L1",
        "40 户 占 100 户的 40.0%",
        "40 户",
        "20.00 假定，10~30",
        "换 边角地（L3），净少 15 户 不补则少 34 户",
        "托育",
    ]
    assert row([html], "第 2 处")[1:] == [
        "东二村剩余空地 L2",
        "10 户 占 100 户的 10.0%",
        "16 户",
        f"未知 {sited_plan.NO_COST}",
        "没有其他选择，不补则少 10 户",
        "无",
    ]


def test_a_next_best_that_was_not_found_is_no_promise():
    html = section(siting(sited_plan.plan()), "uses")

    assert row([html], "第 1 处", at=1)[5] == "限时内未求出 不补则少 30 户"


def test_a_next_best_that_another_use_wants_says_so():
    plan = sited_plan.plan(**changed("siting_sites", "nursery", plot="L3"))

    assert "该地块已拟作托育" in row([section(siting(plan), "uses")], "第 1 处")[5]


def test_uses_without_a_site_are_named_with_the_reason():
    said = told([section(siting(sited_plan.plan()), "uses")])

    assert "没有拟建地块的用途（4）" in said
    assert f"小型球类场地 没有候选地块：{sited_plan.NO_PLOT}" in said


def test_one_more_site_has_its_value_and_bound():
    html = section(siting(sited_plan.plan()), "uses")
    figure = re.findall(r'<svg class="cv".*?</svg>', html, re.DOTALL)[0]

    assert re.findall(r'class="cv-(?:on|label)"[^>]*>([^<]*)', figure) == ["+40", "+10", "+2"]
    assert figure.count('class="cv-bound"') == 1
    assert "在拟建处数上再加一处，可再覆盖 2 户" in html
    assert "3 处时换一种选法最多还能多 4 户" in html
    assert "候选地块全用上：56 户" in figure


def test_bars_are_as_high_as_what_they_reach():
    html = siting(sited_plan.plan())
    found = re.findall(r'<rect class="cv-(had|gain)"[^>]*height="([\d.]+)"', html)[:6]
    whole = [float(found[at][1]) + float(found[at + 1][1]) for at in (0, 2, 4)]

    assert [round(high / whole[0], 2) for high in whole] == [1.0, 1.25, 1.3]


def test_need_to_plot_follows_one_community():
    html = section(siting(sited_plan.plan()), "needs")

    assert row([html], "社区食堂") == [
        "社区食堂",
        "20 户 2 栋；2 栋人数未知",
        "2 块 L1、L3",
        "旧仓库 L1",
        "66.7% 40 / 60 户",
        "100.0% 60 / 60 户",
        "20.00 假定",
        "换 L3，覆盖 75.0% 去掉 L1；45 / 60",
        "全部补上",
    ]
    assert row([html], "社区食堂", at=2)[1:4] == ["不明 另有 3 栋未算出", "未计算", "未计算"]


def test_a_plot_of_two_uses_is_named_and_shared():
    said = told([section(siting(sited_plan.plan()), "shared")])

    assert "2 块拟建地块中有 1 块被几种用途同时看中" in said
    assert "新增惠及合计 70 户，各自单独选址合计为 80 户；可行，未证明最优，最多还能多 5 户" in said
    assert "社区食堂（40 户）、托育（30 户） 700 占 58% 1,200 20.00 另有 1 处未知" in said


@pytest.mark.parametrize("name", sorted(sited_plan.built()))
def test_any_table_may_be_absent(name):
    plan = sited_plan.plan()
    plan.tables.pop(name)

    assert "<h1>服务设施选址答问</h1>" in siting(plan)


@pytest.mark.parametrize("name", sorted(sited_plan.built()))
def test_any_table_may_be_empty(name):
    empty = sited_plan.plan(**{name: sited_plan.built()[name].iloc[:0]})

    assert "<h1>服务设施选址答问</h1>" in siting(empty)


def test_every_unknown_is_a_word():
    cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", siting(sited_plan.plan()), re.DOTALL)

    assert len(cells) > 100
    assert [cell for cell in cells if re.search(r"nan|NaN|None|NaT|&lt;NA|\binf\b", cell)] == []


def test_a_city_is_cut_and_says_where_the_rest_is():
    needs = sited_plan.built()["siting_needs"].iloc[[0] * 400]
    many = needs.assign(community=[f"C{number}" for number in range(400)])
    said = told([section(siting(sited_plan.plan(siting_needs=many)), "needs")])

    assert "只列缺口种类多的小区的 300 行，共 400 行；" in said
    assert "renewal.gpkg 的 siting_needs 表" in said


def test_names_are_text_and_nothing_runs(visit):
    plan = sited_plan.plan(**changed("siting", "canteen", zh=HOSTILE))
    plan.tables["communities"] = plan.tables["communities"].assign(name=HOSTILE)
    plan.tables["idle_plots"] = plan.tables["idle_plots"].assign(name=HOSTILE)
    seen = visit(siting(plan))

    assert seen.page.evaluate("window.__hit") is None
    assert HOSTILE in seen.page.locator("#use-1").inner_text()
    assert seen.faults == []
    assert [each for each in seen.requests if not each.startswith("file:")] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_no_wider_than_the_screen(visit, width):
    seen = visit(siting(sited_plan.plan()), width=width)

    assert seen.page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_same_plan_makes_the_same_page_with_its_title():
    html = siting(sited_plan.plan(), look=Look(title="五里亭"))

    assert html == siting(sited_plan.plan(), look=Look(title="五里亭"))
    assert "<title>五里亭</title>" in html


@pytest.mark.parametrize(
    ("first", "said"), [("weakest", "但不是先补最弱的小区"), ("everyone", "原方案未证明最优")]
)
def test_a_next_best_that_brings_more_says_why_it_is_not_first(first, said):
    plan = sited_plan.plan(**changed("siting_sites", "nursery", next_status="gap", loss=-3.0))
    plan.tables["siting_sites"].loc[2, "next_best"] = "L3"
    plan.tables["siting"] = plan.tables["siting"].assign(first=first)

    assert f"反而多 3 户，{said}" in row([section(siting(plan), "uses")], "第 1 处", at=1)[5]


def test_walking_saved_is_no_number_of_people():
    sites = sited_plan.built()["siting_sites"].assign(
        gain_unit="households*min", share_of_base=None
    )
    html = section(siting(sited_plan.plan(siting_sites=sites)), "uses")

    assert row([html], "第 1 处")[2] == "省 40 户·分钟"
    assert ">省 40 户·分钟<" in html
