"""Yearly batches: the best choice of each year against all choices, to the fen."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.staging.staging_batches import batches


def ready(rows):
    ids = [f"C{at:02d}" for at in range(len(rows))]
    return pd.DataFrame(rows, ids, ["households", "cost"])


def best(rows, budget):
    """Most households, then least cost, that a budget in yuan pays for, by trying all."""
    every = [c for size in range(len(rows) + 1) for c in combinations(range(len(rows)), size)]
    sums = [
        (sum(rows[at][0] for at in chosen), -sum(round(100 * rows[at][1]) for at in chosen))
        for chosen in every
    ]
    return max(each for each in sums if -each[1] <= round(100 * budget))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 900), st.integers(1, 2_000_000_00)), min_size=1, max_size=7),
    st.integers(1, 500_000_000),
)
def test_the_first_year_is_the_best_of_all_choices(rows, fen):
    table = [(count, cost / 100) for count, cost in rows]
    of, years = batches(ready(table), budget={2025: fen / 100}, carry_over=True)
    first = years.iloc[0]

    assert (first["households"], -round(100 * first["cost"])) == best(table, fen / 100)
    assert first["proven"]
    assert (of["batch"].isna() == of["reason"].notna()).all()


def test_money_left_is_carried_only_where_it_may_be():
    table = ready([(60, 6e6), (50, 6e6)])
    budget = {2025: 9e6, 2026: 3e6}
    with_it, years = batches(table, budget=budget, carry_over=True)
    without, _ = batches(table, budget=budget, carry_over=False)

    assert with_it["batch"].tolist() == [2025, 2026]
    assert years["carried"].tolist() == [0.0, 3e6]
    assert years["left"].tolist() == [3e6, 0.0]
    assert without["batch"].tolist() == [2025, pd.NA]
    assert "顺延" in without.loc["C01", "reason"]


def test_equals_go_by_cost_and_then_by_id():
    same, _ = batches(ready([(50, 5e6), (50, 4e6), (50, 4e6)]), budget={2025: 5e6}, carry_over=True)
    assert same["batch"].tolist() == [pd.NA, 2025, pd.NA]


def test_the_budget_holds_to_the_fen():
    table = ready([(50, 5_000_000.01), (40, 4_000_000.0)])
    _, years = batches(table, budget={2025: 9_000_000.0}, carry_over=True)
    assert years.loc[2025, ["communities", "left"]].tolist() == ["C00", 3_999_999.99]


def test_unknown_costs_and_households_enter_no_batch():
    of, years = batches(
        ready([(None, 1.0), (5, None), (5, 1.0)]), budget={2025: None}, carry_over=True
    )
    assert of["reason"].tolist() == ["户数未知，不能入批", "造价未知，不能入批", pd.NA]
    assert years.loc[2025, "communities"] == "C02"
    assert pd.isna(years.loc[2025, "left"])


@pytest.mark.parametrize("rows", [[], [(5, 1.0)]])
def test_nothing_to_choose_and_no_years(rows):
    _, years = batches(ready(rows), budget={2025: 0.5}, carry_over=True)
    assert years["community_count"].tolist() == [0]
    of, none = batches(ready(rows), budget={}, carry_over=True)
    assert none.empty
    assert of["batch"].isna().all()
