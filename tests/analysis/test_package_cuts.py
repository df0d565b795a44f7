"""Cuts on three units: against counting by hand, on packages in parts."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.bundling.columns import Columns, met
from pianqu.analysis.bundling.cuts import LEAST, violated

UNITS = 6


def columns(sets):
    none = np.zeros(len(sets), dtype=np.int64)
    return Columns(
        hub=np.array([own[0] for own in sets], dtype=np.int64),
        starts=np.concatenate(([0], np.cumsum([len(own) for own in sets]))).astype(np.int64),
        members=np.array([unit for own in sets for unit in own], dtype=np.int64),
        value=none,
        money=none,
        alone=none > 0,
    )


groups = st.lists(
    st.sets(st.integers(0, UNITS - 1), min_size=1, max_size=4).map(sorted), min_size=1, max_size=9
)


@settings(deadline=None)
@given(groups, st.integers(0, 10**6))
def test_two_of_three_units_meet_a_triple(sets, seed):
    triples = np.array(list(combinations(range(UNITS), 3)))
    triples = np.random.default_rng(seed).permutation(triples)[:7]
    found = set(zip(*(each.tolist() for each in met(columns(sets), triples, UNITS)), strict=True))

    assert found == {
        (place, row)
        for place, own in enumerate(sets)
        for row, triple in enumerate(triples.tolist())
        if len(set(own) & set(triple)) >= 2
    }


@settings(deadline=None)
@given(groups, st.integers(0, 10**6))
def test_every_broken_triple_is_found_worst_first(sets, seed):
    parts = np.random.default_rng(seed).random(len(sets))
    taken = np.bincount(columns(sets).members, np.repeat(parts, [len(own) for own in sets]))
    parts = parts / max(1.0, taken.max())  # no unit more than once, as in the master model
    load = {
        triple: sum(
            part for own, part in zip(sets, parts, strict=True) if len({*own} & {*triple}) > 1
        )
        for triple in combinations(range(UNITS), 3)
    }
    found = [tuple(row) for row in violated(columns(sets), parts, units=UNITS, most=99).tolist()]
    broken = [triple for triple, much in load.items() if much - 1 > LEAST + 1e-9]

    assert all(load[triple] - 1 >= LEAST - 1e-9 for triple in found)
    assert len(found) == len(set(found))
    assert not broken or found[0] in broken
    assert len(found) >= min(len(broken), 2)


def test_a_plan_in_whole_packages_breaks_none():
    assert not len(violated(columns([[0, 1, 2], [3, 4]]), np.ones(2), units=UNITS, most=9))
