"""Residential land by hand: codes of clashing schemes, overlaps, stand-ins, nearest homes."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box

from pianqu.analysis import residential_land as land
from pianqu.analysis import standards
from pianqu.gis.errors import ChoiceError

CODES = standards.load("residential_landuse")
EAST, NORTH = 500_000.0, 3_440_000.0


def layer(shapes, **columns) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=4549)


@pytest.mark.parametrize(
    ("scheme", "code", "use"),
    [
        ("ydyh", "0701", "residential"),
        ("ydyh", "070102", "residential"),
        ("ydyh", "0801", "other"),
        ("survey3", "0701", "residential"),
        ("gb50137", "R2", "residential"),
        ("gb50137", "R21", "residential"),
        ("gb50137", "G1", "other"),
        ("ydyh", "1201", "other"),  # a railway
        ("survey3", "1201", "other"),  # vacant land
        (None, "1201", "unknown"),
        (None, "0701", "unknown"),
        ("ydyh", None, "unknown"),
        ("ydyh", "R2", "unknown"),
        ("gb50137", "0701", "unknown"),
        ("gb50137", "R2/B1", "unknown"),
        ("elsewhere", "0701", "unknown"),
    ],
)
def test_a_code_is_read_in_its_own_scheme_or_not_at_all(scheme, code, use):
    parcels = pd.DataFrame({"landuse_scheme": [scheme], "landuse": [code]}, dtype="string")
    found = land.uses(parcels, codes=CODES)

    assert found["use"].tolist() == [use]
    assert found["reason"].notna().tolist() == [use == "unknown"]


def test_the_longest_prefix_decides_and_a_third_word_is_refused():
    own = CODES.copy()
    own.loc["ydyh.0703", "residential"] = "no"
    rural = pd.DataFrame({"landuse_scheme": ["ydyh"] * 2, "landuse": ["0703", "07"]})

    assert land.uses(rural, codes=own)["use"].tolist() == ["other", "residential"]
    own.loc["ydyh.0703", "residential"] = "maybe"
    with pytest.raises(ChoiceError, match=r"0703.*maybe.*yes 或 no"):
        land.uses(rural, codes=own)


def test_overlapping_parcels_are_counted_once_and_the_unknown_is_listed():
    shapes = [box(0, 0, 100, 100), box(50, 0, 150, 100), box(0, 0, 150, 100), Point(0, 0)]
    schemes = ["ydyh", "ydyh", None, "ydyh"]
    parcels = layer(shapes, landuse_scheme=schemes, landuse=["0701"] * 4)
    found = land.land(parcels, None, codes=CODES)
    listed = land.unsure(parcels, codes=CODES)

    assert found.area.tolist() == [15_000.0]
    assert found["basis"].tolist() == ["居住用地地块"]
    assert listed["area"].dropna().to_dict() == {2: 15_000.0}
    assert [
        part in listed["reason"].tolist()[row] for row, part in enumerate(["标准", "图形"])
    ] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    "parcels", [None, layer([box(0, 0, 9, 9)], landuse_scheme=["ydyh"], landuse=["1401"])]
)
def test_communities_stand_in_where_no_parcel_is_residential(parcels):
    homes = layer([box(0, 0, 10, 10), box(20, 0, 30, 10), None])
    found = land.land(parcels, homes, codes=CODES)

    assert found.area.sum() == 200
    assert set(found["basis"]) == {"小区范围代替居住用地"}


def test_nothing_is_no_land():
    assert land.land(None, None, codes=CODES).empty


def test_parcels_that_touch_are_one_part_and_the_order_of_rows_does_not_matter():
    shapes = [box(x, 0, x + 10, 10) for x in (0, 10, 50)]
    parcels = layer(shapes, landuse_scheme=["ydyh"] * 3, landuse=["0701"] * 3)
    found, other = (land.land(rows, None, codes=CODES) for rows in (parcels, parcels.iloc[::-1]))

    assert sorted(found.area) == [100, 200]
    assert shapely.equals_identical(found.geometry.to_numpy(), other.geometry.to_numpy()).all()


def test_land_goes_to_the_nearest_home():
    plots = layer([box(0, 0, 100, 10), box(200, 0, 210, 10)])
    homes = layer([box(18, 4, 22, 6), Point(60, 5), Point(60, 5), None])
    homes.index = pd.Index(["B1", "B3", "B2", "B4"])
    found = land.nearest(homes, plots)

    assert found.area.to_dict() == {"B1": 400.0, "B3": 0.0, "B2": 700.0, "B4": 0.0}


@pytest.mark.parametrize("count", [0, 1])
def test_no_home_has_no_land_and_one_has_all(count):
    plots = layer([box(0, 0, 100, 10), box(200, 0, 210, 10)])
    assert land.nearest(layer([Point(500, 500)]).iloc[:count], plots).area.sum() == 1100 * count


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=25),
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=4),
)
def test_the_parts_of_the_homes_add_up_to_the_land(spots, corners):
    homes = layer([Point(EAST + 10 * x, NORTH + 10 * y) for x, y in spots])
    plots = [
        box(EAST + 10 * x, NORTH + 10 * y, EAST + 10 * x + 75, NORTH + 10 * y + 45)
        for x, y in corners
    ]
    whole = shapely.union_all(plots)
    parts = land.nearest(homes, layer(land.polygons(whole)))

    assert parts.area.sum() == pytest.approx(whole.area, rel=1e-9)
    probes = shapely.points(
        np.random.default_rng(1).uniform((EAST, NORTH), (EAST + 75, NORTH + 75), (20, 2))
    )
    for row in np.flatnonzero(~parts.is_empty):  # nobody stands nearer to a part than its home
        inside = probes[shapely.contains(parts.iloc[row], probes)]
        away = shapely.distance(inside[:, None], homes.geometry.to_numpy()[None, :])
        assert (away[:, row] <= away.min(axis=1) + 1e-6).all()
