"""The largest rectangle inside: covered by its plot, and near the best known by other ways."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize, minimize_scalar
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate, translate

from pianqu.gis.errors import ChoiceError, CrsError
from pianqu.gis.rectangles import rectangles

CIRCLE, CORE = (Point(0, 0).buffer(radius, quad_segs=64) for radius in (10, 6))
WEDGE = Polygon([(0, 0), (-30, 30), (30, 30)])
# half the long side h of a rectangle between an outer circle of 10 m and an inner one of 6 m
BETWEEN = -minimize_scalar(lambda h: -2 * h * (np.sqrt(100 - h**2) - 6), bounds=(0, 8)).fun
KNOWN = {
    "rectangle": (box(0, 0, 30, 10), 300),
    "L": (box(0, 0, 30, 10) | box(0, 0, 10, 25), 300),
    "U": (box(0, 0, 30, 30) - box(10, 8, 20, 30), 300),
    "T": (box(0, 0, 40, 10) | box(15, 0, 25, 30), 400),
    "cross": (box(0, 8, 30, 20) | box(8, 0, 20, 30), 360),
    "right triangle": (Polygon([(0, 0), (40, 0), (0, 30)]), 300),
    "triangle": (Polygon([(0, 0), (40, 0), (13, 25)]), 250),
    "circle": (CIRCLE, 200),
    "rhombus": (Polygon([(0, 0), (20, 10), (0, 20), (-20, 10)]), 200),
    "sector of a ring": ((CIRCLE - CORE) & WEDGE, BETWEEN),
    "ring": (CIRCLE - CORE, BETWEEN),
    "hole": (box(0, 0, 20, 20) - box(8, 8, 12, 12), 160),
    "parts": (MultiPolygon([box(0, 0, 10, 10), box(20, 0, 40, 9)]), 180),
    "strip": (box(0, 0, 500, 2.5), 1250),
    "tail": (box(0, 0, 20, 20) | box(20, 9, 60, 11), 400),
}


def plots(*shapes):
    return gpd.GeoSeries(shapes, index=[f"L{i}" for i in range(len(shapes))], crs=4549)


def placed(shape, angle):
    """Turned, and as far from the origin as grids are."""
    return translate(rotate(shape, angle, origin=(0, 0)), 540_000.37, 3_480_000.61)


@pytest.mark.parametrize("angle", [0, 17.3, 61.9, 90])
@pytest.mark.parametrize("name", KNOWN)
def test_known_shapes(name, angle):
    shape, best = KNOWN[name]
    plot = placed(shape, angle)

    found = rectangles(plots(plot)).iloc[0]

    assert plot.covers(found.geometry)
    assert 0.99 * best < found["area"] < 1.001 * best


@pytest.mark.parametrize(
    ("angle", "bearing"), [(0, 90), (30, 60), (90, 0), (120, 150), (180, 90), (-45, 135)]
)
def test_sides_and_bearing(angle, bearing):
    found = rectangles(plots(placed(box(0, 0, 5.3, 2.5), angle))).iloc[0]

    assert (found["length"], found["width"]) == (5.3, 2.5)
    assert found["area"] == pytest.approx(13.25)
    assert found["bearing"] == pytest.approx(bearing, abs=1e-5)
    assert found.geometry.area == pytest.approx(13.25, abs=1e-5)


def random_plot(random):
    """A block with houses and trees cut out, opened round; jagged, holed, of one part or several."""
    count = 7
    corner, size = random.uniform(-60, 110, (count, 2)), random.uniform(4, 40, (count, 2))
    turn = random.uniform(0, 180, count) * (random.random(count) < 0.5)
    houses = [
        rotate(box(*xy, *(xy + wh)), by) for xy, wh, by in zip(corner, size, turn, strict=True)
    ]
    trees = [
        Point(xy).buffer(random.uniform(1, 7), quad_segs=4) for xy in random.uniform(0, 90, (3, 2))
    ]
    block = rotate(box(0, 0, *random.uniform(15, 110, 2)), random.uniform(0, 180))
    rest = block.difference(shapely.union_all(houses + trees))
    return placed(rest.buffer(-1).buffer(1, quad_segs=4) if random.random() < 0.5 else rest, 0)


def test_a_thousand_random_plots_cover_their_rectangles():
    random = np.random.default_rng(11)
    shapes = [random_plot(random) for _ in range(1000)]

    found = rectangles(plots(*shapes))

    there = [not shape.is_empty for shape in shapes]
    assert found["area"].notna().tolist() == there
    assert all(
        p.covers(q)
        for p, q, is_there in zip(shapes, found.geometry, there, strict=True)
        if is_there
    )
    told = found[there]
    assert told.geometry.area.to_numpy() == pytest.approx(told["area"].to_numpy(), rel=1e-5)
    assert (told["width"] <= told["length"]).all()
    assert told["bearing"].between(0, 180, inclusive="left").all()


def in_cells(shape, angle, cell):
    """Area of the largest block of whole cells inside the turned shape: slow, never too large."""
    turned = rotate(shape, -angle, origin=(0, 0))
    west, south, east, north = turned.bounds
    x, y = np.arange(west, east - cell, cell), np.arange(south, north - cell, cell)
    shapely.prepare(turned)
    boxes = shapely.box(
        *(a.ravel() for a in np.broadcast_arrays(x, y[:, None], x + cell, y[:, None] + cell))
    )
    inside = shapely.covers(turned, boxes).reshape(len(y), len(x))
    best, tall = 0, np.zeros(len(x), dtype=int)
    for row in inside:
        tall = np.where(row, tall + 1, 0)
        for start in range(len(x)):
            lowest = np.minimum.accumulate(tall[start:])
            best = max(best, int((lowest * np.arange(1, len(lowest) + 1)).max()))
    return best * cell**2


@pytest.mark.parametrize("seed", range(6))
def test_never_much_smaller_than_blocks_of_cells(seed):
    shape = translate(random_plot(np.random.default_rng(seed)), -540_000, -3_480_000)
    cell = np.sqrt(shape.area) / 40

    found = rectangles(plots(shape)).iloc[0]

    assert found["area"] >= 0.98 * max(in_cells(shape, angle, cell) for angle in range(0, 90, 10))


def best_in_convex(shape):
    """The largest rectangle at every degree, each a concave problem solved by scipy."""
    best = 0.0
    for angle in range(0, 90, 2):
        xy = np.array(shapely.normalize(rotate(shape, -angle, origin=(0, 0))).exterior.coords)
        run = np.diff(xy, axis=0)
        normal = np.stack([-run[:, 1], run[:, 0]], axis=1)  # outwards: the ring runs clockwise
        limit = (normal * xy[:-1]).sum(axis=1)
        reach = np.abs(normal)
        middle = np.array(rotate(shape, -angle, origin=(0, 0)).centroid.coords[0])
        solved = minimize(
            lambda at: -np.log(at[2:]).sum(),
            [*middle, 0.1, 0.1],
            constraints={
                "type": "ineq",
                "fun": lambda at, n=normal, k=limit, r=reach: k - n @ at[:2] - r @ at[2:],
            },
            bounds=[(None, None)] * 2 + [(1e-3, None)] * 2,
            method="SLSQP",
        )
        best = max(best, 4 * np.exp(-solved.fun) if solved.success else 0.0)
    return best


@pytest.mark.parametrize("seed", range(5))
def test_convex_shapes_by_another_solver(seed):
    points = np.random.default_rng(seed).uniform(0, 40, (12, 2))
    shape = MultiPoint(points).convex_hull

    found = rectangles(plots(shape)).iloc[0]

    assert found["area"] >= 0.97 * best_in_convex(shape)
    assert shape.covers(found.geometry)


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(*[st.integers(0, 40)] * 2, *[st.integers(1, 30)] * 2), min_size=1, max_size=4
    ),
    st.floats(0, 180),
)
def test_at_least_the_largest_of_the_boxes_it_is_made_of(sides, angle):
    shape = shapely.union_all([box(x, y, x + w, y + h) for x, y, w, h in sides])
    plot = placed(shape, angle)

    found = rectangles(plots(plot)).iloc[0]

    assert plot.covers(found.geometry)
    assert found["area"] >= max(w * h for _, _, w, h in sides) - 0.01


@pytest.mark.parametrize(
    ("least", "area", "width"),
    [(0, 220, 2), (2, 220, 2), (2.1, 80, 8), (8, 80, 8), (8.01, np.nan, np.nan)],
)
def test_least_width_chooses_the_broad_part(least, area, width):
    """A lane of 110 m by 2 m with a yard of 10 m by 8 m at its end."""
    plot = placed(box(0, 0, 100, 2) | box(100, 0, 110, 8), 23)

    found = rectangles(plots(plot), least_width=least).iloc[0]

    assert (found["area"], found["width"]) == pytest.approx((area, width), abs=1e-4, nan_ok=True)
    assert (found.geometry is None) == np.isnan(area)


@pytest.mark.parametrize(("least", "there"), [(16.9, True), (17.3, False)])
def test_least_width_is_searched_for(least, there):
    """The largest square in a triangle with sides 40, 30 and 50 is 40 x 30 / 70 = 17.14 m wide."""
    plot = placed(Polygon([(0, 0), (40, 0), (0, 30)]), 40)

    found = rectangles(plots(plot), least_width=least).iloc[0]

    assert pd.notna(found["area"]) == there
    assert not there or found["width"] >= least - 1e-6


def test_no_area_no_rectangle():
    shapes = plots(None, Point(0, 0), Polygon(), LineString([(0, 0), (9, 9)]), box(0, 0, 2, 1))

    found = rectangles(shapes)

    assert found["area"].fillna(-1).tolist() == [-1, -1, -1, -1, 2]
    assert found.geometry.isna().tolist() == [True] * 4 + [False]
    assert rectangles(plots()).shape == (0, 5)


def test_slivers_have_one_or_none():
    found = rectangles(plots(placed(box(0, 0, 50, 0.01), 12), placed(box(0, 0, 1e-8, 1e-8), 0)))

    assert found["width"].iloc[0] == pytest.approx(0.01, abs=1e-6)
    assert pd.isna(found["area"].iloc[1]) or found["area"].iloc[1] < 1e-9


def test_answers_do_not_hang_on_order_and_stay_the_same():
    random = np.random.default_rng(3)
    shapes = plots(*(random_plot(random) for _ in range(12)))

    found = rectangles(shapes)

    again = rectangles(shapes[::-1])[::-1]
    pd.testing.assert_frame_equal(again, found, check_exact=True)


def test_faults():
    with pytest.raises(CrsError):
        rectangles(gpd.GeoSeries([box(0, 0, 1, 1)], crs=4490))
    with pytest.raises(ChoiceError, match="-1"):
        rectangles(plots(box(0, 0, 1, 1)), least_width=-1)
