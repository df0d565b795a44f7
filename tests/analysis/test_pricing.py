"""Pricing of packages, against the rules written out plainly over all subsets."""

import itertools
from dataclasses import replace

import bundled
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.bundling import pricing
from pianqu.analysis.bundling.columns import Duals, reduced
from pianqu.analysis.bundling.figures import best_hub, package


def ball(problem, hub):
    return set(problem.members[problem.starts[hub] : problem.starts[hub + 1]].tolist())


def connected(problem, units):
    links, seen, fresh = problem.links.tolist(), {min(units)}, [min(units)]
    while fresh:
        one = fresh.pop()
        for a, b in links:
            for other in {a, b} - {one} if one in (a, b) else ():
                if other in units and other not in seen:
                    seen.add(other)
                    fresh.append(other)
    return seen == units


def sized(problem, units, lived):
    limits = problem.limits
    homes = sum(int(problem.households[u]) for u in units)
    area = sum(int(problem.area[u]) for u in units)
    inside = homes <= limits.most_households and area <= limits.most_area
    large = homes >= limits.least_households and area >= limits.least_area
    return large and (inside or lived == 1)


def balanced(problem, units):
    limits = problem.limits
    need = [sum(int(problem.need[u, k]) for u in units) for k in range(len(problem.services))]
    room = [sum(int(problem.capacity[u, k]) for u in units) for k in range(len(problem.services))]
    money = sum(int(problem.finance[u]) for u in units) - limits.overhead
    money += sum(s.income * min(n, q) for s, n, q in zip(problem.services, need, room, strict=True))
    floor = limits.floor if limits.mode == "pool" else 0
    hosted = all(
        s.percent <= 0 or 100 * q >= s.percent * n
        for s, n, q in zip(problem.services, need, room, strict=True)
    )
    return hosted and (floor is None or money >= floor)


def agreed(problem, units):
    whole = all(set(group) <= units or not set(group) & units for group in problem.together)
    return whole and not any(set(pair) <= units for pair in problem.apart)


def hubs(problem, units):
    """Every hub that makes the units a package that the rules allow."""
    lived = [u for u in units if problem.lived[u]]
    ruled = connected(problem, units) and balanced(problem, units) and agreed(problem, units)
    near = [hub for hub in sorted(units) if units <= ball(problem, hub)] if ruled and lived else []
    if problem.limits.mode == "self":
        own = len(lived) == 1 and all(problem.home[u] == lived[0] for u in units - {lived[0]})
        return [hub for hub in near if own and hub == lived[0]]
    return near if sized(problem, units, len(lived)) else []


def allowed(problem):
    """Every package by brute force: its units, with the hubs it may have."""
    count = len(problem.units)
    subsets = (
        set(units) for k in range(1, count + 1) for units in itertools.combinations(range(count), k)
    )
    return {tuple(sorted(units)): found for units in subsets if (found := hubs(problem, units))}


def free_land(problem):
    if problem.limits.mode != "pool":
        return []
    held = {u for group in problem.together if len(set(group)) > 1 for u in group}
    lone = ~problem.lived & (problem.finance > 0)
    return [u for u in range(len(problem.units)) if lone[u] and u not in held]


def worth(problem, duals, units, hub):
    """Reduced cost of a package with one of its hubs."""
    made = package(problem, units, hub=hub)
    paid = sum(duals.unit[u] for u in units) + duals.count
    for triple, cut in zip(duals.triples, duals.cut, strict=True):
        paid += cut if len(set(triple.tolist()) & set(units)) >= 2 else 0
    return made.value - paid + duals.money[problem.pool[hub]] * made.money


@st.composite
def priced(draw):
    problem = draw(bundled.problems())
    count, seed = len(problem.units), draw(st.integers(0, 2**32 - 1))
    drawn = np.random.default_rng(seed)
    scale = draw(st.sampled_from([0.0, 0.3, 1.0, 3.0])) * max(1, np.abs(problem.gain).max())
    triples = np.array(
        [sorted(drawn.choice(count, 3, replace=False)) for _ in range(4 if count > 2 else 0)]
    ).reshape(-1, 3)
    duals = Duals(
        unit=drawn.normal(0.3, 0.5, count) * scale,
        money=drawn.random(len(problem.limits.money))
        * draw(st.sampled_from([0.0, 1e-4, 1e-2, 1.0])),
        count=float(drawn.random() * scale / 3),
        triples=triples.astype(np.int64),
        cut=drawn.random(len(triples)) * scale / 2,
    )
    return problem, duals


@settings(max_examples=200, deadline=None)
@given(bundled.problems())
def test_every_is_every_subset_the_rules_allow(problem):
    found = pricing.every(problem, most=5000)
    packages = [found.package(problem, i) for i in range(len(found))]

    assert sorted(p.members for p in packages if not p.alone) == sorted(allowed(problem))
    assert [p.members[0] for p in packages if p.alone] == free_land(problem)
    for i, p in enumerate(packages):
        one = problem.limits.mode == "self"  # there the community is the hub
        best = package(problem, p.members, hub=p.hub) if one else best_hub(problem, p.members)
        assert p.alone or p == best
        assert p.alone or not one or problem.lived[p.hub]
        assert (p.value, p.money) == (found.value[i], found.money[i])


@settings(max_examples=100, deadline=None)
@given(priced())
def test_reduced_is_what_counting_one_by_one_gives(case):
    problem, duals = case
    found = pricing.every(problem, most=5000)
    rows = np.flatnonzero(~found.alone)
    counted = [worth(problem, duals, found.units(i).tolist(), int(found.hub[i])) for i in rows]

    assert reduced(problem, found, duals)[rows] == pytest.approx(counted, rel=1e-9, abs=1e-6)


