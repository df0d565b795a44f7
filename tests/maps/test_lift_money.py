"""Money, batches and priority on the page of lifts: sums, ranges, what is open and what is counted."""

import re

import pandas as pd
from lifted import PLACES, STAIRS, built, plan, row, told

from pianqu.maps.lifts import shares as lift_shares
from pianqu.maps.lifts.base import base
from pianqu.maps.lifts.batches import batches
from pianqu.maps.lifts.money import money
from pianqu.maps.lifts.priority import FIRST, priority
from pianqu.maps.lifts.shares import shares


def paid(part=money, **changed: pd.DataFrame) -> list[str]:
    own = plan(**changed)
    return part(own, base(own), PLACES)


def test_totals_are_of_what_is_known_and_say_what_is_not():
    html = paid()

    assert row(html, "可实施") == ["可实施", "1", "50.00 40~60", "10.00", "未计", "40.00 30~50"]
    assert row(html, "待踏勘")[3:] == ["未定", "未计", "未定 30~60"]
    assert row(html, "合计")[1:4] == ["3", "150.00 120~180", "20.00 另有 1 台不明"]
    assert row(html, "合计")[4:] == ["2.00 2 台未计", "78.00 另有 1 台不明；88~158"]


def test_a_budget_says_what_it_leaves_out():
    cells = row(paid(), "东二村 3号楼 1单元")

    assert cells[1:3] == ["50.00 40~60", "不明"]
    assert cells[3:8] == ["未定", "未定", "未计", "未定 30~60", "未定"]
    assert cells[8].startswith("不含管线迁改（费用未知）；未计维修资金；补贴额只有上限")
    assert cells[9] == "常见造价（未核实） 补贴：每台 10 万元（已核对）"


def test_alike_budgets_are_one_row():
    budget = built()["elevator_budget"].iloc[[0, 0, 0]]
    same = budget.set_axis(pd.Index(STAIRS[:3], name="stairwell"))

    assert row(paid(elevator_budget=same), "3 个")[0] == "3 个 如东一村 1号楼 1单元"


def test_a_year_adds_up_with_what_is_not_known():
    html = paid()

    assert row(html, "2 个")[1:4] == ["7,600", "7,800", "15,400 12,300~20,800"]
    assert row(html, "东二村 3号楼 1单元", at=1)[1:4] == ["未计算"] * 3
    assert "托管费 15,600 元（另有 1 台不明）" in told(html)
    assert "合计的范围 24,600~41,600 元，依据未核实。" in told(html)
    assert "托管费不明；户数未知" in told(html)


def test_what_the_funds_may_give_is_an_assumption():
    text = told(paid())

    assert "其中可提公积金，至多（万元，未核实）" in text
    assert "维修资金，未核实（万元）" in text


def test_a_lift_without_a_price_says_why():
    budget = built()["elevator_budget"].assign(
        cost_source=None, cost_status=None, reason="没有 9 层的造价"
    )

    assert row(paid(elevator_budget=budget), "东一村 1号楼 1单元")[9] == (
        "没有造价：没有 9 层的造价 补贴：每台 10 万元（已核对）"
    )


def test_a_quote_has_no_certainty():
    budget = built()["elevator_budget"].assign(cost_source="报价", cost_status=None)

    assert row(paid(elevator_budget=budget), "东一村 1号楼 1单元")[9].startswith("报价 补贴")


def test_households_of_a_floor_that_pay_alike_are_one_row():
    html = paid(shares)

    assert row(html, "3 层") == [
        *("3 层 2 户", "2.00", "2 / 5", "160,000.00", "0.00", "160,000.00 120,000~200,000"),
        *("48,000.00", "112,000.00", "301、302"),
    ]
    assert row(html, "1 层")[5:8] == ["0.00"] * 3
    assert "可实施 东一村 1号楼 1单元：4 户，合计 400,000.00 元，每户 0~160,000 元" in told(html)


