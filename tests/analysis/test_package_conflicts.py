"""Packages that cannot be: the demands that exclude each other, and the least that helps."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bundled import best_plan, packages_of, problems
from hypothesis import given, settings

from pianqu.analysis.bundling import menu, relaxing, solving, trials
from pianqu.analysis.bundling.least_money import least_grants
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


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """What is compiled at the first call takes no time from the searches."""
    for mode in ("self", "package", "pool"):
        solving.solve(scattered({"A": 2, "B": -1}, lived="AB", mode=mode), seconds=600)


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


def test_all_units_that_stand_in_the_way_are_given_up_where_it_is_solved_anew(monkeypatch):
    monkeypatch.setattr(menu, "menu", lambda *_, **__: None)
    musts = ("C01", "C02", "C03")
    problem = scattered({"C01": -170, "C02": -110, "C03": -5, "R1": 6}, lived=musts, must=musts)

    found = conflict(problem, seconds=20)

    assert found.drop == ("C01", "C02")
    assert found.sets == (("C02 必须入片", "资金池收支平衡（可用外部资金 0 元）"),)
    assert (found.smallest, found.fewest, found.money) == (True, True, {0: 279 * WAN})
    assert "或不再要求 C01、C02 入片。" in found.words


@settings(max_examples=60, deadline=None)
@given(problems(least_units=2, most_units=6))
def test_trials_agree_with_every_plan(problem):
    if best_plan(problem) is not None:
        return
    found = trials.clash(problem, seconds=60)

    assert found.sets
    assert found.smallest
    for names in found.sets:
        assert best_plan(_asked(problem, names)) is None
        assert all(best_plan(_asked(problem, set(names) - {name})) is not None for name in names)
    musts = np.flatnonzero(problem.must).tolist()
    fewer = [best_plan(_dropped(problem, (each,))) is not None for each in musts]
    assert any(fewer) == (len(found.drop) == 1)
    assert not found.drop or best_plan(_dropped(problem, found.drop)) is not None
    if found.packages:
        most = problem.limits.most_packages + found.packages
        more, less = (replace(problem.limits, most_packages=each) for each in (most, most - 1))
        assert best_plan(replace(problem, limits=more)) is not None
        assert best_plan(replace(problem, limits=less)) is None


def _asked(problem: Problem, names) -> Problem:
    """With these demands only."""
    limits, must = problem.limits, [f"must:{at}" in names for at in range(len(problem.units))]
    money = tuple(
        own if f"money:{number}" in names else 10**6 for number, own in enumerate(limits.money)
    )
    most = limits.most_packages if "count" in names else None
    limits = replace(limits, money=money, most_packages=most)
    return replace(problem, must=np.array(must), limits=limits)


def _dropped(problem: Problem, units) -> Problem:
    must = problem.must.copy()
    must[list(units)] = False
    return replace(problem, must=must)


def test_what_the_time_did_not_show_is_said_to_be_open():
    problem = scattered({"A": -1, "B": -1}, lived="AB", must="AB")
    late = trials.clash(problem, seconds=0)
    told = relaxing._told(problem, trials.Clash(late.sets, late.smallest, settled=False))

    assert (late.sets, late.smallest) == ((("must:0", "must:1", "money:0"),), False)
    assert "其中有的条件可能与矛盾无关" in told.words[1]
    assert "限定时间内未能判定" in told.words[2]


def test_by_themselves_a_community_with_its_land_needs_one_grant():
    ids = ("A", "L1", "L2")
    problem = scattered({"A": -100, "L1": -10, "L2": -20}, lived="A", must=ids, mode="self")
    near = {"starts": np.arange(4) * 3, "members": np.tile(np.arange(3), 3)}
    linked = replace(
        problem,
        home=np.array([NONE, 0, 0]),
        links=np.array([[0, 1], [0, 2]]),
        gain=np.tile(problem.households * 1000, 3),
        **near,
    )

    found = conflict(linked, seconds=20)

    assert found.money == {0: 130 * WAN}
    assert any("各片区合计至少要另补助 130 万元" in sentence for sentence in found.words)


@settings(max_examples=60, deadline=None)
@given(problems(modes=("self",), least_units=2, most_units=6))
def test_grants_of_communities_are_the_least_of_every_set(problem):
    rich = replace(problem, finance=problem.finance + 10**6 * problem.lived)
    musts = {int(unit) for unit in np.flatnonzero(problem.must)}
    owners = {at if problem.lived[at] else int(problem.home[at]) for at in musts}
    most, short = problem.limits.most_packages, 0
    for owner in owners:
        own = {at for at in musts if owner in (at, problem.home[at])}
        sets = [each for each in packages_of(rich) if own | {owner} <= set(each.members)]
        lacks = [max(0, 10**6 - each.money) for each in sets]
        short += min(lacks, default=10**9)
    able = short < 10**9 and (most is None or len(owners) <= most)

    assert trials.grants(problem, seconds=20) == ({0: short} if able and short else {})


@pytest.mark.parametrize(("must", "money"), [("A", {0: 3 * WAN}), ("B", {}), ("", {})])
def test_land_by_itself_neither_helps_a_package_nor_is_one(must, money):
    problem = scattered({"A": -3, "B": 9}, lived="A", must=must, mode="package")

    assert least_grants(problem, seconds=20) == money
