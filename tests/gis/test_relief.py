"""Heights at points: exact on planes, unknown where the raster says nothing, refused with reason."""

from contextlib import nullcontext

import numpy as np
import pytest
import rasterio
from affine import Affine
from pyproj import Transformer
from rasterio.errors import NotGeoreferencedWarning

from pianqu.gis import relief
from pianqu.gis.errors import CrsError, SourceError

EAST, NORTH = 500_000.0, 3_440_000.0  # of the upper left corner
ALL = (EAST, NORTH - 300, EAST + 300, NORTH)
NORTH_UP = Affine(30, 0, EAST, 0, -30, NORTH)


def plane(x, y):
    """Metres; a rise of 10 % to the east and of 5 % to the south."""
    return 7 + (x - EAST) / 10 + (NORTH - y) / 20


def centres(transform, rows, columns):
    row, column = np.mgrid[0:rows, 0:columns] + 0.5
    return transform @ (column, row)


@pytest.fixture
def write(tmp_path):
    """Write a raster of 10 x 10 pixels, the plane if nothing else is said, and say its path."""

    def written(values=None, *, transform=NORTH_UP, crs="EPSG:4549", dtype="float64", **options):
        if values is None:
            values = plane(*centres(transform, 10, 10))
        path = tmp_path / "高程.tif"
        size = {"height": values.shape[0], "width": values.shape[1], "count": 1}
        options |= {"crs": crs, "transform": transform, "dtype": dtype}
        with rasterio.open(path, "w", driver="GTiff", **size, **options) as f:
            f.write(values.astype(dtype), 1)
        return path

    return written


def points(*places):
    return np.array(places, dtype=float) * (1, -1) + (EAST, NORTH)


@pytest.mark.parametrize(
    "transform",
    [
        NORTH_UP,
        Affine(30, 0, EAST, 0, 30, NORTH - 300),  # south at the top
        Affine(20, 15, EAST - 20, 15, -20, NORTH - 100),  # turned
    ],
)
def test_a_plane_is_met_exactly_between_pixels(write, transform):
    ground = relief.open(write(transform=transform), epsg=4549, bounds=ALL)
    rng = np.random.default_rng(1)
    pixel = rng.uniform(2.0, 8.0, (2, 50))
    x, y = transform @ pixel

    assert ground.heights(np.stack([x, y], axis=1)) == pytest.approx(plane(x, y), abs=1e-9)


def test_middles_of_pixels_have_their_own_height(write):
    ground = relief.open(write(), epsg=4549, bounds=ALL)

    corners = points((15, 15), (285, 15), (15, 285), (285, 285))
    assert ground.heights(corners).tolist() == plane(*corners.T).tolist()


@pytest.mark.parametrize(("place", "middle"), [((0, 105), (15, 105)), ((300, 9), (285, 15))])
def test_the_outer_half_of_a_pixel_has_the_height_of_its_middle(write, place, middle):
    ground = relief.open(write(), epsg=4549, bounds=ALL)

    found = ground.heights(points(place, middle))
    assert found[0] == found[1] == plane(*points(middle)[0])


@pytest.mark.parametrize("place", [(-0.1, 100), (300.1, 100), (100, -0.1), (100, 300.1), (9e3, 0)])
def test_beyond_the_pixels_nothing_is_known(write, place):
    ground = relief.open(write(), epsg=4549, bounds=ALL)

    assert np.isnan(ground.heights(points((100, 100), place))).tolist() == [False, True]


@pytest.mark.parametrize(
    ("place", "known"),
    [((105, 134), False), ((134, 105), False), ((135, 105), True), ((105, 136), True)],
)
@pytest.mark.parametrize("hole", [-9999.0, np.nan, np.inf])
def test_a_pixel_without_data_is_unknown_wherever_it_weighs(write, place, known, hole):
    values = plane(*centres(NORTH_UP, 10, 10))
    values[3, 3] = hole  # its middle is 105 m east and south of the corner
    path = write(values, nodata=-9999.0)

    height = relief.open(path, epsg=4549, bounds=ALL).heights(points((105, 105), place))

    assert np.isnan(height).tolist() == [True, not known]


def test_a_mask_is_no_data_too(write):
    path = write()
    with rasterio.open(path, "r+") as data:
        mask = np.full((10, 10), 255, dtype=np.uint8)
        mask[3, 3] = 0
        data.write_mask(mask)

    height = relief.open(path, epsg=4549, bounds=ALL).heights(points((105, 105), (200, 200)))

    assert np.isnan(height).tolist() == [True, False]


