"""Shapefiles with Chinese text: every encoding, stated or not, rightly or not, cut or whole."""

import dataclasses

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

from pianqu.gis.errors import SourceError
from pianqu.layers import kinds
from pianqu.layers.formats import encodings, files, full_headings

NAMES = ["东一村", "东二村", "国泰新苑"]


def saved(tmp_path, encoding: str, cpg: str | None, **columns: list):
    path = tmp_path / "甲.shp"
    table = columns or {"编号": ["01", "02", "03"], "名称": NAMES}
    spots = [Point(120 + n, 31) for n in range(len(next(iter(table.values()))))]
    gpd.GeoDataFrame(table, geometry=spots, crs=4490).to_file(path, encoding=encoding)
    path.with_suffix(".cpg").unlink()
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    return path


@pytest.mark.parametrize(
    ("encoding", "cpg", "severities"),
    [
        ("GBK", None, ["info"]),
        ("GB18030", None, ["info"]),
        ("UTF-8", None, []),
        ("UTF-8", "UTF-8", []),
        ("GBK", "GBK", ["info"]),
        ("GBK", "936", ["info"]),
        ("GBK", "ANSI 936", ["info"]),
        ("GBK", "UTF-8", ["warning"]),
        ("UTF-8", "GBK", ["warning"]),
        ("GBK", "ISO-8859-1", ["warning"]),
        ("UTF-8", "ISO-8859-1", ["warning"]),
        ("GBK", "OEM", ["info"]),
    ],
)
def test_every_encoding_reads_the_same(tmp_path, encoding, cpg, severities):
    found = files.raw(saved(tmp_path, encoding, cpg))

    assert found.frame["名称"].tolist() == NAMES
    assert found.frame["编号"].tolist() == ["01", "02", "03"]
    assert [note[0] for note in found.notes] == severities
    assert found.states_system
    assert found.rows is None


def test_accents_that_are_stated_stay_accents(tmp_path):
    streets = ["Mäkelänkatu", "Hämeentie", "Käenkuja"]
    found = files.raw(saved(tmp_path, "ISO-8859-1", "ISO-8859-1", nimi=streets))
    assert found.frame["nimi"].tolist() == streets
    assert found.notes == []


def test_text_in_no_known_encoding_is_refused(tmp_path):
    path = saved(tmp_path, "GBK", None)
    dbf = path.with_suffix(".dbf")
    dbf.write_bytes(dbf.read_bytes().replace("东一村".encode("gbk"), b"\xff\xff\x80\x20\xff\x20"))
    with pytest.raises(SourceError, match=r"甲\.shp：.*请改正 \.cpg"):
        files.raw(path)


def headed(path, *headings: bytes):
    """Other headings in the .dbf, cut at ten bytes as every program cuts them."""
    dbf = path.with_suffix(".dbf")
    raw = bytearray(dbf.read_bytes())
    for at, heading in enumerate(headings, start=1):
        raw[32 * at : 32 * at + 11] = heading[:10].ljust(11, b"\0")
    dbf.write_bytes(raw)
    return path


CUT = {
    "gbk": ["户数", "a小区建筑", "60岁以上人"],
    "utf-8": ["户数", "a小区建", "60岁以"],
}


@pytest.mark.parametrize("encoding", CUT)
def test_a_heading_cut_in_the_middle_of_a_sign_loses_but_that_sign(tmp_path, encoding):
    path = saved(tmp_path, encoding, None, a=[24], b=[1.5], c=[7])
    words = ["户数", "a小区建筑面积", "60岁以上人口"]
    found = files.raw(headed(path, *(word.encode(encoding) for word in words)))

    names = [name for name in found.frame.columns if name != "geometry"]
    assert names == CUT[encoding]
    assert set(names[1:]) <= set(found.cut)
    assert found.frame[names].iloc[0].tolist() == [24, 1.5, 7]


