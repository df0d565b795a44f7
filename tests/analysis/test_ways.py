"""Streets that can be walked, and by whom: gates, zones, barriers; and the synthetic district."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, Polygon, box

from pianqu.analysis.ways import ways
from pianqu.gis import network
from pianqu.gis.errors import ChoiceError, LayerError
from pianqu.layers import demo

YARD = box(-50, 0, 50, 60)
THROUGH = [(0, -30), (0, 30)]


def streets(lines, **columns):
    shapes = [LineString(line) for line in lines.values()]
    return gpd.GeoDataFrame(columns, geometry=shapes, index=list(lines), crs=4549)


def gates(**columns):
    given = {"of_layer": ["communities"], "of": ["C1"], "access": ["residents"]} | columns
    return gpd.GeoDataFrame(given, geometry=[Point(0, 0)], index=["G1"], crs=4549)


def places(**shapes):
    return gpd.GeoDataFrame(geometry=list(shapes.values()), index=list(shapes), crs=4549)


def walked(found):
    """Length of each piece and whose way it is, in order."""
    whose = found.streets["zone"].astype(object).where(found.streets["zone"].notna(), None)
    return list(zip(found.streets.length.tolist(), whose, strict=True))


WHOLE = [(60, None)]
PARTED = [(29.5, None), (29.5, None)]
KEPT = [(29.5, None), (1, "C1"), (29.5, None)]


@pytest.mark.parametrize(
    ("gate", "choices", "expected"),
    [
        ({"access": ["public"]}, {}, WHOLE),
        ({"access": [None]}, {}, WHOLE),
        ({"access": ["closed"]}, {}, PARTED),
        ({"access": ["closed"]}, {"passage": "everyone"}, PARTED),
        ({}, {}, KEPT),
        ({}, {"passage": "everyone"}, WHOLE),
        ({"of_layer": ["parks"]}, {}, WHOLE),
        ({"of_layer": ["parks"], "access": ["closed"]}, {}, PARTED),
        ({"of": [None]}, {}, WHOLE),
        ({"step_free": [False]}, {}, KEPT),
        ({"step_free": [False]}, {"step_free": True}, PARTED),
        ({"step_free": pd.array([None], "boolean")}, {"step_free": True}, KEPT),
    ],
)
def test_what_a_gate_does(gate, choices, expected):
    layers = {"streets": streets({"S1": THROUGH}), "entrances": gates(**gate)}

    found = ways(layers, **choices)

    assert walked(found) == expected
    acts = {"PARTED": "closed", "KEPT": "residents"}
    name = {str(PARTED): "PARTED", str(KEPT): "KEPT"}.get(str(expected))
    listed = [["G1", "S1", acts[name], "C1"]] if name else []
    assert found.gates.to_numpy().tolist() == listed


@pytest.mark.parametrize("at", [(1.01, 0), (0, 31.01)])
def test_a_gate_beside_the_street_does_nothing(at):
    beside = gates(access=["closed"]).set_geometry([Point(at)], crs=4549)

    assert walked(ways({"streets": streets({"S1": THROUGH}), "entrances": beside})) == WHOLE


def test_a_closed_street_stays_as_it_is():
    shut = streets({"S1": THROUGH}, access=["closed"])

    assert walked(ways({"streets": shut, "entrances": gates(access=["closed"])})) == WHOLE


def test_a_pavement_past_the_gate_stays_whole():
    lines = {"in": [(0, 30), (0, 0)], "pavement": [(-40, 0), (0, 0), (40, 0)]}
    layers = {"streets": streets(lines), "communities": places(C1=YARD.buffer(-0.2))}

    found = ways(layers | {"entrances": gates(access=["closed"])})

    assert found.gates["street"].tolist() == ["in"]
    assert walked(found) == [(29.5, None), (80, None)]


def test_a_lane_inside_past_the_gate_stays_whole():
    lines = {"out": [(0, -30), (0, 0)], "lane": [(-40, 0.5), (0, 0), (40, 0.5)]}
    layers = {"streets": streets(lines), "communities": places(C1=YARD)}

    found = ways(layers | {"entrances": gates()})

    assert found.gates["street"].tolist() == ["out"]
    assert [whose for _, whose in walked(found)] == [None, "C1", None]


def test_the_zone_of_residents_is_the_community_that_holds_the_middle():
    lines = {"in": [(0, 30), (0, 0)], "yard": [(0, 30), (9, 30)], "out": [(0, 0), (0, -30)]}
    layers = {
        "streets": streets(lines, access=["residents", "residents", "public"]),
        "communities": places(C2=box(5, 0, 90, 60), C1=YARD, C3=Point(0, 20), C4=None),
        "entrances": gates(),
    }

    assert walked(ways(layers)) == [(29.5, "C1"), (0.5, "C1"), (9, "C1"), (0.5, "C1"), (29.5, None)]
    assert {whose for _, whose in walked(ways(layers, passage="everyone"))} == {None}


@pytest.mark.parametrize("backwards", [False, True])
def test_residents_outside_of_communities_are_grouped(backwards):
    lines = {
        "b": [(0, 500), (9, 500), (20, 500)],
        "a": [(9, 500), (9, 520)],  # meets b in a vertex
        "alone": [(5, 490), (5, 510)],  # crosses it without one
        "drive": [(0, -30), (0, 30)],  # leads on into C1
        "shared": [(200, 0), (300, 0)],  # from C2 to C3
        "two": [(200, 0), (190, 0)],
        "three": [(300, 0), (310, 0)],
        "one": [(0, 30), (0, 50)],
    }
    layer = streets(lines, access=["residents"] * 8)
    layer = layer[::-1] if backwards else layer
    yards = places(C1=box(-50, 10, 50, 60), C2=box(150, -9, 199, 9), C3=box(301, -9, 350, 9))

    walkable = ways({"streets": layer, "communities": yards})
    found = walkable.streets["zone"]

    assert walkable.shared.tolist() == ["shared"]
    assert ways({"streets": layer, "communities": yards}, passage="everyone").shared.empty
    expected = {"a": "~1", "b": "~1", "alone": "~2", "drive": "C1", "one": "C1"}
    expected |= {"two": "C2", "three": "C3", "shared": None}
    assert found.astype(object).where(found.notna(), None).to_dict() == expected


def test_barriers_are_open_at_gates_that_are_not_closed():
    wall = gpd.GeoDataFrame({"kind": ["wall"]}, geometry=[YARD.boundary], index=["W1"], crs=4549)
    lines = {"gate": THROUGH, "hole": [(30, -30), (30, 30)]}
    layers = {"streets": streets(lines), "barriers": wall, "entrances": gates()}

    found = ways(layers)

    assert found.cuts[["street", "why"]].to_numpy().tolist() == [["hole", "crosses"]]
    assert found.streets.index.tolist() == ["gate"] * 3 + ["hole"] * 2
    assert found.walls[0].distance(Point(0, 0)) == pytest.approx(3)
    shut = ways(layers | {"entrances": gates(access=["closed"])})
    assert shut.walls[0].distance(Point(0, 0)) == 0
    assert (len(shut.streets), shut.cuts["street"].tolist()) == (4, ["hole"])
    without = ways(layers, barriers=False)
    assert (without.walls, without.cuts.empty, len(without.streets)) == (None, True, 4)


def test_streets_only_and_shapes_that_are_missing():
    layer = streets({"S1": THROUGH, "S2": THROUGH}, access=["residents", None])
    layer.geometry = [None, LineString(THROUGH)]
    before = layer.copy()

    found = ways({"streets": layer})

    assert found.streets.index.tolist() == ["S1", "S2"]
    assert found.streets["zone"].isna().all()
    assert (found.walls, found.gates.empty, found.cuts.empty) == (None, True, True)
    pd.testing.assert_frame_equal(layer, before)


def test_faults():
    with pytest.raises(LayerError, match="streets"):
        ways({})
    with pytest.raises(ChoiceError, match="anyone"):
        ways({"streets": streets({"S1": THROUGH})}, passage="anyone")


@pytest.fixture(scope="module")
def district():
    return dict(demo.district().layers)


def test_streets_of_the_district_are_walked_by_their_residents(district):
    found = ways(district)

    own = found.streets[found.streets["access"].eq("residents").to_numpy()]
    assert own["zone"].tolist() == own.index.str[2:5].tolist()
    other = found.streets[~found.streets["access"].eq("residents").to_numpy()]
    kept = other[other["zone"].notna().to_numpy()]
    assert kept.length.to_numpy() == pytest.approx(0.5)  # outside of each gate
    assert set(kept.index) == set(found.gates["street"][~found.gates["street"].str.endswith("-in")])
    assert found.gates.loc[found.gates["access"] == "closed", "gate"].tolist() == ["G-C03-E6"]


def test_only_residents_enter_a_community_of_the_district(district):
    net = network.build(ways(district).streets, pace=1.0)

    public = np.flatnonzero(net.zone == 0)
    reached = set(net.start[public]) | set(net.end[public])
    yards = district["communities"].geometry[["C04", "C05"]].buffer(-1).union_all()
    assert not any(yards.contains(Point(net.nodes[node])) for node in reached)


def test_no_barrier_of_the_district_is_crossed_and_none_cuts_a_street_in_use(district):
    found = ways(district)

    assert found.cuts.empty
    assert len(found.walls) == 21
    over = found.streets.sindex.query(found.walls, predicate="crosses")[1]
    rows = found.streets.iloc[over]
    assert (rows["kind"].eq("crossing") | rows["bridge"] | rows["tunnel"]).all()


def test_walls_without_gaps_are_crossed_at_gates_only(district):
    walled = district["communities"].loc[["C01", "C03", "C04", "C05"]]
    lines = gpd.GeoDataFrame(
        {"kind": ["wall"] * 4}, geometry=walled.boundary.to_numpy(), crs=walled.crs
    )
    whole = ways(district | {"barriers": lines})
    blind = ways(district | {"barriers": lines, "entrances": district["entrances"].iloc[:0]})

    assert whole.cuts.empty
    gates = district["entrances"].loc[lambda frame: frame["of"].isin(walled.index)]
    assert set(blind.cuts["street"]) == {
        f"S-{gate.removeprefix('G-')}{end}" for gate in gates.index for end in ("", "-in")
    }


def test_steps_at_the_gate_stop_a_wheelchair(district):
    closed = ways(district, step_free=True).gates.query("access == 'closed'")

    assert {"G-C03-E3", "G-C10-S", "G-wet_market-02-W"} < set(closed["gate"])


def test_an_outline_that_crosses_itself_does_no_harm():
    bow = places(C1=Polygon([(-9, -9), (9, 9), (9, -9), (-9, 9)]))
    layers = {"streets": streets({"S1": THROUGH}), "communities": bow, "entrances": gates()}

    assert walked(ways(layers)) == KEPT
