"""Road corners by hand: turned, moved, along one road, bent, rounded off."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, affinity, box

from pianqu.analysis.idle import corners, evidence_rules

RULES = evidence_rules.rules()
EAST = LineString([(-200, -8), (200, -8)])
NORTH = LineString([(-8, -200), (-8, 200)])


def streets(*lines, kind="residential", names=("东路", "北路")) -> gpd.GeoDataFrame:
    ids = [f"S{at}" for at in range(len(lines))]
    own = list(names)[: len(lines)]
    return gpd.GeoDataFrame({"kind": kind, "name": own}, geometry=list(lines), index=ids, crs=4549)


def plot(shape, **columns) -> gpd.GeoDataFrame:
    named = {name: [value] for name, value in columns.items()}
    return gpd.GeoDataFrame(named, geometry=[shape], index=["P1"], crs=4549)


def found(shape, roads, **columns):
    return corners.evidence(plot(shape, **columns), roads, rules=RULES)


def test_a_small_plot_where_two_streets_meet_is_a_corner():
    row = found(box(0, 0, 20, 20), streets(EAST, NORTH)).iloc[0]
    assert (row["says"], row["measured"], row["limit"]) == ("for", 400.0, 1000.0)
    assert row["object"] == "S0;S1"
    assert "东路与北路转角，面积 400.0 m²" in row["text"]


@pytest.mark.parametrize(
    ("shape", "roads"),
    [
        (box(0, 0, 40, 40), streets(EAST, NORTH)),  # too large
        (box(60, 0, 80, 20), streets(EAST, NORTH)),  # along one street
        (box(16, 16, 30, 30), streets(EAST, NORTH)),  # beyond the reach of both
        (box(0, 0, 20, 20), streets(EAST)),
        (box(0, 0, 20, 20), streets(EAST, NORTH, kind="footway")),
        (box(0, 0, 20, 20), streets(EAST, NORTH, kind="service")),
        (box(0, 0, 20, 20), None),
        (Point(0, 0), streets(EAST, NORTH)),
        (box(0, 0, 20, 20), streets(EAST, NORTH, names=("东路", "东路"))),  # one road that bends
        # the road goes on at the corner under another name
        (box(0, 0, 20, 20), streets(EAST, LineString([(-200, -8), (200, 20)]))),
        # both pass by, and meet far away
        (box(0, 0, 6, 30), streets(EAST, LineString([(-130, 170), (-8, 26)]))),
    ],
)
def test_what_is_no_corner(shape, roads):
    assert found(shape, roads).empty


def test_a_walk_named_after_its_road_makes_a_corner():
    roads = streets(EAST, NORTH, names=("胜利路人行道", "北路")).assign(
        kind=["footway", "residential"]
    )
    assert "位于胜利路与北路转角" in found(box(0, 0, 20, 20), roads)["text"].iloc[0]


def test_a_nameless_road_is_said_to_be_nameless():
    roads = streets(EAST, NORTH, names=(None, "北路"))
    assert "无名道路与北路" in found(box(0, 0, 20, 20), roads)["text"].iloc[0]


def test_streets_that_end_before_the_crossing_still_make_a_corner():
    rounded = streets(LineString([(2, -8), (200, -8)]), LineString([(-8, 2), (-8, 200)]))
    assert found(box(0, 0, 20, 20), rounded)["object"].tolist() == ["S0;S1"]


@pytest.mark.parametrize(
    ("status", "says"),
    [("vacant", "for"), ("under_used", "for"), ("in_use", "note"), (None, "note")],
)
def test_a_parcel_is_spoken_for_only_where_its_status_is_of_low_use(status, says):
    row = found(box(0, 0, 20, 20), streets(EAST, NORTH), status=status).iloc[0]
    assert row["says"] == says


@settings(max_examples=25, deadline=None)
@given(st.floats(0, 360), st.floats(-1e4, 1e4), st.floats(20, 46))
def test_a_corner_may_be_turned_and_moved(angle, away, skew):
    lines = [EAST, affinity.rotate(NORTH, skew - 20, origin=(-8, -8))]
    shapes = [
        affinity.translate(affinity.rotate(shape, angle, origin=(0, 0)), away, -away)
        for shape in (box(0, 0, 12, 12), *lines)
    ]
    assert len(found(shapes[0], streets(*shapes[1:]))) == 1


def test_of_several_corners_the_nearest_counts_whatever_the_order():
    third = LineString([(26, -200), (26, 200)])
    roads = streets(EAST, NORTH, third, names=("东路", "北路", "三路"))
    shape = box(2, 0, 20, 20)  # 10 m from the second, 6 m from the third
    expected = ["S0;S2"]
    assert found(shape, roads)["object"].tolist() == expected
    assert found(shape, roads.iloc[::-1])["object"].tolist() == expected


def test_the_planted_corner_of_the_district(district):
    layer = district.parcels
    said = corners.evidence(layer, district.streets, rules=RULES)
    row = said.set_index("plot").loc["L08"]
    assert (row["says"], row["measured"]) == ("for", 391.5)
    assert {"胜利路", "纺织路"} <= set(
        row["text"].removeprefix("位于").split("转角")[0].split("与")
    )
    assert "L18" not in set(said["plot"])  # along one street
    assert np.all(shapely.area(layer.loc[said["plot"], "geometry"].to_numpy()) <= 1000)


@pytest.mark.parametrize("column", [True, False])
def test_streets_without_names_still_make_a_corner(column):
    """All names missing, or no column of names."""
    roads = streets(EAST, NORTH)
    bare = roads.assign(name=None) if column else roads.drop(columns="name")
    assert "无名道路" in found(box(0, 0, 20, 20), bare)["text"].item()
