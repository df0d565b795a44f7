"""Rasters at the gate: what they declare and what is declared of them, and where they lie."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning
from shapely import Point, box

from pianqu import read
from pianqu.gis import relief, zonal
from pianqu.gis.errors import ChoiceError, CrsError, LayerError, SourceError
from pianqu.gis.raster_files import Raster
from pianqu.layers import population_cells, raster_findings, rasters
from pianqu.layers.city import City, Source
from pianqu.layers.sources import Library
from pianqu.layers.store import cities

EAST, NORTH = 500_000.0, 3_440_000.0  # of the upper left corner
PLACE = Affine(10, 0, EAST, 0, -10, NORTH)
VALUES = np.arange(100.0).reshape(10, 10)


@pytest.fixture
def write(tmp_path):
    """Write bands as a raster and say its path."""

    def written(*bands, name="人口.tif", crs="EPSG:4549", transform=PLACE, names=(), **options):
        bands = bands or (VALUES,)
        path = tmp_path / name
        size = {"height": bands[0].shape[0], "width": bands[0].shape[1], "count": len(bands)}
        scale = options.pop("scale", None)
        options = {"dtype": "float32", "crs": crs, "transform": transform, **size, **options}
        with rasterio.open(path, "w", driver="GTiff", **options) as file:
            for number, band in enumerate(bands, start=1):
                file.write(band.astype(options["dtype"]), number)
            for number, text in enumerate(names, start=1):
                file.set_band_description(number, text)
            if scale:
                file.scales, file.offsets = [scale[0]], [scale[1]]
        return path

    return written


def layer(*shapes, crs=4549):
    there = [
        gpd.GeoSeries([one]).affine_transform([1, 0, 0, -1, EAST, NORTH]).iloc[0] for one in shapes
    ]
    index = pd.Index([f"B{number}" for number in range(len(shapes))], name="id")
    return gpd.GeoDataFrame(index=index, geometry=there, crs=crs)


def row(source, name="population"):
    return rasters.read(name, source, Library())


def said(name, source, **layers):
    """Rule to value of the findings of a raster."""
    notes = raster_findings.find({name: rasters.file(source)}, layers, epsg=4549)
    return {note["rule"]: note["value"] for note in notes}


HOMES = layer(box(5, 5, 15, 15), box(40, 40, 55, 60))


def test_a_system_that_the_file_does_not_state_is_declared(write):
    path = write(crs=None)
    with pytest.raises(CrsError, match=r"人口\.tif：栅格没有写明坐标系.*crs"):
        row(Source(path))

    declared = Source(path, crs=4549)
    raster = rasters.file(declared)

    assert row(declared)["crs"] == "EPSG:4549"
    assert said("population", declared, buildings=HOMES) == {"栅格坐标系按声明": "EPSG:4549"}
    assert zonal.zonal(raster, HOMES.geometry, epsg=4549)["mean"].iloc[0] == pytest.approx(5.5)
    ground = relief.open(raster, epsg=4549, bounds=HOMES.total_bounds)
    assert ground.heights(np.array([[EAST + 15, NORTH - 15]])).tolist() == [11]


def test_nothing_declared_is_a_plain_path(write):
    path = write()

    assert rasters.file(Source(path)) == path
    assert row(Source(path))["crs"] == "EPSG:4549"
    assert said("population", Source(path), buildings=HOMES) == {}


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"datum": "GCJ-02"}, ["datum（GCJ-02）", "纠正"]),
        ({"axes": "ne", "landuse_scheme": "ydyh"}, ["axes、landuse_scheme"]),
        ({"unit": "per_ha"}, ["“per_ha”", "count", "per_km2"]),
    ],
)
def test_what_cannot_be_declared_of_a_raster_is_refused(write, declared, words):
    with pytest.raises(ChoiceError) as caught:
        row(Source(write(), **declared))
    assert all(word in str(caught.value) for word in words)


def test_only_people_have_a_unit(write):
    with pytest.raises(ChoiceError, match="dem 的 unit"):
        row(Source(write(), unit="count"), "dem")


def test_a_raster_is_a_file_and_a_picture_has_no_place(write):
    with pytest.raises(SourceError, match="须为文件"):
        row(Source("postgresql://me:secret@db.example/city"))
    with pytest.warns(NotGeoreferencedWarning):
        path = write(crs=None, transform=None)
    with pytest.raises(CrsError, match="左上角"):
        row(Source(path, crs=4549))


def test_bands_are_chosen_by_number_or_name_and_the_first_is_said(write):
    path = write(VALUES, VALUES + 100, VALUES + 200, names=("红", "近红外", ""))

    told = said("dem", Source(path), buildings=HOMES)
    means = [
        zonal.zonal(rasters.file(Source(path, table=band)), HOMES.geometry, epsg=4549)["mean"]
        for band in (None, "2", "近红外", "3")
    ]

    assert told == {"多波段栅格只用第 1 波段": "人口.tif 有 3 个波段"}
    assert [mean.iloc[0] for mean in means] == pytest.approx([5.5, 105.5, 105.5, 205.5])
    assert said("dem", Source(path, table="近红外"), buildings=HOMES) == {}
    with pytest.raises(SourceError, match=r"没有波段“4”.*1（红）、2（近红外）、3"):
        row(Source(path, table="4"), "dem")


@pytest.mark.parametrize(
    ("name", "nodata", "odd"),
    [("population", 0, True), ("population", -9999, False), ("ndvi", 0, True), ("dem", 0, True),
     ("dem", -32768, False), ("population", np.nan, False)],
)  # fmt: skip
def test_no_data_that_could_be_data_is_told(write, name, nodata, odd):
    told = said(name, Source(write(nodata=nodata)), buildings=HOMES)

    assert ("无数据值在取值范围内" in told) == odd


def test_no_data_that_nobody_declared_is_unknown_and_told(write):
    values = VALUES.copy()
    values[0, :] = np.finfo("float32").min
    path = write(values)

    told = said("population", Source(path), buildings=HOMES)
    found = zonal.zonal(path, HOMES.geometry, epsg=4549)

    assert told == {"无数据值未声明": "取样的 100 个像元中有 10 个为 ±3.4e38"}
    assert found["mean"].tolist() == pytest.approx([10.5, 148 / 3])
    assert found["known"].tolist() == pytest.approx([0.5, 1])


@pytest.mark.parametrize(("kind", "most"), [("uint16", 65535), ("int32", 2**31 - 1)])
def test_the_greatest_whole_number_is_used_and_told(write, kind, most):
    values = np.full((10, 10), 5)
    values[0, :3] = most

    told = said("population", Source(write(values, dtype=kind)), buildings=HOMES)
    declared = said("population", Source(write(values, dtype=kind, nodata=most)), buildings=HOMES)

    rule = "像元值是整数类型的上限，可能是未声明的无数据值"
    assert told[rule] == f"取样的 100 个像元中有 3 个为 {most}"
    assert rule not in declared


@pytest.mark.parametrize(("name", "odd"), [("dem", -9999), ("ndvi", 8500), ("population", -1)])
def test_values_that_nothing_can_have_are_told(write, name, odd):
    values = np.full((10, 10), 0.5)
    values[3, 4] = odd

    told = said(name, Source(write(values)), buildings=HOMES)

    assert f"有 1 个，如 {odd}，" in told["像元值超出可能的范围"]
    assert not said(name, Source(write(values, nodata=odd)), buildings=HOMES).keys() & {
        "像元值超出可能的范围"
    }


def test_a_scale_is_applied_and_said(write):
    path = write(np.full((10, 10), 30_000), dtype="int16", scale=(0.0001, -1))

    found = zonal.zonal(path, HOMES.geometry, epsg=4549)

    assert found["mean"].tolist() == pytest.approx([2, 2])
    assert (
        said("dem", Source(path), buildings=HOMES)["栅格按比例系数换算"] == "存储值 × 0.0001 + -1"
    )


def test_integers_do_not_run_over(write):
    path = write(np.full((10, 10), 2**31 - 1), dtype="int32")

    found = zonal.zonal(path, layer(box(0, 0, 100, 100)).geometry, epsg=4549).iloc[0]

    assert found["mean"] * found["cells"] == pytest.approx(100 * (2**31 - 1), rel=1e-12)


def test_rows_beyond_a_raster_are_listed_by_layer(write):
    homes = layer(box(5, 5, 15, 15), box(95, 5, 105, 15), Point(-1, 5))
    roads = layer(box(0, 0, 10, 10))

    notes = raster_findings.find(
        {"dem": write()}, {"buildings": homes, "streets": roads}, epsg=4549
    )

    assert [(note["layer"], note["id"], note["value"]) for note in notes] == [
        ("buildings", "B1;B2", "楼栋 3 个中 2 个")
    ]
    assert "按未知处理" in notes[0]["remedy"]


def test_a_raster_elsewhere_is_told_once(write):
    path = write(transform=Affine(10, 0, EAST + 50_000, 0, -10, NORTH))

    notes = raster_findings.find({"dem": path}, {"buildings": HOMES, "parcels": HOMES}, epsg=4549)

    assert [note["rule"] for note in notes] == ["栅格与图层不在一处"]
    assert "49.9 km" in notes[0]["value"]
    assert raster_findings.find({"dem": path}, {}, epsg=4549) == []


def squares(**columns):
    cells = layer(*(box(x, y, x + 50, y + 50) for y in (0, 50) for x in (0, 50)))
    return cells.assign(**columns)


@pytest.fixture
def grid(tmp_path):
    """Write a grid of polygons and say its path."""

    def written(frame, name="格网.gpkg"):
        frame.to_file(tmp_path / name, layer="population")
        return tmp_path / name

    return written


@pytest.mark.parametrize(
    ("columns", "declared"),
    [
        ({"population": [10, 20, 30, None]}, {}),
        ({"人口数": [10, 20, 30, None]}, {}),
        ({"HE_VAKIY": [10, 20, 30, None]}, {"HE_VAKIY": "residents"}),
        ({"population": [9, 9, 9, 9], "常住": [10, 20, 30, None]}, {"常住": "population"}),
    ],
)
def test_people_as_polygons(grid, columns, declared):
    source = Source(grid(squares(**columns)), columns=declared)

    cells = population_cells.read(rasters.file(source))

    assert {"rows": 4, "crs": "EPSG:4549"}.items() <= row(source).items()
    assert cells["people"].tolist()[:3] == [10, 20, 30]
    assert cells["people"].isna().tolist() == [False, False, False, True]
    assert cells.area.sum() == pytest.approx(10_000)
    beyond = layer(box(5, 5, 9, 9), box(90, 90, 110, 95))
    assert said("population", source, buildings=beyond) == {
        "不全在人口分布栅格范围内": "楼栋 2 个中 1 个"
    }


@pytest.mark.parametrize(
    ("columns", "declared", "words"),
    [
        ({"甲": [1, 2, 3, 4]}, {}, "有 0 列像是人口"),
        ({"人口": [1, 2, 3, 4], "population": [1, 2, 3, 4]}, {}, "有 2 列像是人口"),
        ({"人口": [1, 2, 3, 4]}, {"乙": "residents"}, "“乙”不在其中"),
        ({"人口": [1, -2, 3, -4]}, {}, "第 2、4 行的“人口”小于 0"),
        ({"人口": ["1", "很多", "3", "4"]}, {}, "第 2 行的“人口”不是数"),
    ],
)
def test_faults_of_people_as_polygons(grid, columns, declared, words):
    with pytest.raises(LayerError, match=words):
        row(Source(grid(squares(**columns)), columns=declared))


def test_cells_over_each_other_are_told(grid):
    cells = squares(population=[1, 2, 3, 4])
    cells.loc["B1", "geometry"] = cells.geometry["B1"].buffer(3, join_style="mitre")

    notes = raster_findings.find({"population": grid(cells)}, {}, epsg=4549)

    assert [(note["rule"], note["id"]) for note in notes] == [("人口格网的格相互重叠", "1;2;3;4")]


def test_people_as_points_are_no_cells(grid):
    points = squares(population=[1, 2, 3, 4])
    points["geometry"] = points.centroid

    with pytest.raises(LayerError, match="不是面"):
        row(Source(grid(points)))


def test_a_city_keeps_what_is_declared_and_the_store_too(write, tmp_path):
    source = Source(write(crs=None), crs=4549, unit="per_km2")
    HOMES.assign(use="residential").to_file(tmp_path / "楼栋.gpkg")

    city = read({"buildings": Source(tmp_path / "楼栋.gpkg"), "population": source}, crs=4549)
    cities.write(city, tmp_path / "片区.gpkg")
    back = cities.read(tmp_path / "片区.gpkg")

    assert city.rasters["population"] == Raster(source.path, crs="EPSG:4549", unit="per_km2")
    assert dict(back.rasters) == dict(city.rasters)
    assert "栅格坐标系按声明" in city.findings["rule"].tolist()


def test_a_plain_path_comes_back_from_the_store(tmp_path, write):
    city = City("甲", 4549, {"buildings": HOMES}, rasters={"dem": write()})
    cities.write(city, tmp_path / "片区.gpkg")

    assert dict(cities.read(tmp_path / "片区.gpkg").rasters) == dict(city.rasters)
