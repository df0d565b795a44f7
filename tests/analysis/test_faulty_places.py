"""Gates shut, doors far from streets, parks walled in: nothing vanishes and nothing is guessed."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import LineString, Point, box

import pianqu
from pianqu.analysis.questions import ALL
from pianqu.layers.city import City
from pianqu.maps.folder import files
from world import EAST, NORTH, at


def frame(rows: dict, *, geometry: list) -> gpd.GeoDataFrame:
    index = pd.Index(rows.pop("id"), name="id")
    return gpd.GeoDataFrame(rows, index=index, geometry=geometry, crs=4549)


def line(*points: tuple[float, float]) -> LineString:
    return LineString([(EAST + x, NORTH + y) for x, y in points])


def area(west: float, south: float, east: float, north: float):
    return box(EAST + west, NORTH + south, EAST + east, NORTH + north)


def streets(**columns) -> gpd.GeoDataFrame:
    return frame({"id": ["S1"], **columns}, geometry=[line((0, 0), (1000, 0))])


def homes(*places: Point, **columns) -> gpd.GeoDataFrame:
    ids = [f"B{n + 1}" for n in range(len(places))]
    return frame({"id": ids, "households": [10] * len(places), **columns}, geometry=list(places))


def park(**columns) -> gpd.GeoDataFrame:
    return frame({"id": ["P1"], **columns}, geometry=[area(400, -60, 500, 10)])


def gate(x: float, y: float = 0, *, of: str = "P1", layer: str = "parks", access: str = "public"):
    rows = {"id": ["G1"], "of": [of], "of_layer": [layer], "access": [access]}
    return frame(rows, geometry=[at(x, y)])


def planned(*, extent=None, choices=None, questions=(), **layers) -> pianqu.Plan:
    place = City("甲", 4549, layers, extent=extent)
    return pianqu.plan(place, choices or pianqu.Choices(), questions=questions)


def found(plan: pianqu.Plan, rule: str, layer: str) -> str:
    rows = plan["findings"].query("rule == @rule and layer == @layer")
    return ";".join(rows["id"])


def test_a_street_through_an_open_park_is_a_door():
    plan = planned(streets=streets(), buildings=homes(at(300, 0)), parks=park())

    assert plan["building_minutes"].loc["B1", "park_small"] == 2.0
    assert found(plan, "推定出入口", "parks") == "P1"


@pytest.mark.parametrize("columns", [{"tunnel": [True]}, {"bridge": [True]}, {"level": [1]}])
def test_a_street_under_or_over_a_park_is_no_door(columns):
    ground = frame(
        {
            "id": ["S1", "S2"],
            **{name: [*value, value[0].__class__(0)] for name, value in columns.items()},
        },
        geometry=[line((0, 0), (1000, 0)), line((0, 0), (0, 200))],
    )
    plan = planned(streets=ground, buildings=homes(at(300, 0)), parks=park())

    assert set(plan["doors"]["basis"]) == {"nearest"}


@pytest.mark.parametrize(
    ("columns", "gates", "reason", "rule"),
    [
        ({"fenced": [True]}, None, "无可用的出入口", "出入口"),
        ({"fenced": [True]}, gate(450, access="closed"), "无可用的出入口", "出入口"),
        ({"open": [False]}, gate(450), "不对公众开放", "未开放"),
    ],
)
def test_a_park_that_cannot_be_entered_is_listed_with_the_reason(columns, gates, reason, rule):
    layers = {} if gates is None else {"entrances": gates}
    plan = planned(streets=streets(), buildings=homes(at(300, 0)), parks=park(**columns), **layers)

    assert plan["kinds"].loc["park_small", "status"] == "not_computed"
    assert reason in plan["kinds"].loc["park_small", "reason"]
    assert found(plan, rule, "parks") == "P1"
    assert plan["building_reached"]["park_small"].isna().all()


def test_an_open_park_is_not_entered_at_its_shut_gate():
    shut = gate(400, access="closed")
    ways = [
        line((0, 0), (300, 0), (500, 0), (900, 0)),
        line((300, 0), (300, 150), (500, 150), (500, 0)),
    ]
    ground = frame({"id": ["S1", "S2"]}, geometry=ways)
    plan = planned(streets=ground, buildings=homes(at(300, 0)), parks=park(), entrances=shut)

    assert plan["building_minutes"].loc["B1", "park_small"] == 9.9


def test_nobody_is_put_on_an_island_of_the_network():
    ground = frame(
        {"id": ["S1", "S2"]}, geometry=[line((0, 0), (1000, 0)), line((290, 10), (310, 10))]
    )
    facilities = frame(
        {"id": ["F1", "F2"], "kind": ["pharmacy", "gym"]}, geometry=[at(400, 0), at(300, 120)]
    )
    plan = planned(
        streets=ground, buildings=homes(at(300, 12), at(300, 105)), facilities=facilities
    )

    assert plan["building_minutes"].loc["B1", "pharmacy"] == pytest.approx(112 / 50)
    assert plan["building_reached"]["pharmacy"].tolist() == [True, pd.NA]
    assert plan["kinds"].loc["gym", "status"] == "not_computed"
    assert found(plan, "接入距离", "buildings") == "B2"


def test_a_tunnel_below_is_taken_only_where_there_is_no_street():
    ground = frame(
        {"id": ["S1", "S2"], "tunnel": [False, True]},
        geometry=[line((0, 0), (1000, 0), (1000, 300)), line((0, 90), (1000, 90), (1000, 300))],
    )
    facilities = frame({"id": ["F1"], "kind": ["pharmacy"]}, geometry=[at(400, 0)])
    plan = planned(
        streets=ground, buildings=homes(at(300, 60), at(300, 180)), facilities=facilities
    )

    assert plan["building_access"]["gap"].tolist() == [60.0, 90.0]


def test_a_fenced_park_with_a_gate_is_no_finding_when_parks_are_not_asked_for():
    plan = planned(
        streets=streets(),
        buildings=homes(at(300, 0)),
        parks=park(fenced=[True]),
        entrances=gate(450),
        choices=pianqu.Choices(kinds=("pharmacy",)),
    )

    assert found(plan, "出入口", "parks") == ""


def test_a_small_park_among_the_facilities_needs_no_layer_of_parks():
    facilities = frame({"id": ["F1"], "kind": ["park_small"]}, geometry=[at(600, 0)])
    plan = planned(streets=streets(), buildings=homes(at(300, 0)), facilities=facilities)

    assert plan["kinds"].loc["park_small", ["status", "places"]].tolist() == ["mapped", 1]
    assert plan["building_minutes"].loc["B1", "park_small"] == 6.0


def test_a_shut_gate_of_a_community_is_not_used():
    communities = frame({"id": ["C1"], "name": ["东一村"]}, geometry=[area(0, 1, 900, 80)])
    facilities = frame({"id": ["F1"], "kind": ["pharmacy"]}, geometry=[at(0, 0)])
    gates = pd.concat(
        [
            gate(0, of="C1", layer="communities", access="closed"),
            gate(600, of="C1", layer="communities"),
        ]
    )
    plan = planned(
        streets=streets(),
        communities=communities,
        facilities=facilities,
        entrances=gates.set_index(pd.Index(["G1", "G2"], name="id")),
    )
    row = plan["community_coverage"].set_index("kind").loc["pharmacy"]

    assert (row["basis"], row["minutes_median"], row["reached"]) == ("gates", 12.0, "none")


def test_a_building_with_a_stairwell_off_the_network_is_unknown_and_listed():
    stairs = frame(
        {"id": ["U1", "U2"], "building": ["B1", "B1"]}, geometry=[at(300, 0), at(300, 150)]
    )
    facilities = frame({"id": ["F1"], "kind": ["pharmacy"]}, geometry=[at(310, 0)])
    plan = planned(
        streets=streets(), buildings=homes(at(300, 5)), stairwells=stairs, facilities=facilities
    )

    assert plan["building_reached"]["pharmacy"].isna().all()
    assert found(plan, "接入距离", "buildings") == "B1"
    assert plan["building_access"].loc["B1", "reason"] == "离最近步行道路太远，未接入路网"


def test_one_of_two_gates_off_the_network_is_listed():
    gates = pd.concat([gate(450), gate(450, -160)]).set_index(pd.Index(["G1", "G2"], name="id"))
    plan = planned(streets=streets(), buildings=homes(at(300, 0)), parks=park(), entrances=gates)

    assert plan["kinds"].loc["park_small", "status"] == "mapped"
    assert found(plan, "接入距离", "parks") == "P1"


def test_the_same_id_in_two_layers_is_two_places():
    facilities = frame({"id": ["P1"], "kind": ["park_small"]}, geometry=[at(600, 400)])
    plan = planned(
        streets=streets(), buildings=homes(at(300, 0)), facilities=facilities, parks=park()
    )

    assert plan["kinds"].loc["park_small", ["places", "on_network"]].tolist() == [2, 1]
    assert found(plan, "接入距离", "facilities") == "P1"


def test_households_registered_without_buildings_are_said_to_be_left_out():
    communities = frame(
        {"id": ["C1", "C2"], "name": ["甲", "乙"], "households": [10, 5000]},
        geometry=[area(200, 1, 400, 80), area(500, 1, 700, 80)],
    )
    plan = planned(streets=streets(), buildings=homes(at(300, 5)), communities=communities)
    row = plan["findings"].query("rule == '没有楼栋资料'").iloc[0]

    assert row["id"] == "C2"
    assert "5000" in row["value"]


@pytest.mark.parametrize(
    ("x", "expected"), [(500, 0), (990, 1), (1500, 1)], ids=["inside", "at the edge", "outside"]
)
def test_near_the_edge_of_the_data_is_said(x, expected):
    facilities = frame({"id": ["F1"], "kind": ["pharmacy"]}, geometry=[at(0, 0)])
    plan = planned(
        streets=frame({"id": ["S1"]}, geometry=[line((0, 0), (2000, 0))]),
        buildings=homes(at(x + 501, 0)),
        facilities=facilities,
        extent=area(-600, -2000, 1505, 2000),
    )
    row = plan["coverage"].query("kind == 'pharmacy' and unit == 'buildings'").iloc[0]

    assert row["near_edge"] == expected


def test_where_the_data_have_no_edge_nothing_is_said_of_it():
    facilities = frame({"id": ["F1"], "kind": ["pharmacy"]}, geometry=[at(0, 0)])
    plan = planned(streets=streets(), buildings=homes(at(900, 0)), facilities=facilities)

    assert plan["coverage"]["near_edge"].isna().all()


@pytest.mark.parametrize("left_out", ["streets", "facilities", "parks", "buildings", "communities"])
def test_a_plan_without_a_layer_can_be_published(tmp_path, left_out):
    layers = {
        "streets": streets(),
        "buildings": homes(at(300, 0)),
        "communities": frame({"id": ["C1"], "name": ["甲"]}, geometry=[area(200, -9, 400, 80)]),
        "facilities": frame({"id": ["F1"], "kind": ["pharmacy"]}, geometry=[at(310, 0)]),
        "parks": park(),
    }
    del layers[left_out]
    outputs = ("pages", "workbook", "database")
    written = pianqu.publish(planned(**layers, questions=ALL), tmp_path, outputs=outputs)

    assert all(path.exists() for path in written)
    assert {tmp_path / name for name in files(outputs)} <= set(written)


def test_communities_and_streets_alone_can_be_published(tmp_path):
    communities = frame({"id": ["C1"], "name": ["甲"]}, geometry=[area(200, -9, 400, 80)])

    assert pianqu.publish(
        planned(streets=streets(), communities=communities, questions=ALL), tmp_path
    )
    assert pianqu.publish(planned(communities=communities, questions=ALL), tmp_path)


def test_the_order_of_rows_changes_nothing():
    gates = pd.concat([gate(450), gate(450, -160), gate(420, 8)])
    gates = gates.set_index(pd.Index(["G1", "G2", "G3"], name="id"))
    layers = {
        "streets": streets(),
        "buildings": homes(at(300, 0), at(100, 0), at(900, 30)),
        "parks": park(),
        "entrances": gates,
    }
    one = planned(**layers)
    other = planned(**{name: rows.iloc[::-1] for name, rows in layers.items()})

    for table in ("coverage", "kinds", "findings", "doors"):
        pd.testing.assert_frame_equal(one[table], other[table])
    assert np.array_equal(
        one["building_minutes"].sort_index().to_numpy(),
        other["building_minutes"].sort_index().to_numpy(),
        equal_nan=True,
    )
