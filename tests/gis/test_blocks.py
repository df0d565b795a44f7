"""Street blocks held against lattices, areas and shuffled rows."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from shapely import LineString, MultiLineString, Point, Polygon, box

from pianqu.gis.blocks import blocks
from pianqu.gis.errors import CrsError, LayerError

CRS = 4549
EXTENT = box(0, 0, 300, 200)


def series(*shapes, crs=CRS):
    return gpd.GeoSeries(list(shapes), index=[f"s{i}" for i in range(len(shapes))], crs=crs)


def lattice():
    """Streets at 100 m, sticking out of the extent by 50 m."""
    across = [LineString([(-50, y), (350, y)]) for y in (100,)]
    up = [LineString([(x, -50), (x, 250)]) for x in (100, 200)]
    return series(*across, *up)


def test_a_lattice_by_hand():
    found = blocks(lattice(), extent=EXTENT)

    assert found.area.tolist() == [10_000.0] * 6
    assert found.index.tolist() == ["50-50", "50-150", "150-50", "150-150", "250-50", "250-150"]
    assert found.crs == CRS
    assert found.index.name == "block"


def test_without_extent_only_what_streets_enclose():
    assert blocks(lattice()).empty
    ring = [LineString([(x, -50), (x, 250)]) for x in (0, 300)]
    ring += [LineString([(-50, y), (350, y)]) for y in (0, 200)]

    assert blocks(series(*lattice(), *ring)).area.tolist() == [10_000.0] * 6


@pytest.mark.parametrize(
    ("lines", "count"),
    [
        ([], 1),
        ([None, LineString()], 1),
        ([LineString([(100, -10), (100, 190)])], 1),  # stops short
        ([LineString([(100, -10), (100, 200)])], 2),  # ends on the outline
        ([LineString([(100, 0), (100, 200)])] * 2, 2),  # twice the same
        ([LineString([(100, 50), (200, 50), (150, 150), (100, 50)])], 2),  # a ring by itself
        ([MultiLineString([[(100, 0), (100, 200)], [(200, 0), (200, 200)]])], 3),
        ([LineString([(0, 0), (300, 200)]), LineString([(0, 200), (300, 0)])], 4),  # no node
        ([LineString([(-10, 50), (-10, 90)])], 1),  # outside
    ],
)
def test_what_parts_the_ground(lines, count):
    found = blocks(series(*lines), extent=EXTENT)

    assert len(found) == count
    assert found.area.sum() == pytest.approx(EXTENT.area)
    assert found.is_valid.all()


def test_a_ring_by_itself_is_a_hole_of_the_block_around_it():
    ring = LineString([(100, 50), (200, 50), (150, 150), (100, 50)])
    found = blocks(series(ring), extent=EXTENT)

    assert sorted(found.area) == [5_000.0, 55_000.0]


def test_an_extent_with_a_hole_and_one_in_two_parts():
    holed = Polygon(EXTENT.exterior, [box(120, 120, 180, 180).exterior])
    parted = shapely.union(box(0, 0, 90, 90), box(210, 110, 300, 200))

    assert blocks(lattice(), extent=holed).area.sum() == pytest.approx(EXTENT.area - 3_600)
    assert blocks(lattice(), extent=parted).area.tolist() == [8_100.0, 8_100.0]


def test_two_points_in_one_metre_are_told_apart():
    found = blocks(
        series(LineString([(0.5, 0), (0.5, 1)]), LineString([(0.7, 0), (0.7, 1)])),
        extent=box(0, 0, 1, 1),
    )

    assert found.index.tolist() == ["0-0", "0-0-2", "0-0-3"]
    assert found.area.round(3).tolist() == [0.2, 0.3, 0.5]


@pytest.fixture(scope="module")
def crooked():
    """Bent lines from side to side of a town far from the origin, and its extent."""
    rng = np.random.default_rng(7)
    corner = np.array([500_000, 3_470_000])
    bends = rng.uniform(-100, 1_100, (40, 3, 2))
    bends[:20, [0, 2], 0] = bends[20:, [0, 2], 1] = -100, 1_100
    return series(*shapely.linestrings(bends + corner)), box(*corner, *(corner + 1_000))


def test_blocks_fill_the_extent_once(crooked):
    lines, extent = crooked
    found = blocks(lines, extent=extent)

    assert len(found) > 100
    assert found.index.is_unique
    assert found.area.sum() == pytest.approx(extent.area, abs=1e-6)
    assert shapely.union_all(found.to_numpy()).area == pytest.approx(extent.area, abs=1e-6)
    inside = shapely.buffer(found.to_numpy(), -1e-6)
    assert len(shapely.STRtree(lines.to_numpy()).query(inside, predicate="intersects")[0]) == 0


def test_shuffled_and_turned_rows_give_the_same_bytes(crooked):
    lines, extent = crooked
    turned = lines.sample(frac=1, random_state=1)
    turned.iloc[::2] = shapely.reverse(turned.iloc[::2].to_numpy())
    first, second = blocks(lines, extent=extent), blocks(turned, extent=extent)

    assert first.index.tolist() == second.index.tolist()
    assert first.to_wkb().tolist() == second.to_wkb().tolist()


def test_a_block_keeps_its_name_when_a_street_elsewhere_goes(crooked):
    lines, extent = crooked
    before, after = blocks(lines, extent=extent), blocks(lines.iloc[1:], extent=extent)
    near = shapely.distance(before.to_numpy(), lines.iloc[0]) < 1

    assert near.any()
    assert before.index[~near].isin(after.index).all()


def test_what_is_no_line_is_refused():
    with pytest.raises(LayerError, match="道路编号 s1 的几何不是线"):
        blocks(series(LineString([(0, 0), (1, 1)]), Point(0, 0)))


def test_degrees_are_refused():
    with pytest.raises(CrsError):
        blocks(series(LineString([(0, 0), (1, 1)]), crs=4490))
