"""Vacant premises by hand: what is idle or closed, where, how large and whose."""

import geopandas as gpd
import pandas as pd
import pytest
from shapely import Point, box

from pianqu.analysis.idle import evidence_rules, kinds, plots, vacant_premises

RULES, KINDS = evidence_rules.rules(), kinds.kinds()


def premises(**columns) -> gpd.GeoDataFrame:
    named = {name: [value] for name, value in columns.items()}
    return gpd.GeoDataFrame(named, geometry=[Point(0, 0)], index=["R1"], crs=4549)


def evidence(layer, buildings=None) -> pd.DataFrame:
    return vacant_premises.evidence(layer, buildings, rules=RULES)


@pytest.mark.parametrize(
    ("status", "rules"),
    [
        ("idle", ["premises_idle"]),
        ("dangerous", ["premises_closed"]),
        ("in_use", []),
        ("leased", []),
        (None, []),
    ],
)
def test_only_what_is_recorded_as_idle_or_closed_speaks(status, rules):
    assert evidence(premises(status=status))["rule"].tolist() == rules
    assert evidence(premises(owner="甲")).empty


def test_the_row_says_where_how_large_and_whose():
    layer = premises(
        status="idle", building="B1", floor_area=480.0, owner_class="state", owner="资产公司"
    )
    row = evidence(layer, pd.DataFrame({"name": ["旧锅炉房"]}, index=["B1"])).iloc[0]
    assert row[["measured", "unit", "object"]].tolist() == [480.0, "m2", "B1"]
    assert "在楼栋 B1（旧锅炉房），建筑面积 480 m²，权属 国有（资产公司）" in row["text"]
    assert row["text"].endswith("（来源未注明、日期未注明）")


def test_what_is_not_known_is_said_and_not_filled_in():
    row = evidence(premises(status="idle", floor_area=None)).iloc[0]
    assert pd.isna(row["measured"])
    assert "建筑面积 未注明，权属 未注明" in row["text"]
    assert row["object"] == "R1"


def test_a_building_of_no_layer_keeps_its_id():
    row = evidence(premises(status="idle", building="B9"), pd.DataFrame({"name": []})).iloc[0]
    assert "在楼栋 B9，" in row["text"]


def test_the_planted_premises_of_the_district(district):
    said = evidence(district.premises, district.buildings)
    found = plots.from_premises(
        district.premises, said, communities=district.communities, kinds=KINDS, rules=RULES
    )
    assert {"R02", "R03", "R04", "R05", "R11"} <= set(found.index)
    assert not {"R06", "R07"} & set(found.index)  # in use, leased
    assert found["kind"].unique().tolist() == ["premises"]
    assert found.loc["R05", "community"] == "C01"
    assert pd.isna(found.loc["R09", "area"])  # a point
    assert found["legal_idle"].isna().all()
    assert said.set_index("plot").loc["R10", "rule"] == "premises_closed"


def test_premises_with_an_outline_have_its_area():
    layer = premises(status="idle").set_geometry([box(0, 0, 8, 5)], crs=4549)
    found = plots.from_premises(layer, evidence(layer), communities=None, kinds=KINDS, rules=RULES)
    assert found["area"].tolist() == [40.0]
