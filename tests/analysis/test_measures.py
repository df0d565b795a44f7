"""Metres, straight metres and all places in reach, by hand and against one walk a place."""

from math import hypot, inf, nan

import numpy as np
import pandas as pd
import pytest
from drawn import area, drawn, line, spot, walked

from pianqu.analysis import measures
from pianqu.analysis.choices import Choices

PACE = 50.0  # metres a minute
SPEED = PACE / 60


@pytest.fixture
def long_house():
    """A building with stairwells at 100 and 300 m of a street; a gym at 0, a complex at 600 m."""
    return {
        "buildings": drawn({"B1": area(90, 5, 310, 15), "B2": area(500, 5, 510, 15)}),
        "stairwells": drawn({"U1": spot(100, 5), "U2": spot(300, 5)}, building=["B1", "B1"]),
        "facilities": drawn(
            {"F1": spot(0, 0), "F2": spot(600, 0)},
            kind=["gym", "canteen"],
            also=[None, "gym;nursery"],
            capacity=[40.0, 60.0],
            capacity_unit=["人", "座"],
        ),
        "streets": drawn({"S1": line((0, 0), (1000, 0))}),
    }


def reach(walks, limit):
    found = measures.places_within(walks, limit=limit, pace=SPEED)
    return {
        (row.building, row.place, row.kind): round(row.minutes * PACE, 3)
        for row in found.itertuples()
    }


def test_a_place_is_in_reach_where_each_stairwell_has_it(long_house):
    walks = walked(long_house)
    # U1: 105 m to F1, 505 to F2; U2: 305 and 305; B2 (10 m off the street): 515 and 105
    near = {("B2", "F2", kind): 105 for kind in ("canteen", "gym", "nursery")}
    both = {("B1", "F1", "gym"): 305}
    far = {("B1", "F2", kind): 505 for kind in ("canteen", "gym", "nursery")}

    assert reach(walks, 105 / PACE) == near
    assert reach(walks, 305 / PACE) == near | both
    assert reach(walks, 505 / PACE) == near | both | far
    assert walks.buildings.loc["B1", "gym"] * PACE == pytest.approx(305)


def test_metres_by_hand(long_house):
    metres = measures.metres(walked(long_house), limit=505)

    assert metres.loc["B1", ["gym", "canteen"]].tolist() == pytest.approx([305, 505])
    assert metres.loc["B2", ["gym", "canteen"]].tolist() == pytest.approx([105, 105])
    assert measures.metres(walked(long_house), limit=504.9).loc["B1", "canteen"] == inf


@pytest.mark.parametrize("metres", range(490, 530, 5))
def test_limits_are_inclusive_to_the_micrometre(long_house, metres):
    long_house["facilities"] = drawn({"F1": spot(95 + metres, 0)}, kind=["gym"])
    limit = metres / PACE
    walks = walked(long_house, Choices(minutes=limit, search_minutes=limit))

    assert measures.metres(walks, limit=metres).loc["B1", "gym"] == metres
    assert walks.buildings.loc["B1", "gym"] == pytest.approx(limit)
    assert reach(walks, limit)[("B1", "F1", "gym")] == metres


def test_metres_take_no_account_of_stairs_waits_and_pace(long_house):
    plain = measures.metres(walked(long_house), limit=1000)
    streets = long_house["streets"].assign(kind="crossing", stairs=True)
    slowed = walked({**long_house, "streets": streets}, Choices(pace="elderly", crossing_wait=60))

    assert (slowed.buildings.loc["B1", "gym"] * PACE) > 305
    pd.testing.assert_frame_equal(measures.metres(slowed, limit=1000), plain)


def test_a_building_with_a_stairwell_off_the_network_has_no_metres(long_house):
    long_house["stairwells"].loc["U2", "geometry"] = spot(300, 101)
    walks = walked(long_house)
    metres = measures.metres(walks, limit=1000)

    assert metres.loc["B1"].isna().all()
    assert metres.loc["B2", "gym"] == pytest.approx(105)
    assert {building for building, *_ in reach(walks, 30)} == {"B2"}


def test_straight_metres_go_to_the_outline_of_what_is_open():
    homes = drawn({"B1": spot(0, 0), "B2": spot(500, 30)})
    homes.loc["B3", "geometry"] = None
    parks = drawn(
        {"P1": area(30, -5, 60, 40), "P2": area(400, 0, 450, 50), "P3": area(470, 0, 480, 50)},
        open=[True, None, False],
    )
    layers = {"parks": parks, "facilities": drawn({"F1": spot(30, 40)}, kind=["gym"])}
    services = walked({**layers, "streets": drawn({"S1": line((0, 0), (9, 0))})}).services
    found = measures.straight(homes, layers, services)

    assert found["park_small"].tolist() == pytest.approx([30, 50, nan], nan_ok=True)
    assert found["gym"].tolist() == pytest.approx([50, hypot(470, 10), nan], nan_ok=True)


