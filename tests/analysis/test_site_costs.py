"""Costs of sites: the row for the use and the place, times what the plot needs; never a guess."""

import pandas as pd
import pytest

from pianqu.analysis import standards
from pianqu.analysis.reuse import uses
from pianqu.analysis.siting import site_costs
from pianqu.gis.errors import ChoiceError

ROWS = standards.load("site_costs")
PLOTS = pd.DataFrame(
    {"area": [900.0, None, 500.0], "of_layer": ["parcels", "premises", "residual"]},
    index=["L1", "R1", "D1"],
)


def priced(**columns):
    table = pd.DataFrame({"use": ["pocket_park"], "plot": ["L1"], **columns})
    return site_costs.costs(table, PLOTS).iloc[0]


@pytest.mark.parametrize(
    ("columns", "row", "quantity"),
    [
        ({"use": ["pocket_park"]}, "pocket_park.plot", 900),
        ({"use": ["parking"], "capacity": [24.0]}, "parking.plot", 24),
        ({"use": ["elder_daycare"], "area_needed": [350.0]}, "elder_daycare.plot", 350),
        (
            {"use": ["elder_daycare"], "plot": ["R1"], "area_needed": [350.0]},
            "elder_daycare.premises",
            350,
        ),
        ({"use": ["waste"], "plot": ["D1"]}, "waste.plot", 1),
    ],
)
def test_the_row_of_the_use_and_place_times_what_is_needed(columns, row, quantity):
    found = priced(**columns)

    assert found[["cost_row", "quantity"]].tolist() == [row, quantity]
    rates = ROWS.loc[row, ["value", "least", "most"]]
    wanted = [rate * quantity for rate in rates]
    assert found[["cost", "cost_least", "cost_most"]].tolist() == wanted
    assert found["cost_certainty"] == ROWS.loc[row, "status"]
    assert pd.isna(found["cost_reason"])


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"use": ["parking"]}, "可容规模未知"),
        ({"use": ["parking"], "capacity": [0.0]}, "可容规模未知"),
        ({"use": ["market"], "area_needed": [None]}, "所需面积未知"),
        ({"use": ["pocket_park"], "plot": ["L9"]}, "地块面积未知"),
        ({"use": ["pocket_park"], "plot": ["R1"]}, "没有这一用途"),
        ({"use": ["lift_lobby"]}, "没有这一用途"),
    ],
)
def test_what_is_not_known_has_no_cost_and_a_reason(columns, reason):
    found = priced(**columns)

    assert found[["cost", "cost_least", "cost_most"]].isna().all()
    assert reason in found["cost_reason"]


@pytest.mark.parametrize(
    ("columns", "quantity"),
    [
        ({"use": ["pocket_park"], "area_needed": [400.0]}, 400),  # not the 900 of the plot
        ({"use": ["parking"], "area_needed": [90.0], "capacity": [24.0]}, 3),  # 30 m2 a bay
        ({"use": ["bikes"], "area_needed": [20.0], "capacity": [200.0]}, 16),  # 1.2 m2 each
        (
            {"use": ["bikes"], "plot": ["R1"], "area_needed": [1.0], "capacity": [9.0]},
            1,  # 1.8 m2 each: one at least
        ),
        ({"use": ["elder_daycare"], "area_needed": [350.0]}, 350),
        ({"use": ["waste"], "area_needed": [10.0]}, 1),
    ],
)
def test_at_its_least_size_a_use_does_not_pay_for_the_whole_plot(columns, quantity):
    table = pd.DataFrame({"plot": ["L1"], **columns})
    found = site_costs.costs(table, PLOTS, least=True).iloc[0]

    assert found["quantity"] == quantity
    assert found["cost"] == ROWS.loc[found["cost_row"], "value"] * quantity


def test_a_least_size_that_is_not_known_has_no_cost():
    table = pd.DataFrame({"plot": "L1", "use": ["pocket_park", "parking"], "area_needed": pd.NA})

    assert site_costs.costs(table, PLOTS, least=True)["cost"].isna().all()


def test_rows_keep_their_order_and_the_frames_stay_as_they_are():
    table = pd.DataFrame({"plot": ["L1", "L1"], "use": ["waste", "parking"]}, index=[7, 3])
    before = table.copy()
    found = site_costs.costs(table, PLOTS)

    assert found.index.tolist() == [7, 3]
    assert found["use"].tolist() == ["waste", "parking"]
    pd.testing.assert_frame_equal(table, before)


def test_every_use_that_is_sited_has_a_row_wherever_it_may_be():
    places = {"plot": ["plot"], "premises": ["premises"], "both": ["plot", "premises"]}
    known = uses.uses()
    known = known[known["facility_kind"] != ""]
    wanted = {(use, on) for use, place in known["place"].items() for on in places[place]}

    assert set(zip(ROWS["use"], ROWS["on"], strict=True)) == wanted


def test_every_row_says_that_it_is_an_assumption():
    assert set(ROWS["status"]) == {"assumption"}
    assert ((ROWS["least"] <= ROWS["value"]) & (ROWS["value"] <= ROWS["most"])).all()


@pytest.mark.parametrize(
    ("column", "cell", "words"),
    [
        ("on", "roof", "应为 plot 或 premises"),
        ("per", "metre", "应为 site、area、area_needed、capacity 之一"),
        ("value", 9e9, "应大于 0 并在 least 与 most 之间"),
        ("least", -1, "应大于 0 并在 least 与 most 之间"),
        ("use", "", "use 是空的"),
        ("use", "moon_base", "use 为“moon_base”，应为用途的编号"),
    ],
)
def test_a_table_of_ones_own_that_cannot_be_meant_is_refused(tmp_path, column, cell, words):
    table = ROWS.reset_index().astype({column: object})
    table.loc[1, column] = cell
    path = tmp_path / "own.csv"
    table.to_csv(path, index=False)
    reuse = pd.DataFrame({"plot": ["L1"], "use": ["waste"]})

    with pytest.raises(ChoiceError, match=words) as error:
        site_costs.costs(reuse, PLOTS, overrides={"site_costs": path})
    assert "parking.plot" in str(error.value)


def test_two_rows_for_one_case_are_refused():
    table = ROWS.reset_index()
    twice = pd.concat([table, table.head(1).assign(key="again")], ignore_index=True)

    assert [len(list(site_costs.faults(each, "own.csv"))) for each in (table, twice)] == [0, 1]
