"""Buildings, stairwells and gates against the places that they name."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pianqu.layers.checks import attachments, membership

CRS = 4549
PLACES = gpd.GeoDataFrame(
    geometry=[box(0, 0, 100, 100), box(100, 0, 200, 100), Point(500, 500)],
    index=["C1", "C2", "C3"],
    crs=CRS,
)
OTHER, OUTSIDE, ACROSS, BLANK = (
    "楼栋位于另一个小区",
    "楼栋在所属小区范围之外",
    "楼栋跨两个小区",
    "楼栋在小区范围内而没有填写所属小区",
)


def homes(shapes, communities, **fields) -> gpd.GeoDataFrame:
    ids = [f"B{number}" for number in range(1, len(shapes) + 1)]
    named = pd.Series(communities, index=ids, dtype="string")
    return gpd.GeoDataFrame({"community": named, **fields}, geometry=shapes, index=ids, crs=CRS)


def told(frame, places=PLACES) -> dict[str, str]:
    found = membership.buildings({"communities": places, "buildings": frame})
    return {line["rule"]: line["id"] for line in found}


@pytest.mark.parametrize(
    ("shape", "community", "rule"),
    [
        (box(10, 10, 30, 20), "C1", None),
        (box(110, 10, 130, 20), "C1", OTHER),
        (box(88, 10, 108, 20), "C1", ACROSS),  # 12 and 8 of 20 m
        (box(81, 10, 101, 20), "C1", None),  # 5 % over the border
        (box(92, 10, 112, 20), "C1", OTHER),  # 8 and 12
        (box(10, 90, 30, 120), "C1", OUTSIDE),  # a third inside
        (box(10, 90, 30, 110), "C1", None),  # half inside
        (box(300, 10, 320, 20), "C1", OUTSIDE),
        (box(500, 10, 520, 20), "C3", None),  # a community that is a point has no inside
        (box(10, 10, 30, 20), "C9", None),  # unknown ids are told by the references
        (box(10, 10, 30, 20), None, BLANK),
        (box(300, 10, 320, 20), None, None),
        (Point(150, 50), "C1", OTHER),
        (None, "C1", None),
    ],
)
def test_a_building_lies_where_it_says_or_is_told_once(shape, community, rule):
    frame = homes([box(40, 40, 60, 50), shape], ["C1", community])

    assert told(frame) == ({} if rule is None else {rule: "B2"})


def test_the_words_say_where_and_how_much():
    frame = homes([box(92, 10, 112, 20), box(88, 30, 108, 40)], ["C1", "C1"])
    found = membership.buildings({"communities": PLACES, "buildings": frame})

    assert [line["value"] for line in found] == [
        "1 行：B1 登记为 C1，60% 在 C2 内",
        "1 行：B2 60% 在 C1 内、40% 在 C2 内",
    ]
    assert [line["severity"] for line in found] == ["error", "warning"]


def test_no_building_is_left_out_where_none_names_a_community_or_it_is_no_dwelling():
    shapes = [box(10, 10, 30, 20), box(40, 10, 60, 20)]

    assert told(homes(shapes, [None, None])) == {}
    assert told(homes(shapes, ["C1", None], use=["residential", "public"])) == {}


def test_where_communities_overlap_the_overlap_is_told_and_not_every_building():
    places = gpd.GeoDataFrame(
        geometry=[box(0, 0, 100, 100), box(50, 0, 150, 100)], index=["C1", "C2"], crs=CRS
    )

    assert told(homes([box(60, 10, 80, 20)], ["C1"]), places) == {}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-20, 220), st.integers(0, 90), st.sampled_from(["C1", "C2", None])),
        min_size=1,
        max_size=8,
    )
)
def test_shares_of_every_pair_give_the_same(rows):
    shapes = [box(x, y, x + 20, y + 10) for x, y, _ in rows]
    names = [name for *_, name in rows]
    expected: dict[str, set[str]] = {}
    for at, (shape, name) in enumerate(zip(shapes, names, strict=True)):
        share = {key: shape.intersection(PLACES.geometry[key]).area / 200 for key in ("C1", "C2")}
        own, most = share.get(name, 0.0), max(share.values())
        rule = None
        if name and own < 0.5:
            rule = OTHER if most >= 0.5 else OUTSIDE
        elif sum(part >= 0.1 for part in share.values()) > 1:
            rule = ACROSS
        if rule:
            expected.setdefault(rule, set()).add(f"B{at + 1}")
        if name is None and most >= 0.5 and any(names):
            expected.setdefault(BLANK, set()).add(f"B{at + 1}")

    found = {rule: set(ids.split(";")) for rule, ids in told(homes(shapes, names)).items()}
    assert found == expected


@pytest.mark.parametrize(("away", "far"), [(0, False), (10, False), (10.5, True), (300, True)])
def test_a_stairwell_stands_within_ten_metres_of_its_building(away, far):
    stairs = gpd.GeoDataFrame(
        {"building": ["B1", "B9"]},
        geometry=[Point(30 + away, 15), Point(900, 900)],
        index=["U1", "U2"],
        crs=CRS,
    )
    found = attachments.stairwells(
        {"buildings": homes([box(10, 10, 30, 20)], ["C1"]), "stairwells": stairs}
    )

    assert [line["id"] for line in found] == (["U1"] if far else [])


def test_a_stairwell_is_of_the_community_of_its_building():
    stairs = gpd.GeoDataFrame(
        {"building": ["B1", "B1", "B1"], "community": ["C2", "C1", None]},
        geometry=[Point(20, 15)] * 3,
        index=["U1", "U2", "U3"],
        crs=CRS,
    )
    (found,) = attachments.stairwells(
        {"buildings": homes([box(10, 10, 30, 20)], ["C1"]), "stairwells": stairs}
    )

    assert (found["severity"], found["id"]) == ("error", "U1")
    assert found["value"] == "1 行：U1 登记为 C2，而 B1 属于 C1"


@pytest.mark.parametrize(
    ("place", "of", "at", "metres"),
    [
        ("communities", "C1", Point(50, 50), 50),
        ("communities", "C1", Point(50, 81), None),
        ("communities", "C3", Point(500, 531), 31),
        ("communities", "C9", Point(0, 0), None),
        ("parks", "P1", Point(0, -20), None),
        ("parks", "P1", Point(0, -21), 21),
        ("facilities", "F1", Point(900, 900), None),
    ],
)
def test_a_gate_stands_at_the_edge_of_its_place(place, of, at, metres):
    gates = gpd.GeoDataFrame(
        {"of_layer": [place], "of": [of]}, geometry=[at], index=["G1"], crs=CRS
    )
    parks = gpd.GeoDataFrame(geometry=[box(0, 0, 100, 100)], index=["P1"], crs=CRS)
    found = attachments.entrances({"communities": PLACES, "parks": parks, "entrances": gates})

    words = [] if metres is None else [f"1 行：G1 距 {of} 的边界 {metres} 米"]
    assert [line["value"] for line in found] == words


def test_distances_are_those_of_shapely_for_every_row():
    shapes = [box(x, 0, x + 9, 9) for x in range(0, 200, 40)]
    frame = homes(shapes, ["C1"] * 5)
    stairs = gpd.GeoDataFrame(
        {"building": ["B5", "B4", "B3", "B2", "B1"]},
        geometry=[Point(x, 20) for x in range(0, 200, 40)],
        index=[f"U{number}" for number in range(1, 6)],
        crs=CRS,
    )
    (found,) = attachments.stairwells({"buildings": frame, "stairwells": stairs})
    metres = {
        key: shapely.distance(row.geometry, frame.geometry[row.building])
        for key, row in stairs.iterrows()
    }

    assert found["id"].split(";") == sorted(metres, key=lambda key: (-metres[key], key))
