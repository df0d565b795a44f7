"""Zipped sources: which file is meant, names from Chinese Windows, and archives that are unsafe."""

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
from shapely import Point

from pianqu.gis.errors import SourceError
from pianqu.layers.formats import files


def spots(*names: str) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {"编号": list(names)}, geometry=[Point(120 + n, 31) for n in range(len(names))], crs=4490
    )


def packed(path: Path, members: dict[str, bytes], **options) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


def renamed(path: Path, names: dict[str, bytes]) -> Path:
    """Names as those bytes, without the flag that says UTF-8: they must be as long."""
    raw = path.read_bytes()
    for name, other in names.items():
        assert len(other) == len(name)
        raw = raw.replace(name.encode(), other)
    path.write_bytes(raw)
    return path


@pytest.fixture
def parts(tmp_path) -> dict[str, bytes]:
    """The files of a Shapefile, two GeoPackages, a table, by the name they have."""
    spots("S1").to_file(tmp_path / "楼栋.shp", encoding="UTF-8")
    spots("G1", "G2").to_file(tmp_path / "公园.gpkg", layer="公园")
    spots("G3").to_file(tmp_path / "公园.gpkg", layer="绿地")
    (tmp_path / "户.csv").write_text("编号,户数\n01,3\n", encoding="utf-8")
    found = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    for path in tmp_path.iterdir():
        path.unlink()
    return found


def only(parts: dict[str, bytes], stem: str, folder: str = "") -> dict[str, bytes]:
    return {folder + name: raw for name, raw in parts.items() if name.startswith(stem)}


def test_one_shapefile_in_a_folder_in_an_archive(tmp_path, parts):
    members = only(parts, "楼栋", "成果/shp/") | {
        "成果/说明.txt": b"?",
        "__MACOSX/._楼栋.shp": b"?",
    }
    found = files.raw(packed(tmp_path / "成果.zip", members))

    assert found.frame["编号"].tolist() == ["S1"]
    assert found.name == "成果.zip/成果/shp/楼栋.shp"
    assert found.frame.crs.to_epsg() == 4490
    assert found.states_system


@pytest.mark.parametrize(
    ("path", "table", "ids"),
    [
        ("全.zip", "楼栋.shp", ["S1"]),
        ("全.zip", "楼栋", ["S1"]),
        ("全.zip", "旧/楼栋", ["S0"]),
        ("全.zip", "户.csv", ["01"]),
        ("全.zip", "公园.gpkg/公园", ["G1", "G2"]),
        ("全.zip", "公园/绿地", ["G3"]),
        ("全.zip/楼栋.shp", None, ["S1"]),
        ("全.zip/公园.gpkg", "绿地", ["G3"]),
    ],
)
def test_table_or_path_says_which(tmp_path, parts, path, table, ids):
    old = {"旧/楼栋.csv": "编号,户数\nS0,3\n".encode()} if table == "旧/楼栋" else {}
    packed(tmp_path / "全.zip", parts | old)
    assert files.raw(tmp_path / path, table=table).frame["编号"].tolist() == ids


@pytest.mark.parametrize(
    ("path", "table", "words"),
    [
        (
            "全.zip",
            None,
            r"全\.zip：压缩包中有多个文件.*楼栋\.shp.*公园\.gpkg.*户\.csv.*请在 table",
        ),
        ("全.zip", "道路", "没有名为“道路”的文件"),
        ("全.zip/道路.shp", None, r"没有名为“道路\.shp”的文件"),
        ("全.zip/公园.gpkg", None, r"全\.zip/公园\.gpkg：没有指明读哪一个表；文件中有 公园、绿地"),
    ],
)
def test_what_is_there_is_listed(tmp_path, parts, path, table, words):
    order = only(parts, "楼栋") | only(parts, "公园") | only(parts, "户")
    packed(tmp_path / "全.zip", order)
    with pytest.raises(SourceError, match=words):
        files.raw(tmp_path / path, table=table)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_names_without_the_flag_of_utf8(tmp_path, parts, encoding):
    name = "小区".encode(encoding)
    plain = "x" * len(name)
    members = {plain + Path(part).suffix: raw for part, raw in only(parts, "楼栋").items()}
    path = packed(tmp_path / "a.zip", members)
    renamed(
        path, {plain + Path(part).suffix: name + Path(part).suffix.encode() for part in members}
    )

    found = files.raw(path, table="小区.shp")

    assert found.name == "a.zip/小区.shp"
    assert found.frame["编号"].tolist() == ["S1"]


