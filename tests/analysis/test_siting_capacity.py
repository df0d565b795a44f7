"""Sites with room for so many: by hand, and against the largest flow of every choice there is."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from pianqu.analysis.siting import capacity, capacity_model, limits, swaps
from pianqu.analysis.siting.coverage_matrix import CoverageMatrix, from_pairs, merged
from pianqu.gis.errors import LayerError


def town(seed: int, *, homes: int = 12, sites: int = 6) -> tuple[CoverageMatrix, pd.Series]:
    """Homes at random, each in reach of a third of the plots, and the room of the plots."""
    drawn = np.random.default_rng(seed)
    row, column = np.nonzero(drawn.random((homes, sites)) < 0.35)
    ids, plots = [f"B{i:02}" for i in range(homes)], [f"L{j}" for j in range(sites)]
    pairs = pd.DataFrame({"demand": np.array(ids)[row], "site": np.array(plots)[column]})
    weights = pd.Series(drawn.integers(0, 30, homes).astype(float), ids)
    return from_pairs(pairs, weights=weights, sites=plots), pd.Series(
        drawn.integers(5, 60, sites).astype(float), plots
    )


def flows(m: CoverageMatrix, room: pd.Series, chosen: tuple[str, ...]) -> int:
    """Largest flow from homes through these plots, by another solver."""
    columns = m.sites.get_indexer(list(chosen))
    homes, width = len(m.demand), len(chosen)
    net = np.zeros((homes + width + 2,) * 2, dtype=np.int32)
    net[0, 1 : homes + 1] = m.weight
    net[1 : homes + 1, homes + 1 : -1] = m.matrix.toarray()[:, columns] * 1000
    net[homes + 1 : -1, -1] = room.loc[list(chosen)]
    return maximum_flow(csr_matrix(net), 0, len(net) - 1).flow_value


@pytest.mark.parametrize("seed", range(8))
def test_every_choice_by_its_largest_flow(seed):
    m, room = town(seed)
    number = 1 + seed % 3

    found = capacity.most_served(m, capacity=room, sites=number)

    best = max(flows(m, room, chosen) for chosen in combinations(m.sites, number))
    assert found.status == "proven"
    assert found.objective == pytest.approx(best)
    assert found.bound == pytest.approx(best)
    assert flows(m, room, found.chosen) == pytest.approx(best)
    assert found.checked == pytest.approx(best)


@pytest.mark.parametrize("seed", range(6))
def test_what_exists_serves_first_whom_it_can(seed):
    both, room = town(seed, sites=7)
    old, new = list(both.sites[:2]), list(both.sites[2:])
    there, m = part(both, old), part(both, new)

    found = capacity.most_served(
        m, capacity=room[new], existing=there, existing_capacity=room[old], sites=2
    )

    today = flows(both, room, tuple(old))
    best = max(flows(both, room, (*old, *chosen)) for chosen in combinations(new, 2))
    assert found.objective == pytest.approx(best - today)
    assert found.bound == pytest.approx(best - today)


def part(m: CoverageMatrix, sites: list[str]) -> CoverageMatrix:
    columns = m.sites.get_indexer(sites)
    return CoverageMatrix(m.demand, pd.Index(sites), m.matrix[:, columns], m.weight, m.already)


def whole(m: CoverageMatrix, room: pd.Series, chosen: tuple[str, ...]) -> float:
    """Most weight where each home goes to one plot or to none; every way there is."""
    reach = m.matrix.toarray()
    columns = m.sites.get_indexer(list(chosen))
    ways = [[-1, *(c for c in columns if reach[i, c])] for i in range(len(m.demand))]
    best = 0.0
    for way in product(*ways):
        used = np.bincount(np.array(way) + 1, m.weight, minlength=len(m.sites) + 1)[1:]
        if (used <= room.to_numpy()).all():
            best = max(best, float(used.sum()))
    return best


@pytest.mark.parametrize("seed", range(4))
def test_homes_that_go_to_one_place_whole(seed):
    m, room = town(seed, homes=6, sites=5)

    found = capacity.most_served(m, capacity=room / 2, whole=True, sites=2)

    best = max(whole(m, room / 2, chosen) for chosen in combinations(m.sites, 2))
    assert found.status == "proven"
    assert found.objective == pytest.approx(best)


def test_room_that_is_used_up_binds():
    # P has room for 20 of 30, Q for all of b; with one site Q, with both everything but 10 of a
    pairs = pd.DataFrame({"demand": ["a", "b", "b"], "site": ["P", "P", "Q"]})
    m = from_pairs(pairs, weights=pd.Series({"a": 30.0, "b": 25.0, "c": 1.0}), sites=["P", "Q"])
    room = pd.Series({"P": 20.0, "Q": 40.0})

    one, two = (capacity.most_served(m, capacity=room, sites=number) for number in (1, 2))

    assert (one.chosen, one.objective, one.binding) == (("Q",), 25.0, ("最多选 1 处",))
    assert (two.chosen, two.objective) == (("Q", "P"), 45.0)
    assert two.binding == ("P 的容量 20 已用满",)
    assert two.covered.to_dict() == {"a": False, "b": True, "c": False}
    assert two.uncoverable.tolist() == ["c"]


def test_who_is_served_where_adds_up():
    m, room = town(3)
    found = capacity.most_served(m, capacity=room, sites=3)

    table = capacity.served(m, found.chosen, capacity=room)

    assert table["served"].sum() == pytest.approx(found.objective)
    assert (table.groupby("place")["served"].sum().sub(room).dropna() <= 1e-6).all()
    weights = pd.Series(m.weight, m.demand)
    assert (table.groupby("demand")["served"].sum().sub(weights).dropna() <= 1e-6).all()
    row, column = m.demand.get_indexer(table["demand"]), m.sites.get_indexer(table["place"])
    assert m.matrix.toarray()[row, column].all()


def test_fractions_of_people_and_what_is_reached_already():
    pairs = pd.DataFrame({"demand": ["a", "b"], "site": "P"})
    weights = pd.Series({"a": 0.5, "b": 2.25})
    already = pd.Series({"a": True, "b": False})
    m = from_pairs(pairs, weights=weights, sites=["P"], already=already)

    found = capacity.most_served(m, capacity=pd.Series({"P": 1.5}), sites=1)

    assert (found.objective, found.bound) == (1.5, 1.5)
    assert found.covered.tolist() == [True, False]


def test_rules_that_exclude_each_other_and_capacities_that_are_not_known():
    m, room = town(1)

    found = capacity.most_served(m, capacity=room, sites=1, required=["L1", "L2"])

    assert found.status == "infeasible"
    assert "“最多选 1 处”放宽到 2" in found.conflict[-1]
    with pytest.raises(LayerError, match="L3 的容量未知"):
        capacity.most_served(m, capacity=room.drop("L3"), sites=1)


@pytest.mark.parametrize("seed", range(4))
def test_the_bound_holds_however_early_the_search_ends(seed):
    m, room = town(seed, homes=40, sites=12)

    found = capacity.most_served(m, capacity=room, sites=4, time_limit=0.0)

    best = max(flows(m, room, chosen) for chosen in combinations(m.sites, 4))
    assert found.objective - 1e-6 <= best <= found.bound + 1e-6
    assert flows(m, room, found.chosen) == pytest.approx(found.objective)


def test_the_quick_bound_and_the_quick_choice_without_the_solver():
    m, room = town(2)
    places, rules_ = capacity_model.room(m, room, None, None), limits.rules(m.sites, sites=2)

    taken = capacity_model.filled(places, swaps.picks(merged(m), rules_))

    best = max(flows(m, room, chosen) for chosen in combinations(m.sites, 2))
    assert taken.sum() <= 2
    assert flows(m, room, tuple(m.sites[taken])) <= best
    assert capacity_model.limit(places, rules_, time_limit=5) >= best
