"""What is left of areas, held against sums by hand, cells and geopandas."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Point, Polygon, box

from pianqu.gis.errors import CrsError, LayerError
from pianqu.gis.residual import residual

CRS = 4549
EAST, NORTH = 500_000, 3_470_000
FRAME = box(0, 0, 10, 10)


def series(*shapes, crs=CRS):
    return gpd.GeoSeries(list(shapes), index=[f"c{i}" for i in range(len(shapes))], crs=crs)


@pytest.mark.parametrize(
    ("used", "left"),
    [
        ([], 100),
        ([box(20, 20, 30, 30)], 100),
        ([box(10, 0, 20, 10)], 100),  # only touches
        ([box(2, 2, 4, 4)], 96),
        ([box(2, 2, 4, 4), box(3, 2, 5, 4)], 94),  # over one another: not twice
        ([box(2, 2, 4, 4), box(2, 2, 4, 4)], 96),
        ([box(8, 8, 30, 30)], 96),  # sticks out
        ([box(-1, 4, 11, 6)], 80),  # parts the frame
        ([box(1, 1, 9, 9).difference(box(2, 2, 8, 8))], 72),  # a house with a court
        ([box(-5, -5, 50, 50)], 0),
        ([None, Polygon(), box(2, 2, 4, 4)], 96),
    ],
)
def test_by_hand(used, left):
    found = residual(series(FRAME), series(*used)).loc["c0"]

    assert found["residual_area"] == pytest.approx(left)
    assert found["area"] == 100
    assert found["used_area"] == pytest.approx(100 - left)
    assert found.geometry.is_valid
    assert found.geometry.geom_type == "MultiPolygon"
    assert found.geometry.is_empty == (left == 0)


def test_frames_are_looked_at_each_by_itself():
    frames = series(FRAME, box(5, 0, 15, 10), None, MultiPolygon())
    found = residual(frames, series(box(6, 1, 8, 3)))

    assert found["residual_area"].tolist()[:2] == [96, 96]
    assert found.index.equals(frames.index)
    assert found.iloc[2][["area", "used_area", "residual_area", "error"]].isna().all()
    assert found.geometry.iloc[2] is None
    assert found["area"].iloc[3] == found["residual_area"].iloc[3] == 0


def test_no_frames():
    assert residual(series(), series(FRAME)).empty


def test_nothing_is_changed_in_place():
    frames, used = series(FRAME, None), series(box(2, 2, 4, 4), None)
    copies = frames.copy(), used.copy()
    residual(frames, used)

    assert frames.geom_equals_exact(copies[0], 0).tolist() == [True, False]
    assert used.geom_equals_exact(copies[1], 0).tolist() == [True, False]


def test_a_long_river_is_taken_away_whole():
    x = np.linspace(-5_000, 5_000, 4_000)
    river = LineString(np.c_[x, 5 + np.sin(x / 40)]).buffer(2)
    found = residual(series(FRAME), series(river, box(0, 0, 1, 10)))

    assert len(river.exterior.coords) > 4_000
    expected = FRAME.difference(river).difference(box(0, 0, 1, 10))
    assert found.geometry.iloc[0].symmetric_difference(expected).area < 1e-9


@pytest.mark.parametrize("wrong", [LineString([(0, 0), (1, 1)]), Point(1, 1)])
def test_lines_and_points_are_refused_with_their_ids(wrong):
    with pytest.raises(LayerError, match="占用编号 c1 的几何不是面"):
        residual(series(FRAME), series(FRAME, wrong))
    with pytest.raises(LayerError, match="范围编号 c0 的几何不是面"):
        residual(series(wrong), series(FRAME))


def test_two_grids_are_refused():
    with pytest.raises(CrsError):
        residual(series(FRAME), series(FRAME, crs=4550))


whole = st.integers(0, 30)
boxes = st.lists(
    st.tuples(whole, whole, whole, whole).map(
        lambda at: box(at[0], at[1], at[0] + at[2] + 1, at[1] + at[3] + 1)
    ),
    max_size=12,
)


@given(frames=boxes, used=boxes)
@settings(max_examples=60, deadline=None)
def test_areas_of_boxes_are_those_of_unit_cells(frames, used):
    middle = shapely.points(*(np.stack(np.meshgrid(range(62), range(62))).reshape(2, -1) + 0.5))
    taken = np.zeros(len(middle), dtype=bool)
    for each in used:
        taken |= shapely.contains(each, middle)
    expected = [int((shapely.contains(each, middle) & ~taken).sum()) for each in frames]

    found = residual(series(*frames), series(*used))
    assert found["residual_area"].tolist() == pytest.approx(expected, abs=1e-9)
    assert found["error"].abs().max() < 1e-9 or not frames


@pytest.mark.parametrize("seed", range(4))
def test_sums_hold_far_from_the_origin_and_are_those_of_overlay(seed):
    rng = np.random.default_rng(seed)
    middles = rng.uniform(0, 400, (80, 2)) + np.array([EAST, NORTH])
    used = series(*shapely.buffer(shapely.points(middles), rng.uniform(2, 25, 80)))
    west, south = EAST + np.array([0, 0, 200, 200]), NORTH + np.array([0, 200, 0, 200])
    frames = series(*shapely.box(west, south, west + 199, south + 199))
    found = residual(frames, used)
    peer = frames.to_frame("geometry").overlay(used.to_frame("geometry"), how="difference")

    assert found["error"].abs().max() < 1e-6
    assert found["residual_area"].tolist() == pytest.approx(peer.area.tolist(), abs=1e-6)
    assert found.geometry.is_valid.all()
    assert residual(frames, used.sample(frac=1, random_state=seed))[
        "residual_area"
    ].tolist() == pytest.approx(found["residual_area"].tolist(), abs=1e-6)
