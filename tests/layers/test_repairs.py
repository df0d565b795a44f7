"""Outlines that cross themselves: mended where area stays, refused where it does not."""

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon

from pianqu.layers import kinds
from pianqu.layers.checks.repairs import repaired

PARKS = kinds.schema("parks")
BOW = Polygon([(0, 0), (90, 90), (90, 0), (0, 90)])
SPIKE = Polygon([(0, 0), (90, 0), (90, 50), (99, 50), (90, 50), (90, 90), (0, 90)])


def parks(*shapes, crs=4549) -> gpd.GeoDataFrame:
    ids = [f"P{number}" for number in range(1, len(shapes) + 1)]
    return gpd.GeoDataFrame(geometry=list(shapes), index=ids, crs=crs)


def test_a_spike_is_cut_off_and_listed():
    done = repaired(parks(SPIKE), PARKS, source="公园.gpkg")

    assert done.frame.geometry["P1"].equals(shapely.box(0, 0, 90, 90))
    assert [(one["id"], one["treatment"]) for one in done.treatments] == [("P1", "repaired")]
    assert done.findings[0]["id"] == "P1"
    assert done.faults == []


def test_a_bow_tie_of_equal_halves_is_refused_for_its_rings_enclose_nothing():
    done = repaired(parks(BOW, shapely.box(0, 0, 9, 9)), PARKS, source="公园.gpkg")

    assert done.treatments == []
    assert [fault[:10] for fault in done.faults] == ["公园.gpkg：P1"[:10]]
    assert "(45, 45)" in done.faults[0]


def test_what_is_valid_is_not_touched():
    before = parks(shapely.box(0, 0, 9, 9))

    assert repaired(before, PARKS, source="a").frame is before


def test_the_input_is_left_as_it_was():
    before = parks(SPIKE)
    repaired(before, PARKS, source="a")

    assert before.geometry["P1"].equals_exact(SPIKE, 0)


@pytest.mark.parametrize("crs", [4549, 4490])
def test_degrees_are_measured_in_metres(crs):
    metres = parks(shapely.affinity.translate(SPIKE, 500_000, 3_400_000))
    done = repaired(metres.to_crs(crs), PARKS, source="a")

    assert done.faults == []
    assert done.frame.to_crs(4549).area["P1"] == pytest.approx(8100, abs=0.01)


def test_a_hole_that_lies_outside_is_refused():
    outside = Polygon([(0, 0), (9, 0), (9, 9), (0, 9)], [[(20, 20), (24, 20), (24, 24), (20, 24)]])
    done = repaired(parks(outside), PARKS, source="a")

    assert (len(done.treatments), len(done.faults)) == (0, 1)


def test_an_outline_without_area_is_refused_and_not_emptied():
    flat = Polygon([(0, 0), (9, 0), (4, 0)])
    done = repaired(parks(flat), PARKS, source="a")

    assert done.treatments == []
    assert len(done.faults) == 1
    assert done.frame.geometry["P1"].equals_exact(flat, 0)


def looped(size: float) -> Polygon:
    """10,000 m2 with a loop at one corner, half of it turned each way: true area is more."""
    corner = [(size, 100), (0, 100 + size), (size, 100 + size), (0, 100)]
    return Polygon([(0, 0), (100, 0), (100, 100), *corner])


@pytest.mark.parametrize(("size", "kept"), [(2, True), (4, True), (5, False)])
def test_the_limit_is_ten_square_metres_and_no_part_is_lost(size, kept):
    """The loop adds half its square: 2, 8 and 12.5 m2."""
    done = repaired(parks(looped(size)), PARKS, source="a")

    assert (len(done.treatments), len(done.faults)) == ((1, 0) if kept else (0, 1))
    assert done.frame.area["P1"] == pytest.approx(10_000 + (size**2 / 2 if kept else 0))
    if kept:
        said = done.treatments[0]
        assert said["original"] == "面积 10000 ㎡，边界自相交"
        assert said["value"] == f"面积 {10_000 + size**2 / 2:g} ㎡，2 个面"


def test_area_that_stays_by_chance_is_no_repair():
    """Two loops of one size, one turning each way round a third: signed area says nothing."""
    ring = [(0, 0), (300, 0), (300, 100), (0, 100)]
    inner = [(50, 20), (80, 20), (80, 50), (50, 50)]
    twice = Polygon(ring, [inner, inner[::-1]])
    done = repaired(parks(twice), PARKS, source="a")

    assert (len(done.treatments), len(done.faults)) == (0, 1)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), min_size=4, max_size=9))
def test_what_is_kept_is_valid_and_of_the_same_area(corners):
    outline = Polygon(corners)
    done = repaired(parks(outline), PARKS, source="a")

    mended = done.frame.geometry["P1"]
    assert mended.is_valid == (not done.faults)
    assert abs(mended.area - outline.area) <= min(10, 0.001 * mended.area) + 1e-9
    assert len(done.treatments) == (not outline.is_valid and mended.is_valid)
