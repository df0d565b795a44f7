"""Every format gives the same rows, whole or not at all; formats that are not read say what to do."""

import hashlib
import warnings
import zipfile

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, Polygon

from pianqu.gis.errors import PianquError, SourceError
from pianqu.layers import kinds
from pianqu.layers.formats import files, full_headings, vectors

SAVERS = {
    ".gpkg": {},
    ".geojson": {},
    ".fgb": {},
    ".gdb": {"driver": "OpenFileGDB"},
    ".kml": {"driver": "LIBKML"},
    ".shp": {"encoding": "UTF-8"},
}


def places(number: int = 2) -> gpd.GeoDataFrame:
    square = [(120.5, 31.2), (120.6, 31.2), (120.55, 31.3)]
    shapes = [Polygon([(x + n / 100, y) for x, y in square]) for n in range(number)]
    ids = [f"{n:02d}" for n in range(number)]
    names = [f"东{n}村" for n in range(number)]
    return gpd.GeoDataFrame({"编号": ids, "名称": names}, geometry=shapes, crs=4326)


def saved(folder, ending: str, frame: gpd.GeoDataFrame):
    path = folder / f"甲{ending}"
    if ending == ".parquet":
        frame.to_parquet(path)
    else:
        frame.to_file(path, **SAVERS[ending])
    return path


@pytest.mark.parametrize("ending", [*SAVERS, ".parquet"])
def test_every_format_gives_the_same_rows(tmp_path, ending):
    table = places()
    found = files.raw(saved(tmp_path, ending, table))
    frame = found.frame.sort_values("编号")  # FlatGeobuf stores by place

    assert frame["编号"].tolist() == ["00", "01"]
    assert frame["名称"].tolist() == ["东0村", "东1村"]
    plain = gpd.GeoSeries(list(frame.geometry), crs=4326).explode(ignore_index=True)
    assert plain.normalize().geom_equals_exact(table.geometry.normalize(), 1e-8).all()
    if ending != ".gdb":  # keeps whole steps of 1e-9 degrees
        assert frame.total_bounds.tolist() == table.total_bounds.tolist()
    assert set(frame.columns) == {"编号", "名称", "geometry"}
    assert frame.crs.to_epsg() == 4326
    assert (found.name, found.notes, found.rows) == (f"甲{ending}", [], None)


def test_a_kmz_with_folders_and_its_own_names(tmp_path):
    mark = (
        "<Placemark><name>{}</name><description>砖混</description><ExtendedData>"
        '<Data name="层数"><value>{}</value></Data></ExtendedData>'
        "<Point><coordinates>{},31.25{}</coordinates></Point></Placemark>"
    )
    folder = "<Folder><name>{}</name>{}</Folder>"
    houses = mark.format("一栋", 6, 120.5, ",0") + mark.format("二栋", 5, 120.6, "")
    text = '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2">'
    text += "<Document>" + folder.format("楼栋", houses)
    text += folder.format("树", mark.format("银杏", 0, 120.7, ",12")) + "</Document></kml>"
    path = tmp_path / "踏勘.kmz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("doc.kml", text)
        archive.writestr("files/a.png", b"?")

    found = files.raw(path, table="楼栋")

    assert found.frame["名称"].tolist() == ["一栋", "二栋"]
    assert found.frame["说明"].tolist() == ["砖混"] * 2
    assert found.frame["层数"].astype(str).tolist() == ["6", "5"]
    assert found.frame.geometry.tolist() == [Point(120.5, 31.25), Point(120.6, 31.25)]
    assert files.raw(path, table="树").frame.geometry.iloc[0].z == 12
    with pytest.raises(
        SourceError, match=r"踏勘\.kmz/doc\.kml：没有指明读哪一个表；文件中有 楼栋、树"
    ):
        files.raw(path)
    (tmp_path / "踏勘.kml").write_text(text, encoding="utf-8")
    assert len(files.raw(tmp_path / "踏勘.kml", table="楼栋").frame) == 2


@pytest.mark.parametrize("ending", [".gpkg", ".geojson", ".fgb", ".kml", ".shp", ".parquet"])
def test_a_file_cut_anywhere_is_refused_in_one_sentence(tmp_path, ending):
    path = saved(tmp_path, ending, places(40))
    whole = path.read_bytes()
    for share in (0.02, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99):
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(PianquError) as caught:
            files.raw(path)
        said = str(caught.value)
        assert "\n" not in said
        assert said.startswith(f"甲{ending}：")
        assert "请" in said
        assert str(tmp_path) not in said


