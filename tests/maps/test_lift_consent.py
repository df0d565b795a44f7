"""Votes on the page of lifts: both bases, what is missing, rounds and objections."""

import pandas as pd
import pytest
from lifted import PLACES, built, plan, row, told
from voted import registered, votes

from pianqu.analysis.votes import consent as counted
from pianqu.maps.lifts.consent import consent


def shown(*rows: pd.DataFrame) -> list[str]:
    if not rows:
        return consent(plan(), PLACES)
    table = pd.concat(rows)
    tables = counted.tables(table, households=registered(table))
    return consent(plan(**tables), PLACES)


def test_both_bases_stand_side_by_side():
    cells = row(shown(), "2号楼 1单元")

    assert cells[1:4] == ["66.7% 8 / 12", "62.5% 5 / 8", "41.7% 5 / 12"]
    assert cells[4:7] == ["66.7% 360 / 540", "62.5% 225 / 360", "41.7% 225 / 540"]
    assert cells[7] == "未通过 未达：同意户数、同意面积"
    assert cells[8].startswith("1 户改为同意，或 4 户未参与的参与并同意；45 ㎡改为同意")


def test_two_bases_of_one_vote_are_two_figures_and_areas_decide():
    cells = row(shown(), "3号楼", at=0)

    assert cells[1:4] == ["94.4% 34 / 36", "97.1% 33 / 34", "91.7% 33 / 36"]
    assert cells[4:7] == ["面积不明 36 户没有面积"] * 3
    assert cells[7:] == ["不能判定 未定：参与面积、同意面积", "先查明 36 户的面积"]


def test_answers_that_are_not_known_are_to_be_found_out():
    cells = row(shown(votes("U1", building="B1", agree=5, unknown=7)), "1号楼 1单元")

    assert cells[7].startswith("不能判定")
    assert "先查明 7 户的意见" in cells[8]


def test_a_rule_that_asks_for_no_area_says_so():
    asked = votes("U1", building="B1", topic="programme", area=None, agree=8, absent=2)
    cells = row(shown(asked), "东一村")

    assert cells[4] == "规则不按面积 10 户没有面积"
    assert cells[7:] == ["通过", "无"]


def test_a_topic_without_a_rule_is_not_judged():
    text = told(shown(votes("U1", building="B1", topic="paint", agree=3)))

    assert "paint" in text
    assert "没有该事项的规则，不作判定" in text


def test_the_clause_stands_with_its_certainty():
    text = told(shown())

    assert "民法典 第278条 (七)（多数比例已核对；加装电梯按 (七) 处理" in text
    assert "以单元为表决单位系各地做法" in text


def test_a_local_rule_is_called_so():
    asked = votes("U1", building="B1", topic="programme", area=None, agree=8, absent=2)

    assert "新乡 一（已核对；地方规定，他处以当地规定为准）" in told(shown(asked))


@pytest.mark.parametrize(
    ("area", "words"),
    [
        (45.0, "45 ㎡"),
        (0.0001, "再有任何面积（不论大小）"),
        (10.0001, "超过 10 ㎡"),
        (10.0051, "超过 10.005 ㎡"),
        (360.0067, "360.01 ㎡"),
    ],
)
def test_the_area_that_is_missing_is_enough(area, words):
    votes_ = built()["consents"]
    lost = votes_["verdict"].eq("fail")
    short = votes_.assign(
        missing_area_by_turning=votes_["missing_area_by_turning"].mask(lost, area)
    )
    cells = row(consent(plan(consents=short), PLACES), "2号楼 1单元")

    assert f"；{words}改为同意" in cells[8]


def test_many_votes_fold_those_that_pass():
    ids = {f"X{each}" for each in range(8)}
    html = shown(votes("U1", agree=1, against=3), *(votes(each, agree=4) for each in sorted(ids)))

    assert "<summary>加装电梯：通过的各件（8）</summary>" in "".join(html)


def test_rounds_show_what_changed():
    html = shown()

    assert row(html, "东一村 2号楼 1单元", at=0)[2:] == ["第 1 轮", "4 / 8 / 12", "首轮", "未通过"]
    assert row(html, "东一村 2号楼 1单元", at=1)[2:] == ["第 2 轮", "5 / 8 / 12", "+1", "未通过"]


def test_reasons_are_of_the_last_rounds():
    html = shown()

    assert row(html, "担心遮光")[1:] == ["加装电梯", "3 3 / 3", "1"]
    assert row(html, "未说明理由")[1:] == ["改建、重建", "1 1 / 1", "1"]
    assert row(html, "担心遮光", at=1)[3:] == ["4 4 / 4", "无数据", "第 1 轮，其后另有一轮"]


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("consents", "没有可以计票的事项"),
        ("objections", "没有不同意的记录"),
        ("consent_rounds", "东一村"),
    ],
)
def test_an_empty_table_is_a_sentence(table, words):
    assert words in told(consent(plan(**{table: built()[table].iloc[:0]}), PLACES))
