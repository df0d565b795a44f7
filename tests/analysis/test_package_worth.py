"""What more room in a rule is worth: as exhaustive search says; and what is tight."""

from dataclasses import replace

import numpy as np
import pytest
from bundled import best_plan, problems
from hypothesis import given, settings
from in_line import WAN, row_of

from pianqu.analysis.bundling import solving
from pianqu.analysis.bundling.binding import binding
from pianqu.analysis.bundling.problem import Limits
from pianqu.analysis.bundling.sensitivity import worth


def solved(problem):
    return solving.solve(problem, seconds=20)


def test_ten_wan_more_lets_the_next_community_in():
    limits = Limits("pool", money=(20 * WAN,))
    problem = row_of([-20, -8], [100, 40], lived=[1, 1], limits=limits)

    found = worth(problem, solved(problem), seconds=20).loc["money:0"]

    assert (found["limit"], found["changed_to"]) == (200_000, 300_000)
    assert (found["value_before"], found["value_after"]) == (100.0, 140.0)
    assert found["gain_least"] == found["gain_most"] == found["gain"] == 40.0
    assert (found["per"], found["per_zh"]) == (4.0, "每万元")


def test_less_households_asked_for_and_one_package_more():
    limits = Limits("package", least_households=100, most_packages=1)
    problem = row_of([5, 5], [100, 95], lived=[1, 1], limits=limits, apart=((0, 1),))

    found = worth(problem, solved(problem), seconds=20)

    assert found["gain"].to_dict() == {"least_households": 0.0, "most_packages": 0.0}
    both = replace(problem, limits=replace(limits, least_households=90))
    assert worth(both, solved(both), seconds=20).loc["most_packages", "per"] == 95.0


def test_a_longer_reach_is_looked_at_where_it_is_given():
    wide = row_of([-5, 10], [100, 0], lived=[1, 0])
    near = replace(wide, starts=np.arange(3), members=np.arange(2), gain=np.array([100_000, 0]))

    found = worth(near, solved(near), seconds=20, wider=wide)

    assert found["gain"].to_dict() == {"reach": 100.0}


@pytest.mark.parametrize(
    ("bound", "most", "said"),
    [
        (120_000.0, 40.0, "多 20 户当量 至 40 户当量（"),
        (float("inf"), 40.0, "多 0 户当量 至 40 户当量（"),
    ],
)
def test_beside_an_unproven_plan_the_gain_is_a_range(bound, most, said):
    limits = Limits("pool", money=(20 * WAN,))
    problem = row_of([-20, -8], [100, 40], lived=[1, 1], limits=limits)
    plan = replace(solved(problem), status="gap", bound=bound)

    found = worth(problem, plan, seconds=20).loc["money:0"]

    assert found[["gain", "per"]].isna().all()
    assert found["gain_least"] == max(0.0, 140 - bound / 1000)
    assert found["gain_most"] == most
    assert said in found["note"]


@pytest.mark.parametrize(
    ("have", "said"), [(15, "放宽后有方案（100 户当量）"), (5, "放宽后仍没有方案")]
)
def test_without_a_plan_before_there_is_no_gain(have, said):
    limits = Limits("pool", money=(have * WAN,))
    problem = row_of([-20], [100], lived=[1], limits=limits, must=np.array([True]))

    found = worth(problem, solved(problem), seconds=20).loc["money:0"]

    assert found[["value_before", "gain", "gain_least", "gain_most"]].isna().all()
    assert found["note"].startswith("现状各项要求矛盾、没有方案，")
    assert said in found["note"]


@settings(max_examples=20, deadline=None)
@given(problems(most_units=6))
def test_gains_agree_with_every_plan_tried(problem):
    answer = solved(problem)
    if answer.status != "proven":
        return
    found = worth(problem, answer, seconds=60, step=20)
    if problem.limits.most_packages is not None:
        more = replace(problem.limits, most_packages=problem.limits.most_packages + 1)
        after = best_plan(replace(problem, limits=more))
        assert found.loc["most_packages", "gain"] == (after - answer.value) / 1000
    if problem.limits.mode == "pool":
        own = problem.limits.money
        after = best_plan(_with(problem, (own[0] + 20, *own[1:])))
        assert found.loc["money:0", "gain"] == (after - answer.value) / 1000
    assert (found["gain"] >= 0).all()


def _with(problem, money):
    return replace(problem, limits=replace(problem.limits, money=money))


def test_what_binds_a_package_and_what_does_not():
    limits = Limits("package", least_households=90, most_households=150, most_packages=1)
    problem = row_of([40, -30, -20], [100, 40, 60], lived=[1, 1, 1], limits=limits)

    found = binding(problem, solved(problem)).set_index("rule")

    assert found["measured"].to_dict() == {
        "money": 100_000.0,
        "least_households": 140.0,
        "most_households": 140.0,
        "count": 1.0,
    }
    assert found["room"].tolist() == [100_000.0, 50.0, 10.0, 0.0]
    assert found["next_step"].tolist() == [200_000.0, 40.0, 60.0, 1.0]
    assert found["tight"].tolist() == [True, False, True, True]


@pytest.mark.parametrize("have", [20, 40])
def test_what_binds_a_pool(have):
    limits = Limits("pool", money=(have * WAN,))
    problem = row_of([-20, -30], [100, 40], lived=[1, 1], limits=limits)

    found = binding(problem, solved(problem)).set_index("rule").loc["money:0"]

    assert found["room"] == (have - 20) * 10_000
    assert found["next_step"] == 300_000
    assert found["tight"]
