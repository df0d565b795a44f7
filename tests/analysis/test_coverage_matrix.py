"""Who reaches whom: ids, weights, and a merging that loses nothing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.siting import coverage_matrix
from pianqu.gis.errors import LayerError

WEIGHTS = pd.Series({"a": 4.0, "b": 2.0, "c": 1.0, "d": 8.0})


def pairs(*names: str) -> pd.DataFrame:
    return pd.DataFrame([tuple(name) for name in names], columns=["demand", "site"])


def test_sites_are_sorted_and_a_pair_counts_once():
    m = coverage_matrix.from_pairs(pairs("aQ", "aQ", "bP"), weights=WEIGHTS, sites=["Q", "P"])

    assert m.sites.tolist() == ["P", "Q"]
    assert m.matrix.nnz == 2
    assert m.covered(["Q"]).tolist() == [True, False, False, False]
    assert m.uncoverable.tolist() == ["c", "d"]


def test_what_is_reached_already_counts_for_nothing_and_is_not_uncoverable():
    already = pd.Series([True, False, False, True], index=WEIGHTS.index)
    m = coverage_matrix.from_pairs(pairs("aP", "bP"), weights=WEIGHTS, sites=["P"], already=already)

    assert m.newly(["P"]) == 2.0
    assert m.uncoverable.tolist() == ["c"]
    assert coverage_matrix.merged(m).row_of.tolist() == [-1, 0, -2, -1]


@pytest.mark.parametrize(
    ("given_pairs", "weights", "sites", "words"),
    [
        (pairs("xP"), WEIGHTS, ["P"], "需求 x 不在需求权重中"),
        (pairs("aX"), WEIGHTS, ["P"], "地块 X 不在候选地块中"),
        (pairs("aP"), WEIGHTS, ["P", "P"], "编号重复的候选地块：P"),
        (pairs("aP"), WEIGHTS.rename({"b": "a"}), ["P"], "编号重复的需求：a"),
        (pairs("aP"), WEIGHTS.replace(2.0, np.nan), ["P"], "权重未知的需求：b"),
        (pairs("aP"), -WEIGHTS, ["P"], "权重为负的需求：a"),
    ],
)
def test_faults_are_named(given_pairs, weights, sites, words):
    with pytest.raises(LayerError, match=words):
        coverage_matrix.from_pairs(given_pairs, weights=weights, sites=sites)


def test_a_mark_of_another_index_is_refused():
    with pytest.raises(LayerError, match="逐行对应"):
        coverage_matrix.from_pairs(
            pairs("aP"), weights=WEIGHTS, sites=["P"], already=pd.Series([True], index=["a"])
        )


def test_groups_stay_apart():
    m = coverage_matrix.from_pairs(pairs("aP", "bP", "cP"), weights=WEIGHTS, sites=["P"])
    small = coverage_matrix.merged(m, groups=pd.Series(["X", "Y", "X", None], index=WEIGHTS.index))

    assert small.weight.tolist() == [5.0, 2.0]
    assert small.group.tolist() == [0, 1]


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 4)), max_size=40),
    st.lists(st.integers(0, 9), min_size=10, max_size=10),
    st.sets(st.integers(0, 4)),
    st.randoms(),
)
@settings(max_examples=60, deadline=None)
def test_merging_keeps_what_any_choice_covers_in_any_order(found, weight, chosen, dice):
    frame = pd.DataFrame(found, columns=["demand", "site"]).astype(str)
    weights = pd.Series(weight, index=[str(number) for number in range(10)])
    order = dice.sample(list(weights.index), 10)
    sites = [str(number) for number in range(5)]
    m = coverage_matrix.from_pairs(frame, weights=weights, sites=sites)
    small = coverage_matrix.merged(m)
    shuffled = coverage_matrix.merged(
        coverage_matrix.from_pairs(frame, weights=weights[order], sites=sites[::-1])
    )
    taken = np.isin(np.arange(5), list(chosen)).astype(float)

    assert small.weight[small.matrix @ taken > 0].sum() == m.newly(map(str, chosen))
    assert small.weight.tolist() == shuffled.weight.tolist()
    assert (small.matrix != shuffled.matrix).nnz == 0
