"""A whole plan of the tiny world, by hand: 510, 110 and 310 m at 50 m a minute."""

import geopandas as gpd
import numpy as np
import pytest

import pianqu
from pianqu.gis.errors import LayerError
from world import at

PACE = 50
MINUTES = {"B1": 510 / PACE, "B2": 110 / PACE, "B3": 310 / PACE}


def made(folder, **choices) -> pianqu.Plan:
    found = pianqu.load(folder / "pianqu.toml")
    city = pianqu.read(found.sources, name=found.name)
    return pianqu.plan(city, pianqu.Choices(**choices), questions=())


def without(folder, layer: str) -> None:
    file = folder / "pianqu.toml"
    parts = file.read_text(encoding="utf-8").split("[layers.")
    file.write_text("[layers.".join(p for p in parts if not p.startswith(f"{layer}]")), "utf-8")


@pytest.fixture
def plan(project) -> pianqu.Plan:
    return made(project)


def row(plan, unit, kind="health_station"):
    return plan["coverage"].set_index(["kind", "unit"]).loc[(kind, unit)]


def test_minutes_by_hand(plan):
    found = plan["building_minutes"]["health_station"].to_dict()

    assert found == pytest.approx(MINUTES, abs=1e-6)
    assert plan["building_reached"]["health_station"].to_dict() == {
        "B1": False,
        "B2": True,
        "B3": True,
    }


@pytest.mark.parametrize(
    ("unit", "reached", "base"),
    [("buildings", 2, 3), ("households", 50, 74), ("residents", None, None)],
)
def test_every_share_says_its_base(plan, unit, reached, base):
    found = row(plan, unit)

    figures = found[["reached", "base", "share"]].tolist()
    expected = [np.nan] * 3 if base is None else [reached, base, reached / base]
    np.testing.assert_array_equal(figures, expected)
    assert (found["minutes"], found["pace_m_per_min"], found["crs"]) == (10, PACE, "EPSG:4549")
    assert (found["without_weight"] == 3) == (unit == "residents")


def test_communities_by_hand(plan):
    table = plan["community_coverage"].set_index(["community", "kind"])

    assert table.loc[("C1", "health_station"), "reached"] == "part"
    assert table.loc[("C1", "health_station"), "share_households"] == 30 / 54
    assert table.loc[("C2", "health_station"), "reached"] == "all"
    assert table.loc[("C2", "health_station"), "minutes_max"] == pytest.approx(MINUTES["B3"])
    assert table.loc[("C1", "pharmacy"), "reached"] == "unknown"


def test_what_is_not_in_the_data_is_not_mapped(plan):
    assert plan["kinds"].loc["health_station", "status"] == "mapped"
    assert plan["kinds"].loc["pharmacy", "status"] == "not_mapped"
    assert "不等于没有" in plan["kinds"].loc["pharmacy", "reason"]
    assert np.isnan(row(plan, "buildings", "pharmacy")["share"])
    assert plan["building_reached"]["pharmacy"].isna().all()


def test_a_missing_layer_is_said_not_guessed(plan):
    assert plan["kinds"].loc["park_small", "status"] == "not_computed"
    assert "缺少公园绿地图层" in plan["kinds"].loc["park_small", "reason"]


def test_without_streets_nothing_is_computed_and_all_of_it_says_so(project):
    without(project, "streets")
    plan = made(project)

    assert set(plan["kinds"]["status"]) == {"not_computed"}
    assert plan["kinds"]["reason"].str.contains("缺少步行道路").all()
    assert plan["building_reached"].isna().all(axis=None)
    assert plan["coverage"]["share"].isna().all()


def test_communities_and_streets_are_enough_to_begin(project):
    without(project, "buildings")
    plan = made(project)
    table = plan["community_coverage"].set_index(["community", "kind"])

    assert "building_minutes" not in plan
    assert table.loc[("C1", "health_station"), "basis"] == "proposed gates"
    assert table.loc[("C2", "health_station"), "basis"] == "interior point"
    assert table.loc[("C1", "health_station"), "reached"] == "all"
    assert row(plan, "communities")["base"] == 2


def test_nobody_to_ask_for_is_an_error(project):
    without(project, "buildings")
    without(project, "communities")
    with pytest.raises(LayerError, match="小区"):
        made(project)


def test_the_limit_of_the_choices_decides(project):
    assert made(project, minutes=10.3)["building_reached"]["health_station"].all()
    assert not made(project, minutes=2)["building_reached"]["health_station"].any()


def test_a_building_off_the_network_is_listed_and_counted_as_unknown(project):
    plan = made(project, snap=9.0)

    assert plan["building_reached"]["health_station"].isna().all()
    assert row(plan, "households")["unknown"] == 74
    assert row(plan, "households")["base"] == 0
    assert "B1;B2;B3" in set(plan["findings"].query("layer == 'buildings'")["id"])


def test_every_field_of_every_table_is_described(plan):
    described = plan.fields.set_index(["table", "field"])
    results = {"kinds", "coverage", "community_coverage", "building_access", "doors", "basis"}
    undescribed = [
        (table, column)
        for table in results
        for column in plan[table].columns
        if column != "geometry" and not described.loc[(table, column), ["en", "meaning"]].any()
    ]

    assert undescribed == []


def test_threads_do_not_change_an_answer(project):
    found = pianqu.load(project / "pianqu.toml")
    city = pianqu.read(found.sources)
    one, two = (pianqu.plan(city, questions=(), threads=n)["building_minutes"] for n in (1, 2))

    assert one.to_numpy().tobytes() == two.to_numpy().tobytes()


@pytest.mark.parametrize("metres", [500, 500.01])
def test_five_hundred_metres_are_ten_minutes_at_the_statutory_pace(project, metres):
    spot = gpd.GeoSeries([at(100 + metres - 10, 0)], crs=4549).to_crs(4490).iloc[0]
    text = f"编号,设施类型,经度,纬度\nF1,药店,{spot.x:.12f},{spot.y:.12f}\n"
    (project / "facilities.csv").write_text(text, encoding="utf-8")

    assert made(project)["building_reached"].loc["B1", "pharmacy"] == (metres == 500)
