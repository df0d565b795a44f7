"""Shortest walks in all: by hand, against every choice there is, with and without limits."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from pianqu.analysis.siting import exchange, lagrange, median, median_model
from pianqu.analysis.siting.limits import rules
from pianqu.analysis.siting.savings import savings, walks
from pianqu.gis.errors import ChoiceError, LayerError

CAP = 600.0


def town(seed: int, *, homes: int = 24, sites: int = 10) -> dict:
    """Homes and plots at random in a square kilometre; walks up to the cap."""
    drawn = np.random.default_rng(seed)
    at, to = drawn.random((homes, 2)) * 1000, drawn.random((sites, 2)) * 1000
    metres = np.hypot(*(at[:, None] - to[None]).T).T
    row, column = np.nonzero(metres < CAP)
    ids, plots = [f"B{i:02}" for i in range(homes)], [f"L{j:02}" for j in range(sites)]
    pairs = {"demand": np.array(ids)[row], "site": np.array(plots)[column]}
    today = np.where(drawn.random(homes) < 0.2, drawn.random(homes) * 900, np.inf)
    return {
        "distances": pd.DataFrame({**pairs, "metres": metres[row, column]}),
        "weights": pd.Series(drawn.integers(0, 80, homes).astype(float), ids),
        "candidates": plots,
        "existing": pd.Series(today, ids),
        "cap": CAP,
    }


def square(case: dict) -> np.ndarray:
    """Every walk, one row a home, one column a plot; the last column: without any."""
    table = case["distances"].set_index(["demand", "site"])["metres"].unstack()  # noqa: PD010 - a pair stands once
    table = table.reindex(index=case["weights"].index, columns=case["candidates"]).fillna(CAP)
    return np.column_stack([table, case["existing"].clip(upper=CAP)])


def walked(case: dict, chosen: tuple[str, ...]) -> float:
    """The sum for a choice, home by home, from the walks alone."""
    columns = [*pd.Index(case["candidates"]).get_indexer(chosen), -1]
    return float(square(case)[:, columns].min(axis=1) @ case["weights"])


def least(case: dict, number: int, keeps=lambda chosen: True) -> float:
    metres, weights = square(case), case["weights"].to_numpy()
    numbered = list(enumerate(case["candidates"]))
    choices = (c for n in range(number + 1) for c in combinations(numbered, n))
    kept = [[i for i, _ in c] for c in choices if keeps({plot for _, plot in c})]
    return min(float(metres[:, [*columns, -1]].min(axis=1) @ weights) for columns in kept)


@pytest.mark.parametrize("seed", range(10))
def test_ten_towns_as_every_choice_there_is(seed):
    case, number = town(seed), 2 + seed % 4

    found = median.shortest_walk(**case, sites=number)

    assert found.status == "proven"
    assert found.objective == pytest.approx(least(case, number))
    assert found.objective == pytest.approx(walked(case, found.chosen))
    assert found.checked == pytest.approx(found.objective)
    assert found.bound <= found.objective


@pytest.mark.parametrize("seed", range(4))
def test_limits_as_every_choice_that_keeps_them(seed):
    case = town(seed, homes=30)
    costs = pd.Series(np.random.default_rng(seed).integers(10, 60, 10), case["candidates"])
    limits = {"costs": costs, "budget": 130.0, "required": ["L03"], "forbidden": ["L07"]}
    apart, together = [("L03", "L01"), ("L00", "L04")], [("L02", "L05")]

    def keeps(chosen: set) -> bool:
        single = all(len(chosen & set(group)) < 2 for group in apart)
        both = len(chosen & {"L02", "L05"}) != 1
        named = "L03" in chosen and "L07" not in chosen
        return single and both and named and costs[list(chosen)].sum() <= 130

    found = median.shortest_walk(**case, **limits, apart=apart, together=together)

    assert found.status == "proven"
    assert keeps(set(found.chosen))
    assert found.objective == pytest.approx(least(case, 10, keeps))


def test_walks_by_hand():
    # a walks 100 to P instead of 300; b 250 to P, 200 to Q; c nowhere: 600
    pairs = pd.DataFrame(
        [("a", "P", 100.0), ("b", "P", 250.0), ("b", "Q", 200.0)],
        columns=["demand", "site", "metres"],
    )
    weights = pd.Series({"a": 2.0, "b": 4.0, "c": 1.0})
    case = {"weights": weights, "candidates": ["P", "Q"], "cap": CAP}
    case["existing"] = pd.Series({"a": 300.0, "b": np.inf, "c": np.inf})

    one = median.shortest_walk(pairs, **case, sites=1)
    table = median.assigned(pairs, one.chosen, **case)

    assert one.chosen == ("P",)
    assert one.objective == one.bound == 2 * 100 + 4 * 250 + 600
    assert one.covered.tolist() == [True, True, False]
    assert one.uncoverable.tolist() == ["c"]
    assert one.binding == ("最多选 1 处",)
    assert table["after"].tolist() == [100.0, 250.0, 600.0]
    assert table["site"].fillna("-").tolist() == ["P", "P", "-"]
    assert median.verify(table, one, weights=weights) == []


def test_what_adds_nothing_is_not_proposed_and_what_saves_most_stands_first():
    pairs = pd.DataFrame(
        [("a", "P", 100.0), ("b", "Q", 100.0), ("a", "R", 100.0)],
        columns=["demand", "site", "metres"],
    )
    case = {"weights": pd.Series({"a": 1.0, "b": 5.0}), "candidates": list("PQR"), "cap": CAP}

    assert median.shortest_walk(pairs, **case, sites=3).chosen == ("Q", "P")
    assert median.shortest_walk(pairs, **case, sites=3, required=["R"]).chosen == ("Q", "R")


def test_a_matrix_and_a_table_are_one():
    case = town(3)
    table = case["distances"]
    place = [pd.Index(case["weights"].index).get_indexer(table["demand"])]
    place.append(pd.Index(case["candidates"]).get_indexer(table["site"]))
    dense = csr_matrix((table["metres"], tuple(place)), shape=(24, 10))
    shuffled = case | {"distances": table.sample(frac=1, random_state=1)}
    shuffled["candidates"] = case["candidates"][::-1]

    one = median.shortest_walk(**case, sites=3)

    for other in (case | {"distances": dense}, shuffled):
        found = median.shortest_walk(**other, sites=3)
        assert (found.chosen, found.objective) == (one.chosen, pytest.approx(one.objective))


@pytest.mark.parametrize("seconds", [0.0, 10.0])
def test_the_bound_holds_however_early_the_search_ends(seconds):
    case = town(5, homes=60, sites=14)

    found = median.shortest_walk(**case, sites=4, time_limit=seconds)

    assert found.bound <= least(case, 4) + 1e-6 <= found.objective + 2e-6


@pytest.mark.parametrize("seed", range(6))
def test_prices_rule_out_no_better_choice(seed):
    case = town(seed)
    known = walks(**case)
    saved = savings(known, rules(known.sites, sites=3))
    begun = exchange.begin(saved)
    bound = lagrange.most(saved, begun, end=np.inf, rounds=40)
    may, must = lagrange.open_to(saved, bound, least=exchange.worth(saved, begun))

    total = float(known.weight @ known.today)
    for chosen in combinations(case["candidates"], 3):
        picked = known.sites.isin(chosen)
        if total - walked(case, chosen) > exchange.worth(saved, begun) * (1 + 1e-6):
            assert (may | ~picked).all()
            assert (picked | ~must).all()
        assert total - walked(case, chosen) <= bound.most * (1 + 1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_the_linear_model_closes_what_the_prices_leave_open(seed):
    case = town(20 + seed, homes=40, sites=12)
    known = walks(**case)
    saved = savings(known, rules(known.sites, sites=4))
    none = np.zeros(12)
    loose = lagrange.most(saved, none, end=np.inf, rounds=1)

    picked, most = median_model.proved(saved, none, loose, end=np.inf)

    total = float(known.weight @ known.today)
    assert total - most == pytest.approx(least(case, 4))
    assert total - exchange.worth(saved, picked) == pytest.approx(least(case, 4))
    assert loose.most > most


def test_rules_that_exclude_each_other_are_named():
    found = median.shortest_walk(**town(1), required=["L01", "L02"], apart=[("L01", "L02")])

    assert found.status == "infeasible"
    assert found.conflict[0] == (
        "“必须选 L01”、“必须选 L02”与“L01、L02 最多选一处”相互矛盾，不能同时满足。"
    )


def test_verify_finds_a_false_bound():
    case = town(2)
    found = median.shortest_walk(**case, sites=2)
    table = median.assigned(
        case["distances"], found.chosen[:1], **{k: case[k] for k in list(case)[1:]}
    )

    faults = median.verify(table, found, weights=case["weights"])

    assert any("重算" in fault for fault in faults)


def test_every_fault_at_once():
    case = town(0)
    wrong = case | {"weights": case["weights"].where(case["weights"].index != "B03")}

    with pytest.raises(LayerError, match=r"权重未知的需求：B03.*\n.*上限"):
        median.shortest_walk(**(wrong | {"cap": 0.0}), sites=1)
    with pytest.raises(ChoiceError, match="L99"):
        median.shortest_walk(**case, required=["L99"])


def test_no_site_and_no_demand():
    case = town(4)
    nobody = case | {"weights": case["weights"] * 0}

    none = median.shortest_walk(**case, sites=0)

    assert (none.status, none.chosen, none.objective) == (
        "proven",
        (),
        pytest.approx(least(case, 0)),
    )
    assert median.shortest_walk(**nobody, sites=3).chosen == ()
