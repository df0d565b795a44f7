"""The ground under the walks: whose ways, which street, walls, islands, steps, slope and waits."""

from math import exp, inf

import numpy as np
import pandas as pd
import pytest
from drawn import EPSG, area, drawn, line, slope, spot, walked

from pianqu.analysis.choices import Choices
from pianqu.analysis.footing import doors_on, people_on
from pianqu.analysis.ground import ground

PACE = 50.0  # metres a minute
FLAT = {"kinds": ("pharmacy",), "slope": False}


def under(layers, choices=None, **rasters):
    found = ground(layers, choices or Choices(**FLAT), rasters=rasters, epsg=EPSG)
    assert found is not None
    return found


def metres(layers, choices=None, kind="pharmacy", **rasters):
    """Minutes of every building as metres at the default pace."""
    found = walked(layers, choices or Choices(**FLAT), **rasters)
    return {home: round(minutes * PACE, 3) for home, minutes in found.buildings[kind].items()}


@pytest.fixture
def gated():
    """A lane of C1's residents, 200 m north to the pharmacy; all others go round by the east."""
    streets = {
        "S1": line((0, 0), (100, 0), (400, 0)),
        "S2": line((100, 0), (100, 200)),
        "S3": line((100, 200), (400, 200)),
        "S4": line((400, 0), (400, 200)),
    }
    return {
        "communities": drawn({"C1": area(70, 1, 150, 199), "C2": area(0, 1, 60, 99)}),
        "buildings": drawn({"B1": spot(80, 5), "B2": spot(50, 5)}, community=["C1", "C2"]),
        "facilities": drawn({"F1": spot(110, 200)}, kind=["pharmacy"]),
        "streets": drawn(streets, access=["public", "residents", "public", "public"]),
    }


def test_residents_walk_through_their_street_and_outsiders_go_round(gated):
    # B1: 5 + 20 + 200 + 10; B2: 5 + 350 + 200 + 290
    assert metres(gated) == {"B1": 235, "B2": 845}


def test_everyone_walks_through_where_the_planner_says_so(gated):
    assert metres(gated, Choices(**FLAT, passage="everyone")) == {"B1": 235, "B2": 265}


def test_a_gate_for_residents_keeps_outsiders_from_a_public_street(gated):
    gated["streets"]["access"] = "public"
    gate = drawn({"G1": spot(100, 1)}, of_layer=["communities"], of=["C1"], access=["residents"])

    assert metres(gated) == {"B1": 235, "B2": 265}
    assert metres({**gated, "entrances": gate}) == {"B1": 235, "B2": 845}


@pytest.mark.parametrize(
    ("zone", "gap", "number"),
    [("C1", 3.0, 1), (None, 3.0, 1), ("C2", 60.0, 0), ("C9", 60.0, 0)],
)
def test_nobody_is_put_on_another_communitys_street(gated, zone, gap, number):
    at = drawn({"U1": spot(97, 60)}).geometry
    zones = pd.Series([zone], index=at.index, dtype="string")
    found = people_on(at, zones, under(gated), limit=100).iloc[0]

    assert (found["gap"], found["zone"]) == (gap, number)


def test_residents_streets_outside_of_every_community_are_of_those_who_live_there(gated):
    del gated["communities"]
    found = under(gated)
    at = drawn({"U1": spot(97, 60)}).geometry
    zones = pd.Series(["C2"], index=at.index, dtype="string")

    assert found.network.zones.tolist() == ["~1"]
    assert people_on(at, zones, found, limit=100)["zone"].tolist() == [1]


@pytest.mark.parametrize(
    ("proposed", "bounded", "doorstep", "gap"),
    [
        (False, True, 15.0, 3.0),  # not through the edge of the community
        (False, True, 60.0, 60.0),  # so near that it is a shop on the street
        (False, False, 15.0, 60.0),
        (True, False, 15.0, 3.0),
    ],
)
def test_a_door_is_not_moved_through_the_edge_of_a_gated_community(
    gated, proposed, bounded, doorstep, gap
):
    if not bounded:
        del gated["communities"]
    at = drawn({"D1": spot(97, 60)}).geometry
    mask = np.array([proposed])
    found = doors_on(at, under(gated), limit=100, proposed=mask, doorstep=doorstep)

    assert found["gap"].tolist() == [gap]


