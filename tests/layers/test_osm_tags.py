"""What OpenStreetMap tags mean: who may walk, which way, and which kinds of facility."""

import pytest

from pianqu.layers import kinds, osm
from pianqu.layers.osm import streets as osm_streets
from pianqu.layers.osm import tags as osm_tags


@pytest.mark.parametrize(
    ("tags", "part"),
    [
        ({"highway": "footway"}, ""),
        ({"highway": "service", "access": "private", "foot": "permissive"}, ""),
        ({"highway": "service", "access": "customers"}, ""),
        ({"highway": "trunk", "sidewalk": "both"}, ""),
        ({"highway": "busway", "foot": "yes"}, ""),
        ({"highway": "service", "access": "no"}, "access=no"),
        ({"highway": "residential", "foot": "no"}, "foot=no"),
        ({"highway": "residential", "foot": "use_sidepath"}, "foot=use_sidepath"),
        ({"highway": "service", "access": "private;delivery"}, "access=private"),
        ({"highway": "motorway"}, "机动车"),
        ({"highway": "trunk"}, "机动车"),
        ({"highway": "construction"}, "construction"),
        ({"highway": "cycleway", "foot": "designated"}, "标签写明可步行"),
        ({"highway": "pedestrian", "area": "yes"}, "area=yes"),
        ({"highway": "primary", "sidewalk:left": "separate"}, "sidewalk=separate"),
        ({"highway": "service", "service": "private"}, "service=private"),
        ({"highway": "moving"}, "moving"),
    ],
)
def test_who_may_walk(tags, part):
    said = osm_streets.refusal(tags)

    assert (part in said) if part else (said == "")


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ({"highway": "residential", "oneway": "yes"}, "both"),
        ({"highway": "residential", "oneway:foot": "yes"}, "forward"),
        ({"highway": "footway", "oneway": "yes"}, "forward"),
        ({"highway": "steps", "oneway": "-1"}, "backward"),
        ({"highway": "path", "oneway": "yes", "bicycle": "designated"}, "both"),
        ({"highway": "footway", "oneway": "yes", "oneway:foot": "no"}, "both"),
        ({"highway": "footway", "foot:backward": "no"}, "forward"),
        ({"highway": "footway", "foot:forward": "no"}, "backward"),
        ({"highway": "steps", "conveying": "backward"}, "backward"),
        ({"highway": "steps", "conveying": "yes"}, "both"),
    ],
)
def test_direction_on_foot(tags, expected):
    assert osm_streets.walking(tags)["oneway"] == expected


@pytest.mark.parametrize(
    ("tags", "given", "undecided"),
    [
        ({"amenity": "school", "isced:level": "1;2"}, ("junior_high", "primary_school"), 0),
        ({"amenity": "school", "isced:level": "3"}, (), 1),
        ({"amenity": "school", "name": "实验小学"}, ("primary_school",), 0),
        ({"amenity": "school", "name": "第二高级中学"}, (), 1),
        ({"amenity": "school", "name": "Porolahti", "name:zh": "小学"}, ("primary_school",), 0),
        ({"amenity": "clinic", "name": "东一社区卫生服务站"}, ("health_station", "outpatient"), 0),
        ({"amenity": "clinic"}, ("outpatient",), 1),
        ({"amenity": "library", "name": "城市书房"}, ("culture_station",), 0),
        ({"amenity": "community_centre"}, (), 1),
        (
            {"leisure": "pitch", "@area": "1400"},
            ("sports_ground_m", "sports_ground_s", "fitness_outdoor"),
            0,
        ),
        ({"leisure": "pitch"}, ("fitness_outdoor",), 1),
        ({"leisure": "pitch", "@area": "1400", "access": "private"}, None, 0),
        ({"shop": "butcher;convenience"}, ("wet_market", "community_shops", "convenience"), 0),
        ({"railway": "station", "station": "subway"}, (), 1),
        ({"amenity": "toilets", "access": "customers"}, None, 0),
        ({"amenity": "shelter"}, None, 0),
    ],
)
def test_kinds_of_facility(tags, given, undecided):
    found = osm_tags.service(tags)

    assert (found and found.kinds) == given
    assert len(found.undecided if found else ()) == undecided


def test_every_table_speaks_of_fields_and_kinds_that_exist():
    every = {choice.code for choice in kinds.vocabulary("facility_kind")}
    ruled = {kind for row in kinds.rows("osm_facilities") for kind in row["kind"].split(";")}
    fields = {layer: {field.name for field in kinds.schema(layer).fields} for layer in osm.LAYERS}

    assert ruled == every - {"park_small"}  # parks are a layer of their own
    for table, column, vocabulary in (
        ("osm_highways", "kind", "street_kind"),
        ("osm_buildings", "use", "building_use"),
        ("osm_access", "access", "access"),
    ):
        codes = {choice.code for choice in kinds.vocabulary(vocabulary)} | {""}
        assert {row[column] for row in kinds.rows(table)} <= codes
    for row in kinds.rows("osm_fields"):
        layers = osm.LAYERS if row["layer"] == "*" else [row["layer"]]
        assert all(row["field"] in fields[layer] for layer in layers)


def test_a_term_without_a_sign_is_refused():
    with pytest.raises(ValueError, match="amenity"):
        osm_tags.parse("amenity")
