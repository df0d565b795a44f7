"""Stairwell by stairwell: every reason, what is to be surveyed, and what is not known."""

import pandas as pd
from lifted import GRADE, LACKS, LANE, LEVEL, PLACES, ROAD, built, plan, row, told

from pianqu.maps.lifts.base import base
from pianqu.maps.lifts.listing import listing
from pianqu.maps.lifts.obstacles import obstacles

RULES = {"road": "机动车道"}


def listed(**changed: pd.DataFrame) -> list[str]:
    return listing(base(plan(**changed)), PLACES, RULES)


def test_a_ready_stairwell_is_told_whole():
    assert row(listed(), "1号楼 1单元") == [
        "1号楼 1单元 6 层，12 户，老年人 5 人",
        *("可实施", "无", "4.73 机动车道", "0", "通过", "40.00 30~50", "未成片", "1"),
    ]


def test_what_is_guessed_or_lost_is_said():
    cells = row(listed(), "2号楼 1单元")

    assert "楼梯位置：最长北墙均分（推定）" in cells[0]
    assert cells[2] == f"差 1 户 注意：{LANE}"  # the note on light has a column of its own
    assert cells[4:6] == ["2 2 户", "未通过"]
    assert cells[-1] == "2 1~3"


def test_what_is_to_be_surveyed_is_neither_yes_nor_no():
    cells = row(listed(), "3号楼 1单元")

    assert cells[2] == f"{LEVEL}；{LACKS}"
    assert cells[3:7] == ["不明", "1 户数不明", "没有表决记录", "未定"]


def test_all_reasons_stand_and_the_other_side_is_offered():
    cells = row(listed(), "3号楼 2单元")

    assert cells[1] == "不具备 另一侧可以布置，须经涉及的住户同意开门"
    assert cells[2] == f"{ROAD}；{GRADE}"
    assert cells[3:5] == ["−0.30 机动车道", "未计算"]
    assert cells[6:] == ["不具备，未计算", "未成片", "不排序"]


def test_ready_ones_come_first_and_then_by_batch():
    lifts = built()["elevators"].assign(community="C1")
    html = "".join(listed(elevators=lifts))
    places = [html.index(f">{word}<") for word in ("1号楼 1单元", "2号楼 1单元", "3号楼 2单元")]

    assert places == sorted(places)


def test_order_does_not_follow_the_order_of_rows():
    lifts = built()["elevators"]

    assert listed(elevators=lifts.iloc[::-1]) == listed()


def test_rules_that_refuse_are_counted_with_what_they_are_of():
    html = obstacles(base(plan()), built()["elevator_checks"], PLACES.words)

    assert row(html, "机动车道") == ["机动车道", "1 1 / 1", "0", "东二村", "设计惯例", "未核实"]
    assert row(html, "房屋危险性等级")[2:] == ["0", "东二村", "JGJ 125-2016", "二手资料"]


def test_a_rule_that_only_warns_refuses_nobody():
    assert "消防车道" not in told(obstacles(base(plan()), built()["elevator_checks"], PLACES.words))


def test_an_only_reason_is_counted():
    checks = built()["elevator_checks"]
    lifts = built()["elevators"]
    lifts.loc["U4", "reasons"] = ROAD
    html = obstacles(base(plan(elevators=lifts)), checks, PLACES.words)

    assert row(html, "机动车道")[2] == "1"
    assert "房屋危险性等级" not in told(html)


def test_a_missing_layer_is_told_from_a_measurement():
    html = obstacles(base(plan()), built()["elevator_checks"], PLACES.words)

    assert row(html, "入口高差")[1:4] == ["1 1 / 1", "现场查明", LEVEL]
    assert row(html, "围墙河道等阻隔")[2:4] == ["不明：缺少图层", LACKS]
    assert "此外 1 / 3 个可能加装的单元没有加装电梯的表决记录" in told(html)


def test_a_veto_of_the_light_is_said():
    lifts = built()["elevators"]
    lifts.loc["U4", "reasons"] = "新增不达标窗户 1 扇；地方规定（无条文，未核实）"
    html = obstacles(base(plan(elevators=lifts)), built()["elevator_checks"], PLACES.words)

    assert "另有 1 个单元由日照规则否决" in told(html)
