"""Service areas on the map: one hidden layer a kind, the longest walk lowest, told as a picture."""

from math import hypot

import pytest
from drawn import area, drawn, line, spot

import pianqu
from pianqu.layers.city import City
from pianqu.maps.atlas.areas import service_areas
from pianqu.maps.atlas.page import page
from pianqu.maps.web.features import read_layer


def planned(**choices) -> pianqu.Plan:
    layers = {
        "buildings": drawn({"B1": spot(300, 10), "B2": spot(700, 10)}, households=[10, 20]),
        "parks": drawn({"P1": area(-50, -40, 0, 40)}, name=["西园"]),
        "facilities": drawn({"F1": spot(1000, 0)}, kind=["gym"]),
        "streets": drawn({"S1": line((0, 0), (1000, 0))}),
    }
    return pianqu.plan(
        City("甲", 4549, layers), pianqu.Choices(**choices), questions=("areas",), threads=1
    )


def said(layer) -> dict:
    """What a layer gives to the page."""
    return read_layer(layer.payload())


@pytest.fixture(scope="module")
def plan() -> pianqu.Plan:
    return planned(areas=("gym", "park_small"))


def test_one_layer_a_kind_hidden_until_asked_for(plan):
    found = service_areas(plan)

    assert sorted(found) == ["area_gym", "area_park_small"]
    assert not any(layer.show for layer in found.values())
    for key, layer in found.items():
        assert plan["kinds"].loc[key.removeprefix("area_"), "zh"] in said(layer)["name"]
        assert "示意" in said(layer)["name"]


@pytest.mark.parametrize(("minutes", "limits"), [(10.0, [5, 10, 15]), (7.5, [5, 7.5, 10, 15])])
def test_the_longest_walk_lies_lowest_and_each_has_its_swatch(minutes, limits):
    layer = said(service_areas(planned(minutes=minutes))["area_park_small"])
    labels = [swatch["label"] for swatch in layer["classes"]]

    assert [label.split(" ")[0] for label in labels] == [f"{limit:g}" for limit in limits]
    assert len({swatch["colour"] for swatch in layer["classes"]}) == len(limits)
    assert layer["marks"] == list(range(len(limits)))[::-1]


def test_the_picture_reaches_as_far_as_the_walk_and_its_buffer(plan):
    frame = plan["service_areas"].query("kind == 'park_small'").sort_values("minutes")
    east = frame.geometry.bounds["maxx"] - plan["streets"].total_bounds[0]

    assert frame.geometry.is_valid.all()
    assert east.tolist() == pytest.approx([275, 525, 775], abs=1.0)
    assert frame.geometry.iloc[1].buffer(0.01).covers(frame.geometry.iloc[0])
    # a point beside the street is in the picture where it is within the buffer of its end
    assert frame.geometry.iloc[0].distance(plan["buildings"].geometry["B1"]) == pytest.approx(
        hypot(50, 10) - 25, abs=1.0
    )


def test_who_is_counted_stands_on_the_card(plan):
    frame = plan["service_areas"].query("kind == 'park_small'").set_index("minutes")

    # 310 and 710 m on foot, 6.2 and 14.2 minutes
    assert frame["buildings"].to_dict() == {5: 0, 10: 1, 15: 2}
    assert frame["households"].to_dict() == {5: 0, 10: 10, 15: 30}


def test_a_plan_without_areas_has_no_layer():
    bare = City("甲", 4549, {"buildings": drawn({"B1": spot(0, 0)})})

    assert service_areas(pianqu.plan(bare, threads=1, questions=("areas",))) == {}


def test_the_page_has_the_areas_and_says_what_they_are(plan):
    text = page(plan).html()

    for layer in service_areas(plan).values():
        assert said(layer)["name"] in text
