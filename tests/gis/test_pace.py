"""Slope, stairs and waits: seconds that can be worked out by hand, and by a plane's gradient."""

from itertools import pairwise
from math import exp, hypot

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString

from pianqu.gis import cutting, network, pace
from pianqu.gis.errors import LayerError
from pianqu.gis.relief import Relief

FAR = 4000.0
INF = float("inf")


def plane(east, north=0.0):
    """Ground that rises by so much of a metre each metre east and north."""
    corner = [[-east + north, east + north], [-east - north, east - north]]
    return Relief(
        np.array(corner) * FAR, (2 * FAR, 0, -2 * FAR, 0, -2 * FAR, 2 * FAR), "EPSG:4549", 4549
    )


def section(*heights, every=100.0):
    """Ground that is the same from south to north, with these heights from x = 0 on."""
    band = np.array([heights, heights], dtype=float)
    return Relief(band, (every, 0, -every / 2, 0, -2 * FAR, 2 * FAR), "EPSG:4549", 4549)


def layer(*lines, **columns):
    names = [f"S{i}" for i in range(1, len(lines) + 1)]
    geometry = [LineString(line) for line in lines]
    return gpd.GeoDataFrame(columns, index=names, geometry=geometry, crs=4549)


def build(*lines, relief=None, **columns):
    return network.build(layer(*lines, **columns), pace=1.0, relief=relief)


def seconds(built):
    """Seconds both ways and grade by the street's name and where the edge begins, going east."""
    found = {}
    for e, name in enumerate(built.street):
        ends = built.nodes[built.start[e]].tolist(), built.nodes[built.end[e]].tolist()
        there, back = built.forward[e], built.backward[e]
        pair = (there, back) if ends[0] < ends[1] else (back, there)
        found[name, min(ends)[0]] = pytest.approx(pair), built.grade[e]
    return found


@pytest.mark.parametrize(
    ("slope", "share"),
    [(0.0, 1.0), (-0.05, exp(0.175)), (-0.1, 1.0), (0.1, exp(-0.35)), (-0.25, exp(-0.525))],
)
def test_tobler_by_hand(slope, share):
    assert float(pace.tobler(slope)) == pytest.approx(share, rel=1e-12)


def test_tobler_is_the_published_function_over_its_value_on_the_flat():
    slope = np.linspace(-1, 1, 41)
    published = 6 * np.exp(-3.5 * np.abs(slope + 0.05))

    assert pace.tobler(slope) * 6 * exp(-0.175) == pytest.approx(published)


def test_a_ramp_up_and_down():
    built = network.build(layer([(0, 0), (100, 0)]), pace=2.0, relief=plane(0.1))

    assert (built.forward.item(), built.backward.item()) == pytest.approx((50 * exp(0.35), 50))
    assert built.grade.item() == pytest.approx(0.1)


def test_a_hill_between_two_ends_of_one_height_is_not_flat():
    built = build([(0, 0), (200, 0)], relief=section(0, 5, 0))

    over = 100 * exp(0.175) + 100 * exp(-0.175)
    assert (built.forward.item(), built.backward.item()) == pytest.approx((over, over))
    assert built.grade.item() == pytest.approx(0.05)


def test_the_steepest_stretch_is_told():
    built = build([(0, 0), (300, 0)], relief=section(0, 2, 14, 13))

    assert built.grade.item() == pytest.approx(0.12)


@given(
    gradient=st.tuples(st.floats(-0.3, 0.3), st.floats(-0.3, 0.3)),
    xy=st.lists(
        st.tuples(st.integers(-500, 500), st.integers(-500, 500)),
        min_size=2,
        max_size=6,
        unique=True,
    ),
)
def test_on_a_plane_each_leg_has_the_slope_of_its_direction(gradient, xy):
    line = LineString(xy)
    pieces = cutting.cut(np.array([line]), tolerance=0.001)
    ground = pace.profile(pieces, raised=np.zeros(len(pieces.row), bool), relief=plane(*gradient))
    gait = {"pace": 1.3, "stairs": 0.5, "stairs_down": 0.5}
    steps = np.zeros(len(pieces.row), dtype=bool)
    there, back = pace.seconds(ground, shapely.length(pieces.lines), steps, **gait)

    expected = [0.0, 0.0]
    for (x, y), (to_x, to_y) in pairwise(xy):
        run = hypot(to_x - x, to_y - y)
        slope = (gradient[0] * (to_x - x) + gradient[1] * (to_y - y)) / run
        expected[0] += run / 1.3 * exp(3.5 * (abs(slope + 0.05) - 0.05))
        expected[1] += run / 1.3 * exp(3.5 * (abs(-slope + 0.05) - 0.05))
    assert [there.sum(), back.sum()] == pytest.approx(expected, rel=1e-6)


