"""Reached or not, and shares with their base, by hand."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pianqu.analysis import coverage
from pianqu.gis.errors import LayerError

IDS = ["B1", "B2", "B3", "B4"]
MINUTES = pd.DataFrame(
    {"clinic": [10.0, 10.000001, np.inf, np.nan], "gym": [np.nan] * 4}, index=IDS
)


def test_the_limit_is_inclusive_and_unknown_stays_unknown():
    answer = coverage.reached(MINUTES, limit=10)

    assert answer["clinic"].tolist() == [True, False, False, pd.NA]
    assert answer["gym"].isna().all()


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        ([1, 1, 1, 1], [1, 2, 1, 3, 1 / 3, 0]),
        ([30, 10, 20, 5], [30, 30, 5, 60, 0.5, 0]),
        ([30, None, 20, 5], [30, 20, 5, 50, 0.6, 1]),
        ([0, 0, 0, 5], [0, 0, 5, 0, np.nan, 0]),
        ([None] * 4, [0, 0, 0, 0, np.nan, 4]),
    ],
)
def test_share_carries_its_base(weight, expected):
    served = coverage.reached(MINUTES[["clinic"]], limit=10)
    found = coverage.share(served, pd.Series(weight, index=IDS, dtype="Float64"))

    np.testing.assert_array_equal(found.loc["clinic"].to_numpy(), expected)


def test_a_weight_of_other_ids_is_refused():
    served = coverage.reached(MINUTES, limit=10)
    with pytest.raises(LayerError, match="B9"):
        coverage.share(served, pd.Series([1, 1, 1, 1], index=["B1", "B2", "B3", "B9"]))


def test_only_what_is_missed_near_the_edge_is_counted():
    served = coverage.reached(MINUTES, limit=10)
    at_edge = pd.Series([True, True, False, True], index=IDS)
    found = coverage.near_edge(served, pd.Series([1, 2, 4, 8], index=IDS), at_edge)

    assert found.to_dict() == {"clinic": 2.0, "gym": 0.0}


def test_communities_by_hand():
    answer = coverage.communities(
        MINUTES,
        limit=10,
        community=pd.Series(["C1", "C1", "C2", None], index=IDS),
        weights=pd.DataFrame({"buildings": 1.0, "households": [30, None, None, 5]}, index=IDS),
    ).set_index(["community", "kind"])

    assert answer.loc[("C1", "clinic"), "reached"] == "part"
    assert answer.loc[("C1", "clinic"), "minutes_median"] == 10.000001
    assert answer.loc[("C1", "clinic"), ["households_reached", "households_total"]].tolist() == [
        30,
        30,
    ]
    assert answer.loc[("C2", "clinic"), "reached"] == "none"
    assert answer.loc[("C2", "clinic"), "minutes_max"] == np.inf
    assert answer.loc[("C1", "gym"), "reached"] == "unknown"
    assert answer.loc[("C1", "gym"), "households_total"] == 0
    assert answer["households_missing"].to_dict() == {
        ("C1", "clinic"): 1,
        ("C1", "gym"): 1,
        ("C2", "clinic"): 1,
        ("C2", "gym"): 1,
    }
    assert np.isnan(answer.loc[("C2", "clinic"), "households_total"])


@pytest.mark.parametrize(
    ("kind", "places", "status", "reason"),
    [
        ("clinic", 2, "mapped", ""),
        ("far", 1, "not_computed", "离步行道路太远"),
        ("gym", 0, "not_mapped", "不等于没有"),
        ("park", 0, "not_computed", "缺少公园绿地图层"),
        ("shut", 0, "not_computed", "不对公众开放"),
        ("walled", 1, "not_computed", "无可用的出入口"),
    ],
)
def test_a_kind_is_mapped_or_says_why_not(kind, places, status, reason):
    services = pd.DataFrame(
        {
            "layer": ["facilities", "parks", "facilities", "parks", "parks"],
            "place": ["L1", "L1", "L2", "L3", "L4"],  # ids of two layers may be the same
            "kind": ["clinic", "clinic", "far", "shut", "walled"],
            "open": [True, True, True, False, True],
        }
    )
    doors = services.iloc[[0, 0, 1, 2]].assign(edge=[0, 3, 5, None])
    names = {key: (key, key) for key in ("clinic", "far", "gym", "park", "shut", "walled")}
    missing = {"park": "缺少公园绿地图层，未计算"}
    row = coverage.kinds(services, doors, known=names, missing=missing).loc[kind]

    assert (row["places"], row["status"]) == (places, status)
    assert reason in str(row["reason"])
    assert pd.isna(row["reason"]) == (kind == "clinic")


@given(st.lists(st.tuples(st.sampled_from([True, False, None]), st.integers(0, 99)), max_size=20))
def test_parts_add_up_to_the_whole(rows):
    served = pd.DataFrame({"k": pd.array([row[0] for row in rows], dtype="boolean")})
    weight = pd.Series([row[1] for row in rows], dtype="Int64")
    found = coverage.share(served, weight).loc["k"]

    assert found["reached"] + found["not_reached"] + found["unknown"] == weight.sum()
    assert np.isnan(found["share"]) or 0 <= found["share"] <= 1
