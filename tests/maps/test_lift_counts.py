"""The headline of the page of lifts: every share with its base, and who is not in it."""

import pandas as pd
import pytest
from lifted import WORDS, built, plan, row, told

from pianqu.maps.lifts.base import Base, base, readiest
from pianqu.maps.lifts.counts import counts
from pianqu.maps.text.amounts import between, summed


def test_the_base_leaves_out_the_low_and_the_fitted():
    found = base(plan())

    assert found.rows["stairwell"].tolist() == ["U1", "U2", "U3", "U4"]
    assert (found.least, found.low, found.fitted, found.unsure) == (4.0, 1, 1, 0)


def test_who_is_not_known_to_need_none_is_counted_and_said():
    lifts = built()["elevators"]
    wanted = lifts["wanted"].mask(lifts.index == "U1", pd.NA)
    found = base(plan(elevators=lifts.assign(wanted=wanted)))

    assert (len(found.rows), found.unsure) == (4, 1)
    assert "1 个单元的层数或有无电梯不明" in told(counts(found, WORDS))


def test_without_checks_the_base_is_the_same():
    found = base(plan(elevator_checks=pd.DataFrame()))

    assert (len(found.rows), found.least) == (4, None)
    assert "需要加装的 4 个单元中" in told(counts(found, WORDS))


def test_states_add_up_to_the_base():
    html = counts(base(plan()), WORDS)

    assert "可实施 1 个，待表决 1 个，待踏勘 1 个，不具备 1 个。" in told(html)
    assert row(html, "可实施")[2:] == ["1", "25.0% 1 / 4", "12", "5"]
    assert row(html, "待表决")[-1] == "无数据"
    assert row(html, "合计")[2:] == ["4", "100.0% 4 / 4", "46", "12 另有 1 个单元不明"]
    assert "不在范围（不足层数或已有电梯）的单元：不足 4 层 1 个，已有电梯 1 个。" in told(html)


def test_communities_with_most_ready_come_first():
    html = counts(base(plan()), WORDS)

    assert row(html, "东一村") == ["东一村", "2", "1", "1", "0", "0", "24", "5 另有 1 个单元不明"]
    assert "".join(html).index("东一村") < "".join(html).index("东二村")
    assert readiest(pd.DataFrame({"readiness": ["none"]})) == (0, 0, 0)


def test_nobody_is_counted_as_nobody():
    none = Base(pd.DataFrame({"readiness": [], "households": []}), 4.0, 2, 0, 0)
    html = counts(none, WORDS)

    assert row(html, "可实施")[2:] == ["0", "未计算", "0"]


@pytest.mark.parametrize(
    ("values", "text", "note"),
    [([1, 2], "3", ""), ([1, None], "1", "另有 1 台不明"), ([None], "无数据", ""), ([], "0", "")],
)
def test_a_sum_never_takes_the_unknown_for_nothing(values, text, note):
    cell = summed(values, lost="台不明")

    assert (cell.text, cell.note) == (text, note)


@pytest.mark.parametrize(
    ("ends", "words"), [((1e4, 2e4), "1~2"), ((-5e3, 5e3), "−0.5~0.5"), ((1e4, 1e4), "")]
)
def test_a_range_is_short_and_a_point_is_none(ends, words):
    assert between(*ends) == words
