"""Packages against every set of units: the judge, the first plan and the solver."""

import math
from dataclasses import replace

import numpy as np
import pytest
from bundled import MODES, best_plan, packages_of, problem, problems
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pianqu.analysis.bundling import checking, solving
from pianqu.analysis.bundling.figures import land_alone, package
from pianqu.analysis.bundling.problem import Answer
from pianqu.analysis.bundling.start import start

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@settings(CALM, max_examples=500)
@given(problems(least_units=2))
def test_the_solver_finds_what_trying_all_finds(asked):
    best = best_plan(asked)
    answer = solving.solve(asked, seconds=20.0)

    assert checking.check(asked, answer) == []
    assert answer.status == ("infeasible" if best is None else "proven")
    assert answer.value == (best or 0)


@settings(CALM, max_examples=100)
@given(problems())
def test_the_first_plan_is_valid_and_worth_no_more_than_the_best(asked):
    found = start(asked, seconds=5.0, turns=500)
    value = sum(own.value for own in found)
    answer = Answer("gap", tuple(found), value, math.inf, math.inf, "columns")
    faults = checking.check(asked, answer)
    best = best_plan(asked)

    if best is None or not found:
        assert [fault for fault in faults if not _of_the_plan(fault)] == []
    else:
        assert [fault for fault in faults if "应在片区中" not in fault] == []
        assert faults or value <= best


def test_the_first_plan_comes_close_to_the_best():
    best, found = 0, 0
    for seed in range(12):
        asked = problem(9, np.random.default_rng(seed), mode=MODES[seed % 3], rules=set())
        best += best_plan(asked) or 0
        found += sum(own.value for own in start(asked, seconds=5.0, turns=2000))

    assert 0.97 * best <= found <= best


@pytest.mark.parametrize("mode", MODES)
def test_the_first_plan_is_the_same_again(mode):
    asked = problem(10, np.random.default_rng(4), mode=mode, rules={"together"})

    assert start(asked, seconds=9.0, turns=1500) == start(asked, seconds=9.0, turns=1500)


@settings(CALM, max_examples=80)
@given(problems(most_units=7), st.data())
def test_the_judge_lets_pass_what_is_valid_and_nothing_else(asked, data):
    valid = {own.members: own for own in packages_of(asked) if not own.alone}
    sets = [m for m in _subsets(len(asked.units)) if m in valid] + data.draw(
        st.lists(st.sampled_from(_subsets(len(asked.units))), max_size=20)
    )
    for members in sets:
        for hub in members:
            reached = asked.members[asked.starts[hub] : asked.starts[hub + 1]]
            if not np.isin(members, reached).all():
                continue
            made = package(asked, members, hub=hub)
            faults = checking.package_faults(asked, made)
            lived = asked.limits.mode != "self" or asked.lived[hub]
            assert (faults == []) == (members in valid and bool(lived)), faults
            if not faults:
                assert made.money == valid[members].money
                assert made.value <= valid[members].value


@pytest.mark.parametrize("mode", MODES)
def test_land_alone_enters_a_pool_only(mode):
    asked = problem(8, np.random.default_rng(5), mode=mode, rules=set())
    land = np.flatnonzero(~asked.lived & (asked.finance > 0))
    fit = [unit for unit in land if checking.package_faults(asked, land_alone(asked, unit)) == []]

    assert len(land) > 0
    assert fit == (land.tolist() if mode == "pool" else [])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"value": 1}, "方案价值写为1"),
        ({"bound": -5.0}, "上界-5.0小于方案价值0"),
        ({"bound": 1.0, "gap": 1.0}, "不能算作证明"),
        ({"gap": 0.5}, "差距写为0.5"),
        ({"status": "infeasible", "value": 3}, "没有方案时不应列出片区"),
    ],
)
def test_a_false_claim_is_named(change, said):
    asked = problem(4, np.random.default_rng(1), mode="package", rules=set())
    empty = Answer("proven", (), 0, 0.0, 0.0, "enumerated")

    assert checking.check(asked, empty) == []
    assert said in "".join(checking.check(asked, replace(empty, **change)))


@pytest.mark.parametrize(
    ("field", "zh"),
    [("value", "价值"), ("money", "收支"), ("households", "户数"), ("area", "面积")],
)
def test_a_false_figure_is_named(field, zh):
    asked = problem(6, np.random.default_rng(3), mode="package", rules=set())
    own = package(asked, (0,), hub=0)
    wrong = replace(own, **{field: getattr(own, field) + 1})
    added = set(checking.package_faults(asked, wrong)) - set(checking.package_faults(asked, own))

    assert [fault[:3] for fault in added] == [f"{zh}写"]


def test_a_unit_in_two_packages_and_one_left_out_are_named():
    asked = problem(6, np.random.default_rng(3), mode="package", rules=set())
    asked = replace(asked, must=np.arange(6) == 5)
    own = package(asked, (0,), hub=0)
    answer = Answer("gap", (own, own), 2 * own.value, np.inf, np.inf, "columns")
    faults = "".join(checking.check(asked, answer))

    assert "“U00”在2个片区中" in faults
    assert "“U05”应在片区中" in faults


def _of_the_plan(fault: str) -> bool:
    """Whether it is about what a pool lacks or what has to be in a package."""
    return "应在片区中" in fault or "个统筹范围缺" in fault


def _subsets(n: int) -> list[tuple[int, ...]]:
    return [tuple(i for i in range(n) if mask >> i & 1) for mask in range(1, 2**n)]
