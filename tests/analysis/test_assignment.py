"""Places that hold only so many: by hand, and against every possible assignment."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pianqu.analysis import assignment
from pianqu.gis.errors import LayerError


def town(minutes: dict, people: dict, capacity: dict) -> tuple:
    rows = [(*pair, float(time)) for pair, time in minutes.items()]
    walks = pd.DataFrame(rows, columns=["building", "place", "minutes"]).assign(kind="clinic")
    offers = pd.DataFrame(
        {"place": list(capacity), "kind": "clinic", "capacity": list(capacity.values())}
    ).astype({"capacity": float})
    return walks, pd.Series(people, dtype="Int64"), offers


def assign(world: tuple, **choices) -> assignment.Assignment:
    return assignment.assign(*world, limit=10, kinds=["clinic"], **choices)


WALKS = {
    ("B1", "F1"): 2,
    ("B2", "F1"): 1,
    ("B2", "F2"): 8,
    ("B3", "F2"): 10,
    ("B3", "F3"): 4,
    ("B4", "F1"): 10.1,
}
PEOPLE = {"B1": 8, "B2": 9, "B3": 7, "B4": 3, "B5": None, "B6": 2}
PLACES = {"F1": 10.9, "F2": 4, "F3": None, "F4": 50}
ON = pd.Series([True] * 5 + [False], index=list(PEOPLE))


def test_by_hand():
    # F1 has room for 10 of B1 and B2, F2 for 4: B2 walks there rather than B3, being nearer
    found = assign(town(WALKS, PEOPLE, PLACES), snapped=ON)
    rows = found.buildings.set_index("building")
    places = found.places.set_index("place")

    assert found.flows[["building", "place", "assigned"]].to_numpy().tolist() == [
        ["B1", "F1", 5],
        ["B2", "F1", 5],
        ["B2", "F2", 4],
    ]
    assert rows["served"].tolist() == [5, 9, 0, 0, pd.NA, 0]
    assert rows["unserved"].tolist() == [3, 0, 0, 3, pd.NA, 0]
    assert rows["unknown"].tolist() == [0, 0, 7, 0, pd.NA, 2]
    assert rows["why"].fillna("").tolist() == [
        *("full", "", "unknown_capacity", "none_in_reach", "unknown_demand", "off_network"),
    ]
    assert rows["places_full"].fillna("").tolist() == ["F1", "", "", "", "", ""]
    assert rows["reason"].tolist()[3] == "时限内没有设施可达"
    assert places["capacity"].to_dict() == {"F1": 10, "F2": 4, "F4": 50}
    assert places["free"].to_dict() == {"F1": 0, "F2": 0, "F4": 50}
    assert places["binding"].to_dict() == {"F1": True, "F2": True, "F4": False}


def test_totals_add_up_and_say_that_they_are_optimal():
    total = assign(town(WALKS, PEOPLE, PLACES), snapped=ON).totals.iloc[0]

    assert total[["demand", "served", "unserved", "unknown"]].tolist() == [29, 14, 6, 9]
    assert total["minutes"] == 5 * 2 + 5 * 1 + 4 * 8
    assert total[["status", "gap"]].tolist() == ["optimal", 0.0]


def test_fewest_without_comes_before_least_walking():
    # leaving B1 out would save 8 minutes of walking, but not a soul is left out who can be served
    found = assign(town({("B1", "F1"): 9, ("B2", "F1"): 1, ("B2", "F2"): 9}, *ROOM))

    assert found.flows["assigned"].tolist() == [1, 1]
    assert found.totals.loc[0, "minutes"] == 18


ROOM = ({"B1": 1, "B2": 1}, {"F1": 1, "F2": 1})


def test_the_order_of_rows_decides_nothing():
    ties = dict.fromkeys(itertools.product(["B1", "B2", "B3"], ["F1", "F2"]), 5)
    walks, people, offers = town(ties, {"B1": 3, "B2": 3, "B3": 3}, {"F1": 4, "F2": 4})
    first = assign((walks, people, offers)).flows
    second = assign((walks[::-1], people[::-1], offers[::-1])).flows

    pd.testing.assert_frame_equal(first, second)


def test_what_cannot_be_meant_is_refused_all_at_once():
    walks, people, offers = town(WALKS, {"B1": 8}, {"F1": 3, "F2": 4})
    units = offers.assign(capacity_unit=["床", "座"])
    with pytest.raises(LayerError) as caught:
        assign((walks, people - 9, units))

    assert len(caught.value.faults) == 2
    assert "B1" in str(caught.value)
    assert "床、座" in str(caught.value)


def test_half_a_person_takes_no_part_and_stops_nobody_else():
    walks, people, offers = town(WALKS, PEOPLE, PLACES)
    people = people.astype("Float64")
    people["B2"] = 10.5
    found = assign((walks, people, offers), snapped=ON)
    rows = found.buildings.set_index("building")

    assert rows.loc["B2", ["why", "reason"]].tolist() == [
        *("fractional_demand", "需求量不是整数，未参与分配"),
    ]
    assert rows.loc["B2", ["demand", "served", "unserved", "unknown"]].isna().all()
    assert rows.loc["B5", "why"] == "unknown_demand"
    assert found.flows["building"].tolist() == ["B1", "B3"]
    assert found.totals.loc[0, ["demand", "served"]].tolist() == [20, 12]


def test_nothing_to_assign():
    world = town(WALKS, PEOPLE, PLACES)
    none = assignment.assign(*world, limit=10, kinds=[])
    nobody = assign(town(WALKS, dict.fromkeys(PEOPLE), PLACES))

    assert [len(none.flows), len(none.buildings), len(none.places), len(none.totals)] == [0] * 4
    assert list(none.flows.columns) == list(nobody.flows.columns)
    assert nobody.totals.loc[0, ["demand", "served", "used"]].tolist() == [0, 0, 0]
    assert nobody.buildings["why"].eq("unknown_demand").all()


@st.composite
def small_towns(draw):
    buildings = [f"B{at}" for at in range(draw(st.integers(1, 3)))]
    places = [f"F{at}" for at in range(draw(st.integers(1, 3)))]
    pairs = list(itertools.product(buildings, places))
    near = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6))
    minutes = {pair: draw(st.integers(1, 10)) for pair in near}
    people = {building: draw(st.integers(0, 3)) for building in buildings}
    return minutes, people, {place: draw(st.integers(0, 3)) for place in places}


def every_assignment(minutes: dict, people: dict, capacity: dict):
    """Served and minutes of every assignment that there is."""
    for units in itertools.product(*(range(people[pair[0]] + 1) for pair in minutes)):
        sent = list(zip(minutes.items(), units, strict=True))
        out = {b: sum(n for (pair, _), n in sent if pair[0] == b) for b in people}
        into = {f: sum(n for (pair, _), n in sent if pair[1] == f) for f in capacity}
        if all(out[b] <= people[b] for b in people) and all(into[f] <= capacity[f] for f in into):
            yield sum(units), -sum(n * time for (_, time), n in sent)


@given(small_towns())
@settings(max_examples=40, deadline=None)
def test_no_assignment_is_better(world):
    total = assign(town(*world)).totals.iloc[0]

    assert (total["served"], -total["minutes"]) == max(every_assignment(*world))
    assert total["gap"] == 0.0


@given(small_towns())
@settings(max_examples=25, deadline=None)
def test_a_unit_more_helps_where_and_only_where_it_binds(world):
    minutes, people, capacity = world
    found = assign(town(*world))
    binds = found.places.set_index("place")["binding"]
    for place in capacity:
        wider = assign(town(minutes, people, {**capacity, place: capacity[place] + 1}))
        gain = wider.totals.loc[0, "served"] - found.totals.loc[0, "served"]
        assert gain == int(binds[place])


@given(st.integers(0, 10_000))
@settings(max_examples=10, deadline=None)
def test_flows_keep_to_supply_and_room(seed):
    random = np.random.default_rng(seed)
    pairs = itertools.product([f"B{i}" for i in range(30)], [f"F{i}" for i in range(6)])
    minutes = {pair: time for pair in pairs if (time := random.uniform(0, 25)) <= 10}
    people = {f"B{i}": int(random.integers(0, 90)) for i in range(30)}
    world = town(minutes, people, {f"F{i}": int(random.integers(0, 300)) for i in range(6)})
    found = assign(world)
    places = found.places.set_index("place")
    into = found.flows.groupby("place")["assigned"].sum()
    out = found.flows.groupby("building")["assigned"].sum()

    assert (places["used"] == into.reindex(places.index, fill_value=0)).all()
    assert (places["free"] >= 0).all()
    assert (out <= pd.Series(people).loc[out.index]).all()
    assert found.buildings["unserved"].sum() + out.sum() == sum(people.values())
