"""Whether a shaft fits: small worlds with answers known by hand."""

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import LineString, Point, box
from yard import KINDS, added, check, frame, judged, verdict, world

from pianqu.analysis import standards
from pianqu.analysis.lifts import fitness
from pianqu.gis.errors import CrsError


def test_an_open_yard_takes_the_usual_shaft():
    found = judged(world())

    assert found.verdicts.loc["U1", ["fit", "size", "offset", "other_side"]].tolist() == [
        "can",
        "split",
        0.0,
        "fits",
    ]
    assert found.shafts.geometry["U1"].equals(box(-1.2, 0, 1.2, 3.5))
    assert found.verdicts.loc["U1", "warnings"] is pd.NA
    assert set(found.checks["status"]) == {"pass", "not_applicable"}


@pytest.mark.parametrize(
    ("layer", "shape", "columns", "fit", "size", "rule", "margin"),
    [
        ("streets", LineString([(-90, 5), (90, 5)]), {"kind": "service", "width": 4.0}, "can", "split_small", "road", 0.5),
        ("streets", LineString([(-90, 4), (90, 4)]), {"kind": "service", "width": 4.0}, "cannot", "split_small", "road", -0.5),
        ("streets", LineString([(-90, 3), (90, 3)]), {"kind": "footway", "width": 2.0}, "can", "split", "road", None),
        ("streets", LineString([(-90, 9), (90, 9)]), {"kind": "service", "width": None}, "needs_survey", "split", "road", None),
        ("streets", LineString([(-90, 30), (90, 30)]), {"kind": None, "width": 4.0}, "can", "split", "road", None),
        ("streets", LineString([(-90, 5), (90, 5)]), {"kind": None, "width": 8.0}, "needs_survey", "split", "road", None),
        ("streets", LineString([(0, 4), (0, 6)]), {"kind": "steps", "width": 2.0}, "needs_survey", "split", "steps", -2.0),
        ("buildings", box(-9, 9, 9, 20), {"height": 18.0}, "can", "split_small", "opposite", 0.5),
        ("buildings", box(-9, 8, 9, 20), {"height": 18.0}, "cannot", "split_small", "opposite", -0.5),
        ("buildings", box(-9, 11, 9, 20), {"height": 60.0}, "cannot", "split_small", "opposite", -0.5),
        ("buildings", box(-9, 11, 9, 20), {"height": None}, "needs_survey", "split", "opposite", None),
        ("buildings", Point(0, 12), {"height": 9.0}, "needs_survey", "split", "opposite", None),
        ("buildings", box(4, 4, 9, 9), {"height": 9.0}, "cannot", "split_small", "separation", None),
        ("buildings", box(14, -10, 30, 0.5), {"height": 9.0}, "can", "split", "separation", None),
        ("barriers", LineString([(-9, 3), (9, 3)]), {"kind": "wall"}, "can", "split_small", "barrier", 0.5),
        ("barriers", box(-9, 2, 9, 30), {"kind": "river"}, "cannot", "split_small", "barrier", -0.5),
        ("protections", Point(0, 10), {"kind": "ancient_tree", "crown_radius": 2.0, "buffer": 3.0}, "can", "split_small", "tree", 0.5),
        ("protections", Point(0, 12), {"kind": "ancient_tree", "crown_radius": None, "buffer": 3.0}, "needs_survey", "split", "tree", None),
        ("protections", Point(0, 60), {"kind": "ancient_tree", "crown_radius": None, "buffer": 3.0}, "can", "split", "tree", None),
        ("protections", LineString([(-9, 2), (9, 2)]), {"kind": "pipe_corridor", "buffer": 2.5}, "cannot", "split_small", "corridor", -3.0),
        ("protections", box(-9, 3, 9, 7), {"kind": "fire_lane"}, "can", "split_small", "fire_lane", 0.5),
        ("protections", box(-30, -30, 30, 30), {"kind": "heritage_site"}, "cannot", "split_small", "heritage", -2.5),
        ("protections", box(-30, -30, 30, 30), {"kind": "flood"}, "can", "split", "flood", -3.5),
        ("protections", box(-30, -30, 30, 3), {"kind": "red_line"}, "can", "split_small", "red_line", 0.5),
        ("protections", LineString([(-30, 2), (30, 2)]), {"kind": "red_line"}, "cannot", "split_small", "red_line", -0.5),
        ("protections", LineString([(-30, 0.03), (30, 0.03)]), {"kind": "red_line"}, "cannot", "split_small", "red_line", -2.5),
        ("protections", LineString([(-30, -0.03), (30, -0.03)]), {"kind": "red_line"}, "needs_survey", "split", "red_line", None),
        ("protections", LineString([(-30, -5), (30, -5)]), {"kind": "red_line"}, "needs_survey", "split", "red_line", None),
        ("protections", LineString([(-30, 3.6), (30, 3.6)]), {"kind": "red_line"}, "can", "split", "red_line", 0.1),
        ("protections", LineString([(-9, 0.03), (9, 0.03)]), {"kind": "pipe_corridor", "buffer": 0.0}, "cannot", "split_small", "corridor", -2.5),
        ("protections", box(-9, 4, 9, 9), {"kind": "historic_building"}, "needs_survey", "split", "heritage", None),
        ("protections", box(-9, 4, 9, 9), {"kind": "historic_area"}, "can", "split", "heritage", 0.5),
        ("barriers", LineString([(-9, 2), (9, 2)]), {"kind": "expressway"}, "cannot", "split_small", "arterial", -0.5),
        ("streets", LineString([(-9, 3), (9, 3)]), {"kind": "pedestrian", "width": 4.0}, "needs_survey", "split", "pedestrian", -2.5),
    ],
)  # fmt: skip
def test_one_thing_in_the_way(layer, shape, columns, fit, size, rule, margin):
    layers = added(layer, shape, **columns)
    found, answer = verdict(layers), check(layers, rule)

    assert (found["fit"], found["size"]) == (fit, size)
    assert margin is None or answer["margin"] == pytest.approx(margin)
    assert answer["status"] == "pass" or answer["object"] == "X1"
    assert answer["status"] != "unknown" or np.isnan(answer["margin"])


