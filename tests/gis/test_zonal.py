"""Zonal statistics: the exact clip of every cell, whatever the grid; unknown stays unknown."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
import shapely
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from shapely import Point, Polygon, box

from pianqu.gis import zonal
from pianqu.gis.errors import CrsError, SourceError

EAST, NORTH = 500_000.0, 3_440_000.0  # of the upper left corner
NORTH_UP = Affine(10, 0, EAST, 0, -10, NORTH)
GRIDS = [
    NORTH_UP,
    Affine(10, 0, EAST, 0, 10, NORTH - 100),  # south at the top
    Affine(8, 6, EAST - 30, 6, -8, NORTH - 40),  # turned
]
VALUES = np.random.default_rng(4).normal(0.2, 0.3, (10, 10))


@pytest.fixture
def write(tmp_path):
    """Write a raster and say its path."""

    def written(values=VALUES, *, transform=NORTH_UP, crs="EPSG:4549", scale=None, **options):
        path = tmp_path / "植被.tif"
        size = {"height": values.shape[0], "width": values.shape[1], "count": 1}
        options = {"dtype": "float64", "crs": crs, "transform": transform} | options
        with rasterio.open(path, "w", driver="GTiff", **size, **options) as f:
            f.write(values.astype(options["dtype"]), 1)
            if scale:
                f.scales, f.offsets = [scale[0]], [scale[1]]
        return path

    return written


def areas(*shapes, crs=4549):
    index = pd.Index([f"L{i}" for i in range(len(shapes))], name="plot")
    shapes = [s and shapely.transform(s, lambda xy: xy * (1, -1) + (EAST, NORTH)) for s in shapes]
    return gpd.GeoSeries(shapes, index=index, crs=crs)


def clipped(transform, zone, values=VALUES):
    """Mean and count by cutting every cell with the zone: slow and plain."""
    weight = np.zeros(values.shape)
    for row, column in np.ndindex(*values.shape):
        corners = [(column, row), (column + 1, row), (column + 1, row + 1), (column, row + 1)]
        cell = Polygon([transform @ corner for corner in corners])
        weight[row, column] = cell.intersection(zone).area / cell.area
    weight[np.isnan(values)] = 0
    return np.nansum(weight * values) / weight.sum(), weight.sum()


@pytest.mark.parametrize("transform", GRIDS)
def test_every_cell_counts_by_its_covered_part(write, transform):
    zones = areas(box(41, 33, 62, 47), Point(50, 45).buffer(13.7), box(44, 44, 46, 45))

    found = zonal.zonal(write(transform=transform), zones, epsg=4549)

    for zone, row in zip(zones, found.itertuples(), strict=True):
        assert (row.mean, row.cells) == pytest.approx(clipped(transform, zone), abs=1e-6)
        assert row.least - 1e-9 <= row.mean <= row.most + 1e-9
        assert (row.known, row.cell_area) == (1, pytest.approx(100))
    assert found.index.equals(zones.index)


def test_a_zone_by_hand(write):
    values = np.array([[1.0, 2.0], [3.0, 4.0]])

    found = zonal.zonal(write(values), areas(box(5, 0, 15, 20)), epsg=4549).iloc[0]

    assert found.to_dict() == pytest.approx(
        {"mean": 2.5, "total": 5, "least": 1, "most": 4, "cells": 2, "known": 1, "cell_area": 100}
    )


@pytest.mark.parametrize("nodata", [-9999.0, np.nan])
def test_cells_without_data_do_not_count(write, nodata):
    values = np.array([[1.0, nodata], [3.0, nodata]])

    path = write(values, nodata=nodata)
    half, none = zonal.zonal(path, areas(box(5, 0, 15, 20), box(12, 2, 18, 9)), epsg=4549).iloc

    assert (half["mean"], half["cells"], half["known"]) == pytest.approx((2, 1, 0.5))
    assert none[["mean", "least", "most"]].isna().all()
    assert (none["cells"], none["known"]) == (0, 0)


@pytest.mark.parametrize(
    ("shape", "known"),
    [(box(-30, 10, -10, 20), 0), (None, np.nan), (Point(5, 5), np.nan), (Polygon(), np.nan)],
)
def test_nothing_covered_is_unknown(write, shape, known):
    found = zonal.zonal(write(), areas(shape), epsg=4549)

    assert found[["mean", "least", "most"]].isna().all(axis=None)
    assert found["cells"].tolist() == [0]
    assert found["known"].tolist() == pytest.approx([known], nan_ok=True)


def test_part_beyond_the_raster_is_told(write):
    found = zonal.zonal(write(), areas(box(-10, 0, 10, 10), box(20, 20, 30, 30)), epsg=4549)

    assert found["known"].tolist() == pytest.approx([0.5, 1])
    assert found["mean"].tolist() == pytest.approx([VALUES[0, 0], VALUES[2, 2]])


def test_no_zones(write):
    assert zonal.zonal(write(), areas(), epsg=4549).shape == (0, 7)


def test_raster_in_degrees(write):
    """A cell of 0.0001 degrees is about 9.5 m by 11.1 m at 31 degrees north."""
    x, y = 120.0, 31.1
    path = write(transform=Affine(1e-4, 0, x, 0, -1e-4, y), crs="EPSG:4490")
    zone = gpd.GeoSeries([box(x + 2e-4, y - 5e-4, x + 4e-4, y - 3e-4)], crs=4490).to_crs(4549)

    found = zonal.zonal(path, zone, epsg=4549).iloc[0]

    assert found["mean"] == pytest.approx(VALUES[3:5, 2:4].mean(), abs=1e-5)
    assert found["cells"] == pytest.approx(4, abs=1e-4)
    assert found["cell_area"] == pytest.approx(zone.area.iloc[0] / 4, rel=1e-4)


def test_scale_and_offset_are_applied(write):
    values = np.full((2, 2), 6000)

    path = write(values, dtype="int16", scale=(0.0001, -0.1))

    found = zonal.zonal(path, areas(box(0, 0, 9, 9)), epsg=4549)
    assert found["mean"].tolist() == pytest.approx([0.5])


def test_answers_do_not_hang_on_the_order_of_zones(write):
    zones = areas(
        *(Point(x, y).buffer(7) for x, y in np.random.default_rng(2).uniform(0, 99, (9, 2)))
    )
    path = write()

    found = zonal.zonal(path, zones, epsg=4549)

    pd.testing.assert_frame_equal(zonal.zonal(path, zones[::-1], epsg=4549)[::-1], found)


def test_faults(write, tmp_path):
    zones = areas(box(0, 0, 9, 9))
    (tmp_path / "坏.tif").write_text("no raster")

    with pytest.raises(SourceError, match=r"没有\.tif"):
        zonal.zonal(tmp_path / "没有.tif", zones, epsg=4549)
    with pytest.raises(SourceError, match=r"坏\.tif"):
        zonal.zonal(tmp_path / "坏.tif", zones, epsg=4549)
    with pytest.raises(CrsError, match="4548"):
        zonal.zonal(write(), zones, epsg=4548)
    with pytest.raises(CrsError, match="没有坐标系"):
        zonal.zonal(write(), zones.set_crs(None, allow_override=True), epsg=4549)
    with pytest.warns(NotGeoreferencedWarning):
        bare = write(crs=None, transform=None)
    with pytest.raises(CrsError, match=r"植被\.tif"):
        zonal.zonal(bare, zones, epsg=4549)
