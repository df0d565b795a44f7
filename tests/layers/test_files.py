"""Files as frames: what reads, and what a broken file is told."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, Polygon

from pianqu.gis.errors import CrsError, LayerError, SourceError
from pianqu.layers.formats import files
from pianqu.layers.placing import coordinates


@pytest.fixture
def places() -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"编号": ["01", "02"], "名称": ["东一村", "东二村"]},
        geometry=[Point(120.6, 31.3), Point(120.7, 31.4)],
        crs=4490,
    )


@pytest.mark.parametrize("name", ["甲.gpkg", "甲.shp", "甲.parquet", "甲.geojson"])
def test_every_format_gives_the_same_rows(tmp_path, places, name):
    path = tmp_path / name
    save = places.to_parquet if path.suffix == ".parquet" else places.to_file
    save(path)

    found = files.read(path)

    assert found["编号"].tolist() == ["01", "02"]
    assert found["名称"].tolist() == ["东一村", "东二村"]
    assert found.geometry.geom_equals_exact(places.geometry, 1e-9).all()
    assert found.crs is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_of_coordinates_keeps_its_zeros(tmp_path, encoding):
    path = tmp_path / "点.csv"
    path.write_bytes("编号,名称,经度,纬度\n007,药店,120.6,31.3\n008,,,\n,,,\n".encode(encoding))

    found = files.read(path, crs=4490)

    assert found["编号"].tolist() == ["007", "008"]
    assert found["名称"].isna().tolist() == [False, True]
    assert found.geometry.iloc[0] == Point(120.6, 31.3)
    assert found.geometry.iloc[1] is None
    rules = [note[1] for note in files.raw(path).notes]
    assert ("按 GB 18030 编码读取" in rules) == (encoding == "gb18030")
    assert coordinates.label(found.crs) == "EPSG:4490"


def test_wkt_in_a_workbook(tmp_path, places):
    path = tmp_path / "台账.xlsx"
    table = pd.DataFrame({"编号": ["001"], "层数": [6], "WKT": ["POINT (500000 3440000)"]})
    with pd.ExcelWriter(path) as book:
        table.to_excel(book, sheet_name="楼栋", index=False)
        table.iloc[:0].to_excel(book, sheet_name="说明", index=False)

    found = files.read(path, table="楼栋", crs="EPSG:4549")

    assert found.drop(columns="geometry").iloc[0].tolist() == ["001", "6"]
    assert found.geometry.iloc[0] == Point(500000, 3440000)
    with pytest.raises(SourceError, match="楼栋、说明"):
        files.read(path)
    with pytest.raises(SourceError, match="没有任何记录"):
        files.read(path, table="说明")


def test_a_table_without_coordinates_is_a_plain_frame(tmp_path):
    path = tmp_path / "表决.csv"
    path.write_text("户号,意见\n101,同意\n", encoding="utf-8")

    found = files.read(path)

    assert not isinstance(found, gpd.GeoDataFrame)
    assert found.iloc[0].tolist() == ["101", "同意"]


def test_a_shapefile_in_gb18030_without_saying_so(tmp_path, places):
    path = tmp_path / "甲.shp"
    places.to_file(path, encoding="GB18030")
    path.with_suffix(".cpg").unlink()

    assert [note[1] for note in files.raw(path).notes] == ["按 GB 18030 编码读取"]
    assert files.read(path)["名称"].tolist() == ["东一村", "东二村"]


def test_a_layer_of_several_must_be_named(tmp_path, places):
    path = tmp_path / "全部.gpkg"
    for layer in ("小区", "楼栋"):
        places.to_file(path, layer=layer)

    assert len(files.read(path, table="楼栋")) == 2
    with pytest.raises(SourceError, match=r"全部\.gpkg：没有指明.*小区、楼栋.*table"):
        files.read(path)
    with pytest.raises(SourceError, match="没有名为“公园”的表，或者它是空的；文件中有 小区、楼栋"):
        files.read(path, table="公园")


BROKEN = {
    "无.gpkg": (None, SourceError, "文件不存在"),
    "空.csv": (b"", SourceError, "空的"),
    "头.csv": ("编号,名称\n".encode(), SourceError, "没有任何记录"),
    "乱.csv": (b"\xff\xff\xff\xfe\x00", SourceError, "UTF-8"),
    "列.csv": ("编号,名称\n7,2,3,4\n1,2\n5,6,7,8,9\n".encode(), SourceError, "第 2、4 行的格数"),
    "引.csv": (b'a,b\n1,"2\n', SourceError, "无法按 .csv"),
    "假.gpkg": (b"not a database", SourceError, "无法按 .gpkg"),
    "假.xlsx": (b"not a workbook", SourceError, "无法按 .xlsx"),
    "假.parquet": (b"not a table", SourceError, "无法按 .parquet"),
    "假.geojson": (b'{"type": "FeatureColl', SourceError, "无法按 .geojson"),
    "图.dwg": (b"x", SourceError, "不认识的格式"),
    "无系.csv": ("编号,lon,lat\n1,120,31\n".encode(), CrsError, "crs = 4490"),
    "半.csv": ("编号,经度\n1,120\n".encode(), LayerError, "只有“经度”"),
    "字.csv": ("编号,x,y\n1,甲,31\n2,,5\n".encode(), LayerError, "第 2 行的“x”为“甲”"),
    "几何.csv": (b"id,wkt\n1,POINT (1\n", LayerError, "第 2 行的“wkt”"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_named_with_its_remedy(tmp_path, name):
    content, kind, part = BROKEN[name]
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(kind) as caught:
        files.read(path)

    assert all(name in fault and "请" in fault for fault in caught.value.faults)
    assert part in caught.value.faults[0]


def test_the_system_of_the_file_is_never_overridden(tmp_path, places):
    path = tmp_path / "甲.gpkg"
    places.to_file(path)

    assert coordinates.label(files.read(path, crs=4490).crs) == "EPSG:4490"
    with pytest.raises(CrsError, match=r"甲\.gpkg：.*EPSG:4490.*EPSG:4549.*请"):
        files.read(path, crs=4549)
    with pytest.raises(CrsError, match="不认识坐标系“苏州独立”"):
        files.read(path, crs="苏州独立")


def test_geojson_that_does_not_say_its_system_may_be_told(tmp_path, places):
    path = tmp_path / "甲.geojson"
    path.write_text(places.set_crs(4326, allow_override=True).to_json(drop_id=True), "utf-8")
    stated = '"crs"' in path.read_text(encoding="utf-8")

    if stated:
        with pytest.raises(CrsError, match="4490"):
            files.read(path, crs=4490)
        bare = path.read_text(encoding="utf-8").replace('"crs"', '"crs_was"')
        path.write_text(bare, encoding="utf-8")
    assert coordinates.label(files.read(path, crs=4490).crs) == "EPSG:4490"


def test_no_system_in_a_shapefile(tmp_path, places):
    path = tmp_path / "甲.shp"
    places.to_file(path)
    path.with_suffix(".prj").unlink()

    assert coordinates.label(files.read(path, crs=4490).crs) == "EPSG:4490"
    with pytest.raises(CrsError, match=r"甲\.shp：有坐标但没有写明坐标系"):
        files.read(path)


@pytest.mark.parametrize(
    ("x", "y", "crs", "part"),
    [
        (120.6, 31.3, 4490, ""),
        (24.9, 60.2, 4326, ""),
        (500_000, 3_440_000, 4549, ""),
        (31.3, 120.6, 4490, "写反"),
        (31.3, 80.0, 4326, "写反"),
        (500_000, 3_440_000, 4490, "超出"),
        (120.6, 31.3, 4549, "看起来是经纬度"),
        (3_440_000, 500_000, 4549, "写反"),
        (40_500_000, 3_440_000, 4549, "带号"),
    ],
)
def test_coordinates_that_do_not_fit_their_system(x, y, crs, part):
    square = Polygon([(x, y), (x + 0.1, y), (x, y + 0.1)])
    said = coordinates.misfit(gpd.GeoDataFrame(geometry=[square, None], crs=crs), source="甲.shp")

    assert (part in said and "甲.shp" in said and "请" in said) if part else said == ""