@pytest.mark.parametrize(
    ("road", "wall", "status", "measured"),
    [
        (5.5, 7.2, "fail", 3.7),  # the yard behind the shaft is too narrow for a fire engine
        (5.5, 7.6, "pass", 4.1),
        (9, 7.2, "pass", None),  # the road is behind the wall
        (None, 7.2, "not_applicable", None),
        (9, None, "pass", None),
    ],
)
def test_room_for_a_fire_engine(road, wall, status, measured):
    layers = world()
    for layer, y, kind in (("streets", road, "service"), ("barriers", wall, "wall")):
        shape = LineString([(-90, y or 70), (90, y or 70)])
        layers[layer] = frame([shape], ["X1"], kind=kind, width=2.0)
    found = judged(layers)
    answer = found.checks.set_index("rule").loc["clear_width"]

    if status == "fail":  # so the small shaft is taken
        assert found.verdicts.loc["U1", "size"] == "split_small"
        assert (answer["status"], answer["measured"]) == ("pass", pytest.approx(measured + 1))
    else:
        assert found.verdicts.loc["U1", "size"] == "split"
        assert answer["status"] == status
        assert measured is None or answer["measured"] == pytest.approx(measured)


@pytest.mark.parametrize(
    ("layer", "field", "value", "fit", "word"),
    [
        ("stairwells", "storeys", 3, "cannot", "3 层"),
        ("stairwells", "lift", True, "cannot", "已有电梯"),
        ("stairwells", "level_difference", 1.2, "needs_survey", "1.2 m"),
        ("stairwells", "level_difference", None, "needs_survey", "高差未知"),
        ("buildings", "safety_grade", "D", "cannot", "D 级"),
        ("buildings", "safety_grade", "C", "needs_survey", "C 级"),
        ("buildings", "safety_grade", None, "needs_survey", "等级"),
        ("buildings", "historic", True, "cannot", "历史建筑"),
        ("buildings", "historic", None, "needs_survey", "历史建筑"),
        ("communities", "demolition_plan", True, "cannot", "C1"),
        ("communities", "demolition_plan", None, "needs_survey", "征收"),
        ("communities", "structure_safe", False, "needs_survey", "C1"),
    ],
)
def test_what_the_registers_say(layer, field, value, fit, word):
    layers = world()
    layers[layer] = layers[layer].assign(**{field: [value]})
    found = verdict(layers)

    assert found["fit"] == fit
    assert word in (found["reasons"] if fit == "cannot" else found["surveys"])