@settings(max_examples=300, deadline=None)
@given(priced(), st.sampled_from([-np.inf, 0.0, 500.0]), st.integers(1, 4))
def test_price_finds_the_best_of_each_hub(case, above, most):
    problem, duals = case
    found = pricing.price(problem, duals, above=above, most=most, nodes=10**6)
    best = np.full(len(problem.units), above)
    for units, several in allowed(problem).items():
        for hub in several:
            best[hub] = max(best[hub], worth(problem, duals, units, hub))
    for u in free_land(problem):
        best[u] = max(best[u], duals.money[problem.pool[u]] * problem.finance[u] - duals.unit[u])
    top = reduced(problem, found.columns, duals)

    assert found.whole.all()
    assert found.best == pytest.approx(best, abs=1e-3, rel=1e-9)
    assert (top > above).all()
    assert top.max(initial=above) == pytest.approx(best.max(initial=above), abs=1e-3, rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(priced())
def test_every_above_a_price_is_all_of_them(case):
    problem, duals = case
    everything = pricing.every(problem, most=5000)
    rest = reduced(problem, everything, duals)
    for above in np.quantile(rest, [0.3, 0.8]) if len(rest) else [0.0]:
        found = pricing.every(problem, most=5000, duals=duals, above=float(above) - 1e-3)
        some = {tuple(found.units(i)) for i in range(len(found))}
        sure = {tuple(everything.units(i)) for i in np.flatnonzero(rest >= above)}
        assert sure <= some
        assert (reduced(problem, found, duals) >= above - 0.01).all()


@settings(max_examples=100, deadline=None)
@given(priced(), st.integers(1, 6))
def test_a_search_cut_off_still_bounds(case, nodes):
    problem, duals = case
    short = pricing.price(problem, duals, above=0.0, most=2, nodes=nodes)
    long = pricing.price(problem, duals, above=0.0, most=2, nodes=10**6)

    assert (short.best >= long.best - 1e-3).all()
    assert (short.best[short.whole] <= long.best[short.whole] + 1e-3).all()
    late = pricing.price(problem, duals, above=0.0, most=2, nodes=10**6, deadline=0.0)
    assert (late.best >= long.best - 1e-3).all()


def padded(problem, extra):
    """The same problem after `extra` units that are within reach of everybody, but not linked."""
    spare = np.arange(extra)
    balls = [problem.members[a:b] for a, b in itertools.pairwise(problem.starts.tolist())]
    gains = [problem.gain[a:b] for a, b in itertools.pairwise(problem.starts.tolist())]
    front = np.zeros(extra, dtype=np.int64)
    kinds = np.zeros((extra, len(problem.services)), dtype=np.int64)
    alone = [spare[i : i + 1] for i in range(extra)]
    return replace(
        problem,
        units=pd.Index([f"{i:03d}" for i in range(extra)]).append(problem.units),
        lived=np.concatenate((front == 1, problem.lived)),
        households=np.concatenate((front, problem.households)),
        area=np.concatenate((front, problem.area)),
        finance=np.concatenate((front, problem.finance)),
        links=problem.links + extra,
        starts=np.cumsum([0] + [1] * extra + [extra + len(own) for own in balls]),
        members=np.concatenate(alone + [np.concatenate((spare, own + extra)) for own in balls]),
        gain=np.concatenate([front] + [np.concatenate((front, own)) for own in gains]),
        need=np.concatenate((kinds, problem.need)),
        capacity=np.concatenate((kinds, problem.capacity)),
        pool=np.concatenate((front, problem.pool)),
        home=np.concatenate((front - 1, np.where(problem.home >= 0, problem.home + extra, -1))),
        together=tuple(tuple(u + extra for u in group) for group in problem.together),
        apart=tuple((a + extra, b + extra) for a, b in problem.apart),
        must=np.concatenate((front == 1, problem.must)),
    )


@settings(max_examples=60, deadline=None)
@given(priced(), st.sampled_from([58, 64, 130]))
def test_balls_of_several_words_are_searched_as_well(case, extra):
    problem, duals = case
    wider = padded(problem, extra)
    more = replace(
        duals, unit=np.concatenate((np.zeros(extra), duals.unit)), triples=duals.triples + extra
    )
    one = pricing.price(problem, duals, above=0.0, most=3, nodes=10**6)
    other = pricing.price(wider, more, above=0.0, most=3, nodes=10**6)
    everything = pricing.every(problem, most=5000), pricing.every(wider, most=5000)

    assert other.best[extra:] == pytest.approx(one.best, abs=1e-3)
    assert (other.columns.members - extra == one.columns.members).all()
    assert (everything[1].members - extra == everything[0].members).all()


def test_threads_and_repeats_change_nothing():
    problem = bundled.problem(10, np.random.default_rng(5), mode="pool", rules={"pools"})
    unit = np.linspace(-5.0, 20.0, 10)
    none = np.empty((0, 3), dtype=np.int64)
    duals = Duals(unit, np.full(len(problem.limits.money), 0.2), 1.0, none, np.empty(0))
    found = [
        pricing.price(problem, duals, above=0.0, most=4, nodes=1000, threads=threads)
        for threads in (1, 2, 1)
    ]

    assert len(found[0].columns) > 0
    for other in found[1:]:
        assert (other.best == found[0].best).all()
        assert (other.columns.members == found[0].columns.members).all()


def test_more_packages_than_asked_for_is_none():
    problem = bundled.problem(10, np.random.default_rng(5), mode="pool", rules=set())
    count = len(pricing.every(problem, most=5000))

    assert len(pricing.every(problem, most=count)) == count > 1
    assert pricing.every(problem, most=count - 1) is None
    assert pricing.every(problem, most=5000, nodes=3) is None
    assert pricing.every(problem, most=5000, deadline=0.0) is None
