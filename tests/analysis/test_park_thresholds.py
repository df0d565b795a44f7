"""Thresholds: which hold for an edition, and whether a rate meets them."""

import pandas as pd
import pytest

from pianqu.analysis import park_thresholds, residential_land, standards
from pianqu.gis.errors import ChoiceError

THRESHOLDS = standards.load("park_threshold")


def judged(
    edition: str,
    place: str,
    rate,
    *,
    most=None,
    unmeasured=0,
    table=THRESHOLDS,
    basis=residential_land.PARCELS,
):
    found = pd.DataFrame({"edition": [edition], "place": [place], "rate": [rate]})
    found = found.assign(rate_most=rate if most is None else most, parks_unmeasured=unmeasured)
    found["land_basis"] = basis
    return park_thresholds.judged(found.astype({"rate": "Float64"}), table)


@pytest.mark.parametrize(
    ("rate", "meets"),
    [(0.8, [False, False, False]), (0.85, [True, True, False]), (0.9, [True, True, True])],
)
def test_over_80_is_not_80_but_from_85_is(rate, meets):
    answer = judged("park.2022", "general", rate - 1e-13)  # noise decides nothing

    assert answer["key"].tolist() == ["park.2022.min", "gb55014.cover", "park.eco90"]
    assert answer["meets"].tolist() == meets
    assert answer["margin"].tolist() == pytest.approx([rate - 0.85, rate - 0.8, rate - 0.9])


@pytest.mark.parametrize(
    ("edition", "place", "first"),
    [
        ("gb51346.tiers", "old_town", "gb51346.target.old"),
        ("gb51346.tiers", "new", "gb51346.target.new"),
        ("gb51346.tiers", "historic", "gb55014.cover"),
        ("park.2016", "county", "gb55014.cover"),
    ],
)
def test_the_narrowest_threshold_comes_first(edition, place, first):
    assert judged(edition, place, 0.5)["key"].tolist()[0] == first


@pytest.mark.parametrize(
    ("rate", "most", "unmeasured", "meets", "reason"),
    [
        (0.81, 0.99, 3, True, None),
        (0.7, 0.75, 0, False, None),
        (0.7, 0.81, 0, None, "区间"),
        (0.7, 0.7, 1, None, "下限"),
        (None, None, 0, None, "没有居住用地"),
    ],
)
def test_what_is_not_settled_is_neither_met_nor_missed(rate, most, unmeasured, meets, reason):
    row = judged("park.2016", "general", rate, most=most, unmeasured=unmeasured).iloc[0]

    assert (None if pd.isna(row["meets"]) else row["meets"]) == meets
    assert reason in row["reason"] if reason else pd.isna(row["reason"])


@pytest.mark.parametrize("rate", [0.0, 0.81, 1.0])
def test_outlines_that_stand_in_for_land_meet_and_miss_nothing(rate):
    answer = judged("park.2022", "general", rate, basis=residential_land.COMMUNITIES)

    assert answer[["meets", "margin"]].isna().all(axis=None)
    assert set(answer["reason"]) == {park_thresholds.STAND_IN}
    assert answer["rate"].eq(rate).all()


def test_another_operator_is_refused():
    own = THRESHOLDS.replace({"operator": {">": "<"}})
    with pytest.raises(ChoiceError, match=r"gb55014.cover.*<.*>"):
        judged("park.2022", "general", 0.5, table=own)
