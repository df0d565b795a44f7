"""Sites with room for so much: by hand, and as every choice and every way to divide there is."""

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis.siting import median_capacity, median_start
from pianqu.analysis.siting.median_capacity import shortest_with_room
from pianqu.gis.errors import ChoiceError, LayerError


def town(seed: int, *, people: int = 6, sites: int = 4, room: float = 1.5) -> dict:
    """People and places at random; the room of two places holds them all `room` times."""
    drawn = np.random.default_rng(seed)
    metres = drawn.integers(1, 90, (people, sites))
    row, column = np.nonzero(drawn.random((people, sites)) < 0.9)
    ids, places = (
        np.array([f"B{i}" for i in range(people)]),
        np.array([f"L{j}" for j in range(sites)]),
    )
    demand = pd.Series(drawn.integers(1, 12, people), ids)
    pairs = {
        "demand": ids[row],
        "site": places[column],
        "metres": metres[row, column].astype(float),
    }
    return {
        "distances": pd.DataFrame(pairs),
        "demand": demand,
        "capacity": pd.Series(np.ceil(demand.sum() * room / 2).astype(int), places),
    }


def least(case: dict, number: int) -> float:
    """The shortest of all choices and all ways to divide; inf where there is none."""
    metres = case["distances"].set_index(["demand", "site"])["metres"].to_dict()
    demand, room, best = case["demand"], case["capacity"], np.inf
    for chosen in combinations(room.index, number):
        for ways in product(chosen, repeat=len(demand)):
            full = pd.Series(demand.to_numpy()).groupby(list(ways)).sum()
            walked = sum(metres.get(pair, np.inf) for pair in zip(demand.index, ways, strict=True))
            if walked < best and (full <= room[full.index]).all():
                best = walked
    return best


@pytest.mark.parametrize("room", [1.05, 1.5])
@pytest.mark.parametrize("seed", range(4))
def test_as_every_choice_and_every_way_to_divide(seed, room):
    case = town(seed, room=room)

    found, shortest = shortest_with_room(**case, sites=2), least(case, 2)

    assert found.status == ("proven" if np.isfinite(shortest) else "infeasible")
    if found.status == "proven":
        assert found.objective == pytest.approx(shortest)
        assert len(found.chosen) == 2
        assert median_capacity.verify(found, **case) == []


def test_with_room_for_all_it_is_the_plain_median():
    case = town(5, people=20, sites=8, room=2.0)
    table = case["distances"].pivot_table(index="demand", columns="site", values="metres")

    found = shortest_with_room(**case, sites=3)

    plain = min(
        table[list(chosen)].min(axis=1).sum(skipna=False) for chosen in combinations(table, 3)
    )
    assert found.objective == pytest.approx(plain)


def test_weights_count_the_metres_and_not_the_room():
    case = town(2)
    twice = shortest_with_room(**case, sites=2, weights=case["demand"] * 0 + 2)

    assert twice.objective == pytest.approx(2 * shortest_with_room(**case, sites=2).objective)


def test_too_little_room_names_the_rules():
    case = town(1)
    found = shortest_with_room(**{**case, "capacity": case["capacity"] // 4}, sites=2)

    assert (found.status, found.chosen) == ("infeasible", ())
    assert found.site.isna().all()
    assert median_capacity.EVERYONE in found.conflict
    assert median_capacity.ROOM in found.conflict


def test_no_time_is_no_answer_or_one_with_its_gap():
    case = town(3, people=60, sites=30)

    found = shortest_with_room(**case, sites=2, time_limit=0.0)

    assert found.status in ("no_answer", "gap")
    assert not found.bound > least_by_nearest(case) * 1e9


def least_by_nearest(case: dict) -> float:
    return float(case["distances"].groupby("demand")["metres"].min().sum())


def test_a_changed_answer_is_found_out():
    case = town(0)
    found = shortest_with_room(**case, sites=2)
    everyone = pd.Series(found.chosen[0], found.site.index)
    wrong = median_capacity.Divided("proven", found.chosen, everyone, found.objective, 0.0, 0.0)

    assert median_capacity.verify(wrong, **case) != []


def test_what_is_wrong_is_said():
    case = town(0)
    unknown = case["distances"].replace({"site": {"L1": "L9"}})
    missing = case["demand"].astype("Int64").where(case["demand"].index != "B3")

    with pytest.raises(ChoiceError, match="sites 为 9；须为 1 到 4"):
        shortest_with_room(**case, sites=9)
    with pytest.raises(LayerError, match="L9 未知"):
        shortest_with_room(**{**case, "distances": unknown}, sites=2)
    with pytest.raises(LayerError, match="B3 的需求量缺失或为负"):
        shortest_with_room(**{**case, "demand": missing}, sites=2)
    both = pd.concat([case["distances"], case["distances"].tail(1)], ignore_index=True)
    with pytest.raises(LayerError, match="出现两次"):
        shortest_with_room(**{**case, "distances": both}, sites=2)


@pytest.mark.parametrize("seed", range(6))
def test_the_first_answer_has_room_for_all_and_is_not_far_off(seed):
    drawn = np.random.default_rng(seed)
    at = drawn.integers(1, 101, (30, 2))
    cost = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    takes = drawn.integers(1, 21, 30)
    room = median_start.Room(cost, takes, np.full(30, 120))

    site = median_start.divided(room, 4, rounds=20, end=np.inf)

    assert site is not None
    assert len(set(site.tolist())) <= 4
    assert np.bincount(site, takes).max() <= 120
    assert cost[np.arange(30), site].sum() < cost[:, :4].min(axis=1).sum()


def test_without_room_there_is_no_first_answer():
    room = median_start.Room(np.ones((3, 2)), np.array([5, 5, 5]), np.array([9, 9]))

    assert median_start.divided(room, 2, rounds=5, end=np.inf) is None
