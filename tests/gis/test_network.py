"""Streets become edges: where they join, what they cost, and the same for any order of rows."""

import re
from dataclasses import fields

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, MultiLineString, Point, Polygon

from pianqu.gis import network
from pianqu.gis.errors import ChoiceError, CrsError, LayerError
from pianqu.gis.relief import Relief

INF = float("inf")


def layer(*lines, **columns):
    names = [f"S{i}" for i in range(1, len(lines) + 1)]
    geometry = [LineString(line) if isinstance(line, list) else line for line in lines]
    return gpd.GeoDataFrame(columns, index=names, geometry=geometry, crs=4549)


def build(*lines, **columns):
    return network.build(layer(*lines, **columns), pace=1.0)


def assert_same(one, other):
    for field in fields(network.Network):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "lines":
            a, b = shapely.to_wkb(a), shapely.to_wkb(b)
        assert np.array_equal(a, b, equal_nan=field.name == "grade"), field.name


@pytest.mark.parametrize(
    ("lines", "edges"),
    [
        ([[(0, 0), (9, 0)], [(9, 0), (9, 9)]], 2),  # end on end
        ([[(0, 0), (9, 0), (18, 0)], [(9, 0), (9, 9)]], 3),  # end on a vertex
        ([[(0, 0), (9, 9), (18, 18)], [(18, 0), (9, 9), (0, 18)]], 4),  # vertex on vertex
        ([[(0, 0), (18, 18)], [(18, 0), (0, 18)]], 2),  # a bridge: no vertex shared
        ([[(0, 0), (18, 0)], [(9, 0), (9, 9)]], 2),  # an end on a line without a vertex
        ([[(0, 0), (5, 1), (9, 0)]], 1),  # a bend is no junction
        ([[(0, 0), (9, 0), (9, 9), (0, 0), (-9, 0)]], 2),  # a line that touches itself
    ],
)
def test_streets_join_at_shared_vertices_only(lines, edges):
    built = build(*lines)

    assert len(built.start) == edges
    assert built.length.sum() == pytest.approx(sum(LineString(line).length for line in lines))


@pytest.mark.parametrize(
    ("oneway", "forward", "backward"),
    [("both", 40, 40), (None, 40, 40), ("forward", 40, INF), ("backward", INF, 40)],
)
def test_direction_is_that_of_the_drawing(oneway, forward, backward):
    street = layer([(90, 0), (50, 0)], oneway=[oneway])

    built = network.build(street, pace=1.0)

    assert built.nodes[built.start].tolist() == [[90, 0]]
    assert (built.forward.item(), built.backward.item()) == (forward, backward)


@pytest.mark.parametrize(("stairs", "seconds"), [(True, 80), (False, 20), (None, 20)])
def test_stairs_keep_a_share_of_the_pace(stairs, seconds):
    street = layer([(0, 0), (40, 0)], stairs=pd.array([stairs], dtype="boolean"))

    assert network.build(street, pace=2.0, stairs=0.25).forward.item() == seconds


def test_closed_streets_leave_nothing_not_even_a_junction():
    built = build([(0, 0), (5, 0), (9, 0)], [(5, 0), (5, 9)], access=["open", "closed"])

    assert built.street.tolist() == ["S1"]


def test_parallel_edges_and_loops_stay_apart():
    built = build(
        [(0, 0), (9, 0)],
        [(0, 0), (5, 5), (9, 0)],
        [(9, 0), (12, 0), (12, 4), (9, 0)],
        [(0, 0), (9, 0)],
    )

    assert sorted(built.street) == ["S1", "S2", "S3", "S4"]
    assert (built.start == built.end).tolist().count(True) == 1
    assert sorted(built.length.round(3)) == [9, 9, 12, 13.474]


def test_a_ring_alone_is_one_loop():
    built = build([(0, 0), (9, 0), (9, 9), (0, 0)])

    assert built.start.tolist() == built.end.tolist() == [0]


def test_vertices_that_round_to_one_millimetre_are_one():
    built = build([(0, 0), (100.0002, 0)], [(100.0004, 0), (100.0, 50)])

    assert len(built.nodes) == 3
    assert [100.0002, 0] in built.nodes.tolist()


def test_parts_without_length_leave_no_edge():
    streets = layer([(0, 0), (0, 0), (9, 0), (9, 0)], [(5, 5), (5, 5.0001)])

    built = network.build(streets, pace=1.0)

    assert built.length.tolist() == [9]
    assert streets.index.difference(built.street).tolist() == ["S2"]


def test_multilines_are_taken_apart_and_heights_are_dropped():
    built = build(
        MultiLineString([[(0, 0), (9, 0)], [(9, 0), (18, 0)]]), LineString([(0, 0, 5), (0, 7, 9)])
    )

    assert sorted(built.street) == ["S1", "S1", "S2"]
    assert not shapely.has_z(built.lines).any()


def test_lines_run_from_start_to_end(streets):
    built = network.build(streets, pace=1.0)

    for ends, position in ((built.start, 0), (built.end, -1)):
        points = shapely.get_point(built.lines, position)
        assert shapely.get_coordinates(points).tolist() == built.nodes[ends].tolist()
    assert built.length.tolist() == shapely.length(built.lines).tolist()


def test_components_by_length_not_by_count():
    short = [[(x, 0), (x + 1, 0)] for x in range(5)]

    built = build(*short, [(0, 50), (900, 50)], [(0, 90), (4, 90)])

    label = dict(zip(map(tuple, built.nodes.tolist()), built.component.tolist(), strict=True))
    assert (label[0, 50], label[0, 0], label[0, 90]) == (0, 1, 2)
    assert np.bincount(built.component).tolist() == [2, 6, 2]