def test_a_door_with_no_public_street_near_goes_to_that_of_residents(gated):
    at = drawn({"D1": spot(97, 60)}).geometry
    mask = np.array([False])
    found = doors_on(at, under(gated), limit=50, proposed=mask, doorstep=60.0)

    assert found["gap"].tolist() == [3.0]


@pytest.fixture
def walled():
    """A building between a street behind a wall, 20 m off, and another, 40 m off."""
    streets = {"S1": line((0, 0), (200, 0)), "S2": line((0, 60), (200, 60))}
    streets["S3"] = line((200, 0), (200, 60))
    return {
        "buildings": drawn({"B1": spot(50, 20)}),
        "facilities": drawn({"F1": spot(50, 0)}, kind=["pharmacy"]),
        "barriers": drawn({"X1": line((0, 10), (150, 10))}, kind=["wall"]),
        "streets": drawn(streets),
    }


def test_who_lives_behind_a_wall_takes_the_farther_street(walled):
    # over: 20; round: 40 + 150 + 60 + 150
    found = walked(walled, Choices(**FLAT)).starts.iloc[0]

    assert (found["gap"], found["behind"]) == (40, True)
    assert metres(walled) == {"B1": 400}
    assert metres(walled, Choices(**FLAT, barriers=False)) == {"B1": 20}


def test_a_gate_in_the_wall_lets_people_through(walled):
    walled["entrances"] = drawn(
        {"G1": spot(50, 10)}, of_layer=["facilities"], of=["F9"], access=["public"]
    )

    assert metres(walled) == {"B1": 20}


def test_a_wall_cuts_the_street_that_runs_through_it(walled):
    walled["barriers"] = drawn({"X1": line((190, 30), (210, 30))}, kind=["wall"])
    found = under(walled)

    assert found.ways.cuts[["street", "barrier", "why"]].to_numpy().tolist() == [
        ["S3", "X1", "crosses"]
    ]
    walled["buildings"] = drawn({"B1": spot(50, 65)})
    assert metres(walled) == {"B1": inf}


@pytest.mark.parametrize(("length", "reached"), [(10, 60.0), (40, inf)])
def test_nobody_is_put_on_an_island_unless_it_is_long(length, reached):
    # 10 m are under, 40 m over 5 % of all streets
    streets = {"S1": line((0, 0), (400, 0)), "S2": line((50, 20), (50 + length, 20))}
    layers = {
        "buildings": drawn({"B1": spot(50, 25)}),
        "facilities": drawn({"F1": spot(85, 0)}, kind=["pharmacy"]),
        "streets": drawn(streets),
    }

    assert metres(layers) == {"B1": reached}


def test_of_many_small_parts_the_longest_is_walked():
    streets = {f"S{row}": line((0, 50 * row), (100 + row, 50 * row)) for row in range(25)}
    found = under({"streets": drawn(streets)})

    assert found.network.street[found.main].tolist() == ["S24"]


@pytest.fixture
def stepped():
    """Stairs of 50 m straight up to the pharmacy, or 450 m round by a ramp."""
    streets = {
        "S1": line((0, 0), (100, 0), (300, 0)),
        "S2": line((100, 0), (100, 50)),
        "S3": line((300, 0), (300, 50), (100, 50)),
    }
    return {
        "buildings": drawn({"B1": spot(100, -5)}),
        "facilities": drawn({"F1": spot(100, 50)}, kind=["pharmacy"]),
        "streets": drawn(streets, stairs=[False, True, False]),
    }