def test_an_amount_that_is_open_says_why():
    html = paid(shares)

    assert row(html, "层数不明")[5] == "未定 层数未知"
    assert "E01 首位 东一村 2号楼 1单元：1 户，金额未定" in told(html)


def test_a_set_that_blocks_the_shares_keeps_its_certainty():
    table = built()["elevator_shares"].assign(coefficients="shanghai", certainty=None)

    assert re.search("系数：上海[^；]*（二手资料）；", told(paid(shares, elevator_shares=table)))


def test_examples_are_cut_and_the_rest_is_named(monkeypatch):
    monkeypatch.setattr(lift_shares, "EXAMPLES", 1)

    assert "共 2 个单元；全部见 renewal.gpkg 的 elevator_shares 表" in told(paid(shares))


def test_shares_stand_without_instalments():
    html = paid(shares, elevator_payments=pd.DataFrame())

    assert row(html, "2 层")[-2:] == ["80,000.00 60,000~100,000", "201"]


def test_stages_carry_their_bases():
    html = paid(batches)

    assert row(html, "连片规划")[2:5] == [
        *(
            "3 75.0%，3 / 4；其中可实施（表决通过）1 台，尚未议定 2 台",
            "34 74.0%，34 / 46",
            "9 75.0%，9 / 12；另有 1 台不明",
        ),
    ]
    assert row(html, "连片托管")[4:] == ["无数据", "不适用", "2.34"]


def test_batches_name_their_communities_and_what_is_open():
    assert row(paid(batches), "E01") == [
        *("E01", "待表决", "东一村、东二村 北街道", "3", "36", "11 另有 1 台不明"),
        *("30.00", "2.34", "无数据", "52", "48.2"),
    ]


def test_who_is_in_no_batch_is_listed_with_the_reason():
    html = paid(batches)

    assert "3 个可能加装的单元中，1 个成片，2 个未成片；不具备条件的 1 个不参与。" in told(html)
    assert row(html, "东一村 1号楼 1单元")[1:] == ["可实施", "附近可成片的只有 1 台，不足 3 台"]
    assert row(html, "东二村 3号楼 1单元")[2] == "原因未注明"


def test_a_part_that_is_not_known_leaves_the_score_open():
    html = priority(built()["elevator_priority"].reset_index(), PLACES)

    assert row(html, "东一村 2号楼 1单元")[1:] == [
        *("2", "40.0 至多 65.0（老年人不明）", "不明", "0.25", "1~3", "不稳定 未知项查明后可能变"),
    ]
    assert "1 / 2 个单元的名次在权重变动时稳定，只就权重而言；1 / 2 个单元有未知项" in told(html)


def test_a_rank_that_unknown_parts_may_move_is_not_firm():
    table = built()["elevator_priority"].reset_index().assign(settled=[False, True])
    html = priority(table, PLACES)

    assert row(html, "东一村 1号楼 1单元")[-1] == "稳定 未知项查明后可能变"
    assert "1 / 2 个的名次不因未知项而变" in told(html)


def test_lifts_there_are_already_stand_apart_from_those_agreed():
    stages = built()["elevator_programme"].iloc[[0, 1]]
    stages = stages.assign(stage="custody", stage_zh="连片托管", batch=None)
    stages = stages.assign(place=["all", "existing"], lifts=[5, 2])
    html = paid(batches, elevator_programme=stages.assign(lifts_ready=[1, None]))

    assert "其中已有 2 台，可实施（表决通过）1 台，尚未议定 2 台" in row(html, "连片托管")[2]


def test_after_the_first_the_rest_is_folded():
    one = built()["elevator_priority"].iloc[:1].reset_index()
    many = pd.concat([one.assign(stairwell=f"X{at}", rank=at) for at in range(100)])
    html = "".join(priority(many, PLACES))

    assert f"名次最前的 {FIRST} 个单元" in html
    assert "<summary>其后的单元（40）</summary>" in html
    assert "只列名次最前的 60 个单元，共 100 个单元" in html
