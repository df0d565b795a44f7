"""Barriers: what is cut and what is not, and who may still cross."""

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString, Point, Polygon, box

from pianqu.gis import barriers, network
from pianqu.gis.errors import CrsError
from pianqu.gis.sides import GAP

WALL = LineString([(-50, 10), (50, 10)])
RIVER = box(-50, 10, 50, 30)
LANE = LineString([(0, 0), (0, 40)])


def frame(shapes, **columns):
    names = list(shapes) if isinstance(shapes, dict) else range(len(shapes))
    lines = list(shapes.values()) if isinstance(shapes, dict) else list(shapes)
    return gpd.GeoDataFrame(columns, geometry=lines, index=pd.Index(names), crs=4549)


def joined(streets, one, other):
    """Whether one can walk between two points on the streets."""
    net = network.build(streets, pace=1.0)
    edges = [int(net.tree.query_nearest(Point(at))[0]) for at in (one, other)]
    return len(set(net.component[net.start[edges]])) == 1


def test_a_wall_leaves_a_gap_that_nobody_walks_through():
    streets, cuts = barriers.cut(frame({"S": LANE}), frame({"W": WALL}))

    assert streets.geometry.to_wkt().tolist() == [
        "LINESTRING (0 0, 0 9.75)",
        "LINESTRING (0 10.25, 0 40)",
    ]
    assert streets.index.tolist() == ["S", "S"]
    assert cuts.iloc[0].to_dict() == {
        "street": "S",
        "barrier": "W",
        "why": "crosses",
        "geometry": Point(0, 10),
    }
    assert not joined(streets, (0, 0), (0, 40))


def test_a_river_takes_all_that_is_inside():
    streets, cuts = barriers.cut(frame({"S": LANE}), frame({"R": RIVER}))

    assert streets.length.tolist() == [10, 10]
    assert cuts.iloc[0, :3].tolist() == ["S", "R", "crosses"]


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ([(0, 0), (0, 20)], [10]),  # ends in the water
        ([(0, 0), (0, 10)], [10]),  # ends on the bank
        ([(0, 0), (0, 10), (5, 0)], [10 + np.hypot(5, 10)]),  # touches the bank
        ([(-20, 10), (20, 10)], [40]),  # along the bank
        ([(-5, 20), (5, 20)], []),  # never leaves the water
        ([(0, 0), (0, 20), (9, 20), (9, 0)], [10, 10]),  # comes out on the side where it went in
    ],
)
def test_what_a_river_leaves(line, left):
    streets, _ = barriers.cut(frame([LineString(line)]), frame([RIVER]))

    assert streets.length.tolist() == pytest.approx(left)


@pytest.mark.parametrize(
    ("columns", "whole"),
    [
        ({"kind": ["crossing"]}, True),
        ({"kind": ["footway"]}, False),
        ({"bridge": [True]}, True),
        ({"tunnel": pd.array([True], "boolean")}, True),
        ({"bridge": pd.array([None], "boolean")}, False),
        ({"level": pd.array([-1], "Int64")}, True),
        ({"level": pd.array([0], "Int64")}, False),
        ({"level": pd.array([None], "Int64"), "kind": [None]}, False),
    ],
)
@pytest.mark.parametrize("barrier", [WALL, RIVER])
def test_who_may_cross(columns, whole, barrier):
    streets, cuts = barriers.cut(frame([LANE], **columns), frame([barrier]))

    assert (len(streets) == 1, cuts.empty) == (whole, whole)


@pytest.mark.parametrize(
    ("gate", "cuts"), [((0, 10), 0), ((2.9, 10), 0), ((0, 12.9), 0), ((3.1, 10), 1)]
)
def test_a_gate_within_reach_opens_the_wall(gate, cuts):
    gates = gpd.GeoSeries([None, Point(), Point(gate)], crs=4549)

    assert len(barriers.cut(frame([LANE]), frame([WALL]), openings=gates, width=3)[1]) == cuts


def test_streets_that_meet_on_the_wall_are_parted():
    south, north = LineString([(0, 0), (0, 10)]), LineString([(0, 10), (5, 40)])
    streets, cuts = barriers.cut(frame({"A": south, "B": north}), frame({"W": WALL}))

    assert cuts["street"].tolist() == ["A", "B"]
    assert not joined(streets, (0, 0), (5, 40))


def test_streets_of_one_side_stay_joined_where_they_meet_on_the_wall():
    ends = {"A": (-9, 0), "B": (9, 0), "C": (-9, 20), "D": (9, 20)}
    lines = {name: LineString([end, (0, 10)]) for name, end in ends.items()}
    streets, cuts = barriers.cut(frame(lines), frame({"W": WALL}))

    assert cuts["street"].tolist() == list("ABCD")
    reach = {pair: joined(streets, ends[pair[0]], ends[pair[1]]) for pair in combinations(ends, 2)}
    assert [pair for pair, together in reach.items() if together] == [("A", "B"), ("C", "D")]


