"""Zonal statistics: the benchmark's exact side is right by hand, and both engines stand beside it."""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from shapely import box

FOLDER = Path(__file__).parent.parent / "benchmarks"
CELLS = np.array([[1.0, 2.0], [3.0, -1.0]])


@pytest.fixture(scope="module")
def bench():
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(FOLDER))
        import rasters

        yield rasters
    sys.modules.pop("rasters", None)


@pytest.fixture
def folder(tmp_path):
    """Four cells of 10 m, one unknown, and three parcels, one within no middle of a cell."""
    options = {"width": 2, "height": 2, "count": 1, "dtype": "float64", "nodata": -1, "crs": 4547}
    place = rasterio.Affine(10, 0, 500_000, 0, -10, 2_500_020)
    with rasterio.open(tmp_path / "dem.tif", "w", driver="GTiff", transform=place, **options) as f:
        f.write(CELLS, 1)
    shapes = [box(0, 10, 20, 20), box(4, 4, 14, 14), box(8, 12, 11, 14)]
    parcels = gpd.GeoSeries(shapes, crs=4547).translate(500_000, 2_500_000)
    parcels.to_file(tmp_path / "2015.shp")
    return tmp_path


# rasterstats multiplies transforms as affine did before
@pytest.mark.filterwarnings("ignore:Use `@`:PendingDeprecationWarning")
def test_a_row_by_hand(bench, folder, monkeypatch):
    pytest.importorskip("rasterstats")
    monkeypatch.setitem(bench.YEARS, "2015", 3)

    row = bench.row(folder, "2015", "dem", runs=1)
    exact = bench.clipped(folder / "dem.tif", gpd.read_file(folder / "2015.shp").geometry)

    assert exact.tolist() == pytest.approx([1.5, (24 + 32 + 108) / 76, 4 / 3])
    assert row["pianqu_difference"] < 1e-6
    assert row["peer_without"] == 1
    assert row["peer_difference"] == pytest.approx(3 - 164 / 76)  # one middle, of the cell of 3


def test_the_page_says_what_was_counted(bench):
    grid = {"cells": 92, "unknown": 0, "people": 71_724}
    row = {"year": "2015", "raster": "dem", "parcels": 126, "spread": 0.00345}
    page = bench.page(
        bench.measuring.machine()
        | {"rows": [row], "grid": grid, "shared": [{"unknown": "left open", "off_by": 0.0}]}
    )

    assert "| 2015 | dem | 126 | 0.0034 |" in page
    assert "92 of 92 cells, 0 unknown; 71,724 of 71,724 people" in page
    assert "| left open | 0 |" in page