@pytest.mark.parametrize("encoding", CUT)
def test_headings_cut_alike_are_told_apart_and_said(tmp_path, encoding):
    path = saved(tmp_path, encoding, None, a=[1.0], b=[2.0])
    words = ("改造前建筑面积", "改造前建筑面宽")
    found = files.raw(headed(path, *(word.encode(encoding) for word in words)))
    names = [str(name) for name in found.frame.columns if name != "geometry"]

    assert [name[-7:] for name in names] == ["（第 1 列）", "（第 2 列）"]
    assert found.frame[names].iloc[0].tolist() == [1.0, 2.0]
    said = [note for note in found.notes if "列名被截断后相同" in note[1]]
    assert [note[0] for note in said] == ["warning"]


def test_a_heading_numbered_by_the_program_that_cut_it(tmp_path):
    path = saved(tmp_path, "UTF-8", None, a=[1.0], b=["东"])
    found = files.raw(headed(path, "改造前".encode(), "改造前".encode()[:8] + b"_1"))
    assert list(found.frame.columns) == ["改造前", "改造", "geometry"]


def test_full_headings_are_completed_only_where_one_field_can_be_meant(tmp_path):
    path = saved(tmp_path, "UTF-8", None, a=[1995], b=["甲"], c=["乙"])
    raw = files.raw(headed(path, "竣工年份".encode(), "60岁以上人口".encode(), "物业管".encode()))
    plan = kinds.schema("communities")

    fields, notes = full_headings.completed(raw, plan, columns={})

    assert fields == {"竣工年": "year_built", "60岁以": "elderly", "物业管": "management"}
    assert "竣工年…" in notes[0][2]
    assert "建成年份" in notes[0][2]
    told = full_headings.completed(raw, plan, columns={"竣工年": "year_built"})[0]
    assert set(told) == {"60岁以", "物业管"}


def test_a_cut_heading_of_several_fields_is_said_and_left(tmp_path):
    path = headed(saved(tmp_path, "UTF-8", None, a=[1]), "小区".encode())
    raw = files.raw(path)
    plain = dataclasses.replace(raw, frame=raw.frame.rename(columns={"小区": "居"}), cut=("居",))

    fields, notes = full_headings.completed(plain, kinds.schema("communities"), columns={})

    assert fields == {}
    assert [note[:2] for note in notes] == [("warning", "列名被截断，可能是几个字段")]


def test_a_value_cut_in_the_middle_of_a_sign_is_said(tmp_path):
    path = saved(tmp_path, "GBK", None, 编号=["1"], 备注=["a东东东"])
    dbf, whole = path.with_suffix(".dbf"), "a东东东".encode("gbk")
    dbf.write_bytes(dbf.read_bytes().replace(whole, whole[:-1] + b" "))

    found = files.raw(path)

    assert found.frame["备注"].tolist() == ["a东东"]
    assert [note[2] for note in found.notes if note[1] == "文字超过列宽而被截断"] == [
        "甲.shp：备注"
    ]


@given(st.text(alphabet="东西南北中发白一二三村苑区小", min_size=1, max_size=12), st.integers(0, 3))
def test_a_text_cut_anywhere_is_a_beginning_of_it(text, lost):
    for encoding in ("utf-8", "gb18030"):
        raw = text.encode(encoding)
        read, cut = encodings.decoded(raw[: len(raw) - lost], encoding)
        assert text.startswith(read)
        assert cut == (read.encode(encoding) != raw[: len(raw) - lost])


def test_a_dbf_with_fewer_rows_than_shapes_is_refused(tmp_path):
    path = saved(tmp_path, "UTF-8", None)
    dbf = path.with_suffix(".dbf")
    whole = dbf.read_bytes()
    for damaged in (whole[:-100], whole[:4] + (2).to_bytes(4, "little") + whole[8:]):
        dbf.write_bytes(damaged)
        with pytest.raises(SourceError, match=r"同名的 \.dbf 有"):
            files.raw(path)
