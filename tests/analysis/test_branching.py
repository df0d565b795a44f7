"""Branching over known packages: against trying every set, with sweeps that end nowhere."""

import bundled
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import instances

from pianqu.analysis.bundling import branching, checking, generating, growing, losing, pricing
from pianqu.analysis.bundling.columns import Columns, Duals, joined, reduced
from pianqu.analysis.bundling.master import Solution
from pianqu.analysis.bundling.progress import Progress
from pianqu.analysis.bundling.set_packing import keeps

TWO = ("package", "pool")
SEEDS = st.integers(0, 10**6)


@pytest.fixture(autouse=True)
def narrow(monkeypatch):
    """Without cuts, with sweeps that may keep no state and few columns, branches have to decide."""
    monkeypatch.setattr(losing, "STATES", 0)
    monkeypatch.setattr(branching, "ROUNDS", 1)
    monkeypatch.setattr(branching, "FIRST", 1)


def known(problem, seed):
    """Every package, with prices drawn at random and the bound that they prove."""
    found = pricing.every(problem, most=10**5)
    packages = found.chosen(np.flatnonzero(~found.alone))
    columns = joined([packages, generating.land_columns(problem)])
    return columns, priced(problem, columns, np.random.default_rng(seed))


def priced(problem, columns, drawn):
    """Prices, of a cut among others, and the bound that they prove."""
    units = len(problem.units)
    triples = np.arange(3)[None] if units > 2 else np.empty((0, 3), dtype=np.int64)
    duals = Duals(
        unit=drawn.integers(0, 60, units).astype(float),
        money=drawn.random(len(problem.limits.money)) * (problem.limits.mode == "pool"),
        count=float(drawn.integers(0, 9)) if problem.limits.most_packages else 0.0,
        triples=triples,
        cut=drawn.integers(0, 20, len(triples)).astype(float),
    )
    gains = reduced(problem, columns, duals)
    bound = generating.at_most(problem, duals) + float(np.maximum(gains, 0).sum())
    return generating.Stage(Solution(bound, np.zeros(0), duals), duals, bound, converged=True)


def any_sets(problem, drawn, count):
    """Sets of units drawn at random, each once: few of them fit beside each other."""
    units = len(problem.units)
    sets = {tuple(np.sort(drawn.permutation(units)[: drawn.integers(2, 5)])) for _ in range(count)}
    members = sorted(sets)
    size = np.array([len(each) for each in members])
    return Columns(
        hub=np.array([drawn.choice(each) for each in members]),
        starts=np.concatenate(([0], np.cumsum(size))),
        members=np.concatenate([np.array(each) for each in members]),
        value=10 * size + drawn.integers(0, 9, len(members)),
        money=drawn.integers(-20, 20, len(members)),
        alone=np.zeros(len(members), dtype=bool),
    )


def best_of(problem, columns, first=0, taken=()):
    """The worth of the best plan of some columns, by trying all; None where there is none."""
    rows = np.array(taken, dtype=np.int64)
    if np.bincount(columns.chosen(rows).members, minlength=1).max() > 1:
        return None
    here = int(columns.value[rows].sum()) if keeps(problem, columns, rows) else None
    below = (
        best_of(problem, columns, place + 1, (*taken, place))
        for place in range(first, len(columns))
    )
    return max((each for each in (here, *below) if each is not None), default=None)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(TWO),
    st.sets(st.sampled_from(("must", "pools", "most"))),
    SEEDS,
    st.sampled_from((0, 1, np.inf)),
)
def test_the_best_of_any_sets_is_found_and_no_bound_is_below_it(mode, rules, seed, nodes):
    drawn = np.random.default_rng(seed)
    problem = bundled.problem(9, drawn, mode=mode, rules=rules)
    columns = any_sets(problem, drawn, 20)
    stage, best = priced(problem, columns, drawn), best_of(problem, columns)
    progress = Progress(problem, seconds=60)
    lost = stage.bound + 100
    whole = branching.branched(problem, columns, stage, progress, lost=lost, nodes=nodes)

    assert best is None or progress.bound >= best
    assert whole or nodes < np.inf
    assert not whole or progress.value == best


@settings(max_examples=150, deadline=None)
@given(bundled.problems(modes=TWO, most_units=8), SEEDS)
def test_branches_find_what_trying_every_set_finds(problem, seed):
    columns, stage = known(problem, seed)
    progress, best = Progress(problem, seconds=60), bundled.best_plan(problem)
    lost = stage.bound - (0 if best is None else best) + 100
    whole = branching.branched(problem, columns, stage, progress, lost=lost, nodes=np.inf)

    assert whole
    assert progress.value == best
    assert best is None or progress.proven


@settings(max_examples=150, deadline=None)
@given(bundled.problems(modes=TWO, most_units=8), SEEDS, st.integers(0, 3), st.integers(0, 200))
def test_few_branches_and_little_loss_never_claim_too_much(problem, seed, nodes, lost):
    columns, stage = known(problem, seed)
    progress, best = Progress(problem, seconds=60), bundled.best_plan(problem)
    whole = branching.branched(problem, columns, stage, progress, lost=lost, nodes=nodes)
    near = best is not None and best >= stage.bound - lost

    assert best is None or progress.bound >= best
    assert progress.plan is None or checking.check(problem, progress.answer("columns")) == []
    assert not (whole and near) or progress.value == best


def test_no_time_is_no_claim():
    problem = bundled.problem(4, np.random.default_rng(1), mode="package", rules=set())
    columns, stage = known(problem, 1)
    progress = Progress(problem, seconds=0)

    assert not branching.branched(problem, columns, stage, progress, lost=1e9, nodes=np.inf)
    assert progress.bound == np.inf


@pytest.mark.parametrize(("mode", "units", "seed"), [("package", 80, 2), ("pool", 60, 1)])
def test_a_town_is_proven_by_branches_where_sweeps_are_of_no_use(mode, units, seed, monkeypatch):
    town, taken = instances.instance(units, seed=seed, mode=mode), []
    narrow, sides = Progress(town, seconds=60), branching._sides
    monkeypatch.setattr(branching, "_sides", lambda *given: taken.append(1) or sides(*given))
    growing.grown(town, narrow)
    monkeypatch.undo()
    wide = Progress(town, seconds=60)
    growing.grown(town, wide)

    assert taken
    assert wide.proven
    assert narrow.proven
    assert narrow.value == wide.value


def test_a_pair_is_together_or_apart_and_a_unit_in_a_package_or_in_none():
    town = instances.instance(40, seed=1, mode="package")
    columns, stage = known(town, 1)
    held = [set(columns.units(place).tolist()) for place in range(len(columns))]
    one, other = sorted(held[-1])[:2]
    node = branching.Node(town, columns, stage, (columns, np.zeros(len(columns))))

    for pair in ((one, other), (one, one)):
        (must, together), (free, apart) = branching._sides(node, *pair)
        some = [sum(unit in each for unit in pair) for each in held]
        assert must.must[list(pair)].all()
        assert free is town
        assert len(together) == some.count(2) + some.count(0)
        assert len(apart) == len(columns) - some.count(2)


def test_what_is_half_in_the_optimum_is_decided_first():
    members, none = np.array([0, 1, 2, 3]), np.zeros(2, dtype=np.int64)
    two = Columns(none, np.array([0, 2, 4]), members, none, none, none.astype(bool))
    found = branching._undecided(two, np.array([0.9, 0.5]))

    assert found == [(2, 2), (2, 3), (3, 3), (0, 0), (0, 1), (1, 1)]
