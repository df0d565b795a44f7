"""Under-used and open parcels by hand; the nearest comparable against a plain search."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pianqu.analysis.idle import (
    evidence_rules,
    floor_ratio,
    land_classes,
    open_parcels,
    under_used,
)

CODES, RULES = land_classes.codes(), evidence_rules.rules()
OFFICE = {"landuse_scheme": "ydyh", "landuse": "0801"}


def parcels(count: int, **columns) -> gpd.GeoDataFrame:
    shapes = [box(50 * at, 0, 50 * at + 40, 50) for at in range(count)]
    ids = [f"L{at}" for at in range(count)]
    return gpd.GeoDataFrame(columns, geometry=shapes, index=ids, crs=4549)


def houses(*shapes, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4549)


def under(layer, buildings=None) -> pd.DataFrame:
    return under_used.evidence(layer, buildings, codes=CODES, rules=RULES)


def opened(layer, buildings) -> pd.DataFrame:
    return open_parcels.evidence(layer, buildings, codes=CODES, rules=RULES)


def test_ratios_are_recorded_or_built_or_unknown():
    layer = parcels(5, floor_area_ratio=[2.5, None, None, None, None])
    buildings = houses(
        box(0, 0, 40, 50),  # the record counts
        box(50, 0, 90, 25),  # half of it, 6 storeys
        box(80, 25, 120, 50),  # 10 m on the second, 20 m on the third
        box(150, 0, 190, 50),  # neither storeys nor floor area
        storeys=[9, 6, 4, np.nan],
        floor_area=[np.nan, np.nan, 2000.0, np.nan],
    )
    found = floor_ratio.ratios(layer, buildings)
    by_hand = [2.5, (1000 * 6 + 250 * 2) / 2000, 500 * 2 / 2000, np.nan, np.nan]
    assert found["ratio"].to_numpy() == pytest.approx(by_hand, nan_ok=True)
    assert found["basis"].isna().tolist() == [False, False, False, True, True]
    assert floor_ratio.ratios(layer, None)["ratio"].notna().tolist() == [True] + [False] * 4


spots = st.lists(
    st.tuples(
        st.integers(0, 30),
        st.integers(0, 30),
        st.sampled_from([None, 0.5, 1.0, 2.0]),
        st.sampled_from(["a", "b", None]),
        st.booleans(),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda row: row[:2],
)


@settings(deadline=None, max_examples=60)  # the first loads scipy
@given(spots, st.integers(1, 4))
def test_the_nearest_comparable_are_those_of_a_plain_search(rows, peers):
    table = pd.DataFrame(rows, columns=["x", "y", "ratio", "group", "usual"])
    # steps that differ, so that no two are as far
    east, north = table["x"] * 1.01 + table["y"] * 0.0137, table["y"] * 1.0 + table["x"] * 0.0071
    shapes = [box(x, y, x + 0.5, y + 0.5) for x, y in zip(east, north, strict=True)]
    layer = gpd.GeoDataFrame({"ratio": table["ratio"].astype(float)}, geometry=shapes)
    found = floor_ratio.beside(
        layer, group=table["group"], usual=table["usual"], peers=peers, reach=15.0
    )
    for at, row in table.iterrows():
        like = table[
            (table["group"] == row["group"]) & table["usual"] & table["ratio"].notna()
        ].drop(index=at, errors="ignore")
        away = np.hypot(east[like.index] - east[at], north[like.index] - north[at])
        near = like.loc[away[away <= 15.0].sort_values().index[:peers], "ratio"].astype(float)
        known = pd.notna(row["ratio"]) and row["group"] is not None
        assert found.loc[at, "peers"] == (len(near) if known else 0)
        expected = near.median() if known and len(near) else np.nan
        assert found.loc[at, "median"] == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("status", "ratio", "says"),
    [
        (None, 0.4, "for"),
        ("under_used", 0.4, "for"),
        ("in_use", 0.4, "note"),
        ("vacant", 0.4, None),
        ("works", 0.4, None),
        (None, 0.5, None),  # just half
        (None, 0.0, None),  # nothing built is open, not low
        (None, None, None),
    ],
)
def test_a_low_ratio_is_far_below_its_like(status, ratio, says):
    layer = parcels(
        4, status=[status] + ["in_use"] * 3, floor_area_ratio=[ratio, 0.9, 1.0, 1.1]
    ).assign(**OFFICE)
    found = under(layer).query("rule == 'low_ratio'")
    assert found["says"].tolist() == ([] if says is None else [says])
    if says:
        assert found["measured"].tolist() == [0.4]
        assert "中位数 1.00 的 40%（低于 50%）" in found["text"].iloc[0]


@pytest.mark.parametrize("code", ["0804", "1401", "0901", None])
def test_other_uses_are_not_compared(code):
    layer = parcels(4, floor_area_ratio=[0.1, 1.0, 1.0, 1.0]).assign(**OFFICE)
    layer["landuse"] = [code, "0801", "0801", "0801"]
    assert under(layer).empty


def test_too_few_or_too_far_are_not_compared():
    layer = parcels(4, floor_area_ratio=[0.2, 1.0, 1.0, 1.0]).assign(**OFFICE)
    assert under(layer)["rule"].tolist() == ["low_ratio"]
    assert under(layer.iloc[:3]).empty
    far = [*layer.geometry.iloc[:3], box(1200, 0, 1240, 50)]
    assert under(layer.set_geometry(far, crs=4549)).empty


@pytest.mark.parametrize(
    ("change", "walled"),
    [
        ({}, True),
        ({"owner_class": "enterprise"}, False),
        ({"owner_class": None}, False),
        ({"walled": False}, False),
        ({"walled": None}, False),
        ({"status": "in_use"}, False),
        ({"landuse": "1001"}, False),  # a works is no public compound
        ({"landuse": None}, True),
    ],
)
def test_a_walled_compound_is_public_walled_and_under_used(change, walled):
    yard = {"status": "under_used", "owner_class": "state", "walled": True} | OFFICE | change
    found = under(parcels(1, **{name: [value] for name, value in yard.items()}))
    assert ("walled_compound" in set(found["rule"])) == walled


def test_a_public_yard_of_low_ratio_is_a_walled_compound_too():
    layer = parcels(4, floor_area_ratio=[0.2, 1.0, 1.0, 1.0], walled=[True] * 4)
    found = under(layer.assign(owner_class="state", **OFFICE))
    assert found["plot"].tolist() == ["L0", "L0"]
    assert found["rule"].tolist() == ["low_ratio", "walled_compound"]


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({}, "for"),
        ({"status": "in_use"}, "note"),
        ({"status": "in_use", "landuse": "1401"}, "for"),  # refused later, with its reason
        ({"floor_area_ratio": 0.6}, "note"),
        ({"floor_area_ratio": 0.6, "status": "works"}, "for"),
        ({"floor_area_ratio": 0.1}, "for"),
    ],
)
def test_an_open_parcel_speaks_unless_something_contradicts(columns, says):
    land = {"landuse_scheme": "ydyh", "landuse": "0901"} | columns
    layer = parcels(1, **{name: [value] for name, value in land.items()})
    found = opened(layer, houses(box(50, 0, 90, 50)))
    assert (found["says"].tolist(), found["measured"].tolist()) == ([says], [0.0])


def test_where_no_buildings_are_drawn_nothing_is_open():
    layer = parcels(1)
    assert opened(layer, None).empty
    assert opened(layer, houses(box(900, 0, 940, 50)))["says"].tolist() == ["note"]
    assert opened(layer, houses(Point(20, 20)))["says"].tolist() == ["note"]


def test_cover_counts_overlapping_buildings_once():
    layer = parcels(1)  # 2000 m2
    two = houses(box(0, 0, 9, 10), box(0, 0, 9, 10), box(60, 0, 99, 50))
    assert opened(layer, two)["measured"].tolist() == [0.045]
    assert opened(layer, houses(box(0, 0, 10, 10), box(60, 0, 99, 50))).empty  # just 0.05


def test_the_planted_parcels_of_the_district(district):
    layer, buildings = district.parcels, district.buildings
    found = under(layer, buildings)
    assert set(found.loc[found["says"] == "for", "plot"]) == {
        "L09",
        "L15",
        "L20",
        "L32",
        "L52",
        "L59",
    }
    walled = found.loc[found["rule"] == "walled_compound", "plot"]
    assert walled.tolist() == ["L20", "L32", "L52"]
    plain = opened(layer, buildings).query("says == 'for'")["plot"]
    look_alikes = {"L02", "L03", "L06", "L28", "L36", "L40", "L47", "L51", "L54", "L56", "L64"}
    assert look_alikes <= set(plain)
    assert not {"L05", "L22", "L27", "L60"} & set(plain)  # shops and works in use
