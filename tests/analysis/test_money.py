"""Money: yuan to whole fen and back, and splits that lose none and favour nobody."""

from fractions import Fraction
from itertools import product

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.analysis import money

WEIGHTS = st.lists(st.decimals(0, 200, places=2).map(float), min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        (0.29, 29),
        (1.005, 101),
        (2.675, 268),
        (-1.005, -101),
        (35.855, 3586),
        (90071992547409.92, 2**53),
        (0, 0),
    ],
)
def test_yuan_is_read_as_it_is_written(yuan, fen):
    assert money.fen(pd.Series([yuan])).tolist() == [fen]


@pytest.mark.parametrize("yuan", [float("inf"), float("-inf"), 1e15])
def test_what_has_no_fen_is_refused(yuan):
    with pytest.raises(ValueError, match="cannot be kept"):
        money.fen(pd.Series([yuan]))


def test_what_is_not_known_stays_so():
    whole = money.fen(pd.Series([1.5, None], index=["a", "b"]))

    assert whole.index.tolist() == ["a", "b"]
    assert whole.isna().tolist() == money.yuan(whole).isna().tolist() == [False, True]
    assert whole.dtype == "Int64"


@given(st.lists(st.integers(-(10**12), 10**12), min_size=1))
def test_fen_survive_being_yuan(fen):
    whole = pd.Series(fen, dtype="Int64")
    shown = money.yuan(whole)

    assert money.fen(shown).tolist() == fen
    assert all(each == round(each, 2) for each in shown)
    assert money.total(shown) == sum(fen) / 100


@pytest.mark.parametrize(
    ("fen", "ratio", "part"),
    [(50_000_000, 0.4, 20_000_000), (99, 0.4, 39), (10, 0.3, 3), (10**15 + 7, 1, 10**15 + 7)],
)
def test_a_portion_is_rounded_down(fen, ratio, part):
    assert money.portion(pd.Series([fen, None]), ratio).tolist() == [part, pd.NA]


@pytest.mark.parametrize(
    ("fen", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [0, 1, 2], [0, 33, 67]),
        (10, [0.1, 0.2, 0.7], [1, 2, 7]),
        (1, [1, 1], [1, 0]),
        (0, [0, 0], [0, 0]),
        (0, [], []),
        (7, [Fraction(1, 3), Fraction(2, 3)], [2, 5]),
        (-7, [1, 2], [-2, -5]),
    ],
)
def test_a_split_known_by_hand(fen, weights, parts):
    assert money.split(fen, weights) == parts


@pytest.mark.parametrize("weights", [[1, -1], [float("nan"), 1], [float("inf"), 1], [0, 0], []])
def test_weights_that_carry_nothing_are_refused(weights):
    with pytest.raises(ValueError, match="weight"):
        money.split(5, weights)


@given(st.integers(-(10**11), 10**11), WEIGHTS)
def test_parts_add_up_and_are_within_a_fen(fen, weights):
    if not any(weights):
        return
    parts = money.split(fen, weights)
    every = sum(map(money.exact, weights))

    assert sum(parts) == fen
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - fen * money.exact(weight) / every) < 1


@given(st.integers(0, 9), st.lists(st.integers(0, 5), min_size=1, max_size=4))
def test_no_other_split_is_nearer(fen, weights):
    every = sum(weights)
    if not every:
        return

    def away(parts):
        return sum(abs(Fraction(fen * w, every) - p) for p, w in zip(parts, weights, strict=True))

    possible = product(range(fen + 1), repeat=len(weights))
    best = min(away(parts) for parts in possible if sum(parts) == fen)

    assert away(money.split(fen, weights)) == best


@given(st.integers(0, 10**9), WEIGHTS)
def test_more_weight_never_gets_less(fen, weights):
    if not any(weights):
        return
    heaviest_first = sorted(weights, reverse=True)
    parts = money.split(fen, heaviest_first)

    assert parts == sorted(parts, reverse=True)


def test_groups_are_split_apart():
    rows = pd.DataFrame({"of": list("abacd"), "weight": [1, 1, 2, None, 1]}, index=list("vwxyz"))
    found = money.split_by(pd.Series({"a": 100, "b": 7, "c": 5}), rows["weight"], rows["of"])

    assert found.index.tolist() == list("vwxyz")
    assert found.tolist() == [33, 7, 67, pd.NA, pd.NA]
