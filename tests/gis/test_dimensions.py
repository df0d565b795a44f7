"""Dimensions: circles never too wide, widths of strips, depth from the street, slope of planes."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, translate

from pianqu.gis.dimensions import dimensions, slope
from pianqu.gis.errors import ChoiceError, CrsError
from pianqu.gis.relief import Relief

CIRCLE = Point(0, 0).buffer(10, quad_segs=64)
STREETS = gpd.GeoDataFrame(geometry=[LineString([(-500, 0), (500, 0)])], index=["S1"], crs=4549)


def plots(*shapes):
    return gpd.GeoSeries(shapes, index=[f"L{i}" for i in range(len(shapes))], crs=4549)


def measured(shape, **options):
    return dimensions(plots(shape), **({"reach": 2.0} | options)).iloc[0]


@pytest.mark.parametrize(
    ("shape", "diameter"),
    [
        (box(0, 0, 30, 10), 10),
        (rotate(box(0, 0, 30, 10), 27), 10),
        (Polygon([(0, 0), (40, 0), (0, 30)]), 20),
        (CIRCLE, 20),
        (CIRCLE.difference(Point(0, 0).buffer(6, quad_segs=64)), 4),
        (MultiPolygon([box(0, 0, 5, 5), box(9, 0, 17, 9)]), 8),
        (box(0, 0, 500, 0.05), 0.05),
    ],
)
def test_the_widest_circle_of_known_shapes(shape, diameter):
    found = measured(shape, tolerance=0.02)["circle_diameter"]

    assert diameter - 0.08 <= found <= diameter + 1e-9
    assert found > 0.9 * diameter


@settings(max_examples=60, deadline=None)
@given(
    sides=st.lists(
        st.tuples(*[st.floats(0, 50)] * 2, *[st.floats(0.001, 30)] * 2), min_size=1, max_size=4
    ),
    tolerance=st.sampled_from([0.01, 0.1, 1.0]),
)
def test_the_circle_is_inside_and_its_size_is_true(sides, tolerance):
    boxes = [box(x, y, x + w, y + h) for x, y, w, h in sides]
    shape = translate(shapely.union_all(boxes), 540_000, 3_480_000)  # where grids are
    found = measured(shape, tolerance=tolerance)
    centre = Point(found["circle_x"], found["circle_y"])

    assert shape.covers(centre)
    assert found["circle_diameter"] == pytest.approx(2 * shape.boundary.distance(centre))
    best = max(min(w, h) for _, _, w, h in sides)  # a circle in one of the boxes
    assert found["circle_diameter"] >= best - 2.5 * tolerance


@pytest.mark.parametrize(
    ("shape", "width"),
    [
        (box(0, 0, 60, 6), 6),
        (box(0, 0, 20, 20), 20),
        (CIRCLE, np.sqrt(CIRCLE.area)),
        (box(0, 0, 1000, 0.01), 0.01),
        (Polygon([(0, 0), (60, 0), (60, 40), (54, 40), (54, 6), (0, 6)]), 6),  # a bent strip
    ],
)
def test_mean_width(shape, width):
    assert measured(shape)["mean_width"] == pytest.approx(width, rel=1e-6)


@pytest.mark.parametrize(
    ("shape", "depth"),
    [
        (box(0, 3, 20, 33), 30),
        (rotate(box(0, 3, 20, 33), 180, origin=(10, 0)), 30),
        (Polygon([(0, 3), (3, 3), (3, 20), (23, 20), (23, 30), (0, 30)]), np.hypot(20, 27)),
        (box(0, 50, 20, 60), np.nan),
    ],
)
def test_depth_is_measured_from_the_frontage(shape, depth):
    found = measured(shape, streets=STREETS, edge=pd.Series({"S1": 3.0}), reach=0.0001)

    assert found["depth"] == pytest.approx(depth, abs=1e-3, nan_ok=True)
    assert found["frontage_geometry"].is_empty == np.isnan(depth)


def test_a_plot_with_streets_all_around_is_deep_to_its_middle():
    square = box(0, 0, 20, 20)
    ring = gpd.GeoDataFrame(geometry=[square.exterior], index=["S1"], crs=4549)

    found = measured(square, streets=ring)

    assert (found["frontage"], found["depth"]) == pytest.approx((80, 10), abs=0.1)


def test_without_streets_nothing_is_said_of_them():
    found = dimensions(plots(box(0, 0, 9, 9), None, Point(1, 1), Polygon()), reach=2)

    assert found["circle_diameter"].notna().tolist() == [True, False, False, False]
    assert found["mean_width"].notna().tolist() == [True, False, False, False]
    assert found[["frontage", "street", "street_distance", "depth"]].isna().all(axis=None)
    assert found["frontage_geometry"].tolist() == [None] * 4


def test_columns_and_repeated_index():
    shapes = plots(box(0, 3, 9, 9), box(0, 3, 20, 9))
    shapes.index = ["L", "L"]

    found = dimensions(shapes, streets=STREETS, edge=pd.Series({"S1": 3.0}), reach=1)

    assert found.index.tolist() == ["L", "L"]
    assert found["frontage"].tolist() == pytest.approx([9, 20])
    assert list(found) == list(dimensions(shapes, reach=1))
    assert dimensions(plots(), reach=1).shape == (0, 9)


def test_faults():
    with pytest.raises(ChoiceError, match="-1") as caught:
        dimensions(plots(box(0, 0, 9, 9)), reach=-1, tolerance=0)
    assert len(caught.value.faults) == 2
    with pytest.raises(CrsError):
        dimensions(gpd.GeoSeries([box(0, 0, 9, 9)]), reach=1)
    with pytest.raises(CrsError, match="4548"):
        slope(
            plots(box(0, 0, 9, 9)),
            Relief(np.zeros((9, 9)), (9, 0, 0, 0, -9, 99), "EPSG:4548", 4548),
        )


def plane(transform, rises, crs="EPSG:4549", size=12):
    """A ground that rises by `rises` a cell to the right and downwards."""
    row, column = np.mgrid[0:size, 0:size]
    return Relief(column * rises[0] + row * rises[1], transform, crs, 4549)


@pytest.mark.parametrize(
    ("transform", "rises", "steep"),
    [
        ((10, 0, 0, 0, -10, 120), (0.3, -0.4), 0.05),
        ((10, 0, 0, 0, 10, 0), (0.3, -0.4), 0.05),  # south at the top
        ((8, 6, 0, 6, -8, 60), (0.3, 0.4), 0.05),  # turned, cells of 10 m
        ((10, 0, 0, 0, -20, 240), (0.3, 0.8), 0.05),  # cells not square
        ((10, 0, 0, 0, -10, 120), (0, 0), 0),
    ],
)
def test_slope_of_a_plane(transform, rises, steep):
    middle = transform[0] * 6 + transform[1] * 6, transform[3] * 6 + transform[4] * 6 + transform[5]

    found = slope(plots(Point(middle).buffer(14)), plane(transform, rises))

    assert found.tolist() == pytest.approx([steep])


def test_slope_on_a_grid_of_degrees():
    cell = 1e-4
    ground = plane((cell, 0, 120, 0, -cell, 31.1), (0.5, 0.0), crs="EPSG:4490")
    plot = gpd.GeoSeries([Point(120 + 6 * cell, 31.1 - 6 * cell)], crs=4490).to_crs(4549).buffer(9)
    ends = gpd.GeoSeries(gpd.points_from_xy([120, 120 + cell], [31.1 - 6 * cell] * 2), crs=4490)
    west, east = ends.to_crs(4549)

    assert slope(plot, ground).tolist() == pytest.approx([0.5 / west.distance(east)], rel=1e-5)


def test_slope_is_the_mean_by_covered_part():
    """Flat to the left, 10 % to the right; at the two columns of the bend the half of it."""
    heights = np.maximum(np.arange(12.0) - 5.5, 0) + np.zeros((12, 1))
    ground = Relief(heights, (10, 0, 0, 0, -10, 120), "EPSG:4549", 4549)

    found = slope(plots(box(20, 30, 40, 60), box(80, 30, 100, 60), box(40, 30, 70, 60)), ground)

    bend = [0, 0.025, 0.075]  # columns 4, 5 and 6: half the difference of their neighbours, / 10
    assert found.tolist() == pytest.approx([0, 0.1, np.mean(bend)])


@pytest.mark.parametrize(
    ("shape", "known"),
    [
        (box(30, 30, 50, 50), True),
        (box(5, 30, 50, 50), False),  # the outermost cells have no neighbours
        (box(-50, 30, -20, 50), False),
        (box(75, 75, 95, 95), False),  # beside a cell without height
        (Point(50, 50), False),
        (None, False),
        (Polygon(), False),
    ],
)
def test_slope_is_unknown_where_any_ground_is(shape, known):
    ground = plane((10, 0, 0, 0, -10, 120), (1.0, 0.0))
    heights = np.array(ground.values)
    heights[3, 9] = np.nan  # east 90 to 100, north 80 to 90

    found = slope(plots(shape), Relief(heights, ground.transform, ground.crs, 4549))

    assert found.notna().tolist() == [known]
