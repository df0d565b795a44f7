"""Charts: every bar is a figure of the table, and what is not known is said, not drawn as nought."""

from types import SimpleNamespace

import pandas as pd
import pytest
from lxml import etree
from matplotlib.text import Text

from pianqu.maps.figures import chart, chart_list, chart_money, chart_sheet, chart_tables, paper
from pianqu.maps.figures.drawing import draw
from pianqu.maps.figures.imprint import imprint
from pianqu.maps.look import Look

WAN = 10_000


def only(**tables: pd.DataFrame) -> SimpleNamespace:
    return SimpleNamespace(tables=tables)


def drawn(made: chart.Chart) -> tuple[list, list[str]]:
    """The axes of a chart, and all that is written on its sheet."""
    with paper.press():
        page = paper.sheet()
        axes = chart_sheet.draw_chart(page, made, imprint(only(), Look()))
    return axes, [text.get_text() for text in page.figure.findobj(Text)]


def test_bars_of_coverage_are_shares_with_their_base(plan):
    made = chart_tables.coverage(plan)
    (panel,) = made.panels
    axes, words = drawn(made)
    lengths = [bar.get_width() for bar in axes[0].patches]

    assert panel.places[0] == "社区卫生服务站"
    assert panel.tails[0] == "73.0% = 54/74 户，未计算 20"
    assert lengths == pytest.approx([100 * 54 / 74, 100 * 20 / 74])
    assert {"未标注", "未计算"} <= set(words)


def test_a_kind_without_an_answer_comes_after_one_that_none_reaches(plan):
    coverage = plan.tables["coverage"]
    own = coverage["kind"].eq("health_station") & coverage["unit"].eq("households")
    plan.tables["coverage"] = coverage.assign(reached=coverage["reached"].mask(own, 0))

    assert chart_tables.coverage(plan).panels[0].places[0] == "社区卫生服务站"


def steps(**rows: tuple) -> SimpleNamespace:
    columns = ["zh", "unit", "numerator", "denominator", "rate_tenths", "difference_tenths"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    kinds = {"rate_tenths": "Int64", "difference_tenths": "Int64"}
    return only(reconciliation=table.astype(kinds).assign(reason="没有等候时间"))


def test_a_fall_hangs_between_two_steps():
    made = chart_tables.reconciliation(
        steps(
            s0=("法定", "m2", 9e4, 1e5, 900, None),
            s1=("步行", "m2", 6e4, 1e5, 600, -300),
            s2=("等候", "m2", None, None, None, None),
            s3=("按户", "households", 70, 100, 700, 100),
        )
    )
    fell, rose = made.series[2], made.series[3]

    assert fell.span(1) == (90.0, 60.0)
    assert rose.span(3) == (60.0, 70.0)
    assert [each.span(2) for each in made.series] == [None] * 4
    assert made.notes == (
        "口径：法定 9.00/10.00 公顷；按户 70/100 户；等候：未计算（没有等候时间）",
    )
    assert "未计算" in drawn(made)[1]


def test_money_that_may_not_come_is_apart():
    names = ["upper_grant", "bank", "unresolved_least", "unresolved_most", "conditional"]
    row = dict(zip(names, [30 * WAN, 20 * WAN, 2 * WAN, 5 * WAN, None], strict=True))
    made = chart_money.sources(only(finance=pd.DataFrame([{"level": "all", **row}])))
    settled, loose = made.series

    assert made.places[:2] == ("上级专项", "银行信贷")
    assert settled.lengths == (30.0, 20.0, None, None, None)
    assert loose.lengths == (None, None, 2.0, 3.0, None)
    assert loose.hatch
    assert "无数据" in drawn(made)[1]


def test_quarters_stand_side_by_side_and_what_is_left_is_a_line():
    names = ["due_out_most", "due_in", "cumulative_least", "cumulative_most"]
    rows = [
        ("all", "2024Q1", 10 * WAN, 4 * WAN, -6 * WAN, 0.0),
        ("all", "未定", 1.0, 1.0, 1.0, 1.0),
    ]
    table = pd.DataFrame(
        [*rows, ("J1", "2024Q1", 1, 1, 1, 1)], columns=["project", "quarter", *names]
    )
    made = chart_money.cash(only(cash_flow=table))
    axes, _ = drawn(made)

    assert made.places == ("2024Q1",)
    assert "没有日期的款项不在图上" in made.notes[0]
    assert [bar.get_height() for bar in axes[0].patches] == [10.0, 4.0]
    assert [line.get_ydata().tolist() for line in axes[0].lines] == [[-6.0], [0.0]]


def test_a_package_runs_from_the_least_to_the_most():
    table = pd.DataFrame(
        {
            "name": ["甲", "乙", "丙"],
            "money_least": [-20 * WAN, 6 * WAN, None],
            "money_most": [8 * WAN, 6 * WAN, None],
        },
        index=["P1", "P2", "P3"],
    )
    over, lack, between = chart_money.packages(only(bundles=table)).series

    assert (over.lengths, lack.lengths) == ((None, 6.0, None), (-20.0, None, None))
    assert between.span(0) == (-20.0, 8.0)
    assert between.span(1) is None


def test_idle_clues_lie_on_each_other_and_sum_to_the_table():
    table = pd.DataFrame(
        {
            "kind_zh": ["荒地", "荒地", "空闲地"],
            "status": ["candidate", "excluded", "candidate"],
            "confidence": ["high", "low", "medium"],
            "plots": [2, 3, 1],
            "area": [5000.0, 5000.0, None],
        }
    )
    made = chart_tables.idle(only(idle_totals=table))

    assert made.tails == ("5 处，1.00 公顷", "1 处，无数据 公顷")
    assert [each.span(0) for each in made.series][0::4] == [(0.0, 2.0), (2.0, 5.0)]


def test_one_more_site_stands_on_the_sites_before():
    table = pd.DataFrame({"use": "park", "sites": [1, 2], "covered": [9.0, 14.0]})
    table = table.assign(gain=[9.0, 5.0], unit="residents")
    made = chart_tables.siting(only(siting_curve=table))

    assert made.unit == "人"
    assert made.panels[0].series[1].span(1) == (9.0, 14.0)
    assert len(drawn(made)[0]) == 1


def test_what_has_no_table_or_no_rows_says_why():
    asked = pd.DataFrame({"question": ["idle"], "status": ["failed"], "reason": ["没有地块"]})
    made, left = chart_list.charts(only(questions=asked, finance=pd.DataFrame()))
    reasons = {each.key: each.reason for each in left}

    assert made == []
    assert reasons["chart_idle"] == "未计算：没有地块"
    assert reasons["chart_sources"] == "数据表 finance 没有可以绘出的行"
    assert reasons["chart_lifts"] == "没有数据表 elevators"


@pytest.mark.parametrize("name", ["$x^2$", "<b>{{7*7}}</b>", "\\frac{1}{0}", "100%_&"])
def test_names_of_the_data_are_drawn_as_they_are(name, tmp_path):
    table = pd.DataFrame({"name": [name], "money_least": [WAN], "money_most": [WAN]}, ["P1"])
    plan = only(bundles=table)
    _, words = drawn(chart_money.packages(plan))
    draw(plan, tmp_path, only=["chart_packages"], formats=["svg"])

    assert f"P1 {name}" in words
    root = etree.parse(tmp_path / "chart_packages.svg").getroot()
    assert len(root.findall(".//{*}path")) > 20
    assert not root.findall(".//{*}script")