def test_a_filegdb_with_any_table_cut_or_lost(tmp_path):
    path = saved(tmp_path, ".gdb", places(40))
    for part in (*path.glob("*.gdbtable"), *path.glob("*.gdbtablx")):
        whole = part.read_bytes()
        for damage in (lambda part=part, whole=whole: part.write_bytes(whole[:-9]), part.unlink):
            damage()
            with pytest.raises(PianquError, match=r"^甲\.gdb：.*请"):
                files.raw(path)
        part.write_bytes(whole)
    assert len(files.raw(path).frame) == 40


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("图.dwg", b"AC1032", "“另存为”DXF"),
        ("表.xls", b"\xd0\xcf\x11\xe0", "“另存为”.xlsx"),
        ("表.et", b"x", "“另存为”.xlsx"),
        ("文.wps", b"x", "WPS 文字"),
        ("包.rar", b"Rar!\x1a", "改用 .zip"),
        ("库.mdb", b"x", "FileGDB（.gdb）或 .shp"),
        ("甲.dbf", b"x", "请写明同名的 .shp"),
        ("图.gpkg", b"AC1032\0\0", "扩展名是 .gpkg，内容却是 AutoCAD 图形"),
        ("包.zip", b"Rar!\x1a\x07\0", "内容却是 RAR 压缩包"),
        ("页.geojson", b"<!DOCTYPE html><html>", "内容是网页"),
        ("页.gpkg", b"PK\x03\x04", "无法按 .gpkg"),
        ("空.fgb", b"", "空的（0 字节）"),
        ("甲.gdb", b"x", "应是文件夹而这是一个文件"),
        ("怪.xyz", b"x", "不认识的格式“.xyz”"),
    ],
)
def test_what_is_not_read_says_what_to_do(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        files.raw(path)
    assert words in str(caught.value)
    assert "请" in str(caught.value)
    assert str(caught.value).startswith(name)


def test_a_folder_and_nothing_at_all(tmp_path):
    with pytest.raises(SourceError, match="是文件夹；请写明"):
        files.raw(tmp_path)
    (tmp_path / "空.gdb").mkdir()
    with pytest.raises(SourceError, match=r"空\.gdb：.*请"):
        files.raw(tmp_path / "空.gdb")
    with pytest.raises(SourceError, match=r"a\.shp：文件不存在；请检查路径 .*无\.zip"):
        files.raw(tmp_path / "无.zip" / "a.shp")


def test_rows_of_a_table_are_numbered_as_a_person_sees_them(tmp_path):
    path = tmp_path / "户.csv"
    path.write_text("编号,lon,lat\n01,120.5,31.2\n02,120.6,31.3\n", encoding="utf-8")
    found = files.raw(path)

    assert type(found.frame) is pd.DataFrame
    assert list(found.rows or ()) == [2, 3]
    assert found.frame["lon"].tolist() == ["120.5", "120.6"]
    assert not found.states_system
    assert files.read(path, crs=4490).geometry.iloc[0] == Point(120.5, 31.2)


def test_titles_of_the_columns_of_a_filegdb_are_understood(tmp_path):
    path = tmp_path / "甲.gdb"
    frame = gpd.GeoDataFrame(
        {"XQMC": ["东一村"], "BH": ["C1"]}, geometry=[Point(120, 31)], crs=4490
    )
    frame.to_file(path, driver="OpenFileGDB", layer="小区")
    catalogue, blank = path / "a00000004.gdbtable", b"<IsNullable>true</IsNullable>"
    raw = catalogue.read_bytes()
    for column, title in ((b"XQMC", "小区名称"), (b"BH", "编号")):
        at = raw.index(blank, raw.index(b"<Name>" + column))
        words = f"<AliasName>{title}</AliasName>".encode().ljust(len(blank))
        assert raw[at + len(blank) : at + len(words)].strip() == b""  # as long as before
        raw = raw[:at] + words + raw[at + len(words) :]
    catalogue.write_bytes(raw)

    found = files.raw(path)

    assert dict(found.titles) == {"XQMC": "小区名称", "BH": "编号"}
    plan = kinds.schema("communities")
    fields, notes = full_headings.completed(found, plan, columns={})
    assert fields == {"XQMC": "name", "BH": "id"}
    assert [note[1] for note in notes] == ["按字段别名认出的列"]
    assert set(full_headings.completed(found, plan, columns={"XQMC": "address"})[0]) == {"BH"}


RINGS = {
    "开口": "[[120,31],[121,31],[121,32],[120,32]]",
    "闭合": "[[120,31],[121,31],[121,32],[120,32],[120,31]]",
}


def test_a_shape_that_cannot_be_used_is_named(tmp_path):
    path = tmp_path / "甲.geojson"
    feature = '{"type":"Feature","properties":{"a":"%s"},"geometry":'
    feature += '{"type":"Polygon","coordinates":[%s]}}'
    marks = ",".join(feature % (name, RINGS[name]) for name in ("闭合", "开口"))
    path.write_text('{"type":"FeatureCollection","features":[' + marks + "]}", encoding="utf-8")
    with pytest.raises(SourceError, match=r"甲\.geojson：要素 1（FID）的几何不能使用.*闭合边界"):
        files.raw(path)


def test_warnings_of_the_reader_are_notes(tmp_path):
    path = saved(tmp_path, ".geojson", places())
    with vectors.opened(path, name="甲.geojson") as notes:
        warnings.warn("something odd", RuntimeWarning, stacklevel=1)
        warnings.warn("something odd", RuntimeWarning, stacklevel=1)
    assert [note[:3] for note in notes] == [
        ("warning", "读取时的警告", "甲.geojson：something odd")
    ]


BAD_MARKS = [
    ("<Point><coordinates>120.5</coordinates></Point>", "“甲”的坐标不能使用"),
    ("<Point><coordinates>甲,31</coordinates></Point>", "“甲”的坐标不能使用"),
    ("<LineString><coordinates>120,31</coordinates></LineString>", "“甲”的坐标不能使用"),
    ("<Polygon></Polygon>", "没有外边界"),
]


@pytest.mark.parametrize(("shape", "words"), BAD_MARKS)
def test_placemarks_that_cannot_be_read_are_named(tmp_path, shape, words):
    path = tmp_path / "甲.kml"
    path.write_text(
        f"<kml><Document><Placemark><name>甲</name>{shape}</Placemark></Document></kml>", "utf-8"
    )
    with pytest.raises(SourceError, match=words):
        files.raw(path)


def test_placemarks_of_every_kind_in_gb2312(tmp_path):
    ring = "<LinearRing><coordinates>0,0 4,0 4,4 0,4 0,0</coordinates></LinearRing>"
    hole = ring.replace("4", "1")
    area = f"<Polygon><outerBoundaryIs>{ring}</outerBoundaryIs><innerBoundaryIs>{hole}"
    area += "</innerBoundaryIs></Polygon>"
    shapes = [area, f"<MultiGeometry>{area}{area}</MultiGeometry>", "<Model/>", ""]
    marks = "".join(f"<Placemark><name>村</name>{shape}</Placemark>" for shape in shapes)
    text = (
        f'<?xml version="1.0" encoding="gb2312"?><kml><Folder><name>东</name>{marks}</Folder></kml>'
    )
    path = tmp_path / "甲.kml"
    path.write_bytes(text.encode("gb2312"))

    found = files.raw(path)

    assert found.frame["名称"].tolist() == ["村"] * 4
    assert found.frame.geometry.iloc[0].area == 15
    assert found.frame.geometry.iloc[1].geom_type == "MultiPolygon"
    assert found.frame.geometry.isna().tolist() == [False, False, True, True]
    assert [note[1] for note in found.notes] == ["三维模型和轨迹未读取"]
    assert found.table == "东"


def test_hashes_of_one_file_of_several_and_of_a_folder(tmp_path):
    one = saved(tmp_path, ".geojson", places())
    assert files.sha256(one) == hashlib.sha256(one.read_bytes()).hexdigest()

    shape = saved(tmp_path, ".shp", places())
    before = files.sha256(shape)
    assert files.sha256(shape) == before
    shape.with_suffix(".prj").write_text("", encoding="ascii")
    assert files.sha256(shape) != before

    base = saved(tmp_path, ".gdb", places())
    before = files.sha256(base)
    (base / "甲.sr.lock").write_bytes(b"open elsewhere")
    assert files.sha256(base) == before
    (base / "另一个").write_bytes(b"")
    assert files.sha256(base) != before


def test_the_hash_of_an_archive_is_of_all_of_it(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("户.csv", "a,b\n1,2\n")
    whole = hashlib.sha256(path.read_bytes()).hexdigest()
    assert files.sha256(path / "户.csv") == files.sha256(path) == whole