def test_flat_ground_costs_what_no_ground_costs(streets):
    without, flat = (
        network.build(streets, pace=1.3),
        network.build(streets, pace=1.3, relief=plane(0)),
    )

    assert np.array_equal(without.forward, flat.forward)
    assert np.array_equal(without.backward, flat.backward)
    assert (flat.grade == 0).all()
    assert np.isnan(without.grade).all()


@given(
    rows=st.lists(
        st.tuples(
            st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=4),
            st.sampled_from(["both", "forward", "backward", None]),
            st.sampled_from([True, False, None]),
            st.sampled_from(["crossing", "footway", None]),
        ),
        min_size=1,
        max_size=6,
    ),
    walk=st.floats(0.3, 3),
    stairs=st.floats(0.1, 1),
)
def test_without_relief_an_edge_costs_length_over_pace(rows, walk, stairs):
    lines, oneway, steps, kind = zip(*rows, strict=True)
    columns = {"oneway": [*oneway, None], "stairs": [*steps, None], "kind": [*kind, None]}
    anchor = [(90, 90), (99, 90)]  # so that something can be walked, whatever is drawn

    built = network.build(layer(*lines, anchor, **columns), pace=walk, stairs=stairs)

    for e, row in enumerate(built.street):
        on_steps, way = (columns[name][int(row[1:]) - 1] for name in ("stairs", "oneway"))
        plain = built.length[e] / (walk * stairs if on_steps else walk)
        assert built.forward[e] == (INF if way == "backward" else plain)
        assert built.backward[e] == (INF if way == "forward" else plain)


PIT = section(8, 8, 0, 0, 8, 8)  # 100 m apart: a river bed between 200 m and 300 m


@pytest.mark.parametrize(
    "column", [{"bridge": [True]}, {"tunnel": [True]}, {"level": [1]}, {"level": [-1]}]
)
def test_what_is_not_on_the_ground_runs_straight_from_end_to_end(column):
    built = build([(100, 0), (400, 0)], relief=PIT, **column)

    assert seconds(built) == {("S1", 100): ((300, 300), 0)}


@pytest.mark.parametrize(
    "column", [{}, {"bridge": [False]}, {"bridge": [None]}, {"level": [0]}, {"level": [None]}]
)
def test_what_is_on_the_ground_dives(column):
    built = build([(100, 0), (400, 0)], relief=PIT, **column)

    legs = 100 * exp(3.5 * 0.08) + 100 + 100 * exp(3.5 * (0.03 - 0.05))
    assert seconds(built) == {("S1", 100): ((legs, legs), pytest.approx(0.08))}


def test_a_bridge_cut_at_a_stair_has_one_slope():
    ground = section(0, 0, 0, 9)
    ramp, stair = [(0, 0), (150, 0), (300, 0)], [(150, 0), (150, 20)]

    found = seconds(build(ramp, stair, relief=ground, bridge=[True, None], stairs=[None, True]))

    up, down = 150 * exp(3.5 * 0.03), 150 * exp(3.5 * (0.02 - 0.05))
    assert found["S1", 0] == ((up, down), pytest.approx(0.03))
    assert found["S1", 150] == ((up, down), pytest.approx(0.03))


