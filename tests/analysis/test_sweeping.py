"""The sweep over units: against the best plan of packages written out, with money and counts."""

import bundled
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.bundling import pricing
from pianqu.analysis.bundling.columns import Duals, reduced
from pianqu.analysis.bundling.set_packing import keeps
from pianqu.analysis.bundling.sweeping import Losses, swept

INF = float("inf")
SEEDS = st.integers(0, 10**6)


def everything(problem):
    """All packages, and losses at no price: nothing is ever too much."""
    columns = pricing.every(problem, most=10**5)
    unit = np.zeros((len(problem.units), 1))
    return columns, Losses(np.zeros((len(columns), 1)), unit, np.array([INF]))


@settings(max_examples=150, deadline=None)
@given(bundled.problems(modes=("package", "pool"), most_units=8))
def test_a_sweep_of_all_packages_finds_the_best_plan(problem):
    columns, losses = everything(problem)
    rows, whole = swept(problem, columns, losses, states=10**6, deadline=INF)
    best = bundled.best_plan(problem)

    assert whole
    assert (rows is None) == (best is None)
    assert rows is None or keeps(problem, columns, rows)
    assert rows is None or columns.value[rows].sum() == best


@settings(max_examples=100, deadline=None)
@given(bundled.problems(modes=("package", "pool"), most_units=8), SEEDS, st.integers(0, 120))
def test_plans_that_lose_little_are_all_there(problem, seed, lost):
    columns, _ = everything(problem)
    unit = np.random.default_rng(seed).integers(0, 40, len(problem.units)).astype(float)
    duals = Duals(unit, np.zeros(2), 0.0, np.empty((0, 3), dtype=np.int64), np.empty(0))
    gains = reduced(problem, columns, duals)
    bound = unit.sum() + np.maximum(gains, 0).sum()
    losses = Losses(-gains[:, None], unit[:, None], np.array([float(lost)]))
    rows, whole = swept(problem, columns, losses, states=10**6, deadline=INF)
    best = bundled.best_plan(problem)

    assert whole
    assert best is None or bound - best > lost or columns.value[rows].sum() == best


@settings(max_examples=60, deadline=None)
@given(bundled.problems(modes=("package", "pool"), most_units=8))
def test_little_room_leaves_a_valid_plan_and_no_claim(problem):
    columns, losses = everything(problem)
    rows, whole = swept(problem, columns, losses, states=1, deadline=INF)
    best = bundled.best_plan(problem)

    assert rows is None or keeps(problem, columns, rows)
    assert not whole or (rows is None) == (best is None)
    assert not whole or rows is None or columns.value[rows].sum() == best


def test_no_time_is_no_claim():
    problem = bundled.problem(4, np.random.default_rng(1), mode="package", rules=set())
    columns, losses = everything(problem)

    assert swept(problem, columns, losses, states=9, deadline=-INF) == (None, False)
