"""Fewest or cheapest sites for cover: every subset of the candidates as an oracle."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.siting.coverage_matrix import CoverageMatrix, from_pairs
from pianqu.analysis.siting.fewest import fewest_sites
from pianqu.gis.errors import ChoiceError

SITES = list("PQRST")
HOMES = [f"B{number}" for number in range(8)]


@st.composite
def worlds(draw) -> CoverageMatrix:
    pair = st.tuples(st.sampled_from(HOMES), st.sampled_from(SITES))
    found = draw(st.lists(pair, min_size=1, max_size=20))
    weight = draw(st.lists(st.integers(0, 20), min_size=8, max_size=8))
    already = draw(st.lists(st.sampled_from([False, False, True]), min_size=8, max_size=8))
    return from_pairs(
        pd.DataFrame(found, columns=["demand", "site"]),
        weights=pd.Series(weight, index=HOMES),
        sites=SITES,
        already=pd.Series(already, index=HOMES),
    )


def every_choice() -> list[tuple[str, ...]]:
    return [
        tuple(site for site, bit in zip(SITES, np.binary_repr(code, 5), strict=True) if bit == "1")
        for code in range(32)
    ]


def enough(m: CoverageMatrix, some, share: float) -> bool:
    covered = m.covered(some).to_numpy()
    if share == 1:
        return bool(covered[m.coverable].all())
    base = m.weight[m.coverable | m.already].sum()
    return m.weight[covered].sum() >= share * base - 1e-9


@given(
    worlds(),
    st.sampled_from([1.0, 0.9, 0.5, 0.0]),
    st.one_of(st.none(), st.lists(st.integers(0, 9), min_size=5, max_size=5)),
    st.lists(st.sampled_from(SITES), max_size=1),
    st.lists(st.sampled_from(SITES), max_size=1),
    st.lists(st.lists(st.sampled_from(SITES), min_size=2, max_size=2, unique=True), max_size=1),
    st.integers(1, 5),
)
@settings(max_examples=80, deadline=None)
def test_no_allowed_choice_costs_less(m, share, cost, required, forbidden, apart, most):
    costs = None if cost is None else pd.Series(cost, index=SITES)
    price = pd.Series(1, index=SITES) if costs is None else costs
    choices = [
        some
        for some in every_choice()
        if enough(m, some, share)
        and set(required) <= set(some)
        and not set(forbidden) & set(some)
        and all(len(set(some) & set(group)) <= 1 for group in apart)
        and len(some) <= most
    ]
    found = fewest_sites(
        m, share=share, costs=costs, required=required, forbidden=forbidden, apart=apart, sites=most
    )

    if not choices:
        assert found.status == "infeasible"
        assert found.conflict
        return
    best = min(price[list(some)].sum() for some in choices)
    assert (found.status, found.objective, found.bound, found.checked) == (
        "proven",
        best,
        best,
        best,
    )
    assert tuple(sorted(found.chosen)) in choices


def town() -> CoverageMatrix:
    found = [tuple(name) for name in ("aP", "bP", "bQ", "cQ", "cR")]
    return from_pairs(
        pd.DataFrame(found, columns=["demand", "site"]),
        weights=pd.Series({"a": 4, "b": 2, "c": 1, "d": 3}),
        sites=["P", "Q", "R"],
    )


def test_a_site_without_a_substitute_is_named_and_the_unreachable_listed():
    found = fewest_sites(town())

    assert (found.chosen, found.objective) == (("P", "Q"), 2.0)
    assert found.binding == ("有需求只有 P 能覆盖",)
    assert found.uncoverable.tolist() == ["d"]


@given(
    worlds(),
    st.sampled_from([1.0, 0.9, 0.5]),
    st.lists(st.integers(1, 9), min_size=5, max_size=5),
)
@settings(max_examples=40, deadline=None)
def test_of_the_same_number_the_cheapest(m, share, cost):
    price = dict(zip(SITES, cost, strict=True))
    choices = [some for some in every_choice() if enough(m, some, share)]
    few = min(len(some) for some in choices)
    found = fewest_sites(m, share=share, prefer=pd.Series(price, dtype=float))

    assert (found.status, found.objective, found.bound) == ("proven", few, few)
    least = min(sum(price[s] for s in some) for some in choices if len(some) == few)
    assert sum(price[site] for site in found.chosen) == least


def test_together_is_counted_whole():
    assert fewest_sites(town(), together=[("P", "Q"), ("Q", "R")]).objective == 3.0


def test_a_conflict_names_the_cover_and_what_forbids_it():
    found = fewest_sites(town(), forbidden=["P"], apart=[("Q", "R")])

    assert found.status == "infeasible"
    assert found.conflict == (
        "条件“不得选 P”与“覆盖全部可覆盖的需求”不能同时满足；请放宽其一。",
        "条件“覆盖全部可覆盖的需求”与“不得选 P”不能同时满足；请放宽其一。",
    )


def test_a_share_that_is_none_is_refused():
    with pytest.raises(ChoiceError, match="须在 0 到 1 之间"):
        fewest_sites(town(), share=1.2)
