"""Lines on what the figures of lifts rest: only what the chosen rows say."""

import pandas as pd
import pytest

import pianqu
from pianqu.analysis import basis, standards
from pianqu.layers import demo


@pytest.fixture(scope="module")
def city():
    return demo.district()


def said(city, key: str, **choices) -> str:
    chosen = pianqu.Choices(**choices)
    table = basis.lines(city, chosen, basis.caption(city, chosen))
    return table.set_index("key").loc[key, "value"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "cc278",
            "加装电梯按 民法典 第278条 (七)（已核对原文或其转载）：人数和面积均三分之二以上参与，"
            "参与者人数和面积均四分之三以上同意；人数以户计，一人多户者未合并；面积未知的不判为通过",
        ),
        (
            "ev.cd",
            "加装电梯按 成都 2018 实施意见(试行)（二手资料引用，未见原文）：全体业主中人数和面积均三分之二"
            "以上同意，其他业主不持反对意见；人数以户计，一人多户者未合并；面积未知的不判为通过",
        ),
        (
            "ev.bj.consent",
            "加装电梯按 北京市老旧小区综合整治工作手册 2020（二手资料引用，未见原文）：全体业主中人数三分之二"
            "以上同意，其他业主不持反对意见；人数以户计，一人多户者未合并；该规则不计面积",
        ),
    ],
)
def test_the_vote_is_said_by_the_chosen_rule(city, name, words):
    assert said(city, "consent", consent=name) == words


@pytest.mark.parametrize("name", sorted(set(standards.load("consent_rules")["set"])))
def test_no_line_of_a_vote_has_a_bare_dash_or_a_word_of_code(city, name):
    line = said(city, "consent", consent=name)

    assert " -" not in line
    assert not any(status in line for status in standards.STATUS)


def test_the_cost_says_where_it_is_carried_to(city):
    line = said(city, "lift_money")

    assert "常见造价（土建与设备）（未核实，须由用户确认）；4—5 层沿用 6—7 层的数；" in line


@pytest.mark.parametrize("name", ["beijing", "fuzhou"])
def test_a_cost_of_its_own_is_carried_nowhere(city, name):
    assert "沿用" not in said(city, "lift_money", lift_cost=name)


def test_the_limits_of_funds_are_said_to_be_assumptions(city):
    line = said(city, "lift_money")

    for words in (
        "提取住房公积金至多计居民分摊的 100%（限额为假定，未核实，须由用户确认）",
        "使用住宅专项维修资金至多计该单元按户数应摊的余额的 100%（限额为假定，未核实，须由用户确认）",
    ):
        assert words in line


def test_the_limits_of_funds_are_the_users_own(city, tmp_path):
    table = standards.load("elevator_funds").assign(ratio=0.5, status="secondary")
    own = tmp_path / "funds.csv"
    table.to_csv(own)
    line = said(city, "lift_money", rules={"elevator_funds": own})

    assert line.count("的 50%（限额为假定，二手资料引用，未见原文）") == len(table)


def test_a_place_without_votes_or_buildings_says_nothing_of_them(city):
    choices = pianqu.Choices()
    bare = type("Bare", (), {"buildings": pd.DataFrame(), "votes": None})()
    keys = [key for key, _, _ in basis._of_lifts(bare, choices)]

    assert "consent" not in keys
    assert "lift_money" in keys
