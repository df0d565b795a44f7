"""Costs that are off by a tenth: which packages still balance, and who stays together."""

from itertools import combinations

import numpy as np
import pytest
from bundled import problems
from hypothesis import given, settings
from in_line import WAN, row_of

from pianqu.analysis.bundling import solving
from pianqu.analysis.bundling.problem import Limits
from pianqu.analysis.bundling.stability import balanced, costing, neighbours, shaken, steady


def solved(problem):
    return solving.solve(problem, seconds=20)


def test_a_package_at_its_limit_falls_when_costs_rise():
    problem = row_of([4, 30], [100, 60], lived=[1, 1], apart=((0, 1),))
    costs = np.array([50, 100]) * WAN

    found = shaken(problem, solved(problem), costs, seconds=20)

    assert found["balanced"].to_dict() == {"costs_up": 1, "costs_down": 2}
    assert found["value_after"].to_dict() == {"costs_up": 60.0, "costs_down": 160.0}
    assert found["households_same"].tolist() == [60, 160]
    assert found.loc["costs_up", "note"] == "2 个片区中 1 个不再平衡。"
    assert found["change_zh"].tolist() == ["造价上浮 10%", "造价下浮 10%"]


def test_how_much_each_package_bears():
    problem = row_of([4, 30], [100, 60], lived=[1, 1], apart=((0, 1),))

    found = steady(problem, solved(problem), np.array([50, 100]) * WAN)

    assert found["most_up"].tolist() == pytest.approx([0.08, 0.3])
    assert found["costs_up"].tolist() == [-10_000.0, 200_000.0]
    assert found["balances_up"].tolist() == [False, True]


@pytest.mark.parametrize(("have", "still"), [(4, 0), (5, 2)])
def test_a_pool_falls_with_all_its_packages(have, still):
    limits = Limits("pool", money=(have * WAN,))
    problem = row_of([-3, 3], [100, 60], lived=[1, 1], apart=((0, 1),), limits=limits)

    found = shaken(problem, solved(problem), np.array([40, 10]) * WAN, seconds=20)

    assert found.loc["costs_up", "balanced"] == still


def test_pairs_of_households_that_stay_together():
    problem = row_of([5, 5, 5], [3, 2, 4], lived=[1, 1, 1], links=np.array([[0, 1], [1, 2]]))
    costs = np.array([0, 0, 60]) * WAN

    found = shaken(problem, solved(problem), costs, seconds=20)

    assert found["neighbours"].notna().all()


@settings(max_examples=25, deadline=None)
@given(problems(most_units=6, musts=False))
def test_neighbours_are_counted_as_household_by_household(problem):
    first, second = solved(problem), solved(costing(problem, np.full(len(problem.units), 20), 0.5))
    one, other = _of_units(problem, first), _of_units(problem, second)
    people = np.repeat(np.arange(len(problem.units)), problem.households)

    pairs = [(a, b) for a, b in combinations(people, 2) if a != b]
    before = {i for i, (a, b) in enumerate(pairs) if one[a] == one[b] != -1}
    after = {i for i, (a, b) in enumerate(pairs) if other[a] == other[b] != -1}

    assert neighbours(problem, first, second) == (len(before & after), len(before | after))
    assert balanced(problem, first).all()


def _of_units(problem, answer):
    found = dict.fromkeys(range(len(problem.units)), -1)
    for place, each in enumerate(answer.packages):
        found |= dict.fromkeys(each.members, place) if not each.alone else {}
    return found


def test_costs_are_off_to_the_fen_half_a_fen_upwards():
    problem = row_of([1], [5], lived=[1])

    assert costing(problem, np.array([105]), 0.1).finance.tolist() == [WAN - 11]
    assert costing(problem, np.array([105]), -0.1).finance.tolist() == [WAN + 11]
