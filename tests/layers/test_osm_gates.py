"""Gates, crossings and fords on barriers of OpenStreetMap: what opens, how wide, and for whom."""

import geopandas as gpd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from pianqu.gis import barriers
from pianqu.layers import kinds, osm
from pianqu.layers.osm import gates, outlines
from pianqu.layers.osm.objects import Thing

METRE = 1 / 111_320  # degrees of longitude at the equator, where the small walls stand
PASSED = "阻隔线在门、道口等处留出缺口，可以步行通过"
SHUT = "阻隔线上的门不对公众开放，没有留出缺口"


def wall(metres: float, key: str = "w1", *, kind: str = "wall", start: float = 0.0) -> Thing:
    line = LineString([(start * METRE, 0), ((start + metres) * METRE, 0)])
    return Thing(key, {}, line, None, layers={"barriers": kind})


def node(x: float, y: float = 0.0, **tags: str) -> Thing:
    return Thing(f"n{x:g}", tags or {"barrier": "gate"}, Point(x * METRE, y * METRE), None)


def metres(things: list[Thing]) -> list[float]:
    return [outlines.length(thing.geometry) for thing in things]


def test_a_street_passes_a_wall_at_its_gate_and_nowhere_else(world, saved):
    world.node(303, barrier="gate", foot="yes")
    world.way(1, [301, 302, 303, 304, 305], {"barrier": "wall"})
    world.way(2, [103, 303, 503], {"highway": "footway"})
    world.way(3, [104, 304, 504], {"highway": "footway"})

    read = osm.read(saved(world))
    layers = {name: read.layers[name].to_crs(4549) for name in ("streets", "barriers")}
    _, cuts = barriers.cut(layers["streets"], layers["barriers"])
    west, east = layers["barriers"].geometry["w1"].geoms

    assert cuts["street"].tolist() == ["w3"]
    assert west.distance(east) == pytest.approx(3, abs=0.01)
    assert read.layers["barriers"].loc["w1", "evidence"] == "在 n303 处留出缺口"


def test_findings_count_what_was_opened_and_what_was_not(world, saved):
    world.node(102, barrier="gate")
    world.node(103, barrier="kissing_gate")
    world.node(202, barrier="gate", access="private")
    world.node(203, barrier="lift_gate", locked="yes")
    world.way(1, [101, 102, 103, 104], {"barrier": "fence"})
    world.way(2, [201, 202, 203, 204], {"barrier": "wall"})

    said = osm.read(saved(world)).findings.query("layer == 'barriers'").set_index("rule")

    assert said.loc[PASSED, ["id", "value"]].tolist() == ["w1", "1 条阻隔线，2 处门或道口"]
    assert said.loc[SHUT, "id"] == "n202;n203"
    assert said.loc[SHUT, "value"] == "2 处：access=private 1 处、locked=yes 1 处"


@pytest.mark.parametrize(
    ("kind", "tags", "width"),
    [
        ("wall", {"barrier": "gate"}, 3),
        ("fence", {"barrier": "full-height_turnstile"}, 3),
        ("fence", {"barrier": "bollard"}, 3),
        ("wall", {"entrance": "main"}, 3),
        ("wall", {"barrier": "gate", "access": "private", "foot": "yes"}, 3),
        ("wall", {"barrier": "gate", "locked": "yes", "foot": "permissive"}, 3),
        ("wall", {"barrier": "gate", "access": "emergency", "foot": "yes"}, 3),
        ("fence", {"highway": "crossing", "crossing": "traffic_signals"}, 3),
        ("railway", {"railway": "level_crossing"}, 6),
        ("railway", {"railway": "crossing", "access": "yes"}, 6),
        ("railway", {"railway": "tram_crossing"}, 6),
        ("expressway", {"highway": "crossing"}, 6),
        ("river", {"ford": "stepping_stones"}, 6),
        ("wall", {"barrier": "gate", "access": "no"}, 0),
        ("wall", {"barrier": "gate", "foot": "private"}, 0),
        ("wall", {"barrier": "gate", "access": "emergency"}, 0),
        ("wall", {"entrance": "emergency"}, 0),
        ("wall", {"highway": "street_lamp"}, 0),
        ("railway", {"railway": "level_crossing", "foot": "no"}, 0),
        ("railway", {"railway": "switch"}, 0),
        ("railway", {"barrier": "gate"}, 0),
        ("river", {"ford": "boat"}, 0),
        ("river", {"ford": "no"}, 0),
        ("expressway", {"highway": "crossing", "crossing": "no"}, 0),
    ],
)
def test_what_opens_which_barrier(kind, tags, width):
    found = gates.opened([wall(40, kind=kind)], [node(20, **tags)])

    assert metres(found.things)[0] == pytest.approx(40 - width, abs=0.02)
    assert bool(found.lines) == bool(width)


