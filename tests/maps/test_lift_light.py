"""Light on the page of lifts: whom shafts darken, by what rule, and the storeys as they are."""

import pandas as pd
import pytest
from lifted import PLACES, RULE, built, plan, row, told

from pianqu.maps.lifts.base import base
from pianqu.maps.lifts.light import light


def lit(**changed: pd.DataFrame) -> list[str]:
    own = plan(**changed)
    return light(own, base(own), PLACES)


def test_a_storey_that_two_shafts_darken_counts_once():
    text = told(lit())

    assert "逐个井道单独计算 3 个：2 / 3 个使窗户新增不达标，共 3 扇次。" in text
    assert "新增不达标窗户涉及 1 个楼层、2 户" in text
    assert "另有 1 个楼层减少日照但没有新增不达标；1 个楼层有窗户正对井道而被遮住" in text


def test_the_list_names_building_and_floor():
    assert row(lit(), "东一村 2号楼 1单元") == [
        *("东一村 2号楼 1单元", "东一村 1号楼 1单元 1层（2户）", "邻楼", "2 / 3", "31"),
    ]


@pytest.mark.parametrize(
    ("column", "effect"),
    [("warnings", "按此规则只提示并列入征询名单，不否决"), ("reasons", "按此规则一票否决")],
)
def test_the_rule_warns_or_forbids(column, effect):
    lifts = built()["elevators"].assign(warnings=None)
    lifts.loc["U2", column] = f"甲；新增不达标窗户 2 扇；{RULE}；乙"

    assert f"适用规则：{RULE}。{effect}。" in told(lit(elevators=lifts))


def test_a_rule_that_touches_nobody_stands_as_the_basis_states_it():
    stated = pd.DataFrame({"key": ["lift_light"], "zh": ["日照"], "value": ["国家标准（甲）"]})
    lifts = built()["elevators"].assign(warnings=None)

    assert "适用规则：国家标准（甲）。" in told(lit(elevators=lifts, basis=stated))


def test_shafts_of_unknown_top_are_not_computed():
    lifts = built()["elevators"]
    lifts.loc["U2", "newly_below"] = pd.NA

    assert "1 / 2 个使窗户新增不达标，共 1 扇次；1 个井道顶标高不明，未计算" in told(
        lit(elevators=lifts)
    )


def test_households_that_are_not_known_are_said():
    shaded = built()["elevator_light"].assign(households=pd.NA)

    assert "1 个楼层、0 户（另有 1 处户数不明）" in told(lit(elevator_light=shaded))


def test_what_only_a_batch_does_is_a_table_or_a_sentence():
    none = built()["elevator_joint_light"].iloc[:0]

    assert row(lit(), "E01") == ["E01", "东二村 3号楼 2单元 1层", "2", "22"]
    assert "没有窗户是单个井道不影响、叠加后才新增不达标的" in told(lit(elevator_joint_light=none))


def test_storeys_stand_by_verdict_with_their_base():
    html = lit()

    assert row(html, "稳妥达标") == ["稳妥达标", "6", "60.0% 6 / 10"]
    assert row(html, "被遮没") == ["被遮没", "3", "不计占比 3 / 13"]
    assert "要求 2.0 小时（GB 50180-2018 表4.0.9，未核实）" in told(html)


def test_heights_that_decide_are_to_be_measured():
    assert "须测高：东二村 4号楼（1 层）、东二村 3号楼（1 层）。" in told(lit())


def test_storeys_stand_without_a_lift():
    own = {name: built()[name] for name in ("daylight", "daylight_storeys")}
    text = told(light(plan(elevators=pd.DataFrame(), **own), None, PLACES))

    assert "现状日照" in text
    assert "井道单独计算" not in text
