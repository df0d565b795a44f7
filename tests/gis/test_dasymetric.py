"""People of cells shared to buildings: cut cell by cell, nobody lost, unknown kept unknown."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasterio.errors import NotGeoreferencedWarning
from shapely import Point, Polygon, box

from pianqu.gis import cell_sharing, dasymetric, raster_files
from pianqu.gis.errors import ChoiceError, CrsError, SourceError
from pianqu.gis.raster_files import Raster

EAST, NORTH = 500_000.0, 3_440_000.0  # of the upper left corner
NORTH_UP = Affine(10, 0, EAST, 0, -10, NORTH)
GRIDS = [
    NORTH_UP,
    Affine(10, 0, EAST, 0, 10, NORTH - 100),  # south at the top
    Affine(8, 6, EAST - 30, 6, -8, NORTH - 40),  # turned
]
VALUES = np.random.default_rng(7).uniform(0, 30, (10, 10)).round(1)
CROWD = [box(41, 33, 62, 47), Point(50, 45).buffer(13.7), box(44, 44, 46, 45), box(50, 30, 55, 60)]
FLOORS = [600.0, 2_000.0, 8.0, 900.0]


@pytest.fixture
def write(tmp_path):
    """Write a raster and say its path."""

    def written(values=VALUES, *, transform=NORTH_UP, crs="EPSG:4549", **options):
        path = tmp_path / "人口.tif"
        size = {"height": values.shape[0], "width": values.shape[1], "count": 1}
        options = {"dtype": "float64", "crs": crs, "transform": transform, **size} | options
        with rasterio.open(path, "w", driver="GTiff", **options) as file:
            file.write(values.astype(options["dtype"]), 1)
        return path

    return written


def homes(*shapes, crs=4549):
    index = pd.Index([f"B{i}" for i in range(len(shapes))], name="id")
    there = [s and shapely.transform(s, lambda xy: xy * (1, -1) + (EAST, NORTH)) for s in shapes]
    return gpd.GeoDataFrame(index=index, geometry=there, crs=crs)


def floors(*areas):
    return pd.Series(areas, index=[f"B{i}" for i in range(len(areas))], dtype="Float64")


def shared(path, shapes, areas, **options):
    return dasymetric.share(path, homes(*shapes), floors(*areas), epsg=4549, **options)


def by_hand(transform, values, shapes, areas):
    """People of each building by cutting every cell with every building: slow and plain."""
    found = np.zeros(len(shapes))
    for row, column in np.ndindex(*values.shape):
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
        cell = Polygon([transform @ corner for corner in corners])
        floor = np.array(
            [cell.intersection(s).area / s.area * a for s, a in zip(shapes, areas, strict=True)]
        )
        if floor.sum() > 0:
            found += values[row, column] * floor / floor.sum()
    return found


@pytest.mark.parametrize("transform", GRIDS)
def test_each_cell_is_shared_by_the_floor_area_in_it(write, transform):
    found = shared(write(transform=transform), CROWD, FLOORS)

    expected = by_hand(transform, VALUES, homes(*CROWD).geometry, FLOORS)
    assert found.people.to_numpy(float) == pytest.approx(expected, rel=1e-5)
    assert found.reason.isna().all()
    assert found.people.sum() + found.unallocated["people"].sum() == pytest.approx(
        found.total, rel=1e-9
    )


def test_a_district_by_hand(write):
    """B0 has half of its 400 m2 in either cell; B1 stands in the second."""
    path = write(np.array([[30.0, 80.0, 5.0]]))

    found = shared(path, [box(5, 2, 15, 8), box(16, 2, 22, 8)], [400, 300])

    # cell 1: all 30 to B0; cell 2: 200 and 200 m2; cell 3: 100 m2 of B1
    assert found.people.tolist() == pytest.approx([70, 45], rel=1e-6)
    assert (found.total, len(found.unallocated)) == (115, 0)


def test_an_unknown_floor_area_leaves_its_cells_unshared(write):
    """B1 is unknown, B0 beside it too; B0 has a part of the first cell, that B2 does not get."""
    path = write(np.array([[30.0, 80.0, 5.0]]))
    shapes = [box(5, 2, 15, 8), box(16, 2, 19, 8), box(1, 1, 4, 4), box(22, 2, 28, 8)]

    found = shared(path, shapes, [400, None, 400, 100])

    assert found.people.tolist()[2:] == pytest.approx([20, 5], rel=1e-6)
    assert found.people.isna().tolist() == [True, True, False, False]
    assert found.reason.tolist()[:2] == [cell_sharing.BESIDE, cell_sharing.NO_FLOORS]
    assert found.unallocated[["row", "column"]].to_numpy().tolist() == [[0, 0], [0, 1]]
    assert found.unallocated["people"].tolist() == pytest.approx([10, 80], rel=1e-6)


def test_nobody_is_shared_whatever_is_unknown(write):
    found = shared(write(np.array([[0.0]])), [box(1, 1, 4, 4), box(5, 5, 9, 9)], [None, 50])

    assert (found.people["B1"], found.reason["B0"]) == (0, cell_sharing.NO_FLOORS)
    assert found.unallocated.empty


def test_an_unknown_cell_is_unknown_people_not_none(write):
    path = write(np.array([[-200.0, 80.0]]), nodata=-200)

    found = shared(path, [box(1, 1, 4, 4), box(5, 5, 15, 9), box(12, 1, 14, 4)], [90, 80, 40])

    assert found.reason.tolist()[:2] == [cell_sharing.NO_DATA] * 2
    assert found.people["B2"] == pytest.approx(40)
    assert found.unallocated["people"].isna().tolist() == [True, False]
    assert found.unallocated["people"].sum() == pytest.approx(40)
    assert found.total == 80


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (box(5, 5, 15, 8), cell_sharing.BEYOND),
        (box(50, 50, 60, 60), cell_sharing.BEYOND),
        (None, cell_sharing.NO_OUTLINE),
        (Point(5, 5), cell_sharing.NO_OUTLINE),
    ],
)
def test_a_building_that_the_raster_does_not_hold_has_its_reason(write, shape, reason):
    found = shared(write(np.array([[7.0]])), [shape], [90])

    assert (found.people.isna().all(), found.reason["B0"]) == (True, reason)
    assert found.unallocated["people"].sum() == pytest.approx(found.total)


def test_a_cell_without_buildings_stands_as_unallocated(write):
    found = shared(write(), [box(1, 1, 2, 2), box(31, 1, 32, 2)], [10, 20])

    assert found.people.tolist() == pytest.approx([VALUES[0, 0], VALUES[0, 3]])
    assert found.unallocated["column"].tolist() == [1, 2]
    assert set(found.unallocated["reason"]) == {cell_sharing.EMPTY}


def test_rows_are_counted_from_the_upper_left_of_the_raster(write):
    found = shared(write(), [box(41, 51, 42, 52)], [None])

    assert found.unallocated[["row", "column"]].to_numpy().tolist() == [[5, 4]]
    assert found.total == VALUES[5, 4]


def test_a_density_is_people_a_square_kilometre_of_ground(write):
    """A cell of 100 m2 at 20,000 a km2 holds 2; in degrees its ground is measured."""
    densities = np.full((10, 10), 20_000.0)
    flat = shared(write(densities), [box(1, 1, 9, 9)], [1], unit="per_km2")
    corner = gpd.GeoSeries.from_xy([EAST], [NORTH], crs=4549).to_crs(4490).iloc[0]
    step = Affine(1e-4, 0, corner.x - 5e-5, 0, -1e-4, corner.y + 5e-5)
    path = write(densities, transform=step, crs="EPSG:4490")

    found = shared(Raster(path, unit="per_km2"), [box(-1, -1, 1, 1)], [1])

    across = gpd.GeoSeries([box(*np.add([0, 0, 1e-4, 1e-4], [corner.x, corner.y] * 2))], crs=4490)
    assert flat.people["B0"] == pytest.approx(2)
    assert found.people["B0"] == pytest.approx(across.to_crs(4549).area.iloc[0] * 0.02, rel=1e-4)


def test_a_scaled_raster_tells_its_real_numbers(write):
    path = write(np.array([[40.0]]), dtype="uint8")
    with rasterio.open(path, "r+") as file:
        file.scales, file.offsets = [0.5], [3]

    assert shared(path, [box(1, 1, 9, 9)], [1]).total == 23


def test_a_system_that_the_raster_does_not_state_can_be_given(write):
    with pytest.warns(NotGeoreferencedWarning):
        bare = write(crs=None, transform=Affine.identity())
    stated = write(crs=None)

    declared = Raster(stated, crs="EPSG:4549")
    assert shared(declared, CROWD, FLOORS).people.sum() > 0
    with pytest.raises(CrsError, match="没有坐标系"):
        shared(bare, CROWD, FLOORS)


def test_faults_say_what_to_do(write, tmp_path):
    with pytest.raises(SourceError, match=r"第 1 行第 2 列的人口是 -9999（共 1 格.*nodata"):
        shared(write(np.array([[4.0, -9999.0]])), [box(1, 1, 15, 9)], [1])
    with pytest.raises(ChoiceError, match="unit 是“persons”，应为 count 或 per_km2"):
        shared(write(), CROWD, FLOORS, unit="persons")
    with pytest.raises(SourceError, match="文件不存在"):
        shared(tmp_path / "没有.tif", CROWD, FLOORS)
    with pytest.raises(CrsError, match="在 EPSG:4548"):
        dasymetric.share(write(), homes(*CROWD, crs=4548), floors(*FLOORS), epsg=4549)


def test_only_the_window_is_read(write, monkeypatch):
    asked = []
    read = raster_files.values
    monkeypatch.setattr(
        raster_files,
        "values",
        lambda data, part, **of: asked.append(part) or read(data, part, **of),
    )
    shared(write(), [box(41, 51, 49, 59)], [1])

    assert [part.flatten() for part in asked] == [(4, 5, 1, 1)]


boxes = st.tuples(*[st.integers(-3, 33)] * 2, *[st.integers(1, 25)] * 2).map(
    lambda b: box(b[0], b[1], b[0] + b[2], b[1] + b[3])
)
areas = st.one_of(st.none(), st.floats(0, 1e5, width=32))
cells = st.lists(st.one_of(st.just(-1.0), st.floats(0, 1e4, width=32)), min_size=9, max_size=9)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(boxes, areas), min_size=1, max_size=6), cells)
def test_nobody_is_lost_or_made_up(write, built, numbers):
    path = write(np.array(numbers).reshape(3, 3), nodata=-1)

    found = shared(path, *zip(*built, strict=True))

    left = found.unallocated["people"].sum()
    assert found.people.sum() + left == pytest.approx(found.total, rel=1e-9, abs=1e-9)
    assert (found.people.isna() == found.reason.notna()).all()
    assert found.people.dropna().ge(0).all()