def test_a_filegdb_as_folder_and_zipped(tmp_path):
    path = tmp_path / "国土.gdb"
    spots("B1").to_file(path, driver="OpenFileGDB", layer="楼栋")
    spots("P1", "P2").to_file(path, driver="OpenFileGDB", layer="公园")
    members = {f"国土.gdb/{one.name}": one.read_bytes() for one in path.iterdir()}
    packed(tmp_path / "国土.zip", members)

    for source in (path, tmp_path / "国土.zip", tmp_path / "国土.zip" / "国土.gdb"):
        assert files.raw(source, table="公园").frame["编号"].tolist() == ["P1", "P2"]
    assert files.raw(tmp_path / "国土.zip", table="国土.gdb/楼栋").table == "楼栋"
    with pytest.raises(SourceError, match=r"国土\.gdb：没有指明读哪一个表；文件中有 楼栋、公园"):
        files.raw(path)


def test_an_archive_that_leaves_its_folder_is_refused(tmp_path):
    for number, name in enumerate(("../../户.csv", "/etc/户.csv", "C:/户.csv", "..\\户.csv")):
        path = packed(tmp_path / f"{number}.zip", {name: b"a,b\n1,2\n"})
        with pytest.raises(SourceError, match="会写到包外的文件夹"):
            files.raw(path)
    assert sorted(one.suffix for one in tmp_path.iterdir()) == [".zip"] * 4


def test_an_archive_far_larger_inside_is_refused(tmp_path):
    path = packed(tmp_path / "弹.zip", {"a.csv": b"0" * (100 << 20)}, compresslevel=9)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(SourceError, match=r"弹\.zip：解压后有 1 个文件、100 MB.*超出限度"):
        files.raw(path)


def test_a_size_that_the_archive_belies_is_noticed(tmp_path):
    path = packed(tmp_path / "a.zip", {"a.csv": b"a,b\n" + b"1,2\n" * 50})
    raw = bytearray(path.read_bytes())
    central = raw.rindex(b"PK\x01\x02")
    raw[central + 24 : central + 28] = (30).to_bytes(4, "little")
    path.write_bytes(raw)
    with pytest.raises(SourceError, match=r"a\.zip"):
        files.raw(path)


def test_a_locked_archive_is_refused_with_a_remedy(tmp_path):
    path = packed(tmp_path / "密.zip", {"a.csv": b"a,b\n1,2\n"})
    raw = bytearray(path.read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(sign) + at] |= 1
    path.write_bytes(raw)
    with pytest.raises(SourceError, match=r"密\.zip：压缩包加了密码；请"):
        files.raw(path)


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.9, -5])
def test_an_archive_cut_short_is_refused(tmp_path, parts, keep):
    path = packed(tmp_path / "断.zip", only(parts, "楼栋"))
    raw = path.read_bytes()
    path.write_bytes(raw[: keep if isinstance(keep, int) else int(len(raw) * keep)])
    with pytest.raises(SourceError, match=r"断\.zip：(无法按 \.zip 格式打开|文件是空的)"):
        files.raw(path)


def test_a_byte_changed_inside_is_noticed(tmp_path):
    path = tmp_path / "坏.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.csv", "编号,户数\n01,3\n")
    path.write_bytes(path.read_bytes().replace(b"01,3", b"01,4"))
    with pytest.raises(SourceError, match=r"坏\.zip：无法按 \.zip 格式打开"):
        files.raw(path)


def test_archives_with_nothing_to_read(tmp_path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    for members in ({"a.txt": b"x"}, {"里.zip": inner.getvalue(), "b.xls": b"x"}, {}):
        words = f"其中有 {'、'.join(members)}；请解压" if members else "是空的；请"
        with pytest.raises(SourceError, match=f"没有可读的文件，{words}"):
            files.raw(packed(tmp_path / "无.zip", members))


def test_a_fault_inside_names_archive_and_file(tmp_path):
    members = {"成果/a.csv": b"a,a\n1,2\n"}
    with pytest.raises(SourceError) as caught:
        files.raw(packed(tmp_path / "坏.zip", members))
    assert all(fault.startswith("坏.zip/成果/a.csv：") for fault in caught.value.faults)
    with pytest.raises(SourceError, match=r"坏\.zip/b\.shp：缺少同名的 \.dbf"):
        files.raw(packed(tmp_path / "坏.zip", {"b.shp": b"x" * 200}))
    with pytest.raises(SourceError, match=r"坏\.zip/b\.csv：文件是空的"):
        files.raw(packed(tmp_path / "坏.zip", {"b.csv": b""}))