def grid(seed):
    """Streets of 100 m in a grid of 6 x 6, with one-way and missing ones, homes and places."""
    draw = np.random.default_rng(seed)
    ends = [((x, y), (x + dx, y + dy)) for x in range(6) for y in range(6) for dx, dy in _STEPS]
    kept = [pair for pair in ends if max(pair[1]) < 6 and draw.random() < 0.85]
    streets = {
        f"S{row}": line(*((100 * x, 100 * y) for x, y in pair)) for row, pair in enumerate(kept)
    }
    oneway = draw.choice(["both", "both", "forward"], len(kept)).tolist()

    def spots(letter, count):
        return {
            f"{letter}{row}": spot(*xy) for row, xy in enumerate(draw.uniform(0, 500, (count, 2)))
        }

    stairwells = spots("U", 9)
    return {
        "buildings": drawn(spots("B", 6)),
        "stairwells": drawn(stairwells, building=[f"B{row % 6}" for row in range(9)]),
        "facilities": drawn(
            spots("F", 7),
            kind=draw.choice(["gym", "canteen"], 7).tolist(),
            also=draw.choice([None, "gym", "nursery"], 7).tolist(),
        ),
        "parks": drawn({"P0": area(110, 110, 190, 190)}),
        "streets": drawn(streets, oneway=oneway),
    }


_STEPS = ((1, 0), (0, 1))


@pytest.mark.parametrize("seed", range(4))
def test_counts_are_those_of_a_walk_to_each_place_alone(seed):
    layers, limit = grid(seed), 9.0
    walks = walked(layers, Choices(snap=50.0))
    pairs = measures.places_within(walks, limit=limit, pace=SPEED)
    found = measures.counts(pairs, walks.buildings)
    expected = pd.DataFrame(0.0, walks.buildings.index, walks.buildings.columns).astype("Float64")
    for place in layers["facilities"].index:
        alone = {**layers, "facilities": layers["facilities"].loc[[place]]}
        one = walked({**alone, "parks": layers["parks"].iloc[:0]}, Choices(snap=50.0)).buildings
        expected[one.columns] += (one <= limit).astype("Float64").mask(one.isna())
    park = walked({**layers, "facilities": layers["facilities"].iloc[:0]}, Choices(snap=50.0))
    expected["park_small"] += (park.buildings["park_small"] <= limit).astype("Float64")

    wanted = expected.mask(walks.buildings.isna()).astype("Int64")
    pd.testing.assert_frame_equal(found, wanted, check_names=False)
    assert found.to_numpy(dtype=float, na_value=0).sum() > 0


def test_nothing_in_reach_is_counted_as_nothing(long_house):
    walks = walked(long_house)
    none = measures.places_within(walks, limit=0.01, pace=SPEED)
    counted = measures.counts(none, walks.buildings)
    weights = pd.DataFrame({"buildings": 1.0, "households": pd.NA}, index=["B1", "B2"])

    assert none.empty
    assert counted.sum().sum() == 0
    assert measures.by_community(none, pd.Series("C1", ["B1", "B2"]), weights).empty


def test_who_has_a_place_in_reach_by_community(long_house):
    pairs = measures.places_within(walked(long_house), limit=11, pace=SPEED)
    weights = pd.DataFrame(
        {"buildings": [1.0, 1.0], "households": pd.array([30, None], dtype="Int64")}, ["B1", "B2"]
    )
    owner = pd.Series(["C1", "C1"], ["B1", "B2"])
    row = measures.by_community(pairs, owner, weights).set_index(["kind", "place"])

    figures = ["minutes_least", "minutes_most", "buildings", "households", "buildings_total"]
    found = row.loc[("gym", "F2"), figures].astype(float).tolist()
    assert found == pytest.approx([105 / PACE, 505 / PACE, 2, 30, 2])


def test_of_what_a_place_also_serves_as_the_capacity_is_not_known(long_house):
    found = measures.offers(long_house, walked(long_house).services).set_index(["place", "kind"])

    assert found["capacity"].dropna().to_dict() == {("F1", "gym"): 40, ("F2", "canteen"): 60}
    assert found["capacity_unit"].dropna().tolist() == ["人", "座"]
    assert len(found) == 4


def test_a_park_that_is_shut_offers_nothing():
    parks = drawn({"P1": area(0, 0, 9, 9), "P2": area(20, 0, 29, 9)}, open=[False, True])
    layers = {"parks": parks, "streets": drawn({"S1": line((0, 0), (9, 0))})}
    found = measures.offers(layers, walked(layers).services)

    assert found["place"].tolist() == ["P2"]
    assert found["capacity"].isna().all()
