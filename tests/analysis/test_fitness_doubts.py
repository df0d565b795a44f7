"""What leaves the fit of a shaft in doubt: contradictions, land, other shafts, empty layers."""

import pandas as pd
import pytest
import shapely
from shapely import Point, box
from yard import added, check, judged, verdict, world


@pytest.mark.parametrize("layer", ["communities", "streets", "barriers", "protections"])
def test_a_layer_without_rows_is_no_layer(layer):
    layers = world()
    assert verdict(layers | {layer: layers[layer].iloc[:0]})["fit"] == "needs_survey"


@pytest.mark.parametrize(
    ("hole", "margin"),
    [(box(-0.5, 0.5, 0.5, 2), -0.5), (box(-0.2, 0.5, 0.2, 99), -0.2)],  # a hole, a slit
)
def test_no_part_of_the_shaft_may_lie_off_its_land(hole, margin):
    layers = world()
    land = box(-90, -90, 90, 90).difference(hole)
    layers["communities"] = layers["communities"].assign(geometry=[land])
    answer = check(layers, "red_line")

    assert (answer["status"], answer["margin"]) == ("fail", pytest.approx(margin))


@pytest.mark.parametrize(
    ("layer", "columns", "words"),
    [
        ("buildings", {"height": [3.0]}, ["高 3 m", "6 层"]),
        ("buildings", {"storeys": [3], "height": [9.0]}, ["单元 6 层", "仅 3 层"]),
        ("buildings", {"lift": [True]}, ["单元图层", "楼栋图层的 B1"]),
    ],
)
def test_what_contradicts_itself_is_surveyed(layer, columns, words):
    layers = world()
    layers[layer] = layers[layer].assign(**columns)
    found = verdict(layers)

    assert found["fit"] == "needs_survey"
    assert [word for word in words if word not in found["surveys"]] == []


def test_the_top_from_storeys_where_the_height_is_not_known():
    layers = world()
    layers["buildings"] = layers["buildings"].assign(height=[None])
    found = verdict(layers)

    assert (found["top"], found["top_source"]) == (pytest.approx(6 * 2.8 + 0.75 + 1.5), "storeys")
    assert verdict(world())["top_source"] == "height"


@pytest.mark.parametrize(
    ("own", "other", "limit"), [(18, 18, 6), (60, 18, 9), (18, 60, 9), (60, 60, 13)]
)
def test_both_heights_ask_for_the_fire_separation(own, other, limit):
    layers = added("buildings", box(-9, 20, 9, 30), height=float(other))
    layers["buildings"].loc["B1", "height"] = float(own)

    assert check(layers, "opposite")["limit"] == 3.5 + limit


def test_a_near_wing_of_its_own_is_only_warned_of():
    layers = world()
    shape = shapely.union_all([box(-14, -10, 14, 0), box(-14, 5, 14, 9), box(-14, 0, -13, 9)])
    layers["buildings"] = layers["buildings"].assign(geometry=[shape])
    found = verdict(layers)

    assert found["fit"] == "can"
    assert "距入口外墙 5 m" in found["warnings"]


@pytest.mark.parametrize(("gap", "status"), [(4.0, "fail"), (6.0, "pass")])
def test_shafts_of_two_stairwells_keep_apart(gap, status):
    layers = world()
    first = layers["stairwells"]
    second = first.assign(geometry=[Point(gap, gap)]).set_axis(["U2"])
    wing = shapely.union_all([box(-14, -10, 14, 0), box(gap, 0, 14, 20)])
    layers["stairwells"] = pd.concat([first, second.assign(facing=270.0)])
    layers["buildings"] = layers["buildings"].assign(geometry=[wing])
    found = judged(layers)
    answers = found.checks.query("rule == 'other_shaft'").set_index("stairwell")
    over = found.shafts.geometry["U1"].intersection(found.shafts.geometry["U2"]).area

    assert answers["status"].tolist() == [status] * 2
    if over > 0:
        assert answers["object"].tolist() == ["U2", "U1"]
        assert answers["measured"].tolist() == [0, 0]
        assert found.verdicts["surveys"].str.contains("井道相叠").all()


def test_kinds_of_heritage_without_rows_are_named():
    answer = check(world(), "heritage")

    assert (answer["status"], answer["note"]) == ("pass", "没有历史建筑、历史街巷数据，未核对")
