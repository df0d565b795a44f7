"""Where people set out from."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

from pianqu.analysis import origins

BUILDINGS = gpd.GeoDataFrame(
    {"use": ["residential", "public", None]},
    geometry=[box(0, 0, 40, 12), box(50, 0, 60, 10), Point(90, 0)],
    index=["B1", "B2", "B3"],
    crs=4549,
)


def test_stairwells_come_before_a_point_inside():
    stairs = gpd.GeoDataFrame(
        {"building": ["B1", "B1", "B2", "B9"]},
        geometry=[Point(10, 12), Point(30, 12), None, Point(0, 0)],
        index=["U1", "U2", "U3", "U4"],
        crs=4549,
    )
    found = origins.of_buildings(BUILDINGS, stairs)

    assert found["owner"].to_dict() == {"U1": "B1", "U2": "B1", "B2": "B2", "B3": "B3"}
    assert found["basis"].tolist() == ["stairwell", "stairwell", "building", "building"]
    assert found.geometry["B2"].within(BUILDINGS.geometry["B2"])


def test_gates_come_before_a_point_inside_and_no_place_gives_no_point():
    communities = gpd.GeoDataFrame(
        geometry=[box(0, 0, 9, 9), box(20, 0, 29, 9), None], index=["C1", "C2", "C3"], crs=4549
    )
    gates = gpd.GeoDataFrame({"of": ["C1"]}, geometry=[Point(9, 5)], index=["G1"], crs=4549)
    found = origins.of_communities(communities, gates)

    assert found["basis"].to_dict() == {"G1": "gates", "C2": "interior point"}


def test_only_known_other_uses_are_left_out():
    assert origins.dwellings(BUILDINGS).tolist() == [True, False, True]
    assert origins.dwellings(BUILDINGS.drop(columns="use")).all()


def test_a_given_community_comes_before_the_place():
    communities = gpd.GeoDataFrame(
        geometry=[box(-1, -1, 45, 15), box(-5, -5, 61, 20), None],
        index=["C1", "C2", "C3"],
        crs=4549,
    )
    given = BUILDINGS.assign(community=["C3", None, "C9"])

    assert origins.community_of(given, communities).fillna("").tolist() == ["C3", "C2", ""]
    assert origins.community_of(BUILDINGS, communities).fillna("").tolist() == ["C1", "C2", ""]
    assert origins.community_of(BUILDINGS).isna().all()


@pytest.mark.parametrize(
    ("measure", "expected"), [(origins.farthest, [6.0, np.nan]), (origins.nearest, [4.0, 9.0])]
)
def test_parts_make_a_whole(measure, expected):
    minutes = pd.DataFrame({"clinic": [4.0, 6.0, 9.0, np.nan]}, index=["U1", "U2", "U3", "U4"])
    owner = pd.Series(["B1", "B1", "B2", "B2"], index=minutes.index)

    np.testing.assert_array_equal(measure(minutes, owner)["clinic"].to_numpy(), expected)
