"""Greedy, swaps and multipliers: never beyond the limits, never above the bound, the best between."""

import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import highs
from pianqu.analysis.siting import bounds, covering_model, proving, swaps
from pianqu.analysis.siting.coverage_matrix import CoverageMatrix, from_pairs, merged
from pianqu.analysis.siting.limits import rules
from pianqu.analysis.siting.selection import binding, in_order, needed


def world(seed: int, *, homes: int = 60, sites: int = 15, share: float = 0.12) -> CoverageMatrix:
    rng = np.random.default_rng(seed)
    rows, columns = np.nonzero(rng.random((homes, sites)) < share)
    names = np.array([f"S{number:02d}" for number in range(sites)])
    frame = pd.DataFrame({"demand": rows, "site": names[columns]})
    return from_pairs(frame, weights=pd.Series(rng.integers(1, 30, homes)), sites=names)


@given(st.integers(0, 10_000), st.integers(0, 8), st.booleans())
@settings(max_examples=25, deadline=None)
def test_swaps_the_solver_and_the_bound_stand_in_order(seed, number, money):
    m = world(seed)
    small, limits = merged(m), {"sites": number}
    if money:
        cost = np.random.default_rng(seed).integers(0, 20, len(m.sites))
        limits |= {"costs": pd.Series(cost, index=m.sites), "budget": float(cost.sum() / 4)}
    found = rules(m.sites, **limits)
    choice = swaps.picks(small, found)
    taken = swaps.start(choice)
    answer = highs.solve(covering_model.cover_model(small, found), time_limit=10)
    gain = choice.gain(taken)

    assert found.broken(taken) == []
    assert gain <= answer.objective + 1e-6
    assert answer.status == "optimal"
    assert answer.objective <= bounds.most(choice, known=gain).bound + 1e-6
    assert answer.objective <= bounds.most(choice, known=gain, rounds=1).bound + 1e-6


@given(st.integers(0, 10_000), st.sampled_from([0.3, 0.6, 0.9]))
@settings(max_examples=25, deadline=None)
def test_the_bounds_of_the_fewest_stay_below(seed, share):
    m = world(seed)
    small, found = merged(m), rules(m.sites)
    cost = np.random.default_rng(seed).integers(1, 9, len(m.sites)).astype(float)
    choice, need = swaps.picks(small, found), share * small.weight.sum()
    every = highs.solve(covering_model.fewest_model(small, found, cost, need=np.inf), time_limit=10)
    some = highs.solve(covering_model.fewest_model(small, found, cost, need=need), time_limit=10)

    assert 0 < bounds.fewest(choice, cost, known=np.inf) <= every.objective + 1e-6
    assert 0 < bounds.part(choice, cost, need=need) <= some.objective + 1e-6


def trap() -> CoverageMatrix:
    """The middle site takes most at first, but left and right together take all."""
    found = [("a", "left"), ("b", "left"), ("b", "middle"), ("c", "middle"), ("c", "right")]
    weights = pd.Series({"a": 2.0, "b": 2.0, "c": 2.5, "d": 2.0})
    frame = pd.DataFrame([*found, ("d", "right")], columns=["demand", "site"])
    return from_pairs(frame, weights=weights, sites=["left", "middle", "right"])


def test_a_swap_mends_what_greed_began():
    m = trap()
    weights = np.array([2.0, 3.0, 3.0, 2.0])
    m = CoverageMatrix(m.demand, m.sites, m.matrix, weights, m.already)
    choice = swaps.picks(merged(m), rules(m.sites, sites=2))
    first = swaps.greedy(choice, per=np.ones(3))

    assert (first.tolist(), choice.gain(first)) == ([1.0, 1.0, 0.0], 8.0)
    assert swaps.swapped(choice, first).tolist() == [1.0, 0.0, 1.0]


def test_enough_is_enough():
    choice = swaps.picks(merged(trap()), rules(trap().sites))

    assert swaps.greedy(choice, per=np.ones(3), enough=4.0).sum() == 1


def test_together_is_one_bundle_and_an_impossible_one_is_closed():
    sites = trap().sites
    found = rules(sites, together=[("left", "right")], apart=[("left", "right")])
    choice = swaps.picks(merged(trap()), found)

    assert choice.bundle.tolist() == [0, 1, 0]
    assert choice.open.tolist() == [False, True]
    assert swaps.start(choice).tolist() == [False, True, False]


def test_what_must_be_but_may_not_leaves_no_start():
    found = rules(trap().sites, required=["left"], sites=0)

    assert swaps.start(swaps.picks(merged(trap()), found)) is None


def test_superfluous_sites_fall_out_from_the_last():
    m = from_pairs(
        pd.DataFrame({"demand": ["a", "a"], "site": ["P", "Q"]}),
        weights=pd.Series({"a": 1.0}),
        sites=["P", "Q"],
    )
    choice, both = swaps.picks(merged(m), rules(m.sites)), np.array([True, True])

    assert needed(choice, both).tolist() == [True, False]
    assert needed(choice, both, floor=0.0).tolist() == [False, False]
    kept = swaps.picks(merged(m), rules(m.sites, required=["Q"]))
    assert needed(kept, both).tolist() == [False, True]


def test_the_order_is_by_gain_and_what_binds_is_what_stops_a_gain():
    m = trap()
    small, found = merged(m), rules(m.sites, sites=2, forbidden=["right"])
    taken = np.array([True, True, False])

    assert in_order(small, m.sites, taken) == ("middle", "left")
    assert binding(swaps.picks(small, found), found, taken) == ("最多选 2 处", "不得选 right")


@pytest.mark.parametrize(
    ("bound", "steps", "expected"),
    [(7.9, [1.0], 7.0), (7.9999999, [2.0], 8.0), (7.9, [0.5], 7.9), (np.inf, [1.0], np.inf)],
)
def test_whole_weights_round_the_bound(bound, steps, expected):
    assert bounds.whole(bound, np.array(steps)) == expected


@given(st.integers(0, 10_000), st.integers(1, 6))
@settings(max_examples=15, deadline=None)
def test_from_nothing_the_solver_proves_the_same(seed, number):
    m = world(seed)
    small, found = merged(m), rules(m.sites, sites=number)
    model, choice = covering_model.cover_model(small, found), swaps.picks(small, found)
    none, end = np.zeros(len(m.sites), dtype=bool), time.perf_counter() + 20
    taken, bound = proving.proved(model, choice, small, none, bound=np.inf, end=end, gap=0.0)
    best = highs.solve(model, time_limit=10).objective

    assert (proving.covers(small, taken), bound) == pytest.approx((best, best))
    assert found.broken(taken) == []


def test_sites_in_parts_are_rounded_within_the_limits():
    m = trap()
    choice = swaps.picks(merged(m), rules(m.sites, sites=2, apart=[("left", "right")]))

    assert swaps.rounded(choice, np.array([0.9, 0.2, 0.8])).tolist() == [1.0, 1.0, 0.0]