def test_whole_metres_in_a_scaled_raster(write):
    path = write(np.full((10, 10), 120), dtype="int16")
    with rasterio.open(path, "r+") as data:
        data.scales, data.offsets = (0.1,), (5.0,)

    assert relief.open(path, epsg=4549, bounds=ALL).heights(points((99, 99))) == pytest.approx(17)


def test_only_the_window_is_read(write):
    bounds = (EAST + 130, NORTH - 170, EAST + 160, NORTH - 140)

    ground = relief.open(write(), epsg=4549, bounds=bounds)

    assert ground.values.shape == (6, 6)  # pixels 4 and 5 each way, and two around them
    at = points((130, 140), (160, 170))
    assert ground.heights(at) == pytest.approx(plane(*at.T))


@pytest.mark.parametrize("code", [4490, 32651, 4508])
def test_a_raster_in_another_system_is_asked_at_the_same_places(write, code):
    """The raster holds a plane in its own coordinates; the judge transforms each point."""
    over = Transformer.from_crs(4549, code, always_xy=True)
    west, south, east, north = over.transform_bounds(*ALL)
    transform = Affine((east - west) / 40, 0, west, 0, (south - north) / 40, north)
    x, y = centres(transform, 40, 40)
    path = write(
        (x - west) / (east - west) + 3 * (north - y) / (north - south),
        transform=transform,
        crs=f"EPSG:{code}",
    )
    at = points((60, 60), (150, 150), (290, 20))

    x, y = over.transform(*at.T)
    expected = (x - west) / (east - west) + 3 * (north - y) / (north - south)
    ground = relief.open(path, epsg=4549, bounds=(EAST + 50, NORTH - 200, EAST + 291, NORTH - 10))
    assert ground.heights(at) == pytest.approx(expected, abs=1e-9)


def test_where_a_projection_ends_nothing_is_known(write):
    ground = relief.open(write(), epsg=4549, bounds=ALL)
    abroad = relief.Relief(ground.values, ground.transform, "EPSG:3413", 4549)

    assert np.isnan(abroad.heights(np.array([[1e12, 1e12], [np.nan, 0.0]]))).all()


def test_no_points_have_no_heights(write):
    assert relief.open(write(), epsg=4549, bounds=ALL).heights(np.empty((0, 2))).tolist() == []


def test_a_raster_that_covers_a_part_is_taken(write):
    bounds = (EAST - 500, NORTH - 100, EAST + 100, NORTH + 500)

    height = relief.open(write(), epsg=4549, bounds=bounds).heights(points((90, 90), (-400, 50)))

    assert np.isnan(height).tolist() == [False, True]


@pytest.mark.parametrize(
    ("options", "bounds", "error", "parts"),
    [
        ({"crs": 'LOCAL_CS["工地",UNIT["metre",1]]'}, ALL, CrsError, ["EPSG:4549", "换算"]),
        ({}, (0, 0, 9, 9), SourceError, ["不相交", "0、0、9、9"]),
    ],
)
def test_a_raster_that_cannot_be_meant_is_refused(write, options, bounds, error, parts):
    path = write(**options)
    with pytest.raises(error) as caught:
        relief.open(path, epsg=4549, bounds=bounds)

    assert [part for part in ["高程.tif", *parts] if part not in str(caught.value)] == []


@pytest.mark.parametrize("transform", [NORTH_UP, None])
def test_a_raster_without_a_coordinate_system_is_refused(write, transform):
    with nullcontext() if transform else pytest.warns(NotGeoreferencedWarning):
        path = write(np.zeros((10, 10)), crs=None, transform=transform)

    with pytest.raises(CrsError, match=r"高程\.tif.*没有坐标系"):
        relief.open(path, epsg=4549, bounds=ALL)


def test_heights_in_feet_are_refused(write):
    path = write()
    with rasterio.open(path, "r+") as data:
        data.units = ("ft",)

    with pytest.raises(SourceError, match=r"高程.tif.*“ft”.*应为米"):
        relief.open(path, epsg=4549, bounds=ALL)


@pytest.mark.parametrize("broken", ["text", "cut"])
def test_a_file_that_is_no_whole_raster_is_refused(write, broken):
    path = write(np.random.default_rng(1).random((10, 10)))
    content = path.read_bytes()
    path.write_bytes(b"x,y,z" if broken == "text" else content[: len(content) // 2])

    with pytest.raises(SourceError, match=r"高程.tif.*无法读取"):
        relief.open(path, epsg=4549, bounds=ALL)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceError, match=r"没有\.tif.*不存在"):
        relief.open(tmp_path / "没有.tif", epsg=4549, bounds=ALL)
