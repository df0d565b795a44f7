"""The most regions: by hand, and as every way to divide there is."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.bundling import regions
from pianqu.analysis.bundling.region_sets import Ground, cheapest
from pianqu.gis.errors import ChoiceError

LINE = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])


def joined(own: frozenset, links: list[tuple[int, int]]) -> bool:
    seen = {min(own)}
    for _ in own:
        seen |= {b for pair in links for a, b in (pair, pair[::-1]) if a in seen and b in own}
    return seen == own


def reaching(links: list[tuple[int, int]], weights: list[int], least: int) -> list[frozenset]:
    """Every connected set that reaches the sum."""
    areas = range(len(weights))
    every = (frozenset(c) for size in areas for c in combinations(areas, size + 1))
    return [own for own in every if sum(weights[i] for i in own) >= least and joined(own, links)]


def most(sets: list[frozenset]) -> int:
    """The most of them that have nothing in common."""
    if not sets:
        return 0
    first, rest = sets[0], sets[1:]
    return max(1 + most([own for own in rest if not own & first]), most(rest))


@st.composite
def grounds(draw):
    areas = draw(st.integers(1, 7))
    pairs = list(combinations(range(areas), 2))
    links = draw(st.lists(st.sampled_from(pairs), max_size=12, unique=True)) if pairs else []
    weights = draw(st.lists(st.integers(0, 6), min_size=areas, max_size=areas))
    return links, weights, draw(st.integers(1, 12))


@given(grounds())
@settings(max_examples=60, deadline=None)
def test_as_many_as_every_way_to_divide(case):
    links, weights, least = case
    sets = reaching(links, weights, least)
    smallest = [own for own in sets if not any(other < own for other in sets)]

    found = regions.most_regions(
        np.array(links, dtype=int).reshape(-1, 2), np.array(weights), least
    )

    assert (found.status, found.bound) == ("proven", found.count)
    assert found.count == most(smallest)
    assert set(found.region) - {-1} == set(range(found.count))
    assert all(
        frozenset(np.flatnonzero(found.region == r).tolist()) in sets for r in range(found.count)
    )


@given(grounds(), st.integers(0, 2**32), st.floats(0, 4))
@settings(max_examples=60, deadline=None)
def test_the_sets_are_all_that_are_cheap_and_none_twice(case, seed, limit):
    links, weights, least = case
    price = np.random.default_rng(seed).random(len(weights))
    beside = [
        sorted({b for p in links for a, b in (p, p[::-1]) if a == i}) for i in range(len(weights))
    ]
    first = np.cumsum([0, *map(len, beside)])
    flat = np.array([area for each in beside for area in each], dtype=np.int64)
    sets = reaching(links, weights, least)
    cheap = {o for o in sets if price[list(o)].sum() <= limit and not any(p < o for p in sets)}

    ground = Ground(first, flat, np.array(weights, dtype=np.int64), least)
    asked = {"limit": limit, "steps": 10**6, "room": 10**6}
    found, one = (cheapest(ground, price, most=most, **asked) for most in (200, 1))

    parts = [frozenset(part.tolist()) for part in np.split(found.members, found.starts[1:-1])]
    assert found.whole
    assert one.whole
    assert (set(parts) if len(found.members) else set()) == cheap
    assert len(found.starts) - 1 == len(cheap)
    assert one.least == pytest.approx(min((price[list(o)].sum() for o in cheap), default=np.inf))


def test_what_reaches_no_sum_is_in_no_region():
    found = regions.most_regions(np.array([[0, 1], [2, 3]]), np.array([1, 1, 2, 2]), 3)

    assert found.region.tolist() == [-1, -1, 0, 0]
    assert (found.status, found.count) == ("proven", 1)


def test_areas_that_are_not_needed_go_with_a_neighbour():
    found = regions.most_regions(LINE, np.array([3, 0, 0, 0, 3]), 3)

    assert (found.count, found.region[[0, 4]].tolist()) == (2, [0, 1])
    assert sorted(found.region.tolist()) == found.region.tolist()


@pytest.mark.parametrize(("least", "count"), [(1, 36), (3, 12), (4, 9), (5, 7), (37, 0)])
def test_a_field_of_six_by_six(least, count):
    places = np.arange(36).reshape(6, 6)
    across = np.column_stack([places[:, :-1].ravel(), places[:, 1:].ravel()])
    up = np.column_stack([places[:-1].ravel(), places[1:].ravel()])

    found = regions.most_regions(np.vstack([across, up]), np.ones(36, dtype=int), least)

    assert (found.status, found.count) == ("proven", count)


def test_no_time_still_gives_regions_and_a_bound():
    weights = np.random.default_rng(3).integers(1, 9, 36)
    places = np.arange(36).reshape(6, 6)
    across = np.column_stack([places[:, :-1].ravel(), places[:, 1:].ravel()])
    up = np.column_stack([places[:-1].ravel(), places[1:].ravel()])
    links = np.vstack([across, up])

    hurried, whole = (regions.most_regions(links, weights, 12, seconds=s) for s in (0.0, 60.0))

    assert whole.status == "proven"
    assert hurried.count <= whole.count <= hurried.bound
    assert hurried.bound <= weights.sum() // 12


def test_no_areas_no_regions():
    found = regions.most_regions(np.empty((0, 2), dtype=int), np.empty(0, dtype=int), 3)

    assert (found.status, found.count, len(found.region)) == ("proven", 0, 0)


def test_what_is_no_weight_is_refused():
    with pytest.raises(ChoiceError, match="第 1 个单元的权重为 -2") as caught:
        regions.most_regions(LINE, np.array([1, -2, 1, 1, 1]), 0)

    assert len(caught.value.faults) == 2
