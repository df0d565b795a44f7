"""Where stairs are, by what is known of them, and the rectangles tried before them."""

from importlib import resources

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, affinity, box

from pianqu.analysis.lifts import lift_rules, shafts, stairs
from pianqu.analysis.light import walls
from pianqu.gis.errors import ChoiceError

RULES = lift_rules.rules()
ANGLES = {"facing_turn": 45, "wall_turn": 1}
HOUSE = box(0, 0, 40, 10)


def houses(*shapes, **columns):
    names = [f"B{number}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame(columns, geometry=list(shapes), index=names, crs=4549)


def doors(*points, building="B1", **columns):
    names = [f"U{number}" for number in range(1, len(points) + 1)]
    return gpd.GeoDataFrame(
        {"building": building, **columns}, geometry=list(points), index=names, crs=4549
    )


def placed(stairwells, buildings):
    return stairs.places(stairwells, buildings, gap=3, settings=ANGLES)


@pytest.mark.parametrize(
    ("point", "facing", "where", "source"),
    [
        (Point(10, 10), 0, (10, 10), "entrance"),
        (Point(10, 11.5), None, (10, 10), "entrance"),  # a porch before the wall
        (Point(39.5, 9), None, (40, 9), "entrance"),  # the nearest wall is the gable
        (Point(39.5, 9), 0, (39.5, 10), "entrance"),  # but the door faces north
        (Point(42, 12), 350, (40, 10), "entrance"),  # no farther than the corner
        (None, 180, (20, 0), "facing"),
        (None, None, (20, 10), "longest_wall"),
    ],
)
def test_the_stair_is_where_the_data_say(point, facing, where, source):
    found = placed(doors(point, facing=[facing]), houses(HOUSE)).loc["U1"]

    assert (found["x"], found["y"]) == pytest.approx(where)
    assert found["location_source"] == source
    assert found["left"] + found["right"] in (40.0, 10.0)
    assert pd.isna(found["fault"])


@pytest.mark.parametrize(
    ("point", "facing", "building", "words"),
    [
        (Point(10, 15), None, "B1", ["B1", "5.0 m", "3 m"]),
        (Point(10, 10), 180, "B1", ["B1", "180°"]),
        (Point(10, 10), None, "B9", ["B9", "没有面状轮廓"]),
        (None, None, "B2", ["B2", "没有面状轮廓"]),
    ],
)
def test_a_stair_without_a_place_says_why(point, facing, building, words):
    found = placed(doors(point, building=building, facing=[facing]), houses(HOUSE, Point(99, 0)))

    assert found.loc["U1", ["x", "location_source"]].isna().all()
    assert [word for word in words if word not in found.loc["U1", "fault"]] == []


def test_a_building_without_stairwells_gets_them_by_count_from_west_to_east():
    buildings = houses(HOUSE, box(0, 30, 30, 40), box(0, 60, 9, 70), box(0, 90, 9, 99)).assign(
        stairwell_count=[1, 3, pd.NA, 2], use=["residential", pd.NA, "mixed", "commercial"]
    )
    found = placed(doors(Point(10, 10)), buildings)

    assert found.index.tolist() == ["U1", "B2#1", "B2#2", "B2#3", "B3#1"]
    assert found["source"].tolist() == ["given", *["derived"] * 4]
    assert found.loc["B2#1":"B2#3", "x"].tolist() == [5, 15, 25]
    assert found.loc["B2#2", ["bay_left", "bay_right"]].tolist() == [5, 5]
    assert "单元数未知" in found.loc["B3#1", "fault"]
    assert placed(None, buildings).index[0] == "B1#1"


@settings(max_examples=20, deadline=None)
@given(angle=st.floats(-44, 44), along=st.floats(0, 40), aside=st.floats(-3, 3))
def test_the_foot_lies_on_the_wall_and_the_way_out_leads_away(angle, along, aside):
    turned = affinity.rotate(HOUSE, angle, origin=(0, 0))
    point = affinity.rotate(Point(along, 10 + aside), angle, origin=(0, 0))
    found = placed(doors(point), houses(turned)).loc["U1"]
    foot, out = (
        Point(found["x"], found["y"]),
        Point(found["x"] + found["nx"], found["y"] + found["ny"]),
    )

    assert foot.distance(point) == pytest.approx(
        turned.exterior.distance(point), abs=1e-4
    )  # a corner is a tie
    assert turned.exterior.distance(foot) < 1e-6
    assert not turned.contains(Point((foot.x + out.x) / 2, (foot.y + out.y) / 2))


def test_a_vertex_along_a_wall_makes_no_second_wall():
    split = shapely.Polygon([(20, 0), (40, 0), (40, 10), (15, 10.001), (0, 10), (0, 0)])
    found = walls.walls(houses(split).geometry, turn=1)

    assert sorted(found["length"].round(2)) == [10, 10, 40, 40]
    assert (
        walls.walls(houses(Point(0, 0).buffer(9, quad_segs=200)).geometry, turn=1).shape[0] == 800
    )


def test_the_walls_of_a_courtyard_face_into_it():
    yard = box(0, 0, 30, 30).difference(box(10, 10, 20, 20))
    found = walls.walls(houses(yard).geometry, turn=1)
    middle = found[["x", "y"]].to_numpy() + found[["tx", "ty"]] * found[["length"]].to_numpy() / 2
    out = shapely.points(middle + 0.1 * found[["nx", "ny"]].to_numpy())

    assert len(found) == 8
    assert not shapely.contains(yard, out).any()


def test_the_other_side_lies_straight_through_the_building():
    yard = box(0, 0, 40, 30).difference(box(15, 10, 25, 20))
    found = placed(doors(Point(18, 30)), houses(yard))
    back = stairs.across(found, houses(yard), settings=ANGLES).loc["U1"]

    assert back[["x", "y", "nx", "ny"]].tolist() == [18, 0, 0, -1]
    assert (back["left"], back["right"]) == (22, 18)


def test_rectangles_stand_against_the_wall():
    found = placed(doors(Point(3, 10), Point(9, 10)), houses(HOUSE))
    tried = shafts.placements(found, RULES.sizes, offsets=RULES.offsets, crs=4549)
    wall = shapely.LineString([(0, 10), (40, 10)])

    assert len(tried) == 2 * 2 * 5
    assert tried["size"].unique().tolist() == ["split", "split_small"]
    assert tried.geometry.area.to_numpy() == pytest.approx(tried["width"] * tried["depth"])
    assert tried.geometry.intersection(wall).length.to_numpy() == pytest.approx(
        np.minimum(tried["width"], tried["width"] + tried["wall"])
    )
    bounds = tried.geometry.bounds
    first = (tried["stairwell"] == "U1").to_numpy()
    assert tried["wall"][first].to_numpy() == pytest.approx(bounds["minx"][first])
    assert tried["bay"][first].to_numpy() == pytest.approx(bounds["maxx"][first] - 6)
    assert tried["bay"][~first].to_numpy() == pytest.approx(6 - bounds["minx"][~first])


@pytest.mark.parametrize(
    ("table", "old", "new", "words"),
    [
        ("elevator_checks", ">=,6,m,cannot", ">=,六,m,cannot", ["第 17 行", "六", "数字"]),
        ("elevator_checks", "road,机动车道", "raod,机动车道", ["raod", "缺少 road 行"]),
        ("elevator_checks", ",4,storey,cannot", ",4,storey,maybe", ["storeys", "maybe", "survey"]),
        (
            "elevator_checks",
            "仅 {measured} 层",
            "仅 {metres} 层",
            ["storeys", "花括号", "measured"],
        ),
        (
            "shaft_sizes",
            "half_landing,stair,2.4",
            "half_landing,front,2.4",
            ["front", "stair、other"],
        ),
        ("shaft_sizes", "stair,2.4", "stair,-2.4", ["width", "-2.4", "大于 0"]),
    ],
)
def test_a_wrong_table_of_the_user_is_refused(tmp_path, table, old, new, words):
    text = resources.files("pianqu.analysis").joinpath(f"tables/{table}.csv").read_text("utf-8")
    own = tmp_path / "own.csv"
    assert old in text
    own.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ChoiceError) as caught:
        lift_rules.rules(overrides={table: own})

    assert [word for word in words if word not in str(caught.value)] == []
