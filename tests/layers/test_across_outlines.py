"""Outlines that overlap, leave slivers, or are drawn twice; each against a look at every pair."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from pianqu.layers.checks import duplicates, outlines, slivers

CRS = 4549
SQUARES = st.lists(
    st.tuples(*[st.integers(0, 60)] * 2, *[st.integers(4, 30)] * 2), min_size=2, max_size=7
)


def layer(shapes, letter="C", **fields) -> gpd.GeoDataFrame:
    ids = [f"{letter}{number}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame(fields, geometry=list(shapes), index=ids, crs=CRS)


def boxes(sides) -> list:
    return [box(x, y, x + width, y + height) for x, y, width, height in sides]


def pairs(count):
    return [(one, other) for one in range(count) for other in range(one + 1, count)]


@settings(max_examples=60, deadline=None)
@given(SQUARES)
def test_overlaps_and_doubles_are_those_of_every_pair(sides):
    shapes = boxes(sides)
    frame = layer(shapes)
    lapped, doubled = set(), set()
    for one, other in pairs(len(shapes)):
        both = shapes[one].intersection(shapes[other]).area
        if both and both >= 0.8 * shapes[one].union(shapes[other]).area:
            doubled |= {f"C{one + 1}", f"C{other + 1}"}
        elif both > 20:
            lapped |= {f"C{one + 1}", f"C{other + 1}"}

    for found, ids in (
        (outlines.overlaps({"communities": frame}), lapped),
        (outlines.twice({"communities": frame}), doubled),
    ):
        assert {key for line in found for key in line["id"].split(";")} == ids


@pytest.mark.parametrize(("width", "told"), [(0.21, False), (0.23, True), (5, True)])
def test_an_overlap_counts_above_twenty_square_metres(width, told):
    found = outlines.overlaps(
        {"communities": layer([box(0, 0, 90, 90), box(90 - width, 0, 180, 90)])}
    )

    assert bool(found) == told
    if told:
        assert found[0]["severity"] == "warning"
        assert f"合计 {90 * width:.0f} ㎡" in found[0]["value"]


def test_the_greatest_overlap_comes_first_and_all_are_one_finding():
    shapes = [box(0, 0, 100, 100), box(90, 0, 190, 100), box(160, 0, 290, 100)]
    (found,) = outlines.overlaps({"communities": layer(shapes)})

    assert found["value"] == "2 对，合计 4000 ㎡：C2 与 C3 重叠 3000 ㎡、C1 与 C2 重叠 1000 ㎡"
    assert found["id"] == "C2;C3;C1"


@pytest.mark.parametrize(
    ("away", "told"),
    [(0.0, False), (0.005, False), (0.4, True), (0.9, True), (1.2, False), (9, False)],
)
def test_a_gap_is_told_where_it_is_narrower_than_a_metre_and_not_only_rounding(away, told):
    found = slivers.gaps({"communities": layer([box(0, 0, 90, 90), box(90 + away, 0, 180, 90)])})

    assert bool(found) == told
    if told:
        assert f"合计 {90 * away:.1f} ㎡" in found[0]["value"]
        assert found[0]["id"] == "C1;C2"


def test_a_sliver_that_narrows_to_a_point_is_found_with_its_area():
    wedge = shapely.Polygon([(90, 0), (180, 0), (180, 90), (90.8, 90)])
    (found,) = slivers.gaps({"communities": layer([box(0, 0, 90, 90), wedge])})

    assert found["value"].startswith("1 处，合计 36.0 ㎡")


def test_a_wedge_that_opens_into_a_street_is_no_sliver():
    wedge = shapely.Polygon([(90, 0), (180, 0), (180, 90), (96, 90)])

    assert slivers.gaps({"communities": layer([box(0, 0, 90, 90), wedge])}) == []


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ([(90.4, -9), (90.4, 99)], False),  # a lane between two walls
        ([(90.4, 40), (90.4, 60)], False),
        ([(80, 50), (100, 50)], True),  # only across
        ([(70, -9), (70, 99)], True),
    ],
)
def test_a_gap_along_which_a_street_runs_is_a_lane(line, told):
    homes = layer([box(0, 0, 90, 90), box(90.8, 0, 180, 90)])
    streets = layer([shapely.LineString(line)], "S")

    assert bool(slivers.gaps({"communities": homes, "streets": streets})) == told


def test_a_notch_of_one_outline_is_its_own_affair_and_a_third_may_fill_a_gap():
    notched = box(0, 0, 90, 90).difference(box(40, 60, 40.5, 90))
    filled = [box(0, 0, 90, 90), box(90.5, 0, 180, 90), box(90, 0, 90.5, 90)]

    assert slivers.gaps({"communities": layer([notched, box(200, 0, 290, 90)])}) == []
    assert slivers.gaps({"communities": layer(filled)}) == []


@pytest.mark.parametrize(
    ("shift", "severity", "share"),
    [(0, "error", "100.0%"), (0.1, "error", "99.3%"), (1, "warning", "93.5%"), (4, None, None)],
)
def test_a_building_that_is_drawn_twice_is_told_and_a_neighbour_is_not(shift, severity, share):
    homes = [box(0, 0, 30, 10), box(shift, 0, 30 + shift, 10), box(40, 0, 70, 10)]
    found = outlines.twice({"buildings": layer(homes, "B")})

    told = [(line["severity"], line["id"], line["value"]) for line in found]
    wanted = [(severity, "B1;B2", f"1 对：B1 与 B2 重合 {share}")]
    assert told == (wanted if severity else [])


SPOTS = st.lists(
    st.tuples(
        st.integers(0, 80), st.integers(0, 80), st.sampled_from(["甲", "乙", " 甲", "", "无名"])
    ),
    min_size=2,
    max_size=9,
)


@settings(max_examples=60, deadline=None)
@given(SPOTS)
def test_namesakes_are_those_of_every_pair(spots):
    places = [shapely.Point(x, y) for x, y, _ in spots]
    names = [name for *_, name in spots]
    frame = layer(places, "F", name=names, kind=["canteen"] * len(spots))
    near = set()
    for one, other in pairs(len(spots)):
        said = {names[one].strip(), names[other].strip()}
        if (
            len(said) == 1
            and not said & {"", "无名"}
            and 0 < places[one].distance(places[other]) <= 50
        ):
            near |= {f"F{one + 1}", f"F{other + 1}"}

    found = duplicates.namesakes({"facilities": frame})
    assert {key for line in found for key in line["id"].split(";")} == near


@pytest.mark.parametrize(
    ("kinds", "names", "away", "told"),
    [
        (["canteen", "canteen"], ["東方食堂", "東方食堂"], 50, True),
        (["canteen", "canteen"], ["ＡＢ食堂", "AB 食堂"], 30, True),
        (["canteen", "canteen"], ["甲", "甲"], 50.1, False),
        (["canteen", "clinic"], ["甲", "甲"], 9, False),
        (["bus_stop", "bus_stop"], ["人民路站", "人民路站"], 30, False),
        (["metro", "metro"], ["人民路站", "人民路站"], 30, False),
        (["refuse_point", "refuse_point"], ["东一村垃圾点", "东一村垃圾点"], 30, False),
    ],
)
def test_names_are_compared_in_one_spelling_and_kind(kinds, names, away, told):
    frame = layer([shapely.Point(0, 0), shapely.Point(away, 0)], "F", name=names, kind=kinds)

    assert bool(duplicates.namesakes({"facilities": frame})) == told


def test_one_place_in_two_rows_is_told_once_whichever_end_it_begins_with():
    line = shapely.LineString([(0, 0), (9, 0), (9, 9)])
    finer = shapely.segmentize(line.reverse(), 4)
    streets = layer([line, finer, shapely.LineString([(0, 0), (9, 9)])], "S")
    spots = layer([shapely.Point(5, 5)] * 2, "F", name=["甲", "甲"], kind=["canteen"] * 2)
    found = duplicates.places({"streets": streets, "facilities": spots})

    assert [(line["layer"], line["id"], line["severity"]) for line in found] == [
        ("facilities", "F1;F2", "error"),
        ("streets", "S1;S2", "warning"),
    ]
    assert duplicates.namesakes({"facilities": spots}) == []


def test_two_kinds_at_one_place_are_two_things():
    spots = layer([shapely.Point(5, 5)] * 2, "F", name=["甲", "甲"], kind=["canteen", "clinic"])

    assert duplicates.places({"facilities": spots}) == []


def test_missing_geometry_is_passed_over():
    frame = layer([box(0, 0, 9, 9), None, shapely.Polygon()], name=["甲", "甲", "甲"])
    layers = {"communities": frame, "facilities": frame.assign(kind="canteen")}

    for check in (
        outlines.overlaps,
        outlines.twice,
        slivers.gaps,
        duplicates.places,
        duplicates.namesakes,
    ):
        assert check(layers) == []
    assert np.isnan(frame.area.to_numpy(dtype=float)).sum() == 1