def test_oneway_streets_hold_a_component_together():
    built = build([(0, 0), (9, 0)], [(18, 0), (9, 0)], oneway=["forward", "forward"])

    assert built.component.tolist() == [0, 0, 0]


@pytest.mark.parametrize("seed", range(5))
def test_order_of_rows_does_not_matter(streets, seed):
    twins = gpd.GeoDataFrame(
        geometry=[
            MultiLineString([[(0, 0), (50, 50), (100, 0)], [(0, 0), (50, -50), (100, 0)]]),
            LineString([(100, 0), (0, 0)]),
            LineString([(100, 0), (0, 0)]),
        ],
        index=["m", "t1", "t2"],
        crs=streets.crs,
    )
    whole = pd.concat([streets, twins])

    shuffled = whole.sample(frac=1, random_state=seed)

    assert_same(network.build(shuffled, pace=1.3), network.build(whole, pace=1.3))


@pytest.mark.parametrize("seed", range(5))
def test_order_of_rows_does_not_matter_on_hills_and_in_zones(streets, seed):
    """Four streets of one name and one shape, that differ in what they cost and whose they are."""
    line = LineString([(0, 100), (50, 140), (100, 100)])
    alike = gpd.GeoDataFrame(
        {
            "kind": ["crossing", "crossing", None, None],
            "zone": ["C02", None, "C01", "C02"],
            "bridge": [None, None, True, True],
        },
        geometry=[line] * 4,
        index=["twin"] * 4,
        crs=streets.crs,
    )
    whole = pd.concat([streets, alike])
    rng = np.random.default_rng(1)
    hills = Relief(rng.uniform(0, 20, (50, 50)), (30, 0, -300, 0, -30, 1000), "EPSG:4549", 4549)
    how = {"pace": 1.3, "wait": 40.0, "stairs_down": 0.6, "relief": hills}

    shuffled = whole.sample(frac=1, random_state=seed)

    assert_same(network.build(shuffled, **how), network.build(whole, **how))


def test_a_zone_has_the_number_of_its_name():
    lines = [[(0, y), (9, y)] for y in range(4)]

    built = build(*lines, zone=["C02", None, "C01", "C02"])

    assert built.zones.tolist() == ["C01", "C02"]
    assert dict(zip(built.street, built.zone, strict=True)) == {"S1": 2, "S2": 0, "S3": 1, "S4": 2}
    assert build(*lines).zones.tolist() == []


def test_the_layer_is_left_as_it_was(streets):
    before = streets.copy()

    network.build(streets, pace=1.0)

    pd.testing.assert_frame_equal(streets, before)


def test_search_structures_are_made_once(streets):
    built = network.build(streets, pace=1.0)

    assert built.graph is built.graph
    assert built.tree is built.tree
    assert len(built.graph.arcs) == np.isfinite([built.forward, built.backward]).sum()


def test_every_fault_of_the_layer_is_told_at_once():
    street = LineString([(0, 0), (9, 0)])
    shapes = [None, LineString(), Point(0, 0), Polygon([(0, 0), (1, 0), (1, 1)]), street, street]
    far = LineString([(0, 0), (INF, 0)])

    with pytest.raises(LayerError) as caught:
        build(*shapes, far, oneway=["both"] * 5 + ["left", None])

    assert [len(re.findall(r"S\d", fault)) for fault in caught.value.faults] == [2, 2, 1, 1]
    assert "S1、S2" in caught.value.faults[0]
    assert "S6" in caught.value.faults[3]


def test_a_long_list_of_ids_is_counted():
    with pytest.raises(LayerError, match="S10 等 30 个"):
        build(*[None] * 30)


@pytest.mark.parametrize("access", [["closed"], ["open"]])
def test_nothing_to_walk_on_is_an_error(access):
    line = [(0, 0), (9, 0)] if access == ["closed"] else [(0, 0), (0, 0)]

    with pytest.raises(LayerError, match="没有可步行的路段"):
        build(line, access=access)


@pytest.mark.parametrize(
    ("wrong", "part"),
    [
        ({"pace": 0}, "步行速度"),
        ({"pace": INF}, "步行速度"),
        ({"stairs": 1.5}, "楼梯"),
        ({"stairs": -0.1}, "楼梯"),
        ({"stairs_down": 0}, "下楼梯"),
        ({"stairs_down": 1.1}, "下楼梯"),
        ({"wait": -1}, "等候"),
        ({"wait": INF}, "等候"),
        ({"tolerance": -1}, "容差"),
    ],
)
def test_choices_out_of_range(wrong, part):
    with pytest.raises(ChoiceError, match=f"{part}.*应") as caught:
        network.build(layer([(0, 0), (9, 0)]), **{"pace": 1.0, **wrong})

    assert len(caught.value.faults) == 1


def test_degrees_are_refused():
    with pytest.raises(CrsError):
        network.build(layer([(120, 31), (121, 31)]).set_crs(4490, allow_override=True), pace=1.0)


def test_heights_of_another_grid_are_refused():
    ground = Relief(np.zeros((2, 2)), (1, 0, 0, 0, -1, 0), "EPSG:4548", 4548)

    with pytest.raises(CrsError, match=r"4548.*4549"):
        network.build(layer([(0, 0), (9, 0)]), pace=1.0, relief=ground)


@pytest.mark.parametrize("order", [1, -1])
def test_a_crossing_in_rows_is_waited_at_once(order):
    lines = [LineString([(a, 0), (b, 0)]) for a, b in ((0, 4), (4, 12), (14, 22))]
    rows = gpd.GeoDataFrame({"kind": "crossing"}, geometry=lines, index=["X"] * 3, crs=4549)

    built = network.build(rows[::order], pace=1.0, wait=30)

    assert sorted(zip(built.length, built.forward, strict=True)) == [(4, 10), (8, 20), (8, 20)]