@pytest.mark.parametrize(
    ("pace", "minutes"),
    [("adult", (5 + 50 / 0.5) / 72), ("wheelchair", (5 + 200 + 50 + 200) / 48)],
)
def test_a_wheelchair_goes_round_the_stairs(stepped, pace, minutes):
    found = walked(stepped, Choices(**FLAT, pace=pace)).buildings["pharmacy"]

    assert found["B1"] == pytest.approx(minutes, abs=1e-6)


@pytest.mark.parametrize(("pace", "minutes"), [("adult", 52 / 72), ("wheelchair", 152 / 48)])
def test_a_gate_with_steps_is_closed_to_a_wheelchair(pace, minutes):
    layers = {
        "buildings": drawn({"B1": spot(100, 0)}),
        "parks": drawn({"P1": area(140, -40, 260, -2)}, fenced=[True]),
        "entrances": drawn(
            {"G1": spot(150, -2), "G2": spot(250, -2)},
            of_layer=["parks"] * 2,
            of=["P1"] * 2,
            step_free=[False, True],
        ),
        "streets": drawn({"S1": line((0, 0), (300, 0))}),
    }
    found = walked(layers, Choices(kinds=("park_small",), pace=pace)).buildings["park_small"]

    assert found["B1"] == pytest.approx(minutes, abs=1e-6)


def test_the_network_of_metres_has_lengths_and_the_same_ways(stepped):
    stepped["streets"]["oneway"] = pd.array(["both", "both", "forward"], dtype="string")
    found = under(stepped)
    net, flat = found.network, found.metres
    on = net.street == "S3"

    assert np.array_equal(flat.forward, net.length)
    assert np.array_equal(flat.backward[~on], net.length[~on])
    assert np.isinf(flat.backward[on]).all()
    assert sorted(flat.length.round(6)) == [50, 100, 200, 250]
    assert net.forward[net.street == "S2"].tolist() == pytest.approx([50 / 0.5 / PACE * 60])


def uphill(layers, path, **choices):
    """Seconds east and back of a street that rises by a tenth."""
    net = under(layers, Choices(**choices), dem=path).network
    on = net.street == "S1"
    return net.forward[on].sum(), net.backward[on].sum()


def test_slope_makes_up_slower_than_down(tmp_path):
    path = slope(tmp_path / "dem.tif", east=0.1)
    layers = {"streets": drawn({"S1": line((0, 0), (300, 0))})}
    flat = 300 / PACE * 60

    # W. Tobler (1993): exp(-3.5 |s + 0.05|), 1 on the flat
    up, down = uphill(layers, path)
    assert up == pytest.approx(flat / exp(-3.5 * (0.15 - 0.05)), rel=1e-6)
    assert down == pytest.approx(flat / exp(-3.5 * (0.05 - 0.05)), rel=1e-6)
    assert uphill(layers, path, slope=False) == pytest.approx((flat, flat))
    bridge = {"streets": layers["streets"].assign(bridge=True)}
    assert uphill(bridge, path) == pytest.approx((up, down), rel=1e-6)


def test_a_wait_is_counted_once_a_crossing():
    # each crossing is met halfway by a street, so that the network has it in two pieces
    streets = {
        "S1": line((0, 0), (100, 0)),
        "X1": line((100, 0), (105, 0), (110, 0)),
        "S2": line((110, 0), (200, 0)),
        "X2": line((200, 0), (205, 0), (210, 0)),
        "S3": line((210, 0), (300, 0)),
        "N1": line((105, 0), (105, 30)),
        "N2": line((205, 0), (205, 30)),
    }
    layers = {
        "buildings": drawn({"B1": spot(0, 0), "B2": spot(150, 0), "B3": spot(260, 0)}),
        "facilities": drawn({"F1": spot(300, 0)}, kind=["pharmacy"]),
        "streets": drawn(streets, kind=[None, "crossing", None, "crossing", None, None, None]),
    }
    found = walked(layers, Choices(**FLAT, crossing_wait=30.0)).buildings["pharmacy"]

    assert found.tolist() == pytest.approx([300 / PACE + 1.0, 150 / PACE + 0.5, 40 / PACE])
    assert metres(layers) == {"B1": 300, "B2": 150, "B3": 40}
