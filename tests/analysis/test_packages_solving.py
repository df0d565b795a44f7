"""The best plan of packages: both ways of solving, the bound, and what a time limit leaves."""

import time
from dataclasses import replace
from itertools import pairwise

import bundled
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import instances

from pianqu.analysis.bundling import checking, generating, growing, solving
from pianqu.analysis.bundling.columns import Duals
from pianqu.analysis.bundling.pricing import every, price
from pianqu.analysis.bundling.progress import Progress
from pianqu.analysis.bundling.set_packing import packed

TWO = ("package", "pool")


def by_columns(problem, *, seconds=30.0):
    """The way of large problems, whatever the size."""
    progress = Progress(problem, seconds=seconds)
    growing.grown(problem, progress)
    return progress.answer("columns")


@settings(max_examples=150, deadline=None)
@given(bundled.problems(modes=TWO, most_units=8))
def test_columns_find_what_trying_every_set_finds(problem):
    answer, best = by_columns(problem), bundled.best_plan(problem)

    assert checking.check(problem, answer) == []
    assert answer.status == ("infeasible" if best is None else "proven")
    assert answer.value == (best or 0)


@settings(max_examples=100, deadline=None)
@given(bundled.problems(most_units=8))
def test_the_call_finds_what_trying_every_set_finds(problem):
    answer, best = solving.solve(problem, seconds=30), bundled.best_plan(problem)

    assert checking.check(problem, answer) == []
    assert answer.status == ("infeasible" if best is None else "proven")
    assert (answer.value, answer.gap == 0) == (best or 0, best is not None)


def test_where_the_solver_of_few_packages_does_not_end_soon_columns_find_the_same():
    problem = instances.problem_of(instances.town(20, seed=38), mode="pool")
    few = every(problem, most=solving.FEW)
    left, whole = (packed(problem, few, seconds=60, nodes=most) for most in (solving.NODES, None))

    answer = solving.solve(problem, seconds=30)

    assert (left.status, whole.status) == ("feasible", "optimal")
    assert (answer.way, answer.status, answer.value) == ("columns", "proven", whole.value)
    assert checking.check(problem, answer) == []


@settings(max_examples=100, deadline=None)
@given(bundled.problems(modes=TWO, most_units=7, musts=False), st.integers(0, 10**6))
def test_any_prices_prove_a_bound(problem, seed):
    drawn = np.random.default_rng(seed)
    triples = np.array([sorted(drawn.permutation(9)[:3]) for _ in range(3)])
    triples = triples[triples.max(axis=1) < len(problem.units)]
    duals = Duals(
        unit=drawn.integers(0, 60, len(problem.units)).astype(float),
        money=drawn.random(len(problem.limits.money)) * (problem.limits.mode == "pool"),
        count=float(drawn.integers(0, 9)) if problem.limits.most_packages else 0.0,
        triples=triples,
        cut=drawn.integers(0, 20, len(triples)).astype(float),
    )
    priced = price(problem, duals, above=0.0, most=1, nodes=10**6)
    best = bundled.best_plan(problem)

    assert best is None or generating.ceiling(problem, duals, priced) >= best - 1e-6


@pytest.mark.parametrize("mode", ["self", *TWO])
def test_a_town_is_proven_and_one_or_two_threads_make_no_difference(mode):
    town = instances.instance(40, seed=1, mode=mode)
    one, two = (solving.solve(town, seconds=60, threads=threads) for threads in (1, 2))

    assert checking.check(town, one) == []
    assert one.status == "proven"
    assert one == two


@pytest.mark.parametrize("mode", TWO)
def test_a_short_time_leaves_a_valid_plan_with_its_gap(mode):
    town = instances.instance(150, seed=2, mode=mode)
    answer = solving.solve(town, seconds=1.0)

    assert checking.check(town, answer) == []
    assert answer.value > 0
    assert answer.bound >= answer.value


def test_no_time_at_all_is_no_proof():
    town = instances.instance(150, seed=2, mode="package")
    answer = solving.solve(town, seconds=0.0)

    assert checking.check(town, answer) == []
    assert answer.status in ("gap", "no_answer")


def test_what_must_be_had_and_cannot_is_infeasible():
    town = instances.instance(120, seed=3, mode="package")
    tiny = int(np.flatnonzero(np.diff(town.starts) < 6)[0])
    kept = np.arange(town.starts[tiny], town.starts[tiny + 1])
    must = np.zeros(len(town.units), dtype=bool)
    must[tiny] = True
    households = town.households.copy()
    households[town.members[kept]] = 0
    answer = solving.solve(replace(town, must=must, households=households), seconds=30)

    assert (answer.status, answer.packages) == ("infeasible", ())


def test_a_pool_that_must_give_money_back_does():
    town = instances.instance(60, seed=1, mode="pool")
    free = solving.solve(town, seconds=30)
    asked = sum(each.money for each in free.packages) + 10**8
    answer = solving.solve(replace(town, limits=replace(town.limits, money=(-asked,))), seconds=30)

    assert checking.check(town, answer) == []
    assert answer.value < free.value
    assert sum(each.money for each in answer.packages) >= asked


def test_a_watch_sees_plans_rise_and_bounds_fall():
    seen = []
    town = instances.instance(100, seed=4, mode="package")
    answer = solving.solve(town, seconds=20, watch=lambda *each: seen.append(each))

    assert seen[-1][1:] == (answer.value, answer.bound)
    assert all(
        one[0] <= other[0] and one[1] <= other[1] and one[2] >= other[2]
        for one, other in pairwise(seen)
    )


def test_a_gap_that_is_enough_ends_the_search():
    town = instances.instance(100, seed=4, mode="package")
    began = time.monotonic()
    answer = solving.solve(town, seconds=60, gap=0.5)

    assert answer.gap <= 0.5
    assert time.monotonic() - began < 60
