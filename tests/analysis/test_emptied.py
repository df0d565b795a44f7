"""The last place of a kind goes, or its first comes: 50 m a minute, one station 600 m along."""

from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest

import pianqu
from pianqu.analysis.comparing import compare
from pianqu.analysis.planning import Plan
from pianqu.layers.city import City
from world import at, tiny_buildings, tiny_communities, tiny_streets


def planned(city: City) -> Plan:
    return pianqu.plan(city, pianqu.Choices(kinds=("health_station",)), questions=(), threads=1)


@pytest.fixture(scope="module")
def city() -> City:
    index = pd.Index(["F1"], name="id")
    kind = pd.array(["health_station"], dtype="string")
    layers = {
        "communities": tiny_communities().set_index("id"),
        "buildings": tiny_buildings().set_index("id"),
        "facilities": gpd.GeoDataFrame({"kind": kind}, index, geometry=[at(600, 0)], crs=4549),
        "streets": tiny_streets().set_index("id"),
    }
    return City("格网", 4549, layers)


@pytest.fixture(scope="module")
def before(city) -> Plan:
    return planned(city)


def changed(city, before, **asked) -> Plan:
    return compare(before, planned(city.with_changes(**asked)))


def figures(found: Plan, unit: str) -> pd.Series:
    return found["changes"].set_index(["kind", "unit"]).loc[("health_station", unit)]


@pytest.mark.parametrize(("unit", "was", "base"), [("buildings", 2, 3), ("households", 50, 74)])
@pytest.mark.parametrize("how", ["close", "remove"])
def test_the_last_place_of_a_kind_is_lost_to_all_who_reached_it(city, before, how, unit, was, base):
    """B1 is 510 m from F1, and did not reach it before."""
    found = changed(city, before, **{how: {"facilities": ["F1"]}}, name="停办")
    row = figures(found, unit)
    rows = found["building_changes"].set_index("kind").loc["health_station"]
    own = found["community_changes"].set_index(["community", "kind"]).loc[("C1", "health_station")]

    assert rows["change"].tolist() == ["slower", "lost", "lost"]
    assert row[["reached_before", "reached_after", "gained", "lost"]].tolist() == [was, 0, 0, was]
    assert row[["base_after", "base_changed", "share_after"]].tolist() == [base, False, 0]
    assert (row["other"], row["difference"], row["status_after"] == "mapped") == (0, -was, False)
    assert pd.isna(row["reason"])
    assert own[["households_lost", "households_gained", "reached_after"]].tolist() == [
        30,
        0,
        "none",
    ]
    assert own[["households_total_after", "share_households_after"]].tolist() == [54, 0]
    assert not found["building_reached"]["health_station"].any()


def test_the_first_place_of_a_kind_is_gained_by_all_who_reach_it(city, before):
    none = planned(city.with_changes(remove={"facilities": ["F1"]}))
    found = compare(none, before)
    row = figures(found, "households")

    assert row[["reached_before", "base_before", "gained", "lost"]].tolist() == [0, 74, 50, 0]
    assert found["building_changes"]["change"].tolist() == ["faster", "gained", "gained"]


def test_the_base_of_what_is_gone_is_that_of_the_buildings_left(city, before):
    gone = {"facilities": ["F1"], "buildings": ["B3"]}
    row = figures(changed(city, before, remove=gone), "households")

    assert row[["base_before", "base_after", "base_changed"]].tolist() == [74, 54, True]
    assert row[["difference", "lost", "other"]].tolist() == [-50, 30, -20]


def test_what_is_open_for_another_reason_stays_open(city, before):
    """Without streets, or without the layer, nothing says that nobody reaches."""
    for layer in ("streets", "facilities"):
        layers = {name: frame for name, frame in city.layers.items() if name != layer}
        row = figures(compare(before, planned(replace(city, layers=layers))), "buildings")

        assert row[["reached_after", "base_after", "lost", "difference"]].isna().all()
        assert row["reason"] == "变化后未计算此类设施"
