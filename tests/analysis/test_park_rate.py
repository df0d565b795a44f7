"""The statutory park rate by hand: radii, bases, thresholds, division of the land."""

import math

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from shapely import Point, box

from pianqu.analysis import park_rate, park_sizes, residential_land, standards
from pianqu.gis.errors import ChoiceError

EDITIONS, THRESHOLDS = standards.load("park_radius"), standards.load("park_threshold")
RULES = standards.load("rules")
EAST, NORTH = 500_000.0, 3_440_000.0


def park(area: float, *, x: float = 0.0) -> shapely.Polygon:
    """A park of that many square metres, 10 m from south to north, its east side at x."""
    return box(EAST + x - area / 10, NORTH, EAST + x, NORTH + 10)


def layer(shapes, **columns) -> gpd.GeoDataFrame:
    frame = gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4549)
    return frame.set_axis([f"P{row + 1}" for row in range(len(frame))])


def strip(length: float = 1000.0) -> gpd.GeoDataFrame:
    """Land 10 m wide from the foot of the parks to the east."""
    return layer([box(EAST, NORTH, EAST + length, NORTH + 10)], basis=["居住用地地块"])


def rates(parks, land=None) -> pd.DataFrame:
    ground = strip() if land is None else land
    found = park_rate.rates(parks, ground, editions=EDITIONS, thresholds=THRESHOLDS)
    return found.set_index(["edition", "place"])


def test_rates_by_hand():
    found = rates(layer([park(5000), park(399)]))
    row = found.loc[("park.2022", "general")]

    assert row["base_m2"] == 10_000
    assert row["covered_m2"] == pytest.approx(5000, abs=1e-4)  # the corners reach 500 m too
    assert row[["parks_counted", "parks_small"]].tolist() == [1, 1]
    assert (row["meets"], row["margin"]) == (False, pytest.approx(0.5 - 0.85))
    assert (row["status"], row["threshold_status"]) == ("unverified", "unverified")
    assert found.loc[("park.2016", "county"), "covered_m2"] == pytest.approx(5000, abs=1e-4)
    assert len(found) == len(EDITIONS[["edition", "place"]].drop_duplicates())


def test_two_parks_cover_the_same_ground_once():
    parks = layer([park(5000), park(5000, x=-3), park(1000, x=1100)])
    covered = rates(parks).loc[("park.2022", "general"), "covered_m2"]

    assert covered == pytest.approx(5000 + 3000, abs=1e-4)  # the third begins where the land ends


def test_ranges_of_radii_give_two_rates_and_leave_a_threshold_open():
    far = layer([box(EAST - 500, NORTH, EAST, NORTH + 100)])  # 5 ha: 800 to 1000 m
    row = rates(far).loc[("gb51346.tiers", "general")]

    assert row[["rate", "rate_most"]].astype(float).tolist() == pytest.approx([0.8, 1.0])
    assert pd.isna(row["meets"])
    assert "区间" in row["reason"]


def test_the_table_of_places_is_what_the_user_picks():
    found = rates(layer([park(1500)]))["parks_counted"]

    assert found[("park.2016", "general")] == 0
    assert found[("park.2016", "historic")] == found[("park.2016", "county")] == 1
    assert found[("gb51346.tiers", "old_town")] == 0
    assert found[("gb51346.tiers", "historic")] == 1


def test_no_land_has_no_rate_and_a_park_without_outline_leaves_it_open():
    empty = rates(layer([park(5000)]), strip().iloc[:0]).loc[("park.2022", "general")]
    open_ = rates(layer([Point(EAST, NORTH)])).loc[("park.2022", "general")]

    assert pd.isna(empty["rate"])
    assert pd.isna(empty["meets"])
    assert (empty["reason"], empty["land_basis"]) == ("没有居住用地", "没有居住用地")
    assert (open_["rate"], open_["parks_unmeasured"]) == (0, 1)
    assert pd.isna(open_["meets"])
    assert "下限" in open_["reason"]


def test_outlines_of_communities_have_a_rate_and_no_verdict():
    ground = strip().assign(basis=residential_land.COMMUNITIES)
    row = rates(layer([park(5000)]), ground).loc[("park.2022", "general")]

    assert row["rate"] == pytest.approx(0.5, abs=1e-6)
    assert pd.isna(row["meets"])
    assert row["reason"] == "居住用地取自小区范围，不能与标准比较"


def test_without_any_park_the_rate_is_nothing():
    row = rates(layer([park(1)]).iloc[:0]).loc[("park.2022", "general")]

    assert (row["rate"], row["meets"], row["parks_counted"]) == (0, False, 0)


def test_every_radius_and_threshold_is_as_sure_as_its_rule():
    for table in (EDITIONS, THRESHOLDS):
        for column in ("standard", "status", "sources"):
            assert table[column].tolist() == RULES.loc[table["rule"], column].tolist()
    assert set(standards.load("residential_landuse")["status"]) <= set(standards.STATUS)


def test_an_unknown_edition_is_refused():
    with pytest.raises(ChoiceError, match=r"park.2030.*general.*park.2022／general"):
        park_sizes.tiers(EDITIONS, edition="park.2030")


def test_a_circle_is_all_but_round():
    found = park_rate.reach(gpd.GeoSeries([Point(EAST, NORTH)]), pd.Series([500.0]))

    assert 0 < 1 - found.area / (math.pi * 500**2) < 1e-4


def test_the_reach_begins_at_the_outline():
    square = layer([box(EAST, NORTH, EAST + 100, NORTH + 100)])
    found = park_rate.reach(square.geometry, pd.Series([300.0], index=square.index))

    assert found.area == pytest.approx(100**2 + 4 * 100 * 300 + math.pi * 300**2, rel=1e-4)


def test_land_is_divided_and_each_community_has_its_share():
    parts = park_rate.divided(strip(), box(EAST - 9, NORTH - 9, EAST + 400, NORTH + 20))
    shapes = [
        box(EAST + 300, NORTH, EAST + 500, NORTH + 10),
        box(EAST, NORTH + 5, EAST + 100, NORTH + 99),
        box(EAST, NORTH + 50, EAST + 100, NORTH + 99),
        None,
    ]
    found = park_rate.of_communities(parts, layer(shapes))

    assert parts["area"].tolist() == [4000, 6000]
    assert found["land_m2"].tolist() == [2000, 500, 0, 0]
    assert found["share"].tolist() == [0.5, 1.0, pd.NA, pd.NA]
    assert [bool(pd.isna(said)) for said in found["reason"]] == [True, True, False, False]