def test_a_stair_width_is_only_warned_of():
    layers = world()
    layers["stairwells"] = layers["stairwells"].assign(stair_width=[1.05])
    low = verdict(layers)
    layers["buildings"] = layers["buildings"].assign(height=[18.5])
    high = verdict(layers)

    assert (low["fit"], high["fit"]) == ("can", "can")
    assert low["warnings"] is pd.NA
    assert "1.05 m，小于 1.1 m" in high["warnings"]


def test_a_lift_of_the_building_counts_where_the_stairwell_is_silent():
    layers = world()
    layers["stairwells"] = layers["stairwells"].assign(lift=[None], storeys=[None])
    layers["buildings"] = layers["buildings"].assign(lift=[True], storeys=[3])

    assert verdict(layers)["reasons"] == "仅 3 层，不足 4 层；已有电梯"


@pytest.mark.parametrize("layer", ["communities", "streets", "barriers", "protections"])
def test_a_missing_layer_is_unknown_and_never_passed(layer):
    found = judged(world() | {layer: None})
    unknown = found.checks[found.checks["status"] == "unknown"]

    assert found.verdicts.loc["U1", "fit"] == "needs_survey"
    assert unknown["note"].str.startswith(("缺少", "没有用地红线")).all()
    assert found.checks.loc[found.checks["status"] == "fail"].empty


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "flood"])
def test_a_kind_of_protection_without_any_row_is_unknown(kind):
    layers = world()
    layers["protections"] = layers["protections"].query("kind != @kind")

    assert verdict(layers)["fit"] == "needs_survey"
    assert "缺少" in verdict(layers)["surveys"]


def test_a_guessed_stair_is_surveyed_and_a_lost_one_too():
    layers = world()
    guessed = verdict(layers | {"stairwells": layers["stairwells"].assign(geometry=[None])})
    lost = judged(layers | {"stairwells": layers["stairwells"].assign(geometry=[Point(0, 9)])})

    assert (guessed["fit"], guessed["side_source"]) == ("needs_survey", "longest_wall")
    assert (guessed["size"], guessed["other_side"]) == ("split", "unknown")
    assert (
        lost.verdicts.loc["U1", "surveys"] == "入口点距楼栋 B1 的外墙 9.0 m，超过 3 m；井道位置未知"
    )
    assert lost.shafts.empty
    assert "fail" not in set(lost.checks["status"])


def test_the_outline_of_the_community_stands_in_for_the_red_line():
    layers = world()
    layers["communities"] = layers["communities"].assign(geometry=[box(-20, -20, 20, 3)])
    near = check(layers, "red_line")
    layers["communities"] = layers["communities"].assign(geometry=[box(-20, -90, 20, -80)])
    away = check(layers, "red_line")

    assert (near["status"], near["object"], near["margin"]) == ("pass", "C1", pytest.approx(0.5))
    assert "边界代替" in near["note"]
    assert (away["status"], away["note"]) == ("unknown", "楼栋不在所属小区的边界之内，无法核对红线")


def test_own_wings_and_the_end_of_the_wall():
    layers = world()
    notch = shapely.union_all([box(-14, -10, 14, 0), box(-14, 2, 14, 9), box(-14, 0, -13, 9)])
    narrow = box(-1, -10, 1, 0)
    wing, end = (
        check(layers | {"buildings": layers["buildings"].assign(geometry=[shape])}, rule)
        for shape, rule in ((notch, "overlap"), (narrow, "wall"))
    )

    assert (wing["status"], wing["object"], wing["measured"]) == ("fail", "B1", pytest.approx(2))
    assert (end["status"], end["margin"]) == ("fail", pytest.approx(-0.1))


def test_a_table_of_the_user_decides(tmp_path):
    layers = added("buildings", box(-9, 8, 9, 20), height=18.0)
    own = tmp_path / "mine.csv"
    table = standards.load("elevator_checks")
    table.loc["opposite", "value"] = "4"
    table.to_csv(own, encoding="utf-8")
    found = fitness.judge(
        layers["stairwells"],
        layers["buildings"],
        overrides={"elevator_checks": own},
        **{name: layers[name] for name in ("communities", "streets", "barriers", "protections")},
    )

    assert found.verdicts.loc["U1", ["fit", "size"]].tolist() == ["can", "split"]


def test_degrees_are_refused():
    layers = world()
    with pytest.raises(CrsError):
        judged(layers | {"buildings": layers["buildings"].to_crs(4490)})
