"""Scenarios of the tiny world, by hand: 50 m a minute, a park at the east end, a new one at 320 m."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

import pianqu
from pianqu.analysis.comparing import basis, compare
from pianqu.analysis.planning import Plan
from pianqu.gis.errors import LayerError
from pianqu.layers import demo
from pianqu.layers.city import City
from world import EAST, NORTH, at, tiny_buildings, tiny_communities, tiny_streets

# metres of B1, B2 and B3 to the gate at 1,000 m, and to the new one at 320 m
FAR, NEAR = (910, 510, 110), (230, 190, 590)


def spots(geometry: dict, **columns: list) -> gpd.GeoDataFrame:
    index = pd.Index(list(geometry), name="id")
    text = {name: pd.array(cells, dtype="string") for name, cells in columns.items()}
    return gpd.GeoDataFrame(text, index=index, geometry=list(geometry.values()), crs=4549)


def planned(city: City, **choices) -> Plan:
    asked = pianqu.Choices(kinds=("park_small", "health_station"), **choices)
    return pianqu.plan(city, asked, questions=(), threads=1)


def pocket() -> dict[str, gpd.GeoDataFrame]:
    """A pocket park of 40 by 40 m south of the street, with a gate on it."""
    ground = box(EAST + 300, NORTH - 40, EAST + 340, NORTH)
    return {
        "parks": spots({"P2": ground}, name=["口袋公园"]),
        "entrances": spots({"G2": at(320, 0)}, of_layer=["parks"], of=["P2"]),
    }


@pytest.fixture(scope="module")
def city() -> City:
    east = box(EAST + 1000, NORTH - 20, EAST + 1040, NORTH + 20)
    layers = {
        "communities": tiny_communities().set_index("id"),
        "buildings": tiny_buildings().set_index("id"),
        "parks": spots({"P1": east}, name=["东园"]),
        "entrances": spots({"G1": at(1000, 0)}, of_layer=["parks"], of=["P1"], access=["public"]),
        "facilities": spots({"F1": at(600, 0)}, kind=["health_station"], name=["卫生站"]),
        "streets": tiny_streets().set_index("id"),
    }
    return City("格网", 4549, layers)


@pytest.fixture(scope="module")
def before(city) -> Plan:
    return planned(city)


@pytest.fixture(scope="module")
def found(city, before) -> Plan:
    after = city.with_changes(add=pocket(), name="口袋公园")
    return compare(before, planned(after))


def changed(city, before, **asked) -> Plan:
    return compare(before, planned(city.with_changes(**asked)))


def figures(found: Plan, unit: str, kind: str = "park_small") -> pd.Series:
    return found["changes"].set_index(["kind", "unit"]).loc[(kind, unit)]


@pytest.mark.parametrize(
    ("unit", "was", "now", "base"), [("buildings", 1, 3, 3), ("households", 20, 74, 74)]
)
def test_a_pocket_park_by_hand(found, unit, was, now, base):
    row = figures(found, unit)

    assert row[["reached_before", "reached_after", "difference"]].tolist() == [was, now, now - was]
    assert row[["base_before", "base_after", "base_changed"]].tolist() == [base, base, False]
    assert row["share_difference"] == pytest.approx((now - was) / base)
    assert row[["gained", "lost", "other"]].tolist() == [now - was, 0, 0]
    assert row["comparable"]


def test_residents_that_nobody_counted_stay_unknown(found):
    row = figures(found, "residents")

    assert row[["reached_before", "share_after", "gained", "lost", "difference"]].isna().all()
    assert row["reason"] == "均未计算"


def test_minutes_of_each_building_by_hand(found):
    rows = found["building_changes"].set_index(["building", "kind"])

    assert sorted(rows.index) == [("B1", "park_small"), ("B2", "park_small")]
    assert rows["change"].tolist() == ["gained", "gained"]
    assert rows["minutes_before"].tolist() == pytest.approx([metres / 50 for metres in FAR[:2]])
    assert rows["minutes_after"].tolist() == pytest.approx([metres / 50 for metres in NEAR[:2]])
    assert rows["difference"].tolist() == pytest.approx([-680 / 50, -320 / 50])


def test_counts_are_those_of_the_rows(found):
    counts = found["change_counts"].set_index(["kind", "change"])["buildings"]

    assert counts["park_small"].to_dict() == {"gained": 2, "same": 1}
    assert counts["health_station"].to_dict() == {"same": 3}
    assert (found["change_counts"].groupby("kind")["buildings"].sum() == 3).all()


def test_communities_by_hand(found):
    rows = found["community_changes"].set_index(["community", "kind"])
    one, two = rows.loc[("C1", "park_small")], rows.loc[("C2", "park_small")]

    assert one[["households_reached_before", "households_reached_after"]].tolist() == [0, 54]
    assert one[["households_gained", "households_lost", "buildings_gained"]].tolist() == [54, 0, 2]
    assert one[["share_households_before", "share_households_after"]].tolist() == [0, 1]
    assert two[["households_gained", "buildings_gained", "reached_before"]].tolist() == [
        0,
        0,
        "all",
    ]


def test_changed_rows_are_listed_with_their_shape(found):
    rows = found["changed_rows"].set_index("id")

    assert rows["layer"].to_dict() == {"P2": "parks", "G2": "entrances"}
    assert set(rows["action"]) == {"added"}
    assert rows.geometry["P2"].area == pytest.approx(1600)


def test_a_park_shut_behind_its_only_gate_is_lost(city, before):
    """The street meets P1 nowhere but at the gate that closes: there is no door left."""
    found = changed(city, before, close={"entrances": ["G1"]}, name="关门")
    rows = found["changed_rows"]

    assert found["building_changes"]["change"].tolist() == ["slower", "slower", "lost"]
    assert figures(found, "buildings")[["reached_after", "lost"]].tolist() == [0, 1]
    assert rows.loc[0, ["action", "fields", "before", "after"]].tolist() == [
        *("changed", "access"),
        *("公众", "封闭"),
    ]


def test_what_a_new_place_gave_is_lost_without_it(city, before):
    with_both = planned(city.with_changes(add=pocket()))
    found = compare(with_both, before)
    row = figures(found, "households")

    assert row[["reached_before", "reached_after", "gained", "lost"]].tolist() == [74, 20, 0, 54]
    assert found["building_changes"]["change"].tolist() == ["lost", "lost"]
    assert set(found["changed_rows"]["action"]) == {"removed"}


def test_nothing_lost_is_not_less_than_nothing(found):
    lost = found["community_changes"][["buildings_lost", "households_lost"]].to_numpy(dtype=float)

    assert not np.signbit(lost[~np.isnan(lost)]).any()


def test_a_building_that_is_gone_changes_the_base(city, before):
    found = changed(city, before, remove={"buildings": ["B3"]}, name="拆除")
    row = figures(found, "households")

    assert row[["base_before", "base_after", "base_changed"]].tolist() == [74, 54, True]
    assert row[["difference", "gained", "lost", "other"]].tolist() == [-20, 0, 0, -20]
    assert set(found["building_changes"]["change"]) == {"removed"}
    assert set(found["building_changes"]["building"]) == {"B3"}


def test_a_street_that_only_gets_a_vertex_keeps_its_shape(city, before):
    new = spots({"N1": tiny_streets().geometry.iloc[1].offset_curve(100)})
    found = changed(city, before, add={"streets": new}, name="小路")
    rows = found["changed_rows"].set_index("id")

    assert rows["action"].to_dict() == {"N1": "added", "S1": "changed"}
    assert rows.loc["S1", "fields"] == "vertices"
    assert found["building_changes"].empty


def test_other_choices_are_never_mixed_in_silence(city, before):
    slow = planned(city, pace="elderly")
    found = compare(before, slow)
    line = found["basis"].set_index("key").loc["pace"]

    assert not found["changes"]["comparable"].any()
    assert not line["agree"]
    assert "50 米/分钟" in line["choices_before"]
    assert "50 米/分钟" in line["value"]
    assert line["choices_after"] in line["value"]
    assert found["findings"].iloc[0]["rule"] == "口径不一致"


def test_the_same_plan_twice_differs_in_nothing(before):
    found = compare(before, before)

    assert found["building_changes"].empty
    assert found["changed_rows"].empty
    assert set(found["change_counts"]["change"]) == {"same"}
    assert found["basis"]["agree"].all()
    assert found["changes"]["difference"].fillna(0).eq(0).all()
    assert found["findings"]["rule"].ne("口径不一致").all()


def test_communities_alone(city):
    """Without buildings a community counts by its gates: 900 and 100 m from P1, C1 220 m from P2."""
    own = {"G8": at(100, 0), "G9": at(900, 0)}
    gates = spots(own, of_layer=["communities"] * 2, of=["C1", "C2"])
    layers = {name: frame for name, frame in city.layers.items() if name != "buildings"}
    alone = replace(city, layers=layers).with_changes(add={"entrances": gates})
    found = changed(alone, planned(alone), add=pocket())
    row = figures(found, "communities")

    assert row[["reached_before", "reached_after", "gained", "other"]].tolist() == [1, 2, 1, 0]
    assert found["building_changes"].empty


def test_another_grid_is_refused(city, before):
    moved = {name: frame.to_crs(4528) for name, frame in city.layers.items()}
    other = planned(replace(city, epsg=4528, layers=moved))

    with pytest.raises(LayerError, match="EPSG:4549，变化后是 EPSG:4528"):
        compare(before, other)


def test_lines_of_one_side_only_do_not_agree():
    def said(*rows: tuple[str, str, str]) -> Plan:
        return Plan({"basis": pd.DataFrame(rows, columns=["key", "zh", "value"])}, pd.DataFrame())

    found = basis(
        said(("licence", "许可", "A"), ("licence", "许可", "B"), ("slope", "坡度", "计入")),
        said(("licence", "许可", "A；B")),
    ).set_index("key")

    assert found["agree"].to_dict() == {"licence": True, "slope": False}
    assert found.loc["slope", "value"] == "无（变化前：计入）"


def test_every_table_is_described_in_order(found):
    told = set(found.fields["table"])

    assert {"changes", "building_changes", "change_counts", "community_changes"} <= told
    assert "changed_rows" in told
    np.testing.assert_array_equal(found["changes"].columns[:2], ["kind", "unit"])


def test_the_north_gate_of_the_district():
    """All 45 buildings of C04 come within ten minutes of the park P02 through its north gate."""
    city = demo.district()
    asked = {"entrances": ["G-P02-N"], "streets": ["S-P02-N"]}
    before = planned(city)
    found = changed(city, before, open=asked, name="开放北门")
    rows = found["building_changes"]
    gained = rows[(rows["kind"] == "park_small") & (rows["change"] == "gained")]
    own = before["building_access"].query("community == 'C04'").index
    row = found["community_changes"].set_index(["community", "kind"]).loc[("C04", "park_small")]

    assert len(own) == 45
    assert row[["buildings_reached_before", "buildings_reached_after"]].tolist() == [0, 45]
    assert set(gained["building"]) == set(own)
    assert rows["change"].isin(["gained", "faster"]).all()
