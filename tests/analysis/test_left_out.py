"""Communities in no package: whether one could have them, and what that would cost."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bundled import best_plan, packages_of, problems
from hypothesis import assume, given, settings
from in_line import row_of

from pianqu.analysis.bundling import solving
from pianqu.analysis.bundling.problem import Answer, Limits, Problem
from pianqu.analysis.bundling.reasons import left_out


def reasons(problem: Problem) -> pd.DataFrame:
    return left_out(problem, solving.solve(problem, seconds=10), seconds=20)


def test_a_deficit_is_said_to_the_yuan():
    found = reasons(row_of([-170, 50], [100, 0], lived=[1, 0])).loc["C01"]

    assert found["state"] == "no_package"
    assert found["rules"] == "片区资金自平衡"
    assert found["short_money"] == 1_200_000
    assert "补足资金 120 万元" in found["relaxation"]
    assert found["example"] == "C01;C02"


def test_too_few_households_are_said():
    limits = Limits("package", least_households=600)

    found = reasons(row_of([5, 5], [300, 180], lived=[1, 1], limits=limits))

    assert found["short_households"].tolist() == [120, 120]
    assert found["rules"].tolist() == ["片区不少于 600 户"] * 2


def test_a_missing_link_is_in_the_way():
    problem = row_of([-170, 290], [100, 0], lived=[1, 0], links=np.empty((0, 2), dtype=np.int64))

    found = reasons(problem).loc["C01"]

    assert "相邻连片" in found["rules"]
    assert "资金自平衡" in found["rules"]
    assert found["short_money"] == 1_700_000


def test_two_that_compete_for_one_asset():
    problem = row_of([-20, 30, -25], [80, 0, 100], lived=[1, 0, 1])

    found = reasons(problem)

    assert found["state"].tolist() == ["competes"]
    assert found["value_lost"].tolist() == found["value_lost_most"].tolist() == [20.0]
    assert "少 20 户当量" in found.loc["C01", "reason"]


def test_where_the_count_is_full_the_reason_says_so():
    limits = Limits("pool", most_packages=1)
    problem = row_of([5, 5], [80, 100], lived=[1, 1], limits=limits, apart=((0, 1),))
    must = replace(problem, must=np.array([False, True]))

    found = reasons(must).loc["C01"]

    assert found["state"] == "competes"
    assert "片区不多于 1 个" in found["rules"]


def test_without_a_plan_because_demands_conflict_nothing_is_lost():
    must = np.array([False, True])
    problem = row_of([-5, -5], [80, 100], lived=[1, 1], limits=Limits("pool"), must=must)

    found = reasons(problem).loc["C01"]

    assert found["state"] == "unknown"
    assert "各项要求相互矛盾、没有任何方案" in found["reason"]
    assert found[["value_lost", "value_lost_most"]].isna().all()


def test_without_a_plan_in_the_time_nothing_is_said_to_be_lost():
    problem = row_of([-20, 30, -25], [80, 0, 100], lived=[1, 0, 1])
    nothing = Answer("no_answer", (), 0, np.inf, np.nan, "columns")

    found = left_out(problem, nothing, seconds=20)

    assert found["state"].tolist() == ["unknown"] * 2
    assert found["reason"].str.contains("限定时间内没有求出方案").all()
    assert found["value_lost_most"].isna().all()


@pytest.mark.parametrize(
    ("bound", "most", "said"),
    [
        (110_000.0, 30.0, "整个方案减少 20 户当量 至 30 户当量（放入前后的方案未都证明最优"),
        (np.inf, None, "整个方案至少减少 20 户当量，至多多少未知"),
    ],
)
def test_beside_an_unproven_plan_the_loss_is_a_range(bound, most, said):
    problem = row_of([-20, 30, -25], [80, 0, 100], lived=[1, 0, 1])
    plan = replace(solving.solve(problem, seconds=10), status="gap", bound=bound)

    found = left_out(problem, plan, seconds=20).loc["C01"]

    assert found["value_lost"] == 20
    assert found["value_lost_most"] is pd.NA if most is None else found["value_lost_most"] == most
    assert said in found["reason"]


def test_a_better_plan_with_it_is_said_to_be_one():
    problem = row_of([-20, 30, -25], [80, 0, 100], lived=[1, 0, 1])
    poor = Answer("gap", (), 0, 100_000.0, 1.0, "columns")

    found = left_out(problem, poor, seconds=20).loc["C03"]

    assert found[["value_lost", "value_lost_most"]].tolist() == [0, 0]
    assert "放入后求得的方案反而多 100 户当量：现方案未证明最优" in found["reason"]


@settings(max_examples=40, deadline=None)
@given(problems(least_units=2, most_units=6, musts=False))
def test_reasons_agree_with_every_set_of_units(problem):
    answer = solving.solve(problem, seconds=20)
    assume(answer.status != "infeasible")  # without a plan there is nothing to be left out of
    inside = {unit for each in answer.packages for unit in each.members}
    valid = [each.members for each in packages_of(problem) if not each.alone]

    found = left_out(problem, answer, seconds=60)

    out = [unit for unit in np.flatnonzero(problem.lived) if unit not in inside]
    assert found.index.tolist() == problem.units[out].tolist()
    for unit, row in zip(out, found.itertuples(), strict=True):
        assert (row.state == "competes") == any(unit in each for each in valid)
        must = np.arange(len(problem.units)) == unit
        best = best_plan(replace(problem, must=must)) if row.state == "competes" else None
        if best is not None:
            assert row.value_lost == (answer.value - best) / 1000
