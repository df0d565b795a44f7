"""Transfers: two deficits and one surplus balance only across packages, and it sums to zero."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from bundled import problems
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.bundling import solving
from pianqu.analysis.bundling.problem import NONE, Answer, Limits, Package, Problem
from pianqu.analysis.bundling.relaxing import conflict
from pianqu.analysis.bundling.transfers import OUTSIDE, balances, ledger

WAN = 1_000_000  # fen


def planted(mode: str, *, asset: bool = True, must: bool = False) -> Problem:
    """C02 lacks 1.7 million yuan, C04 1.1; R01 brings 2.9; none is beside another."""
    money = {"C02": -170, "C04": -110} | ({"R01": 290} if asset else {})
    n = len(money)
    homes = np.array([each.startswith("C") for each in money])
    return Problem(
        units=pd.Index(list(money)),
        lived=homes,
        households=np.where(homes, 120, 0).astype(np.int64),
        area=np.full(n, 5000, dtype=np.int64),
        finance=np.array(list(money.values()), dtype=np.int64) * WAN,
        links=np.empty((0, 2), dtype=np.int64),
        starts=np.arange(n + 1, dtype=np.int64),
        members=np.arange(n, dtype=np.int64),
        gain=np.where(homes, 120_000, 0).astype(np.int64),
        need=np.empty((n, 0), dtype=np.int64),
        capacity=np.empty((n, 0), dtype=np.int64),
        services=(),
        pool=np.zeros(n, dtype=np.int64),
        home=np.full(n, NONE, dtype=np.int64),
        together=(),
        apart=(),
        must=homes & must,
        limits=Limits(mode=mode),
    )


@pytest.mark.parametrize("mode", ["self", "package"])
def test_by_themselves_the_two_communities_do_not_balance(mode):
    assert solving.solve(planted(mode), seconds=20).packages == ()


def test_across_packages_they_do_and_transfers_sum_to_zero():
    problem = planted("pool")
    answer = solving.solve(problem, seconds=20)

    rows, found = ledger(answer, problem), balances(answer, problem)

    paid = rows[rows["kind"] == "transfer"]
    assert paid[["from_package", "to_package", "amount"]].to_numpy().tolist() == [
        ["R01", "C02", 1_700_000.0],
        ["R01", "C04", 1_100_000.0],
    ]
    assert rows[rows["kind"] == "kept"]["amount"].tolist() == [100_000.0]
    assert (found["received"] - found["paid"]).sum() == 0
    assert found["kept"].to_dict() == {"C02": 0.0, "C04": 0.0, "R01": 100_000.0}


@pytest.mark.parametrize("mode", ["package", "pool"])
def test_without_the_asset_the_rule_that_fails_is_named(mode):
    problem = planted(mode, asset=False, must=True)

    found = conflict(problem, seconds=20)

    rule = {"pool": "资金池收支平衡", "package": "片区资金自平衡"}[mode]
    assert solving.solve(problem, seconds=20).status == "infeasible"
    assert any(rule in each for own in found.sets for each in own)
    assert found.money == {0: 280 * WAN}
    assert any("280 万元" in sentence for sentence in found.words)


def test_money_from_outside_is_a_row_of_its_own():
    problem = planted("pool", asset=False)
    limits = replace(problem.limits, money=(300 * WAN,))
    problem = replace(problem, limits=limits)

    rows = ledger(solving.solve(problem, seconds=20), problem, names={0: "一片区"})

    assert rows["kind"].tolist() == ["drawn", "drawn"]
    assert rows["from_package"].tolist() == [OUTSIDE, OUTSIDE]
    assert rows["to_package"].tolist() == ["一片区", "C04"]
    assert rows["fen"].sum() == 280 * WAN


@given(st.lists(st.integers(-30, 30), max_size=9), st.integers(1, 2))
def test_every_package_ends_even_with_few_payments(money, pools):
    answer, problem = of_balances(money, pools)

    rows, found = ledger(answer, problem), balances(answer, problem)

    fen = (found[["balance", "paid", "received", "drawn", "kept"]] * 100).round().astype(int)
    left = fen["balance"] - fen["paid"] + fen["received"] + fen["drawn"]
    assert left.tolist() == fen["kept"].tolist()
    assert (fen["kept"] >= 0).all()
    assert (rows["fen"] > 0).all()
    for pool, own in fen.groupby(found["pool"]):
        count = ((rows["kind"] == "transfer") & (rows["pool"] == pool)).sum()
        assert own["paid"].sum() == own["received"].sum()
        assert own["drawn"].sum() == max(0, -own["balance"].sum())
        assert count <= max(0, (own["balance"] != 0).sum() - 1)


def of_balances(money: list[int], pools: int) -> tuple[Answer, Problem]:
    """A plan of packages of one unit each, with these balances, the pools by turns."""
    n, whole = len(money), planted("pool")
    packages = tuple(Package(i, (i,), 0, fen, 1, 1, ()) for i, fen in enumerate(money))
    problem = replace(
        whole,
        units=pd.Index([f"U{i}" for i in range(n)], dtype=object),
        pool=np.arange(n, dtype=np.int64) % pools,
        limits=replace(whole.limits, money=(0,) * pools),
    )
    return Answer("proven", packages, 0, 0.0, 0.0, "enumerated"), problem


@settings(max_examples=30, deadline=None)
@given(problems(most_units=6))
def test_a_plan_never_draws_more_than_its_pool_may(problem):
    answer = solving.solve(problem, seconds=20)

    rows = ledger(answer, problem)

    drawn = rows[rows["kind"] == "drawn"].groupby("pool")["fen"].sum()
    assert all(fen <= problem.limits.money[pool] for pool, fen in drawn.items())
    assert problem.limits.mode == "pool" or rows["kind"].isin(["kept"]).all()
