"""Heights and floors of buildings, where they come from, and the rows they rest on."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from pianqu.analysis import standards
from pianqu.analysis.light import heights, layouts
from pianqu.gis.errors import ChoiceError


def houses(*shapes, **columns) -> gpd.GeoDataFrame:
    ids = [f"B{row + 1}" for row in range(len(shapes))]
    return gpd.GeoDataFrame(columns or {"storeys": 6}, geometry=list(shapes), index=ids, crs=4549)


def rules(tmp_path, **values):
    table = standards.load("window_layout")
    table["value"] = pd.Series(values).reindex(table.index).fillna(table["value"])
    table.to_csv(tmp_path / "own.csv")
    return {"window_layout": tmp_path / "own.csv"}


@pytest.mark.parametrize(
    ("storeys", "height", "expected"),
    [
        (6, None, (6 * 2.8 + 0.75, "storeys", 6, 2.8)),
        (None, 18.0, (18.0, "height", 6, 17.25 / 6)),
        (6, 18.75, (18.75, "height", 6, 3.0)),
        (6, 9.0, (9.0, "height", 6, 2.8)),  # floors of 1.4 m are not believed
        (None, 2.0, (2.0, "height", 1, 2.8)),
        (None, None, (np.nan, "unknown", pd.NA, 2.8)),
        (0, 0, (np.nan, "unknown", pd.NA, 2.8)),
    ],
)
def test_height_says_where_it_comes_from(storeys, height, expected):
    house = houses(box(0, 0, 30, 12), storeys=[storeys], height=[height])

    found = heights.of(house).iloc[0]

    assert found["height_source"] == expected[1]
    assert found["storeys"] is pd.NA if expected[2] is pd.NA else found["storeys"] == expected[2]
    np.testing.assert_allclose([found["height"], found["floor"]], [expected[0], expected[3]])


@pytest.mark.parametrize(
    ("storeys", "height", "conflict"),
    [(6, 3.0, True), (2, 30.0, True), (6, 18.0, False), (6, None, False), (None, 2.0, False)],
)
def test_height_and_storeys_that_conflict_are_told(storeys, height, conflict):
    house = houses(box(0, 0, 30, 12), storeys=[storeys], height=[height])
    assert heights.of(house)["conflict"].tolist() == [conflict]


def test_ground_known_of_some_only_is_not_taken_as_flat_for_the_rest():
    pair = houses(box(0, 0, 30, 12), box(0, 40, 30, 52))

    assert heights.of(pair, ground=pd.Series({"B1": 12.0}))["base"].tolist()[:1] == [12.0]
    assert heights.of(pair, ground=pd.Series({"B1": 12.0}))["top"].isna().tolist() == [False, True]
    assert heights.of(pair, ground=pd.Series({"B1": np.nan}))["base"].tolist() == [0.0, 0.0]


@pytest.mark.parametrize(
    ("values", "part"),
    [
        ({"sill": 90}, "sill）的 value 为 90，应在 0 至 2 之间"),
        ({"gable_ratio": 2}, "gable_ratio）"),
    ],
)
def test_a_slip_in_a_users_table_is_named(tmp_path, values, part):
    with pytest.raises(ChoiceError, match=r"own\.csv 第") as caught:
        layouts.layout(overrides=rules(tmp_path, **values))

    assert part in str(caught.value)


def test_a_users_table_needs_every_row_and_no_other(tmp_path):
    table = standards.load("window_layout").rename(index={"sill": "窗台"})
    table.to_csv(tmp_path / "own.csv")

    with pytest.raises(ChoiceError) as caught:
        layouts.layout(overrides={"window_layout": tmp_path / "own.csv"})

    assert ["窗台" in fault for fault in caught.value.faults] == [True, False]
    assert "缺少 sill 行" in caught.value.faults[1]
