"""Upright solids: what is refused, their walls, and which may stand between a place and the sun."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box

from pianqu.gis import prisms
from pianqu.gis.errors import LayerError

COURT = box(0, 0, 30, 30).difference(box(10, 10, 20, 20))


@pytest.mark.parametrize(
    ("shape", "walls"),
    [
        (box(0, 0, 9, 9), 4),
        (COURT, 8),
        (MultiPolygon([box(0, 0, 9, 9), box(20, 0, 29, 9)]), 8),
        (Polygon([(0, 0, 5), (9, 0, 5), (9, 9, 5)]), 3),
        (Polygon([(0, 0), (9, 0), (9, 0), (9, 9)]), 3),  # a corner twice
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_every_wall_has_its_solid_on_the_left(shape, walls, turned):
    solids = prisms.build([shape.reverse() if turned else shape], base=1.0, height=2.0)
    start, end = solids.edges.xy[:, :2], solids.edges.xy[:, 2:]
    left = (end - start)[:, ::-1] * [-1, 1] / np.hypot(*(end - start).T)[:, None]
    inner = shapely.points((start + end) / 2 + 0.01 * left)

    assert len(solids.edges.xy) == walls
    assert solids.edges.first.tolist() == [0, walls]
    assert shapely.contains(shape, inner).all()
    assert solids.top.tolist() == [3.0]


def test_chosen_solids_bring_their_own_walls():
    solids = prisms.build([COURT, box(50, 0, 59, 9), box(70, 0, 79, 9)], base=0.0, height=[9, 6, 3])
    some = prisms.chosen(solids, np.array([2, 0]), raised=1.0)

    assert (some.number.tolist(), some.top.tolist()) == ([2, 0], [4.0, 10.0])
    assert some.first.tolist() == [0, 4, 12]
    assert some.edges[:, 0].min() == 0
    assert some.edges[:4, 0].min() == 70
    assert set(prisms.chosen(solids, np.array([1]), own=False).number) == {prisms.NOBODY}


@pytest.mark.parametrize(
    ("shape", "height", "words"),
    [
        (None, 9.0, "遮挡体 B2 的轮廓缺失、为空或不是面"),
        (Polygon(), 9.0, "遮挡体 B2 的轮廓缺失、为空或不是面"),
        (Point(0, 0), 9.0, "遮挡体 B2 的轮廓缺失、为空或不是面"),
        (Polygon([(0, 0), (9, 9), (9, 0), (0, 9)]), 9.0, "遮挡体 B2 的轮廓自相交"),
        (box(0, 0, 9, 9), np.nan, "遮挡体 B2 的底标高或高度不是有限数"),
    ],
)
def test_faulty_solids_are_named(shape, height, words):
    shapes = gpd.GeoSeries([box(0, 0, 1, 1), shape], index=["B1", "B2"])

    with pytest.raises(LayerError, match=words):
        prisms.build(shapes, base=0.0, height=[9.0, height])


def test_every_fault_is_told_at_once():
    with pytest.raises(LayerError) as found:
        prisms.build([None, box(0, 0, 1, 1)], base=0.0, height=[9.0, np.inf])

    assert len(found.value.faults) == 2


def test_no_solids_are_near_nothing():
    solids = prisms.build([], base=0.0, height=[])
    box_, solid = prisms.near(
        solids, np.array([[0.0, 0, 1, 1]]), np.zeros(1), np.array([-3.0, 3, -2, 0])
    )

    assert len(solids) == len(box_) == len(solid) == 0
    assert prisms.chosen(solids, solid).first.tolist() == [0]


@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.6, -0.6]))
def test_near_are_all_solids_on_a_way_to_the_sun(seed, raised):
    rng = np.random.default_rng(seed)
    low = rng.uniform(-200, 200, (40, 2))
    outlines = shapely.box(*np.hstack([low, low + rng.uniform(1, 60, (40, 2))]).T)
    solids = prisms.build(outlines, base=rng.uniform(0, 30, 40), height=rng.uniform(1, 90, 40))
    places, level = rng.uniform(-200, 200, (30, 2)), rng.uniform(0, 40, 30)
    reach = np.sort(rng.uniform(-4, 4, (2, 2))).clip([-9, 0], [0, 9]).ravel()

    found = prisms.near(solids, np.hstack([places, places]), level, reach, raised=raised)

    expected = []
    for i, (x, y) in enumerate(places):
        height = solids.top + raised - level[i]
        way = [x, y, x, y] + np.maximum(height, 0)[:, None] * reach[[0, 2, 1, 3]]
        met = (height > 0) & shapely.intersects(shapely.box(*way.T), outlines)
        expected += [(i, s) for s in np.flatnonzero(met)]
    assert list(zip(*found, strict=True)) == expected