@pytest.mark.parametrize("backwards", [False, True])
@pytest.mark.parametrize("column", [{"bridge": [True] * 2}, {"level": [1] * 2}])
def test_a_bridge_in_rows_runs_from_end_to_end_of_its_line(column, backwards):
    deck = LineString([(100, 0), (450, 0)][:: -1 if backwards else 1])
    halves = [(100, 0), (249, 0)], [(251, 0), (400, 0)]  # a gate was taken out, and an end
    rows = layer(*(half[:: -1 if backwards else 1] for half in halves), whole=[deck] * 2, **column)
    ground = section(0, 7, 0, 0, 7, 21)  # 7 m at 100 m, 14 m at 450 m

    found = seconds(network.build(rows, pace=1.0, relief=ground))

    up, down = 149 * exp(3.5 * 0.02), 149 * exp(3.5 * (0.03 - 0.05))
    assert set(found) == {("S1", 100), ("S2", 251)}
    assert all(
        both == (up, down) and grade == pytest.approx(0.02) for both, grade in found.values()
    )


def test_a_bridge_whose_end_is_unknown_is_flat_and_says_so():
    built = build([(100, 0), (400, 0)], relief=section(8, np.nan, 0, 0, 8, 8), bridge=[True])

    assert (built.forward.item(), built.backward.item()) == (300, 300)
    assert np.isnan(built.grade.item())


def test_ground_unknown_at_one_place_leaves_the_whole_edge_flat():
    ground = section(0, 10, 20, np.nan, 40)

    found = seconds(build([(0, 0), (350, 0)], [(0, 50), (200, 50)], relief=ground))

    assert found["S1", 0] == ((350, 350), pytest.approx(np.nan, nan_ok=True))
    assert found["S2", 0] == ((200 * exp(0.35), 200), pytest.approx(0.1))


@pytest.mark.parametrize(
    ("relief", "up", "down"),
    [
        (plane(0.3), 200, 125),
        (plane(-0.3), 125, 200),
        (plane(0), 200, 200),
        (plane(0.00001), 200, 200),  # a millimetre
        (section(0, np.nan), 200, 200),
        (None, 200, 200),
    ],
)
def test_stairs_up_and_down(relief, up, down):
    steps = layer([(0, 0), (100, 0)], stairs=[True])

    built = network.build(steps, pace=1.0, stairs=0.5, stairs_down=0.8, relief=relief)

    assert seconds(built)["S1", 0][0] == (up, down)


def test_stairs_go_down_as_they_go_up_unless_told():
    steps = layer([(0, 0), (100, 0)], stairs=[True])

    built = network.build(steps, pace=1.0, stairs=0.4, relief=plane(0.3))

    assert (built.forward.item(), built.backward.item()) == (250, 250)


def test_a_wheelchair_takes_the_long_way_round():
    streets = layer([(0, 0), (9, 0)], [(0, 0), (0, 40), (9, 0)], stairs=[True, None])

    on_foot = network.build(streets, pace=1.0)
    on_wheels = network.build(streets, pace=1.0, stairs=0, stairs_down=0)

    assert sorted(on_foot.street) == ["S1", "S2"]
    assert on_wheels.street.tolist() == ["S2"]


def test_where_there_are_only_stairs_a_wheelchair_has_no_network():
    with pytest.raises(LayerError, match="共 1 条道路"):
        network.build(layer([(0, 0), (9, 0)], stairs=[True]), pace=1.0, stairs=0)


def test_a_crossing_cut_in_three_is_waited_at_once():
    crossing = [(0, 0), (4, 0), (12, 0), (20, 0)]
    tracks = [[(4, 0), (4, 50)], [(12, 0), (12, 50)]]

    streets = layer(crossing, *tracks, kind=["crossing", "footway", None])
    built = network.build(streets, pace=1.0, wait=30)

    shares = {start: both for (name, start), (both, _) in seconds(built).items() if name == "S1"}
    assert shares == {0: (4 + 6, 4 + 6), 4: (8 + 12, 8 + 12), 12: (8 + 12, 8 + 12)}
    on = built.street == "S1"
    assert built.forward[on].sum() == pytest.approx(20 + 30)
    assert built.backward[on].sum() == pytest.approx(20 + 30)
    assert sorted(built.forward[~on]) == [50, 50]


def test_nobody_waits_where_nobody_may_walk():
    street = layer([(0, 0), (20, 0)], kind=["crossing"], oneway=["forward"])

    built = network.build(street, pace=1.0, wait=30)

    assert (built.forward.item(), built.backward.item()) == (50, INF)


def test_a_slope_nobody_can_climb_is_no_way():
    built = build([(0, 0), (10, 0)], relief=section(0, 9000, every=10.0))

    assert built.forward.item() == INF
