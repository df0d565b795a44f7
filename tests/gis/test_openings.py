"""Openings held against closed forms, and against what they must always be."""

import math

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box, union

from pianqu.gis.errors import ChoiceError, CrsError
from pianqu.gis.openings import parts
from pianqu.gis.residual import residual

CRS = 4549
SQUARE = box(0, 0, 20, 20)


def series(*shapes, crs=CRS):
    return gpd.GeoSeries(list(shapes), index=[f"c{i}" for i in range(len(shapes))], crs=crs)


def tailed(width):
    """A square with a tail on the middle of a side."""
    return union(SQUARE, box(20, 10 - width / 2, 30, 10 + width / 2))


def closed(width):
    """Area by the closed form: a disc of 1 m in the corners, and as far as it dips into the tail."""
    half = width / 2
    return 400 - (4 - math.pi) + math.asin(half) - half * math.sqrt(1 - half**2)


@pytest.mark.parametrize(("segments", "close"), [(8, 0.005), (16, 0.005), (64, 0.001)])
def test_a_narrow_tail_goes(segments, close):
    found = parts(series(tailed(1.9)), radius=1, least_area=30, quad_segs=segments)

    assert closed(1.9) == pytest.approx(400.098, abs=1e-3)
    assert found.parts["area"].tolist() == pytest.approx([closed(1.9)], abs=close)
    assert found.parts.geometry.iloc[0].bounds[2] == pytest.approx(20.69, abs=0.02)


def test_a_wider_tail_stays():
    found = parts(series(tailed(2.1)), radius=1, least_area=30)

    assert found.parts.geometry.iloc[0].bounds == (0, 0, 30, 20)
    assert found.parts["area"].iloc[0] == pytest.approx(421 - 6 * (1 - math.pi / 4), abs=0.04)


def test_a_neck_parts_two_rooms_the_larger_first():
    dumbbell = union(union(box(0, 0, 10, 10), box(10, 4, 30, 6)), box(30, 0, 50, 10))
    found = parts(series(dumbbell), radius=1.5, least_area=30)

    assert found.parts["frame"].tolist() == ["c0", "c0"]
    dip = 1.5 - math.sqrt(1.5**2 - 1)  # of a disc into the neck
    assert found.parts.geometry.bounds["minx"].tolist() == pytest.approx([30 - dip, 0], abs=0.01)
    assert found.sums["parts"].tolist() == [2]


def test_slivers_are_dropped_after_the_opening():
    """Together 52 m²; the neck parts it in two of some 25 m² each."""
    pair = union(union(box(0, 0, 5, 5), box(5, 2, 7, 3)), box(7, 0, 12, 5))
    found = parts(series(pair), radius=1, least_area=30)

    assert found.parts.empty
    assert found.sums["sliver_area"].iloc[0] == pytest.approx(50, abs=2)
    assert found.sums["neck_area"].iloc[0] == pytest.approx(2, abs=2)


def test_what_is_small_from_the_beginning_is_a_sliver():
    found = parts(series(MultiPolygon([SQUARE, box(40, 0, 44, 4)])), radius=1, least_area=30)

    assert found.sums["sliver_area"].tolist() == [16]
    assert len(found.parts) == 1


def test_missing_and_empty_areas():
    found = parts(series(None, MultiPolygon(), SQUARE), radius=1, least_area=1)
    areas = ["residual_area", "opened_area", "neck_area", "sliver_area"]

    assert found.sums.loc["c0", areas].isna().all()
    assert found.sums.loc["c1", areas].tolist() == [0, 0, 0, 0]
    assert found.sums["parts"].tolist() == [0, 0, 1]
    assert found.parts["frame"].tolist() == ["c2"]


def test_no_areas():
    found = parts(series(), radius=1, least_area=1)

    assert found.parts.columns.tolist() == ["frame", "area", "geometry"]
    assert found.sums.empty
    assert {str(kind) for kind in found.sums.dtypes.iloc[:4]} == {"float64"}


def test_straight_edges_are_those_of_the_area():
    """An edge of the opened part lies on the area's edge, not a rounding beside it."""
    plot = shapely.transform(tailed(1.9), lambda xy: xy + np.array([500_000.3, 3_470_000.7]))
    opened = parts(series(plot), radius=1, least_area=30).parts.geometry.iloc[0]

    assert opened.bounds[:2] == plot.bounds[:2]
    assert len(opened.exterior.coords) < 60


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"radius": 0}, "开运算半径是 0 米"),
        ({"radius": math.nan}, "开运算半径是 nan 米"),
        ({"least_area": -1}, "最小面积是 -1 平方米"),
        ({"quad_segs": 0}, "分段数是 0"),
    ],
)
def test_choices_out_of_range(choice, said):
    with pytest.raises(ChoiceError, match=said):
        parts(series(SQUARE), **({"radius": 1, "least_area": 1} | choice))


