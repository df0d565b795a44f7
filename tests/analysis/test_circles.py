"""Living circles by hand: levels that do not nest, limits that are inclusive, ranges that stay."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pianqu.analysis import circles, standards
from pianqu.gis.errors import ChoiceError
from pianqu.layers import kinds

HOMES = ["B1", "B2", "B3"]
WEIGHTS = pd.DataFrame({"buildings": 1.0, "households": [10, 20, 70]}, index=HOMES)


def known(*names, status="mapped", reason=None):
    rows = {"zh": [f"{name}类" for name in names], "status": status, "reason": reason}
    return pd.DataFrame(rows, index=list(names))


def living(kind, *, weights=WEIGHTS, names=None, **modes):
    frames = {mode: pd.DataFrame({kind: values}, index=HOMES) for mode, values in modes.items()}
    table = circles.living(frames, weights=weights, known=known(kind) if names is None else names)
    return table.set_index("unit")


def test_every_kind_has_its_own_level_and_mark():
    table = standards.load("circle_kinds")
    levels = {row["kind"]: row["level"] for row in kinds.rows("facility_kinds")}

    assert table["level"].to_dict() == levels
    assert set(table["required"]) == {"yes", "no", ""}
    assert set(table["status"]) == {"unverified"}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("junior_high", ("c15", 15, 1000, 1000, "secondary")),
        ("nursing_home", ("c15", 15, 800, 1000, "secondary")),
        ("bank_post", ("c10", 10, 500, 500, "secondary")),
        ("culture_station", ("c5", 5, 500, 500, "unverified")),
        ("refuse_point", ("block", np.nan, 70, 70, "secondary")),
        ("convenience", ("block", np.nan, np.nan, np.nan, None)),
    ],
)
def test_limits_are_the_kind_s_own_or_else_those_of_its_circle(kind, expected):
    row = circles.rules().loc[kind]
    found = row[["circle", "minutes", "radius_least", "radius_most"]].tolist()

    np.testing.assert_equal(found, list(expected[:4]))
    assert (None if pd.isna(row["status"]) else row["status"]) == expected[4]


@pytest.mark.parametrize(
    ("mode", "limit"), [("time", 5.0), ("network", 300.0), ("straight", 300.0)]
)
def test_a_limit_is_inclusive_in_every_measure(mode, limit):
    values: dict[str, Any] = {mode: [limit, limit + 1e-9, limit + 0.01]}
    row = living("public_toilet", **values).loc["households"]

    assert row[[f"reached_{mode}", f"base_{mode}", f"share_{mode}"]].tolist() == [30, 100, 0.3]
    assert row[f"margin_{mode}"] == pytest.approx(-0.01)
    assert row[f"verdict_{mode}"] == "part"


def test_a_centre_of_the_outer_circle_does_not_stand_in_for_the_station_of_the_inner():
    minutes = pd.DataFrame({"health_centre": [1.0] * 3, "health_station": [np.inf] * 3}, HOMES)
    names = known("health_centre", "health_station")
    table = circles.living({"time": minutes}, weights=WEIGHTS, known=names)
    said = table.set_index(["kind", "unit"])["verdict_time"]

    assert said["health_centre", "buildings"] == "all"
    assert said["health_station", "buildings"] == "none"


def test_ten_minutes_are_enough_for_a_school_and_too_far_for_a_toilet():
    assert living("primary_school", time=[10.0] * 3)["verdict_time"].tolist() == ["all"] * 2
    assert living("public_toilet", time=[10.0] * 3)["verdict_time"].tolist() == ["none"] * 2


def test_a_range_of_distances_is_kept_and_the_share_is_that_of_the_greater():
    row = living("street_office", network=[800.0, 900.0, 1001.0]).loc["buildings"]

    assert row[["radius_least", "radius_most", "reached_network"]].tolist() == [800, 1000, 2]


@pytest.mark.parametrize(
    ("minutes", "verdict"),
    [
        ([1, 2, 3], "all"),
        ([1, 2, np.nan], "unknown"),
        ([9, np.inf, 9], "none"),
        ([9, np.inf, np.nan], "unknown"),
        ([1, 9, np.nan], "part"),
        ([np.nan] * 3, "unknown"),
    ],
)
def test_what_is_not_known_is_neither_all_nor_none(minutes, verdict):
    near = [1.0] * 3
    row = living("nursery", time=minutes, network=near, straight=near).loc["buildings"]

    assert row["verdict_time"] == verdict
    assert row["unknown_time"] == np.isnan(minutes).sum()
    assert (row["reason"] is not pd.NA) == bool(np.isnan(minutes).any())


def test_an_empty_building_counts_for_no_resident():
    weights = pd.DataFrame({"buildings": 1.0, "residents": [5, 5, 0]}, index=HOMES)
    table = living("nursery", weights=weights, time=[1, 2, 99])

    assert table["verdict_time"].to_dict() == {"buildings": "part", "residents": "all"}


def test_a_kind_of_the_block_is_measured_by_its_radius_or_not_at_all():
    near = [70.0, 60.0, 71.0]
    point = living("refuse_point", time=near, network=near, straight=near).loc["buildings"]
    shop = living("convenience", time=near, network=near, straight=near).loc["buildings"]

    assert point[["verdict_time", "verdict_network", "reached_straight"]].tolist() == [
        "unknown",
        "part",
        2,
    ]
    assert pd.isna(point["reason"])
    assert shop["reason"] == circles.NO_LIMIT


@pytest.mark.parametrize("status", ["not_mapped", "not_computed"])
def test_a_kind_that_is_not_mapped_has_no_figure_and_is_not_absent(status):
    names = known("nursery", status=status, reason="未标注")
    row = living("nursery", names=names, time=[np.inf] * 3).loc["households"]

    assert row["verdict_time"] == "unknown"
    assert np.isnan(row[["share_time", "reached_time", "base_time"]].astype(float)).all()
    assert row["reason"] == "未标注"


def test_without_weights_there_is_no_share_but_there_is_a_reason():
    weights = pd.DataFrame({"households": [pd.NA] * 3}, index=HOMES, dtype="Float64")
    row = living("nursery", weights=weights, time=[1, 2, 3]).loc["households"]

    assert np.isnan(row["share_time"])
    assert row["reason"] == circles.NO_WEIGHT


def test_communities_list_what_is_missing_and_keep_the_unmapped_apart():
    names = known("public_toilet", "nursery", "kindergarten", "elder_daycare", "culture_station")
    names.loc["kindergarten", "status"] = "not_mapped"
    minutes = pd.DataFrame(
        {
            "public_toilet": [9, 9, 1],
            "nursery": [9, 9, 9],  # optional: never listed
            "elder_daycare": [1, 9, np.nan],
            "culture_station": [1, 2, np.nan],
        },
        index=HOMES,
        dtype=float,
    )
    owner = pd.Series(["C1", "C1", "C2"], index=HOMES)
    table = circles.communities({"time": minutes}, community=owner, known=names)
    first, second = table.to_dict("records")

    counts = ["required", "reached_all", "reached_part", "reached_none", "not_mapped", "unknown"]
    assert [first[name] for name in counts] == [4, 1, 1, 1, 1, 0]
    assert [second[name] for name in counts] == [4, 1, 0, 0, 1, 2]
    assert (first["missing"], first["partly"]) == ("public_toilet类", "elder_daycare类")
    assert first["unmapped"] == second["unmapped"] == "kindergarten类"
    assert second["unsure"] == "elder_daycare类；culture_station类"


def test_the_measure_that_decides_is_named_and_checked():
    frames = {"straight": pd.DataFrame({"public_toilet": [300.0]}, index=["B1"])}
    owner = pd.Series({"B1": "C1"})
    names = known("public_toilet")
    table = circles.communities(frames, community=owner, known=names, mode="straight")

    assert table.loc[0, ["mode", "reached_all"]].tolist() == ["straight", 1]
    with pytest.raises(ChoiceError, match="crow"):
        circles.communities(frames, community=owner, known=names, mode="crow")
