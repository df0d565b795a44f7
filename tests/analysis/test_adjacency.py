"""Neighbours in a package: near, of one district, and not parted by what hardly opens."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from pianqu.analysis.bundling.adjacency import neighbours
from pianqu.gis.errors import CrsError

RIVER = shapely.LineString([(15, -50), (15, 50)])


def units(districts=("N", "N"), crs=4549):
    shapes = [shapely.box(0, 0, 10, 10), shapely.box(20, 0, 30, 10)]
    return gpd.GeoDataFrame(
        {"district": list(districts)}, geometry=shapes, index=["A", "B"], crs=crs
    )


def barrier(kind):
    return gpd.GeoDataFrame({"kind": [kind]}, geometry=[RIVER], index=["X1"], crs=4549)


def asked(frame, *, barriers=None, metres=None, across=False, gap=10):
    walks = pd.DataFrame({"first": ["B"], "second": ["A"], "metres": [metres]})
    walks = walks.dropna().astype({"metres": float})
    return neighbours(
        frame, gap=gap, barriers=barriers, walks=walks, crossing=100, across=across
    ).set_index(["first", "second"])


@pytest.mark.parametrize(("gap", "pairs"), [(10, 1), (9.99, 0)])
def test_the_gap_counts_with_its_end(gap, pairs):
    assert len(asked(units(), gap=gap)) == pairs


@pytest.mark.parametrize(
    ("kind", "metres", "state"),
    [
        ("river", None, "parted"), ("railway", None, "parted"), ("arterial", None, "parted"),
        ("river", 100.0, "walked"), ("river", 100.1, "parted"), ("wall", None, "free"),
    ],
)  # fmt: skip
def test_a_barrier_parts_where_no_crossing_is_near(kind, metres, state):
    found = asked(units(), barriers=barrier(kind), metres=metres).loc[("A", "B")]
    assert found["state"] == state
    assert found["joined"] == (state != "parted")


@pytest.mark.parametrize(
    ("districts", "across", "state"),
    [
        (("N", "S"), False, "district"), (("N", "S"), True, "free"),
        (("N", None), False, "unknown_district"), (("N", None), True, "free"),
    ],
)  # fmt: skip
def test_two_districts(districts, across, state):
    assert asked(units(districts), across=across)["state"].tolist() == [state]


def test_the_barrier_is_named_and_the_line_drawn():
    found = asked(units(), barriers=barrier("river")).loc[("A", "B")]
    assert found["barrier"] == "X1"
    assert found["gap"] == found["geometry"].length == 10


def test_shuffled_rows_give_the_same():
    whole = units()
    pd.testing.assert_frame_equal(pd.DataFrame(asked(whole)), pd.DataFrame(asked(whole.iloc[::-1])))


def test_degrees_are_refused():
    with pytest.raises(CrsError):
        asked(units(crs=4490))