def test_a_gate_where_two_fences_end_opens_both():
    found = gates.opened([wall(20), wall(20, "w2", start=20), wall(20, "w3", start=50)], [node(20)])

    assert metres(found.things) == pytest.approx([18.5, 18.5, 20], abs=0.02)
    assert (found.lines, found.gates) == (["w1", "w2"], ["n20"])


@pytest.mark.parametrize(
    ("off", "tags", "opens"),
    [
        (0.7, {"barrier": "gate"}, True),
        (1.3, {"barrier": "gate"}, False),
        (0.7, {"entrance": "yes"}, False),
    ],
)
def test_a_gate_drawn_beside_its_wall_opens_it_and_a_door_does_not(off, tags, opens):
    assert bool(gates.opened([wall(20)], [node(10, off, **tags)]).lines) == opens


def test_a_wall_all_round_stays_one_line_and_areas_stay_whole():
    ring = Thing("w1", {}, box(0, 0, 9e-4, 9e-4).exterior, None, layers={"barriers": "wall"})
    water = Thing("w2", {}, box(0, 0, 9e-4, 9e-4), None, layers={"barriers": "river"})
    ford = Thing("n2", {"ford": "yes"}, Point(0, 0), None)

    found = gates.opened([ring, water], [node(40), ford])

    assert [thing.geometry.geom_type for thing in found.things] == ["LineString", "Polygon"]
    assert not found.things[0].geometry.is_closed
    assert found.lines == ["w1"]


def test_a_wall_shorter_than_its_gate_is_gone_but_listed():
    found = gates.opened([wall(1)], [node(0.5)])

    assert (found.things, found.lines) == ([], ["w1"])


@given(st.lists(st.integers(-5, 45), unique=True, max_size=6))
def test_an_opening_takes_its_width_at_most(places):
    found = gates.opened([wall(40)], [node(place) for place in places])

    centimetres = {
        at
        for place in places
        if -1 <= place <= 41
        for at in range(place * 100 - 150, place * 100 + 150)
    }
    gone = len(centimetres & set(range(4000))) / 100
    assert sum(metres(found.things)) == pytest.approx(40 - gone, abs=0.05)


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"railway": "rail", "tunnel": "no", "bridge": "no"}, "railway"),
        ({"railway": "rail", "layer": "-1"}, None),
        ({"railway": "rail", "tunnel": "yes"}, None),
        ({"railway": "rail", "covered": "yes"}, None),
        ({"railway": "tram"}, None),
        ({"waterway": "river", "layer": "0"}, "river"),
        ({"waterway": "canal", "layer": "-1"}, None),
        ({"waterway": "canal", "bridge": "aqueduct"}, None),
        ({"waterway": "river", "covered": "yes"}, None),
        ({"waterway": "stream"}, None),
        ({"highway": "motorway"}, "expressway"),
        ({"highway": "motorway_link", "foot": "yes"}, None),
        ({"barrier": "fence", "layer": "1"}, None),
        ({"barrier": "wall", "layer": "0"}, "wall"),
    ],
)
def test_what_is_a_barrier(world, saved, tags, kind):
    world.way(1, [101, 102, 103], tags)

    given_kinds = osm.read(saved(world)).layers["barriers"]["kind"].tolist()

    assert given_kinds == ([kind] if kind else [])


def test_the_table_speaks_of_barriers_that_exist():
    every = {choice.code for choice in kinds.vocabulary("barrier_kind")}

    for row in kinds.rows("osm_gates"):
        assert set(row["kinds"].split("|")) <= every
        assert row["opens"] in ("yes", "no")
        assert row["opens"] == "no" or 0 < float(row["reach"]) <= float(row["width"]) / 2


def test_helsinki_is_cut_at_fences_without_an_open_gate_only(helsinki):
    read = osm.read(helsinki)
    layers: dict[str, gpd.GeoDataFrame] = {
        name: read.layers[name].to_crs(3067) for name in ("streets", "barriers")
    }
    _, cuts = barriers.cut(layers["streets"], layers["barriers"])
    said = read.findings.query("layer == 'barriers'").set_index("rule")["value"]

    assert said[PASSED] == "31 条阻隔线，36 处门或道口"
    assert said[SHUT] == "9 处：access=no 2 处、access=private 6 处、foot=no 1 处"
    assert len(cuts) == 12
