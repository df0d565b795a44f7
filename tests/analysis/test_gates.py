"""Gates: which streets they act on, from where, and what is left of a bridge or a crossing."""

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pianqu.analysis.ways import ways
from pianqu.gis import network
from pianqu.gis.relief import Relief

LANE = [(0, -30), (0, 30)]
ROAD = [(-60, 0), (60, 0)]
YARD = box(-50, 0, 50, 60)


def frame(shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes.values()), index=list(shapes), crs=4549)


def streets(lines, **columns):
    return frame({name: LineString(line) for name, line in lines.items()}, **columns)


def gates(*points, access="closed"):
    named = {f"G{i}": Point(point) for i, point in enumerate(points, 1)}
    return frame(named, of_layer="communities", of="C1", access=access)


def world(lines, entrances, place=YARD, **layers):
    communities = frame({"C1": place})
    return {"streets": streets(lines), "entrances": entrances, "communities": communities} | layers


def taken(found):
    return found.gates[["gate", "street"]].to_numpy().tolist()


@pytest.mark.parametrize("access", ["closed", "residents"])
@settings(max_examples=20, deadline=None)
@given(
    at=st.floats(-40, 40), off=st.floats(-3, 3), far=st.floats(0.5, 20), bend=st.floats(-0.4, 0.4)
)
def test_a_street_past_the_place_stays_whole(access, at, off, far, bend):
    road = {"road": [(-60, 0), (0, bend), (60, 0)]}
    layers = world(road, gates((at, off), access=access), box(-50, far, 50, 60))

    found = ways(layers)

    assert taken(found) == []
    assert found.streets.index.tolist() == ["road"]


@pytest.mark.parametrize("access", ["closed", "residents"])
def test_the_way_from_that_street_into_the_place_is_taken(access):
    lines = {"road": ROAD, "path": [(0, 0), (0, 40)]}
    layers = world(lines, gates((0.0, 0.4), access=access), box(-50, 6, 50, 60))

    assert taken(ways(layers)) == [["G1", "path"]]


def test_a_gate_far_inside_of_a_wide_outline_is_told_the_same_way():
    lines = {"road": [(-60, 6), (60, 6)], "in": [(0, 6), (0, 40)], "out": [(0, 6), (0, -40)]}

    assert taken(ways(world(lines, gates((0, 6))))) == [["G1", "out"]]


@pytest.mark.parametrize(("off", "acts"), [(0.5, True), (1.5, True), (2.5, True), (3.5, False)])
@pytest.mark.parametrize("access", ["closed", "residents", "public"])
def test_a_gate_takes_what_its_opening_lets_through(off, acts, access):
    walls = frame({"W": LineString([(-50, 0), (50, 0)])}, kind=["wall"])
    layers = world({"S1": LANE}, gates((off, 0), access=access), barriers=walls)

    found = ways(layers)

    through = network.build(found.streets, pace=1.0)
    parts = len(set(through.component))
    whose = found.streets["zone"].dropna().tolist()
    assert taken(found) == ([["G1", "S1"]] if acts and access != "public" else [])
    assert whose == (["C1"] if acts and access == "residents" else [])
    assert parts == (1 if acts and access != "closed" else 2)
    assert (found.walls[0].distance(Point(off, 0)) > 0) == (
        access == "public" or (acts and access == "residents")
    )


def test_of_two_gates_of_a_place_the_nearer_has_the_street():
    lines = {"cars": LANE, "feet": [(2.5, -30), (2.5, 30)]}
    both = gates((0, 0), (2.5, 0)).assign(access=["closed", "public"])

    assert taken(ways(world(lines, both))) == [["G1", "cars"]]
    others = both.assign(of=["C1", "C2"])  # the door of another place does not count
    assert taken(ways(world(lines, others))) == [["G1", "cars"], ["G1", "feet"]]


def test_neither_the_pavement_nor_the_lane_behind_the_wall_is_taken():
    beside = {"pavement": [(-40, -2), (40, -2)], "lane": [(-40, 2), (40, 2)]}
    joined = {
        "pavement": [(-40, -2), (0, -2), (40, -2)],
        "way": [(0, -2), (0, 2)],
        "lane": [(-40, 2), (0, 2), (40, 2)],
        "on": [(0, 2), (0, 40)],
    }

    assert taken(ways(world(beside, gates((0, 0))))) == []
    assert taken(ways(world(joined, gates((0, 0))))) == [["G1", "way"]]
    assert taken(ways(world(joined, gates((1.5, 0))))) == [["G1", "way"]]


def test_a_way_in_beside_the_gate_is_taken_at_its_junction():
    lines = {"pavement": [(-40, 0), (0, 0), (40, 0)], "in": [(0, 0), (0, 1), (0, 40)]}

    found = ways(world(lines, gates((2, 0))))

    assert taken(found) == [["G1", "in"]]
    assert found.streets.length.tolist() == [80, 39.5]


@pytest.mark.parametrize("line", [[(0, -30), (0, 0)], [(0, 30), (0, 0)]])
@pytest.mark.parametrize("off", [0.0, 2.0])
def test_a_street_that_ends_at_the_gate_leads_there(line, off):
    found = ways(world({"S1": line}, gates((off, 0))))

    assert (taken(found), found.streets.length.tolist()) == ([["G1", "S1"]], [29.5])


@pytest.mark.parametrize("place", [Point(0, 9), None])
def test_without_an_outline_the_nearest_within_a_metre_is_taken(place):
    lines = {"road": ROAD, "near": [(-60, 0.9), (60, 0.9)]}

    assert taken(ways(world(lines, gates((0, 0.8)), place))) == [["G1", "near"]]
    assert taken(ways(world(lines, gates((0, 2)), place))) == []


@pytest.mark.parametrize("access", ["residents", "closed"])
def test_a_gate_does_not_bend_a_bridge_nor_add_a_wait(access):
    bed = np.where(abs(np.arange(-50, 51, 5.0)) < 25, 0.0, 20.0)
    valley = Relief(np.array([bed] * 2), (5, 0, -52.5, 0, -200, 200), "EPSG:4549", 4549)
    deck = streets({"S1": [(-45, 0), (45, 0)]}, bridge=[True], kind=["crossing"])
    layers = {"streets": deck, "entrances": gates((0, 0), access=access)}

    net = network.build(ways(layers).streets, pace=1.0, wait=30, relief=valley)

    assert net.forward.sum() - net.length.sum() == pytest.approx(30)
    assert net.grade.tolist() == [0.0] * len(net.length)
    assert len(net.length) == (3 if access == "residents" else 2)
