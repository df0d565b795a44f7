"""Files that are damaged, or filled in wrongly in one place, and what is said of them."""

import sqlite3
import struct
from contextlib import closing

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import rasterio
from affine import Affine
from shapely import Point

from pianqu.gis.errors import CrsError, LayerError, OutputError, SourceError
from pianqu.layers.city import Source, read
from pianqu.layers.demo import samples
from pianqu.layers.formats import files
from pianqu.layers.placing import grid

HEAD = "编号,类型,经度,纬度\n"


def shops(tmp_path, *rows: str):
    """A CSV of facilities near Suzhou with those rows at the end."""
    path = tmp_path / "设施.csv"
    good = [f"F{n},药店,120.6{n},31.3" for n in range(5)]
    path.write_text(HEAD + "\n".join([*good, *rows]) + "\n", encoding="utf-8")
    return {"facilities": Source(path, crs=4326)}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("X9,药店,0,0", "X9 的坐标是 (0, 0)"),
        ("X9,药店,31.3,120.6", "X9 的坐标 (31.3, 120.6) 经纬度写反，请对调这一行"),
        ("X9,药店,120.6,310", "X9 的坐标 (120.6, 310) 不在 EPSG:4326"),
    ],
)
def test_one_row_in_a_wrong_place_is_named(tmp_path, row, words):
    with pytest.raises(LayerError) as caught:
        read(shops(tmp_path, row))
    assert len(caught.value.faults) == 1
    assert words in str(caught.value)


def test_a_far_row_is_listed_and_does_not_choose_the_grid(tmp_path):
    city = read(shops(tmp_path, "X9,药店,100.6,31.3"))

    assert city.epsg == 4549
    said = city.findings[city.findings["rule"] == "离本图层其他行很远"]
    assert said["id"].tolist() == ["X9"]
    assert said["severity"].tolist() == ["warning"]


def test_a_declared_grid_is_a_code_and_must_fit_the_place(tmp_path):
    sources = shops(tmp_path)

    assert read(sources, crs="EPSG:4549").epsg == 4549
    for wrong in (4534, 3395):
        with pytest.raises(CrsError, match=f"crs 写的是 {wrong}.*改为 4549"):
            read(sources, crs=wrong)
    with pytest.raises(CrsError, match="crs 写的是 4490（经纬度"):
        read(sources, crs=4490)
    assert grid.choose({"parks": gpd.GeoDataFrame(geometry=[Point(120, 31)], crs=4490)}) == 4549


def test_a_sample_never_replaces_a_project_of_the_user(tmp_path):
    file = tmp_path / "pianqu.toml"
    file.write_text('name = "我的片区"\n', encoding="utf-8")
    with pytest.raises(OutputError, match="已存在且不是样例；请用 --out"):
        samples.write("helsinki", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["pianqu.toml"]
    assert file.read_text(encoding="utf-8") == 'name = "我的片区"\n'

    file.unlink()
    first = samples.write("helsinki", tmp_path).read_bytes()
    assert samples.write("helsinki", tmp_path).read_bytes() == first
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "pianqu.toml"]


@pytest.fixture
def shapefile(tmp_path):
    path = tmp_path / "甲.shp"
    spots = [Point(120 + n / 9, 31) for n in range(9)]
    gpd.GeoDataFrame({"名称": ["东一村"] * 9}, geometry=spots, crs=4490).to_file(path)
    return path


def test_a_shapefile_with_a_part_missing_or_cut(shapefile):
    raw = shapefile.read_bytes()
    shapefile.write_bytes(raw[:-40])
    with pytest.raises(SourceError, match=f"文件头写明 {len(raw)} 字节而实际 {len(raw) - 40}"):
        files.read(shapefile)
    shapefile.write_bytes(raw)
    shapefile.with_suffix(".dbf").write_bytes(b"")
    with pytest.raises(SourceError, match=r"空的（0 字节）：同名的 \.dbf"):
        files.read(shapefile)
    shapefile.with_suffix(".dbf").unlink()
    with pytest.raises(SourceError, match=r"缺少同名的 \.dbf"):
        files.read(shapefile)


def test_a_wrong_encoding_names_the_cpg(tmp_path):
    path = tmp_path / "甲.shp"
    spots = gpd.GeoDataFrame({"名称": ["东一村"]}, geometry=[Point(120, 31)], crs=4490)
    spots.to_file(path, encoding="GB18030")
    path.with_suffix(".cpg").write_text("UTF-8", encoding="ascii")
    found = files.raw(path)
    assert found.frame["名称"].tolist() == ["东一村"]
    assert [note[:2] for note in found.notes] == [("warning", "文字不是 .cpg 文件写明的编码")]
    text = (
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": "东"}'
    )
    text += ', "geometry": {"type": "Point", "coordinates": [120, 31]}}]}'
    path.with_suffix(".geojson").write_bytes(text.encode("gb18030"))
    with pytest.raises(SourceError, match="不是 UTF-8"):
        files.read(path.with_suffix(".geojson"))


def test_a_folder_is_no_file(tmp_path):
    (tmp_path / "甲.gpkg").mkdir()
    with pytest.raises(SourceError, match="是文件夹"):
        files.read(tmp_path / "甲.gpkg")


