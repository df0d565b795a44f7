"""Most people newly covered: every subset of the candidates as an oracle, and what is said."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis.siting import covering
from pianqu.analysis.siting.coverage_matrix import CoverageMatrix, from_pairs
from pianqu.gis.errors import ChoiceError

SITES = list("PQRSTU")
HOMES = [f"B{number}" for number in range(9)]


@st.composite
def worlds(draw):
    """A small world: nine homes, six candidates, some homes reached today."""
    pair = st.tuples(st.sampled_from(HOMES), st.sampled_from(SITES))
    found = draw(st.lists(pair, min_size=1, max_size=25))
    weight = draw(st.lists(st.integers(0, 20), min_size=9, max_size=9))
    already = (
        draw(st.lists(st.booleans(), min_size=9, max_size=9))
        if draw(st.booleans())
        else [False] * 9
    )
    return from_pairs(
        pd.DataFrame(found, columns=["demand", "site"]),
        weights=pd.Series(weight, index=HOMES),
        sites=SITES,
        already=pd.Series(already, index=HOMES),
    )


@st.composite
def limits(draw):
    """Any mixture of limits; some exclude each other."""
    some = st.lists(st.sampled_from(SITES), max_size=2, unique=True)
    two = st.lists(st.sampled_from(SITES), min_size=2, max_size=3, unique=True)
    found = {"sites": draw(st.integers(0, 4)), "required": draw(some), "forbidden": draw(some)}
    found |= {"together": draw(st.lists(two, max_size=1)), "apart": draw(st.lists(two, max_size=2))}
    if draw(st.booleans()):
        cost = draw(st.lists(st.integers(0, 9), min_size=6, max_size=6))
        found |= {"costs": pd.Series(cost, index=SITES), "budget": draw(st.integers(0, 20))}
    return found


def allowed(found) -> list[set[str]]:
    """Every choice that keeps the limits, said anew."""
    every = [set(some) for size in range(7) for some in combinations(SITES, size)]
    return [
        some
        for some in every
        if len(some) <= found.get("sites", 6)
        and set(found["required"]) <= some
        and not set(found["forbidden"]) & some
        and all(len(some & set(group)) in (0, len(group)) for group in found["together"])
        and all(len(some & set(group)) <= 1 for group in found["apart"])
        and ("budget" not in found or found["costs"][list(some)].sum() <= found["budget"])
    ]


@given(worlds(), limits())
@settings(max_examples=80, deadline=None)
def test_no_allowed_choice_covers_more(m: CoverageMatrix, found):
    choices = allowed(found)
    answer = covering.most_covered(m, **found)

    if not choices:
        assert (answer.status, answer.chosen) == ("infeasible", ())
        assert answer.conflict
        return
    best = max(m.newly(some) for some in choices)
    assert (answer.status, answer.objective, answer.bound, answer.checked) == (
        "proven",
        best,
        best,
        best,
    )
    assert set(answer.chosen) in choices
    assert covering.verify(m, answer) == []


@given(worlds(), limits(), st.randoms())
@settings(max_examples=25, deadline=None)
def test_the_order_of_the_rows_changes_nothing(m: CoverageMatrix, found, dice):
    order = dice.sample(range(9), 9)
    turned = CoverageMatrix(
        m.demand[order], m.sites, m.matrix[order], m.weight[order], m.already[order]
    )

    assert covering.most_covered(m, **found).chosen == covering.most_covered(turned, **found).chosen


def leximin(m: CoverageMatrix, groups: pd.Series, some) -> tuple:
    """Covered shares of all groups with weight, the least first, then the weight."""
    table = pd.DataFrame({"got": m.weight * m.covered(some), "all": m.weight})
    sums = table.groupby(groups).sum()
    shares = (sums["got"] / sums["all"])[sums["all"] > 0]
    return (*np.sort(shares).round(6).tolist(), m.newly(some))


@given(worlds(), limits(), st.lists(st.sampled_from(["X", "Y", "Z", None]), min_size=9, max_size=9))
@settings(max_examples=50, deadline=None)
def test_the_weakest_group_comes_first(m: CoverageMatrix, found, names):
    groups = pd.Series(names, index=HOMES, dtype=object)
    choices = allowed(found)
    answer = covering.most_covered(m, weakest=groups, **found)

    if choices:
        best = max(leximin(m, groups, some) for some in choices)
        assert leximin(m, groups, answer.chosen) == pytest.approx(best, abs=1e-5)
        assert (answer.status, answer.checked) == ("proven", answer.objective)
        assert covering.verify(m, answer) == []
    else:
        assert answer.status == "infeasible"


def town(**weights: float) -> CoverageMatrix:
    found = [tuple(name) for name in ("aP", "bP", "bQ", "cQ", "dR")]
    return from_pairs(
        pd.DataFrame(found, columns=["demand", "site"]),
        weights=pd.Series({"a": 4, "b": 2, "c": 1, "d": 3, "e": 9} | weights, dtype=float),
        sites=["P", "Q", "R"],
    )


def test_the_weakest_first_gives_up_weight():
    groups = pd.Series({"a": "X", "b": "X", "c": "Y", "d": "Y", "e": "Y"})
    m = town(a=90.0)

    assert covering.most_covered(m, sites=1).chosen == ("P",)
    assert covering.most_covered(m, sites=1, weakest=groups).chosen == ("Q",)


def test_the_best_comes_first_and_what_cannot_be_reached_is_listed():
    found = covering.most_covered(town(), sites=2)

    assert (found.chosen, found.objective) == (("P", "R"), 9.0)
    assert found.uncoverable.tolist() == ["e"]
    assert found.covered.tolist() == [True, True, False, True, False]
    assert found.binding == ("最多选 2 处",)


def test_a_site_that_adds_nothing_is_not_proposed_and_nothing_binds_then():
    found = covering.most_covered(town(c=0.0), sites=3)

    assert found.chosen == ("P", "R")
    assert found.binding == ()


def test_of_equal_sites_the_first_id_is_chosen():
    m = from_pairs(
        pd.DataFrame({"demand": ["a", "a"], "site": ["P2", "P1"]}),
        weights=pd.Series({"a": 5.0}),
        sites=["P2", "P1"],
    )

    assert covering.most_covered(m, sites=1).chosen == ("P1",)


@given(worlds(), limits(), st.lists(st.integers(1, 9), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_of_equal_choices_the_cheapest(m: CoverageMatrix, found, cost):
    prefer = pd.Series(cost, index=SITES, dtype=float)
    price = {site: prefer[site] for site in SITES}
    choices = allowed(found)
    answer = covering.most_covered(m, prefer=prefer, **found)

    if choices:
        best = max(m.newly(some) for some in choices)
        least = min(sum(price[s] for s in some) for some in choices if m.newly(some) == best)
        assert (answer.status, answer.objective, answer.bound) == ("proven", best, best)
        assert sum(price[site] for site in answer.chosen) == least
        assert covering.most_covered(m, prefer=prefer, **found).chosen == answer.chosen


@given(worlds(), limits(), st.lists(st.integers(1, 9), min_size=6, max_size=6))
@settings(max_examples=25, deadline=None)
def test_of_equally_fair_choices_the_cheapest(m: CoverageMatrix, found, cost):
    groups = pd.Series(["X", "Y", "Z"] * 3, index=HOMES)
    price, choices = dict(zip(SITES, cost, strict=True)), allowed(found)
    prefer = pd.Series(price, dtype=float)
    answer = covering.most_covered(m, weakest=groups, prefer=prefer, **found)

    if choices:
        best = max(leximin(m, groups, some) for some in choices)
        same = [some for some in choices if leximin(m, groups, some) == best]
        assert (answer.status, answer.gap) == ("proven", 0.0)
        assert leximin(m, groups, answer.chosen) == best
        assert sum(price[s] for s in answer.chosen) == min(
            sum(price[s] for s in some) for some in same
        )


def test_the_curve_of_the_weakest_is_theirs():
    groups = pd.Series({"a": "X", "b": "X", "c": "Y", "d": "Y", "e": "Y"})
    table = covering.curve(town(a=90.0), most=2, weakest=groups)

    assert table["chosen"].iloc[0] == ("Q",)
    assert table["covered"].tolist() == [3.0, 95.0]
    assert (table["gap"] == 0).all()


def test_a_budget_binds_and_money_is_not_exceeded():
    costs = pd.Series({"P": 100.0, "Q": 60.0, "R": 70.0})
    found = covering.most_covered(town(c=2.0), costs=costs, budget=130.0)

    assert (found.chosen, found.objective) == (("Q", "R"), 7.0)
    assert found.binding == ("预算不超过 130 元",)


def test_a_conflict_names_its_rules_and_no_other():
    found = covering.most_covered(
        town(), sites=2, required=["P", "Q"], apart=[("P", "Q")], forbidden=["R"]
    )

    assert found.status == "infeasible"
    assert len(found.conflict) == 3
    assert all("R" not in sentence for sentence in found.conflict)
    assert "“P、Q 最多选一处”" in found.conflict[-1]


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"required": ["X"]}, "地块 X 不是候选地块"),
        ({"sites": -1}, "选址数量为 -1"),
        ({"budget": 5.0}, "没有各地块的造价"),
        ({"costs": pd.Series({"P": 1.0, "Q": 2.0})}, "地块 R 的造价未知"),
        ({"costs": pd.Series({"P": 1.0, "Q": -2.0, "R": 0.0})}, "地块 Q 的造价为负"),
    ],
)
def test_a_wrong_limit_is_refused(limits, words):
    with pytest.raises(ChoiceError, match=words):
        covering.most_covered(town(), **limits)


def test_an_unknown_cost_does_not_matter_where_the_site_is_forbidden():
    costs = pd.Series({"P": 1.0, "Q": 2.0})

    assert covering.most_covered(town(), costs=costs, budget=9, forbidden=["R"]).chosen == (
        "P",
        "Q",
    )


def test_the_curve_is_the_answer_of_each_number():
    table = covering.curve(town(), most=9)

    assert table.index.tolist() == [1, 2, 3]
    assert table["covered"].tolist() == [6.0, 9.0, 10.0]
    assert table["gain"].tolist() == [6.0, 3.0, 1.0]
    assert (table["bound"] == table["covered"]).all()
    assert table["chosen"].tolist() == [("P",), ("P", "R"), ("P", "R", "Q")]


def test_a_curve_says_where_too_few_sites_are_allowed():
    table = covering.curve(town(), most=2, required=["P", "Q"])

    assert table["status"].tolist() == ["infeasible", "proven"]
    assert np.isnan(table["covered"].iloc[0])


def test_nothing_to_cover_is_an_answer():
    m = from_pairs(
        pd.DataFrame({"demand": [], "site": []}), weights=pd.Series({"a": 3.0}), sites=["P"]
    )
    found = covering.most_covered(m, sites=1)

    assert (found.status, found.chosen, found.objective) == ("proven", (), 0.0)
    assert covering.curve(m, most=1)["gain"].tolist() == [0.0]


def test_a_false_answer_is_found_out():
    m = town()
    found = covering.most_covered(m, sites=1)

    assert "重算为 6" in covering.verify(m, replace(found, objective=7.0))[0]
    assert "上界 5 低于" in covering.verify(m, replace(found, bound=5.0))[0]
    assert "已覆盖" in covering.verify(m, replace(found, covered=~found.covered))[0]