@pytest.mark.parametrize("line", [[(0, 0), (0, 10)], [(0, 0), (0, 10), (9, 0)]])
def test_what_ends_on_a_wall_or_touches_it_is_no_cut(line):
    streets, cuts = barriers.cut(frame([LineString(line)]), frame([WALL]))

    assert cuts.empty
    assert streets.distance(WALL).min() > 0
    assert streets.length.sum() == pytest.approx(LineString(line).length, abs=2 * 0.25)
    assert len(line) == 2 or joined(streets, (0, 0), (9, 0))


def test_one_walks_round_the_end_of_a_wall():
    streets, cuts = barriers.cut(frame([LANE]), frame([LineString([(0, 10), (50, 10)])]))

    assert streets.geometry.tolist() == [LANE]
    assert cuts.empty


def test_two_walls_end_to_end_have_no_hole():
    walls = frame([LineString([(-50, 10), (0, 10)]), LineString([(0, 10), (50, 20)])])

    assert len(barriers.cut(frame([LANE]), walls)[0]) == 2


def test_a_road_along_its_own_barrier_stays_whole_with_what_meets_it():
    side = {"N": [(0, 10), (0, 40)], "S": [(0, 0), (0, 10)], "over": [(9, 0), (9, 40)]}
    road = LineString([(-50, 10), (0, 10), (50, 10)])
    lines = frame({"road": road} | {name: LineString(xy) for name, xy in side.items()})

    streets, cuts = barriers.cut(lines, frame({"W": WALL}))

    found = cuts.set_index("street")["why"].to_dict()
    assert found == {"road": "along", "over": "crosses"}
    assert joined(streets, (0, 0), (0, 40))
    assert not joined(streets, (9, 0), (9, 40))


@pytest.mark.parametrize(("kind", "left"), [("wall", [9.75, 19.5, 9.75]), ("river", [10, 10])])
def test_an_area_of_wall_is_its_outline(kind, left):
    streets, _ = barriers.cut(frame([LANE]), frame([RIVER], kind=[kind]))

    assert streets.length.tolist() == left


def test_a_lane_that_meets_a_crossing_on_the_line_stays_joined():
    lines = {"A": LineString([(0, 0), (0, 10)]), "B": LineString([(0, 10), (0, 40)])}
    streets, cuts = barriers.cut(frame(lines, kind=["crossing", "footway"]), frame([WALL]))

    assert cuts.empty
    assert joined(streets, (0, 0), (0, 40))


def test_multilines_missing_shapes_columns_and_heights():
    parts = MultiLineString([[(0, 0), (0, 40)], [(90, 0), (90, 40)]])
    high = LineString([(5, 0, 1), (5, 20, 3)])
    lines = frame({"M": parts, "none": None, "empty": LineString(), "Z": high}, name=list("abcd"))
    before = lines.to_wkb()

    streets, _ = barriers.cut(lines, frame({"W": WALL, "none": None, "empty": LineString()}))

    assert streets.index.tolist() == ["M", "M", "M", "none", "empty", "Z", "Z"]
    assert streets["name"].tolist() == list("aaabcdd")
    assert streets.loc["Z"].geometry.iloc[0].coords[-1] == (5, 9.75, 1.975)
    assert streets.crs == lines.crs
    pd.testing.assert_frame_equal(lines.to_wkb(), before)


def test_nothing_to_cut():
    for lines, walls in (([LANE], []), ([], [WALL]), ([], [])):
        streets, cuts = barriers.cut(frame(lines), frame(walls))
        assert streets.geometry.tolist() == lines
        assert cuts.columns.tolist() == ["street", "barrier", "why", "geometry"]


def test_other_system():
    with pytest.raises(CrsError, match="4550"):
        barriers.cut(frame([LANE]), frame([WALL]).set_crs(4550, allow_override=True))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_no_street_is_on_both_sides_and_none_is_longer(seed):
    random = np.random.default_rng(seed)
    lines = frame(
        [LineString(xy) for xy in random.uniform(0, 500, (12, 4, 2))],
        bridge=random.random(12) < 0.2,
    )
    river = Polygon(random.uniform(0, 500, (3, 2)))
    walls = frame([*(LineString(xy) for xy in random.uniform(0, 500, (4, 3, 2))), river])
    gates = gpd.GeoSeries(shapely.points(random.uniform(0, 500, (20, 2))), crs=4549)

    streets, cuts = barriers.cut(lines, walls, openings=gates, width=20)

    left = barriers.opened(walls, gates, width=20)
    bound = streets[~streets["bridge"]]
    ends = shapely.boundary(left.iloc[:4].union_all()).buffer(0.01)  # one walks round these
    solid = shapely.union_all(
        [left.iloc[:4].union_all().difference(ends), left.iloc[4].buffer(-0.01)]
    )
    assert not bound.intersects(solid).any()
    length = streets.length.groupby(level=0).sum().reindex(lines.index, fill_value=0)
    assert (length <= lines.length + 1e-9).all()
    dry = lines.intersection(left.iloc[4]).length
    most = 3 * GAP * cuts.groupby("street").size().reindex(lines.index, fill_value=0)
    assert (length >= lines.length - dry - most - 1e-6).where(~lines["bridge"], True).all()
    away = lines["bridge"] | ~lines.intersects(left.union_all())
    assert streets.geometry[away].tolist() == lines.geometry[away].tolist()