def test_degrees_are_refused():
    with pytest.raises(CrsError):
        parts(series(SQUARE, crs=4490), radius=1, least_area=1)


# centimetres, as surveyed: GEOS itself is off by 1e-6 m² where coordinates are like 5e-324
place, length = (st.integers(*ends).map(lambda cm: cm / 100) for ends in ((0, 6000), (50, 2500)))
boxes = st.lists(
    st.tuples(place, place, length, length, st.integers(0, 90)).map(
        lambda at: shapely.affinity.rotate(box(at[0], at[1], at[0] + at[2], at[1] + at[3]), at[4])
    ),
    max_size=15,
)


@given(used=boxes, radius=st.sampled_from([0.5, 1.5, 3.0]), corner=st.sampled_from([0, 3_470_000]))
@settings(max_examples=80, deadline=None)
def test_opened_parts_lie_inside_do_not_overlap_and_add_up(used, radius, corner):
    """To 1e-9 m² near the origin; on a grid whose numbers are long, to what their digits hold."""
    close = 1e-9 if corner == 0 else 1e-6
    areas = np.array([SQUARE.buffer(30, join_style="mitre"), *used])
    areas = shapely.transform(areas, lambda xy: xy + corner)
    rest = residual(series(areas[0]), series(*areas[1:]))
    found = parts(rest, radius=radius, least_area=20)
    opened, left = found.parts.geometry.to_numpy(), rest.geometry.iloc[0]
    together = shapely.union_all(opened)

    assert shapely.area(shapely.difference(opened, left)).sum() <= close
    assert together.area == pytest.approx(shapely.area(opened).sum(), abs=close)
    assert all(shapely.is_valid(opened))
    sums = found.sums.iloc[0]
    beyond = shapely.difference(left, together).area
    assert sums["neck_area"] + sums["sliver_area"] == pytest.approx(beyond, abs=max(close, 1e-6))
    assert sums["opened_area"] == pytest.approx(shapely.area(opened).sum())
    assert sums["sliver_area"] >= 0


@given(used=boxes)
@settings(max_examples=30, deadline=None)
def test_a_disc_that_fits_stays_and_what_stays_takes_a_disc(used):
    """Judged by points: free by more than the disc must be opened, opened must be near a middle."""
    left = SQUARE.buffer(20).difference(shapely.union_all([Polygon(), *used]))
    opened = shapely.union_all(
        parts(series(left), radius=2, least_area=0).parts.geometry.to_numpy()
    )
    grid = shapely.points(
        *np.stack(np.meshgrid(range(-20, 40, 3), range(-20, 40, 3))).reshape(2, -1)
    )
    free = shapely.contains(left, grid) * shapely.distance(shapely.boundary(left), grid)
    discs = shapely.buffer(grid[free > 2.02], 1.95)

    assert shapely.covers(opened, discs).all()
    middles = left.buffer(-1.98, quad_segs=64)
    assert (shapely.distance(middles, grid[shapely.contains(opened, grid)]) < 2.02).all()


def test_with_the_same_disc_parts_are_those_of_plain_buffers(monkeypatch):
    monkeypatch.setattr("pianqu.gis.openings._CLEAR", 0.0)
    rng = np.random.default_rng(3)
    beds = shapely.buffer(shapely.points(rng.uniform(0, 200, (60, 2))), rng.uniform(2, 15, 60))
    rest = residual(series(box(0, 0, 200, 200), box(100, 0, 250, 200)), series(*beds)).geometry
    plain = rest.buffer(-2, quad_segs=8).buffer(2, quad_segs=8).intersection(rest).explode()
    plain = plain[plain.area >= 30]
    found = parts(rest, radius=2, least_area=30)

    assert len(found.parts) == len(plain) > 4
    assert sorted(found.parts["area"]) == pytest.approx(sorted(plain.area), abs=1e-6)


def test_a_disc_keeps_itself():
    found = parts(series(Point(0, 0).buffer(10, quad_segs=64)), radius=9.5, least_area=1)

    assert found.sums["neck_area"].iloc[0] < 0.01 * found.sums["residual_area"].iloc[0]