def test_a_plane_without_a_place_is_no_system(tmp_path):
    path = tmp_path / "甲.gpkg"
    plane = 'ENGCRS["Undefined Cartesian SRS",EDATUM["Unknown"],CS[Cartesian,2],'
    plane += 'AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
    gpd.GeoDataFrame({"a": [1]}, geometry=[Point(500_000, 3_440_000)], crs=plane).to_file(path)
    assert files.read(path, crs=4549).crs.to_epsg() == 4549
    with pytest.raises(CrsError, match="没有写明坐标系"):
        files.read(path)


def stored_shape(path, kind: str, wkb: bytes) -> None:
    """A GeoPackage with one geometry that GeoPandas cannot write."""
    gpd.GeoDataFrame({"a": [1]}, geometry=[Point(120, 31)], crs=4326).to_file(
        path, layer="t", SPATIAL_INDEX="NO", geometry_type="Point" if kind == "m" else "Unknown"
    )
    with closing(sqlite3.connect(path)) as base, base:
        names = base.execute("select name from sqlite_master where type = 'trigger'").fetchall()
        for (name,) in names:
            base.execute(f'drop trigger "{name}"')
        base.execute("update t set geom = ?", (b"GP\x00\x01" + struct.pack("<i", 4326) + wkb,))
        if kind == "m":
            base.execute("update gpkg_geometry_columns set m = 1")


def test_measures_are_dropped_without_a_word_and_a_tin_is_refused(tmp_path):
    stored_shape(tmp_path / "m.gpkg", "m", struct.pack("<BIddd", 1, 2001, 120, 31, 5))
    assert files.read(tmp_path / "m.gpkg").geometry.to_wkt().tolist() == ["POINT (120 31)"]

    ring = struct.pack("<II8d", 1, 4, 120, 31, 121, 31, 121, 32, 120, 31)
    tin = struct.pack("<BII", 1, 16, 1) + struct.pack("<BI", 1, 17) + ring
    stored_shape(tmp_path / "tin.gpkg", "tin", tin)
    with pytest.raises(SourceError, match="TIN"):
        files.read(tmp_path / "tin.gpkg")


def test_a_named_index_of_a_parquet_file_is_a_column(tmp_path):
    index = pd.Index(["01", "02"], name="编号")
    spots = gpd.GeoDataFrame({"a": [1, 2]}, geometry=[Point(120, 31)] * 2, crs=4490, index=index)
    spots.to_parquet(tmp_path / "甲.parquet")
    assert files.read(tmp_path / "甲.parquet")["编号"].tolist() == ["01", "02"]


def test_a_system_at_the_end_of_a_geojson_is_seen(tmp_path):
    path = tmp_path / "甲.geojson"
    point = '{"type": "Feature", "properties": {"crs": "%s"}, "geometry": '
    point += '{"type": "Point", "coordinates": [120, 31]}}'
    bare = '{"type": "FeatureCollection", "features": [' + point % ("x" * 5000) + "]"
    path.write_text(bare + "}", encoding="utf-8")
    assert files.read(path, crs=4490).crs.to_epsg() == 4490
    stated = ', "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4549"}}}'
    path.write_text(bare + stated, encoding="utf-8")
    with pytest.raises(CrsError, match=r"EPSG:4549.*EPSG:4490"):
        files.read(path, crs=4490)


@pytest.mark.parametrize("crs", [4490, 4326])
def test_the_same_ellipsoid_for_all_purposes_is_no_matter(tmp_path, crs):
    source = Source(shops(tmp_path)["facilities"].path, crs=crs)
    assert read({"facilities": source}).findings["rule"].str.contains("椭球|基准").sum() == 0


@pytest.mark.parametrize(("crs", "name"), [(4214, "Beijing 1954"), (4610, "Xian 1980")])
def test_an_old_datum_needs_control_points(tmp_path, crs, name):
    source = Source(shops(tmp_path)["facilities"].path, crs=crs)
    with pytest.raises(CrsError, match=f"EPSG:{crs} 的基准是 {name}.*请用 controls"):
        read({"facilities": source})


def test_totals_are_no_records_and_rows_without_geometry_are_listed(tmp_path):
    path = tmp_path / "小区.csv"
    path.write_text("编号,名称,wkt\nC1,东一村,\n合计,全部,\nC3,街道小计,\n", encoding="utf-8")
    raw = files.raw(path)
    assert raw.frame["编号"].tolist() == ["C1"]
    assert raw.totals is not None
    assert raw.totals["名称"].to_dict() == {3: "全部", 4: "街道小计"}
    said = read({"communities": Source(path, crs=4549)}, crs=4549).findings.set_index("rule")
    assert said.loc["没有几何的行", "id"] == "C1"
    assert said.loc["没有几何的行", "severity"] == "warning"


def test_a_raster_cut_short_or_of_another_system(tmp_path):
    path = tmp_path / "dem.tif"
    size = {"width": 64, "height": 64, "count": 1, "dtype": "float32"}
    place = Affine(10, 0, 500_000, 0, -10, 3_440_000)
    with rasterio.open(path, "w", driver="GTiff", crs=4549, transform=place, **size) as data:
        data.write(np.arange(64 * 64, dtype="float32").reshape(1, 64, 64))
    sources = shops(tmp_path)

    assert "dem" in read(sources | {"dem": Source(path, crs=4549)}).rasters
    with pytest.raises(CrsError, match=r"dem\.tif：.*EPSG:4549.*EPSG:4490"):
        read(sources | {"dem": Source(path, crs=4490)})
    path.write_bytes(path.read_bytes()[:-400])
    with pytest.raises(SourceError, match="栅格不完整"):
        read(sources | {"dem": Source(path)})
