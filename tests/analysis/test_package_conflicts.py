"""Packages that cannot be: the demands that exclude each other, and the least that helps."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bundled import best_plan, problems
from hypothesis import given, settings

from pianqu.analysis.bundling import menu
from pianqu.analysis.bundling.problem import NONE, Limits, Problem
from pianqu.analysis.bundling.relaxing import conflict

WAN = 1_000_000  # fen


def scattered(wan, *, lived, mode="pool", must=(), **limits) -> Problem:
    """Units with no links and no reach but to themselves; money in 10,000 yuan."""
    ids, n = sorted(wan), len(wan)
    one = np.ones(n, dtype=np.int64)
    homes = np.array([each in lived for each in ids])
    return Problem(
        units=pd.Index(ids),
        lived=homes,
        households=100 * homes.astype(np.int64),
        area=one * 1000,
        finance=np.array([wan[each] * WAN for each in ids], dtype=np.int64),
        links=np.empty((0, 2), dtype=np.int64),
        starts=np.arange(n + 1, dtype=np.int64),
        members=np.arange(n, dtype=np.int64),
        gain=100_000 * homes.astype(np.int64),
        need=np.empty((n, 0), dtype=np.int64),
        capacity=np.empty((n, 0), dtype=np.int64),
        services=(),
        pool=np.zeros(n, dtype=np.int64),
        home=np.full(n, NONE, dtype=np.int64),
        together=(),
        apart=(),
        must=np.array([each in must for each in ids]),
        limits=Limits(mode=mode, **limits),
    )


def test_without_the_asset_the_pool_is_named_with_what_it_lacks():
    musts = ("C02", "C04")

    found = conflict(scattered({"C02": -170, "C04": -110}, lived=musts, must=musts), seconds=20)

    assert found.state == "conflict"
    assert any("资金池收支平衡" in each for own in found.sets for each in own)
    assert found.money == {0: 280 * WAN}
    assert found.drop == ("C02", "C04")
    assert "资金池至少还差 280 万元。" in found.words


def test_with_the_asset_there_is_a_plan():
    money, musts = {"C02": -170, "C04": -110, "R01": 290}, ("C02", "C04")

    assert conflict(scattered(money, lived=musts, must=musts), seconds=20).state == "none"


def test_a_community_that_no_package_can_have_is_named_with_its_rule():
    problem = scattered({"C02": -170, "R01": 290}, lived=["C02"], must=["C02"], mode="package")

    found = conflict(problem, seconds=20)

    assert found.sets[0][0] == "C02 必须入片"
    assert "片区资金自平衡" in found.sets[0]
    assert found.drop == ("C02",)
    assert any("补足资金 170 万元" in sentence for sentence in found.words)


def test_more_must_units_than_packages():
    problem = scattered(
        {"A": 1, "B": 1, "C": 1}, lived="ABC", must=("A", "B", "C"), most_packages=1
    )

    found = conflict(problem, seconds=20)

    assert found.packages == 2
    assert len(found.drop) == 2
    assert any("片区不多于 1 个" in own for own in found.sets)


@settings(max_examples=100, deadline=None)
@given(problems(least_units=2, most_units=6))
def test_a_conflict_is_said_just_where_no_plan_is_and_giving_up_helps(problem):
    found = conflict(problem, seconds=60)

    assert (found.state == "conflict") == (best_plan(problem) is None)
    if found.state == "conflict":
        assert found.sets
        assert found.words
    if found.drop:
        kept = problem.must & ~problem.units.isin(found.drop)
        assert best_plan(replace(problem, must=kept)) is not None
    if found.money and problem.limits.mode == "pool":
        assert best_plan(_with(problem, found.money, 0)) is not None
        assert best_plan(_with(problem, found.money, 1)) is None


@pytest.mark.parametrize("most_packages", [None, 1])
def test_where_not_all_packages_can_be_written_out_it_is_solved_anew(monkeypatch, most_packages):
    monkeypatch.setattr(menu, "menu", lambda *_, **__: None)
    musts = ("C02", "C04")
    money = {"C02": -170, "C04": -110, "R01": 290 if most_packages else 150}
    problem = scattered(money, lived=musts, must=musts, most_packages=most_packages)

    found = conflict(problem, seconds=20)

    assert found.state == "conflict"
    if most_packages is None:
        assert found.money == {0: 130 * WAN}
        assert "资金池至少还差 130 万元。" in found.words
    else:
        assert "片区不多于 1 个" in found.sets[0]
    assert conflict(replace(problem, must=~problem.lived), seconds=20).state == "none"


def _with(problem: Problem, money, less: int) -> Problem:
    """The money that is said, less a fen for one of the pools."""
    first = min(money)
    have = [own + money.get(number, 0) for number, own in enumerate(problem.limits.money)]
    have[first] -= less
    return replace(problem, limits=replace(problem.limits, money=tuple(have)))


@pytest.mark.parametrize("mode", ["self", "package", "pool"])
def test_nothing_asked_for_is_no_conflict(mode):
    problem = scattered({"A": -1}, lived="A", mode=mode)

    assert conflict(problem, seconds=5) == conflict(problem, seconds=5)
    assert conflict(problem, seconds=5).state == "none"
