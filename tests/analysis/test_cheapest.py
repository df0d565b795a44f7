"""The cheapest of equals: unknown costs come last, and without time the answer stays."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis.siting import covering, median
from pianqu.analysis.siting.cheapest import prices
from pianqu.analysis.siting.coverage_matrix import from_pairs

SITES = pd.Index(["P", "Q"])


def twins(**options):
    m = from_pairs(
        pd.DataFrame({"demand": ["a", "a"], "site": ["P", "Q"]}),
        weights=pd.Series({"a": 5.0}),
        sites=["P", "Q"],
    )
    return covering.most_covered(m, sites=1, **options)


def test_a_site_of_unknown_cost_is_no_cheap_one():
    assert twins(prefer=pd.Series({"Q": 1e6})).chosen == ("Q",)


def test_where_no_cost_is_known_the_first_id_stays():
    assert twins(prefer=pd.Series({"P": np.nan, "Q": np.nan})).chosen == ("P",)
    assert prices(SITES, pd.Series({"P": pd.NA, "Q": pd.NA})).tolist() == []


def test_without_time_there_is_an_answer_and_a_bound():
    found = twins(prefer=pd.Series({"P": 2.0, "Q": 1.0}), time_limit=0.0)

    assert found.bound >= 5.0 >= found.objective
    assert found.status in ("proven", "gap")


# ------------------------------------------------------------------------------------ walks


def walked(costs, **options):
    """House a is as near to P as to Q; b has R to itself, and S beside it."""
    pairs = [("a", "P", 100.0), ("a", "Q", 100.0), ("b", "R", 50.0), ("b", "S", 60.0)]
    table = pd.DataFrame(pairs, columns=["demand", "site", "metres"])
    case = {"weights": pd.Series({"a": 5.0, "b": 3.0}), "candidates": list("PQRS"), "cap": 600.0}
    return median.shortest_walk(table, **case, **{"sites": 2, **options}, prefer=costs)


def test_of_walks_as_short_the_cheapest_sites_are_taken():
    costs = pd.Series({"P": 9.0, "Q": 4.0, "R": 8.0, "S": 1.0})
    found = walked(costs)

    assert (set(found.chosen), found.status) == ({"Q", "R"}, "proven")
    assert found.objective == found.bound == 5 * 100 + 3 * 50
    assert set(walked(costs, required=["P"]).chosen) == {"P", "R"}
    assert set(walked(costs, apart=[("Q", "R")]).chosen) == {"P", "R"}
    assert set(walked(pd.Series({"P": 9.0, "R": 8.0})).chosen) == {"P", "R"}  # Q: not known
    assert set(walked(None).chosen) == {"P", "R"}


@pytest.mark.parametrize("seed", range(6))
def test_the_cheapest_of_all_choices_with_the_shortest_walks(seed):
    """Lengths of a few values, so that many choices are equally good."""
    drawn = np.random.default_rng(seed)
    metres = drawn.integers(1, 4, (9, 7)) * 100.0
    ids, plots = [f"B{i}" for i in range(9)], [f"L{j}" for j in range(7)]
    table = pd.DataFrame(
        {"demand": np.repeat(ids, 7), "site": np.tile(plots, 9), "metres": metres.ravel()}
    )
    weights = pd.Series(drawn.integers(1, 4, 9).astype(float), ids)
    costs = pd.Series(drawn.integers(10, 99, 7).astype(float), plots)
    tried = {
        number: (
            float(metres[:, list(number)].min(axis=1) @ weights),
            float(costs.iloc[list(number)].sum()),
        )
        for size in (1, 2, 3)
        for number in combinations(range(7), size)
    }

    found = median.shortest_walk(
        table, weights=weights, candidates=plots, cap=400.0, sites=3,
        prefer=costs,
    )  # fmt: skip

    assert (found.objective, costs[list(found.chosen)].sum()) == min(tried.values())
