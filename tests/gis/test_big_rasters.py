"""Large rasters: what is read at once is bounded, and the answers do not hang on how they are cut."""

import subprocess
import sys
import textwrap

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from rasterio.windows import Window
from shapely import Point, box

from pianqu.gis import dasymetric, raster_windows, zonal

EAST, NORTH = 500_000.0, 3_440_000.0  # of the upper left corner
PLACE = Affine(1, 0, EAST, 0, -1, NORTH)
SIZE = 20_000  # rows and columns: 3.2 GB in double precision


@pytest.fixture(scope="module")
def sparse(tmp_path_factory):
    """A large raster in tiles, of which three hold people."""
    path = tmp_path_factory.mktemp("raster") / "人口.tif"
    size = {"width": SIZE, "height": SIZE, "count": 1, "dtype": "float32", "crs": "EPSG:4549"}
    tiles = {"tiled": True, "blockxsize": 512, "blockysize": 512, "sparse_ok": True}
    with rasterio.open(path, "w", driver="GTiff", transform=PLACE, **size, **tiles) as file:
        for at in (0, 3072, 19456):
            file.write(np.ones((1, 512, 512), "float32"), window=Window(at, at, 512, 512))
    return path


WORK = """
    import resource, sys
    import geopandas as gpd, pandas as pd, rasterio
    from exactextract import exact_extract
    from shapely import box
    from pianqu.gis import dasymetric, zonal
    E, N = {corner}
    zones = [box(E + 10, N - 110, E + 110, N - 10), box(E + 3_100, N - 3_200, E + 3_200, N - 3_100),
             box(E + 19_500, N - 19_600, E + 19_600, N - 19_500)]
    whole = box(E, N - 3_000, E + 3_000, N)
    frame = gpd.GeoSeries(zones, crs=4549)
    zonal.zonal({path!r}, frame.iloc[:1], epsg=4549)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = zonal.zonal({path!r}, gpd.GeoSeries([*zones, whole], crs=4549), epsg=4549)
    homes = gpd.GeoDataFrame(geometry=frame.iloc[:2])
    shared = dasymetric.share({path!r}, homes, pd.Series([1.0, 1]), epsg=4549)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(*found["total"], shared.people.sum() + shared.unallocated["people"].sum(), shared.total)
    print((after - before) / 1024)
"""


def test_a_large_raster_needs_little_memory(sparse):
    work = textwrap.dedent(WORK).format(path=str(sparse), corner=(EAST, NORTH))

    done = subprocess.run([sys.executable, "-c", work], capture_output=True, text=True, check=True)

    totals, grown = done.stdout.splitlines()
    *zones, counted, total = map(float, totals.split())
    assert zones == pytest.approx([10_000, 10_000, 10_000, 512 * 512])
    assert counted == pytest.approx(total, rel=1e-9)
    assert float(grown) < 600, "MB; the raster is 3,200"


@pytest.fixture
def small(tmp_path):
    values = np.random.default_rng(5).uniform(0, 9, (40, 50)).astype("float32")
    values[3:6, 4:9] = -1
    path = tmp_path / "人口.tif"
    size = {"width": 50, "height": 40, "count": 1, "dtype": "float32", "crs": "EPSG:4549"}
    with rasterio.open(path, "w", driver="GTiff", transform=PLACE, nodata=-1, **size) as file:
        file.write(values, 1)
    return path


@pytest.mark.parametrize("most", [60, 500])
def test_answers_do_not_hang_on_the_windows(small, monkeypatch, most):
    spots = np.random.default_rng(8).uniform(-3, 43, (30, 2))
    shapes = [Point(EAST + x, NORTH - y).buffer(2.3) for x, y in spots]
    zones = gpd.GeoSeries([*shapes, None, box(EAST - 5, NORTH - 30, EAST + 60, NORTH)], crs=4549)
    homes = gpd.GeoDataFrame(geometry=zones)
    floors = pd.Series(np.arange(1.0, 33), dtype="Float64")
    whole = zonal.zonal(small, zones, epsg=4549)
    shared = dasymetric.share(small, homes, floors, epsg=4549)

    groups, blocks = raster_windows.groups, raster_windows.blocks
    monkeypatch.setattr(raster_windows, "groups", lambda *of: groups(*of, most=most))
    monkeypatch.setattr(raster_windows, "blocks", lambda part, **_: blocks(part, most=most))
    cut = zonal.zonal(small, zones, epsg=4549)
    parted = dasymetric.share(small, homes, floors, epsg=4549)

    pd.testing.assert_frame_equal(cut, whole, rtol=1e-6)
    pd.testing.assert_series_equal(parted.people, shared.people, rtol=1e-6)
    assert parted.reason.equals(shared.reason)
    assert parted.total == pytest.approx(shared.total, rel=1e-12)


def test_every_window_is_small_and_every_shape_is_seen():
    spots = np.random.default_rng(1).uniform(0, 999, (200, 2))
    shapes = np.array([box(x, -y, x + 5, -y + 5) for x, y in spots] + [box(0, -999, 999, 0)])

    found = list(raster_windows.groups(shapes, 1_000, 1_000, most=10_000))

    assert max(group.part.width * group.part.height for group in found) <= 10_000
    assert set(np.concatenate([group.shapes for group in found])) == set(range(201))
    held = [group.part for group in found if group.shapes.tolist() == [200]]
    assert sum(part.width * part.height for part in held) == 999 * 999
